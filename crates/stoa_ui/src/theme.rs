//! The look: dark translucent panels with a warm tint, parchment bubbles, one terracotta accent.

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{
    Button, Color32, CornerRadius, FontFamily, FontId, Frame, Margin, Response, RichText, Sense,
    Shadow, Stroke, StrokeKind, TextStyle, Ui, Vec2, WidgetInfo, WidgetType, style::HandleShape,
    vec2,
};

use crate::{
    PanelSystems,
    clean::clean,
    settings::{Picture, UiSettings},
    text,
};

pub const PANEL: Color32 = Color32::from_rgba_premultiplied(29, 22, 18, 253);
pub const PANEL_LIGHT: Color32 = Color32::from_rgba_premultiplied(26, 20, 16, 245);
pub const FIELD: Color32 = Color32::from_rgba_premultiplied(12, 9, 7, 200);
pub const EDGE: Color32 = Color32::from_rgba_premultiplied(34, 29, 24, 38);
pub const TEXT: Color32 = Color32::from_rgb(240, 230, 217);
pub const WEAK: Color32 = Color32::from_rgb(188, 172, 155);
pub const ACCENT: Color32 = Color32::from_rgb(226, 127, 80);
pub const ACCENT_DEEP: Color32 = Color32::from_rgb(184, 88, 48);
pub const ON_ACCENT: Color32 = Color32::from_rgb(33, 18, 10);
pub const GOOD: Color32 = Color32::from_rgb(162, 196, 128);
pub const WARNING: Color32 = Color32::from_rgb(240, 190, 96);
pub const ERROR: Color32 = Color32::from_rgb(244, 122, 104);
/// Bubbles: parchment and ink.
pub const PARCHMENT: Color32 = Color32::from_rgb(252, 246, 235);
pub const INK: Color32 = Color32::from_rgb(46, 34, 27);
pub const INK_WEAK: Color32 = Color32::from_rgb(132, 108, 90);

pub const RADIUS: u8 = 10;
/// Text sizes in points; nothing is smaller than [`SMALL`].
pub const SMALL: f32 = 15.0;
pub const BODY: f32 = 17.0;
pub const TITLE: f32 = 24.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, dress.in_set(PanelSystems::Theme));
}

/// Puts the style on the context once, and again whenever its settings change.
fn dress(
    mut contexts: EguiContexts,
    settings: Res<UiSettings>,
    mut done: Local<Option<Picture>>,
    mut has_letters: Local<bool>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    if done.is_none() {
        ctx.set_fonts(crate::fonts::definitions());
    }
    if *done != Some(settings.picture) {
        install(ctx, settings.text_scale());
        if settings.picture.reduced_motion {
            ctx.all_styles_mut(|style| style.animation_time = 0.0);
        }
        *done = Some(settings.picture);
        *has_letters = false;
    } else if !std::mem::replace(&mut *has_letters, true) {
        // Fonts and their size hold from the pass after they were set.
        draw_letters(ctx);
    }
    Ok(())
}

/// Tells screen readers what all that stands in `ui` belongs to.
pub(crate) fn name_group(ui: &Ui, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(egui::accesskit::Role::Group);
        node.set_label(name);
    });
}

/// A letter comes to the picture a frame after it was first written, and frames can be slow: all usual ones are written
/// before anything is shown.
fn draw_letters(ctx: &egui::Context) {
    let letters: String = (' '..='~')
        .chain("…·“”‘’–—×éèêáàâíóôöüäßñçÉÄÖÜ".chars())
        .collect();
    ctx.fonts_mut(|fonts| {
        for size in [SMALL, BODY, TITLE] {
            let font = FontId::proportional(size);
            fonts.layout_no_wrap(letters.clone(), font, Color32::WHITE);
        }
    });
}

/// Sets fonts' sizes, colours and spacing of `ctx`; `scale` enlarges everything.
pub fn install(ctx: &egui::Context, scale: f32) {
    ctx.set_theme(egui::Theme::Dark);
    ctx.set_zoom_factor(scale);
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (
                TextStyle::Small,
                FontId::new(SMALL, FontFamily::Proportional),
            ),
            (TextStyle::Body, FontId::new(BODY, FontFamily::Proportional)),
            (
                TextStyle::Button,
                FontId::new(BODY, FontFamily::Proportional),
            ),
            (
                TextStyle::Heading,
                FontId::new(TITLE, FontFamily::Proportional),
            ),
            (
                TextStyle::Monospace,
                FontId::new(SMALL, FontFamily::Monospace),
            ),
        ]
        .into();
        style.animation_time = 0.12;
        space(&mut style.spacing);
        colour(&mut style.visuals);
        style.interaction.selectable_labels = false;
    });
}

fn space(spacing: &mut egui::Spacing) {
    spacing.item_spacing = vec2(10.0, 8.0);
    spacing.button_padding = vec2(14.0, 7.0);
    spacing.interact_size = vec2(44.0, 32.0);
    spacing.window_margin = Margin::same(18);
    spacing.menu_margin = Margin::same(8);
    spacing.icon_width = 22.0;
    spacing.icon_width_inner = 12.0;
    spacing.icon_spacing = 10.0;
    spacing.slider_width = 220.0;
    spacing.slider_rail_height = 6.0;
    spacing.combo_width = 220.0;
    spacing.scroll.bar_width = 6.0;
    spacing.scroll.floating = true;
    // That there is more must be seen before the pointer comes near.
    spacing.scroll.dormant_handle_opacity = 0.5;
}

fn colour(visuals: &mut egui::Visuals) {
    let radius = CornerRadius::same(RADIUS);
    let widget = CornerRadius::same(8);
    visuals.dark_mode = true;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(WEAK);
    visuals.hyperlink_color = ACCENT;
    visuals.warn_fg_color = WARNING;
    visuals.error_fg_color = ERROR;
    visuals.window_fill = PANEL;
    visuals.panel_fill = PANEL;
    visuals.window_stroke = Stroke::new(1.0, EDGE);
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    visuals.window_shadow = shadow();
    visuals.popup_shadow = shadow();
    visuals.extreme_bg_color = FIELD;
    visuals.text_edit_bg_color = Some(FIELD);
    visuals.faint_bg_color = EDGE;
    visuals.selection.bg_fill = ACCENT_DEEP;
    visuals.selection.stroke = Stroke::new(1.0, PARCHMENT);
    visuals.text_cursor.stroke = Stroke::new(2.0, ACCENT);
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = HandleShape::Circle;
    visuals.interact_cursor = Some(egui::CursorIcon::PointingHand);
    let states = &mut visuals.widgets;
    let states = [
        (&mut states.noninteractive, PANEL, EDGE, TEXT),
        (&mut states.inactive, tint(22), EDGE, TEXT),
        (&mut states.hovered, tint(40), ACCENT_DEEP, PARCHMENT),
        (&mut states.active, tint(56), ACCENT, PARCHMENT),
        (&mut states.open, tint(40), ACCENT_DEEP, PARCHMENT),
    ];
    for (state, fill, edge, text) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, edge);
        state.fg_stroke = Stroke::new(1.5, text);
        state.corner_radius = widget;
        state.expansion = 0.0;
    }
}

/// A warm veil of light over what lies beneath.
fn tint(alpha: u8) -> Color32 {
    Color32::from_rgba_unmultiplied(255, 222, 190, alpha)
}

pub fn shadow() -> Shadow {
    Shadow {
        offset: [0, 6],
        blur: 22,
        spread: 0,
        color: Color32::from_black_alpha(110),
    }
}

/// The soft shadow of a bubble.
pub fn shadow_of(rect: egui::Rect, radius: CornerRadius, opacity: f32) -> egui::Shape {
    let color = Color32::from_black_alpha(70).gamma_multiply(opacity);
    Shadow {
        offset: [0, 3],
        blur: 10,
        spread: 0,
        color,
    }
    .as_shape(rect, radius)
    .into()
}

/// A panel that stands by itself.
pub fn panel() -> Frame {
    Frame::new()
        .fill(PANEL)
        .stroke(Stroke::new(1.0, EDGE))
        .corner_radius(CornerRadius::same(RADIUS))
        .inner_margin(Margin::symmetric(18, 14))
        .shadow(shadow())
}

/// As [`panel`], lighter: for what stands beside the game all the time.
pub fn quiet_panel() -> Frame {
    panel().fill(PANEL_LIGHT).shadow(Shadow::NONE)
}

/// The button that goes on.
pub fn primary(ui: &mut Ui, label: &str) -> Response {
    ui.add(accented(label))
}

/// As [`primary`], to be added where and when it is wanted.
pub(crate) fn accented(label: &str) -> Button<'_> {
    let text = RichText::new(label).color(ON_ACCENT).strong();
    Button::new(text).fill(ACCENT)
}

/// Any other button.
pub fn secondary(ui: &mut Ui, label: &str) -> Response {
    ui.add(Button::new(label))
}

/// What closes a panel.
pub(crate) fn cross(ui: &mut Ui) -> Response {
    let cross = RichText::new("×").size(26.0).color(WEAK);
    let cross = ui.add(Button::new(cross).frame(false));
    cross.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, text::close()));
    cross.on_hover_text(text::close())
}

pub fn heading(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(TITLE).color(PARCHMENT));
}

/// A small title over a group, in spaced capitals.
pub fn section(ui: &mut Ui, text: &str) {
    ui.add_space(6.0);
    section_title(ui, text);
}

/// The title alone, for a line that it shares.
pub fn section_title(ui: &mut Ui, text: &str) {
    let text = RichText::new(text.to_uppercase()).size(SMALL).color(ACCENT);
    ui.label(text.extra_letter_spacing(1.5));
}

pub fn note(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(WEAK)).wrap());
}

/// A line or more in small letters.
pub fn small(ui: &mut Ui, text: &str, colour: Color32) {
    ui.add(egui::Label::new(RichText::new(text).size(SMALL).color(colour)).wrap());
}

/// What went wrong, and what to do about it.
pub fn problem(ui: &mut Ui, problem: &crate::Problem) {
    small(ui, &clean(&problem.cause, 300), ERROR);
    if !problem.remedy.is_empty() {
        note(ui, &clean(&problem.remedy, 300));
    }
}

/// One of several things within a panel.
pub fn card() -> Frame {
    Frame::new()
        .fill(tint(9))
        .stroke(Stroke::new(1.0, EDGE))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(14, 10))
}

/// A small light: `lit` is filled, otherwise it is a ring.
pub fn dot(ui: &mut Ui, colour: Color32, lit: bool) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(12.0), Sense::hover());
    let (centre, painter) = (rect.center(), ui.painter());
    if lit {
        painter.circle_filled(centre, 5.0, colour);
    } else {
        painter.circle_stroke(centre, 4.5, Stroke::new(1.5, colour));
    }
}

/// How far something has come: 0 to 1.
pub fn progress(ui: &mut Ui, part: f32) {
    let part = if part.is_finite() {
        part.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let size = vec2(ui.available_width(), 8.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut done = rect;
    done.set_width(rect.width() * part);
    ui.painter().rect_filled(rect, 4.0, tint(28));
    ui.painter().rect_filled(done, 4.0, ACCENT);
}

/// A word that says what something is.
pub fn tag(ui: &mut Ui, word: &str, colour: Color32) {
    chip(ui, word, 13.0, colour, None, colour, vec2(6.0, 1.5));
}

/// A key as it looks on a keyboard.
pub fn keycap(ui: &mut Ui, label: &str) {
    chip(
        ui,
        label,
        SMALL,
        PARCHMENT,
        Some(tint(34)),
        tint(80),
        vec2(9.0, 3.0),
    );
}

/// Several keys side by side.
pub fn keycaps<'a>(ui: &mut Ui, labels: impl IntoIterator<Item = &'a str>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for label in labels {
            keycap(ui, label);
        }
    });
}

/// The permanent mark of an agent.
pub fn ai_chip(ui: &mut Ui) {
    tag(ui, crate::text::ai_mark(), ACCENT);
}

/// A word in a frame of its own, as high as the word and no more.
fn chip(
    ui: &mut Ui,
    word: &str,
    size: f32,
    colour: Color32,
    fill: Option<Color32>,
    edge: Color32,
    padding: Vec2,
) {
    let font = FontId::proportional(size);
    let word = ui.painter().layout_no_wrap(word.to_owned(), font, colour);
    let (rect, _) = ui.allocate_exact_size(word.size() + padding * 2.0, Sense::hover());
    let fill = fill.unwrap_or(Color32::TRANSPARENT);
    let stroke = Stroke::new(1.0, edge);
    ui.painter().rect(
        rect,
        CornerRadius::same(6),
        fill,
        stroke,
        StrokeKind::Inside,
    );
    ui.painter().galley(rect.min + padding, word, colour);
}
