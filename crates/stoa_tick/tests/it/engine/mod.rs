//! Engines as a world sees them: a town with orders and changes of its ground, ticked, saved, and taken from one to
//! the other.

mod cpu;
#[cfg(feature = "gpu")]
mod failing;
#[cfg(feature = "gpu")]
mod gpu;
#[cfg(feature = "gpu")]
mod saved;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use stoa_tick::engine::{CpuEngine, Engine};
use stoa_tick::hash::WorldHash;
use stoa_tick::rules::plaza::{Plaza, flow::Window, ground::Ground, tables, town::town};
use stoa_tick::rules::{Command, Event};
use stoa_tick::world::World;

use crate::crowd::{AGENTS, morning, orders};

/// What a world saw of its engine in one tick.
pub type Seen = (WorldHash, Vec<Event>);

/// A town in the morning.
pub fn start() -> (Plaza, World) {
    morning(AGENTS)
}

/// Walls across the plaza: the ticks that they come before, and words of the place.
static WALLS: LazyLock<[(u32, Vec<(usize, Vec<u32>)>); 2]> = LazyLock::new(|| {
    let place = town(AGENTS, 0.5).unwrap();
    let open = {
        let word = |i: usize| place.words[i];
        let (columns, rows) = (word(tables::COLUMNS), word(tables::ROWS));
        let mut ground = Ground::blocked(columns, rows, word(tables::SHIFT));
        for row in 0..rows {
            for column in 0..columns {
                let at = word(tables::GROUND) + row * word(tables::STRIDE) + column / 32;
                ground.set(column, row, word(at as usize) >> (column % 32) & 1 == 1);
            }
        }
        ground
    };
    let whole = Window::whole(&open);
    let wall = |x: i32, y: i32| {
        let mut ground = open.clone();
        ground.block_rectangle(x << 16, y << 16, 12 << 16, 1 << 16);
        place.layout.change_ground(&ground, None, &whole)
    };
    // The first is gone when the second stands.
    let [first, second] = [wall(20, 30), wall(30, 40)];
    assert!(first != second && !first.is_empty());
    [(90, first), (230, second)]
});

/// Orders in three ticks of ten, one after the other.
fn told(world: &World, tick: u32) -> Vec<Command> {
    if tick % 10 < 3 {
        orders(world, tick)
    } else {
        Vec::new()
    }
}

/// Ticks of [`EXPECTED`].
pub const TICKS: u32 = 400;

/// What the processor makes of the town.
pub static EXPECTED: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let (rules, world) = start();
    let seen = go_on(
        &mut CpuEngine::new(rules, world.clone()).unwrap(),
        &world,
        TICKS,
    );
    let mut unchanged = CpuEngine::new(rules, world.clone()).unwrap();
    for tick in 0..TICKS {
        unchanged.tick(&told(&world, tick)).unwrap();
    }
    assert_ne!(
        unchanged.hash(),
        seen[TICKS as usize - 1].0,
        "no wall matters"
    );
    let events: usize = seen.iter().map(|(_, events)| events.len()).sum();
    assert!(events > 400, "{events} events");
    seen
});

/// Ticks so many times, with what each tick is told.
pub fn go_on(engine: &mut dyn Engine, world: &World, ticks: u32) -> Vec<Seen> {
    (0..ticks)
        .map(|_| {
            let events = step(engine, world);
            (engine.hash(), events)
        })
        .collect()
}

/// One tick, as soon as it is ready.
pub fn step(engine: &mut dyn Engine, world: &World) -> Vec<Event> {
    let tick = engine.ticks();
    for (before, parts) in &*WALLS {
        if *before == tick {
            for (first, words) in parts {
                engine.set_place(*first, words);
            }
        }
    }
    wait(engine);
    let events = engine.tick(&told(world, tick)).unwrap();
    assert_eq!(engine.ticks(), tick + 1);
    events
}

/// The town, saved.
#[cfg(feature = "gpu")]
pub fn resume_town(save: &[u8]) -> CpuEngine<Plaza> {
    let (rules, world) = start();
    stoa_tick::engine::resume(rules, world, save).unwrap()
}

pub fn wait(engine: &mut dyn Engine) {
    let start = Instant::now();
    while !engine.is_ready() {
        assert!(start.elapsed().as_secs() < 60, "it never is ready");
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// Ticks so many times and compares all with [`EXPECTED`].
pub fn go_on_as_expected(engine: &mut dyn Engine, world: &World, ticks: u32) {
    let first = engine.ticks();
    let found = go_on(engine, world, ticks);
    compare(
        first,
        &found,
        &EXPECTED[first as usize..(first + ticks) as usize],
    );
}

/// Compares tick by tick, from tick `first` on.
pub fn compare(first: u32, found: &[Seen], expected: &[Seen]) {
    assert_eq!(found.len(), expected.len());
    for (tick, (found, expected)) in (first..).zip(found.iter().zip(expected)) {
        assert_eq!(found, expected, "tick {tick}");
    }
}
