//! Thumbsticks: x right, y ahead, −1 to 1.

use bevy_math::Vec2;

/// From here on a stick counts as pushed.
pub const PUSH: f32 = 0.7;
/// Under this it counts as let go. What lies between keeps what was.
pub const REST: f32 = 0.3;
/// Sticks at rest wander up to here.
pub const DEAD_ZONE: f32 = 0.15;

/// A stick as it should be: within the unit circle; centred when it says no number.
pub fn sound(stick: Vec2) -> Vec2 {
    if stick.is_finite() {
        stick.clamp_length_max(1.0)
    } else {
        Vec2::ZERO
    }
}

/// Nothing within the dead zone; beyond it the length begins at 0 and still ends at 1.
pub fn past_dead_zone(stick: Vec2) -> Vec2 {
    let stick = sound(stick);
    let share = (stick.length() - DEAD_ZONE) / (1.0 - DEAD_ZONE);
    stick.normalize_or_zero() * share.max(0.0)
}

/// Tells pushes of one axis apart: one past [`PUSH`], the next only after it fell under [`REST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Push {
    spent: bool,
}

impl Push {
    /// True in the frame of a new push. While the stick is not `free` (it means something else), a push is used up
    /// without effect: one push, one meaning.
    pub fn update(&mut self, amount: f32, free: bool) -> bool {
        if amount < REST {
            self.spent = false;
        }
        let begins = amount > PUSH && !self.spent;
        self.spent |= begins;
        begins && free
    }

    /// Whether it was pushed and has not been let go.
    pub fn is_held(&self) -> bool {
        self.spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resting_stick_would_drift_or_a_full_one_fall_short() {
        for (stick, length) in [
            (Vec2::new(0.1, 0.1), 0.0),
            (Vec2::new(0.0, 0.15), 0.0),
            (Vec2::new(0.0, 0.575), 0.5),
            (Vec2::new(1.0, 0.0), 1.0),
            (Vec2::new(1.0, -1.0), 1.0),
            (Vec2::new(f32::NAN, 1.0), 0.0),
            (Vec2::new(f32::INFINITY, 0.0), 0.0),
        ] {
            let got = past_dead_zone(stick);
            assert!((got.length() - length).abs() < 1e-5, "{stick}: {got}");
        }
    }

    #[test]
    fn one_push_would_count_twice() {
        let mut push = Push::default();
        let begun: Vec<bool> = [0.0, 0.69, 0.71, 1.0, 0.4, 0.8, 0.31, 0.9, 0.29, 0.71]
            .into_iter()
            .map(|amount| push.update(amount, true))
            .collect();
        let at: Vec<usize> = (0..begun.len()).filter(|at| begun[*at]).collect();
        assert_eq!(at, [2, 9]);
    }

    #[test]
    fn a_push_that_meant_something_else_would_count_when_the_stick_comes_free() {
        let mut push = Push::default();
        assert!(!push.update(0.9, false));
        assert!(!push.update(0.9, true), "still the same push");
        assert!(!push.update(0.1, true));
        assert!(push.update(0.9, true));
        assert!(push.is_held());
    }
}
