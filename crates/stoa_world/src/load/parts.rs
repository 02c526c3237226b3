//! Parts of the kit: which keys each kind has, and within which limits.

use bevy_math::Vec3;
use toml_span::Value;

use super::{
    MAX_COORDINATE_M, MAX_PARTS, Spans, read_part_id,
    reader::{Fields, Report},
};
use crate::{Goods, Part, PartKind, Species, Surface, WorldDef, geometry::MAX_STEP_M};

const SPECIES: &[(&str, Species)] = &[
    ("olive", Species::Olive),
    ("cypress", Species::Cypress),
    ("plane", Species::Plane),
    ("orange", Species::Orange),
];

const GOODS: &[(&str, Goods)] = &[
    ("bread", Goods::Bread),
    ("fruit", Goods::Fruit),
    ("flowers", Goods::Flowers),
    ("pottery", Goods::Pottery),
    ("books", Goods::Books),
    ("cloth", Goods::Cloth),
];

#[derive(Clone, Copy)]
enum Kind {
    Slab,
    Steps,
    Column,
    Portico,
    Wall,
    Arch,
    House,
    Fountain,
    Bench,
    Table,
    Stool,
    Tree,
    Hedge,
    Planter,
    Flowerbed,
    Pot,
    Lamp,
    Statue,
    Stall,
    Well,
    Bookcase,
    Easel,
}

const KINDS: &[(&str, Kind)] = &[
    ("slab", Kind::Slab),
    ("steps", Kind::Steps),
    ("column", Kind::Column),
    ("portico", Kind::Portico),
    ("wall", Kind::Wall),
    ("arch", Kind::Arch),
    ("house", Kind::House),
    ("fountain", Kind::Fountain),
    ("bench", Kind::Bench),
    ("table", Kind::Table),
    ("stool", Kind::Stool),
    ("tree", Kind::Tree),
    ("hedge", Kind::Hedge),
    ("planter", Kind::Planter),
    ("flowerbed", Kind::Flowerbed),
    ("pot", Kind::Pot),
    ("lamp", Kind::Lamp),
    ("statue", Kind::Statue),
    ("stall", Kind::Stall),
    ("well", Kind::Well),
    ("bookcase", Kind::Bookcase),
    ("easel", Kind::Easel),
];

/// Reads the `parts` of one scene into `def`.
pub(super) fn read_parts(values: &[Value], def: &mut WorldDef, spans: &mut Spans, report: &Report) {
    for value in values {
        if def.parts.len() >= MAX_PARTS {
            report.error(
                value.span,
                format!("more than {MAX_PARTS} parts in this world"),
            );
            return;
        }
        let Some(mut fields) = Fields::of(value, report) else {
            continue;
        };
        let number = def.parts.len();
        let Some((part, on_ground)) = read_part(&mut fields, number) else {
            continue;
        };
        fields.finish();
        if on_ground {
            spans.on_ground.push(number);
        }
        def.parts.push(part);
        spans.parts.push(value.span);
    }
}

/// The part, and whether its height is that of the ground beneath.
fn read_part(fields: &mut Fields, number: usize) -> Option<(Part, bool)> {
    let named = fields.get("id").is_some();
    let id = if named { read_part_id(fields) } else { None };
    let at = fields.numbers(
        "at",
        &[2, 3],
        MAX_COORDINATE_M,
        "a point [x, z] on the ground, or [x, y, z], in metres",
    );
    let turn_deg = fields.number("turn", -360.0, 360.0, Some(0.0));
    let (name, kind) = read_kind(fields)?;
    let at = match at[..] {
        [x, z] => Some((Vec3::new(x, 0.0, z), true)),
        [x, y, z] => Some((Vec3::new(x, y, z), false)),
        _ => None,
    };
    let (at, on_ground) = at?;
    let id = match (named, id) {
        (true, id) => id?,
        (false, _) => format!("{name}-{number}"),
    };
    let part = Part {
        id,
        kind,
        at,
        turn_deg,
    };
    Some((part, on_ground))
}

fn read_kind(fields: &mut Fields) -> Option<(&'static str, PartKind)> {
    let words: Vec<(&'static str, (&'static str, Kind))> = KINDS
        .iter()
        .map(|(name, kind)| (*name, (*name, *kind)))
        .collect();
    let (name, kind) = fields.choice("kind", &words, None)?;
    let f = fields;
    let kind = match kind {
        Kind::Slab => PartKind::Slab {
            width: f.number("width", 0.1, 400.0, None),
            depth: f.number("depth", 0.1, 400.0, None),
            height: f.number("height", 0.02, 40.0, None),
            surface: f.choice("surface", Surface::WORDS, Some(Surface::Limestone))?,
        },
        Kind::Steps => PartKind::Steps {
            width: f.number("width", 0.4, 200.0, None),
            count: f.whole("count", 1, 60, None),
            rise: f.number("rise", 0.03, MAX_STEP_M, Some(0.15)),
            run: f.number("run", 0.2, 3.0, Some(0.36)),
            surface: f.choice("surface", Surface::WORDS, Some(Surface::Limestone))?,
        },
        Kind::Column => PartKind::Column {
            height: f.number("height", 0.3, 30.0, None),
            radius: f.number("radius", 0.05, 3.0, None),
        },
        Kind::Portico => PartKind::Portico {
            width: f.number("width", 3.0, 200.0, None),
            depth: f.number("depth", 2.0, 40.0, None),
            height: f.number("height", 2.4, 30.0, None),
            columns: f.whole("columns", 2, 80, None),
        },
        Kind::Wall => PartKind::Wall {
            width: f.number("width", 0.1, 400.0, None),
            height: f.number("height", 0.1, 40.0, None),
            depth: f.number("depth", 0.1, 10.0, Some(0.5)),
            surface: f.choice("surface", Surface::WORDS, Some(Surface::Limestone))?,
        },
        Kind::Arch => PartKind::Arch {
            width: f.number("width", 1.6, 40.0, None),
            height: f.number("height", 2.4, 40.0, None),
            depth: f.number("depth", 0.2, 10.0, Some(0.8)),
        },
        Kind::House => PartKind::House {
            width: f.number("width", 2.0, 80.0, None),
            depth: f.number("depth", 2.0, 80.0, None),
            height: f.number("height", 2.0, 40.0, None),
            surface: f.choice("surface", Surface::WORDS, Some(Surface::Plaster))?,
        },
        Kind::Fountain => PartKind::Fountain {
            radius: f.number("radius", 1.0, 20.0, None),
            height: f.number("height", 0.6, 20.0, None),
            seats: f.whole("seats", 0, 40, Some(8)),
        },
        Kind::Bench => PartKind::Bench {
            width: f.number("width", 0.5, 20.0, None),
            seats: f.whole("seats", 1, 20, Some(2)),
            back: f.flag("back", false),
            surface: f.choice("surface", Surface::WORDS, Some(Surface::Limestone))?,
        },
        Kind::Table => PartKind::Table {
            radius: f.number("radius", 0.2, 3.0, Some(0.4)),
            height: f.number("height", 0.3, 1.5, Some(0.74)),
        },
        Kind::Stool => PartKind::Stool,
        Kind::Tree => PartKind::Tree {
            species: f.choice("species", SPECIES, None)?,
            height: f.number("height", 1.0, 40.0, None),
        },
        Kind::Hedge => PartKind::Hedge {
            width: f.number("width", 0.2, 100.0, None),
            depth: f.number("depth", 0.2, 20.0, Some(0.6)),
            height: f.number("height", 0.2, 8.0, Some(0.9)),
        },
        Kind::Planter => PartKind::Planter {
            width: f.number("width", 0.2, 20.0, None),
            depth: f.number("depth", 0.2, 20.0, None),
        },
        Kind::Flowerbed => PartKind::Flowerbed {
            width: f.number("width", 0.2, 60.0, None),
            depth: f.number("depth", 0.2, 60.0, None),
        },
        Kind::Pot => PartKind::Pot {
            height: f.number("height", 0.1, 3.0, Some(0.6)),
        },
        Kind::Lamp => PartKind::Lamp {
            height: f.number("height", 1.0, 12.0, Some(3.2)),
        },
        Kind::Statue => PartKind::Statue {
            height: f.number("height", 0.5, 20.0, Some(2.6)),
        },
        Kind::Stall => PartKind::Stall {
            width: f.number("width", 1.2, 8.0, Some(2.6)),
            goods: f.choice("goods", GOODS, None)?,
        },
        Kind::Well => PartKind::Well {
            radius: f.number("radius", 0.4, 4.0, Some(0.8)),
        },
        Kind::Bookcase => PartKind::Bookcase {
            width: f.number("width", 0.4, 12.0, None),
            height: f.number("height", 0.6, 6.0, Some(2.2)),
        },
        Kind::Easel => PartKind::Easel,
    };
    Some((name, kind))
}
