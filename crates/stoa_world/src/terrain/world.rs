//! A world around a terrain: where one arrives, who is there, from where pictures are taken.

use std::sync::Arc;

use bevy_math::{Vec3, Vec3Swizzles};

use super::{Terrain, TerrainError};
use crate::{
    InhabitantDef, PlaceDef, SpawnDef, ViewpointDef, WorldDef, geometry::turned, nav::NavGrid,
};

/// Where one arrives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// In metres.
    pub at: Vec3,
    /// Degrees counter-clockwise from above; 0 faces −z.
    pub turn_deg: f32,
    /// Whether the scene says so itself; else a better place may be taken.
    pub named: bool,
}

/// The place where one arrives.
const ARRIVAL: &str = "arrival";
/// From the spawn to whoever waits there, in metres.
const AHEAD_M: f32 = 2.5;
/// Height of the eyes in the picture of the arrival, in metres.
const EYES_M: f32 = 1.65;
/// Below the lowest ground one is put back, in metres.
const BELOW_M: f32 = 15.0;

impl WorldDef {
    /// A world of a terrain and nothing else, but for a `guide` (a persona's id) who waits where one arrives. `name` is
    /// the file's stem.
    ///
    /// # Errors
    /// When there is no room for a body where one arrives.
    pub fn of_terrain(
        name: &str,
        terrain: Terrain,
        arrival: &Arrival,
        guide: Option<&str>,
    ) -> Result<Self, TerrainError> {
        let (low, high) = terrain.heights().ok_or(TerrainError::NoGround)?;
        let mut def = Self {
            id: id_of(name),
            name: name.chars().filter(|c| !c.is_control()).take(80).collect(),
            about: "A scene that somebody modelled.".to_owned(),
            start_minute: 9 * 60,
            clock_rate: 24,
            floor_y: low - BELOW_M,
            terrain: Some(Arc::new(terrain)),
            ..Self::default()
        };
        let grid = NavGrid::build(&def);
        let wanted = arrival.at.with_y(arrival.at.y.clamp(low, high));
        let spawn = grid.nearest_free(wanted);
        // Without a spawn of its own, anywhere on the ground will do.
        let anywhere = || grid.any_free().filter(|_| !arrival.named);
        let spawn = spawn.or_else(anywhere).ok_or(TerrainError::NoRoom)?;
        def.spawns.push(SpawnDef {
            id: ARRIVAL.to_owned(),
            at: spawn.xz(),
            turn_deg: arrival.turn_deg,
        });
        // What can be walked to from there, rather than from anywhere.
        let grid = NavGrid::build(&def);
        let ahead = turned(arrival.turn_deg, Vec3::NEG_Z);
        let meeting = grid.nearest_free(spawn + ahead * AHEAD_M).unwrap_or(spawn);
        def.places.push(PlaceDef {
            id: ARRIVAL.to_owned(),
            name: "the way in".to_owned(),
            kind: "place".to_owned(),
            about: "Where everybody arrives.".to_owned(),
            at: meeting.xz(),
            radius_m: 4.0,
            stands: Vec::new(),
        });
        def.inhabitants.extend(guide.map(|persona| InhabitantDef {
            persona: persona.to_owned(),
            at: ARRIVAL.to_owned(),
        }));
        def.viewpoints = viewpoints(&grid, spawn, ahead);
        Ok(def)
    }
}

impl Terrain {
    /// The lowest and the highest ground, in metres.
    fn heights(&self) -> Option<(f32, f32)> {
        let finite = || {
            self.ground
                .iter()
                .copied()
                .filter(|height| height.is_finite())
        };
        Some((finite().reduce(f32::min)?, finite().reduce(f32::max)?))
    }
}

/// As one sees it who arrives, and from above.
fn viewpoints(grid: &NavGrid, spawn: Vec3, ahead: Vec3) -> Vec<ViewpointDef> {
    let eye = spawn + Vec3::Y * EYES_M;
    let (low, high) = grid.bounds();
    let middle = (low + high) / 2.0;
    let middle = Vec3::new(middle.x, spawn.y, middle.y);
    let reach = (high - low).length().clamp(6.0, 120.0);
    let view = |id: &str, at, look_at| ViewpointDef {
        id: id.to_owned(),
        at,
        look_at,
        fov_deg: 60.0,
    };
    vec![
        view(ARRIVAL, eye, eye + ahead * 5.0 - Vec3::Y * 0.5),
        view("above", middle + Vec3::new(0.35, 0.7, 0.6) * reach, middle),
    ]
}

/// An id of a file's stem: letters, digits, `_` and `-`.
fn id_of(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let id: String = name.chars().take(40).map(plain).collect();
    if id.is_empty() {
        "scene".to_owned()
    } else {
        id
    }
}
