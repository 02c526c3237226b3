//! Whom the person blocked, and who blocked them, are not drawn.

use bevy::prelude::*;
use stoa_render::body::HiddenFigure;
use stoa_ui::LocalPerson;
use stoa_world::{Blocked, Body, StableId};

pub fn plugin(app: &mut App) {
    app.add_systems(Update, hide);
}

fn hide(
    mut commands: Commands,
    person: Option<Res<LocalPerson>>,
    bodies: Query<(Entity, &StableId, &Blocked, Has<HiddenFigure>), With<Body>>,
) {
    let Some(person) = person else { return };
    let Some((.., own, _)) = bodies.iter().find(|(_, id, ..)| **id == person.0) else {
        return;
    };
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
}
