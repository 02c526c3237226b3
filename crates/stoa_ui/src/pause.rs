//! The pause menu. The world does not stop: others live in it.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Button, RichText, vec2};

use stoa_world::{DisplayName, StableId};

use crate::{
    Building, EditPersona, EditPlaces, Editor, Focus, Loading, MindPanel, NewPersona, OpenFolder,
    PanelSystems, PlaceEditor, QuitRequested, Screen, Screens, clean::clean, cover::cover, text,
    theme,
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
    mut edit: MessageWriter<EditPersona>,
    mut build: MessageWriter<EditPlaces>,
    editor: Res<Editor>,
    places: Res<PlaceEditor>,
    focus: Res<Focus>,
    minds: Res<MindPanel>,
    bodies: Query<(&StableId, &DisplayName)>,
    mut met: Local<Option<StableId>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    // Whom one looked at last: on the way to the menu a talk ends, and they may go on.
    *met = focus.talking_to.or(focus.whom).or(*met);
    if screens.open != Some(Screen::Pause) || !loading.drawn {
        return Ok(());
    }
    let mut next = screens.open;
    let editable = editable(&editor, *met, &minds, &bodies);
    let closed = cover(ctx, text::paused(), 400.0, |ui| {
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
        ui.columns(2, |sides| {
            if entry(&mut sides[0], text::open_folder(), false).clicked() {
                folder.write(OpenFolder);
            }
            if entry(&mut sides[1], text::new_persona(), false).clicked() {
                persona.write(NewPersona);
            }
        });
        let unkept = places.0.as_ref().is_some_and(Building::is_changed);
        if entry(ui, text::edit_places(unkept), false).clicked() {
            build.write(EditPlaces);
            next = None;
        }
        if let Some((whom, label)) = &editable
            && entry(ui, label, false).clicked()
        {
            edit.write(EditPersona { whom: *whom });
            next = None;
        }
        ui.add_space(8.0);
        if entry(ui, text::quit(), false).clicked() {
            quit.write(QuitRequested);
        }
    });
    screens.open = if closed { None } else { next };
    Ok(())
}

/// Whom the editor would open with, and what its entry says: who is being changed, else whom one `met`.
fn editable(
    editor: &Editor,
    met: Option<StableId>,
    minds: &MindPanel,
    bodies: &Query<(&StableId, &DisplayName)>,
) -> Option<(StableId, String)> {
    if let Some(editing) = editor.0.as_ref().filter(|one| one.is_changed()) {
        let name = clean(&editing.draft.name, 40);
        return Some((editing.whom, text::edit_persona(&name, true)));
    }
    let whom = met?;
    let (_, name) = bodies.iter().find(|(id, _)| **id == whom)?;
    let has_file = minds.0.get(&whom).is_some_and(|mind| mind.editable);
    has_file.then(|| (whom, text::edit_persona(&clean(&name.0, 40), false)))
}

fn entry(ui: &mut egui::Ui, label: &str, first: bool) -> egui::Response {
    let size = vec2(ui.available_width(), 36.0);
    let button = if first {
        let label = RichText::new(label).color(theme::ON_ACCENT).strong();
        Button::new(label).fill(theme::ACCENT)
    } else {
        Button::new(label)
    };
    ui.add(button.min_size(size))
}
