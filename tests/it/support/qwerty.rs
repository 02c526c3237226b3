//! The hands that move the headset and controllers of [`Driver::Qwerty`](super::monado::Driver).
//!
//! As tried with Monado 25.0 and read in its driver (keys as xdotool names them):
//!
//! | keys, mouse | what they do |
//! |---|---|
//! | none, `Control_L`, `Alt_L` held | the rest goes to the head, the left, the right controller |
//! | `w` `s` `a` `d`, `e` `q` | forward, back, left, right along its own axes; up, down |
//! | `Left` `Right` `Up` `Down` | turn; [`Monado::turn`] is exact |
//! | `Shift_L` held | moves three times as fast; `KP_Add`, `KP_Subtract`: 1.25 times faster, slower from then on |
//! | mouse 1, mouse 2 | trigger (select), squeeze |
//! | `n`, `b` | menu, system |
//! | `t` `g` `f` `h`, `v` | thumbstick up, down, left, right (all the way), pressed |
//! | `i` `k` `j` `l`, `m` | trackpad up, down, left, right, pressed |
//! | `r`, `c` | puts the hands back before the head; lets them stay where they are, or follow the head again |
//!
//! Buttons and sticks go to the right controller unless the left is chosen. Keys move a part by a step whenever the
//! runtime is asked for its pose (head 2 mm or 1.1°, hands 5 mm or 2.9°), so that the way depends on the frame rate:
//! hold them until the pose has changed. The head begins at 1.6 m above the floor of the stage, the hands 0.3 m lower,
//! 0.5 m before it and 0.2 m to its sides; they go and turn with it, and their axes are the head's. A button whose
//! controller is let go of first stays pressed. The controllers' profile is microsoft/motion_controller, or khr/simple
//! for a program that suggests bindings for that one only; grip and aim are the same pose. The simulated headset has
//! controllers, which lie still, only if the service is started with `SIMULATED_LEFT` and `SIMULATED_RIGHT` set to
//! `simple`, `wmr` or `ml2`.

use std::time::{Duration, Instant};

use super::{
    monado::{KEYS, Monado},
    screen::Screen,
};

/// How far a pixel of the mouse turns the head and the hands, in degrees.
const HEAD_DEG_PER_PX: f32 = 0.002 * 180.0 / std::f32::consts::PI;
const HAND_DEG_PER_PX: f32 = 0.005 * 180.0 / std::f32::consts::PI;

/// The window for keys looks for them when it draws itself, which other programs may hold up. What it has not seen of a
/// turn when the mouse button changes is lost.
const SEEN: &str = "1.0";

/// What a turn or a button is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Head,
    Left,
    Right,
}

impl Part {
    /// The key that chooses it while it is held.
    fn key(self) -> Option<&'static str> {
        match self {
            Self::Head => None,
            Self::Left => Some("Control_L"),
            Self::Right => Some("Alt_L"),
        }
    }
}

impl Monado {
    /// Turns a part at once: to the right about the vertical axis, and up about its own. Exact to a pixel of the mouse
    /// (head 0.11°, hands 0.29°) at any frame rate.
    pub fn turn(&self, part: Part, right_deg: f32, up_deg: f32) {
        let deg_per_px = match part {
            Part::Head => HEAD_DEG_PER_PX,
            Part::Left | Part::Right => HAND_DEG_PER_PX,
        };
        let mut right_px = (right_deg / deg_per_px).round() as i32;
        let mut down_px = (-up_deg / deg_per_px).round() as i32;
        self.choose(part, |screen| {
            screen.xdotool(&["mousedown", "3", "sleep", SEEN]);
            while (right_px, down_px) != (0, 0) {
                // Not so far that the mouse would leave the screen before it is put back.
                let step = (right_px.clamp(-10, 10), down_px.clamp(-10, 10));
                right_px -= step.0;
                down_px -= step.1;
                let [x, y] = [step.0.to_string(), step.1.to_string()];
                screen.xdotool(&["mousemove_relative", "--", &x, &y, "sleep", "0.04"]);
            }
            screen.xdotool(&["sleep", SEEN, "mouseup", "3"]);
        });
    }

    /// Holds a key until something has come of it, or at most for `patience`; says which.
    pub fn key_until(
        &self,
        part: Part,
        key: &str,
        patience: Duration,
        done: impl FnMut() -> bool,
    ) -> bool {
        self.hold_until(part, ["keydown", "keyup"], key, patience, done)
    }

    /// Holds a mouse button so: 1 is the trigger, 2 the squeeze.
    pub fn mouse_until(
        &self,
        part: Part,
        button: u8,
        patience: Duration,
        done: impl FnMut() -> bool,
    ) -> bool {
        let acts = ["mousedown", "mouseup"];
        self.hold_until(part, acts, &button.to_string(), patience, done)
    }

    fn hold_until(
        &self,
        part: Part,
        [down, up]: [&str; 2],
        what: &str,
        patience: Duration,
        mut done: impl FnMut() -> bool,
    ) -> bool {
        let begun = Instant::now();
        let mut is_done = false;
        self.choose(part, |screen| {
            screen.xdotool(&[down, what]);
            while !is_done && begun.elapsed() < patience {
                std::thread::sleep(Duration::from_millis(20));
                is_done = done();
            }
            screen.xdotool(&[up, what]);
        });
        is_done
    }

    /// Presses a key in the window of another program, whose title matches.
    pub fn key_in(&self, title: &str, key: &str) {
        if let Some(window) = self.screen.window(title) {
            self.screen
                .xdotool(&["windowfocus", "--sync", &window, "key", key]);
        }
    }

    /// Types a line there.
    pub fn say_in(&self, title: &str, line: &str) {
        if let Some(window) = self.screen.window(title) {
            self.screen.xdotool(&["windowfocus", "--sync", &window]);
            self.screen.xdotool(&["type", "--delay", "60", line]);
            self.screen.xdotool(&["key", "Return"]);
        }
    }

    /// Lets `act` press keys for a part. They go to the window that has the focus and lies under the mouse.
    fn choose(&self, part: Part, act: impl FnOnce(&Screen)) {
        if let Some(window) = self.screen.window(KEYS) {
            self.screen.xdotool(&["windowfocus", "--sync", &window]);
            self.screen
                .xdotool(&["mousemove", "--window", &window, "25", "25"]);
        }
        if let Some(key) = part.key() {
            self.screen.xdotool(&["keydown", key]);
        }
        act(&self.screen);
        if let Some(key) = part.key() {
            self.screen.xdotool(&["keyup", key]);
        }
    }
}
