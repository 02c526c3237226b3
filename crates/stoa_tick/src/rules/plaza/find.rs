//! Having come to a destination: which seat, place in line, place in a group or spot to take.

use super::{
    build::MAX_POINTS,
    tables::{self, GROUP_SLOTS},
    turn::{self, Turn},
    words::{AWAY, NO_SLOT, NOWHERE, OWN},
};
use crate::{
    board::UNCLAIMED,
    math::{cosine, sine},
    random::{habit, mix},
};

impl Turn<'_> {
    /// Having come: bids for a slot, or goes.
    pub(super) fn find(&mut self, purpose: u32) {
        let first = self.place(tables::FIRST_CLAIM);
        let count = self.place(tables::POINT_COUNT);
        let chance = self.context.random(self.id, turn::SPOT);
        let slot = match purpose {
            tables::LOOK => return self.find_spot(chance),
            tables::ENTRANCE => return self.leave(),
            tables::SEATS => self.find_seat(first, count, chance),
            tables::LINE => self.find_end_of_line(first, count),
            _ => self.find_group(first, count, chance),
        };
        if slot != NO_SLOT {
            self.state.set_slot(slot);
            self.bid(slot, 1 + (chance >> 25));
        } else if self.state.mode == OWN {
            self.choose();
        }
    }

    fn find_seat(&self, first: u32, count: u32, chance: u32) -> u32 {
        // A place has less than 2^20 claims; a destination at most 32 points, of five claims each at most.
        crate::bound!(first < NO_SLOT && count as usize <= MAX_POINTS);
        for i in 0..count {
            let slot = first + (chance.wrapping_add(i) & 0xffff) % count;
            if self.claimed(slot) == UNCLAIMED {
                return slot;
            }
        }
        NO_SLOT
    }

    /// Behind the last of the line, so that nobody is overtaken.
    fn find_end_of_line(&self, first: u32, count: u32) -> u32 {
        let mut end = 0;
        crate::bound!(first < NO_SLOT && count as usize <= MAX_POINTS);
        for i in 0..count {
            if self.claimed(first + i) != UNCLAIMED {
                end = i + 1;
            }
        }
        if end < count { first + end } else { NO_SLOT }
    }

    /// The first group from a random one on that has room, one with company before an empty one.
    fn find_group(&self, first: u32, count: u32, chance: u32) -> u32 {
        let mut empty = NO_SLOT;
        crate::bound!(first < NO_SLOT && count as usize <= MAX_POINTS);
        for i in 0..count {
            let start = first + (chance.wrapping_add(i) & 0xffff) % count * GROUP_SLOTS;
            let (members, _) = self.members(start, start);
            let most = 2 + (habit(self.context.seed, start, turn::CIRCLE) & 3);
            if members == 0 {
                empty = if empty == NO_SLOT { start } else { empty };
            } else if members < most {
                let mut slot = start;
                while slot < start + GROUP_SLOTS - 1 && self.claimed(slot) != UNCLAIMED {
                    slot += 1;
                }
                return slot;
            }
        }
        empty
    }

    /// A free spot in the outer half of the radius, kept in 1/32 m from the middle.
    fn find_spot(&mut self, chance: u32) {
        let radius = self.place(tables::RADIUS) as i32 >> 11;
        for i in 0..4 {
            let bits = mix(chance ^ i);
            let far = (radius * (128 + (bits >> 16 & 127) as i32)) >> 8;
            // A radius is at most 16 m: 512, so that far < 512, products below 2^23, and offsets fit ten bits.
            crate::bound!((0..512).contains(&far));
            let (ox, oy) = ((cosine(bits) * far) >> 14, (sine(bits) * far) >> 14);
            let x = self.place(tables::X) as i32 + (ox << 11);
            let y = self.place(tables::Y) as i32 + (oy << 11);
            if self.tables.is_free(x, y) {
                self.state
                    .set_slot((ox + 512) as u32 | ((oy + 512) as u32) << 10);
                return;
            }
        }
    }

    fn leave(&mut self) {
        self.emit(turn::LEFT, self.state.destination());
        // Half a minute to two minutes.
        let pause = 225 + self.context.random(self.id, turn::PAUSE) % 675;
        self.state.start(AWAY, pause);
        self.state.mode = OWN;
        self.state.near_person = 0;
        self.state.set_plan(NOWHERE, NO_SLOT);
    }

    /// How many hold a claim of the group that begins at `first`, and how many of them before `slot`.
    pub(super) fn members(&self, first: u32, slot: u32) -> (u32, u32) {
        let (mut members, mut rank) = (0, 0);
        for i in first..first + GROUP_SLOTS {
            let held = u32::from(self.claimed(i) != UNCLAIMED);
            members += held;
            rank += if i < slot { held } else { 0 };
        }
        (members, rank)
    }
}
