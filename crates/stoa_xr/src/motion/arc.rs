//! The arc that one aims a teleport with: the way of a thrown ball from the hand to the ground.

use bevy_math::{Vec2, Vec3};

use super::{heading::wrap, stick::sound};

/// Speed at the hand. With [`GRAVITY_M_S2`], level aim from 1.2 m comes down after 4.5 m, aim at 45° after 9.3 m.
pub const SPEED_M_S: f32 = 9.0;
pub const GRAVITY_M_S2: f32 = 9.81;
/// The most points of an arc, its first and last ones counted.
pub const POINTS_MAX: usize = 49;
/// Along the arc; only one that falls from a height is cut by it.
pub const LENGTH_MAX_M: f32 = 14.0;
/// Level distance from the hand beyond which one does not land.
pub const REACH_MAX_M: f32 = 10.0;
/// What must be free above the landing point.
pub const HEAD_ROOM_M: f32 = 1.9;
/// How far up the ground's normal must point: a slope of 37°.
pub const UP_MIN: f32 = 0.8;

/// A stick pushed less than this says nothing about the facing: it is on its way back to the middle.
pub const FACING_ZONE: f32 = 0.6;

/// Time between two points: some 0.4 m, which leaves the curve by 2 mm.
const STEP_S: f32 = 1.0 / 24.0;
/// Above the ground, where the look for head room begins.
const LIFT_M: f32 = 0.1;

/// Who aims where, in world space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// The head. What stands between it and the hand stops the arc, so that a hand held through a wall gets nowhere.
    pub eye: Vec3,
    /// The hand's aim pose: its position,
    pub origin: Vec3,
    /// and where it points, of any length.
    pub direction: Vec3,
}

/// Where a stretch of the arc meets something solid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub at: Vec3,
    /// Out of the surface.
    pub normal: Vec3,
}

/// An arc to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Arc {
    /// From the hand on, 1 to [`POINTS_MAX`] of them.
    pub points: Vec<Vec3>,
    /// What it meets; `None` where it ends in the air.
    pub end: Option<Landing>,
}

/// Where an arc ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    pub at: Vec3,
    /// Why one cannot land there; `None` where one can.
    pub why: Option<Refusal>,
}

impl Landing {
    pub fn is_valid(&self) -> bool {
        self.why.is_none()
    }
}

/// Why one cannot land somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A wall, a ceiling or a slope.
    Steep,
    TooFar,
    /// Ground, but not to walk on: water, a table, outside the world.
    NotWalkable,
    NoHeadRoom,
    /// The hand is on the other side of a wall.
    HandInWall,
    /// The arc meets nothing.
    NoGround,
}

impl Refusal {
    /// For the person who aims.
    pub fn words(self) -> &'static str {
        match self {
            Self::Steep => "too steep to stand on",
            Self::TooFar => "too far",
            Self::NotWalkable => "nobody can walk there",
            Self::NoHeadRoom => "no room to stand upright",
            Self::HandInWall => "your hand is in a wall",
            Self::NoGround => "no ground there",
        }
    }
}

/// Throws the arc. `ground(from, to)` is the first solid thing between two points, in metres; `walkable` says whether
/// somebody may stand on a point of the ground. A direction that is none gives the hand alone.
pub fn trace(
    aim: Aim,
    ground: impl Fn(Vec3, Vec3) -> Option<Hit>,
    walkable: impl Fn(Vec3) -> bool,
) -> Arc {
    let mut points = vec![aim.origin];
    let sound = aim.origin.is_finite() && aim.eye.is_finite();
    let Some(direction) = aim.direction.try_normalize().filter(|_| sound) else {
        return Arc { points, end: None };
    };
    if let Some(hit) = ground(aim.eye, aim.origin) {
        let end = Some(Landing {
            at: hit.at,
            why: Some(Refusal::HandInWall),
        });
        return Arc { points, end };
    }
    let mut from = aim.origin;
    let mut left_m = LENGTH_MAX_M;
    while points.len() < POINTS_MAX && left_m > 0.0 {
        let seconds = points.len() as f32 * STEP_S;
        let mut to = flight(aim.origin, direction, seconds);
        let length = from.distance(to);
        if length > left_m {
            to = from.lerp(to, left_m / length);
        }
        left_m -= length;
        if let Some(hit) = ground(from, to) {
            points.push(hit.at);
            let end = Some(judge(aim.origin, hit, &ground, &walkable));
            return Arc { points, end };
        }
        points.push(to);
        from = to;
    }
    Arc { points, end: None }
}

/// The ball after `seconds`: p = o + v t − g t² / 2.
fn flight(origin: Vec3, direction: Vec3, seconds: f32) -> Vec3 {
    let fall = GRAVITY_M_S2 * seconds * seconds / 2.0;
    origin + direction * SPEED_M_S * seconds - Vec3::Y * fall
}

fn judge(
    origin: Vec3,
    hit: Hit,
    ground: impl Fn(Vec3, Vec3) -> Option<Hit>,
    walkable: impl Fn(Vec3) -> bool,
) -> Landing {
    let reach = (hit.at - origin).with_y(0.0).length();
    let room = || ground(hit.at + Vec3::Y * LIFT_M, hit.at + Vec3::Y * HEAD_ROOM_M).is_none();
    let why = if hit.normal.normalize_or_zero().y < UP_MIN {
        Some(Refusal::Steep)
    } else if reach > REACH_MAX_M {
        Some(Refusal::TooFar)
    } else if !walkable(hit.at) {
        Some(Refusal::NotWalkable)
    } else if !room() {
        Some(Refusal::NoHeadRoom)
    } else {
        None
    };
    Landing { at: hit.at, why }
}

/// The yaw to stand with after landing: ahead on the stick is the arc's own direction, left of it is left, back is
/// turned round. A stick within [`FACING_ZONE`] keeps the present facing.
pub fn facing(stick: Vec2, aim_yaw: f32, present_yaw: f32) -> f32 {
    let stick = sound(stick);
    if stick.length() < FACING_ZONE {
        return present_yaw;
    }
    wrap(aim_yaw + (-stick.x).atan2(stick.y))
}

#[cfg(test)]
mod tests {
    use core::f32::consts::{FRAC_PI_2, PI};

    use super::*;

    const HAND: Vec3 = Vec3::new(0.0, 1.2, 0.0);

    fn aim(up_deg: f32) -> Aim {
        let (sin, cos) = up_deg.to_radians().sin_cos();
        Aim {
            eye: HAND + Vec3::new(0.0, 0.4, 0.3),
            origin: HAND,
            direction: Vec3::new(0.0, sin, -cos),
        }
    }

    /// A level floor (or ceiling) at `height`, as far as `inside` says.
    fn slab(height: f32, inside: impl Fn(Vec3) -> bool) -> impl Fn(Vec3, Vec3) -> Option<Hit> {
        move |from, to| {
            let (above, below) = (from.y - height, to.y - height);
            if above * below > 0.0 || above == below {
                return None;
            }
            let at = from.lerp(to, above / (above - below));
            let normal = Vec3::Y * above.signum();
            inside(at).then_some(Hit { at, normal })
        }
    }

    /// A wall across the way at `z`.
    fn wall(z: f32) -> impl Fn(Vec3, Vec3) -> Option<Hit> {
        move |from, to| {
            let crosses = from.z > z && to.z <= z;
            let share = (from.z - z) / (from.z - to.z);
            crosses.then(|| Hit {
                at: from.lerp(to, share),
                normal: Vec3::Z,
            })
        }
    }

    #[test]
    fn the_arc_would_reach_too_near_or_too_far() {
        for (up_deg, reach_m) in [
            (-80.0, 0.20),
            (-45.0, 1.06),
            (0.0, 4.45),
            (20.0, 7.61),
            (45.0, 9.32),
            (75.0, 4.44),
        ] {
            let arc = trace(aim(up_deg), slab(0.0, |_| true), |_| true);
            let end = arc.end.unwrap();
            assert!(end.is_valid(), "{up_deg}°: {end:?}");
            assert!(
                (-end.at.z - reach_m).abs() < 0.03,
                "{up_deg}°: {} m",
                -end.at.z
            );
            assert!(end.at.y.abs() < 1e-4);
            assert_eq!(arc.points.first(), Some(&HAND));
            assert_eq!(arc.points.last(), Some(&end.at));
        }
    }

    #[test]
    fn an_arc_into_the_air_would_go_on_for_ever() {
        for up_deg in [-90.0, -60.0, 0.0, 45.0, 90.0] {
            let arc = trace(aim(up_deg), |_, _| None, |_| true);
            assert_eq!(arc.end, None);
            assert!(arc.points.len() <= POINTS_MAX, "{}", arc.points.len());
            let length: f32 = arc.points.windows(2).map(|p| p[0].distance(p[1])).sum();
            assert!(length <= LENGTH_MAX_M + 1e-3, "{up_deg}°: {length} m");
            assert!(length > 9.0, "{up_deg}°: {length} m");
            let longest = arc.points.windows(2).map(|p| p[0].distance(p[1]));
            assert!(longest.fold(0.0, f32::max) < 0.85, "{up_deg}°");
        }
    }

    #[test]
    fn one_would_land_where_nobody_can_stand() {
        let floor = slab(0.0, |_| true);
        let low = slab(1.5, |at: Vec3| at.z < -3.0);
        let terrace = slab(0.4, |at: Vec3| at.z < -2.5);
        let cases: [(&str, f32, &dyn Fn(Vec3, Vec3) -> Option<Hit>, _); 7] = [
            ("floor", 0.0, &floor, None),
            ("wall", 0.0, &wall(-2.0), Some(Refusal::Steep)),
            ("ceiling", 75.0, &slab(2.5, |_| true), Some(Refusal::Steep)),
            ("water", -20.0, &floor, Some(Refusal::NotWalkable)),
            (
                "under a stair",
                0.0,
                &|from, to| floor(from, to).or_else(|| low(from, to)),
                Some(Refusal::NoHeadRoom),
            ),
            ("terrace", 0.0, &terrace, None),
            (
                "from a tower",
                10.0,
                &slab(-5.0, |_| true),
                Some(Refusal::TooFar),
            ),
        ];
        // Nearer than 3 m is water.
        let walkable = |at: Vec3| at.z < -3.0;
        for (name, up_deg, ground, why) in cases {
            let end = trace(aim(up_deg), ground, walkable).end;
            assert_eq!(end.map(|end| end.why), Some(why), "{name}");
        }
    }

    #[test]
    fn a_slope_would_be_judged_by_something_else_than_its_normal() {
        for (slope_deg, why) in [(35.0_f32, None), (39.0, Some(Refusal::Steep))] {
            let (sin, cos) = slope_deg.to_radians().sin_cos();
            let floor = slab(0.0, |_| true);
            let tilted = |from, to| {
                floor(from, to).map(|hit| Hit {
                    normal: 3.0 * Vec3::new(sin, cos, 0.0),
                    ..hit
                })
            };
            let end = trace(aim(0.0), tilted, |_| true).end;
            assert_eq!(end.map(|end| end.why), Some(why), "{slope_deg}°");
        }
    }

    #[test]
    fn a_hand_put_through_a_wall_would_get_one_through_it() {
        let thin = wall(0.1);
        let floor = slab(0.0, |_| true);
        let room = |from, to| thin(from, to).or_else(|| floor(from, to));
        let arc = trace(aim(0.0), room, |_| true);
        assert_eq!(arc.end.map(|end| end.why), Some(Some(Refusal::HandInWall)));
        assert_eq!(arc.points, [HAND]);
    }

    #[test]
    fn a_hand_that_points_nowhere_would_break_it() {
        for direction in [Vec3::ZERO, Vec3::NAN, Vec3::splat(f32::INFINITY)] {
            let nowhere = Aim {
                direction,
                ..aim(0.0)
            };
            let arc = trace(nowhere, slab(0.0, |_| true), |_| true);
            assert_eq!((arc.points.len(), arc.end), (1, None), "{direction}");
        }
        let lost = Aim {
            origin: Vec3::NAN,
            ..aim(0.0)
        };
        assert_eq!(trace(lost, |_, _| None, |_| true).end, None);
    }

    #[test]
    fn one_would_land_with_ones_back_to_the_wished_side() {
        for (stick, yaw) in [
            ((0.0, 1.0), 0.5),
            ((-1.0, 0.0), 0.5 + FRAC_PI_2),
            ((1.0, 0.0), 0.5 - FRAC_PI_2),
            ((0.7, 0.7), 0.5 - FRAC_PI_2 / 2.0),
            ((0.0, -1.0), 0.5 - PI),
            ((0.0, 0.0), 0.25),
            ((0.3, 0.5), 0.25),
            ((f32::NAN, 1.0), 0.25),
        ] {
            let got = facing(Vec2::from(stick), 0.5, 0.25);
            assert!(wrap(got - yaw).abs() < 1e-5, "{stick:?}: {got}");
        }
    }
}
