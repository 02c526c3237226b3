//! From a goal to the way there: which point a body walks toward in this tick, and how fast.

use std::collections::BTreeMap;

use bevy_app::prelude::*;
use bevy_ecs::{prelude::*, query::QueryData, system::SystemParam};
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{
    Blocked, Body, Controller, Deed, Following, Goal, LogEvent, Mover, PlaceId, Places, Pose,
    Refused, Seated, SimClock, SimSystems, StableId, Tick,
    nav::NavGrid,
    sim::{
        bodies::BodyIndex,
        crowd::{Crowd, CrowdSystems},
        gaze::heading,
        hearing::hides,
        log::deed_name,
        seats::{self, Settling},
    },
};

/// Metres a second of an inhabitant's walk and run.
pub const WALK_M_S: f32 = 1.35;
pub const RUN_M_S: f32 = 2.8;
/// Who walks up to somebody stops this far away, in metres, and is content with a little more.
const TALK_M: f32 = 1.4;
const TALK_SLACK_M: f32 = 0.4;
/// A follower who is nearer than this steps back.
const TOO_NEAR_M: f32 = 1.15;
/// A leader waits when the led is farther than the first, and goes on when they are nearer than the second.
const LEAD_WAIT_M: f32 = 6.0;
const LEAD_RESUME_M: f32 = 3.5;
/// Ticks without coming nearer before another way is tried, and how often.
const STUCK_TICKS: u32 = 60;
const MAX_TRIES: u8 = 4;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Spots>()
        .add_message::<Arrived>()
        .add_observer(forget_spot)
        .add_systems(
            FixedUpdate,
            plan_routes
                .in_set(SimSystems::Move)
                .in_set(RouteSystems)
                .after(CrowdSystems),
        );
}

/// Turns goals into wished velocities.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RouteSystems;

/// A body came to its goal.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct Arrived {
    pub tick: Tick,
    pub who: StableId,
    pub goal: Goal,
}

/// Walks ahead of somebody, waiting for them.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leading(pub StableId);

/// The way a body is walking.
#[derive(Component, Debug, Clone, Default)]
pub struct Route {
    /// Corners of the way, in metres; the last is its end.
    pub points: Vec<Vec3>,
    /// The corner that is walked toward.
    pub next: usize,
    /// The heading to take on standing still, in 1/65536 turn.
    pub face: Option<u16>,
    /// The velocity of the last tick in metres a second: x and z.
    pub velocity: Vec2,
    /// The velocity that is wished for in this tick.
    pub(super) want: Vec2,
    /// Seconds until the end of the way is reached: who stands beyond it is in nobody's way.
    pub(super) horizon_s: f32,
    pub(super) turning: bool,
    pub(super) steer_until: Tick,
    aim: Vec3,
    planned_at: Tick,
    best_m: f32,
    stuck: u32,
    tries: u8,
    halted: bool,
}

impl Route {
    /// Forgets the way; the heading stays.
    pub(super) fn clear(&mut self) {
        *self = Self {
            face: self.face,
            velocity: self.velocity,
            turning: self.turning,
            steer_until: self.steer_until,
            ..Self::default()
        };
    }

    /// Metres from `at` along the way to its end; `None` without a way.
    pub fn remaining_m(&self, at: Vec3) -> Option<f32> {
        let next = self.points.get(self.next)?;
        let rest: f32 = self.points[self.next..]
            .windows(2)
            .map(|w| w[0].xz().distance(w[1].xz()))
            .sum();
        Some(at.xz().distance(next.xz()) + rest)
    }
}

/// Standing spots that are claimed: (place, number of the spot), by whom.
#[derive(Resource, Debug, Default)]
pub(super) struct Spots(BTreeMap<StableId, (PlaceId, usize)>);

impl Spots {
    pub(super) fn release(&mut self, id: StableId) {
        self.0.remove(&id);
    }

    pub(super) fn take(&mut self, id: StableId) -> Option<(PlaceId, usize)> {
        self.0.remove(&id)
    }

    pub(super) fn put(&mut self, id: StableId, place: PlaceId, number: usize) {
        self.0.insert(id, (place, number));
    }

    fn is_free(&self, id: StableId, place: &PlaceId, number: usize) -> bool {
        !self
            .0
            .iter()
            .any(|(by, (p, n))| *by != id && p == place && *n == number)
    }
}

fn forget_spot(removed: On<Remove, Body>, ids: Query<&StableId>, mut spots: ResMut<Spots>) {
    if let Ok(id) = ids.get(removed.entity) {
        spots.release(*id);
    }
}

/// Claims a free standing spot of a place for `id`: the one they hold, else a near one, varied by `roll`. `None` when
/// every spot is taken.
pub(super) fn claim_spot(
    places: &Places,
    spots: &mut Spots,
    crowd: &Crowd,
    id: StableId,
    at: Vec3,
    place: &PlaceId,
    roll: u64,
) -> Option<(Vec3, f32)> {
    let stands = &places.places.get(place)?.stands;
    if let Some((held, number)) = spots.0.get(&id)
        && held == place
        && let Some(stand) = stands.get(*number)
    {
        return Some(*stand);
    }
    let empty = |p: Vec3| {
        crowd
            .0
            .iter()
            .all(|n| n.id == id || n.at.distance_squared(p) > 0.36 || n.velocity.length() > 0.3)
    };
    let mut free: Vec<(usize, f32)> = stands
        .iter()
        .enumerate()
        .filter(|(number, (p, _))| spots.is_free(id, place, *number) && empty(*p))
        .map(|(number, (p, _))| (number, p.distance_squared(at)))
        .collect();
    free.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    // One of the three nearest, so that not everybody stands on the same side.
    let choice = free.get((roll % 3) as usize).or(free.first())?.0;
    spots.0.insert(id, (place.clone(), choice));
    stands.get(choice).copied()
}

#[derive(QueryData)]
#[query_data(mutable)]
struct Walkers {
    id: &'static StableId,
    pose: &'static Pose,
    controller: &'static Controller,
    mover: &'static mut Mover,
    route: &'static mut Route,
    blocked: &'static Blocked,
    following: Option<&'static Following>,
    leading: Option<&'static Leading>,
    seated: Option<&'static Seated>,
    settling: Option<&'static Settling>,
}

#[derive(SystemParam)]
struct Ground<'w> {
    clock: Res<'w, SimClock>,
    nav: Res<'w, NavGrid>,
    crowd: Res<'w, Crowd>,
    places: ResMut<'w, Places>,
    spots: ResMut<'w, Spots>,
    arrived: MessageWriter<'w, Arrived>,
    refused: MessageWriter<'w, Refused>,
    log: MessageWriter<'w, LogEvent>,
}

/// What a body walks toward in this tick.
struct Aim {
    point: Vec3,
    /// It is enough to come this near, in metres; 0 for the very point.
    near_m: f32,
    speed: f32,
    /// The body walked to, which is not avoided.
    face: Option<Vec3>,
}

fn plan_routes(
    mut commands: Commands,
    index: Res<BodyIndex>,
    mut ground: Ground,
    mut bodies: Query<Walkers>,
    hidden: Query<&Blocked>,
) {
    let tick = ground.clock.tick;
    for (id, entity) in index.iter() {
        let Ok(mut body) = bodies.get_mut(entity) else {
            continue;
        };
        body.route.want = Vec2::ZERO;
        body.route.horizon_s = f32::MAX;
        if body.settling.is_some() {
            continue;
        }
        let steered = body.mover.steer != Vec3::ZERO;
        if !steered && body.mover.goal.is_none() && body.following.is_none() {
            continue;
        }
        if let Some(seat) = body.seated {
            if body.mover.goal == Some(Goal::Seat(seat.0.clone())) {
                body.mover.goal = None;
                continue;
            }
            let approach = ground
                .places
                .seats
                .get(&seat.0)
                .map_or(body.pose.position(), |s| s.approach);
            seats::begin_rising(&mut commands, entity, body.pose, approach, tick);
            continue;
        }
        if steered {
            if *body.controller == Controller::Agent {
                let speed = if body.mover.run { RUN_M_S } else { WALK_M_S };
                body.route.want = (body.pose.rotation() * body.mover.steer).xz() * speed;
            }
            continue;
        }
        let near = |whom: StableId| {
            let other = index.get(whom).and_then(|e| hidden.get(e).ok())?;
            let at = ground.crowd.get(whom)?.at;
            (!hides(id, body.blocked, whom, other)).then_some(at)
        };
        let aim = match aim_of(&body, near) {
            Ok(aim) => aim,
            Err(cause) => {
                give_up(&mut commands, &mut ground, entity, &mut body, cause);
                continue;
            }
        };
        match walk(&mut ground, &mut body, &aim) {
            Walk::On => {}
            Walk::There => arrive(&mut commands, &mut ground, entity, &mut body),
            Walk::Failed(cause) => give_up(&mut commands, &mut ground, entity, &mut body, cause),
        }
    }

    /// The point to walk to; an error says in words why there is none.
    fn aim_of(
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
}

impl Route {
    /// Where this way ends.
    pub(super) fn end(&self) -> Option<Vec3> {
        self.points.last().copied()
    }

    /// Takes a new way, which ends at `aim`.
    pub(super) fn take(&mut self, points: Vec<Vec3>, aim: Vec3, now: Tick) {
        self.points = points;
        self.next = 0;
        self.aim = aim;
        self.planned_at = now;
        self.best_m = f32::MAX;
        self.stuck = 0;
        self.halted = false;
    }
}

enum Walk {
    On,
    There,
    Failed(&'static str),
}

/// One tick along the way to `aim`.
fn walk(ground: &mut Ground, body: &mut WalkersItem, aim: &Aim) -> Walk {
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

/// A way over the grid that keeps off the given bodies.
pub(super) fn plan(nav: &NavGrid, from: Vec3, to: Vec3, bodies: &[Vec3]) -> Option<Vec<Vec3>> {
    let way = nav.path(from, to, |p| {
        bodies.iter().any(|b| b.xz().distance_squared(p) < 0.42)
    })?;
    // The first point is where the body stands.
    let skip = usize::from(way.len() > 1 && way[0].xz().distance(from.xz()) < 0.2);
    Some(way[skip..].to_vec())
}

fn arrive(commands: &mut Commands, ground: &mut Ground, entity: Entity, body: &mut WalkersItem) {
    let tick = ground.clock.tick;
    if body.leading.is_some() && body.route.halted {
        // Not there yet: waiting for the one who is led.
        return;
    }
    let Some(goal) = body.mover.goal.take() else {
        // Caught up with the one who is followed; following goes on.
        return;
    };
    match &goal {
        Goal::Seat(id) => {
            let claimed = body.mover.claim.as_ref() == Some(id);
            if let (Some(seat), true) = (ground.places.seats.get(id), claimed) {
                let to = seats::seat_pose(seat.at, seat.approach.y, seat.yaw_rad);
                seats::begin_sitting(commands, entity, body.pose, to, id, tick);
            }
        }
        Goal::Place(place) => {
            if let Some((held, number)) = ground.spots.0.get(body.id)
                && held == place
                && let Some((_, yaw)) = ground
                    .places
                    .places
                    .get(place)
                    .and_then(|p| p.stands.get(*number))
            {
                body.route.face = Some(crate::pose::turn(*yaw));
            }
        }
        Goal::Body(_) | Goal::Point(..) => {}
    }
    body.route.clear();
    if body.leading.is_some() {
        commands.entity(entity).remove::<Leading>();
    }
    ground.arrived.write(Arrived {
        tick,
        who: *body.id,
        goal,
    });
}

fn give_up(
    commands: &mut Commands,
    ground: &mut Ground,
    entity: Entity,
    body: &mut WalkersItem,
    cause: &str,
) {
    let tick = ground.clock.tick;
    let who = *body.id;
    let deed = match (body.mover.goal.take(), body.leading, body.following) {
        (Some(Goal::Place(to)), Some(led), _) => Deed::Lead { whom: led.0, to },
        (Some(to), _, _) => Deed::Go { to },
        (None, _, Some(followed)) => Deed::Follow { whom: followed.0 },
        (None, _, None) => Deed::Stop,
    };
    commands.entity(entity).remove::<(Leading, Following)>();
    seats::release(&mut ground.places, &mut body.mover, who);
    ground.spots.release(who);
    body.route.clear();
    ground.log.write(
        LogEvent::new(tick, "refused", who)
            .with("do", deed_name(&deed))
            .with("cause", cause),
    );
    ground.refused.write(Refused {
        tick,
        who,
        deed,
        cause: cause.to_owned(),
    });
}
