//! Answering a line: what it means is taken in the order of speech, each meaning by its family.

use stoa_model::Purpose;

use crate::{
    phrases, recall,
    strange::{self, Mood, Strange},
    topics::{self, Source},
    turn::{self, Turn},
    understand::{self, Meaning},
};

mod advice;
pub mod deed;
mod discourse;
mod facts;
mod follow_up;
mod knowledge;
mod memory;
mod own;
mod own_question;
mod passing;
mod people;
mod place;
mod social;
mod talk;
mod time;
mod told;

pub use follow_up::has_number;

/// How many questions of one line are answered.
const MOST_MEANINGS: usize = 3;

/// Meanings beside which nothing else in a line counts.
const GRAVE: [&str; 3] = ["crisis", "inject", "harm"];

/// Meanings that need one answer, however often a line holds them.
const SOCIAL: [&str; 16] = [
    "greet", "bye", "thanks", "sorry", "praise", "insult", "tease", "flirt", "trouble", "joy",
    "laugh", "agree", "deny", "doubt", "complain", "wish",
];

/// Answers the last line of the transcript.
pub fn line(turn: &mut Turn) {
    let Some(line) = turn.line().filter(|line| line.who != turn.ctx.me.id) else {
        turn.say("talk.lost");
        return;
    };
    // "Bonjour! Where is the well?": a greeting is understood in any tongue.
    let greeted = strange::greeting_in_english(&line.text, turn.my_last_line().is_none());
    let text = greeted.as_deref().unwrap_or(&line.text);
    if social::knock(turn, text) || odd_line(turn, text) {
        return;
    }
    // One may be addressed by name or by trade: "good day, gardener".
    let trade = turn.ctx.me.role.split(' ').next_back().unwrap_or_default();
    let aliases = knowledge::addresses(trade);
    let name = format!("{} {trade} {aliases}", turn.ctx.me.name).to_lowercase();
    let meanings = understand::understand(text, &turn.known, name.trim());
    let meanings = knowledge::without_remarks(meanings);
    let meanings = chosen(meanings);
    if meanings
        .iter()
        .all(|meaning| !GRAVE.contains(&meaning.kind))
        && facts::long_account(turn, &line.text)
    {
        return;
    }
    let pending = pending_question(turn);
    if let Some((key, slots)) = &pending
        && own_question::answer(turn, key, slots, &meanings, &line.text)
    {
        return;
    }
    for (at, meaning) in meanings.iter().enumerate() {
        let before = turn.out.len();
        meaning_of_line(turn, meaning, at, &meanings);
        // Each question has its share of the four sentences; what asks back waits until all is answered.
        let to_come = meanings.len() - at - 1;
        let courtesy = [
            "greet", "thanks", "tell", "joy", "wow", "sorry", "praise", "wish",
        ]
        .contains(&meaning.kind.split('.').next().unwrap_or_default());
        let share = if courtesy && meanings.len() > 1 {
            1
        } else {
            4_usize.saturating_sub(before + to_come).max(1)
        };
        turn.out.truncate(before + share);
        if to_come > 0
            && turn.out.len() > before + 1
            && turn.out.last().is_some_and(|last| last.ends_with('?'))
        {
            turn.out.pop();
        }
    }
    ask_back(turn, &meanings, pending.is_some());
}

/// Answers one meaning, as an inhabitant does who is asked by another.
pub fn one(turn: &mut Turn, meaning: &Meaning) {
    meaning_of_line(turn, meaning, 0, std::slice::from_ref(meaning));
}

/// Greets somebody who came up.
pub fn greet(turn: &mut Turn) {
    talk::greet(turn, true);
}

/// Says goodbye.
pub fn farewell(turn: &mut Turn) {
    talk::bye(turn);
    if turn.can("end_talk") {
        turn.call("end_talk", &[]);
    }
}

/// The key for a line that acts instead of speaking: "*waves*", "(smiles)".
fn acted(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let between =
        |open: char, close: char| text.len() > 2 && text.starts_with(open) && text.ends_with(close);
    if !between('*', '*') && !between('(', ')') {
        return None;
    }
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let sums = lower.chars().any(|c| c.is_ascii_digit());
    if sums {
        None
    } else if has(&["wave", "bow", "nod", "salute", "curts"]) {
        Some("talk.emoji.wave")
    } else if has(&[
        "smile", "grin", "laugh", "giggle", "hug", "clap", "cheer", "dance",
    ]) {
        Some("talk.emoji.happy")
    } else if has(&["cry", "cries", "sob", "sigh", "weep", "tear"]) {
        Some("talk.emoji.sad")
    } else {
        Some("talk.act")
    }
}

/// Lines that are not plain English; true when one was answered.
fn odd_line(turn: &mut Turn, text: &str) -> bool {
    if let Some(key) = acted(text) {
        return turn.say(key);
    }
    let Some(found) = strange::strange(text, &turn.known) else {
        return false;
    };
    match found {
        Strange::Signs => turn.say("talk.signs"),
        Strange::Emoji(mood) => turn.say(match mood {
            Mood::Happy => "talk.emoji.happy",
            Mood::Sad => "talk.emoji.sad",
            Mood::Love => "talk.emoji.love",
            Mood::Wave => "talk.emoji.wave",
            Mood::Other => "talk.emoji",
        }),
        Strange::Language(language) => turn.say_with("talk.language", &[("language", language)]),
        Strange::Gibberish(word) => turn.say_with("talk.nonsense", &[("x", &word)]),
        Strange::Sum(sum, result) => {
            turn.say_with("talk.sum", &[("sum", &sum), ("result", &result)])
        }
    }
}

/// The meanings that are answered: grave ones alone, courtesies only where nothing else was said, no kind twice.
fn chosen(meanings: Vec<Meaning>) -> Vec<Meaning> {
    for grave in GRAVE {
        if let Some(found) = meanings.iter().find(|meaning| meaning.kind == grave) {
            return vec![found.clone()];
        }
    }
    let light = |kind: &str| {
        matches!(
            kind,
            "hook"
                | "wow"
                | "agree"
                | "laugh"
                | "maybe"
                | "deny"
                | "called"
                | "thanks"
                | "sorry"
                | "never_mind"
                | "doubt"
        )
    };
    let heavy = meanings
        .iter()
        .any(|meaning| !light(meaning.kind) && meaning.kind != "none");
    let several = meanings.len() > 1;
    let questions = meanings
        .iter()
        .filter(|meaning| meaning.asks || meaning.kind == "you_too")
        .count();
    // "I have a headache, what can I do": the remedy answers both.
    let ails = meanings
        .iter()
        .any(|meaning| matches!(meaning.kind, "ail" | "trouble"));
    let merry = meanings
        .iter()
        .any(|meaning| matches!(meaning.kind, "laugh" | "praise" | "tease" | "flirt"));
    let asked = meanings
        .iter()
        .any(|meaning| meaning.asks && !meaning.kind.starts_with("deed."));
    let goes = meanings.iter().any(|meaning| meaning.kind == "deed.go");
    let leaving = meanings.iter().any(|meaning| meaning.kind == "bye");
    let deeds = meanings
        .iter()
        .any(|meaning| meaning.kind.starts_with("deed."));
    let excuses = meanings.iter().any(|meaning| meaning.kind == "sorry");
    let leads = meanings.iter().any(|meaning| meaning.kind == "deed.lead");
    let mut kept: Vec<Meaning> = Vec::new();
    for meaning in meanings {
        // One insult is as good as three, and one answer serves them all.
        let twin = kept.iter().any(|other| {
            let same = meaning.kind != "none" || other.clause == meaning.clause;
            other.kind == meaning.kind
                && (SOCIAL.contains(&other.kind) || other.captures == meaning.captures && same)
        });
        // "Stop it, you are funny" and "wait, what is that" ask for no deed.
        let words = meaning.clause.plain();
        let led = meaning.kind == "place.here" && leads || meaning.kind == "deed.wait" && goes;
        // A farewell's reason needs no answer: "it's late, I'm going to bed".
        let reason = leaving && !meaning.asks && (meaning.kind == "none" || meaning.kind == "tell");
        // "Come with me, I want to show you something": why a deed is asked for needs no answer.
        let why = (deeds || excuses)
            && meaning.kind == "tell"
            && ["i", "we", "my", "it"].contains(words.first().unwrap_or(&""))
            && recall::name_in(&meaning.clause.raw(0, words.len())).is_none();
        // "Enough about me, how are you": a short remark beside a question is no matter of its own.
        let aside = heavy
            && (asked || leads)
            && meaning.kind == "none"
            && !meaning.asks
            && words.len() <= 4;
        let playful = meaning.kind == "deed.stop" && merry && words.len() <= 3;
        let opening = matches!(meaning.kind, "deed.stop" | "deed.wait")
            && asked
            && words.len() <= 2
            && words
                .iter()
                .all(|word| ["wait", "stop", "hold", "hang", "on"].contains(word));
        if playful || opening || led || reason || aside || why {
            continue;
        }
        let excused = meaning.kind == "sorry" && !asked && !deeds;
        let weak = heavy && light(meaning.kind) && meaning.kind != "thanks" && !excused;
        // "Actually, stop": a filler that stands alone between commas.
        let filler = several
            && meaning.kind == "none"
            && !meaning.clause.asks
            && topics::content(&meaning.clause.plain()).is_empty();
        // "Guess what, I passed", "remember: I take it black", "what was her name, did you catch it".
        let words = meaning.clause.plain().join(" ");
        let hook = several
            && [
                "remember",
                "remember this",
                "guess what",
                "guess",
                "note this",
                "you know what",
                "did you catch it",
                "do you remember",
                "do you know her",
                "do you know him",
                "do you know them",
                "do you know",
                "do you recall",
                "do you still know",
                "did you get it",
                "can you remember",
                "by the way",
                "btw",
                "do you still remember",
                "please remember",
                "listen",
                "tell me",
                "now tell me",
                "say",
            ]
            .contains(&words.as_str());
        // "And you, how many have you got?": the question says what "and you" asks.
        let turned = meaning.kind == "you_too" && questions > 1;
        if turned || hook || filler && (heavy || !kept.is_empty()) {
            continue;
        }
        let plea = ["place.can_do", "own.skill", "advice"].contains(&meaning.kind);
        if ails && plea {
            continue;
        }
        if !twin && !weak {
            kept.push(meaning);
        }
    }
    // Leave is taken last.
    kept.sort_by_key(|meaning| meaning.kind == "bye");
    // Questions and wishes before remarks, when there are too many; the order of speech otherwise.
    if kept.len() > MOST_MEANINGS {
        let (mut asked, told): (Vec<Meaning>, Vec<Meaning>) = kept
            .into_iter()
            .partition(|meaning| meaning.asks || meaning.kind.starts_with("deed."));
        asked.extend(told);
        asked.truncate(MOST_MEANINGS);
        return asked;
    }
    kept
}

/// The question of mine that the line may answer.
fn pending_question(turn: &Turn) -> Option<(&'static str, Vec<(String, String)>)> {
    let before = turn.ctx.transcript.split_last()?.1;
    let mine = before.last().filter(|line| line.who == turn.ctx.me.id)?;
    let last = turn::sentences(&mine.text);
    last.iter()
        .rev()
        .find_map(|sentence| phrases::recognise_question(sentence))
}

fn meaning_of_line(turn: &mut Turn, meaning: &Meaning, at: usize, all: &[Meaning]) {
    let alone = all.len() == 1;
    let misread = Meaning {
        kind: "none",
        ..meaning.clone()
    };
    let meaning = if tells_a_deed(meaning) {
        &misread
    } else {
        meaning
    };
    let family = meaning.kind.split('.').next().unwrap_or_default();
    let done = match family {
        _ if passing::answer(turn, meaning) => true,
        _ if told::answer(turn, meaning) || told::account(turn, meaning) => true,
        _ if social::modern(turn, meaning) => true,
        _ if discourse::answer(turn, meaning) => true,
        _ if knowledge::answer(turn, meaning) => true,
        _ if advice::answer(turn, meaning) => true,
        "ref" => follow_up::answer(turn, meaning),
        "own" | "you_too" => own::answer(turn, meaning, all),
        "people" => people::answer(turn, meaning),
        "place" | "world" => place::answer(turn, meaning),
        "time" | "weather" => time::answer(turn, meaning),
        "memory" => memory::answer(turn, meaning),
        "deed" => deed::answer(turn, meaning),
        "none" => facts::answer(turn, meaning),
        _ => talk::answer(turn, meaning, alone, at),
    };
    if !done {
        facts::answer(turn, meaning);
    }
}

/// "My kids will not stop fighting", "how do I stop a squeak": a deed told or asked about, none that is bidden.
fn tells_a_deed(meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let to_me = words
        .iter()
        .any(|word| ["you", "me", "us", "your"].contains(word));
    let of_others = words
        .first()
        .is_some_and(|word| ["he", "she", "they", "who", "nobody"].contains(word))
        && !words.iter().any(|word| ["you", "your"].contains(word));
    if of_others {
        return meaning.kind.starts_with("deed.");
    }
    let told = words.first().is_some_and(|word| {
        [
            "my", "he", "she", "they", "his", "her", "our", "how", "will",
        ]
        .contains(word)
    });
    meaning.kind.starts_with("deed.") && told && !to_me && words.len() > 3
}

/// Now and then a question in return; never two in a row, never after a farewell or a deed.
fn ask_back(turn: &mut Turn, meanings: &[Meaning], was_asked: bool) {
    let quiet = [
        "bye",
        "crisis",
        "inject",
        "harm",
        "insult",
        "deed.end",
        "thanks",
        "sorry",
        "people.where",
        "riddle",
        "trouble",
        "flirt",
        "wish",
        "thanks.back",
        "never_mind",
        "deed.wait",
    ];
    let asked = turn
        .out
        .last()
        .is_none_or(|sentence| sentence.ends_with('?'));
    let busy = !turn.calls.is_empty() || turn.out.len() > 2 || turn.ctx.purpose != Purpose::Answer;
    let hurt = meanings.iter().any(|meaning| quiet.contains(&meaning.kind));
    let recently = turn
        .my_last_line()
        .is_some_and(|line| line.text.contains('?'));
    let agent = turn
        .ctx
        .listener
        .as_ref()
        .is_some_and(|listener| listener.agent);
    let social = meanings.iter().any(|meaning| {
        [
            "own", "tell", "greet", "joy", "wow", "praise", "how", "none",
        ]
        .contains(&meaning.kind.split('.').next().unwrap_or_default())
            && !(meaning.kind == "none" && meaning.asks)
    });
    if hurt {
        return;
    }
    if !social || asked || busy || was_asked || recently || agent || !turn.dice.one_in(3) {
        signature(turn);
        return;
    }
    let known = |turn: &Turn, key: &str| {
        turn.ctx
            .acquaintance
            .told
            .iter()
            .any(|(told, _)| told == key)
            || turn.tellings.iter().any(|telling| telling.key == key)
    };
    let mut keys = vec!["ask.like", "ask.seen", "ask.feel", "ask.day"];
    if turn.listener_name.is_none() {
        keys.push("ask.name");
    }
    if !known(turn, "home") && !known(turn, "from") {
        keys.push("ask.home");
    }
    if !known(turn, "work") {
        keys.push("ask.work");
    }
    // A kind of question is asked once in a talk.
    let asked_before: Vec<&str> = turn
        .ctx
        .transcript
        .iter()
        .filter(|line| line.who == turn.ctx.me.id)
        .flat_map(|line| turn::sentences(&line.text))
        .filter_map(|sentence| phrases::recognise_question(&sentence).map(|(key, _)| key))
        .collect();
    keys.retain(|key| !asked_before.contains(key));
    let Some(key) = turn.dice.pick(&keys).copied() else {
        return;
    };
    if let Some(text) = turn.fresh_phrase(key, &[]) {
        turn.tell(&text);
    }
}

/// One of the persona's own phrases, now and then.
fn signature(turn: &mut Turn) {
    if turn.out.len() > 2 || turn.out.is_empty() || !turn.calls.is_empty() || !turn.dice.one_in(8) {
        return;
    }
    let phrases: Vec<String> = turn
        .ctx
        .me
        .phrases
        .iter()
        .filter(|phrase| turn.is_fresh(phrase))
        .cloned()
        .collect();
    // After "I don't know" a saying sounds like mockery.
    let admits = turn.out.iter().any(|sentence| {
        let sentence = sentence.to_lowercase().replace('\u{2019}', "'");
        [
            "don't know",
            "can't",
            "sorry",
            "afraid",
            "no idea",
            "not that i",
            "nobody",
        ]
        .iter()
        .any(|word| sentence.contains(word))
    });
    if let Some(phrase) = turn.dice.pick(&phrases).filter(|_| !admits) {
        let ended = phrase.trim_end().ends_with(['.', '!', '?', '\u{2026}']);
        let text = if ended {
            phrase.clone()
        } else {
            format!("{phrase}.")
        };
        turn.tell(&turn::raised(&text));
    }
}

/// Says what a source holds; false when it is empty.
fn tell_source(turn: &mut Turn, source: Source) -> bool {
    if let Source::Person(at) = source {
        let Some(person) = turn.ctx.present.iter().chain(&turn.ctx.absent).nth(at) else {
            return false;
        };
        people::describe_briefly(turn, person);
        return true;
    }
    let text = match source {
        Source::Person(_) => None,
        Source::Fact(at) => turn.fact(false, at).map(|fact| fact.says.clone()),
        Source::Lore(at) => turn.fact(true, at).map(|fact| fact.says.clone()),
        Source::Place(at) => turn.ctx.places.get(at).map(|place| place.about.clone()),
        Source::About => Some(turn.ctx.me.about.clone()),
        Source::Want(at) => turn.ctx.me.wants.get(at).cloned(),
        Source::Round(at) => turn.ctx.me.round.get(at).cloned(),
    };
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return false;
    };
    tell_once(turn, &ended(&text));
    true
}

/// Tells a text, unless it was the answer to another question of the same line.
fn tell_once(turn: &mut Turn, text: &str) {
    let said = turn::sentences(text)
        .iter()
        .all(|sentence| turn.out.contains(sentence));
    if !said {
        turn.tell(text);
    }
}

/// The best fact for some words, when it answers at least so well.
fn best_fact(turn: &mut Turn, words: &[&str], least: f32) -> Option<topics::Found> {
    let found = turn.index().find(words);
    found.into_iter().find(|found| found.score >= least)
}

/// The text as sentences: raised, with an end.
fn ended(text: &str) -> String {
    let text = turn::raised(text);
    if text.ends_with(['.', '!', '?', '\u{2026}', '"', '\u{201d}']) {
        text
    } else {
        format!("{text}.")
    }
}

/// Names in a row: "a, b and c".
fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
