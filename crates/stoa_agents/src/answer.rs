//! Answers come in and become speech and deeds.

mod trouble;
mod wait;

pub use trouble::MODEL_FAILED;

use std::time::Duration;

use bevy_ecs::{prelude::*, system::SystemParam};
use stoa_mind::{
    actions::Action,
    percept::{Percept, Sense},
    speech::{MOST_PIECES, SpeechEvent, lost_thread},
};
use stoa_model::{ChatEvent, ErrorKind, Finish, Next, Purpose, RoutedEvent, ToolCall};
use stoa_world::{
    Deed, Intent, LogEvent, Places, Pose, SayTo, SimClock, StableId, Tick, Volume,
    sim::{BodyIndex, ModelTape, Notice},
};

use crate::{
    act,
    bridge::{Answer, Came, MindBridge},
    cast::Cast,
    chats::Chats,
    inhabitant::{Conduct, Errand, Inhabitant, Leaving, Turn},
    introduce,
    minds::Minds,
    sayings::Sayings,
    tape,
    turn::cutter,
};

/// Characters up to which sentences that came together are said in one breath.
const BREATH: usize = 110;

/// Everything that an answer changes.
#[derive(SystemParam)]
pub(crate) struct Effects<'w> {
    clock: Res<'w, SimClock>,
    places: Res<'w, Places>,
    minds_in_use: ResMut<'w, Minds>,
    chats: ResMut<'w, Chats>,
    sayings: ResMut<'w, Sayings>,
    intents: MessageWriter<'w, Intent>,
    log: MessageWriter<'w, LogEvent>,
    notices: MessageWriter<'w, Notice>,
}

/// Takes what models answered since the last tick, or what the tape says they did.
pub(crate) fn take_answers(
    cast: Res<Cast>,
    index: Res<BodyIndex>,
    mut bridge: ResMut<MindBridge>,
    mut tape: ResMut<ModelTape>,
    mut minds: Query<(&mut Inhabitant, &mut Conduct, &Pose)>,
    mut effects: Effects,
) {
    let now = effects.clock.tick;
    for came in answers(&mut bridge, &mut tape, effects.minds_in_use.wait, now) {
        let Came {
            ticket,
            after,
            answer,
        } = came;
        let of_ticket = cast.iter().find_map(|(id, _)| {
            let entity = index.get(id)?;
            let (_, conduct, ..) = minds.get(entity).ok()?;
            conduct
                .turn
                .as_ref()
                .is_some_and(|turn| turn.ticket == ticket)
                .then_some((id, entity))
        });
        let Some((me, entity)) = of_ticket else {
            continue;
        };
        let Ok((mut mind, mut conduct, pose)) = minds.get_mut(entity) else {
            continue;
        };
        let Some(mut turn) = conduct.turn.take() else {
            continue;
        };
        let after = after.unwrap_or_else(|| ticks(now.since(turn.asked)));
        if let Answer::Event(event) = &answer {
            let in_use = &effects.minds_in_use;
            conduct.last.take(event, after, || {
                let server = in_use.server(&mind.0.persona.id, turn.small_talk, &turn.server);
                server.map(|server| server.limits().prices)
            });
        }
        if effects.take(me, &mut mind, &mut conduct, &mut turn, pose, answer) {
            conduct.turn = Some(turn);
        } else if let Some(leaving) = &mut conduct.leaving {
            // The last words are wished for; they are heard before one goes.
            *leaving = Leaving::after(leaving.whom, now);
        }
    }
    for (me, _) in cast.iter() {
        let Some((mind, mut conduct, _)) =
            index.get(me).and_then(|entity| minds.get_mut(entity).ok())
        else {
            continue;
        };
        let reads = conduct.last.progress.is_some();
        let Some(turn) = &mut conduct.turn else {
            continue;
        };
        effects.say(me, turn);
        let temperament = &mind.0.persona.temperament;
        effects.show_wait(me, temperament, turn, reads);
    }
}

/// The time that so many ticks take.
fn ticks(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / stoa_world::TICKS_PER_SECOND)
}

fn answers(bridge: &mut MindBridge, tape: &mut ModelTape, wait: bool, now: Tick) -> Vec<Came> {
    if tape.replay.is_some() {
        let mut due = Vec::new();
        while let Some(value) = tape.next_due(now) {
            match tape::from_value(&value) {
                Some((ticket, answer)) => due.push(Came {
                    ticket,
                    after: None,
                    answer,
                }),
                None => tracing::warn!(
                    "an entry of the record is of a kind that this version does not know"
                ),
            }
        }
        return due;
    }
    let came = bridge.drain(wait);
    for Came { ticket, answer, .. } in &came {
        let value = tape::to_value(*ticket, answer);
        if !value.is_null() {
            tape.record.push((now, value));
        }
    }
    came
}

impl Effects<'_> {
    /// One event of an answer. Returns whether the turn goes on.
    fn take(
        &mut self,
        me: StableId,
        mind: &mut Inhabitant,
        conduct: &mut Conduct,
        turn: &mut Turn,
        pose: &Pose,
        answer: Answer,
    ) -> bool {
        let now = self.clock.tick;
        let event = match answer {
            Answer::End => return false,
            Answer::Event(event) => event,
        };
        match event {
            RoutedEvent::Started { server } => {
                // What the server before it began is not mixed with this one's words.
                turn.cutter = cutter(&turn.context);
                turn.called.clear();
                turn.tokens = None;
                turn.server = server;
            }
            RoutedEvent::Event(ChatEvent::Text(text)) => {
                let pieces = turn.cutter.push(&text);
                self.speak(me, mind, conduct, turn, pose, pieces);
            }
            RoutedEvent::Event(ChatEvent::ToolCall(call)) => {
                self.speak(
                    me,
                    mind,
                    conduct,
                    turn,
                    pose,
                    vec![SpeechEvent::Action(call)],
                );
            }
            RoutedEvent::Event(ChatEvent::Usage(usage)) => {
                turn.tokens = Some(usage.completion_tokens)
            }
            RoutedEvent::Event(ChatEvent::Reasoning(_) | ChatEvent::Progress(_)) => {}
            RoutedEvent::Event(ChatEvent::Done(finish)) => {
                // Where the answer ran out of room, half a sentence is only better than none at all.
                if finish != Finish::Length || turn.came == 0 {
                    let rest = turn.cutter.finish();
                    self.speak(me, mind, conduct, turn, pose, rest);
                }
                self.say(me, turn);
                self.minds_in_use.is_well(&turn.server);
                if self
                    .minds_in_use
                    .is_chosen(&mind.0.persona.id, &turn.server)
                {
                    conduct.last.problem = None;
                }
                let done = LogEvent::new(now, "model_done", me).with("server", turn.server.clone());
                self.log.write(done.with("tokens", turn.tokens));
                if turn.came == 0 {
                    self.said_nothing(me);
                }
            }
            RoutedEvent::Failed {
                server,
                error,
                next,
            } => {
                self.failed(me, &mind.0.persona.name, conduct, &server, &error, &next);
                if next == Next::Cut {
                    // What was heard stays; the half sentence that nobody heard goes.
                    self.say(me, turn);
                    self.lose_thread(me, turn);
                    return false;
                }
            }
            RoutedEvent::GaveUp => {
                self.lose_thread(me, turn);
                return false;
            }
        }
        true
    }

    fn failed(
        &mut self,
        me: StableId,
        name: &str,
        conduct: &mut Conduct,
        server: &str,
        error: &stoa_model::ModelError,
        next: &Next,
    ) {
        let event = LogEvent::new(self.clock.tick, "model_failed", me).with("server", server);
        self.log.write(
            event
                .with("cause", error.cause.clone())
                .with("remedy", error.remedy.clone()),
        );
        // The same failure turn after turn is told once.
        let is_news = match error.kind {
            // It is the same for everybody.
            ErrorKind::LimitReached => self.minds_in_use.is_news(server, error),
            _ => {
                let last = conduct.last.problem.as_ref();
                last.is_none_or(|last| last.cause != error.cause || last.remedy != error.remedy)
            }
        };
        if is_news {
            self.notices.write(trouble::notice(name, error, next));
        }
        conduct.last.problem = Some(error.clone());
    }

    /// Words that broke off, or never came, are excused as anybody would. In small talk that is its end.
    fn lose_thread(&mut self, me: StableId, turn: &mut Turn) {
        let small_talk = self.chats.of(me).is_some();
        let line = lost_thread(turn.context.seed, |line| self.sayings.is_new(line));
        if small_talk && !(turn.came > 0 && self.sayings.is_new(line)) {
            return self.said_nothing(me);
        }
        self.sayings.add(line);
        turn.came += 1;
        self.say_by_heart(me, turn.to, line);
    }

    /// In small talk, somebody who has nothing new to say ends it.
    fn said_nothing(&mut self, me: StableId) {
        if let Some(chat) = self.chats.of_mut(me) {
            chat.farewells = 2;
        }
    }

    fn speak(
        &mut self,
        me: StableId,
        mind: &mut Inhabitant,
        conduct: &mut Conduct,
        turn: &mut Turn,
        pose: &Pose,
        pieces: Vec<SpeechEvent>,
    ) {
        let small_talk = self.chats.of(me).is_some();
        for piece in pieces {
            if turn.came as usize >= MOST_PIECES {
                return;
            }
            match piece {
                SpeechEvent::Sentence(text) => {
                    if small_talk && !self.sayings.is_new(&text) {
                        continue;
                    }
                    self.sayings.add(&text);
                    turn.came += 1;
                    if turn.held.chars().count() + text.chars().count() >= BREATH {
                        self.say(me, turn);
                    }
                    if !turn.held.is_empty() {
                        turn.held.push(' ');
                    }
                    turn.held.push_str(&text);
                }
                SpeechEvent::Action(call) => {
                    let same = |done: &ToolCall| {
                        done.name == call.name && done.arguments == call.arguments
                    };
                    if turn.called.iter().any(same) {
                        continue;
                    }
                    turn.called.push(call.clone());
                    self.say(me, turn);
                    turn.came += 1;
                    let tick = self.clock.tick.0;
                    let minute = self.clock.minute();
                    let deed = match Action::from_call(&call, &turn.context) {
                        Ok(action) => {
                            self.act(me, mind, conduct, turn, &action, pose);
                            action.deed(&turn.context, None)
                        }
                        Err(error) => {
                            // A deed that can't be meant is excused in words, unless the answer was one already.
                            if turn.purpose != Purpose::Excuse && !small_talk {
                                conduct.owe(turn.to, Purpose::Excuse);
                            }
                            stoa_model::Deed {
                                action: call.name.clone(),
                                target: String::new(),
                                refused: Some(error.to_string()),
                            }
                        }
                    };
                    mind.0.perceive(&Percept {
                        tick,
                        minute,
                        sense: Sense::Deed(deed),
                    });
                }
            }
        }
    }

    /// Says what is held back.
    fn say(&mut self, me: StableId, turn: &mut Turn) {
        if turn.held.is_empty() {
            return;
        }
        let deed = Deed::Say {
            text: std::mem::take(&mut turn.held),
            to: SayTo::Body(turn.to),
            volume: Volume::Say,
            source: Some(turn.server.clone()),
        };
        self.intents.write(Intent { who: me, deed });
    }

    fn act(
        &mut self,
        me: StableId,
        mind: &Inhabitant,
        conduct: &mut Conduct,
        turn: &Turn,
        action: &Action,
        pose: &Pose,
    ) {
        let now = self.clock.tick;
        match action {
            Action::Gesture { .. } | Action::Wave { .. } | Action::PointAt { .. } => {}
            Action::EndTalk { who } => {
                // The goodbye that goes with it may still be on its way.
                conduct.leaving = who.map(|who| Leaving::after(StableId(who), now));
                return;
            }
            Action::Introduce { whom, to } => {
                let (guest, host) = (StableId(*whom), StableId(*to));
                conduct.errand = Errand::introduce(guest, host, now);
                let seen = mind.0.seen.last(*to).map(|seen| seen.place.as_str());
                let in_sight = turn.context.present.iter().any(|person| person.id == *to);
                let last_seen = seen.filter(|_| !in_sight);
                let deed = introduce::way(guest, host, last_seen);
                self.intents.write(Intent { who: me, deed });
                return;
            }
            _ => conduct.errand = Errand::None,
        }
        for deed in act::deeds(action, pose, &self.places) {
            self.intents.write(Intent { who: me, deed });
        }
    }
}
