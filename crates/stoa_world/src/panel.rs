//! Where panels hang in the world and what points at them. Whoever tracks a person's head and hands writes it, whoever
//! draws panels reads it, and the other way about; neither knows the other.

use core::time::Duration;

use bevy_ecs::prelude::*;
use bevy_math::{Isometry3d, Ray3d};

/// Where there is no button, what is pointed at for so long is meant.
pub const DWELL: Duration = Duration::from_millis(1200);

/// What the person points with.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct PanelRay {
    /// In the world.
    pub ray: Option<Ray3d>,
    /// The button is down.
    pub down: bool,
    /// There is no button: what the ray rests on long enough is pressed.
    pub dwells: bool,
}

/// The panel that the ray meets, in metres from its origin. Written by the panels.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct PanelHit(pub Option<f32>);

/// Where panels may hang: the middle of each, its face toward +z. `None`: nowhere now.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct PanelAnchors {
    /// The head; without one no panel is drawn in the world.
    pub eye: Option<Isometry3d>,
    /// Quick replies: on the hand that does not point, or in front of the body.
    pub wrist: Option<Isometry3d>,
    pub menu: Option<Isometry3d>,
    pub keyboard: Option<Isometry3d>,
    /// The row of buttons that one finds by looking down.
    pub belt: Option<Isometry3d>,
}

/// Which panels the person has opened.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PanelsOpen {
    pub menu: bool,
    pub keyboard: bool,
}

/// A button of the belt was pressed: for controllers that have nothing else to do it with.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeltPressed {
    TurnLeft,
    TurnRight,
    StepBack,
}

/// The headset knows no floor, and the person has not said how tall they are: they are asked.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeightAsked;

/// A panel's button was pressed: the hand may feel it.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct PanelPressed;
