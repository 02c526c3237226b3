//! What hand and gaze are doing: which target is held, which is looked at, and since when.

use std::time::Duration;

use bevy_egui::egui::{Context, Id, Response};

/// A press of this many seconds is a long one.
const LONG_S: f64 = 0.5;
/// Seconds between the repeats of a held key.
const REPEAT_S: f64 = 0.09;
/// The gaze may slip off for this many seconds and lose nothing.
const SLIP_S: f64 = 0.15;
/// One late frame counts as this many seconds of looking at most: nobody chose what they could not see.
const FRAME_S: f64 = 0.5;

/// What a long press means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hold {
    /// The same as a short one.
    #[default]
    Nothing,
    /// Something else.
    Long,
    /// The click, again and again.
    Repeat,
}

/// What happened to a target in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Touch {
    pub clicked: bool,
    /// True in the one frame in which a press became long; its release is no click.
    pub held_long: bool,
    /// The pointer is on it.
    pub hovered: bool,
    /// It is being pressed.
    pub down: bool,
    /// How much of the dwell time has passed, 0–1.
    pub dwelt: f32,
}

/// Kept in the context: there is one hand that presses and one gaze.
#[derive(Debug, Clone, Copy, Default)]
struct Doing {
    held: Option<Held>,
    gazed: Option<Gazed>,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    id: Id,
    since_s: f64,
    /// A long press or repeats came of it already.
    spent: bool,
    next_repeat_s: f64,
}

#[derive(Debug, Clone, Copy)]
struct Gazed {
    id: Id,
    looked_s: f64,
    last_s: f64,
    clicked: bool,
}

/// Follows press and gaze on the target whose `response` this is.
///
/// A click is a press and a release on the same target, however long it took and however much the pointer shook
/// between: hands in the air are never still.
pub fn follow(response: &Response, hold: Hold, dwell: Option<Duration>, again: bool) -> Touch {
    let (ctx, id) = (&response.ctx, response.id);
    let key = Id::new("stoa hand doing");
    let mut doing: Doing = ctx.data(|data| data.get_temp(key)).unwrap_or_default();
    // For egui a press stops to be hovering when it is too long for a click of a mouse.
    let held = doing.held.is_some_and(|held| held.id == id);
    let mut touch = Touch {
        hovered: response.hovered() || (held && response.contains_pointer()),
        ..Touch::default()
    };
    doing.press(ctx, id, hold, &mut touch);
    if let Some(dwell) = dwell {
        doing.gaze(ctx, id, dwell, again, &mut touch);
    }
    ctx.data_mut(|data| data.insert_temp(key, doing));
    touch
}

impl Doing {
    fn press(&mut self, ctx: &Context, id: Id, hold: Hold, touch: &mut Touch) {
        let (now, pressed, released, down) = ctx.input(|input| {
            let pointer = &input.pointer;
            let (pressed, released) = (pointer.primary_pressed(), pointer.primary_released());
            (input.time, pressed, released, pointer.primary_down())
        });
        let was_held = self.held.is_some_and(|held| held.id == id);
        if pressed && touch.hovered && !was_held {
            self.held = Some(Held {
                id,
                since_s: now,
                spent: false,
                next_repeat_s: now + LONG_S,
            });
        }
        let Some(held) = self.held.as_mut().filter(|held| held.id == id) else {
            return;
        };
        if released || !down {
            touch.clicked = released && touch.hovered && !held.spent;
            self.held = None;
            return;
        }
        touch.down = true;
        match hold {
            Hold::Nothing => {}
            Hold::Long if touch.hovered && !held.spent && now - held.since_s >= LONG_S => {
                held.spent = true;
                touch.held_long = true;
            }
            Hold::Repeat if touch.hovered && now >= held.next_repeat_s => {
                held.spent = true;
                held.next_repeat_s = now + REPEAT_S;
                touch.clicked = true;
            }
            Hold::Long | Hold::Repeat => {}
        }
        ctx.request_repaint();
    }

    fn gaze(&mut self, ctx: &Context, id: Id, dwell: Duration, again: bool, touch: &mut Touch) {
        if !touch.hovered {
            return;
        }
        let (now, frame) = ctx.input(|input| (input.time, f64::from(input.unstable_dt)));
        let gazed = match &mut self.gazed {
            Some(gazed) if gazed.id == id && now - gazed.last_s <= SLIP_S + frame => gazed,
            other => other.insert(Gazed {
                id,
                looked_s: 0.0,
                last_s: now,
                clicked: false,
            }),
        };
        gazed.looked_s += (now - gazed.last_s).clamp(0.0, FRAME_S);
        gazed.last_s = now;
        if gazed.clicked {
            return;
        }
        let needed = dwell.as_secs_f64().max(0.05);
        // A hand that presses has decided as well; looking on is no second click.
        touch.clicked |= gazed.looked_s >= needed;
        if touch.clicked {
            gazed.clicked = !again;
            // A pause before the next round, so that a second letter is meant.
            gazed.looked_s = -needed / 2.0;
        }
        touch.dwelt = (gazed.looked_s / needed).clamp(0.0, 1.0) as f32;
        ctx.request_repaint();
    }
}
