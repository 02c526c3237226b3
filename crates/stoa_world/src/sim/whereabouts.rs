use bevy_app::prelude::*;
use bevy_ecs::prelude::*;

use crate::{
    Body, LogEvent, PlaceId, Places, Pose, SimClock, SimSystems, StableId,
    sim::{bodies::BodyIndex, tick::Mirrored},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        FixedUpdate,
        track_places
            .in_set(SimSystems::Move)
            .after(super::gaze::GazeSystems),
    );
}

/// The place a body is at; `None` between places.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct Whereabouts(pub Option<PlaceId>);

fn track_places(
    clock: Res<SimClock>,
    places: Res<Places>,
    index: Res<BodyIndex>,
    mut bodies: Query<
        (&StableId, &Pose, &mut Whereabouts),
        (With<Body>, Without<Mirrored>, Changed<Pose>),
    >,
    mut log: MessageWriter<LogEvent>,
) {
    for (_, entity) in index.iter() {
        let Ok((id, pose, mut whereabouts)) = bodies.get_mut(entity) else {
            continue;
        };
        let now = places.at(pose.position()).map(|p| &p.id);
        if now == whereabouts.0.as_ref() {
            continue;
        }
        if let Some(place) = now {
            log.write(
                LogEvent::new(clock.tick, "entered_place", *id).with("place", place.0.clone()),
            );
        }
        whereabouts.0 = now.cloned();
    }
}
