//! A screen over the game: a veil, and a panel in the middle that scrolls where it must.

use bevy_egui::egui;
use egui::{Align, Align2, Area, Id, Layout, Order, ScrollArea, Ui, vec2};

use crate::{pad, theme};

/// Shows `content` in the middle, `width` points wide, under `title` with a cross. True when the cross was pressed.
pub fn cover(ctx: &egui::Context, title: &str, width: f32, content: impl FnOnce(&mut Ui)) -> bool {
    let screen = ctx.content_rect();
    let width = width.min(screen.width() - 32.0);
    let opacity = ctx.animate_bool(Id::new(("stoa cover", title)), true);
    Area::new(Id::new(("stoa screen", title)))
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .order(Order::Foreground)
        .show(ctx, |ui| {
            let painter = ctx.layer_painter(ui.layer_id());
            let veil = egui::Color32::from_rgba_unmultiplied(14, 9, 6, 150);
            painter.rect_filled(screen, 0.0, veil.gamma_multiply(opacity));
            theme::panel()
                .inner_margin(24)
                .show(ui, |ui| {
                    ui.set_width(width - 48.0);
                    let mut closed = false;
                    ui.horizontal(|ui| {
                        theme::heading(ui, title);
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            closed = theme::cross(ui).clicked();
                        });
                    });
                    ui.add_space(6.0);
                    ScrollArea::vertical()
                        .id_salt(title)
                        .max_height(screen.height() - 150.0)
                        // Otherwise the area's first size would bound it for good.
                        .min_scrolled_height(screen.height() - 150.0)
                        .auto_shrink([false, true])
                        .show(ui, |ui| {
                            content(ui);
                            follow_focus(ui);
                            scroll(ui, screen.height() - 150.0);
                        });
                    if let Some(hint) = pad::hint(ui.ctx()) {
                        ui.add_space(6.0);
                        theme::note(ui, &hint);
                    }
                    closed
                })
                .inner
        })
        .inner
}

/// A page of it by a key, or as the gamepad's stick says: not everything to be read can have the keyboard.
fn scroll(ui: &Ui, page: f32) {
    let pages = ui.input(|input| {
        let pressed = |key| if input.key_pressed(key) { 1.0 } else { 0.0 };
        pressed(egui::Key::PageDown) - pressed(egui::Key::PageUp)
    });
    let down = pages * page * 0.8 + pad::scroll(ui.ctx());
    if down != 0.0 {
        ui.scroll_with_delta(vec2(0.0, -down));
    }
}

/// What the keyboard has come to is scrolled into view, where it is cut off: what stands outside never is.
pub(crate) fn follow_focus(ui: &Ui) {
    let focused = ui.memory(|memory| memory.focused());
    let key = Id::new("stoa cover focus");
    let before = ui.data(|data| data.get_temp::<Option<Id>>(key)).flatten();
    if focused == before {
        return;
    }
    ui.data_mut(|data| data.insert_temp(key, focused));
    let response = focused
        .and_then(|id| ui.ctx().read_response(id))
        .filter(|response| response.layer_id == ui.layer_id())
        .filter(|response| response.interact_rect != response.rect);
    if let Some(response) = response {
        ui.scroll_to_rect(response.rect.expand(8.0), None);
    }
}
