//! What an eye sees: its own picture, and what it and the other eye see together.

use bevy::{
    camera::{CameraProjection, SubCameraView, primitives::Frustum},
    math::{
        Vec3A,
        primitives::{HalfSpace, ViewFrustum},
    },
    prelude::*,
};

use super::{Eye, Fov};

/// Nearer than this, in metres, nothing is drawn: hands are near.
const NEAR_M: f32 = 0.05;

/// An infinite projection with the depth reversed, as Bevy has it, whose middle need not be straight ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EyeProjection {
    pub fov: Fov,
    /// Metres.
    pub near: f32,
    /// How far shadows and culling reckon, in metres; the picture has no far end.
    pub far: f32,
    /// The other eye, where what this one sees is found for both: then all but the picture itself is of what the two
    /// see together.
    pub beside: Option<Beside>,
}

/// The other eye, seen from this one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// From the other eye to this one.
    pose: Isometry3d,
    fov: Fov,
}

impl Beside {
    pub fn new(own: &Eye, other: &Eye) -> Self {
        Self {
            pose: own.pose.inverse() * other.pose,
            fov: other.fov,
        }
    }

    /// Whether the difference is only how exactly a pose can be told.
    fn is_like(&self, other: &Self) -> bool {
        let [a, b] = [self.pose, other.pose];
        self.fov == other.fov
            && a.translation.distance(b.translation) < 1e-4
            && a.rotation.dot(b.rotation).abs() > 1.0 - 1e-6
    }
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
            beside: None,
        }
    }
}

impl EyeProjection {
    /// Whether both see the same, but for how exactly a pose can be told.
    pub fn is_like(&self, other: &Self) -> bool {
        let beside = match (&self.beside, &other.beside) {
            (Some(own), Some(other)) => own.is_like(other),
            (None, None) => true,
            _ => false,
        };
        beside && (self.fov, self.near, self.far) == (other.fov, other.near, other.far)
    }

    fn clip_from_view(&self) -> Mat4 {
        let [left, right, down, up] = edges(&self.fov);
        let (width, height) = (right - left, up - down);
        Mat4::from_cols(
            Vec4::new(2.0 / width, 0.0, 0.0, 0.0),
            Vec4::new(0.0, 2.0 / height, 0.0, 0.0),
            Vec4::new((right + left) / width, (up + down) / height, 0.0, -1.0),
            Vec4::new(0.0, 0.0, self.near, 0.0),
        )
    }

    /// What each eye sees between two distances, which are negative, as ahead is.
    fn seen(&self, z_near: f32, z_far: f32) -> [Faces; 2] {
        let own = corners(&self.fov, z_near, z_far);
        let other = match &self.beside {
            None => own,
            Some(Beside { pose, fov }) => {
                corners(fov, z_near, z_far).map(|face| face.map(|corner| *pose * corner))
            }
        };
        [own, other]
    }
}

/// The edges of the picture one metre ahead: left, right, down, up.
fn edges(fov: &Fov) -> [f32; 4] {
    [fov.left, fov.right, fov.down, fov.up].map(f32::tan)
}

/// A near and a far face, each in Bevy's order: bottom right, top right, top left, bottom left.
type Faces = [[Vec3A; 4]; 2];

fn corners(fov: &Fov, z_near: f32, z_far: f32) -> Faces {
    let [left, right, down, up] = edges(fov);
    [z_near, z_far].map(|z| {
        [(right, down), (right, up), (left, up), (left, down)]
            .map(|(x, y)| Vec3A::new(x * z.abs(), y * z.abs(), z))
    })
}

/// A pyramid without its top, whose faces lie square to the view.
#[derive(Debug, Clone, Copy)]
struct Stump {
    near: Rect,
    far: Rect,
    z_near: f32,
    z_far: f32,
}

impl Stump {
    /// The one that holds all of `seen`, with its sides along the eyes'.
    fn around(seen: &[Faces]) -> Self {
        let near = seen.iter().flat_map(|[near, _]| near);
        let far = seen.iter().flat_map(|[_, far]| far);
        let z_near = near.clone().map(|corner| corner.z).fold(f32::MIN, f32::max);
        let z_far = far.clone().map(|corner| corner.z).fold(f32::MAX, f32::min);
        let near = near.fold(Rect::EMPTY, |rect, corner| {
            rect.union_point(corner.truncate())
        });
        // A turned eye's far corners lie before the far face, which has to be so large that the sides pass outside them.
        let far = far.fold(near, |rect, corner| {
            let way = ((corner.z - z_near) / (z_far - z_near)).max(0.01);
            let beyond = |near: Vec2| near + (corner.truncate() - near) / way;
            Rect {
                min: rect.min.min(beyond(near.min)),
                max: rect.max.max(beyond(near.max)),
            }
        });
        Self {
            near,
            far,
            z_near,
            z_far,
        }
    }

    /// The box that holds all of `seen`.
    fn boxed(seen: &[Faces]) -> Self {
        let all = seen.iter().flatten().flatten();
        let depths = all.clone().map(|corner| corner.z);
        let face = all.fold(Rect::EMPTY, |rect, corner| {
            rect.union_point(corner.truncate())
        });
        Self {
            near: face,
            far: face,
            z_near: depths.clone().fold(f32::MIN, f32::max),
            z_far: depths.fold(f32::MAX, f32::min),
        }
    }

    fn corners(&self) -> [Vec3A; 8] {
        let face = |Rect { min, max }: Rect, z: f32| {
            [
                (max.x, min.y),
                (max.x, max.y),
                (min.x, max.y),
                (min.x, min.y),
            ]
            .map(|(x, y)| Vec3A::new(x, y, z))
        };
        let [n, f] = [face(self.near, self.z_near), face(self.far, self.z_far)];
        [n[0], n[1], n[2], n[3], f[0], f[1], f[2], f[3]]
    }

    /// Its sides, in Bevy's order and in the space of the eye.
    fn sides(&self) -> [Vec4; 6] {
        let Self {
            near,
            far,
            z_near,
            z_far,
        } = *self;
        // How much further out a side is for each metre along z.
        let [least, most] =
            [far.min - near.min, far.max - near.max].map(|way| way / (z_far - z_near));
        [
            Vec4::new(1.0, 0.0, -least.x, least.x * z_near - near.min.x),
            Vec4::new(-1.0, 0.0, most.x, near.max.x - most.x * z_near),
            Vec4::new(0.0, 1.0, -least.y, least.y * z_near - near.min.y),
            Vec4::new(0.0, -1.0, most.y, near.max.y - most.y * z_near),
            Vec4::new(0.0, 0.0, -1.0, z_near),
            Vec4::new(0.0, 0.0, 1.0, -z_far),
        ]
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
        let seen = self.seen(z_near, z_far);
        let [stump, boxed] = [Stump::around(&seen), Stump::boxed(&seen)];
        let across = |stump: &Stump| stump.far.size().length();
        // For the shadows the smaller the sharper: around eyes that are turned outward that is the box.
        if across(&boxed) < across(&stump) * 0.95 {
            boxed.corners()
        } else {
            stump.corners()
        }
    }

    fn compute_frustum(&self, camera: &GlobalTransform) -> Frustum {
        let (_, rotation, translation) = camera.to_scale_rotation_translation();
        let half_spaces = Stump::around(&self.seen(-self.near, -self.far))
            .sides()
            .map(|side| {
                let normal = rotation * side.truncate();
                HalfSpace::new(normal.extend(side.w - normal.dot(translation)))
            });
        Frustum(ViewFrustum { half_spaces })
    }
}

#[cfg(test)]
#[path = "projection_tests.rs"]
mod tests;
