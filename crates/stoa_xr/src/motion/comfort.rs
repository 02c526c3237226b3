//! What makes a person well in a headset: how they move and turn, and how much of the edge of the view is closed
//! meanwhile.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::turn::{SMOOTH_DEG_PER_S, SNAP_DEFAULT_DEGREES, SNAP_DEGREES};

/// Share of a walk that a full stick may mean, least and most.
pub const PACE: (f32, f32) = (0.3, 1.0);
/// Heights that are believed, in metres.
pub const HEIGHT_M: (f32, f32) = (1.0, 2.3);
/// For whoever was not asked.
pub const HEIGHT_DEFAULT_M: f32 = 1.7;
/// Height of the eyes as a share of a standing person's (Drillis and Contini 1966).
const EYE_SHARE: f32 = 0.936;

/// The comfort settings of one person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Comfort {
    pub movement: Movement,
    /// What smooth movement goes by.
    pub direction: Direction,
    pub turn: Turn,
    /// Smooth movement: how fast a full stick walks, a share of a walk within [`PACE`].
    pub pace: f32,
    /// Smooth movement: whether a stick at its very end runs.
    pub run: bool,
    /// How far the view narrows while the world moves and the person does not: 0 never, 1 most.
    pub vignette: f32,
    pub left_handed: bool,
    /// The eyes point, whatever the hands do; a button of either hand presses.
    pub by_gaze: bool,
    pub seated: bool,
    /// How tall the person says they are, in metres within [`HEIGHT_M`]; `None` until they are asked. Used where the
    /// headset doesn't know the floor, or the person sits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_m: Option<f32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    #[default]
    Teleport,
    Smooth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    #[default]
    Head,
    Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// In steps, within [`SNAP_DEGREES`].
    Snap { degrees: f32 },
    /// At a speed, within [`SMOOTH_DEG_PER_S`].
    Smooth { deg_per_s: f32 },
}

impl Default for Turn {
    fn default() -> Self {
        Self::Snap {
            degrees: SNAP_DEFAULT_DEGREES,
        }
    }
}

/// Settings under one name. A preset says how one moves and turns and how the view narrows; the hand that leads, the
/// direction to go by, the seat and the height are a person's own and stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Nothing moves but by jumps.
    Comfortable,
    /// Slow smooth movement, turns in steps.
    Balanced,
    /// Everything smooth, the view wide open.
    Free,
}

impl Preset {
    pub const ALL: [Self; 3] = [Self::Comfortable, Self::Balanced, Self::Free];
}

impl Default for Comfort {
    fn default() -> Self {
        let personal = Self {
            movement: Movement::default(),
            direction: Direction::default(),
            turn: Turn::default(),
            pace: PACE.1,
            run: false,
            vignette: 0.0,
            left_handed: false,
            by_gaze: false,
            seated: false,
            height_m: None,
        };
        personal.with(Preset::Comfortable)
    }
}

impl Comfort {
    /// These settings with everything that a preset says.
    #[must_use]
    pub fn with(self, preset: Preset) -> Self {
        let snap = |degrees| Turn::Snap { degrees };
        let smooth = Turn::Smooth { deg_per_s: 90.0 };
        let (movement, turn, pace, run, vignette) = match preset {
            Preset::Comfortable => (Movement::Teleport, snap(30.0), 0.6, false, 0.9),
            Preset::Balanced => (Movement::Smooth, snap(45.0), 0.6, false, 0.5),
            Preset::Free => (Movement::Smooth, smooth, 1.0, true, 0.0),
        };
        Self {
            movement,
            turn,
            pace,
            run,
            vignette,
            ..self
        }
    }

    /// Which preset these are; `None` when the person made them their own.
    pub fn preset(&self) -> Option<Preset> {
        let mut all = Preset::ALL.into_iter();
        all.find(|preset| self.with(*preset) == *self)
    }

    /// How high the eyes of the standing person are, in metres.
    pub fn eye_height_m(&self) -> f32 {
        self.height_m.unwrap_or(HEIGHT_DEFAULT_M) * EYE_SHARE
    }

    /// Brings every number to where it may be, and tells which were not.
    pub fn validate(&mut self) -> Vec<Adjusted> {
        let usual = Self::default();
        let mut adjusted = Vec::new();
        let mut hold = |field, value: &mut f32, bounds: (f32, f32), usual: f32| {
            let was = *value;
            let sound = if was.is_finite() { was } else { usual };
            *value = sound.clamp(bounds.0, bounds.1);
            if *value != was {
                adjusted.push(Adjusted {
                    field,
                    was,
                    is: *value,
                    bounds,
                });
            }
        };
        match &mut self.turn {
            Turn::Snap { degrees } => {
                hold(
                    "turn.snap.degrees",
                    degrees,
                    SNAP_DEGREES,
                    SNAP_DEFAULT_DEGREES,
                );
            }
            Turn::Smooth { deg_per_s } => {
                hold("turn.smooth.deg_per_s", deg_per_s, SMOOTH_DEG_PER_S, 90.0);
            }
        }
        hold("pace", &mut self.pace, PACE, usual.pace);
        hold("vignette", &mut self.vignette, (0.0, 1.0), usual.vignette);
        if let Some(height) = &mut self.height_m {
            hold("height_m", height, HEIGHT_M, HEIGHT_DEFAULT_M);
        }
        adjusted
    }
}

/// A setting that was out of its bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    pub field: &'static str,
    pub was: f32,
    pub is: f32,
    /// Least and most.
    pub bounds: (f32, f32),
}

impl fmt::Display for Adjusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = self.bounds;
        write!(
            f,
            "`{}` should be {least} to {most}, not {}; {} is used",
            self.field, self.was, self.is
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_preset_would_be_called_custom_or_custom_a_preset() {
        assert_eq!(Comfort::default().preset(), Some(Preset::Comfortable));
        for preset in Preset::ALL {
            let own = Comfort {
                left_handed: true,
                by_gaze: true,
                seated: true,
                direction: Direction::Hand,
                height_m: Some(1.5),
                ..Comfort::default()
            };
            let set = own.with(preset);
            assert_eq!(set.preset(), Some(preset));
            assert!(set.left_handed && set.by_gaze && set.seated && set.height_m == Some(1.5));
            assert!({ set }.validate().is_empty(), "{preset:?} is out of bounds");
            let changed = Comfort {
                vignette: 0.7,
                ..set
            };
            assert_eq!(changed.preset(), None, "{preset:?}");
        }
    }

    #[test]
    fn somebody_new_would_begin_with_what_makes_ill() {
        let new = Comfort::default();
        assert_eq!(new.movement, Movement::Teleport);
        assert_eq!(new.turn, Turn::Snap { degrees: 30.0 });
        assert!(new.vignette > 0.8 && !new.run);
        let balanced = new.with(Preset::Balanced);
        assert_eq!(balanced.turn, Turn::Snap { degrees: 45.0 });
        assert!(balanced.pace < 1.0 && balanced.vignette == 0.5);
        let free = new.with(Preset::Free);
        assert!(matches!(free.turn, Turn::Smooth { .. }) && free.vignette == 0.0);
    }

    #[test]
    fn a_number_out_of_bounds_would_be_used_or_changed_in_silence() {
        let wild = Comfort {
            turn: Turn::Snap { degrees: 200.0 },
            pace: 0.0,
            vignette: f32::NAN,
            height_m: Some(17.0),
            ..Comfort::default()
        };
        let mut held = wild;
        let told: Vec<String> = held.validate().iter().map(Adjusted::to_string).collect();
        assert_eq!(
            told,
            [
                "`turn.snap.degrees` should be 15 to 90, not 200; 90 is used",
                "`pace` should be 0.3 to 1, not 0; 0.3 is used",
                "`vignette` should be 0 to 1, not NaN; 0.9 is used",
                "`height_m` should be 1 to 2.3, not 17; 2.3 is used",
            ]
        );
        assert!(held.validate().is_empty(), "twice");
        let mut slow = Comfort {
            turn: Turn::Smooth { deg_per_s: 3.0 },
            ..Comfort::default()
        };
        assert_eq!(slow.validate().len(), 1);
        assert_eq!(slow.turn, Turn::Smooth { deg_per_s: 30.0 });
    }

    #[test]
    fn a_settings_file_would_read_as_something_else() {
        let free = Comfort {
            height_m: Some(1.5),
            ..Comfort::default().with(Preset::Free)
        };
        let written = serde_json::to_value(free).unwrap();
        let form = json!({
            "movement": "smooth", "direction": "head", "turn": {"smooth": {"deg_per_s": 90.0}}, "pace": 1.0,
            "run": true, "vignette": 0.0, "left_handed": false, "by_gaze": false, "seated": false, "height_m": 1.5,
        });
        assert_eq!(written, form);
        assert_eq!(serde_json::from_value::<Comfort>(form).unwrap(), free);
        let part = json!({"turn": {"snap": {"degrees": 45}}, "direction": "hand"});
        let read: Comfort = serde_json::from_value(part).unwrap();
        let wanted = Comfort {
            turn: Turn::Snap { degrees: 45.0 },
            direction: Direction::Hand,
            ..Comfort::default()
        };
        assert_eq!(read, wanted);
    }

    #[test]
    fn eyes_would_be_as_high_as_the_crown() {
        for (height_m, eyes_m) in [(None, 1.591), (Some(1.5), 1.404), (Some(2.0), 1.872)] {
            let comfort = Comfort {
                height_m,
                ..Comfort::default()
            };
            assert!((comfort.eye_height_m() - eyes_m).abs() < 1e-3);
        }
    }
}
