//! A keyboard that stands before the person in the headset: what is typed on it goes to the line that they see.

use bevy::prelude::*;
use bevy_egui::{EguiInput, PrimaryEguiContext, egui::Event, input::EguiInputEvent};
use stoa_world::panel::PanelsOpen;

use super::{PictureCamera, Surface, surface::Shown};

pub(super) fn type_on(
    mut typed: MessageReader<EguiInputEvent>,
    window: Query<Entity, With<PrimaryEguiContext>>,
    mut picture: Query<&mut EguiInput, With<PictureCamera>>,
    shown: Res<Shown>,
    mut open: ResMut<PanelsOpen>,
    mut waiting: Local<Vec<Event>>,
) {
    let (Ok(window), Ok(mut picture)) = (window.single(), picture.single_mut()) else {
        typed.clear();
        return;
    };
    for typed in typed.read().filter(|typed| typed.context == window) {
        match &typed.event {
            // The first letter shows the line that it goes to.
            Event::Text(_) if !open.keyboard => open.keyboard = true,
            Event::Text(_) | Event::Key { .. } if open.keyboard => {}
            _ => continue,
        }
        waiting.push(typed.event.clone());
    }
    // The line takes nothing before it is drawn, some frames after it was opened.
    if shown.has(Surface::Keyboard) {
        picture.events.append(&mut waiting);
    } else if !open.keyboard {
        waiting.clear();
    }
}
