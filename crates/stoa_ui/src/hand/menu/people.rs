//! Who is about, and keeping them from oneself: muted ones are not heard, blocked ones are not met at all.

use bevy_egui::egui::{Rect, pos2};

use super::{BUTTON, Command, Model, Panel, Someone};
use crate::{
    hand::{
        target::{GAP, Look, Rows, columns},
        text,
    },
    theme,
};

const ROW: f32 = 60.0;

pub(super) fn show(panel: &mut Panel, rect: Rect, model: &Model) {
    let mut rows = Rows::new(rect);
    let leaf = rows.bottom(BUTTON);
    if model.people.is_empty() {
        panel.line(rows.rest(), text::nobody_near(), theme::BODY, theme::WEAK);
    }
    let a_page = people_a_page(rows.rest().height());
    let last = model.people.len().saturating_sub(1) / a_page;
    let page = model.people_page.min(last);
    for someone in model.people.iter().skip(page * a_page).take(a_page) {
        row(panel, rows.top(ROW), someone);
    }
    let [nearer, farther] = columns(leaf, [1.0; 2]);
    let back = Command::PeoplePage(page.saturating_sub(1));
    panel.button_if(page > 0, nearer, text::nearer(), Look::Plain, back);
    let on = Command::PeoplePage(page + 1);
    panel.button_if(page < last, farther, text::farther(), Look::Plain, on);
}

fn people_a_page(height: f32) -> usize {
    (((height + GAP) / (ROW + GAP)) as usize).max(1)
}

fn row(panel: &mut Panel, rect: Rect, someone: &Someone) {
    let [who, mute, block] = columns(rect, [2.0, 1.0, 1.0]);
    let colour = match someone {
        Someone { blocked: true, .. } => theme::WEAK,
        Someone { agent: true, .. } => theme::ACCENT,
        _ => theme::GOOD,
    };
    let name = match someone.agent {
        true => format!("{} · {}", someone.name, crate::text::ai_mark()),
        false => someone.name.clone(),
    };
    let middle = who.center().y;
    let upper = Rect::from_min_max(pos2(who.left(), middle - 25.0), pos2(who.right(), middle));
    panel.line(upper, &name, theme::BODY, colour);
    let lower = Rect::from_min_max(pos2(who.left(), middle), who.max);
    let note = text::role_and_distance(&someone.role, someone.distance_m);
    panel.line(lower, &note, theme::SMALL, theme::WEAK);
    let (id, muted, blocked) = (someone.id, someone.muted, someone.blocked);
    let label = if muted { text::muted() } else { text::mute() };
    panel.choice(mute, label, muted, Command::Mute(id, !muted));
    let label = if blocked {
        text::blocked()
    } else {
        text::block()
    };
    panel.choice(block, label, blocked, Command::Block(id, !blocked));
}
