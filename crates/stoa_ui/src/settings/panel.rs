use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{Slider, Ui};

use super::{
    Quality, UiSettings, ViewMode,
    minds::{self, Asks, MindsPanel, Seen},
    rows::{row, rows},
};
use crate::{Loading, Screen, Screens, SettingsChanged, cover::cover, text, theme};

pub(super) fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    seen: Seen,
    mut asks: Asks,
    mut settings: ResMut<UiSettings>,
    mut panel: ResMut<MindsPanel>,
    mut changed: MessageWriter<SettingsChanged>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Settings) || !loading.drawn {
        return Ok(());
    }
    let mut next = settings.clone();
    let closed = cover(ctx, text::SETTINGS, 620.0, |ui| {
        theme::section(ui, text::MINDS);
        minds::show(ui, &mut next, &mut panel, &seen, &mut asks);
        theme::section(ui, text::PICTURE);
        picture(ui, &mut next);
        theme::section(ui, text::CONTROLS);
        controls(ui, &mut next);
    });
    let next = next.clamped();
    if next != *settings {
        *settings = next.clone();
        changed.write(SettingsChanged(next));
    }
    if closed {
        screens.open = None;
    }
    Ok(())
}

fn picture(ui: &mut Ui, settings: &mut UiSettings) {
    rows(ui, "stoa picture", |ui| {
        row(ui, text::QUALITY, |ui| {
            for quality in Quality::ALL {
                ui.selectable_value(&mut settings.quality, quality, text::quality(quality));
            }
        });
        row(ui, text::TEXT_SIZE, |ui| {
            for percent in [85, 100, 125, 150] {
                let label = text::percent(percent);
                ui.selectable_value(&mut settings.text_size_percent, percent, label);
            }
        });
        row(ui, text::CAPTIONS, |ui| {
            ui.checkbox(&mut settings.captions, text::CAPTIONS_CHECK);
        });
    });
}

fn controls(ui: &mut Ui, settings: &mut UiSettings) {
    rows(ui, "stoa controls", |ui| {
        row(ui, text::VIEW, |ui| {
            for view in [ViewMode::First, ViewMode::Third] {
                ui.selectable_value(&mut settings.view, view, text::view(view));
            }
        });
        row(ui, text::SENSITIVITY, |ui| {
            let speed = Slider::new(&mut settings.mouse_sensitivity, 0.1..=4.0);
            ui.add(speed.logarithmic(true).max_decimals(2));
        });
        row(ui, text::INVERT, |ui| {
            ui.checkbox(&mut settings.invert_y, text::INVERT_CHECK);
        });
    });
}
