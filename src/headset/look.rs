//! What the eyes see beside the world itself: hands, the ray, the arc; and what the window shows meanwhile.

use bevy::{camera::visibility::RenderLayers, prelude::*};
use stoa_render::{DrawnOnce, Quality, crowd::CrowdAsIn, view_camera};
use stoa_ui::{Loading, ViewCamera};
use stoa_xr::{EyeCamera, Headset, visuals::Curtain};

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (furnish_eyes, rest_the_window, draw_curtain));
}

/// The eyes see the world as the desktop's camera does.
fn furnish_eyes(
    mut commands: Commands,
    quality: Res<Quality>,
    eyes: Query<(Entity, &EyeCamera, &Projection), Added<EyeCamera>>,
) {
    let is_left =
        |(eye, which, _): (Entity, &EyeCamera, &Projection)| (which.0 == 0).then_some(eye);
    let left = eyes.iter().find_map(is_left);
    for (eye, which, projection) in &eyes {
        let own = projection.clone();
        commands
            .entity(eye)
            // A headset's frame is bound by what prepares it: each thing is prepared once.
            .insert((
                DrawnOnce,
                view_camera(stoa_render::camera::FOV_DEG, *quality),
            ))
            .insert(own);
        // The left eye's frustum holds what both see.
        if let Some(left) = left.filter(|_| which.0 == 1) {
            commands.entity(eye).insert(CrowdAsIn(left));
        }
    }
}

/// The window's colour meanwhile.
const RESTING: Color = Color::srgb(0.16, 0.13, 0.11);
/// A layer on which nothing lies.
const NOTHING: usize = 31;

/// The window does not draw the world a third time while somebody is in the headset.
fn rest_the_window(
    mut commands: Commands,
    headset: Res<Headset>,
    window: Single<(Entity, &mut Camera, Has<RenderLayers>), With<ViewCamera>>,
) {
    let (entity, mut camera, rests) = window.into_inner();
    if headset.is_worn() == rests {
        return;
    }
    if rests {
        camera.clear_color = ClearColorConfig::Default;
        commands
            .entity(entity)
            .remove::<(RenderLayers, DrawnOnce)>();
    } else {
        camera.clear_color = ClearColorConfig::Custom(RESTING);
        commands
            .entity(entity)
            .insert((RenderLayers::layer(NOTHING), DrawnOnce));
    }
}

/// Seconds in which the world comes out of the calm that one waits in.
const RISE_S: f32 = 0.8;

/// Until the world is drawn one is in a calm place that turns with the head, then the world fades in.
fn draw_curtain(loading: Res<Loading>, time: Res<Time<Real>>, mut curtain: ResMut<Curtain>) {
    let wanted = if loading.drawn {
        (curtain.0 - time.delta_secs() / RISE_S).max(0.0)
    } else {
        1.0
    };
    if curtain.0 != wanted {
        curtain.0 = wanted;
    }
}
