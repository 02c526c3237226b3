//! Controls: what can be set, and its section of the panel.

use bevy_egui::egui;
use core::ops::RangeInclusive;
use egui::{Slider, Ui};
use serde::{Deserialize, Serialize};

use super::section::{Section, Shown};
use crate::text;

/// How one looks around at a desktop, and how near others may come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Controls {
    pub view: ViewMode,
    /// Within [`SENSITIVITY`]; 1 is ordinary.
    pub mouse_sensitivity: f32,
    /// The same of a gamepad's stick.
    pub stick_sensitivity: f32,
    /// Left and right are exchanged.
    pub invert_x: bool,
    /// Up and down are exchanged.
    pub invert_y: bool,
    /// Whoever comes nearer than this fades for the person, in centimetres: within [`PERSONAL_SPACE_CM`], 0 for nobody.
    pub personal_space_cm: u16,
}

pub const PERSONAL_SPACE_CM: RangeInclusive<u16> = 0..=300;
pub const SENSITIVITY: RangeInclusive<f32> = 0.1..=4.0;

impl Default for Controls {
    fn default() -> Self {
        Self {
            view: ViewMode::First,
            mouse_sensitivity: 1.0,
            stick_sensitivity: 1.0,
            invert_x: false,
            invert_y: false,
            personal_space_cm: 0,
        }
    }
}

impl Controls {
    /// Puts what a file may have set out of bounds back into them.
    pub(super) fn clamped(mut self) -> Self {
        for speed in [&mut self.mouse_sensitivity, &mut self.stick_sensitivity] {
            *speed = match *speed {
                s if s.is_finite() => s.clamp(*SENSITIVITY.start(), *SENSITIVITY.end()),
                _ => 1.0,
            };
        }
        self.personal_space_cm = self.personal_space_cm.min(*PERSONAL_SPACE_CM.end());
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewMode {
    #[default]
    First,
    Third,
}

pub(super) fn show(ui: &mut Ui, controls: &mut Controls, wanted: &str) -> bool {
    let usual = Controls::default();
    let mut section = Section::new(ui, text::controls(), wanted, *controls == usual);
    section.row(text::view_title(), |ui| {
        for view in [ViewMode::First, ViewMode::Third] {
            ui.selectable_value(&mut controls.view, view, text::view(view));
        }
    });
    let speed = |ui: &mut Ui, speed: &mut f32| {
        let slider = Slider::new(speed, SENSITIVITY);
        ui.add(slider.logarithmic(true).max_decimals(2));
    };
    section.row(text::mouse_speed(), |ui| {
        speed(ui, &mut controls.mouse_sensitivity)
    });
    section.row(text::stick_speed(), |ui| {
        speed(ui, &mut controls.stick_sensitivity)
    });
    section.row(text::invert_x(), |ui| {
        ui.checkbox(&mut controls.invert_x, text::invert_check());
    });
    section.row(text::invert_y(), |ui| {
        ui.checkbox(&mut controls.invert_y, text::invert_check());
    });
    section.row(text::personal_space_title(), |ui| {
        for cm in [0, 60, 100, 150] {
            let label = text::personal_space(cm);
            ui.selectable_value(&mut controls.personal_space_cm, cm, label);
        }
    });
    let Shown { any, reset } = section.end();
    if reset {
        *controls = usual;
    }
    any
}
