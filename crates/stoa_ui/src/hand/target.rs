//! Targets: buttons big enough for a laser, a finger or the gaze alone.

use std::{f32::consts::TAU, sync::Arc, time::Duration};

use bevy_egui::egui;
use egui::{
    Align, Color32, CornerRadius, FontId, Galley, Id, Pos2, Rect, Sense, Shape, Stroke, StrokeKind,
    Ui, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

use super::dwell;
pub use super::dwell::{Hold, Touch};
use crate::{clean::clean, theme};

/// Nothing to be hit is lower or narrower than this, in points.
pub const SMALLEST: f32 = 44.0;
/// Points between two targets.
pub const GAP: f32 = 8.0;
/// Characters of a label that are laid out at most.
const LABEL_CHARS: usize = 120;
/// Points of a round corner of the ring.
const CORNER_STEPS: usize = 6;

/// How a target looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    #[default]
    Plain,
    /// What most people want here.
    First,
    /// The one that holds, of several.
    Chosen,
    /// Beside the others: a key of the keyboard, a way out.
    Quiet,
}

/// Something to be hit. It takes its rectangle as given: whoever lays out keeps it at least [`SMALLEST`] high.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub id: Id,
    pub rect: Rect,
    pub label: &'a str,
    pub look: Look,
    pub text_size: f32,
    /// Points that it is painted smaller than it is, on each side: what lies close together stays easy to hit.
    pub inset: f32,
    pub hold: Hold,
    /// The gaze alone clicks after this time.
    pub dwell: Option<Duration>,
    /// The gaze that stays clicks again.
    pub again: bool,
    pub enabled: bool,
}

impl<'a> Target<'a> {
    pub fn new(id: Id, rect: Rect, label: &'a str) -> Self {
        Self {
            id,
            rect,
            label,
            look: Look::Plain,
            text_size: theme::BODY,
            inset: 0.0,
            hold: Hold::Nothing,
            dwell: None,
            again: false,
            enabled: true,
        }
    }

    pub fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }

    pub fn dwell(self, dwell: Option<Duration>) -> Self {
        Self { dwell, ..self }
    }

    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// Draws it and tells what happened to it.
    pub fn show(self, ui: &mut Ui) -> Touch {
        // Not focusable: the space bar of a real keyboard must not press a key of the drawn one.
        let sense = if self.enabled {
            Sense::CLICK
        } else {
            Sense::hover()
        };
        let response = ui.interact(self.rect, self.id, sense);
        let touch = if self.enabled {
            dwell::follow(&response, self.hold, self.dwell, self.again)
        } else {
            Touch::default()
        };
        self.paint(ui, touch);
        touch
    }

    fn paint(&self, ui: &Ui, touch: Touch) {
        let (fill, edge, words) = self.colours(ui, touch);
        let painter = ui.painter();
        let radius = CornerRadius::same(theme::RADIUS);
        let shown = self.rect.shrink(self.inset);
        painter.rect(
            shown,
            radius,
            fill,
            Stroke::new(1.0, edge),
            StrokeKind::Inside,
        );
        let room = shown.shrink2(vec2(4.0, 2.0));
        let label = fit_label(ui, self.label, room, self.text_size, words);
        painter.galley(label_place(room, &label), label, words);
        if touch.dwelt > 0.0 {
            painter.add(ring(shown, touch.dwelt));
        }
    }

    /// Fill, edge and text.
    fn colours(&self, ui: &Ui, touch: Touch) -> (Color32, Color32, Color32) {
        let states = &ui.visuals().widgets;
        let state = match touch {
            Touch { down: true, .. } => &states.active,
            Touch { hovered: true, .. } => &states.hovered,
            _ => &states.inactive,
        };
        let edge = state.bg_stroke.color;
        if !self.enabled {
            return (Color32::TRANSPARENT, theme::EDGE, theme::WEAK);
        }
        match self.look {
            Look::First if touch.down => (theme::ACCENT_DEEP, theme::ACCENT, theme::PARCHMENT),
            Look::First if touch.hovered => (theme::ACCENT, theme::PARCHMENT, theme::ON_ACCENT),
            Look::First => (theme::ACCENT, theme::ACCENT, theme::ON_ACCENT),
            Look::Chosen => (theme::ACCENT_DEEP, edge, theme::PARCHMENT),
            Look::Plain => (state.weak_bg_fill, edge, state.fg_stroke.color),
            Look::Quiet if touch.hovered || touch.down => {
                (state.weak_bg_fill, edge, state.fg_stroke.color)
            }
            Look::Quiet => (theme::FIELD, theme::EDGE, theme::WEAK),
        }
    }
}

/// `label` laid out within `room`: smaller where it must be, then on two lines, then cut.
fn fit_label(ui: &Ui, label: &str, room: Rect, size: f32, colour: Color32) -> Arc<Galley> {
    let label = clean(label, LABEL_CHARS);
    let smaller = theme::SMALL.min(size);
    for (size, rows) in [(size, 1), (smaller, 1), (smaller, 2)] {
        let galley = lines(ui, &label, size, colour, room.width(), rows);
        if !galley.elided && galley.size().y <= room.height() {
            return galley;
        }
    }
    lines(ui, &label, smaller, colour, room.width(), 1)
}

fn label_place(room: Rect, label: &Galley) -> Pos2 {
    // Centred rows reach as far to the left as to the right of their galley's place.
    room.center() - vec2(0.0, label.size().y / 2.0)
}

fn lines(
    ui: &Ui,
    text: &str,
    size: f32,
    color: Color32,
    max_width: f32,
    max_rows: usize,
) -> Arc<Galley> {
    let format = TextFormat {
        font_id: FontId::proportional(size),
        color,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.halign = Align::Center;
    job.wrap = TextWrapping {
        max_width,
        max_rows,
        break_anywhere: max_rows == 1,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}

/// How far the gaze has come: a ring around the target that closes, from the top and clockwise. It lies on the edge,
/// so that the label stays legible.
fn ring(rect: Rect, part: f32) -> Shape {
    let rect = rect.shrink(2.0);
    let radius = f32::from(theme::RADIUS).min(rect.width().min(rect.height()) / 2.0);
    let top = pos2(rect.center().x, rect.top());
    let mut outline = vec![top];
    let inner = rect.shrink(radius);
    let corners = [
        inner.right_top(),
        inner.right_bottom(),
        inner.left_bottom(),
        inner.left_top(),
    ];
    for (number, corner) in corners.into_iter().enumerate() {
        for step in 0..=CORNER_STEPS {
            let turn = number as f32 + step as f32 / CORNER_STEPS as f32;
            let (sin, cos) = (turn * TAU / 4.0).sin_cos();
            outline.push(corner + vec2(sin, -cos) * radius);
        }
    }
    outline.push(top);
    Shape::line(beginning(&outline, part), Stroke::new(4.0, theme::ACCENT))
}

/// The first `part` (0–1) of a line, by its length.
fn beginning(line: &[Pos2], part: f32) -> Vec<Pos2> {
    let lengths = || line.windows(2).map(|ends| ends[0].distance(ends[1]));
    let mut left = lengths().sum::<f32>() * part;
    let mut points: Vec<Pos2> = line.first().copied().into_iter().collect();
    for (ends, length) in line.windows(2).zip(lengths()) {
        if left <= length {
            let share = if length > 0.0 { left / length } else { 0.0 };
            points.push(ends[0].lerp(ends[1], share));
            break;
        }
        points.push(ends[1]);
        left -= length;
    }
    points
}

/// Cuts a rectangle into the rows and columns of a panel.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    left: Rect,
}

impl Rows {
    pub fn new(rect: Rect) -> Self {
        Self { left: rect }
    }

    /// Cuts `height` points off the top, and a gap.
    pub fn top(&mut self, height: f32) -> Rect {
        let mut row = self.left;
        row.max.y = (row.min.y + height).min(row.max.y);
        self.left.min.y = (row.max.y + GAP).min(self.left.max.y);
        row
    }

    /// Cuts `height` points off the bottom, and a gap.
    pub fn bottom(&mut self, height: f32) -> Rect {
        let mut row = self.left;
        row.min.y = (row.max.y - height).max(row.min.y);
        self.left.max.y = (row.min.y - GAP).max(self.left.min.y);
        row
    }

    /// What has not been cut off.
    pub fn rest(&self) -> Rect {
        self.left
    }
}

/// `rect` in columns whose widths relate as `shares` do.
pub fn columns<const N: usize>(rect: Rect, shares: [f32; N]) -> [Rect; N] {
    let whole: f32 = shares.iter().sum();
    let room = rect.width() - GAP * (N.max(1) - 1) as f32;
    let mut left = rect.left();
    shares.map(|share| {
        let width = room * share / whole;
        let column = Rect::from_min_size(Pos2::new(left, rect.top()), vec2(width, rect.height()));
        left += width + GAP;
        column
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_would_overlap_or_not_fill_their_row() {
        let row = Rect::from_min_size(Pos2::new(10.0, 20.0), vec2(316.0, 50.0));
        let [a, b, c] = columns(row, [1.0, 2.0, 1.0]);
        assert_eq!((a.left(), a.right()), (10.0, 85.0));
        assert_eq!((b.left(), b.right()), (93.0, 243.0));
        assert_eq!((c.left(), c.right()), (251.0, 326.0));
        assert!([a, b, c].iter().all(|r| r.y_range() == row.y_range()));
    }

    #[test]
    fn a_ring_would_close_too_soon_or_never() {
        let line = [
            pos2(0.0, 0.0),
            pos2(4.0, 0.0),
            pos2(4.0, 0.0),
            pos2(4.0, 6.0),
        ];
        for (part, end) in [
            (0.0, pos2(0.0, 0.0)),
            (0.2, pos2(2.0, 0.0)),
            (0.7, pos2(4.0, 3.0)),
            (1.0, pos2(4.0, 6.0)),
        ] {
            let points = beginning(&line, part);
            let last = points.last().expect("there are points");
            assert!(last.distance(end) < 0.001, "{part}: {points:?}");
        }
        assert!(beginning(&[], 0.5).is_empty());
    }

    #[test]
    fn a_panel_too_small_would_give_rows_turned_inside_out() {
        let mut rows = Rows::new(Rect::from_min_size(Pos2::ZERO, vec2(100.0, 60.0)));
        assert_eq!(rows.top(40.0).height(), 40.0);
        assert_eq!(rows.bottom(40.0).height(), 12.0);
        assert_eq!(rows.top(40.0).height(), 0.0);
        assert_eq!(rows.rest().height(), 0.0);
    }
}
