use std::collections::{BTreeMap, BTreeSet};

use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::{
    cpu::CpuTick,
    rules::plaza::{
        Params, Plaza, people,
        tables::{self, Tables},
        words::{AWAY, GET_UP, GROUP, QUEUE, SIT, SIT_DOWN, STEERED, State},
    },
};

use super::{Town, heading_of_yaw, params, roles, sample};
use crate::{Places, Pose, RoleDef, SeatId, WorldDef, nav::NavGrid};

const STOA: &str = include_str!("../../../../assets/worlds/stoa.toml");
const FIRST: u32 = 100;

/// A world, with its grid and its town.
struct Built {
    def: WorldDef,
    nav: NavGrid,
    places: Places,
    town: Town,
}

fn built(def: WorldDef) -> Built {
    let nav = NavGrid::build(&def);
    let places = Places::from_def(&def, &nav);
    let town = Town::build(&def, &nav, &places, FIRST).expect("no world is refused");
    Built {
        def,
        nav,
        places,
        town,
    }
}

fn read(text: &str) -> WorldDef {
    let (def, problems) = WorldDef::parse("world.toml", text);
    def.unwrap_or_else(|| panic!("{problems:#?}"))
}

/// The shipped world with a crowd.
fn stoa(count: u32) -> Built {
    let mut def = read(STOA);
    def.crowd.count = count;
    built(def)
}

/// Whether something that is called so was left out, with a reason.
fn is_left_out(town: &Town, id: &str) -> bool {
    let named = format!("`{id}`: ");
    town.left_out.iter().any(|line| line.contains(&named))
}

/// What each place and seat would be good for if nobody could get there.
fn check_all_can_be_reached(world: &Built) {
    let Built { def, town, .. } = world;
    let tables = Tables(&town.place.words);
    for id in world.places.places.keys() {
        let looks = town.destinations.iter().any(|(place, number)| {
            let record = town.place.record(*number).expect("it is there");
            place.as_ref() == Some(id) && record[tables::USE] & 15 == tables::LOOK
        });
        assert!(looks != is_left_out(town, &id.0), "{id:?}");
    }
    for id in world.places.seats.keys() {
        let known = town.seats.contains_key(id);
        assert!(known != is_left_out(town, &id.0), "{id:?}");
    }
    let shift = tables.word(tables::SHIFT);
    for spawn in &def.spawns {
        let corner = world.nav.bounds().0;
        let cell = ((spawn.at - corner) * 65_536.0).as_ivec2() / (1 << shift);
        for (place, number) in &town.destinations {
            let record = town.place.record(*number).expect("it is there");
            let (at, size) = (record[tables::WINDOW_AT], record[tables::WINDOW_SIZE]);
            let within =
                |cell: i32, at: u32, size: u32| cell as u32 >= at && (cell as u32) < at + size;
            let holds =
                within(cell.x, at & 0xffff, size & 0xffff) && within(cell.y, at >> 16, size >> 16);
            assert!(
                !holds || tables.leads(*number, cell.x as u32, cell.y as u32),
                "no way from {} to {number} of {place:?}",
                spawn.id
            );
        }
    }
}

/// A crowd on the twin.
struct Crowd {
    tick: CpuTick<Plaza>,
    words: Vec<u32>,
    seats: BTreeMap<u32, SeatId>,
}

impl Crowd {
    fn new(world: &Built, params: Params) -> Self {
        let place = &world.town.place;
        let ids = FIRST..FIRST + world.def.crowd.count;
        let agents = people(place, &params, ids, 7);
        let (rules, start) = Plaza::world(place, params, agents, 7);
        let tick = CpuTick::new(rules, start).expect("a world that fits");
        let seats = world
            .town
            .seats
            .iter()
            .map(|(id, slot)| (*slot, id.clone()));
        Self {
            tick,
            words: place.words.clone(),
            seats: seats.collect(),
        }
    }

    fn run(&mut self, ticks: u32) {
        for _ in 0..ticks {
            self.tick.tick(&[]).expect("no orders, no errors");
            self.tick.take_events().expect("room for events");
        }
    }

    fn states(&self) -> Vec<State> {
        self.tick.agents().iter().map(State::of).collect()
    }

    fn how_many(&self, activity: u32) -> usize {
        let states = self.states();
        states.iter().filter(|s| s.activity == activity).count()
    }

    /// Nobody is in a wall, and no two are on one seat, and that is a seat of the world.
    fn check(&self) {
        let tables = Tables(&self.words);
        let mut taken = BTreeSet::new();
        for agent in self.tick.agents() {
            let state = State::of(agent);
            let (id, at) = (agent.id, state.activity);
            let seated = matches!(at, SIT | SIT_DOWN | GET_UP);
            assert!(
                seated || at == AWAY || tables.is_free(agent.x, agent.y),
                "{id} walks through walls"
            );
            if matches!(at, SIT | SIT_DOWN) {
                assert!(taken.insert(state.slot()), "{id} sits on somebody");
                assert!(self.seats.contains_key(&state.slot()), "{id} sits on air");
            }
        }
    }
}

#[test]
fn nobody_could_get_to_a_place_or_seat_of_the_shipped_world() {
    let world = stoa(300);
    check_all_can_be_reached(&world);
    assert_eq!(world.town.left_out, Vec::<String>::new());
    assert_eq!(world.town.seats.len(), world.places.seats.len());
    let lines = world.town.destinations.iter().filter(|(_, number)| {
        let record = world.town.place.record(*number).expect("it is there");
        record[tables::USE] & 15 == tables::LINE
    });
    assert_eq!(lines.count(), 7, "a stall without customers");
}

#[test]
fn a_crowd_would_stand_in_walls_or_sit_on_each_other_or_do_nothing() {
    let world = stoa(300);
    let noon = Params {
        start_minute: 720,
        ..params(&world.def)
    };
    let mut crowd = Crowd::new(&world, noon);
    let mut most = [0, 0, 0];
    for _ in 0..180 {
        crowd.run(30);
        crowd.check();
        for (most, activity) in most.iter_mut().zip([SIT, GROUP, QUEUE]) {
            *most = crowd.how_many(activity).max(*most);
        }
    }
    assert!(most[0] >= 30, "{} sit", most[0]);
    assert!(most[1] >= 30, "{} stand together", most[1]);
    assert!(most[2] >= 20, "{} stand in line", most[2]);
    // Spread over the world: at most a quarter within 8 m of any.
    let agents = crowd.tick.agents();
    for one in agents {
        let near = |other: &&stoa_tick::rules::Agent| {
            let (dx, dy) = (other.x - one.x, other.y - one.y);
            f64::from(dx).hypot(f64::from(dy)) < 8.0 * 65_536.0
        };
        let near = agents.iter().filter(near).count();
        assert!(near <= 75, "{near} of 300 are in one spot");
    }
    let mut again = Crowd::new(&world, noon);
    again.run(180 * 30);
    assert_eq!(again.tick.hash(), crowd.tick.hash());
}

#[test]
fn some_would_stay_all_night_or_never_come_back() {
    let world = stoa(300);
    let params = Params {
        start_minute: 1_200,
        rate: 240,
        ..params(&world.def)
    };
    let mut crowd = Crowd::new(&world, params);
    let to = |crowd: &mut Crowd, minute: u32| {
        // Four minutes of the day in a second.
        let ticks = (minute - 1_200) / 4 * 30;
        crowd.run(ticks - crowd.tick.ticks());
        crowd.check();
        crowd.how_many(AWAY)
    };
    assert_eq!(to(&mut crowd, 1_256), 0, "before dusk");
    let day = 1_440;
    assert_eq!(to(&mut crowd, day + 380), 300, "before the morning");
    assert_eq!(to(&mut crowd, day + 720), 0, "at noon");
}

#[test]
fn a_world_without_a_crowd_would_wait_for_one() {
    let world = stoa(0);
    assert_eq!(world.town.destinations, []);
    assert_eq!(world.town.place.claims, 0);
    assert_eq!(world.town.left_out, Vec::<String>::new());
    assert!(world.town.place.words.len() < 40_000);
    check_ground_of_hosts(&world);
}

/// Whoever is steered by the grid can stand where that is free, and nowhere else.
fn check_ground_of_hosts(world: &Built) {
    let tables = Tables(&world.town.place.words);
    let ground = tables.ground_under(STEERED);
    let corner = world.nav.bounds().0;
    let (columns, rows) = world.nav.size();
    for row in 0..rows {
        for column in 0..columns {
            let at = corner + (Vec2::new(column as f32, row as f32) + 0.5) * 0.25;
            let pose = Pose::new(at.extend(0.0).xzy(), 0.0);
            let (x, y, _) = world.town.origin.to_tick(&pose);
            let free = world.nav.is_free_cell(column, row);
            assert_eq!(tables.is_free_on(ground, x, y), free, "{at}");
        }
    }
}

#[test]
fn bodies_would_look_the_wrong_way_in_the_tick() {
    let world = stoa(0);
    for (yaw, heading) in [(0, 49_152), (16_384, 32_768), (32_768, 16_384), (49_152, 0)] {
        assert_eq!(heading_of_yaw(yaw), heading);
    }
    for turn in 0..64_u16 {
        let pose = Pose {
            x: 123_456 + i32::from(turn),
            y: 0,
            z: -654_321,
            yaw: turn * 1_021,
        };
        let (x, y, heading) = world.town.origin.to_tick(&pose);
        assert_eq!(world.town.origin.to_pose(x, y), (pose.x, pose.z));
        let ahead = Vec2::from_angle(heading as f32 / 65_536.0 * core::f32::consts::TAU);
        assert!(pose.forward().xz().distance(ahead) < 1e-3, "{pose:?}");
    }
}

#[test]
fn seats_would_be_claimed_under_the_wrong_number() {
    let world = stoa(50);
    let mut slots = BTreeSet::new();
    for (id, seat) in &world.places.seats {
        let slot = world.town.seats[id];
        assert!(slots.insert(slot));
        let records = (0..).map_while(|number| world.town.place.record(number));
        let mut its = records.filter(|record| {
            let first = record[tables::FIRST_CLAIM];
            record[tables::USE] & 15 == tables::SEATS
                && (first..first + record[tables::POINT_COUNT]).contains(&slot)
        });
        let record = its.next().expect("a destination of seats has it");
        assert!(its.next().is_none(), "{id:?}: two destinations have it");
        let point = slot - record[tables::FIRST_CLAIM];
        let tables = Tables(&world.town.place.words);
        let at = tables.point(record[tables::FIRST_POINT] + point);
        let pose = Pose::new(seat.at, seat.yaw_rad);
        let (x, y, heading) = world.town.origin.to_tick(&pose);
        let found = [0, 1].map(|i| tables.word(at + i) as i32);
        assert!(
            (found[0] - x).abs() < 4 && (found[1] - y).abs() < 4,
            "{id:?}"
        );
        assert_eq!(tables.word(at + 2), heading, "{id:?}");
    }
}

#[test]
fn a_role_would_have_more_or_fewer_than_its_share() {
    let role = |share| RoleDef {
        name: format!("r{share}"),
        share,
        grows: [4, 8, 0, 16],
    };
    let mut def = WorldDef::default();
    let table: [(u32, &[u32], &[u32]); 5] = [
        (100, &[], &[]),
        (100, &[1], &[200]),
        (100, &[60, 40], &[160, 200]),
        (1_000_000, &[100, 50, 50], &[500_100, 750_100, 1_000_100]),
        (1, &[1, 1, 2], &[101]),
    ];
    for (count, shares, ends) in table {
        def.crowd.count = count;
        def.crowd.roles = shares.iter().map(|share| role(*share)).collect();
        let roles = roles(&def, FIRST);
        let found: Vec<u32> = roles.iter().map(|role| role.ends).collect();
        assert_eq!(found, ends, "{count} by {shares:?}");
        assert!(roles.iter().all(|role| role.weights == [4, 8, 0, 16]));
    }
}

#[test]
fn a_world_file_would_make_the_crowd_fail() {
    let large = read(&sample::large_world(2, 500));
    let change = |change: &dyn Fn(&mut WorldDef)| {
        let mut def = large.clone();
        change(&mut def);
        def
    };
    let crowded = |def: &mut WorldDef| {
        let place = def.places[0].clone();
        for i in 0..400 {
            let mut place = place.clone();
            place.id = format!("more_{i}");
            place.at += Vec2::new((i % 20) as f32, (i / 20) as f32);
            def.places.push(place);
        }
    };
    let table: Vec<(&str, WorldDef, &str)> = vec![
        ("nothing at all", WorldDef::default(), ""),
        (
            "no spawns",
            change(&|def| def.spawns.clear()),
            "the whole crowd",
        ),
        (
            "a spawn off the ground",
            change(&|def| def.spawns[0].at = Vec2::new(-90.0, 40.0)),
            "spawn `spawn_0`",
        ),
        (
            "a place off the ground",
            change(&|def| def.places[1].at = Vec2::new(-500.0, 0.0)),
            "place `market_0`",
        ),
        ("too much to do", change(&crowded), "more than 63"),
        (
            "from nowhere",
            change(&|def| def.crowd.from = vec!["nowhere".into()]),
            "the whole crowd",
        ),
        (
            "no ground",
            change(&|def| def.regions.clear()),
            "the whole crowd",
        ),
        ("a million", change(&|def| def.crowd.count = 1_000_000), ""),
    ];
    for (name, def, expected) in table {
        let world = built(def);
        let left_out = &world.town.left_out;
        let told = left_out.iter().any(|line| line.contains(expected));
        assert!(told != expected.is_empty(), "{name}: {left_out:#?}");
    }
}

#[test]
fn a_large_world_would_take_too_much_memory_or_lose_its_places() {
    let world = built(read(&sample::large_world(4, 100_000)));
    check_all_can_be_reached(&world);
    let bytes = world.town.place.words.len() * 4;
    assert!(bytes < 28 << 20, "{bytes} bytes");
    let tables = Tables(&world.town.place.words);
    assert_eq!(tables.word(tables::SHIFT), 15, "half-metre cells");
    check_ground_of_hosts(&world);
    let doors = tables.word(tables::ENTRANCE_COUNT);
    assert_eq!(doors, 16, "{:#?}", world.town.left_out);
    assert!(world.town.destinations.len() > 16 * 12);
}
