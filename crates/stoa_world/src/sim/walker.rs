//! People's own bodies: avian's colliders and bevy_ahoy's kinematic character controller.
//!
//! Physics lives on entities of its own, one for each body, so that what draws a body may do as it likes with the body's
//! transform. Agents carry a collider that the mover drags along: one does not walk through them.

use avian3d::{
    collider_tree::{ColliderTreeOptimization, ColliderTreeSystems},
    dynamics::solver::schedule::SolverSystems,
    physics_transform::PhysicsTransformConfig,
    prelude::*,
};
use bevy_ahoy::{
    AhoyKccPlugin, AhoySystems, CharacterController, CharacterControllerDerivedProps,
    CharacterControllerState, CharacterLook, input::AccumulatedInput,
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
    geometry::{BODY_HEIGHT_M, BODY_RADIUS_M, MAX_STEP_M},
    nav::NavGrid,
    pose::turn,
    sim::{
        TICK_SECONDS,
        bodies::{BodyIndex, spawn_pose},
        gaze::turn_toward,
        ground::spawn_ground,
        mover::MoverSystems,
        routes::Route,
        seats::Settling,
    },
};

/// Metres a second of a person's walk and run.
pub const PERSON_WALK_M_S: f32 = 2.2;
pub const PERSON_RUN_M_S: f32 = 4.2;
/// Metres a standing jump lifts the feet.
pub const JUMP_M: f32 = 0.9;
/// Keeps the collider off the ground, in metres.
const SKIN_M: f32 = 0.015;
/// Seconds off the ground after which a body counts as falling.
const FALLING_AFTER: Duration = Duration::from_millis(150);
/// 300°/s for a person who walks by themselves, in 1/65536 turn a tick.
const AUTO_TURN: u16 = 1_820;

pub(super) fn plugin(app: &mut App) {
    // Nothing here is pushed by forces: only what colliders and spatial queries need, without the solver, contacts and
    // joints, which would cost more than the rest of a tick.
    app.add_plugins((
        PhysicsSchedulePlugin::default(),
        ColliderHierarchyPlugin,
        ColliderTransformPlugin::default(),
        ColliderBackendPlugin::<Collider>::default(),
        ColliderTreePlugin::<Collider>::default(),
        SpatialQueryPlugin::default(),
        PhysicsTransformPlugin::default(),
    ))
    .init_resource::<DefaultFriction>()
    .insert_resource(ColliderTreeOptimization {
        optimize_in_place: true,
        use_async_tasks: false,
        ..ColliderTreeOptimization::default()
    })
    // The sets that the collider trees use belong to phases whose plugins are not here.
    .configure_sets(
        PhysicsSchedule,
        (
            BroadPhaseSystems::Last
                .in_set(PhysicsStepSystems::BroadPhase)
                .after(ColliderTreeSystems::UpdateAabbs),
            SolverSystems::Finalize.in_set(PhysicsStepSystems::Solver),
        ),
    )
    .add_plugins(AhoyKccPlugin {
        schedule: FixedUpdate.intern(),
    })
    // Only this file moves what physics sees: nothing is copied from or to transforms behind its back.
    .insert_resource(PhysicsTransformConfig {
        propagate_before_physics: false,
        transform_to_position: false,
        position_to_transform: false,
        ..PhysicsTransformConfig::default()
    })
    .add_observer(give_physics)
    .add_observer(take_physics)
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
    let def = app.world().resource::<WorldDef>().clone();
    spawn_ground(app.world_mut(), &def);
}

/// Moves people's bodies by physics, and agents' colliders after the agents.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WalkerSystems;

/// The entity that stands for a body in the physics.
#[derive(Component, Debug, Clone, Copy)]
struct Physics(Entity);

fn half_height() -> Vec3 {
    Vec3::Y * (BODY_HEIGHT_M / 2.0 + SKIN_M)
}

fn character(own: Entity) -> CharacterController {
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
        step_size: MAX_STEP_M,
        min_step_ledge_space: 0.15,
        crouch_height: BODY_HEIGHT_M * 0.7,
        ..CharacterController::default()
    }
}

fn give_physics(
    added: On<Add, Body>,
    mut commands: Commands,
    bodies: Query<(&Pose, &Controller, Option<&Seated>)>,
) {
    let Ok((pose, controller, seated)) = bodies.get(added.entity) else {
        return;
    };
    let at = pose.position() + half_height();
    let collider = Collider::cylinder(BODY_RADIUS_M, BODY_HEIGHT_M);
    let mut physics = commands.spawn((
        RigidBody::Kinematic,
        collider.clone(),
        Position(at),
        Rotation::default(),
        Transform::from_translation(at),
        CustomPositionIntegration,
    ));
    let own = physics.id();
    if *controller == Controller::Person {
        physics.insert((
            CharacterLook {
                yaw: pose.yaw_rad(),
                pitch: 0.0,
            },
            AccumulatedInput::default(),
            CharacterControllerState::default(),
            CharacterControllerDerivedProps {
                standing_collider: collider.clone(),
                crouching_collider: collider.clone(),
                hand_collider: Collider::cuboid(0.2, 0.1, 0.2),
            },
        ));
        if seated.is_none() {
            physics.insert(character(own));
        }
    }
    commands.entity(added.entity).insert(Physics(own));
}

fn take_physics(removed: On<Remove, Body>, mut commands: Commands, bodies: Query<&Physics>) {
    if let Ok(physics) = bodies.get(removed.entity) {
        commands.entity(physics.0).despawn();
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
            feet = fallen_to(&def, &nav, id).position() + Vec3::Y * 0.05;
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
        } else {
            Posture::Standing
        };
        if *posture != now {
            *posture = now;
        }
    }
}

/// Puts a body's collider where the body is.
pub(super) fn place_physics(world: &mut World, body: Entity, pose: Pose) {
    let Some(physics) = world.get::<Physics>(body).map(|p| p.0) else {
        return;
    };
    let at = pose.position() + half_height();
    let mut collider = world.entity_mut(physics);
    if let Some(mut transform) = collider.get_mut::<Transform>() {
        transform.translation = at;
    }
    if let Some(mut position) = collider.get_mut::<Position>() {
        position.0 = at;
    }
    if let Some(mut velocity) = collider.get_mut::<LinearVelocity>() {
        velocity.0 = Vec3::ZERO;
    }
}

/// Where somebody who fell out of the world is put back.
fn fallen_to(def: &WorldDef, nav: &NavGrid, id: StableId) -> Pose {
    spawn_pose(def, nav, None, id)
}

fn drag_agents(
    agents: Query<(&Controller, &Pose, &Physics), (With<Body>, Changed<Pose>)>,
    mut colliders: Query<(&mut Transform, &mut Position)>,
) {
    for (controller, pose, physics) in &agents {
        if *controller != Controller::Agent {
            continue;
        }
        if let Ok((mut transform, mut position)) = colliders.get_mut(physics.0) {
            let at = pose.position() + half_height();
            transform.translation = at;
            position.0 = at;
        }
    }
}
