//! My life: what I was before, whom I come from, what I wish for.

use crate::{topics, turn::Turn};

use super::{
    super::{ended, facts, tell_once},
    Asked, hours, work,
};

/// Answers a question about my life; false when it is none.
pub fn answer(turn: &mut Turn, clause: &Asked) -> bool {
    if wishes(turn, clause)
        || clause.asks && work::wares(turn, clause)
        || work::wanted_of_me(turn, clause)
        || clause.asks && work::trade_in_general(turn, clause)
    {
        return true;
    }
    let times = clause.any(&[
        "closing time",
        "opening hours",
        "opening times",
        "opening time",
    ]);
    if !clause.asks || !clause.of_you() && !times {
        return false;
    }
    work::project(turn, clause)
        || as_many(turn, clause)
        || hours::meal(turn, clause)
        || hours::hours(turn, clause)
        || hours::at_hour(turn, clause)
        || learnt(turn, clause)
        || past(turn, clause)
        || kin(turn, clause)
        || work::workplace(turn, clause)
}

/// "And you, how many have you got?", after they spoke of their kin.
fn as_many(turn: &mut Turn, clause: &Asked) -> bool {
    let bare = topics::content(&clause.words).is_empty()
        && clause.any(&[
            "have you got",
            "do you have",
            "have you any",
            "you got any",
            "have you",
        ])
        && clause.words.len() < 9;
    let lines = turn.ctx.transcript.iter().rev();
    let theirs = lines.filter(|line| line.who != turn.ctx.me.id).take(2);
    let told: Vec<String> = theirs
        .flat_map(|line| {
            line.text
                .to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let kin = KIN
        .iter()
        .find(|row| row.iter().any(|word| told.iter().any(|said| said == word)));
    let Some(row) = kin.filter(|_| bare) else {
        return false;
    };
    of_kin(turn, &[row])
}

/// Says what I tell of some kin; else that there is none.
fn of_kin(turn: &mut Turn, asked: &[&&[&str]]) -> bool {
    let fact = turn.ctx.me.facts.iter().find(|fact| {
        let says = topics::stems(&fact.says);
        let speaks = |word: &&str| says.contains(&stoa_mind::words::stem(word));
        asked.iter().any(|row| row.iter().any(&speaks))
    });
    let text = fact.map(|fact| fact.says.clone());
    tell(turn, text) || turn.say("own.family")
}

pub fn tell(turn: &mut Turn, text: Option<String>) -> bool {
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            tell_once(turn, &ended(&text));
            true
        }
        None => false,
    }
}

/// Who taught me, and how I learnt what I do.
fn learnt(turn: &mut Turn, clause: &Asked) -> bool {
    let asks = clause.any(&[
        "taught you",
        "you learn",
        "you train",
        "your teacher",
        "you study",
        "you learned",
        "you learnt",
        "your training",
        "trained you",
    ]);
    if !asks || clause.any(&["from me", "can you", "could you"]) {
        return false;
    }
    let asked = topics::stems(&clause.words.join(" "));
    let mut fits: Vec<&stoa_model::Fact> = turn
        .ctx
        .me
        .facts
        .iter()
        .filter(|fact| {
            let says = fact.says.to_lowercase();
            [
                "taught",
                "my teacher",
                "that is how i learned",
                "teaching",
                "i learned",
                "i was a school",
            ]
            .iter()
            .any(|words| says.contains(words))
        })
        .collect();
    // What was learnt, where it is named; else where I come from.
    fits.sort_by_key(|fact| {
        let about = topics::stems(&fact.about.join(" "));
        let named = about.iter().any(|word| asked.contains(word));
        let born = fact.about.iter().any(|topic| topic == "born");
        (!named, !born)
    });
    let fact = fits.into_iter().next();
    let text = fact.map(|fact| fact.says.clone()).or_else(|| origin(turn));
    tell(turn, text)
}

/// What I say of where I come from.
fn origin(turn: &Turn) -> Option<String> {
    let fact = turn.ctx.me.facts.iter().find(|fact| {
        fact.about
            .iter()
            .any(|topic| ["born", "come from"].contains(&topic.as_str()))
    });
    fact.map(|fact| fact.says.clone())
}

/// What I was before, and where I grew up.
fn past(turn: &mut Turn, clause: &Asked) -> bool {
    let before = clause.any(&[
        "before you came",
        "before you come",
        "before you became",
        "before you were",
        "before you got",
        "before you moved",
        "before you retired",
        "before you arrived",
        "before you started",
        "before you settled",
        "before you lived",
        "before coming",
        "before that",
        "before this",
        "before here",
        "always been",
        "were you always",
        "have you always",
        "did you always",
        "used to do",
        "use to do",
        "your past",
        "past life",
        "your former",
        "previously",
        "previous job",
        "earlier life",
        "all your life",
        "did you become",
        "made you become",
        "get into",
        "you end up",
        "end up here",
        "end up in",
        "always a",
        "always an",
        "always work",
        "do before",
        "for a living before",
        "always lived",
        "ever since",
        "something else before",
        "you decide to become",
        "you come to be",
        "you came to be",
        "you became",
        "you become",
        "you came to",
        "you turn to",
        "made you choose",
        "made you start",
        "made you come",
        "made you take",
        "made you want",
        "made you pick",
        "you choose to",
        "you pick this",
        "made you go",
    ]);
    let youth = clause.any(&[
        "grow up",
        "grew up",
        "your childhood",
        "you young",
        "your youth",
        "as a child",
        "as a boy",
        "as a girl",
        "you a child",
        "you little",
        "a little girl",
        "a little boy",
        "your upbringing",
        "you raised",
        "your homeland",
        "your home country",
        "your accent",
        "your roots",
        "are you from",
        "you hail from",
        "you originally",
        "come from originally",
        "your home town",
        "your hometown",
        "your native",
        "you native",
        "you local",
        "a local",
        "country are you",
        "you a foreigner",
        "your parents",
        "your origins",
    ]);
    let turned = clause.any(&["about your past", "your past", "your story before"]);
    if !before && !youth && !turned {
        return false;
    }
    let about = turn.ctx.me.about.clone();
    let text = if before && about.contains("retired") {
        Some(about)
    } else {
        origin(turn)
    };
    if before && !clause.any(&["before", "always", "past", "used", "use"]) {
        return super::super::advice::since(turn);
    }
    tell(turn, text)
}

/// Words for each kind of kin.
const KIN: [&[&str]; 8] = [
    &["brother", "brothers", "sibling", "siblings"],
    &["sister", "sisters", "sibling", "siblings"],
    &["mother", "mum", "mom", "mama"],
    &["father", "dad", "papa"],
    &[
        "wife",
        "husband",
        "spouse",
        "partner",
        "girlfriend",
        "boyfriend",
        "married",
        "single",
    ],
    &[
        "child",
        "children",
        "kids",
        "kid",
        "son",
        "daughter",
        "sons",
        "daughters",
    ],
    &["grandmother", "grandma", "granny", "grandfather", "grandpa"],
    &["uncle", "aunt", "cousin", "niece", "nephew"],
];

/// My family, as far as I speak of it; else the plain word that there is none.
fn kin(turn: &mut Turn, clause: &Asked) -> bool {
    let asked: Vec<&&[&str]> = KIN
        .iter()
        .filter(|row| row.iter().any(|word| clause.words.contains(word)))
        .collect();
    let mine = clause.any(&[
        "your mother",
        "your father",
        "your mum",
        "your mom",
        "your dad",
        "your wife",
        "your husband",
        "your brother",
        "your brothers",
        "your sister",
        "your sisters",
        "your children",
        "your kids",
        "your son",
        "your daughter",
        "your grandmother",
        "your grandma",
        "your siblings",
        "do you have",
        "have you got",
        "have you any",
        "have you ever",
        "are you married",
        "you married",
        "are you single",
        "got any",
        "you got",
        "have you a",
        "your parents",
        "your partner",
        "your grandfather",
    ]);
    if clause.any(&["family", "relatives", "folks back home"])
        && mine
        && !clause.any(&["my", "our"])
    {
        let text = origin(turn);
        return tell(turn, text);
    }
    if asked.is_empty() || !mine || clause.any(&["my", "our", "for my"]) {
        return false;
    }
    // Whether they live, where they are, what they are called: only what I say of them can tell.
    let further = clause.any(&["alive", "dead", "name", "called", "old", "age", "live"]);
    if further {
        turn.say("own.kin.more");
    }
    of_kin(turn, &asked)
}

/// What I would do with one wish, with all the time in the world: what I want.
fn wishes(turn: &mut Turn, clause: &Asked) -> bool {
    let asks = clause.any(&[
        "one wish",
        "a wish",
        "three wishes",
        "all the time in the world",
        "if you could",
        "most like to",
        "love to do",
        "you dream of",
        "you dreaming of",
        "like to achieve",
        "still want to",
        "would you like to do",
        "you hope for",
        "your ambition",
        "you most want",
        "bucket list",
        "your heart's desire",
        "you long for",
        "you wish for",
        "your plans for the",
        "one day",
        "make you happy",
        "make you truly happy",
        "make you happiest",
        "make you really happy",
    ]);
    if !asks || clause.any(&["if i", "i could", "i would", "i want", "we could"]) {
        return false;
    }
    if !clause.of_you() && !clause.has("one wish") {
        return false;
    }
    let words: Vec<&str> = clause
        .words
        .iter()
        .copied()
        .filter(|word| !["wish", "world", "day", "dream", "love", "hope"].contains(word))
        .collect();
    let stems: Vec<String> = topics::content(&words)
        .into_iter()
        .map(stoa_mind::words::stem)
        .collect();
    let wants = turn.ctx.me.wants.clone();
    let fit = wants.iter().find(|want| {
        let want = topics::stems(want);
        stems.iter().any(|word| want.contains(word))
    });
    let text = fit.cloned().or_else(|| {
        let fresh: Vec<String> = wants
            .iter()
            .filter(|want| turn.is_fresh(&ended(want)))
            .cloned()
            .collect();
        turn.dice.pick(&fresh).or_else(|| wants.first()).cloned()
    });
    tell(turn, text) || facts::about(turn, &["want", "wish"], 0.5)
}
