//! The one mover of bodies: the agent tick (`stoa_tick`).
//!
//! Everybody is in it. The crowd moves by its own needs. Inhabitants walk by the velocity that their way wishes for
//! (see `routes`), clear of whoever is there; people, who are moved by physics, and bodies that sit down or get up are
//! told to the tick as they are. What the tick made of it comes back [`EVENT_LAG`] ticks later, on every engine: poses of
//! inhabitants, and what happened in the crowd ([`CrowdEvent`]).

mod crowd;
mod density;
mod ground;
mod heed;
mod hosts;
mod keep;
mod mirror;
mod orders;
mod wish;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_time::{TimeSystems, prelude::*};
use stoa_tick::{
    EVENT_LAG,
    commands::MAX_COMMANDS,
    engine::{self, CpuEngine, Engine},
    rules::{
        Command,
        plaza::{Order, Params, Plaza},
    },
};

use crate::{
    Controller, Mover, Places, Pose, Posture, SeatId, Seated, SimClock, SimSystems, Tick, WorldDef,
    nav::NavGrid,
    sim::{
        Notice,
        bodies::BodyIndex,
        routes::{Route, RouteSystems},
        run::TICKS_A_FRAME,
        seats::Settling,
    },
    town::{self, Origin, Town},
};

pub use crowd::{CrowdDeed, CrowdEvent, crowd_id, crowd_index, is_crowd};
pub use density::{CrowdDensity, Doing, Gathering};
use ground::KnownGround;
use hosts::{HOSTED, Hosts, PEOPLE};
pub(super) use keep::{begin, keep};
use mirror::Mirror;
pub(super) use mirror::despawn_all as despawn_mirrored;
pub use mirror::{Minded, Mirrored};
use orders::{Known, Stands};
pub use wish::SeatWish;

pub(super) fn plugin(app: &mut App) {
    let there = resource_exists::<BodyTick>;
    app.add_message::<CrowdEvent>()
        .init_resource::<CrowdDensity>();
    app.add_systems(First, wait_for_engine.run_if(there).before(TimeSystems))
        .add_systems(
            FixedUpdate,
            (
                ground::follow_ground,
                tick,
                heed::heed,
                mirror::reflect,
                wish::fulfil,
                crowd::count,
            )
                .chain()
                .run_if(there)
                .in_set(SimSystems::Move)
                .in_set(MoverSystems)
                .after(RouteSystems),
        );
}

/// Computes the tick and moves inhabitants.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct MoverSystems;

/// What computes the tick.
enum Computer {
    Twin(Box<CpuEngine<Plaza>>),
    Other(Box<dyn Engine>),
}

impl Computer {
    fn as_mut(&mut self) -> &mut dyn Engine {
        match self {
            Self::Twin(engine) => engine.as_mut(),
            Self::Other(engine) => engine.as_mut(),
        }
    }
}

/// The tick of this world, and who is who in it.
#[derive(Resource)]
pub struct BodyTick {
    engine: Computer,
    /// The world stands still until the engine is ready, and the ways are.
    waits: bool,
    /// The minute of the day at its tick 0.
    start_minute: u32,
    origin: Origin,
    seats: BTreeMap<SeatId, u32>,
    /// The same the other way round.
    slots: BTreeMap<u32, SeatId>,
    /// Which destination the seat of each claim belongs to.
    seats_of: BTreeMap<u32, u32>,
    ground: KnownGround,
    hosts: Hosts,
    /// Who of the crowd is an entity.
    mirror: Mirror,
    /// How many the crowd has.
    crowd: u32,
    /// What the last tick gave, with the number of the tick that it tells of.
    heard: (u32, Vec<stoa_tick::rules::Event>),
    /// How long it took.
    took: Duration,
    /// Each trouble is told once.
    told: Told,
}

/// What the crowd of a world lives in, with room for bodies that have names.
///
/// # Errors
/// In words, when the world's numbers don't fit the tick.
pub(super) fn town(def: &WorldDef, nav: &NavGrid, places: &Places) -> Result<Town, String> {
    Town::build(def, nav, places, HOSTED).map_err(|error| error.to_string())
}

#[derive(Default)]
struct Told {
    room: bool,
    failed: bool,
}

impl BodyTick {
    /// The tick of a world that has its other resources, with nobody but its crowd in it; from a state that was kept, if
    /// there is one.
    ///
    /// # Errors
    /// In words, when the world's numbers don't fit the tick, or the state is not of this world.
    fn new(world: &World, kept: Option<&keep::State>) -> Result<Self, String> {
        let def = world.resource::<WorldDef>();
        let town = town(def, world.resource(), world.resource())?;
        Self::of(town, def, world.resource(), kept)
    }

    /// As [`BodyTick::new`], of a town that was made already.
    pub(super) fn of(
        town: Town,
        def: &WorldDef,
        clock: &SimClock,
        kept: Option<&keep::State>,
    ) -> Result<Self, String> {
        let start_minute = kept.map_or(clock.minute(), |kept| kept.start_minute);
        let params = Params {
            start_minute: start_minute % 1_440,
            rate: clock.rate,
            ..town::params(def)
        };
        let seed = (crate::clock::mix(clock.seed) >> 32) as u32;
        let ground = KnownGround::new(&town.place, town.grounds);
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
            engine: Computer::Twin(Box::new(engine)),
            waits: false,
            start_minute,
            origin: town.origin,
            seats: town.seats,
            seats_of: town.seats_of,
            ground,
            hosts: Hosts::default(),
            mirror: Mirror::default(),
            crowd: def.crowd.count,
            heard: (0, Vec::new()),
            took: Duration::ZERO,
            told: Told::default(),
        })
    }

    /// Has something else compute it from now on. Nothing happens where the processor does not compute it any more.
    #[must_use]
    pub fn with_engine(self, make: impl FnOnce(CpuEngine<Plaza>) -> Box<dyn Engine>) -> Self {
        let engine = match self.engine {
            Computer::Twin(cpu) => Computer::Other(make(*cpu)),
            other => other,
        };
        Self { engine, ..self }
    }

    /// What computes it.
    pub fn engine(&mut self) -> &mut dyn Engine {
        self.engine.as_mut()
    }

    /// Whether the world stands still until its next tick can be computed without waiting.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// How long the engine's last tick kept the world: on a graphics device, how long it took to hand it over.
    pub fn took(&self) -> Duration {
        self.took
    }

    /// Where (0, 0) of the tick lies.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The claim of a seat in the tick.
    pub fn slot(&self, seat: &SeatId) -> Option<u32> {
        self.seats.get(seat).copied()
    }

    /// The number of the crowd's first in the tick; smaller ones are bodies that have names.
    pub fn first_of_crowd(&self) -> u32 {
        HOSTED
    }

    /// How many the crowd has, those who are away among them.
    pub fn crowd(&self) -> u32 {
        self.crowd
    }
}

#[derive(bevy_ecs::query::QueryData)]
struct Body {
    pose: &'static Pose,
    controller: &'static Controller,
    mover: &'static Mover,
    route: &'static Route,
    posture: &'static Posture,
    settles: Has<Settling>,
    sits: Has<Seated>,
    mirrored: Option<&'static Mirrored>,
    minded: Has<Minded>,
    wish: Option<&'static SeatWish>,
}

/// The world waits for what computes it, and for the ways that a tick of this frame needs; the picture never does.
fn wait_for_engine(
    mut tick: ResMut<BodyTick>,
    clock: Res<SimClock>,
    mut time: ResMut<Time<Virtual>>,
) {
    let last = Tick(clock.tick.0.saturating_add(TICKS_A_FRAME.into()));
    let waits = !tick.engine.as_mut().is_ready() || tick.ground.is_late_for(last);
    if std::mem::replace(&mut tick.waits, waits) == waits {
        return;
    }
    if waits {
        time.pause();
    } else {
        time.unpause();
    }
}

/// Tells the tick what changed, and computes it.
fn tick(
    mut tick: ResMut<BodyTick>,
    index: Res<BodyIndex>,
    clock: Res<SimClock>,
    bodies: Query<Body>,
    mut notices: MessageWriter<Notice>,
) {
    let tick = &mut *tick;
    let mut commands: Vec<Command> = Vec::new();
    // Of the crowd only those are hosts' who have minds.
    tick.hosts.keep(|who| {
        let body = index.get(who).and_then(|entity| bodies.get(entity).ok());
        body.is_some_and(|body| body.mirrored.is_none() || body.minded)
    });
    let (leave, free) = (Order::Leave.words(), Order::Release.words());
    let leaving = tick.hosts.all_leaving();
    commands.extend(leaving.map(|id| Command { id, words: leave }));
    let freed = tick.hosts.all_freed();
    commands.extend(freed.map(|id| Command { id, words: free }));
    let engine = tick.engine.as_mut();
    let number = engine.ticks();
    let mut people = Vec::new();
    for (who, entity) in index.iter() {
        let Ok(body) = bodies.get(entity) else {
            continue;
        };
        if *body.controller == Controller::Person {
            let (x, y, _) = tick.origin.to_tick(body.pose);
            people.push((x, y));
        }
        if let Some(mirrored) = body.mirrored {
            if body.minded {
                let id = HOSTED + mirrored.index;
                let wished = body.wish;
                let wished = wished.and_then(|wish| wish.order(&tick.seats, &tick.seats_of));
                let host = tick.hosts.adopt(who, id);
                let order = match wished {
                    Some(order) => host.news(order),
                    None => host.lead(body.pose, body.route.want, stands(mirrored), tick.origin),
                };
                commands.extend(order.map(|order| Command {
                    id,
                    words: order.words(),
                }));
            }
            continue;
        }
        let Some(host) = tick.hosts.of(who, *body.controller) else {
            if !std::mem::replace(&mut tick.told.room, true) {
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
    tick.hosts.all_told();
    if tick.crowd > 0 {
        tick.mirror.look_around(people, tick.crowd, number);
        let told: BTreeSet<u32> = commands.iter().map(|command| command.id).collect();
        let room = MAX_COMMANDS.saturating_sub(told.len());
        let asked = tick.mirror.orders(room, |id| told.contains(&id));
        commands.extend(asked);
    }
    let begun = Instant::now();
    let events = engine.tick(&commands);
    tick.took = begun.elapsed();
    let events = match events {
        Ok(events) => events,
        Err(error) => {
            if !std::mem::replace(&mut tick.told.failed, true) {
                let at = clock.tick.0.to_string();
                let notice = Notice::error(
                    format!("The tick of all bodies failed at {at}: {error}"),
                    "Please report this; a restart goes on from the last save.",
                );
                let values = [("tick", at), ("error", error.to_string())];
                notices.write(notice.named("tick_failed", values));
            }
            Vec::new()
        }
    };
    if let Some(told) = engine.notice() {
        let notice = Notice::warning(&told, "The world goes on as it was, only slower.");
        notices.write(notice.named("engine_changed", [("told", told)]));
    }
    tick.heard = (number.saturating_sub(EVENT_LAG), events);
}

fn stands(mirrored: &Mirrored) -> Stands {
    match mirrored {
        Mirrored { seated: true, .. } => Stands::Seated,
        Mirrored { still: true, .. } => Stands::Still,
        _ => Stands::Moving,
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
    .named(
        "too_many",
        [("people", PEOPLE.to_string()), ("agents", agents.to_string())],
    )
}
