//! How long speech takes, what follows, what an interruption leaves.

use stoa_world::{Deed, SayTo, Voice, Volume};

use crate::stage::{IRIS, Stage, say, say_to};

fn sentence(text: &str) -> Deed {
    Deed::Say {
        text: text.to_owned(),
        to: SayTo::Anyone,
        volume: Volume::Say,
        source: Some("built-in mind".to_owned()),
    }
}

#[test]
fn sentences_follow_each_other_without_a_gap() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    let id = stage.person("Ada");
    // 32 characters: 60 ticks at 16 characters a second.
    stage.tell(IRIS, sentence("Twenty olives hang on the branch"));
    stage.tell(IRIS, sentence("Yes."));
    stage.step(1);
    assert!(
        stage.of_kind("said", IRIS).is_empty(),
        "speech takes its time"
    );
    stage.step(30);
    let voice = stage
        .get::<Voice>(IRIS)
        .utterance
        .clone()
        .expect("she speaks");
    assert_eq!(voice.spoken, 16);
    assert_eq!(voice.source.as_deref(), Some("built-in mind"));
    stage.step(30);
    let said = stage.of_kind("said", IRIS);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["tick"], 61);
    assert_eq!(
        stage.of_kind("heard", id)[0]["text"],
        "Twenty olives hang on the branch"
    );
    stage.step(19);
    let said = stage.of_kind("said", IRIS);
    assert_eq!(said.len(), 2, "a short word takes 0.6 s");
    assert_eq!(said[1]["tick"], 79);
}

#[test]
fn an_interruption_keeps_what_was_played() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    let id = stage.person("Ada");
    stage.step(1);
    stage.tell(
        IRIS,
        sentence("The olive tree is older than the portico and the well"),
    );
    stage.tell(IRIS, sentence("It was planted by the first gardener"));
    stage.step(40);
    stage.tell(id, say_to("Wait, how old?", IRIS));
    stage.step(1);
    let said = stage.of_kind("said", IRIS);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["cut"], true);
    assert_eq!(said[0]["text"], "The olive tree is");
    assert_eq!(stage.of_kind("heard", id)[0]["text"], "The olive tree is");
    let order: Vec<_> = stage
        .log()
        .into_iter()
        .filter(|v| v["kind"] == "said")
        .map(|v| v["who"].clone())
        .collect();
    assert_eq!(
        order,
        [1000, 1],
        "the cut line comes before the line that cut it"
    );
    stage.step(120);
    assert_eq!(
        stage.of_kind("said", IRIS).len(),
        1,
        "what waited behind it is gone"
    );
}

#[test]
fn talk_to_somebody_else_or_far_away_interrupts_nobody() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    let (a, b) = (stage.person("Ada"), stage.person("Bo"));
    stage.put(b, 0.0, -9.0);
    stage.tell(IRIS, sentence("The olive tree is older than the portico"));
    stage.step(20);
    stage.tell(a, say("lovely day"));
    stage.tell(b, say_to("hey!", IRIS));
    stage.step(100);
    let said = stage.of_kind("said", IRIS);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].get("cut"), None);
}

#[test]
fn a_hush_before_the_first_word_leaves_nothing() {
    let mut stage = Stage::new();
    stage.agent(IRIS, "gate");
    stage.tell(IRIS, sentence("Extraordinarily long beginnings"));
    stage.step(5);
    stage.tell(IRIS, Deed::Hush);
    stage.step(100);
    assert!(stage.of_kind("said", IRIS).is_empty());
    assert!(stage.get::<Voice>(IRIS).utterance.is_none());
}

#[test]
fn too_many_lines_are_refused() {
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    for n in 0..8 {
        stage.tell(id, say(&format!("line {n}")));
        stage.step(1);
    }
    assert_eq!(stage.of_kind("said", id).len(), 5);
    assert_eq!(stage.of_kind("refused", id).len(), 3);
    stage.step(150);
    stage.tell(id, say("slower"));
    stage.step(1);
    assert_eq!(stage.of_kind("said", id).len(), 6);
    stage.agent(IRIS, "gate");
    for n in 0..12 {
        stage.tell(IRIS, sentence(&format!("sentence number {n}")));
    }
    stage.step(1);
    assert_eq!(
        stage.of_kind("refused", IRIS).len(),
        4,
        "eight wait, four are too many"
    );
}

#[test]
fn long_lines_are_cut_with_a_notice() {
    use bevy_ecs::message::Messages;
    use stoa_world::sim::Notice;
    let mut stage = Stage::new();
    let id = stage.person("Ada");
    stage.tell(id, say(&"x".repeat(100_000)));
    stage.step(1);
    let said = stage.of_kind("said", id);
    assert_eq!(said[0]["text"].as_str().map(str::len), Some(500));
    let notices = stage.0.world().resource::<Messages<Notice>>();
    assert_eq!(notices.len(), 1);
}
