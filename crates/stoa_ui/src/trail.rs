//! What the panels show, and where the keyboard goes in them, as lines of the log: `RUST_LOG=stoa_ui=debug`. For whoever
//! looks for a fault in them, or drives them by keys alone. Nothing that was typed or said stands in it.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Id, WidgetInfo, output::OutputEvent};
use tracing::debug;

use crate::{Loading, PanelSystems, Screens, chat};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        (cover, keyboard).in_set(PanelSystems::Owners),
    );
}

/// What lies over the world.
fn cover(loading: Res<Loading>, screens: Res<Screens>, mut last: Local<Option<(bool, Screens)>>) {
    let now = (loading.drawn, *screens);
    if *last != Some(now) {
        debug!("world drawn: {}, screen: {:?}", loading.drawn, screens.open);
        *last = Some(now);
    }
}

/// The control that has the keyboard, and what becomes of it. It is told a frame late: only then a slider keeps the arrow
/// keys to itself.
fn keyboard(
    mut contexts: EguiContexts,
    mut last: Local<Option<Id>>,
    mut come: Local<Option<String>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let focused = ctx.memory(|memory| memory.focused());
    let moved = focused.filter(|id| *last != Some(*id));
    *last = focused;
    let all = ctx.output(|output| output.events.iter().filter_map(told).collect::<Vec<_>>());
    let (at, mut told): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|told| told.starts_with("at "));
    let before = come.take();
    match moved {
        // What is told last of a control knows most of it.
        Some(id) if id == chat::field_id() => *come = Some("at the line".to_owned()),
        Some(_) => {
            *come = Some(
                at.last()
                    .cloned()
                    .unwrap_or_else(|| "at something".to_owned()),
            )
        }
        None => told.extend(before),
    }
    if !told.is_empty() {
        debug!("keyboard: {}", told.join(" | "));
    }
    Ok(())
}

fn told(event: &OutputEvent) -> Option<String> {
    let (deed, info) = match event {
        OutputEvent::FocusGained(info) => ("at", info),
        OutputEvent::Clicked(info) => ("pressed", info),
        OutputEvent::ValueChanged(info) => ("set", info),
        _ => return None,
    };
    Some(format!("{deed} {}", described(info)))
}

/// `Checkbox "Captions" true`: kind, name, state. What stands in a field is left out.
fn described(info: &WidgetInfo) -> String {
    let name = info.label.as_ref().or(info.hint_text.as_ref());
    let name = match info.current_text_value {
        // A field is called by what is in it where nothing else calls it.
        Some(_) => info.hint_text.as_deref(),
        None => name.map(String::as_str),
    };
    let state = match (info.selected, info.value) {
        (Some(selected), _) => format!(" {selected}"),
        (None, Some(value)) => format!(" {value:.2}"),
        (None, None) => String::new(),
    };
    format!("{:?} {:?}{state}", info.typ, name.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use egui::{TextEdit, WidgetType};

    use super::*;

    #[test]
    fn what_was_typed_would_stand_in_the_log() {
        let ctx = egui::Context::default();
        let mut secret = "s3cret".to_owned();
        let mut told = Vec::new();
        for _ in 0..2 {
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let field = TextEdit::singleline(&mut secret).hint_text("a key");
                ui.add(field.id(Id::new("field"))).request_focus();
            });
            for event in &output.platform_output.events {
                told.push(described(event.widget_info()));
            }
            output.drop_without_applying_deltas();
        }
        assert!(!told.concat().contains("s3cret"), "{told:?}");
        let mut info = WidgetInfo::labeled(WidgetType::Button, true, "Keep");
        assert_eq!(described(&info), "Button \"Keep\"");
        info.selected = Some(true);
        assert_eq!(described(&info), "Button \"Keep\" true");
    }
}
