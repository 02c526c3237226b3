//! Comfort: how one moves and turns, at a glance; every choice is one click.

use bevy_egui::egui::Rect;

use super::{Command, Panel};
use crate::hand::{
    comfort::{Comfort, ComfortChange, HEIGHT_USUAL_CM, Movement, Preset, Turn, Vignette},
    target::{GAP, Rows, columns},
    text,
};

const TITLE: f32 = 18.0;
const CHOICE: f32 = 52.0;
/// Degrees of a snap turn.
const SNAPS: [u16; 5] = [15, 30, 45, 60, 90];
/// What a press makes one taller or shorter.
const STEP_CM: u16 = 5;

/// `height_asked`: the headset knows no floor, and the person has not said how tall they are.
pub(super) fn show(panel: &mut Panel, rect: Rect, comfort: &Comfort, height_asked: bool) {
    let mut rows = Rows::new(rect);
    let now = comfort.preset();
    let presets = Preset::ALL.map(|preset| {
        let label = preset_label(preset).to_owned();
        let change = ComfortChange::Preset(preset);
        (label, now == Some(preset), change)
    });
    choices(panel, &mut rows, text::preset(), presets);
    let kinds = [
        (Movement::Teleport, text::teleport()),
        (Movement::Smooth, text::smooth()),
    ];
    let kinds = kinds.map(|(movement, label)| {
        let change = ComfortChange::Movement(movement);
        (label.to_owned(), comfort.movement == movement, change)
    });
    choices(panel, &mut rows, text::movement(), kinds);
    turns(panel, &mut rows, comfort);
    let vignettes = [
        (Vignette::Off, text::off()),
        (Vignette::Light, text::light()),
        (Vignette::Strong, text::strong()),
    ];
    let vignettes = vignettes.map(|(vignette, label)| {
        let change = ComfortChange::Vignette(vignette);
        (label.to_owned(), comfort.vignette == vignette, change)
    });
    choices(panel, &mut rows, text::vignette(), vignettes);
    let (seated, left, gaze) = (comfort.seated, comfort.left_handed, comfort.by_gaze);
    let body = [
        (text::seated(), seated, ComfortChange::Seated(!seated)),
        (text::left_handed(), left, ComfortChange::LeftHanded(!left)),
        (text::by_gaze(), gaze, ComfortChange::ByGaze(!gaze)),
    ];
    let body = body.map(|(label, on, change)| (label.to_owned(), on, change));
    choices(panel, &mut rows, text::body(), body);
    height(panel, &mut rows, comfort, height_asked);
}

/// Shorter, as it is (which says so for good), taller.
fn height(panel: &mut Panel, rows: &mut Rows, comfort: &Comfort, asked: bool) {
    let now = comfort.height_cm.unwrap_or(HEIGHT_USUAL_CM);
    let heights = [
        ("−".to_owned(), false, now.saturating_sub(STEP_CM)),
        (text::metres(now), comfort.height_cm.is_some(), now),
        ("+".to_owned(), false, now + STEP_CM),
    ];
    let heights =
        heights.map(|(label, chosen, height)| (label, chosen, ComfortChange::Height(height)));
    let title = if asked {
        text::height_asked()
    } else {
        text::height()
    };
    row(panel, rows, title, [1.0, 2.0, 1.0], heights);
}

fn turns(panel: &mut Panel, rows: &mut Rows, comfort: &Comfort) {
    let [a, b, c, d, e] = SNAPS.map(|degrees| {
        let turn = Turn::Snap(degrees);
        (text::degrees(degrees), turn)
    });
    let smooth = (text::smooth().to_owned(), Turn::Smooth);
    let turns = [a, b, c, d, e, smooth]
        .map(|(label, turn)| (label, comfort.turn == turn, ComfortChange::Turn(turn)));
    let shares = [1.0, 1.0, 1.0, 1.0, 1.0, 1.5];
    row(panel, rows, text::turning(), shares, turns);
}

/// Choices of one width.
fn choices<const N: usize>(
    panel: &mut Panel,
    rows: &mut Rows,
    title: &str,
    choices: [(String, bool, ComfortChange); N],
) {
    row(panel, rows, title, [1.0; N], choices);
}

/// A title and its choices in a row: label, whether it holds, what it does.
fn row<const N: usize>(
    panel: &mut Panel,
    rows: &mut Rows,
    title: &str,
    shares: [f32; N],
    choices: [(String, bool, ComfortChange); N],
) {
    let mut both = Rows::new(rows.top(TITLE + GAP + CHOICE));
    panel.title(both.top(TITLE), title);
    let rects = columns(both.rest(), shares);
    for ((label, chosen, change), rect) in choices.into_iter().zip(rects) {
        panel.choice(rect, &label, chosen, Command::Comfort(change));
    }
}

fn preset_label(preset: Preset) -> &'static str {
    match preset {
        Preset::Comfortable => text::comfortable(),
        Preset::Balanced => text::balanced(),
        Preset::Free => text::free(),
    }
}
