//! Bodies come and go: people who join, inhabitants who live here.

use std::collections::BTreeMap;

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use serde_json::{Map, Value};

use crate::{
    Blocked, Body, Controller, Deed, DisplayName, Goal, Intent, LogEvent, Looks, Mover, Muted,
    Places, Pose, Posture, PreviousPose, Seated, SimClock, SimSystems, StableId, WorldDef,
    nav::NavGrid,
    save::{SavedBody, WorldSave},
    sim::{
        text::{MAX_NAME, clean},
        tick::Mirrored,
    },
};

/// The first id of an inhabitant; people count from 1.
pub const FIRST_AGENT: u32 = 1000;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<BodyIndex>()
        .init_resource::<Restoring>()
        .init_resource::<Newcomers>()
        .add_systems(
            FixedUpdate,
            announce.in_set(SimSystems::Script).in_set(AnnounceSystems),
        )
        .add_observer(list_body)
        .add_observer(unlist_body);
}

/// Tells the log who came.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct AnnounceSystems;

/// Every body by its stable id. Systems that decide anything go through bodies in this order.
#[derive(Resource, Debug, Default)]
pub struct BodyIndex(BTreeMap<StableId, Entity>);

impl BodyIndex {
    /// The body's entity, if it is here.
    pub fn get(&self, id: StableId) -> Option<Entity> {
        self.0.get(&id).copied()
    }

    /// All bodies in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (StableId, Entity)> + '_ {
        self.0.iter().map(|(id, entity)| (*id, *entity))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a save brought that has not found its place in the world yet: bodies wait for their owner to be spawned.
#[derive(Resource, Debug, Default)]
pub struct Restoring {
    bodies: BTreeMap<StableId, SavedBody>,
    unknown: Map<String, Value>,
    /// What came back to be done and was asked for, but no tick has begun it yet.
    asked: BTreeMap<StableId, (usize, Aims)>,
}

/// What a body is about: where it walks, whom it leads there, whom it follows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Aims {
    pub(super) goal: Option<Goal>,
    pub(super) leading: Option<StableId>,
    pub(super) following: Option<StableId>,
}

impl Restoring {
    pub(super) fn from_save(save: &WorldSave) -> Self {
        Self {
            bodies: save.bodies.iter().map(|b| (b.id, b.clone())).collect(),
            unknown: save.unknown.clone(),
            asked: BTreeMap::new(),
        }
    }

    /// What a body that came back is about, while its own components do not say so yet.
    pub(super) fn aims(&self, id: StableId) -> Option<&Aims> {
        self.asked.get(&id).map(|(_, aims)| aims)
    }

    /// Whether the message of this number is an intent that the save brought back.
    pub(super) fn asked_again(&self, message: usize) -> bool {
        self.asked.values().any(|(number, _)| *number == message)
    }

    /// A tick has taken the intents: bodies say themselves now what they are about.
    pub(super) fn all_asked(&mut self) {
        self.asked.clear();
    }

    /// Those who have not come back: they stay in the next save.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &SavedBody> {
        self.bodies.values()
    }

    /// Keys of the save that this version does not know: they are written back.
    pub(super) fn unknown(&self) -> &Map<String, Value> {
        &self.unknown
    }
}

fn list_body(added: On<Add, Body>, ids: Query<&StableId>, mut index: ResMut<BodyIndex>) {
    if let Ok(id) = ids.get(added.entity) {
        index.0.insert(*id, added.entity);
    }
}

fn unlist_body(
    removed: On<Remove, Body>,
    ids: Query<(&StableId, Has<Mirrored>)>,
    mut index: ResMut<BodyIndex>,
    mut places: ResMut<Places>,
) {
    let Ok((id, mirrored)) = ids.get(removed.entity) else {
        return;
    };
    index.0.remove(id);
    if mirrored {
        // Nobody left but the entity: the tick says who gets up.
        return;
    }
    for seat in places.seats.values_mut() {
        seat.taken_by.take_if(|by| by == id);
    }
}

/// Brings a person into the world at the named spawn point (the first one when `None` or unknown) and returns their id.
///
/// Any number may come. Somebody whose id is in the restored save comes back where they were, with the name they had.
pub fn spawn_person(world: &mut World, name: &str, spawn: Option<&str>) -> StableId {
    let id = {
        let index = world.resource::<BodyIndex>();
        let mut id = StableId(1);
        while index.get(id).is_some() {
            id.0 += 1;
        }
        id
    };
    spawn_person_as(world, id, name, spawn);
    id
}

/// As [`spawn_person`], with a given id (scripts and replays). Nothing happens when that body is here already.
pub fn spawn_person_as(world: &mut World, id: StableId, name: &str, spawn: Option<&str>) {
    if world.resource::<BodyIndex>().get(id).is_some() {
        return;
    }
    let (def, nav) = (world.resource::<WorldDef>(), world.resource::<NavGrid>());
    let pose = spawn_pose(def, nav, spawn, id);
    spawn_person_at(world, id, name, pose);
}

/// As [`spawn_person_as`], at a pose.
pub fn spawn_person_at(world: &mut World, id: StableId, name: &str, pose: Pose) {
    if world.resource::<BodyIndex>().get(id).is_some() {
        return;
    }
    spawn_body(world, id, Controller::Person, name, Looks::default(), pose);
    world.resource_mut::<Newcomers>().0.push(id);
}

/// Brings an inhabitant into the world at a place and returns the body's entity. With a restored save, a body with the
/// same id and name comes back as it was.
pub fn spawn_agent(
    world: &mut World,
    id: StableId,
    name: &str,
    looks: Looks,
    place: &str,
) -> Entity {
    if let Some(entity) = world.resource::<BodyIndex>().get(id) {
        return entity;
    }
    let pose = place_pose(world, place, id);
    spawn_body(world, id, Controller::Agent, name, looks, pose)
}

/// Gives an inhabitant the name and looks that its file has now. Nobody who is in the world can do that.
pub fn recast(world: &mut World, id: StableId, name: &str, looks: Looks) {
    let Some(entity) = world.resource::<BodyIndex>().get(id) else {
        return;
    };
    if let Some(mut worn) = world.get_mut::<Looks>(entity) {
        worn.set_if_neq(looks);
    }
    let Some(name) = clean(name, MAX_NAME).map(|clean| clean.text) else {
        return;
    };
    let mut renamed = false;
    if let Some(mut known) = world.get_mut::<DisplayName>(entity) {
        renamed = known.set_if_neq(DisplayName(name.clone()));
    }
    if renamed {
        let tick = world.resource::<SimClock>().tick;
        world.write_message(LogEvent::new(tick, "renamed", id).with("name", name));
    }
}

/// Puts a body somewhere else at once, standing still: for tests and tools. Intents are the way for everybody else.
pub fn teleport(world: &mut World, id: StableId, pose: Pose) {
    let Some(entity) = world.resource::<BodyIndex>().get(id) else {
        return;
    };
    let mut body = world.entity_mut(entity);
    if let Some(mut at) = body.get_mut::<Pose>() {
        *at = pose;
    }
    if let Some(mut before) = body.get_mut::<PreviousPose>() {
        before.0 = pose;
    }
    super::physics::place_physics(world, entity, pose);
}

/// Takes a body out of the world; its seat is free again.
pub fn despawn_body(world: &mut World, id: StableId) {
    if let Some(entity) = world.resource::<BodyIndex>().get(id) {
        let tick = world.resource::<SimClock>().tick;
        world.write_message(LogEvent::new(tick, "left", id));
        world.despawn(entity);
    }
}

/// People who came since the last tick.
#[derive(Resource, Debug, Default)]
pub(super) struct Newcomers(Vec<StableId>);

impl Newcomers {
    pub(super) fn iter(&self) -> impl Iterator<Item = StableId> + '_ {
        self.0.iter().copied()
    }
}

/// Whoever came before this tick, or by its script, is in the log of this tick.
fn announce(
    clock: Res<SimClock>,
    mut newcomers: ResMut<Newcomers>,
    mut log: MessageWriter<LogEvent>,
) {
    for id in newcomers.0.drain(..) {
        log.write(LogEvent::new(clock.tick, "joined", id));
    }
}

fn spawn_body(
    world: &mut World,
    id: StableId,
    controller: Controller,
    name: &str,
    looks: Looks,
    pose: Pose,
) -> Entity {
    let name = clean(name, MAX_NAME).map_or_else(|| "Visitor".to_owned(), |c| c.text);
    let person = controller == Controller::Person;
    let same = |saved: &SavedBody| saved.controller == controller && (person || saved.name == name);
    let saved = world
        .resource_mut::<Restoring>()
        .bodies
        .remove(&id)
        .filter(same);
    let Some(saved) = saved else {
        let body = (
            Body,
            id,
            controller,
            DisplayName(name),
            looks,
            pose,
            PreviousPose(pose),
        );
        return world.spawn(body).id();
    };
    let seat = claim_saved_seat(world, id, &saved);
    let posture = saved.posture_after_load(seat.is_some());
    let mover = Mover {
        claim: seat.clone().map(|s| s.0),
        ..Mover::default()
    };
    let entity = world
        .spawn((
            Body,
            id,
            controller,
            DisplayName(saved.name),
            if person { saved.looks } else { looks },
            saved.pose,
            PreviousPose(saved.pose),
            posture,
            mover,
            Muted(saved.muted),
            Blocked(saved.blocked),
        ))
        .id();
    if let Some(seat) = seat {
        // Inserted with the body's own components, before anything looks at it in a tick.
        world.entity_mut(entity).insert(seat);
    }
    let aims = Aims {
        goal: saved.goal,
        leading: saved.leading,
        following: saved.following,
    };
    go_on(world, id, aims);
    entity
}

/// What a body was doing when it was saved, or when the world changed, becomes an intent again: the way is found anew.
pub(super) fn go_on(world: &mut World, who: StableId, aims: Aims) {
    let deed = match (&aims.goal, aims.leading, aims.following) {
        (Some(Goal::Place(to)), Some(whom), _) => Deed::Lead {
            whom,
            to: to.clone(),
        },
        (Some(to), _, _) => Deed::Go { to: to.clone() },
        (None, _, Some(whom)) => Deed::Follow { whom },
        (None, _, None) => return,
    };
    if let Some(message) = world.write_message(Intent { who, deed }) {
        let mut restoring = world.resource_mut::<Restoring>();
        restoring.asked.insert(who, (message.id, aims));
    }
}

/// The seat the saved body sat on, if it still exists and is free.
fn claim_saved_seat(world: &mut World, id: StableId, saved: &SavedBody) -> Option<Seated> {
    let wanted = saved.seat.clone()?;
    let mut places = world.resource_mut::<Places>();
    let seat = places.seats.get_mut(&wanted)?;
    if seat.taken_by.is_some() || saved.posture != Posture::Sitting {
        return None;
    }
    seat.taken_by = Some(id);
    Some(Seated(wanted))
}

/// Where a person appears: at the spawn point, beside others who stand there.
pub(super) fn spawn_pose(def: &WorldDef, nav: &NavGrid, spawn: Option<&str>, id: StableId) -> Pose {
    let chosen = spawn
        .and_then(|wanted| def.spawns.iter().find(|s| s.id == wanted))
        .or_else(|| def.spawns.first());
    let (at, turn_deg) = chosen.map_or_else(Default::default, |s| (s.at, s.turn_deg));
    // People side by side: 0, +1, −1, +2 … steps of 0.9 m across the direction they face.
    let step = (id.0.saturating_sub(1) % 9) as f32;
    let side = if id.0.is_multiple_of(2) { 0.9 } else { -0.9 } * (step / 2.0).ceil();
    let yaw = turn_deg.to_radians();
    let point = Vec3::new(at.x + side * yaw.cos(), 0.0, at.y - side * yaw.sin());
    Pose::new(on_floor(nav, point), yaw)
}

fn place_pose(world: &World, place: &str, id: StableId) -> Pose {
    let places = world.resource::<Places>();
    let nav = world.resource::<NavGrid>();
    let Some(place) = places.places.get(&crate::PlaceId(place.to_owned())) else {
        return spawn_pose(world.resource::<WorldDef>(), nav, None, id);
    };
    let taken: Vec<Vec3> = world
        .resource::<BodyIndex>()
        .iter()
        .filter_map(|(_, e)| world.get::<Pose>(e).map(Pose::position))
        .collect();
    let free = |p: &Vec3| taken.iter().all(|t| t.distance_squared(*p) > 0.64);
    match place.stands.iter().find(|(p, _)| free(p)) {
        Some((at, yaw)) => Pose::new(*at, *yaw),
        None => {
            let aside = Vec3::new(
                (id.0 % 5) as f32 * 0.8 - 1.6,
                0.0,
                (id.0 / 5 % 5) as f32 * 0.8 - 1.6,
            );
            Pose::new(on_floor(nav, place.at + aside), 0.0)
        }
    }
}

/// The nearest point one can stand on.
pub(super) fn on_floor(nav: &NavGrid, point: Vec3) -> Vec3 {
    nav.nearest_free(point).unwrap_or(point)
}
