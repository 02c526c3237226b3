//! What is right is read as it is meant.

use serde_json::json;
use stoa_gltf::{Alpha, Material, Texture, Watch, Wrap, limits::MAX_CHUNK_CORNERS, read};

use crate::build::{Folder, bytes_of, check, glb, read_scene, square};

fn png(width: u32, height: u32, rgba: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(rgba).expect("pixels");
    writer.finish().expect("an end");
    bytes
}

#[test]
fn a_room_would_be_in_the_wrong_place_or_have_the_wrong_colour() {
    let (json, bin) = square();
    let scene = read_scene(&json, &bin).expect("a sound scene");
    check(&scene);
    assert_eq!((scene.name.as_str(), scene.triangles()), ("room", 2));
    assert_eq!((scene.min, scene.max), ([-1.0, 0.0, -1.0], [1.0, 0.0, 1.0]));
    assert_eq!(scene.notes, Vec::<String>::new());
    let painted = Material {
        colour: [0.5, 0.25, 1.0, 1.0],
        roughness: 0.75,
        ..Material::default()
    };
    assert_eq!(scene.materials, [painted]);
    let spawn = scene.spawn.expect("a spawn");
    assert_eq!(spawn.at, [0.5, 0.25, 0.0]);
    // A quarter turn to the left from −z.
    assert!(
        (spawn.yaw_rad - std::f32::consts::FRAC_PI_2).abs() < 1e-5,
        "{spawn:?}"
    );
}

#[test]
fn nodes_would_not_carry_their_children_or_turn_them_inside_out() {
    let (mut json, bin) = square();
    json["scenes"][0]["nodes"] = json!([1]);
    json["nodes"] = json!([
        { "mesh": 0, "scale": [-2.0, 1.0, 1.0], "translation": [0.0, 1.0, 0.0] },
        { "children": [0], "matrix": [0, 0, -1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 10, 20, 30, 1] },
    ]);
    let scene = read_scene(&json, &bin).expect("a sound scene");
    check(&scene);
    // Stretched along x, turned by a quarter so that x runs along −z, then moved.
    assert_eq!(
        (scene.min, scene.max),
        ([9.0, 21.0, 28.0], [11.0, 21.0, 32.0])
    );
    let chunk = &scene.chunks[0];
    for triangle in chunk.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|i| chunk.positions[triangle[i] as usize]);
        let (u, v) = ([b[0] - a[0], b[2] - a[2]], [c[0] - a[0], c[2] - a[2]]);
        let up = u[1] * v[0] - u[0] * v[1];
        assert!(up > 0.0, "a mirrored floor faces down");
    }
    assert!(
        chunk.normals.iter().all(|n| n[1] > 0.99),
        "{:?}",
        chunk.normals
    );
}

#[test]
fn kinds_of_numbers_and_orders_of_corners_would_be_misread() {
    for mode in ["strip", "fan", "list"] {
        let (mut json, mut bin) = square();
        let order: &[u8] = match mode {
            "strip" => &[0, 1, 3, 2],
            "fan" => &[0, 1, 2, 3],
            _ => &[0, 1, 2, 0, 2, 3],
        };
        // Positions as small whole numbers, 8 bytes apart; indices as bytes.
        let at = bin.len();
        for corner in [[-1_i8, 0, -1], [-1, 0, 1], [1, 0, 1], [1, 0, -1]] {
            bin.extend(corner.map(|n| n.to_le_bytes()[0]));
            bin.extend([77; 5]);
        }
        let indices = bin.len();
        bin.extend(order);
        json["buffers"][0]["byteLength"] = json!(bin.len());
        json["bufferViews"][0] =
            json!({ "buffer": 0, "byteOffset": at, "byteLength": 32, "byteStride": 8 });
        json["bufferViews"][3] =
            json!({ "buffer": 0, "byteOffset": indices, "byteLength": order.len() });
        json["accessors"][0]["componentType"] = json!(5120);
        json["accessors"][3] = json!({ "bufferView": 3, "componentType": 5121, "count": order.len(), "type": "SCALAR" });
        let primitive = &mut json["meshes"][0]["primitives"][0];
        primitive["mode"] = json!(match mode {
            "strip" => 5,
            "fan" => 6,
            _ => 4,
        });
        primitive["attributes"]
            .as_object_mut()
            .expect("a table")
            .remove("NORMAL");
        json["extensionsRequired"] = json!(["KHR_mesh_quantization"]);
        let scene = read_scene(&json, &bin).unwrap_or_else(|error| panic!("{mode}: {error}"));
        check(&scene);
        assert_eq!(
            (scene.min, scene.max),
            ([-1.0, 0.0, -1.0], [1.0, 0.0, 1.0]),
            "{mode}"
        );
        let normals = &scene.chunks[0].normals;
        assert!(normals.iter().all(|n| n[1] > 0.99), "{mode}: {normals:?}");
        assert_eq!(scene.triangles(), 2, "{mode}");
    }
}

#[test]
fn sparse_values_would_not_lie_in_their_places() {
    let (mut json, mut bin) = square();
    let at = bin.len();
    bin.extend([2, 0, 0, 0]);
    bin.extend(bytes_of(&[[3.0_f32, 0.5, 3.0]]));
    json["buffers"][0]["byteLength"] = json!(bin.len());
    let views = json["bufferViews"].as_array_mut().expect("a list");
    views.push(json!({ "buffer": 0, "byteOffset": at, "byteLength": 4 }));
    views.push(json!({ "buffer": 0, "byteOffset": at + 4, "byteLength": 12 }));
    json["accessors"][0]["sparse"] = json!({
        "count": 1,
        "indices": { "bufferView": 4, "componentType": 5121 },
        "values": { "bufferView": 5 },
    });
    let scene = read_scene(&json, &bin).expect("a sound scene");
    check(&scene);
    assert_eq!((scene.min, scene.max), ([-1.0, 0.0, -1.0], [3.0, 0.5, 3.0]));
}

#[test]
fn pictures_would_be_lost_or_upside_down() {
    let folder = Folder::new();
    let (mut json, bin) = square();
    let pixels = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9, 9, 0];
    folder.put("pictures/a wall.png", &png(2, 2, &pixels));
    folder.put("room.bin", &bin);
    json["buffers"][0]["uri"] = json!("room.bin");
    json["images"] = json!([{ "uri": "pictures/a%20wall.png" }]);
    json["samplers"] = json!([{ "wrapS": 33071, "wrapT": 33648, "magFilter": 9728 }]);
    json["textures"] = json!([{ "source": 0, "sampler": 0 }]);
    json["materials"] = json!([{
        "pbrMetallicRoughness": { "baseColorTexture": {
            "index": 0,
            "extensions": { "KHR_texture_transform": { "offset": [0.5, 0.0], "scale": [2.0, 1.0] } },
        } },
        "alphaMode": "MASK",
        "doubleSided": true,
        "extensions": { "KHR_materials_unlit": {} },
    }]);
    folder.put("room.gltf", json.to_string().as_bytes());
    let scene = folder.read("room.gltf").expect("a sound scene");
    check(&scene);
    let material = &scene.materials[0];
    let texture = Texture {
        picture: 0,
        wrap: [Wrap::Clamp, Wrap::Mirror],
        nearest: true,
    };
    assert_eq!(material.texture, Some(texture));
    assert_eq!(material.alpha, Alpha::Mask(0.5));
    assert!(material.double_sided && material.unlit);
    assert!(
        scene.chunks[0].uvs.contains(&[2.5, 1.0]),
        "{:?}",
        scene.chunks[0].uvs
    );
    let decoded = scene.pictures[0].decode(1024).expect("a sound picture");
    assert_eq!((decoded.width, decoded.height), (2, 2));
    assert_eq!(decoded.rgba, pixels);
    // What can't be seen does not darken the mean.
    assert_eq!(
        scene.pictures[0].decode(1).expect("a picture").rgba,
        [85, 85, 85, 191]
    );
}

#[test]
fn data_within_the_file_would_not_be_found() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let (mut json, bin) = square();
    let data = BASE64_STANDARD.encode(&bin);
    json["buffers"][0]["uri"] = json!(format!("data:application/octet-stream;base64,{data}"));
    let folder = Folder::new();
    folder.put("room.gltf", format!("\u{feff}{json}").as_bytes());
    assert_eq!(
        folder.read("room.gltf").expect("a sound scene").triangles(),
        2
    );
}

#[test]
fn a_large_mesh_would_be_handed_over_in_one_piece() {
    const SIDE: u32 = 300;
    let grid = (0..SIDE * SIDE).map(|i| [(i % SIDE) as f32, 0.0, (i / SIDE) as f32]);
    let mut bin = bytes_of(&grid.collect::<Vec<[f32; 3]>>());
    bin.extend(bytes_of(&vec![[0.0, 1.0, 0.0]; (SIDE * SIDE) as usize]));
    let (corners, at) = (bin.len() / 24, bin.len());
    for cell in (0..SIDE - 1).flat_map(|z| (0..SIDE - 1).map(move |x| z * SIDE + x)) {
        for index in [
            cell,
            cell + SIDE,
            cell + SIDE + 1,
            cell,
            cell + SIDE + 1,
            cell + 1,
        ] {
            bin.extend(index.to_le_bytes());
        }
    }
    let (mut json, _) = square();
    json["buffers"][0]["byteLength"] = json!(bin.len());
    json["bufferViews"] = json!([
        { "buffer": 0, "byteLength": at / 2 },
        { "buffer": 0, "byteOffset": at / 2, "byteLength": at / 2 },
        { "buffer": 0, "byteOffset": at, "byteLength": bin.len() - at },
    ]);
    json["accessors"] = json!([
        { "bufferView": 0, "componentType": 5126, "count": corners, "type": "VEC3" },
        { "bufferView": 1, "componentType": 5126, "count": corners, "type": "VEC3" },
        { "bufferView": 2, "componentType": 5125, "count": (bin.len() - at) / 4, "type": "SCALAR" },
    ]);
    json["meshes"][0]["primitives"][0] =
        json!({ "attributes": { "POSITION": 0, "NORMAL": 1 }, "indices": 2 });
    let folder = Folder::new();
    folder.put("large.glb", &glb(&json.to_string(), &bin));
    let watch = Watch::default();
    let scene = read(&folder.at("large.glb"), &watch).expect("a sound scene");
    check(&scene);
    assert_eq!(watch.fraction(), 1.0);
    assert_eq!(scene.triangles(), 2 * 299 * 299);
    let corners: usize = scene.chunks.iter().map(|chunk| chunk.positions.len()).sum();
    assert!(scene.chunks.len() >= 6, "{} chunks", scene.chunks.len());
    assert!(corners < 100_000, "{corners}: corners are no longer shared");
    assert!(
        scene
            .chunks
            .iter()
            .all(|c| c.positions.len() <= MAX_CHUNK_CORNERS)
    );
    watch.cancel();
    let error = read(&folder.at("large.glb"), &watch).expect_err("it was cancelled");
    assert_eq!(error.kind, stoa_gltf::ErrorKind::Cancelled);
}
