use std::collections::BTreeSet;

use super::*;

fn shipped() -> (String, WorldDef) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/worlds/stoa.toml");
    let text = std::fs::read_to_string(file).expect("the shipped world");
    let def = parsed(&text);
    (text, def)
}

fn parsed(text: &str) -> WorldDef {
    let (def, problems) = WorldDef::parse("stoa.toml", text);
    def.unwrap_or_else(|| panic!("{problems:?}"))
}

/// The lines of `a` that `b` has not.
fn lines_gone<'a>(a: &'a str, b: &str) -> Vec<&'a str> {
    let kept: BTreeSet<&str> = b.lines().collect();
    a.lines().filter(|line| !kept.contains(line)).collect()
}

#[test]
fn looking_at_a_world_would_change_its_file() {
    let (text, def) = shipped();
    let draft = of(&def);
    assert_eq!(
        write(&text, &draft, &draft).expect("it can be written"),
        text
    );
    let lists = [
        draft.spawns.len(),
        draft.places.len(),
        draft.seats.len(),
        draft.regions.len(),
    ];
    assert!(lists.iter().all(|length| *length > 2), "{lists:?}");
}

#[test]
fn a_change_would_take_more_of_the_file_with_it() {
    let (text, def) = shipped();
    let kept = of(&def);
    let mut draft = kept.clone();
    draft.spawns[1].is.at = Vec2::new(1.0, 21.25);
    draft.places[0].is.radius_m = 5.5;
    let bench = draft
        .seats
        .iter_mut()
        .find(|one| one.is.id == "bench_south_west");
    let bench = &mut bench.expect("it is there").is;
    bench.at = Vec3::new(-8.5, 0.0, 5.0);
    bench.turn_deg = 300.0;
    let written = write(&text, &kept, &draft).expect("it can be written");
    let gone = lines_gone(&text, &written);
    assert_eq!(gone.len(), 3, "{gone:?}");
    let again = parsed(&written);
    assert_eq!(again.spawns[1].at, Vec2::new(1.0, 21.25));
    assert_eq!(again.places[0].radius_m, 5.5);
    let moved = again
        .parts
        .iter()
        .find(|part| part.id == "bench_south_west");
    let moved = moved.expect("it is there");
    assert_eq!((moved.at.x, moved.at.z, moved.turn_deg), (-8.5, 5.0, 300.0));
    // It lies on the ground, as it did.
    assert!(written.contains("at = [-8.5, 5], turn = 300,"), "{gone:?}");
}

#[test]
fn what_is_new_or_gone_would_spoil_what_stands_beside_it() {
    let (text, def) = shipped();
    let kept = of(&def);
    let mut draft = kept.clone();
    draft.spawns.remove(0);
    draft.seats.retain(|one| one.is.id != "market_bench");
    draft.places.push(Entry::new(PlaceDef {
        id: "corner".into(),
        name: "the corner".into(),
        kind: "square".into(),
        about: "A quiet corner.".into(),
        at: Vec2::new(4.0, 14.0),
        radius_m: 3.0,
        stands: vec![(Vec2::new(4.0, 14.0), 90.0)],
    }));
    for (id, kind) in [
        (
            "bench_1",
            PartKind::Bench {
                width: 1.8,
                seats: 2,
                back: true,
                surface: Surface::Wood,
            },
        ),
        ("stool_1", PartKind::Stool),
    ] {
        draft.seats.push(Entry::new(Part {
            id: id.into(),
            kind,
            at: Vec3::new(if id == "stool_1" { 4.0 } else { 6.0 }, 0.0, 15.5),
            turn_deg: 10.0,
        }));
    }
    // Corners of the lane's own ground.
    let lane = draft.regions.iter_mut().find(|one| one.is.id == "lane");
    let lane = &mut lane.expect("it is there").is.polygon;
    lane[0].x = -19.5;
    let written = write(&text, &kept, &draft).expect("it can be written");
    let again = of(&parsed(&written));
    let bare = |draft: &PlaceDraft| {
        let mut seats: Vec<_> = draft.seats.iter().map(|one| one.is.id.clone()).collect();
        seats.sort();
        let spawns: Vec<_> = draft.spawns.iter().map(|one| one.is.clone()).collect();
        let places: Vec<_> = draft.places.iter().map(|one| one.is.clone()).collect();
        let regions: Vec<_> = draft.regions.iter().map(|one| one.is.clone()).collect();
        (spawns, places, seats, regions)
    };
    assert_eq!(bare(&again), bare(&draft));
    // What is said above the first spawn is about all of them.
    assert!(written.contains("# Where visitors come in."));
    let gone = lines_gone(&text, &written);
    assert_eq!(gone.len(), 4, "{gone:?}");
    // Once more: seats go into the scene that is there now.
    let kept = again;
    let mut draft = kept.clone();
    let mut third = draft.seats[0].is.clone();
    (third.id, third.kind) = ("stool_2".into(), PartKind::Stool);
    third.at = Vec3::new(5.0, 0.0, 17.0);
    draft.seats.push(Entry::new(third));
    let written = write(&written, &kept, &draft).expect("it can be written");
    assert_eq!(written.matches("name = \"Seats\"").count(), 1);
    assert!(
        parsed(&written)
            .parts
            .iter()
            .any(|part| part.id == "stool_2")
    );
}

#[test]
fn lists_on_one_line_could_not_be_changed() {
    let text = r#"
spawn = [{ id = "a", at = [1, 2] }, { id = "b", at = [3, 4] }]
"#;
    let spawn = |id: &str, x: f32| SpawnDef {
        id: id.into(),
        at: Vec2::new(x, 2.0),
        turn_deg: 0.0,
    };
    let kept = PlaceDraft {
        spawns: numbered([spawn("a", 1.0), spawn("b", 3.0)].into_iter()),
        ..PlaceDraft::default()
    };
    let mut draft = kept.clone();
    draft.spawns.remove(1);
    draft.spawns[0].is.turn_deg = 90.0;
    draft.spawns.push(Entry::new(spawn("c", 5.0)));
    let written = write(text, &kept, &draft).expect("it can be written");
    let again: DocumentMut = written.parse().expect("it is TOML");
    let all = again["spawn"].as_array().expect("a list");
    let of = |number: usize, key: &str| {
        let table = all.get(number).and_then(Value::as_inline_table);
        table
            .and_then(|table| table.get(key))
            .map(|value| value.to_string().trim().to_owned())
    };
    assert_eq!(all.len(), 2, "{written}");
    assert_eq!(of(0, "turn").as_deref(), Some("90"));
    assert_eq!(of(1, "id").as_deref(), Some("\"c\""));
    let cause = write("spawn = 3", &kept, &draft).expect_err("that is no list");
    assert!(cause.contains("`spawn` should be a list"), "{cause}");
}
