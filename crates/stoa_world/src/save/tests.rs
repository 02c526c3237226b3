use std::{fs, path::Path};

use serde_json::json;

use super::{SaveError, SavedBody, WorldSave, fresh_name, load, save_atomic};
use crate::{Controller, Goal, Looks, PlaceId, Pose, Posture, SeatId, SimClock, StableId, Tick};

fn clock(tick: u64) -> SimClock {
    SimClock {
        tick: Tick(tick),
        start_minute: 570,
        rate: 24,
        seed: u64::MAX,
    }
}

fn save(tick: u64) -> WorldSave {
    let mut save = WorldSave::new("stoa", clock(tick));
    save.bodies.push(SavedBody {
        id: StableId(1000),
        controller: Controller::Agent,
        name: "Iris".into(),
        looks: Looks::default(),
        pose: Pose {
            x: -7,
            y: i32::MAX,
            z: i32::MIN,
            yaw: u16::MAX,
        },
        posture: Posture::Sitting,
        seat: Some(SeatId("fountain/3".into())),
        following: Some(StableId(1)),
        leading: None,
        muted: vec![StableId(2)],
        blocked: Vec::new(),
        goal: Some(Goal::Place(PlaceId("well".into()))),
    });
    save.extra
        .insert("minds".into(), json!({"iris": ["met someone", 0.1]}));
    save
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("the test needs a temporary folder")
}

fn read(path: &Path) -> WorldSave {
    let save = load(path).expect("the save is whole");
    save.expect("the save is there")
}

#[test]
fn what_was_saved_comes_back_as_it_was() {
    let folder = folder();
    let path = folder.path().join("new/folder/stoa.json");
    assert!(matches!(load(&path), Ok(None)));
    save_atomic(&path, &save(30)).expect("the folder is writable");
    assert_eq!(read(&path), save(30));
}

#[test]
fn the_save_before_is_kept_and_nothing_else_is_left_behind() {
    let folder = folder();
    let path = folder.path().join("stoa.json");
    for tick in [1, 2, 3] {
        save_atomic(&path, &save(tick)).expect("the folder is writable");
    }
    assert_eq!(read(&path).clock.tick, Tick(3));
    assert_eq!(
        read(&folder.path().join("stoa.json.bak")).clock.tick,
        Tick(2)
    );
    let entries = fs::read_dir(folder.path()).expect("the folder is readable");
    assert_eq!(entries.count(), 2);
}

#[test]
fn a_save_cut_off_at_any_length_is_an_error_and_stays_untouched() {
    let folder = folder();
    let path = folder.path().join("stoa.json");
    let mut whole = serde_json::to_vec(&save(30)).expect("a save is plain data");
    whole.push(b'\n');
    // Without its last line break it is still whole.
    for length in 0..whole.len() - 1 {
        fs::write(&path, &whole[..length]).expect("the folder is writable");
        match load(&path) {
            Err(SaveError::Damaged { .. }) => {}
            other => panic!("{length} of {} bytes: {other:?}", whole.len()),
        }
        assert_eq!(fs::read(&path).ok().as_deref(), Some(&whole[..length]));
    }
}

#[test]
fn files_that_are_no_saves_give_an_error_with_path_and_remedy() {
    let folder = folder();
    let path = folder.path().join("stoa.json");
    let newer = json!({"format": 2, "clock": "in a shape of the future"}).to_string();
    let clock = |field: &str, value: u64| {
        let mut save = serde_json::to_value(save(1)).expect("a save is plain data");
        save["clock"][field] = json!(value);
        save.to_string()
    };
    let (late, fast) = (clock("tick", u64::MAX), clock("rate", u64::from(u32::MAX)));
    let table = [
        ("", "damaged"),
        ("\u{0}\u{0}\u{0}\u{0}", "damaged"),
        ("[]", "names no format"),
        ("{\"format\": 1.5}", "names no format"),
        ("{\"format\": -1}", "never was a format -1"),
        ("{\"format\": 0}", "never was a format 0"),
        ("{\"format\": 1}", "missing field"),
        (
            newer.as_str(),
            "format 2 is newer than this program, which reads up to 1: update Stoa, or open",
        ),
        // Numbers that time could not go on from.
        (late.as_str(), "`clock.tick` is 18446744073709551615"),
        (
            fast.as_str(),
            "`clock.rate` is 4294967295; expected at most 3600",
        ),
    ];
    for (text, cause) in table {
        fs::write(&path, text).expect("the folder is writable");
        let error = load(&path).expect_err("this is no save").to_string();
        for part in [cause, "stoa.json", "left as it is"] {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some(text));
    }
}

#[test]
fn killed_before_the_rename_the_last_save_is_whole() {
    let folder = folder();
    let path = folder.path().join("stoa.json");
    save_atomic(&path, &save(1)).expect("the folder is writable");
    // What a kill leaves: a half written temporary file, and a second name of the last save.
    fs::write(
        folder.path().join(".stoa-save-x7.tmp"),
        "{\"format\": 1, \"clo",
    )
    .expect("writable");
    fs::hard_link(&path, folder.path().join("stoa.json.bak.new")).expect("writable");
    assert_eq!(read(&path), save(1));
    save_atomic(&path, &save(2)).expect("leftovers do not hinder the next save");
    assert_eq!(read(&path), save(2));
    assert_eq!(read(&folder.path().join("stoa.json.bak")), save(1));
}

#[test]
fn a_fresh_world_gets_a_name_that_nothing_has() {
    let folder = folder();
    let path = folder.path().join("stoa.json");
    fs::write(&path, "{").expect("the folder is writable");
    for n in 1..4 {
        let fresh = fresh_name(&path);
        assert_eq!(
            fresh,
            folder.path().join(format!("stoa.json.recovered-{n}"))
        );
        save_atomic(&fresh, &save(n)).expect("the folder is writable");
    }
    assert_eq!(fs::read_to_string(&path).ok().as_deref(), Some("{"));
}

#[test]
fn an_unwritable_place_is_an_error_with_a_remedy() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").expect("the folder is writable");
    let error = save_atomic(&file.join("stoa.json"), &save(1)).expect_err("a file is no folder");
    assert!(error.to_string().contains("free space"), "{error}");
    assert!(matches!(load(&file.join("stoa.json")), Ok(None)));
    let error = load(folder.path()).expect_err("a folder is no save");
    assert!(matches!(error, SaveError::Read { .. }), "{error}");
}

#[test]
fn keys_of_other_programs_are_kept() {
    let folder = folder();
    let path = folder.path().join("stoa.json");
    let mut value = serde_json::to_value(save(1)).expect("a save is plain data");
    value["weather"] = json!("mild");
    fs::write(&path, value.to_string()).expect("the folder is writable");
    save_atomic(&path, &read(&path)).expect("the folder is writable");
    assert_eq!(read(&path).unknown["weather"], json!("mild"));
}

#[test]
fn who_sat_on_a_seat_that_is_gone_stands() {
    let body = &save(1).bodies[0];
    assert_eq!(body.posture_after_load(true), Posture::Sitting);
    assert_eq!(body.posture_after_load(false), Posture::Standing);
}
