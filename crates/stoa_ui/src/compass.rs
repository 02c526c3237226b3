//! The compass at the top of the view: where one looks, which places and people lie that way, and how far.

use std::f32::consts::{PI, TAU};

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{
    Align2, Color32, CornerRadius, FontId, LayerId, Order, Painter, Pos2, Rect, Stroke, vec2,
};
use stoa_world::{Blocked, Body, Controller, Places, Pose, StableId};

use crate::{
    Focus, InputOwners, Loading, PanelSystems, UiSettings, ViewCamera, clean::clean, room, text,
    theme, ties::Ties,
};

/// Half of what it shows, in radians.
const HALF: f32 = 60.0 * PI / 180.0;
/// A place this near the middle is named, in radians.
const NAMED: f32 = 7.0 * PI / 180.0;
/// People farther away than this are not shown, in metres.
const PEOPLE_M: f32 = 40.0;
const SIZE: egui::Vec2 = vec2(440.0, 30.0);
const TOP: f32 = 12.0;
/// Narrower than this it tells nothing; and what it keeps from a card.
const NARROWEST: f32 = 160.0;
const GAP: f32 = 8.0;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(PanelSystems::Beside)
            .run_if(crate::away::is_shown),
    );
}

/// What lies somewhere around.
#[derive(Debug, Clone, PartialEq)]
struct Mark {
    /// From the middle of the view to the right, in radians, within ±π.
    bearing: f32,
    distance_m: f32,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// With its name.
    Place(String),
    Agent,
    Person,
    /// Whom one talks to.
    Partner,
}

fn show(
    mut contexts: EguiContexts,
    camera: Option<Single<&GlobalTransform, With<ViewCamera>>>,
    places: Option<Res<Places>>,
    bodies: Query<(&StableId, &Pose, &Controller, &Blocked), With<Body>>,
    ties: Ties,
    focus: Res<Focus>,
    owners: Res<InputOwners>,
    settings: Res<UiSettings>,
    loading: Res<Loading>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let (Some(camera), Some(me)) = (camera, ties.me()) else {
        return Ok(());
    };
    if !loading.drawn || !owners.is_game() || !settings.picture.compass {
        return Ok(());
    }
    let eye = camera.translation();
    let yaw = heading(*camera.forward());
    let mut marks = Vec::new();
    for place in places.iter().flat_map(|places| places.places.values()) {
        let kind = Kind::Place(clean(&place.name, 40));
        marks.extend(mark(eye, yaw, place.at, kind));
    }
    let own = ties.own();
    for (id, pose, controller, theirs) in &bodies {
        if *id == me || own.is_hidden(*id, theirs) {
            continue;
        }
        let kind = match controller {
            _ if focus.talking_to == Some(*id) => Kind::Partner,
            Controller::Agent => Kind::Agent,
            _ => Kind::Person,
        };
        marks.extend(mark(eye, yaw, pose.position(), kind).filter(|m| m.distance_m <= PEOPLE_M));
    }
    let screen = ctx.content_rect();
    let taken = room::taken(ctx, "");
    let Some(rect) = place(screen, &taken) else {
        return Ok(());
    };
    let layer = LayerId::new(Order::Background, egui::Id::new("stoa compass"));
    paint(&ctx.layer_painter(layer), screen, rect, yaw, &marks);
    Ok(())
}

/// Where it ends, in points from the screen's top, while it may be there.
pub(crate) fn lower_edge(screen: Rect, owners: &InputOwners, settings: &UiSettings) -> f32 {
    if owners.is_game() && settings.picture.compass {
        whole(screen).bottom() + GAP
    } else {
        screen.top()
    }
}

/// Where it is while nothing stands beside it.
fn whole(screen: Rect) -> Rect {
    let size = vec2(SIZE.x.min(screen.width() * 0.5), SIZE.y);
    let corner = Pos2::new(screen.center().x - size.x / 2.0, screen.top() + TOP);
    Rect::from_min_size(corner, size)
}

/// Where it is: at the top, as wide as cards beside it leave it; nowhere when that is too narrow.
fn place(screen: Rect, taken: &[Rect]) -> Option<Rect> {
    let mut rect = whole(screen);
    for other in taken {
        if !rect.intersects(*other) {
            continue;
        }
        if other.center().x < screen.center().x {
            rect.min.x = rect.min.x.max(other.max.x + GAP);
        } else {
            rect.max.x = rect.max.x.min(other.min.x - GAP);
        }
    }
    (rect.width() >= NARROWEST).then_some(rect)
}

/// Counter-clockwise from north (−z), in radians, as poses turn.
pub(crate) fn heading(ahead: Vec3) -> f32 {
    (-ahead.x).atan2(-ahead.z)
}

/// Nothing for what is underfoot.
fn mark(eye: Vec3, yaw: f32, at: Vec3, kind: Kind) -> Option<Mark> {
    let way = (at - eye).with_y(0.0);
    let distance_m = way.length();
    (distance_m > 1.0).then(|| Mark {
        bearing: within_half_turn(yaw - heading(way)),
        distance_m,
        kind,
    })
}

pub(crate) fn within_half_turn(angle: f32) -> f32 {
    (angle + PI).rem_euclid(TAU) - PI
}

/// The place that is named: of those in the middle the nearest.
fn named(marks: &[Mark]) -> Option<(&str, f32)> {
    let places = marks.iter().filter_map(|mark| match &mark.kind {
        Kind::Place(name) if mark.bearing.abs() <= NAMED => Some((name.as_str(), mark.distance_m)),
        _ => None,
    });
    places.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// As much of it as `rect` shows; straight ahead is the middle of the screen.
fn paint(painter: &Painter, screen: Rect, rect: Rect, yaw: f32, marks: &[Mark]) {
    painter.rect(
        rect,
        CornerRadius::same(15),
        theme::PANEL_LIGHT.gamma_multiply(0.62),
        Stroke::new(1.0, theme::EDGE),
        egui::StrokeKind::Inside,
    );
    let inner = rect.shrink2(vec2(18.0, 0.0));
    let half = whole(screen).width() / 2.0 - 18.0;
    // Where a bearing lies, and how much of it is seen: it fades toward the ends.
    let place = |bearing: f32| {
        let share = bearing / HALF;
        let seen = (1.0 - share.abs()) * 6.0;
        let x = screen.center().x + share * half;
        (seen > 0.0 && inner.x_range().contains(x)).then_some((x, seen.min(1.0)))
    };
    for (quarter, word) in (0_u8..).zip(text::quarters()) {
        let at = within_half_turn(yaw + f32::from(quarter) * PI / 2.0);
        if let Some((x, seen)) = place(at) {
            let pos = Pos2::new(x, rect.center().y);
            let colour = theme::PARCHMENT.gamma_multiply(seen);
            let font = FontId::proportional(theme::SMALL);
            painter.text(pos, Align2::CENTER_CENTER, word, font, colour);
        }
        for step in 1..6_u8 {
            let between = at + f32::from(step) * PI / 12.0;
            if let Some((x, seen)) = place(within_half_turn(between)) {
                let tall = if step == 3 { 4.0 } else { 2.5 };
                let colour = theme::WEAK.gamma_multiply(seen * 0.6);
                let y = rect.center().y;
                painter.vline(x, y - tall..=y + tall, Stroke::new(1.0, colour));
            }
        }
    }
    for mark in marks {
        if let Some((x, seen)) = place(mark.bearing) {
            sign(painter, rect, x, seen, &mark.kind);
        }
    }
    if let Some((name, distance_m)) = named(marks) {
        let words = text::at_distance(name, distance_m);
        let font = FontId::proportional(theme::SMALL);
        let words = painter.layout_no_wrap(words, font, theme::PARCHMENT);
        let aside = words.size().x / 2.0;
        let ends = rect.left() + aside..=rect.right() - aside;
        let middle = match ends.is_empty() {
            true => rect.center().x,
            false => screen.center().x.clamp(*ends.start(), *ends.end()),
        };
        let pos = Pos2::new(middle, rect.bottom() + 4.0);
        let ground = Rect::from_min_size(pos - vec2(aside, 0.0), words.size());
        let dark = theme::PANEL_LIGHT.gamma_multiply(0.62);
        painter.rect_filled(ground.expand2(vec2(9.0, 2.0)), 8.0, dark);
        painter.galley(ground.min, words, theme::PARCHMENT);
    }
}

fn sign(painter: &Painter, rect: Rect, x: f32, seen: f32, kind: &Kind) {
    let dot = |y: f32, size: f32, colour: Color32| {
        painter.circle_filled(Pos2::new(x, y), size, colour.gamma_multiply(seen));
    };
    match kind {
        Kind::Place(_) => {
            let colour = theme::PARCHMENT.gamma_multiply(seen);
            let middle = Pos2::new(x, rect.bottom() - 4.0);
            let corners = [
                vec2(0.0, -4.0),
                vec2(4.0, 0.0),
                vec2(0.0, 4.0),
                vec2(-4.0, 0.0),
            ];
            let corners = corners.map(|corner| middle + corner).to_vec();
            let none = Stroke::NONE;
            painter.add(egui::Shape::convex_polygon(corners, colour, none));
        }
        Kind::Agent => dot(rect.top() + 5.0, 2.5, theme::ACCENT),
        Kind::Person => dot(rect.top() + 5.0, 2.5, theme::GOOD),
        Kind::Partner => dot(rect.top() + 5.0, 4.5, theme::ACCENT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearing(yaw_deg: f32, at: Vec3) -> f32 {
        let mark = mark(Vec3::ZERO, yaw_deg.to_radians(), at, Kind::Agent);
        mark.map_or(f32::NAN, |mark| mark.bearing.to_degrees())
    }

    #[test]
    fn what_lies_on_the_right_would_be_shown_on_the_left() {
        // North is −z, east is +x; headings turn to the left.
        for (yaw, at, expected) in [
            (0.0, Vec3::NEG_Z, 0.0),
            (0.0, Vec3::X, 90.0),
            (0.0, Vec3::NEG_X, -90.0),
            (90.0, Vec3::NEG_X, 0.0),
            (90.0, Vec3::NEG_Z, 90.0),
            (350.0, Vec3::NEG_Z, -10.0),
            (10.0, Vec3::new(0.0, 5.0, -1.0), 10.0),
        ] {
            let found = bearing(yaw, at * 10.0);
            assert!((found - expected).abs() < 1e-3, "{yaw} {at}: {found}");
        }
        assert!(bearing(0.0, Vec3::new(0.2, 9.0, 0.1)).is_nan(), "underfoot");
        assert!((heading(Vec3::NEG_X).to_degrees() - 90.0).abs() < 1e-3);
    }

    #[test]
    fn the_name_of_another_place_would_stand_under_the_compass() {
        let place = |name: &str, bearing_deg: f32, distance_m| Mark {
            bearing: bearing_deg.to_radians(),
            distance_m,
            kind: Kind::Place(name.to_owned()),
        };
        let person = Mark {
            kind: Kind::Agent,
            ..place("", 0.0, 2.0)
        };
        let marks = [
            place("the market", 2.0, 30.0),
            place("the fountain", -4.0, 12.0),
            place("the bakery", 20.0, 5.0),
            person,
        ];
        assert_eq!(named(&marks), Some(("the fountain", 12.0)));
        assert_eq!(named(&marks[2..]), None);
    }

    #[test]
    fn a_card_in_a_corner_would_lie_on_the_compass() {
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(853.0, 480.0));
        let left = Rect::from_min_size(Pos2::new(16.0, 16.0), vec2(370.0, 160.0));
        let right = Rect::from_min_size(Pos2::new(480.0, 16.0), vec2(357.0, 440.0));
        let whole = place(screen, &[]).expect("room");
        assert_eq!(whole.center().x, screen.center().x);
        let beside = place(screen, &[left]).expect("room");
        assert!(beside.left() > left.right() && beside.right() == whole.right());
        let beside = place(screen, &[right]).expect("room");
        assert!(beside.right() < right.left() && beside.left() == whole.left());
        assert_eq!(place(screen, &[left, right]), None);
        // What lies elsewhere takes nothing of it.
        let below = left.translate(vec2(0.0, 200.0));
        assert_eq!(place(screen, &[below]), Some(whole));
    }
}
