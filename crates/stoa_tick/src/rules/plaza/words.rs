//! How the rules pack an agent's words, and what a body does.
//!
//! | word | bits |
//! |---|---|
//! | public | heading 16 · activity 4 · kind 2 · near a person 1 · mark 1 · way 8 |
//! | own 0 | needs: company 8 · rest 8 · curiosity 8 · food 8; of those whom a host moves, the slot that it holds and 1, or 0 |
//! | own 1 | plan: destination 12 · slot 20; or a point: x 16 · y 16, in units of 2^`point_shift`; or a wish: two i16 |
//! | own 2 | timer 14 (in 4 ticks) · held up 8 · mode 2 · last destination 8 |

use crate::rules::Agent;

/// What a body does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Activity {
    /// Under way to its destination.
    Walk = 0,
    /// Stands and looks.
    Stand = 1,
    /// Holds a place in a line.
    Queue = 2,
    /// Holds a place in a group.
    Group = 3,
    /// Sits.
    Sit = 4,
    /// Sits down.
    SitDown = 5,
    /// Gets up.
    GetUp = 6,
    /// Not here: left, or not come yet.
    Away = 7,
    /// Is where somebody else puts it: a person, or a body that the host moves.
    Placed = 8,
    /// Walks with the velocity that the host wishes, as far as others and walls let it.
    Steered = 9,
}

pub const WALK: u32 = Activity::Walk as u32;
pub const STAND: u32 = Activity::Stand as u32;
pub const QUEUE: u32 = Activity::Queue as u32;
pub const GROUP: u32 = Activity::Group as u32;
pub const SIT: u32 = Activity::Sit as u32;
pub const SIT_DOWN: u32 = Activity::SitDown as u32;
pub const GET_UP: u32 = Activity::GetUp as u32;
pub const AWAY: u32 = Activity::Away as u32;
pub const PLACED: u32 = Activity::Placed as u32;
pub const STEERED: u32 = Activity::Steered as u32;

/// Activities (a bit each) of those who are in others' way: all but sitting and away.
pub const COUNTS: u32 = 0b11_0110_1111;

pub const KIND_SHIFT: u32 = 20;
/// One of the crowd.
pub const CROWD: u32 = 0;
/// An agent with a name: comes and goes only when told.
pub const NAMED: u32 = 1;
/// A person.
pub const PERSON: u32 = 2;
/// One of the crowd whose place the host wants to know.
pub const WATCHED: u32 = 3;

/// Whether one of this kind is of the crowd.
#[inline(always)]
pub fn is_crowd(kind: u32) -> bool {
    kind == CROWD || kind == WATCHED
}

/// The slot that one whom a host moves holds for it, kept where others have their needs; none: some number that no
/// board has.
#[inline(always)]
pub fn held(kind: u32, needs: u32) -> u32 {
    if is_crowd(kind) {
        u32::MAX
    } else {
        needs.wrapping_sub(1)
    }
}

/// Whose goal an agent follows.
pub const OWN: u32 = 0;
/// Told to go to a destination and use it.
pub const TOLD: u32 = 1;
/// Told to go to a point.
pub const POINT: u32 = 2;
/// Told to stay.
pub const STAY: u32 = 3;

/// No field leads there from here.
pub const NO_WAY: u32 = 254;
/// Not looked up yet.
pub const UNKNOWN_WAY: u32 = 255;

/// No destination.
pub const NOWHERE: u32 = 0xfff;
/// No slot.
pub const NO_SLOT: u32 = 0xf_ffff;

pub const COMPANY: usize = 0;
pub const REST: usize = 1;
pub const CURIOSITY: usize = 2;
pub const FOOD: usize = 3;

/// The needs of one of this kind: those whom a host moves have none.
#[inline(always)]
pub fn felt(kind: u32, needs: u32) -> u32 {
    if is_crowd(kind) { needs } else { 0 }
}

/// An agent's words, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// 0..65536.
    pub heading: u32,
    pub activity: u32,
    pub kind: u32,
    /// 1 while a person is near.
    pub near_person: u32,
    /// 1 once what was reached has been reported; under way: once told which slot to take.
    pub mark: u32,
    /// Direction to the destination in 1/254 turn, looked up every fourth tick; or [`NO_WAY`], or [`UNKNOWN_WAY`].
    pub way: u32,
    pub needs: u32,
    pub plan: u32,
    /// In 4 ticks.
    pub timer: u32,
    /// Ticks held up, at most 255.
    pub stuck: u32,
    pub mode: u32,
    /// Low bits of the destination before.
    pub last: u32,
}

impl State {
    pub fn of(agent: &Agent) -> Self {
        let (word, clock) = (agent.word, agent.own[2]);
        Self {
            heading: word & 0xffff,
            activity: word >> 16 & 15,
            kind: word >> KIND_SHIFT & 3,
            near_person: word >> 22 & 1,
            mark: word >> 23 & 1,
            way: word >> 24,
            needs: agent.own[0],
            plan: agent.own[1],
            timer: clock & 0x3fff,
            stuck: clock >> 14 & 0xff,
            mode: clock >> 22 & 3,
            last: clock >> 24,
        }
    }

    pub fn store(&self, agent: &mut Agent) {
        // Each has the bits that it is given, and none of another's.
        crate::bound!(self.heading <= 0xffff && self.activity <= STEERED && self.kind <= WATCHED);
        crate::bound!(self.near_person <= 1 && self.mark <= 1 && self.way <= UNKNOWN_WAY);
        crate::bound!(self.timer <= 0x3fff && self.stuck <= 0xff);
        crate::bound!(self.mode <= STAY && self.last <= 0xff);
        agent.word = self.heading
            | self.activity << 16
            | self.kind << KIND_SHIFT
            | self.near_person << 22
            | self.mark << 23
            | self.way << 24;
        agent.own = [
            self.needs,
            self.plan,
            self.timer | self.stuck << 14 | self.mode << 22 | self.last << 24,
        ];
    }

    /// The destination of the plan, if the plan is not a point.
    pub fn destination(&self) -> u32 {
        self.plan & NOWHERE
    }

    /// The slot (a claim, or a spot) of the plan.
    pub fn slot(&self) -> u32 {
        self.plan >> 12
    }

    pub fn set_slot(&mut self, slot: u32) {
        crate::bound!(slot <= NO_SLOT);
        self.plan = self.destination() | slot << 12;
    }

    pub fn set_plan(&mut self, destination: u32, slot: u32) {
        crate::bound!(destination <= NOWHERE && slot <= NO_SLOT);
        self.plan = destination | slot << 12;
    }

    /// Takes up another activity.
    pub fn start(&mut self, activity: u32, timer: u32) {
        self.activity = activity;
        self.timer = timer;
        self.stuck = 0;
        self.mark = 0;
        self.way = UNKNOWN_WAY;
    }

    pub fn need(&self, which: usize) -> u32 {
        self.needs >> (8 * which) & 0xff
    }

    pub fn set_need(&mut self, which: usize, value: u32) {
        let shift = 8 * which as u32;
        crate::bound!(which <= FOOD && value <= 0xff);
        self.needs = self.needs & !(0xff << shift) | value << shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_stored() {
        let state = State {
            heading: 0xabcd,
            activity: STEERED,
            kind: WATCHED,
            near_person: 1,
            mark: 0,
            way: 0x91,
            needs: 0x1234_5678,
            plan: 0x9abc_def0,
            timer: 0x3abc,
            stuck: 0xfe,
            mode: STAY,
            last: 0xa5,
        };
        let mut agent = Agent::default();
        state.store(&mut agent);
        assert_eq!(State::of(&agent), state);
        let mut other = state;
        other.set_plan(17, 0xa_bcde);
        other.set_need(CURIOSITY, 200);
        assert_eq!((other.destination(), other.slot()), (17, 0xa_bcde));
        assert_eq!(other.need(CURIOSITY), 200);
        assert_eq!(other.need(REST), state.need(REST));
    }
}
