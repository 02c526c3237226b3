//! Whom the person blocked, and who blocked them, are not drawn: neither as bodies nor in the crowd.

use bevy::prelude::*;
use stoa_render::{body::HiddenFigure, crowd::CrowdHidden};
use stoa_ui::LocalPerson;
use stoa_world::{Blocked, Body, StableId, sim::crowd_index};

pub fn plugin(app: &mut App) {
    app.init_resource::<CrowdHidden>().add_systems(Update, hide);
}

fn hide(
    mut commands: Commands,
    person: Option<Res<LocalPerson>>,
    bodies: Query<(Entity, &StableId, &Blocked, Has<HiddenFigure>), With<Body>>,
    mut crowd: ResMut<CrowdHidden>,
) {
    let Some(person) = person else { return };
    let Some((.., own, _)) = bodies.iter().find(|(_, id, ..)| **id == person.0) else {
        return;
    };
    // Of the crowd also those who are far away.
    let blocks_me = |(_, id, theirs, _): (Entity, &StableId, &Blocked, bool)| {
        theirs.0.contains(&person.0).then_some(*id)
    };
    let all = own.0.iter().copied();
    let all = all.chain(bodies.iter().filter_map(blocks_me));
    let mut numbers: Vec<u32> = all.filter_map(crowd_index).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if *crowd.0 != *numbers {
        crowd.0 = numbers.into();
    }
    for (entity, id, theirs, hidden) in &bodies {
        let unseen = own.0.contains(id) || theirs.0.contains(&person.0);
        if unseen == hidden {
            continue;
        }
        if unseen {
            commands.entity(entity).insert(HiddenFigure);
        } else {
            commands.entity(entity).remove::<HiddenFigure>();
        }
    }
}

#[cfg(test)]
mod tests {
    use stoa_world::sim::crowd_id;

    use super::*;

    #[test]
    fn somebody_blocked_would_still_be_seen_by_one_of_the_two() {
        let [me, blocked, blocks_me, other] = [1, 1000, 1001, 1002].map(StableId);
        let mut app = App::new();
        app.add_plugins(plugin).insert_resource(LocalPerson(me));
        for (id, blocks) in [
            (me, vec![blocked]),
            (blocked, vec![]),
            (blocks_me, vec![me]),
            (other, vec![blocked]),
        ] {
            app.world_mut().spawn((Body, id, Blocked(blocks)));
        }
        let unseen = |app: &mut App| {
            let mut hidden = app
                .world_mut()
                .query_filtered::<&StableId, With<HiddenFigure>>();
            let mut ids: Vec<StableId> = hidden.iter(app.world()).copied().collect();
            ids.sort();
            ids
        };
        app.update();
        assert_eq!(unseen(&mut app), [blocked, blocks_me]);
        let mut all = app.world_mut().query::<&mut Blocked>();
        for mut blocks in all.iter_mut(app.world_mut()) {
            blocks.0.clear();
        }
        app.update();
        assert_eq!(unseen(&mut app), []);
    }

    #[test]
    fn somebody_of_the_crowd_who_is_blocked_would_be_seen_from_afar() {
        let me = StableId(1);
        let of_crowd = |index: u32| {
            let mut ids = (0..).map(crowd_id);
            ids.find(|id| crowd_index(*id) == Some(index))
                .expect("one of the crowd")
        };
        let mut app = App::new();
        app.add_plugins(plugin).insert_resource(LocalPerson(me));
        let blocks = vec![StableId(1000), of_crowd(7), of_crowd(40)];
        let own = app.world_mut().spawn((Body, me, Blocked(blocks))).id();
        // Near by, they block the person themselves.
        app.world_mut()
            .spawn((Body, of_crowd(12), Blocked(vec![me])));
        app.update();
        let hidden = |app: &App| app.world().resource::<CrowdHidden>().0.to_vec();
        assert_eq!(hidden(&app), [7, 12, 40]);
        app.world_mut().entity_mut(own).insert(Blocked::default());
        app.update();
        assert_eq!(hidden(&app), [12]);
    }
}
