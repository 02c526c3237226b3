//! The kit as a whole: every part of it becomes something, within its measures and a frame's budget.

use super::*;
use bevy::math::Vec2;
use stoa_world::{Goods, Region, Species, Surface};

/// One part of every kind.
fn every_kind() -> Vec<PartKind> {
    let surface = Surface::Limestone;
    let mut kinds = vec![
        PartKind::Slab {
            width: 4.0,
            depth: 3.0,
            height: 0.6,
            surface,
        },
        PartKind::Steps {
            width: 4.0,
            count: 3,
            rise: 0.15,
            run: 0.35,
            surface,
        },
        PartKind::Column {
            height: 4.0,
            radius: 0.3,
        },
        PartKind::Portico {
            width: 16.0,
            depth: 5.0,
            height: 4.2,
            columns: 6,
        },
        PartKind::Wall {
            width: 6.0,
            height: 3.0,
            depth: 0.5,
            surface,
        },
        PartKind::Arch {
            width: 5.0,
            height: 5.0,
            depth: 0.9,
        },
        PartKind::House {
            width: 9.0,
            depth: 7.0,
            height: 7.5,
            surface: Surface::Plaster,
        },
        PartKind::Fountain {
            radius: 3.2,
            height: 2.4,
            seats: 8,
        },
        PartKind::Bench {
            width: 1.8,
            seats: 2,
            back: true,
            surface: Surface::Wood,
        },
        PartKind::Bench {
            width: 1.8,
            seats: 2,
            back: false,
            surface: Surface::Marble,
        },
        PartKind::Table {
            radius: 0.4,
            height: 0.74,
        },
        PartKind::Stool,
        PartKind::Hedge {
            width: 3.0,
            depth: 0.6,
            height: 0.9,
        },
        PartKind::Planter {
            width: 1.4,
            depth: 0.6,
        },
        PartKind::Flowerbed {
            width: 3.0,
            depth: 1.2,
        },
        PartKind::Pot { height: 0.6 },
        PartKind::Lamp { height: 3.2 },
        PartKind::Statue { height: 3.0 },
        PartKind::Well { radius: 0.9 },
        PartKind::Bookcase {
            width: 2.0,
            height: 2.2,
        },
        PartKind::Easel,
    ];
    for species in [
        Species::Olive,
        Species::Cypress,
        Species::Plane,
        Species::Orange,
    ] {
        kinds.push(PartKind::Tree {
            species,
            height: 6.0,
        });
    }
    for goods in [
        Goods::Bread,
        Goods::Fruit,
        Goods::Flowers,
        Goods::Pottery,
        Goods::Books,
        Goods::Cloth,
    ] {
        kinds.push(PartKind::Stall { width: 2.4, goods });
    }
    kinds
}

fn world(parts: Vec<PartKind>) -> WorldDef {
    let corner = 40.0;
    WorldDef {
        regions: vec![Region {
            id: "plaza".into(),
            polygon: [(-1., -1.), (1., -1.), (1., 1.), (-1., 1.)]
                .map(|(x, z)| Vec2::new(x, z) * corner)
                .to_vec(),
            height: 0.0,
            surface: Surface::Paving,
            walkable: true,
        }],
        parts: parts
            .into_iter()
            .enumerate()
            .map(|(i, kind)| Part {
                id: format!("part{i}"),
                kind,
                at: Vec3::ZERO,
                turn_deg: 0.0,
            })
            .collect(),
        ..WorldDef::default()
    }
}

#[test]
fn every_part_of_the_kit_is_drawn_and_stands_on_the_ground() {
    let bare = SceneMeshes::build(&world(Vec::new()), 1.0).triangles();
    for kind in every_kind() {
        let name = format!("{kind:?}");
        let scene = SceneMeshes::build(&world(vec![kind]), 1.0);
        assert!(scene.triangles() > bare + 20, "{name} is not drawn");
        let points = scene
            .areas
            .values()
            .flat_map(|a| [&a.solid, &a.leaf, &a.water])
            .flat_map(|s| s.positions().iter());
        for p in points {
            assert!(
                p.iter().all(|c| c.is_finite()),
                "{name}: a corner is nowhere"
            );
            assert!(
                p[1] > -1.5 && p[1] < 14.0,
                "{name}: a corner at height {}",
                p[1]
            );
        }
    }
}

#[test]
fn the_same_world_is_built_the_same_way_every_time() {
    let build = || {
        let scene = SceneMeshes::build(&world(every_kind()), 0.8);
        let areas = scene.areas.into_values();
        areas
            .map(|a| (a.solid.positions().to_vec(), a.leaf.positions().to_vec()))
            .collect::<Vec<_>>()
    };
    assert!(build() == build());
}

#[test]
fn absurd_measures_neither_panic_nor_explode() {
    for scale in [0.0f32, 1e-3, 200.0] {
        let kinds = vec![
            PartKind::Steps {
                width: scale,
                count: 0,
                rise: scale,
                run: scale,
                surface: Surface::Marble,
            },
            PartKind::Portico {
                width: scale,
                depth: scale,
                height: scale,
                columns: 1,
            },
            PartKind::House {
                width: scale,
                depth: scale,
                height: scale,
                surface: Surface::Plaster,
            },
            PartKind::Fountain {
                radius: scale,
                height: scale,
                seats: 0,
            },
            PartKind::Hedge {
                width: scale,
                depth: scale,
                height: scale,
            },
            PartKind::Stall {
                width: scale,
                goods: Goods::Cloth,
            },
            PartKind::Tree {
                species: Species::Olive,
                height: scale,
            },
        ];
        let scene = SceneMeshes::build(&world(kinds), 1.0);
        assert!(
            scene.triangles() < 4_000_000,
            "{scale}: {}",
            scene.triangles()
        );
    }
}

#[test]
fn lower_quality_draws_less() {
    let triangles =
        |quality: Quality| SceneMeshes::build(&world(every_kind()), quality.detail()).triangles();
    assert!(triangles(Quality::Low) < triangles(Quality::Medium));
    assert!(triangles(Quality::Medium) < triangles(Quality::High));
}
