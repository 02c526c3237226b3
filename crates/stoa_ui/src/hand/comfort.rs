//! How a person in a headset moves and turns: what the hand menu sets.

use core::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The settings of comfort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Comfort {
    pub movement: Movement,
    pub turn: Turn,
    pub vignette: Vignette,
    /// The eyes are where a sitting person's are; the world does not sink.
    pub seated: bool,
    /// Left and right hand are exchanged.
    pub left_handed: bool,
    /// The eyes point, and not a hand.
    pub by_gaze: bool,
    /// From the floor to the crown; `None` until the person has told it. It counts where the headset knows no floor,
    /// and for those who sit.
    pub height_cm: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Movement {
    Teleport,
    Smooth,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Turn {
    /// By this many degrees at once, 15–90.
    Snap(u16),
    Smooth,
}

/// How much the edges darken while the view moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Vignette {
    Off,
    Light,
    Strong,
}

/// Several settings at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// For those who feel ill easily.
    Comfortable,
    Balanced,
    /// For those who never do.
    Free,
}

/// How tall people are, in centimetres, and how tall one is taken to be who has not said.
pub const HEIGHT_CM: RangeInclusive<u16> = 100..=230;
pub const HEIGHT_USUAL_CM: u16 = 170;

/// One thing that a person changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComfortChange {
    Movement(Movement),
    Turn(Turn),
    Vignette(Vignette),
    Seated(bool),
    LeftHanded(bool),
    ByGaze(bool),
    /// In centimetres; brought within [`HEIGHT_CM`].
    Height(u16),
    Preset(Preset),
}

impl Default for Comfort {
    fn default() -> Self {
        let fresh = Self {
            movement: Movement::Teleport,
            turn: Turn::Snap(30),
            vignette: Vignette::Strong,
            seated: false,
            left_handed: false,
            by_gaze: false,
            height_cm: None,
        };
        fresh.with(ComfortChange::Preset(Preset::Comfortable))
    }
}

impl Comfort {
    pub fn with(self, change: ComfortChange) -> Self {
        match change {
            ComfortChange::Movement(movement) => Self { movement, ..self },
            ComfortChange::Turn(turn) => Self { turn, ..self },
            ComfortChange::Vignette(vignette) => Self { vignette, ..self },
            ComfortChange::Seated(seated) => Self { seated, ..self },
            ComfortChange::LeftHanded(left_handed) => Self {
                left_handed,
                ..self
            },
            ComfortChange::ByGaze(by_gaze) => Self { by_gaze, ..self },
            ComfortChange::Height(cm) => Self {
                height_cm: Some(cm.clamp(*HEIGHT_CM.start(), *HEIGHT_CM.end())),
                ..self
            },
            ComfortChange::Preset(preset) => {
                let (movement, turn, vignette) = preset.settings();
                Self {
                    movement,
                    turn,
                    vignette,
                    ..self
                }
            }
        }
    }

    /// The preset that holds, if one does.
    pub fn preset(&self) -> Option<Preset> {
        Preset::ALL
            .into_iter()
            .find(|preset| self.with(ComfortChange::Preset(*preset)) == *self)
    }
}

impl Preset {
    pub const ALL: [Self; 3] = [Self::Comfortable, Self::Balanced, Self::Free];

    /// How one sits and which hand one uses are not for a preset to say.
    fn settings(self) -> (Movement, Turn, Vignette) {
        match self {
            Self::Comfortable => (Movement::Teleport, Turn::Snap(30), Vignette::Strong),
            Self::Balanced => (Movement::Smooth, Turn::Snap(30), Vignette::Light),
            Self::Free => (Movement::Smooth, Turn::Smooth, Vignette::Off),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_would_not_be_known_again_or_change_how_one_sits() {
        assert_eq!(Comfort::default().preset(), Some(Preset::Comfortable));
        let seated = Comfort {
            seated: true,
            left_handed: true,
            by_gaze: true,
            height_cm: Some(182),
            ..Comfort::default()
        };
        for preset in Preset::ALL {
            let set = seated.with(ComfortChange::Preset(preset));
            assert_eq!(set.preset(), Some(preset));
            assert!(set.seated && set.left_handed && set.by_gaze, "{preset:?}");
            assert_eq!(set.height_cm, Some(182), "{preset:?}");
            let own = set.with(ComfortChange::Turn(Turn::Snap(90)));
            assert_eq!(own.preset(), None, "{preset:?}");
        }
    }

    #[test]
    fn somebody_would_be_a_giant() {
        for (told, is) in [(3, 100), (182, 182), (u16::MAX, 230)] {
            let set = Comfort::default().with(ComfortChange::Height(told));
            assert_eq!(set.height_cm, Some(is));
        }
    }
}
