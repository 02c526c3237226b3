//! The world: bodies, intents, simulation, world files, events, record and replay, persistence.
//!
//! Headless: nothing here sees a window or a renderer. One rule carries the rest: **only [`Intent`]s change the
//! world**. Desktop input, minds, scripts and (later) the network write them; [`sets::SimSystems`] validates them and
//! turns them into goals and deeds; the mover moves bodies; everything else reads.

pub mod body;
pub mod clock;
pub mod def;
pub mod format;
pub mod geometry;
pub mod inhabitants;
pub mod intent;
pub mod load;
pub mod looks;
pub mod messages;
pub mod nav;
pub mod panel;
pub mod place;
pub mod pose;
pub mod save;
pub mod sets;
pub mod sim;
pub mod terrain;
pub mod town;
pub mod tracked;

pub use body::{
    Attention, Blocked, Body, Controller, DisplayName, Following, Gesturing, Mover, Muted, Posture,
    Seated, StableId, Voice,
};
pub use clock::{SimClock, TICKS_PER_SECOND, Tick};
pub use def::{
    CrowdDef, Goods, InhabitantDef, MAX_CROWD, Part, PartKind, PlaceDef, Region, RoleDef, SkyDef,
    SpawnDef, Species, Surface, ViewpointDef, WorldDef,
};
pub use format::{FormatError, Formats};
pub use inhabitants::InhabitantIds;
pub use intent::{Deed, Gesture, Goal, Intent, LookAt, SayTo, Volume};
pub use load::{MAX_COORDINATE_M, Problem, Severity};
pub use looks::Looks;
pub use messages::{Heard, LogEvent, Refused, Said};
pub use place::{Place, PlaceId, Places, Seat, SeatId};
pub use pose::{Pose, PreviousPose};
pub use sets::SimSystems;
pub use sim::{WorldPlugin, bodies::BodyIndex};
pub use tracked::{Held, Tracked};
