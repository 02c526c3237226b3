//! The comfort vignette: the edge of the view closes while the world moves and the person does not.

use bevy_math::Vec3;

use super::{
    ease::{seconds, toward},
    heading::wrap,
    rig::Rig,
};

/// The speed and the turn that narrow the view to the most: a walk, and 60° a second.
pub const FULL_SPEED_M_S: f32 = 2.2;
pub const FULL_TURN_RAD_S: f32 = core::f32::consts::FRAC_PI_3;
/// What stays open then at strength 1, as a share of the view's half width.
pub const NARROWEST: f32 = 0.4;

/// Time to close and to open (95 % of the way).
const CLOSE_S: f32 = 0.15;
const OPEN_S: f32 = 0.4;
/// Below this share of the full motion nothing closes.
const UNFELT: f32 = 0.05;

/// Motion of the view that the person's own head did not make. Jumps (teleport, snap turn, recentre) are none: they
/// have no speed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ArtificialMotion {
    pub speed_m_s: f32,
    pub turn_rad_s: f32,
}

impl ArtificialMotion {
    /// The motion that moving the rig from `before` to `after` in `dt_s` seconds gave a head at `head` in the tracking
    /// space. However that head moves itself, a rig that stays gives none.
    pub fn of_rig(before: Rig, after: Rig, head: Vec3, dt_s: f32) -> Self {
        let dt_s = seconds(dt_s);
        if dt_s == 0.0 {
            return Self::default();
        }
        Self {
            speed_m_s: before.to_world(head).distance(after.to_world(head)) / dt_s,
            turn_rad_s: wrap(after.yaw - before.yaw).abs() / dt_s,
        }
    }

    /// 0 still to 1 as much as counts.
    fn share(self) -> f32 {
        let speed = self.speed_m_s / FULL_SPEED_M_S;
        let share = speed.hypot(self.turn_rad_s / FULL_TURN_RAD_S);
        if share.is_finite() && share > UNFELT {
            share.min(1.0)
        } else {
            0.0
        }
    }
}

/// How wide the view is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vignette {
    aperture: f32,
}

impl Default for Vignette {
    fn default() -> Self {
        Self { aperture: 1.0 }
    }
}

impl Vignette {
    /// 1 open; what is drawn as a share of the view's half width, never under [`NARROWEST`].
    pub fn aperture(&self) -> f32 {
        self.aperture
    }

    /// One frame of `dt_s` seconds. `strength` is the person's setting, 0 never to 1 most.
    pub fn update(&mut self, motion: ArtificialMotion, strength: f32, dt_s: f32) -> f32 {
        let closed = strength.clamp(0.0, 1.0) * (1.0 - NARROWEST) * motion.share();
        let wanted = if closed.is_finite() {
            1.0 - closed
        } else {
            1.0
        };
        let time_s = if wanted < self.aperture {
            CLOSE_S
        } else {
            OPEN_S
        };
        self.aperture = toward(self.aperture, wanted, time_s, dt_s);
        self.aperture
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walking(speed_m_s: f32) -> ArtificialMotion {
        ArtificialMotion {
            speed_m_s,
            ..ArtificialMotion::default()
        }
    }

    fn settled(motion: ArtificialMotion, strength: f32) -> f32 {
        let mut vignette = Vignette::default();
        for _ in 0..200 {
            vignette.update(motion, strength, 1.0 / 90.0);
        }
        vignette.aperture()
    }

    #[test]
    fn the_view_would_narrow_too_little_or_for_nothing() {
        let turning = |turn_rad_s| ArtificialMotion {
            turn_rad_s,
            ..ArtificialMotion::default()
        };
        for (motion, strength, aperture) in [
            (walking(0.0), 1.0, 1.0),
            (walking(0.1), 1.0, 1.0),
            (walking(1.1), 1.0, 0.7),
            (walking(2.2), 1.0, 0.4),
            (walking(4.2), 1.0, 0.4),
            (walking(2.2), 0.5, 0.7),
            (walking(4.2), 0.0, 1.0),
            (turning(FULL_TURN_RAD_S), 1.0, 0.4),
            (turning(FULL_TURN_RAD_S / 2.0), 1.0, 0.7),
            (walking(f32::NAN), 1.0, 1.0),
            (walking(f32::INFINITY), 1.0, 1.0),
            (walking(2.2), f32::NAN, 1.0),
        ] {
            let got = settled(motion, strength);
            assert!(
                (got - aperture).abs() < 1e-3,
                "{motion:?} at {strength}: {got}"
            );
        }
    }

    #[test]
    fn it_would_close_late_or_open_with_a_jerk() {
        for hz in [72.0_f32, 90.0, 120.0] {
            let frames = |seconds: f32| (seconds * hz).round() as usize;
            let mut vignette = Vignette::default();
            for _ in 0..frames(0.15) {
                vignette.update(walking(2.2), 1.0, 1.0 / hz);
            }
            let closed = 1.0 - vignette.aperture();
            assert!((closed / 0.6 - 0.95).abs() < 0.01, "{hz}: {closed}");
            let before = vignette.aperture();
            for _ in 0..frames(0.4) {
                vignette.update(walking(0.0), 1.0, 1.0 / hz);
            }
            let opened = (vignette.aperture() - before) / (1.0 - before);
            assert!((opened - 0.95).abs() < 0.01, "{hz}: {opened}");
        }
        let mut paused = Vignette::default();
        paused.update(walking(2.2), 1.0, f32::NAN);
        assert_eq!(paused.aperture(), 1.0);
    }

    #[test]
    fn ones_own_movement_would_narrow_the_view() {
        let dt_s = 1.0 / 90.0;
        let still = Rig {
            position: Vec3::new(3.0, 0.0, 4.0),
            yaw: 1.0,
        };
        // A head that walks about and turns: the rig stays.
        for head in [Vec3::ZERO, Vec3::new(0.5, 1.7, -0.4)] {
            let motion = ArtificialMotion::of_rig(still, still, head, dt_s);
            assert_eq!(motion, ArtificialMotion::default());
        }
        let walked = Rig {
            position: still.position + Vec3::X * 2.2 * dt_s,
            ..still
        };
        let motion = ArtificialMotion::of_rig(still, walked, Vec3::Y, dt_s);
        assert!((motion.speed_m_s - 2.2).abs() < 1e-3 && motion.turn_rad_s == 0.0);
        // A turn about the head turns it without moving it.
        let head = Vec3::new(0.5, 1.7, -0.4);
        let turned = still.turned_about(head, 0.01);
        let motion = ArtificialMotion::of_rig(still, turned, head, dt_s);
        assert!(motion.speed_m_s < 1e-3, "{motion:?}");
        assert!((motion.turn_rad_s - 0.9).abs() < 1e-3, "{motion:?}");
    }
}
