//! The occlusion map: how much of the sky each spot of the ground plan sees, from what stands on it and over it. A
//! cheap stand-in for ambient occlusion that costs one texture look-up and grounds everything.

use bevy::asset::RenderAssetUsages;
use bevy::image::{Image, ImageSampler};
use bevy::math::{Vec2, Vec3};
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use stoa_world::geometry::{Solid, region_height, solids};
use stoa_world::{PartKind, Species, WorldDef};

use super::polygon::bounds;
use super::surface::SceneUniform;

/// Texels a side.
const SIDE: usize = 384;
/// How far the map goes beyond walkable ground, in metres.
const MARGIN_M: f32 = 6.0;
/// How far around a solid its darkness is felt at most, in metres.
const REACH_M: f32 = 2.6;

struct Map {
    low: Vec2,
    size: Vec2,
    open: Vec<f32>,
    ground: Vec<f32>,
}

/// The map of `def` and where it lies.
pub fn map(def: &WorldDef) -> (Image, SceneUniform) {
    let walked = def.regions.iter().filter(|r| r.walkable);
    let (low, high) = bounds(walked.flat_map(|r| r.polygon.iter().copied()));
    let (low, high) = (low - Vec2::splat(MARGIN_M), high + Vec2::splat(MARGIN_M));
    let size = (high - low).max(Vec2::splat(1.0));
    let mut map = Map {
        low,
        size,
        open: vec![1.0; SIDE * SIDE],
        ground: vec![0.0; SIDE * SIDE],
    };
    for i in 0..SIDE * SIDE {
        map.ground[i] = region_height(def, map.point(i)).unwrap_or(0.0);
    }
    let pieces: Vec<Solid> = def.parts.iter().flat_map(solids).collect();
    for piece in pieces.iter().filter(|p| p.floor) {
        map.each_near(piece, 0.0, |distance, _, ground| {
            if distance == 0.0 {
                *ground = ground.max(piece.top());
            }
        });
    }
    for piece in &pieces {
        map.darken(piece);
    }
    for part in &def.parts {
        if let PartKind::Tree { species, height } = part.kind {
            let (wide, open) = match species {
                Species::Olive => (0.42, 0.66),
                Species::Plane => (0.42, 0.55),
                Species::Orange => (0.34, 0.62),
                Species::Cypress => (0.14, 0.5),
            };
            map.dim_disc(part.at, height * wide, open);
        }
        if let PartKind::Stall { width, .. } = part.kind {
            map.dim_disc(part.at, width * 0.5 + 0.5, 0.62);
        }
    }
    (
        map.image(),
        SceneUniform {
            shade_origin: low,
            shade_scale: size.recip(),
            plain: 0,
        },
    )
}

impl Map {
    fn point(&self, i: usize) -> Vec2 {
        let cell = Vec2::new((i % SIDE) as f32 + 0.5, (i / SIDE) as f32 + 0.5);
        self.low + self.size * cell / SIDE as f32
    }

    /// Calls `change(distance, open, ground)` for every texel within `reach` of a solid.
    fn each_near(&mut self, solid: &Solid, reach: f32, change: impl Fn(f32, &mut f32, &mut f32)) {
        let middle = Vec2::new(solid.at.x, solid.at.z);
        let around = solid.reach() + Vec2::splat(reach);
        for i in self.texels(middle - around, middle + around) {
            let distance = solid.distance(self.point(i));
            if distance <= reach {
                change(distance, &mut self.open[i], &mut self.ground[i]);
            }
        }
    }

    /// Numbers of the texels in a rectangle of the plan.
    fn texels(&self, low: Vec2, high: Vec2) -> Vec<usize> {
        let cell = |p: Vec2| {
            ((p - self.low) / self.size * SIDE as f32)
                .clamp(Vec2::ZERO, Vec2::splat(SIDE as f32 - 1.0))
                .as_uvec2()
        };
        let (a, b) = (cell(low), cell(high));
        (a.y..=b.y)
            .flat_map(|y| (a.x..=b.x).map(move |x| y as usize * SIDE + x as usize))
            .collect()
    }

    /// What stands on the ground darkens its surroundings; what hangs over it darkens what is below.
    fn darken(&mut self, solid: &Solid) {
        let (bottom, top) = (solid.bottom(), solid.top());
        self.each_near(solid, REACH_M, |distance, open, ground| {
            if bottom > *ground + 1.2 {
                let under = 1.0 - smooth(0.0, 1.6, distance);
                *open *= 1.0 - 0.56 * under;
                return;
            }
            let above = top - *ground;
            if above < 0.05 || distance == 0.0 {
                return;
            }
            let wide = (above * 0.45).clamp(0.08, 1.1);
            let strength = 0.52 * (above / 0.6).clamp(0.25, 1.0);
            *open *= 1.0 - strength * (-distance / wide).exp();
        });
    }

    fn dim_disc(&mut self, at: Vec3, radius: f32, open: f32) {
        let middle = Vec2::new(at.x, at.z);
        for i in self.texels(middle - Vec2::splat(radius), middle + Vec2::splat(radius)) {
            let far = self.point(i).distance(middle) / radius;
            let under = 1.0 - smooth(0.35, 1.0, far);
            self.open[i] *= 1.0 - (1.0 - open) * under;
        }
    }

    fn image(&self) -> Image {
        let data = self
            .open
            .iter()
            .zip(&self.ground)
            .flat_map(|(open, ground)| {
                let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
                [byte(open.max(0.12)), byte((ground + 4.0) / 12.0)]
            })
            .collect();
        let mut image = Image::new(
            Extent3d {
                width: SIDE as u32,
                height: SIDE as u32,
                depth_or_array_layers: 1,
            },
            TextureDimension::D2,
            data,
            TextureFormat::Rg8Unorm,
            RenderAssetUsages::RENDER_WORLD,
        );
        image.sampler = ImageSampler::linear();
        image
    }
}

fn smooth(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
