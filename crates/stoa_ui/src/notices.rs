//! Toasts at the top right. What is only to be known goes by itself; errors stay until they are dismissed.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{
    Align, Align2, Area, Button, Color32, Id, Label, Layout, Order, Rect, RichText, UiBuilder,
    pos2, vec2,
};

use crate::{
    Loading, Notice, PanelSystems, Screens, api::Severity, clean::clean, inspector, text, theme,
};

/// Toasts that are shown at once; older ones wait behind them.
const SHOWN: usize = 4;
const KEPT: usize = 30;
const WIDTH: f32 = 360.0;
const FADE_S: f64 = 0.5;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Toasts>()
        .add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Beside));
}

/// The notices that are still to be seen, newest last.
#[derive(Resource, Debug, Default)]
struct Toasts {
    toasts: Vec<Toast>,
    next_id: u64,
}

#[derive(Debug)]
struct Toast {
    id: u64,
    notice: Notice,
    /// How often it came.
    count: u32,
    /// Seconds at which it goes; never for errors.
    until: Option<f64>,
}

impl Toasts {
    fn add(&mut self, notice: &Notice, now: f64) {
        let notice = Notice {
            severity: notice.severity,
            text: clean(&notice.text, 400),
            remedy: notice.remedy.as_ref().map(|remedy| clean(remedy, 400)),
        };
        let until = match notice.severity {
            Severity::Info => Some(now + 6.0),
            Severity::Warning => Some(now + 12.0),
            Severity::Error => None,
        };
        if let Some(toast) = self.toasts.iter_mut().find(|toast| toast.notice == notice) {
            toast.count += 1;
            toast.until = until;
            return;
        }
        self.next_id += 1;
        self.toasts.push(Toast {
            id: self.next_id,
            notice,
            count: 1,
            until,
        });
        if self.toasts.len() > KEPT {
            // What goes by itself is the first to go.
            let oldest = self
                .toasts
                .iter()
                .position(|toast| toast.until.is_some())
                .unwrap_or(0);
            self.toasts.remove(oldest);
        }
    }

    fn expire(&mut self, now: f64) {
        self.toasts
            .retain(|toast| toast.until.is_none_or(|until| now < until + FADE_S));
    }

    fn dismiss(&mut self, id: u64) {
        self.toasts.retain(|toast| toast.id != id);
    }
}

fn show(
    mut contexts: EguiContexts,
    mut notices: MessageReader<Notice>,
    mut unseen: Local<Vec<Notice>>,
    mut toasts: ResMut<Toasts>,
    loading: Res<Loading>,
    screens: Res<Screens>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let now = ctx.input(|input| input.time);
    unseen.extend(notices.read().cloned());
    // Under the title card nobody sees them: their time begins with the first picture.
    if !loading.drawn {
        return Ok(());
    }
    for notice in unseen.drain(..) {
        debug!("told: {}", clean(&notice.text, 400));
        toasts.add(&notice, now);
    }
    toasts.expire(now);
    let beside = if screens.inspector {
        inspector::width(ctx.content_rect().width()) + 16.0
    } else {
        0.0
    };
    if let Some(id) = stack(ctx, &toasts.toasts, now, beside) {
        toasts.dismiss(id);
    }
    Ok(())
}

/// Draws the newest toasts, `beside` points from the right edge; returns the one that was dismissed.
fn stack(ctx: &egui::Context, toasts: &[Toast], now: f64, beside: f32) -> Option<u64> {
    if toasts.is_empty() {
        return None;
    }
    let width = WIDTH.min(ctx.content_rect().width() - 32.0);
    Area::new(Id::new("stoa notices"))
        .anchor(Align2::RIGHT_TOP, vec2(-16.0 - beside, 16.0))
        .order(Order::Middle)
        .show(ctx, |ui| {
            ui.set_width(width);
            let mut dismissed = None;
            for toast in toasts.iter().rev().take(SHOWN) {
                let left = toast
                    .until
                    .map_or(1.0, |until| (until + FADE_S - now) / FADE_S);
                ui.scope(|ui| {
                    ui.set_opacity(left.clamp(0.0, 1.0) as f32);
                    if one(ui, toast) {
                        dismissed = Some(toast.id);
                    }
                });
            }
            dismissed
        })
        .inner
}

fn one(ui: &mut egui::Ui, toast: &Toast) -> bool {
    let colour = colour(toast.notice.severity);
    let shown = theme::panel().show(ui, |ui| {
        ui.set_width(ui.available_width());
        let text = text::times(&toast.notice.text, toast.count);
        let shown = ui.horizontal_top(|ui| {
            // Room for the cross.
            let words = ui.available_width() - 34.0;
            ui.allocate_ui_with_layout(vec2(words, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(words);
                ui.add(Label::new(RichText::new(text).color(theme::TEXT)).wrap());
                if let Some(remedy) = &toast.notice.remedy {
                    let remedy = RichText::new(remedy).size(theme::SMALL).color(theme::WEAK);
                    ui.add(Label::new(remedy).wrap());
                }
            });
            let cross = Button::new(RichText::new("×").size(22.0).color(theme::WEAK));
            ui.add(cross.frame(false))
                .on_hover_text(text::dismiss())
                .clicked()
        });
        shown.inner
    });
    // A stripe at the left edge tells how bad it is.
    let rect = shown.response.rect;
    let stripe = Rect::from_min_max(
        rect.left_top() + vec2(0.0, 10.0),
        pos2(rect.left() + 3.5, rect.bottom() - 10.0),
    );
    let painter = ui.new_child(UiBuilder::new()).painter().clone();
    painter.rect_filled(stripe, 2.0, colour);
    shown.inner
}

fn colour(severity: Severity) -> Color32 {
    match severity {
        Severity::Info => theme::GOOD,
        Severity::Warning => theme::WARNING,
        Severity::Error => theme::ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_would_go_unseen_or_a_notice_stay_for_ever() {
        let mut toasts = Toasts::default();
        toasts.add(&Notice::new(Severity::Info, "saved"), 0.0);
        toasts.add(&Notice::new(Severity::Warning, "slow"), 0.0);
        toasts.add(&Notice::new(Severity::Error, "gone"), 0.0);
        for (now, left) in [(1.0, 3), (7.0, 2), (13.0, 1), (1.0e6, 1)] {
            toasts.expire(now);
            assert_eq!(toasts.toasts.len(), left, "at {now} s");
        }
        toasts.dismiss(toasts.toasts[0].id);
        assert!(toasts.toasts.is_empty());
    }

    #[test]
    fn a_repeated_error_would_fill_the_screen() {
        let mut toasts = Toasts::default();
        for i in 0..100 {
            toasts.add(&Notice::new(Severity::Error, "refused"), f64::from(i));
            toasts.add(
                &Notice::new(Severity::Error, format!("no {i}")),
                f64::from(i),
            );
        }
        assert_eq!(toasts.toasts.len(), KEPT);
        toasts.add(&Notice::new(Severity::Error, "no 99"), 100.0);
        assert_eq!(toasts.toasts.last().map(|toast| toast.count), Some(2));
    }
}
