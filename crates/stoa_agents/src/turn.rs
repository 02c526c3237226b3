//! One turn: the scene is described, the model asked, and what it answers becomes speech and deeds.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use stoa_mind::{
    actions::{Action, NAMES, tools},
    mind::SceneInput,
    percept::{Percept, Sense},
    prompt::render,
    speech::{SpeechCutter, SpeechEvent},
};
use stoa_model::{ChatEvent, ChatRequest, Purpose, RoutedEvent, Sampling, TurnContext};
use stoa_world::{
    Deed, Gesture, Intent, LogEvent, Places, Pose, SayTo, SimClock, StableId, Tick, Voice, Volume,
    sim::{ModelTape, Mouth, Notice},
};

use crate::{
    act,
    bridge::{Answer, MindBridge, Ticket},
    cast::Cast,
    chats::Chats,
    inhabitant::{Conduct, Errand, Inhabitant, Turn},
    minds::Minds,
    sayings::Sayings,
    scene::Scene,
    tape,
};

/// Without a first word after this long, a gesture shows that the answer is being thought of.
const HESITATE_TICKS: u64 = 15;
/// Sentences and deeds of one answer at most.
const MAX_CAME: u32 = 12;
/// Characters up to which sentences that came together are said in one breath.
const BREATH: usize = 110;
/// Tokens of one answer at most.
const MAX_TOKENS: u32 = 220;

/// Begins the turns that are due: whoever owes an answer gives it when nobody speaks over them.
pub(crate) fn begin_turns(
    scene: Scene,
    mouths: Query<&Mouth>,
    minds_in_use: Res<Minds>,
    mut minds: Query<(&mut Inhabitant, &mut Conduct, &mut Voice)>,
    mut chats: ResMut<Chats>,
    mut bridge: ResMut<MindBridge>,
    tape: Res<ModelTape>,
    sayings: Res<Sayings>,
    mut log: MessageWriter<LogEvent>,
) {
    let now = scene.clock.tick;
    let speaks = |id: StableId| {
        scene
            .index
            .get(id)
            .and_then(|entity| mouths.get(entity).ok())
            .is_some_and(Mouth::is_speaking)
    };
    let thinking: Vec<StableId> = scene
        .cast
        .iter()
        .map(|(id, _)| id)
        .filter(|id| {
            let conduct = scene
                .index
                .get(*id)
                .and_then(|entity| minds.get(entity).ok());
            conduct.is_some_and(|(_, conduct, _)| conduct.turn.is_some())
        })
        .collect();
    for (me, _) in scene.cast.iter() {
        let Some((mut mind, mut conduct, mut voice)) =
            scene.index.get(me).and_then(|e| minds.get_mut(e).ok())
        else {
            continue;
        };
        if conduct.turn.is_some() || speaks(me) {
            continue;
        }
        let ready = conduct
            .owed
            .iter()
            .position(|owed| !speaks(owed.to) && !thinking.contains(&owed.to));
        let Some(owed) = ready.and_then(|index| conduct.owed.remove(index)) else {
            continue;
        };
        let chat = chats.of_mut(me).filter(|chat| chat.partner(me) == owed.to);
        let small_talk = chat.is_some();
        let purpose = match chat {
            Some(chat) => {
                let purpose = chat.purpose();
                chat.took(purpose, now);
                purpose
            }
            None => owed.purpose,
        };
        let input = input(&scene, me, owed.to, &sayings, small_talk);
        let context = Arc::new(mind.0.context(&input, purpose));
        let router = if small_talk {
            &minds_in_use.small_talk
        } else {
            &minds_in_use.talk
        };
        let native = minds_in_use.has_tools();
        let request = ChatRequest {
            model: None,
            messages: render(&context, native, minds_in_use.prompt_chars()),
            tools: if native { tools(&context) } else { Vec::new() },
            sampling: Sampling {
                temperature: Some(0.8),
                max_tokens: Some(MAX_TOKENS),
                stop: Vec::new(),
                seed: Some(context.seed),
            },
            context: context.clone(),
        };
        let ticket = if tape.replay.is_some() {
            bridge.reserve()
        } else {
            bridge.ask(router, request)
        };
        log.write(
            LogEvent::new(now, "model_request", me)
                .with("to", owed.to.0)
                .with("purpose", purpose_word(purpose)),
        );
        voice.thinking = true;
        conduct.last.running = true;
        conduct.turn = Some(Turn {
            ticket,
            to: owed.to,
            purpose,
            cutter: cutter(&context),
            held: String::new(),
            context,
            server: String::new(),
            asked: now,
            came: 0,
            tokens: None,
            hesitated: false,
        });
    }
}

/// Knows the speaker's own name and everybody's into whose mouth it must put nothing.
fn cutter(context: &TurnContext) -> SpeechCutter {
    let people = context
        .listener
        .iter()
        .chain(&context.present)
        .chain(&context.absent);
    let others: Vec<String> = people.filter_map(|person| person.name.clone()).collect();
    SpeechCutter::new(&context.me.name, &others)
}

fn purpose_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Answer => "answer",
        Purpose::Open => "open",
        Purpose::Continue => "continue",
        Purpose::Close => "close",
        Purpose::Excuse => "excuse",
    }
}

fn input(
    scene: &Scene,
    me: StableId,
    to: StableId,
    sayings: &Sayings,
    small_talk: bool,
) -> SceneInput {
    let actions: Vec<String> = if small_talk {
        vec!["gesture".to_owned(), "wave".to_owned()]
    } else {
        NAMES.iter().map(|name| (*name).to_owned()).collect()
    };
    SceneInput {
        tick: scene.clock.tick.0,
        minute: scene.clock.minute(),
        seed: scene.clock.seed,
        world: scene.def.name.clone(),
        lore: scene.lore(),
        listener: Some(to.0),
        present: scene.present(me),
        absent: scene.absent(me),
        here: scene.here(me),
        // Inhabitants know their way about: only visitors ask for it.
        places: scene.places_from(me, !small_talk),
        activity: scene.doing(me),
        actions,
        said_around: sayings.recent(),
    }
}

/// Everything that an answer changes.
#[derive(bevy_ecs::system::SystemParam)]
pub(crate) struct Effects<'w> {
    clock: Res<'w, SimClock>,
    places: Res<'w, Places>,
    minds_in_use: Res<'w, Minds>,
    chats: ResMut<'w, Chats>,
    sayings: ResMut<'w, Sayings>,
    intents: MessageWriter<'w, Intent>,
    log: MessageWriter<'w, LogEvent>,
    notices: MessageWriter<'w, Notice>,
}

/// Takes what models answered since the last tick, or what the tape says they did.
pub(crate) fn take_answers(
    cast: Res<Cast>,
    index: Res<stoa_world::sim::BodyIndex>,
    mut bridge: ResMut<MindBridge>,
    mut tape: ResMut<ModelTape>,
    mut minds: Query<(&mut Inhabitant, &mut Conduct, &mut Voice, &Pose)>,
    mut effects: Effects,
) {
    let now = effects.clock.tick;
    for (ticket, answer) in answers(&mut bridge, &mut tape, effects.minds_in_use.wait, now) {
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
        let Ok((mut mind, mut conduct, mut voice, pose)) = minds.get_mut(entity) else {
            continue;
        };
        let Some(mut turn) = conduct.turn.take() else {
            continue;
        };
        let going_on = effects.take(me, &mut mind, &mut conduct, &mut turn, pose, answer);
        voice.thinking = going_on && turn.came == 0;
        if going_on {
            conduct.turn = Some(turn);
        } else {
            conduct.last.running = false;
        }
    }
    for (me, _) in cast.iter() {
        let Some((_, mut conduct, _, _)) =
            index.get(me).and_then(|entity| minds.get_mut(entity).ok())
        else {
            continue;
        };
        let Some(turn) = &mut conduct.turn else {
            continue;
        };
        effects.say(me, turn);
        if !turn.hesitated && turn.came == 0 && now.since(turn.asked) >= HESITATE_TICKS {
            turn.hesitated = true;
            effects.intents.write(Intent {
                who: me,
                deed: Deed::Gesture {
                    gesture: Gesture::Think,
                    at: None,
                },
            });
        }
    }
}

fn answers(
    bridge: &mut MindBridge,
    tape: &mut ModelTape,
    wait: bool,
    now: Tick,
) -> Vec<(Ticket, Answer)> {
    if tape.replay.is_some() {
        let mut due = Vec::new();
        while let Some(value) = tape.next_due(now) {
            match tape::from_value(&value) {
                Some(entry) => due.push(entry),
                None => tracing::warn!(
                    "an entry of the record is of a kind that this version does not know"
                ),
            }
        }
        return due;
    }
    let came = bridge.drain(wait);
    for (ticket, answer) in &came {
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
                conduct.last.server.clone_from(&server);
                turn.server = server;
            }
            RoutedEvent::Event(ChatEvent::Text(text)) => {
                if conduct.last.first_word_ticks.is_none() || turn.came == 0 {
                    conduct.last.first_word_ticks = Some(now.since(turn.asked));
                }
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
            RoutedEvent::Event(ChatEvent::Reasoning(_)) => {}
            RoutedEvent::Event(ChatEvent::Done(_)) => {
                let rest = turn.cutter.finish();
                self.speak(me, mind, conduct, turn, pose, rest);
                self.say(me, turn);
                conduct.last.tokens = turn.tokens;
                if conduct.last.problem.is_some() && turn.server == self.minds_in_use.chosen() {
                    conduct.last.problem = None;
                }
                let done = LogEvent::new(now, "model_done", me).with("server", turn.server.clone());
                self.log.write(done.with("tokens", turn.tokens));
                if turn.came == 0 {
                    self.said_nothing(me);
                }
            }
            RoutedEvent::Failed { server, error } => {
                self.failed(me, conduct, &server, &error);
                // What was heard before the break stays, cut where the stream was cut.
                if turn.came > 0 {
                    let rest = turn.cutter.finish();
                    self.speak(me, mind, conduct, turn, pose, rest);
                    self.say(me, turn);
                }
            }
            RoutedEvent::GaveUp => {
                self.said_nothing(me);
                return false;
            }
        }
        true
    }

    fn failed(
        &mut self,
        me: StableId,
        conduct: &mut Conduct,
        server: &str,
        error: &stoa_model::ModelError,
    ) {
        let event = LogEvent::new(self.clock.tick, "model_failed", me).with("server", server);
        self.log.write(
            event
                .with("cause", error.cause.clone())
                .with("remedy", error.remedy.clone()),
        );
        let problem = (error.cause.clone(), error.remedy.clone());
        // The same failure turn after turn is told once.
        if conduct.last.problem.as_ref() != Some(&problem) {
            self.notices.write(Notice::warning(
                format!("{}. The built-in mind answers meanwhile", error.cause),
                error.remedy.clone(),
            ));
            conduct.last.problem = Some(problem);
        }
        if error.lacks_tools() {
            self.minds_in_use.without_tools();
        }
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
            if turn.came >= MAX_CAME {
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
                    self.say(me, turn);
                    turn.came += 1;
                    let tick = self.clock.tick.0;
                    let minute = self.clock.minute();
                    let deed = match Action::from_call(&call, &turn.context) {
                        Ok(action) => {
                            self.act(me, conduct, &action, pose);
                            action.deed(&turn.context, None)
                        }
                        Err(error) => {
                            // A deed that can't be meant is excused in words, unless the answer was one already.
                            if turn.purpose != Purpose::Excuse {
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

    fn act(&mut self, me: StableId, conduct: &mut Conduct, action: &Action, pose: &Pose) {
        if let Action::Introduce { whom, to } = action {
            conduct.errand = Errand::Introduce {
                guest: StableId(*whom),
                to: StableId(*to),
            };
        } else if !matches!(
            action,
            Action::Gesture { .. } | Action::Wave { .. } | Action::PointAt { .. }
        ) {
            conduct.errand = Errand::None;
        }
        for deed in act::deeds(action, pose, &self.places) {
            self.intents.write(Intent { who: me, deed });
        }
    }
}
