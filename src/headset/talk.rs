//! Talking from a headset: whom one points at, and how a talk begins.

use bevy::prelude::*;
use stoa_ui::{Focus, LocalPerson};
use stoa_world::{Deed, Intent, SayTo};
use stoa_xr::{Headset, Pointer};

use crate::desktop::DesktopSystems;

pub fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (find_focus, begin, go_on)
            .chain()
            .in_set(DesktopSystems::Talk)
            .run_if(super::worn),
    );
}

fn find_focus(pointer: Res<Pointer>, mut focus: ResMut<Focus>) {
    if focus.whom != pointer.whom {
        focus.whom = pointer.whom;
    }
}

/// Who is spoken to is the partner from then on.
fn go_on(
    person: Option<Res<LocalPerson>>,
    mut intents: MessageReader<Intent>,
    mut focus: ResMut<Focus>,
) {
    let Some(person) = person else { return };
    for intent in intents.read().filter(|intent| intent.who == person.0) {
        if let Deed::Say {
            to: SayTo::Body(whom),
            ..
        } = intent.deed
            && focus.talking_to.is_none()
        {
            focus.talking_to = Some(whom);
        }
    }
}

/// A press on somebody begins to talk with them.
fn begin(
    headset: Res<Headset>,
    pointer: Res<Pointer>,
    person: Option<Res<LocalPerson>>,
    mut focus: ResMut<Focus>,
    mut intents: MessageWriter<Intent>,
) {
    let (Some(person), Some(whom)) = (person, pointer.whom) else {
        return;
    };
    let has_input = headset.state.is_some_and(stoa_xr::SessionState::has_input);
    if !pointer.clicked || !has_input || focus.talking_to == Some(whom) {
        return;
    }
    let who = person.0;
    if let Some(whom) = focus.talking_to {
        intents.write(Intent {
            who,
            deed: Deed::Leave { whom },
        });
    }
    intents.write(Intent {
        who,
        deed: Deed::Hail { whom },
    });
    focus.talking_to = Some(whom);
}
