//! The twin alone: threads, vector instructions and cells decide speed, never the result.

use stoa_tick::cpu::CpuTick;
use stoa_tick::hash::WorldHash;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::rules::{Event, Rules};
use stoa_tick::simd::Simd;
use stoa_tick::world::World;

use crate::probe::{self, Probe};

fn run<R: Rules>(
    rules: R,
    world: World,
    threads: usize,
    simd: Simd,
    ticks: u32,
) -> (Vec<WorldHash>, Vec<Event>) {
    let mut twin = CpuTick::new(rules, world).unwrap();
    twin.set_threads(threads);
    twin.set_simd(simd);
    let mut events = Vec::new();
    let hashes = (0..ticks)
        .map(|_| {
            twin.tick(&[]).unwrap();
            events.extend(twin.take_events().unwrap());
            twin.hash()
        })
        .collect();
    (hashes, events)
}

#[test]
fn threads_vectors_and_cells_change_nothing() {
    // More than eight threads take at a time.
    let flock = |divisor| {
        let world = Flockers::world(5_000, 0.1, 10.0, divisor, 3);
        (Flockers::new(world.radius), world)
    };
    let (rules, world) = flock(1);
    let expected = run(rules, world, 1, Simd::Baseline, 120);
    for simd in Simd::offered() {
        for (threads, divisor) in [(1, 2), (2, 1), (8, 3), (3, 4)] {
            let (rules, world) = flock(divisor);
            eprintln!("{threads} threads, {}, radius/{divisor}", simd.name());
            let found = run(rules, world, threads, simd, 120);
            assert_eq!(
                found,
                expected,
                "{threads} threads, {}, cells of radius/{divisor}",
                simd.name()
            );
        }
    }
}

#[test]
fn a_flock_in_one_spot_and_a_tiny_world_change_nothing() {
    // Runs of neighbours longer than a vector, and worlds narrower than the view.
    for (agents, density) in [(600, 4.0), (40, 0.3), (3, 2.0)] {
        let flock = || {
            let world = Flockers::world(agents, density, 10.0, 2, 5);
            (Flockers::new(world.radius), world)
        };
        let (rules, world) = flock();
        let expected = run(rules, world, 1, Simd::Baseline, 50);
        for simd in Simd::offered() {
            let (rules, world) = flock();
            assert_eq!(
                run(rules, world, 2, simd, 50),
                expected,
                "{agents} agents, {}",
                simd.name()
            );
        }
    }
}

#[test]
fn claims_and_events_do_not_depend_on_threads() {
    let expected = run(Probe, probe::world(2_000), 1, Simd::Baseline, 60);
    assert!(expected.1.len() > 1_000);
    for threads in [2, 8] {
        assert_eq!(
            run(Probe, probe::world(2_000), threads, Simd::detect(), 60),
            expected,
            "{threads} threads"
        );
    }
}

#[test]
fn the_number_of_threads_may_change_between_ticks() {
    let (expected, _) = run(Probe, probe::world(2_000), 1, Simd::Baseline, 24);
    let mut twin = CpuTick::new(Probe, probe::world(2_000)).unwrap();
    for (tick, hash) in expected.into_iter().enumerate() {
        twin.set_threads([1, 5, 2][tick % 3]);
        twin.tick(&[]).unwrap();
        assert_eq!(twin.hash(), hash, "tick {tick}");
    }
}

/// Every slot is held by exactly one agent, whoever else wants it.
#[test]
fn a_claim_is_won_by_one_agent() {
    let (_, events) = run(Probe, probe::world(1_000), 2, Simd::detect(), 30);
    let wins = events.iter().filter(|event| event.kind == 1).count() as u32;
    // The first tick reads a blank board, and the last four ticks' events have not come.
    assert_eq!(wins, probe::CLAIMS * (30 - 1 - stoa_tick::EVENT_LAG));
}
