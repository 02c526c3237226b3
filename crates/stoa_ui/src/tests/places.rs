//! The editor of places.

use bevy_egui::egui::{Modifiers, PointerButton, Pos2, pos2};
use stoa_world::{Part, PartKind, PlaceDef, Pose, Region, SpawnDef, Surface, WorldDef};

use super::{
    bench::Bench,
    people::{look, put},
    *,
};

fn entry<T>(is: T) -> Entry<T> {
    Entry { from: Some(0), is }
}

/// A lawn six metres ahead and wide, with one thing of each kind upon it.
pub fn built() -> Building {
    let corners = [(-3.0, -8.0), (3.0, -8.0), (3.0, -2.0), (-3.0, -2.0)];
    let kept = PlaceDraft {
        spawns: vec![entry(SpawnDef {
            id: "¤gate".into(),
            at: Vec2::new(0.0, -4.0),
            turn_deg: 30.0,
        })],
        places: vec![entry(PlaceDef {
            id: "¤lawn".into(),
            name: "¤the lawn".into(),
            kind: "¤garden".into(),
            about: "¤Short grass.".into(),
            at: Vec2::new(0.0, -5.0),
            radius_m: 2.0,
            stands: vec![(Vec2::new(1.0, -5.0), 90.0)],
        })],
        seats: vec![entry(Part {
            id: "¤bench".into(),
            kind: PartKind::Bench {
                width: 1.8,
                seats: 2,
                back: true,
                surface: Surface::Wood,
            },
            at: Vec3::new(-1.0, 0.0, -5.0),
            turn_deg: 0.0,
        })],
        regions: vec![entry(Region {
            id: "¤grass".into(),
            polygon: corners.map(Vec2::from).to_vec(),
            height: 0.0,
            surface: Surface::Grass,
            walkable: true,
        })],
    };
    Building {
        checked: true,
        ..Building::new("¤The Lawn".into(), kept)
    }
}

/// Puts the editor before the person, who stands at the lawn's edge and looks north.
pub fn open(bench: &mut Bench) {
    put(bench, ME, Pose::new(Vec3::ZERO, 0.0));
    look(bench);
    let building = built();
    let def = WorldDef {
        regions: building
            .kept
            .regions
            .iter()
            .map(|one| one.is.clone())
            .collect(),
        ..default()
    };
    bench.app.insert_resource(def);
    bench.app.insert_resource(PlaceEditor(Some(building)));
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Places);
    bench.rest();
}

fn building(bench: &Bench) -> Building {
    bench.get::<PlaceEditor>().0.expect("a world is edited")
}

/// The composition found nothing wrong.
fn found_sound(bench: &mut Bench) {
    let mut editor = bench.app.world_mut().resource_mut::<PlaceEditor>();
    editor.0.as_mut().expect("a world is edited").checked = true;
    bench.rest();
}

#[test]
fn a_change_would_not_be_checked_kept_undone_or_taken_back() {
    let mut bench = Bench::new();
    open(&mut bench);
    bench.choose(text::list_seats());
    bench.choose(text::add_bench());
    assert_eq!(bench.sent::<PlacesAsk>(), [PlacesAsk::Check]);
    let added = building(&bench).draft.seats[1].clone();
    assert_eq!((added.from, added.is.id.as_str()), (None, "bench_1"));
    assert_eq!(added.is.at, Vec3::ZERO, "where the person stands");
    assert!(bench.sees(text::being_checked()));
    bench.walk_to(text::take_back());
    for _ in 0..60 {
        assert!(
            !bench.is_at(text::keep()),
            "what was not checked can be kept"
        );
        bench.press(Key::Tab);
    }
    found_sound(&mut bench);
    assert!(bench.sees(text::not_kept_yet()));
    bench.choose(text::keep());
    assert_eq!(bench.sent::<PlacesAsk>(), [PlacesAsk::Keep]);
    assert!(building(&bench).keeping);
    let mut editor = bench.app.world_mut().resource_mut::<PlaceEditor>();
    editor.0.as_mut().expect("a world is edited").keeping = false;
    bench.choose(text::undo());
    assert_eq!(bench.sent::<PlacesAsk>(), [PlacesAsk::Check]);
    assert!(!building(&bench).is_changed());
    bench.choose(text::add_stool());
    bench.choose(text::take_back());
    assert_eq!(bench.sent::<PlacesAsk>().last(), Some(&PlacesAsk::TakeBack));
    // The first press gives the keys back to the game.
    assert!(!bench.get::<InputOwners>().may_walk());
    bench.press(Key::Escape);
    bench.rest();
    assert!(bench.get::<InputOwners>().may_walk());
    bench.press(Key::Escape);
    assert_eq!(bench.get::<Screens>().open, None);
    assert!(
        building(&bench).is_changed(),
        "closing loses what was changed"
    );
}

#[test]
fn a_mistake_could_be_kept() {
    let mut bench = Bench::new();
    open(&mut bench);
    bench.choose("¤gate");
    bench.choose(text::remove());
    let mut editor = bench.app.world_mut().resource_mut::<PlaceEditor>();
    let building = editor.0.as_mut().expect("a world is edited");
    building.mistakes = vec!["nowhere to arrive".into()];
    found_sound(&mut bench);
    assert!(bench.sees("nowhere to arrive"));
    bench.walk_to(text::take_back());
    for _ in 0..60 {
        assert!(!bench.is_at(text::keep()), "it can be pressed");
        bench.press(Key::Tab);
    }
}

#[test]
fn what_is_added_would_lie_outside_what_the_list_shows() {
    let mut bench = Bench::new();
    open(&mut bench);
    let mut editor = bench.app.world_mut().resource_mut::<PlaceEditor>();
    let building = editor.0.as_mut().expect("a world is edited");
    let seat = building.draft.seats[0].clone();
    building.draft.seats = vec![seat; 40];
    bench.choose(text::list_seats());
    bench.choose(text::add_bench());
    assert!(bench.sees("bench_1"));
}

#[test]
fn a_mark_in_the_world_could_not_be_pulled() {
    let mut bench = Bench::new();
    open(&mut bench);
    // The spawn lies four metres ahead, in the middle, 1.6 m below the eyes.
    let down = |from: f32, away: f32| 360.0 + from / away * 360.0 / 0.5_f32.tan();
    let at = pos2(640.0, down(1.57, 4.0));
    drag(&mut bench, at, pos2(640.0, down(1.57, 6.0)));
    let spawn = building(&bench).draft.spawns[0].is.clone();
    assert!(
        (spawn.at - Vec2::new(0.0, -6.0)).length() < 0.1,
        "{spawn:?}"
    );
    assert_eq!(bench.sent::<PlacesAsk>(), [PlacesAsk::Check]);
    assert_eq!(building(&bench).before.len(), 1, "one pull is one step");
}

fn drag(bench: &mut Bench, from: Pos2, to: Pos2) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    bench.frame(vec![Event::PointerMoved(from)]);
    bench.frame(vec![button(from, true)]);
    for step in 1..=10 {
        bench.frame(vec![Event::PointerMoved(from.lerp(to, step as f32 / 10.0))]);
    }
    bench.frame(vec![button(to, false)]);
    bench.rest();
}

#[test]
fn one_could_not_walk_while_building() {
    let mut bench = Bench::new();
    open(&mut bench);
    assert_eq!(bench.owners(), [InputOwner::Places]);
    let owners = bench.get::<InputOwners>();
    assert!(owners.may_walk() && !owners.is_game());
    // Letters that are typed into a field are no steps.
    bench.choose(text::list_places());
    bench.choose("¤the lawn");
    bench.walk_to("¤garden");
    bench.rest();
    assert!(!bench.get::<InputOwners>().may_walk());
}

#[test]
fn the_menu_would_not_lead_to_the_world_s_places() {
    let mut bench = Bench::new();
    bench.press(Key::Escape);
    bench.rest();
    bench.choose(text::edit_places(false));
    assert_eq!(bench.sent::<EditPlaces>().len(), 1);
    let mut building = built();
    building.draft.spawns.clear();
    bench.app.insert_resource(PlaceEditor(Some(building)));
    bench.press(Key::Escape);
    bench.rest();
    assert!(bench.sees(text::edit_places(true)));
}
