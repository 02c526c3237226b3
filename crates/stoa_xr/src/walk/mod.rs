//! Moving through the world from a headset: what hands and head do becomes intents, and the rig follows the body.
//!
//! The body follows the head about the room; stick and teleport move the body, and the rig with it. Nothing moves the
//! view that the person did not do themselves.

mod intents;
mod place;

use avian3d::prelude::{SpatialQuery, SpatialQueryFilter};
use bevy::prelude::*;
use stoa_world::{
    Deed, Pose, PreviousPose, SimSystems, StableId, Tracked,
    nav::NavGrid,
    panel::{BeltPressed, HeightAsked},
    pose::{UNITS_PER_METRE, turn},
    sim::{BodyCollider, BodyIndex},
};

use crate::{
    Headset, Placement, SessionChanged, SessionState, Tracking, XrFrame,
    bindings::Roles,
    hand_input::{Pointer, XrHands},
    motion::{
        arc::{Aim, Arc, Hit, trace},
        comfort::{Comfort, Direction, Movement, Turn},
        heading::yaw_of,
        room::{WallFade, wall_m},
        steer::{Steer, steer},
        stick::past_dead_zone,
        teleport::{Controls, Sight, Step, Teleport},
        turn::{BackStep, SNAP_DEFAULT_DEGREES, SmoothTurn, SnapTurn},
        vignette::{ArtificialMotion, Vignette},
    },
};

/// Whose body the headset moves.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct XrPerson(pub StableId);

/// How this person likes to move. Kept by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct XrComfort(pub Comfort);

/// What is drawn for moving: the arc while one aims, how far the view is closed, how dark it is.
#[derive(Resource, Debug, Clone)]
pub struct MoveView {
    pub arc: Option<Arc>,
    /// The facing that landing now would give, in radians.
    pub facing: f32,
    /// 1 open; see [`Vignette`].
    pub aperture: f32,
    /// 0 clear, 1 black.
    pub dark: f32,
}

impl Default for MoveView {
    fn default() -> Self {
        Self {
            arc: None,
            facing: 0.0,
            aperture: 1.0,
            dark: 0.0,
        }
    }
}

/// The head in the world, for whoever wants to know where the person looks.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct Gaze(pub Option<Transform>);

/// Radians from straight ahead to the eye's pitch, at most.
const PITCH_MAX: f32 = 1.45;
/// The body is this far from the head before it takes a step after it, in metres.
const LAG_M: f32 = 0.06;
/// A body that is farther from the head than this stays: the head went through a wall. In metres.
const LOST_M: f32 = 1.5;
/// Seconds of black around a teleport: the eye sees no way.
const BLINK_S: f32 = 0.08;

/// What the hands' controls have come to.
#[derive(Resource, Default)]
struct Gait {
    teleport: Teleport,
    snap: Option<SnapTurn>,
    back: BackStep,
    steer: Steer,
    vignette: Vignette,
    walls: WallFade,
    /// A teleport was asked for, until the body is there or the world refuses.
    hop: Option<Hop>,
    /// Seconds of black that are left.
    blink_s: f32,
    /// Where the body was shown last.
    shown: Option<Vec3>,
    /// Deeds for the next tick.
    deeds: Vec<Deed>,
    last_turn: Option<(u16, i16)>,
    last_tracked: Option<Tracked>,
    moved: bool,
    /// How tall the person is was asked once: that is enough.
    height_asked: bool,
}

#[derive(Debug, Clone, Copy)]
struct Hop {
    to: Vec2,
    yaw: f32,
    /// Ticks may pass before the world has done it.
    patience_s: f32,
}

/// The order of a frame between reading the hands and placing the eyes.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WalkSystems;

pub(crate) fn plugin(app: &mut App) {
    app.add_message::<BeltPressed>()
        .add_message::<HeightAsked>()
        .init_resource::<XrComfort>()
        .init_resource::<MoveView>()
        .init_resource::<Gaze>()
        .init_resource::<Gait>()
        .add_systems(
            Update,
            (place::find_place, give_up_without_focus, walk)
                .chain()
                .in_set(WalkSystems)
                .run_if(worn),
        )
        .add_systems(Update, clear_view.run_if(on_message::<SessionChanged>))
        .add_systems(
            FixedUpdate,
            (intents::write_intents.run_if(worn), intents::take_off).in_set(SimSystems::Script),
        );
}

fn worn(headset: Res<Headset>, frame: Res<XrFrame>) -> bool {
    headset.is_worn() && frame.0.is_some()
}

/// On lost focus hands are nobody's: what was begun with them is over.
fn give_up_without_focus(headset: Res<Headset>, mut gait: ResMut<Gait>) {
    if headset.state != Some(SessionState::Focused) {
        gait.teleport.give_up();
        gait.steer = Steer::default();
    }
}

fn walk(
    hands: Res<XrHands>,
    pointer: Res<Pointer>,
    comfort: Res<XrComfort>,
    tracking: Res<Tracking>,
    space: SpatialQuery,
    bodies: Query<Entity, With<BodyCollider>>,
    nav: Res<NavGrid>,
    time: Res<Time>,
    person: Option<Res<XrPerson>>,
    index: Res<BodyIndex>,
    poses: Query<(&Pose, &PreviousPose)>,
    fixed: Res<Time<Fixed>>,
    mut belt: MessageReader<BeltPressed>,
    mut placement: ResMut<Placement>,
    mut gait: ResMut<Gait>,
    mut view: ResMut<MoveView>,
) {
    let (Some(pose), Some(person)) = (tracking.head, person) else {
        return;
    };
    let Some((body, body_yaw)) = place::shown_at(&person, &index, &poses, &fixed) else {
        return;
    };
    let comfort = &comfort.0;
    let dt_s = time.delta_secs();
    let head = Placement::head(pose);
    let head_world = placement.rig.to_world(head.position);
    let head_yaw = placement.rig.yaw_to_world(head.yaw);
    let roles = Roles::new(comfort.left_handed);
    let (main, other) = (hands.0.of(roles.main), hands.0.of(roles.other));
    // With two sticks one walks and the other turns; one alone does both.
    let walking = Vec2::from(other.stick);
    let turning = Vec2::from(main.stick);
    let teleports = comfort.movement == Movement::Teleport;
    let aiming = if teleports && past_dead_zone(walking).length() > past_dead_zone(turning).length()
    {
        walking
    } else if teleports {
        turning
    } else {
        Vec2::ZERO
    };

    let meets = |from: Vec3, to: Vec3| {
        let way = to - from;
        let filter = SpatialQueryFilter::from_excluded_entities(bodies);
        let hit = space.cast_ray(from, Dir3::new(way).ok()?, way.length(), true, &filter)?;
        Some(Hit {
            at: from + way.normalize_or_zero() * hit.distance,
            normal: hit.normal,
        })
    };
    let walkable = |at: Vec3| {
        nav.floor(at.x, at.z)
            .is_some_and(|floor| (floor - at.y).abs() < 0.4)
    };
    let ray = pointer.ray;
    let arc = ray.filter(|_| gait.teleport.is_aiming()).map(|ray| {
        trace(
            Aim {
                eye: head_world,
                origin: ray.origin,
                direction: *ray.direction,
            },
            meets,
            walkable,
        )
    });
    let sight = Sight {
        present_yaw: head_yaw,
        aim_yaw: ray
            .and_then(|ray| yaw_of(*ray.direction))
            .unwrap_or(head_yaw),
        end: arc.as_ref().and_then(|arc| arc.end),
    };
    let controls = Controls {
        stick: aiming,
        button: pointer.held_on_ground,
        cancel: main.menu || other.menu,
    };
    match gait.teleport.update(controls, &sight, dt_s) {
        Some(Step::Landed { at, yaw }) => hop(&mut gait, at, yaw),
        Some(Step::Begun | Step::Refused(_) | Step::Cancelled) | None => {}
    }
    view.facing = gait.teleport.wished_yaw(&sight);
    view.arc = arc.filter(|_| gait.teleport.is_aiming());

    let free = !gait.teleport.owns_stick();
    let pushed = if teleports { aiming } else { turning };
    let by = match comfort.turn {
        Turn::Snap { degrees } => {
            let snap = gait.snap.get_or_insert_with(|| SnapTurn::new(degrees));
            if snap.degrees() != degrees {
                *snap = SnapTurn::new(degrees);
            }
            snap.update(pushed, free, dt_s)
        }
        Turn::Smooth { deg_per_s } if free => SmoothTurn::new(deg_per_s).update(pushed, dt_s),
        Turn::Smooth { .. } => 0.0,
    };
    // A controller with one button turns and steps back by the belt.
    let degrees = match comfort.turn {
        Turn::Snap { degrees } => degrees,
        Turn::Smooth { .. } => SNAP_DEFAULT_DEGREES,
    };
    let mut by = by;
    for pressed in belt.read() {
        match pressed {
            BeltPressed::TurnLeft => by += degrees.to_radians(),
            BeltPressed::TurnRight => by -= degrees.to_radians(),
            BeltPressed::StepBack => {
                hop(&mut gait, BackStep::target(body, head_yaw), head_yaw);
            }
        }
    }
    let before = placement.rig;
    if by != 0.0 {
        placement.rig = placement.rig.turned_about(head.position, by);
    }
    if teleports && gait.back.update(pushed, free) {
        hop(&mut gait, BackStep::target(body, head_yaw), head_yaw);
    }

    gait.steer = if teleports {
        Steer::default()
    } else {
        let toward = match comfort.direction {
            Direction::Hand => sight.aim_yaw,
            Direction::Head => head_yaw,
        };
        steer(walking, toward, body_yaw, comfort.pace, comfort.run)
    };
    gait.moved = gait.steer != Steer::default();
    if !gait.moved {
        gait.steer = place::after_the_head(&placement, head, body, body_yaw);
    }

    // What the person's own head does never closes the view; a snap turn is a cut, not a motion.
    let smooth = matches!(comfort.turn, Turn::Smooth { .. });
    let mut motion = ArtificialMotion::of_rig(
        before,
        if smooth { placement.rig } else { before },
        head.position,
        dt_s,
    );
    if gait.moved {
        let share = Vec2::new(f32::from(gait.steer.right), f32::from(gait.steer.ahead)) / 100.0;
        motion.speed_m_s = share.length() * stoa_world::sim::PERSON_WALK_M_S;
    }
    view.aperture = gait.vignette.update(motion, comfort.vignette, dt_s);
    let wall = |at: Vec3| {
        let between = |from: Vec3, to: Vec3| meets(from, to).is_some();
        wall_m(body, at, |at| nearest_wall(&space, bodies, at), between)
    };
    let in_wall = gait.walls.update(&placement.rig, head.position, wall, dt_s);
    gait.blink_s = (gait.blink_s - dt_s).max(0.0);
    view.dark = if gait.blink_s > 0.0 || gait.hop.is_some() {
        1.0
    } else {
        in_wall
    };
}

fn hop(gait: &mut Gait, at: Vec3, yaw: f32) {
    let unit = |metres: f32| (metres * UNITS_PER_METRE).round() as i32;
    gait.deeds.push(Deed::Teleport {
        to: (unit(at.x), unit(at.z)),
        yaw: turn(yaw),
    });
    gait.hop = Some(Hop {
        to: at.xz(),
        yaw,
        patience_s: 1.0,
    });
    gait.blink_s = BLINK_S;
}

/// Metres from the head to the nearest wall around it.
fn nearest_wall(space: &SpatialQuery, bodies: Query<Entity, With<BodyCollider>>, at: Vec3) -> f32 {
    let filter = SpatialQueryFilter::from_excluded_entities(bodies);
    if !space.point_intersections(at, &filter).is_empty() {
        return 0.0;
    }
    space
        .project_point(at, true, &filter)
        .map_or(f32::INFINITY, |near| near.point.distance(at))
}

/// A session that is over leaves nothing before the eyes of the next one.
fn clear_view(headset: Res<Headset>, mut view: ResMut<MoveView>) {
    if !headset.is_worn() {
        *view = MoveView::default();
    }
}
