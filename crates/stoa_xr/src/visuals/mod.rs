//! What is drawn for the person in the headset alone: their hands, the ray they point with, the way of a teleport, and
//! what covers the view.
//!
//! All of it is made once, when the headset is worn for the first time, and then only moved, shown and hidden. It is
//! placed after everything else of a frame, together with the eyes, so that nothing lags behind the head.

mod arc;
mod beads;
mod glove;
mod hands;
mod laser;
mod paint;
mod shapes;
mod sight;
mod veil;

use bevy::{asset::AssetEventSystems, camera::visibility::VisibilitySystems, prelude::*};

use crate::Headset;

/// The loading place around the head: 1 is closed, and hides the world; 0 is open. Set by the composition.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct Curtain(pub f32);

/// When everything here is placed: after the rig was moved, before the places are spread and the assets are counted.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct VisualSystems;

/// Everything is made.
#[derive(Resource)]
struct Furnished;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Curtain>()
        .add_plugins(MaterialPlugin::<paint::Plain>::default())
        .configure_sets(
            PostUpdate,
            VisualSystems
                .before(TransformSystems::Propagate)
                .before(VisibilitySystems::VisibilityPropagate)
                .before(AssetEventSystems)
                .run_if(resource_exists::<Furnished>),
        )
        .add_systems(
            Update,
            furnish.run_if(worn.and_then(not(resource_exists::<Furnished>))),
        )
        .add_systems(
            PostUpdate,
            (hands::place, laser::place, arc::place, veil::place).in_set(VisualSystems),
        );
}

fn worn(headset: Res<Headset>) -> bool {
    headset.is_worn()
}

fn furnish(mut workshop: paint::Workshop) {
    hands::make(&mut workshop);
    laser::make(&mut workshop);
    arc::make(&mut workshop);
    veil::make(&mut workshop);
    workshop.commands.insert_resource(Furnished);
}
