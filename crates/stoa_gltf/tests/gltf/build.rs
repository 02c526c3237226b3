//! Makes glTF files in code.

use std::path::PathBuf;

use serde_json::{Value, json};
use stoa_gltf::{ErrorKind, GltfError, Scene, Watch, read};
use tempfile::TempDir;

/// A `.glb` of these chunks.
pub fn glb(json: &str, bin: &[u8]) -> Vec<u8> {
    let padded = |bytes: &[u8], with: u8| {
        let mut bytes = bytes.to_vec();
        bytes.resize(bytes.len().next_multiple_of(4), with);
        bytes
    };
    let (json, bin) = (padded(json.as_bytes(), b' '), padded(bin, 0));
    let mut file = b"glTF".to_vec();
    let word = |file: &mut Vec<u8>, n: usize| {
        file.extend(u32::try_from(n).expect("a small file").to_le_bytes());
    };
    word(&mut file, 2);
    word(&mut file, 12 + 8 + json.len() + 8 + bin.len());
    for (kind, bytes) in [(0x4E4F_534A, json), (0x004E_4942, bin)] {
        word(&mut file, bytes.len());
        word(&mut file, kind);
        file.extend(bytes);
    }
    file
}

pub fn bytes_of<const N: usize>(vectors: &[[f32; N]]) -> Vec<u8> {
    vectors
        .iter()
        .flatten()
        .flat_map(|n| n.to_le_bytes())
        .collect()
}

/// A square of 2 m on the ground, of two triangles with normals and places on a picture, and a `spawn` beside it.
pub fn square() -> (Value, Vec<u8>) {
    let corners = [
        [-1.0, 0.0, -1.0],
        [-1.0, 0.0, 1.0],
        [1.0, 0.0, 1.0],
        [1.0, 0.0, -1.0],
    ];
    let mut bin = bytes_of(&corners);
    bin.extend(bytes_of(&[[0.0, 1.0, 0.0]; 4]));
    bin.extend(bytes_of(&[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]));
    for index in [0_u16, 1, 2, 0, 2, 3] {
        bin.extend(index.to_le_bytes());
    }
    let json = json!({
        "asset": { "version": "2.0" },
        "scene": 0,
        "scenes": [{ "nodes": [0, 1] }],
        "nodes": [
            { "name": "floor", "mesh": 0 },
            { "name": "spawn", "translation": [0.5, 0.25, 0.0], "rotation": [0, 1, 0, 1] },
        ],
        "meshes": [{ "primitives": [{
            "attributes": { "POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2 },
            "indices": 3,
            "material": 0,
        }] }],
        "materials": [{ "pbrMetallicRoughness": { "baseColorFactor": [0.5, 0.25, 1.0, 1.0], "roughnessFactor": 0.75 } }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3" },
            { "bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC3" },
            { "bufferView": 2, "componentType": 5126, "count": 4, "type": "VEC2" },
            { "bufferView": 3, "componentType": 5123, "count": 6, "type": "SCALAR" },
        ],
        "bufferViews": [
            { "buffer": 0, "byteLength": 48 },
            { "buffer": 0, "byteOffset": 48, "byteLength": 48 },
            { "buffer": 0, "byteOffset": 96, "byteLength": 32 },
            { "buffer": 0, "byteOffset": 128, "byteLength": 12 },
        ],
        "buffers": [{ "byteLength": 140 }],
    });
    (json, bin)
}

/// A folder with one scene in it.
pub struct Folder(pub TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.at(name);
        let folder = path.parent().expect("it lies in a folder");
        std::fs::create_dir_all(folder).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    pub fn read(&self, name: &str) -> Result<Scene, GltfError> {
        read(&self.at(name), &Watch::default())
    }
}

pub fn read_bytes(bytes: &[u8]) -> Result<Scene, GltfError> {
    let folder = Folder::new();
    folder.put("room.glb", bytes);
    folder.read("room.glb")
}

pub fn read_scene(json: &Value, bin: &[u8]) -> Result<Scene, GltfError> {
    read_bytes(&glb(&json.to_string(), bin))
}

/// The square after a change, which must be refused so.
pub fn refused(
    what: &str,
    kind: ErrorKind,
    named: &str,
    change: impl FnOnce(&mut Value, &mut Vec<u8>),
) {
    let (mut json, mut bin) = square();
    change(&mut json, &mut bin);
    is_refused(what, kind, named, read_scene(&json, &bin));
}

pub fn is_refused(what: &str, kind: ErrorKind, named: &str, result: Result<Scene, GltfError>) {
    let error = match result {
        Ok(scene) => panic!("{what}: it was read: {} triangles", scene.triangles()),
        Err(error) => error,
    };
    let told = error.to_string();
    assert_eq!(error.kind, kind, "{what}: {told}");
    assert!(told.contains(named), "{what}: {told}");
    assert!(
        !error.remedy.is_empty() && told.len() < 600,
        "{what}: {told}"
    );
}

/// What every scene keeps to, wherever it came from.
pub fn check(scene: &Scene) {
    use stoa_gltf::limits::{MAX_CHUNK_CORNERS, MAX_COORDINATE_M, MAX_TRIANGLES};
    assert!((1..=MAX_TRIANGLES as usize).contains(&scene.triangles()));
    for material in &scene.materials {
        let numbers = material.colour.iter().chain(&material.emissive);
        let mut numbers = numbers.chain([&material.metallic, &material.roughness]);
        assert!(numbers.all(|n| (0.0..=1.0).contains(n)), "{material:?}");
        assert!(
            material
                .texture
                .is_none_or(|t| t.picture < scene.pictures.len())
        );
    }
    for chunk in &scene.chunks {
        let corners = chunk.positions.len();
        assert!((3..=MAX_CHUNK_CORNERS).contains(&corners));
        assert!(chunk.material < scene.materials.len());
        assert_eq!(chunk.normals.len(), corners);
        for many in [chunk.uvs.len(), chunk.colours.len()] {
            assert!(many == 0 || many == corners);
        }
        assert!(!chunk.indices.is_empty() && chunk.indices.len() % 3 == 0);
        assert!(chunk.indices.iter().all(|i| (*i as usize) < corners));
        for (at, normal) in chunk.positions.iter().zip(&chunk.normals) {
            for (n, (min, max)) in at.iter().zip(scene.min.iter().zip(&scene.max)) {
                assert!(n.abs() <= MAX_COORDINATE_M && min <= n && n <= max);
            }
            let length = normal.iter().map(|n| n * n).sum::<f32>().sqrt();
            assert!((length - 1.0).abs() < 1e-3, "{normal:?}");
        }
        assert!(chunk.uvs.iter().flatten().all(|n| n.is_finite()));
        assert!(
            chunk
                .colours
                .iter()
                .flatten()
                .all(|n| (0.0..=1.0).contains(n))
        );
    }
}
