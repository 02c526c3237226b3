//! Loading world files.
//!
//! A world is one TOML file (`assets/worlds/stoa.toml` is the worked example and explains every key).
//! [`WorldDef::parse`] reads it and checks it: every mistake is reported at once, with file, line and column, and what
//! was expected there. It never panics, whatever the text.

mod check;
mod clock;
mod crowd;
mod parts;
mod reader;
#[cfg(test)]
mod tests;

use bevy_math::{Vec2, Vec3};
use toml_span::{Span, Value};

pub use self::reader::{Problem, Severity};

use self::reader::{Fields, Report, read_id, read_list, read_numbers, read_text};
use crate::{
    Formats, InhabitantDef, PlaceDef, Region, SkyDef, SpawnDef, Surface, ViewpointDef, WorldDef,
    looks::Rgb,
};

/// A world file may have this many bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Parts a world may have.
pub const MAX_PARTS: usize = 10_000;
/// Coordinates stay within ± this many metres.
pub const MAX_COORDINATE_M: f32 = 2000.0;

const MAX_REGIONS: usize = 500;
const MAX_CORNERS: usize = 200;
const MAX_PLACES: usize = 500;
const MAX_STANDS: usize = 64;
const MAX_SPAWNS: usize = 64;
const MAX_VIEWPOINTS: usize = 64;
const MAX_INHABITANTS: usize = 500;
const MAX_LORE: usize = 500;
const MAX_SCENES: usize = 500;

/// Where in the text each thing of a [`WorldDef`] stands, list by list.
#[derive(Default)]
struct Spans {
    regions: Vec<Span>,
    parts: Vec<Span>,
    places: Vec<Span>,
    spawns: Vec<Span>,
    viewpoints: Vec<Span>,
    inhabitants: Vec<(Span, Span)>,
    crowd: Option<Span>,
    crowd_from: Vec<Span>,
    /// Parts whose height is that of the ground beneath.
    on_ground: Vec<usize>,
}

impl WorldDef {
    /// Reads and checks a world file's text.
    ///
    /// `file_name` appears in the problems; its stem becomes the world's id. The world is `None` if any problem is an
    /// error; with warnings alone it can be used.
    pub fn parse(file_name: &str, text: &str) -> (Option<Self>, Vec<Problem>) {
        let report = Report::new(file_name, text);
        let def = parse_into(file_name, text, &report);
        let def = def.filter(|_| !report.has_errors());
        (def, report.finish())
    }
}

fn parse_into(file_name: &str, text: &str, report: &Report) -> Option<WorldDef> {
    if text.len() > MAX_BYTES {
        let message = format!(
            "the file has {} bytes; a world has at most {MAX_BYTES}",
            text.len()
        );
        report.error(Span::default(), message);
        return None;
    }
    let readable = report.readable()?;
    let value = match toml_span::parse(&readable) {
        Ok(value) => value,
        Err(error) => {
            report.error(error.span, format!("not TOML here: {error}"));
            return None;
        }
    };
    let value = lift(value, report)?;
    let mut top = Fields::of(&value, report)?;
    top.span = Span::default();
    top.need("format", "the first line of a world is `format = 1`");
    let mut spans = Spans::default();
    let mut def = read_world(&mut top, &mut spans);
    top.finish();
    def.id = stem(file_name).to_owned();
    check::check(&mut def, &spans, report);
    Some(def)
}

/// `worlds/stoa.toml` → `stoa`.
fn stem(file_name: &str) -> &str {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// A world of an older format becomes one of the newest. `None` where that can't be: nothing in it can be judged then.
fn lift<'d>(value: Value<'d>, report: &Report) -> Option<Value<'d>> {
    let formats: Formats<Value> = Formats::new(&[]);
    let format = value.as_table().and_then(|table| table.get("format"));
    let Some((span, found)) = format.map(|format| (format.span, format.as_integer())) else {
        // That it is missing is told where the rest is read.
        return Some(value);
    };
    let Some(found) = found else {
        let format = format?;
        let message = reader::wanted(&format!("`format = {}`", formats.newest()), format);
        report.error(span, message);
        return Some(value);
    };
    match formats.lift(value, found) {
        Ok(value) => Some(value),
        Err(error) => {
            report.error(span, error.to_string());
            None
        }
    }
}

fn read_world(top: &mut Fields, spans: &mut Spans) -> WorldDef {
    let mut def = WorldDef {
        name: top.text("name", 80, None),
        about: top.text("about", 2000, None),
        floor_y: top.number("floor_y", -1000.0, 1000.0, Some(-20.0)),
        start_minute: 9 * 60,
        clock_rate: 24,
        ..WorldDef::default()
    };
    if let Some(clock) = top.get("clock").and_then(|v| Fields::of(v, top.report)) {
        clock::read_clock(clock, &mut def);
    }
    if let Some(sky) = top.get("sky").and_then(|v| Fields::of(v, top.report)) {
        def.sky = read_sky(sky);
    }
    let report = top.report;
    if let Some(value) = top.get("crowd") {
        def.crowd = crowd::read_crowd(value, spans, report).unwrap_or_default();
    }
    for value in top.list("region", MAX_REGIONS) {
        keep(
            &mut def.regions,
            &mut spans.regions,
            value,
            read_region(value, report),
        );
    }
    for value in top.list("scene", MAX_SCENES) {
        let Some(mut scene) = Fields::of(value, report) else {
            continue;
        };
        scene.text("name", 80, None);
        parts::read_parts(scene.list("parts", MAX_PARTS), &mut def, spans, report);
        scene.finish();
    }
    for value in top.list("place", MAX_PLACES) {
        keep(
            &mut def.places,
            &mut spans.places,
            value,
            read_place(value, report),
        );
    }
    for value in top.list("spawn", MAX_SPAWNS) {
        keep(
            &mut def.spawns,
            &mut spans.spawns,
            value,
            read_spawn(value, report),
        );
    }
    for value in top.list("viewpoint", MAX_VIEWPOINTS) {
        let viewpoint = read_viewpoint(value, report);
        keep(&mut def.viewpoints, &mut spans.viewpoints, value, viewpoint);
    }
    for value in top.list("inhabitant", MAX_INHABITANTS) {
        if let Some((inhabitant, at)) = read_inhabitant(value, report) {
            def.inhabitants.push(inhabitant);
            spans.inhabitants.push((value.span, at));
        }
    }
    for value in top.list("lore", MAX_LORE) {
        def.lore.extend(read_lore(value, report));
    }
    def
}

fn keep<T>(list: &mut Vec<T>, spans: &mut Vec<Span>, value: &Value, read: Option<T>) {
    if let Some(item) = read {
        list.push(item);
        spans.push(value.span);
    }
}

fn read_sky(mut sky: Fields) -> SkyDef {
    let usual = SkyDef::default();
    let def = SkyDef {
        sun_azimuth_deg: sky.number("sun_azimuth_deg", 0.0, 360.0, Some(usual.sun_azimuth_deg)),
        sun_elevation_deg: sky.number(
            "sun_elevation_deg",
            -10.0,
            90.0,
            Some(usual.sun_elevation_deg),
        ),
        follow_clock: sky.flag("follow_clock", usual.follow_clock),
        zenith: read_colour(&mut sky, "zenith", usual.zenith),
        horizon: read_colour(&mut sky, "horizon", usual.horizon),
        sun_colour: read_colour(&mut sky, "sun_colour", usual.sun_colour),
        haze_m: sky.number("haze_m", 10.0, 100_000.0, Some(usual.haze_m)),
    };
    sky.finish();
    def
}

fn read_colour(fields: &mut Fields, name: &'static str, default: Rgb) -> Rgb {
    let Some(value) = fields.get(name) else {
        return default;
    };
    let hex = value.as_str().and_then(|s| s.strip_prefix('#'));
    let number = hex
        .filter(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()))
        .and_then(|h| u32::from_str_radix(h, 16).ok());
    let Some(number) = number else {
        let message = reader::wanted(&format!("a colour like \"#d6e2ec\" for `{name}`"), value);
        fields.report.error(value.span, message);
        return default;
    };
    let [_, red, green, blue] = number.to_be_bytes();
    Rgb(red, green, blue)
}

fn read_region(value: &Value, report: &Report) -> Option<Region> {
    let mut fields = Fields::of(value, report)?;
    let id = fields.id("id");
    let surface = fields.choice("surface", Surface::WORDS, None);
    let height = fields.number("height", -200.0, 200.0, Some(0.0));
    let walkable = fields.flag("walkable", true);
    let corners = fields.need("polygon", "the corners, like [[0, 0], [8, 0], [8, 6]]");
    let polygon = corners.and_then(|v| read_polygon(v, report));
    fields.finish();
    Some(Region {
        id,
        polygon: polygon?,
        height,
        surface: surface?,
        walkable,
    })
}

fn read_polygon(value: &Value, report: &Report) -> Option<Vec<Vec2>> {
    let mut polygon = Vec::new();
    let corners = read_list(value, "polygon", MAX_CORNERS, report);
    for corner in corners {
        let what = "a corner [x, z] in metres";
        let xz = read_numbers(corner, &[2], MAX_COORDINATE_M, what, report)?;
        polygon.push(Vec2::new(xz[0], xz[1]));
    }
    if polygon.len() < 3 {
        let message = format!(
            "a polygon needs at least 3 corners, found {}",
            polygon.len()
        );
        report.error(value.span, message);
        return None;
    }
    if let Some((a, b)) = check::crossing(&polygon) {
        let message = format!(
            "the polygon crosses itself: the edge after corner {} meets the one after corner {}; \
             expected the corners in order around the edge",
            a + 1,
            b + 1
        );
        report.error(value.span, message);
        return None;
    }
    Some(polygon)
}

const XZ: &str = "a point [x, z] in metres";
const XYZ: &str = "a point [x, y, z] in metres";

fn read_xz(fields: &mut Fields, name: &'static str) -> Option<Vec2> {
    let xz = fields.numbers(name, &[2], MAX_COORDINATE_M, XZ);
    (xz.len() == 2).then(|| Vec2::new(xz[0], xz[1]))
}

fn read_xyz(fields: &mut Fields, name: &'static str) -> Option<Vec3> {
    let xyz = fields.numbers(name, &[3], MAX_COORDINATE_M, XYZ);
    (xyz.len() == 3).then(|| Vec3::new(xyz[0], xyz[1], xyz[2]))
}

fn read_place(value: &Value, report: &Report) -> Option<PlaceDef> {
    let mut fields = Fields::of(value, report)?;
    let mut place = PlaceDef {
        id: fields.id("id"),
        name: fields.text("name", 80, None),
        kind: fields.text("kind", 40, None),
        about: fields.text("about", 1000, None),
        radius_m: fields.number("radius", 0.5, 60.0, Some(4.0)),
        ..PlaceDef::default()
    };
    let at = read_xz(&mut fields, "at");
    for stand in fields.list("stands", MAX_STANDS) {
        let what = "a standing spot [x, z, heading in degrees]";
        if let Some(n) = read_numbers(stand, &[3], MAX_COORDINATE_M, what, report) {
            place.stands.push((Vec2::new(n[0], n[1]), n[2]));
        }
    }
    fields.finish();
    // Without a point it is kept all the same: inhabitants may refer to it.
    place.at = at.unwrap_or_default();
    Some(place)
}

fn read_spawn(value: &Value, report: &Report) -> Option<SpawnDef> {
    let mut fields = Fields::of(value, report)?;
    let id = fields.id("id");
    let at = read_xz(&mut fields, "at");
    let turn_deg = fields.number("turn", -360.0, 360.0, Some(0.0));
    fields.finish();
    Some(SpawnDef {
        id,
        at: at?,
        turn_deg,
    })
}

fn read_viewpoint(value: &Value, report: &Report) -> Option<ViewpointDef> {
    let mut fields = Fields::of(value, report)?;
    let id = fields.id("id");
    let at = read_xyz(&mut fields, "at");
    let look_at = read_xyz(&mut fields, "look_at");
    let fov_deg = fields.number("fov", 10.0, 120.0, Some(50.0));
    fields.finish();
    Some(ViewpointDef {
        id,
        at: at?,
        look_at: look_at?,
        fov_deg,
    })
}

fn read_inhabitant(value: &Value, report: &Report) -> Option<(InhabitantDef, Span)> {
    let mut fields = Fields::of(value, report)?;
    let persona = fields.id("persona");
    let at_span = fields.get("at").map_or(value.span, |v| v.span);
    let at = fields.id("at");
    fields.finish();
    Some((InhabitantDef { persona, at }, at_span))
}

fn read_lore(value: &Value, report: &Report) -> Option<(Vec<String>, String)> {
    let mut fields = Fields::of(value, report)?;
    let words = fields.need("about", "the words a question would use, like [\"well\"]");
    let words: Vec<String> = words.map_or_else(Vec::new, |list| {
        let list = read_list(list, "about", 32, report);
        list.iter()
            .filter_map(|w| read_text(w, "about", 60, report))
            .collect()
    });
    let says = fields.text("says", 1000, None);
    if words.is_empty() {
        report.error(fields.span, "`about` is empty; expected at least one word");
    }
    fields.finish();
    Some((words, says))
}

/// The id of a thing in a list, for other lines to refer to.
fn read_part_id(fields: &mut Fields) -> Option<String> {
    let value = fields.get("id")?;
    read_id(value, "id", fields.report)
}
