use proptest::prelude::*;
use serde_json::json;

use super::*;

fn others() -> Vec<String> {
    vec!["Ada".into(), "Theo".into(), "Marie Curie".into()]
}

fn cut(pieces: &[&str]) -> Vec<SpeechEvent> {
    let mut cutter = SpeechCutter::new("Iris", &others());
    let mut all: Vec<SpeechEvent> = pieces.iter().flat_map(|p| cutter.push(p)).collect();
    all.extend(cutter.finish());
    all
}

fn show(events: &[SpeechEvent]) -> Vec<String> {
    events
        .iter()
        .map(|e| match e {
            SpeechEvent::Sentence(s) => s.clone(),
            SpeechEvent::Action(c) => format!("[[{} {}]]", c.name, c.arguments),
        })
        .collect()
}

const ROWS: &[(&str, &[&str])] = &[
    ("Hello there.", &["Hello there."]),
    (
        "Hello there. How are you?",
        &["Hello there.", "How are you?"],
    ),
    ("no full stop", &["no full stop"]),
    (
        "One! Two? Three… Four.",
        &["One!", "Two?", "Three…", "Four."],
    ),
    ("Wait... what is it?", &["Wait... what is it?"]),
    ("Wait... What is it?", &["Wait...", "What is it?"]),
    (
        "Dr. Smith owes 3.50 to J. Bond, e.g. for tea. Yes.",
        &["Dr. Smith owes 3.50 to J. Bond, e.g. for tea.", "Yes."],
    ),
    (
        "It was I. Then they left.",
        &["It was I.", "Then they left."],
    ),
    (
        "1. First we dig. 2. Then we plant.",
        &["1. First we dig.", "2. Then we plant."],
    ),
    (
        "你好。你怎么样？很好！",
        &["你好。", "你怎么样？", "很好！"],
    ),
    (
        "彼は「はい。」と言った。",
        &["彼は「はい。」", "と言った。"],
    ),
    (
        "\"Good morning,\" said the sign. It lied.",
        &["\"Good morning,\" said the sign.", "It lied."],
    ),
    ("\"Hello there. Sit down.\"", &["Hello there.", "Sit down."]),
    ("Iris: Good morning.", &["Good morning."]),
    ("**Iris:** Good morning.", &["Good morning."]),
    (
        "Iris : Good morning.\nIris: Again.",
        &["Good morning.", "Again."],
    ),
    ("Iris is my name.", &["Iris is my name."]),
    ("Good morning.\nAda: Hello!\nIris: Hi.", &["Good morning."]),
    ("Good morning.\nMarie: Hello!", &["Good morning."]),
    ("Good morning.\nUser: what?", &["Good morning."]),
    (
        "Good morning.\nAda is here.",
        &["Good morning.", "Ada is here."],
    ),
    ("I know one thing: roses.", &["I know one thing: roses."]),
    ("<think>Hmm. Say hi.</think>Hello.", &["Hello."]),
    ("<think>never closed. Hello", &[]),
    ("stray</think> Hello.", &["stray Hello."]),
    ("<thinking>a < b > c</thinking>Hi.", &["Hi."]),
    ("I <3 roses.", &["I <3 roses."]),
    ("2 < 3. Yes.", &["2 < 3.", "Yes."]),
    ("Hi<|im_end|>", &["Hi"]),
    ("*smiles* Good morning. *waves at you*", &["Good morning."]),
    ("Good morning *waves*, friend.", &["Good morning , friend."]),
    ("I *love* roses.", &["I love roses."]),
    ("**Roses** are _mine_.", &["Roses are mine."]),
    ("_smiles softly_ Hello.", &["Hello."]),
    ("snake_case_word stays.", &["snake_case_word stays."]),
    (
        "(smiles) Hello (as they say) there.",
        &["Hello (as they say) there."],
    ),
    (
        "# Title\n- one\n- two\n> three",
        &["Title", "one", "two", "three"],
    ),
    ("* roses\n* thyme", &["roses", "thyme"]),
    ("3 * 4 is twelve.", &["3 * 4 is twelve."]),
    ("A `word` in code.", &["A word in code."]),
    (
        "```json\n{\"name\": \"sit\", \"arguments\": {}}\n```",
        &["[[sit {}]]"],
    ),
    ("See [the map](https://x.y/z?a=1).", &["See the map."]),
    (
        "Follow me. [[lead_to: fountain]] This way.",
        &[
            "[[lead_to {\"place\":\"fountain\"}]]",
            "Follow me.",
            "This way.",
        ],
    ),
    ("[[sit]]", &["[[sit {}]]"]),
    ("[[sit", &["[[sit {}]]"]),
    (
        "[sit: bench] Gladly.",
        &["[[sit {\"where\":\"bench\"}]]", "Gladly."],
    ),
    ("[smiles] Gladly.", &["Gladly."]),
    ("[[fly: moon]] No.", &["No."]),
    (
        "{\"name\": \"wave\", \"arguments\": {\"at\": \"Ada\"}} Hello!",
        &["[[wave {\"at\":\"Ada\"}]]", "Hello!"],
    ),
    (
        "<tool_call>{\"name\": \"stop\", \"arguments\": {}}</tool_call>",
        &["[[stop {}]]"],
    ),
    ("{\"mood\": \"happy\"} Hello.", &["Hello."]),
    ("Hello 🌹🌹. Bye 🙂", &["Hello 🌹🌹.", "Bye 🙂"]),
    ("🙂", &["🙂"]),
    ("... ", &[]),
    ("", &[]),
    ("\u{1b}[31mred\u{1b}[0m \u{202e}text.", &["red text."]),
    ("Line one\nline two", &["Line one", "line two"]),
    ("A\r\nB", &["A", "B"]),
];

#[test]
fn what_nobody_should_hear_is_spoken() {
    for (text, want) in ROWS {
        assert_eq!(show(&cut(&[text])), *want, "{text:?}");
    }
}

#[test]
fn a_sentence_waits_for_more_than_its_border() {
    let mut c = SpeechCutter::new("Iris", &[]);
    assert_eq!(c.push("Hello there. "), vec![]);
    assert_eq!(show(&c.push("H")), ["Hello there."]);
    assert_eq!(show(&c.push("ow? I")), ["How?"]);
}

#[test]
fn endless_answers_are_spoken_to_the_end() {
    let words = "stone ".repeat(3_000);
    let got = show(&cut(&[&words]));
    assert!(
        got.iter()
            .all(|s| s.chars().count() <= SENTENCE_LIMIT && s.ends_with("stone")),
        "{got:?}"
    );
    let total: usize = got.iter().map(|s| s.chars().count()).sum();
    assert!((800..=ANSWER_LIMIT).contains(&total), "{total}");
    let got = show(&cut(&[&"x".repeat(5_000)]));
    assert!(got.iter().all(|s| s.chars().count() <= SENTENCE_LIMIT));
    let got = show(&cut(&[&format!(
        "{}, and {} end",
        "a word ".repeat(20),
        "more words ".repeat(20)
    )]));
    assert!(got[0].ends_with(','), "{got:?}");
    let mut c = SpeechCutter::new("Iris", &[]);
    for _ in 0..400 {
        c.push("A plain sentence. ");
    }
    assert!(c.is_done() && c.finish().is_empty());
}

#[test]
fn deeds_lose_their_arguments() {
    let got = cut(&["[[lead", "_to: the fount", "ain]", "]"]);
    let [SpeechEvent::Action(call)] = got.as_slice() else {
        panic!("{got:?}")
    };
    assert_eq!(
        (call.name.as_str(), &call.arguments),
        ("lead_to", &json!({"place": "the fountain"}))
    );
}

fn split(text: &str, cuts: &[usize]) -> Vec<SpeechEvent> {
    let mut ends: Vec<usize> = cuts
        .iter()
        .map(|c| text.floor_char_boundary(c % (text.len() + 1)))
        .collect();
    ends.push(text.len());
    ends.sort_unstable();
    let mut from = 0;
    let mut pieces = Vec::new();
    for end in ends {
        pieces.push(&text[from..end]);
        from = end;
    }
    cut(&pieces)
}

proptest! {
    #[test]
    fn the_way_a_stream_is_cut_changes_speech(row in 0..ROWS.len(), cuts in prop::collection::vec(0usize..200, 0..6)) {
        prop_assert_eq!(split(ROWS[row].0, &cuts), cut(&[ROWS[row].0]));
    }

    #[test]
    fn any_text_panics_or_escapes_the_limits(
        text in "([a-zA-Z]|\\*|_|\\[|\\]|\\(|\\)|<|>|\\{|\\}|\"|`|\\.|\\?|!|\n| |:|。|é|🙂|Ada:|<think>|</think>|\u{1b}\\[|#|-|Iris:){0,80}",
        cuts in prop::collection::vec(0usize..300, 0..8),
    ) {
        let whole = cut(&[&text]);
        prop_assert_eq!(&split(&text, &cuts), &whole);
        for event in whole {
            if let SpeechEvent::Sentence(s) = event {
                prop_assert!(!s.is_empty() && s.chars().count() <= SENTENCE_LIMIT);
                prop_assert!(!s.chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn arbitrary_unicode_panics(text in any::<String>()) {
        let _ = cut(&[&text]);
    }
}
