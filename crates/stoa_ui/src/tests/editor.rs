//! The editor of personas.

use super::{bench::Bench, *};

pub fn edited() -> Editing {
    let kept = PersonaDraft {
        name: "Iris".into(),
        role: "¤gardener".into(),
        about: "¤I keep the gardens.".into(),
        voice: VoiceDraft {
            pace_wpm: 150.0,
            ..default()
        },
        ..default()
    };
    Editing::new(IRIS, kept)
}

fn open() -> Bench {
    let mut bench = Bench::new();
    bench.app.insert_resource(Editor(Some(edited())));
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Editor);
    bench.rest();
    bench
}

fn draft(bench: &Bench) -> PersonaDraft {
    bench.get::<Editor>().0.expect("somebody is edited").draft
}

#[test]
fn a_change_would_not_be_shown_kept_or_taken_back() {
    let mut bench = open();
    assert_eq!(bench.sent::<EditorAsks>(), []);
    bench.choose(text::extra(stoa_world::looks::Extra::Glasses));
    assert_eq!(draft(&bench).looks.extras.len(), 1);
    assert_eq!(bench.sent::<EditorAsks>(), [EditorAsks::Show]);
    assert!(bench.sees(text::not_kept_yet()));
    bench.choose(text::keep());
    assert_eq!(bench.sent::<EditorAsks>(), [EditorAsks::Keep]);
    bench.choose(text::take_back());
    assert_eq!(bench.sent::<EditorAsks>(), [EditorAsks::TakeBack]);
    // Closed and opened again, what was changed is still there.
    bench.press(Key::Escape);
    assert_eq!(bench.get::<Screens>().open, None);
    assert_eq!(draft(&bench).looks.extras.len(), 1);
}

#[test]
fn a_draft_that_is_nobody_could_be_kept() {
    let mut bench = open();
    let mut editing = edited();
    editing.draft.name.clear();
    editing.mistakes = vec!["name: expected some text".into()];
    bench.app.insert_resource(Editor(Some(editing)));
    bench.rest();
    assert!(bench.sees("name: expected some text"));
    bench.walk_to(text::take_back());
    for _ in 0..60 {
        assert!(!bench.is_at(text::keep()), "it can be pressed");
        bench.press(Key::Tab);
    }
}

#[test]
fn how_they_speak_could_not_be_tried() {
    let mut bench = open();
    bench.walk_to(&text::hint(stoa_world::Volume::Say, Some("Iris")));
    bench.type_in("Who are you?");
    bench.press(Key::Enter);
    assert_eq!(
        bench.sent::<Intent>(),
        [say("Who are you?", SayTo::Body(IRIS))]
    );
    assert_eq!(bench.get::<Screens>().open, Some(Screen::Editor));
}

#[test]
fn the_menu_would_not_lead_to_whom_one_looks_at() {
    let mut bench = Bench::new();
    bench.focus(Some(IRIS), None);
    bench.rest();
    // Whom one looked at last is meant: the menu may open when they have gone on.
    bench.focus(None, None);
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Pause);
    bench.rest();
    // Nobody of the crowd has a file.
    assert!(!bench.sees(&text::edit_persona("Iris", false)));
    let mind = MindView {
        editable: true,
        ..default()
    };
    let world = bench.app.world_mut();
    world.resource_mut::<MindPanel>().0.insert(IRIS, mind);
    bench.rest();
    bench.choose(&text::edit_persona("Iris", false));
    assert_eq!(bench.sent::<EditPersona>(), [EditPersona { whom: IRIS }]);
    let mut editing = edited();
    editing.draft.role = "baker".into();
    bench.app.insert_resource(Editor(Some(editing)));
    bench.focus(None, None);
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Pause);
    bench.rest();
    assert!(bench.sees(&text::edit_persona("Iris", true)));
}
