use std::time::{Duration, Instant};

use stoa_ui::Entry;
use stoa_world::SpawnDef;

use super::*;
use crate::paths::Paths;

/// A check takes a part of a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// The shipped world in the editor of somebody whose own files lie in `data`.
fn bench(data: &Path) -> App {
    let mut paths = Paths::find(Some(data)).expect("the assets");
    paths.data = data.to_owned();
    let shipped = paths.assets.join("worlds/stoa.toml");
    let text = fs::read_to_string(&shipped).expect("the shipped world");
    let (def, _) = WorldDef::parse("stoa.toml", &text);
    let mut app = App::new();
    app.add_plugins((TaskPoolPlugin::default(), plugin))
        .insert_resource(WorldFile::new(&shipped, &paths))
        .insert_resource(def.expect("it can be read"))
        .init_resource::<PlaceEditor>()
        .init_resource::<Screens>()
        .add_message::<EditPlaces>()
        .add_message::<PlacesAsk>()
        .add_message::<Notice>();
    app.world_mut().write_message(EditPlaces);
    wait(&mut app, |building| building.checked);
    app
}

fn wait(app: &mut App, until: impl Fn(&Building) -> bool) {
    let begun = Instant::now();
    loop {
        app.update();
        if building(app).is_some_and(&until) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{:?}", building(app));
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn building(app: &App) -> Option<&Building> {
    app.world().resource::<PlaceEditor>().0.as_ref()
}

/// Changes the draft as the panel does.
fn change(app: &mut App, how: impl FnOnce(&mut PlaceDraft)) {
    let mut editor = app.world_mut().resource_mut::<PlaceEditor>();
    let building = editor.0.as_mut().expect("a world is edited");
    how(&mut building.draft);
    building.show();
    app.world_mut().write_message(PlacesAsk::Check);
    wait(app, |building| building.checked);
}

/// Has it kept, and gives what the person is told.
fn kept(app: &mut App) -> Notice {
    let mut editor = app.world_mut().resource_mut::<PlaceEditor>();
    editor.0.as_mut().expect("a world is edited").keeping = true;
    app.world_mut().write_message(PlacesAsk::Keep);
    wait(app, |building| !building.keeping);
    let mut notices = app.world_mut().resource_mut::<Messages<Notice>>();
    notices.drain().last().expect("something is told")
}

#[test]
fn a_spawn_in_the_fountain_could_be_kept() {
    let data = tempfile::tempdir().expect("a folder");
    let mut app = bench(data.path());
    assert_eq!(app.world().resource::<Screens>().open, Some(Screen::Places));
    let building_now = building(&app).expect("it is open");
    assert!(building_now.mistakes.is_empty() && building_now.walkable.len() > 100);
    change(&mut app, |draft| draft.spawns[0].is.at = Vec2::ZERO);
    let mistakes = &building(&app).expect("it is open").mistakes;
    assert!(
        mistakes[0].contains("is not on free walkable ground"),
        "{mistakes:?}"
    );
    assert!(!building(&app).expect("it is open").is_sound());
    assert_eq!(kept(&mut app).severity, Severity::Error);
    assert!(!data.path().join("worlds/stoa.toml").exists());
    app.world_mut().write_message(PlacesAsk::TakeBack);
    wait(&mut app, |building| {
        building.checked && !building.is_changed()
    });
}

#[test]
fn a_run_that_leaves_files_alone_would_change_them() {
    let data = tempfile::tempdir().expect("a folder");
    let mut app = bench(data.path());
    app.world_mut().resource_mut::<PlaceEditor>().0 = None;
    app.world_mut().resource_mut::<Screens>().open = None;
    app.world_mut().resource_mut::<WorldFile>().followed = false;
    app.world_mut().write_message(EditPlaces);
    let begun = Instant::now();
    while app.world().resource::<Messages<Notice>>().is_empty() {
        app.update();
        assert!(begun.elapsed() < PATIENCE, "nothing is told");
    }
    assert_eq!(app.world().resource::<Screens>().open, None);
    assert!(building(&app).is_none());
}

#[test]
fn keeping_would_change_the_shipped_world_or_lose_what_was_written_beside_the_editor() {
    let data = tempfile::tempdir().expect("a folder");
    let mut app = bench(data.path());
    let file = app.world().resource::<WorldFile>().clone();
    let shipped = fs::read_to_string(file.now()).expect("it is there");
    let spawn = SpawnDef {
        id: "spawn_1".into(),
        at: Vec2::new(4.0, 14.0),
        turn_deg: 30.0,
    };
    change(&mut app, |draft| draft.spawns.push(Entry::new(spawn)));
    assert_eq!(kept(&mut app).severity, Severity::Info);
    let own = data.path().join("worlds/stoa.toml");
    assert_eq!(file.now(), own);
    let text = fs::read_to_string(&own).expect("it was written");
    assert!(text.contains("spawn_1") && !shipped.contains("spawn_1"));
    let now = building(&app).expect("it is open");
    assert!(!now.is_changed() && now.kept.spawns[3].from == Some(3));
    // Somebody writes into it meanwhile, about something else: that stays.
    fs::write(
        &own,
        text.replace("Pavel", "Pavlo")
            .replace("rate = 24", "rate = 12"),
    )
    .expect("it can be written");
    change(&mut app, |draft| draft.spawns[3].is.turn_deg = 60.0);
    assert_eq!(kept(&mut app).severity, Severity::Info);
    let text = fs::read_to_string(&own).expect("it was written");
    assert!(text.contains("rate = 12") && text.contains("turn = 60"));
    // About the same: nothing of it is overwritten.
    let beside = text.replace("turn = 60", "turn = 61");
    fs::write(&own, &beside).expect("it can be written");
    change(&mut app, |draft| draft.spawns[3].is.turn_deg = 90.0);
    assert_eq!(kept(&mut app).severity, Severity::Error);
    assert_eq!(fs::read_to_string(&own).expect("it is there"), beside);
    // Broken: that, too.
    fs::write(&own, "name = ").expect("it can be written");
    assert_eq!(kept(&mut app).severity, Severity::Error);
    assert_eq!(fs::read_to_string(&own).expect("it is there"), "name = ");
    assert!(
        building(&app).expect("it is open").is_changed(),
        "the draft is lost"
    );
}
