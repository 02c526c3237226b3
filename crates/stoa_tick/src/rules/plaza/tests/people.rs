//! The people of a place: where they begin, and what they need.

use super::*;
use crate::rules::plaza::{bodies::people, build::Role, words::WALK};

#[test]
fn people_stand_where_a_way_leads_out_and_come_when_it_is_their_day() {
    // A closed yard in the middle, from which no way leads.
    let mut ground = Ground::open(120, 120, 14);
    for i in 30..90 {
        for (column, row) in [(i, 30), (i, 89), (30, i), (89, i)] {
            ground.set(column, row, false);
        }
    }
    let build = |entrance: bool| {
        let mut builder = PlaceBuilder::new(ground.clone());
        if entrance {
            builder.add(destination(Use::Entrance, 3, 3, 2, vec![point(30, 30, 0)]));
        }
        builder.build().unwrap()
    };
    let in_yard = |a: &Agent| {
        let inside = |v: i32| (31..89).contains(&((v - MARGIN) >> 14));
        inside(a.x) && inside(a.y)
    };
    let noon = Params::default();
    let (place, open) = (build(true), build(false));
    let all = people(&place, &noon, 100..400, 5);
    assert_eq!((all.len(), all[7].id), (300, 107));
    assert!(
        all.iter()
            .all(|a| State::of(a).activity == WALK && !in_yard(a))
    );
    assert!(people(&open, &noon, 0..300, 5).iter().any(in_yard));
    let morning = Params {
        start_minute: 500,
        dawn: 480,
        dusk: 1_000,
        spread: 40,
        ..noon
    };
    let some = people(&place, &morning, 0..300, 5);
    let here = some
        .iter()
        .filter(|a| State::of(a).activity != AWAY)
        .count();
    assert!((100..200).contains(&here), "{here}");
    let mut watched = Watched::new(&place, morning, some, 5);
    watched.run(&[]);
    let now = watched
        .agents()
        .iter()
        .filter(|(_, s)| s.activity != AWAY)
        .count();
    assert_eq!(now, here, "nobody is at once at odds with its day");
    // A ground where nobody can stand: all are away.
    let nowhere = PlaceBuilder::new(Ground::blocked(20, 20, 14))
        .build()
        .unwrap();
    assert!(
        people(&nowhere, &noon, 0..3, 5)
            .iter()
            .all(|a| State::of(a).activity == AWAY)
    );
}

#[test]
fn the_crowd_of_a_place_without_destinations_stands() {
    let place = PlaceBuilder::new(Ground::open(80, 80, 14)).build().unwrap();
    assert_eq!(
        (place.destinations, place.claims, place.slot(0, 0)),
        (0, 0, None)
    );
    let late = Params {
        dusk: 100,
        ..Params::default()
    };
    for params in [Params::default(), late] {
        let agents = people(&place, &Params::default(), 0..30, 8);
        let mut watched = Watched::new(&place, params, agents, 8);
        let visit = Order::Visit { destination: 0 };
        watched.run(&[
            (3, visit),
            (
                4,
                Order::Sit {
                    destination: 1,
                    slot: 5,
                },
            ),
            (5, Order::Leave),
        ]);
        for _ in 0..300 {
            watched.run(&[]);
        }
        let still = watched
            .agents()
            .iter()
            .filter(|(a, s)| a.velocity == 0 && s.activity == WALK)
            .count();
        assert_eq!(still, 29);
        assert_eq!(watched.events, Vec::new());
    }
}

#[test]
fn needs_grow_by_the_weights_of_a_role() {
    let grown = |roles: Vec<Role>| {
        let mut builder = PlaceBuilder::new(Ground::open(80, 80, 14));
        builder.roles(roles);
        let place = builder.build().unwrap();
        let mut agents = people(&place, &Params::default(), 0..30, 8);
        for agent in &mut agents {
            agent.own[0] = 0;
        }
        let mut watched = Watched::new(&place, Params::default(), agents, 8);
        for _ in 0..64 {
            watched.run(&[]);
        }
        let mut all = watched.agents();
        all.sort_by_key(|(a, _)| a.id);
        all.into_iter()
            .map(|(_, s)| [0, 1, 2, 3].map(|need| s.need(need)))
            .collect::<Vec<_>>()
    };
    let plain = grown(Vec::new());
    assert!(plain.iter().flatten().all(|need| (1..=4).contains(need)));
    let weights = [[0, 4, 16, 2], [3, 0, 5, 4]];
    let found = grown(vec![
        Role {
            ends: 10,
            weights: weights[0],
        },
        Role {
            ends: 20,
            weights: weights[1],
        },
    ]);
    for (id, (plain, found)) in plain.iter().zip(&found).enumerate() {
        let weights = weights.get(id / 10).copied().unwrap_or([4; 4]);
        for need in 0..4 {
            assert_eq!(
                found[need],
                plain[need] * u32::from(weights[need]) / 4,
                "need {need} of {id}"
            );
        }
    }
}
