//! The two eyes: where they are, what each sees of the world, and onto what it is drawn.

mod both;
mod projection;

use bevy::{
    camera::{
        CameraUpdateSystems, ManualTextureViewHandle, RenderTarget, Viewport,
        visibility::RenderLayers,
    },
    prelude::*,
    render::extract_component::ExtractComponent,
};

use self::{
    both::Pair,
    projection::{Beside, EyeProjection},
};
use crate::{
    rig::Placement,
    session::{Frame, Tracking, XrFrame},
};

/// A camera that draws for one eye of the headset: 0 left, 1 right. Whoever draws the world gives it what its other
/// cameras have (tone mapping, haze, …), all but the projection.
#[derive(Component, ExtractComponent, Debug, Clone, Copy, PartialEq, Eq)]
#[require(Camera3d)]
pub struct EyeCamera(pub usize);

/// With this resource the right eye is not drawn, and is shown what the left one sees. For measuring what two eyes cost.
#[derive(Resource, Debug, Clone, Copy, Default)]
pub struct OneEye;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins(both::plugin).add_systems(
        PostUpdate,
        place
            .before(TransformSystems::Propagate)
            // The projection and the picture's size are this frame's.
            .before(CameraUpdateSystems),
    );
}

/// Where an eye is in the tracking space, and how far it sees to each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eye {
    /// From the eye to the tracking space.
    pub pose: Isometry3d,
    pub fov: Fov,
}

/// The angles from straight ahead to the edges of the picture, in radians; left and down negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fov {
    pub left: f32,
    pub right: f32,
    pub up: f32,
    pub down: f32,
}

/// The handle of the texture that an eye is drawn onto.
pub(crate) fn target(eye: usize) -> ManualTextureViewHandle {
    ManualTextureViewHandle(0x570A_0000 + eye as u32)
}

/// A camera for each eye; they begin to draw with the first frame.
pub(crate) fn spawn(commands: &mut Commands) {
    for eye in 0..2 {
        commands.spawn((
            Name::new(["left eye", "right eye"][eye]),
            EyeCamera(eye),
            Camera {
                order: -10 + eye as isize,
                is_active: false,
                ..default()
            },
            RenderTarget::TextureView(target(eye)),
            Projection::custom(EyeProjection::default()),
            Transform::default(),
        ));
    }
}

/// The eyes' cameras stand where the eyes are, and draw while anything is seen of it.
fn place(
    frame: Res<XrFrame>,
    tracking: Res<Tracking>,
    placement: Res<Placement>,
    one_eye: Option<Res<OneEye>>,
    mut pair: ResMut<Pair>,
    mut cameras: Query<(
        Entity,
        &EyeCamera,
        &mut Transform,
        &mut Projection,
        &mut Camera,
        Option<&RenderLayers>,
    )>,
) {
    let frame = frame.0.filter(|frame| frame.draw);
    let one_eye = one_eye.is_some();
    let mut drawing = [None, None];
    for (entity, eye, mut transform, mut projection, mut camera, layers) in &mut cameras {
        let index = eye.0.min(1);
        let draws = tracking.eyes.is_some() && frame.is_some() && !(one_eye && index == 1);
        if camera.is_active != draws {
            camera.is_active = draws;
        }
        if draws {
            drawing[index] = Some((entity, layers.cloned()));
        }
        let Some(eyes) = tracking.eyes else { continue };
        *transform = placement.world_from(eyes[index].pose);
        look(&mut projection, &eyes, index, one_eye);
        if let Some(frame) = frame {
            size(&mut camera, &frame);
        }
    }
    pair.0 = match drawing {
        // What one eye may see the other may, too.
        [Some((left, on_left)), Some((right, on_right))] if on_left == on_right => {
            Some([left, right])
        }
        _ => None,
    };
}

/// The left eye's projection knows the right eye, whose picture is culled and shaded along with its own.
fn look(projection: &mut Mut<Projection>, eyes: &[Eye; 2], index: usize, one_eye: bool) {
    let own = &eyes[index];
    let wanted = EyeProjection {
        fov: own.fov,
        beside: (index == 0 && !one_eye).then(|| Beside::new(own, &eyes[1])),
        ..default()
    };
    let known = match &**projection {
        Projection::Custom(custom) => custom.get::<EyeProjection>(),
        _ => None,
    };
    if known.is_none_or(|known| !known.is_like(&wanted)) {
        **projection = Projection::custom(wanted);
    }
}

/// The camera draws the part of the image that this frame shows.
fn size(camera: &mut Mut<Camera>, frame: &Frame) {
    let known = camera.viewport.as_ref().map(|part| part.physical_size);
    if known != Some(frame.size) {
        camera.viewport = Some(Viewport {
            physical_size: frame.size,
            ..default()
        });
    }
}
