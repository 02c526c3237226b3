//! What hands do in a scene: keys, one event a frame.

use std::collections::VecDeque;

use bevy::prelude::*;
use bevy_egui::{PrimaryEguiContext, egui, input::EguiInputEvent};
use egui::{Event, Key, Modifiers};

#[derive(Resource, Default)]
pub struct Hands(VecDeque<Event>);

/// Does the next thing.
pub fn act(world: &mut World) {
    let Some(event) = world.resource_mut::<Hands>().0.pop_front() else {
        return;
    };
    let mut contexts = world.query_filtered::<Entity, With<PrimaryEguiContext>>();
    if let Ok(context) = contexts.single(world) {
        world.write_message(EguiInputEvent { context, event });
    }
}

pub fn keys(world: &mut World, keys: &[Key]) {
    let mut hands = world.resource_mut::<Hands>();
    for (key, pressed) in keys.iter().flat_map(|key| [(*key, true), (*key, false)]) {
        hands.0.push_back(Event::Key {
            key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        });
    }
}

pub fn type_in(world: &mut World, text: &str) {
    let event = Event::Text(text.to_owned());
    world.resource_mut::<Hands>().0.push_back(event);
}
