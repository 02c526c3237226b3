//! Teleport by one stick or one button: aim, turn the wished facing, let go.

use bevy_math::{Vec2, Vec3};

use super::{
    arc::{FACING_ZONE, Landing, Refusal, facing},
    ease::seconds,
    stick::{PUSH, REST, sound},
};

/// How long a button is held before it aims. A shorter press is a click, which means something else.
pub const HOLD_S: f32 = 0.2;

/// What hands do in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Controls {
    pub stick: Vec2,
    /// The one button of a hand without a stick, as long as it was pressed over the ground, not over somebody or a
    /// panel.
    pub button: bool,
    /// The menu button, a pressed stick, or whatever else is to end it.
    pub cancel: bool,
}

/// What the person aims at in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sight {
    /// The head's yaw in the world.
    pub present_yaw: f32,
    /// The arc's yaw; the present one where it goes straight up or down.
    pub aim_yaw: f32,
    /// The arc's end, if it was traced (it is only while [`Teleport::is_aiming`]) and meets something.
    pub end: Option<Landing>,
}

/// What a frame brought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Show the arc from now on.
    Begun,
    /// Stand there: the point under the feet, and the head's yaw.
    Landed {
        at: Vec3,
        yaw: f32,
    },
    /// Let go where one cannot land.
    Refused(Refusal),
    Cancelled,
}

/// The states of a teleport. A stick pushed ahead begins to aim and lands when let go; a held button does the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Teleport {
    /// Whether the stick gives the facing (every direction of it then means one). Otherwise one lands facing as
    /// before, and a stick pushed sideways cancels.
    pub stick_faces: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Rest,
    /// The button is down, for so long.
    Pressed(f32),
    Aiming {
        by: By,
        /// The stick when it was last pushed far enough to mean a facing.
        stick: Vec2,
    },
    /// Nothing more until everything is let go. `ours`: the push was a teleport's.
    Spent {
        ours: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Stick,
    Button,
}

impl Default for Teleport {
    fn default() -> Self {
        Self {
            stick_faces: true,
            state: State::Rest,
        }
    }
}

impl Teleport {
    /// Whether an arc is to be traced and shown.
    pub fn is_aiming(&self) -> bool {
        matches!(self.state, State::Aiming { .. })
    }

    /// Whether the stick is the teleport's until let go: meanwhile it neither turns nor steps back.
    pub fn owns_stick(&self) -> bool {
        matches!(
            self.state,
            State::Aiming { .. } | State::Spent { ours: true }
        )
    }

    /// The facing that landing now would give, to draw it at the arc's end.
    pub fn wished_yaw(&self, sight: &Sight) -> f32 {
        match self.state {
            State::Aiming { stick, .. } => facing(stick, sight.aim_yaw, sight.present_yaw),
            _ => sight.present_yaw,
        }
    }

    /// Ends without landing, for a lost focus, a lost hand or an opened panel.
    pub fn give_up(&mut self) {
        self.state = State::Spent { ours: true };
    }

    /// One frame of `dt_s` seconds.
    pub fn update(&mut self, controls: Controls, sight: &Sight, dt_s: f32) -> Option<Step> {
        let stick = sound(controls.stick);
        match self.state {
            State::Rest => self.rest(stick, controls),
            State::Pressed(held_s) => self.press(held_s + seconds(dt_s), controls),
            State::Aiming { by, .. } => self.aim(by, stick, controls, sight),
            State::Spent { .. } => {
                if stick.length() < REST && !controls.button {
                    self.state = State::Rest;
                }
                None
            }
        }
    }

    fn rest(&mut self, stick: Vec2, controls: Controls) -> Option<Step> {
        let begins = stick.y > PUSH && stick.y >= stick.x.abs();
        let elsewhere = stick.x.abs() > PUSH || stick.y < -PUSH;
        if controls.cancel {
            return None;
        }
        if begins {
            return self.begin(By::Stick, stick);
        }
        if elsewhere {
            self.state = State::Spent { ours: false };
        } else if controls.button {
            self.state = State::Pressed(0.0);
        }
        None
    }

    fn press(&mut self, held_s: f32, controls: Controls) -> Option<Step> {
        if controls.cancel {
            self.give_up();
        } else if !controls.button {
            self.state = State::Rest;
        } else if held_s < HOLD_S {
            self.state = State::Pressed(held_s);
        } else {
            // A button has no direction: it means what a stick pushed straight ahead means.
            return self.begin(By::Button, Vec2::Y);
        }
        None
    }

    fn begin(&mut self, by: By, stick: Vec2) -> Option<Step> {
        let stick = match by {
            By::Stick if !self.stick_faces => Vec2::ZERO,
            _ => stick,
        };
        self.state = State::Aiming { by, stick };
        Some(Step::Begun)
    }

    fn aim(&mut self, by: By, stick: Vec2, controls: Controls, sight: &Sight) -> Option<Step> {
        let sideways = stick.x.abs() > PUSH && stick.x.abs() > stick.y.abs();
        if controls.cancel || (sideways && !self.stick_faces) {
            self.give_up();
            return Some(Step::Cancelled);
        }
        let held = match by {
            By::Stick => stick.length() >= REST,
            By::Button => controls.button,
        };
        if !held {
            let yaw = self.wished_yaw(sight);
            self.give_up();
            return Some(land(sight.end, yaw));
        }
        if self.stick_faces && stick.length() >= FACING_ZONE {
            self.state = State::Aiming { by, stick };
        }
        None
    }
}

fn land(end: Option<Landing>, yaw: f32) -> Step {
    match end {
        Some(Landing { at, why: None }) => Step::Landed { at, yaw },
        Some(Landing { why: Some(why), .. }) => Step::Refused(why),
        None => Step::Refused(Refusal::NoGround),
    }
}

#[cfg(test)]
mod tests {
    use core::f32::consts::FRAC_PI_2;

    use super::*;

    const AT: Vec3 = Vec3::new(2.0, 0.0, -3.0);
    const DT: f32 = 1.0 / 90.0;

    fn sight(why: Option<Refusal>) -> Sight {
        Sight {
            present_yaw: 0.25,
            aim_yaw: 0.5,
            end: Some(Landing { at: AT, why }),
        }
    }

    /// Plays sticks, one a frame, and tells what came of each.
    fn play(teleport: &mut Teleport, sticks: &[(f32, f32)]) -> Vec<Option<Step>> {
        let frame = |&(x, y): &(f32, f32)| {
            let controls = Controls {
                stick: Vec2::new(x, y),
                ..Controls::default()
            };
            teleport.update(controls, &sight(None), DT)
        };
        sticks.iter().map(frame).collect()
    }

    #[test]
    fn a_push_ahead_would_not_aim_or_letting_go_not_land() {
        let mut teleport = Teleport::default();
        let steps = play(
            &mut teleport,
            &[
                (0.0, 0.0),
                (0.0, 0.69),
                (0.0, 0.71),
                (0.0, 0.31),
                (0.0, 0.29),
                (0.0, 0.0),
            ],
        );
        let landed = Step::Landed { at: AT, yaw: 0.5 };
        assert_eq!(
            steps,
            [None, None, Some(Step::Begun), None, Some(landed), None]
        );
        assert!(!teleport.is_aiming());
    }

    #[test]
    fn the_stick_on_its_way_back_would_change_the_facing() {
        let mut teleport = Teleport::default();
        let steps = play(
            &mut teleport,
            &[
                (0.0, 1.0),
                (-0.7, 0.7),
                (-1.0, 0.0),
                (-0.4, 0.2),
                (0.0, 0.1),
            ],
        );
        let yaw = facing(Vec2::NEG_X, 0.5, 0.25);
        assert!((yaw - 0.5 - FRAC_PI_2).abs() < 1e-5, "{yaw}");
        assert_eq!(steps.last(), Some(&Some(Step::Landed { at: AT, yaw })));
    }

    #[test]
    fn a_push_to_turn_or_to_step_back_would_aim() {
        for push in [(0.9, 0.1), (-0.9, 0.1), (0.1, -0.9), (0.72, 0.0)] {
            let mut teleport = Teleport::default();
            let steps = play(&mut teleport, &[push, (0.5, 0.8), (0.0, 1.0)]);
            assert_eq!(steps, [None; 3], "{push:?}");
            assert!(!teleport.owns_stick());
            let again = play(&mut teleport, &[(0.0, 0.0), (0.0, 1.0)]);
            assert_eq!(again, [None, Some(Step::Begun)], "{push:?}");
            assert!(teleport.owns_stick());
        }
    }

    #[test]
    fn one_could_not_change_ones_mind() {
        let menu = Controls {
            stick: Vec2::Y,
            cancel: true,
            ..Controls::default()
        };
        let mut teleport = Teleport::default();
        play(&mut teleport, &[(0.0, 1.0)]);
        let step = teleport.update(menu, &sight(None), DT);
        assert_eq!(step, Some(Step::Cancelled));
        assert!(teleport.owns_stick(), "the stick would turn at once");
        let rest = play(&mut teleport, &[(0.0, 1.0), (0.0, 0.0), (0.0, 1.0)]);
        assert_eq!(rest, [None, None, Some(Step::Begun)]);

        let mut kept = Teleport {
            stick_faces: false,
            ..Teleport::default()
        };
        let steps = play(&mut kept, &[(0.0, 1.0), (0.8, 0.2), (0.0, 0.0)]);
        assert_eq!(steps, [Some(Step::Begun), Some(Step::Cancelled), None]);
        let steps = play(&mut kept, &[(0.0, 1.0), (0.0, 0.0)]);
        let landed = Step::Landed { at: AT, yaw: 0.25 };
        assert_eq!(steps, [Some(Step::Begun), Some(landed)]);
    }

    #[test]
    fn one_would_land_where_the_arc_was_red() {
        for (end, refused) in [
            (sight(Some(Refusal::Steep)).end, Refusal::Steep),
            (sight(Some(Refusal::TooFar)).end, Refusal::TooFar),
            (None, Refusal::NoGround),
        ] {
            let mut teleport = Teleport::default();
            play(&mut teleport, &[(0.0, 1.0)]);
            let sight = Sight { end, ..sight(None) };
            let step = teleport.update(Controls::default(), &sight, DT);
            assert_eq!(step, Some(Step::Refused(refused)));
        }
    }

    #[test]
    fn somebody_with_one_button_would_stay_where_they_are() {
        let press = |frames: usize| {
            let mut teleport = Teleport::default();
            let down = Controls {
                button: true,
                ..Controls::default()
            };
            let begun = (0..frames)
                .filter_map(|_| teleport.update(down, &sight(None), DT))
                .collect::<Vec<_>>();
            let up = teleport.update(Controls::default(), &sight(None), DT);
            (begun, up)
        };
        assert_eq!(press(5), (vec![], None), "a click");
        let landed = Step::Landed { at: AT, yaw: 0.5 };
        assert_eq!(press(30), (vec![Step::Begun], Some(landed)));
    }

    #[test]
    fn a_stick_that_gave_a_button_its_facing_would_turn_or_aim_after_landing() {
        let mut teleport = Teleport::default();
        let mut frame = |button, stick| {
            let controls = Controls {
                button,
                stick,
                ..Controls::default()
            };
            let step = teleport.update(controls, &sight(None), 0.15);
            (step, teleport.owns_stick())
        };
        for _ in 0..3 {
            frame(true, Vec2::ZERO);
        }
        assert_eq!(frame(true, Vec2::NEG_X), (None, true));
        let yaw = facing(Vec2::NEG_X, 0.5, 0.25);
        let landed = Step::Landed { at: AT, yaw };
        assert_eq!(frame(false, Vec2::NEG_X), (Some(landed), true));
        assert_eq!(frame(false, Vec2::Y), (None, true));
        assert_eq!(frame(false, Vec2::ZERO), (None, false));
    }

    #[test]
    fn a_lost_focus_would_land() {
        let mut teleport = Teleport::default();
        play(&mut teleport, &[(0.0, 1.0)]);
        teleport.give_up();
        assert_eq!(play(&mut teleport, &[(0.0, 0.0), (0.0, 0.2)]), [None; 2]);
    }
}
