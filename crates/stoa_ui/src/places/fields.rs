//! The panel's list, and the fields of the one that is chosen.

use bevy::prelude::*;
use bevy_egui::egui;
use egui::{Button, Checkbox, ComboBox, DragValue, RichText, TextEdit, Ui, vec2};
use stoa_world::{Part, PartKind, PlaceDef, Region, SpawnDef, Surface, WorldDef};

use super::{
    Desk,
    handles::{List, centimetres, turn_to},
    marks,
};
use crate::{
    Entry, PlaceDraft,
    settings::rows::{field, field_width, row, rows, tall_row},
    text, theme,
};

/// Letters of a name, and of what is told about a place.
const LINE: usize = 80;
const LINES: usize = 1_000;
/// Coordinates stay within ± this many metres.
const WORLD_M: f32 = stoa_world::MAX_COORDINATE_M;

/// Where the person stands, and where they look (degrees counter-clockwise from north).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Here {
    pub(super) at: Vec2,
    pub(super) turn_deg: f32,
}

/// The buttons that add something, then all there is; below the chosen one its fields.
pub(super) fn show(
    ui: &mut Ui,
    draft: &mut PlaceDraft,
    desk: &mut Desk,
    here: Option<Here>,
    def: &WorldDef,
) {
    let list = desk.list;
    if let Some(here) = here {
        add(ui, draft, desk, here, def);
    }
    if list == List::Regions {
        theme::note(ui, text::ground_note());
    }
    let mut removed = None;
    for index in 0..list.len(draft) {
        let chosen = desk.chosen == Some(index);
        let label = marks::label(draft, list, index);
        let button = Button::selectable(chosen, label).min_size(vec2(ui.available_width(), 30.0));
        let button = ui.add(button);
        if button.clicked() {
            desk.chosen = (!chosen).then_some(index);
        }
        if chosen && !std::mem::replace(&mut desk.revealed, true) {
            button.scroll_to_me(None);
        }
        if !chosen {
            continue;
        }
        theme::card().show(ui, |ui| {
            rows(ui, "stoa places fields", |ui| match list {
                List::Spawns => spawn(ui, &mut draft.spawns[index], here),
                List::Places => place(ui, &mut draft.places[index], here),
                List::Seats => seat(ui, &mut draft.seats[index].is, here),
                List::Regions => region(ui, &mut draft.regions[index]),
            });
            // What has many rows is as wide as the panel.
            match list {
                List::Places => spots(ui, &mut draft.places[index].is.stands, here),
                List::Regions => corners(ui, &mut draft.regions[index].is.polygon),
                List::Spawns | List::Seats => {}
            }
            if theme::secondary(ui, text::remove()).clicked() {
                removed = Some(index);
            }
        });
        marks::settle(draft, list, index, def);
    }
    if let Some(index) = removed {
        match list {
            List::Spawns => drop(draft.spawns.remove(index)),
            List::Places => drop(draft.places.remove(index)),
            List::Seats => drop(draft.seats.remove(index)),
            List::Regions => drop(draft.regions.remove(index)),
        }
        desk.chosen = None;
    }
}

fn add(ui: &mut Ui, draft: &mut PlaceDraft, desk: &mut Desk, here: Here, def: &WorldDef) {
    let list = desk.list;
    let before = list.len(draft);
    ui.horizontal_wrapped(|ui| match list {
        List::Spawns => {
            if theme::secondary(ui, text::add_here()).clicked() {
                let id = free("spawn", draft.spawns.iter().map(|one| &one.is.id));
                draft.spawns.push(Entry::new(SpawnDef {
                    id,
                    at: here.at,
                    turn_deg: here.turn_deg,
                }));
            }
        }
        List::Places => {
            if theme::secondary(ui, text::add_here()).clicked() {
                let id = free("place", draft.places.iter().map(|one| &one.is.id));
                draft.places.push(Entry::new(PlaceDef {
                    name: id.replace('_', " "),
                    id,
                    kind: "square".into(),
                    about: "A place that waits for its words.".into(),
                    at: here.at,
                    radius_m: 4.0,
                    stands: vec![],
                }));
            }
        }
        List::Seats => {
            let bench = PartKind::Bench {
                width: 1.8,
                seats: 2,
                back: true,
                surface: Surface::Wood,
            };
            for (label, word, kind) in [
                (text::add_bench(), "bench", bench),
                (text::add_stool(), "stool", PartKind::Stool),
            ] {
                if theme::secondary(ui, label).clicked() {
                    let id = free(
                        word,
                        def.parts
                            .iter()
                            .map(|part| &part.id)
                            .chain(draft.seats.iter().map(|one| &one.is.id)),
                    );
                    draft.seats.push(Entry::new(Part {
                        id,
                        kind,
                        at: Vec3::new(here.at.x, 0.0, here.at.y),
                        turn_deg: here.turn_deg,
                    }));
                }
            }
        }
        List::Regions => {
            if theme::secondary(ui, text::add_here()).clicked() {
                let id = free("ground", draft.regions.iter().map(|one| &one.is.id));
                let corners = [(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)];
                let corners = corners.map(|corner| centimetres(here.at + Vec2::from(corner)));
                let height = super::handles::height(def, here.at, 0.0);
                draft.regions.push(Entry::new(Region {
                    id,
                    polygon: corners.to_vec(),
                    height,
                    surface: Surface::Paving,
                    walkable: true,
                }));
            }
        }
    });
    if list.len(draft) > before {
        marks::settle(draft, list, before, def);
        desk.choose(before);
    }
}

/// `word_1`, `word_2`, … : the first that is not among `taken`.
fn free<'a>(word: &str, taken: impl Iterator<Item = &'a String> + Clone) -> String {
    let mut numbers = 1..;
    let free = numbers.find_map(|number| {
        let id = format!("{word}_{number}");
        (!taken.clone().any(|other| *other == id)).then_some(id)
    });
    free.unwrap_or_default()
}

fn spawn(ui: &mut Ui, entry: &mut Entry<SpawnDef>, here: Option<Here>) {
    id(ui, entry.from.is_none(), &mut entry.is.id);
    let spawn = &mut entry.is;
    at(ui, &mut spawn.at, Some(&mut spawn.turn_deg), here);
    turn(ui, &mut spawn.turn_deg);
}

fn place(ui: &mut Ui, entry: &mut Entry<PlaceDef>, here: Option<Here>) {
    id(ui, entry.from.is_none(), &mut entry.is.id);
    let place = &mut entry.is;
    for (label, hint, words) in [
        (text::name_field(), None, &mut place.name),
        (text::kind_field(), Some(text::kind_hint()), &mut place.kind),
    ] {
        row(ui, label, |ui| {
            let width = field_width(ui);
            let shown = ui.add(field(words, LINE, width));
            if let Some(hint) = hint {
                shown.on_hover_text(hint);
            }
        });
    }
    tall_row(ui, text::about_field(), |ui| {
        let width = field_width(ui);
        ui.add(
            TextEdit::multiline(&mut place.about)
                .char_limit(LINES)
                .desired_rows(3)
                .desired_width(width)
                .margin(egui::Margin::symmetric(10, 7)),
        );
    });
    at(ui, &mut place.at, None, here);
    row(ui, text::radius_field(), |ui| {
        number(ui, &mut place.radius_m, 0.5..=60.0, 0.1, " m");
    });
}

fn spots(ui: &mut Ui, stands: &mut Vec<(Vec2, f32)>, here: Option<Here>) {
    theme::section_title(ui, text::spots_field());
    if stands.is_empty() {
        theme::note(ui, text::spots_note());
    }
    let mut removed = None;
    for (number, (spot, turn_deg)) in stands.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            theme::name_group(ui, text::spots_field());
            xz(ui, spot);
            degrees(ui, turn_deg, 0.0..=359.0);
            if small_cross(ui) {
                removed = Some(number);
            }
        });
    }
    if let Some(number) = removed {
        stands.remove(number);
    }
    if let Some(here) = here
        && theme::secondary(ui, text::add_spot()).clicked()
    {
        stands.push((here.at, here.turn_deg.rem_euclid(360.0)));
    }
}

fn seat(ui: &mut Ui, part: &mut Part, here: Option<Here>) {
    let mut flat = Vec2::new(part.at.x, part.at.z);
    at(ui, &mut flat, Some(&mut part.turn_deg), here);
    part.at = Vec3::new(flat.x, part.at.y, flat.y);
    turn(ui, &mut part.turn_deg);
    match &mut part.kind {
        PartKind::Bench { width, seats, .. } => {
            row(ui, text::width_field(), |ui| {
                number(ui, width, 0.4..=20.0, 0.05, " m");
            });
            row(ui, text::seats_field(), |ui| {
                ui.add(DragValue::new(seats).range(1..=16).speed(0.05));
            });
        }
        PartKind::Fountain { seats, .. } => {
            row(ui, text::seats_field(), |ui| {
                ui.add(DragValue::new(seats).range(0..=32).speed(0.05));
            });
        }
        _ => {}
    }
}

fn region(ui: &mut Ui, entry: &mut Entry<Region>) {
    id(ui, entry.from.is_none(), &mut entry.is.id);
    let region = &mut entry.is;
    row(ui, text::one_can_walk(), |ui| {
        ui.add(Checkbox::without_text(&mut region.walkable));
    });
    row(ui, text::surface_field(), |ui| {
        ComboBox::from_id_salt("stoa places surface")
            .selected_text(text::surface(region.surface))
            .show_ui(ui, |ui| {
                for (_, surface) in Surface::WORDS {
                    ui.selectable_value(&mut region.surface, *surface, text::surface(*surface));
                }
            });
    });
    row(ui, text::height_field(), |ui| {
        number(ui, &mut region.height, -200.0..=200.0, 0.01, " m");
    });
}

fn corners(ui: &mut Ui, polygon: &mut Vec<Vec2>) {
    theme::section_title(ui, text::corners_field());
    let mut removed = None;
    let enough = polygon.len() > 3;
    for (number, corner) in polygon.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            theme::name_group(ui, text::corners_field());
            xz(ui, corner);
            if enough && small_cross(ui) {
                removed = Some(number);
            }
        });
    }
    if let Some(number) = removed {
        polygon.remove(number);
    }
}

/// What others in the file call it by: only what is not in the file yet can be called otherwise.
fn id(ui: &mut Ui, is_new: bool, id: &mut String) {
    if is_new {
        row(ui, text::id_field(), |ui| {
            let width = field_width(ui);
            ui.add(field(id, 40, width));
        });
    }
}

fn at(ui: &mut Ui, at: &mut Vec2, turn_deg: Option<&mut f32>, here: Option<Here>) {
    row(ui, text::at_field(), |ui| xz(ui, at));
    if let Some(here) = here {
        row(ui, "", |ui| {
            if theme::secondary(ui, text::where_i_stand()).clicked() {
                *at = here.at;
                if let Some(turn_deg) = turn_deg {
                    *turn_deg = here.turn_deg;
                }
            }
        });
    }
}

fn xz(ui: &mut Ui, at: &mut Vec2) {
    for value in [&mut at.x, &mut at.y] {
        number(ui, value, -WORLD_M..=WORLD_M, 0.02, " m");
    }
}

fn number(
    ui: &mut Ui,
    value: &mut f32,
    range: std::ops::RangeInclusive<f32>,
    speed: f64,
    unit: &str,
) {
    let field = DragValue::new(value).range(range).speed(speed);
    // A number of the file that lies outside stays until it is changed: the check says what is wrong.
    ui.add(
        field
            .clamp_existing_to_range(false)
            .max_decimals(2)
            .suffix(unit),
    );
}

fn turn(ui: &mut Ui, turn_deg: &mut f32) {
    row(ui, text::turn_field(), |ui| {
        degrees(ui, turn_deg, -360.0..=360.0)
    });
}

fn degrees(ui: &mut Ui, turn_deg: &mut f32, range: std::ops::RangeInclusive<f32>) {
    number(ui, turn_deg, range, 1.0, "°");
}

fn small_cross(ui: &mut Ui) -> bool {
    let cross = RichText::new("×").size(20.0).color(theme::WEAK);
    let cross = ui.add(Button::new(cross).frame(false));
    cross.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, text::remove()));
    cross.on_hover_text(text::remove()).clicked()
}

/// Where somebody at `pose` stands, as a file would say it.
pub(super) fn here(pose: &stoa_world::Pose) -> Here {
    let way = pose.forward();
    Here {
        at: centimetres(Vec2::new(pose.position().x, pose.position().z)),
        turn_deg: turn_to(Vec2::new(way.x, way.z)),
    }
}
