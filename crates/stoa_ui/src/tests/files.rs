use super::{bench::Bench, *};

fn mistake(line: u32) -> FileMistake {
    FileMistake {
        file: "/data/worlds/yard.toml".to_owned(),
        place: Some((line, 5)),
        text: "`kind` is \"tre\"; expected one of slab, tree".to_owned(),
    }
}

fn set(bench: &mut Bench, mistakes: Vec<FileMistake>) {
    bench.app.insert_resource(FileMistakes(mistakes));
    bench.rest();
}

#[test]
fn a_mistake_in_a_file_would_go_unseen_or_stay_when_it_is_mended() {
    let mut bench = Bench::new();
    assert!(!bench.sees(text::mistakes()));
    set(&mut bench, vec![mistake(12)]);
    assert!(bench.sees(text::mistakes()) && bench.sees("yard.toml, line 12, column 5"));
    assert!(bench.sees("`kind` is \"tre\""));
    // Hidden, it stays so until something else is wrong.
    bench.walk_to(text::hide_mistakes());
    bench.press(Key::Space);
    bench.rest();
    assert!(!bench.sees(text::mistakes()));
    set(&mut bench, vec![mistake(12), mistake(40)]);
    assert!(bench.sees("yard.toml, line 40"));
    set(&mut bench, vec![]);
    assert!(!bench.sees(text::mistakes()));
    set(&mut bench, (1..=9).map(mistake).collect());
    assert!(bench.sees("and 4 more"));
}

#[test]
fn the_menu_would_not_lead_to_ones_own_files() {
    let mut bench = Bench::new();
    bench.app.world_mut().resource_mut::<Screens>().open = Some(Screen::Pause);
    bench.rest();
    bench.walk_to(text::open_folder());
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<OpenFolder>(), [OpenFolder]);
    bench.walk_to(text::new_persona());
    bench.press(Key::Enter);
    assert_eq!(bench.sent::<NewPersona>(), [NewPersona]);
    assert_eq!(bench.sent::<QuitRequested>(), []);
}
