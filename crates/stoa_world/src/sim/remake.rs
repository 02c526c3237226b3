//! The world's file changed while the world runs: scenery, places, seats and ways are made anew, and everybody stays
//! where they are.
//!
//! What takes long ([`Remade::prepare`]) is made beside the world, on whatever thread. It is taken up at the beginning
//! of a tick, at once: nobody ever sees half of it. The world's time goes on as it was, whatever its file says now.
//! A recording ends there, since the world that it would be replayed on is gone.

mod settle;

use std::sync::Arc;

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;

use crate::{
    LogEvent, Places, SimClock, SimSystems, StableId, Tick, WorldDef,
    nav::NavGrid,
    sim::{BodyTick, Notice, Walls, record, routes::Spots, tick},
    town::Town,
};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<NextWorld>()
        .add_message::<WorldRemade>()
        .add_systems(
            FixedUpdate,
            take_up
                .in_set(SimSystems::Clock)
                .after(super::advance_clock)
                .run_if(|next: Res<NextWorld>| next.0.is_some()),
        );
}

/// A world, made ready to take the place of the one that runs.
pub struct Remade {
    def: WorldDef,
    nav: NavGrid,
    places: Places,
    walls: Walls,
    town: Town,
}

impl Remade {
    /// Makes what takes long of a world that was read and checked. Any thread may do it.
    ///
    /// # Errors
    /// In words, when its numbers don't fit the tick.
    pub fn prepare(def: WorldDef) -> Result<Self, String> {
        let nav = NavGrid::build(&def);
        let places = Places::from_def(&def, &nav);
        let walls = Walls::from_def(&def);
        let town = tick::town(&def, &nav, &places)?;
        Ok(Self {
            def,
            nav,
            places,
            walls,
            town,
        })
    }
}

/// The world that takes the place of the present one in the next tick, if there is one.
#[derive(Resource, Default)]
pub struct NextWorld(Option<Box<Remade>>);

impl NextWorld {
    /// The next tick takes it up. One that waits already is forgotten.
    pub fn put(&mut self, world: Box<Remade>) {
        self.0 = Some(world);
    }

    /// Whether one waits for the next tick.
    pub fn waits(&self) -> bool {
        self.0.is_some()
    }
}

/// A changed world was taken up in this tick.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorldRemade {
    pub tick: Tick,
    /// Whether its ground, parts and places are others; else only what is said and seen of it.
    pub ground: bool,
}

fn take_up(world: &mut World) {
    let Some(next) = world.resource_mut::<NextWorld>().0.take() else {
        return;
    };
    let clock = *world.resource::<SimClock>();
    let Remade {
        def,
        nav,
        mut places,
        walls,
        town,
    } = *next;
    let ground = !has_same_ground(world.resource(), &def);
    if ground {
        let tick = match BodyTick::of(town, &def, &clock, None) {
            Ok(tick) => tick,
            Err(cause) => {
                let told = format!("The world stays as it was: nobody could walk in it: {cause}");
                let notice = Notice::error(told, "Undo the last change of its file.");
                world.write_message(notice.named("world_stays", [("cause", cause)]));
                return;
            }
        };
        tick::despawn_mirrored(world);
        world.insert_resource(def);
        world.insert_resource(nav);
        world.insert_resource(walls);
        world.insert_resource(tick);
        world.insert_resource(Spots::default());
        let before = std::mem::replace(&mut *world.resource_mut::<Places>(), places);
        super::physics::remake_ground(world);
        settle::everybody(world, &before);
    } else {
        let before = world.resource::<Places>();
        for (seat, before) in places.seats.values_mut().zip(before.seats.values()) {
            seat.taken_by = before.taken_by;
        }
        world.insert_resource(places);
        world.insert_resource(def);
    }
    end_recording(world, "the world's file changed");
    world.write_message(LogEvent::new(clock.tick, "remade", StableId(0)).with("ground", ground));
    world.write_message(WorldRemade {
        tick: clock.tick,
        ground,
    });
}

/// Whether everybody can stand, sit and walk in both as in the other. A terrain is the same only as itself: comparing two
/// of them takes longer than a tick has.
fn has_same_ground(a: &WorldDef, b: &WorldDef) -> bool {
    let places = |def: &WorldDef| -> Vec<_> {
        let all = def.places.iter();
        all.map(|p| {
            (
                p.id.clone(),
                p.kind.clone(),
                p.at,
                p.radius_m,
                p.stands.clone(),
            )
        })
        .collect()
    };
    a.regions == b.regions
        && a.parts == b.parts
        && a.terrain.as_ref().map(Arc::as_ptr) == b.terrain.as_ref().map(Arc::as_ptr)
        && a.spawns == b.spawns
        && a.crowd == b.crowd
        && a.floor_y == b.floor_y
        && places(a) == places(b)
}

/// Ends the recording, if there is one, before this tick: `why` is what can't be replayed.
pub fn end_recording(world: &mut World, why: &str) {
    for notice in record::end(world, why) {
        world.write_message(notice);
    }
}
