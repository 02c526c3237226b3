//! One tick along the way: what is walked to, when it is reached, and what to do when nothing moves.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{Ground, RUN_M_S, WALK_M_S, WalkersItem, plan};
use crate::{Controller, Goal, StableId, sim::gaze::heading};

/// Who walks up to somebody stops this far away, in metres, and is content with a little more.
const TALK_M: f32 = 1.4;
const TALK_SLACK_M: f32 = 0.4;
/// A follower who is nearer than this steps back.
const TOO_NEAR_M: f32 = 1.15;
/// A leader waits when the led is farther than the first, and goes on when they are nearer than the second.
const LEAD_WAIT_M: f32 = 6.0;
const LEAD_RESUME_M: f32 = 3.5;
/// Who can't come nearer because others stand there is content with this, in metres.
const NEAR_ENOUGH_M: f32 = 1.0;
/// Ticks without coming nearer before another way is tried, and how often.
const STUCK_TICKS: u32 = 60;
const MAX_TRIES: u8 = 4;

/// What a body walks toward in this tick.
pub(super) struct Aim {
    point: Vec3,
    /// It is enough to come this near, in metres; 0 for the very point.
    near_m: f32,
    speed: f32,
    /// The body walked to, which is not avoided.
    face: Option<Vec3>,
}

/// The point to walk to; an error says in words why there is none.
pub(super) fn aim_of(
    body: &WalkersItem,
    near: impl Fn(StableId) -> Option<Vec3>,
) -> Result<Aim, &'static str> {
    let at = body.pose.position();
    if let Some(leading) = body.leading
        && let Some(led) = near(leading.0)
    {
        let wait = if body.route.halted {
            LEAD_RESUME_M
        } else {
            LEAD_WAIT_M
        };
        if led.distance(at) > wait {
            return Ok(Aim {
                point: at,
                near_m: f32::MAX,
                speed: 0.0,
                face: Some(led),
            });
        }
    }
    if let Some(goal) = &body.mover.goal {
        return match goal {
            Goal::Body(whom) => {
                let point = near(*whom).ok_or("they are not here any more")?;
                Ok(Aim {
                    point,
                    near_m: TALK_M,
                    speed: WALK_M_S * 1.1,
                    face: Some(point),
                })
            }
            _ => {
                let point = body.route.end().ok_or("there is no such place here")?;
                Ok(Aim {
                    point,
                    near_m: 0.0,
                    speed: WALK_M_S,
                    face: None,
                })
            }
        };
    }
    let whom = body.following.ok_or("there is nobody to follow")?.0;
    let point = near(whom).ok_or("they are not here any more")?;
    let speed = match point.distance(at) {
        d if d > 8.0 => RUN_M_S * 1.25,
        d if d > 4.0 => RUN_M_S,
        d if d > 2.4 => WALK_M_S * 1.35,
        _ => WALK_M_S,
    };
    Ok(Aim {
        point,
        near_m: TALK_M,
        speed,
        face: Some(point),
    })
}

/// What became of a tick's walking.
pub(super) enum Walk {
    On,
    There,
    Failed(&'static str),
}

/// One tick along the way to `aim`.
pub(super) fn walk(ground: &mut Ground, body: &mut WalkersItem, aim: &Aim) -> Walk {
    let at = body.pose.position();
    let now = ground.clock.tick;
    let distance = at.xz().distance(aim.point.xz());
    if aim.near_m > 0.0 {
        let enough = aim.near_m + if body.route.halted { TALK_SLACK_M } else { 0.0 };
        if distance <= enough
            && (aim.near_m == f32::MAX || ground.nav.line_clear(at, aim.point) || distance < 1.0)
        {
            body.route.halted = true;
            body.route.face = aim.face.and_then(|p| heading(at, p));
            body.route.stuck = 0;
            if body.mover.goal.is_none() && distance < TOO_NEAR_M {
                body.route.want = (at - aim.point).xz().normalize_or(Vec2::X) * 0.7;
            }
            return Walk::There;
        }
        body.route.halted = false;
    }
    if let Err(cause) = keep_way(ground, body, aim) {
        return Walk::Failed(cause);
    }
    let route = &mut body.route;
    while route.next + 1 < route.points.len()
        && at.xz().distance(route.points[route.next].xz()) < 0.35
    {
        route.next += 1;
    }
    let (Some(next), Some(remaining)) =
        (route.points.get(route.next).copied(), route.remaining_m(at))
    else {
        return Walk::Failed("there is no way there");
    };
    // Legs that are steered by physics come to rest less exactly.
    let person = *body.controller == Controller::Person;
    if aim.near_m == 0.0 && remaining < if person { 0.2 } else { 0.07 } {
        return Walk::There;
    }
    if remaining + 0.05 < route.best_m {
        route.best_m = remaining;
        route.stuck = 0;
    } else {
        route.stuck += 1;
        if route.stuck >= STUCK_TICKS {
            if aim.near_m == 0.0 && remaining < NEAR_ENOUGH_M {
                return Walk::There;
            }
            return try_round(ground, body, aim);
        }
    }
    let left = if aim.near_m == 0.0 {
        remaining
    } else {
        (distance - aim.near_m).max(0.1)
    };
    let speed = aim
        .speed
        .min(left * 2.5)
        .max(if person { 0.6 } else { 0.25 });
    let route = &mut body.route;
    route.want = (next - at).xz().normalize_or_zero() * speed;
    route.horizon_s = (remaining / speed + 0.3).max(0.2);
    route.planned_at = route.planned_at.min(now);
    Walk::On
}

/// Plans a way where there is none, the aim has moved, or the next corner is no longer in the clear.
fn keep_way(ground: &Ground, body: &mut WalkersItem, aim: &Aim) -> Result<(), &'static str> {
    let at = body.pose.position();
    let now = ground.clock.tick;
    let route = &mut body.route;
    let moved = route.aim.xz().distance(aim.point.xz());
    let stale = now.since(route.planned_at) >= 15;
    let astray = stale
        && route
            .points
            .get(route.next)
            .is_some_and(|p| !ground.nav.line_clear(at, *p));
    let fresh = route.points.get(route.next).is_some();
    if fresh && !astray && (moved < 0.05 || (aim.near_m > 0.0 && (moved < 0.8 || !stale))) {
        return Ok(());
    }
    let way = plan(&ground.nav, at, aim.point, &[]).ok_or("there is no way there")?;
    let (best, stuck, tries) = (route.best_m, route.stuck, route.tries);
    route.take(way, aim.point, now);
    if astray && moved < 0.05 {
        (route.best_m, route.stuck, route.tries) = (best, stuck, tries);
    }
    Ok(())
}

/// After two seconds without progress: a way round everybody who stands about.
fn try_round(ground: &Ground, body: &mut WalkersItem, aim: &Aim) -> Walk {
    let at = body.pose.position();
    body.route.tries += 1;
    if body.route.tries > MAX_TRIES {
        return Walk::Failed("somebody is standing in the way");
    }
    let standing: Vec<Vec3> = ground
        .crowd
        .0
        .iter()
        .filter(|n| n.id != *body.id && !n.seated && n.velocity.length() < 0.3)
        .filter(|n| aim.face != Some(n.at) && n.at.distance(aim.point) > 0.5)
        .map(|n| n.at)
        .collect();
    let way = plan(&ground.nav, at, aim.point, &standing)
        .or_else(|| plan(&ground.nav, at, aim.point, &[]));
    let tries = body.route.tries;
    match way {
        Some(way) => {
            body.route.take(way, aim.point, ground.clock.tick);
            body.route.tries = tries;
            Walk::On
        }
        None => Walk::Failed("there is no way there"),
    }
}
