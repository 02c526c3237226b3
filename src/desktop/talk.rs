//! Whom the person looks at, whom they talk to, and how a talk begins and ends.

use bevy::prelude::*;
use stoa_ui::{
    Action, Actions, Focus, InputOwners, LeaveTalk, LocalPerson, OpenChat, OpenPeople,
    TALK_REACH_M, TalkWanted, ViewCamera,
};
use stoa_world::{Blocked, Body, Deed, Intent, Pose, StableId, sim::hides};

use super::DesktopSystems;
use crate::headset;

/// How near somebody must be to be spoken to, in metres.
pub const REACH_M: f32 = TALK_REACH_M;
/// Walking farther away than this ends the talk, in metres.
pub const LEAVE_M: f32 = 6.0;
/// How far from the middle of the view somebody may be, in radians.
const CONE_RAD: f32 = 0.30;

pub fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (
            (find_focus, begin, open_people)
                .chain()
                .run_if(not(headset::worn)),
            end,
        )
            .chain()
            .in_set(DesktopSystems::Talk),
    );
}

fn find_focus(
    person: Option<Res<LocalPerson>>,
    bodies: Query<(&StableId, &Pose, &Blocked), With<Body>>,
    camera: Single<&GlobalTransform, With<ViewCamera>>,
    mut focus: ResMut<Focus>,
) {
    let Some(person) = person else { return };
    let Some((_, own, blocked)) = bodies.iter().find(|(id, ..)| **id == person.0) else {
        return;
    };
    let eye = camera.translation();
    let ahead = camera.forward();
    let angle = |pose: &Pose| {
        // The whole body counts, not the face alone: the nearest point of a line from knees to crown.
        let feet = pose.position();
        let heights = [0.5, 1.0, 1.5];
        let angles = heights.map(|height| (feet + Vec3::Y * height - eye).angle_between(*ahead));
        angles.into_iter().fold(f32::INFINITY, f32::min)
    };
    let seen = bodies
        .iter()
        .filter(|(id, pose, other)| {
            **id != person.0
                && own.distance(pose) <= REACH_M
                && !hides(person.0, blocked, **id, other)
        })
        .map(|(id, pose, _)| (angle(pose), *id))
        .filter(|(angle, _)| *angle <= CONE_RAD)
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let whom = seen.map(|(_, id)| id);
    if focus.whom != whom {
        focus.whom = whom;
    }
}

fn begin(
    actions: Res<Actions>,
    owners: Res<InputOwners>,
    person: Option<Res<LocalPerson>>,
    mut wanted: MessageReader<TalkWanted>,
    mut focus: ResMut<Focus>,
    mut intents: MessageWriter<Intent>,
    mut open: MessageWriter<OpenChat>,
) {
    let chosen = wanted.read().last().map(|wanted| wanted.whom);
    let (Some(person), Some(whom)) = (person, chosen.or(focus.whom)) else {
        return;
    };
    let by = [Action::Talk, Action::Chat]
        .into_iter()
        .find(|action| actions.begun(*action) && owners.is_game());
    if by.is_none() && chosen.is_none() {
        return;
    }
    if focus.talking_to != Some(whom) {
        if let Some(other) = focus.talking_to {
            intents.write(Intent {
                who: person.0,
                deed: Deed::Leave { whom: other },
            });
        }
        intents.write(Intent {
            who: person.0,
            deed: Deed::Hail { whom },
        });
        focus.talking_to = Some(whom);
    }
    open.write(OpenChat {
        by: by.and_then(|action| actions.key(action)),
    });
}

/// The key that lists people, whom one looks at or talks to first.
fn open_people(
    actions: Res<Actions>,
    owners: Res<InputOwners>,
    focus: Res<Focus>,
    mut open: MessageWriter<OpenPeople>,
) {
    if actions.begun(Action::People) && owners.is_game() {
        open.write(OpenPeople {
            first: focus.whom.or(focus.talking_to),
        });
    }
}

/// Escape, walking away or a block ends the talk.
fn end(
    person: Option<Res<LocalPerson>>,
    bodies: Query<(&StableId, &Pose, &Blocked), With<Body>>,
    mut left: MessageReader<LeaveTalk>,
    mut focus: ResMut<Focus>,
    mut intents: MessageWriter<Intent>,
) {
    let asked = left.read().count() > 0;
    let (Some(person), Some(whom)) = (person, focus.talking_to) else {
        return;
    };
    let find = |wanted| bodies.iter().find(|(id, ..)| **id == wanted);
    let together = match (find(person.0), find(whom)) {
        (Some((me, own, mine)), Some((them, pose, theirs))) => {
            own.distance(pose) <= LEAVE_M && !hides(*me, mine, *them, theirs)
        }
        _ => false,
    };
    if asked || !together {
        focus.talking_to = None;
        intents.write(Intent {
            who: person.0,
            deed: Deed::Leave { whom },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: StableId = StableId(1);
    const IRIS: StableId = StableId(1000);

    /// The person, and Iris two metres away.
    fn app() -> App {
        let mut app = App::new();
        app.add_plugins(plugin)
            .init_resource::<Actions>()
            .init_resource::<InputOwners>()
            .init_resource::<Focus>()
            .insert_resource(LocalPerson(ME))
            .add_message::<TalkWanted>()
            .add_message::<LeaveTalk>()
            .add_message::<OpenChat>()
            .add_message::<OpenPeople>()
            .add_message::<Intent>();
        for (id, x) in [(ME, 0.0), (IRIS, 2.0)] {
            let pose = Pose::new(Vec3::new(x, 0.0, 0.0), 0.0);
            app.world_mut().spawn((Body, id, pose));
        }
        app
    }

    fn sent<M: Message>(app: &mut App) -> Vec<M> {
        let mut messages = app.world_mut().resource_mut::<Messages<M>>();
        messages.drain().collect()
    }

    fn deeds(app: &mut App) -> Vec<Deed> {
        let sent = sent::<Intent>(app);
        sent.into_iter().map(|intent| intent.deed).collect()
    }

    #[test]
    fn a_talk_chosen_from_the_list_would_not_begin_or_would_outlast_a_block() {
        let mut app = app();
        app.world_mut().write_message(TalkWanted { whom: IRIS });
        app.update();
        assert_eq!(deeds(&mut app), [Deed::Hail { whom: IRIS }]);
        assert_eq!(sent::<OpenChat>(&mut app), [OpenChat { by: None }]);
        let talking_to = |app: &App| app.world().resource::<Focus>().talking_to;
        assert_eq!(talking_to(&app), Some(IRIS));
        app.update();
        assert_eq!(deeds(&mut app), []);
        let mut bodies = app.world_mut().query::<(&StableId, &mut Blocked)>();
        for (id, mut blocked) in bodies.iter_mut(app.world_mut()) {
            if *id == ME {
                blocked.0.push(IRIS);
            }
        }
        app.update();
        assert_eq!(talking_to(&app), None);
        assert_eq!(deeds(&mut app), [Deed::Leave { whom: IRIS }]);
    }

    #[test]
    fn the_key_would_list_people_while_somebody_types() {
        for (typing, opened) in [(false, true), (true, false)] {
            let mut app = app();
            let world = app.world_mut();
            world.resource_mut::<Focus>().whom = Some(IRIS);
            let mut owners = world.resource_mut::<InputOwners>();
            owners.set(stoa_ui::InputOwner::Chat, typing);
            world.resource_mut::<Actions>().press(Action::People);
            app.update();
            let expected = opened.then_some(OpenPeople { first: Some(IRIS) });
            let case = format!("typing: {typing}");
            assert_eq!(sent::<OpenPeople>(&mut app), expected.as_slice(), "{case}");
            assert_eq!(deeds(&mut app), [], "{case}");
        }
    }
}
