//! The quiet card that offers a model server found on this machine.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, Area, ComboBox, Id, Label, Order, RichText, vec2};

use crate::{
    Action, Actions, DeclineServer, Device, FoundServerView, FoundServers, InterfaceHidden,
    Loading, PanelSystems, Prompts, Screen, Screens, UseServer, clean::clean, input::CursorCaught,
    text, theme,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(PanelSystems::Beside)
            .run_if(|hidden: Res<InterfaceHidden>| !hidden.0),
    );
}

/// What the person has decided about the offers, by address: a decision holds for this run.
#[derive(Debug, Default)]
struct Offers {
    decided: Vec<String>,
    chosen: usize,
}

enum Answer {
    Use(Option<String>),
    Decline,
}

fn show(
    mut contexts: EguiContexts,
    found: Res<FoundServers>,
    loading: Res<Loading>,
    screens: Res<Screens>,
    caught: Res<CursorCaught>,
    actions: Res<Actions>,
    prompts: Res<Prompts>,
    mut offers: Local<Offers>,
    mut uses: MessageWriter<UseServer>,
    mut declines: MessageWriter<DeclineServer>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    // The settings say the same and more.
    if !loading.drawn || screens.open == Some(Screen::Settings) {
        return Ok(());
    }
    let open = |(_, server): &(usize, &FoundServerView)| !offers.decided.contains(&server.url);
    let Some((index, server)) = found.0.iter().enumerate().find(open) else {
        return Ok(());
    };
    // With the cursor caught there is nothing to click with: a key does the same.
    let by_key = caught.0 || prompts.device == Device::Pad;
    let hint = Some(prompts.of(Action::TakeOffer)).filter(|key| by_key && !key.is_empty());
    let pressed = actions.begun(Action::TakeOffer);
    let model = server.models.get(offers.chosen).or(server.models.first());
    let answer = card(ctx, server, &mut offers.chosen, hint);
    match answer.or(pressed.then(|| Answer::Use(model.cloned()))) {
        Some(Answer::Use(model)) => {
            uses.write(UseServer { index, model });
        }
        Some(Answer::Decline) => {
            declines.write(DeclineServer { index });
        }
        None => return Ok(()),
    }
    offers.decided.push(server.url.clone());
    offers.chosen = 0;
    Ok(())
}

fn card(
    ctx: &egui::Context,
    server: &FoundServerView,
    chosen: &mut usize,
    hint: Option<&str>,
) -> Option<Answer> {
    let model = server.models.get(*chosen).or(server.models.first());
    Area::new(Id::new("stoa server card"))
        .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -16.0))
        .order(Order::Middle)
        .show(ctx, |ui| {
            theme::panel()
                .show(ui, |ui| {
                    ui.set_width(350.0);
                    let label = clean(&server.label, 40);
                    let name = model.map(|model| clean(model, 60));
                    let question = text::server_found(&label, name.as_deref());
                    ui.add(Label::new(RichText::new(question).color(theme::TEXT)).wrap());
                    if server.models.len() > 1 {
                        ComboBox::from_id_salt("stoa offered model")
                            .width(320.0)
                            .selected_text(name.unwrap_or_default())
                            .show_ui(ui, |ui| {
                                for (i, model) in server.models.iter().enumerate().take(200) {
                                    ui.selectable_value(chosen, i, clean(model, 60));
                                }
                            });
                    }
                    ui.add_space(4.0);
                    let mut answer = None;
                    ui.horizontal(|ui| {
                        if theme::primary(ui, text::use_it()).clicked() {
                            answer = Some(Answer::Use(model.cloned()));
                        }
                        if theme::secondary(ui, text::not_now()).clicked() {
                            answer = Some(Answer::Decline);
                        }
                        if let Some(key) = hint {
                            theme::keycap(ui, key);
                            theme::note(ui, text::offer_hint());
                        }
                    });
                    answer
                })
                .inner
        })
        .inner
}
