//! The schemas of our files, for editors: what the code knows, and what we ship, is what they say.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use stoa_world::WorldDef;

use crate::support::{Profile, SOON, assets, read, run};

/// A key that nobody knows.
const STRANGE: &str = "zzz";

fn schema(kind: &str) -> Value {
    let file = assets().join(format!("schemas/{kind}.json"));
    serde_json::from_str(&read(&file)).expect("a schema is JSON")
}

/// The schema that a `$ref` names, or the schema itself.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema["$ref"].as_str() {
        Some(name) => root
            .pointer(name.trim_start_matches('#'))
            .expect("a reference"),
        None => schema,
    }
}

/// What of a value is not as the schema says, by its path. The parts of JSON Schema that ours use.
fn check(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let schema = resolved(root, schema);
    let mut fail = |what: String| wrong.push(format!("{at}: {what}: {value}"));
    if let Some(all) = schema["oneOf"].as_array() {
        let fits = |one: &&Value| {
            let mut wrong = Vec::new();
            check(root, one, value, at, &mut wrong);
            wrong.is_empty()
        };
        let count = all.iter().filter(fits).count();
        if count != 1 {
            fail(format!("{count} of the alternatives fit"));
        }
        return;
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return fail(format!("not {}", schema["const"]));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|words| !words.contains(value))
    {
        return fail(format!("not one of {}", schema["enum"]));
    }
    match schema["type"].as_str() {
        Some("object") => check_object(root, schema, value, at, wrong),
        Some("array") => {
            let Some(items) = value.as_array() else {
                return fail("no list".to_owned());
            };
            let bound = |name: &str, or: u64| schema[name].as_u64().unwrap_or(or);
            let count = items.len() as u64;
            if count < bound("minItems", 0) || count > bound("maxItems", u64::MAX) {
                fail(format!("{count} of them"));
            }
            for (number, item) in items.iter().enumerate() {
                check(
                    root,
                    &schema["items"],
                    item,
                    &format!("{at}[{number}]"),
                    wrong,
                );
            }
        }
        Some("string") => {
            let Some(text) = value.as_str() else {
                return fail("no text".to_owned());
            };
            let length = text.chars().count() as u64;
            let bound = |name: &str, or: u64| schema[name].as_u64().unwrap_or(or);
            if length < bound("minLength", 0) || length > bound("maxLength", u64::MAX) {
                fail(format!("{length} characters"));
            }
            let pattern = schema["pattern"].as_str();
            if pattern.is_some_and(|pattern| !fits(pattern, text)) {
                fail("not of the pattern".to_owned());
            }
        }
        Some(kind @ ("number" | "integer")) => {
            let whole = kind == "number" || value.is_i64() || value.is_u64();
            let Some(number) = value.as_f64().filter(|_| whole) else {
                return fail(format!("no {kind}"));
            };
            let (min, max) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
            if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
                fail("out of bounds".to_owned());
            }
        }
        Some("boolean") if !value.is_boolean() => fail("neither true nor false".to_owned()),
        _ => {}
    }
}

fn check_object(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let Some(table) = value.as_object() else {
        return wrong.push(format!("{at}: no table: {value}"));
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !table.contains_key(name.as_str().expect("a name")) {
            wrong.push(format!("{at}: without {name}"));
        }
    }
    for (name, value) in table {
        let at = format!("{at}.{name}");
        match (
            schema["properties"].get(name),
            &schema["additionalProperties"],
        ) {
            (Some(known), _) => check(root, known, value, &at, wrong),
            (None, Value::Object(_)) => {
                check(root, &schema["additionalProperties"], value, &at, wrong);
            }
            (None, _) => wrong.push(format!("{at}: unknown")),
        }
    }
}

/// The few patterns of ours.
fn fits(pattern: &str, text: &str) -> bool {
    let time = |long: bool| {
        let parts: Vec<&str> = text.split(':').collect();
        let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
        let hours = parts[0].len();
        parts.len() == 2
            && parts.iter().all(digits)
            && parts[1].len() == 2
            && (hours == 2 || hours == 1 && !long)
    };
    match pattern {
        "^[A-Za-z0-9_-]+$" => {
            let good = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
            !text.is_empty() && text.bytes().all(good)
        }
        "^#[0-9a-fA-F]{6}$" => {
            let hex = text.strip_prefix('#').unwrap_or_default();
            hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())
        }
        "^[0-2][0-9]:[0-5][0-9]$" => time(true),
        "^[0-9]?[0-9]:[0-5][0-9]$" => time(false),
        other => panic!("the test does not know the pattern {other}"),
    }
}

/// TOML as JSON.
fn json_of(text: &str) -> Value {
    fn value(of: &toml_edit::Value) -> Value {
        match of {
            toml_edit::Value::String(text) => json!(text.value()),
            toml_edit::Value::Integer(number) => json!(number.value()),
            toml_edit::Value::Float(number) => json!(number.value()),
            toml_edit::Value::Boolean(flag) => json!(flag.value()),
            toml_edit::Value::Array(all) => all.iter().map(value).collect(),
            toml_edit::Value::InlineTable(table) => Value::Object(
                table
                    .iter()
                    .map(|(k, v)| (k.to_owned(), value(v)))
                    .collect(),
            ),
            toml_edit::Value::Datetime(time) => panic!("a time: {time}"),
        }
    }
    fn table(of: &dyn toml_edit::TableLike) -> Value {
        let all = of.iter().map(|(key, item)| (key.to_owned(), one(item)));
        Value::Object(all.collect::<Map<_, _>>())
    }
    fn one(item: &toml_edit::Item) -> Value {
        match item {
            toml_edit::Item::None => Value::Null,
            toml_edit::Item::Value(of) => value(of),
            toml_edit::Item::Table(of) => table(of),
            toml_edit::Item::ArrayOfTables(all) => all.iter().map(|of| table(of)).collect(),
        }
    }
    let document: toml_edit::DocumentMut = text.parse().expect("TOML");
    table(document.as_table())
}

fn wrong(kind: &str, text: &str) -> Vec<String> {
    let (schema, mut wrong) = (schema(kind), Vec::new());
    check(&schema, &schema, &json_of(text), "", &mut wrong);
    wrong
}

#[test]
fn an_editor_would_mark_what_we_ship_as_wrong() {
    let mut count = 0;
    for kind in ["world", "persona"] {
        let folder = std::fs::read_dir(assets().join(format!("{kind}s"))).expect("a folder");
        let shipped = folder.map(|entry| entry.expect("an entry").path());
        for file in shipped.chain([assets().join(format!("templates/{kind}.toml"))]) {
            assert_eq!(
                wrong(kind, &read(&file)),
                Vec::<String>::new(),
                "{}",
                file.display()
            );
            count += 1;
        }
    }
    assert!(count >= 20, "{count} files");
    let readme = read(&assets().join("../README.md"));
    let blocks: Vec<&str> = readme.split("```toml\n").skip(1).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        let text = block.split("```").next().unwrap_or_default();
        assert_eq!(
            wrong("settings", &format!("format = 1\n{text}")),
            Vec::<String>::new()
        );
    }
}

#[test]
fn an_editor_would_find_nothing_wrong_with_anything() {
    let world = read(&assets().join("templates/world.toml"));
    let iris = read(&assets().join("personas/iris.toml"));
    for (kind, text, from, to, found) in [
        (
            "world",
            &world,
            "kind = \"lamp\"",
            "kind = \"lamb\"",
            "alternatives",
        ),
        ("world", &world, "rate = 24", "rate = 24.5", "no integer"),
        (
            "world",
            &world,
            "at = [0, 12]",
            "at = [0, 12, 3, 4]",
            "4 of them",
        ),
        ("world", &world, "fov = 55", "fow = 55", "unknown"),
        (
            "world",
            &world,
            "id = \"south\"",
            "id = \"the south\"",
            "pattern",
        ),
        ("world", &world, "format = 1", "format = 2", "not 1"),
        ("persona", &iris, "pitch = 0.55", "pitch = 5.5", "bounds"),
        (
            "persona",
            &iris,
            "beard = \"none\"",
            "beard = \"long\"",
            "not one of",
        ),
        (
            "persona",
            &iris,
            "role = \"gardener\"",
            "",
            "without \"role\"",
        ),
        ("persona", &iris, "\"#4a3424\"", "\"brown\"", "pattern"),
    ] {
        let text = text.replacen(from, to, 1);
        let wrong = wrong(kind, &text);
        assert!(
            wrong.len() == 1 && wrong[0].contains(found),
            "{from} → {to}: {wrong:?}"
        );
    }
}

/// A document with everything that the schema knows, and a strange key at the head of each table.
fn all_of(root: &Value, schema: &Value) -> Value {
    let schema = resolved(root, schema);
    if let Some(first) = schema["oneOf"].get(0) {
        return all_of(root, first);
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let own = schema["properties"].as_object().expect("properties");
            let all = own
                .iter()
                .map(|(name, of)| (name.clone(), all_of(root, of)));
            Value::Object(all.collect())
        }
        Some("array") => {
            let items = resolved(root, &schema["items"]);
            let kinds = items["oneOf"].as_array();
            match kinds.filter(|kinds| resolved(root, &kinds[0])["type"] == "object") {
                Some(kinds) => kinds.iter().map(|kind| all_of(root, kind)).collect(),
                None => {
                    let count = schema["minItems"].as_u64().unwrap_or(0).max(1);
                    (0..count).map(|_| all_of(root, items)).collect()
                }
            }
        }
        Some("string") => match schema["pattern"].as_str() {
            Some(pattern) if pattern.contains(':') => json!("10:00"),
            Some(pattern) if pattern.contains('#') => json!("#aabbcc"),
            _ => json!("word"),
        },
        Some("integer") => json!(schema["minimum"].as_f64().expect("a bound") as i64),
        Some("number") => schema["minimum"].clone(),
        Some("boolean") => json!(true),
        other => panic!("the test does not know the type {other:?}"),
    }
}

/// As TOML in one line a key, with the strange key first in each table; the keys of each table in the order in which they
/// stand in the text.
fn toml_of(value: &Value, tables: &mut Vec<BTreeSet<String>>) -> String {
    match value {
        Value::Object(table) => {
            tables.push(table.keys().cloned().collect());
            let mut text = format!("{{ {STRANGE} = 1");
            for (name, value) in table {
                text += &format!(", {name} = {}", toml_of(value, tables));
            }
            text + " }"
        }
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(|one| toml_of(one, tables)).collect();
            format!("[{}]", all.join(", "))
        }
        other => other.to_string(),
    }
}

/// Every table of a schema has exactly the keys that the reader knows there.
fn same_keys(kind: &str, known: impl Fn(&str) -> Vec<BTreeSet<String>>) {
    let schema = schema(kind);
    let Value::Object(top) = all_of(&schema, &schema) else {
        panic!("{kind}: no table");
    };
    let mut tables = vec![top.keys().cloned().collect()];
    let mut text = format!("{STRANGE} = 1\n");
    for (name, value) in &top {
        text += &format!("{name} = {}\n", toml_of(value, &mut tables));
    }
    let known = known(&text);
    assert!(tables.len() > 8, "{kind}: {} tables", tables.len());
    assert_eq!(known.len(), tables.len(), "{kind}: {text}");
    for (known, table) in known.iter().zip(&tables) {
        assert_eq!(
            known, table,
            "{kind}: what the reader knows, and what the schema says"
        );
    }
}

#[test]
fn a_key_of_a_world_would_be_in_the_code_or_in_the_schema_alone() {
    same_keys("world", |text| {
        let (_, problems) = WorldDef::parse("all.toml", text);
        let known = problems.iter().filter_map(|p| {
            let of_strange = p.message.starts_with(&format!("unknown key `{STRANGE}`"));
            let list = p
                .message
                .split("known here: ")
                .nth(1)
                .filter(|_| of_strange)?;
            Some(list.split(", ").map(str::to_owned).collect())
        });
        known.collect()
    });
}

#[test]
fn a_key_of_a_persona_would_be_in_the_code_or_in_the_schema_alone() {
    same_keys("persona", |text| {
        let (_, problems) = stoa_mind::Persona::parse("all.toml", text);
        let known = problems.iter().filter_map(|p| {
            let of_strange = p.found.starts_with(&format!("`{STRANGE}`"));
            let list = p.expected.strip_prefix("one of ").filter(|_| of_strange)?;
            let list = list.split(" in ").next()?;
            Some(
                list.split(", ")
                    .map(|key| key.trim_matches('`').to_owned())
                    .collect(),
            )
        });
        known.collect()
    });
}

#[test]
fn a_new_file_would_not_name_its_schema() {
    for kind in ["world", "persona"] {
        let profile = Profile::new();
        let ran = run(profile.stoa(&[kind, "new", "harbour"]), None, SOON);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let text = read(&profile.file(&format!("{kind}s/harbour.toml")));
        let named = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("#:schema "));
        let file = named.unwrap_or_else(|| panic!("{kind}: {text}"));
        assert_eq!(
            read(std::path::Path::new(file)),
            read(&assets().join(format!("schemas/{kind}.json")))
        );
        assert_eq!(wrong(kind, &text), Vec::<String>::new());
    }
}
