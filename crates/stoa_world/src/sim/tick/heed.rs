//! What the tick says becomes poses, and taken seats.

use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::rules::plaza::{Seen, seen};

use crate::{
    Mover, Places, Pose,
    nav::NavGrid,
    pose::{UNITS_PER_METRE, turn},
    sim::{TICK_SECONDS, bodies::BodyIndex, gaze::turn_toward, routes::Route},
    town::Origin,
};

use super::{BodyTick, CrowdEvent, crowd, hosts::Host};

/// The most a body rises or sinks in a tick on steps, in metres.
const MAX_RISE: f32 = 0.07;
/// 280°/s in 1/65536 turn a tick.
const WALK_TURN: u16 = 1_699;
/// Slower than this a body does not turn to where it goes: it steps aside. In metres a second.
const TURNS_FROM: f32 = 0.15;

pub(super) fn heed(
    mut tick: ResMut<BodyTick>,
    index: Res<BodyIndex>,
    nav: Res<NavGrid>,
    mut places: ResMut<Places>,
    mut bodies: Query<(&mut Pose, &mut Mover, &mut Route)>,
    mut happened: MessageWriter<CrowdEvent>,
    clock: Res<crate::SimClock>,
) {
    let tick = &mut *tick;
    let (number, events) = (tick.heard.0, &tick.heard.1);
    let walkers = tick.hosts.walkers();
    for place in seen(events) {
        let Some(who) = walkers.get(&place.id) else {
            continue;
        };
        let Some(entity) = index.get(*who) else {
            continue;
        };
        if let (Some(host), Ok((mut pose, mut mover, mut route))) =
            (tick.hosts.get_mut(*who), bodies.get_mut(entity))
            && host.walks_since.is_some_and(|since| since <= number)
        {
            let motion = Motion {
                pose: &mut pose,
                mover: &mut mover,
                route: &mut route,
            };
            follow(host, &place, tick.origin, &nav, motion);
        }
    }
    for event in crowd::happened(events, clock.tick, &tick.slots) {
        crowd::keep_seats(&event, &mut places);
        happened.write(event);
    }
}

struct Motion<'a> {
    pose: &'a mut Pose,
    mover: &'a mut Mover,
    route: &'a mut Route,
}

/// The pose goes where the tick has the body.
fn follow(host: &mut Host, to: &Seen, origin: Origin, nav: &NavGrid, body: Motion) {
    let (pose, mover, route) = (body.pose, body.mover, body.route);
    let before = pose.position();
    host.at = origin.to_pose(to.x, to.y);
    (pose.x, pose.z) = host.at;
    let now = pose.position();
    if let Some(floor) = nav.floor(now.x, now.z) {
        let rise = (floor - now.y).clamp(-MAX_RISE, MAX_RISE);
        // A save may have put a body at the very edge of the numbers.
        pose.y = pose
            .y
            .saturating_add((rise * UNITS_PER_METRE).round() as i32);
    }
    route.velocity = (now - before).xz() / TICK_SECONDS;
    mover.speed = route.velocity.length();
    if mover.speed > TURNS_FROM && route.want != Vec2::ZERO {
        let ahead = turn((-route.velocity.x).atan2(-route.velocity.y));
        pose.yaw = turn_toward(pose.yaw, ahead, WALK_TURN);
        route.face = None;
    }
}
