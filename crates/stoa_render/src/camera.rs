//! The camera that people and pictures see through.

use bevy::camera::{Exposure, Hdr};
use bevy::core_pipeline::prepass::DepthPrepass;
use bevy::core_pipeline::tonemapping::Tonemapping;
use bevy::post_process::bloom::Bloom;
use bevy::prelude::*;
use bevy::render::view::{ColorGrading, ColorGradingGlobal};

use crate::{quality::Quality, switches::PictureQuality};

/// Marks a camera that looks into the world: the sky's haze and light are put on it (and kept up to date).
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct WorldCamera;

/// Put on a world camera whose picture is so small, or so dear to prepare, that the depth is never drawn beforehand.
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct DrawnOnce;

/// Vertical field of view in degrees, unless a viewpoint says otherwise.
pub const FOV_DEG: f32 = 58.0;
/// What is nearer than this is not drawn, in metres, unless a viewpoint needs it nearer.
pub const NEAR_M: f32 = 0.08;

/// The camera for play and for pictures. The sky adds haze and ambient light; the caller adds a `Transform` and, for
/// a picture, a `RenderTarget`.
pub fn view_camera(fov_deg: f32, quality: Quality) -> impl Bundle {
    let fov = if fov_deg.is_finite() && (10.0..=120.0).contains(&fov_deg) {
        fov_deg
    } else {
        FOV_DEG
    };
    (
        WorldCamera,
        Camera3d::default(),
        Projection::Perspective(PerspectiveProjection {
            fov: fov.to_radians(),
            near: NEAR_M,
            far: 3000.0,
            ..default()
        }),
        quality.msaa(),
        Exposure::BLENDER,
        Tonemapping::TonyMcMapface,
        // The display transform takes some colour away; the south is colourful.
        ColorGrading {
            global: ColorGradingGlobal {
                post_saturation: 1.18,
                ..default()
            },
            ..default()
        },
    )
}

pub fn plugin(app: &mut App) {
    app.add_systems(Update, follow_quality);
}

/// Multisampling and bloom of every world camera follow the quality, also when it changes.
fn follow_quality(
    mut commands: Commands,
    quality: PictureQuality,
    mut twice_again: RemovedComponents<DrawnOnce>,
    cameras: Query<(Entity, Ref<WorldCamera>, Option<Ref<DrawnOnce>>)>,
) {
    let twice_again: Vec<Entity> = twice_again.read().collect();
    for (camera, marker, once) in &cameras {
        let once_now = once.as_ref().is_some_and(|once| once.is_added());
        let changed = once_now || twice_again.contains(&camera);
        if !quality.is_changed() && !marker.is_added() && !changed {
            continue;
        }
        let mut camera = commands.entity(camera);
        camera.insert((quality.msaa(), quality.shadow_filter()));
        // Where the processor draws, shading what is hidden afterwards costs more than drawing the depth twice.
        if quality.preset() == Quality::Low && once.is_none() {
            camera.insert(DepthPrepass);
        } else {
            camera.remove::<DepthPrepass>();
        }
        if quality.bloom() {
            camera.insert((
                Hdr,
                Bloom {
                    intensity: 0.05,
                    ..Bloom::NATURAL
                },
            ));
        } else {
            camera.remove::<(Hdr, Bloom)>();
        }
    }
}
