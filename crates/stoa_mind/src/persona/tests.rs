use proptest::prelude::*;

use super::*;

const IRIS: &str = include_str!("../../../../assets/personas/iris.toml");

fn problems(text: &str) -> Vec<String> {
    Persona::parse("x.toml", text)
        .1
        .iter()
        .map(Problem::to_string)
        .collect()
}

#[test]
fn the_worked_example_cannot_be_read() {
    let (iris, problems) = Persona::parse("assets/personas/iris.toml", IRIS);
    assert_eq!(problems, vec![]);
    let iris = iris.expect("no problems, so there is a persona");
    assert_eq!(
        (iris.id.as_str(), iris.name.as_str(), iris.age),
        ("iris", "Iris", Some(47))
    );
    assert!(iris.knows.len() >= 14 && iris.round.len() >= 5);
    assert_eq!(iris.looks.hat, (Hat::Straw, Colour::from_rgb(0xd8b96a)));
    assert_eq!(iris.looks.top_accent.to_string(), "#d9c48a");
    assert_eq!(iris.voice.timbre, Timbre::Warm);
    assert_eq!(
        iris.round_at(9 * 60 + 31).map(|r| r.place.as_str()),
        Some("fountain")
    );
    assert_eq!(
        iris.round_at(3 * 60).map(|r| r.place.as_str()),
        Some("olive_tree"),
        "yesterday's"
    );
    assert_eq!(iris.relation_to("theo").map(|r| r.warmth), Some(80));
    let json = serde_json::to_string(&iris).expect("plain data");
    assert_eq!(
        serde_json::from_str::<Persona>(&json).expect("as written"),
        iris
    );
}

#[test]
fn an_inhabitant_of_ours_stays_away() {
    let folder = &format!("{}/../../assets/personas", here());
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is part of the source")
        .map(|e| e.expect("it is readable").path())
        .collect();
    paths.sort();
    let mut cast = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("it is readable");
        let (persona, problems) = Persona::parse(&path.to_string_lossy(), &text);
        assert_eq!(problems, vec![]);
        cast.extend(persona);
    }
    assert!(cast.len() >= 12, "{}", cast.len());
    let places: Vec<String> = cast
        .iter()
        .flat_map(|p| &p.round)
        .map(|r| r.place.clone())
        .collect();
    let problems: Vec<String> = check_cast(&cast, &places)
        .iter()
        .map(Problem::to_string)
        .collect();
    assert_eq!(problems, [""; 0]);
}

const SMALL: &str = r#"format = 1
name = "Bo"
pronouns = "they/them"
role = "baker"
about = "I bake."
temperament = ["warm"]
wants = ["I want to sleep."]
style = "plain"
[[knows]]
about = ["bread"]
says = "Bread takes a day."
"#;

#[test]
fn the_smallest_persona_is_refused_or_changes_looks() {
    let (a, problems) = Persona::parse("bo.toml", SMALL);
    assert_eq!(problems, vec![]);
    assert_eq!(a, Persona::parse("bo.toml", SMALL).0);
}

#[test]
fn mistakes_are_missed_or_reported_in_the_wrong_place() {
    let rows: &[(&str, &str, &str)] = &[
        (
            "format = 1",
            "format = 2",
            "x.toml:1:10: expected `format = 1`, found format 2, newer than this program, which reads up to 1: update \
             Stoa, or open the file with the program that wrote it",
        ),
        (
            "name = \"Bo\"",
            "name = 7",
            "x.toml:2:8: expected text in quotation marks, found the number 7",
        ),
        (
            "name = \"Bo\"",
            "name = \"\"",
            "x.toml:2:8: expected some text, found none",
        ),
        (
            "name = \"Bo\"",
            "",
            "x.toml:1:1: expected the key `name`, found none in a persona file",
        ),
        (
            "role = \"baker\"",
            "role = \"baker\"\nage = 7",
            "x.toml:5:7: expected a number from 16 to 120, found the number 7",
        ),
        (
            "temperament = [\"warm\"]",
            "temperament = []",
            "x.toml:6:15: expected 1 to 8 texts, found 0",
        ),
        (
            "temperament = [\"warm\"]",
            "temperament = [\"warm\", 3]",
            "x.toml:6:24: expected text in quotation marks, found the number 3",
        ),
        (
            "wants = [\"I want to sleep.\"]",
            "wants = \"sleep\"",
            "x.toml:7:10: expected a list of texts, found the text \"sleep\"",
        ),
        (
            "about = [\"bread\"]",
            "",
            "x.toml:9:1: expected the key `about`, found none in [[knows]]",
        ),
        (
            "style = \"plain\"",
            "style = \"plain\"\nphrasess = []",
            "`phrasess` (did you mean `phrases`?)",
        ),
        (
            "style = \"plain\"",
            "style = plain",
            "x.toml:8:9: expected a value (text stands in quotation marks), found `style = plain`",
        ),
        (
            "style = \"plain\"",
            "style = \"plain",
            "expected a closing quotation mark on the same line",
        ),
        (
            "style = \"plain\"",
            "style = \"plain\"\nstyle = \"x\"",
            "x.toml:9:1: expected `style` only once",
        ),
    ];
    for (from, to, want) in rows {
        let text = SMALL.replacen(from, to, 1);
        let got = problems(&text);
        assert!(
            got.iter().any(|p| p.contains(want)),
            "{to}: wanted {want}, got {got:#?}"
        );
        assert_eq!(got.len(), 1, "{to}: {got:#?}");
    }
    let tables: &[(&str, &str)] = &[
        (
            "[looks]\nhair = { style = \"curley\", colour = \"#112233\" }",
            "\"curly\", \"ponytail\", \"braid\", \"bob\", found the text \"curley\" (did you mean \"curly\"?)",
        ),
        (
            "[looks]\nskin = \"brown\"",
            "x.toml:13:9: expected a colour like \"#8a5a3c\", found the text \"brown\"",
        ),
        (
            "[looks]\nheight_m = 3",
            "expected a number from 1.45 to 2.05, found the number 3",
        ),
        (
            "[looks]\nextras = [\"apron\", \"sword\"]",
            "x.toml:13:21: expected one of \"glasses\"",
        ),
        (
            "[looks]\ntop = \"shirt\"",
            "expected a table (top), found the text \"shirt\"",
        ),
        (
            "[voice]\npitch = 2.5",
            "expected a number from 0 to 1, found the number 2.5",
        ),
        ("[voice]\npitch = nan", "expected a number from 0 to 1"),
        (
            "[[round]]\nfrom = \"8\"\nplace = \"a\"\nactivity = \"sit\"\nsays = \"x\"",
            "x.toml:13:9: expected a time from \"00:00\" to \"23:59\"",
        ),
        (
            "[[round]]\nfrom = \"24:00\"\nplace = \"a\"\nactivity = \"sit\"\nsays = \"x\"",
            "expected a time",
        ),
        (
            "[[round]]\nfrom = \"08:00\"\nplace = \"a\"\nactivity = \"dance\"\nsays = \"x\"",
            "expected one of \"sit\", \"stroll\", \"work\", \"chat\", \"rest\", found the text \"dance\"",
        ),
        (
            "[[relation]]\nwho = \"x\"\nis = \"me\"",
            "expected somebody else, found the persona itself",
        ),
        (
            "[[relation]]\nwho = \"y\"\nis = \"a friend\"\nwarmth = 101",
            "expected a number from -100 to 100",
        ),
    ];
    for (table, want) in tables {
        let got = problems(&format!("{SMALL}{table}\n"));
        assert!(
            got.iter().any(|p| p.contains(want)),
            "{table}: wanted {want}, got {got:#?}"
        );
        assert_eq!(got.len(), 1, "{table}: {got:#?}");
    }
}

#[test]
fn only_the_first_of_many_mistakes_is_reported() {
    let text = "format = 1\nname = 7\nrole = baker\nabout = \"I \nage = 3\ntemprament = []\n[looks]\nskin = 1\n";
    let (persona, problems) = Persona::parse("a.toml", text);
    assert!(persona.is_none());
    let lines: Vec<u32> = problems.iter().map(|p| p.line).collect();
    for line in 2..=6 {
        assert!(lines.contains(&line), "line {line}: {problems:#?}");
    }
    assert!(lines.contains(&8), "{problems:#?}");
    let all = problems
        .iter()
        .map(Problem::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        !all.contains("the key `role`"),
        "a line that cannot be read is no missing key:\n{all}"
    );
    assert!(all.contains("the key `style`"), "{all}");
}

#[test]
fn a_bad_file_name_passes() {
    for bad in ["A b.toml", ".toml", "ü.toml"] {
        assert!(Persona::parse(bad, SMALL).0.is_none(), "{bad}");
    }
}

#[test]
fn relations_and_places_that_do_not_exist_pass() {
    let tables = "[[round]]\nfrom = \"08:00\"\nplace = \"gardn\"\nactivity = \"sit\"\nsays = \"I sit.\"\n\
        [[round]]\nfrom = \"09:00\"\nplace = \"fountain\"\nactivity = \"sit\"\nsays = \"I sit.\"\n\
        [[relation]]\nwho = \"theo\"\nis = \"a friend\"\n[[relation]]\nwho = \"other\"\nis = \"a friend\"\n";
    let bo = Persona::parse("p/bo.toml", &format!("{SMALL}{tables}"))
        .0
        .expect("without a mistake of its own");
    let other = Persona::parse("other.toml", SMALL)
        .0
        .expect("the small one");
    let places = ["garden", "fountain"].map(String::from);
    let got: Vec<String> = check_cast(&[bo, other], &places)
        .iter()
        .map(Problem::to_string)
        .collect();
    assert_eq!(
        got,
        [
            "p/bo.toml:23:8: warning: expected the id of a persona: other, found \"theo\"",
            "p/bo.toml:14:10: warning: expected the id of a place: garden, fountain, found \"gardn\" (did you mean \"garden\"?)",
            "other.toml:1:1: expected a name of its own, found \"Bo\", which `bo` has too",
        ]
    );
}

#[test]
fn the_shipped_cast_speaks_of_people_or_places_that_do_not_exist() {
    let assets = std::path::Path::new(&here()).join("../../assets");
    let read = |path: std::path::PathBuf| {
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let worlds = std::fs::read_dir(assets.join("worlds")).expect("shipped worlds");
    let mut casts = Vec::new();
    for world in worlds {
        let file = world.expect("an entry").path();
        let text = read(file.clone());
        let world = toml_span::parse(&text).expect("a world file");
        let column = |table: &str, key: &str| -> Vec<String> {
            let rows = world
                .pointer(&format!("/{table}"))
                .and_then(|v| v.as_array());
            let rows = rows.into_iter().flatten();
            rows.filter_map(|row| Some(row.pointer(&format!("/{key}"))?.as_str()?.to_owned()))
                .collect()
        };
        let cast: Vec<Persona> = column("inhabitant", "persona")
            .iter()
            .map(|id| {
                let file = format!("{id}.toml");
                let text = read(assets.join("personas").join(&file));
                Persona::parse(&file, &text).0.expect("a good persona")
            })
            .collect();
        assert_eq!(
            check_cast(&cast, &column("place", "id")),
            [],
            "{}",
            file.display()
        );
        casts.push(cast.len());
    }
    casts.sort_unstable();
    assert!(casts.len() >= 2, "{casts:?}");
    assert!(casts[0] >= 2 && casts[casts.len() - 1] >= 12, "{casts:?}");
}

proptest! {
    #[test]
    fn arbitrary_text_panics(s in "\\PC*") {
        let _ = Persona::parse("x.toml", &s);
    }

    #[test]
    fn toml_like_text_panics(s in "([a-c]|\\[|\\]|=|\"|\\.|\n|1|,|\\{|\\}|#|é| ){0,60}") {
        let (p, problems) = Persona::parse("x.toml", &s);
        prop_assert!(p.is_none() && !problems.is_empty());
    }

    #[test]
    fn a_damaged_file_panics(at in 0usize..9000, len in 0usize..40, with in "[\\PC\n]{0,5}") {
        let start = IRIS.floor_char_boundary(at.min(IRIS.len()));
        let end = IRIS.floor_char_boundary((start + len).min(IRIS.len()));
        let text = format!("{}{with}{}", &IRIS[..start], &IRIS[end..]);
        let (p, problems) = Persona::parse("iris.toml", &text);
        prop_assert!(p.is_some() || !problems.is_empty());
        for problem in problems {
            prop_assert!(problem.line as usize <= text.lines().count() + 1);
        }
    }
}

/// Asked when the test runs: clones share what is compiled, and lie elsewhere.
fn here() -> String {
    std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests")
}
