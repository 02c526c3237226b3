//! The draft as it lies in the world: outlines, arrows, and handles that the pointer takes hold of.

use bevy::prelude::*;
use bevy_egui::egui;
use egui::{Align2, Area, Color32, FontId, Id, Order, Painter, PointerButton, Pos2, Rect, Sense};
use egui::{Stroke, Ui, vec2};
use stoa_world::{WorldDef, geometry};

use super::{
    Desk,
    handles::{self, Grip, Handle, List, facing},
};
use crate::{
    Building, PlaceDraft,
    bubbles::Eye,
    clean::clean,
    theme::{ACCENT, GOOD, ON_ACCENT, PARCHMENT},
};

/// Marks farther from the eye than this are not drawn, in metres.
const FAR_M: f32 = 60.0;
/// As [`FAR_M`], for the edge of where one can walk.
const EDGE_FAR_M: f32 = 45.0;
/// Metres over the ground at which lines are drawn.
const OVER_M: f32 = 0.03;
/// Corners of the circle around a place.
const CIRCLE: usize = 48;
/// Points across a handle, and across what is sensitive to the pointer.
const HANDLE: f32 = 6.0;
const SENSITIVE: f32 = 24.0;

/// Draws `building` and lets the pointer move it. Panels lie above.
pub(super) fn show(
    ctx: &egui::Context,
    eye: &Eye,
    def: &WorldDef,
    building: &mut Building,
    desk: &mut Desk,
) {
    let area = Area::new(Id::new("stoa place marks"))
        .order(Order::Background)
        .fixed_pos(ctx.content_rect().min);
    area.show(ctx, |ui| {
        let ink = Ink {
            painter: ui.painter().clone(),
            eye,
            def,
        };
        for [a, b] in &building.walkable {
            if a.distance(eye.position()) < EDGE_FAR_M {
                let lift = Vec3::Y * OVER_M;
                ink.segment(*a + lift, *b + lift, Stroke::new(2.0, GOOD));
            }
        }
        for index in 0..desk.list.len(&building.draft) {
            ink.outline(
                &building.draft,
                desk.list,
                index,
                desk.chosen == Some(index),
            );
        }
        take_hold(ui, &ink, building, desk);
    });
}

/// What draws in the world.
struct Ink<'a> {
    painter: Painter,
    eye: &'a Eye<'a>,
    def: &'a WorldDef,
}

impl Ink<'_> {
    /// A point on the ground.
    fn on_ground(&self, at: Vec2) -> Vec3 {
        self.at_height(at, handles::height(self.def, at, 0.0))
    }

    fn at_height(&self, at: Vec2, height: f32) -> Vec3 {
        Vec3::new(at.x, height + OVER_M, at.y)
    }

    fn segment(&self, from: Vec3, to: Vec3, stroke: Stroke) {
        if let Some(line) = self.eye.line(from, to) {
            self.painter.line_segment(line, stroke);
        }
    }

    fn ring(&self, corners: &[Vec3], stroke: Stroke) {
        let after = corners.iter().cycle().skip(1);
        for (from, to) in corners.iter().zip(after) {
            self.segment(*from, *to, stroke);
        }
    }

    /// An arrow on the ground, as long as the way.
    fn arrow(&self, from: Vec2, way: Vec2, height: f32, stroke: Stroke) {
        let tip = from + way;
        let side = way.perp() * 0.16;
        let point = |at| self.at_height(at, height);
        self.segment(point(from), point(tip), stroke);
        for wing in [side, -side] {
            self.segment(point(tip - way * 0.28 + wing), point(tip), stroke);
        }
    }

    fn outline(&self, draft: &PlaceDraft, list: List, index: usize, chosen: bool) {
        let stroke = match chosen {
            true => Stroke::new(3.0, ACCENT),
            false => Stroke::new(1.5, PARCHMENT.gamma_multiply(0.75)),
        };
        match list {
            List::Spawns => {
                let spawn = &draft.spawns[index].is;
                let height = self.on_ground(spawn.at).y;
                let way = facing(spawn.turn_deg);
                self.arrow(spawn.at, way, height, stroke);
                self.circle(spawn.at, 0.35, height, stroke);
            }
            List::Places => {
                let place = &draft.places[index].is;
                let height = self.on_ground(place.at).y;
                self.circle(place.at, place.radius_m, height, stroke);
                for (at, turn_deg) in &place.stands {
                    let height = self.on_ground(*at).y;
                    self.circle(*at, 0.25, height, stroke);
                    self.arrow(*at, facing(*turn_deg) * 0.6, height, stroke);
                }
            }
            List::Seats => {
                for seat in geometry::seats(&draft.seats[index].is) {
                    let at = Vec2::new(seat.at.x, seat.at.z);
                    let way = facing(seat.yaw_rad.to_degrees());
                    self.circle(at, 0.2, seat.at.y, stroke);
                    self.arrow(at, way * 0.7, seat.at.y, stroke);
                }
            }
            List::Regions => {
                let region = &draft.regions[index].is;
                let corners = region.polygon.iter();
                let corners: Vec<Vec3> = corners
                    .map(|at| self.at_height(*at, region.height))
                    .collect();
                self.ring(&corners, stroke);
            }
        }
    }

    fn circle(&self, at: Vec2, radius_m: f32, height: f32, stroke: Stroke) {
        let turn = std::f32::consts::TAU / CIRCLE as f32;
        let corners: Vec<Vec3> = (0..CIRCLE)
            .map(|number| at + Vec2::from_angle(turn * number as f32) * radius_m)
            .map(|corner| self.at_height(corner, height))
            .collect();
        self.ring(&corners, stroke);
    }

    /// Where a handle lies in the world.
    fn place(&self, draft: &PlaceDraft, list: List, handle: &Handle) -> Vec3 {
        let height = match list {
            // A region lies where its height says, whatever lies upon it.
            List::Regions => draft.regions.get(handle.index).map(|one| one.is.height),
            List::Seats => draft.seats.get(handle.index).map(|one| one.is.at.y),
            _ => None,
        };
        match height {
            Some(height) => self.at_height(handle.at, height),
            None => self.on_ground(handle.at),
        }
    }
}

/// The pointer chooses, and pulls what it took hold of.
fn take_hold(ui: &Ui, ink: &Ink, building: &mut Building, desk: &mut Desk) {
    let list = desk.list;
    for handle in handles::handles(&building.draft, list, desk.chosen) {
        let place = ink.place(&building.draft, list, &handle);
        let far = place.distance(ink.eye.position()) > FAR_M;
        let held = desk.held == Some((handle.index, handle.grip));
        let Some(at) = ink.eye.place(place, false).filter(|_| !far || held) else {
            continue;
        };
        let id = Id::new(("stoa place mark", list, handle.index, handle.grip));
        let rect = Rect::from_center_size(at, vec2(SENSITIVE, SENSITIVE));
        // Keys walk through the panel's list instead, which says the same.
        let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        let chosen = desk.chosen == Some(handle.index);
        paint(
            &ink.painter,
            at,
            handle.grip,
            chosen,
            response.hovered() || held,
        );
        if handle.grip == Grip::Middle {
            name(
                &ink.painter,
                at,
                &label(&building.draft, list, handle.index),
                chosen,
            );
        }
        if building.keeping {
            continue;
        }
        if response.clicked() || response.drag_started_by(PointerButton::Primary) {
            desk.choose(handle.index);
        }
        if response.drag_started_by(PointerButton::Primary) {
            desk.held = Some((handle.index, handle.grip));
        }
    }
    let Some((index, grip)) = desk.held else {
        return;
    };
    let (pointer, down) =
        ui.input(|input| (input.pointer.latest_pos(), input.pointer.primary_down()));
    if !down {
        desk.held = None;
        return;
    }
    let all = handles::handles(&building.draft, list, desk.chosen);
    let handle = all
        .into_iter()
        .find(|one| one.index == index && one.grip == grip);
    let (Some(handle), Some(pointer)) = (handle, pointer) else {
        return;
    };
    // It slides over the level that it lies on.
    let level = ink.place(&building.draft, list, &handle).y;
    if let Some(to) = ink.eye.on_level(pointer, level) {
        let to = Vec2::new(to.x, to.z);
        let grip = handles::pull(&mut building.draft, list, handle, to);
        settle(&mut building.draft, list, index, ink.def);
        desk.held = Some((index, grip));
    }
}

/// A seat that is moved stands on the ground there.
pub(super) fn settle(draft: &mut PlaceDraft, list: List, index: usize, def: &WorldDef) {
    if list == List::Seats
        && let Some(seat) = draft.seats.get_mut(index)
    {
        let at = Vec2::new(seat.is.at.x, seat.is.at.z);
        seat.is.at.y = handles::height(def, at, seat.is.at.y);
    }
}

/// What one of a list is called.
pub(super) fn label(draft: &PlaceDraft, list: List, index: usize) -> String {
    let label = match list {
        List::Spawns => draft.spawns.get(index).map(|one| &one.is.id),
        List::Places => draft.places.get(index).map(|one| &one.is.name),
        List::Seats => draft.seats.get(index).map(|one| &one.is.id),
        List::Regions => draft.regions.get(index).map(|one| &one.is.id),
    };
    label.map_or_else(String::new, |label| clean(label, 40))
}

fn paint(painter: &Painter, at: Pos2, grip: Grip, chosen: bool, near: bool) {
    let radius = if near { HANDLE + 2.0 } else { HANDLE };
    let fill = match (grip, chosen) {
        (Grip::Edge(_), _) => ACCENT.gamma_multiply(0.45),
        (_, true) => ACCENT,
        (_, false) => PARCHMENT,
    };
    let edge = Stroke::new(1.5, ON_ACCENT);
    match grip {
        // What turns and what widens looks otherwise than what moves.
        Grip::Turn | Grip::StandTurn(_) | Grip::Rim => {
            painter.circle(at, radius, ON_ACCENT, Stroke::new(2.5, fill));
        }
        Grip::Edge(_) => {
            painter.circle(at, radius - 1.5, fill, edge);
        }
        _ => {
            painter.circle(at, radius, fill, edge);
        }
    }
}

/// The name beside the middle's handle, on a ground of its own.
fn name(painter: &Painter, at: Pos2, name: &str, chosen: bool) {
    let colour = if chosen { ON_ACCENT } else { PARCHMENT };
    let font = FontId::proportional(14.0);
    let galley = painter.layout_no_wrap(name.to_owned(), font, colour);
    let rect = Align2::LEFT_CENTER.anchor_size(at + vec2(14.0, 0.0), galley.size());
    let fill = match chosen {
        true => ACCENT,
        false => Color32::from_black_alpha(150),
    };
    painter.rect_filled(rect.expand2(vec2(6.0, 2.0)), 6.0, fill);
    painter.galley(rect.min, galley, colour);
}
