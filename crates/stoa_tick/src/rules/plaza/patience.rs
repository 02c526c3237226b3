//! Under way among many: when to look for something else, and who lets whom through.

use super::{
    sense::Sums,
    tables,
    turn::{self, Aim, Turn},
    words::{NO_SLOT, NO_WAY, OWN},
};

/// Ticks that the least patient are held up before they let others through.
pub(super) const LEAST_PATIENCE: u32 = 20;
/// Who lets others through loses one of its ticks held up in each tick that it gets on with it: what those get who get on
/// in [`super::walk::steer`], less this.
pub(super) const YIELDING: u32 = 3;
/// How fast, in 1/65536 m a tick: 0.7 m/s.
pub(super) const ASIDE_PACE: i32 = 1_500;

impl Turn<'_> {
    /// Whether it gives its destination up since too many go there: now and then, and not all of them at once.
    pub(super) fn thinks_again(&self, purpose: u32) -> bool {
        let now = self.context.tick.wrapping_add(self.id) & 63 == 0;
        if !now
            || self.state.mode != OWN
            || purpose == tables::ENTRANCE
            || self.state.slot() != NO_SLOT
        {
            return false;
        }
        let index = self.state.destination();
        let (going, most) = (self.context.board.tally(index), self.most(index));
        let chance = self.context.random(self.id, turn::SPOT);
        // At most all agents go there: below 2^26, twice as many below 2^27.
        crate::bound!(going <= 1 << 26);
        going > most && chance % going < 2 * (going - most)
    }

    /// Whether it lets others through, if anybody is there who goes another way: in a crowd that wants the same way, as before
    /// a door, nobody is the better for it. Two who want past each other where there is no room for both must not both yield,
    /// nor neither: for eight seconds those yield who go to one side of a line by chance, for the next eight the others,
    /// then there is another line (that flows through a narrow place change their direction by turns is seen in crowds;
    /// Helbing, Molnár, "Social force model for pedestrian dynamics", 1995). Patience is a habit.
    pub(super) fn yields(&self, sums: &Sums) -> bool {
        let patience = LEAST_PATIENCE + (self.context.habit(self.id, turn::PATIENCE) & 31);
        if self.state.stuck <= patience || self.state.way >= NO_WAY || sums.against == 0 {
            return false;
        }
        let tick = self.context.tick;
        // Ways are below 254: times 2^16 below 2^24.
        crate::bound!(self.state.way < NO_WAY);
        let line = self.context.habit(tick >> 9, turn::TURNS) ^ (tick >> 8 & 1) << 15;
        line.wrapping_sub(self.state.way * 65_536 / 254) & 0x8000 == 0
    }

    /// To the right and a little back, slowly; and not at once as patient as before.
    pub(super) fn step_aside(&mut self, way: Aim) -> Aim {
        self.state.stuck = (self.state.stuck + YIELDING).min(255);
        // Turned by 110 degrees: products below 2^20 each. A unit vector stays one, but for roundings.
        let ex = (-350 * way.ex - 962 * way.ey) >> 10;
        let ey = (962 * way.ex - 350 * way.ey) >> 10;
        crate::bound!(ex.abs() <= 1_025 && ey.abs() <= 1_025);
        Aim {
            ex,
            ey,
            speed: ASIDE_PACE,
            face: -1,
        }
    }
}
