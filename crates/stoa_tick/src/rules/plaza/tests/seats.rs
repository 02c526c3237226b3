//! Seats that hosts hold, and what is told of who sits.

use std::collections::{HashMap, VecDeque};

use super::*;
use crate::rules::plaza::{
    bodies::{host, people},
    town::town,
    turn::{SAT, UP},
    words::{CROWD, NAMED, OWN, PERSON, PLACED, STEERED, WALK, WATCHED},
};

/// A bench for two in an open place: (place, destination, its slots).
fn bench() -> (BuiltPlace, u32, [u32; 2]) {
    let mut builder = open_place(30);
    let seats = vec![point(150, 50, 16_384), point(160, 50, 16_384)];
    let bench = builder.add(destination(Use::Seats, 15, 5, 6, seats));
    let place = builder.build().unwrap();
    let slots = [0, 1].map(|seat| place.slot(bench, seat).unwrap());
    (place, bench, slots)
}

fn one_of_the_crowd(id: u32, (x, y): (i32, i32)) -> Agent {
    let mut agent = host(id, CROWD);
    let mut state = State::of(&agent);
    (state.activity, state.mode) = (WALK, OWN);
    state.store(&mut agent);
    Agent { x, y, ..agent }
}

fn sitting(watched: &Watched, slot: u32) -> Vec<u32> {
    let sits = |s: &State| matches!(s.activity, SIT | SIT_DOWN) && s.slot() == slot;
    let all = watched.agents().into_iter().filter(|(_, s)| sits(s));
    all.map(|(a, _)| a.id).collect()
}

#[test]
fn who_sits_where_a_host_wants_to_gets_up() {
    let (place, bench, slots) = bench();
    let agents = vec![
        host(2, PERSON),
        one_of_the_crowd(50, world(15, 8)),
        one_of_the_crowd(51, world(17, 8)),
    ];
    let mut watched = Watched::new(&place, Params::default(), agents, 4);
    let sit = |slot| Order::Sit {
        destination: bench,
        slot,
    };
    watched.run(&[(50, sit(slots[0])), (51, sit(slots[1]))]);
    for _ in 0..300 {
        watched.run(&[]);
    }
    assert_eq!(
        (sitting(&watched, slots[0]), sitting(&watched, slots[1])),
        (vec![50], vec![51])
    );
    // 51 follows its own needs again once it has sat long enough; 50 was told.
    watched.run(&[(
        2,
        Order::Hold {
            slot: Some(slots[0]),
        },
    )]);
    watched.run(&[]);
    assert_eq!(
        sitting(&watched, slots[0]),
        Vec::<u32>::new(),
        "once a tick has passed"
    );
    for _ in 0..5 {
        watched.run(&[]);
    }
    let ups: Vec<&Event> = watched
        .events
        .iter()
        .map(|(_, e)| e)
        .filter(|e| e.kind == UP)
        .collect();
    assert_eq!(ups.len(), 1);
    assert_eq!((ups[0].id, ups[0].argument), (50, slots[0]));
    // Nobody takes it while it is held, placed elsewhere or not; a slot off the board changes nothing.
    watched.run(&[(2, placed(25, 25)), (50, sit(slots[0]))]);
    watched.run(&[(
        2,
        Order::Hold {
            slot: Some(place.claims),
        },
    )]);
    for _ in 0..300 {
        watched.run(&[]);
        assert_eq!(sitting(&watched, slots[0]), Vec::<u32>::new());
    }
    assert_eq!(watched.agent(2).1.activity, PLACED);
    watched.run(&[(2, Order::Hold { slot: None })]);
    for _ in 0..300 {
        watched.run(&[]);
    }
    assert_eq!(sitting(&watched, slots[0]), vec![50], "it waited beside");
}

#[test]
fn orders_that_give_a_body_its_own_way_end_what_it_holds() {
    let (place, bench, slots) = bench();
    let slot = slots[1];
    let hold = Order::Hold { slot: Some(slot) };
    let (x, y) = world(5, 5);
    let cases = [
        (Order::Release, false),
        (Order::Visit { destination: 0 }, false),
        (
            Order::Sit {
                destination: bench,
                slot: slots[0],
            },
            false,
        ),
        (Order::Leave, false),
        (Order::GoTo { x, y }, true),
        (Order::Stay, true),
        (placed(9, 9), true),
        (Order::Walk { vx: 1_000, vy: 0 }, true),
        (Order::Watch { watched: true }, true),
    ];
    for (order, holds) in cases {
        let mut watched = Watched::new(&place, Params::default(), vec![host(1, NAMED)], 4);
        watched.run(&[(1, placed(20, 20))]);
        watched.run(&[(1, hold)]);
        watched.run(&[(1, order)]);
        for _ in 0..200 {
            watched.run(&[]);
        }
        let kept = if holds { slot + 1 } else { 0 };
        let (_, state) = watched.agent(1);
        assert_eq!((state.needs, state.kind), (kept, NAMED), "{order:?}");
    }
    // The crowd has needs there.
    let mut watched = Watched::new(
        &place,
        Params::default(),
        vec![one_of_the_crowd(1, world(20, 20))],
        4,
    );
    watched.run(&[(1, hold)]);
    assert_eq!(watched.agent(1).1.needs, 0);
}

#[test]
fn a_seat_is_left_at_once_by_who_is_steered_placed_or_sent_away() {
    let (place, bench, slots) = bench();
    for (order, then) in [
        (Order::Walk { vx: 0, vy: 2_000 }, STEERED),
        (placed(9, 9), PLACED),
        (Order::Leave, AWAY),
        (Order::Stay, GET_UP),
        (Order::Visit { destination: 0 }, GET_UP),
    ] {
        for id in [1, 40] {
            let mut agent = one_of_the_crowd(id, world(15, 8));
            let mut state = State::of(&agent);
            state.kind = if id == 1 { NAMED } else { WATCHED };
            state.store(&mut agent);
            let mut watched = Watched::new(&place, Params::default(), vec![agent], 4);
            watched.run(&[(
                id,
                Order::Sit {
                    destination: bench,
                    slot: slots[0],
                },
            )]);
            for _ in 0..300 {
                watched.run(&[]);
            }
            assert_eq!(watched.agent(id).1.activity, SIT);
            watched.run(&[(id, order)]);
            assert_eq!(watched.agent(id).1.activity, then, "{order:?}");
            for _ in 0..60 {
                watched.run(&[]);
            }
            let ups = watched
                .events
                .iter()
                .filter(|(_, e)| e.kind == UP && e.argument == slots[0]);
            assert_eq!(ups.count(), 1, "{order:?}");
            assert_eq!(watched.in_walls(), Vec::<u32>::new(), "{order:?}");
        }
    }
}

#[test]
fn a_table_of_seats_kept_from_events_is_what_agents_say() {
    let place = town(300, 0.08).unwrap();
    let mut agents: Vec<Agent> = (0..6).map(|id| host(id, NAMED)).collect();
    agents.extend(people(&place, &Params::default(), 6..300, 9));
    let mut watched = Watched::new(&place, Params::default(), agents, 9);
    let seats: Vec<(u32, u32)> = (0..place.destinations)
        .filter(|d| {
            place
                .record(*d)
                .is_some_and(|r| r[0] & 15 == Use::Seats as u32)
        })
        .flat_map(|d| (0..8).filter_map(move |i| Some((d, i))))
        .filter_map(|(d, i)| Some((d, place.slot(d, i)?)))
        .collect();
    let mut table: HashMap<u32, u32> = HashMap::new();
    let mut states = VecDeque::new();
    let (mut rows, mut ups) = (0, 0);
    for tick in 0..6_000_u32 {
        let mut orders = Vec::new();
        if tick % 40 == 7 {
            let (destination, slot) = seats[(tick / 40) as usize % seats.len()];
            let host = tick / 40 % 6;
            orders.push((
                host,
                Order::Hold {
                    slot: (tick % 80 == 7).then_some(slot),
                },
            ));
            orders.push((6 + tick % 294, Order::Sit { destination, slot }));
            orders.push((6 + (tick + 100) % 294, Order::Release));
            let leaves = watched
                .agents()
                .into_iter()
                .find(|(_, s)| s.activity == SIT);
            if let Some((agent, _)) = leaves.filter(|_| tick % 160 == 47) {
                orders.retain(|(id, _)| *id != agent.id);
                orders.push((
                    agent.id,
                    [Order::Stay, Order::Leave, Order::Walk { vx: 900, vy: 0 }]
                        [(tick / 40 % 3) as usize],
                ));
            }
        }
        let before = watched.events.len();
        watched.run(&orders);
        let sits = watched
            .agents()
            .into_iter()
            .filter(|(_, s)| s.activity == SIT);
        let sits: Vec<(u32, u32)> = sits.map(|(a, s)| (s.slot(), a.id)).collect();
        states.push_back(sits.iter().copied().collect::<HashMap<u32, u32>>());
        assert_eq!(
            states[states.len() - 1].len(),
            sits.len(),
            "two on one seat in tick {tick}"
        );
        let now = watched.events.split_off(before);
        for (_, event) in now {
            match event.kind {
                SAT => {
                    let sat = table.insert(event.argument, event.id);
                    assert_eq!(sat, None, "somebody sat there in tick {tick}");
                }
                UP if table.get(&event.argument) == Some(&event.id) => {
                    table.remove(&event.argument);
                    ups += 1;
                }
                _ => {}
            }
        }
        if states.len() > crate::EVENT_LAG as usize {
            let expected = states.pop_front().unwrap();
            rows += expected.len();
            assert_eq!(table, expected, "in tick {tick}");
        }
    }
    assert!(rows > 20_000 && ups > 50, "{rows} rows, {ups} got up");
}
