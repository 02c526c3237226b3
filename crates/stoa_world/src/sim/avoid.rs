//! How people who walk by themselves (a script's, or those who asked to be taken somewhere) keep clear of others ahead of
//! time. Agents keep clear in the tick.

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{
    Controller, Following, Goal, Mover, Pose, Seated, SimSystems, StableId,
    geometry::MAX_STEP_M,
    nav::NavGrid,
    sim::{
        bodies::BodyIndex,
        crowd::Crowd,
        routes::{Route, RouteSystems},
        seats::Settling,
        tick::MoverSystems,
    },
};

/// Others farther than this do not matter in this tick, in metres.
const NEAR_M: f32 = 4.5;
/// How far ahead walls are looked for, in metres.
const LOOK_M: f32 = 0.32;

/// Two bodies keep their middles at least this far apart while walking, in metres.
const CLEARANCE_M: f32 = 0.72;
/// How far ahead a collision matters, in seconds.
const HORIZON_S: f32 = 2.6;
/// Turns that are tried, in degrees; right is negative (counter-clockwise is positive) and comes first.
const TURNS_DEG: [f32; 13] = [
    0.0, -15.0, 15.0, -30.0, 30.0, -50.0, 50.0, -75.0, 75.0, -100.0, 100.0, -140.0, 140.0,
];
const SPEEDS: [f32; 3] = [1.0, 0.55, 0.2];

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        keep_clear
            .in_set(SimSystems::Move)
            .after(RouteSystems)
            .before(MoverSystems),
    );
}

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
        if *controller == Controller::Agent || route.want == Vec2::ZERO {
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
            let reach = route.want.length() * route.horizon_s.min(10.0) + CLEARANCE_M;
            if !walks && offset.length() > reach {
                continue;
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
        route.want = choose(route.want, route.velocity, &others, look_m, free);
    }
}

/// The point one stands on after a step of `step` metres (x, z); `None` where one cannot walk.
fn stands(nav: &NavGrid, at: Vec3, step: Vec2) -> Option<Vec3> {
    let (x, z) = (at.x + step.x, at.z + step.y);
    let floor = nav.floor(x, z)?;
    ((floor - at.y).abs() <= MAX_STEP_M + 0.15).then(|| Vec3::new(x, floor, z))
}

/// Somebody near, seen from the one who chooses.
#[derive(Debug, Clone, Copy)]
struct Other {
    /// From me to them, in metres.
    offset: Vec2,
    velocity: Vec2,
    /// How much of the way round is mine: 1 round people and those who stand, less among walkers who both give way.
    weight: f32,
}

/// The velocity nearest to `want` that keeps clear of `others` and of everything that is not `free` (asked for an
/// offset from me in metres), looking `look_m` metres ahead for walls: less before the end of the way, behind which
/// there may be a wall or a seat.
///
/// Samples velocities and weighs the time to collision, after van den Berg, Lin, Manocha, "Reciprocal Velocity
/// Obstacles for real-time multi-agent navigation" (ICRA 2008) and Karamouzas et al., "Indicative routes for path
/// planning and crowd simulation" (2009). Right turns cost a little less than left turns, so that two who meet pass
/// each other on the right.
fn choose(
    want: Vec2,
    current: Vec2,
    others: &[Other],
    look_m: f32,
    free: impl Fn(Vec2) -> bool,
) -> Vec2 {
    let speed = want.length();
    if speed < 1e-3 {
        return Vec2::ZERO;
    }
    let clear = |v: Vec2| time_cost(v, others) == 0.0;
    if clear(want) && free(want.normalize() * look_m) {
        return want;
    }
    let mut best = Vec2::ZERO;
    let mut best_cost = speed * 1.1 + time_cost(Vec2::ZERO, others);
    for turn in TURNS_DEG {
        let heading = Vec2::from_angle(turn_on_ground(turn)).rotate(want);
        if !free(heading / speed * look_m) {
            continue;
        }
        for share in SPEEDS {
            let v = heading * share;
            let left = if turn > 0.0 { 0.06 } else { 0.0 };
            let cost = v.distance(want)
                + 0.25 * v.distance(current)
                + left
                + time_cost(v, others) * (1.0 + speed);
            if cost < best_cost {
                best_cost = cost;
                best = v;
            }
        }
    }
    best
}

/// In (x, z) coordinates a counter-clockwise turn seen from above is clockwise: z points south.
fn turn_on_ground(degrees: f32) -> f32 {
    -degrees.to_radians()
}

/// 0 without a collision within the horizon, 1 for one right now, more when overlapping and closing in.
fn time_cost(v: Vec2, others: &[Other]) -> f32 {
    others
        .iter()
        .map(|other| {
            let Some(t) = time_to_collision(other.offset, v - other.velocity) else {
                return 0.0;
            };
            other.weight * (HORIZON_S - t).max(0.0) / HORIZON_S
        })
        .fold(0.0, f32::max)
}

/// Seconds until two discs touch; `None` when they never do. Those who overlap collide now unless they part.
fn time_to_collision(offset: Vec2, relative: Vec2) -> Option<f32> {
    let c = offset.length_squared() - CLEARANCE_M * CLEARANCE_M;
    let closing = offset.dot(relative);
    if c < 0.0 {
        return (closing > 1e-4).then_some(0.0);
    }
    if closing <= 0.0 {
        return None;
    }
    let a = relative.length_squared();
    let root = closing * closing - a * c;
    (root > 0.0).then(|| (closing - root.sqrt()) / a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(x: f32, z: f32, vx: f32, vz: f32) -> Other {
        Other {
            offset: Vec2::new(x, z),
            velocity: Vec2::new(vx, vz),
            weight: 1.0,
        }
    }

    #[test]
    fn nobody_near_means_straight_on() {
        let want = Vec2::new(0.0, -1.35);
        assert_eq!(choose(want, want, &[], 0.3, |_| true), want);
        let passed = other(0.0, 2.0, 0.0, 0.0);
        assert_eq!(choose(want, want, &[passed], 0.3, |_| true), want);
    }

    #[test]
    fn two_who_meet_both_keep_right() {
        // Walking north (−z), right is east (+x); the other walks south and right of theirs is west (−x).
        let north = choose(
            Vec2::new(0.0, -1.35),
            Vec2::new(0.0, -1.35),
            &[other(0.0, -2.5, 0.0, 1.35)],
            0.3,
            |_| true,
        );
        assert!(north.x > 0.1, "{north}");
        let south = choose(
            Vec2::new(0.0, 1.35),
            Vec2::new(0.0, 1.35),
            &[other(0.0, 2.5, 0.0, -1.35)],
            0.3,
            |_| true,
        );
        assert!(south.x < -0.1, "{south}");
    }

    #[test]
    fn no_way_leads_into_a_wall() {
        let want = Vec2::new(0.0, -1.35);
        let v = choose(want, want, &[other(0.0, -1.0, 0.0, 0.0)], 0.3, |step| {
            step.x <= 0.01
        });
        assert!(v.x <= 0.01, "{v}");
        assert_eq!(choose(want, want, &[], 0.3, |_| false), Vec2::ZERO);
    }

    proptest::proptest! {
        #[test]
        fn never_faster_than_wished_or_nan(
            wx in -3.0f32..3.0, wz in -3.0f32..3.0,
            x in -3.0f32..3.0, z in -3.0f32..3.0, vx in -3.0f32..3.0, vz in -3.0f32..3.0,
        ) {
            let want = Vec2::new(wx, wz);
            let v = choose(want, Vec2::ZERO, &[other(x, z, vx, vz)], 0.3, |_| true);
            proptest::prop_assert!(v.is_finite());
            proptest::prop_assert!(v.length() <= want.length() + 1e-3);
        }
    }
}
