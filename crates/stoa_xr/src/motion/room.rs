//! Walking in the room: a head that comes to a wall of the world sees it darken, and is never pushed.

use bevy_math::Vec3;

use super::{ease::toward, rig::Rig};

/// How near a wall the view begins to fade.
pub const FADE_FROM_M: f32 = 0.25;

/// Time to darken and to clear (95 % of the way).
const DARKEN_S: f32 = 0.1;
const CLEAR_S: f32 = 0.3;

/// How dark it is so far from a wall, in metres: 0 clear, 1 black, from the wall's surface inwards. A distance that is
/// no number is clear.
pub fn darkness(distance_m: f32) -> f32 {
    let near = (1.0 - distance_m / FADE_FROM_M).clamp(0.0, 1.0);
    if near.is_nan() {
        return 0.0;
    }
    near * near * (3.0 - 2.0 * near)
}

/// Metres from a head to the nearest wall; none are left once a wall stands between it and its body, which cannot
/// follow: nobody looks through walls by leaning. `between` tells that of two points at the head's height.
pub fn wall_m(
    body: Vec3,
    head: Vec3,
    nearest_m: impl Fn(Vec3) -> f32,
    between: impl Fn(Vec3, Vec3) -> bool,
) -> f32 {
    if between(body.with_y(head.y), head) {
        0.0
    } else {
        nearest_m(head)
    }
}

/// The fade at walls, eased so that a quick head doesn't flicker.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WallFade {
    dark: f32,
}

impl WallFade {
    /// 0 clear, 1 black.
    pub fn dark(&self) -> f32 {
        self.dark
    }

    /// One frame of `dt_s` seconds. `head` lies in the tracking space; `wall` gives the distance in metres from a point
    /// of the world to the nearest wall at that height, 0 or less inside one. A head inside sees nothing from the first
    /// frame on.
    pub fn update(&mut self, rig: &Rig, head: Vec3, wall: impl Fn(Vec3) -> f32, dt_s: f32) -> f32 {
        let wanted = darkness(wall(rig.to_world(head)));
        let time_s = if wanted > self.dark {
            DARKEN_S
        } else {
            CLEAR_S
        };
        self.dark = if wanted >= 1.0 {
            1.0
        } else {
            toward(self.dark, wanted, time_s, dt_s)
        };
        self.dark
    }
}

#[cfg(test)]
mod tests {
    use core::f32::consts::FRAC_PI_2;

    use super::*;

    const DT: f32 = 1.0 / 90.0;

    #[test]
    fn one_would_see_through_a_wall_or_darkness_in_the_open() {
        for (distance_m, dark) in [
            (10.0, 0.0),
            (0.25, 0.0),
            (0.1875, 0.15625),
            (0.125, 0.5),
            (0.0, 1.0),
            (-0.3, 1.0),
            (f32::INFINITY, 0.0),
            (f32::NEG_INFINITY, 1.0),
            (f32::NAN, 0.0),
        ] {
            let got = darkness(distance_m);
            assert!((got - dark).abs() < 1e-6, "{distance_m}: {got}");
        }
        let steps = (0..=50).map(|i| darkness(0.25 - i as f32 * 0.005));
        assert!(steps.collect::<Vec<_>>().is_sorted());
    }

    #[test]
    fn one_would_look_about_behind_a_wall() {
        // A wall of 30 cm at x = 5, as high as a door.
        let nearest_m = |at: Vec3| (at.x - 5.0).abs() - 0.15;
        let between = |a: Vec3, b: Vec3| a.y < 2.0 && (a.x < 5.0) != (b.x < 5.0);
        let body = Vec3::new(4.0, 0.0, 0.0);
        for (x, y, wanted) in [
            (4.5, 1.7, 0.35),
            (5.0, 1.7, 0.0),
            (6.5, 1.7, 0.0),
            (6.5, 2.5, 1.35),
        ] {
            let got = wall_m(body, Vec3::new(x, y, 0.0), nearest_m, between).max(0.0);
            assert!((got - wanted).abs() < 1e-5, "{x} {y}: {got}");
        }
    }

    #[test]
    fn the_wall_would_be_sought_in_the_tracking_space() {
        // A wall at x = 5; ahead in the rig, which is turned right, is toward it.
        let wall = |at: Vec3| 5.0 - at.x;
        let rig = Rig {
            position: Vec3::new(4.0, 0.0, 0.0),
            yaw: -FRAC_PI_2,
        };
        for (ahead_m, dark) in [(0.0, 0.0), (0.7, 0.0), (0.875, 0.5), (1.1, 1.0)] {
            let head = Vec3::new(0.0, 1.7, -ahead_m);
            let mut fade = WallFade::default();
            for _ in 0..90 {
                fade.update(&rig, head, wall, DT);
            }
            let got = fade.dark();
            assert!((got - dark).abs() < 1e-3, "{ahead_m} m: {got}");
        }
    }

    #[test]
    fn the_view_would_flicker_or_show_what_lies_inside() {
        let fade = |mut fade: WallFade, distance_m: f32, frames: usize, dt_s: f32| {
            for _ in 0..frames {
                fade.update(&Rig::default(), Vec3::Y, |_| distance_m, dt_s);
            }
            fade.dark()
        };
        let clear = WallFade::default();
        let black = WallFade { dark: 1.0 };
        assert_eq!(fade(clear, -0.01, 1, DT), 1.0, "at once");
        assert!(fade(clear, 0.125, 1, DT) < 0.16, "eased");
        assert!((fade(clear, 0.125, 9, DT) - 0.475).abs() < 0.01);
        assert!((fade(black, 1.0, 27, DT) - 0.05).abs() < 0.01);
        assert!((fade(black, 1.0, 36, 1.0 / 120.0) - 0.05).abs() < 0.01);
        assert_eq!(fade(black, 1.0, 90, DT), 0.0);
    }
}
