//! The AI mark: a small badge that floats over the head of everyone whose intents a mind writes, always turned to the
//! viewer. People carry none.

use std::f32::consts::TAU;

use bevy::{light::NotShadowCaster, prelude::*};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, smooth},
    rig::Joint,
    sculpture::plain_mesh,
};

/// The badge over an agent's head, a child of its figure.
#[derive(Component, Debug, Clone, Copy)]
pub struct AiMark;

/// The one mesh of all badges.
#[derive(Resource, Debug, Clone)]
pub struct MarkMesh(pub Handle<Mesh>);

impl FromWorld for MarkMesh {
    fn from_world(world: &mut World) -> Self {
        let mesh = plain_mesh(&badge());
        Self(world.resource_mut::<Assets<Mesh>>().add(mesh))
    }
}

/// What a badge is spawned with.
pub fn mark(mesh: &MarkMesh, material: Handle<StandardMaterial>) -> impl Bundle {
    (
        AiMark,
        Mesh3d(mesh.0.clone()),
        MeshMaterial3d(material),
        Transform::default(),
        NotShadowCaster,
    )
}

/// Radius of the ring in metres.
pub const RADIUS_M: f32 = 0.088;
/// From this far on a badge has its full size, and this near its least, in metres.
const FULL_M: f32 = 4.5;
const LEAST_M: f32 = 1.2;
/// Nearer by it would be larger than the face it belongs to.
const LEAST: f32 = 0.5;

/// How large a badge is for an eye so many metres away, as a part of its full size.
pub fn scale(metres: f32) -> f32 {
    LEAST + (1.0 - LEAST) * smooth(LEAST_M, FULL_M, metres)
}

const LIGHT: Vec3 = Vec3::new(0.30, 0.95, 1.0);
const DARK: Vec3 = Vec3::new(0.008, 0.022, 0.036);

/// A dark disc in a ring of light, with the letters A and I; it faces +z.
fn badge() -> Clay {
    let mut clay = Clay::new(1.0);
    let dab = |colour: Vec3| {
        move |_: f32, _: f32, _: Vec3| Dab {
            colour,
            finish: Finish::Cloth,
            weights: Weights::one(Joint::Head),
        }
    };
    for (z, inset) in [(0.004, 0.0), (-0.004, 0.0)] {
        clay.sheet(
            Grid::tube(32, 2),
            move |u, v| {
                Vec3::new((u * TAU).cos(), (u * TAU).sin(), 0.0) * (RADIUS_M - inset) * v
                    + Vec3::Z * z
            },
            dab(DARK),
        );
    }
    clay.sheet(
        Grid::tube(40, 10),
        |u, v| {
            let (a, b) = (u * TAU, v * TAU);
            let r = RADIUS_M + 0.0075 * b.cos();
            Vec3::new(r * a.cos(), r * a.sin(), 0.0075 * b.sin())
        },
        dab(LIGHT),
    );
    let strokes = [
        ((-0.056, -0.036), (-0.024, 0.040)),
        ((-0.024, 0.040), (0.008, -0.036)),
        ((-0.043, -0.010), (-0.005, -0.010)),
        ((0.036, -0.036), (0.036, 0.040)),
    ];
    for (from, to) in strokes {
        let (from, to) = (
            Vec3::new(from.0, from.1, 0.008),
            Vec3::new(to.0, to.1, 0.008),
        );
        clay.tube(
            (8, 7),
            |v| {
                let along = (to - from).normalize_or(Vec3::Y) * 0.0072;
                (from - along).lerp(to + along, v)
            },
            |v| 0.0072 * (1.0 - (2.0 * v - 1.0).powi(8)).max(0.0).sqrt(),
            dab(LIGHT),
        );
    }
    clay
}
