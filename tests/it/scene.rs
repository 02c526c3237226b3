//! A plain glTF scene as a world: opened, walked in, drawn, refused.

use std::path::PathBuf;

use image::{Rgb, RgbaImage};
use serde_json::{Value, json};

use crate::support::{Profile, SOON, events, of_kind, read, run};

/// A scene that is put together box by box.
#[derive(Default)]
pub struct Model {
    bin: Vec<u8>,
    meshes: Vec<Value>,
    nodes: Vec<Value>,
    views: Vec<Value>,
    accessors: Vec<Value>,
}

impl Model {
    fn view(&mut self, bytes: &[u8]) -> usize {
        let at = self.bin.len();
        self.bin.extend(bytes);
        self.bin.resize(self.bin.len().next_multiple_of(4), 0);
        let view = json!({ "buffer": 0, "byteOffset": at, "byteLength": bytes.len() });
        self.views.push(view);
        self.views.len() - 1
    }

    fn accessor(&mut self, numbers: &[f32], shape: &str, width: usize) -> usize {
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        let view = self.view(&bytes);
        let count = numbers.len() / width;
        self.accessors.push(json!({
            "bufferView": view, "componentType": 5126, "count": count, "type": shape,
        }));
        self.accessors.len() - 1
    }

    /// A box of a material, from corner to corner, every face seen from outside.
    pub fn block(&mut self, low: [f32; 3], high: [f32; 3], material: usize) {
        let corner = |i: usize| {
            [0, 1, 2].map(|axis| {
                if i >> axis & 1 == 0 {
                    low[axis]
                } else {
                    high[axis]
                }
            })
        };
        let faces = [
            [0, 4, 6, 2],
            [1, 3, 7, 5],
            [0, 1, 5, 4],
            [2, 6, 7, 3],
            [0, 2, 3, 1],
            [4, 5, 7, 6],
        ];
        let around = [0, 1, 2, 0, 2, 3];
        let corners = faces
            .iter()
            .flat_map(|face| around.map(|i| corner(face[i])));
        let positions: Vec<f32> = corners.flatten().collect();
        let spots = [[0.0, 0.0], [0.0, 4.0], [4.0, 4.0], [4.0, 0.0]];
        let uvs: Vec<f32> = (0..6)
            .flat_map(|_| around.map(|i| spots[i]))
            .flatten()
            .collect();
        let (positions, uvs) = (
            self.accessor(&positions, "VEC3", 3),
            self.accessor(&uvs, "VEC2", 2),
        );
        self.meshes.push(json!({ "primitives": [{
            "attributes": { "POSITION": positions, "TEXCOORD_0": uvs }, "material": material,
        }] }));
        self.nodes.push(json!({ "mesh": self.meshes.len() - 1 }));
    }

    /// Where one arrives, looking along −z.
    pub fn spawn(&mut self, at: [f32; 3]) {
        let node = json!({ "name": "spawn", "translation": at });
        self.nodes.push(node);
    }

    pub fn glb(self) -> Vec<u8> {
        let (json, bin) = self.parts();
        glb(&json.to_string(), &bin)
    }

    /// As a `.gltf` of several lines, and the file of this name beside it.
    pub fn gltf(self, beside: &str) -> (String, Vec<u8>) {
        let (mut json, bin) = self.parts();
        json["buffers"][0]["uri"] = json!(beside);
        (format!("{json:#}"), bin)
    }

    fn parts(mut self) -> (Value, Vec<u8>) {
        let chequered = RgbaImage::from_fn(64, 64, |x, y| {
            let light = (x / 32 + y / 32) % 2 == 0;
            image::Rgba(if light {
                [230, 220, 200, 255]
            } else {
                [90, 70, 50, 255]
            })
        });
        let mut png = std::io::Cursor::new(Vec::new());
        chequered
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("a picture");
        let picture = self.view(png.get_ref());
        let paint = |colour: [f32; 3]| {
            let [r, g, b] = colour;
            json!({ "pbrMetallicRoughness": {
                "baseColorFactor": [r, g, b, 1.0], "metallicFactor": 0.0, "roughnessFactor": 0.9,
            } })
        };
        let mut tiles = paint([1.0; 3]);
        tiles["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
        let json = json!({
            "asset": { "version": "2.0" },
            "nodes": self.nodes,
            "meshes": self.meshes,
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{ "byteLength": self.bin.len() }],
            "materials": [tiles, paint([0.9, 0.9, 0.85]), paint([0.75, 0.02, 0.02]), paint([0.02, 0.05, 0.7])],
            "textures": [{ "source": 0 }],
            "images": [{ "bufferView": picture }],
        });
        (json, self.bin)
    }
}

fn glb(json: &str, bin: &[u8]) -> Vec<u8> {
    let mut text = json.as_bytes().to_vec();
    text.resize(text.len().next_multiple_of(4), b' ');
    let word = |n: usize| u32::try_from(n).expect("a small file").to_le_bytes();
    let mut file = b"glTF".to_vec();
    file.extend(word(2));
    file.extend(word(28 + text.len() + bin.len()));
    for (kind, bytes) in [(b"JSON", text.as_slice()), (b"BIN\0", bin)] {
        file.extend(word(bytes.len()));
        file.extend(kind);
        file.extend(bytes);
    }
    file
}

/// A chequered yard with walls at its sides, a red block, and blue steps up to a platform.
pub fn room() -> Vec<u8> {
    let mut model = Model::default();
    model.block([-8.0, -0.5, -8.0], [8.0, 0.0, 8.0], 0);
    model.block([-8.0, 0.0, -8.3], [8.0, 3.0, -8.0], 1);
    model.block([-8.3, 0.0, -8.0], [-8.0, 3.0, 8.0], 1);
    model.block([-4.0, 0.0, -6.0], [-2.0, 2.0, -5.0], 2);
    for step in 0..4 {
        let (y, x) = (0.2 * (step + 1) as f32, 2.0 + 0.3 * step as f32);
        model.block([x, 0.0, -7.0], [x + 0.3, y, -5.0], 3);
    }
    model.block([3.2, 0.0, -7.0], [6.0, 0.8, -5.0], 3);
    model.spawn([0.0, 0.1, 4.0]);
    model.glb()
}

fn put(profile: &Profile) -> PathBuf {
    profile.write("room.glb", room())
}

#[test]
fn a_scene_would_be_no_world_to_meet_somebody_in() {
    let profile = Profile::new();
    let file = put(&profile);
    let mut check = profile.stoa(&["world", "check"]);
    check.arg(&file);
    let ran = run(check, None, SOON);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("good, 108 triangles"), "{}", ran.out);

    let log = profile.file("events.jsonl");
    let mut play = profile.stoa(&["play", "--headless", "--ticks", "90", "--world"]);
    play.arg(&file).arg("--events").arg(&log);
    let ran = run(play, None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let log = events(&read(&log));
    let entered = of_kind(&log, "entered_place");
    assert!(
        entered.iter().any(|event| event["place"] == "arrival"),
        "{log:?}"
    );

    let mut chat = profile.stoa(&[
        "chat",
        "--agent",
        "guide",
        "--say",
        "Who are you?",
        "--world",
    ]);
    chat.arg(&file);
    let ran = run(chat, None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("Vesna"), "{}", ran.out);
}

#[test]
fn a_broken_scene_would_be_opened_or_refused_without_a_reason() {
    let profile = Profile::new();
    let whole = room();
    let json = |text: &str| glb(text, &[]);
    for (name, bytes, named) in [
        ("cut.glb", whole[..whole.len() / 2].to_vec(), "header"),
        ("empty.glb", Vec::new(), "JSON"),
        (
            "outside.gltf",
            br#"{"asset":{"version":"2.0"},"buffers":[{"byteLength":4,"uri":"../x.bin"}]}"#
                .to_vec(),
            "out of its folder",
        ),
        (
            "large.glb",
            json(r#"{"asset":{"version":"2.0"},"buffers":[{"byteLength":4294967296}]}"#),
            "buffer 0",
        ),
        (
            "round.glb",
            json(r#"{"asset":{"version":"2.0"},"nodes":[{"children":[1]},{"children":[0]}]}"#),
            "node 0",
        ),
    ] {
        let file = profile.write(name, bytes);
        for command in [
            &["world", "check"][..],
            &["play", "--headless", "--ticks", "1", "--world"],
        ] {
            let mut command = profile.stoa(command);
            command.arg(&file);
            let ran = run(command, None, SOON);
            assert_eq!(ran.code, Some(2), "{name}: {}{}", ran.out, ran.err);
            let told = ran.out + &ran.err;
            assert!(
                told.contains(name) && told.contains(named),
                "{name}: {told}"
            );
        }
    }
}

#[test]
fn a_scene_would_be_drawn_without_its_meshes_or_their_pictures() {
    let profile = Profile::new();
    let file = put(&profile);
    // Where somebody who looks at what is drawn finds it.
    let kept = std::env::var_os("STOA_KEEP_PICTURE").map(PathBuf::from);
    let out = kept.unwrap_or_else(|| profile.file("room.png"));
    let mut shot = profile.stoa(&[
        "shot",
        "--size",
        "640x360",
        "--ticks",
        "30",
        "--quality",
        "low",
        "--world",
    ]);
    shot.arg(&file).arg("--out").arg(&out);
    let ran = run(shot, None, SOON * 3);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let picture = image::open(&out).expect("a picture").to_rgb8();
    let count = |is: fn(&Rgb<u8>) -> bool| picture.pixels().filter(|pixel| is(pixel)).count();
    let red = count(|Rgb([r, g, b])| *r > 90 && *g < 60 && *b < 60);
    let blue = count(|Rgb([r, g, b])| *b > 60 && *r < *b / 2 && *g < *b - *b / 4);
    assert!(red > 300, "{red} red pixels");
    assert!(blue > 300, "{blue} blue pixels");
    // The lower half is floor: light and dark tiles.
    let mut floor: Vec<u32> = picture
        .enumerate_pixels()
        .filter(|(_, y, _)| *y > 260)
        .map(|(.., Rgb(rgb))| rgb.iter().map(|n| u32::from(*n)).sum())
        .collect();
    // Whoever stands there covers less than a fifth.
    floor.sort_unstable();
    let (dark, light) = (floor.get(floor.len() / 5), floor.get(floor.len() * 4 / 5));
    let spread = light.zip(dark).map_or(0, |(light, dark)| light - dark);
    assert!(spread > 150, "the floor's tiles differ by {spread}");
}
