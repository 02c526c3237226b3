//! What stays open of a narrowed view, and what a covered view shows: pure numbers.

use bevy_math::{Isometry3d, Vec3};

use super::shapes::Tint;
use crate::{eyes::Eye, motion::vignette::NARROWEST};

/// Seen so far to the side, as the tangent of the angle, counts as the edge of any view (87°).
const TAN_MAX: f32 = 20.0;

/// How far both eyes together see, as the tangents of the angles from the middle of the head's view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// To the side, at the height of the eyes.
    pub half_width: f32,
    /// To the farthest corner.
    pub corner: f32,
}

impl Default for Extent {
    /// 45° to the side and to above.
    fn default() -> Self {
        Self {
            half_width: 1.0,
            corner: core::f32::consts::SQRT_2,
        }
    }
}

impl Extent {
    /// Eyes and head in the tracking space. Eyes may look outward.
    pub fn of(eyes: &[Eye; 2], head: Isometry3d) -> Self {
        let mut seen = Self {
            half_width: 0.0,
            corner: 0.0,
        };
        for eye in eyes {
            let turned = head.rotation.inverse() * eye.pose.rotation;
            let tangent = |x: f32, y: f32| {
                let to = turned * Vec3::new(x.tan(), y.tan(), -1.0);
                let aside = to.truncate().length();
                if aside < TAN_MAX * -to.z {
                    aside / -to.z
                } else {
                    TAN_MAX
                }
            };
            for x in [eye.fov.left, eye.fov.right] {
                seen.half_width = seen.half_width.max(tangent(x, 0.0));
                for y in [eye.fov.up, eye.fov.down] {
                    seen.corner = seen.corner.max(tangent(x, y));
                }
            }
        }
        if seen.half_width.is_finite() && seen.half_width > 0.1 {
            seen
        } else {
            Self::default()
        }
    }

    /// The tangent of the half-angle that stays open at this aperture; `None` where all does. At [`NARROWEST`] it is
    /// that share of the half width; toward 1 it grows to the corners, so that nothing jumps when it opens or begins.
    /// 0 is what nobody has set yet.
    pub fn hole(&self, aperture: f32) -> Option<f32> {
        if !(aperture > 0.0 && aperture < 0.999) {
            return None;
        }
        let open = ((aperture - NARROWEST) / (1.0 - NARROWEST)).clamp(0.0, 1.0);
        Some(aperture * (self.half_width + (self.corner - self.half_width) * open))
    }
}

/// A number from 0 to 1; one that is none is 0.
pub fn share(of: f32) -> f32 {
    if of.is_finite() {
        of.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// The loading place: warm grey, lighter above, a paler horizon, and a glow ahead, so that one sees one's head turn.
const ABOVE: Vec3 = Vec3::new(0.235, 0.212, 0.185);
const BELOW: Vec3 = Vec3::new(0.120, 0.102, 0.084);
const HORIZON: Vec3 = Vec3::new(0.335, 0.290, 0.232);
const GLOW: Vec3 = Vec3::new(0.090, 0.066, 0.036);

/// The loading place's colour in a direction; −z is ahead.
fn loading(to: Vec3) -> Vec3 {
    let far = if to.y > 0.0 { ABOVE } else { BELOW };
    let level = 1.0 - to.y.abs();
    far.lerp(HORIZON, level.powi(4)) + GLOW * to.dot(Vec3::NEG_Z).max(0.0).powi(3)
}

/// What covers the view in a direction: the curtain, and before it the dark; each 0 away to 1 whole.
pub fn cover(curtain: f32, dark: f32, to: Vec3) -> Tint {
    let (curtain, dark) = (share(curtain), share(dark));
    let through = (1.0 - curtain) * (1.0 - dark);
    let opaque = 1.0 - through;
    let [r, g, b] = if opaque > 0.0 {
        (loading(to.normalize_or(Vec3::NEG_Z)) * (curtain * (1.0 - dark) / opaque)).to_array()
    } else {
        [0.0; 3]
    };
    [r, g, b, opaque]
}

#[cfg(test)]
mod tests {
    use bevy_math::Quat;

    use super::*;
    use crate::eyes::Fov;

    fn eyes(cant_deg: f32) -> [Eye; 2] {
        let (outer, inner, up) = (50_f32, 42_f32, 46_f32);
        let eye = |side: f32, left: f32, right: f32| Eye {
            pose: Isometry3d::new(
                Vec3::X * side * 0.032,
                Quat::from_rotation_y(-side * cant_deg.to_radians()),
            ),
            fov: Fov {
                left: -left.to_radians(),
                right: right.to_radians(),
                up: up.to_radians(),
                down: -up.to_radians(),
            },
        };
        [eye(-1.0, outer, inner), eye(1.0, inner, outer)]
    }

    #[test]
    fn the_vignette_would_leave_the_edge_of_an_eye_uncovered() {
        for (cant_deg, half_deg, corner_deg) in [(0.0, 50.0, 57.7), (5.0, 55.0, 62.0)] {
            let extent = Extent::of(&eyes(cant_deg), Isometry3d::IDENTITY);
            let (half, corner) = (extent.half_width.atan(), extent.corner.atan());
            assert!(
                (half.to_degrees() - half_deg).abs() < 0.1,
                "{}",
                half.to_degrees()
            );
            assert!(
                (corner.to_degrees() - corner_deg).abs() < 1.0,
                "{}",
                corner.to_degrees()
            );
            // However the head is held.
            let turned = Isometry3d::new(
                Vec3::Y,
                Quat::from_euler(bevy_math::EulerRot::YXZ, 1.0, 0.4, 0.2),
            );
            let moved = eyes(cant_deg).map(|eye| Eye {
                pose: turned * eye.pose,
                ..eye
            });
            let again = Extent::of(&moved, turned);
            assert!((again.half_width - extent.half_width).abs() < 1e-4);
        }
    }

    #[test]
    fn another_angle_would_stay_open() {
        let extent = Extent::of(&eyes(0.0), Isometry3d::IDENTITY);
        for (aperture, degrees) in [
            (0.4, Some(25.5)),
            (0.7, Some(44.2)),
            (0.99, Some(57.0)),
            (1.0, None),
            (0.0, None),
            (-1.0, None),
            (f32::NAN, None),
        ] {
            let open = extent.hole(aperture).map(|tan| tan.atan().to_degrees());
            match (open, degrees) {
                (Some(got), Some(wanted)) => {
                    assert!((got - wanted).abs() < 0.6, "{aperture}: {got}°");
                }
                (got, wanted) => assert_eq!(got, wanted, "{aperture}"),
            }
        }
        let holes: Vec<f32> = (40..100)
            .filter_map(|percent| extent.hole(percent as f32 / 100.0))
            .collect();
        assert!(
            holes.windows(2).all(|two| two[0] < two[1]),
            "it opens steadily"
        );
    }

    #[test]
    fn eyes_that_see_nothing_or_behind_them_would_break_it() {
        let none = Fov {
            left: 0.0,
            right: 0.0,
            up: 0.0,
            down: 0.0,
        };
        let blind = eyes(0.0).map(|eye| Eye { fov: none, ..eye });
        assert_eq!(Extent::of(&blind, Isometry3d::IDENTITY), Extent::default());
        let wide = Extent::of(&eyes(60.0), Isometry3d::IDENTITY);
        assert_eq!(wide.half_width, TAN_MAX);
    }

    #[test]
    fn the_cover_would_let_something_through_or_dim_an_open_view() {
        for (curtain, dark, opaque) in [
            (0.0, 0.0, 0.0),
            (1.0, 0.0, 1.0),
            (0.0, 1.0, 1.0),
            (0.5, 0.5, 0.75),
            (f32::NAN, 0.25, 0.25),
            (7.0, -1.0, 1.0),
        ] {
            let tint = cover(curtain, dark, Vec3::NEG_Z);
            assert!(
                (tint[3] - opaque).abs() < 1e-6,
                "{curtain} {dark}: {tint:?}"
            );
        }
        assert_eq!(
            cover(1.0, 1.0, Vec3::X),
            [0.0, 0.0, 0.0, 1.0],
            "black before the curtain"
        );
        assert_eq!(cover(0.0, 0.6, Vec3::X)[..3], [0.0; 3]);
    }

    #[test]
    fn the_loading_place_would_be_glaring_dark_or_the_same_all_round() {
        let mut seen = Vec::new();
        for to in [Vec3::NEG_Z, Vec3::Z, Vec3::X, Vec3::Y, Vec3::NEG_Y] {
            let [r, g, b, _] = cover(1.0, 0.0, to);
            assert!(r > g && g > b, "warm: {to}");
            assert!((0.08..0.45).contains(&r), "{to}: {r}");
            seen.push(r);
        }
        assert!(
            seen[0] > seen[1] + 0.05 && seen[3] > seen[4] + 0.05,
            "{seen:?}"
        );
    }
}
