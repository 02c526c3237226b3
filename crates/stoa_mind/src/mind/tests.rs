use stoa_model::{PersonView, Purpose, TurnContext};

use super::{
    context::{TRANSCRIPT_LINES, block_start},
    *,
};

const IRIS: &str = include_str!("../../../../assets/personas/iris.toml");

fn mind() -> Mind {
    let persona = Persona::parse("iris.toml", IRIS)
        .0
        .expect("the worked example");
    let member = |id, name: &str| CastMember {
        id,
        persona: name.to_lowercase(),
        name: name.into(),
        role: "baker".into(),
    };
    Mind::new(
        1,
        persona,
        &[member(1, "Iris"), member(2, "Theo"), member(3, "Nobody")],
    )
}

fn hear(mind: &mut Mind, who: u32, text: &str, tick: u64, to_me: bool) {
    let line = Line {
        who,
        name: String::new(),
        text: text.into(),
        tick,
        cut: false,
    };
    let sense = Sense::Heard {
        line,
        to_me,
        distance_m: 2.0,
    };
    mind.perceive(&Percept {
        tick,
        minute: (tick / 30) as u32,
        sense,
    });
}

#[test]
fn an_answer_given_anew_would_be_remembered_with_the_old_one() {
    let mut mind = mind();
    let say = |mind: &mut Mind, text: &str, tick: u64| {
        let line = Line {
            who: 1,
            name: String::new(),
            text: text.into(),
            tick,
            cut: false,
        };
        mind.said(&line, Some(77), 1);
    };
    mind.begin_talk(&[77], 0);
    hear(&mut mind, 77, "Where are the olives?", 10, true);
    assert!(!mind.take_back(77), "nothing was answered");
    say(&mut mind, "By the well.", 40);
    say(&mut mind, "All of them.", 70);
    assert!(mind.take_back(77));
    let remembered = |mind: &Mind| {
        let own = mind.memory.entries().iter().filter(|entry| entry.mine);
        own.map(|entry| entry.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(remembered(&mind), Vec::<String>::new());
    assert!(mind.said.is_empty());
    say(&mut mind, "Behind the portico.", 100);
    assert_eq!(remembered(&mind), ["Behind the portico."]);
    let lines = mind.talk.as_ref().map(|talk| talk.lines.len());
    assert_eq!(lines, Some(2));
}

fn scene(listener: u32, tick: u64) -> SceneInput {
    SceneInput {
        tick,
        minute: (tick / 30) as u32,
        seed: 7,
        listener: Some(listener),
        present: vec![PersonView {
            id: listener,
            distance_m: Some(2.0),
            ..PersonView::default()
        }],
        absent: vec![PersonView {
            id: 2,
            at: Some("the fountain".into()),
            ..PersonView::default()
        }],
        ..SceneInput::default()
    }
}

#[test]
fn last_weeks_talk_is_forgotten() {
    let mut m = mind();
    m.begin_talk(&[9], 30);
    hear(
        &mut m,
        9,
        "Hi, I'm Ada and I have a dog called Biscuit.",
        60,
        true,
    );
    m.said(
        &Line {
            who: 1,
            name: String::new(),
            text: "Good name for a dog. Mine is a cat.".into(),
            tick: 90,
            cut: false,
        },
        Some(9),
        3,
    );
    m.end_talk(120, 4);
    let week = 7 * 1440 * 30;
    m.begin_talk(&[9], week);
    hear(&mut m, 9, "Do you remember my dog?", week + 10, true);
    let json = serde_json::to_string(&m.save()).expect("plain data");
    let save: MindSave = serde_json::from_str(&json).expect("as written");
    let cast: Vec<CastMember> = m.cast.values().cloned().collect();
    let mut back = Mind::restore(1, m.persona.clone(), &cast, save);
    assert_eq!(back, m);
    let ctx = back.context(&scene(9, week + 20), Purpose::Answer);
    assert_eq!(
        ctx.listener.as_ref().and_then(|l| l.name.as_deref()),
        Some("Ada")
    );
    assert_eq!(ctx.acquaintance.talks, 1);
    assert!(
        ctx.acquaintance
            .told
            .contains(&("dog".into(), "a dog called Biscuit".into()))
    );
    assert!(
        ctx.memories
            .iter()
            .any(|m| m.text.contains("Biscuit") && m.name == "Ada"),
        "{:?}",
        ctx.memories
    );
    assert!(
        ctx.memories
            .iter()
            .all(|m| !m.text.contains("remember my dog")),
        "this talk is no memory"
    );
    assert_eq!(ctx.transcript.len(), 1);
    assert!(ctx.said_lately.contains(&"Mine is a cat.".to_owned()));
    assert_eq!(ctx.absent[0].name.as_deref(), Some("Theo"));
    assert!(
        ctx.absent[0]
            .relation
            .as_deref()
            .is_some_and(|r| r.contains("oldest friend"))
    );
}

#[test]
fn overheard_words_or_a_strangers_name_are_known() {
    let mut m = mind();
    hear(&mut m, 9, "I'm Ada and I live in Lyon", 60, false);
    assert_eq!(m.name_of(9), None);
    assert!(m.known.view(9).told.is_empty());
    let ctx = m.context(&scene(9, 90), Purpose::Open);
    assert_eq!(ctx.listener.and_then(|l| l.name), None);
    assert_eq!(m.known.view(2).warmth, 80, "relations come from the file");
    assert_eq!(m.known.view(3).warmth, 0);
}

#[test]
fn turns_share_a_seed_or_deeds_outlive_their_talk() {
    let mut m = mind();
    m.begin_talk(&[9], 0);
    let deed = Deed {
        action: "sit".into(),
        target: "the bench".into(),
        refused: Some("every seat is taken".into()),
    };
    m.perceive(&Percept {
        tick: 5,
        minute: 0,
        sense: Sense::Deed(deed),
    });
    let a = m.context(&scene(9, 10), Purpose::Excuse);
    let b = m.context(&scene(9, 10), Purpose::Answer);
    assert_eq!(a.deeds.len(), 1);
    assert_ne!(a.seed, b.seed);
    m.begin_talk(&[9], 20);
    assert!(m.context(&scene(9, 30), Purpose::Answer).deeds.is_empty());
}

#[test]
fn a_long_talk_shifts_the_transcript_each_turn() {
    let starts: Vec<usize> = (0..400).map(block_start).collect();
    let moves = starts.windows(2).filter(|w| w[0] != w[1]).count();
    assert!(moves <= 6 && (0..400).all(|n| n - block_start(n) <= TRANSCRIPT_LINES));
}

#[test]
fn a_second_visitor_wipes_the_talk_or_is_answered_with_the_firsts_words() {
    let mut m = mind();
    m.begin_talk(&[8], 0);
    hear(&mut m, 8, "I'm Ada. Where is the well?", 10, true);
    m.join_talk(9, 12);
    hear(&mut m, 9, "My name is Ben. What grows here?", 15, true);
    let last = |ctx: &TurnContext| ctx.transcript.last().map(|l| l.text.clone());
    let ctx = m.context(&scene(8, 20), Purpose::Answer);
    assert_eq!(
        last(&ctx).as_deref(),
        Some("I'm Ada. Where is the well?"),
        "{:?}",
        ctx.transcript
    );
    assert_eq!(ctx.transcript.len(), 2, "nothing of the talk is lost");
    let names = |who| m.known.name_of(who).map(str::to_owned);
    assert_eq!(
        (names(8), names(9)),
        (Some("Ada".into()), Some("Ben".into()))
    );
    let answer = Line {
        text: "Over there.".into(),
        tick: 25,
        ..Line::default()
    };
    m.said(&answer, Some(8), 1);
    let ctx = m.context(&scene(9, 30), Purpose::Answer);
    assert_eq!(
        last(&ctx).as_deref(),
        Some("My name is Ben. What grows here?")
    );
    let lines = |m: &Mind, who| -> Vec<String> {
        m.between(who)
            .iter()
            .map(|l| format!("{}: {}", l.name, l.text))
            .collect()
    };
    assert_eq!(
        lines(&m, 8),
        ["Ada: I'm Ada. Where is the well?", "Iris: Over there."]
    );
    assert_eq!(lines(&m, 9), ["Ben: My name is Ben. What grows here?"]);
    m.leave_talk(8, 40, 2);
    assert_eq!((m.known.view(8).talks, m.known.view(9).talks), (1, 0));
    assert!(m.talk.as_ref().is_some_and(|t| t.people == [1, 9]));
    m.end_talk(50, 2);
    assert_eq!((m.known.view(8).talks, m.known.view(9).talks), (1, 1));
}

#[test]
fn strangers_who_pass_fill_the_memory_or_acquaintances_pass_unseen() {
    let mut m = mind();
    let at = |who| [Glimpse { who, place: "gate" }];
    m.look(&at(9), 30, 1);
    m.look(&at(2), 60, 1);
    assert!(m.memory.entries().is_empty());
    hear(&mut m, 9, "I'm Ada", 90, true);
    m.look(&[], 5_000, 3);
    m.look(&at(9), 6_000, 4);
    let texts: Vec<&str> = m.memory.entries().iter().map(|e| e.text.as_str()).collect();
    assert_eq!(texts, ["I'm Ada", "Ada went away.", "Ada came by."]);
    assert_eq!(m.seen.last(2).map(|s| s.tick), Some(60));
}
