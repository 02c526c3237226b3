//! Introductions: an inhabitant brings a guest to somebody and makes the two known to each other.
//!
//! Whoever is in sight is walked up to; others are looked for where they were seen last, with the guest in tow. It ends
//! in any case: with the introduction, a refusal, or when it takes too long.

use stoa_mind::{percept::Sense, turns::TALK_RANGE_M};
use stoa_model::{Deed as DeedDone, Purpose};
use stoa_world::{Deed, Goal, PlaceId, SayTo, StableId, TICKS_PER_SECOND, Tick, Volume};

use crate::{inhabitant::Errand, talk::Floor};

/// Guest and host must have met after this long, in seconds.
const LONGEST_S: u64 = 120;
/// Who has walked up to the host stands at most this far away, in metres.
const BESIDE_M: f32 = 2.5;
/// Intents of the tick in which the errand begins have become goals by then.
const BEGUN_TICKS: u64 = 2;

impl Errand {
    /// An introduction that begins at `now`.
    pub(crate) fn introduce(guest: StableId, to: StableId, now: Tick) -> Self {
        Self::Introduce {
            guest,
            to,
            until: now.plus_seconds(LONGEST_S),
        }
    }
}

/// The way to somebody, with `guest` in tow: straight to who is in sight, else to the place where they were seen last.
pub(crate) fn way(guest: StableId, to: StableId, last_seen: Option<&str>) -> Deed {
    match last_seen {
        None => Deed::Go { to: Goal::Body(to) },
        Some(place) => Deed::Lead {
            whom: guest,
            to: PlaceId(place.to_owned()),
        },
    }
}

/// Goes on with every introduction that is under way.
pub(crate) fn introductions(mut floor: Floor) {
    let now = floor.clock.tick;
    let everybody: Vec<StableId> = floor.cast.iter().map(|(id, _)| id).collect();
    for me in everybody {
        let Some(Errand::Introduce { guest, to, until }) = floor.errand(me) else {
            continue;
        };
        if now >= until {
            floor.cannot_introduce(me, "we lost each other on the way");
            continue;
        }
        let left = until.since(now);
        let fresh = left + BEGUN_TICKS > LONGEST_S * TICKS_PER_SECOND;
        if fresh || floor.is_busy_speaking(me) {
            continue;
        }
        if floor.leads(me) && floor.notices(me, to) {
            // There they are: no need to go all the way to where they were.
            floor.wish(me, Deed::Go { to: Goal::Body(to) });
        } else if !floor.walks(me)
            && floor.distance(me, to) <= BESIDE_M
            && floor.distance(me, guest) <= TALK_RANGE_M
        {
            floor.introduce(me, guest, to);
        }
    }
}

impl Floor<'_, '_> {
    /// `me` has come to where `to` was seen last.
    pub fn looked_for(&mut self, me: StableId, to: StableId) {
        if self.notices(me, to) {
            self.wish(me, Deed::Go { to: Goal::Body(to) });
        } else {
            self.cannot_introduce(me, "they are not where I saw them last");
        }
    }

    /// Gives an introduction up, and says why in words where the guest still listens.
    pub fn cannot_introduce(&mut self, me: StableId, cause: &str) {
        let now = self.clock.tick;
        let Some((mind, mut conduct)) = self.mind(me) else {
            return;
        };
        let Errand::Introduce { guest, to, .. } = conduct.errand else {
            return;
        };
        conduct.errand = Errand::None;
        conduct.next_plan = now.plus_seconds(2);
        let target = mind.0.name_of(to.0).unwrap_or_default().to_owned();
        let talk = mind.0.talk.as_ref();
        if talk.is_some_and(|talk| talk.includes(guest.0)) {
            conduct.owe(guest, Purpose::Excuse);
        }
        if self.walks(me) {
            self.wish(me, Deed::Stop);
        }
        let deed = DeedDone {
            action: "introduce".to_owned(),
            target,
            refused: Some(cause.to_owned()),
        };
        self.perceive(me, now.0, Sense::Deed(deed));
    }

    /// Makes two people known to each other; then it is the host's turn to greet.
    fn introduce(&mut self, me: StableId, guest: StableId, to: StableId) {
        let role = self
            .cast
            .persona(to)
            .map(|persona| format!(", our {}", persona.role));
        let Some((mind, mut conduct)) = self.mind(me) else {
            return;
        };
        conduct.errand = Errand::None;
        let host = mind.0.name_of(to.0).unwrap_or("somebody").to_owned();
        let name = mind.0.name_of(guest.0).map(str::to_owned);
        let host_is = format!("this is {host}{}", role.as_deref().unwrap_or_default());
        let text = match &name {
            Some(name) => format!("{host}, this is {name}. {name}, {host_is}."),
            None => format!("{host}, I bring you a visitor. And {host_is}."),
        };
        self.part(me, guest, 8);
        let say = Deed::Say {
            text,
            to: SayTo::Body(to),
            volume: Volume::Say,
            source: Some("built-in mind".to_owned()),
        };
        self.wish(me, say);
        if role.is_none() {
            // A person greets when they like.
            return;
        }
        self.attend(to, guest);
        if let Some((mut mind, mut conduct)) = self.mind(to) {
            if let Some(name) = name {
                mind.0.known.entry(guest.0).name.get_or_insert(name);
            }
            conduct.owe(guest, Purpose::Open);
        }
    }
}
