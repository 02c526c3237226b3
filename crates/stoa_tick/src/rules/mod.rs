//! What a rule set is: a pure step of one agent over its neighbours, in Rust here and in WGSL under `shaders/tick/`.
//!
//! A step has three parts, the same in both languages: `begin` makes empty sums, `meet` adds one neighbour,
//! `finish` decides and moves. The engine owns the loop over neighbours. Neighbours come in no particular order, so
//! `meet` must be order-free (integer sums, minima, maxima), and nothing may depend on where an agent is stored.

pub mod flockers;
pub mod plaza;

use crate::board::Board;
use crate::cells::Bounds;
use crate::neighbours::View;
use crate::random;
use crate::simd::Simd;

/// Words of a rule set's own parameters (a uniform of eight `vec4<u32>`).
pub const PARAM_WORDS: usize = 32;

/// One agent's whole state: eight 32-bit words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// Eastward place in 1/65536 m, in `0..bounds.width`.
    pub x: i32,
    /// Southward place (world z) in 1/65536 m, in `0..bounds.height`.
    pub y: i32,
    /// Two i16: low is x, high is y; usually 1/65536 m a tick.
    pub velocity: u32,
    /// The rules' own word that neighbours may read.
    pub word: u32,
    /// Stable name of the agent, and with the world's seed the seed of its randomness. Below 2²⁴ where claims are used.
    pub id: u32,
    /// The rules' own words that only the agent itself reads.
    pub own: [u32; 3],
}

impl Agent {
    /// (x, y) of [`Agent::velocity`].
    #[must_use]
    #[inline(always)]
    pub fn velocity(&self) -> (i32, i32) {
        unpack(self.velocity)
    }
}

/// What an agent sees of one other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// From me to the other, in 1/1024 m: the difference of both places, each shifted right by 6 first, so that it is
    /// exactly the negative of what the other sees of me. Always within ±32,767.
    pub dx: i32,
    /// As `dx`.
    pub dy: i32,
    /// [`Agent::velocity`] of the other.
    pub velocity: u32,
    /// [`Agent::word`] of the other.
    pub word: u32,
}

impl Neighbour {
    /// (x, y) of the other's velocity.
    #[must_use]
    #[inline(always)]
    pub fn velocity(&self) -> (i32, i32) {
        unpack(self.velocity)
    }

    /// Square of the distance in 1/1024² m². Below 2³¹.
    #[must_use]
    #[inline(always)]
    pub fn square(&self) -> u32 {
        // |dx|, |dy| ≤ 32,767, so the sum is at most 2 · 32,767² = 2,147,352,578 < 2³¹.
        crate::bound!(self.dx.abs() <= 32_767 && self.dy.abs() <= 32_767);
        (self.dx * self.dx + self.dy * self.dy) as u32
    }
}

/// Two i16 in one word: low is x, high is y. Both must lie in −32,768..=32,767.
#[must_use]
#[inline(always)]
pub fn pack(x: i32, y: i32) -> u32 {
    crate::bound!(i16::try_from(x).is_ok() && i16::try_from(y).is_ok());
    (x as u32 & 0xffff) | ((y as u32) << 16)
}

/// The two i16 of a word: (low, high).
#[must_use]
#[inline(always)]
pub fn unpack(word: u32) -> (i32, i32) {
    (i32::from(word as i16), (word as i32) >> 16)
}

/// Something that happened to an agent in a tick. The owner of the world learns of it exactly
/// [`crate::EVENT_LAG`] ticks later, sorted by (id, kind, argument).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Event {
    pub id: u32,
    /// Meaning is the rules'.
    pub kind: u32,
    pub argument: u32,
}

/// An order to one agent, applied at the start of a tick, before it looks around. At most one an agent a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    pub id: u32,
    /// Meaning is the rules'.
    pub words: [u32; 3],
}

/// What a step may read of the world, and where it leaves what others find in the next tick.
pub struct Context<'a> {
    /// The tick being computed; the first is 0.
    pub tick: u32,
    pub seed: u32,
    pub bounds: Bounds,
    /// The place's data: one array of words that the rules lay out themselves (grids, flow fields, tables, words by id).
    pub place: &'a [u32],
    /// Claims and tallies: reads see the last tick's, writes are seen in the next.
    pub board: &'a Board,
    pub(crate) events: &'a std::cell::RefCell<Vec<Event>>,
}

impl Context<'_> {
    /// 32 random bits of this agent in this tick for this purpose (WGSL: `random(id, purpose)`).
    #[must_use]
    #[inline]
    pub fn random(&self, id: u32, purpose: u32) -> u32 {
        random::draw(self.seed, id, self.tick, purpose)
    }

    /// 32 random bits of this agent for this purpose, the same in every tick (WGSL: `habit(id, purpose)`).
    #[must_use]
    #[inline]
    pub fn habit(&self, id: u32, purpose: u32) -> u32 {
        random::habit(self.seed, id, purpose)
    }

    /// Reports an event. At most [`Rules::MAX_EVENTS`] an agent a tick.
    #[inline]
    pub fn emit(&self, event: Event) {
        self.events.borrow_mut().push(event);
    }
}

/// How many claims and tallies a rule set needs (see [`Board`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoardSize {
    pub claims: u32,
    pub tallies: u32,
}

/// A rule set. The scalar functions are the reference that the WGSL twin and any SIMD path must equal to the bit.
///
/// Obligations: 32-bit integers only, wrapping nowhere (prove each bound in a comment, assert it with
/// [`crate::bound!`]); no division by zero and no `i32::MIN / -1`; every place an agent takes lies inside the bounds.
pub trait Rules: Send + Sync + 'static {
    /// Name on the command line and in messages.
    const NAME: &'static str;
    /// The WGSL twin, whole text of `shaders/tick/<rules>.wgsl`.
    const WGSL: &'static str;
    /// The most events one agent may report in a tick. Zero saves the read-back.
    const MAX_EVENTS: u32;
    /// What is gathered from neighbours.
    type Sums: Copy;

    /// The parameters as the shader sees them: `param(i)` in WGSL is word `i` here.
    fn params(&self) -> [u32; PARAM_WORDS];

    /// Room for events in a tick where the world does not say: for an eighth of what all agents could report, and never
    /// less than 4,096.
    fn event_room(agents: &[Agent]) -> u32 {
        (agents.len() as u32 * Self::MAX_EVENTS / 8).max(4_096)
    }

    /// Size of the board.
    fn board(&self) -> BoardSize {
        BoardSize::default()
    }

    /// Does what somebody outside told this agent to do. What it reports counts among [`Rules::MAX_EVENTS`].
    fn command(&self, context: &Context, me: &mut Agent, words: [u32; 3]);

    fn begin(&self, context: &Context, me: &Agent) -> Self::Sums;

    /// Adds one other agent. Every agent within the interaction radius is met exactly once, never oneself, and in no
    /// particular order; some a little farther (up to two cells) may be met too: test the distance.
    fn meet(&self, sums: &mut Self::Sums, me: &Agent, other: &Neighbour);

    /// Decides and moves.
    fn finish(&self, context: &Context, me: &mut Agent, sums: &Self::Sums);

    /// `finish` for some agents at once, each after its own sums. Override it for a SIMD path with equal results.
    #[inline(always)]
    fn finish_all(&self, context: &Context, agents: &mut [Agent], sums: &[Self::Sums], simd: Simd) {
        let _ = simd;
        for (me, sums) in agents.iter_mut().zip(sums) {
            self.finish(context, me, sums);
        }
    }

    /// `begin` and every `meet` at once. Override it for a SIMD path with equal results.
    #[inline(always)]
    fn gather(&self, context: &Context, me: &Agent, view: &View, simd: Simd) -> Self::Sums {
        let _ = simd;
        let mut sums = self.begin(context, me);
        for other in view.others() {
            self.meet(&mut sums, me, &other);
        }
        sums
    }
}
