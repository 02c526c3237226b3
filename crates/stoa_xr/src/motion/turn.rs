//! Turning by the stick, in steps or smoothly, and the step back.
//!
//! A yaw grows to the left: a stick pushed left gives positive radians, pushed right negative ones.

use bevy_math::{Vec2, Vec3};

use super::{
    ease::seconds,
    heading::ahead,
    stick::{Push, past_dead_zone, sound},
};

/// Degrees that a step of a snap turn may have, least and most.
pub const SNAP_DEGREES: (f32, f32) = (15.0, 90.0);
pub const SNAP_DEFAULT_DEGREES: f32 = 30.0;
/// Degrees a second that a smooth turn may have, least and most.
pub const SMOOTH_DEG_PER_S: (f32, f32) = (30.0, 180.0);
/// How far one step back goes.
pub const BACK_STEP_M: f32 = 0.5;

/// With `repeat`: how long the stick is held before the second step, and how long between later ones.
const REPEAT_AFTER_S: f32 = 0.6;
const REPEAT_EVERY_S: f32 = 0.3;
/// Smooth turn: deflection to this power, so that small ones turn finely.
const CURVE: f32 = 1.8;

/// A turn in steps: one a push.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapTurn {
    degrees: f32,
    /// Whether a held stick goes on turning.
    pub repeat: bool,
    left: Push,
    right: Push,
    /// The step that a held stick repeats, and how long until then.
    again: Option<(f32, f32)>,
}

impl Default for SnapTurn {
    fn default() -> Self {
        Self::new(SNAP_DEFAULT_DEGREES)
    }
}

impl SnapTurn {
    /// Steps of so many degrees, held within [`SNAP_DEGREES`].
    pub fn new(degrees: f32) -> Self {
        let sound = if degrees.is_finite() {
            degrees
        } else {
            SNAP_DEFAULT_DEGREES
        };
        Self {
            degrees: sound.clamp(SNAP_DEGREES.0, SNAP_DEGREES.1),
            repeat: false,
            left: Push::default(),
            right: Push::default(),
            again: None,
        }
    }

    pub fn degrees(&self) -> f32 {
        self.degrees
    }

    /// The turn of this frame in radians, left positive; nearly always 0. `free` is false while the stick means
    /// something else, such as the facing of a teleport.
    pub fn update(&mut self, stick: Vec2, free: bool, dt_s: f32) -> f32 {
        let stick = sound(stick);
        let free = free && stick.x.abs() >= stick.y.abs();
        let step = self.degrees.to_radians();
        let left = self.left.update(-stick.x, free);
        let right = self.right.update(stick.x, free);
        if left || right {
            return self.begin(if left { step } else { -step });
        }
        let is_held = self.left.is_held() || self.right.is_held();
        let Some((step, left_s)) = self.again.filter(|_| self.repeat && free && is_held) else {
            self.again = None;
            return 0.0;
        };
        let left_s = left_s - seconds(dt_s);
        if left_s > 0.0 {
            self.again = Some((step, left_s));
            return 0.0;
        }
        // One step a frame, however long the frame was.
        self.again = Some((step, (left_s + REPEAT_EVERY_S).max(0.0)));
        step
    }

    fn begin(&mut self, step: f32) -> f32 {
        self.again = Some((step, REPEAT_AFTER_S));
        step
    }
}

/// A turn at a speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SmoothTurn {
    deg_per_s: f32,
}

impl SmoothTurn {
    /// So many degrees a second with the stick at its end, held within [`SMOOTH_DEG_PER_S`].
    pub fn new(deg_per_s: f32) -> Self {
        let (least, most) = SMOOTH_DEG_PER_S;
        let sound = if deg_per_s.is_finite() {
            deg_per_s
        } else {
            least
        };
        Self {
            deg_per_s: sound.clamp(least, most),
        }
    }

    pub fn deg_per_s(&self) -> f32 {
        self.deg_per_s
    }

    /// The turn of this frame of `dt_s` seconds in radians, left positive.
    pub fn update(&self, stick: Vec2, dt_s: f32) -> f32 {
        // The dead zone is the axis's own: a stick pushed ahead, not quite straight, does not turn.
        let x = past_dead_zone(Vec2::new(sound(stick).x, 0.0)).x;
        let speed = self.deg_per_s.to_radians() * x.abs().powf(CURVE);
        -speed.copysign(x) * seconds(dt_s)
    }
}

/// A step back while one moves by teleport: one a pull.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BackStep {
    pull: Push,
}

impl BackStep {
    /// True in the frame in which one steps back. `free` as in [`SnapTurn::update`].
    pub fn update(&mut self, stick: Vec2, free: bool) -> bool {
        let stick = sound(stick);
        self.pull
            .update(-stick.y, free && stick.y.abs() > stick.x.abs())
    }

    /// Where a step back leads somebody who stands on `at` and whose head faces `yaw`. The world's own rules decide
    /// whether one can stand there.
    pub fn target(at: Vec3, yaw: f32) -> Vec3 {
        at - ahead(yaw) * BACK_STEP_M
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DT: f32 = 1.0 / 90.0;

    fn degrees(turn: &mut SnapTurn, sticks: &[(f32, f32)]) -> Vec<i32> {
        let frame = |&(x, y): &(f32, f32)| {
            let step = turn.update(Vec2::new(x, y), true, DT);
            step.to_degrees().round() as i32
        };
        sticks.iter().map(frame).collect()
    }

    #[test]
    fn a_push_would_turn_the_wrong_way_or_twice() {
        let cases: [(&str, &[(f32, f32)], &[i32]); 7] = [
            ("left is positive", &[(-0.71, 0.0)], &[30]),
            ("right is negative", &[(0.71, 0.0)], &[-30]),
            ("short of it", &[(0.69, 0.0), (-0.69, 0.0)], &[0, 0]),
            (
                "trembling",
                &[(0.8, 0.0), (0.6, 0.0), (0.9, 0.0), (0.31, 0.0), (1.0, 0.0)],
                &[-30, 0, 0, 0, 0],
            ),
            (
                "let go",
                &[(0.8, 0.0), (0.29, 0.0), (0.8, 0.0)],
                &[-30, 0, -30],
            ),
            ("across", &[(1.0, 0.0), (-1.0, 0.0)], &[-30, 30]),
            ("ahead", &[(0.6, 0.8), (0.71, -0.72)], &[0, 0]),
        ];
        for (name, sticks, turns) in cases {
            assert_eq!(degrees(&mut SnapTurn::default(), sticks), turns, "{name}");
        }
    }

    #[test]
    fn a_step_would_be_too_small_to_use_or_turn_one_round() {
        for (asked, given) in [
            (30.0, 30.0),
            (45.0, 45.0),
            (5.0, 15.0),
            (180.0, 90.0),
            (-30.0, 15.0),
            (f32::NAN, 30.0),
        ] {
            let turn = SnapTurn::new(asked);
            assert_eq!(turn.degrees(), given, "{asked}");
        }
    }

    #[test]
    fn a_held_stick_would_spin_whoever_did_not_ask_for_it() {
        let held = [(1.0, 0.0); 180];
        let count = |repeat| {
            let mut turn = SnapTurn {
                repeat,
                ..SnapTurn::default()
            };
            let turns = degrees(&mut turn, &held);
            let at = (0..turns.len()).filter(|at| turns[*at] != 0);
            at.collect::<Vec<_>>()
        };
        assert_eq!(count(false), [0]);
        let at = count(true);
        // 0.6 s, then every 0.3 s, of 2 s.
        for (at, wanted) in at.iter().zip([0, 54, 81, 108, 135, 162]) {
            assert!(at.abs_diff(wanted) <= 1, "{at} of {wanted}");
        }
        assert_eq!(at.len(), 6);
    }

    #[test]
    fn the_stick_that_gave_a_facing_would_turn_after_landing() {
        let mut turn = SnapTurn::default();
        let right = Vec2::X;
        assert_eq!(turn.update(right, false, DT), 0.0);
        assert_eq!(turn.update(right, true, DT), 0.0, "not let go yet");
        assert_eq!(turn.update(Vec2::ZERO, true, DT), 0.0);
        assert!(turn.update(right, true, DT) < 0.0);
    }

    #[test]
    fn a_smooth_turn_would_have_another_speed_or_side() {
        let turn = SmoothTurn::new(90.0);
        for (stick, deg_per_s) in [
            ((1.0, 0.0), -90.0),
            ((-1.0, 0.0), 90.0),
            ((0.575, 0.0), -25.85),
            ((0.15, 0.0), 0.0),
            ((0.14, 0.99), 0.0),
            ((f32::NAN, 0.0), 0.0),
        ] {
            let turned: f32 = (0..90).map(|_| turn.update(Vec2::from(stick), DT)).sum();
            let turned = turned.to_degrees();
            assert!((turned - deg_per_s).abs() < 0.05, "{stick:?}: {turned}");
        }
        for (asked, given) in [(10.0, 30.0), (400.0, 180.0), (f32::NAN, 30.0)] {
            assert_eq!(SmoothTurn::new(asked).deg_per_s(), given);
        }
    }

    #[test]
    fn a_pull_would_step_twice_or_to_the_side() {
        let mut step = BackStep::default();
        let pulls = [-0.6, -0.71, -1.0, -0.4, -0.9, -0.2, -0.8];
        let stepped = pulls.map(|y| step.update(Vec2::new(0.1, y), true));
        assert_eq!(stepped, [false, true, false, false, false, false, true]);
        assert!(!BackStep::default().update(Vec2::new(-0.9, -0.5), true));
        assert!(!BackStep::default().update(Vec2::NEG_Y, false));

        let at = BackStep::target(Vec3::new(1.0, 0.0, 1.0), core::f32::consts::FRAC_PI_2);
        assert!(
            at.distance(Vec3::new(1.5, 0.0, 1.0)) < 1e-6,
            "facing west: {at}"
        );
    }
}
