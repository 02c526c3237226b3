//! The nearest of the crowd as entities: what is a name, a face and somebody to talk to for whoever stands beside them.
//!
//! They go on living in the tick, and are drawn with the crowd: nothing of them changes when they become entities or
//! cease to be, since nothing is drawn twice. The tick is asked for where they are ([`stoa_tick`]'s `Order::Watch`), and
//! tells it with its events, so that the same people are mirrored on every engine and without any picture.

mod nearness;

use bevy_ecs::{prelude::*, query::QueryData};
use bevy_math::{Vec2, Vec3, Vec3Swizzles};
use stoa_tick::rules::plaza::{
    Seen, seen,
    turn::{CAME, LEFT},
    words::{GET_UP, GROUP, PLACED, SIT, SIT_DOWN},
};

use crate::{
    Body, Controller, DisplayName, Mover, Pose, Posture, PreviousPose, StableId,
    nav::NavGrid,
    sim::{TICK_SECONDS, routes::Route},
    town::{Origin, yaw_of_heading},
};

use super::{BodyTick, CrowdDensity, HOSTED, crowd_id, density::doing};
pub(super) use nearness::Mirror;
use nearness::Verdict;

/// One of the crowd as an entity.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mirrored {
    /// Its number among the crowd, from 0.
    pub index: u32,
    /// Whether a person is so near that they would see each other's faces.
    pub near: bool,
    /// Whether it stands together with others.
    pub in_company: bool,
    /// Whether it sits, sits down or gets up.
    pub(super) seated: bool,
    /// Whether it has not moved in the last tick.
    pub(super) still: bool,
}

/// On one of the crowd: it does what its mind wishes, and not what its needs do, until this is taken off.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minded;

#[derive(QueryData)]
#[query_data(mutable)]
pub(super) struct Reflection {
    pose: &'static mut Pose,
    posture: &'static mut Posture,
    mirrored: &'static mut Mirrored,
    route: &'static mut Route,
    mover: &'static mut Mover,
    minded: Has<Minded>,
}

/// Entities follow what the tick says; those who came near become some, those who went away cease to be.
pub(super) fn reflect(
    mut commands: Commands,
    mut tick: ResMut<BodyTick>,
    nav: Res<NavGrid>,
    mut density: ResMut<CrowdDensity>,
    mut bodies: Query<Reflection>,
) {
    let tick = &mut *tick;
    if tick.crowd == 0 {
        return;
    }
    let (origin, (number, events)) = (tick.origin, &tick.heard);
    let mirror = &mut tick.mirror;
    for event in events.iter().filter(|event| event.id >= HOSTED) {
        match event.kind {
            CAME => mirror.ask_soon(event.id - HOSTED),
            LEFT => density.forget(event.id - HOSTED),
            _ => {}
        }
    }
    for place in seen(events) {
        let Some(index) = place.id.checked_sub(HOSTED) else {
            continue;
        };
        let entity = mirror.entity(index);
        let body = entity.and_then(|entity| bodies.get_mut(entity).ok());
        let minded = body.as_ref().is_some_and(|body| body.minded);
        let verdict = mirror.judge(index, &place, minded);
        match (verdict, doing(&place)) {
            (Verdict::Near(_), _) | (_, None) => density.forget(index),
            (_, Some(doing)) => {
                density.note(index, origin.to_pose(place.x, place.y), doing, *number);
            }
        }
        match (verdict, body) {
            (Verdict::Near(near), Some(mut body)) => body.follow(&place, near, origin, &nav),
            (Verdict::Near(near), None) => {
                let entity = spawn(&mut commands, index, &place, near, origin, &nav);
                mirror.put(index, entity);
            }
            (Verdict::Far, _) => {
                if let Some(entity) = mirror.take(index) {
                    commands.entity(entity).despawn();
                }
            }
            (Verdict::Known, _) => {}
        }
    }
    mirror.adapt();
}

fn spawn(
    commands: &mut Commands,
    index: u32,
    place: &Seen,
    near: bool,
    origin: Origin,
    nav: &NavGrid,
) -> Entity {
    let pose = pose_of(place, origin, nav, None);
    let mirrored = Mirrored {
        index,
        near,
        in_company: place.activity == GROUP,
        seated: is_seated(place.activity),
        still: false,
    };
    let id = crowd_id(index + HOSTED);
    let posture = posture_of(place.activity);
    let body = (Body, id, Controller::Agent, pose, PreviousPose(pose));
    let mut entity = commands.spawn((mirrored, posture, body));
    // Whoever knows names gives them.
    entity.remove::<DisplayName>();
    entity.id()
}

impl ReflectionItem<'_, '_> {
    fn follow(&mut self, place: &Seen, near: bool, origin: Origin, nav: &NavGrid) {
        let before = *self.pose;
        let mut now = pose_of(place, origin, nav, Some(before.y));
        if self.minded && place.activity == PLACED {
            // It is the world that turns it.
            now.yaw = before.yaw;
        }
        self.pose.set_if_neq(now);
        self.posture.set_if_neq(posture_of(place.activity));
        let moved = (now.position() - before.position()).xz();
        let mirrored = Mirrored {
            near,
            in_company: place.activity == GROUP,
            seated: is_seated(place.activity),
            still: moved == Vec2::ZERO,
            ..*self.mirrored
        };
        self.mirrored.set_if_neq(mirrored);
        let velocity = moved / TICK_SECONDS;
        self.mover.speed = velocity.length();
        if self.minded {
            self.route.velocity = velocity;
        }
    }
}

/// Where it stands; `old_y` where there is no ground.
fn pose_of(place: &Seen, origin: Origin, nav: &NavGrid, old_y: Option<i32>) -> Pose {
    let (x, z) = origin.to_pose(place.x, place.y);
    let flat = Pose {
        x,
        y: 0,
        z,
        yaw: yaw_of_heading(place.heading),
    };
    let at = flat.position();
    let floor = nav.floor(at.x, at.z);
    let y = match (floor, old_y) {
        (Some(floor), _) => Pose::new(Vec3::Y * floor, 0.0).y,
        (None, Some(old)) => old,
        (None, None) => nav.nearest_free(at).map_or(0, |at| Pose::new(at, 0.0).y),
    };
    Pose { y, ..flat }
}

fn is_seated(activity: u32) -> bool {
    matches!(activity, SIT | SIT_DOWN | GET_UP)
}

fn posture_of(activity: u32) -> Posture {
    if matches!(activity, SIT | SIT_DOWN) {
        Posture::Sitting
    } else {
        Posture::Standing
    }
}

/// Takes all of them out of the world: its crowd is another one from now on.
pub(in crate::sim) fn despawn_all(world: &mut World) {
    let mut all: Vec<(StableId, Entity)> = world
        .query_filtered::<(&StableId, Entity), With<Mirrored>>()
        .iter(world)
        .map(|(id, entity)| (*id, entity))
        .collect();
    all.sort_unstable();
    world.insert_resource(CrowdDensity::default());
    for (_, entity) in all {
        world.despawn(entity);
    }
}
