//! The inspector on the last exchange of a mind.

use bevy::{
    prelude::*,
    window::{CursorOptions, PrimaryWindow},
};

use super::{IRIS, bench::Bench};
use crate::*;

fn bench(exchange: ExchangeView) -> Bench {
    let mut bench = Bench::new();
    let mind = MindView {
        exchange: Some(exchange),
        ..default()
    };
    let world = bench.app.world_mut();
    world.resource_mut::<MindPanel>().0.insert(IRIS, mind);
    world.resource_mut::<Screens>().inspector = true;
    bench.focus(Some(IRIS), None);
    bench.rest();
    bench
}

fn click(bench: &mut Bench, words: &str) {
    let (_, _, place) = bench
        .words
        .iter()
        .find(|(shown, ..)| shown == words)
        .unwrap_or_else(|| panic!("{words} is not shown"));
    bench.click(place.center());
    bench.rest();
}

#[test]
fn what_a_mind_was_asked_and_what_failed_would_stay_hidden() {
    let problem = |cause: &str, remedy: &str| Problem {
        cause: cause.into(),
        remedy: remedy.into(),
    };
    let mut bench = bench(ExchangeView {
        server: "desk".into(),
        model: "llama3.2:3b".into(),
        prompt: vec![
            ("system".into(), "House rules\nof the Stoa".into()),
            ("user".into(), "Who are\u{202e} you?".into()),
        ],
        reply: "I am Iris.".into(),
        reasoning: "They want my name.".into(),
        tool_calls: vec!["wave {\"at\":3}".into()],
        tokens: "812 in (704 from the cache, 87%), 41 out".into(),
        phases: vec![
            ("waited in the queue".into(), 0.02),
            ("read the prompt".into(), 0.3),
            ("broken clock".into(), f32::NAN),
        ],
        progress: Some((512, 812)),
        cost: "0.0021 USD".into(),
        failures: vec![
            problem("attic refused the connection", "Start it"),
            problem("claude has no key", "Type one in"),
        ],
    });
    for words in [
        "desk · llama3.2:3b",
        "Tokens: 812 in (704 from the cache, 87%), 41 out",
        "Cost: 0.0021 USD",
        "waited in the queue 20 ms",
        "read the prompt 0.3 s",
        "reading the prompt: 512 of 812 tokens",
        "attic refused the connection",
        "Start it",
        "claude has no key",
        "Type one in",
    ] {
        assert!(bench.sees(words), "{words}");
    }
    assert!(!bench.sees("broken clock"));
    bench.assert_in_bounds();
    for (part, words) in [
        (text::reply(), "I am Iris."),
        (text::thoughts(), "They want my name."),
        (text::tool_calls(), "wave {\"at\":3}"),
    ] {
        assert!(!bench.sees(words), "{words} is shown unasked");
        click(&mut bench, part);
        assert!(bench.sees(words), "{words}");
        click(&mut bench, part);
    }
    click(&mut bench, text::prompt());
    assert!(bench.sees("SYSTEM") && bench.sees("House rules\nof the Stoa"));
    assert!(
        bench.sees("Who are⟨202E⟩ you?"),
        "what hides in it is not shown"
    );
    click(&mut bench, text::copy());
    let copied = "[system]\nHouse rules\nof the Stoa\n\n[user]\nWho are\u{202e} you?";
    assert_eq!(bench.copied.as_deref(), Some(copied));
    bench.assert_in_bounds();
}

#[test]
fn the_inspector_would_take_the_mouse_from_the_game() {
    let mut bench = bench(ExchangeView {
        reply: "I am Iris.".into(),
        ..default()
    });
    let hidden = CursorOptions {
        visible: false,
        ..default()
    };
    let window = bench.app.world_mut().spawn((PrimaryWindow, hidden)).id();
    bench.rest();
    click(&mut bench, text::reply());
    assert!(!bench.sees("I am Iris."));
    assert_eq!(bench.owners(), []);
    let shown = CursorOptions::default();
    bench.app.world_mut().entity_mut(window).insert(shown);
    bench.rest();
    click(&mut bench, text::reply());
    assert!(bench.sees("I am Iris."));
}
