//! What a builder refuses, and says why.

use super::*;
use crate::rules::plaza::{PlaceError, flow::Window};

fn check(change: impl FnOnce(&mut Vec<Destination>, &mut Ground), expected: &str) {
    let mut ground = Ground::open(120, 120, 14);
    ground.block_disc(20 * METRE, 5 * METRE, METRE / 5);
    let mut all = vec![
        destination(Use::Look, 15, 15, 3, Vec::new()),
        destination(Use::Entrance, 3, 3, 2, vec![point(30, 30, 0)]),
        destination(Use::Seats, 20, 5, 3, vec![point(200, 50, 0)]),
    ];
    change(&mut all, &mut ground);
    let mut builder = PlaceBuilder::new(ground);
    for one in all {
        builder.add(one);
    }
    let found = builder
        .build()
        .map(|_| ())
        .map_err(|error| error.to_string());
    match expected {
        "" => assert_eq!(found, Ok(())),
        _ => assert!(
            found.as_ref().is_err_and(|text| text.contains(expected)),
            "{found:?} for {expected}"
        ),
    }
}

#[test]
fn faults_are_named() {
    check(|_, _| (), "");
    check(
        |all, _| all[2].points[0].y = 9 * METRE,
        "nothing stands there to sit on",
    );
    check(|all, _| all.clear(), "");
    check(
        |_, ground| *ground = Ground::open(2, 120, 14),
        "2 × 120 cells",
    );
    check(|_, ground| *ground = Ground::open(120, 120, 12), "2^12");
    check(
        |all, _| all[0].x = 500 * METRE,
        "destination 0: its middle is off the ground",
    );
    check(
        |all, _| all[0].radius = 17 * METRE,
        "destination 0: its radius",
    );
    check(
        |all, _| all[1].points.clear(),
        "destination 1: it needs a point",
    );
    check(|all, _| all[2].offers[3] = 16, "an offer is above 15");
    check(|all, _| all[2].dwell.1 = 5_000, "a stay is above");
    check(|all, _| all[2].dwell = (1_000, 1_001), "a stay is above");
    check(|all, _| all[2].dwell = (1_000, 1_000), "");
    check(
        |all, _| all[2].points = vec![point(0, 0, 0); 40],
        "more than 32 points",
    );
    check(
        |all, _| all[2].points[0].heading = 70_000,
        "destination 2, point 0: its heading",
    );
    check(
        |all, ground| {
            all[2].points.push(point(205, 50, 0));
            ground.block_rectangle(13 * METRE, 0, 14 * METRE, 12 * METRE);
        },
        "nobody can stand there",
    );
    check(
        |all, _| all.push(destination(Use::Queue, 15, 15, 3, vec![point(1, 1, 0)])),
        "destination 3, point 0: it is not on free",
    );
    check(
        |all, _| {
            all.push(destination(
                Use::Queue,
                15,
                15,
                3,
                vec![point(150, 150, 0), point(1, 1, 0)],
            ))
        },
        "point 1: it is not on free",
    );
    check(
        |all, _| all.push(destination(Use::Groups, 15, 15, 3, vec![point(5, 150, 0)])),
        "a group needs",
    );
    check(
        |_, ground| (0..120).for_each(|row| ground.set(40, row, false)),
        "no way leads from destination",
    );
    check(
        |all, _| (0..70).for_each(|_| all.push(destination(Use::Look, 15, 15, 3, Vec::new()))),
        "at most 63 may",
    );
}

#[test]
fn a_changed_ground_changes_what_it_touches() {
    let mut ground = Ground::open(120, 120, 14);
    let mut near = destination(Use::Look, 5, 5, 2, Vec::new());
    near.reach = Some(20);
    let build = |ground: &Ground| {
        let mut builder = PlaceBuilder::new(ground.clone());
        builder.add(near.clone());
        builder.add(destination(Use::Look, 20, 20, 2, Vec::new()));
        builder.build().unwrap()
    };
    let mut place = build(&ground);
    for row in 60..100 {
        ground.set(60, row, false);
    }
    let changed = Window {
        column: 60,
        row: 60,
        columns: 1,
        rows: 40,
    };
    let layout = place.layout.clone();
    let work = std::thread::scope(|scope| {
        let work = scope.spawn(|| layout.change_ground(&ground, None, &changed));
        work.join()
    });
    let parts = work.unwrap();
    // The ground, the way out, and one field of two.
    assert_eq!(parts.len(), 3);
    for (at, part) in &parts {
        place.words[*at..*at + part.len()].copy_from_slice(part);
    }
    assert_eq!(place.words, build(&ground).words);
    let other = Ground::open(64, 64, 14);
    assert!(
        place
            .layout
            .change_ground(&other, None, &changed)
            .is_empty()
    );
    assert_eq!(place.slot(0, 0), None);
    let error = PlaceError::Unreachable(3).to_string();
    assert!(error.contains("destination 3"));
}
