//! Two streams that meet in a street.

use super::*;
use crate::{random::draw, rules::plaza::words::PLACED};

/// Of the street: its width in metres, and where in metres along it people set out.
const WIDTH: i32 = 4;
const WEST: i32 = 20;
const EAST: i32 = 100;
/// People count this many metres and more after they set out, and between these ticks.
const UNDER_WAY: i32 = 10;
const SETTLED: u32 = 1_500;
const END: u32 = 3_000;

/// A street with a way out at both ends, far beyond where people walk.
fn street() -> BuiltPlace {
    let ground = Ground::open(4 * (WEST + EAST) as u32, 4 * WIDTH as u32, 14);
    let mut builder = PlaceBuilder::new(ground);
    for x in [1, WEST + EAST - 1] {
        let spots = (1..=4).map(|i| point(10 * x, 8 * i, 0)).collect();
        builder.add(destination(Use::Entrance, x, WIDTH / 2, 4, spots));
    }
    builder.build().unwrap()
}

/// Anywhere across the street.
fn across(seed: u32, id: u32, tick: u32) -> i32 {
    let room = (WIDTH * 1_024 - 512) as u32;
    (256 + draw(seed, id, tick, 1) % room) as i32 * 64 + MARGIN
}

/// Those with even ids go east, to the second way out, the others west.
fn goes_east(id: u32) -> bool {
    id.is_multiple_of(2)
}

fn go(id: u32) -> (u32, Order) {
    let destination = u32::from(goes_east(id));
    (id, Order::Visit { destination })
}

/// The share of those who walk right of the street's middle, and their speed in m/s. Who has walked through begins anew at
/// the other end, anywhere across the street.
fn walk(density: f64, seed: u32) -> (f64, f64) {
    let count = (density * f64::from(WIDTH * (EAST - WEST))) as u32;
    let heading = |id: u32| if goes_east(id) { 0 } else { 32_768 };
    let step = (EAST - WEST) * METRE / count as i32;
    let agents = (0..count).map(|id| {
        let x = WEST * METRE + MARGIN + id as i32 * step;
        body(x, across(seed, id, 0), id, heading(id))
    });
    let mut watched = Watched::new(&street(), Params::default(), agents.collect(), seed);
    let mut orders: Vec<(u32, Order)> = (0..count).map(go).collect();
    let (mut right, mut all, mut speed) = (0.0, 0.0, 0.0);
    for tick in 1..=END {
        watched.run(&orders);
        assert_eq!(watched.in_walls(), Vec::<u32>::new());
        orders.clear();
        for (a, s) in watched.agents() {
            let east = goes_east(a.id);
            let gone = if east {
                a.x - MARGIN - WEST * METRE
            } else {
                EAST * METRE + MARGIN - a.x
            };
            if s.activity == PLACED {
                orders.push(go(a.id));
            } else if gone > (EAST - WEST) * METRE {
                let x = if east { WEST } else { EAST } * METRE + MARGIN;
                let (y, heading) = (across(seed, a.id, tick), heading(a.id));
                orders.push((a.id, Order::Place { x, y, heading }));
            } else if tick > SETTLED && gone > UNDER_WAY * METRE {
                all += 1.0;
                let south = a.y - MARGIN > WIDTH * METRE / 2;
                right += f64::from(u8::from(south == east));
                let (vx, _) = a.velocity();
                speed += f64::from(if east { vx } else { -vx }) * 30.0 / f64::from(METRE);
            }
        }
    }
    (right / all, speed / all)
}

#[test]
fn people_who_meet_in_a_street_do_not_keep_to_the_right() {
    // Per square metre; at least this share on their right, at least this fast (Weidmann: 1.34, 1.30 and 1.06 m/s in one
    // direction). Where few meet, few have had to make way.
    for (density, least, slowest) in [(0.2, 0.65, 1.1), (0.5, 0.8, 1.0), (1.0, 0.8, 0.4)] {
        for seed in [4, 5] {
            let (right, speed) = walk(density, seed);
            eprintln!(
                "{density} per square metre, seed {seed}: {:.1} % on their right, {speed:.2} m/s",
                100.0 * right
            );
            assert!(right >= least, "{density}: {right}");
            assert!(speed > slowest, "{density}: {speed} m/s");
        }
    }
}
