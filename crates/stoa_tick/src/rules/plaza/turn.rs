//! One agent's turn in a tick: what it knows, and the small deeds that all activities share.

use super::{
    params::Params,
    sense::Sums,
    tables::{self, Tables},
    words::{CURIOSITY, NO_SLOT, NOWHERE, OWN, State, TOLD, WALK, felt, is_crowd},
};
use crate::{
    board::Board,
    random::mix,
    rules::{Agent, Context, Event},
};

// Purposes of random bits.
pub const PACE: u32 = 1;
pub const GROWTH: u32 = 2;
pub const COMING: u32 = 3;
pub const LEAVING: u32 = 4;
pub const CHOICE: u32 = 5;
pub const SPOT: u32 = 6;
pub const STAY_LENGTH: u32 = 7;
pub const WIGGLE: u32 = 8;
pub const DOOR: u32 = 9;
pub const FRESH: u32 = 10;
pub const LIMBO: u32 = 11;
pub const CIRCLE: u32 = 12;
pub const PAUSE: u32 = 13;
pub const PATIENCE: u32 = 14;
pub const TURNS: u32 = 15;

/// Events: their kinds, in the low byte (only those of [`AT_X`] and [`AT_Y`] have more), with what their argument is.
/// At a point or a destination: its number, or `NOWHERE`.
pub const ARRIVED: u32 = 1;
/// On a seat: its slot.
pub const SAT: u32 = 2;
/// With others: the first slot of the group.
pub const MET: u32 = 3;
pub const NEAR_PERSON: u32 = 4;
/// By an entrance: its number.
pub const LEFT: u32 = 5;
pub const CAME: u32 = 6;
/// From a seat, or from sitting down on it: its slot. Whoever [`SAT`] and has not got up since sits there.
pub const UP: u32 = 7;
/// Where it is: x, then y. The kind also has its heading in the 16 bits from 8 on, and what it does in the 4 from 24 on;
/// see [`super::seen()`].
pub const AT_X: u32 = 8;
pub const AT_Y: u32 = 9;

/// A person nearer than 2 m has come near; one farther than 3 m has gone. In 1/1024² m².
pub(super) const NEAR: i32 = 2_048 * 2_048;
/// So many times its room come to look at a destination before it is full.
pub(super) const LOOKERS: u32 = 2;
/// Give up a way after five minutes, in 4 ticks.
pub(super) const LONGEST_WAY: u32 = 2_250;

/// Where to in this tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// Unit vector in 1/1024.
    pub ex: i32,
    pub ey: i32,
    /// In 1/65536 m a tick; 0 stands.
    pub speed: i32,
    /// Where to look while standing; −1: as before.
    pub face: i32,
}

/// To stand as one is.
pub const STILL: Aim = Aim {
    ex: 1_024,
    ey: 0,
    speed: 0,
    face: -1,
};

/// How much less inviting a destination is for those who are there or on their way: of what is not full, `going` is less
/// than twice `room`: below 2^12.
fn dislike(purpose: u32, going: u32, room: u32) -> i32 {
    // Shifted below 2^18, the load below 128.
    crate::bound!(going < LOOKERS * room && going < 1 << 12);
    let load = ((going << 6) / room) as i32;
    if purpose == tables::LOOK {
        load * 16 + (load - 64).max(0) * 16
    } else {
        load * 4
    }
}

/// An agent during its step.
pub struct Turn<'a> {
    pub context: &'a Context<'a>,
    pub params: &'a Params,
    pub tables: Tables<'a>,
    pub id: u32,
    pub x: i32,
    pub y: i32,
    pub vx: i32,
    pub vy: i32,
    pub state: State,
}

impl<'a> Turn<'a> {
    pub fn of(context: &'a Context<'a>, params: &'a Params, me: &Agent) -> Self {
        let (vx, vy) = me.velocity();
        let tables = Tables(context.place);
        Self {
            context,
            params,
            tables,
            id: me.id,
            x: me.x,
            y: me.y,
            vx,
            vy,
            state: State::of(me),
        }
    }

    pub fn emit(&self, kind: u32, argument: u32) {
        self.context.emit(Event {
            id: self.id,
            kind,
            argument,
        });
    }

    /// Own walking speed in 1/65536 m a tick: 1.1 to 1.57 m/s at 30 ticks a second, 1.34 on average (Weidmann 1993).
    pub fn pace(&self) -> i32 {
        2_415 + (self.context.habit(self.id, PACE) & 1_023) as i32
    }

    /// Whether the day's time is one to be here.
    pub fn is_day(&self) -> bool {
        let minute = self.params.minute(self.context.tick);
        self.params.is_day(self.context.seed, self.id, minute)
    }

    /// Whether it should be on its way home.
    pub fn is_late(&self) -> bool {
        is_crowd(self.state.kind) && self.state.mode == OWN && !self.is_day()
    }

    /// The crowd's needs grow by 1 to 4 in 64 ticks, by habit, times the weight of its role.
    pub fn grow_needs(&mut self) {
        if self.context.tick.wrapping_add(self.id) & 63 != 0 || !is_crowd(self.state.kind) {
            return;
        }
        let habits = self.context.habit(self.id, GROWTH);
        let weights = self.tables.weights(self.id);
        for need in 0..4 {
            // At most 4 · 255 / 4.
            let more = (1 + (habits >> (2 * need) & 3)) * (weights >> (8 * need) & 0xff) / 4;
            self.state
                .set_need(need, (self.state.need(need) + more).min(255));
        }
    }

    /// Timers run a step in 4 ticks.
    pub fn run_timer(&mut self) {
        if self.context.tick.wrapping_add(self.id) & 3 == 0 {
            self.state.timer = self.state.timer.saturating_sub(1);
        }
    }

    pub fn notice_person(&mut self, sums: &Sums) {
        if sums.person < NEAR && self.state.near_person == 0 {
            self.state.near_person = 1;
            self.emit(NEAR_PERSON, 0);
        } else if sums.person == i32::MAX {
            self.state.near_person = 0;
        }
    }

    /// A destination's word.
    pub fn place(&self, which: usize) -> u32 {
        self.tables
            .word(self.tables.destination(self.state.destination()) + which)
    }

    pub fn claimed(&self, slot: u32) -> u32 {
        self.context.board.claimed(slot)
    }

    /// Counts itself among those of its destination, so that not everybody goes there.
    pub fn count_in(&self) {
        if self.has_destination() {
            self.context.board.add_tally(self.state.destination(), 1);
        }
    }

    /// Whether the plan is a destination that there is.
    pub fn has_destination(&self) -> bool {
        let planned = self.state.mode == OWN || self.state.mode == TOLD;
        planned && self.state.destination() < self.tables.word(tables::DESTINATION_COUNT)
    }

    pub fn is_mine(&self, slot: u32) -> bool {
        self.claimed(slot) & 0xff_ffff == self.id
    }

    pub fn bid(&self, slot: u32, key: u32) {
        self.context.board.claim(slot, Board::bid(key, self.id));
    }

    /// How long to stay at the destination, in 4 ticks.
    pub fn stay(&self) -> u32 {
        let dwell = self.place(tables::DWELL);
        let stay = (dwell & 0xffff) + self.context.random(self.id, STAY_LENGTH) % (dwell >> 16);
        // A place's stays are at most 2,000 s, which fit a timer.
        crate::bound!(stay <= 15_000);
        stay
    }

    /// What the destination offers lessens the needs for it, of those who have any.
    pub fn enjoy(&mut self) {
        if !is_crowd(self.state.kind) {
            return;
        }
        let offers = self.place(tables::USE) >> 4;
        for need in 0..4 {
            let left = 15 - (offers >> (4 * need) & 15);
            self.state.set_need(need, self.state.need(need) * left / 15);
        }
    }

    /// Chooses the next destination: the greatest need met, less the way there, less for the one just left and for those who
    /// go there already, and a little chance; what is full is left out.
    pub fn choose(&mut self) {
        let before = self.state.destination();
        let (list, count) = self.tables.district(self.x, self.y);
        let chance = self.context.random(self.id, CHOICE);
        let needs = felt(self.state.kind, self.state.needs);
        let (mut best, mut best_worth) = (NOWHERE, i32::MIN);
        for i in 0..count {
            let index = self.tables.word(list + i as usize);
            let at = self.tables.destination(index);
            let what = self.tables.word(at + tables::USE);
            let going = self.context.board.tally(index);
            if what & 15 == tables::ENTRANCE || going >= self.most(index) {
                continue;
            }
            let mut worth = (mix(chance ^ index) & 1_023) as i32;
            worth -= dislike(what & 15, going, self.tables.word(at + tables::ROOM));
            for need in 0..4 {
                worth += ((needs >> (8 * need) & 0xff) * (what >> (4 + 4 * need) & 15)) as i32;
            }
            worth -= 12 * self.metres_to(at);
            if index & 0xff == self.state.last || index == before {
                worth -= 2_500;
            }
            // Chance is below 2^10; needs at most 4 · 255 · 15; dislike at most 3,072; a way at most 12 · 24,576.
            crate::bound!(worth.abs() < 1 << 19);
            if worth > best_worth {
                (best, best_worth) = (index, worth);
            }
        }
        if best == NOWHERE {
            self.wait_or_leave(chance);
        } else {
            self.set_out(before, best);
        }
    }

    /// Where everything is overfull: stands about for 8 to 25 s, or one in three of the crowd leaves, to come again later.
    fn wait_or_leave(&mut self, chance: u32) {
        if is_crowd(self.state.kind) && (chance >> 8).is_multiple_of(3) {
            self.go_home();
        } else {
            self.set_out(self.state.destination(), NOWHERE);
        }
        if !self.has_destination() {
            self.state.timer = 60 + (chance >> 16 & 127);
        }
    }

    /// How many a destination bears, those on their way counted. To look, twice as many as have room at ease: one on two
    /// square metres; those who stand in line are content with half of that (Fruin, "Pedestrian Planning and Design", 1971).
    pub fn most(&self, index: u32) -> u32 {
        let at = self.tables.destination(index);
        let look = self.tables.word(at + tables::USE) & 15 == tables::LOOK;
        self.tables.word(at + tables::ROOM) * if look { LOOKERS } else { 1 }
    }

    /// Sets out for the nearest entrance.
    pub fn go_home(&mut self) {
        let (list, count) = self.tables.district(self.x, self.y);
        let (mut best, mut least) = (NOWHERE, i32::MAX);
        for i in 0..count {
            let index = self.tables.word(list + i as usize);
            let at = self.tables.destination(index);
            if self.tables.word(at + tables::USE) & 15 != tables::ENTRANCE {
                continue;
            }
            let metres = self.metres_to(at);
            if metres < least {
                (best, least) = (index, metres);
            }
        }
        self.set_out(self.state.destination(), best);
    }

    fn set_out(&mut self, before: u32, to: u32) {
        self.state.start(WALK, LONGEST_WAY);
        self.state.mode = OWN;
        self.state.last = before & 0xff;
        self.state.set_plan(to, NO_SLOT);
    }

    /// About how far a destination's middle is, in metres.
    fn metres_to(&self, at: usize) -> i32 {
        let dx = ((self.tables.word(at + tables::X) as i32 - self.x) >> 16).abs();
        let dy = ((self.tables.word(at + tables::Y) as i32 - self.y) >> 16).abs();
        // World sides are at most 2^30: 2^14 m.
        crate::bound!(dx <= 1 << 14 && dy <= 1 << 14);
        dx.max(dy) + dx.min(dy) / 2
    }

    /// Needs of one who has just come: curious, otherwise by chance.
    pub fn be_fresh(&mut self) {
        if !is_crowd(self.state.kind) {
            return;
        }
        self.state.needs = self.context.random(self.id, FRESH) & 0x7f7f_7f7f;
        let curiosity = self.state.need(CURIOSITY);
        self.state.set_need(CURIOSITY, curiosity + 64);
    }

    /// Straight to a point: (aim, how far in 1/1024 m), slower near it.
    pub fn toward(&self, x: i32, y: i32) -> (Aim, i32) {
        // Bodies are in the world, 0 to 2^30, and no point lies beyond 2^31: no difference overflows.
        crate::bound!(x.checked_sub(self.x).is_some() && y.checked_sub(self.y).is_some());
        let (dx, dy) = ((x - self.x) >> 6, (y - self.y) >> 6);
        let far = dx.abs().max(dy.abs());
        // In 1/1024 m below 2^25, so less 2^11 at most 2^14; what is not shifted is below 2^15.
        crate::bound!(far <= 1 << 25);
        let shift = if far < 32_768 { 0 } else { 11 };
        let (dx, dy) = (dx >> shift, dy >> shift);
        let length = super::walk::length(dx, dy).max(1);
        let near = if shift == 0 { length } else { 32_768 };
        // The length of two parts below 2^15 is below 46,341 and not less than either part: |d| · 1024 below 2^25.
        crate::bound!(near <= 46_340 && dx.abs() <= length && dy.abs() <= length);
        let speed = self.pace().min(near << 3);
        (
            Aim {
                ex: dx * 1_024 / length,
                ey: dy * 1_024 / length,
                speed,
                face: -1,
            },
            near,
        )
    }
}
