//! Single parts of the picture: what can be set, and their section of the panel.

use bevy_egui::egui;
use core::ops::RangeInclusive;
use egui::{Slider, Ui};
use serde::{Deserialize, Serialize};

use super::{
    picture::Quality,
    section::{Section, Shown},
};
use crate::text;

/// What of the picture is richer or plainer than [`super::Picture::quality`] says, and who decides when frames come
/// late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// When frames come late, the crowd gets plainer and the picture less sharp, and back again.
    pub adaptive: bool,
    pub shadows: ShadowKind,
    /// Multisampled edges.
    pub smooth_edges: Switch,
    /// Bright things glow over their edges.
    pub glow: Switch,
    /// Leaves, grass and curves; [`Quality::Auto`] goes by the picture's quality.
    pub plants: Quality,
    /// How far away people of the crowd get plainer, in percent of the usual: within [`CROWD_PERCENT`].
    pub crowd_percent: u16,
}

pub const CROWD_PERCENT: RangeInclusive<u16> = 25..=300;

/// How the sun's shadows are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShadowKind {
    /// By the picture's quality.
    #[default]
    Auto,
    Off,
    Low,
    Medium,
    High,
}

impl ShadowKind {
    pub const ALL: [Self; 5] = [Self::Auto, Self::Off, Self::Low, Self::Medium, Self::High];
}

/// Something of the picture that is there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// By the picture's quality.
    #[default]
    Auto,
    On,
    Off,
}

impl Switch {
    pub const ALL: [Self; 3] = [Self::Auto, Self::On, Self::Off];
}

impl Default for Detail {
    fn default() -> Self {
        Self {
            adaptive: true,
            shadows: ShadowKind::Auto,
            smooth_edges: Switch::Auto,
            glow: Switch::Auto,
            plants: Quality::Auto,
            crowd_percent: 100,
        }
    }
}

impl Detail {
    /// Puts what a file may have set out of bounds back into them.
    pub(super) fn clamped(mut self) -> Self {
        let (least, most) = (*CROWD_PERCENT.start(), *CROWD_PERCENT.end());
        self.crowd_percent = self.crowd_percent.clamp(least, most);
        self
    }
}

pub(super) fn show(ui: &mut Ui, detail: &mut Detail, wanted: &str) -> bool {
    let usual = Detail::default();
    let mut section = Section::new(ui, text::detail(), wanted, *detail == usual);
    section.row(text::adaptive(), |ui| {
        ui.checkbox(&mut detail.adaptive, text::adaptive_check());
    });
    section.row(text::shadows_title(), |ui| {
        for kind in ShadowKind::ALL {
            ui.selectable_value(&mut detail.shadows, kind, text::shadows(kind));
        }
    });
    section.row(text::plants(), |ui| {
        for quality in Quality::ALL {
            ui.selectable_value(&mut detail.plants, quality, text::quality(quality));
        }
    });
    section.row(text::crowd(), |ui| {
        let slider = Slider::new(&mut detail.crowd_percent, CROWD_PERCENT);
        ui.add(slider.suffix(" %"))
            .on_hover_text(text::crowd_hint());
    });
    for (label, switch) in [
        (text::smooth_edges(), &mut detail.smooth_edges),
        (text::glow(), &mut detail.glow),
    ] {
        section.row(label, |ui| {
            for kind in Switch::ALL {
                ui.selectable_value(switch, kind, text::switch(kind));
            }
        });
    }
    let Shown { any, reset } = section.end();
    if reset {
        *detail = usual;
    }
    any
}
