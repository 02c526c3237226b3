//! What they look and sound like.

use bevy_egui::egui;
use egui::{ComboBox, Id, Slider, Ui};
use stoa_world::looks::{Beard, Extra, Hair, Hat, Legs, Looks, Rgb, Top};

use crate::{
    PersonaDraft, Timbre, VoiceDraft,
    settings::rows::{row, rows},
    text, theme,
};

pub(super) fn show(ui: &mut Ui, draft: &mut PersonaDraft) {
    theme::section_title(ui, text::editor_looks());
    rows(ui, "stoa editor looks", |ui| body(ui, &mut draft.looks));
    theme::section_title(ui, text::editor_voice());
    rows(ui, "stoa editor voice", |ui| voice(ui, &mut draft.voice));
}

fn body(ui: &mut Ui, looks: &mut Looks) {
    row(ui, text::looks_height(), |ui| {
        ui.add(
            Slider::new(&mut looks.height_m, 1.45..=2.05)
                .fixed_decimals(2)
                .suffix(" m"),
        );
    });
    row(ui, text::looks_build(), |ui| {
        ui.add(Slider::new(&mut looks.build, 0.0..=1.0).fixed_decimals(2));
    });
    row(ui, text::looks_skin(), |ui| colour(ui, &mut looks.skin));
    row(ui, text::looks_eyes(), |ui| colour(ui, &mut looks.eyes));
    row(ui, text::looks_hair(), |ui| {
        choice(ui, "hair", &mut looks.hair, Hair::ALL, text::hair);
        colour(ui, &mut looks.hair_colour);
    });
    row(ui, text::looks_beard(), |ui| {
        choice(ui, "beard", &mut looks.beard, Beard::ALL, text::beard);
    });
    row(ui, text::looks_top(), |ui| {
        choice(ui, "top", &mut looks.top, Top::ALL, text::top);
        colour(ui, &mut looks.top_colour);
        colour(ui, &mut looks.accent);
    });
    row(ui, text::looks_legs(), |ui| {
        choice(ui, "legs", &mut looks.legs, Legs::ALL, text::legs);
        colour(ui, &mut looks.legs_colour);
    });
    row(ui, text::looks_shoes(), |ui| colour(ui, &mut looks.shoes));
    row(ui, text::looks_hat(), |ui| {
        choice(ui, "hat", &mut looks.hat, Hat::ALL, text::hat);
        colour(ui, &mut looks.hat_colour);
    });
    row(ui, text::looks_extras(), |ui| {
        ui.horizontal_wrapped(|ui| {
            for extra in Extra::ALL {
                let mut worn = looks.extras.contains(extra);
                if ui.checkbox(&mut worn, text::extra(*extra)).changed() {
                    looks.extras.retain(|other| other != extra);
                    looks.extras.extend(worn.then_some(*extra));
                }
            }
        });
    });
}

fn voice(ui: &mut Ui, voice: &mut VoiceDraft) {
    row(ui, text::voice_pitch(), |ui| {
        ui.add(Slider::new(&mut voice.pitch, 0.0..=1.0).fixed_decimals(2));
    });
    row(ui, text::voice_pace(), |ui| {
        ui.add(Slider::new(&mut voice.pace_wpm, 90.0..=240.0).fixed_decimals(0));
    });
    row(ui, text::voice_timbre(), |ui| {
        choice(ui, "timbre", &mut voice.timbre, &Timbre::ALL, text::timbre);
    });
}

fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    id: &str,
    chosen: &mut T,
    all: &[T],
    name: fn(T) -> &'static str,
) {
    ComboBox::from_id_salt(Id::new(("stoa editor", id)))
        .selected_text(name(*chosen))
        .show_ui(ui, |ui| {
            for one in all {
                ui.selectable_value(chosen, *one, name(*one));
            }
        });
}

fn colour(ui: &mut Ui, rgb: &mut Rgb) {
    let mut bytes = [rgb.0, rgb.1, rgb.2];
    if ui.color_edit_button_srgb(&mut bytes).changed() {
        let [red, green, blue] = bytes;
        *rgb = Rgb(red, green, blue);
    }
}
