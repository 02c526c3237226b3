//! Ground from triangles: what a modelled scene gives bodies to stand on and to run into.
//!
//! Bodies stand on one height for each cell of the navigation grid. A scene may have several over each other (a bridge, an
//! upper floor): the level that one walks on from the spawn counts, and where that comes over itself, what is reached
//! first. People's own bodies are moved by physics, which knows all triangles; inhabitants and the crowd keep to the grid.

mod floors;
mod obstacles;
mod plan;
mod stand;
#[cfg(test)]
mod tests;
mod world;

use avian3d::prelude::Collider;
use bevy_math::{Vec2, Vec3};

use crate::{geometry::BODY_HEIGHT_M, nav::CELL_M};
use plan::{Budget, Plan};
pub use world::Arrival;

/// What is steeper is not walked on.
const MAX_SLOPE_DEG: f32 = 45.0;
/// The grid reaches this far from the spawn, in metres.
const REACH_M: f32 = 256.0;
/// Cells that all triangles together may lie over.
const MAX_COVERED: u64 = 100_000_000;
/// Surfaces over each other, of all cells together: 290 MB.
const MAX_SAMPLES: usize = 24_000_000;

/// Walkable ground, walls and the shape that physics collides with, made from triangles.
pub struct Terrain {
    plan: Plan,
    /// Height of the ground in metres, cell by cell; NaN where there is none.
    ground: Vec<f32>,
    /// Where a body would touch something.
    blocked: Vec<bool>,
    /// Where something rises past the eyes.
    wall: Vec<bool>,
    collider: Collider,
}

/// Why a scene is no ground.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TerrainError {
    #[error(
        "nothing in it can be walked on. Expected ground that rises by less than {MAX_SLOPE_DEG}°, with {BODY_HEIGHT_M} m \
         of room over it; lengths are in metres and y is up"
    )]
    NoGround,
    #[error(
        "there is no room for a body within 8 m of where one arrives. Put a node named `spawn` on free ground"
    )]
    NoRoom,
    #[error(
        "its triangles lie over each other too often: they cover more than {MAX_COVERED} cells of {CELL_M} m. Export a \
         smaller scene"
    )]
    TooDense,
    #[error("its triangles make no shape to collide with ({0}). Export it again")]
    NoShape(String),
    #[error("it was cancelled")]
    Cancelled,
}

/// Triangles in world metres: corners, and three of their numbers for each triangle.
#[derive(Debug, Clone, Default)]
pub struct Triangles {
    pub corners: Vec<Vec3>,
    pub triangles: Vec<[u32; 3]>,
}

impl Triangles {
    fn get(&self, triangle: [u32; 3]) -> [Vec3; 3] {
        triangle.map(|i| self.corners.get(i as usize).copied().unwrap_or_default())
    }
}

impl Terrain {
    /// Finds the ground around `arrival`, and what stands on it. `goes_on` is asked now and then; once it says no, this
    /// ends.
    ///
    /// # Errors
    /// When there is no ground to stand on, or there are too many triangles over each other.
    pub fn build(
        triangles: Triangles,
        arrival: &Arrival,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Self, TerrainError> {
        let plan = Plan::around(&triangles.corners, arrival.at).ok_or(TerrainError::NoGround)?;
        let mut budget = Budget::new(MAX_COVERED, goes_on);
        let ground = floors::level(&triangles, &plan, arrival, &mut budget)?;
        let (blocked, wall) = obstacles::find(&triangles, &plan, &ground, &mut budget)?;
        let Triangles { corners, triangles } = triangles;
        let collider = Collider::try_trimesh(corners, triangles)
            .map_err(|error| TerrainError::NoShape(format!("{error:?}")))?;
        Ok(Self {
            plan,
            ground,
            blocked,
            wall,
            collider,
        })
    }

    /// The corner of the first cell, in metres (x, z), with columns and rows.
    pub(crate) fn cells(&self) -> (Vec2, usize, usize) {
        (self.plan.origin, self.plan.columns, self.plan.rows)
    }

    /// Heights, whether something is in a body's way, and walls, cell by cell.
    pub(crate) fn layers(&self) -> (&[f32], &[bool], &[bool]) {
        (&self.ground, &self.blocked, &self.wall)
    }

    pub(crate) fn collider(&self) -> &Collider {
        &self.collider
    }

    /// Corners, and three of their numbers for each triangle.
    fn mesh(&self) -> Option<(&[Vec3], &[[u32; 3]])> {
        let mesh = self.collider.shape().as_trimesh()?;
        Some((mesh.vertices(), mesh.indices()))
    }

    /// The height of the ground at (x, z) in metres, if there is any.
    pub fn ground(&self, x: f32, z: f32) -> Option<f32> {
        let cell = self.plan.cell(Vec2::new(x, z))?;
        Some(self.ground[cell]).filter(|height| height.is_finite())
    }

    /// Whether a wall stands between two points (x, z) in metres.
    pub fn wall_between(&self, a: Vec2, b: Vec2) -> bool {
        let length = (b - a).length();
        if !length.is_finite() {
            return true;
        }
        let steps = (length / (CELL_M * 0.5)).ceil().clamp(1.0, 4096.0) as u32;
        (0..=steps).any(|i| {
            let point = a.lerp(b, i as f32 / steps as f32);
            self.plan.cell(point).is_some_and(|cell| self.wall[cell])
        })
    }
}

impl PartialEq for Terrain {
    fn eq(&self, other: &Self) -> bool {
        // Where there is no ground, a height is no number.
        let same_bits = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits();
        self.plan == other.plan
            && self.blocked == other.blocked
            && self.wall == other.wall
            && self.ground.iter().zip(&other.ground).all(same_bits)
            && self.mesh() == other.mesh()
    }
}

impl std::fmt::Debug for Terrain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cells = self.ground.iter().filter(|h| h.is_finite()).count();
        write!(f, "Terrain of {cells} cells in {:?}", self.plan)
    }
}
