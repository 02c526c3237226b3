//! People's own legs: bevy_ahoy's kinematic character controller, steered by intents.

use avian3d::prelude::*;
use bevy_ahoy::{
    AhoyKccPlugin, AhoySystems, CharacterController, CharacterControllerState, CharacterLook,
    input::AccumulatedInput,
};
use bevy_app::prelude::*;
use bevy_ecs::{prelude::*, schedule::ScheduleLabel};
use bevy_math::{Quat, Vec2, Vec3, Vec3Swizzles};
use bevy_time::Stopwatch;
use bevy_transform::prelude::*;
use core::time::Duration;

use crate::{
    Body, Controller, LogEvent, Mover, Pose, Posture, Seated, SimClock, SimSystems, StableId,
    WorldDef,
    geometry::{BODY_HEIGHT_M, MAX_STEP_M},
    nav::NavGrid,
    pose::turn,
    sim::{
        TICK_SECONDS,
        bodies::{BodyIndex, spawn_pose},
        gaze::turn_toward,
        physics::{Physics, drag_agents, half_height},
        routes::Route,
        seats::Settling,
        tick::MoverSystems,
    },
};

/// Metres a second of a person's walk and run.
pub const PERSON_WALK_M_S: f32 = 2.2;
pub const PERSON_RUN_M_S: f32 = 4.2;
/// The steepest slope that people walk on, in radians.
const MAX_SLOPE: f32 = 46.0 * core::f32::consts::PI / 180.0;
/// Metres a standing jump lifts the feet.
pub const JUMP_M: f32 = 0.9;
/// Seconds off the ground after which a body counts as falling.
const FALLING_AFTER: Duration = Duration::from_millis(150);
/// 300°/s for a person who walks by themselves, in 1/65536 turn a tick.
const AUTO_TURN: u16 = 1_820;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins(AhoyKccPlugin {
        schedule: FixedUpdate.intern(),
    })
    .configure_sets(
        FixedUpdate,
        (
            WalkerSystems.in_set(SimSystems::Move).after(MoverSystems),
            AhoySystems::MoveCharacters.in_set(WalkerSystems),
        ),
    )
    .add_systems(
        FixedUpdate,
        (
            (rest_or_walk, steer_people)
                .chain()
                .before(AhoySystems::MoveCharacters),
            (read_people, drag_agents)
                .chain()
                .after(AhoySystems::MoveCharacters),
        )
            .in_set(WalkerSystems),
    );
}

/// Moves people's bodies by physics, and agents' colliders after the agents.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WalkerSystems;

/// How people walk, run, climb and jump. Their own collider is not in their way.
pub(super) fn character(own: Entity) -> CharacterController {
    CharacterController {
        filter: SpatialQueryFilter::from_excluded_entities([own]),
        speed: PERSON_WALK_M_S,
        air_speed: PERSON_WALK_M_S,
        max_air_wish_speed: PERSON_WALK_M_S,
        // Tuned for 30 ticks a second: full speed in three ticks, and at rest about as fast.
        acceleration_hz: 20.0,
        air_acceleration_hz: 4.0,
        friction_hz: 10.0,
        stop_speed: 0.5,
        gravity: 20.0,
        jump_height: JUMP_M,
        // Below the speed of a jump (6 m/s), above that of walking up steps.
        unground_speed: 4.0,
        // A little more than terrain counts as ground: its cells are flat, its triangles are not.
        min_walk_cos: MAX_SLOPE.cos(),
        step_size: MAX_STEP_M,
        min_step_ledge_space: 0.15,
        crouch_height: BODY_HEIGHT_M * 0.7,
        ..CharacterController::default()
    }
}

/// Who sits, or is about to, is not pushed about by physics; who gets up walks again.
fn rest_or_walk(
    mut commands: Commands,
    people: Query<(&Controller, &Physics, Has<Seated>, Has<Settling>), With<Body>>,
    mut walking: Query<(Has<CharacterController>, &mut LinearVelocity)>,
) {
    for (controller, physics, seated, settling) in &people {
        if *controller != Controller::Person {
            continue;
        }
        let Ok((walks, mut velocity)) = walking.get_mut(physics.0) else {
            continue;
        };
        let rests = seated || settling;
        if rests && walks {
            velocity.0 = Vec3::ZERO;
            commands.entity(physics.0).remove::<CharacterController>();
        } else if !rests && !walks {
            commands.entity(physics.0).insert(character(physics.0));
        }
    }
}

fn steer_people(
    index: Res<BodyIndex>,
    mut people: Query<
        (&Controller, &Mover, &Route, &Physics, &mut Pose),
        (Without<Settling>, Without<Seated>),
    >,
    mut walkers: Query<(
        &mut CharacterController,
        &mut CharacterLook,
        &mut AccumulatedInput,
    )>,
) {
    for (_, entity) in index.iter() {
        let Ok((controller, mover, route, physics, mut pose)) = people.get_mut(entity) else {
            continue;
        };
        if *controller != Controller::Person {
            continue;
        }
        let Ok((mut character, mut look, mut input)) = walkers.get_mut(physics.0) else {
            continue;
        };
        let by_themselves = mover.steer == Vec3::ZERO && route.want != Vec2::ZERO;
        if let Some(face) = route.face
            && !by_themselves
        {
            pose.yaw = face;
        }
        let (local, speed) = if by_themselves {
            let ahead = turn((-route.want.x).atan2(-route.want.y));
            pose.yaw = turn_toward(pose.yaw, ahead, AUTO_TURN);
            let world = Vec3::new(route.want.x, 0.0, route.want.y);
            (pose.rotation().inverse() * world, world.length())
        } else {
            let top = if mover.run {
                PERSON_RUN_M_S
            } else {
                PERSON_WALK_M_S
            };
            (mover.steer, top * mover.steer.length())
        };
        // The controller takes a direction only: the wished speed is its top speed.
        character.speed = speed;
        character.max_air_wish_speed = speed;
        look.yaw = pose.yaw_rad();
        *input = AccumulatedInput {
            last_movement: (speed > 0.01).then_some(Vec2::new(local.x, -local.z)),
            jumped: mover.jump.then(Stopwatch::new),
            ..AccumulatedInput::default()
        };
    }
}

fn read_people(
    clock: Res<SimClock>,
    def: Res<WorldDef>,
    nav: Res<NavGrid>,
    index: Res<BodyIndex>,
    mut people: Query<
        (
            &StableId,
            &mut Pose,
            &mut Mover,
            &mut Route,
            &mut Posture,
            &Physics,
            Option<&Settling>,
        ),
        With<Body>,
    >,
    controllers: Query<&Controller>,
    mut walkers: Query<(
        &mut Transform,
        &mut Position,
        &mut LinearVelocity,
        &CharacterControllerState,
        Has<CharacterController>,
    )>,
    mut log: MessageWriter<LogEvent>,
) {
    for (id, entity) in index.iter() {
        if controllers.get(entity).ok() != Some(&Controller::Person) {
            continue;
        }
        let Ok((_, mut pose, mut mover, mut route, mut posture, physics, settling)) =
            people.get_mut(entity)
        else {
            continue;
        };
        let Ok((mut transform, mut position, mut velocity, state, walks)) =
            walkers.get_mut(physics.0)
        else {
            continue;
        };
        if !walks || settling.is_some() {
            let at = pose.position() + half_height();
            transform.translation = at;
            position.0 = at;
            velocity.0 = Vec3::ZERO;
            continue;
        }
        let mut feet = transform.translation - half_height();
        if !feet.is_finite() || feet.y < def.floor_y {
            log.write(LogEvent::new(clock.tick, "fell", id));
            feet = spawn_pose(&def, &nav, None, id).position() + Vec3::Y * 0.05;
            velocity.0 = Vec3::ZERO;
            route.clear();
            mover.goal = None;
        }
        let before = pose.position();
        let yaw = pose.yaw;
        *pose = Pose {
            yaw,
            ..Pose::new(feet, 0.0)
        };
        // Physics goes on from the rounded pose: a loaded world takes the same way.
        let at = pose.position() + half_height();
        transform.translation = at;
        transform.rotation = Quat::IDENTITY;
        position.0 = at;
        route.velocity = (pose.position() - before).xz() / TICK_SECONDS;
        mover.speed = route.velocity.length();
        let airborne = state.grounded.is_none() && state.last_ground.elapsed() > FALLING_AFTER;
        let now = if airborne {
            Posture::Falling
        } else if mover.crouch {
            Posture::Crouching
        } else {
            Posture::Standing
        };
        if *posture != now {
            *posture = now;
        }
    }
}
