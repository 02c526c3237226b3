use std::time::Instant;

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{NavGrid, words};
use crate::{
    Part, PartKind, PlaceDef, Places, Region, SpawnDef, Surface, WorldDef,
    geometry::{MAX_STEP_M, SEAT_HEIGHT_M},
};

fn stoa() -> (WorldDef, NavGrid, Places) {
    let text = include_str!("../../../../assets/worlds/stoa.toml");
    let (def, problems) = WorldDef::parse("stoa.toml", text);
    assert_eq!(problems, []);
    let def = def.expect("a world without mistakes is there");
    let grid = NavGrid::build(&def);
    let places = Places::from_def(&def, &grid);
    (def, grid, places)
}

/// A yard of 20 × 20 m with parts on it; the spawn is at its north-west corner.
fn yard(parts: Vec<PartKind>, at: Vec3, turn_deg: f32) -> WorldDef {
    let corners = [(0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0)];
    WorldDef {
        regions: vec![Region {
            id: "yard".into(),
            polygon: corners.map(|(x, z)| Vec2::new(x, z)).to_vec(),
            height: 0.0,
            surface: Surface::Paving,
            walkable: true,
        }],
        parts: parts
            .into_iter()
            .map(|kind| Part {
                id: "part".into(),
                kind,
                at,
                turn_deg,
            })
            .collect(),
        spawns: vec![SpawnDef {
            at: Vec2::ONE,
            ..SpawnDef::default()
        }],
        ..WorldDef::default()
    }
}

fn wall(width: f32) -> PartKind {
    PartKind::Wall {
        width,
        height: 3.0,
        depth: 0.4,
        surface: Surface::Limestone,
    }
}

fn ground(x: f32, z: f32) -> Vec3 {
    Vec3::new(x, 0.0, z)
}

fn length(path: &[Vec3]) -> f32 {
    path.windows(2).map(|p| p[0].distance(p[1])).sum()
}

#[test]
fn every_place_of_the_shipped_world_can_be_reached_from_every_spawn() {
    let (def, grid, places) = stoa();
    for spawn in &def.spawns {
        let floor = grid.floor(spawn.at.x, spawn.at.y);
        let start = Vec3::new(
            spawn.at.x,
            floor.expect("the loader checked the spawns"),
            spawn.at.y,
        );
        for place in places.places.values() {
            assert!(
                place.stands.len() >= 4,
                "{} has {} stands",
                place.id.0,
                place.stands.len()
            );
            for (stand, _) in &place.stands {
                assert!(
                    grid.path(start, *stand, |_| false).is_some(),
                    "{} at {stand}",
                    place.id.0
                );
                let off = (*stand - place.at).xz().length();
                assert!(
                    off <= place.radius_m,
                    "{}: stand {stand} is {off} m off",
                    place.id.0
                );
            }
        }
        for seat in places.seats.values() {
            assert!(
                grid.path(start, seat.approach, |_| false).is_some(),
                "{}",
                seat.id.0
            );
        }
    }
}

#[test]
fn every_seat_of_the_shipped_world_is_offered_and_near_its_approach() {
    let (def, grid, places) = stoa();
    let all: usize = def
        .parts
        .iter()
        .map(|p| crate::geometry::seats(p).len())
        .sum();
    assert_eq!(
        places.seats.len(),
        all,
        "a seat nobody can get to was left out"
    );
    assert!(all >= 24, "{all} seats");
    for seat in places.seats.values() {
        let off = (seat.approach - seat.at).xz().length();
        assert!(off < 1.6, "{} is {off} m from its approach", seat.id.0);
        assert_eq!(
            grid.floor(seat.approach.x, seat.approach.z),
            Some(seat.approach.y)
        );
        let rise = seat.at.y - seat.approach.y;
        assert!(
            (rise - SEAT_HEIGHT_M).abs() < 0.1,
            "{}: {rise} m up",
            seat.id.0
        );
    }
    let with_place = places.seats.values().filter(|s| s.place.is_some()).count();
    assert!(with_place >= 24, "{with_place} seats belong to a place");
}

#[test]
fn a_way_goes_round_a_wall_and_keeps_off_it() {
    let grid = NavGrid::build(&yard(vec![wall(12.0)], ground(10.0, 10.0), 0.0));
    let (from, to) = (ground(10.0, 8.0), ground(10.0, 12.0));
    assert!(!grid.line_clear(from, to));
    assert!(!grid.sight_clear(from, to));
    let path = grid
        .path(from, to, |_| false)
        .expect("one can go round the wall");
    assert_eq!(
        (path[0].xz(), path[path.len() - 1].xz()),
        (from.xz(), to.xz())
    );
    assert!((12.0..18.0).contains(&length(&path)), "{path:?}");
    assert!(path.len() <= 6, "{path:?}");
    for leg in path.windows(2) {
        assert!(grid.line_clear(leg[0], leg[1]), "{leg:?}");
    }
}

#[test]
fn a_closed_yard_has_no_way_out() {
    let def = yard(vec![wall(20.0)], ground(10.0, 10.0), 0.0);
    let grid = NavGrid::build(&def);
    assert_eq!(
        grid.path(ground(10.0, 8.0), ground(10.0, 18.5), |_| false)
            .map(|p| p.len()),
        None
    );
    // Nobody can arrive behind the wall, so that nothing there counts as free.
    assert_eq!(grid.floor(10.0, 15.0), None);
    assert_eq!(grid.ground(10.0, 15.0), Some(0.0));
    assert_eq!(grid.ground(-1.0, 15.0), None);
}

#[test]
fn somebody_in_the_way_is_walked_around() {
    let grid = NavGrid::build(&yard(Vec::new(), Vec3::ZERO, 0.0));
    let (from, to) = (ground(5.0, 10.0), ground(15.0, 10.0));
    assert_eq!(grid.path(from, to, |_| false).map(|p| p.len()), Some(2));
    let body = Vec2::new(10.0, 10.0);
    let path = grid
        .path(from, to, |p| p.distance(body) < 0.65)
        .expect("there is room");
    assert!(path.len() > 2);
    for leg in path.windows(2) {
        for i in 0..=20 {
            let at = leg[0].lerp(leg[1], i as f32 / 20.0).xz();
            assert!(at.distance(body) > 0.45, "{at} in {path:?}");
        }
    }
}

#[test]
fn steps_join_a_podium_that_its_edge_does_not() {
    let slab = PartKind::Slab {
        width: 6.0,
        depth: 6.0,
        height: 0.9,
        surface: Surface::Marble,
    };
    let mut def = yard(vec![slab], ground(10.0, 10.0), 0.0);
    assert_eq!(
        NavGrid::build(&def).floor(10.0, 10.0),
        None,
        "the podium has no way up"
    );
    def.parts.push(Part {
        id: "steps".into(),
        kind: PartKind::Steps {
            width: 3.0,
            count: 6,
            rise: 0.15,
            run: 0.36,
            surface: Surface::Marble,
        },
        at: ground(10.0, 7.0 - 1.08),
        turn_deg: 0.0,
    });
    let grid = NavGrid::build(&def);
    assert_eq!(grid.floor(10.0, 10.0), Some(0.9));
    // Beside the podium, at its back, one must walk round to the steps.
    let path = grid.path(ground(10.0, 14.0), ground(10.0, 12.0), |_| false);
    let path = path.expect("the steps lead up");
    assert!(length(&path) > 14.0, "{path:?}");
    let low = path.iter().all(|p| (0.0..=0.9).contains(&p.y));
    assert!(low, "{path:?}");
    for z in 0..80 {
        let (a, b) = (z as f32 * 0.125, (z + 1) as f32 * 0.125);
        if let (Some(a), Some(b)) = (grid.floor(10.0, a), grid.floor(10.0, b)) {
            assert!((a - b).abs() <= MAX_STEP_M, "a step of {} m", (a - b).abs());
        }
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let (_, grid, places) = stoa();
    let (_, again, _) = stoa();
    assert!(
        grid.ground
            .iter()
            .zip(&again.ground)
            .all(|(a, b)| a.to_bits() == b.to_bits())
    );
    let stands: Vec<Vec3> = places
        .places
        .values()
        .flat_map(|p| p.stands.first().map(|s| s.0))
        .collect();
    for pair in stands.windows(2) {
        assert_eq!(
            grid.path(pair[0], pair[1], |_| false),
            again.path(pair[0], pair[1], |_| false)
        );
    }
}

#[test]
fn points_off_the_ground_are_moved_to_the_nearest_free_one() {
    let grid = NavGrid::build(&yard(vec![wall(6.0)], ground(10.0, 10.0), 0.0));
    let table = [
        (ground(10.0, 10.1), Some(0.9)),
        (ground(-2.0, 5.0), Some(2.4)),
        (ground(5.0, 5.0), Some(0.0)),
        (ground(-20.0, 5.0), None),
        (Vec3::NAN, None),
        (Vec3::splat(f32::INFINITY), None),
    ];
    for (point, within) in table {
        let found = grid.nearest_free(point);
        assert_eq!(found.is_some(), within.is_some(), "{point}");
        if let (Some(found), Some(within)) = (found, within) {
            assert!(found.distance(point) <= within, "{point} → {found}");
            assert!(grid.floor(found.x, found.z).is_some());
        }
    }
    assert!(grid.path(Vec3::NAN, ground(5.0, 5.0), |_| false).is_none());
    assert!(!grid.line_clear(ground(5.0, 5.0), Vec3::NAN));
    assert!(
        NavGrid::build(&WorldDef::default())
            .path(Vec3::ZERO, Vec3::ONE, |_| false)
            .is_none()
    );
}

#[test]
fn stands_made_for_a_place_face_its_middle_on_free_ground() {
    let fountain = PartKind::Fountain {
        radius: 2.0,
        height: 2.0,
        seats: 6,
    };
    let mut def = yard(vec![fountain], ground(10.0, 10.0), 0.0);
    def.places.push(PlaceDef {
        id: "fountain".into(),
        at: Vec2::new(10.0, 10.0),
        radius_m: 5.0,
        ..PlaceDef::default()
    });
    let grid = NavGrid::build(&def);
    let places = Places::from_def(&def, &grid);
    let stands = &places.places[0].stands;
    assert!(stands.len() >= 6, "{stands:?}");
    for (at, yaw) in stands {
        assert!(grid.floor(at.x, at.z).is_some());
        let ahead = crate::Pose::new(*at, *yaw).forward();
        let inward = (places.places[0].at - *at).normalize();
        assert!(ahead.dot(inward) > 0.99, "{at} looks {ahead}");
    }
    assert_eq!(places.seats.len(), 6);
    for seat in places.seats.values() {
        let outward = (seat.at - places.places[0].at).with_y(0.0).normalize();
        let ahead = crate::Pose::new(Vec3::ZERO, seat.yaw_rad).forward();
        assert!(ahead.dot(outward) > 0.99);
        assert!((seat.approach - seat.at).dot(outward) > 0.3);
        assert_eq!(seat.place.as_ref().map(|p| p.0.as_str()), Some("fountain"));
    }
}

#[test]
fn ways_are_told_by_steps_turns_and_marks() {
    let (_, grid, places) = stoa();
    let way = |from: &str, to: &str| {
        let stand = |id: &str| places.places[&crate::PlaceId(id.into())].stands[0].0;
        let (told, metres) = grid.way_in_words(stand(from), stand(to), &places);
        assert_eq!(metres, grid.walk_m(stand(from), stand(to)));
        told
    };
    let table = [
        ("gate", "portico", "up the steps"),
        ("portico", "gate", "down the steps"),
        ("terrace", "fountain", "down the steps"),
        ("gate", "well", "past the fountain"),
        ("gate", "gate", "right here"),
        ("fountain", "terrace", "metres"),
    ];
    for (from, to, expected) in table {
        let told = way(from, to);
        assert!(told.contains(expected), "{from} → {to}: {told}");
        assert!(told.len() < 200, "{told}");
    }
    assert!(words::compass(Vec2::new(1.0, -1.0)) == "north-east");
}

/// Ratios in one run, the best of several rounds.
#[test]
fn a_short_way_would_take_longer_in_a_town() {
    let small = NavGrid::build(&yard(Vec::new(), Vec3::ZERO, 0.0));
    let town = NavGrid::build(&{
        let mut def = yard(Vec::new(), Vec3::ZERO, 0.0);
        def.regions[0].polygon = [(0.0, 0.0), (320.0, 0.0), (320.0, 320.0), (0.0, 320.0)]
            .map(|(x, z)| Vec2::new(x, z))
            .to_vec();
        def
    });
    let (from, to) = (Vec3::new(4.0, 0.0, 4.0), Vec3::new(16.0, 0.0, 12.0));
    let best = |grid: &NavGrid| {
        let times = (0..50).map(|_| {
            let begin = Instant::now();
            assert!(grid.walk_m(from, to).is_some_and(|metres| metres > 14.0));
            begin.elapsed().as_secs_f64()
        });
        times.fold(f64::MAX, f64::min)
    };
    let ratio = best(&town) / best(&small);
    // Memory for all of the town's cells would take most of it.
    assert!(ratio < 4.0, "{ratio}");
    println!("ratio {ratio:.2}");
}

/// The best of several rounds, so that a busy machine does not fail it; the limits leave room for a slow one.
#[test]
fn the_grid_and_ways_over_it_are_quick() {
    let (def, grid, _) = stoa();
    let (from, to) = (Vec3::new(-29.0, 0.0, 18.0), Vec3::new(30.0, 0.0, -12.5));
    let best_ms = |rounds: u32, work: &dyn Fn() -> f32| {
        let times = (0..rounds).map(|_| {
            let begin = Instant::now();
            assert!(work() > 0.0);
            begin.elapsed().as_secs_f64() * 1e3
        });
        times.fold(f64::MAX, f64::min)
    };
    let build_ms = best_ms(5, &|| NavGrid::build(&def).bounds().1.x);
    let way = || grid.path(from, to, |_| false).map_or(0.0, |p| length(&p));
    let path_ms = best_ms(30, &way);
    let metres = way();
    assert!(metres > 60.0, "{metres}");
    assert!(build_ms < 300.0, "building took {build_ms} ms");
    assert!(path_ms < 6.0, "a way of {metres} m took {path_ms} ms");
    println!("build {build_ms:.2} ms, path {path_ms:.2} ms");
}
