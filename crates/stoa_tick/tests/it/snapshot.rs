//! A world taken down and set up again goes on as if nothing had been, and no other bytes are taken for one.

use stoa_tick::EVENT_LAG;
use stoa_tick::cpu::{CpuTick, SNAPSHOT_FORMAT};
use stoa_tick::error::SnapshotError;
use stoa_tick::hash::WorldHash;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::rules::plaza::{Params, Plaza, town};
use stoa_tick::rules::{Command, Event, Rules};
use stoa_tick::simd::Simd;
use stoa_tick::world::World;

use crate::crowd::{few_orders, morning, orders};
use crate::hosts::{hosted, some_orders};
use crate::probe::{self, Probe};

type Orders = fn(&World, u32) -> Vec<Command>;

fn none(_: &World, _: u32) -> Vec<Command> {
    Vec::new()
}

fn go_on<R: Rules>(
    twin: &mut CpuTick<R>,
    world: &World,
    ticks: u32,
    orders: Orders,
) -> Vec<(WorldHash, Vec<Event>)> {
    let one = |_| {
        let commands = orders(world, twin.ticks());
        twin.tick(&commands).unwrap();
        (twin.hash(), twin.take_events().unwrap())
    };
    (0..ticks).map(one).collect()
}

/// Ticks, takes the world down, ticks on; and sets it up again with other threads, vectors and cells, and ticks it on.
/// Gives what happened after the snapshot.
fn check<R: Rules + Clone>(
    (rules, world): (R, World),
    (before, after): (u32, u32),
    orders: Orders,
) -> Vec<(WorldHash, Vec<Event>)> {
    let mut first = CpuTick::new(rules.clone(), world.clone()).unwrap();
    go_on(&mut first, &world, before, orders);
    let snapshot = first.snapshot();
    let expected = go_on(&mut first, &world, after, orders);
    for (threads, simd, divisor) in [(1, Simd::Baseline, 1), (3, Simd::detect(), 3)] {
        let other = World {
            divisor,
            ..world.clone()
        };
        let mut second = CpuTick::restore(rules.clone(), other, &snapshot).unwrap();
        second.set_threads(threads);
        second.set_simd(simd);
        assert_eq!(second.ticks(), before);
        assert!(
            second.snapshot() == snapshot,
            "what was restored is not what was taken"
        );
        let found = go_on(&mut second, &world, after, orders);
        for (tick, (found, expected)) in (before..).zip(found.iter().zip(&expected)) {
            assert_eq!(found, expected, "tick {tick} with {threads} threads");
        }
        assert!(
            second.snapshot() == first.snapshot(),
            "the ends differ in what comes after them"
        );
    }
    expected
}

#[test]
fn a_restored_flock_flies_on_as_the_first() {
    let world = Flockers::world(3_000, 0.1, 10.0, 2, 7);
    let flock = (Flockers::new(world.radius), world);
    check(flock, (300, 300), none);
}

#[test]
fn a_restored_plaza_goes_on_as_the_first() {
    let happened = check(morning(1_000), (300, 300), none);
    let events: usize = happened.iter().map(|(_, events)| events.len()).sum();
    assert!(events > 100, "{events} events");
}

#[test]
fn a_restored_plaza_keeps_events_under_way_and_what_agents_were_told() {
    // Told much until the snapshot and nothing after it: what they do then is all from what they remember.
    fn until_300(world: &World, tick: u32) -> Vec<Command> {
        if tick < 300 {
            orders(world, tick)
        } else {
            Vec::new()
        }
    }
    let happened = check(morning(1_000), (300, 300), until_300);
    let under_way = &happened[..EVENT_LAG as usize];
    assert!(
        under_way.iter().all(|(_, events)| !events.is_empty()),
        "nothing was under way"
    );
    let happened = check(morning(1_000), (299, 60), few_orders);
    assert_ne!(happened[0].0, happened[59].0);
}

#[test]
fn a_restored_town_with_hosts_keeps_what_they_hold_wish_and_watch() {
    let happened = check(hosted(), (200, 100), some_orders);
    let events: usize = happened.iter().map(|(_, events)| events.len()).sum();
    assert!(events > 1_000, "{events} events");
}

#[test]
fn a_restored_board_still_holds_every_claim() {
    // Both halves of the board, and the blank one.
    for before in [0, 1, 2, 9] {
        check((Probe, probe::world(700)), (before, 40), none);
    }
}

#[test]
fn a_snapshot_between_a_tick_and_its_events_loses_none() {
    let mut first = CpuTick::new(Probe, probe::world(300)).unwrap();
    for _ in 0..8 {
        first.tick(&[]).unwrap();
    }
    let mut second = CpuTick::restore(Probe, probe::world(300), &first.snapshot()).unwrap();
    for _ in 0..8 {
        let expected = first.take_events();
        assert_eq!(second.take_events(), expected);
        assert!(expected.is_ok());
    }
}

#[test]
fn a_restored_place_has_the_words_that_were_replaced() {
    let mut world = probe::world(500);
    // Three pages and a part of one.
    world.place.resize(3_500, 0xab);
    let mut first = CpuTick::new(Probe, world.clone()).unwrap();
    let unchanged = first.snapshot();
    first.set_place(2, &[0xfff, 0xf0]);
    first.set_place(3_498, &[1, 2, 3]);
    first.set_place(usize::MAX, &[1]);
    first.set_place(9, &[]);
    let snapshot = first.snapshot();
    // The first page and the part at the end, each with its number.
    assert_eq!(snapshot.len() - unchanged.len(), 4 * (1_025 + 429));
    let mut second = CpuTick::restore(Probe, world.clone(), &snapshot).unwrap();
    let found = go_on(&mut second, &world, 20, none);
    assert_eq!(found, go_on(&mut first, &world, 20, none));
    let mut plain = CpuTick::restore(Probe, world.clone(), &unchanged).unwrap();
    assert_ne!(found, go_on(&mut plain, &world, 20, none));
}

#[test]
fn a_snapshot_is_refused_by_another_world() {
    let taken = CpuTick::new(Probe, probe::world(10)).unwrap().snapshot();
    let cases: [(fn(&mut World), &str); 7] = [
        (|w| w.agents.truncate(9), "the number of agents"),
        (|w| w.agents[2].id = 500, "the agents' ids"),
        (|w| w.seed += 1, "the seed should be 12 and is 11"),
        (|w| w.bounds.width += 1, "the width"),
        (|w| w.radius -= 1, "the interaction radius"),
        (|w| w.place[4] += 1, "the place as the world came with it"),
        (|w| w.event_room = Some(3), "the room for events"),
    ];
    for (change, part) in cases {
        let mut world = probe::world(10);
        change(&mut world);
        let error = CpuTick::restore(Probe, world, &taken).err().unwrap();
        let text = error.to_string();
        assert!(matches!(error, SnapshotError::OtherWorld { .. }), "{text}");
        for part in [part, " should be ", " and is ", "restore it into the world"] {
            assert!(text.contains(part), "{text}");
        }
    }
    let flock = || Flockers::world(10, 0.1, 10.0, 2, 7);
    let rules = Flockers::new(flock().radius);
    let error = CpuTick::restore(rules, flock(), &taken).err().unwrap();
    let text = error.to_string();
    assert!(
        text.contains("the rule set should be flockers and is probe"),
        "{text}"
    );
    let taken = CpuTick::new(rules, flock()).unwrap().snapshot();
    let other = Flockers::new(flock().radius - 64);
    let text = CpuTick::restore(other, flock(), &taken)
        .err()
        .unwrap()
        .to_string();
    assert!(text.contains("the rules' parameters"), "{text}");
}

/// A small world in which something happened: (rules, world, snapshot).
fn small<R: Rules + Clone>((rules, world): (R, World)) -> (R, World, Vec<u8>) {
    let mut twin = CpuTick::new(rules.clone(), world.clone()).unwrap();
    go_on(&mut twin, &world, 9, none);
    let snapshot = twin.snapshot();
    assert!(CpuTick::restore(rules.clone(), world.clone(), &snapshot).is_ok());
    (rules, world, snapshot)
}

fn restored<R: Rules + Clone>(
    (rules, world, _): &(R, World, Vec<u8>),
    bytes: &[u8],
) -> Result<(), SnapshotError> {
    CpuTick::restore(rules.clone(), world.clone(), bytes).map(drop)
}

fn small_plaza() -> (Plaza, World) {
    let place = town::town(4, 0.5).unwrap();
    Plaza::world(&place, Params::default(), town::crowd(&place, 4, 3), 3)
}

fn every_cut_is_refused<R: Rules + Clone>(world: (R, World)) {
    let small = small(world);
    for length in 0..small.2.len() {
        let error = restored(&small, &small.2[..length]).unwrap_err();
        let SnapshotError::Length { expected, found } = error else {
            panic!("{length} bytes: {error}");
        };
        assert!(found == length as u64 && expected > found, "{error}");
    }
    let longer = [&small.2[..], &[0]].concat();
    let error = restored(&small, &longer).unwrap_err();
    assert!(matches!(error, SnapshotError::Length { .. }), "{error}");
}

/// `masks` are what is flipped of each byte.
fn every_flip_is_refused<R: Rules + Clone>(world: (R, World), masks: &[u8]) {
    let mut small = small(world);
    let mut bytes = std::mem::take(&mut small.2);
    for at in 0..bytes.len() {
        for mask in masks {
            bytes[at] ^= mask;
            let error = restored(&small, &bytes).unwrap_err();
            let expected = match at {
                0..8 => matches!(error, SnapshotError::NoSnapshot),
                8..12 => matches!(error, SnapshotError::Format { .. }),
                12..20 => matches!(error, SnapshotError::Length { .. }),
                _ => matches!(error, SnapshotError::Damaged { .. }),
            };
            assert!(expected, "byte {at} ^ {mask}: {error}");
            bytes[at] ^= mask;
        }
    }
}

#[test]
fn a_snapshot_cut_anywhere_is_refused() {
    every_cut_is_refused((Probe, probe::world(3)));
    every_cut_is_refused(small_plaza());
}

#[test]
fn a_snapshot_with_any_byte_changed_is_refused() {
    let all: Vec<u8> = (1..=255).collect();
    every_flip_is_refused((Probe, probe::world(3)), &all);
    every_flip_is_refused(small_plaza(), &[1, 0x80, 0xff]);
}

#[test]
fn a_newer_snapshot_says_which_format_it_has() {
    let mut small = small((Probe, probe::world(3)));
    let mut bytes = std::mem::take(&mut small.2);
    bytes[8] += 1;
    let error = restored(&small, &bytes).unwrap_err();
    let (expected, found) = (SNAPSHOT_FORMAT, SNAPSHOT_FORMAT + 1);
    assert_eq!(error, SnapshotError::Format { expected, found });
    let text = error.to_string();
    assert!(text.contains("format 2, this version reads 1"), "{text}");
    let text = restored(&small, b"GIF89a").unwrap_err().to_string();
    assert!(text.contains("no snapshot"), "{text}");
}
