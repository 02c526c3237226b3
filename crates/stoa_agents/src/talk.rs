//! The floor: who talks with whom, and how talks begin. How they end is in `part`.

use bevy_ecs::{prelude::*, system::SystemParam};
use stoa_mind::{
    percept::{Percept, Sense},
    turns::TALK_RANGE_M,
};
use stoa_model::Purpose;
use stoa_world::{
    Deed, DisplayName, Following, Gesture, Goal, Intent, LogEvent, LookAt, Mover, Places, Pose,
    SimClock, StableId,
    nav::NavGrid,
    sim::{BodyIndex, Leading, Mouth},
};

use crate::{
    bridge::MindBridge,
    cast::Cast,
    chats::Chats,
    inhabitant::{Conduct, Errand, Inhabitant},
    scene,
};

/// Everything that beginning and ending talks touches.
#[derive(SystemParam)]
pub(crate) struct Floor<'w, 's> {
    pub clock: Res<'w, SimClock>,
    pub index: Res<'w, BodyIndex>,
    pub cast: Res<'w, Cast>,
    pub places: Res<'w, Places>,
    pub nav: Res<'w, NavGrid>,
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

    pub fn mind(&mut self, who: StableId) -> Option<(Mut<'_, Inhabitant>, Mut<'_, Conduct>)> {
        let entity = self.index.get(who)?;
        self.minds.get_mut(entity).ok()
    }

    pub fn body(
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

    /// What somebody is doing of their own accord; `None` for people.
    pub fn errand(&self, who: StableId) -> Option<Errand> {
        let (_, conduct) = self.minds.get(self.index.get(who)?).ok()?;
        Some(conduct.errand)
    }

    /// Whether somebody is on the way to a goal.
    pub fn walks(&self, who: StableId) -> bool {
        self.body(who).is_some_and(|body| body.1.goal.is_some())
    }

    /// Whether somebody leads somebody.
    pub fn leads(&self, who: StableId) -> bool {
        self.body(who).is_some_and(|body| body.5.is_some())
    }

    /// Whether somebody follows or leads somebody.
    pub fn walks_along(&self, who: StableId) -> bool {
        let body = self.body(who);
        body.is_some_and(|body| body.4.is_some() || body.5.is_some())
    }

    /// Metres from body to body; infinitely many when one of them is not here.
    pub fn distance(&self, a: StableId, b: StableId) -> f32 {
        match (self.body(a), self.body(b)) {
            (Some(a), Some(b)) => a.0.distance(b.0),
            _ => f32::INFINITY,
        }
    }

    /// Whether `me` sees `other`, or stands close by.
    pub fn notices(&self, me: StableId, other: StableId) -> bool {
        match (self.body(me), self.body(other)) {
            (Some(own), Some(theirs)) => scene::notices(&self.nav, own.0, theirs.0),
            _ => false,
        }
    }

    /// The others in the talk of `me`.
    pub fn partners(&self, me: StableId) -> Vec<StableId> {
        let mind = self.index.get(me).and_then(|e| self.minds.get(e).ok());
        let talk = mind.and_then(|(mind, _)| mind.0.talk.as_ref());
        let people = talk.into_iter().flat_map(|talk| &talk.people);
        people
            .map(|id| StableId(*id))
            .filter(|id| *id != me)
            .collect()
    }

    /// Turns to a person who speaks or hails: small talk ends, one's own errands wait. A newcomer joins the talk with
    /// whoever is still near.
    pub fn attend(&mut self, me: StableId, person: StableId) {
        self.end_chat(me);
        let tick = self.clock.tick.0;
        // Whoever walks with or for this person goes on doing so while they talk.
        let together = self.walks_along(me);
        let walking = self.walks(me);
        let partners = self.partners(me);
        let company = together
            || partners
                .iter()
                .any(|p| self.distance(me, *p) <= TALK_RANGE_M);
        if !company && !partners.contains(&person) {
            for gone in partners {
                self.part(me, gone, 4);
            }
        }
        let Some((mut mind, mut conduct)) = self.mind(me) else {
            return;
        };
        mind.0.join_talk(person.0, tick);
        let introducing = matches!(conduct.errand, Errand::Introduce { .. });
        if !introducing {
            conduct.errand = Errand::None;
        }
        if walking && !together && !introducing {
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
        let known = self.partners(me).contains(&person);
        self.attend(me, person);
        if known {
            return;
        }
        if let Some((_, mut conduct)) = self.mind(me) {
            conduct.owe(person, Purpose::Open);
        }
    }

    /// A person wants another answer to their last words. Whoever is still giving one is heard out first.
    pub fn asked_again(&mut self, me: StableId, person: StableId) {
        if self.is_busy_speaking(me) {
            return;
        }
        let Some((mut mind, mut conduct)) = self.mind(me) else {
            return;
        };
        if mind.0.take_back(person.0) {
            conduct.owe(person, Purpose::Answer);
        }
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

    /// Something `me` tried was refused: in a talk with a person, say so.
    pub fn refused(&mut self, me: StableId) {
        let person = self.person_spoken_to(me);
        let now = self.clock.tick;
        let Some((_, mut conduct)) = self.mind(me) else {
            return;
        };
        // An introduction knows itself what becomes of it.
        if !matches!(conduct.errand, Errand::Introduce { .. }) {
            conduct.errand = Errand::None;
            conduct.next_plan = now.plus_seconds(2);
        }
        if let Some(person) = person {
            conduct.owe(person, Purpose::Excuse);
        }
    }

    /// The person that `me` talks with; of several, who spoke last.
    fn person_spoken_to(&self, me: StableId) -> Option<StableId> {
        let mind = self.index.get(me).and_then(|e| self.minds.get(e).ok());
        let talk = mind.and_then(|(mind, _)| mind.0.talk.as_ref())?;
        let speakers = talk.lines.iter().rev().map(|line| line.who);
        speakers
            .chain(talk.people.iter().copied())
            .filter(|who| talk.includes(*who))
            .map(StableId)
            .find(|who| *who != me && !self.cast.is_agent(*who))
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
            (Errand::Introduce { to, .. }, Goal::Place(_)) => self.looked_for(me, to),
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

    /// Whether somebody could be drawn into small talk now.
    pub fn is_free(&self, id: StableId) -> bool {
        let Some((mind, conduct)) = self
            .index
            .get(id)
            .and_then(|entity| self.minds.get(entity).ok())
        else {
            return false;
        };
        let led = self.walks_along(id);
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

/// Whether a deed takes somebody somewhere.
pub(crate) fn is_walk(deed: &Deed) -> bool {
    matches!(deed, Deed::Go { .. } | Deed::Lead { .. })
}
