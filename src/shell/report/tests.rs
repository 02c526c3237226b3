use stoa_world::{Controller, DisplayName, Heard, Tick};

use super::*;
use crate::{paths::Paths, settings::Settings};

const ME: StableId = StableId(1);
const IRIS: StableId = StableId(1000);

fn wanted(name: &str) -> ReportWanted {
    ReportWanted {
        whom: IRIS,
        name: name.to_owned(),
        agent: true,
        reason: ReportReason::Danger,
        words: "She said \"go\"\nand pushed.".to_owned(),
    }
}

/// The program's part that takes reports down, in a world with Iris three metres from the person.
fn app(data: &Path) -> App {
    let mut app = App::new();
    app.add_plugins(plugin)
        .insert_resource(Chosen {
            settings: Settings::default(),
            paths: Paths {
                settings_file: data.join("settings.toml"),
                data: data.to_owned(),
                assets: data.to_owned(),
            },
        })
        .insert_resource(stoa_ui::LocalPerson(ME))
        .insert_resource(SimClock {
            tick: Tick(300),
            start_minute: 605,
            rate: 1,
            seed: 7,
        })
        .insert_resource(WorldDef {
            id: "stoa".to_owned(),
            name: "Stoa".to_owned(),
            ..WorldDef::default()
        })
        .init_resource::<MindPanel>()
        .init_resource::<ChatLog>()
        .init_resource::<Reported>()
        .add_message::<ReportWanted>()
        .add_message::<Notice>()
        .add_message::<Heard>();
    for (id, x) in [(ME, 1.0), (IRIS, 4.0)] {
        let name = DisplayName(format!("{id:?}"));
        let pose = Pose::new(Vec3::new(x, 0.0, 2.0), 0.0);
        app.world_mut()
            .spawn((Body, id, name, Controller::Agent, pose));
    }
    app
}

fn heard(log: &mut ChatLog, who: StableId, text: &str, tick: u64) {
    log.push(Spoken {
        who,
        name: "Iris".to_owned(),
        agent: true,
        mine: false,
        ours: true,
        text: text.to_owned(),
        minute: 604,
        tick: Tick(tick),
        again: false,
    });
}

#[test]
fn a_report_would_miss_who_where_when_or_what_was_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = app(folder.path());
    let mut log = ChatLog::default();
    for n in 0..40 {
        heard(&mut log, IRIS, &format!("Line {n} of Iris."), n * 1000);
        heard(&mut log, StableId(1001), "Milo.", n * 1000 + 500);
    }
    app.insert_resource(log);
    app.world_mut().write_message(wanted("Iris of Rhodes"));
    app.update();
    let Some((IRIS, Ok(file))) = app.world().resource::<Reported>().0.clone() else {
        panic!("{:?}", app.world().resource::<Reported>());
    };
    let file = PathBuf::from(file);
    assert_eq!(file.parent(), Some(folder.path().join("reports").as_path()));
    let name = file.file_name().expect("a name").to_string_lossy();
    assert!(
        name.ends_with("-iris-of-rhodes.toml") && name.starts_with("20"),
        "{name}"
    );
    let text = fs::read_to_string(&file).expect("it was written");
    let read: DocumentMut = text.parse().expect("TOML");
    for (path, expected) in [
        (["reason", ""], "danger"),
        (["words", ""], "She said \"go\"\nand pushed."),
        (["about", "name"], "Iris of Rhodes"),
        (["about", "kind"], "agent"),
        (["world", "id"], "stoa"),
        (["world", "clock"], "10:05"),
    ] {
        let item = &read[path[0]];
        let item = if path[1].is_empty() {
            item
        } else {
            &item[path[1]]
        };
        assert_eq!(item.as_str(), Some(expected), "{path:?} in {text}");
    }
    assert_eq!(read["about"]["id"].as_integer(), Some(1000));
    assert_eq!(read["about"]["away_m"].as_float(), Some(3.0));
    assert_eq!(read["world"]["at_m"][2].as_float(), Some(2.0));
    let lines = read["heard"].as_array_of_tables().expect("lines");
    assert_eq!(lines.len(), 30);
    let last = lines.get(29).expect("thirty lines");
    assert_eq!(last["text"].as_str(), Some("Line 39 of Iris."));
    assert!(!text.contains("Milo"), "what others said is in it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "others may read it");
    }
}

#[test]
fn a_second_report_would_overwrite_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = app(folder.path());
    let mut files = Vec::new();
    for _ in 0..3 {
        app.world_mut().write_message(wanted("Iris"));
        app.update();
        let Some((_, Ok(file))) = app.world().resource::<Reported>().0.clone() else {
            panic!("{:?}", app.world().resource::<Reported>());
        };
        files.push(file);
    }
    files.dedup();
    assert_eq!(files.len(), 3);
    assert!(files[2].ends_with("-iris-3.toml"), "{files:?}");
}

#[test]
fn a_folder_that_cannot_be_written_would_swallow_the_report() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("reports"), "in the way").expect("a file");
    let mut app = app(folder.path());
    app.world_mut().write_message(wanted("Iris"));
    app.update();
    let Some((IRIS, Err(problem))) = app.world().resource::<Reported>().0.clone() else {
        panic!("{:?}", app.world().resource::<Reported>());
    };
    assert!(
        problem.cause.contains("reports") && !problem.remedy.is_empty(),
        "{problem:?}"
    );
    let mut notices = app.world_mut().resource_mut::<Messages<Notice>>();
    assert_eq!(
        notices.drain().next().map(|notice| notice.severity),
        Some(Severity::Error)
    );
}

#[test]
fn a_name_would_lead_out_of_the_folder() {
    for (name, expected) in [
        ("Iris", "iris"),
        ("../../etc/passwd", "etc-passwd"),
        ("Δήμος", "1000"),
        ("", "1000"),
        ("Theodora  Anastasiou!", "theodora-anastasiou"),
        ("CON\0/\\:", "con"),
    ] {
        assert_eq!(file_name(name, IRIS), expected, "{name:?}");
    }
    assert!(file_name(&"x".repeat(500), IRIS).len() <= NAME_BYTES);
}
