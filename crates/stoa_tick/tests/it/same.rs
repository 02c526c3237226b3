//! People by threads, vector instructions and cells: the same hash and the same events in every tick. Here and not among
//! the unit tests: those assert bounds, and what asserts is no vector code.

use stoa_tick::cpu::CpuTick;
use stoa_tick::hash::WorldHash;
use stoa_tick::rules::plaza::{
    BuiltPlace, Order, Params, Plaza,
    town::{crowd, town},
    words::{NAMED, PERSON, State},
};
use stoa_tick::rules::{Command, Event};
use stoa_tick::simd::Simd;
use stoa_tick::world::World;

/// More than eight threads take at a time.
const AGENTS: u32 = 8 * 512 + 200;
const TICKS: u32 = 150;
/// The first are persons, as many more are named.
const PERSONS: u32 = 30;
const METRE: i32 = 1 << 16;

fn place() -> BuiltPlace {
    town(AGENTS, 0.3).unwrap()
}

fn start(place: &BuiltPlace, divisor: u32) -> (Plaza, World) {
    let mut agents = crowd(place, AGENTS, 1);
    for agent in &mut agents[..2 * PERSONS as usize] {
        let mut state = State::of(agent);
        state.kind = if agent.id < PERSONS { PERSON } else { NAMED };
        state.needs = 0;
        state.store(agent);
    }
    let (rules, world) = Plaza::world(place, Params::default(), agents, 1);
    (rules, World { divisor, ..world })
}

/// To points, at a velocity, to hold a claim, and to be watched.
fn orders(place: &BuiltPlace, tick: u32) -> Vec<Command> {
    let hosted = 2 * PERSONS;
    let (x, y) = (20 * METRE + tick as i32, 30 * METRE);
    let slot = Some(tick % place.claims);
    let mut orders = Vec::new();
    for i in 0..8 {
        let vx = 2_000 - 10 * (tick + i) as i32;
        let crowd = |step: u32| hosted + (step * tick + 509 * i) % (AGENTS - hosted);
        orders.push((crowd(11), Order::GoTo { x, y }));
        orders.push((
            crowd(7),
            Order::Watch {
                watched: !tick.is_multiple_of(3),
            },
        ));
        orders.push((
            hosted - 1 - (tick + i) % hosted,
            Order::Walk { vx, vy: 900 },
        ));
        orders.push(((7 * tick + i) % hosted, Order::Hold { slot }));
    }
    orders.sort_by_key(|(id, _)| *id);
    orders.dedup_by_key(|(id, _)| *id);
    let command = |(id, order): (u32, Order)| Command {
        id,
        words: order.words(),
    };
    orders.into_iter().map(command).collect()
}

/// Every tick's hash and events.
fn run(
    place: &BuiltPlace,
    simd: Simd,
    threads: usize,
    divisor: u32,
) -> Vec<(WorldHash, Vec<Event>)> {
    let (rules, world) = start(place, divisor);
    let mut twin = CpuTick::new(rules, world).unwrap();
    twin.set_simd(simd);
    twin.set_threads(threads);
    assert_eq!(twin.simd(), simd);
    let tick = |tick: u32| {
        twin.tick(&orders(place, tick)).unwrap();
        (twin.hash(), twin.take_events().unwrap())
    };
    (0..TICKS).map(tick).collect()
}

#[test]
fn people_are_the_same_with_any_vectors_threads_and_cells() {
    let place = place();
    let expected = run(&place, Simd::Baseline, 1, 1);
    let events: usize = expected.iter().map(|(_, events)| events.len()).sum();
    assert!(events > 2_000, "{events} events");
    let check = |simd: Simd, threads: usize, divisor: u32| {
        let what = format!("{threads} threads, {}, cells of 3 m/{divisor}", simd.name());
        eprintln!("{what}");
        let found = run(&place, simd, threads, divisor);
        for (tick, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found.0, expected.0, "tick {tick}, {what}");
            assert_eq!(found.1, expected.1, "events after tick {tick}, {what}");
        }
    };
    let best = Simd::detect();
    for simd in [Simd::Baseline, best] {
        for (threads, divisor) in [(1, 1), (2, 1), (8, 2)] {
            check(simd, threads, divisor);
        }
    }
    for simd in Simd::offered() {
        check(simd, 2, 3);
    }
}
