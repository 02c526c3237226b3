//! Scenes of the list of people, of a report, and of the line in its ways.

use bevy::prelude::*;
use bevy_egui::egui::Key;
use stoa_ui::{
    Editing, Editor, OpenChat, OpenPeople, PersonaDraft, Screen, Screens, chat::ChatLine,
};
use stoa_world::{Blocked, Muted, StableId, Volume, looks::Hat};

use crate::{
    IRIS, ME,
    hands::{keys, type_in},
    talk,
};

/// What the person has muted and blocked.
pub fn lists(world: &mut World, muted: &[u32], blocked: &[u32]) {
    let ids = |ids: &[u32]| ids.iter().copied().map(StableId).collect();
    let mut bodies = world.query::<(&StableId, &mut Muted, &mut Blocked)>();
    for (id, mut mutes, mut blocks) in bodies.iter_mut(world) {
        if *id == ME {
            *mutes = Muted(ids(muted));
            *blocks = Blocked(ids(blocked));
        }
    }
}

/// Everybody who is about.
pub fn list(world: &mut World) {
    talk(world, "");
    world.write_message(OpenPeople { first: Some(IRIS) });
}

/// One muted, one blocked, one who is blocked and gone.
pub fn listed(world: &mut World) {
    lists(world, &[1001], &[1002, 1009]);
    list(world);
}

pub fn report(world: &mut World) {
    list(world);
    // Past the cross and what else can be done.
    let tabs = [Key::Tab; 5];
    keys(world, &[&tabs[..], &[Key::Space]].concat());
    keys(world, &[Key::Tab; 6]);
    type_in(world, "Would not let me pass by the fountain.");
}

pub fn whisper(world: &mut World) {
    talk(world, "");
    world.write_message(OpenChat::default());
    world.resource_mut::<ChatLine>().volume = Volume::Whisper;
}

pub fn shout(world: &mut World) {
    talk(world, "");
    world.write_message(OpenChat::default());
    let mut line = world.resource_mut::<ChatLine>();
    line.volume = Volume::Shout;
    line.draft = "Over here, everybody!".into();
}

pub fn search(world: &mut World) {
    talk(world, "");
    world.write_message(OpenChat::default());
    world.resource_mut::<ChatLine>().toggle_search();
    type_in(world, "garden");
}

/// Iris in the editor, with a hat that is not kept yet.
pub fn editor(world: &mut World) {
    let kept = PersonaDraft {
        name: "Iris".into(),
        pronouns: "she/her".into(),
        role: "gardener".into(),
        about: "I keep the gardens of the Stoa, from the rose beds to the old olive tree.".into(),
        ..default()
    };
    let mut editing = Editing::new(IRIS, kept);
    editing.draft.looks.hat = Hat::Straw;
    world.insert_resource(Editor(Some(editing)));
    world.resource_mut::<Screens>().open = Some(Screen::Editor);
}
