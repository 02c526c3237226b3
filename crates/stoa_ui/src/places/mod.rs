//! The editor of places: where one comes in, goes to, sits and walks. A panel at the left, and marks in the world that
//! the pointer pulls; one walks and looks about meanwhile.

mod fields;
mod handles;
mod marks;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{
    Align, Align2, Area, Button, Id, Layout, Order, RichText, ScrollArea, TextWrapMode, Ui, vec2,
};
use stoa_world::{Body, Pose, StableId, WorldDef};

use self::{
    fields::Here,
    handles::{Grip, List},
};
use crate::{
    Building, Loading, LocalPerson, PanelSystems, PlaceEditor, PlacesAsk, Screen, Screens,
    ViewCamera, bubbles::Eye, clean::clean, cover::follow_focus, text, theme,
};

/// Points across; the world keeps the rest.
const WIDTH: f32 = 460.0;
/// Seconds after which another draft may be checked.
const CHECKED_EVERY: f64 = 0.3;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

/// What the person has before them.
#[derive(Debug, Default)]
struct Desk {
    list: List,
    /// Which one of the list.
    chosen: Option<usize>,
    /// Whether the list was scrolled to it.
    revealed: bool,
    /// What the pointer holds.
    held: Option<(usize, Grip)>,
    told_at: f64,
}

impl Desk {
    /// Chooses what may lie outside what the list shows.
    fn choose(&mut self, index: usize) {
        self.chosen = Some(index);
        self.revealed = false;
    }
}

/// What the person did in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask(PlacesAsk),
    Undo,
    Close,
}

fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    mut editor: ResMut<PlaceEditor>,
    loading: Res<Loading>,
    camera: Option<Single<(&Camera, &GlobalTransform), With<ViewCamera>>>,
    def: Option<Res<WorldDef>>,
    bodies: Query<(&StableId, &Pose), With<Body>>,
    me: Option<Res<LocalPerson>>,
    mut asks: MessageWriter<PlacesAsk>,
    mut desk: Local<Desk>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Places) || !loading.drawn {
        return Ok(());
    }
    let (Some(building), Some(def)) = (editor.0.as_mut(), def) else {
        screens.open = None;
        return Ok(());
    };
    let here = me.and_then(|me| bodies.iter().find(|(id, _)| **id == me.0));
    let here = here.map(|(_, pose)| fields::here(pose));
    if let Some(camera) = camera {
        let eye = Eye::new(*camera, ctx.content_rect());
        marks::show(ctx, &eye, &def, building, &mut desk);
    }
    let now = ctx.input(|input| input.time);
    match panel(ctx, building, &mut desk, here, &def) {
        Some(Step::Ask(what)) => {
            building.keeping = what == PlacesAsk::Keep;
            asks.write(what);
        }
        Some(Step::Undo) if building.undo() => {
            desk.chosen = None;
            asks.write(PlacesAsk::Check);
        }
        Some(Step::Close) => screens.open = None,
        // What is held is checked when it is let go.
        None if building.draft != building.shown
            && desk.held.is_none()
            && now - desk.told_at >= CHECKED_EVERY =>
        {
            building.show();
            desk.told_at = now;
            asks.write(PlacesAsk::Check);
        }
        Some(Step::Undo) | None => {}
    }
    Ok(())
}

fn panel(
    ctx: &egui::Context,
    building: &mut Building,
    desk: &mut Desk,
    here: Option<Here>,
    def: &WorldDef,
) -> Option<Step> {
    let screen = ctx.content_rect();
    let width = WIDTH
        .min(screen.width() * 0.5)
        .max(340.0)
        .min(screen.width() - 32.0);
    let mut step = None;
    Area::new(Id::new("stoa places"))
        .anchor(Align2::LEFT_TOP, vec2(16.0, 16.0))
        .order(Order::Foreground)
        .show(ctx, |ui| {
            theme::panel().show(ui, |ui| {
                ui.set_width(width - 36.0);
                if head(ui, &building.world) {
                    step = Some(Step::Close);
                }
                if building.keeping {
                    ui.disable();
                }
                theme::note(ui, text::places_note());
                lists(ui, desk);
                let height = screen.height() - 330.0;
                ScrollArea::vertical()
                    .id_salt(("stoa places", desk.list))
                    .max_height(height)
                    .min_scrolled_height(height)
                    .auto_shrink([false, false])
                    .show(ui, |ui| {
                        // The fields end before the scroll bar.
                        ui.set_max_width(ui.available_width() - 12.0);
                        fields::show(ui, &mut building.draft, desk, here, def);
                        follow_focus(ui);
                    });
                for mistake in building.mistakes.iter().take(2) {
                    theme::small(ui, &clean(mistake, 200), theme::WARNING);
                }
                step = step.or(buttons(ui, building));
            });
        });
    step
}

/// True when the cross was pressed.
fn head(ui: &mut Ui, world: &str) -> bool {
    ui.horizontal(|ui| {
        theme::heading(ui, &clean(world, 40));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            theme::cross(ui).clicked()
        })
        .inner
    })
    .inner
}

fn lists(ui: &mut Ui, desk: &mut Desk) {
    ui.horizontal_wrapped(|ui| {
        for list in List::ALL {
            let label = match list {
                List::Spawns => text::list_spawns(),
                List::Places => text::list_places(),
                List::Seats => text::list_seats(),
                List::Regions => text::list_regions(),
            };
            if ui
                .add(Button::selectable(desk.list == list, label))
                .clicked()
                && desk.list != list
            {
                desk.list = list;
                desk.chosen = None;
                desk.held = None;
            }
        }
    });
}

fn buttons(ui: &mut Ui, building: &Building) -> Option<Step> {
    let changed = building.is_changed();
    let mut step = None;
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        // Each is as wide as its words, and goes to the next line where there is no room.
        ui.style_mut().wrap_mode = Some(TextWrapMode::Extend);
        let sound = changed && building.is_sound();
        let undoes = !building.before.is_empty();
        for (step_of, enabled, button) in [
            (
                Step::Ask(PlacesAsk::Keep),
                sound,
                theme::accented(text::keep()),
            ),
            (
                Step::Ask(PlacesAsk::TakeBack),
                changed,
                Button::new(text::take_back()),
            ),
            (Step::Undo, undoes, Button::new(text::undo())),
        ] {
            if ui.add_enabled(enabled, button).clicked() {
                step = Some(step_of);
            }
        }
        if changed {
            let checking = !building.checked || building.draft != building.shown;
            let word = match checking {
                true => text::being_checked(),
                false => text::not_kept_yet(),
            };
            let word = RichText::new(word).size(theme::SMALL).color(theme::WEAK);
            ui.label(word);
        }
    });
    step
}
