//! Picture and text: what can be set, and its section of the panel.

use bevy::prelude::Resource;
use bevy_egui::egui;
use core::ops::RangeInclusive;
use egui::{Slider, Ui};
use serde::{Deserialize, Serialize};

use super::section::{Section, Shown};
use crate::{clean::clean, language::Language, text};

/// The picture in the window, and the size of its text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Picture {
    pub quality: Quality,
    /// From the bottom of the picture to its top, in degrees: within [`FIELD_OF_VIEW_DEG`].
    pub field_of_view_deg: u16,
    /// Along each side, how many pixels are drawn of those that the window has: within [`RENDER_SCALE_PERCENT`].
    pub render_scale_percent: u16,
    pub window: WindowKind,
    /// Which of [`Displays`] a whole screen fills, from 1; 0 for the one that the window is on.
    pub display: u16,
    /// Frames wait for the display.
    pub vsync: bool,
    /// Frames a second at most, within [`FRAME_LIMIT`]; 0 for as many as come.
    pub frame_limit: u16,
    /// Of the panels.
    pub language: Language,
    /// Size of all text and panels: within [`TEXT_SIZE_PERCENT`].
    pub text_size_percent: u16,
    /// Bubbles over people who do not talk to you.
    pub captions: bool,
    /// Where places and people lie, at the top of the view.
    pub compass: bool,
    /// Everybody's name has a colour of its own.
    pub coloured_names: bool,
    /// Panels appear at once, and nothing of the view moves by itself.
    pub reduced_motion: bool,
}

pub const FIELD_OF_VIEW_DEG: RangeInclusive<u16> = 40..=100;
pub const RENDER_SCALE_PERCENT: RangeInclusive<u16> = 25..=100;
pub const DISPLAY: RangeInclusive<u16> = 0..=16;
pub const FRAME_LIMIT: RangeInclusive<u16> = 10..=500;
pub const TEXT_SIZE_PERCENT: RangeInclusive<u16> = 75..=200;

impl Default for Picture {
    fn default() -> Self {
        Self {
            quality: Quality::Auto,
            field_of_view_deg: 58,
            render_scale_percent: 100,
            window: WindowKind::Window,
            display: 0,
            vsync: true,
            frame_limit: 0,
            language: Language::Auto,
            text_size_percent: 100,
            captions: true,
            compass: true,
            coloured_names: true,
            reduced_motion: false,
        }
    }
}

impl Picture {
    /// Puts what a file may have set out of bounds back into them.
    pub(super) fn clamped(mut self) -> Self {
        let within = |value: &mut u16, range: RangeInclusive<u16>| {
            *value = (*value).clamp(*range.start(), *range.end());
        };
        within(&mut self.field_of_view_deg, FIELD_OF_VIEW_DEG);
        within(&mut self.render_scale_percent, RENDER_SCALE_PERCENT);
        within(&mut self.display, DISPLAY);
        within(&mut self.text_size_percent, TEXT_SIZE_PERCENT);
        if self.frame_limit > 0 {
            within(&mut self.frame_limit, FRAME_LIMIT);
        }
        self
    }
}

/// The displays of this machine, from the left: how each is called. Filled by the composition.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Displays(pub Vec<String>);

/// How much the picture may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Chosen by the graphics adapter.
    #[default]
    Auto,
    Low,
    Medium,
    High,
}

impl Quality {
    pub const ALL: [Self; 4] = [Self::Auto, Self::Low, Self::Medium, Self::High];
}

/// Whether the picture fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    #[default]
    Window,
    /// The whole of the screen that the window is on.
    Full,
}

pub(super) fn show(ui: &mut Ui, picture: &mut Picture, displays: &Displays, wanted: &str) -> bool {
    let usual = Picture::default();
    let mut section = Section::new(ui, text::picture(), wanted, *picture == usual);
    section.row(text::quality_title(), |ui| {
        for quality in Quality::ALL {
            ui.selectable_value(&mut picture.quality, quality, text::quality(quality));
        }
    });
    section.row(text::field_of_view(), |ui| {
        let slider = Slider::new(&mut picture.field_of_view_deg, FIELD_OF_VIEW_DEG);
        ui.add(slider.suffix("°"));
    });
    section.row(text::render_scale(), |ui| {
        let slider = Slider::new(&mut picture.render_scale_percent, RENDER_SCALE_PERCENT);
        ui.add(slider.suffix(" %"));
    });
    section.row(text::window_title(), |ui| {
        for kind in [WindowKind::Window, WindowKind::Full] {
            ui.selectable_value(&mut picture.window, kind, text::window(kind));
        }
    });
    if displays.0.len() > 1 || picture.display > 0 {
        section.row(text::display(), |ui| {
            ui.selectable_value(&mut picture.display, 0, text::display_of_window());
            for (number, name) in (1..).zip(&displays.0) {
                ui.selectable_value(&mut picture.display, number, clean(name, 40));
            }
        });
    }
    section.row(text::frames(), |ui| {
        ui.checkbox(&mut picture.vsync, text::vsync_check());
    });
    section.row(text::frame_limit_title(), |ui| {
        for limit in [0, 30, 60, 90, 120] {
            let label = text::frame_limit(limit);
            ui.selectable_value(&mut picture.frame_limit, limit, label);
        }
    });
    section.row(text::language_title(), |ui| {
        for language in Language::ALL {
            ui.selectable_value(&mut picture.language, language, language.name());
        }
    });
    section.row(text::text_size(), |ui| {
        for percent in [85, 100, 125, 150] {
            let label = text::percent(percent);
            ui.selectable_value(&mut picture.text_size_percent, percent, label);
        }
    });
    section.row(text::captions(), |ui| {
        ui.checkbox(&mut picture.captions, text::captions_check());
    });
    section.row(text::compass(), |ui| {
        ui.checkbox(&mut picture.compass, text::compass_check());
    });
    section.row(text::names(), |ui| {
        ui.checkbox(&mut picture.coloured_names, text::names_check());
    });
    section.row(text::motion(), |ui| {
        ui.checkbox(&mut picture.reduced_motion, text::motion_check());
    });
    let Shown { any, reset } = section.end();
    if reset {
        *picture = usual;
    }
    any
}
