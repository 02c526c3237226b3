//! Keys and buttons: one row an action, each changed by a press.

use bevy_egui::egui;
use egui::{Button, Response, RichText, Ui, WidgetInfo, WidgetType, vec2};

use super::section::{Section, Shown};
use crate::{Action, Bindings, Press, Prompts, bindings::Capture, text, theme};

/// As wide as most names of keys, in points.
const CAP: f32 = 74.0;

pub(super) fn show(
    ui: &mut Ui,
    bindings: &mut Bindings,
    wanted: &str,
    capture: &mut Capture,
    prompts: &Prompts,
) -> bool {
    // A press that nothing else is done by needs no question.
    if let Some((action, press)) = capture.pressed()
        && bindings.conflict(action, press).is_none()
    {
        bindings.bind(action, press);
        capture.end();
    }
    let usual = Bindings::default();
    let mut section = Section::new(ui, text::keys(), wanted, *bindings == usual);
    for action in Action::all() {
        section.row(&text::action_title(action), |ui| {
            row(ui, action, bindings, capture, prompts);
        });
    }
    let Shown { any, reset } = section.end();
    if reset {
        *bindings = usual;
        capture.end();
    }
    any
}

fn row(
    ui: &mut Ui,
    action: Action,
    bindings: &mut Bindings,
    capture: &mut Capture,
    prompts: &Prompts,
) {
    if capture.wanted() == Some(action) {
        ui.add_sized(
            vec2(CAP * 2.0, ui.spacing().interact_size.y),
            egui::Label::new(RichText::new(text::press_a_key()).color(theme::ACCENT)),
        );
        // Nothing is drawn anew by itself while one thinks about it, but it ends by itself.
        ui.ctx().request_repaint();
        return;
    }
    if let Some((asked, press)) = capture.pressed()
        && asked == action
        && let Some(other) = bindings.conflict(action, press)
    {
        conflict(ui, (action, press, other), bindings, capture, prompts);
        return;
    }
    let deed = text::action(action);
    for (label, name) in [
        (prompts.key(action), text::change_key(deed)),
        (prompts.button(action), text::change_button(deed)),
    ] {
        let cap = cap(ui, label, &name);
        // Whoever came by keys goes on from here, not from the top of the panel.
        if capture.take_ended(action) {
            cap.request_focus();
        }
        if cap.clicked() {
            capture.ask(action);
        }
    }
    if capture.unknown() == Some(action) {
        note(ui, text::nameless_key().to_owned());
    }
    let others: Vec<&str> = bindings.sharing(action).map(text::action).collect();
    if !others.is_empty() {
        note(ui, text::also_does(&others));
    }
}

/// Another action has what was pressed: the person says what is to be.
fn conflict(
    ui: &mut Ui,
    (action, press, other): (Action, Press, Action),
    bindings: &mut Bindings,
    capture: &mut Capture,
    prompts: &Prompts,
) {
    note(
        ui,
        text::is_taken(&prompts.name(press), text::action(other)),
    );
    let exchange = theme::secondary(ui, text::exchange());
    if ui.memory(|memory| memory.focused().is_none()) {
        exchange.request_focus();
    }
    if exchange.clicked() {
        bindings.exchange(action, press);
        capture.end();
    }
    if theme::secondary(ui, text::leave_both()).clicked() {
        bindings.bind(action, press);
        capture.end();
    }
    if theme::secondary(ui, text::cancel()).clicked() {
        capture.end();
    }
}

/// A key or a button, to be changed by a click.
fn cap(ui: &mut Ui, label: &str, name: &str) -> Response {
    let words = match label {
        "" => RichText::new(text::no_key()).color(theme::WEAK),
        label => RichText::new(label).color(theme::PARCHMENT),
    };
    let size = vec2(CAP, ui.spacing().interact_size.y);
    let response = ui.add(Button::new(words.size(theme::SMALL)).min_size(size));
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Button, enabled, format!("{name}: {label}"))
    });
    response
}

fn note(ui: &mut Ui, words: String) {
    let words = RichText::new(words)
        .size(theme::SMALL)
        .color(theme::WARNING);
    ui.add(egui::Label::new(words).wrap());
}
