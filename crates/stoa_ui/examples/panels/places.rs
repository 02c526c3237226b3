//! Scenes of the editor of places.

use bevy::prelude::*;
use bevy_egui::egui::Key;
use stoa_ui::{Building, Entry, PlaceDraft, PlaceEditor, Screen, Screens};
use stoa_world::{Part, PartKind, PlaceDef, Region, SpawnDef, Surface, WorldDef};

use crate::hands::keys;

/// A bench, two arrivals and a lawn in the editor of places, with the first of a list (0 to 3) chosen.
pub fn places(world: &mut World, list: usize) {
    let corners = [(-3.0, -9.0), (4.0, -9.0), (4.5, -4.0), (-3.0, -4.0)];
    let region = Region {
        id: "lawn".into(),
        polygon: corners.map(Vec2::from).to_vec(),
        height: 0.0,
        surface: Surface::Grass,
        walkable: true,
    };
    let spawn = |id: &str, x: f32, turn_deg: f32| SpawnDef {
        id: id.into(),
        at: Vec2::new(x, -5.0),
        turn_deg,
    };
    let place = PlaceDef {
        id: "garden".into(),
        name: "the garden".into(),
        kind: "garden".into(),
        about: "A lawn with a bench, and roses in June.".into(),
        at: Vec2::new(1.0, -6.0),
        radius_m: 2.0,
        stands: vec![(Vec2::new(1.5, -5.5), 90.0), (Vec2::new(0.2, -6.5), 200.0)],
    };
    let bench = Part {
        id: "bench".into(),
        kind: PartKind::Bench {
            width: 1.8,
            seats: 2,
            back: true,
            surface: Surface::Wood,
        },
        at: Vec3::new(1.0, 0.0, -6.0),
        turn_deg: 180.0,
    };
    let spawns = [spawn("gate", 0.5, 160.0), spawn("terrace", 2.5, 200.0)];
    let kept = PlaceDraft {
        spawns: spawns.into_iter().map(Entry::new).collect(),
        places: vec![Entry::new(place)],
        seats: vec![Entry::new(bench)],
        regions: vec![Entry::new(region.clone())],
    };
    let ring = region
        .polygon
        .iter()
        .zip(region.polygon.iter().cycle().skip(1));
    let high = |at: &Vec2| Vec3::new(at.x, 0.0, at.y);
    let mut building = Building {
        walkable: ring.map(|(from, to)| [high(from), high(to)]).collect(),
        checked: true,
        ..Building::new("The Lawn".into(), kept)
    };
    building.draft.spawns[0].is.turn_deg = 150.0;
    building.show();
    building.checked = true;
    world.insert_resource(WorldDef {
        regions: vec![region],
        ..default()
    });
    world.insert_resource(PlaceEditor(Some(building)));
    world.resource_mut::<Screens>().open = Some(Screen::Places);
    // By keyboard: the cross, the lists, what adds to them, and what is in them.
    let adds = if list == 2 { 2 } else { 1 };
    keys(world, &vec![Key::Tab; 2 + list]);
    keys(world, &[Key::Space]);
    keys(world, &vec![Key::Tab; 4 - list + adds]);
    keys(world, &[Key::Space]);
}
