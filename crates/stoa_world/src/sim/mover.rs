//! The one mover of agents: wished velocities become poses, clear of others and on walkable ground.

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{
    Controller, Following, Goal, Mover, Pose, Seated, SimSystems, StableId,
    geometry::MAX_STEP_M,
    nav::NavGrid,
    pose::{UNITS_PER_METRE, turn},
    sim::{
        TICK_SECONDS,
        avoid::{self, Other},
        bodies::BodyIndex,
        crowd::Crowd,
        gaze::turn_toward,
        routes::{Route, RouteSystems},
        seats::Settling,
    },
};

/// Others farther than this do not matter in this tick, in metres.
const NEAR_M: f32 = 4.5;
/// How far ahead walls are looked for, in metres.
const LOOK_M: f32 = 0.32;
/// The most a velocity changes in a tick, in metres a second: 7.5 m/s².
const MAX_CHANGE: f32 = 0.25;
/// The most a body rises or sinks in a tick on steps, in metres.
const MAX_RISE: f32 = 0.07;
/// 280°/s in 1/65536 turn a tick.
const WALK_TURN: u16 = 1_699;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        (keep_clear, move_agents)
            .chain()
            .in_set(SimSystems::Move)
            .in_set(MoverSystems)
            .after(RouteSystems),
    );
}

/// Changes wished velocities so that bodies keep clear of each other, and moves agents.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct MoverSystems;

fn keep_clear(
    index: Res<BodyIndex>,
    crowd: Res<Crowd>,
    nav: Res<NavGrid>,
    mut bodies: Query<
        (
            &StableId,
            &Pose,
            &Mover,
            &Controller,
            &mut Route,
            Option<&Following>,
        ),
        (Without<Settling>, Without<Seated>),
    >,
    mut others: Local<Vec<Other>>,
) {
    for (_, entity) in index.iter() {
        let Ok((id, pose, mover, controller, mut route, following)) = bodies.get_mut(entity) else {
            continue;
        };
        if *controller == Controller::Person && route.want == Vec2::ZERO {
            continue;
        }
        let at = pose.position();
        let sought = match (&mover.goal, following) {
            (Some(Goal::Body(whom)), _) => Some(*whom),
            (None, Some(followed)) => Some(followed.0),
            _ => None,
        };
        others.clear();
        for n in &crowd.0 {
            let offset = (n.at - at).xz();
            let unseen = n.id == *id || n.seated || offset.length_squared() > NEAR_M * NEAR_M;
            if unseen || (n.at.y - at.y).abs() > 1.5 {
                continue;
            }
            if sought == Some(n.id) && offset.length_squared() > 0.8 {
                continue;
            }
            let walks = n.velocity.length_squared() > 0.04;
            // Whoever is met beyond the end of the way is not met.
            if !walks && route.want != Vec2::ZERO {
                let reach = route.want.length() * route.horizon_s.min(10.0) + avoid::CLEARANCE_M;
                if offset.length() > reach {
                    continue;
                }
            }
            others.push(Other {
                offset,
                velocity: n.velocity,
                weight: if n.person || !walks { 1.0 } else { 0.8 },
            });
        }
        // Who stands where one cannot stand (jumped onto a flower bed, or put there) may walk out any way.
        let astray = nav.floor(at.x, at.z).is_none();
        let free = |step: Vec2| astray || stands(&nav, at, step).is_some();
        let corner = route.points.get(route.next);
        let look_m = corner.map_or(LOOK_M, |p| (*p - at).xz().length().clamp(0.05, LOOK_M));
        route.want = avoid::choose(route.want, route.velocity, &others, look_m, free);
    }
}

/// The point one stands on after a step of `step` metres (x, z); `None` where one cannot walk.
fn stands(nav: &NavGrid, at: Vec3, step: Vec2) -> Option<Vec3> {
    let (x, z) = (at.x + step.x, at.z + step.y);
    let floor = nav.floor(x, z)?;
    ((floor - at.y).abs() <= MAX_STEP_M + 0.15).then(|| Vec3::new(x, floor, z))
}

fn move_agents(
    index: Res<BodyIndex>,
    nav: Res<NavGrid>,
    mut agents: Query<
        (&mut Pose, &mut Mover, &mut Route, &Controller),
        (Without<Settling>, Without<Seated>),
    >,
) {
    for (_, entity) in index.iter() {
        let Ok((mut pose, mut mover, mut route, controller)) = agents.get_mut(entity) else {
            continue;
        };
        if *controller == Controller::Person {
            continue;
        }
        let change = (route.want - route.velocity).clamp_length_max(MAX_CHANGE);
        let velocity = route.velocity + change;
        if velocity.length_squared() < 1e-4 {
            route.velocity = Vec2::ZERO;
            if mover.speed != 0.0 {
                mover.speed = 0.0;
            }
            continue;
        }
        let at = pose.position();
        let step = velocity * TICK_SECONDS;
        let Some(to) = slide(&nav, at, step, route.points.get(route.next).copied()) else {
            route.velocity = Vec2::ZERO;
            mover.speed = 0.0;
            continue;
        };
        let rise = (to.y - at.y).clamp(-MAX_RISE, MAX_RISE);
        let moved = (to - at).xz();
        // Integers: the pose is exact, and a pose that is loaded goes on the same way.
        let unit = |m: f32| (m * UNITS_PER_METRE).round() as i32;
        // A save may have put a body at the very edge of the numbers.
        pose.x = pose.x.saturating_add(unit(moved.x));
        pose.z = pose.z.saturating_add(unit(moved.y));
        pose.y = pose.y.saturating_add(unit(rise));
        route.velocity = moved / TICK_SECONDS;
        mover.speed = route.velocity.length();
        if mover.speed > 0.15 {
            let ahead = turn((-velocity.x).atan2(-velocity.y));
            pose.yaw = turn_toward(pose.yaw, ahead, WALK_TURN);
            route.face = None;
        }
    }
}

/// A step, or what a wall leaves of it. Who stands where one cannot stand (pushed, or put there) walks out.
fn slide(nav: &NavGrid, at: Vec3, step: Vec2, toward: Option<Vec3>) -> Option<Vec3> {
    for part in [step, Vec2::new(step.x, 0.0), Vec2::new(0.0, step.y)] {
        if part != Vec2::ZERO
            && let Some(to) = stands(nav, at, part)
        {
            return Some(to);
        }
    }
    if nav.floor(at.x, at.z).is_none() {
        let out = toward.or_else(|| nav.nearest_free(at))?;
        let way = (out - at).xz().normalize_or_zero() * step.length();
        return Some(Vec3::new(at.x + way.x, at.y, at.z + way.y));
    }
    None
}
