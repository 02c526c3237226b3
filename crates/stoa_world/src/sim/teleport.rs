//! The end of a teleport: the body is there, and no picture shows it on a way that it did not go.

use avian3d::prelude::{LinearVelocity, Position};
use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::Vec3;
use bevy_transform::prelude::Transform;

use crate::{
    Body, Pose, PreviousPose, SimSystems,
    sim::{
        bodies::BodyIndex,
        crowd::CrowdSystems,
        physics::{Physics, half_height},
        routes::Route,
    },
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        land.in_set(SimSystems::Move).before(CrowdSystems),
    );
}

fn land(
    index: Res<BodyIndex>,
    mut bodies: Query<(&mut Route, &Physics, &mut Pose, &mut PreviousPose), With<Body>>,
    mut physics: Query<(&mut Transform, &mut Position, Option<&mut LinearVelocity>)>,
) {
    for (_, entity) in index.iter() {
        let Ok((mut route, body, mut pose, mut previous)) = bodies.get_mut(entity) else {
            continue;
        };
        let Some(landing) = route.take_landing() else {
            continue;
        };
        *pose = landing;
        previous.0 = landing;
        let Ok((mut transform, mut position, velocity)) = physics.get_mut(body.0) else {
            continue;
        };
        let at = landing.position() + half_height();
        transform.translation = at;
        position.0 = at;
        if let Some(mut velocity) = velocity {
            velocity.0 = Vec3::ZERO;
        }
    }
}
