//! The world that the plaza rules are measured in.

use super::{
    Params, Plaza, RADIUS,
    build::BuiltPlace,
    town::{crowd, town},
};
use crate::{
    bench::{Options, Scenario},
    cells::Bounds,
    error::ConfigError,
    rules::Agent,
    world::World,
};

impl Plaza {
    /// The rules and a world of a place and the bodies in it. The place stays.
    pub fn world(
        place: &BuiltPlace,
        params: Params,
        agents: Vec<Agent>,
        seed: u32,
    ) -> (Self, World) {
        Self::over(place, params, agents, seed, place.words.clone())
    }

    /// As [`Plaza::world`], but the words, most of what a large world takes, are there once only. Keep a clone of
    /// [`BuiltPlace::layout`] for changes of the ground.
    pub fn into_world(
        mut place: BuiltPlace,
        params: Params,
        agents: Vec<Agent>,
        seed: u32,
    ) -> (Self, World) {
        let words = std::mem::take(&mut place.words);
        Self::over(&place, params, agents, seed, words)
    }

    fn over(
        place: &BuiltPlace,
        params: Params,
        agents: Vec<Agent>,
        seed: u32,
        words: Vec<u32>,
    ) -> (Self, World) {
        let (width, height) = place.bounds;
        let params = Params {
            point_shift: Params::point_shift_for(width, height),
            ..params
        };
        let world = World {
            bounds: Bounds { width, height },
            radius: RADIUS,
            divisor: 1,
            seed,
            agents,
            place: words,
            event_room: None,
        };
        (Self::new(place, params), world)
    }
}

impl Scenario for Plaza {
    /// A town at noon; the radius is the rules' own.
    fn scenario(options: &Options) -> Result<(Self, World), ConfigError> {
        let place = town(options.agents, options.density)?;
        let agents = crowd(&place, options.agents, options.seed);
        let (rules, world) = Self::into_world(place, Params::default(), agents, options.seed);
        Ok((
            rules,
            World {
                divisor: options.cells(),
                ..world
            },
        ))
    }
}
