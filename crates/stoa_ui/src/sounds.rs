//! Captions: what is to be heard, in words, with an arrow to where it comes from.

use std::f32::consts::PI;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{
    Area, Id, Label, LayerId, Margin, Order, Rect, RichText, Sense, Shape, Stroke, TextStyle, pos2,
    vec2,
};
use stoa_world::{DisplayName, StableId};

use crate::{
    Focus, InputOwner, InputOwners, Loading, PanelSystems, SoundKind, SoundSource, SoundsHere,
    UiSettings, ViewCamera,
    clean::clean,
    compass::{heading, within_half_turn},
    room, text, theme,
};

/// Seconds for which a sound is told after it was last heard.
const BRIEF_S: f64 = 2.5;
/// Seconds for which one is told that goes on and on, and after how many of silence it is a new one.
const LASTING_S: f64 = 6.0;
const SILENT_S: f64 = 12.0;
const FADE_S: f64 = 0.5;
/// Lines at once: the newest.
const SHOWN: usize = 4;
/// Steps farther away than this are not told of, in metres.
const STEPS_M: f32 = 10.0;
/// Farther aside than this, nothing is in view, in radians.
const ASIDE: f32 = 45.0 * PI / 180.0;
/// A side of an arrow's square, and what is left around all lines, in points.
const ARROW: f32 = 18.0;
const MARGIN: Margin = Margin::symmetric(14, 8);

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<SoundsHere>().add_systems(
        EguiPrimaryContextPass,
        show.in_set(PanelSystems::Beside)
            .run_if(crate::away::is_shown),
    );
}

/// A sound that is told, or was a moment ago.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    kind: SoundKind,
    who: Option<StableId>,
    at: Vec3,
    /// When it was heard first and last, in seconds.
    since: f64,
    last: f64,
}

impl Line {
    fn until(&self) -> f64 {
        if self.kind.lasts() {
            (self.since + LASTING_S).min(self.last + BRIEF_S)
        } else {
            self.last + BRIEF_S
        }
    }
}

/// Takes in what is heard now; of one kind and one voice only the nearest, which come first.
fn hear(lines: &mut Vec<Line>, sounds: impl Iterator<Item = SoundSource>, now: f64) {
    for sound in sounds {
        let known = |line: &&mut Line| line.kind == sound.kind && line.who == sound.who;
        match lines.iter_mut().find(known) {
            Some(line) if line.last < now => (line.at, line.last) = (sound.at, now),
            // A nearer one of this frame.
            Some(_) => {}
            None => lines.push(Line {
                kind: sound.kind,
                who: sound.who,
                at: sound.at,
                since: now,
                last: now,
            }),
        }
    }
    lines.retain(|line| {
        let after = if line.kind.lasts() { SILENT_S } else { BRIEF_S };
        now < line.last + after
    });
}

fn show(
    mut contexts: EguiContexts,
    camera: Option<Single<&GlobalTransform, With<ViewCamera>>>,
    sounds: Res<SoundsHere>,
    names: Query<(&StableId, &DisplayName)>,
    focus: Res<Focus>,
    owners: Res<InputOwners>,
    settings: Res<UiSettings>,
    loading: Res<Loading>,
    mut lines: Local<Vec<Line>>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let Some(camera) = camera.filter(|_| settings.sound.captions && loading.drawn) else {
        lines.clear();
        return Ok(());
    };
    let eye = camera.translation();
    let yaw = heading(*camera.forward());
    let bearing = |at: Vec3| within_half_turn(yaw - heading(at - eye));
    let mut near: Vec<SoundSource> = sounds
        .0
        .iter()
        // One's partner has a bubble, wherever one looks.
        .filter(|sound| sound.kind != SoundKind::Voice || sound.who != focus.talking_to)
        .filter(|sound| !sound.kind.is_seen() || bearing(sound.at).abs() > ASIDE)
        .filter(|sound| sound.kind != SoundKind::Steps || eye.distance(sound.at) < STEPS_M)
        .map(|sound| SoundSource {
            // Steps are anybody's.
            who: sound.who.filter(|_| sound.kind == SoundKind::Voice),
            ..*sound
        })
        .collect();
    near.sort_by(|a, b| eye.distance(a.at).total_cmp(&eye.distance(b.at)));
    let now = ctx.input(|input| input.time);
    hear(&mut lines, near.into_iter(), now);
    let beside = [InputOwner::Chat, InputOwner::Places];
    if owners.0.iter().any(|owner| !beside.contains(owner)) {
        return Ok(());
    }
    let told: Vec<&Line> = lines.iter().filter(|line| now < line.until()).collect();
    let told = &told[told.len().saturating_sub(SHOWN)..];
    if told.is_empty() {
        return Ok(());
    }
    let words = |line: &Line| {
        let name = line
            .who
            .and_then(|who| names.iter().find(|(id, _)| **id == who));
        let name = name.map(|(_, name)| clean(&name.0, 40));
        text::sound_of(line.kind, name.as_deref())
    };
    stack(ctx, told, now, words, bearing);
    Ok(())
}

/// Above the lower right corner, or where there is room next to it.
fn stack(
    ctx: &egui::Context,
    lines: &[&Line],
    now: f64,
    words: impl Fn(&Line) -> String,
    bearing: impl Fn(Vec3) -> f32,
) {
    let screen = ctx.content_rect().shrink(16.0);
    let words: Vec<String> = lines.iter().map(|line| words(line)).collect();
    let wanted = Rect::from_min_max(screen.max - size_of(ctx, &words), screen.max);
    let place = room::beside(wanted, screen, &room::taken(ctx, room::LAST));
    Area::new(Id::new(room::LAST))
        .fixed_pos(place.min)
        .order(Order::Middle)
        .interactable(false)
        .fade_in(false)
        .show(ctx, |ui| {
            theme::quiet_panel().inner_margin(MARGIN).show(ui, |ui| {
                for (line, words) in lines.iter().zip(words) {
                    let left = (line.until() - now) / FADE_S;
                    ui.scope(|ui| {
                        ui.set_opacity(left.clamp(0.0, 1.0) as f32);
                        ui.horizontal(|ui| {
                            arrow(ui, bearing(line.at));
                            let words = RichText::new(words).color(theme::TEXT);
                            ui.add(Label::new(words).extend());
                        });
                    });
                }
            });
        });
}

/// How large the stack of so many lines will be: from a frame ago one line more would end outside the screen.
fn size_of(ctx: &egui::Context, words: &[String]) -> egui::Vec2 {
    let style = ctx.global_style();
    let painter = ctx.layer_painter(LayerId::background());
    let font = TextStyle::Body.resolve(&style);
    let sizes = words.iter().map(|words| {
        let galley = painter.layout_no_wrap(words.clone(), font.clone(), theme::TEXT);
        galley.size()
    });
    let gap = style.spacing.item_spacing;
    let [mut width, mut height] = [0.0_f32, -gap.y];
    for size in sizes {
        width = width.max(ARROW + gap.x + size.x);
        height += size.y.max(style.spacing.interact_size.y) + gap.y;
    }
    let frame = theme::quiet_panel().inner_margin(MARGIN);
    vec2(width, height) + frame.total_margin().sum()
}

/// Up is ahead; clockwise, as one turns to the right.
fn arrow(ui: &mut egui::Ui, bearing: f32) {
    let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(ARROW), Sense::hover());
    let turn = egui::emath::Rot2::from_angle(bearing);
    let corners = [
        pos2(0.0, -7.0),
        pos2(5.5, 6.0),
        pos2(0.0, 3.0),
        pos2(-5.5, 6.0),
    ];
    let corners = corners.map(|corner| rect.center() + turn * corner.to_vec2());
    let [tip, right, notch, left] = corners;
    for half in [[tip, right, notch], [tip, notch, left]] {
        let half = Shape::convex_polygon(half.to_vec(), theme::ACCENT, Stroke::NONE);
        ui.painter().add(half);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(kind: SoundKind, x: f32) -> SoundSource {
        SoundSource {
            kind,
            who: None,
            at: Vec3::X * x,
        }
    }

    /// Which lines are told at a second, when these are heard all the time from the first to the last.
    fn told(kind: SoundKind, heard: core::ops::Range<f64>, at: f64) -> bool {
        let mut lines = Vec::new();
        for frame in 0..=(at * 10.0) as u32 {
            let now = f64::from(frame) / 10.0;
            let sounds = heard.contains(&now).then(|| sound(kind, 3.0));
            hear(&mut lines, sounds.into_iter(), now);
        }
        lines.iter().any(|line| at < line.until())
    }

    #[test]
    fn what_goes_on_would_be_told_for_ever_or_what_is_over_too_long() {
        for (kind, at, expected) in [
            (SoundKind::Fountain, 5.0, true),
            (SoundKind::Fountain, 7.0, false),
            (SoundKind::Fountain, 29.0, false),
            (SoundKind::Steps, 29.0, true),
            (SoundKind::Steps, 32.0, true),
            (SoundKind::Steps, 33.0, false),
        ] {
            assert_eq!(told(kind, 0.0..30.0, at), expected, "{kind:?} at {at} s");
        }
        assert!(!told(SoundKind::Fountain, 0.0..2.0, 5.0), "it has ended");
    }

    #[test]
    fn somewhere_one_has_been_before_would_never_sound_again() {
        let mut lines = Vec::new();
        let mut at = |now: f64, heard: bool| {
            let sounds = heard.then(|| sound(SoundKind::Fountain, 3.0));
            hear(&mut lines, sounds.into_iter(), now);
            lines.iter().any(|line| now < line.until())
        };
        assert!(at(0.0, true));
        assert!(!at(8.0, true));
        // A moment of silence is none.
        assert!(!at(10.0, false));
        assert!(!at(12.0, true));
        assert!(!at(25.0, false));
        assert!(at(26.0, true));
    }

    #[test]
    fn the_far_one_of_two_fountains_would_be_pointed_at() {
        let mut lines = Vec::new();
        for now in [0.0, 0.1] {
            let both = [
                sound(SoundKind::Fountain, 3.0),
                sound(SoundKind::Fountain, 9.0),
            ];
            hear(&mut lines, both.into_iter(), now);
            assert_eq!(lines.len(), 1);
            assert_eq!(lines[0].at, Vec3::X * 3.0);
        }
    }
}
