//! The wheel of gestures: held open by a key, aimed by the mouse, done when the key is let go.

use std::f32::consts::TAU;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, CornerRadius, FontId, Id, LayerId, Order, Painter, Pos2, Rect, Stroke, vec2};
use stoa_world::Gesture;

use crate::{Loading, PanelSystems, text, theme};

/// What can be done, clockwise from the top.
pub const EMOTES: [Emote; 10] = [
    Emote::Gesture(Gesture::Wave),
    Emote::Gesture(Gesture::Nod),
    Emote::Gesture(Gesture::Laugh),
    Emote::Gesture(Gesture::Bow),
    Emote::Gesture(Gesture::Dance),
    Emote::SitOrStand,
    Emote::Gesture(Gesture::Point),
    Emote::Gesture(Gesture::Shrug),
    Emote::Gesture(Gesture::Think),
    Emote::Gesture(Gesture::Shake),
];

/// One of the wheel's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emote {
    Gesture(Gesture),
    SitOrStand,
}

/// Nearer to the middle than this nothing is chosen, in points; farther out than this the aim does not go.
const INNER: f32 = 40.0;
const OUTER: f32 = 130.0;
/// How far from the middle the words stand, in points.
const WORDS: egui::Vec2 = vec2(210.0, 140.0);

/// Open while there is an aim. Written by whoever reads the devices.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct EmoteWheel {
    /// From the wheel's middle to the right and down, in points.
    pub aim: Option<Vec2>,
}

impl EmoteWheel {
    /// Moves the aim of an open wheel.
    pub fn push(&mut self, by: Vec2) {
        if let Some(aim) = &mut self.aim {
            *aim = (*aim + by).clamp_length_max(OUTER);
        }
    }

    /// What is aimed at.
    pub fn chosen(&self) -> Option<Emote> {
        let aim = self.aim.filter(|aim| aim.length() >= INNER)?;
        let turn = aim.x.atan2(-aim.y).rem_euclid(TAU) / TAU;
        let count = EMOTES.len();
        let at = (turn * count as f32).round() as usize % count;
        EMOTES.get(at).copied()
    }
}

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<EmoteWheel>().add_systems(
        EguiPrimaryContextPass,
        show.in_set(PanelSystems::Beside)
            .run_if(crate::away::is_shown),
    );
}

fn show(mut contexts: EguiContexts, wheel: Res<EmoteWheel>, loading: Res<Loading>) -> Result {
    let ctx = contexts.ctx_mut()?;
    let Some(aim) = wheel.aim.filter(|_| loading.drawn) else {
        return Ok(());
    };
    let layer = LayerId::new(Order::Middle, Id::new("stoa emotes"));
    let middle = ctx.content_rect().center();
    paint(&ctx.layer_painter(layer), middle, aim, wheel.chosen());
    Ok(())
}

fn paint(painter: &Painter, middle: Pos2, aim: Vec2, chosen: Option<Emote>) {
    let ground = theme::PANEL_LIGHT.gamma_multiply(0.7);
    painter.circle(middle, OUTER * 0.5, ground, Stroke::new(1.0, theme::EDGE));
    let tip = middle + vec2(aim.x, aim.y) * 0.42;
    painter.line_segment([middle, tip], Stroke::new(2.0, theme::WEAK));
    painter.circle_filled(tip, 5.0, theme::ACCENT);
    for (at, emote) in (0_u8..).zip(EMOTES) {
        let turn = f32::from(at) / EMOTES.len() as f32 * TAU;
        let place = middle + vec2(turn.sin(), -turn.cos()) * WORDS;
        let is_chosen = chosen == Some(emote);
        let (fill, ink) = if is_chosen {
            (theme::ACCENT, theme::ON_ACCENT)
        } else {
            (theme::PANEL_LIGHT, theme::PARCHMENT)
        };
        let font = FontId::proportional(theme::BODY);
        let words = painter.layout_no_wrap(text::emote(emote).to_owned(), font, ink);
        let rect = Align2::CENTER_CENTER.anchor_size(place, words.size());
        let pill: Rect = rect.expand2(vec2(16.0, 7.0));
        let edge = Stroke::new(1.0, theme::EDGE);
        let round = CornerRadius::same(16);
        painter.rect(pill, round, fill, edge, egui::StrokeKind::Inside);
        painter.galley(rect.min, words, ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_gesture_would_be_done_than_the_one_aimed_at() {
        let chosen = |x: f32, y: f32| {
            let mut wheel = EmoteWheel {
                aim: Some(Vec2::ZERO),
            };
            wheel.push(Vec2::new(x, y));
            wheel.chosen()
        };
        assert_eq!(chosen(0.0, 0.0), None);
        assert_eq!(chosen(20.0, -20.0), None);
        assert_eq!(chosen(0.0, -60.0), Some(EMOTES[0]));
        assert_eq!(chosen(-3.0, -60.0), Some(EMOTES[0]));
        assert_eq!(chosen(0.0, 60.0), Some(EMOTES[5]));
        for (at, emote) in EMOTES.into_iter().enumerate() {
            let turn = at as f32 / EMOTES.len() as f32 * TAU;
            let aim = Vec2::new(turn.sin(), -turn.cos()) * 1000.0;
            assert_eq!(chosen(aim.x, aim.y), Some(emote), "{at}");
        }
        assert_eq!(EmoteWheel::default().chosen(), None);
    }

    #[test]
    fn a_far_push_would_need_as_far_a_way_back() {
        let mut wheel = EmoteWheel {
            aim: Some(Vec2::ZERO),
        };
        wheel.push(Vec2::new(5000.0, 0.0));
        wheel.push(Vec2::new(-OUTER, 0.0));
        assert_eq!(wheel.chosen(), None);
    }
}
