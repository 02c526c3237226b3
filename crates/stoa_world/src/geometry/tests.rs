use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{
    SolidShape, area, contains, ground_height, seats, solids, to_world, triangulate, turned,
};
use crate::{Part, PartKind, Region, Species, Surface, WorldDef};

fn part(kind: PartKind, turn_deg: f32) -> Part {
    Part {
        id: "part".into(),
        kind,
        at: Vec3::new(10.0, 1.0, -4.0),
        turn_deg,
    }
}

fn kit() -> Vec<PartKind> {
    let surface = Surface::Marble;
    vec![
        PartKind::Slab {
            width: 4.0,
            depth: 3.0,
            height: 1.0,
            surface,
        },
        PartKind::Steps {
            width: 4.0,
            count: 5,
            rise: 0.15,
            run: 0.36,
            surface,
        },
        PartKind::Column {
            height: 4.0,
            radius: 0.3,
        },
        PartKind::Portico {
            width: 20.0,
            depth: 6.0,
            height: 4.5,
            columns: 8,
        },
        PartKind::Wall {
            width: 4.0,
            height: 3.0,
            depth: 0.5,
            surface,
        },
        PartKind::Arch {
            width: 5.0,
            height: 5.0,
            depth: 0.8,
        },
        PartKind::House {
            width: 8.0,
            depth: 6.0,
            height: 7.0,
            surface,
        },
        PartKind::Fountain {
            radius: 2.5,
            height: 2.5,
            seats: 8,
        },
        PartKind::Bench {
            width: 1.8,
            seats: 2,
            back: true,
            surface,
        },
        PartKind::Table {
            radius: 0.4,
            height: 0.74,
        },
        PartKind::Stool,
        PartKind::Tree {
            species: Species::Cypress,
            height: 9.0,
        },
        PartKind::Hedge {
            width: 4.0,
            depth: 0.6,
            height: 0.9,
        },
        PartKind::Planter {
            width: 1.0,
            depth: 0.6,
        },
        PartKind::Flowerbed {
            width: 3.0,
            depth: 1.0,
        },
        PartKind::Pot { height: 0.7 },
        PartKind::Lamp { height: 3.0 },
        PartKind::Statue { height: 3.0 },
        PartKind::Stall {
            width: 2.6,
            goods: crate::Goods::Bread,
        },
        PartKind::Well { radius: 0.8 },
        PartKind::Bookcase {
            width: 2.0,
            height: 2.2,
        },
        PartKind::Easel,
    ]
}

#[test]
fn turns_run_counter_clockwise_and_quarters_are_exact() {
    let table = [
        (0.0, Vec3::NEG_Z),
        (90.0, Vec3::NEG_X),
        (180.0, Vec3::Z),
        (270.0, Vec3::X),
        (-90.0, Vec3::X),
        (360.0, Vec3::NEG_Z),
    ];
    for (degrees, ahead) in table {
        assert_eq!(turned(degrees, Vec3::NEG_Z), ahead, "{degrees}");
        let pose = crate::Pose::new(Vec3::ZERO, f32::to_radians(degrees));
        assert!(
            pose.forward().distance(ahead) < 1e-3,
            "a body's heading differs at {degrees}"
        );
    }
}

#[test]
fn every_part_has_sound_solids_that_stand_on_its_foot() {
    for kind in kit() {
        for turn_deg in [0.0, 90.0, 37.0, -200.0] {
            let part = part(kind.clone(), turn_deg);
            let solids = solids(&part);
            assert!(!solids.is_empty(), "{kind:?}");
            let lowest = solids.iter().map(|s| s.bottom()).fold(f32::MAX, f32::min);
            assert!(
                (lowest - part.at.y).abs() < 1e-4,
                "{kind:?} begins at {lowest}"
            );
            for solid in &solids {
                assert!(solid.at.is_finite());
                assert!(solid.top() > solid.bottom());
                let middle = Vec2::new(solid.at.x, solid.at.z);
                assert_eq!(solid.distance(middle), 0.0);
                let reach = solid.reach();
                let outside = middle + reach + 0.1;
                assert!(solid.distance(outside) > 0.0, "{kind:?} reaches {reach}");
                let size = match solid.shape {
                    SolidShape::Box(half) => half,
                    SolidShape::Cylinder {
                        radius,
                        half_height,
                    } => Vec3::new(radius, half_height, radius),
                };
                assert!(size.min_element() > 0.0, "{kind:?}: {size}");
            }
        }
    }
}

#[test]
fn seats_are_as_many_as_the_file_says_and_turn_with_the_part() {
    let count = |kind: &PartKind| seats(&part(kind.clone(), 0.0)).len();
    for kind in kit() {
        let expected = match kind {
            PartKind::Fountain { .. } => 8,
            PartKind::Bench { .. } => 2,
            PartKind::Stool => 1,
            _ => 0,
        };
        assert_eq!(count(&kind), expected, "{kind:?}");
    }
    let stool = seats(&part(PartKind::Stool, 90.0));
    let ahead = crate::Pose::new(Vec3::ZERO, stool[0].yaw_rad).forward();
    assert!(ahead.distance(Vec3::NEG_X) < 1e-3);
    assert_eq!(stool[0].id.0, "part/1");
    assert!((stool[0].at.y - 1.45).abs() < 1e-6);
}

#[test]
fn a_portico_is_open_at_its_front_and_closed_at_its_back() {
    let portico = part(kit().swap_remove(3), 180.0);
    let solids = solids(&portico);
    let at_head = |local: Vec3| {
        let p = to_world(&portico, local);
        let point = Vec2::new(p.x, p.z);
        solids
            .iter()
            .any(|s| s.distance(point) == 0.0 && s.bottom() < p.y && p.y < s.top())
    };
    assert!(
        !at_head(Vec3::new(0.0, 1.5, -2.9)),
        "the front between two columns"
    );
    assert!(!at_head(Vec3::new(0.0, 1.5, 0.0)), "the middle");
    assert!(at_head(Vec3::new(0.0, 1.5, 2.9)), "the back wall");
    assert!(at_head(Vec3::new(0.0, 5.0, 0.0)), "the roof");
}

#[test]
fn ground_is_the_highest_within_a_step() {
    let square = |size: f32| {
        [(-size, -size), (size, -size), (size, size), (-size, size)].map(|(x, z)| Vec2::new(x, z))
    };
    let region = |id: &str, size: f32, height: f32| Region {
        id: id.into(),
        polygon: square(size).to_vec(),
        height,
        surface: Surface::Grass,
        walkable: true,
    };
    let slab = |height: f32| {
        let mut slab = part(
            PartKind::Slab {
                width: 2.0,
                depth: 2.0,
                height,
                surface: Surface::Marble,
            },
            0.0,
        );
        slab.at = Vec3::ZERO;
        slab
    };
    let def = WorldDef {
        regions: vec![region("low", 9.0, -1.0), region("square", 5.0, 0.0)],
        parts: vec![slab(0.3), slab(1.0)],
        ..WorldDef::default()
    };
    let table = [
        (0.0, 0.0, Some(0.3)),
        (0.0, 0.7, Some(1.0)),
        (0.0, 9.0, Some(1.0)),
        (3.0, 0.0, Some(0.0)),
        (3.0, -1.0, None),
        (7.0, 0.0, Some(-1.0)),
        (20.0, 0.0, None),
    ];
    for (x, near, expected) in table {
        assert_eq!(
            ground_height(&def, x, 0.0, near),
            expected,
            "x {x}, near {near}"
        );
    }
}

#[test]
fn triangles_fill_their_polygon_and_face_up() {
    let shapes: [&[(f32, f32)]; 4] = [
        &[(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)],
        &[(0.0, 3.0), (4.0, 3.0), (4.0, 0.0), (0.0, 0.0)],
        &[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0)],
        &[
            (0.0, 0.0),
            (6.0, 0.0),
            (6.0, 1.0),
            (1.0, 1.0),
            (1.0, 5.0),
            (6.0, 5.0),
            (6.0, 6.0),
            (0.0, 6.0),
        ],
    ];
    for corners in shapes {
        let polygon: Vec<Vec2> = corners.iter().map(|c| Vec2::new(c.0, c.1)).collect();
        let triangles = triangulate(&polygon);
        assert_eq!(triangles.len(), polygon.len() - 2, "{corners:?}");
        let mut sum = 0.0;
        for triangle in triangles {
            let [a, b, c] = triangle.map(|i| polygon[i as usize]);
            let up =
                Vec3::new(b.x - a.x, 0.0, b.y - a.y).cross(Vec3::new(c.x - a.x, 0.0, c.y - a.y));
            assert!(up.y > 0.0, "{corners:?} has a triangle that faces down");
            assert!(contains(&polygon, (a + b + c) / 3.0), "{corners:?}");
            sum += up.y / 2.0;
        }
        assert!(
            (sum - area(&polygon).abs()).abs() < 1e-3,
            "{corners:?}: {sum}"
        );
    }
    assert_eq!(triangulate(&[]), Vec::<[u32; 3]>::new());
}

/// Solids of different parts of the shipped world do not run into each other, but for masonry that joins.
#[test]
fn nothing_in_the_shipped_world_stands_in_something_else() {
    let text = include_str!("../../../../assets/worlds/stoa.toml");
    let (def, _) = WorldDef::parse("stoa.toml", text);
    let def = def.expect("the shipped world has no mistake");
    let masonry = |p: &Part| {
        matches!(
            p.kind,
            PartKind::Slab { .. }
                | PartKind::Steps { .. }
                | PartKind::Wall { .. }
                | PartKind::House { .. }
                | PartKind::Arch { .. }
        )
    };
    let mut clashes = Vec::new();
    for (i, a) in def.parts.iter().enumerate() {
        for b in &def.parts[i + 1..] {
            if masonry(a) && masonry(b) {
                continue;
            }
            let hit = solids(a)
                .iter()
                .any(|s| solids(b).iter().any(|t| overlap(s, t)));
            if hit {
                clashes.push(format!("{} at {} and {} at {}", a.id, a.at, b.id, b.at));
            }
        }
    }
    assert!(clashes.is_empty(), "{clashes:#?}");
}

fn overlap(a: &super::Solid, b: &super::Solid) -> bool {
    let high = a.top().min(b.top()) - a.bottom().max(b.bottom());
    let apart = (a.at - b.at).xz().abs().cmpgt(a.reach() + b.reach()).any();
    if high < 0.01 || apart {
        return false;
    }
    // Points of a fine grid over the one's plan: near enough for parts of decimetres.
    let reach = b.reach();
    let steps = |r: f32| ((r * 2.0 / 0.05).ceil() as i32).clamp(1, 400);
    let (nx, nz) = (steps(reach.x), steps(reach.y));
    (0..=nx).any(|i| {
        (0..=nz).any(|j| {
            let point = Vec2::new(
                b.at.x - reach.x + reach.x * 2.0 * i as f32 / nx as f32,
                b.at.z - reach.y + reach.y * 2.0 * j as f32 / nz as f32,
            );
            b.distance(point) == 0.0 && a.distance(point) == 0.0
        })
    })
}
