//! People in a place: they go about their needs, keep clear of each other, stand in line and in groups, sit, come in
//! the morning and leave at dusk.
//!
//! - **Needs and choice** ([`turn`]): company, rest, curiosity and food grow with an agent's habits and role. Who has
//!   nothing to do goes where the need met, less the distance, is greatest; the place just left counts less, and
//!   chance decides what is near a tie. What a host tells an agent ([`Order`]) comes before its needs.
//! - **Ways** ([`flow`], [`tables`]): a flow field leads to each destination round what stands in the way.
//! - **Walking** ([`sense`], [`walk`]): closest approach, distance, room ahead and overlap, each summed over the
//!   neighbours in integers. Nobody's middle ever enters a blocked cell of the [`ground`] on foot; whom a host steers
//!   walks on the fine ground, where there is one.
//! - **Hosts** ([`order`], [`mod@seen`], [`bodies`]): persons and the named are [`host`]'s bodies, which their hosts place or
//!   steer; what such a body holds nobody of the crowd keeps. A host sees where the named and the watched are by two
//!   events a tick each ([`seen()`]), and who sits where by [`turn::SAT`] and [`turn::UP`].
//! - **Being there** ([`visit`], [`find`], [`absent`]): seats, places in a line and places in a group are claims on the board;
//!   a holder bids 0 every tick and so keeps what it has. A line's places are claimed one behind the other, so that
//!   its order holds. Groups of two to five stand in a circle and face its middle.
//!
//! `shaders/tick/plaza.wgsl` is the same step for the GPU, part by part under the same names.

pub mod absent;
pub mod bodies;
pub mod build;
pub mod find;
pub mod flow;
pub mod ground;
mod lanes;
pub mod order;
pub mod params;
mod patience;
mod scenario;
pub mod seen;
pub mod sense;
pub mod tables;
pub mod town;
pub mod turn;
pub mod visit;
pub mod walk;
pub mod words;

#[cfg(all(test, feature = "gpu"))]
pub(crate) mod shader_constants;
#[cfg(test)]
mod tests;

pub use bodies::{host, people};
pub use build::{BuiltPlace, Destination, Layout, PlaceBuilder, PlaceError, Point, Role};
pub use order::Order;
pub use params::Params;
pub use seen::{Seen, seen};

use self::{
    sense::{ALONE, Me, Sums},
    tables::Tables,
    turn::{Aim, Turn},
    walk::{Walker, Wish},
    words::{AWAY, GET_UP, GROUP, PLACED, QUEUE, SIT, SIT_DOWN, STAND, STEERED, State, WALK},
};
use crate::{
    neighbours::View,
    random::mix,
    rules::{Agent, BoardSize, Context, Neighbour, PARAM_WORDS, Rules, pack},
    simd::Simd,
};

/// The radius that the engine must use: 3 m.
pub const RADIUS: i32 = 3 << 16;
/// The most a body moves in a tick along an axis: 0.2 m. What stands in the way is grown by a body's radius and so at
/// least half a metre wide: no step leads through it.
const MOST_STEP: i32 = 13_107;
const _: () = assert!(walk::FASTEST_WISH <= MOST_STEP && MOST_STEP < 2 * ground::BODY_RADIUS);

/// The plaza rules over a place that [`PlaceBuilder`] made.
#[derive(Clone, Copy, Debug)]
pub struct Plaza {
    params: Params,
    claims: u32,
    destinations: u32,
}

impl Plaza {
    pub fn new(place: &BuiltPlace, params: Params) -> Self {
        Self {
            params: params.checked(),
            claims: place.claims,
            destinations: place.destinations,
        }
    }
}

/// What is gathered, with what the gathering agent brings to it.
#[derive(Clone, Copy, Debug)]
pub struct Gathered {
    me: Me,
    sums: Sums,
}

/// Whether an agent looks about in a tick: who sits, is away or is moved by the host never does, who stands still (and,
/// steered by the host, is to stand still) only every fourth tick.
#[inline]
pub fn senses(agent: &Agent, tick: u32) -> bool {
    let activity = agent.word >> 16 & 15;
    let fourth = tick.wrapping_add(agent.id) & 3 == 0;
    match activity {
        SIT | SIT_DOWN | GET_UP | AWAY | PLACED => false,
        STAND | QUEUE | GROUP => agent.velocity != 0 || fourth,
        STEERED => agent.velocity != 0 || agent.own[1] != 0 || fourth,
        _ => true,
    }
}

impl Rules for Plaza {
    const NAME: &'static str = "plaza";
    const WGSL: &'static str = concat!(
        include_str!("../../../../../shaders/tick/plaza_place.wgsl"),
        include_str!("../../../../../shaders/tick/plaza_walk.wgsl"),
        include_str!("../../../../../shaders/tick/plaza_turn.wgsl"),
        include_str!("../../../../../shaders/tick/plaza_find.wgsl"),
        include_str!("../../../../../shaders/tick/plaza_visit.wgsl"),
        include_str!("../../../../../shaders/tick/plaza.wgsl"),
    );
    /// On foot [`turn::NEAR_PERSON`], [`turn::ARRIVED`] and [`turn::MET`] can come in one tick; an order can bring
    /// [`turn::UP`], and of those three then only the first. Where it is takes two more.
    const MAX_EVENTS: u32 = 5;
    type Sums = Gathered;

    fn params(&self) -> [u32; PARAM_WORDS] {
        self.params.words()
    }

    /// For an eighth of two a body and never less than 4,096, and for where those are who report it: the named, those
    /// watched from the start (their public words tell), and some more.
    fn event_room(agents: &[Agent]) -> u32 {
        let reporting = |agent: &&Agent| seen::reports(State::of(agent).kind, WALK);
        let reporting = agents.iter().filter(reporting).count() as u32;
        (agents.len() as u32 / 4).max(4_096) + 2 * (reporting + seen::MORE_WATCHED)
    }

    fn board(&self) -> BoardSize {
        BoardSize {
            claims: self.claims,
            tallies: self.destinations,
        }
    }

    fn command(&self, context: &Context, me: &mut Agent, words: [u32; 3]) {
        order::obey(context, me, words, self.params.point_shift);
    }

    #[inline(always)]
    fn begin(&self, _: &Context, me: &Agent) -> Gathered {
        let (vx, vy) = me.velocity();
        Gathered {
            me: Me::new(vx, vy, me.word, me.own[2] >> 14 & 0xff, mix(me.id)),
            sums: ALONE,
        }
    }

    #[inline(always)]
    fn meet(&self, gathered: &mut Gathered, _: &Agent, other: &Neighbour) {
        let (vx, vy) = other.velocity();
        sense::meet(
            &mut gathered.sums,
            &gathered.me,
            other.dx,
            other.dy,
            vx,
            vy,
            other.word,
        );
    }

    #[inline(always)]
    fn gather(&self, context: &Context, me: &Agent, view: &View, simd: Simd) -> Gathered {
        let mut gathered = self.begin(context, me);
        if !senses(me, context.tick) {
            return gathered;
        }
        if context.tick.wrapping_add(me.id) & 3 == 0 {
            Tables(context.place).fetch_ahead(me.own[1] & words::NOWHERE, me.x, me.y);
        }
        if simd == Simd::Baseline || cfg!(feature = "bounds") {
            let matter = |other: &Neighbour| sense::matters(other.dx, other.dy, other.word);
            crate::bound!(view.others().filter(matter).count() <= sense::MAX_NEIGHBOURS);
            for other in view.others() {
                self.meet(&mut gathered, me, &other);
            }
        } else {
            gathered.sums = lanes::gather(&gathered.me, view, simd);
        }
        gathered
    }

    fn finish(&self, context: &Context, me: &mut Agent, gathered: &Gathered) {
        let sensed = senses(me, context.tick);
        let sums = if sensed { gathered.sums } else { ALONE };
        let mut turn = Turn::of(context, &self.params, me);
        match turn.state.activity {
            AWAY => turn.be_away(),
            SIT | SIT_DOWN | GET_UP => {
                turn.grow_needs();
                turn.be_seated();
            }
            PLACED => {}
            _ => {
                turn.grow_needs();
                turn.run_timer();
                if sensed {
                    turn.notice_person(&sums);
                }
                turn.be_on_foot(&sums);
            }
        }
        turn.hold();
        turn.count_in();
        turn.report();
        turn.store(me);
    }
}

impl Turn<'_> {
    /// Decides, steers and steps.
    fn be_on_foot(&mut self, sums: &Sums) {
        let looks_at_clock = self.context.tick.wrapping_add(self.id) & 3 == 0;
        if looks_at_clock && self.is_late() && !self.is_leaving() {
            self.go_home();
        }
        let mut aim = self.decide(sums);
        if self.state.activity == AWAY {
            return;
        }
        let ground = self.tables.ground_under(self.state.activity);
        let stands_free = self.tables.is_free_on(ground, self.x, self.y);
        if !stands_free {
            let (ex, ey) = self.tables.way_out(self.x, self.y);
            if (ex | ey) != 0 {
                aim = Aim {
                    ex,
                    ey,
                    speed: self.pace(),
                    face: -1,
                };
            }
        }
        // The same for 64 ticks: who tries sideways does so for a while.
        let wiggle = if self.state.stuck > walk::PATIENCE {
            mix(self.context.habit(self.id, turn::WIGGLE) ^ (self.context.tick >> 6))
        } else {
            0
        };
        let mut walker = Walker {
            vx: self.vx,
            vy: self.vy,
            heading: self.state.heading,
            stuck: self.state.stuck,
        };
        walk::steer(
            &mut walker,
            &Wish {
                ex: aim.ex,
                ey: aim.ey,
                speed: aim.speed,
            },
            sums,
            wiggle,
        );
        if aim.face >= 0 {
            walker.heading = walk::turned(walker.heading, aim.face as u32, 1_699);
        }
        (self.vx, self.vy) = (walker.vx, walker.vy);
        self.state.heading = walker.heading;
        self.state.stuck = walker.stuck;
        let (px, py) = walk::press(sums, walker.stuck);
        let step = |v: i32, p: i32| (v + p).clamp(-MOST_STEP, MOST_STEP);
        let walls = stands_free.then_some(ground);
        self.step(step(walker.vx, px), step(walker.vy, py), walls);
    }

    fn is_leaving(&self) -> bool {
        self.has_destination() && self.place(tables::USE) & 15 == tables::ENTRANCE
    }

    /// A step, or what the walls of a ground leave of it; who stands where nobody can is held by none.
    fn step(&mut self, dx: i32, dy: i32, walls: Option<usize>) {
        let bounds = self.context.bounds;
        let x = (self.x + dx).clamp(0, bounds.width - 1);
        let y = (self.y + dy).clamp(0, bounds.height - 1);
        let tables = self.tables;
        let is_free = |x, y| walls.is_none_or(|ground| tables.is_free_on(ground, x, y));
        if is_free(x, y) {
            (self.x, self.y) = (x, y);
        } else if is_free(x, self.y) {
            self.x = x;
            self.vy = 0;
        } else if is_free(self.x, y) {
            self.y = y;
            self.vx = 0;
        } else {
            (self.vx, self.vy) = (0, 0);
        }
    }

    fn store(&self, me: &mut Agent) {
        (me.x, me.y) = (self.x, self.y);
        me.velocity = pack(self.vx, self.vy);
        self.state.store(me);
    }
}
