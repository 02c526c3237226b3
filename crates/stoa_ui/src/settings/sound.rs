//! Sound: how loud each kind is, and its section of the panel.

use bevy_egui::egui;
use egui::{Label, RichText, Slider, Ui};
use serde::{Deserialize, Serialize};

use super::section::{Section, Shown};
use crate::{SoundDevice, clean::clean, text, theme};

/// Sounds, and their captions. Volumes in percent, 0–100: 100 is as made, 50 sounds about half as loud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sound {
    /// Of everything.
    pub volume_percent: u16,
    pub voices_percent: u16,
    pub steps_percent: u16,
    /// Water, leaves, birds.
    pub ambience_percent: u16,
    pub interface_percent: u16,
    /// What is to be heard is told in words.
    pub captions: bool,
}

pub const MAX_VOLUME_PERCENT: u16 = 100;

impl Default for Sound {
    fn default() -> Self {
        Self {
            volume_percent: MAX_VOLUME_PERCENT,
            voices_percent: MAX_VOLUME_PERCENT,
            steps_percent: MAX_VOLUME_PERCENT,
            ambience_percent: MAX_VOLUME_PERCENT,
            interface_percent: MAX_VOLUME_PERCENT,
            captions: false,
        }
    }
}

impl Sound {
    fn kinds(&mut self) -> [(&'static str, &mut u16); 5] {
        [
            (text::volume_title(), &mut self.volume_percent),
            (text::volume_voices(), &mut self.voices_percent),
            (text::volume_steps(), &mut self.steps_percent),
            (text::volume_ambience(), &mut self.ambience_percent),
            (text::volume_interface(), &mut self.interface_percent),
        ]
    }

    /// Puts what a file may have set out of bounds back into them.
    pub(super) fn clamped(mut self) -> Self {
        for (_, percent) in self.kinds() {
            *percent = (*percent).min(MAX_VOLUME_PERCENT);
        }
        self
    }
}

pub(super) fn show(ui: &mut Ui, sound: &mut Sound, device: &SoundDevice, wanted: &str) -> bool {
    let usual = Sound::default();
    let mut section = Section::new(ui, text::sound(), wanted, *sound == usual);
    for (label, percent) in sound.kinds() {
        section.row(label, |ui| {
            ui.add(Slider::new(percent, 0..=MAX_VOLUME_PERCENT).suffix(" %"));
        });
    }
    section.row(text::sound_captions(), |ui| {
        ui.checkbox(&mut sound.captions, text::sound_captions_check());
    });
    section.row(text::sound_device(), |ui| {
        let (words, colour) = match device {
            SoundDevice::Opening => (text::sound_opening().to_owned(), theme::WEAK),
            SoundDevice::Playing(name) => (clean(name, 60), theme::TEXT),
            SoundDevice::Missing(cause) => {
                (text::sound_missing(&clean(cause, 200)), theme::WARNING)
            }
        };
        ui.add(Label::new(RichText::new(words).color(colour)).wrap());
    });
    let Shown { any, reset } = section.end();
    if reset {
        *sound = usual;
    }
    any
}
