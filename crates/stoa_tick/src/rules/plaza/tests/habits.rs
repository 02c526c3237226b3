//! Habits: each its own, from the world's seed.

use std::collections::HashSet;

use super::*;

/// How much the four needs of so many grow in 64 ticks, by id.
fn growth(seed: u32) -> Vec<[u32; 4]> {
    // Without destinations needs only grow: ten times in 640 ticks, from 0 on.
    let place = PlaceBuilder::new(Ground::open(80, 80, 14)).build().unwrap();
    let (x, y) = world(10, 10);
    let agents = (0..400).map(|id| {
        let (column, row) = (id as i32 % 20, id as i32 / 20);
        body(
            x + (column - 10) * METRE / 2,
            y + (row - 10) * METRE / 2,
            id,
            0,
        )
    });
    let mut watched = Watched::new(&place, Params::default(), agents.collect(), seed);
    for _ in 0..640 {
        watched.run(&[]);
    }
    let mut all = watched.agents();
    all.sort_by_key(|(a, _)| a.id);
    let tenth = |need: u32| {
        assert_eq!(need % 10, 0, "it grows by as much each time");
        need / 10
    };
    all.iter()
        .map(|(_, s)| [0, 1, 2, 3].map(|need| tenth(s.need(need))))
        .collect()
}

/// How fast a hundred walk who have the way to themselves, in m/s, by id.
fn paces(seed: u32) -> Vec<f64> {
    let place = PlaceBuilder::new(Ground::open(80, 808, 15))
        .build()
        .unwrap();
    let spot = |id: u32| (3 * METRE + MARGIN, (2 + 4 * id as i32) * METRE + MARGIN);
    let agents = (0..100).map(|id| body(spot(id).0, spot(id).1, id, 0));
    let mut watched = Watched::new(&place, Params::default(), agents.collect(), seed);
    let goals: Vec<(u32, Order)> = (0..100)
        .map(|id| {
            let (x, y) = (38 * METRE + MARGIN, spot(id).1);
            (id, Order::GoTo { x, y })
        })
        .collect();
    watched.run(&goals);
    let far = |watched: &Watched| {
        let mut all = watched.agents();
        all.sort_by_key(|(a, _)| a.id);
        all.into_iter().map(|(a, _)| a.x).collect::<Vec<_>>()
    };
    for _ in 0..60 {
        watched.run(&[]);
    }
    let before = far(&watched);
    for _ in 0..300 {
        watched.run(&[]);
    }
    let after = far(&watched);
    let speed = |(from, to): (&i32, &i32)| f64::from(to - from) / f64::from(METRE) / 10.0;
    before.iter().zip(&after).map(speed).collect()
}

#[test]
fn needs_of_all_grow_alike_or_whatever_the_seed() {
    let (one, again, other) = (growth(7), growth(7), growth(8));
    assert_eq!(one, again);
    let differ = one.iter().zip(&other).filter(|(a, b)| a != b).count();
    let kinds: HashSet<&[u32; 4]> = one.iter().collect();
    for need in 0..4 {
        let of = |more: u32| one.iter().filter(|all| all[need] == more).count();
        let counts = [1, 2, 3, 4].map(of);
        eprintln!("need {need}: of 400 so many grow by 1, 2, 3, 4: {counts:?}");
        assert_eq!(counts.iter().sum::<usize>(), 400);
        assert!(
            counts.iter().all(|count| (60..=140).contains(count)),
            "{counts:?}"
        );
    }
    eprintln!(
        "{} ways to grow of 256; {differ} of 400 differ with the seed",
        kinds.len()
    );
    assert!(kinds.len() > 160, "{}", kinds.len());
    assert!(differ > 380, "{differ}");
}

#[test]
fn all_walk_at_one_pace_or_whatever_the_seed() {
    let (one, again, other) = (paces(7), paces(7), paces(8));
    assert_eq!(one, again);
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    let spread = |all: &[f64]| {
        let middle = mean(all);
        mean(&all.iter().map(|v| (v - middle).powi(2)).collect::<Vec<_>>()).sqrt()
    };
    // Weidmann: 1.34 m/s on average, with a standard deviation of 0.26 m/s over all ages; ours are evenly between 1.1 and 1.57 m/s.
    for all in [&one, &other] {
        let sorted = {
            let mut all = all.clone();
            all.sort_by(f64::total_cmp);
            all
        };
        eprintln!(
            "{:.2} to {:.2} m/s, {:.3} on average, spread {:.3}",
            sorted[0],
            sorted[99],
            mean(all),
            spread(all)
        );
        assert!(sorted[0] > 1.09 && sorted[99] < 1.58, "{sorted:?}");
        assert!((1.29..1.39).contains(&mean(all)), "{}", mean(all));
        assert!((0.1..0.17).contains(&spread(all)), "{}", spread(all));
    }
    // Two independent even draws from 0.47 m/s differ by a third of it on average.
    let apart: Vec<f64> = one.iter().zip(&other).map(|(a, b)| (a - b).abs()).collect();
    eprintln!(
        "with another seed {:.3} m/s faster or slower on average",
        mean(&apart)
    );
    assert!(mean(&apart) > 0.1, "{}", mean(&apart));
}
