use std::time::Duration;

use bevy::{asset::AssetPlugin, prelude::*};
use stoa_gltf::{Chunk, Pixels, Scene};

use stoa_world::{Tick, sim::WorldRemade};

use super::{Model, ModelPiece, NextModel, picture, plugin};

/// As many chunks as a scene of a million triangles has, each full.
fn large(chunks: usize) -> Scene {
    let corners = stoa_gltf::limits::MAX_CHUNK_CORNERS;
    let position = |i: usize| [(i % 128) as f32, 0.0, (i / 128) as f32];
    let chunk = Chunk {
        material: 0,
        positions: (0..corners).map(position).collect(),
        normals: vec![[0.0, 1.0, 0.0]; corners],
        uvs: vec![[0.0, 0.0]; corners],
        colours: Vec::new(),
        indices: (0..(corners as u32 - 2))
            .flat_map(|i| [i, i + 1, i + 2])
            .collect(),
    };
    Scene {
        name: "large".to_owned(),
        chunks: vec![chunk; chunks],
        materials: vec![stoa_gltf::Material::default()],
        pictures: Vec::new(),
        spawn: None,
        min: [0.0; 3],
        max: [128.0; 3],
        notes: Vec::new(),
    }
}

fn app() -> App {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, AssetPlugin::default()));
    app.init_asset::<Mesh>()
        .init_asset::<Image>()
        .init_asset::<StandardMaterial>();
    app.add_plugins(plugin);
    app
}

#[test]
fn a_large_scene_would_hold_up_a_frame() {
    let mut app = app();
    let scene = large(61);
    app.insert_resource(Model::new(scene));
    let mut frames = 0;
    let mut last = 0;
    while !app.world().resource::<Model>().is_done() {
        app.update();
        frames += 1;
        let percent = app.world().resource::<Model>().percent();
        assert!(percent >= last && frames < 1000, "{percent}% after {last}%");
        last = percent;
    }
    assert_eq!(last, 100);
    assert!(frames >= 15, "it came in {frames} frames");
    let pieces = app
        .world_mut()
        .query::<&ModelPiece>()
        .iter(app.world())
        .count();
    assert_eq!(pieces, 61);
    let longest = app.world().resource::<Model>().longest();
    println!("a million triangles in {frames} frames, the longest of {longest:?}");
    assert!(longest < Duration::from_millis(20), "{longest:?}");
}

#[test]
fn a_texture_would_lack_its_smaller_levels() {
    let pixels = Pixels {
        width: 4,
        height: 2,
        rgba: [[0, 0, 0, 255], [100, 200, 40, 255]].repeat(4).concat(),
    };
    let image = picture::image_of(pixels, None);
    assert_eq!(image.texture_descriptor.mip_level_count, 3);
    let data = image.data.expect("pixels");
    assert_eq!(data.len(), (8 + 2 + 1) * 4);
    assert_eq!(&data[40..], [50, 100, 20, 255]);
}

/// How many pieces are seen, and how many are not yet.
fn pieces(app: &mut App) -> (usize, usize) {
    let world = app.world_mut();
    let mut all = world.query_filtered::<&Visibility, With<ModelPiece>>();
    let hidden: Vec<bool> = all.iter(world).map(|v| *v == Visibility::Hidden).collect();
    let unseen = hidden.iter().filter(|hidden| **hidden).count();
    (hidden.len() - unseen, unseen)
}

#[test]
fn an_export_would_be_seen_piece_by_piece_or_beside_the_old_one() {
    let mut app = app();
    app.insert_resource(Model::new(large(9)));
    while !app.world().resource::<Model>().is_done() {
        app.update();
    }
    let ready = |app: &App| app.world().resource::<NextModel>().is_ready();
    let remade = WorldRemade {
        tick: Tick(1),
        ground: true,
    };
    // The world goes along, or stays as it is; and a scene that the world does not take is never seen.
    for (chunks, with_world) in [(30, true), (61, false)] {
        let (before, _) = pieces(&mut app);
        let next = NextModel::new(Model::new(large(chunks)), with_world);
        app.insert_resource(next);
        let mut frames = 0;
        while app.world().get_resource::<NextModel>().is_some() {
            assert!(frames < 1000, "it is never seen");
            let waits = with_world && ready(&app);
            if waits {
                // Nothing comes before the world is made anew.
                app.update();
                assert_eq!(pieces(&mut app), (before, chunks));
                app.world_mut().write_message(remade);
            }
            app.update();
            frames += 1;
            let (seen, unseen) = pieces(&mut app);
            let whole = (seen, unseen) == (chunks, 0);
            assert!(whole || seen == before, "{seen} and {unseen} of {chunks}");
        }
        assert_eq!(pieces(&mut app), (chunks, 0));
        let model = app.world().resource::<Model>();
        assert!(model.is_done() && model.longest() < Duration::from_millis(20));
    }
    app.insert_resource(NextModel::new(Model::new(large(30)), true));
    while !ready(&app) {
        app.update();
    }
    app.world_mut().resource_mut::<NextModel>().give_up();
    app.update();
    assert!(app.world().get_resource::<NextModel>().is_none());
    assert_eq!(pieces(&mut app), (61, 0));
}
