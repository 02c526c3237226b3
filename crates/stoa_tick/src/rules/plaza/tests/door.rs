//! How many pass a door, if many want to.

use super::*;

/// Metres: the room and as much ground beyond its wall, and how wide both are.
const ROOM: i32 = 30;
/// How many are in the room.
const COUNT: u32 = 400;

/// A room and ground beyond a wall of half a metre, with a door in its middle so many tenths of a metre wide; the way out
/// is far beyond.
fn room(door: i32) -> BuiltPlace {
    let part = |tenths: i32| tenths * METRE / 10;
    let mut ground = Ground::open(8 * ROOM as u32, 4 * ROOM as u32, 14);
    let (wall, side) = (part(10 * ROOM), (part(10 * ROOM) - part(door)) / 2);
    ground.block_rectangle(wall, 0, METRE / 2, side);
    ground.block_rectangle(wall, part(10 * ROOM) - side, METRE / 2, side);
    let mut builder = PlaceBuilder::new(ground);
    let spots = (-4..=4).map(|i| point(10 * (2 * ROOM - 6), 5 * ROOM + 20 * i, 0));
    let out = destination(Use::Entrance, 2 * ROOM - 6, ROOM / 2, 12, spots.collect());
    builder.add(out);
    builder.build().unwrap()
}

/// When each passes the door, in seconds, of those who do within five minutes; sorted.
fn passing(door: i32, seed: u32) -> Vec<f64> {
    // Before the door, 0.8 m from each other.
    let agents = (0..COUNT as i32).map(|id| {
        let (x, y) = (
            10 * ROOM - 20 - 8 * (id % 20),
            5 * ROOM - 76 + 8 * (id / 20),
        );
        let unit = |tenths: i32| tenths * METRE / 10 + MARGIN;
        body(unit(x), unit(y), id as u32, 0)
    });
    let mut watched = Watched::new(&room(door), Params::default(), agents.collect(), seed);
    let visit = Order::Visit { destination: 0 };
    let orders: Vec<(u32, Order)> = (0..COUNT).map(|id| (id, visit)).collect();
    watched.run(&orders);
    let line = ROOM * METRE + METRE / 4 + MARGIN;
    let mut passed = vec![false; COUNT as usize];
    let mut times = Vec::new();
    for tick in 1..=9_000 {
        watched.run(&[]);
        assert_eq!(watched.in_walls(), Vec::<u32>::new());
        for agent in watched.tick.agents().iter().filter(|a| a.x > line) {
            let before = std::mem::replace(&mut passed[agent.id as usize], true);
            if !before {
                times.push(f64::from(tick) / 30.0);
            }
        }
        if times.len() == passed.len() {
            break;
        }
    }
    times
}

#[test]
fn a_door_lets_too_many_or_too_few_through() {
    // Persons a metre and second, from the door's clear width: from 1.0, about what the SFPE Handbook gives with a boundary
    // layer on both sides (H. Nelson, F. Mowrer, "Emergency movement": 1.3 of the effective width), to 1.9 (A. Seyfried
    // et al., "New insights into pedestrian flow through bottlenecks", 2009).
    for (door, seed) in [(20, 9), (20, 10), (30, 9)] {
        let times = passing(door, seed);
        let width = f64::from(door) / 10.0;
        assert_eq!(times.len(), COUNT as usize, "all of them get out");
        // Without the first, who find it free, and the last, behind whom nobody waits.
        let (first, last) = (60, 340);
        let flow = (last - first) as f64 / (times[last] - times[first]) / width;
        eprintln!(
            "{width} m, seed {seed}: {flow:.2} persons a metre and second, all out after {:.0} s",
            times[times.len() - 1]
        );
        assert!((1.0..1.9).contains(&flow), "{width} m: {flow}");
    }
}
