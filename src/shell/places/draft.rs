//! From a world to what the editor of places changes, and back into its file: comments and everything else in it stay.

use bevy::math::{Vec2, Vec3};
use stoa_ui::{Entry, PlaceDraft};
use stoa_world::{Part, PartKind, PlaceDef, Region, SpawnDef, Surface, WorldDef, geometry};
use toml_edit::{Array, DocumentMut, TableLike, TomlError, Value};

use super::lists::{List, Pairs};

/// The scene that new seats go into.
const SEATS: &str = "Seats";

/// What the editor shows of `def`.
pub(super) fn of(def: &WorldDef) -> PlaceDraft {
    PlaceDraft {
        spawns: numbered(def.spawns.iter().cloned()),
        places: numbered(def.places.iter().cloned()),
        seats: numbered(def.parts.iter().cloned())
            .into_iter()
            .filter(|one| is_seat(&one.is))
            .collect(),
        regions: numbered(def.regions.iter().cloned()),
    }
}

fn numbered<T>(all: impl Iterator<Item = T>) -> Vec<Entry<T>> {
    let entry = |(number, is)| Entry {
        from: Some(number),
        is,
    };
    all.enumerate().map(entry).collect()
}

/// Whether one can sit on it, or could, if it had seats.
fn is_seat(part: &Part) -> bool {
    matches!(part.kind, PartKind::Fountain { .. }) || !geometry::seats(part).is_empty()
}

/// The file `text` with what `draft` says otherwise than `kept`.
///
/// # Errors
/// When it is no TOML, or not the file that `kept` was read from.
pub(super) fn write(text: &str, kept: &PlaceDraft, draft: &PlaceDraft) -> Result<String, String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: TomlError| error.message().to_owned())?;
    let changes = [
        change(&kept.spawns, &draft.spawns, spawn),
        change(&kept.places, &draft.places, place),
        change(&kept.regions, &draft.regions, region),
    ];
    for (key, change) in ["spawn", "place", "region"].into_iter().zip(changes) {
        change.apply(document.as_table_mut(), key)?;
    }
    write_seats(&mut document, change(&kept.seats, &draft.seats, part))?;
    Ok(document.to_string())
}

/// What becomes of one list of the file.
#[derive(Default)]
struct Change {
    /// Others than they were: which one, and the keys that differ.
    others: Vec<(usize, Pairs)>,
    /// Gone, the last one first.
    gone: Vec<usize>,
    new: Vec<Pairs>,
}

fn change<T: PartialEq>(
    kept: &[Entry<T>],
    draft: &[Entry<T>],
    values: impl Fn(&T) -> Pairs,
) -> Change {
    let mut change = Change::default();
    for before in kept.iter().rev() {
        let now = draft.iter().find(|one| one.from == before.from);
        match (now, before.from) {
            (None, Some(number)) => change.gone.push(number),
            (Some(now), Some(number)) if now.is != before.is => {
                let was = values(&before.is);
                let is_other = |(key, value): &(&str, Value)| {
                    let was = was.iter().find(|(other, _)| other == key);
                    was.is_none_or(|(_, was)| was.to_string() != value.to_string())
                };
                let others = values(&now.is).into_iter().filter(is_other).collect();
                change.others.push((number, others));
            }
            _ => {}
        }
    }
    let new = draft.iter().filter(|one| one.from.is_none());
    change.new = new.map(|one| values(&one.is)).collect();
    change
}

impl Change {
    fn is_nothing(&self) -> bool {
        self.others.is_empty() && self.gone.is_empty() && self.new.is_empty()
    }

    fn apply(self, top: &mut dyn TableLike, key: &str) -> Result<(), String> {
        if self.is_nothing() {
            return Ok(());
        }
        let mut list = List::open(top, key)?;
        for (number, pairs) in self.others {
            list.set(number, pairs)?;
        }
        for number in self.gone {
            list.remove(number);
        }
        for pairs in self.new {
            list.push(pairs);
        }
        Ok(())
    }
}

/// Seats are parts, which lie in scenes and are counted through.
fn write_seats(document: &mut DocumentMut, change: Change) -> Result<(), String> {
    if change.is_nothing() {
        return Ok(());
    }
    let top = document.as_table_mut();
    // From the last one on, so that the numbers of those before stay as they are.
    let others = change
        .others
        .into_iter()
        .map(|(number, pairs)| (number, Some(pairs)));
    let gone = change.gone.into_iter().map(|number| (number, None));
    let mut all: Vec<_> = others.chain(gone).collect();
    all.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    for (number, pairs) in all {
        let (scene, number) = scene_of(top, number)?;
        let mut scenes = List::open(top, "scene")?;
        let mut parts = List::open(scenes.get(scene)?, "parts")?;
        match pairs {
            Some(pairs) => set_part(&mut parts, number, pairs)?,
            None => parts.remove(number),
        }
    }
    if change.new.is_empty() {
        return Ok(());
    }
    let mut scenes = List::open(top, "scene")?;
    let named = (0..scenes.len()).find(|number| {
        let name = scenes.get(*number).ok().and_then(|scene| scene.get("name"));
        name.and_then(|name| name.as_str()) == Some(SEATS)
    });
    let scene = match named {
        Some(scene) => scene,
        None => {
            let empty = Value::Array(Array::new());
            scenes.push(vec![("name", SEATS.into()), ("parts", empty)]);
            scenes.len() - 1
        }
    };
    let mut parts = List::open(scenes.get(scene)?, "parts")?;
    for pairs in change.new {
        parts.push(pairs.into_iter().map(on_ground).collect());
    }
    Ok(())
}

/// Which scene holds the part of a number, and its number there.
fn scene_of(top: &mut dyn TableLike, mut number: usize) -> Result<(usize, usize), String> {
    let mut scenes = List::open(top, "scene")?;
    for scene in 0..scenes.len() {
        let table = scenes.get(scene)?;
        if table.get("parts").is_none() {
            continue;
        }
        let parts = List::open(table, "parts")?.len();
        if number < parts {
            return Ok((scene, number));
        }
        number -= parts;
    }
    Err("it has fewer parts than it had".to_owned())
}

/// A part that lay on the ground goes on doing so: its height is not written.
fn set_part(parts: &mut List, number: usize, pairs: Pairs) -> Result<(), String> {
    let at = parts.get(number)?.get("at");
    let flat = at
        .and_then(|at| at.as_array())
        .is_none_or(|at| at.len() == 2);
    let pairs = pairs.into_iter();
    let pairs = pairs.map(|pair| if flat { on_ground(pair) } else { pair });
    parts.set(number, pairs.collect())
}

/// The point without its height.
fn on_ground((key, value): (&'static str, Value)) -> (&'static str, Value) {
    match value {
        Value::Array(mut at) if key == "at" && at.len() == 3 => {
            at.remove(1);
            at.fmt();
            (key, Value::Array(at))
        }
        value => (key, value),
    }
}

fn spawn(spawn: &SpawnDef) -> Pairs {
    vec![
        ("id", word(&spawn.id)),
        ("at", xz(spawn.at)),
        ("turn", number(spawn.turn_deg)),
    ]
}

fn place(place: &PlaceDef) -> Pairs {
    let stand = |(at, turn_deg): &(Vec2, f32)| list([at.x, at.y, *turn_deg]);
    let mut pairs = vec![
        ("id", word(&place.id)),
        ("name", word(&place.name)),
        ("kind", word(&place.kind)),
        ("about", word(&place.about)),
        ("at", xz(place.at)),
        ("radius", number(place.radius_m)),
    ];
    pairs.push((
        "stands",
        Value::Array(place.stands.iter().map(stand).collect()),
    ));
    pairs
}

fn region(region: &Region) -> Pairs {
    let corners = region.polygon.iter().map(|corner| xz(*corner));
    vec![
        ("id", word(&region.id)),
        ("surface", surface(region.surface)),
        ("height", number(region.height)),
        ("walkable", region.walkable.into()),
        ("polygon", Value::Array(corners.collect())),
    ]
}

fn part(part: &Part) -> Pairs {
    let mut pairs = vec![("id", word(&part.id))];
    match part.kind {
        PartKind::Bench {
            width,
            seats,
            back,
            surface: of,
        } => pairs.extend([
            ("kind", "bench".into()),
            ("width", number(width)),
            ("seats", i64::from(seats).into()),
            ("back", back.into()),
            ("surface", surface(of)),
        ]),
        PartKind::Fountain { seats, .. } => pairs.extend([
            ("kind", "fountain".into()),
            ("seats", i64::from(seats).into()),
        ]),
        _ => pairs.push(("kind", "stool".into())),
    }
    let Vec3 { x, y, z } = part.at;
    pairs.extend([("at", list([x, y, z])), ("turn", number(part.turn_deg))]);
    pairs
}

fn word(text: &str) -> Value {
    let text: Vec<&str> = text.split_whitespace().collect();
    text.join(" ").into()
}

fn surface(surface: Surface) -> Value {
    let mut words = Surface::WORDS.iter();
    let word = words.find(|(_, other)| *other == surface);
    word.map_or("", |(word, _)| word).into()
}

fn xz(at: Vec2) -> Value {
    list([at.x, at.y])
}

fn list<const N: usize>(numbers: [f32; N]) -> Value {
    Value::Array(numbers.map(number).into_iter().collect())
}

/// As somebody would write it: to the hundredth, whole where it is.
fn number(value: f32) -> Value {
    let value = (f64::from(value) * 100.0).round() / 100.0;
    if value.fract() == 0.0 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

#[cfg(test)]
mod tests;
