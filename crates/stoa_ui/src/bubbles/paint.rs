use std::sync::Arc;

use bevy_egui::egui::{
    Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2,
    pos2, text::LayoutJob, text::TextFormat, vec2,
};

use super::{BUBBLE_M, Block, Bubble, DOT_M, NAME_M, NAME_REACH, REACH, ROLE_M, revealed, wrap};
use crate::{text, theme};

/// Columns of a bubble's lines.
const COLUMNS: usize = 38;
/// Points around the words.
const PADDING: Vec2 = vec2(14.0, 10.0);
const TAG_PADDING: Vec2 = vec2(10.0, 4.0);
const TAIL: f32 = 9.0;
/// Points between bubble and tag: room for the tail.
const SPACE: f32 = 5.0;

/// What is known of one head in this frame.
#[derive(Debug, Clone)]
pub struct Look {
    /// Over the head, on the screen.
    pub anchor: Pos2,
    pub distance_m: f32,
    /// Whom one talks to: always on the screen.
    pub keep: bool,
    pub focused: bool,
    /// Empty: no tag (the person's own body).
    pub name: String,
    /// Of the name, where people have colours.
    pub colour: Option<Color32>,
    pub role: String,
    /// Metres from the person, to be told in the tag.
    pub away_m: Option<f32>,
    pub agent: bool,
    pub bubble: Option<Bubble>,
    pub opacity: f32,
    pub thinking: bool,
}

/// One head's tag and bubble, laid out.
pub struct Card {
    anchor: Pos2,
    keep: bool,
    agent: bool,
    focused: bool,
    tag: Option<Tag>,
    bubble: Option<Words>,
    /// Who speaks too far away to be read.
    dot: Option<f32>,
}

struct Tag {
    name: Arc<Galley>,
    colour: Color32,
    chip: Option<Arc<Galley>>,
    /// Role and distance.
    below: Option<Arc<Galley>>,
    opacity: f32,
}

struct Words {
    words: Arc<Galley>,
    /// The words' size when all of them are out, so that the bubble does not jitter.
    width: f32,
    source: Option<Arc<Galley>>,
    opacity: f32,
}

impl Card {
    /// Lays out what is to be seen at this distance; `time` in seconds moves the dots of thought.
    pub fn new(painter: &Painter, look: &Look, time: f64) -> Self {
        let near = look.keep || look.distance_m <= BUBBLE_M;
        let speaks = look.bubble.is_some() || look.thinking;
        let far = !near && speaks && look.distance_m <= DOT_M;
        let shown = near.then(|| Words::new(painter, look, time)).flatten();
        Self {
            anchor: look.anchor,
            keep: look.keep,
            agent: look.agent,
            focused: look.focused,
            tag: Tag::new(painter, look),
            bubble: shown,
            dot: far.then(|| 1.0 - look.distance_m / DOT_M * 0.6),
        }
    }

    /// The room it takes.
    pub fn block(&self) -> Block {
        let tag = self.tag.as_ref().map_or(Vec2::ZERO, Tag::size);
        let bubble = self.bubble.as_ref().map_or(Vec2::ZERO, Words::size);
        let space = if self.bubble.is_some() {
            SPACE + TAIL
        } else {
            0.0
        };
        let size = vec2(tag.x.max(bubble.x), tag.y + bubble.y + space);
        let name_alone = self.bubble.is_none() && self.dot.is_none() && !self.focused;
        Block {
            anchor: self.anchor,
            size,
            reach: if name_alone { NAME_REACH } else { REACH },
            keep: self.keep || self.focused,
        }
    }

    /// Paints it at `spot`; without one only the dot over the head remains.
    pub fn paint(&self, painter: &Painter, spot: Option<Rect>) {
        let Some(spot) = spot else { return };
        let mut bottom = spot.bottom();
        if let Some(tag) = &self.tag {
            let size = tag.size();
            let rect =
                Rect::from_min_size(pos2(spot.center().x - size.x / 2.0, bottom - size.y), size);
            tag.paint(painter, rect, self.agent, self.focused);
            bottom = rect.top() - SPACE;
        }
        if let Some(words) = &self.bubble {
            let size = words.size();
            let tip = pos2(
                self.anchor.x.clamp(spot.left() + 24.0, spot.right() - 24.0),
                bottom,
            );
            let top = bottom - TAIL - size.y;
            let rect = Rect::from_min_size(pos2(spot.center().x - size.x / 2.0, top), size);
            words.paint(painter, rect, tip);
        }
        if let Some(strength) = self.dot {
            let at = pos2(self.anchor.x, spot.top() - 8.0);
            painter.circle_filled(at, 6.0, theme::INK.gamma_multiply(0.5 * strength));
            painter.circle_filled(at, 4.5, theme::PARCHMENT.gamma_multiply(strength));
        }
    }
}

impl Tag {
    fn new(painter: &Painter, look: &Look) -> Option<Self> {
        let opacity = match look {
            Look { focused: true, .. } => 1.0,
            _ => ((NAME_M - look.distance_m) / 2.0).clamp(0.0, 1.0) * 0.92,
        };
        if look.name.is_empty() || opacity <= 0.02 {
            return None;
        }
        let line = |text: &str, size: f32, colour: Color32| {
            painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), colour)
        };
        let colour = match look.colour {
            Some(colour) => colour,
            None if look.focused => theme::PARCHMENT,
            None => theme::TEXT,
        };
        let with_role = look.focused || look.distance_m <= ROLE_M;
        let role = Some(look.role.as_str()).filter(|role| with_role && !role.is_empty());
        let below = match (role, look.away_m) {
            (None, None) => None,
            (Some(role), None) => Some(role.to_owned()),
            (role, away_m) => Some(text::role_and_place(role.unwrap_or_default(), away_m)),
        };
        Some(Self {
            name: line(&look.name, 16.0, colour),
            colour,
            chip: look
                .agent
                .then(|| line(text::ai_mark(), 12.0, theme::ACCENT)),
            below: below.map(|words| line(&words, 15.0, theme::WEAK)),
            opacity,
        })
    }

    fn chip_width(&self) -> f32 {
        self.chip
            .as_ref()
            .map_or(0.0, |chip| chip.size().x + 10.0 + 8.0)
    }

    fn size(&self) -> Vec2 {
        let name = self.name.size() + vec2(self.chip_width(), 0.0);
        let below = self.below.as_ref().map_or(Vec2::ZERO, |below| below.size());
        vec2(name.x.max(below.x), name.y + below.y) + TAG_PADDING * 2.0
    }

    fn paint(&self, painter: &Painter, rect: Rect, agent: bool, focused: bool) {
        let fade = |colour: Color32| colour.gamma_multiply(self.opacity);
        let edge = if focused { theme::ACCENT } else { theme::EDGE };
        let stroke = Stroke::new(if focused { 1.5 } else { 1.0 }, fade(edge));
        let radius = CornerRadius::same(9);
        painter.rect(
            rect,
            radius,
            fade(theme::PANEL_LIGHT),
            stroke,
            StrokeKind::Inside,
        );
        let width = self.name.size().x + self.chip_width();
        let mut at = pos2(rect.center().x - width / 2.0, rect.top() + TAG_PADDING.y);
        painter.galley_with_override_text_color(at, self.name.clone(), fade(self.colour));
        at.x += self.name.size().x + 8.0;
        if let Some(chip) = self.chip.as_ref().filter(|_| agent) {
            let size = chip.size() + vec2(10.0, 2.0);
            let middle = at.y + self.name.size().y / 2.0;
            let frame = Rect::from_min_size(pos2(at.x, middle - size.y / 2.0), size);
            let edge = Stroke::new(1.0, fade(theme::ACCENT));
            painter.rect_stroke(frame, CornerRadius::same(5), edge, StrokeKind::Inside);
            let inside = frame.min + vec2(5.0, 1.0);
            painter.galley_with_override_text_color(inside, chip.clone(), fade(theme::ACCENT));
        }
        if let Some(below) = &self.below {
            let at = pos2(
                rect.center().x - below.size().x / 2.0,
                rect.top() + TAG_PADDING.y + self.name.size().y,
            );
            painter.galley_with_override_text_color(at, below.clone(), fade(theme::WEAK));
        }
    }
}

impl Words {
    fn new(painter: &Painter, look: &Look, time: f64) -> Option<Self> {
        // Farther off it is still a bubble, but fainter.
        let clear = (1.35 - look.distance_m / BUBBLE_M * 0.7).clamp(0.6, 1.0);
        let clear = if look.keep { 1.0 } else { clear };
        let spoken = look.bubble.as_ref().filter(|bubble| bubble.spoken > 0);
        if look.thinking && spoken.is_none_or(|bubble| bubble.spoken >= bubble.text.len()) {
            let step = (time * 3.0) as usize % text::THINKING.len();
            let dots = text::THINKING[step];
            let words =
                painter.layout_no_wrap(dots.to_owned(), FontId::proportional(22.0), theme::INK);
            return Some(Self {
                words,
                width: 40.0,
                source: None,
                opacity: clear,
            });
        }
        let bubble = spoken?;
        let font = FontId::proportional(17.0);
        let lines = wrap(&bubble.text, COLUMNS);
        let shown = revealed(&bubble.text, bubble.spoken);
        let upto = |end: usize| -> String {
            let part = lines.iter().filter(|line| line.start < end);
            let part = part.map(|line| &bubble.text[line.start..line.end.min(end)]);
            part.collect::<Vec<_>>().join("\n")
        };
        let layout = |text: String| {
            let mut job =
                LayoutJob::single_section(text, TextFormat::simple(font.clone(), theme::INK));
            job.wrap.max_width = f32::INFINITY;
            painter.layout_job(job)
        };
        // While it is short the bubble grows with the words; from the second line on it has its full width.
        let words = layout(upto(shown));
        let whole = layout(upto(bubble.text.len())).size().x;
        let width = if lines.len() > 1 {
            whole
        } else {
            words.size().x
        };
        let source = bubble.source.as_ref().map(|source| {
            let source = crate::clean::clean(source, 44);
            painter.layout_no_wrap(source, FontId::proportional(12.5), theme::INK_WEAK)
        });
        Some(Self {
            words,
            width,
            source,
            opacity: look.opacity * clear,
        })
    }

    fn size(&self) -> Vec2 {
        let source = self
            .source
            .as_ref()
            .map_or(Vec2::ZERO, |source| source.size());
        let below = if self.source.is_some() { 3.0 } else { 0.0 };
        vec2(
            self.width.max(source.x),
            self.words.size().y + source.y + below,
        ) + PADDING * 2.0
    }

    fn paint(&self, painter: &Painter, rect: Rect, tip: Pos2) {
        let fade = |colour: Color32| colour.gamma_multiply(self.opacity);
        let radius = CornerRadius::same(14);
        painter.add(theme::shadow_of(rect, radius, self.opacity));
        painter.rect_filled(rect, radius, fade(theme::PARCHMENT));
        let root = pos2(tip.x, rect.bottom() - 1.0);
        let tail = vec![
            root - vec2(TAIL, 0.0),
            root + vec2(TAIL, 0.0),
            pos2(tip.x, tip.y),
        ];
        painter.add(Shape::convex_polygon(
            tail,
            fade(theme::PARCHMENT),
            Stroke::NONE,
        ));
        let at = rect.min + PADDING;
        painter.galley_with_override_text_color(at, self.words.clone(), fade(theme::INK));
        if let Some(source) = &self.source {
            let at = pos2(at.x, rect.bottom() - PADDING.y - source.size().y);
            painter.galley_with_override_text_color(at, source.clone(), fade(theme::INK_WEAK));
        }
    }
}
