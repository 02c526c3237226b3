//! All figures of the crowd at all levels, with their baked animation, as the device reads them.

use std::ops::Range;

use super::{
    clips::bake,
    figure::{Figure, LEVELS},
    people::VARIANTS,
    points::packed,
};

pub(super) struct Geometry {
    /// Level by level, and variant by variant.
    pub(super) points: Vec<[u32; 8]>,
    /// Variant by variant, three for each bone of each frame.
    pub(super) bones: Vec<[f32; 4]>,
    pub(super) indices: Vec<u32>,
    pub(super) levels: [Part; LEVELS],
}

/// What of the geometry is a level's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    first_point: u32,
    /// Of each variant.
    points: u32,
    level: u32,
    /// The same for all variants.
    pub(super) indices: Range<u32>,
}

impl Part {
    /// `level` of `shaders/crowd/figure.wgsl`.
    pub(super) fn words(&self) -> [u32; 4] {
        [self.first_point, self.points, self.level, 0]
    }
}

impl Geometry {
    pub(super) fn new() -> Self {
        let all: Vec<Figure> = (0..VARIANTS).map(Figure::new).collect();
        let (mut points, mut indices) = (Vec::new(), Vec::new());
        let levels = std::array::from_fn(|level| {
            let (first_point, first_index) = (points.len() as u32, indices.len() as u32);
            let mut each = 0;
            for (variant, figure) in all.iter().enumerate() {
                let clay = figure.sculpt(level);
                each = clay.points.len() as u32;
                points.extend((0..clay.points.len()).map(|point| packed(&clay, point)));
                if variant == 0 {
                    indices.extend(clay.triangles.iter().flatten());
                }
            }
            Part {
                first_point,
                points: each,
                level: level as u32,
                indices: first_index..indices.len() as u32,
            }
        });
        Self {
            points,
            bones: all.iter().flat_map(bake).collect(),
            indices,
            levels,
        }
    }
}
