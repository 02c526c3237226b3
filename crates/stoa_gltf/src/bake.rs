//! Puts triangles where their nodes have them, into chunks of one material.

use std::collections::BTreeMap;

use crate::{
    Chunk, Watch,
    error::{Fault, Result},
    json::TextureTransform,
    limits::{MAX_CHUNK_CORNERS, MAX_COORDINATE_M},
    matrix::{self, Matrix},
    primitive::Shape,
};

/// Triangles between two looks at the watch.
const PIECE: u64 = 4096;

/// Collects chunks.
pub(crate) struct Baker<'w> {
    watch: &'w Watch,
    /// How many triangles there will be.
    total: u64,
    done: u64,
    full: Vec<Chunk>,
    /// Chunks that still grow, by material and by what their corners have.
    open: BTreeMap<(usize, bool, bool), Chunk>,
    /// Where in the chunk a corner of the primitive lies, if it was put there in this round.
    slots: Vec<(u32, u32)>,
    round: u32,
    /// Triangles without an area.
    pub flat: u64,
}

/// How a primitive is put into the world.
struct Placing<'s> {
    shape: &'s Shape<'s>,
    to_world: &'s Matrix,
    normals: [[f32; 3]; 3],
    /// A mirroring transform turns triangles inside out.
    mirrored: bool,
    node: String,
}

impl<'w> Baker<'w> {
    pub fn new(watch: &'w Watch, total: u64) -> Self {
        Self {
            watch,
            total,
            done: 0,
            full: Vec::new(),
            open: BTreeMap::new(),
            slots: Vec::new(),
            round: 0,
            flat: 0,
        }
    }

    pub fn place(&mut self, shape: &Shape, to_world: &Matrix, node: String) -> Result<()> {
        let mirrored = matrix::determinant(to_world) < 0.0;
        let sign = if mirrored { -1.0 } else { 1.0 };
        let placing = Placing {
            shape,
            to_world,
            normals: matrix::of_normals(to_world).map(|column| column.map(|n| n * sign)),
            mirrored,
            node,
        };
        let key = (shape.material, shape.uvs.is_some(), shape.colours.is_some());
        let mut chunk = self.open.remove(&key).unwrap_or_default();
        if self.slots.len() < shape.positions.count {
            self.slots.resize(shape.positions.count, (0, 0));
        }
        self.round += 1;
        for number in 0..shape.triangles {
            if self.done.is_multiple_of(PIECE) {
                let part = self.done as f32 / self.total.max(1) as f32;
                self.watch.at(0.4 + 0.6 * part)?;
            }
            self.done += 1;
            if chunk.positions.len() + 3 > MAX_CHUNK_CORNERS {
                self.full.push(std::mem::take(&mut chunk));
                self.round += 1;
            }
            chunk.material = shape.material;
            self.triangle(&placing, number, &mut chunk)?;
        }
        self.open.insert(key, chunk);
        Ok(())
    }

    fn triangle(&mut self, placing: &Placing, number: usize, chunk: &mut Chunk) -> Result<()> {
        let mut corners = placing.shape.triangle(number)?;
        if placing.mirrored {
            corners.swap(1, 2);
        }
        let [a, b, c] = corners.map(|corner| placing.position(corner));
        let at = [a?, b?, c?];
        let [a, b, c] = at;
        let up = matrix::cross(matrix::difference(b, a), matrix::difference(c, a));
        let Some(face) = matrix::normalised(up) else {
            self.flat += 1;
            return Ok(());
        };
        for (corner, position) in corners.into_iter().zip(at) {
            let slot = &mut self.slots[corner];
            // Without normals every triangle is flat, and shares no corner.
            let shared = placing.shape.normals.is_some();
            if shared && slot.0 == self.round {
                chunk.indices.push(slot.1);
                continue;
            }
            let index = chunk.positions.len() as u32;
            *slot = (self.round, index);
            chunk.indices.push(index);
            placing.corner(corner, position, face, chunk)?;
        }
        Ok(())
    }

    /// All chunks that have triangles.
    pub fn finish(mut self) -> Vec<Chunk> {
        self.full.extend(self.open.into_values());
        self.full.retain(|chunk| !chunk.indices.is_empty());
        self.full
    }
}

impl Placing<'_> {
    fn position(&self, corner: usize) -> Result<[f32; 3]> {
        let local = self.shape.positions.get(corner, 0.0)?;
        let at = matrix::point(self.to_world, local);
        if at.iter().all(|n| n.abs() <= MAX_COORDINATE_M) {
            return Ok(at);
        }
        let found = format!(
            "corner {corner} of its mesh lies at {at:?}; coordinates stay within ±{MAX_COORDINATE_M} m"
        );
        Err(Fault::too_large(&self.node, found))
    }

    /// Adds a corner to a chunk.
    fn corner(&self, corner: usize, at: [f32; 3], face: [f32; 3], chunk: &mut Chunk) -> Result<()> {
        let normal = match &self.shape.normals {
            None => None,
            Some(normals) => {
                let [x, y, z] = normals.get(corner, 0.0)?;
                let [a, b, c] = self.normals;
                let turned = [0, 1, 2].map(|row| a[row] * x + b[row] * y + c[row] * z);
                matrix::normalised(turned)
            }
        };
        chunk.positions.push(at);
        chunk.normals.push(normal.unwrap_or(face));
        if let Some((uvs, transform)) = &self.shape.uvs {
            let uv = moved(uvs.get(corner, 0.0)?, transform);
            if !uv.iter().all(|n| n.is_finite()) {
                let found = format!("element {corner} has no place on its picture");
                return Err(Fault::damaged(&uvs.place, found));
            }
            chunk.uvs.push(uv);
        }
        if let Some(colours) = &self.shape.colours {
            let colour: [f32; 4] = colours.get(corner, 1.0)?;
            chunk.colours.push(colour.map(|n| n.clamp(0.0, 1.0)));
        }
        Ok(())
    }
}

/// KHR_texture_transform: scaled, turned, moved.
fn moved([u, v]: [f32; 2], by: &TextureTransform) -> [f32; 2] {
    let (sin, cos) = by.rotation.sin_cos();
    let (u, v) = (u * by.scale[0], v * by.scale[1]);
    [
        cos * u + sin * v + by.offset[0],
        cos * v - sin * u + by.offset[1],
    ]
}
