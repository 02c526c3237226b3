use std::time::Duration;

use bevy::{asset::AssetPlugin, prelude::*};
use stoa_gltf::{Chunk, Pixels, Scene};

use super::{Model, ModelPiece, picture, plugin};

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

#[test]
fn a_large_scene_would_hold_up_a_frame() {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, AssetPlugin::default()));
    app.init_asset::<Mesh>()
        .init_asset::<Image>()
        .init_asset::<StandardMaterial>();
    app.add_plugins(plugin);
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
