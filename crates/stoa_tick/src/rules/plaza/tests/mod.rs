//! People in a place, watched from outside: whole worlds on the CPU twin.

mod busy;
mod choice;
mod crossing;
mod day;
mod door;
mod entrance;
mod faults;
mod fundamental;
mod habits;
mod hosts;
mod orders;
mod people;
mod plaza;
mod seats;
mod seen;
mod street;

use super::{
    BuiltPlace, Destination, Order, Params, PlaceBuilder, Plaza, Point,
    build::MARGIN,
    ground::Ground,
    tables::{Tables, Use},
    words::{AWAY, GET_UP, NO_SLOT, NOWHERE, OWN, SIT, SIT_DOWN, State, UNKNOWN_WAY, WALK},
};
use crate::{
    cpu::CpuTick,
    rules::{Agent, Command, Event},
};

const METRE: i32 = 65_536;

/// A world under watch.
struct Watched {
    tick: CpuTick<Plaza>,
    words: Vec<u32>,
    /// With the tick they were handed out after.
    events: Vec<(u32, Event)>,
}

impl Watched {
    fn new(place: &BuiltPlace, params: Params, agents: Vec<Agent>, seed: u32) -> Self {
        let (rules, world) = Plaza::world(place, params, agents, seed);
        let mut tick = CpuTick::new(rules, world).unwrap();
        tick.set_threads(2);
        Self {
            tick,
            words: place.words.clone(),
            events: Vec::new(),
        }
    }

    fn run(&mut self, orders: &[(u32, Order)]) {
        let commands = orders.iter().map(|(id, order)| Command {
            id: *id,
            words: order.words(),
        });
        self.tick.tick(&commands.collect::<Vec<_>>()).unwrap();
        let now = self.tick.ticks();
        self.events.extend(
            self.tick
                .take_events()
                .unwrap()
                .into_iter()
                .map(|event| (now, event)),
        );
    }

    fn agents(&self) -> Vec<(Agent, State)> {
        self.tick
            .agents()
            .iter()
            .map(|a| (*a, State::of(a)))
            .collect()
    }

    fn agent(&self, id: u32) -> (Agent, State) {
        self.agents().into_iter().find(|(a, _)| a.id == id).unwrap()
    }

    fn count(&self, kind: u32) -> usize {
        self.events
            .iter()
            .filter(|(_, event)| event.kind == kind)
            .count()
    }

    /// Those who are on foot and yet where nobody can stand.
    fn in_walls(&self) -> Vec<u32> {
        let tables = Tables(&self.words);
        let on_foot = |s: &State| !matches!(s.activity, SIT | SIT_DOWN | GET_UP | AWAY);
        let all = self
            .agents()
            .into_iter()
            .filter(|(a, s)| on_foot(s) && !tables.is_free(a.x, a.y));
        all.map(|(a, _)| a.id).collect()
    }
}

/// One of the crowd that has no needs and nothing to do yet, at 1/65536 m of the world.
fn body(x: i32, y: i32, id: u32, heading: u32) -> Agent {
    let state = State {
        heading,
        activity: WALK,
        kind: 0,
        near_person: 0,
        mark: 0,
        way: UNKNOWN_WAY,
        needs: 0,
        plan: NOWHERE | NO_SLOT << 12,
        timer: 0,
        stuck: 0,
        mode: OWN,
        last: 0xff,
    };
    let mut agent = Agent {
        x,
        y,
        id,
        ..Agent::default()
    };
    state.store(&mut agent);
    agent
}

/// Distance of two middles.
fn metres(a: &Agent, b: &Agent) -> f64 {
    f64::from(a.x - b.x).hypot(f64::from(a.y - b.y)) / f64::from(METRE)
}

/// The share of `sorted` below which `q` of it lies.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    sorted
        .get(((sorted.len().max(1) - 1) as f64 * q) as usize)
        .copied()
        .unwrap_or(0.0)
}

/// Something to look at in the middle of an open ground of so many metres a side, with a bench from (14, 4.8) to
/// (17, 5.2).
fn open_place(side: i32) -> PlaceBuilder {
    let mut ground = Ground::open(side as u32 * 4, side as u32 * 4, 14);
    ground.block_rectangle(14 * METRE, 5 * METRE - METRE / 5, 3 * METRE, METRE * 2 / 5);
    let mut builder = PlaceBuilder::new(ground);
    builder.add(destination(Use::Look, side / 2, side / 2, 3, Vec::new()));
    builder
}

fn destination(purpose: Use, x: i32, y: i32, radius: i32, points: Vec<Point>) -> Destination {
    Destination {
        purpose,
        x: x * METRE,
        y: y * METRE,
        radius: radius * METRE,
        offers: [5; 4],
        dwell: (5, 5),
        points,
        reach: None,
    }
}

/// A point given in tenths of a metre.
fn point(x: i32, y: i32, heading: u32) -> Point {
    Point {
        x: x * METRE / 10,
        y: y * METRE / 10,
        heading,
    }
}

/// In the world of a place, at metres from its ground's corner.
fn world(x: i32, y: i32) -> (i32, i32) {
    (x * METRE + MARGIN, y * METRE + MARGIN)
}

fn placed(x: i32, y: i32) -> Order {
    let (x, y) = world(x, y);
    Order::Place { x, y, heading: 0 }
}
