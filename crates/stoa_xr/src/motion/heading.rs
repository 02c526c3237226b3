//! Headings: radians, counter-clockwise seen from above, 0 facing −z.

use core::f32::consts::{PI, TAU};

use bevy_math::{Quat, Vec3};

/// The level unit vector that a yaw faces.
pub fn ahead(yaw: f32) -> Vec3 {
    let (sin, cos) = yaw.sin_cos();
    Vec3::new(-sin, 0.0, -cos)
}

/// The yaw of a direction; `None` where it points straight up or down, or nowhere.
pub fn yaw_of(direction: Vec3) -> Option<f32> {
    let level = direction.with_y(0.0);
    let sound = level.is_finite() && level.length_squared() > 1e-8;
    sound.then(|| (-level.x).atan2(-level.z))
}

/// The yaw of a head or a hand. It holds while one looks straight down at the feet or up at the sky: there the crown
/// of the head tells the heading, mixed in smoothly, so that nothing jumps on the way.
pub fn yaw_of_pose(rotation: Quat) -> f32 {
    let forward = rotation * Vec3::NEG_Z;
    let crown = rotation * Vec3::Y;
    yaw_of(forward - forward.y * crown.with_y(0.0)).unwrap_or(0.0)
}

/// The same heading within −π..=π.
pub fn wrap(yaw: f32) -> f32 {
    let turned = (yaw + PI).rem_euclid(TAU) - PI;
    if turned.is_finite() { turned } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use core::f32::consts::FRAC_PI_2;

    use bevy_math::EulerRot;

    use super::*;

    #[test]
    fn left_and_right_would_be_swapped() {
        for (direction, yaw) in [
            (Vec3::NEG_Z, Some(0.0)),
            (Vec3::NEG_X, Some(FRAC_PI_2)),
            (Vec3::X, Some(-FRAC_PI_2)),
            (Vec3::new(-1.0, 7.0, -1.0), Some(FRAC_PI_2 / 2.0)),
            (Vec3::Y, None),
            (Vec3::ZERO, None),
            (Vec3::NAN, None),
        ] {
            let got = yaw_of(direction);
            match (got, yaw) {
                (Some(got), Some(yaw)) => {
                    assert!((got - yaw).abs() < 1e-6, "{direction}: {got}");
                    assert!(
                        ahead(got).dot(direction) > 0.0,
                        "{direction} and back again"
                    );
                }
                _ => assert_eq!(got, yaw, "{direction}"),
            }
        }
    }

    #[test]
    fn looking_at_ones_feet_would_turn_one_round() {
        for yaw_deg in [-170.0_f32, -90.0, 0.0, 30.0, 135.0] {
            for pitch_deg in [-100.0_f32, -90.0, -89.0, -45.0, 0.0, 45.0, 89.0, 90.0] {
                let (yaw, pitch) = (yaw_deg.to_radians(), pitch_deg.to_radians());
                let pose = Quat::from_euler(EulerRot::YXZ, yaw, pitch, 0.0);
                let off = wrap(yaw_of_pose(pose) - yaw);
                assert!(
                    off.abs() < 1e-3,
                    "yaw {yaw_deg}, pitch {pitch_deg}: {off} off"
                );
            }
        }
        // A head held askew still looks where it looks.
        let askew = Quat::from_euler(EulerRot::YXZ, 0.5, 0.0, 0.6);
        assert!((yaw_of_pose(askew) - 0.5).abs() < 1e-5);
    }

    #[test]
    fn a_heading_would_leave_the_circle() {
        for (yaw, wrapped) in [
            (0.0, 0.0),
            (TAU + 1.0, 1.0),
            (-TAU - 1.0, -1.0),
            (3.5, 3.5 - TAU),
            (f32::NAN, 0.0),
            (f32::INFINITY, 0.0),
        ] {
            assert!((wrap(yaw) - wrapped).abs() < 1e-5, "{yaw}");
        }
    }
}
