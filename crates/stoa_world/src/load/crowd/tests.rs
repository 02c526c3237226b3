use crate::{
    CrowdDef, RoleDef, WorldDef,
    load::tests::{SMALL, problems},
};

/// What may follow the small world.
const CROWD: &str = r#"
[crowd]
count = 40
from = ["door", "middle"]
comes = "07:00"
leaves = "20:30"
within = 90
[[crowd.role]]
name = "gardener"
share = 30
rest = 1.25
food = 0
[[crowd.role]]
name = "guest"
share = 70
"#;

#[test]
fn a_crowd_is_read_as_written_and_by_default_nobody_comes() {
    let (def, problems) = WorldDef::parse("yard.toml", &format!("{SMALL}{CROWD}"));
    assert_eq!(problems, []);
    let crowd = def.expect("a world without mistakes is there").crowd;
    let role = |name: &str, share, grows| RoleDef {
        name: name.to_owned(),
        share,
        grows,
    };
    let expected = CrowdDef {
        count: 40,
        from: vec!["door".to_owned(), "middle".to_owned()],
        comes_minute: 420,
        leaves_minute: 1_230,
        within_minutes: 90,
        roles: vec![
            role("gardener", 30, [4, 5, 4, 0]),
            role("guest", 70, [4, 4, 4, 4]),
        ],
    };
    assert_eq!(crowd, expected);
    let rows = [
        ("", (0, 390, 1_260, 120)),
        ("[crowd]\ncount = 7", (7, 390, 1_260, 120)),
        (
            "[crowd]\ncomes = \"00:00\"\nleaves = \"24:00\"",
            (0, 0, 1_440, 1),
        ),
        ("[crowd]\nleaves = \"23:00\"", (0, 390, 1_380, 60)),
    ];
    for (text, expected) in rows {
        let (def, problems) = WorldDef::parse("yard.toml", &format!("{SMALL}{text}"));
        assert_eq!(problems, [], "{text}");
        let crowd = def.expect("a world without mistakes is there").crowd;
        let found = (
            crowd.count,
            crowd.comes_minute,
            crowd.leaves_minute,
            crowd.within_minutes,
        );
        assert_eq!(found, expected, "{text}");
    }
}

/// (what is replaced, by what, what the report then says, at which line and column). The small world has 33 lines.
#[test]
fn each_mistake_about_the_crowd_is_reported_where_it_stands() {
    let table: &[(&str, &str, &str)] = &[
        (
            "count = 40",
            "count = 1000001",
            "36:9: expected a whole number from 0 to 1000000 for `count`, found 1000001",
        ),
        ("count = 40", "count = -1", "36:9: expected a whole number"),
        (
            "count = 40",
            "cuont = 40",
            "36:1: warning: unknown key `cuont` (did you mean `count`?)",
        ),
        (
            "\"door\", \"middle\"",
            "\"door\", \"midle\"",
            "37:18: no spawn and no place has the id `midle` (did you mean `middle`?)",
        ),
        (
            "from = [\"door\", \"middle\"]",
            "from = \"door\"",
            "37:9: expected a list for `from`, found the text \"door\"",
        ),
        (
            "comes = \"07:00\"",
            "comes = \"7:00\"",
            "38:10: expected a time from \"00:00\" to \"24:00\" for `comes`, found the text",
        ),
        (
            "leaves = \"20:30\"",
            "leaves = \"24:01\"",
            "39:11: expected a time from",
        ),
        (
            "leaves = \"20:30\"",
            "leaves = \"07:00\"",
            "39:11: the crowd leaves before it comes",
        ),
        (
            "leaves = \"20:30\"",
            "leaves = \"23:00\"",
            "40:10: `within` is 90; expected at most 60",
        ),
        (
            "within = 90",
            "within = 0",
            "40:10: expected a whole number from 1 to 720 for `within`, found 0",
        ),
        (
            "share = 30",
            "shar = 30",
            "41:1: `share` is missing: a whole number from 1 to 100",
        ),
        ("share = 30", "share = 101", "43:9: expected a whole number"),
        (
            "rest = 1.25",
            "rest = 1.3",
            "44:8: expected 0 to 4 in quarters, like 1.25, for `rest`, found 1.3",
        ),
        (
            "food = 0",
            "food = 4.25",
            "45:8: expected 0 to 4 in quarters",
        ),
        (
            "food = 0",
            "fod = 0",
            "45:1: warning: unknown key `fod` (did you mean `food`?)",
        ),
        (
            "from = [\"door\", \"middle\"]",
            "from = [\"door\", \"door\", \"middle\"]",
            "37:18: the crowd comes from `door` twice",
        ),
        (
            "\"guest\"",
            "\"gardener\"",
            "46:1: a second role with the name `gardener`",
        ),
    ];
    let mut wrong = Vec::new();
    for (from, to, expected) in table {
        assert!(CROWD.contains(from), "{from} is not in the crowd");
        let text = CROWD.replacen(from, to, 1);
        let found = problems(&format!("{SMALL}{text}"));
        if !found.iter().any(|p| p.contains(expected)) {
            wrong.push(format!(
                "{from} → {to}: expected {expected}, found {found:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let role = |i| format!("[[crowd.role]]\nname = \"r{i}\"\nshare = 1\n");
    let roles: String = (0..17).map(role).collect();
    let found = problems(&format!("{SMALL}{roles}"));
    assert!(
        found[0].contains("`role` has 17 entries; at most 16"),
        "{found:?}"
    );
}

#[test]
fn nobody_would_know_why_a_stall_has_no_customers() {
    let stall = "{ id = \"stand\", kind = \"stall\", at = [5, 1.3], goods = \"bread\" }";
    let text = SMALL.replace("turn = 90 },", &format!("turn = 90 }}, {stall},"));
    let expected = "35:1: warning: the crowd goes without line before `stand`: there is no free";
    for (count, told) in [(40, true), (0, false)] {
        let crowd = CROWD.replace("count = 40", &format!("count = {count}"));
        let found = problems(&format!("{text}{crowd}"));
        let found: Vec<&String> = found.iter().filter(|p| p.contains(expected)).collect();
        assert_eq!(found.len(), usize::from(told), "{count}: {found:?}");
    }
}
