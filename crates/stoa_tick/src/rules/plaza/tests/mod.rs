//! People in a place, watched from outside: whole worlds on the CPU twin.

mod places;

use super::{
    BuiltPlace, Order, Params, Plaza, RADIUS,
    tables::Tables,
    words::{AWAY, GET_UP, SIT, SIT_DOWN, State},
};
use crate::{
    cells::Bounds,
    cpu::CpuTick,
    rules::{Agent, Command, Event},
    world::World,
};

/// A world under watch.
struct Watched {
    tick: CpuTick<Plaza>,
    words: Vec<u32>,
    events: Vec<(u32, Event)>,
}

impl Watched {
    fn new(place: &BuiltPlace, params: Params, agents: Vec<Agent>, seed: u32) -> Self {
        let world = World {
            bounds: Bounds {
                width: place.bounds.0,
                height: place.bounds.1,
            },
            radius: RADIUS,
            divisor: 1,
            seed,
            agents,
            place: place.words.clone(),
            event_room: None,
        };
        let mut tick = CpuTick::new(Plaza::new(place, params), world).unwrap();
        tick.set_threads(2);
        Self {
            tick,
            words: place.words.clone(),
            events: Vec::new(),
        }
    }

    fn run(&mut self, orders: &[(u32, Order)]) {
        let commands: Vec<Command> = orders
            .iter()
            .map(|(id, order)| Command {
                id: *id,
                words: order.words(),
            })
            .collect();
        self.tick.tick(&commands).unwrap();
        let now = self.tick.ticks();
        self.events.extend(
            self.tick
                .take_events()
                .unwrap()
                .into_iter()
                .map(|e| (now, e)),
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
        self.events.iter().filter(|(_, e)| e.kind == kind).count()
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

fn metres(a: &Agent, b: &Agent) -> f64 {
    f64::from(a.x - b.x).hypot(f64::from(a.y - b.y)) / 65_536.0
}
