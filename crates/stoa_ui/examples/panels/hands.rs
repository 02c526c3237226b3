//! What hands do in a scene: keys, one event a frame.

use std::collections::VecDeque;

use bevy::prelude::*;
use bevy_egui::{EguiContext, PrimaryEguiContext, egui, input::EguiInputEvent};
use egui::{Event, Key, Modifiers};

#[derive(Resource, Default)]
pub struct Hands(VecDeque<Deed>);

enum Deed {
    Event(Event),
    Other(fn(&mut World)),
}

/// Does the next thing.
pub fn act(world: &mut World) {
    let event = match world.resource_mut::<Hands>().0.pop_front() {
        None => return,
        Some(Deed::Other(deed)) => return deed(world),
        Some(Deed::Event(event)) => event,
    };
    let mut contexts = world.query_filtered::<Entity, With<PrimaryEguiContext>>();
    if let Ok(context) = contexts.single(world) {
        world.write_message(EguiInputEvent { context, event });
    }
}

/// Nothing has the keyboard.
pub fn let_go(world: &mut World) {
    world.resource_mut::<Hands>().0.clear();
    let mut contexts = world.query::<&mut EguiContext>();
    for mut context in contexts.iter_mut(world) {
        context.get_mut().memory_mut(|memory| {
            if let Some(id) = memory.focused() {
                memory.surrender_focus(id);
            }
        });
    }
}

pub fn keys(world: &mut World, keys: &[Key]) {
    let mut hands = world.resource_mut::<Hands>();
    for (key, pressed) in keys.iter().flat_map(|key| [(*key, true), (*key, false)]) {
        hands.0.push_back(Deed::Event(Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        }));
    }
}

pub fn type_in(world: &mut World, text: &str) {
    let event = Event::Text(text.to_owned());
    let mut hands = world.resource_mut::<Hands>();
    hands.0.push_back(Deed::Event(event));
}

/// Something else than a key.
pub fn then(world: &mut World, deed: fn(&mut World)) {
    world.resource_mut::<Hands>().0.push_back(Deed::Other(deed));
}
