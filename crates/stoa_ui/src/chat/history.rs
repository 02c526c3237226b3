//! What was said, as the panel shows it.

use bevy::utils::default;
use bevy_egui::egui;
use egui::{Align, Color32, Label, RichText, ScrollArea, TextFormat, Ui, text::LayoutJob};

use super::{ChatLog, Spoken, panel::View, search::Search};
use crate::{names, text, theme};

const HEIGHT: f32 = 250.0;
/// Of the screen's height, at most.
const PART: f32 = 0.36;
/// Points of the panel's rows under it, while one searches as well.
const BESIDE: f32 = 230.0;

/// Draws it: all of it and to be selected while one types, the newest lines beside the game.
pub(super) fn show(
    ui: &mut Ui,
    log: &ChatLog,
    view: &View,
    typing: bool,
    solid: bool,
    mut search: Option<&mut Search>,
) {
    let screen = ui.ctx().content_rect().height();
    let height = HEIGHT.min(screen * PART).min(screen - BESIDE).max(80.0);
    // Beside the game only the newest lines are laid out.
    let shown = if typing { log.iter().len() } else { 8 };
    let skip = log.iter().len().saturating_sub(shown);
    ScrollArea::vertical()
        .id_salt(("stoa history", typing))
        .max_height(height)
        .auto_shrink([false, true])
        .stick_to_bottom(search.is_none())
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            let mut entries: Vec<_> = log
                .iter()
                .enumerate()
                .skip(skip)
                .filter(|(_, spoken)| solid || spoken.tick.0 > view.recent)
                .map(|(place, spoken)| (Some(place), spoken, None))
                .collect();
            if let Some(next) = &view.streaming {
                match entries
                    .last_mut()
                    .filter(|(_, last, _)| last.goes_on_with(next))
                {
                    Some((.., more)) => *more = Some(next.text.as_str()),
                    None => entries.push((None, next, Some(""))),
                }
            }
            for (place, spoken, more) in entries {
                let hits = search.as_deref().zip(place);
                let hits = hits.map(|(search, place)| search.hits_in(place).collect());
                entry(
                    ui,
                    spoken,
                    more,
                    typing,
                    view.coloured,
                    hits.unwrap_or_default(),
                    &mut search,
                );
            }
            if let Some(name) = &view.thinking {
                let step = (ui.input(|input| input.time) * 3.0) as usize % text::THINKING.len();
                let dots = format!("{name} {}", text::THINKING[step]);
                ui.label(RichText::new(dots).size(theme::SMALL).color(theme::WEAK));
            }
        });
}

/// One speaker's words, what was found in them marked; `more` goes on after them and is still being spoken.
fn entry(
    ui: &mut Ui,
    spoken: &Spoken,
    more: Option<&str>,
    selectable: bool,
    coloured: bool,
    hits: Vec<(std::ops::Range<usize>, bool)>,
    search: &mut Option<&mut Search>,
) {
    let colour = match spoken {
        Spoken { mine: true, .. } => theme::PARCHMENT,
        Spoken { who, .. } if coloured => names::colour(*who),
        _ => theme::TEXT,
    };
    let format = |size: f32, color: Color32| TextFormat {
        font_id: egui::FontId::proportional(size),
        color,
        ..default()
    };
    let mut job = LayoutJob::default();
    job.append(&spoken.name, 0.0, format(theme::BODY, colour));
    if spoken.agent {
        job.append(text::ai_mark(), 6.0, format(11.0, theme::WEAK));
    }
    job.append(
        &text::clock(spoken.minute),
        8.0,
        format(theme::SMALL, theme::WEAK),
    );
    if spoken.again {
        let mark = format(theme::SMALL, theme::WEAK);
        job.append(text::answered_again(), 8.0, mark);
    }
    let words = if spoken.ours {
        theme::TEXT
    } else {
        theme::WEAK
    };
    let plain = format(theme::BODY, words);
    job.append("\n", 0.0, plain.clone());
    let mut from = 0;
    for (bytes, at) in &hits {
        let marked = TextFormat {
            color: if *at {
                theme::ON_ACCENT
            } else {
                theme::PARCHMENT
            },
            background: if *at {
                theme::ACCENT
            } else {
                theme::ACCENT_DEEP
            },
            ..plain.clone()
        };
        job.append(&spoken.text[from..bytes.start], 0.0, plain.clone());
        job.append(&spoken.text[bytes.clone()], 0.0, marked);
        from = bytes.end;
    }
    job.append(&spoken.text[from..], 0.0, plain.clone());
    if let Some(more) = more.filter(|more| !more.is_empty()) {
        job.append(&format!(" {more}"), 0.0, plain);
    }
    if more.is_some() {
        job.append(" …", 0.0, format(theme::SMALL, theme::ACCENT));
    }
    job.wrap.max_width = ui.available_width();
    let label = ui.add(Label::new(job).selectable(selectable));
    if let Some(search) = search
        && search.moved
        && hits.iter().any(|(_, at)| *at)
    {
        search.moved = false;
        label.scroll_to_me(Some(Align::Center));
    }
}
