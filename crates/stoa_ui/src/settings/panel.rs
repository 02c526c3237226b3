use bevy::prelude::*;
use bevy_egui::{EguiContexts, egui};
use egui::{RichText, TextEdit};

use super::{
    UiSettings, controls, detail, keys,
    minds::{self, Asks, MindsPanel, Seen},
    picture::{self, Displays},
    section::is_wanted,
    sound,
};
use crate::{
    Loading, Prompts, Screen, Screens, SettingsChanged, SoundDevice, bindings::Capture,
    cover::cover, text, theme,
};

pub(super) fn show(
    mut contexts: EguiContexts,
    mut screens: ResMut<Screens>,
    loading: Res<Loading>,
    seen: Seen,
    mut asks: Asks,
    mut settings: ResMut<UiSettings>,
    mut panel: ResMut<MindsPanel>,
    mut capture: ResMut<Capture>,
    prompts: Res<Prompts>,
    displays: Res<Displays>,
    sound_device: Res<SoundDevice>,
    mut changed: MessageWriter<SettingsChanged>,
    mut wanted: Local<String>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if screens.open != Some(Screen::Settings) || !loading.drawn {
        // Nobody waits for a press whose row can't be seen.
        capture.set_if_neq(Capture::default());
        // Whoever opens them again looks for something else.
        wanted.clear();
        return Ok(());
    }
    let mut next = settings.clone();
    let closed = cover(ctx, text::settings(), 620.0, |ui| {
        let hint = TextEdit::singleline(&mut *wanted)
            .hint_text(text::search_settings())
            .char_limit(60)
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(10, 7));
        ui.add(hint);
        let wanted = wanted.as_str();
        let minds = is_wanted(wanted, &[text::minds()]);
        if minds {
            theme::section(ui, text::minds());
            minds::show(ui, &mut next, &mut panel, &seen, &mut asks);
        }
        let found = [
            minds,
            picture::show(ui, &mut next.picture, &displays, wanted),
            detail::show(ui, &mut next.detail, wanted),
            sound::show(ui, &mut next.sound, &sound_device, wanted),
            controls::show(ui, &mut next.controls, wanted),
            keys::show(ui, &mut next.bindings, wanted, &mut capture, &prompts),
        ];
        if !found.contains(&true) {
            ui.add_space(12.0);
            ui.label(RichText::new(text::nothing_found(wanted)).color(theme::WEAK));
        }
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
