//! What a foot treads on.

use bevy_ecs::prelude::*;
use stoa_world::{
    PartKind, Surface, WorldDef,
    geometry::{MAX_STEP_M, Solid, region_at, solids},
};

use crate::synth::steps::Ground;

/// Podiums and steps of a world, with what they are made of.
#[derive(Resource, Debug, Default)]
pub(super) struct Floors(Vec<(Solid, Surface)>);

impl Floors {
    pub(super) fn new(def: &WorldDef) -> Self {
        let mut floors = Vec::new();
        for part in &def.parts {
            if let PartKind::Slab { surface, .. } | PartKind::Steps { surface, .. } = part.kind {
                let own = solids(part).into_iter().filter(|solid| solid.floor);
                floors.extend(own.map(|solid| (solid, surface)));
            }
        }
        Self(floors)
    }

    /// The highest ground at a point (metres) that a foot at its height can stand on; `None` over nothing.
    pub(super) fn under(&self, def: &WorldDef, at: [f32; 3]) -> Option<Surface> {
        let [x, y, z] = at;
        let reach = y + MAX_STEP_M;
        let region = region_at(def, [x, z].into()).map(|region| (region.height, region.surface));
        let floors = self.0.iter().map(|(solid, surface)| (solid, *surface));
        let over = floors.filter(|(solid, _)| solid.distance([x, z].into()) == 0.0);
        let tops = over.map(|(solid, surface)| (solid.top(), surface));
        let found = tops.chain(region).filter(|(top, _)| *top <= reach);
        // What a modelled scene is made of is not known.
        let modelled = || def.terrain.as_ref()?.ground(x, z).map(|_| Surface::Paving);
        found
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, surface)| surface)
            .or_else(modelled)
    }
}

/// Learns what the world's ground is made of.
pub(super) fn know(def: Option<Res<WorldDef>>, mut floors: ResMut<Floors>) {
    if let Some(def) = def.filter(|def| def.is_changed()) {
        *floors = Floors::new(&def);
    }
}

/// How a surface answers a foot.
pub fn ground(surface: Surface) -> Ground {
    match surface {
        Surface::Paving | Surface::Limestone | Surface::Sandstone | Surface::Plaster => {
            Ground::Paving
        }
        Surface::Marble => Ground::Marble,
        Surface::Terracotta => Ground::Tile,
        Surface::Gravel => Ground::Gravel,
        Surface::Grass => Ground::Grass,
        Surface::Earth => Ground::Earth,
        Surface::Wood => Ground::Wood,
        Surface::Bronze => Ground::Metal,
        Surface::Water => Ground::Water,
    }
}
