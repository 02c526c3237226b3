//! What the time of a request went into, as one bar.

use bevy_egui::egui;
use egui::{Color32, RichText, Sense, Ui, pos2, vec2};

use crate::{clean::clean, text, theme};

const SHOWN: usize = 8;
const COLOURS: [Color32; 4] = [
    theme::WEAK,
    theme::ACCENT_DEEP,
    theme::ACCENT,
    theme::PARCHMENT,
];

/// Seconds of each phase.
pub fn show(ui: &mut Ui, phases: &[(String, f32)]) {
    let phases: Vec<(&str, f32, Color32)> = phases
        .iter()
        .zip(COLOURS.into_iter().cycle())
        .map(|((name, seconds), colour)| (name.as_str(), *seconds, colour))
        .filter(|(_, seconds, _)| seconds.is_finite() && *seconds >= 0.0)
        .take(SHOWN)
        .collect();
    let all: f32 = phases.iter().map(|(_, seconds, _)| seconds).sum();
    if all <= 0.0 || !all.is_finite() {
        return;
    }
    let size = vec2(ui.available_width(), 10.0);
    let (bar, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut left = bar.left();
    for (_, seconds, colour) in &phases {
        let right = left + bar.width() * seconds / all;
        let part = egui::Rect::from_min_max(pos2(left, bar.top()), pos2(right, bar.bottom()));
        ui.painter().rect_filled(part, 0.0, *colour);
        left = right;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        ui.spacing_mut().interact_size.y = 18.0;
        for (name, seconds, colour) in &phases {
            theme::dot(ui, *colour, true);
            let phase = text::phase(&clean(name, 40), *seconds);
            ui.label(RichText::new(phase).size(theme::SMALL).color(theme::WEAK));
            ui.add_space(6.0);
        }
    });
}
