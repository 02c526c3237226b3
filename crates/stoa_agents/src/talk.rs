//! The floor: who talks with whom, how talks begin and end.

use bevy_ecs::{prelude::*, system::SystemParam};
use stoa_mind::{
    percept::{Percept, Sense},
    turns::{TALK_RANGE_M, TalkEnd},
};
use stoa_model::Purpose;
use stoa_world::{
    Deed, DisplayName, Following, Gesture, Goal, Intent, LogEvent, LookAt, Mover, Places, Pose,
    SayTo, SimClock, StableId, Volume,
    sim::{BodyIndex, Leading, Mouth},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    chats::Chats,
    inhabitant::{Conduct, Errand, Inhabitant},
};

/// A talk with a person is over when nobody spoke for this long: people read, think and type.
const PATIENCE_TICKS: u64 = 120 * 30;
/// Two inhabitants have lost each other after this long without a word.
const CHAT_SILENCE_TICKS: u64 = 25 * 30;

/// Everything that beginning and ending talks touches.
#[derive(SystemParam)]
pub(crate) struct Floor<'w, 's> {
    pub clock: Res<'w, SimClock>,
    pub index: Res<'w, BodyIndex>,
    pub cast: Res<'w, Cast>,
    pub places: Res<'w, Places>,
    pub minds: Query<'w, 's, (&'static mut Inhabitant, &'static mut Conduct)>,
    pub bodies: Query<'w, 's, Walking>,
    pub chats: ResMut<'w, Chats>,
    pub bridge: ResMut<'w, MindBridge>,
    pub intents: MessageWriter<'w, Intent>,
    pub log: MessageWriter<'w, LogEvent>,
}

/// What a body does with its feet and mouth.
type Walking = (
    &'static Pose,
    &'static Mover,
    &'static Mouth,
    &'static DisplayName,
    Option<&'static Following>,
    Option<&'static Leading>,
);

impl Floor<'_, '_> {
    pub fn wish(&mut self, who: StableId, deed: Deed) {
        self.intents.write(Intent { who, deed });
    }

    /// A percept for one mind.
    pub fn perceive(&mut self, who: StableId, tick: u64, sense: Sense) {
        let minute = self.clock.minute();
        if let Some((mut mind, _)) = self.mind(who) {
            mind.0.perceive(&Percept {
                tick,
                minute,
                sense,
            });
        }
    }

    fn mind(&mut self, who: StableId) -> Option<(Mut<'_, Inhabitant>, Mut<'_, Conduct>)> {
        let entity = self.index.get(who)?;
        self.minds.get_mut(entity).ok()
    }

    fn body(
        &self,
        who: StableId,
    ) -> Option<(
        &Pose,
        &Mover,
        &Mouth,
        &DisplayName,
        Option<&Following>,
        Option<&Leading>,
    )> {
        self.bodies.get(self.index.get(who)?).ok()
    }

    /// Turns to a person who speaks or hails: small talk ends, one's own errands wait.
    pub fn attend(&mut self, me: StableId, person: StableId) {
        self.end_chat(me);
        let tick = self.clock.tick.0;
        // Whoever walks with or for this person goes on doing so while they talk.
        let together = self
            .body(me)
            .is_some_and(|body| body.4.is_some() || body.5.is_some());
        let walking = self.body(me).is_some_and(|body| body.1.goal.is_some());
        let Some((mut mind, mut conduct)) = self.mind(me) else {
            return;
        };
        let errand = std::mem::take(&mut conduct.errand);
        if mind
            .0
            .talk
            .as_ref()
            .is_none_or(|talk| !talk.includes(person.0))
        {
            mind.0.begin_talk(&[person.0], tick);
        }
        let on_own_way = walking && !together && !matches!(errand, Errand::Introduce { .. });
        if matches!(errand, Errand::Introduce { .. })
            && let Some((_, mut conduct)) = self.mind(me)
        {
            conduct.errand = errand;
        }
        if on_own_way {
            self.wish(me, Deed::Stop);
        }
        self.wish(
            me,
            Deed::Look {
                at: Some(LookAt::Body(person)),
            },
        );
    }

    /// A person asks for somebody's attention.
    pub fn hailed(&mut self, me: StableId, person: StableId) {
        let known = self.mind(me).is_some_and(|(mind, _)| {
            mind.0
                .talk
                .as_ref()
                .is_some_and(|talk| talk.includes(person.0))
                && mind.0.talk.is_some()
        });
        self.attend(me, person);
        if known {
            return;
        }
        if let Some((_, mut conduct)) = self.mind(me) {
            conduct.owe(person, Purpose::Open);
        }
    }

    /// `whom` has left the talk with `me`.
    pub fn left(&mut self, me: StableId, whom: StableId) {
        let talking = self.mind(me).is_some_and(|(mind, _)| {
            mind.0
                .talk
                .as_ref()
                .is_some_and(|talk| talk.includes(whom.0))
        });
        if !talking {
            return;
        }
        let walks_along = self
            .body(me)
            .is_some_and(|body| body.4.is_some() || body.5.is_some());
        self.end_talk(me, if walks_along { 60 } else { 4 });
    }

    /// Two inhabitants begin to talk.
    pub fn begin_chat(&mut self, a: StableId, b: StableId) {
        let now = self.clock.tick;
        let limit =
            4 + u32::try_from(self.clock.roll(a.0 ^ b.0.rotate_left(16), 0x7A1C) % 4).unwrap_or(0);
        self.chats.begin(a, b, now, limit);
        for (me, other) in [(a, b), (b, a)] {
            if let Some((mut mind, mut conduct)) = self.mind(me) {
                mind.0.begin_talk(&[other.0], now.0);
                conduct.errand = Errand::None;
                conduct.owed.clear();
            }
            if self.body(me).is_some_and(|body| body.1.goal.is_some()) {
                self.wish(me, Deed::Stop);
            }
            self.wish(
                me,
                Deed::Look {
                    at: Some(LookAt::Body(other)),
                },
            );
        }
        if let Some((_, mut conduct)) = self.mind(a) {
            conduct.owe(b, Purpose::Open);
        }
        self.log
            .write(LogEvent::new(now, "talk_began", a).with("with", b.0));
    }

    /// Ends the small talk of `me`, for both.
    pub fn end_chat(&mut self, me: StableId) {
        let Some(chat) = self.chats.end(me) else {
            return;
        };
        let event = LogEvent::new(self.clock.tick, "talk_ended", chat.a).with("with", chat.b.0);
        self.log.write(event.with("turns", chat.turns));
        for one in [chat.a, chat.b] {
            self.end_talk(one, 3);
        }
    }

    /// Ends whatever talk `me` is in; plans are made again after some seconds.
    pub fn end_talk(&mut self, me: StableId, seconds: u64) {
        let (now, minute) = (self.clock.tick, self.clock.minute());
        let pause = seconds + self.clock.roll(me.0, 0x0E4D) % 4;
        let Some((mut mind, mut conduct)) = self.mind(me) else {
            return;
        };
        let was_talking = mind.0.end_talk(now.0, minute).is_some();
        conduct.owed.clear();
        conduct.next_plan = now.plus_seconds(pause);
        if let Some(turn) = conduct.turn.take() {
            self.bridge.cancel(turn.ticket);
        }
        if was_talking {
            self.wish(me, Deed::Look { at: None });
        }
    }

    /// Something `me` tried was refused: in a talk with a person, say so.
    pub fn refused(&mut self, me: StableId) {
        let people: Vec<StableId> = {
            let Some((mind, _)) = self.mind(me) else {
                return;
            };
            mind.0
                .talk
                .iter()
                .flat_map(|talk| &talk.people)
                .map(|id| StableId(*id))
                .collect()
        };
        let person = people
            .into_iter()
            .find(|id| *id != me && !self.cast.is_agent(*id));
        let now = self.clock.tick;
        let Some((_, mut conduct)) = self.mind(me) else {
            return;
        };
        match person {
            Some(person) => conduct.owe(person, Purpose::Excuse),
            None => {
                conduct.errand = Errand::None;
                conduct.next_plan = now.plus_seconds(2);
            }
        }
    }

    /// `me` has come to a goal.
    pub fn arrived(&mut self, me: StableId, goal: &Goal) {
        let now = self.clock.tick;
        let Some((_, mut conduct)) = self.mind(me) else {
            return;
        };
        match (conduct.errand, goal) {
            (Errand::Visit { stay }, Goal::Place(_) | Goal::Seat(_) | Goal::Point(..)) => {
                conduct.errand = Errand::None;
                conduct.next_plan = stoa_world::Tick(now.0 + stay);
            }
            (Errand::Approach { whom, .. }, Goal::Body(id)) if *id == whom => {
                if self.is_free(whom) {
                    self.begin_chat(me, whom);
                } else if let Some((_, mut conduct)) = self.mind(me) {
                    conduct.errand = Errand::None;
                    conduct.next_plan = now.plus_seconds(3);
                }
            }
            (Errand::Introduce { guest, to }, Goal::Body(id)) if *id == to => {
                conduct.errand = Errand::None;
                self.introduce(me, guest, to);
            }
            (_, Goal::Place(place)) => {
                // Somebody was led here: show it to them.
                let at = self
                    .places
                    .places
                    .get(place)
                    .map(|place| LookAt::Point(place.at + bevy_math::Vec3::Y));
                self.wish(
                    me,
                    Deed::Gesture {
                        gesture: Gesture::Point,
                        at,
                    },
                );
            }
            _ => {}
        }
    }

    /// Makes two people known to each other; then it is the host's turn to greet.
    fn introduce(&mut self, me: StableId, guest: StableId, to: StableId) {
        let tick = self.clock.tick.0;
        let Some(host) = self.cast.persona(to).cloned() else {
            return;
        };
        let name = self
            .mind(me)
            .and_then(|(mind, _)| mind.0.name_of(guest.0).map(str::to_owned));
        let text = match &name {
            Some(name) => format!(
                "{}, this is {name}. {name}, this is {}, our {}.",
                host.name, host.name, host.role
            ),
            None => format!(
                "{}, I bring you a visitor. This is {}, our {}.",
                host.name, host.name, host.role
            ),
        };
        let say = Deed::Say {
            text,
            to: SayTo::Body(to),
            volume: Volume::Say,
            source: Some("built-in mind".to_owned()),
        };
        self.wish(me, say);
        self.end_talk(me, 8);
        self.attend(to, guest);
        if let Some((mut mind, mut conduct)) = self.mind(to) {
            if let Some(name) = name {
                mind.0.known.entry(guest.0).name.get_or_insert(name);
            }
            mind.0.perceive(&Percept {
                tick,
                minute: 0,
                sense: Sense::Hailed { who: guest.0 },
            });
            conduct.owe(guest, Purpose::Open);
        }
    }

    /// Whether somebody could be drawn into small talk now.
    pub fn is_free(&self, id: StableId) -> bool {
        let Some((mind, conduct)) = self
            .index
            .get(id)
            .and_then(|entity| self.minds.get(entity).ok())
        else {
            return false;
        };
        let led = self
            .body(id)
            .is_some_and(|body| body.4.is_some() || body.5.is_some());
        mind.0.talk.is_none()
            && conduct.turn.is_none()
            && !led
            && !matches!(conduct.errand, Errand::Introduce { .. })
            && self.chats.of(id).is_none()
    }

    /// Whether somebody's mouth is in use or an answer of theirs is on its way.
    pub fn is_busy_speaking(&self, id: StableId) -> bool {
        let speaking = self.body(id).is_some_and(|body| body.2.is_speaking());
        let thinking = self
            .index
            .get(id)
            .and_then(|entity| self.minds.get(entity).ok());
        speaking || thinking.is_some_and(|(_, conduct)| conduct.turn.is_some())
    }

    /// The target of a deed in words: the place's or the person's name.
    pub fn target_words(&mut self, deed: &Deed) -> String {
        let place = |id: &stoa_world::PlaceId, places: &Places| {
            places
                .places
                .get(id)
                .map_or_else(|| id.0.clone(), |place| place.name.clone())
        };
        match deed {
            Deed::Lead { to, .. }
            | Deed::Go {
                to: Goal::Place(to),
            } => place(to, &self.places),
            Deed::Sit { seat: Some(seat) } => {
                let of = self
                    .places
                    .seats
                    .get(seat)
                    .and_then(|seat| seat.place.clone());
                of.map_or_else(String::new, |id| place(&id, &self.places))
            }
            Deed::Follow { whom }
            | Deed::Go {
                to: Goal::Body(whom),
            } => self
                .body(*whom)
                .map_or_else(String::new, |body| body.3.0.clone()),
            _ => String::new(),
        }
    }
}

/// The action's name behind a deed, for deeds that a mind asked for and can excuse.
pub(crate) fn action_name(deed: &Deed) -> Option<&'static str> {
    Some(match deed {
        Deed::Go { to: Goal::Body(_) } => "come_here",
        Deed::Go { .. } => "go_to",
        Deed::Follow { .. } => "follow",
        Deed::Lead { .. } => "lead_to",
        Deed::Sit { .. } => "sit",
        Deed::Stand => "stand",
        _ => return None,
    })
}

/// Ends the talks that are over, and lets the planner of chatting pairs know.
pub(crate) fn end_talks(mut floor: Floor) {
    let now = floor.clock.tick;
    let over: Vec<StableId> = floor
        .chats
        .iter()
        .filter(|chat| {
            let quiet = !floor.is_busy_speaking(chat.a) && !floor.is_busy_speaking(chat.b);
            let silent = now.since(chat.last) > CHAT_SILENCE_TICKS;
            let apart = match (floor.body(chat.a), floor.body(chat.b)) {
                (Some(a), Some(b)) => a.0.distance(b.0) > TALK_RANGE_M,
                _ => true,
            };
            apart || quiet && (chat.farewells >= 2 || silent)
        })
        .map(|chat| chat.a)
        .collect();
    for id in over {
        floor.end_chat(id);
    }
    let ids: Vec<StableId> = floor.cast.iter().map(|(id, _)| id).collect();
    for me in ids.into_iter() {
        if floor.chats.of(me).is_some() {
            continue;
        }
        let speaking = floor.is_busy_speaking(me);
        let Some(own) = floor.body(me).map(|body| *body.0) else {
            continue;
        };
        let together = floor
            .body(me)
            .is_some_and(|body| body.4.is_some() || body.5.is_some());
        let others: Vec<StableId> = {
            let Some((mind, conduct)) = floor.mind(me) else {
                continue;
            };
            let Some(talk) = &mind.0.talk else { continue };
            if !conduct.owed.is_empty() || conduct.errand != Errand::None {
                continue;
            }
            talk.people
                .iter()
                .map(|id| StableId(*id))
                .filter(|id| *id != me)
                .collect()
        };
        let distances = others
            .iter()
            .filter_map(|id| floor.body(*id).map(|body| body.0.distance(&own)));
        let nearest = distances.fold(f32::INFINITY, f32::min);
        let nearest = if together { 0.0 } else { nearest };
        let Some((mind, _)) = floor.mind(me) else {
            continue;
        };
        let Some(talk) = &mind.0.talk else { continue };
        let ended = match talk.ended(now.0, nearest, speaking) {
            // People read, think and type: the mind's own measure of silence is for its like.
            Some(TalkEnd::Silence) => now.0.saturating_sub(talk.last_tick) > PATIENCE_TICKS,
            end => end.is_some(),
        };
        if ended {
            floor.end_talk(me, 4);
        }
    }
}
