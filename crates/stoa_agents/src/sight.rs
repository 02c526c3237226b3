//! Eyes: now and then, what an inhabitant sees of the others goes into its mind.

use bevy_ecs::prelude::*;
use stoa_mind::sight::Glimpse;

use crate::{inhabitant::Inhabitant, scene::Scene};

/// Everybody looks about twice a second, each in a tick of their own.
const LOOK_TICKS: u64 = 15;

pub(crate) fn look(scene: Scene, mut minds: Query<&mut Inhabitant>) {
    let (now, minute) = (scene.clock.tick.0, scene.clock.minute());
    for (me, _) in scene.cast.iter() {
        if !(now + u64::from(me.0)).is_multiple_of(LOOK_TICKS) {
            continue;
        }
        let Some(mut mind) = scene
            .index
            .get(me)
            .and_then(|entity| minds.get_mut(entity).ok())
        else {
            continue;
        };
        let seen = scene.glimpses(me);
        let seen: Vec<Glimpse> = seen
            .iter()
            .map(|(who, place)| Glimpse {
                who: who.0,
                place: &place.0,
            })
            .collect();
        mind.0.look(&seen, now, minute);
    }
}
