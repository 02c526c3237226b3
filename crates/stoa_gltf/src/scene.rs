//! A scene as plain data.

use crate::image::Picture;

/// A whole scene. Lengths in metres, +y up, right-handed; angles in radians.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The file's stem.
    pub name: String,
    pub chunks: Vec<Chunk>,
    pub materials: Vec<Material>,
    /// Still packed: see [`Picture::decode`].
    pub pictures: Vec<Picture>,
    /// Where one arrives, where a node named `spawn` says so.
    pub spawn: Option<Spawn>,
    /// Corners of the box around everything.
    pub min: [f32; 3],
    pub max: [f32; 3],
    /// What of the file was left out, for people.
    pub notes: Vec<String>,
}

impl Scene {
    /// How many triangles there are in all.
    pub fn triangles(&self) -> usize {
        self.chunks
            .iter()
            .map(|chunk| chunk.indices.len() / 3)
            .sum()
    }
}

/// Triangles of one material, in world coordinates: at least one, with at most [`crate::limits::MAX_CHUNK_CORNERS`]
/// corners. Every number is finite, every index is one of a corner, every triangle has an area; its front is where it
/// runs counter-clockwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chunk {
    /// An index of [`Scene::materials`].
    pub material: usize,
    pub positions: Vec<[f32; 3]>,
    /// Of length 1, one for each position.
    pub normals: Vec<[f32; 3]>,
    /// One for each position, or none.
    pub uvs: Vec<[f32; 2]>,
    /// Linear red, green, blue, alpha, one for each position, or none.
    pub colours: Vec<[f32; 4]>,
    /// Three for each triangle.
    pub indices: Vec<u32>,
}

/// What triangles are painted with: glTF's metallic-roughness model.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// Linear red, green, blue, alpha, 0–1.
    pub colour: [f32; 4],
    pub texture: Option<Texture>,
    /// 0–1.
    pub metallic: f32,
    /// 0–1.
    pub roughness: f32,
    /// Linear red, green, blue.
    pub emissive: [f32; 3],
    pub alpha: Alpha,
    pub double_sided: bool,
    /// Shown in its own colour, whatever the light.
    pub unlit: bool,
}

impl Default for Material {
    fn default() -> Self {
        Self {
            colour: [1.0; 4],
            texture: None,
            metallic: 1.0,
            roughness: 1.0,
            emissive: [0.0; 3],
            alpha: Alpha::Opaque,
            double_sided: false,
            unlit: false,
        }
    }
}

/// A picture on a material.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Texture {
    /// An index of [`Scene::pictures`].
    pub picture: usize,
    /// What lies beyond its edges, along u and v.
    pub wrap: [Wrap; 2],
    /// Whether its pixels are to be seen as squares.
    pub nearest: bool,
}

/// What lies beyond the edge of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wrap {
    #[default]
    Repeat,
    Mirror,
    Clamp,
}

/// What becomes of alpha.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    Opaque,
    /// Seen where alpha is at least this.
    Mask(f32),
    Blend,
}

/// Where one arrives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spawn {
    pub at: [f32; 3],
    /// Counter-clockwise from above, 0 facing −z: the way a camera at the node would look.
    pub yaw_rad: f32,
}
