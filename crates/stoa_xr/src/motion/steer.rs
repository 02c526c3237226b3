//! Smooth movement: a stick and a view become the steering of a body.

use bevy_math::Vec2;

use super::stick::{past_dead_zone, sound};

/// The stick is pushed as far as this to run.
pub const RUN_FROM: f32 = 0.95;

/// Steering in the body's own frame, as a `Move` intent has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Steer {
    /// Percent of a walk, −100 to 100.
    pub right: i8,
    /// Percent of a walk, −100 to 100.
    pub ahead: i8,
    pub run: bool,
}

/// Where a stick steers. `view_yaw` is the head's or the hand's and `body_yaw` the body's, both in the world: ahead on
/// the stick is where the view points, whichever way the body stands. `pace` is the speed of a full stick, 0 to 1 of a
/// walk.
pub fn steer(stick: Vec2, view_yaw: f32, body_yaw: f32, pace: f32, may_run: bool) -> Steer {
    let off = view_yaw - body_yaw;
    if !off.is_finite() || !pace.is_finite() {
        return Steer::default();
    }
    let push = past_dead_zone(stick) * pace.clamp(0.0, 1.0);
    let push = Vec2::from_angle(off).rotate(push);
    let percent = |share: f32| (share * 100.0).round().clamp(-100.0, 100.0) as i8;
    Steer {
        right: percent(push.x),
        ahead: percent(push.y),
        run: may_run && sound(stick).length() > RUN_FROM,
    }
}

#[cfg(test)]
mod tests {
    use core::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};

    use super::*;

    #[test]
    fn a_stick_would_steer_elsewhere_than_one_looks() {
        for (stick, view, body, right, ahead) in [
            ((0.0, 1.0), 0.0, 0.0, 0, 100),
            ((1.0, 0.0), 0.0, 0.0, 100, 0),
            // Looking left of the body.
            ((0.0, 1.0), FRAC_PI_2, 0.0, -100, 0),
            ((1.0, 0.0), FRAC_PI_2, 0.0, 0, 100),
            ((0.0, 1.0), 0.0, FRAC_PI_2, 100, 0),
            ((0.0, 1.0), FRAC_PI_4, 0.0, -71, 71),
            ((0.0, -1.0), PI, 0.0, 0, 100),
            // The same turn of both, and a whole turn of one, changes nothing.
            ((0.3, 0.9), 2.0, 2.0, 30, 89),
            ((0.3, 0.9), 2.0 + 2.0 * PI, 2.0, 30, 89),
            // Dead zone, rescaled beyond it, corners cut.
            ((0.1, 0.1), 1.0, 0.0, 0, 0),
            ((0.0, 0.575), 0.0, 0.0, 0, 50),
            ((1.0, 1.0), 0.0, 0.0, 71, 71),
            ((f32::NAN, 1.0), 0.0, 0.0, 0, 0),
            ((0.0, 1.0), f32::NAN, 0.0, 0, 0),
        ] {
            let got = steer(Vec2::from(stick), view, body, 1.0, false);
            let wanted = Steer {
                right,
                ahead,
                run: false,
            };
            assert_eq!(got, wanted, "{stick:?}, view {view}, body {body}");
        }
    }

    #[test]
    fn one_would_run_unasked_or_faster_than_ones_pace() {
        for (y, pace, may_run, ahead, run) in [
            (1.0, 1.0, true, 100, true),
            (0.94, 1.0, true, 93, false),
            (1.0, 1.0, false, 100, false),
            (1.0, 0.6, false, 60, false),
            (1.0, 7.0, false, 100, false),
            (1.0, -1.0, false, 0, false),
            (1.0, f32::NAN, true, 0, false),
        ] {
            let got = steer(Vec2::new(0.0, y), 0.0, 0.0, pace, may_run);
            assert_eq!((got.ahead, got.run), (ahead, run), "{y} at {pace}");
        }
    }
}
