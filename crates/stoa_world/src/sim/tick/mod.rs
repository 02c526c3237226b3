//! The one mover of bodies: the agent tick (`stoa_tick`).
//!
//! Everybody is in it. The crowd moves by its own needs. Inhabitants walk by the velocity that their way wishes for
//! (see `routes`), clear of whoever is there; people, who are moved by physics, and bodies that sit down or get up are
//! told to the tick as they are. What the tick made of it comes back [`EVENT_LAG`] ticks later, on every engine: poses of
//! inhabitants, and what happened in the crowd ([`CrowdEvent`]).

mod crowd;
mod ground;
mod heed;
mod hosts;
mod keep;
mod orders;

use std::collections::BTreeMap;

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use stoa_tick::{
    EVENT_LAG,
    engine::{self, CpuEngine, Engine},
    rules::{
        Command,
        plaza::{Order, Params},
    },
};

use crate::{
    Controller, Mover, Pose, Posture, SeatId, Seated, SimClock, SimSystems, WorldDef,
    sim::{
        Notice,
        bodies::BodyIndex,
        routes::{Route, RouteSystems},
        seats::Settling,
    },
    town::{self, Town},
};

pub use crowd::{CrowdDeed, CrowdEvent, crowd_id};
use ground::KnownGround;
use hosts::{HOSTED, Hosts, PEOPLE};
pub(super) use keep::{begin, keep};
use orders::Known;

pub(super) fn plugin(app: &mut App) {
    app.add_message::<CrowdEvent>().add_systems(
        FixedUpdate,
        (ground::follow_ground, tick, heed::heed, crowd::count)
            .chain()
            .run_if(resource_exists::<BodyTick>)
            .in_set(SimSystems::Move)
            .in_set(MoverSystems)
            .after(RouteSystems),
    );
}

/// Computes the tick and moves inhabitants.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct MoverSystems;

/// The tick of this world, and who is who in it.
#[derive(Resource)]
pub struct BodyTick {
    engine: Box<dyn Engine>,
    /// The minute of the day at its tick 0.
    start_minute: u32,
    /// Where (0, 0) of the tick lies: x and z of a pose.
    origin: (i32, i32),
    seats: BTreeMap<SeatId, u32>,
    /// The same the other way round.
    slots: BTreeMap<u32, SeatId>,
    ground: KnownGround,
    hosts: Hosts,
    /// How many the crowd has.
    crowd: u32,
    /// What the last tick gave, with the number of the tick that it tells of.
    heard: (u32, Vec<stoa_tick::rules::Event>),
    told_of_room: bool,
}

impl BodyTick {
    /// The tick of a world that has its other resources, with nobody but its crowd in it; from a state that was kept, if
    /// there is one.
    ///
    /// # Errors
    /// In words, when the world's numbers don't fit the tick, or the state is not of this world.
    fn new(world: &World, kept: Option<&keep::State>) -> Result<Self, String> {
        let def = world.resource::<WorldDef>();
        let clock = world.resource::<SimClock>();
        let town = Town::build(def, world.resource(), world.resource(), HOSTED);
        let town = town.map_err(|error| error.to_string())?;
        let start_minute = kept.map_or(clock.minute(), |kept| kept.start_minute);
        let params = Params {
            start_minute: start_minute % 1_440,
            rate: clock.rate,
            ..town::params(def)
        };
        let seed = (crate::clock::mix(clock.seed) >> 32) as u32;
        let ground = KnownGround::new(&town.place, town::ground(world.resource()));
        let (rules, start) = keep::world(town.place, params, def.crowd.count, seed);
        let engine = match kept {
            None => CpuEngine::new(rules, start).map_err(|error| error.to_string())?,
            Some(kept) => {
                engine::resume(rules, start, &kept.bytes).map_err(|error| error.to_string())?
            }
        };
        let slots = town.seats.iter().map(|(seat, slot)| (*slot, seat.clone()));
        Ok(Self {
            slots: slots.collect(),
            engine: Box::new(engine),
            start_minute,
            origin: town.origin,
            seats: town.seats,
            ground,
            hosts: Hosts::default(),
            crowd: def.crowd.count,
            heard: (0, Vec::new()),
            told_of_room: false,
        })
    }

    /// What computes it.
    pub fn engine(&mut self) -> &mut dyn Engine {
        self.engine.as_mut()
    }

    /// Where (0, 0) of the tick lies: x and z of a pose, in 1/65536 m.
    pub fn origin(&self) -> (i32, i32) {
        self.origin
    }

    /// The claim of a seat in the tick.
    pub fn slot(&self, seat: &SeatId) -> Option<u32> {
        self.seats.get(seat).copied()
    }

    /// How many the crowd has, those who are away among them.
    pub fn crowd(&self) -> u32 {
        self.crowd
    }
}

#[derive(bevy_ecs::query::QueryData)]
struct Told {
    pose: &'static Pose,
    controller: &'static Controller,
    mover: &'static Mover,
    route: &'static Route,
    posture: &'static Posture,
    settles: Has<Settling>,
    sits: Has<Seated>,
}

/// Tells the tick what changed, and computes it.
fn tick(
    mut tick: ResMut<BodyTick>,
    index: Res<BodyIndex>,
    clock: Res<SimClock>,
    bodies: Query<Told>,
    mut notices: MessageWriter<Notice>,
) {
    let tick = &mut *tick;
    let mut commands: Vec<Command> = Vec::new();
    tick.hosts.keep(|who| index.get(who).is_some());
    let leave = Order::Leave.words();
    let leaving = tick.hosts.all_leaving();
    commands.extend(leaving.map(|id| Command { id, words: leave }));
    let number = tick.engine.ticks();
    for (who, entity) in index.iter() {
        let Ok(body) = bodies.get(entity) else {
            continue;
        };
        let Some(host) = tick.hosts.of(who, *body.controller) else {
            if !std::mem::replace(&mut tick.told_of_room, true) {
                notices.write(too_many());
            }
            continue;
        };
        let by_itself = *body.controller == Controller::Agent
            && !body.settles
            && !body.sits
            && *body.posture != Posture::Sitting;
        let held = body.mover.claim.as_ref();
        let known = Known {
            pose: body.pose,
            hold: held.and_then(|seat| tick.seats.get(seat).copied()),
            want: by_itself.then_some(body.route.want),
        };
        if let Some(order) = host.tell(&known, tick.origin, number) {
            let (id, words) = (host.id, order.words());
            commands.push(Command { id, words });
        }
    }
    tick.hosts.all_left();
    let events = match tick.engine.tick(&commands) {
        Ok(events) => events,
        Err(error) => {
            let told = format!("Tick {}: bodies could not be moved: {error}", clock.tick.0);
            notices.write(Notice::error(
                told,
                "Please report this; a restart goes on from the last save.",
            ));
            Vec::new()
        }
    };
    tick.heard = ((number).saturating_sub(EVENT_LAG), events);
    if let Some(notice) = tick.engine.notice() {
        notices.write(Notice::warning(
            notice,
            "It goes on as before, only slower.",
        ));
    }
}

fn too_many() -> Notice {
    let agents = HOSTED - PEOPLE;
    Notice::warning(
        format!(
            "More than {PEOPLE} people or {agents} inhabitants are here: some can't walk, or are walked into"
        ),
        "Put fewer inhabitants into the world file; a crowd of any size is `[crowd]`.",
    )
}
