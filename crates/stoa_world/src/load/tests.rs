use bevy_math::Vec2;
use proptest::prelude::*;

use super::{Problem, Severity, check::crossing};
use crate::{Surface, WorldDef};

const STOA: &str = include_str!("../../../../assets/worlds/stoa.toml");

/// A small world that is right in every way, for tests to break.
pub(super) const SMALL: &str = r#"
format = 1
name = "Yard"
about = "A yard for tests."
[[region]]
id = "yard"
surface = "grass"
polygon = [[0, 0], [10, 0], [10, 10], [0, 10]]
[[scene]]
name = "Things"
parts = [
  { id = "box", kind = "slab", at = [8, 8], width = 2, depth = 2, height = 0.3 },
  { id = "seat", kind = "stool", at = [2, 8], turn = 90 },
]
[[place]]
id = "middle"
name = "the middle"
kind = "yard"
about = "The middle of the yard."
at = [5, 5]
[[spawn]]
id = "door"
at = [1, 1]
[[viewpoint]]
id = "view"
at = [1, 2, 1]
look_at = [5, 1, 5]
[[inhabitant]]
persona = "iris"
at = "middle"
[[lore]]
about = ["yard"]
says = "It is a yard."
"#;

pub(super) fn problems(text: &str) -> Vec<String> {
    let (def, problems) = WorldDef::parse("yard.toml", text);
    let broken = problems.iter().any(|p| p.severity == Severity::Error);
    assert_eq!(def.is_none(), broken, "{problems:?}");
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_second_world_would_be_as_the_first_or_have_mistakes() {
    const ATRIUM: &str = include_str!("../../../../assets/worlds/atrium.toml");
    let (atrium, problems) = WorldDef::parse("assets/worlds/atrium.toml", ATRIUM);
    assert_eq!(problems, []);
    let atrium = atrium.expect("a world without mistakes is there");
    let stoa = WorldDef::parse("stoa.toml", STOA)
        .0
        .expect("so is this one");
    assert!(atrium.places.len() >= 8 && atrium.spawns.len() >= 2 && atrium.viewpoints.len() >= 5);
    assert!((2..=6).contains(&atrium.inhabitants.len()));
    let people = |def: &WorldDef| -> Vec<String> {
        def.inhabitants.iter().map(|i| i.persona.clone()).collect()
    };
    assert!(
        people(&atrium)
            .iter()
            .all(|one| !people(&stoa).contains(one))
    );
    assert_ne!(atrium.start_minute, stoa.start_minute);
    assert_ne!(atrium.sky, stoa.sky);
}

#[test]
fn the_shipped_world_has_no_mistake() {
    let (def, problems) = WorldDef::parse("assets/worlds/stoa.toml", STOA);
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(shown, Vec::<String>::new());
    let def = def.expect("a world without mistakes is there");
    assert_eq!(def.id, "stoa");
    assert!(def.places.len() >= 10, "{} places", def.places.len());
    assert_eq!(def.spawns.len(), 3);
    assert_eq!(def.spawns[0].id, "gate");
    assert!((12..=14).contains(&def.inhabitants.len()));
    assert!(def.lore.len() >= 15);
}

#[test]
fn a_right_small_world_is_read_as_written() {
    let (def, problems) = WorldDef::parse("some/folder/yard.toml", SMALL);
    assert_eq!(problems, []);
    let def = def.expect("a world without mistakes is there");
    assert_eq!(def.id, "yard");
    assert_eq!(def.regions[0].surface, Surface::Grass);
    assert_eq!(def.regions[0].polygon[2], Vec2::new(10.0, 10.0));
    assert_eq!((def.start_minute, def.clock_rate), (540, 24));
    assert_eq!(def.parts[1].turn_deg, 90.0);
    assert_eq!(def.lore[0].0, ["yard"]);
}

/// (what is replaced, by what, what the report then says, at which line and column).
#[test]
fn each_mistake_is_reported_where_it_stands() {
    let table: &[(&str, &str, &str)] = &[
        ("format = 1", "", "1:1: `format` is missing"),
        (
            "format = 1",
            "format = 2",
            "2:10: format 2 is newer than this program, which reads up to 1: update Stoa",
        ),
        (
            "format = 1",
            "format = 0",
            "2:10: there never was a format 0",
        ),
        (
            "format = 1",
            "format = \"1\"",
            "2:11: expected `format = 1`, found the text",
        ),
        (
            "name = \"Yard\"",
            "nane = \"Yard\"",
            "1:1: `name` is missing",
        ),
        (
            "name = \"Yard\"",
            "nane = \"Yard\"",
            "3:1: warning: unknown key `nane` (did you mean `name`?)",
        ),
        (
            "name = \"Yard\"",
            "name = 7",
            "3:8: expected a text for `name`, found 7",
        ),
        (
            "surface = \"grass\"",
            "surface = \"gras\"",
            "7:12: `surface` is \"gras\"; expected one of paving, marble",
        ),
        (
            "surface = \"grass\"",
            "surface = \"gras\"",
            "(did you mean `grass`?)",
        ),
        ("[10, 10], [0, 10]]", "[10, 10]]", ""),
        (
            "[[0, 0], [10, 0], [10, 10], [0, 10]]",
            "[[0, 0], [10, 0]]",
            "8:11: a polygon needs at least 3 corners, found 2",
        ),
        (
            "[10, 0], [10, 10]",
            "[10, 10], [10, 0]",
            "8:11: the polygon crosses itself",
        ),
        (
            "[10, 0], [10, 10]",
            "[10, 0, 3], [10, 10]",
            "8:20: expected a corner [x, z] in metres, found a list of 3",
        ),
        (
            "[10, 0], [10, 10]",
            "[9e9, 0], [10, 10]",
            "8:20: 9000000000 is too far out",
        ),
        ("width = 2", "width = nan", "12:"),
        ("width = 2", "width = inf", "12:"),
        (
            "width = 2",
            "width = 9999",
            "`width` is 9999; expected 0.1 to 400",
        ),
        (
            "width = 2",
            "widht = 2",
            "`width` is missing: a number from 0.1 to 400",
        ),
        (
            "width = 2",
            "widht = 2",
            "unknown key `widht` (did you mean `width`?)",
        ),
        (
            "kind = \"stool\"",
            "kind = \"stol\"",
            "13:26: `kind` is \"stol\"; expected one of slab",
        ),
        (
            "id = \"seat\"",
            "id = \"box\"",
            "13:3: a second part with the id `box`",
        ),
        (
            "id = \"seat\"",
            "id = \"the seat\"",
            "expected letters, digits, _ and - only",
        ),
        (
            "at = [2, 8]",
            "at = [200, 8]",
            "13:3: no ground at [200, 8]",
        ),
        (
            "at = \"middle\"",
            "at = \"midle\"",
            "30:7: no place has the id `midle` (did you mean `middle`?)",
        ),
        (
            "at = [1, 1]",
            "at = [-4, 1]",
            "21:1: spawn `door` is not on free walkable ground; the nearest is [",
        ),
        (
            "at = [5, 5]",
            "at = [40, 40]",
            "nobody can get to place `middle`",
        ),
        (
            "look_at = [5, 1, 5]",
            "look_at = [1, 2, 1]",
            "viewpoint `view` looks at itself",
        ),
        (
            "at = [1, 2, 1]",
            "at = [1, -2, 1]",
            "viewpoint `view` lies under the ground",
        ),
        (
            "at = [1, 2, 1]",
            "at = [8, 0.1, 8]",
            "viewpoint `view` lies inside `box`",
        ),
        ("says = \"It is a yard.\"", "", "`says` is missing"),
        ("about = [\"yard\"]", "about = []", "`about` is empty"),
        (
            "[[spawn]]\nid = \"door\"\nat = [1, 1]",
            "",
            "nowhere to arrive",
        ),
        ("name = \"Yard\"", "name = Yard", "3:8: not TOML here"),
        (
            "height = 0.3",
            "height = 0.3, height = 0.4",
            "not TOML here",
        ),
        (
            "name = \"Yard\"",
            "name = \"\\u001b[31m\"",
            "control characters",
        ),
    ];
    let mut wrong = Vec::new();
    for (from, to, expected) in table {
        assert!(SMALL.contains(from), "{from} is not in the small world");
        let found = problems(&SMALL.replacen(from, to, 1));
        if expected.is_empty() {
            continue;
        }
        if !found.iter().any(|p| p.contains(expected)) {
            wrong.push(format!(
                "{from} → {to}: expected {expected}, found {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn many_mistakes_are_reported_in_one_go() {
    let text = SMALL
        .replace("surface = \"grass\"", "surface = \"glass\"")
        .replace("kind = \"stool\"", "kind = \"chair\"")
        .replace("at = \"middle\"", "at = \"nowhere\"")
        .replace("name = \"Yard\"", "name = ")
        .replace("says = \"It is a yard.\"", "says = 3");
    let found = problems(&text);
    for line in [
        "yard.toml:3:",
        "yard.toml:7:",
        "yard.toml:13:",
        "yard.toml:30:",
        "yard.toml:33:",
    ] {
        assert!(
            found.iter().any(|p| p.starts_with(line)),
            "{line} in {found:#?}"
        );
    }
}

#[test]
fn unknown_keys_are_reported_and_the_world_still_opens() {
    let text = SMALL.replace("id = \"yard\"", "id = \"yard\"\ncolour = \"green\"");
    let (def, problems) = WorldDef::parse("yard.toml", &text);
    assert!(def.is_some());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].severity, Severity::Warning);
}

#[test]
fn many_warnings_would_hide_a_mistake_and_open_a_broken_world() {
    let keys = |n: usize| -> String { (0..n).map(|i| format!("zz{i} = {i}\n")).collect() };
    for (unknown, listed) in [(0, 0), (200, 200), (201, 201), (5_000, 201)] {
        let text = format!("{}{SMALL}", keys(unknown));
        let (def, problems) = WorldDef::parse("yard.toml", &text);
        assert!(def.is_some(), "{unknown} unknown keys are no mistake");
        assert_eq!(problems.len(), listed, "{unknown}");
        let last = problems.last().map(ToString::to_string).unwrap_or_default();
        let more = format!("warnings left out: {},", unknown.saturating_sub(200));
        assert_eq!(last.contains(&more), unknown > 200, "{last}");

        let broken = text.replace("kind = \"stool\"", "kind = \"chair\"");
        let (def, problems) = WorldDef::parse("yard.toml", &broken);
        assert!(def.is_none(), "{unknown} warnings hide the mistake");
        let errors: Vec<&Problem> = problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .collect();
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert!(errors[0].message.contains("chair"), "{errors:#?}");
    }
}

#[test]
fn a_mistake_in_every_line_would_take_for_ever() {
    let stools = "{ kind = \"chair\", at = [5, 5] },\n".repeat(9_000);
    let text = SMALL.replace("parts = [", &format!("parts = [{stools}"));
    let (_, problems) = WorldDef::parse("yard.toml", &text);
    assert_eq!(problems.len(), 9_000);
    let lines: Vec<u32> = problems.iter().map(|p| p.line).collect();
    assert!(lines.windows(2).all(|pair| pair[1] == pair[0] + 1));
    assert!(problems.iter().skip(1).all(|p| p.column == 11));
}

#[test]
fn parts_stand_on_what_lies_beneath_them() {
    let text = SMALL.replace("at = [2, 8]", "at = [8, 8]");
    let (def, _) = WorldDef::parse("yard.toml", &text);
    let def = def.expect("this world has no mistake");
    assert_eq!(def.parts[1].at.y, 0.3);
}

#[test]
fn too_much_is_refused_with_the_limit() {
    let huge = format!("# {}\n{SMALL}", "x".repeat(super::MAX_BYTES));
    assert!(problems(&huge)[0].contains("at most 4194304"));
    let parts = "{ kind = \"stool\", at = [5, 5] },\n".repeat(10_001);
    let text = SMALL.replace("parts = [", &format!("parts = [{parts}"));
    assert!(problems(&text).iter().any(|p| p.contains("10000")));
    let wide = SMALL.replace("[10, 0], [10, 10]", "[1900, 0], [1900, 10]");
    assert!(
        problems(&wide)
            .iter()
            .any(|p| p.contains("the walkable ground spans"))
    );
}

#[test]
fn polygons_that_cross_are_told_from_those_that_do_not() {
    let table: &[(&[(f32, f32)], bool)] = &[
        (&[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)], false),
        (
            &[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.5), (0.0, 2.0)],
            false,
        ),
        (&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)], true),
        (&[(0.0, 0.0), (4.0, 0.0), (2.0, 0.0)], true),
        (&[(0.0, 0.0), (0.0, 0.0), (1.0, 1.0)], true),
        (
            &[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0)],
            true,
        ),
    ];
    for (corners, crosses) in table {
        let polygon: Vec<Vec2> = corners.iter().map(|c| Vec2::new(c.0, c.1)).collect();
        assert_eq!(crossing(&polygon).is_some(), *crosses, "{corners:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_loader_panic(text in any::<String>()) {
        problems(&text);
    }

    #[test]
    fn no_change_of_a_right_file_makes_the_loader_panic(
        at in 0..SMALL.len(),
        length in 0..40_usize,
        patch in "[\\[\\]{}=\",.0-9a-z\n-]{0,12}",
    ) {
        let start = SMALL.floor_char_boundary(at);
        let end = SMALL.floor_char_boundary((at + length).min(SMALL.len()));
        problems(&format!("{}{patch}{}", &SMALL[..start], &SMALL[end.max(start)..]));
    }
}
