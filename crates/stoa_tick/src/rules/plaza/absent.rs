//! Sitting, and being away: those who do not sense.

use super::{
    tables,
    turn::{self, Turn},
    walk,
    words::{GET_UP, NO_SLOT, NOWHERE, OWN, POINT, SIT, SIT_DOWN, TOLD, WALK, is_crowd},
};
use crate::{
    board::UNCLAIMED,
    math::{cosine, sine},
    random::mix,
};

/// Ticks that getting up takes at least and at most.
pub(super) const LEAST_GETTING_UP: u32 = 9;
pub const GETTING_UP: u32 = 45;
/// How fast one steps away from a seat: 0.05 m a tick.
pub(super) const OFF_SEAT: i32 = 3_277;
/// A spot at an entrance gives way to one body in this many ticks.
pub(super) const DOOR_TICKS: u32 = 32;

impl Turn<'_> {
    /// Sits down, sits, or gets up.
    pub fn be_seated(&mut self) {
        match self.state.activity {
            SIT => self.sit(),
            SIT_DOWN => self.sit_down(),
            _ => self.get_up(),
        }
    }

    fn sit(&mut self) {
        self.run_timer();
        (self.vx, self.vy) = (0, 0);
        if self.has_lost_seat() {
            return;
        }
        self.bid(self.state.slot(), 0);
        let done = self.state.mode == OWN && (self.state.timer == 0 || self.is_late());
        if done {
            self.enjoy();
            self.leave_seat();
        }
    }

    fn leave_seat(&mut self) {
        self.emit(turn::UP, self.state.slot());
        if self.state.mode == OWN {
            self.state.last = self.state.destination() & 0xff;
            self.state.set_plan(NOWHERE, NO_SLOT);
        } else {
            self.state.set_slot(NO_SLOT);
        }
        self.state.start(GET_UP, GETTING_UP);
    }

    /// Gets up if somebody else holds the seat: who sits has bid in every tick before, so only one with a smaller id can.
    /// Own plans begin anew, who was told to sit takes another seat there.
    fn has_lost_seat(&mut self) -> bool {
        let slot = self.state.slot();
        let lost = self.claimed(slot) != UNCLAIMED && !self.is_mine(slot);
        if lost {
            self.leave_seat();
        }
        lost
    }

    fn sit_down(&mut self) {
        if self.has_lost_seat() {
            (self.vx, self.vy) = (0, 0);
            return;
        }
        let slot = self.state.slot();
        self.bid(slot, 0);
        let seat = self
            .tables
            .point(self.place(tables::FIRST_POINT) + slot - self.place(tables::FIRST_CLAIM));
        let (x, y) = (
            self.tables.word(seat) as i32,
            self.tables.word(seat + 1) as i32,
        );
        let heading = self.tables.word(seat + 2);
        // In the last tick the whole rest. Places are in the world, 0 to 2^30.
        crate::bound!(x >= 0 && y >= 0 && self.x >= 0 && self.y >= 0);
        let ticks = self.state.timer.max(1) as i32;
        // A seat is at most some metres away, a tick's part at most the half metre that a velocity holds.
        self.vx = ((x - self.x) / ticks).clamp(-32_767, 32_767);
        self.vy = ((y - self.y) / ticks).clamp(-32_767, 32_767);
        self.x += self.vx;
        self.y += self.vy;
        self.state.heading = walk::turned(self.state.heading, heading, 3_034);
        self.state.timer = self.state.timer.saturating_sub(1);
        if self.state.timer == 0 {
            (self.vx, self.vy) = (0, 0);
            self.state.heading = heading;
            self.emit(turn::SAT, slot);
            self.state.start(SIT, self.stay());
        }
    }

    /// Steps to the nearest free ground, straight ahead where none is known.
    fn get_up(&mut self) {
        let ahead = (
            cosine(self.state.heading) >> 4,
            sine(self.state.heading) >> 4,
        );
        let out = self.tables.way_out(self.x, self.y);
        let (ex, ey) = if (out.0 | out.1) == 0 { ahead } else { out };
        // |e| ≤ 1025: products below 2^22.
        crate::bound!(ex.abs() <= 1_025 && ey.abs() <= 1_025);
        self.vx = (ex * OFF_SEAT) >> 10;
        self.vy = (ey * OFF_SEAT) >> 10;
        self.x = (self.x + self.vx).clamp(0, self.context.bounds.width - 1);
        self.y = (self.y + self.vy).clamp(0, self.context.bounds.height - 1);
        self.state.timer = self.state.timer.saturating_sub(1);
        let up = self.state.timer + LEAST_GETTING_UP <= GETTING_UP
            && self.tables.is_free(self.x, self.y);
        if up || self.state.timer == 0 {
            // Own plans begin anew, told ones stand.
            let timer = if self.state.mode == OWN { 0 } else { 1 };
            let mark = self.state.mark;
            self.state.start(WALK, timer);
            self.state.mark = if self.state.mode == TOLD { mark } else { 0 };
        }
    }

    /// Whether a destination that matters at an entrance, one by chance, has room to spare: who has left since everything was
    /// overfull comes back when it no longer is.
    fn is_welcome(&self, entrance: usize, chance: u32) -> bool {
        let (x, y) = (
            self.tables.word(entrance + tables::X) as i32,
            self.tables.word(entrance + tables::Y) as i32,
        );
        let (list, count) = self.tables.district(x, y);
        for i in 0..count {
            let index = self
                .tables
                .word(list + ((chance >> 8).wrapping_add(i) % count) as usize);
            if self
                .tables
                .word(self.tables.destination(index) + tables::USE)
                & 15
                != tables::ENTRANCE
            {
                // At most all agents go there: below 2^26, four times as many below 2^28.
                let going = self.context.board.tally(index);
                crate::bound!(going <= 1 << 26);
                return going * 4 < self.most(index) * 3;
            }
        }
        true
    }

    /// Waits out of sight until it is time to come, then for a spot at an entrance.
    pub fn be_away(&mut self) {
        self.run_timer();
        (self.vx, self.vy) = (0, 0);
        let height = self.context.bounds.height >> 16;
        let row = self.context.habit(self.id, turn::LIMBO) % (height - 1).max(1) as u32;
        // A world is at most 2^14 m high.
        crate::bound!(row < 1 << 14);
        self.x = 1 << 16;
        self.y = ((row as i32) << 16) + 32_768;
        self.y = self.y.min(self.context.bounds.height - 1);
        let doors = self.tables.word(tables::ENTRANCE_COUNT);
        let called = self.state.mode == TOLD || self.state.mode == POINT;
        let wakes = is_crowd(self.state.kind)
            && self.state.mode == OWN
            && self.state.timer == 0
            && self.is_day();
        let comes = called || wakes;
        if doors == 0 || !comes {
            return;
        }
        let tick = self.context.tick;
        let chance = mix(self.context.habit(self.id, turn::DOOR) ^ (tick / DOOR_TICKS));
        let entrance = self
            .tables
            .word((self.tables.word(tables::ENTRANCES) + (chance & 0xffff) % doors) as usize);
        let at = self.tables.destination(entrance);
        let spot = (chance >> 16) % self.tables.word(at + tables::POINT_COUNT);
        let slot = self.tables.word(at + tables::FIRST_CLAIM) + spot;
        let phase = slot & 15;
        if tick % DOOR_TICKS == phase {
            if called || self.is_welcome(at, chance) {
                self.bid(slot, 1);
            }
        } else if tick % DOOR_TICKS == phase + 1 && self.is_mine(slot) {
            let point = self
                .tables
                .point(self.tables.word(at + tables::FIRST_POINT) + spot);
            self.x = self.tables.word(point) as i32;
            self.y = self.tables.word(point + 1) as i32;
            self.state.heading = self.tables.word(point + 2);
            self.emit(turn::CAME, entrance);
            let mark = self.state.mark;
            self.state
                .start(WALK, if self.state.mode == OWN { 0 } else { 1 });
            self.state.mark = mark;
            self.be_fresh();
        }
    }
}
