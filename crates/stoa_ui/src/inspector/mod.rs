//! A look into the mind one faces: what it is, does, wants, remembers, and which server thinks for it.

mod exchange;
mod phases;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, Area, Id, Label, Order, RichText, ScrollArea, Ui, vec2};
use stoa_world::{Controller, DisplayName, StableId};

use crate::{
    Focus, Loading, MindPanel, MindView, PanelSystems, Screens, clean::clean, input::CursorCaught,
    text, theme,
};

/// Points across on a screen this wide; notices make room for it. The game keeps more than half of what it can.
pub fn width(screen: f32) -> f32 {
    (screen * 0.42).clamp(340.0, 420.0).min(screen - 32.0)
}

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Beside));
}

fn show(
    mut contexts: EguiContexts,
    screens: Res<Screens>,
    focus: Res<Focus>,
    minds: Res<MindPanel>,
    loading: Res<Loading>,
    caught: Res<CursorCaught>,
    bodies: Query<(&StableId, &DisplayName, &Controller)>,
    mut last: Local<Option<StableId>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if !screens.inspector || !loading.drawn {
        return Ok(());
    }
    // The last one stays, so that looking away does not empty the panel.
    *last = focus.talking_to.or(focus.whom).or(*last);
    let body = last.and_then(|id| bodies.iter().find(|(other, ..)| **other == id));
    let screen = ctx.content_rect();
    Area::new(Id::new("stoa inspector"))
        .anchor(Align2::RIGHT_TOP, vec2(-16.0, 16.0))
        .order(Order::Middle)
        .interactable(!caught.0)
        .show(ctx, |ui| {
            theme::quiet_panel().show(ui, |ui| {
                ui.set_width(width(screen.width()) - 36.0);
                ScrollArea::vertical()
                    .id_salt(("stoa mind", *last))
                    .max_height(screen.height() - 62.0)
                    // Otherwise the area's first size would bound it for good.
                    .min_scrolled_height(screen.height() - 62.0)
                    .auto_shrink([false, true])
                    .show(ui, |ui| match body {
                        None => theme::note(ui, text::look_at_somebody()),
                        Some((id, name, controller)) => {
                            ui.horizontal(|ui| {
                                theme::heading(ui, &clean(&name.0, 40));
                                if *controller == Controller::Agent {
                                    theme::ai_chip(ui);
                                }
                            });
                            match minds.0.get(id) {
                                Some(mind) => inside(ui, mind),
                                None => theme::note(ui, text::no_mind()),
                            }
                        }
                    });
            });
        });
    Ok(())
}

fn inside(ui: &mut Ui, mind: &MindView) {
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.spacing_mut().interact_size.y = 24.0;
    // The words end before the scroll bar.
    ui.set_max_width(ui.available_width() - 10.0);
    if !mind.role.is_empty() {
        theme::note(ui, &clean(&mind.role, 80));
    }
    if !mind.persona.is_empty() {
        words(ui, &clean(&mind.persona, 400));
    }
    let backend = if mind.built_in {
        text::who_answers("", "", true)
            .trim_start_matches([' ', '·'])
            .to_owned()
    } else {
        clean(&mind.backend, 80)
    };
    let facts = [
        (text::doing(), clean(&mind.doing, 200)),
        (text::goal(), clean(&mind.goal, 200)),
        (text::mind(), backend),
        (text::last_request(), clean(&mind.request, 200)),
    ];
    for (title, fact) in facts.iter().filter(|(_, fact)| !fact.is_empty()) {
        theme::section(ui, title);
        words(ui, fact);
    }
    if let Some(problem) = &mind.problem {
        theme::problem(ui, problem);
    }
    if let Some(exchange) = &mind.exchange {
        exchange::show(ui, exchange);
    }
    if !mind.memories.is_empty() {
        theme::section(ui, text::memories());
        for memory in mind.memories.iter().take(30) {
            theme::note(ui, &format!("– {}", clean(memory, 200)));
        }
    }
}

fn words(ui: &mut Ui, text: &str) {
    ui.add(Label::new(RichText::new(text).size(16.0).color(theme::TEXT)).wrap());
}
