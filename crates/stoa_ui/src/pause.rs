//! The pause menu. The world does not stop: others live in it.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Button, RichText, vec2};

use crate::{
    Loading, NewPersona, OpenFolder, PanelSystems, QuitRequested, Screen, Screens, cover::cover,
    text, theme,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    mut quit: MessageWriter<QuitRequested>,
    mut folder: MessageWriter<OpenFolder>,
    mut persona: MessageWriter<NewPersona>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Pause) || !loading.drawn {
        return Ok(());
    }
    let mut next = screens.open;
    let closed = cover(ctx, text::paused(), 340.0, |ui| {
        theme::note(ui, text::paused_note());
        ui.add_space(8.0);
        let entries = [
            (text::resume(), None),
            (text::people(), Some(Screen::People)),
            (text::way(), Some(Screen::Way)),
            (text::settings(), Some(Screen::Settings)),
            (text::help(), Some(Screen::Help)),
            (text::checkup_title(), Some(Screen::Checkup)),
        ];
        for (label, screen) in entries {
            if entry(ui, label, screen.is_none()).clicked() {
                next = screen;
            }
        }
        ui.add_space(8.0);
        theme::note(ui, text::own_files());
        if entry(ui, text::open_folder(), false).clicked() {
            folder.write(OpenFolder);
        }
        if entry(ui, text::new_persona(), false).clicked() {
            persona.write(NewPersona);
        }
        ui.add_space(8.0);
        if entry(ui, text::quit(), false).clicked() {
            quit.write(QuitRequested);
        }
    });
    screens.open = if closed { None } else { next };
    Ok(())
}

fn entry(ui: &mut egui::Ui, label: &str, first: bool) -> egui::Response {
    let size = vec2(ui.available_width(), 42.0);
    let button = if first {
        let label = RichText::new(label).color(theme::ON_ACCENT).strong();
        Button::new(label).fill(theme::ACCENT)
    } else {
        Button::new(label)
    };
    ui.add(button.min_size(size))
}
