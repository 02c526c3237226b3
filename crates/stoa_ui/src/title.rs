//! The title card: covers the window until the world is drawn, then fades.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, FontId, Id, LayerId, Order, Rect, RichText, pos2, vec2};

use crate::{Loading, PanelSystems, clean::clean, text, theme};

const FADE_S: f32 = 0.4;
/// Seconds a frame beyond which a fade is no fade but a wait.
const SLOW_S: f32 = 0.1;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.in_set(PanelSystems::Cover));
}

fn show(mut contexts: EguiContexts, mut loading: ResMut<Loading>) -> Result {
    let ctx = contexts.ctx_mut()?;
    let slow = ctx.input(|input| input.unstable_dt) > SLOW_S;
    let fade_s = if slow { 0.0 } else { FADE_S };
    let opacity = ctx.animate_bool_with_time(Id::new("stoa title fade"), !loading.drawn, fade_s);
    if opacity > 0.0 {
        card(ctx, &loading, opacity);
    } else if !loading.lifted {
        loading.lifted = true;
    }
    Ok(())
}

fn card(ctx: &egui::Context, loading: &Loading, opacity: f32) {
    let screen = ctx.viewport_rect();
    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, Id::new("stoa title")));
    let fade = |colour: egui::Color32| colour.gamma_multiply(opacity);
    painter.rect_filled(screen, 0.0, fade(egui::Color32::from_rgb(24, 17, 13)));
    let middle = screen.center() - vec2(0.0, 40.0);
    portico(&painter, middle - vec2(0.0, 92.0), fade(theme::ACCENT));
    let name = RichText::new(text::NAME)
        .size(76.0)
        .color(fade(theme::PARCHMENT))
        .extra_letter_spacing(14.0);
    let style = ctx.global_style();
    let name = egui::WidgetText::from(name).into_layout_job(
        &style,
        egui::FontSelection::Default,
        egui::Align::Center,
    );
    let name = painter.layout_job(std::sync::Arc::unwrap_or_clone(name));
    let at = middle - name.size() / 2.0;
    painter.galley(pos2(at.x + 7.0, at.y), name, theme::PARCHMENT);
    let line = |y: f32, text: &str, size: f32, colour| {
        let at = middle + vec2(0.0, y);
        painter.text(
            at,
            Align2::CENTER_CENTER,
            text,
            FontId::proportional(size),
            fade(colour),
        );
    };
    line(62.0, text::tagline(), 19.0, theme::WEAK);
    let doing = if loading.doing.is_empty() {
        text::loading().to_owned()
    } else {
        clean(&loading.doing, 80)
    };
    line(128.0, &doing, theme::SMALL, theme::WEAK);
    let bar = Rect::from_center_size(middle + vec2(0.0, 154.0), vec2(260.0, 3.0));
    painter.rect_filled(bar, 2.0, fade(theme::PARCHMENT.gamma_multiply(0.12)));
    let (from, to) = match loading.percent {
        Some(percent) => (0.0, f32::from(percent.min(100)) / 100.0),
        None => {
            let swing = (ctx.input(|input| input.time) as f32 * 1.4).sin() * 0.5 + 0.5;
            (swing * 0.75, swing * 0.75 + 0.25)
        }
    };
    let x = |part: f32| bar.left() + bar.width() * part;
    let done = Rect::from_min_max(pos2(x(from), bar.top()), pos2(x(to), bar.bottom()));
    painter.rect_filled(done, 2.0, fade(theme::ACCENT));
}

/// The mark: a roof on four columns.
fn portico(painter: &egui::Painter, at: egui::Pos2, colour: egui::Color32) {
    let roof = vec![
        at + vec2(-46.0, -14.0),
        at + vec2(0.0, -36.0),
        at + vec2(46.0, -14.0),
    ];
    painter.add(egui::Shape::convex_polygon(
        roof,
        colour,
        egui::Stroke::NONE,
    ));
    painter.rect_filled(
        Rect::from_center_size(at + vec2(0.0, -8.5), vec2(84.0, 4.0)),
        1.0,
        colour,
    );
    for x in [-34.0, -11.5, 11.5, 34.0] {
        painter.rect_filled(
            Rect::from_center_size(at + vec2(x, 13.0), vec2(7.0, 34.0)),
            1.0,
            colour,
        );
    }
    painter.rect_filled(
        Rect::from_center_size(at + vec2(0.0, 34.0), vec2(92.0, 4.0)),
        1.0,
        colour,
    );
}
