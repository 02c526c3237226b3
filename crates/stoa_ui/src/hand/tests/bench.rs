//! A context that is stepped by hand, and what must hold of everything it shows.

use bevy_egui::egui;
use egui::{
    Color32, Context, Event, Galley, Id, Modifiers, PointerButton, Pos2, RawInput, Rect, Shape, Ui,
    Vec2,
    epaint::{ClippedShape, text::Glyph},
    pos2, vec2,
};

use crate::{hand::target::SMALLEST, theme};

pub(super) const PANEL: Vec2 = vec2(480.0, 640.0);
pub(super) const AWAY: Pos2 = pos2(1.0, 1.0);

/// A context of a given size, stepped by hand.
pub(super) struct Bench {
    pub(super) ctx: Context,
    pub(super) size: Vec2,
    pub(super) time: f64,
    pub(super) shapes: Vec<ClippedShape>,
}

impl Bench {
    pub(super) fn new(size: Vec2) -> Self {
        let ctx = Context::default();
        theme::install(&ctx, 1.0);
        Self {
            ctx,
            size,
            time: 0.0,
            shapes: Vec::new(),
        }
    }

    pub(super) fn frame<T>(
        &mut self,
        events: Vec<Event>,
        show: &mut impl FnMut(&mut Ui) -> Vec<T>,
    ) -> Vec<T> {
        self.time += 0.05;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let mut out = Vec::new();
        let mut output = self.ctx.run_ui(input, |ui| out.extend(show(ui)));
        self.shapes = std::mem::take(&mut output.shapes);
        output.drop_without_applying_deltas();
        out
    }

    /// Points, presses and lets go, a frame each; the hand shakes a little.
    pub(super) fn click<T>(
        &mut self,
        at: Pos2,
        show: &mut impl FnMut(&mut Ui) -> Vec<T>,
    ) -> Vec<T> {
        let mut out = self.frame(vec![Event::PointerMoved(at)], show);
        out.extend(self.frame(vec![button(at, true)], show));
        let shaken = at + vec2(7.0, 5.0);
        let release = vec![Event::PointerMoved(shaken), button(shaken, false)];
        out.extend(self.frame(release, show));
        out
    }

    pub(super) fn rect(&self, id: Id) -> Rect {
        self.ctx.read_response(id).expect("it is shown").rect
    }

    pub(super) fn targets(&self) -> Vec<(Id, Rect)> {
        self.ctx.viewport(|viewport| {
            let all = viewport.prev_pass.widgets.layers().flat_map(|(_, w)| w);
            all.filter(|widget| widget.sense.senses_click())
                .map(|widget| (widget.id, widget.rect))
                .collect()
        })
    }

    /// Nothing too small, nothing over another, nothing outside; returns how many targets there are.
    pub(super) fn check_layout(&self, what: &str) -> usize {
        let screen = Rect::from_min_size(Pos2::ZERO, self.size).expand(0.01);
        let targets = self.targets();
        for (at, (_, rect)) in targets.iter().enumerate() {
            let big = rect.height() >= SMALLEST - 0.01 && rect.width() >= SMALLEST - 0.01;
            assert!(big, "{what}: {rect:?}");
            assert!(screen.contains_rect(*rect), "{what}: {rect:?}");
            for (_, other) in &targets[at + 1..] {
                let both = rect.intersect(*other);
                let apart = both.width() < 0.01 || both.height() < 0.01;
                assert!(apart, "{what}: {rect:?} {other:?}");
            }
        }
        targets.len()
    }

    /// All text lies within the panel and its clip; returns it.
    pub(super) fn check_text(&self, what: &str, may_be_cut: bool) -> Vec<String> {
        let screen = Rect::from_min_size(Pos2::ZERO, self.size);
        let mut texts = Vec::new();
        for ClippedShape { clip_rect, shape } in &self.shapes {
            for text in text_shapes(shape) {
                let rect = text.galley.rect.translate(text.pos.to_vec2());
                let words = text.galley.text().to_owned();
                let room = clip_rect.intersect(screen).expand(0.5);
                assert!(room.contains_rect(rect), "{what}: {words:?} {rect:?}");
                let whole = !text.galley.elided && !words.contains('…');
                assert!(whole || may_be_cut, "{what}: {words:?} is cut");
                let boxes = self.has_boxes(&text.galley);
                assert!(!boxes || may_be_cut, "{what}: {words:?} shows a box");
                texts.push(words);
            }
        }
        texts
    }
}

impl Bench {
    /// True when a character is drawn as the sign for those that no font has.
    pub(super) fn has_boxes(&self, galley: &Galley) -> bool {
        let font = galley.job.sections[0].format.font_id.clone();
        let missing = self
            .ctx
            .fonts_mut(|fonts| fonts.layout_no_wrap("\u{f0000}".into(), font, Color32::WHITE));
        let of = |glyph: &Glyph| {
            (
                glyph.uv_rect.size,
                glyph.uv_rect.offset,
                glyph.advance_width,
            )
        };
        let sign = of(&missing.rows[0].glyphs[0]);
        galley
            .rows
            .iter()
            .any(|row| row.glyphs.iter().any(|glyph| of(glyph) == sign))
    }
}

pub(super) fn text_shapes(shape: &Shape) -> Vec<&egui::epaint::TextShape> {
    match shape {
        Shape::Text(text) => vec![text],
        Shape::Vec(shapes) => shapes.iter().flat_map(text_shapes).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}
