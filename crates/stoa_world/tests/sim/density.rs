//! What telling the ear of the crowd costs.

use std::time::{Duration, Instant};

use stoa_world::sim::{CrowdDensity, Doing};

#[test]
fn what_the_ear_is_told_would_cost_the_tick() {
    let mut density = CrowdDensity::default();
    let place = |index: u32, tick: u32| {
        let (column, row) = (index % 140, index / 140);
        let at = [column * 47_000 + tick * 900, row * 47_000].map(|units| units as i32);
        (at[0], at[1])
    };
    for index in 0..20_000 {
        density.note(index, place(index, 0), Doing::Walks, 0);
    }
    // As many as are asked in a tick, each seen twice, and they have all gone on.
    let ticks = 600;
    let begun = Instant::now();
    for tick in 1..=ticks {
        for one in 0..256 {
            let index = (tick * 256 + one) % 20_000;
            density.note(index, place(index, tick), Doing::Walks, 4 * tick);
        }
    }
    let cost = begun.elapsed() / ticks;
    println!("{cost:?} a tick");
    let begun = Instant::now();
    let heard = density.around([60.0, 50.0], 60.0, &[]);
    println!("{} squares in {:?}", heard.len(), begun.elapsed());
    assert!(heard.len() > 500);
    // Of the 33 ms that a tick has.
    assert!(cost < Duration::from_micros(500), "{cost:?} a tick");
}
