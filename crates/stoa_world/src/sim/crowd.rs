use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use crate::{
    Controller, Pose, Posture, PreviousPose, SimSystems, StableId,
    sim::{TICK_SECONDS, bodies::BodyIndex},
};

/// Takes the picture of everybody that movement decides by.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CrowdSystems;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Crowd>().add_systems(
        FixedUpdate,
        take_picture.in_set(SimSystems::Move).in_set(CrowdSystems),
    );
}

/// Everybody as they stand at the start of this tick's movement, in the order of their ids: so that it does not matter
/// who moves first.
#[derive(Resource, Debug, Default)]
pub(super) struct Crowd(pub(super) Vec<Neighbour>);

/// Somebody to keep clear of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Neighbour {
    pub(super) id: StableId,
    pub(super) at: Vec3,
    /// Metres a second on the ground, over the last tick.
    pub(super) velocity: Vec2,
    pub(super) person: bool,
    pub(super) seated: bool,
}

impl Crowd {
    pub(super) fn get(&self, id: StableId) -> Option<&Neighbour> {
        self.0
            .binary_search_by_key(&id, |n| n.id)
            .ok()
            .map(|i| &self.0[i])
    }
}

fn take_picture(
    mut crowd: ResMut<Crowd>,
    index: Res<BodyIndex>,
    bodies: Query<(&Pose, &PreviousPose, &Controller, &Posture)>,
    mut last: Local<Vec<(StableId, Vec3)>>,
) {
    crowd.0.clear();
    for (id, entity) in index.iter() {
        let Ok((pose, _, controller, posture)) = bodies.get(entity) else {
            continue;
        };
        let at = pose.position();
        // Poses move later in this tick: the last movement is the one since the last picture.
        let before = last
            .binary_search_by_key(&id, |(id, _)| *id)
            .map_or(at, |i| last[i].1);
        let moved = (at - before).xz();
        // A jump of more than half a metre is a change of seat or a fall, not a velocity.
        let velocity = if moved.length_squared() < 0.25 {
            moved / TICK_SECONDS
        } else {
            Vec2::ZERO
        };
        crowd.0.push(Neighbour {
            id,
            at,
            velocity,
            person: *controller == Controller::Person,
            seated: *posture == Posture::Sitting,
        });
    }
    last.clear();
    last.extend(crowd.0.iter().map(|n| (n.id, n.at)));
}
