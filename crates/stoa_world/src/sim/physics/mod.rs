//! What collides: avian's colliders, without its forces.
//!
//! Physics lives on entities of its own, one for each body, so that what draws a body may do as it likes with the body's
//! transform. Agents carry a collider that the mover drags along: one does not walk through them.

mod ground;

use avian3d::{
    collider_tree::{ColliderTreeOptimization, ColliderTreeSystems},
    dynamics::{rigid_body::mass_properties::MassPropertySystems, solver::schedule::SolverSystems},
    physics_transform::PhysicsTransformConfig,
    prelude::*,
};
use bevy_ahoy::{
    CharacterControllerDerivedProps, CharacterControllerState, CharacterLook,
    input::AccumulatedInput,
};
use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use bevy_transform::prelude::*;

use crate::{
    Body, Controller, Pose, Seated, WorldDef,
    geometry::{BODY_HEIGHT_M, BODY_RADIUS_M},
    sim::{tick::Mirrored, walker::character},
};

/// Makes the still part anew, from the world as it is now.
pub(super) fn remake_ground(world: &mut World) {
    let still: Vec<Entity> = world
        .query_filtered::<Entity, With<ground::StillGround>>()
        .iter(world)
        .collect();
    for entity in still {
        world.despawn(entity);
    }
    let def = world.resource::<WorldDef>().clone();
    ground::spawn_ground(world, &def);
}

/// Keeps colliders off the ground, in metres.
const SKIN_M: f32 = 0.015;

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
        FixedPostUpdate,
        MassPropertySystems::UpdateColliderMassProperties.run_if(|| false),
    )
    .configure_sets(
        PhysicsSchedule,
        (
            BroadPhaseSystems::Last
                .in_set(PhysicsStepSystems::BroadPhase)
                .after(ColliderTreeSystems::UpdateAabbs),
            SolverSystems::Finalize.in_set(PhysicsStepSystems::Solver),
        ),
    )
    // The walker and the mover move what physics sees: nothing is copied from or to transforms behind their back.
    .insert_resource(PhysicsTransformConfig {
        propagate_before_physics: false,
        transform_to_position: false,
        position_to_transform: false,
        ..PhysicsTransformConfig::default()
    })
    .add_observer(give_physics)
    .add_observer(take_physics);
    let def = app.world().resource::<WorldDef>().clone();
    ground::spawn_ground(app.world_mut(), &def);
}

/// The entity that stands for a body in the physics.
#[derive(Component, Debug, Clone, Copy)]
pub(super) struct Physics(pub(super) Entity);

/// Marks the colliders of bodies, for whoever asks the space what stands there beside people (a camera, for example).
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct BodyCollider;

/// From the feet to the middle of a body's collider.
pub(super) fn half_height() -> Vec3 {
    Vec3::Y * (BODY_HEIGHT_M / 2.0 + SKIN_M)
}

fn give_physics(
    added: On<Add, Body>,
    mut commands: Commands,
    // Those of the crowd keep clear of people in the tick.
    bodies: Query<(&Pose, &Controller, Option<&Seated>), Without<Mirrored>>,
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
        BodyCollider,
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

/// Agents' colliders follow the agents.
pub(super) fn drag_agents(
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
