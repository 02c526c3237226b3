//! A world as its file describes it: plain data that the loader (see `load`) makes and everyone reads.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3};

use crate::{looks::Rgb, terrain::Terrain};

/// A whole world file.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct WorldDef {
    /// The file's stem, for example `stoa`.
    pub id: String,
    pub name: String,
    pub about: String,
    /// World time at tick 0, in minutes of day 0, and world seconds per simulated second.
    pub start_minute: u32,
    pub clock_rate: u32,
    pub sky: SkyDef,
    /// The ground: flat polygons, later ones lie upon earlier ones.
    pub regions: Vec<Region>,
    pub parts: Vec<Part>,
    /// Ground and walls of a modelled scene, in place of regions and parts.
    pub terrain: Option<Arc<Terrain>>,
    pub places: Vec<PlaceDef>,
    pub spawns: Vec<SpawnDef>,
    pub viewpoints: Vec<ViewpointDef>,
    pub inhabitants: Vec<InhabitantDef>,
    pub crowd: CrowdDef,
    /// What everyone here knows: (words a question would use, what is said).
    pub lore: Vec<(Vec<String>, String)>,
    /// A body below this height (metres) is put back at its spawn.
    pub floor_y: f32,
}

/// Sun, sky and haze.
#[derive(Debug, Clone, PartialEq)]
pub struct SkyDef {
    /// Where the sun stands: degrees from north clockwise, and above the horizon. `follow_clock` moves it by the hour.
    pub sun_azimuth_deg: f32,
    pub sun_elevation_deg: f32,
    pub follow_clock: bool,
    pub zenith: Rgb,
    pub horizon: Rgb,
    pub sun_colour: Rgb,
    /// Metres at which haze swallows half the contrast.
    pub haze_m: f32,
}

impl Default for SkyDef {
    fn default() -> Self {
        Self {
            sun_azimuth_deg: 225.0,
            sun_elevation_deg: 38.0,
            follow_clock: false,
            zenith: Rgb(64, 118, 196),
            horizon: Rgb(214, 226, 236),
            sun_colour: Rgb(255, 241, 214),
            haze_m: 180.0,
        }
    }
}

/// A flat piece of ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    pub id: String,
    /// Corners (x, z) in metres, in order; not crossing itself.
    pub polygon: Vec<Vec2>,
    /// Height of the surface in metres.
    pub height: f32,
    pub surface: Surface,
    /// Whether one may walk here (water, flower beds: no).
    pub walkable: bool,
}

/// What the ground or a part is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Surface {
    #[default]
    Paving,
    Marble,
    Limestone,
    Sandstone,
    Gravel,
    Grass,
    Earth,
    Water,
    Terracotta,
    Wood,
    Plaster,
    Bronze,
}

impl Surface {
    /// All of them, with the words that stand for them in files.
    pub const WORDS: &[(&str, Self)] = &[
        ("paving", Self::Paving),
        ("marble", Self::Marble),
        ("limestone", Self::Limestone),
        ("sandstone", Self::Sandstone),
        ("gravel", Self::Gravel),
        ("grass", Self::Grass),
        ("earth", Self::Earth),
        ("water", Self::Water),
        ("terracotta", Self::Terracotta),
        ("wood", Self::Wood),
        ("plaster", Self::Plaster),
        ("bronze", Self::Bronze),
    ];
}

/// One piece of the scene, from the kit of parts.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Part {
    pub id: String,
    pub kind: PartKind,
    /// Its middle on the ground, in metres.
    pub at: Vec3,
    /// Counter-clockwise from above, in degrees; 0 faces −z (north).
    pub turn_deg: f32,
}

/// The kit of parts. Lengths in metres; `width` runs along local x, `depth` along local z, the front faces −z.
#[derive(Debug, Clone, PartialEq)]
pub enum PartKind {
    /// A solid block one can stand on: podium, terrace, plinth.
    Slab {
        width: f32,
        depth: f32,
        height: f32,
        surface: Surface,
    },
    /// A flight going up toward +z (local): `count` steps of `rise` and `run`.
    Steps {
        width: f32,
        count: u32,
        rise: f32,
        run: f32,
        surface: Surface,
    },
    /// A fluted column with base and capital.
    Column {
        height: f32,
        radius: f32,
    },
    /// A roofed colonnade: `columns` along the front, a back wall, coffered ceiling, tiled roof.
    Portico {
        width: f32,
        depth: f32,
        height: f32,
        columns: u32,
    },
    Wall {
        width: f32,
        height: f32,
        depth: f32,
        surface: Surface,
    },
    /// A round gateway in a wall.
    Arch {
        width: f32,
        height: f32,
        depth: f32,
    },
    /// A building at the edge, seen from outside.
    House {
        width: f32,
        depth: f32,
        height: f32,
        surface: Surface,
    },
    /// A round basin with a rim one can sit on (`seats` around it), a bowl and falling water.
    Fountain {
        radius: f32,
        height: f32,
        seats: u32,
    },
    /// Seats spread along its width; sitters face −z.
    Bench {
        width: f32,
        seats: u32,
        back: bool,
        surface: Surface,
    },
    Table {
        radius: f32,
        height: f32,
    },
    /// One seat, facing −z.
    Stool,
    Tree {
        species: Species,
        height: f32,
    },
    Hedge {
        width: f32,
        depth: f32,
        height: f32,
    },
    Planter {
        width: f32,
        depth: f32,
    },
    Flowerbed {
        width: f32,
        depth: f32,
    },
    Pot {
        height: f32,
    },
    Lamp {
        height: f32,
    },
    Statue {
        height: f32,
    },
    /// A market stall with counter, awning and goods; the keeper stands on its +z side.
    Stall {
        width: f32,
        goods: Goods,
    },
    /// A well with a stone ring.
    Well {
        radius: f32,
    },
    Bookcase {
        width: f32,
        height: f32,
    },
    Easel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Species {
    #[default]
    Olive,
    Cypress,
    Plane,
    Orange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goods {
    #[default]
    Bread,
    Fruit,
    Flowers,
    Pottery,
    Books,
    Cloth,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceDef {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub about: String,
    pub at: Vec2,
    pub radius_m: f32,
    /// Standing spots (x, z, heading in degrees); made around `at` when none are given.
    pub stands: Vec<(Vec2, f32)>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpawnDef {
    pub id: String,
    pub at: Vec2,
    pub turn_deg: f32,
}

/// Where a picture is taken from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ViewpointDef {
    pub id: String,
    pub at: Vec3,
    pub look_at: Vec3,
    /// Vertical field of view in degrees.
    pub fov_deg: f32,
}

/// Somebody who lives here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InhabitantDef {
    /// The persona's id: its file's stem.
    pub persona: String,
    /// The place where they are when the world begins.
    pub at: String,
}

/// The most people that a crowd has.
pub const MAX_CROWD: u32 = 1_000_000;

/// Those who come and go: bodies that follow their needs, without a name until somebody speaks to them.
#[derive(Debug, Clone, PartialEq)]
pub struct CrowdDef {
    pub count: u32,
    /// Ids of the spawns and places that they come in and leave by; empty: all spawns.
    pub from: Vec<String>,
    /// The first one comes and the first one leaves in these minutes of the day, the last ones `within_minutes` after.
    /// From 0 to 1440 they stay day and night.
    pub comes_minute: u32,
    pub leaves_minute: u32,
    pub within_minutes: u32,
    /// Who they are; empty: all alike.
    pub roles: Vec<RoleDef>,
}

impl Default for CrowdDef {
    fn default() -> Self {
        Self {
            count: 0,
            from: Vec::new(),
            comes_minute: 6 * 60 + 30,
            leaves_minute: 21 * 60,
            within_minutes: 120,
            roles: Vec::new(),
        }
    }
}

/// Some of the crowd.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleDef {
    pub name: String,
    /// Their part of the crowd, beside the other roles' shares.
    pub share: u32,
    /// How fast company, rest, curiosity and food come to be needed, in quarters of the usual.
    pub grows: [u32; 4],
}
