//! The two hands as plain values: where they are, where they point, and what is pressed.

use openxr::{Posef, SpaceLocationFlags};

use crate::bindings::Side;

/// A place and a direction in the reference space, in OpenXR's axes: x right, y up, z towards the viewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// In metres.
    pub position: [f32; 3],
    /// A unit quaternion, x y z w.
    pub orientation: [f32; 4],
}

/// One hand at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hand {
    /// A device gives this hand's poses or buttons. False on lost focus: hide the hand.
    pub active: bool,
    /// Where it holds.
    pub grip: Option<Pose>,
    /// Where it points from; it points along -z.
    pub aim: Option<Pose>,
    /// The grip's place and direction are both measured now, not guessed or kept.
    pub tracked: bool,
    pub select: bool,
    pub menu: bool,
    /// x to the right, y forward, each from -1 to 1. A trackpad's thumb counts only while it presses.
    pub stick: [f32; 2],
    /// 0 open to 1 closed.
    pub grab: f32,
}

/// Both hands, left first.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hands {
    pub hand: [Hand; 2],
}

impl Hands {
    pub fn of(&self, side: Side) -> &Hand {
        &self.hand[side.index()]
    }

    /// A device of either hand has a button.
    pub fn have_buttons(&self) -> bool {
        self.hand.iter().any(|hand| hand.active)
    }
}

/// A located pose when both its parts are valid and are numbers, and whether both are tracked.
pub(crate) fn located(flags: SpaceLocationFlags, pose: Posef) -> Option<(Pose, bool)> {
    use SpaceLocationFlags as Flags;
    if !flags.contains(Flags::POSITION_VALID | Flags::ORIENTATION_VALID) {
        return None;
    }
    let position = [pose.position.x, pose.position.y, pose.position.z];
    let q = pose.orientation;
    let length = [q.x, q.y, q.z, q.w]
        .iter()
        .map(|part| part * part)
        .sum::<f32>()
        .sqrt();
    // A runtime may hand out zeros or worse while a device wakes up.
    if !(length.is_finite() && length > 0.5 && position.iter().all(|part| part.is_finite())) {
        return None;
    }
    let orientation = [q.x / length, q.y / length, q.z / length, q.w / length];
    let tracked = flags.contains(Flags::POSITION_TRACKED | Flags::ORIENTATION_TRACKED);
    Some((
        Pose {
            position,
            orientation,
        },
        tracked,
    ))
}

/// The stick's value; `pressed` is `None` for a thumbstick and the pad's press for a trackpad.
pub(crate) fn stick(value: [f32; 2], pressed: Option<bool>) -> [f32; 2] {
    if pressed == Some(false) {
        return [0.0; 2];
    }
    value.map(|part| {
        if part.is_finite() {
            part.clamp(-1.0, 1.0)
        } else {
            0.0
        }
    })
}

/// The length of a pulse in nanoseconds and its strength from 0 to 1, or `None` for nothing to feel.
/// Longer than two seconds is cut: a controller must not go on shaking after its program has gone.
pub(crate) fn pulse(seconds: f32, amplitude: f32) -> Option<(i64, f32)> {
    const LONGEST_S: f32 = 2.0;
    if !(seconds > 0.0 && amplitude > 0.0) {
        return None;
    }
    let nanos = (f64::from(seconds.min(LONGEST_S)) * 1e9) as i64;
    Some((nanos.max(1), amplitude.min(1.0)))
}

#[cfg(test)]
mod tests {
    use openxr::{Quaternionf, Vector3f};

    use super::*;

    fn pose(w: f32, x: f32) -> Posef {
        Posef {
            orientation: Quaternionf {
                w,
                ..Quaternionf::default()
            },
            position: Vector3f { x, y: 1.0, z: 2.0 },
        }
    }

    #[test]
    fn a_pose_counts_only_when_both_parts_are_valid_numbers() {
        use SpaceLocationFlags as F;
        let valid = F::POSITION_VALID | F::ORIENTATION_VALID;
        let tracked = valid | F::POSITION_TRACKED | F::ORIENTATION_TRACKED;
        for (flags, pose, wanted) in [
            (F::EMPTY, pose(1.0, 0.0), None),
            (F::POSITION_VALID, pose(1.0, 0.0), None),
            (F::ORIENTATION_VALID, pose(1.0, 0.0), None),
            (valid, pose(1.0, 0.0), Some(false)),
            (valid | F::ORIENTATION_TRACKED, pose(1.0, 0.0), Some(false)),
            (tracked, pose(1.0, 0.0), Some(true)),
            (tracked, pose(0.0, 0.0), None),
            (tracked, pose(f32::NAN, 0.0), None),
            (tracked, pose(1.0, f32::INFINITY), None),
        ] {
            let got = located(flags, pose).map(|(_, tracked)| tracked);
            assert_eq!(got, wanted, "{flags:?}");
        }
        let (pose, _) = located(valid, pose(0.9, 3.0)).expect("valid");
        assert_eq!(pose.position, [3.0, 1.0, 2.0]);
        assert_eq!(pose.orientation, [0.0, 0.0, 0.0, 1.0], "made a unit again");
    }

    #[test]
    fn a_resting_thumb_on_a_trackpad_is_no_stick() {
        for (value, pressed, wanted) in [
            ([0.5, -0.5], None, [0.5, -0.5]),
            ([0.5, -0.5], Some(true), [0.5, -0.5]),
            ([0.5, -0.5], Some(false), [0.0, 0.0]),
            ([1.5, f32::NAN], None, [1.0, 0.0]),
        ] {
            assert_eq!(stick(value, pressed), wanted);
        }
    }

    #[test]
    fn pulses_are_bounded() {
        for (seconds, amplitude, wanted) in [
            (0.5, 0.25, Some((500_000_000, 0.25))),
            (60.0, 9.0, Some((2_000_000_000, 1.0))),
            (0.0, 1.0, None),
            (1.0, 0.0, None),
            (f32::NAN, 1.0, None),
            (1.0, f32::NAN, None),
        ] {
            assert_eq!(pulse(seconds, amplitude), wanted);
        }
    }
}
