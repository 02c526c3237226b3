//! Lines, seats and goals from outside.

use super::*;
use crate::rules::plaza::{
    town::{crowd, town},
    turn::{ARRIVED, NEAR_PERSON, SAT},
    words::{CROWD, NO_SLOT, NOWHERE, OWN, PERSON, PLACED, QUEUE, UNKNOWN_WAY, WALK},
};

/// A body in the world of a place of `open_place`, at metres.
fn body(x: i32, y: i32, id: u32, kind: u32) -> Agent {
    let margin = crate::rules::plaza::build::MARGIN;
    let state = State {
        heading: 0,
        activity: WALK,
        kind,
        near_person: 0,
        mark: 0,
        way: UNKNOWN_WAY,
        needs: 0xffff_ffff,
        plan: NOWHERE | NO_SLOT << 12,
        timer: 0,
        stuck: 0,
        mode: OWN,
        last: 0xff,
    };
    let mut agent = Agent {
        x: x * METRE + margin,
        y: y * METRE + margin,
        id,
        ..Agent::default()
    };
    state.store(&mut agent);
    agent
}

#[test]
fn a_line_keeps_its_order() {
    let mut builder = open_place(30);
    let places = (0..10).map(|i| point(150 + 8 * i, 70, 32_768)).collect();
    let line = builder.add(destination(Use::Queue, 17, 7, 8, places));
    let place = builder.build().unwrap();
    let agents = (0..14)
        .map(|id| body(5 + 2 * (id as i32 % 7), 20 + 3 * (id as i32 / 7), id, CROWD))
        .collect();
    let mut watched = Watched::new(&place, Params::default(), agents, 9);
    let all: Vec<(u32, Order)> = (0..14)
        .map(|id| (id, Order::Visit { destination: line }))
        .collect();
    let mut order: Vec<u32> = Vec::new();
    let mut served = 0;
    let mut longest = 0;
    for tick in 0..9_000 {
        watched.run(if tick == 0 { &all } else { &[] });
        let mut now: Vec<(u32, u32)> = watched
            .agents()
            .iter()
            .filter(|(_, s)| s.activity == QUEUE && s.mode != OWN)
            .map(|(a, s)| (s.slot(), a.id))
            .collect();
        now.sort_unstable();
        assert!(
            now.windows(2).all(|pair| pair[0].0 != pair[1].0),
            "two in one place in tick {tick}"
        );
        let now: Vec<u32> = now.into_iter().map(|(_, id)| id).collect();
        longest = longest.max(now.len());
        // Who was in line keeps its rank; only the first may be gone.
        let kept: Vec<u32> = order
            .iter()
            .copied()
            .filter(|id| now.contains(id))
            .collect();
        assert!(
            order.len() - kept.len() <= 1 && order.ends_with(&kept),
            "{order:?} became {now:?}"
        );
        assert!(now.starts_with(&kept), "{order:?} became {now:?}");
        served += order.len() - kept.len();
        order = now;
        if served == 14 {
            break;
        }
    }
    assert_eq!((served, longest), (14, 10));
}

#[test]
fn twelve_told_to_sit_on_one_seat_take_turns_to_wait() {
    let mut builder = open_place(30);
    let bench = builder.add(destination(
        Use::Seats,
        15,
        5,
        6,
        vec![point(150, 50, 16_384), point(160, 50, 16_384)],
    ));
    let place = builder.build().unwrap();
    let agents = (0..12)
        .map(|id| body(5 + 4 * (id as i32 % 6), 12 + 6 * (id as i32 / 6), id, CROWD))
        .collect();
    let mut watched = Watched::new(&place, Params::default(), agents, 4);
    let slot = place.slot(bench, 1).unwrap();
    let sit = Order::Sit {
        destination: bench,
        slot,
    };
    let all: Vec<(u32, Order)> = (0..12).map(|id| (id, sit)).collect();
    let mut sat: Vec<u32> = Vec::new();
    for tick in 0..3_000 {
        let sitting: Vec<u32> = watched
            .agents()
            .iter()
            .filter(|(_, s)| s.activity == SIT || s.activity == SIT_DOWN)
            .map(|(a, _)| a.id)
            .collect();
        assert!(sitting.len() <= 1, "{sitting:?} in tick {tick}");
        // Who sits is told to get up after some seconds.
        let up = tick % 300 == 299;
        let released: Vec<(u32, Order)> = sitting.iter().map(|id| (*id, Order::Stay)).collect();
        watched.run(if tick == 0 {
            &all
        } else if up {
            &released
        } else {
            &[]
        });
        sat = watched
            .events
            .iter()
            .filter(|(_, e)| e.kind == SAT)
            .map(|(_, e)| e.id)
            .collect();
    }
    assert!(sat.len() >= 3, "{sat:?}");
    let mut different = sat.clone();
    different.dedup();
    assert_eq!(different, sat, "another each time");
}

#[test]
fn goals_from_outside_come_before_needs() {
    let place = town(300, 0.08).unwrap();
    let mut watched = Watched::new(&place, Params::default(), crowd(&place, 300, 8), 8);
    let bench = (0..20)
        .find(|d| {
            place
                .record(*d)
                .is_some_and(|r| r[0] & 15 == Use::Seats as u32)
        })
        .unwrap();
    let slot = place.slot(bench, 0).unwrap();
    let (x, y) = (48 * METRE, 47 * METRE);
    watched.run(&[
        (
            3,
            Order::Sit {
                destination: bench,
                slot,
            },
        ),
        (4, Order::GoTo { x, y }),
        (5, Order::Stay),
    ]);
    let stays = watched.agent(5).0;
    for _ in 0..3_600 {
        watched.run(&[]);
    }
    let (_, sits) = watched.agent(3);
    assert_eq!((sits.activity, sits.slot()), (SIT, slot));
    let (went, _) = watched.agent(4);
    assert!(
        metres(&went, &Agent { x, y, ..went }) < 0.6,
        "it stands at {} {}",
        went.x,
        went.y
    );
    assert!(
        watched
            .events
            .iter()
            .any(|(_, e)| e.id == 4 && e.kind == ARRIVED)
    );
    assert!(metres(&watched.agent(5).0, &stays) < 3.0);
    // Told to go while it sits, it gets up and goes; released, it does as it likes.
    let (x, y) = (28 * METRE, 48 * METRE);
    watched.run(&[(3, Order::GoTo { x, y }), (4, Order::Release)]);
    for _ in 0..1_800 {
        watched.run(&[]);
    }
    let (went, state) = watched.agent(3);
    assert!(metres(&went, &Agent { x, y, ..went }) < 0.6 && state.activity == WALK);
    assert_eq!(watched.agent(4).1.mode, OWN);
}

#[test]
fn a_person_is_let_through_and_noticed() {
    let place = open_place(40).build().unwrap();
    // A loose row of standing bodies across the person's way, and some who come towards it.
    let mut agents: Vec<Agent> = (0..9)
        .map(|id| body(20, 16 + id as i32, id, CROWD))
        .collect();
    agents.extend((9..12).map(|id| body(34, 11 + 3 * id as i32 - 18, id, CROWD)));
    agents.push(body(4, 20, 99, PERSON));
    let mut watched = Watched::new(&place, Params::default(), agents, 2);
    let mut orders: Vec<(u32, Order)> = (0..9).map(|id| (id, Order::Stay)).collect();
    orders.extend((9..12).map(|id| {
        (
            id,
            Order::GoTo {
                x: world(3, 0).0,
                y: world(0, 20).1,
            },
        )
    }));
    let mut nearest: f64 = 9.0;
    for tick in 0..700 {
        let (x, y) = (world(4, 0).0 + tick * 2_900, world(0, 20).1);
        let mut now = vec![(99, Order::Place { x, y, heading: 0 })];
        now.append(&mut orders);
        watched.run(&now);
        let (person, state) = watched.agent(99);
        assert_eq!((state.activity, person.x, person.y), (PLACED, x, y));
        if tick > 0 {
            assert_eq!(person.velocity(), (2_900, 0));
        }
        for (a, _) in watched.agents() {
            if a.id != 99 {
                nearest = nearest.min(metres(&a, &person));
            }
        }
    }
    eprintln!("nearest {nearest:.2} m");
    assert!(nearest > 0.3, "{nearest} m");
    let noticed: Vec<u32> = watched
        .events
        .iter()
        .filter(|(_, e)| e.kind == NEAR_PERSON)
        .map(|(_, e)| e.id)
        .collect();
    assert!(noticed.contains(&4), "{noticed:?}");
    let mut once = noticed.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), noticed.len(), "each once: {noticed:?}");
}
