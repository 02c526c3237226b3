//! Intents: the only way to change the world.

use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use serde::{Deserialize, Serialize};

use crate::{PlaceId, SeatId, StableId, Tracked};

/// One body's wish for this tick. Written by input, minds, scripts and replays alike; validated by the world.
#[derive(Message, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    pub who: StableId,
    #[serde(flatten)]
    pub deed: Deed,
}

/// What is farther than this from the middle of the world in any direction, in metres, is nowhere.
pub const FAR_M: f32 = 100_000.0;

/// How far a teleport reaches, in metres.
pub const TELEPORT_M: f32 = 12.0;

/// What a body can wish for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Deed {
    /// Steer a body directly this tick: `right` and `ahead` in −100..=100 percent, in the body's own frame.
    Move {
        #[serde(default)]
        right: i8,
        #[serde(default)]
        ahead: i8,
        #[serde(default)]
        run: bool,
        #[serde(default)]
        jump: bool,
        /// Goes on until the next of these says otherwise.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        crouch: bool,
    },
    /// Turn the body to `yaw` (1/65536 turn) and the eyes to `pitch` (1/65536 turn, signed).
    Turn {
        yaw: u16,
        #[serde(default)]
        pitch: i16,
    },
    /// Head and hands are where a headset tracks them; `None` when it is taken off.
    Track {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Tracked>,
    },
    /// Look at somebody or something; `None` looks ahead again.
    Look {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<LookAt>,
    },
    /// Walk somewhere by the navigation grid.
    Go {
        to: Goal,
    },
    /// Walk behind somebody.
    Follow {
        whom: StableId,
    },
    /// Walk to a place, waiting for `whom` on the way.
    Lead {
        whom: StableId,
        to: PlaceId,
    },
    /// Be at another point of the same ground at once, facing `yaw` (1/65536 turn): how people in a headset move without
    /// feeling ill. Not farther than [`TELEPORT_M`], and only where one can stand.
    Teleport {
        /// Metres in 1/65536 (x, z), as for [`Goal::Point`].
        to: (i32, i32),
        yaw: u16,
    },
    /// Give up walking, following, leading and gestures.
    Stop,
    /// Say one utterance. A new one interrupts the speaker's own last.
    Say {
        text: String,
        #[serde(default)]
        to: SayTo,
        #[serde(default)]
        volume: Volume,
        /// The mind that made it; `None` when a person speaks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    },
    /// Stop speaking in mid-sentence: listeners heard what was spoken so far.
    Hush,
    Gesture {
        gesture: Gesture,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<LookAt>,
    },
    /// Sit on a seat, or on the nearest free one.
    Sit {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<SeatId>,
    },
    Stand,
    /// Ask for somebody's attention: begins a talk. An agent that agrees turns and greets.
    Hail {
        whom: StableId,
    },
    /// Ask somebody to answer one's last words once more, in the place of what they answered.
    AskAgain {
        whom: StableId,
    },
    /// End the talk with somebody.
    Leave {
        whom: StableId,
    },
    /// Stop (or begin again) hearing somebody.
    Mute {
        whom: StableId,
        on: bool,
    },
    /// Neither see nor hear somebody, nor be seen or heard by them.
    Block {
        whom: StableId,
        on: bool,
    },
    /// A person takes a name; others learn it only when told.
    Rename {
        name: String,
    },
}

impl Deed {
    /// Whether the point that it is about, if there is one, can be anywhere: neither infinitely far away nor no number.
    pub fn is_within_bounds(&self) -> bool {
        match self {
            Self::Look {
                at: Some(LookAt::Point(point)),
            }
            | Self::Gesture {
                at: Some(LookAt::Point(point)),
                ..
            } => point.is_finite() && point.abs().max_element() <= FAR_M,
            _ => true,
        }
    }
}

/// A point to walk to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// A free standing spot of a place.
    Place(PlaceId),
    /// A seat, claimed on the way.
    Seat(SeatId),
    /// Within talking distance of somebody.
    Body(StableId),
    /// A point on the ground, in 1/65536 m (x, z).
    Point(i32, i32),
}

/// What eyes, hands and faces can be turned to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookAt {
    Body(StableId),
    /// Metres.
    Point(Vec3),
}

/// Who is meant. Whoever is in earshot hears it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SayTo {
    #[default]
    Anyone,
    Body(StableId),
}

/// How far a voice carries: whisper 1.5 m, say 8 m, shout 25 m; a wall halves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Volume {
    Whisper,
    #[default]
    Say,
    Shout,
}

/// A gesture of arms or head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gesture {
    Wave,
    Point,
    Nod,
    Shake,
    Laugh,
    Bow,
    Shrug,
    Think,
    Dance,
}
