//! Every constant of the shaders beside that of the same meaning in Rust. No device is needed for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::buffers::{BOARD_HEADER, SCAN_BLOCK};
use super::shaders::Sources;
use crate::rules::{flockers, flockers::Flockers, plaza};

/// Names and values.
type Table = BTreeMap<String, i64>;

/// The constants of the passes themselves.
fn of_passes() -> Vec<(&'static str, i64)> {
    vec![
        ("BOARD_HEADER", BOARD_HEADER as i64),
        // In fours of cells.
        ("BLOCK", SCAN_BLOCK as i64 / 4),
        ("GROUP", Sources::new::<Flockers>(true).group.into()),
    ]
}

/// What a shader calls constant, by `const` or `override`: one number each.
fn constants(file: &str, text: &str) -> Table {
    let mut found = Table::new();
    for line in text.lines().map(str::trim_start) {
        let Some(rest) = ["const ", "override "]
            .iter()
            .find_map(|word| line.strip_prefix(word))
        else {
            continue;
        };
        let (name, value) = rest.split_once('=').unwrap_or_default();
        let name = name.split(':').next().unwrap_or_default().trim();
        let value = value.split(';').next().unwrap_or_default().trim();
        let digits = value.trim_end_matches(['u', 'i']);
        let number = match digits.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        let number = number.unwrap_or_else(|_| panic!("{file}: {line} is not one number"));
        let before = found.insert(name.to_owned(), number);
        assert_eq!(before, None, "{file}: {name} twice");
    }
    found
}

/// The constants of all shaders of the tick, by what they belong to.
fn shipped() -> BTreeMap<&'static str, Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shaders/tick");
    let mut all = BTreeMap::<_, Table>::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let owner = match file.as_str() {
            name if name.starts_with("plaza") => "plaza",
            name if name.starts_with("flockers") => "flockers",
            _ => "passes",
        };
        let table = all.entry(owner).or_default();
        for (name, value) in constants(&file, &std::fs::read_to_string(&path).unwrap()) {
            assert_eq!(
                table.insert(name.clone(), value),
                None,
                "{file}: {name} twice"
            );
        }
    }
    all
}

#[test]
fn a_constant_of_a_shader_would_differ_from_the_twins_or_be_in_no_table() {
    let known = [
        ("plaza", plaza::shader_constants::table()),
        ("flockers", flockers::shader_constants()),
        ("passes", of_passes()),
    ];
    let shipped = shipped();
    assert_eq!(shipped.len(), known.len());
    for (owner, table) in known {
        let count = table.len();
        let table: Table = table
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        assert_eq!(
            table.len(),
            count,
            "a name is twice in the table of {owner}"
        );
        let names: BTreeSet<&String> = shipped[owner].keys().chain(table.keys()).collect();
        let differing: Vec<String> = names
            .into_iter()
            .filter(|name| shipped[owner].get(*name) != table.get(*name))
            .map(|name| {
                let (there, here) = (shipped[owner].get(name), table.get(name));
                format!("{name}: {there:?} in the shaders, {here:?} in Rust")
            })
            .collect();
        assert!(differing.is_empty(), "{owner}: {differing:#?}");
    }
    assert!(shipped["plaza"].len() > 100, "{}", shipped["plaza"].len());
}

#[test]
fn constants_are_read_as_they_are_written() {
    let text =
        "const A: u32 = 0xfffu;\n  const B = -3;\noverride C: u32 = 64u; // more\nlet d = 5;\n";
    let found = constants("text", text);
    let expected = [("A", 4_095), ("B", -3), ("C", 64)];
    assert_eq!(found.len(), expected.len());
    for (name, value) in expected {
        assert_eq!(found[name], value, "{name}");
    }
}
