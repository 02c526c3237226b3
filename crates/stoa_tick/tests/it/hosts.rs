//! A town with hosts: persons, named agents and a crowd with roles, each told everything that can be told.

use std::sync::LazyLock;

use stoa_tick::EVENT_LAG;
use stoa_tick::cpu::CpuTick;
use stoa_tick::rules::plaza::{
    BuiltPlace, Order, Params, Plaza, Role, host, people, seen,
    tables::{FIRST_CLAIM, FIRST_POINT, Tables},
    town::town_of,
    turn::{SAT, UP},
    words::{AWAY, NAMED, PERSON, SIT, SIT_DOWN, STEERED, State, WATCHED, held},
};
use stoa_tick::rules::{Command, Event};
use stoa_tick::world::World;

/// The first are persons, then come the named, then the crowd.
const PERSONS: u32 = 12;
const HOSTED: u32 = 40;
/// The first of the crowd begin on the seats.
const SITTERS: u32 = 16;
pub const AGENTS: u32 = 1_200;

static PLACE: LazyLock<BuiltPlace> = LazyLock::new(|| {
    let role = |ends, weights| Role { ends, weights };
    let roles = vec![role(300, [4, 16, 0, 3]), role(600, [1, 9, 4, 16])];
    town_of(AGENTS, 0.25, roles).unwrap()
});

/// Late in the morning: some have not come yet, and 600 ticks are two hours.
pub fn hosted() -> (Plaza, World) {
    let params = Params {
        start_minute: 600,
        rate: 360,
        dawn: 560,
        dusk: 660,
        spread: 80,
        ..Params::default()
    };
    let kind = |id| if id < PERSONS { PERSON } else { NAMED };
    let mut bodies: Vec<_> = (0..HOSTED).map(|id| host(id, kind(id))).collect();
    bodies.extend(people(&PLACE, &params, HOSTED..AGENTS, 5));
    // Every seat is taken.
    let tables = Tables(&PLACE.words);
    for body in &mut bodies[HOSTED as usize..][..SITTERS as usize] {
        let (destination, slot) = seat(body.id);
        let record = tables.destination(destination);
        let first = tables.word(record + FIRST_POINT);
        let seat = tables.point(first + slot - tables.word(record + FIRST_CLAIM));
        body.x = tables.word(seat) as i32;
        body.y = tables.word(seat + 1) as i32;
        let mut state = State::of(body);
        state.start(SIT, 1 + 9 * (body.id % SITTERS));
        state.set_plan(destination, slot);
        state.store(body);
    }
    Plaza::world(&PLACE, params, bodies, 5)
}

/// A seat: (destination, slot).
fn seat(which: u32) -> (u32, u32) {
    static SEATS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
        let seats = |d| PLACE.record(d).is_some_and(|record| record[0] & 15 == 1);
        let all = (0..PLACE.destinations).filter(|d| seats(*d));
        let slots = |d| (0..8).filter_map(move |point| Some((d, PLACE.slot(d, point)?)));
        all.flat_map(slots).collect()
    });
    SEATS[which as usize % SEATS.len()]
}

/// Orders of every kind to bodies of every kind, and words that are none.
pub fn orders(_: &World, tick: u32) -> Vec<Command> {
    let mut orders: Vec<(u32, [u32; 3])> = Vec::new();
    let mut tell = |id: u32, order: Order| orders.push((id, order.words()));
    let part = |i: u32| (tick.wrapping_mul(2_731) ^ (i * 40_503)) as i32 % 9_001;
    let at = |i: u32| 900_000 + (tick.wrapping_mul(7_919) ^ (i * 104_729)) as i32 % 3_600_000;
    for id in 0..HOSTED {
        let (vx, vy) = (part(id), -part(id + 77));
        let (destination, slot) = seat(id + tick / 60);
        // A seat, or a place in a group.
        let group = PLACE.claims - 9 - id % 20;
        let wanted = if id % 4 == 0 { slot } else { group };
        let (x, y) = (at(id), at(id + 9));
        match (tick + 7 * id) % 50 {
            0 => tell(
                id,
                Order::Place {
                    x,
                    y,
                    heading: 9 * id,
                },
            ),
            1..=9 => tell(
                id,
                Order::Place {
                    x: x + 900,
                    y,
                    heading: id,
                },
            ),
            10 | 12 | 18 => tell(id, Order::Walk { vx, vy }),
            25 => tell(id, Order::Walk { vx: 0, vy: 0 }),
            28 => tell(id, Order::Hold { slot: Some(wanted) }),
            39 if id % 3 == 0 => tell(id, Order::Hold { slot: None }),
            39 if id % 7 == 0 => tell(
                id,
                Order::Hold {
                    slot: Some(PLACE.claims),
                },
            ),
            40 if id % 5 == 0 => tell(id, Order::Sit { destination, slot }),
            40 if id % 5 == 1 => tell(id, Order::Leave),
            40 if id % 5 == 2 => tell(id, Order::GoTo { x, y }),
            40 if id % 5 == 3 => tell(
                id,
                Order::Visit {
                    destination: id % 30,
                },
            ),
            _ => {}
        }
    }
    for i in 0..8 {
        // Those who sat at first, most of whom are to sit again; then any.
        let id = HOSTED + (tick * 5 + i * 7) % SITTERS;
        let (destination, slot) = seat(id);
        match (tick / 40 + id) % 8 {
            0 => tell(id, Order::Stay),
            1 => tell(id, Order::Walk { vx: 0, vy: part(i) }),
            2 if tick.is_multiple_of(2) => tell(id, Order::Leave),
            3 => tell(
                id,
                Order::Place {
                    x: at(i),
                    y: at(id),
                    heading: id,
                },
            ),
            _ => tell(id, Order::Sit { destination, slot }),
        }
        let id = HOSTED + (tick * 37 + i * 97) % (AGENTS - HOSTED);
        match (tick + i) % 8 {
            0 => tell(id, Order::Watch { watched: true }),
            1 => tell(
                id,
                Order::Watch {
                    watched: !tick.is_multiple_of(3),
                },
            ),
            2 => tell(
                id,
                Order::Walk {
                    vx: part(i),
                    vy: part(id),
                },
            ),
            3 if tick.is_multiple_of(4) => tell(id, Order::Leave),
            4 => tell(id, Order::Hold { slot: Some(slot) }),
            5 => tell(
                id,
                Order::GoTo {
                    x: at(i),
                    y: at(id),
                },
            ),
            6 => tell(id, Order::Visit { destination: i }),
            _ => tell(id, Order::Release),
        }
    }
    // More than can be wished, held or done.
    let odd = [
        [6, 0x8000_7fff, 3],
        [7, u32::MAX, 0],
        [8, 77, 1],
        [200, 5, 5],
    ];
    let crowd = HOSTED + tick * 11 % (AGENTS - HOSTED);
    orders.push((tick % HOSTED, odd[tick as usize % 4]));
    orders.push((crowd, odd[tick as usize / 4 % 4]));
    orders.sort_by_key(|(id, _)| *id);
    orders.dedup_by_key(|(id, _)| *id);
    let command = |(id, words)| Command { id, words };
    orders.into_iter().map(command).collect()
}

/// Now and then many orders, else time to do as told.
pub fn some_orders(world: &World, tick: u32) -> Vec<Command> {
    if tick % 40 < 4 {
        orders(world, tick)
    } else {
        Vec::new()
    }
}

/// The twin for so many ticks: every event.
fn run(twin: &mut CpuTick<Plaza>, world: &World, ticks: u32) -> Vec<Event> {
    let mut events = Vec::new();
    for tick in 0..ticks {
        twin.tick(&some_orders(world, tick)).unwrap();
        events.extend(twin.take_events().unwrap());
    }
    events
}

#[test]
fn everything_a_host_can_do_happens_where_engines_are_compared() {
    let (rules, world) = hosted();
    let away = world
        .agents
        .iter()
        .filter(|a| State::of(a).activity == AWAY);
    assert!(away.count() as u32 > HOSTED + 50, "nobody is left to come");
    let mut twin = CpuTick::new(rules, world.clone()).unwrap();
    let events = run(&mut twin, &world, 300);
    let ups = events.iter().filter(|event| event.kind == UP).count();
    assert!(ups > 10, "{ups} got up");
    let all: Vec<State> = twin.agents().iter().map(State::of).collect();
    let count = |is: &dyn Fn(&State) -> bool| all.iter().filter(|state| is(state)).count();
    let walks = twin.agents().iter().filter(|a| a.velocity != 0);
    let steered = walks.filter(|a| State::of(a).activity == STEERED).count();
    let found = [
        steered,
        count(&|s| s.kind == WATCHED),
        count(&|s| held(s.kind, s.needs) < PLACE.claims),
        // At any time: hosts hold most seats, and nobody goes for one that is held.
        events.iter().filter(|event| event.kind == SAT).count(),
    ];
    assert!(
        found.iter().all(|count| *count > 3),
        "steered, watched, holding, sat: {found:?}"
    );
    // Nobody who sits has a seat that a host holds: hosts' ids are smaller, and a tick has passed.
    let holds: Vec<u32> = all.iter().map(|s| held(s.kind, s.needs)).collect();
    twin.tick(&[]).unwrap();
    twin.tick(&[]).unwrap();
    for agent in twin.agents() {
        let state = State::of(agent);
        let sits = matches!(state.activity, SIT | SIT_DOWN) && agent.id >= HOSTED;
        assert!(
            !sits || !holds.contains(&state.slot()),
            "{} sits on a held seat",
            agent.id
        );
    }
    let last = twin.take_events().unwrap();
    let reported = seen(&last).len();
    assert!(
        reported > HOSTED as usize / 2 && reported < 200,
        "{reported}"
    );
    assert_eq!(
        last.iter().filter(|event| event.kind & 0xff > UP).count(),
        2 * reported
    );
    assert!(twin.ticks() > EVENT_LAG);
}
