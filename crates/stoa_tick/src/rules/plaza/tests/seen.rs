//! Where bodies are, as the host is told.

use super::*;
use crate::rules::plaza::{
    bodies::{host, people},
    seen::{Seen, seen},
    town::{crowd, town},
    turn::{AT_X, AT_Y},
    words::{CROWD, NAMED, PERSON, PLACED, WATCHED},
};

#[test]
fn a_watched_body_is_one_of_the_crowd() {
    // The same world twice, once with half of the crowd under watch: all but the kinds is equal.
    let place = town(200, 0.08).unwrap();
    let params = Params {
        start_minute: 1_000,
        rate: 600,
        dawn: 480,
        dusk: 1_020,
        spread: 300,
        ..Params::default()
    };
    let make = || Watched::new(&place, params, crowd(&place, 200, 3), 3);
    let (mut plain, mut under_watch) = (make(), make());
    let watch: Vec<(u32, Order)> = (0..200)
        .step_by(2)
        .map(|id| (id, Order::Watch { watched: true }))
        .collect();
    for tick in 0..1_500 {
        plain.run(&[]);
        under_watch.run(if tick == 3 { &watch } else { &[] });
    }
    let sorted = |watched: &Watched| {
        let mut all = watched.agents();
        all.sort_by_key(|(a, _)| a.id);
        all
    };
    for ((a, s), (b, t)) in sorted(&plain).into_iter().zip(sorted(&under_watch)) {
        let kind = if a.id % 2 == 0 { WATCHED } else { CROWD };
        assert_eq!((a.x, a.y, a.velocity, a.own), (b.x, b.y, b.velocity, b.own));
        assert_eq!(State { kind, ..s }, t);
    }
    let other = |(_, e): &&(u32, Event)| !matches!(e.kind & 0xff, AT_X | AT_Y);
    let others = |watched: &Watched| {
        watched
            .events
            .iter()
            .filter(other)
            .copied()
            .collect::<Vec<_>>()
    };
    assert_eq!(others(&plain), others(&under_watch));
    under_watch.run(&[
        (0, Order::Watch { watched: false }),
        (2, Order::Watch { watched: true }),
    ]);
    assert_eq!(
        (under_watch.agent(0).1.kind, under_watch.agent(2).1.kind),
        (CROWD, WATCHED)
    );
}

#[test]
fn where_watched_and_named_bodies_are_is_told_each_tick() {
    let place = town(100, 0.08).unwrap();
    let mut agents = vec![host(0, PERSON), host(1, NAMED), host(2, NAMED)];
    agents.extend(people(&place, &Params::default(), 3..100, 3));
    let mut watched = Watched::new(&place, Params::default(), agents, 3);
    let mut states: Vec<Vec<Seen>> = Vec::new();
    for tick in 0..400_i32 {
        let place = |tick| Order::Place {
            x: METRE * 20 + 900 * tick,
            y: METRE * 40,
            heading: 7,
        };
        let mut orders = vec![(0, place(tick)), (1, place(-tick))];
        if tick == 100 {
            orders = vec![
                (
                    1,
                    Order::Walk {
                        vx: -1_000,
                        vy: 500,
                    },
                ),
                (2, placed(20, 20)),
            ];
        }
        if tick > 100 {
            orders = vec![(
                50,
                Order::Watch {
                    watched: tick % 50 < 25,
                },
            )];
        }
        let before = watched.events.len();
        watched.run(&orders);
        let all = watched.agents();
        let reports = all
            .iter()
            .filter(|(_, s)| s.kind == WATCHED || s.kind == NAMED && s.activity != PLACED);
        let mut expected: Vec<Seen> = reports
            .map(|(a, s)| Seen {
                id: a.id,
                x: a.x,
                y: a.y,
                heading: s.heading,
                activity: s.activity,
            })
            .collect();
        expected.sort_by_key(|one| one.id);
        states.push(expected);
        let events: Vec<Event> = watched.events[before..].iter().map(|(_, e)| *e).collect();
        let found = seen(&events);
        if tick as u32 >= crate::EVENT_LAG {
            assert_eq!(
                found,
                states[(tick as u32 - crate::EVENT_LAG) as usize],
                "tick {tick}"
            );
        } else {
            assert!(found.is_empty());
        }
    }
    assert!(states.iter().any(|all| all.iter().any(|one| one.id == 50)));
    assert!(seen(&[]).is_empty());
}
