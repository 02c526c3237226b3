//! Getting to a destination and being there: looking, standing in line, standing together, leaving.

use super::{
    sense::{REACH, Sums},
    tables::{self, GROUP_SLOTS},
    turn::{self, Aim, STILL, Turn},
    walk,
    words::{
        AWAY, GROUP, NO_SLOT, NO_WAY, NOWHERE, OWN, POINT, QUEUE, SIT_DOWN, STAND, STAY, STEERED,
        UNKNOWN_WAY, WALK,
    },
};
use crate::{
    board::UNCLAIMED,
    math::{angle, cosine, sine},
    rules::unpack,
};

/// Nearer than this to a point, one is there; in 1/1024 m.
pub(super) const THERE: i32 = 160;
/// Nearer than this one can sit down, or stand to look.
pub(super) const AT_HAND: i32 = 256;
/// Who waits for a seat stays farther from it than this, in 1/1024 m.
pub(super) const WAITING: i32 = 1_536;
/// Ticks to sit down.
pub const SITTING_DOWN: u32 = 18;
/// Held up for this many ticks near a spot: good enough.
pub(super) const GOOD_ENOUGH: u32 = 45;
/// Held up for more ticks than this one soon goes somewhere else: 4 s.
pub(super) const HOPELESS: u32 = 120;
/// And counts as held up for so many ticks then.
pub(super) const STILL_HELD_UP: u32 = 60;
/// Standing bodies step aside for a person nearer than this, in 1/1024² m².
pub(super) const ASIDE: i32 = 1_229 * 1_229;

impl Turn<'_> {
    /// What one on its feet aims at.
    pub fn decide(&mut self, sums: &Sums) -> Aim {
        match self.state.mode {
            POINT => self.go_to_point(),
            STAY if self.state.activity == STEERED => self.be_steered(sums),
            STAY => self.give_way(sums),
            _ => match self.state.activity {
                STAND => self.look(sums),
                QUEUE => self.wait_in_line(),
                GROUP => self.stand_together(),
                _ => self.go(sums),
            },
        }
    }

    /// Told where: host's waypoints. There it stays.
    fn go_to_point(&mut self) -> Aim {
        let shift = self.params.point_shift;
        // Below 2^16 each, shifted by at most 15: below 2^31, the middle of a unit included.
        crate::bound!(shift <= 15);
        let unit = |v: u32| ((v << shift) + (1 << shift >> 1)) as i32;
        let (aim, far) = self.toward(unit(self.state.plan & 0xffff), unit(self.state.plan >> 16));
        if far >= THERE {
            return aim;
        }
        if self.state.mark == 0 {
            self.state.mark = 1;
            self.emit(turn::ARRIVED, NOWHERE);
        }
        STILL
    }

    /// As the host wishes.
    fn be_steered(&self, sums: &Sums) -> Aim {
        // Parts within ±8,000: products below 2^23, the length at most 11,313.
        let (x, y) = unpack(self.state.plan);
        crate::bound!(x.abs() <= walk::MOST_WISH && y.abs() <= walk::MOST_WISH);
        let speed = walk::length(x, y);
        if speed == 0 {
            return self.give_way(sums);
        }
        Aim {
            ex: x * 1_024 / speed,
            ey: y * 1_024 / speed,
            speed,
            face: -1,
        }
    }

    /// Stands; steps aside for a person who comes close.
    fn give_way(&self, sums: &Sums) -> Aim {
        if sums.person < ASIDE {
            self.make_room(sums)
        } else {
            STILL
        }
    }

    /// Steps aside for whoever comes close.
    fn make_room(&self, sums: &Sums) -> Aim {
        let (px, py) = (
            sums.push_x.clamp(-8_192, 8_192),
            sums.push_y.clamp(-8_192, 8_192),
        );
        let push = walk::length(px, py);
        if push < 200 {
            return STILL;
        }
        Aim {
            ex: px * 1_024 / push,
            ey: py * 1_024 / push,
            speed: 1_000,
            face: -1,
        }
    }

    fn look(&mut self, sums: &Sums) -> Aim {
        if self.state.timer == 0 && self.state.mode == OWN {
            self.enjoy();
            self.choose();
            return STILL;
        }
        let (x, y) = (self.place(tables::X) as i32, self.place(tables::Y) as i32);
        Aim {
            face: self.angle_to(x, y),
            ..self.give_way(sums)
        }
    }

    fn angle_to(&self, x: i32, y: i32) -> i32 {
        // Within a destination's radius: less than 2^15 in 1/1024 m.
        let part = |d: i32| (d >> 6).clamp(-131_071, 131_071);
        angle(part(x - self.x), part(y - self.y)) as i32
    }

    /// Under way.
    fn go(&mut self, sums: &Sums) -> Aim {
        if !self.has_destination() {
            if self.state.mode == OWN && self.state.timer > 0 {
                return self.make_room(sums);
            }
            self.choose();
            if !self.has_destination() {
                return STILL;
            }
        }
        let hopeless =
            self.state.stuck > HOPELESS && self.context.random(self.id, turn::SPOT) & 127 == 0;
        if (self.state.timer == 0 || hopeless) && self.state.mode == OWN {
            self.choose();
            // It still stands where it stood.
            self.state.stuck = if hopeless { STILL_HELD_UP } else { 0 };
            return STILL;
        }
        let purpose = self.place(tables::USE) & 15;
        let claims = purpose != tables::LOOK && purpose != tables::ENTRANCE;
        let mut mine = false;
        if claims && self.state.slot() != NO_SLOT {
            let slot = self.state.slot();
            let index = slot.wrapping_sub(self.place(tables::FIRST_CLAIM));
            // A host may have named a seat of somewhere else.
            if self.state.mark == 1 && index >= self.place(tables::POINT_COUNT) {
                self.state.mark = 0;
                self.state.set_slot(NO_SLOT);
                return STILL;
            }
            mine = self.is_mine(slot);
            if mine {
                self.bid(slot, 0);
            } else if self.state.mark == 1 {
                self.bid(slot, 1);
            } else {
                self.state.set_slot(NO_SLOT);
            }
        }
        let inside = self.is_inside();
        if !inside && self.thinks_again(purpose) {
            self.choose();
            return STILL;
        }
        if inside && self.state.slot() == NO_SLOT {
            self.find(purpose);
            if self.state.activity == AWAY || !self.has_destination() {
                return STILL;
            }
        }
        if inside && self.state.slot() != NO_SLOT {
            return match purpose {
                tables::SEATS => self.go_to_seat(mine),
                tables::LOOK => self.go_to_spot(),
                _ => self.take_place(mine, purpose),
            };
        }
        let way = self.follow_way();
        if self.yields(sums) {
            self.step_aside(way)
        } else {
            way
        }
    }

    /// Along the flow field; straight to the middle where none leads.
    fn follow_way(&mut self) -> Aim {
        let now = self.context.tick.wrapping_add(self.id) & 3 == 0;
        if now || self.state.way == UNKNOWN_WAY {
            let (ex, ey) = self.tables.way(self.state.destination(), self.x, self.y);
            let none = (ex | ey) == 0;
            self.state.way = if none {
                NO_WAY
            } else {
                (angle(ex, ey) * 254) >> 16
            };
        }
        if self.state.way == NO_WAY {
            let (x, y) = (self.place(tables::X) as i32, self.place(tables::Y) as i32);
            return self.toward(x, y).0;
        }
        // Below 254: times 2^16 below 2^24.
        crate::bound!(self.state.way < NO_WAY);
        let turn = (self.state.way * 65_536 + 32_768) / 254;
        Aim {
            ex: cosine(turn) >> 4,
            ey: sine(turn) >> 4,
            speed: self.pace(),
            face: -1,
        }
    }

    /// Whether it has come to its destination. The field to what is looked at ends at the cells around whose corners are up
    /// to √2 cells beyond its radius: from there on no way leads farther.
    fn is_inside(&self) -> bool {
        // In 1/64 m, at most 32 m: squares below 2^23. A radius is at most 16 m, a cell 4 m.
        let part = |d: i32| (d >> 10).clamp(-2_048, 2_048);
        let dx = part(self.place(tables::X) as i32 - self.x);
        let dy = part(self.place(tables::Y) as i32 - self.y);
        let mut radius = self.place(tables::RADIUS) as i32 >> 10;
        if self.place(tables::USE) & 15 == tables::LOOK {
            let cell = 1 << (self.tables.word(tables::SHIFT) - 10);
            radius = radius.max(cell) + cell * 3 / 2;
        }
        crate::bound!((0..=1_024 + 384).contains(&radius));
        dx * dx + dy * dy < radius * radius
    }

    fn go_to_seat(&mut self, mine: bool) -> Aim {
        let seat = self.tables.point(
            self.place(tables::FIRST_POINT) + self.state.slot() - self.place(tables::FIRST_CLAIM),
        );
        let word = |at: usize| self.tables.word(seat + at);
        // At most 5.1 m: below 2^15 in 1/4096 m, products below 2^29.
        let (far, way) = ((word(3) & 0xffff) as i32, word(3) >> 16);
        crate::bound!(far < 1 << 15);
        let x = word(0) as i32 + ((cosine(way) * far) >> 10);
        let y = word(1) as i32 + ((sine(way) * far) >> 10);
        let (aim, far) = self.toward(x, y);
        if far < AT_HAND && mine {
            self.state.start(SIT_DOWN, SITTING_DOWN);
            return STILL;
        }
        // Whoever waits for the seat keeps off the way to it.
        let wait = if mine { THERE } else { WAITING };
        if far < wait { STILL } else { aim }
    }

    fn go_to_spot(&mut self) -> Aim {
        let slot = self.state.slot();
        let x = self.place(tables::X) as i32 + (((slot & 1_023) as i32 - 512) << 11);
        let y = self.place(tables::Y) as i32 + (((slot >> 10) as i32 - 512) << 11);
        let (aim, far) = self.toward(x, y);
        if far < AT_HAND || self.state.stuck > GOOD_ENOUGH {
            self.emit(turn::ARRIVED, self.state.destination());
            self.state.start(STAND, self.stay());
        }
        aim
    }

    /// A place in a line or a group, once it is one's own.
    fn take_place(&mut self, mine: bool, purpose: u32) -> Aim {
        if !mine {
            return STILL;
        }
        self.emit(turn::ARRIVED, self.state.destination());
        if purpose == tables::LINE {
            self.state.start(QUEUE, 0);
            self.wait_in_line()
        } else {
            self.state.start(GROUP, self.stay());
            self.stand_together()
        }
    }

    fn wait_in_line(&mut self) -> Aim {
        let first = self.place(tables::FIRST_CLAIM);
        let mut slot = self.state.slot();
        if slot > first && self.is_mine(slot - 1) {
            slot -= 1;
            self.state.set_slot(slot);
        } else if !self.is_mine(slot) {
            self.state.start(WALK, self.state.timer.max(1));
            self.state.set_slot(NO_SLOT);
            return STILL;
        } else if slot > first && self.claimed(slot - 1) == UNCLAIMED {
            self.bid(slot - 1, 1);
        }
        let point = self
            .tables
            .point(self.place(tables::FIRST_POINT) + slot - first);
        let word = |at: usize| self.tables.word(point + at);
        let (aim, far) = self.toward(word(0) as i32, word(1) as i32);
        let there = far < THERE;
        if slot == first && there && self.state.mark == 0 {
            self.state.mark = 1;
            self.state.timer = self.stay();
        }
        if self.state.mark == 1 && self.state.timer == 0 {
            self.enjoy();
            self.choose();
            return STILL;
        }
        self.bid(slot, 0);
        if there {
            Aim {
                face: word(2) as i32,
                ..STILL
            }
        } else {
            aim
        }
    }

    fn stand_together(&mut self) -> Aim {
        let first = self.place(tables::FIRST_CLAIM);
        let slot = self.state.slot();
        if !self.is_mine(slot) {
            self.state.start(WALK, self.state.timer.max(1));
            self.state.set_slot(NO_SLOT);
            return STILL;
        }
        if self.state.timer == 0 && self.state.mode == OWN {
            if self.state.mark == 1 {
                self.enjoy();
            }
            self.choose();
            return STILL;
        }
        self.bid(slot, 0);
        let circle = (slot - first) / GROUP_SLOTS;
        let (members, rank) = self.members(first + circle * GROUP_SLOTS, slot);
        let middle = self.tables.point(self.place(tables::FIRST_POINT) + circle);
        let (mx, my) = (
            self.tables.word(middle) as i32,
            self.tables.word(middle + 1) as i32,
        );
        // It holds one of the five claims itself, so nothing is divided by 0.
        crate::bound!((1..=GROUP_SLOTS).contains(&members) && rank < members);
        // Radius 0.55 m for two to 0.88 m for five, so that neighbours are a metre apart: below 2^16, products below 2^22.
        let radius = 28_836 + 7_209 * (members as i32 - 1);
        let turn = self
            .tables
            .word(middle + 2)
            .wrapping_add(rank * 65_536 / members);
        let x = mx + (((cosine(turn) >> 4) * (radius >> 4)) >> 6);
        let y = my + (((sine(turn) >> 4) * (radius >> 4)) >> 6);
        let (aim, far) = self.toward(x, y);
        // Who stands is not moved by every little push.
        let slack = if self.state.mark == 1 {
            2 * THERE
        } else {
            THERE
        };
        if far >= slack {
            return aim;
        }
        if members >= 2 && self.state.mark == 0 {
            self.state.mark = 1;
            self.emit(turn::MET, first + circle * GROUP_SLOTS);
        }
        Aim {
            face: self.angle_to(mx, my),
            ..STILL
        }
    }
}

const _: () = assert!(ASIDE < REACH * REACH);
