//! How talks end: with a farewell, in silence, by walking away.

use stoa_mind::turns::{TALK_RANGE_M, TalkEnd};
use stoa_world::{Deed, LogEvent, SayTo, StableId};

use crate::{
    inhabitant::{Errand, Leaving},
    talk::Floor,
};

/// A talk with a person is over when nobody spoke for this long: people read, think and type.
const PATIENCE_TICKS: u64 = 120 * 30;
/// Two inhabitants have lost each other after this long without a word.
const CHAT_SILENCE_TICKS: u64 = 25 * 30;

impl Floor<'_, '_> {
    /// `whom` has left the talk with `me`. What `me` would still say to them stays unsaid, but for the answer to a
    /// farewell.
    pub fn left(&mut self, me: StableId, whom: StableId) {
        if !self.partners(me).contains(&whom) {
            return;
        }
        let now = self.clock.tick;
        let speaks = self.speaks_to(me, whom);
        let Some((mind, mut conduct)) = self.mind(me) else {
            return;
        };
        let farewell = mind
            .0
            .talk
            .as_ref()
            .is_some_and(|talk| talk.farewells.contains(&whom.0));
        if farewell && (speaks || conduct.answers(whom)) {
            conduct.leaving = Some(Leaving::after(whom, now));
            return;
        }
        self.break_off(me, whom);
        self.part(me, whom, if self.walks_along(me) { 60 } else { 4 });
    }

    /// The talk between `me` and `whom` is over for `me`; with others it goes on.
    pub fn part(&mut self, me: StableId, whom: StableId, seconds: u64) {
        let (tick, minute) = (self.clock.tick.0, self.clock.minute());
        let partners = self.partners(me);
        if !partners.contains(&whom) {
            return;
        }
        if partners.len() == 1 {
            return self.end_talk(me, seconds);
        }
        let Some((mut mind, mut conduct)) = self.mind(me) else {
            return;
        };
        mind.0.leave_talk(whom.0, tick, minute);
        if let Some(ticket) = conduct.forget(whom) {
            self.bridge.cancel(ticket);
        }
    }

    fn speaks_to(&self, me: StableId, whom: StableId) -> bool {
        self.body(me).is_some_and(|body| {
            let mut lines = body.2.current.iter().chain(&body.2.queue);
            lines.any(|line| line.to == SayTo::Body(whom))
        })
    }

    /// Words of `me` to `whom` that are not spoken yet stay unsaid, those too that were wished for in this tick.
    fn break_off(&mut self, me: StableId, whom: StableId) {
        let to_others = self.body(me).is_some_and(|body| {
            let mut lines = body.2.current.iter().chain(&body.2.queue);
            lines.any(|line| line.to != SayTo::Body(whom))
        });
        if !to_others {
            self.wish(me, Deed::Hush);
        }
    }

    /// Ends the small talk of `me`, for both. Whoever is speaking breaks off.
    pub fn end_chat(&mut self, me: StableId) {
        let Some(chat) = self.chats.end(me) else {
            return;
        };
        let event = LogEvent::new(self.clock.tick, "talk_ended", chat.a).with("with", chat.b.0);
        self.log.write(event.with("turns", chat.turns));
        for one in [chat.a, chat.b] {
            let other = chat.partner(one);
            if self.speaks_to(one, other) {
                self.break_off(one, other);
            }
            self.end_talk(one, 3);
        }
    }

    /// Ends whatever talk `me` is in; plans are made again after some seconds. Words that are in the mouth are spoken.
    pub fn end_talk(&mut self, me: StableId, seconds: u64) {
        let (now, minute) = (self.clock.tick, self.clock.minute());
        let pause = seconds + self.clock.roll(me.0, 0x0E4D) % 4;
        let Some((mut mind, mut conduct)) = self.mind(me) else {
            return;
        };
        let was_talking = mind.0.end_talk(now.0, minute).is_some();
        conduct.next_plan = now.plus_seconds(pause);
        if let Some(ticket) = conduct.forget_all() {
            self.bridge.cancel(ticket);
        }
        if was_talking {
            self.wish(me, Deed::Look { at: None });
        }
    }
}

/// Ends the talks that are over.
pub(crate) fn end_talks(mut floor: Floor) {
    end_chats(&mut floor);
    let everybody: Vec<StableId> = floor.cast.iter().map(|(id, _)| id).collect();
    for me in everybody {
        if floor.chats.of(me).is_none() {
            take_leave(&mut floor, me);
            drop_leavers(&mut floor, me);
            end_if_over(&mut floor, me);
        }
    }
}

fn end_chats(floor: &mut Floor) {
    let now = floor.clock.tick;
    let over: Vec<StableId> = floor
        .chats
        .iter()
        .filter(|chat| {
            let quiet = !floor.is_busy_speaking(chat.a) && !floor.is_busy_speaking(chat.b);
            let silent = now.since(chat.last) > CHAT_SILENCE_TICKS;
            let apart = floor.distance(chat.a, chat.b) > TALK_RANGE_M;
            apart || quiet && (chat.farewells >= 2 || silent)
        })
        .map(|chat| chat.a)
        .collect();
    for id in over {
        floor.end_chat(id);
    }
}

/// Leaves a talk that was to be left when the last words in it are out.
fn take_leave(floor: &mut Floor, me: StableId) {
    let now = floor.clock.tick;
    if floor.is_busy_speaking(me) {
        return;
    }
    let Some((_, mut conduct)) = floor.mind(me) else {
        return;
    };
    let due = |leaving: &mut Leaving| now >= leaving.not_before;
    if conduct.owed.is_empty()
        && let Some(Leaving { whom, .. }) = conduct.leaving.take_if(due)
    {
        floor.wish(me, Deed::Leave { whom });
    }
}

/// In a talk of several, who has walked away or taken leave goes, and the others stay.
fn drop_leavers(floor: &mut Floor, me: StableId) {
    let partners = floor.partners(me);
    if partners.len() < 2 {
        return;
    }
    let together = floor.walks_along(me);
    let busy = floor.is_busy_speaking(me);
    let farewells = floor
        .mind(me)
        .and_then(|(mind, _)| mind.0.talk.as_ref().map(|talk| talk.leavers(me.0)))
        .unwrap_or_default();
    for whom in partners {
        if !together && floor.distance(me, whom) > TALK_RANGE_M {
            floor.break_off(me, whom);
            floor.part(me, whom, 4);
        } else if farewells.contains(&whom.0) && !busy {
            floor.part(me, whom, 4);
        }
    }
}

fn end_if_over(floor: &mut Floor, me: StableId) {
    let partners = floor.partners(me);
    if partners.is_empty() {
        return;
    }
    let now = floor.clock.tick;
    let speaking = floor.is_busy_speaking(me);
    let among_agents = partners.iter().all(|id| floor.cast.is_agent(*id));
    let distances = partners.iter().map(|id| floor.distance(me, *id));
    let nearest = if floor.walks_along(me) {
        0.0
    } else {
        distances.fold(f32::INFINITY, f32::min)
    };
    let Some((mind, conduct)) = floor.mind(me) else {
        return;
    };
    let Some(talk) = &mind.0.talk else { return };
    if !conduct.owed.is_empty() || matches!(conduct.errand, Errand::Introduce { .. }) {
        return;
    }
    let end = match talk.ended(now.0, nearest, speaking) {
        // People read, think and type: the mind's own measure of silence is for its like.
        Some(TalkEnd::Silence) if now.0.saturating_sub(talk.last_tick) <= PATIENCE_TICKS => None,
        // Inhabitants talk in chats: without one, nobody would ever go on.
        None if among_agents && !speaking => Some(TalkEnd::Silence),
        end => end,
    };
    let Some(end) = end else { return };
    if end == TalkEnd::Distance {
        for whom in partners {
            floor.break_off(me, whom);
        }
    }
    floor.end_talk(me, 4);
}
