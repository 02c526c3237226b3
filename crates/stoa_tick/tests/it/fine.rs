//! A ground of wide cells with a fine one for those whom hosts steer: a wall with a door that no wide cell fits through.

use stoa_tick::cpu::CpuTick;
use stoa_tick::rules::plaza::{
    BuiltPlace, Destination, Order, Params, PlaceBuilder, Plaza,
    build::MARGIN,
    ground::Ground,
    host,
    tables::{Tables, Use},
    words::NAMED,
};
use stoa_tick::rules::{Agent, Command};
use stoa_tick::world::World;

const METRE: i32 = 1 << 16;
/// The wall's rows of quarter-metre cells, and the door's columns.
const WALL: std::ops::Range<u32> = 60..64;
const DOOR: std::ops::Range<u32> = 61..64;

/// 30 m a side; a wall across all of it, with a door of three quarter-metre cells that can be shut.
fn fine(door: bool) -> Ground {
    let mut fine = Ground::open(120, 120, 14);
    for column in 0..120 {
        let free = door && DOOR.contains(&column);
        WALL.for_each(|row| fine.set(column, row, free));
    }
    fine
}

/// Ways on cells of a metre.
fn place(door: bool) -> BuiltPlace {
    let fine = fine(door);
    let mut builder = PlaceBuilder::new(fine.coarser(2));
    builder.fine_ground(fine);
    for y in [8, 22] {
        builder.add(Destination {
            purpose: Use::Look,
            x: 12 * METRE,
            y: y * METRE,
            radius: 3 * METRE,
            offers: [5; 4],
            dwell: (2, 5),
            points: Vec::new(),
            reach: Some(6),
        });
    }
    builder.build().unwrap()
}

/// In the world, at quarter metres from the ground's corner.
fn at(x: i32, y: i32) -> (i32, i32) {
    (x * METRE / 4 + MARGIN, y * METRE / 4 + MARGIN)
}

fn tell(id: u32, order: Order) -> Command {
    let words = order.words();
    Command { id, words }
}

fn place_at(id: u32, (x, y): (i32, i32)) -> Command {
    tell(id, Order::Place { x, y, heading: 0 })
}

/// Bodies that go south where the door is, and where it is not: 0 and 1 are steered, 2 is told to go there.
fn south(tick: u32) -> Vec<Command> {
    let walk = |id| tell(id, Order::Walk { vx: 0, vy: 3_000 });
    let (x, y) = at(62, 110);
    match tick {
        0 => vec![
            place_at(0, at(62, 50)),
            place_at(1, at(30, 50)),
            place_at(2, at(66, 50)),
        ],
        1 => vec![walk(0), walk(1), tell(2, Order::GoTo { x, y })],
        _ => Vec::new(),
    }
}

fn hosts(place: &BuiltPlace) -> (Plaza, World) {
    let bodies = (0..3).map(|id| host(id, NAMED)).collect();
    Plaza::world(place, Params::default(), bodies, 1)
}

fn body(twin: &CpuTick<Plaza>, id: u32) -> Agent {
    *twin.agents().iter().find(|agent| agent.id == id).unwrap()
}

/// What shuts the door: words of the place.
fn shut(place: &BuiltPlace) -> Vec<(usize, Vec<u32>)> {
    let (open, shut) = (fine(true), fine(false));
    let changed = open.difference(&shut).unwrap().coarser(2);
    let parts = place
        .layout
        .change_ground(&shut.coarser(2), Some(&shut), &changed);
    assert!(!parts.is_empty());
    parts
}

#[test]
fn a_steered_body_cannot_pass_a_door_that_its_host_knows() {
    let place = place(true);
    let tables = Tables(&place.words);
    assert!((0..120).all(|x| !tables.is_free(at(x, 61).0, at(x, 61).1)));
    let (rules, world) = hosts(&place);
    let mut twin = CpuTick::new(rules, world).unwrap();
    for tick in 0..300 {
        twin.tick(&south(tick)).unwrap();
        let (x, y) = (body(&twin, 0).x - MARGIN, body(&twin, 0).y - MARGIN);
        let free = fine(true).is_free(x >> 14, y >> 14);
        assert!(tick == 0 || free, "tick {tick}: it is in the wall");
    }
    let wall = at(0, 60).1;
    assert!(body(&twin, 0).y > at(0, 75).1, "it is held up in the door");
    assert!(body(&twin, 1).y < wall, "no door is there");
    assert!(body(&twin, 1).y > wall - METRE / 4, "it never came there");
    assert!(body(&twin, 2).y < wall, "no way leads through for it");
    assert!(body(&twin, 2).y > wall - METRE, "it never came there");
}

#[test]
fn a_shut_door_lets_a_steered_body_pass() {
    let mut changed = place(true);
    let (rules, world) = hosts(&changed);
    let mut twin = CpuTick::new(rules, world).unwrap();
    let parts = shut(&changed);
    for (first, words) in &parts {
        twin.set_place(*first, words);
        changed.words[*first..*first + words.len()].copy_from_slice(words);
    }
    assert_eq!(changed.words, place(false).words);
    for tick in 0..300 {
        twin.tick(&south(tick)).unwrap();
    }
    for id in 0..3 {
        assert!(body(&twin, id).y < at(0, 60).1, "{id}");
    }
}

#[test]
fn a_change_of_one_ground_alone_is_taken() {
    let place = place(true);
    let shut = fine(false);
    let all = stoa_tick::rules::plaza::flow::Window::whole(&shut);
    let none = |ground: &Ground, fine: Option<&Ground>| {
        place.layout.change_ground(ground, fine, &all).is_empty()
    };
    assert!(none(&shut.coarser(2), None));
    assert!(none(&shut, Some(&shut)));
    assert!(none(&shut.coarser(2), Some(&shut.coarser(1))));
    let plain = PlaceBuilder::new(shut.clone()).build().unwrap();
    let parts = plain.layout.change_ground(&shut, Some(&shut), &all);
    assert_eq!(parts, Vec::new());
}

#[test]
fn a_fine_ground_of_another_size_is_taken() {
    let ground = Ground::open(30, 30, 16);
    for (columns, rows, shift) in [
        (120, 120, 13),
        (116, 120, 14),
        (120, 121, 14),
        (15, 15, 17),
        (480, 480, 12),
    ] {
        let mut builder = PlaceBuilder::new(ground.clone());
        builder.fine_ground(Ground::open(columns, rows, shift));
        let error = builder.build().map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("the fine ground"), "{error}");
    }
    for (cells, shift) in [(117, 14), (30, 16)] {
        let mut builder = PlaceBuilder::new(ground.clone());
        builder.fine_ground(Ground::open(cells, cells, shift));
        builder.build().unwrap();
    }
    // Without it nothing is laid out for it.
    let plain = PlaceBuilder::new(ground.clone()).build().unwrap();
    let mut builder = PlaceBuilder::new(ground.clone());
    builder.fine_ground(ground.clone());
    let both = builder.build().unwrap();
    let more = ground.words().len();
    assert_eq!(both.words.len(), plain.words.len() + more);
}

#[cfg(feature = "gpu")]
mod shader {
    use stoa_tick::gpu::{GpuDevice, GpuTick, Sources};
    use stoa_tick::rules::plaza::people;

    use super::*;

    const HOSTED: u32 = 20;

    /// Hosts' bodies on both sides of the wall, most with wishes that take them through the door, and a crowd.
    fn both_sides(place: &BuiltPlace) -> (Plaza, World) {
        let params = Params::default();
        let mut bodies: Vec<_> = (0..HOSTED).map(|id| host(id, NAMED)).collect();
        bodies.extend(people(place, &params, HOSTED..200, 4));
        Plaza::world(place, params, bodies, 4)
    }

    fn orders(tick: u32) -> Vec<Command> {
        let one = |id: u32| {
            let south = id.is_multiple_of(2);
            match (tick + 11 * id) % 180 {
                _ if tick == 0 => Some(place_at(
                    id,
                    at(3 + 6 * id as i32, 40 + 40 * (id as i32 & 1)),
                )),
                0 if south => Some(place_at(id, at(62, 55))),
                0 => Some(place_at(id, at(62, 68))),
                // In the wall: the way out is that of the ways' ground.
                100 => Some(place_at(id, at(4 * id as i32 + 10, 61))),
                // Who is told where to go stays on this side.
                1 if id % 5 == 4 => {
                    let (x, y) = at(62, if south { 110 } else { 10 });
                    Some(tell(id, Order::GoTo { x, y }))
                }
                1 | 101 => Some(tell(
                    id,
                    Order::Walk {
                        vx: 100 * (id as i32 % 5) - 200,
                        vy: if south { 2_900 } else { -2_900 },
                    },
                )),
                _ => None,
            }
        };
        (0..HOSTED).filter_map(one).collect()
    }

    /// Both engines, with the door shut before tick 200: the first tick after which they differ, and how many steered
    /// bodies went through.
    fn compare(sources: &Sources) -> Result<usize, u32> {
        let place = place(true);
        let shut = shut(&place);
        let (rules, world) = both_sides(&place);
        let gpu = GpuDevice::open().unwrap();
        let mut engine = GpuTick::with_sources(&rules, &world, &gpu, sources).unwrap();
        let mut twin = CpuTick::new(rules, world).unwrap();
        let mut through = 0;
        for tick in 0..400 {
            if tick == 200 {
                for (first, words) in &shut {
                    twin.set_place(*first, words);
                    engine.set_place(*first, words);
                }
            }
            let before: Vec<Agent> = (0..HOSTED).map(|id| body(&twin, id)).collect();
            let commands = orders(tick);
            twin.tick(&commands).unwrap();
            engine.tick(&commands).unwrap();
            if engine.hash().unwrap() != twin.hash() {
                return Err(tick);
            }
            let inside = |agent: &Agent| {
                let (x, y) = (agent.x - MARGIN, agent.y - MARGIN);
                let row = (y >> 14) as u32;
                WALL.contains(&row) && DOOR.contains(&((x >> 14) as u32))
            };
            let after = before.iter().map(|agent| body(&twin, agent.id));
            let entered = before.iter().zip(after);
            let entered = entered.filter(|(a, b)| !inside(a) && inside(b));
            through += entered.count();
            assert_eq!(
                engine.wait_events().unwrap(),
                twin.take_events().unwrap(),
                "events after tick {tick}"
            );
        }
        Ok(through)
    }

    #[test]
    fn shader_equals_twin_on_a_fine_ground() {
        let through = compare(&Sources::new::<Plaza>(true)).unwrap();
        assert!(through > 5, "{through} went through the door");
    }

    #[test]
    fn a_shader_without_the_fine_ground_is_not_found_out() {
        for (shipped, changed) in [
            ("select(0u, FINE, fine)", "0u"),
            ("activity == STEERED && place", "place"),
        ] {
            let mut sources = Sources::new::<Plaza>(true);
            assert!(sources.step.contains(shipped));
            sources.step = sources.step.replacen(shipped, changed, 1);
            assert!(compare(&sources).is_err(), "{changed}");
        }
    }
}
