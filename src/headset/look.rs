//! What the eyes see beside the world itself: hands, the ray, the arc; and what the window shows meanwhile.

use bevy::{camera::visibility::RenderLayers, prelude::*};
use stoa_render::{Quality, body::FirstPersonHidden, view_camera};
use stoa_ui::{LocalPerson, ViewCamera};
use stoa_world::{StableId, sim::BodyIndex};
use stoa_xr::{EyeCamera, Headset};

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (furnish_eyes, rest_the_window))
        .add_systems(PostUpdate, hide_own_body);
}

/// The eyes see the world as the desktop's camera does.
fn furnish_eyes(
    mut commands: Commands,
    quality: Res<Quality>,
    eyes: Query<(Entity, &Projection), Added<EyeCamera>>,
) {
    for (eye, projection) in &eyes {
        let own = projection.clone();
        commands
            .entity(eye)
            .insert(view_camera(stoa_render::camera::FOV_DEG, *quality))
            .insert(own);
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
        commands.entity(entity).remove::<RenderLayers>();
    } else {
        commands.entity(entity).insert(RenderLayers::layer(NOTHING));
    }
}

/// One's own body is not looked at from inside, whatever view the desktop has.
fn hide_own_body(
    mut commands: Commands,
    headset: Res<Headset>,
    person: Option<Res<LocalPerson>>,
    index: Res<BodyIndex>,
) {
    let own = |person: StableId| index.get(person);
    if headset.is_worn()
        && let Some(body) = person.and_then(|person| own(person.0))
    {
        commands.entity(body).insert(FirstPersonHidden);
    }
}
