//! Faces and names of those of the crowd who are near.

use bevy_ecs::prelude::*;
use stoa_world::{DisplayName, Looks, SimClock, sim::Mirrored};

use crate::inhabitant::Inhabitant;

use super::Passers;

/// Whoever becomes an entity gets the looks of their figure in the crowd. Names are known of those alone who are near
/// enough to be spoken to, or have a mind.
pub(crate) fn give_names(
    mut commands: Commands,
    clock: Res<SimClock>,
    passers: Res<Passers>,
    mut faces: Query<(&Mirrored, &mut Looks), Added<Mirrored>>,
    changed: Query<
        (Entity, &Mirrored, Has<DisplayName>, Has<Inhabitant>),
        Or<(Changed<Mirrored>, Changed<Inhabitant>)>,
    >,
) {
    for (mirrored, mut looks) in &mut faces {
        *looks = (passers.faces)(mirrored.index);
    }
    for (entity, mirrored, named, thinks) in &changed {
        let wanted = mirrored.near || thinks;
        if wanted == named {
            continue;
        }
        if wanted {
            let looks = (passers.faces)(mirrored.index);
            let name = passers.name(clock.seed, mirrored.index, &looks);
            commands.entity(entity).insert(DisplayName(name));
        } else {
            commands.entity(entity).remove::<DisplayName>();
        }
    }
}
