//! The two eyes: where they are, what each sees of the world, and onto what it is drawn.

use bevy::{
    camera::{CameraProjection, ManualTextureViewHandle, RenderTarget, SubCameraView},
    math::Vec3A,
    prelude::*,
    render::extract_component::ExtractComponent,
};

/// A camera that draws for one eye of the headset: 0 left, 1 right. Whoever draws the world gives it what its other
/// cameras have (tone mapping, haze, …), all but the projection.
#[derive(Component, ExtractComponent, Debug, Clone, Copy, PartialEq, Eq)]
#[require(Camera3d)]
pub struct EyeCamera(pub usize);

/// Nearer than this, in metres, nothing is drawn: hands are near.
const NEAR_M: f32 = 0.05;

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

/// An infinite projection with the depth reversed, as Bevy has it, whose middle need not be straight ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EyeProjection {
    pub fov: Fov,
    /// Metres.
    pub near: f32,
    /// How far shadows and culling reckon, in metres; the picture has no far end.
    pub far: f32,
}

impl Default for EyeProjection {
    fn default() -> Self {
        let half = core::f32::consts::FRAC_PI_4;
        Self {
            fov: Fov {
                left: -half,
                right: half,
                up: half,
                down: -half,
            },
            near: NEAR_M,
            far: 3000.0,
        }
    }
}

impl EyeProjection {
    /// The edges of the picture one metre ahead: left, right, down, up.
    fn edges(&self) -> [f32; 4] {
        [self.fov.left, self.fov.right, self.fov.down, self.fov.up].map(f32::tan)
    }

    fn clip_from_view(&self) -> Mat4 {
        let [left, right, down, up] = self.edges();
        let (width, height) = (right - left, up - down);
        Mat4::from_cols(
            Vec4::new(2.0 / width, 0.0, 0.0, 0.0),
            Vec4::new(0.0, 2.0 / height, 0.0, 0.0),
            Vec4::new((right + left) / width, (up + down) / height, 0.0, -1.0),
            Vec4::new(0.0, 0.0, self.near, 0.0),
        )
    }
}

impl CameraProjection for EyeProjection {
    fn get_clip_from_view(&self) -> Mat4 {
        self.clip_from_view()
    }

    fn get_clip_from_view_for_sub(&self, _: &SubCameraView) -> Mat4 {
        // An eye is never drawn in parts.
        self.clip_from_view()
    }

    fn update(&mut self, _: f32, _: f32) {}

    fn far(&self) -> f32 {
        self.far
    }

    fn get_frustum_corners(&self, z_near: f32, z_far: f32) -> [Vec3A; 8] {
        let [left, right, down, up] = self.edges();
        let corner = |x: f32, y: f32, z: f32| Vec3A::new(x * z.abs(), y * z.abs(), z);
        // Bevy's order: bottom right, top right, top left, bottom left; near, then far.
        let face = |z: f32| {
            [(right, down), (right, up), (left, up), (left, down)].map(|(x, y)| corner(x, y, z))
        };
        let [n, f] = [face(z_near), face(z_far)];
        [n[0], n[1], n[2], n[3], f[0], f[1], f[2], f[3]]
    }
}

#[cfg(test)]
mod tests {
    use bevy::camera::PerspectiveProjection;

    use super::*;

    #[test]
    fn an_eye_would_see_another_world_than_bevys_own_camera() {
        let half = 0.6_f32;
        let own = EyeProjection {
            fov: Fov {
                left: -half,
                right: half,
                up: half,
                down: -half,
            },
            near: 0.1,
            far: 100.0,
        };
        let bevys = PerspectiveProjection {
            fov: half * 2.0,
            aspect_ratio: 1.0,
            near: 0.1,
            far: 100.0,
            ..default()
        };
        assert!(
            own.get_clip_from_view()
                .abs_diff_eq(bevys.get_clip_from_view(), 1e-5)
        );
        let corners = own
            .get_frustum_corners(-0.1, -50.0)
            .into_iter()
            .zip(bevys.get_frustum_corners(-0.1, -50.0));
        for (own, bevys) in corners {
            assert!(own.abs_diff_eq(bevys, 1e-3), "{own} {bevys}");
        }
    }

    #[test]
    fn an_eye_whose_middle_is_not_straight_ahead_would_be_drawn_askew() {
        let eye = EyeProjection {
            fov: Fov {
                left: -0.9,
                right: 0.7,
                up: 0.8,
                down: -0.85,
            },
            ..default()
        };
        let clip = eye.get_clip_from_view();
        for (x, y, ndc) in [
            (eye.fov.left, eye.fov.up, Vec2::new(-1.0, 1.0)),
            (eye.fov.right, eye.fov.down, Vec2::new(1.0, -1.0)),
        ] {
            let seen = clip.project_point3(Vec3::new(x.tan(), y.tan(), -1.0) * 7.0);
            assert!((seen.xy() - ndc).length() < 1e-5, "{seen}");
        }
        // The near plane is at depth 1, infinity at 0.
        assert!((clip.project_point3(Vec3::NEG_Z * NEAR_M).z - 1.0).abs() < 1e-5);
        assert!(clip.project_point3(Vec3::NEG_Z * 1e6).z < 1e-5);
    }
}
