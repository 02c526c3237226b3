//! The patterns of self-description, tried on one clause at a time.

use super::{
    Hint, Told,
    clause::{Clause, Word},
    name,
};
use crate::text::sanitize;

/// What one clause tells, if anything. `before` is what the line told so far.
pub(super) fn read(clause: &Clause, hint: Hint, before: &[Told]) -> Option<Told> {
    let words = clause.words.as_slice();
    let lows: Vec<&str> = words.iter().map(|w| w.low.as_str()).collect();
    reminder(words, &lows)
        .or_else(|| named(clause, &lows))
        .or_else(|| correction(clause, &lows, hint, before))
        .or_else(|| fixed(words, &lows))
        .or_else(|| i_am(clause, &lows))
        .or_else(|| i_have(words, &lows))
        .or_else(|| my_thing(clause, &lows))
        .or_else(|| favourite(words, &lows))
}

fn fact(key: impl Into<String>, value: String) -> Option<Told> {
    let value = sanitize(&value, 120).text;
    (!value.is_empty()).then(|| Told {
        key: key.into(),
        value,
        adds: false,
    })
}

fn adding(key: &str, value: String) -> Option<Told> {
    fact(key, value).map(|t| Told { adds: true, ..t })
}

/// The words of a value up to where another thought begins.
fn value(words: &[Word], most: usize) -> String {
    const ENDS: &[&str] = &[
        "because",
        "but",
        "which",
        "though",
        "although",
        "since",
        "so",
        "while",
        "what",
        "whats",
        "what's",
        "how",
        "nice",
        "anyway",
        "btw",
        "and",
        "thanks",
        "too",
        "right",
        "u",
        "actually",
        "now",
        "please",
        "when",
        "where",
        "who",
        "by the way",
    ];
    let mut taken: Vec<&str> = Vec::new();
    for (i, w) in words.iter().take(most).enumerate() {
        let next = words.get(i + 1).map_or("", |n| n.low.as_str());
        let joins = w.low == "and"
            && !matches!(
                next,
                "i" | "i'm" | "my" | "you" | "we" | "it" | "what" | "how" | ""
            );
        let by_the_way =
            w.low == "by" && next == "the" && words.get(i + 2).is_some_and(|x| x.low == "way");
        if i > 0 && ENDS.contains(&w.low.as_str()) && !joins || by_the_way {
            break;
        }
        taken.push(&w.raw);
    }
    while taken.last().is_some_and(|w| w.eq_ignore_ascii_case("and")) {
        taken.pop();
    }
    taken.join(" ")
}

/// Whether `lows` begins with `pattern`, whose `_` stands for any one word; the rest of the words.
fn after<'w>(words: &'w [Word], lows: &[&str], pattern: &str) -> Option<&'w [Word]> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    (lows.len() > parts.len() && parts.iter().zip(lows).all(|(p, l)| *p == "_" || p == l))
        .then(|| &words[parts.len()..])
}

fn first_after<'w>(words: &'w [Word], lows: &[&str], patterns: &[&str]) -> Option<&'w [Word]> {
    patterns.iter().find_map(|p| after(words, lows, p))
}

/// `remember that …` keeps the words themselves, or what they tell when a pattern knows them.
fn reminder(words: &[Word], lows: &[&str]) -> Option<Told> {
    let rest = first_after(
        words,
        lows,
        &[
            "please remember that",
            "remember that",
            "don't forget that",
            "do not forget that",
            "keep in mind that",
            "never forget that",
            "remember",
            "don't forget",
            "note that",
        ],
    )?;
    let first = rest.first()?.low.as_str();
    if matches!(
        first,
        "me" | "when" | "how" | "what" | "to" | "the" | "us" | "where" | "who" | "you"
    ) && lows[1] != "that"
        && lows.get(2) != Some(&"that")
    {
        return None;
    }
    let clause = Clause {
        words: rest.to_vec(),
        corrects: false,
        shouted: false,
    };
    read(&clause, Hint::default(), &[]).or_else(|| {
        let text = rest
            .iter()
            .map(|w| w.raw.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        (rest.len() > 1).then(|| adding("remember", text)).flatten()
    })
}

/// Every way to give one's name.
fn named(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    let rest = first_after(
        words,
        lows,
        &[
            "my name is actually",
            "my name is",
            "my full name is",
            "my first name is",
            "my real name is",
            "my name",
            "the name is",
            "name is",
            "call me",
            "you can call me",
            "you may call me",
            "just call me",
            "people call me",
            "everyone calls me",
            "everybody calls me",
            "they call me",
            "my friends call me",
            "friends call me",
            "most people call me",
            "i go by",
            "i'm called",
            "i'm known as",
            "i'm named",
            "my nickname is",
            "i prefer to be called",
            "i prefer",
            "this is me",
            "it's me",
            "you should call me",
            "please call me",
        ],
    )?;
    let sure = !matches!(lows[0], "i") || lows.get(1) == Some(&"go") || lows.get(2) == Some(&"to");
    if lows.starts_with(&["my", "name", "was"]) {
        return None;
    }
    // "my name is not Ada but Eda"
    let rest = match rest.iter().position(|w| w.low == "but") {
        Some(at) if rest[0].low == "not" => &rest[at + 1..],
        _ => rest,
    };
    let (found, n) = name::take(rest, clause.shouted)?;
    // "I prefer roses" is no name: only a capital makes one there.
    let proper = rest[0].is_capital() && !clause.shouted && n == rest.len();
    if !(sure || proper) {
        return None;
    }
    if lows.starts_with(&["call", "me"])
        && rest
            .get(n)
            .is_some_and(|w| matches!(w.low.as_str(), "a" | "an" | "later"))
    {
        return None;
    }
    fact("name", found)
}

/// `no, it's Eda`; `it's Eda, not Ada`; `I meant Lyon`.
fn correction(clause: &Clause, lows: &[&str], hint: Hint, before: &[Told]) -> Option<Told> {
    let words = clause.words.as_slice();
    let meant = first_after(words, lows, &["i meant", "i mean", "i meant to say"]);
    let rest = match meant {
        Some(rest) => rest,
        None => first_after(
            words,
            lows,
            &["it's actually", "it's", "that's", "make that"],
        )
        .filter(|_| clause.corrects)?,
    };
    let key = before.last().map(|t| t.key.as_str()).or(hint.last_key);
    match key {
        Some("name") | None => {
            let (found, n) = name::take(rest, clause.shouted)?;
            let ends = rest
                .get(n)
                .is_none_or(|w| matches!(w.low.as_str(), "not" | "with" | "actually"));
            (ends && (key.is_some() || rest[0].is_capital() || meant.is_none()))
                .then(|| fact("name", found))?
        }
        Some(key)
            if rest.len() <= 4
                && !rest
                    .iter()
                    .any(|w| matches!(w.low.as_str(), "you" | "that" | "it")) =>
        {
            let end = rest
                .iter()
                .position(|w| w.low == "not")
                .unwrap_or(rest.len());
            fact(key, value(&rest[..end], 6))
        }
        Some(_) => None,
    }
}

/// Fixed openings with their keys.
fn fixed(words: &[Word], lows: &[&str]) -> Option<Told> {
    const PLACES: &[(&str, &str)] = &[
        ("i live in", "home"),
        ("i live at", "home"),
        ("i live near", "home"),
        ("i live on", "home"),
        ("i'm living in", "home"),
        ("i currently live in", "home"),
        ("i now live in", "home"),
        ("i moved to", "home"),
        ("my home is in", "home"),
        ("my home is", "home"),
        ("i come from", "from"),
        ("i came from", "from"),
        ("i'm from", "from"),
        ("i'm originally from", "from"),
        ("i'm coming from", "from"),
        ("i grew up in", "from"),
        ("my hometown is", "from"),
        ("i was born in", "born"),
        ("i was born on", "born"),
        ("my birthday is on", "birthday"),
    ];
    for (pattern, key) in PLACES {
        if let Some(rest) = after(words, lows, pattern) {
            return fact(*key, value(rest, 6));
        }
    }
    if let Some(rest) = after(words, lows, "i live") {
        let told = [
            "alone", "with", "by", "close", "far", "together", "above", "under", "next",
        ];
        return told
            .contains(&rest[0].low.as_str())
            .then(|| fact("home", value(rest, 6)))?;
    }
    for pattern in [
        "i work as",
        "my job is",
        "my profession is",
        "i earn my living as",
    ] {
        if let Some(rest) = after(words, lows, pattern) {
            return fact("work", value(rest, 7));
        }
    }
    for pattern in [
        "i work in",
        "i work at",
        "i work for",
        "i work with",
        "i work on",
    ] {
        if after(words, lows, pattern).is_some() {
            return fact("work", value(&words[2..], 7));
        }
    }
    let looking = [
        "i'm looking for",
        "i'm searching for",
        "i look for",
        "i'm in search of",
        "i was looking for",
    ];
    if let Some(rest) = first_after(words, lows, &looking) {
        return fact("looking for", value(rest, 8));
    }
    if let Some(rest) = first_after(words, lows, &["i'm allergic to", "i have an allergy to"]) {
        return fact("allergy", value(rest, 5));
    }
    if let Some(rest) = first_after(
        words,
        lows,
        &[
            "i'm afraid of",
            "i'm scared of",
            "i fear",
            "i'm terrified of",
        ],
    ) {
        return fact("fears", value(rest, 5));
    }
    if let Some(rest) = first_after(words, lows, &["i'm married to", "i'm engaged to"]) {
        return fact("partner", value(rest, 4));
    }
    tastes(words, lows)
        .or_else(|| wishes(words, lows))
        .or_else(|| does(words, lows))
}

fn tastes(words: &[Word], lows: &[&str]) -> Option<Told> {
    const DISLIKES: &[&str] = &[
        "i hate",
        "i really hate",
        "i dislike",
        "i don't like",
        "i do not like",
        "i don't really like",
        "i can't stand",
        "i can't bear",
        "i detest",
        "i despise",
        "i absolutely hate",
        "i never liked",
    ];
    const LIKES: &[&str] = &[
        "i really like",
        "i really love",
        "i like",
        "i love",
        "i enjoy",
        "i adore",
        "i'm fond of",
        "i'm into",
        "i'm keen on",
        "i absolutely love",
        "i also like",
        "i also love",
        "i do like",
        "i do love",
        "i always loved",
        "i have always loved",
        "i quite like",
        "i'm crazy about",
        "i'm a fan of",
        "i'm a big fan of",
    ];
    let (key, rest) = match first_after(words, lows, DISLIKES) {
        Some(rest) => ("dislikes", rest),
        None => ("likes", first_after(words, lows, LIKES)?),
    };
    // "I like you", "I love it here", "I hate to say": nothing to keep.
    let first = rest[0].low.as_str();
    let empty = [
        "you", "your", "it", "that", "this", "him", "her", "them", "these", "those", "how", "what",
        "when", "u",
    ];
    if empty.contains(&first)
        || (first == "to"
            && rest.get(1).is_some_and(|w| {
                matches!(
                    w.low.as_str(),
                    "say" | "know" | "think" | "ask" | "see" | "hear" | "go"
                )
            }))
    {
        return None;
    }
    adding(key, value(rest, 7))
}

fn wishes(words: &[Word], lows: &[&str]) -> Option<Told> {
    let rest = first_after(words, lows, &["i want", "i wish", "i dream of", "i hope"])?;
    // Requests of this moment are no wishes to keep.
    const NOW: &[&str] = &[
        "go", "sit", "see", "ask", "know", "talk", "leave", "stop", "say", "tell", "hear",
        "follow", "walk", "meet", "be", "speak", "find", "come", "stay", "thank",
    ];
    let wants_to = rest[0].low == "to" && lows[1] == "want";
    if lows[1] == "dream" {
        return fact("wants", value(rest, 8));
    }
    if wants_to && rest.get(1).is_some_and(|w| !NOW.contains(&w.low.as_str())) {
        return fact("wants", value(rest, 8));
    }
    None
}

fn does(words: &[Word], lows: &[&str]) -> Option<Told> {
    const VERBS: &[(&str, &str)] = &[
        ("i play", "plays"),
        ("i speak", "speaks"),
        ("i study", "studies"),
        ("i'm studying", "studies"),
        ("i'm learning", "studies"),
        ("i teach", "teaches"),
        ("i collect", "collects"),
        ("i write", "writes"),
        ("i paint", "paints"),
        ("i grow", "grows"),
        ("i bake", "bakes"),
        ("i build", "builds"),
        ("i own", "owns"),
    ];
    let (key, rest) = VERBS
        .iter()
        .find_map(|(p, key)| Some((*key, after(words, lows, p)?)))?;
    let first = rest[0].low.as_str();
    if matches!(
        first,
        "to" | "you" | "with" | "it" | "up" | "for" | "of" | "tired" | "this" | "that"
    ) {
        return None;
    }
    fact(key, value(rest, 6))
}

/// `I'm …`: a name, a job, an age, a mood, or something else that one is.
fn i_am(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    let mut rest = after(words, lows, "i'm")?;
    if let Some(age) = age(rest) {
        return fact("age", age);
    }
    const ADVERBS: &[&str] = &[
        "just",
        "really",
        "very",
        "so",
        "quite",
        "still",
        "actually",
        "feeling",
        "pretty",
        "rather",
        "also",
        "always",
        "too",
        "only",
        "currently",
        "terribly",
        "extremely",
        "super",
        "kinda",
        "completely",
        "totally",
    ];
    let mut plain = true;
    while rest.len() > 1 && ADVERBS.contains(&rest[0].low.as_str()) {
        rest = &rest[1..];
        plain = false;
    }
    let first = &rest[0];
    if matches!(first.low.as_str(), "a" | "an" | "the") {
        return role(rest);
    }
    if first.low == "not" {
        return None;
    }
    if name::is_mood(first) && !(first.low == "afraid" && rest.len() > 1) {
        let most = if rest.len() > 3 { 1 } else { 3 };
        return (first.low != "sorry").then(|| fact("mood", value(rest, most)))?;
    }
    if matches!(
        first.low.as_str(),
        "married"
            | "single"
            | "divorced"
            | "retired"
            | "widowed"
            | "vegan"
            | "vegetarian"
            | "pregnant"
            | "engaged"
            | "unemployed"
            | "blind"
            | "deaf"
    ) {
        return fact("self", first.low.clone());
    }
    if first.low == "new"
        && rest
            .get(1)
            .is_some_and(|w| matches!(w.low.as_str(), "here" | "in" | "to" | "around"))
    {
        return fact("self", value(rest, 4));
    }
    let (found, n) = name::take(rest, clause.shouted)?;
    let sure = first.is_capital() && !clause.shouted;
    let ends = rest.get(n).is_none_or(|w| {
        matches!(
            w.low.as_str(),
            "from"
                | "the"
                | "and"
                | "by"
                | "nice"
                | "what"
                | "what's"
                | "whats"
                | "who"
                | "how"
                | "but"
                | "a"
                | "btw"
                | "pleased"
                | "of"
                | "not"
                | "here"
                | "i"
                | "too"
                | "your"
                | "are"
                | "actually"
                | "hi"
        )
    });
    (ends && (plain || sure)).then(|| fact("name", found))?
}

fn age(rest: &[Word]) -> Option<String> {
    let n: u32 = rest.first()?.low.parse().ok()?;
    let next = rest.get(1).map_or("", |w| w.low.as_str());
    ((1..=130).contains(&n) && matches!(next, "" | "years" | "year" | "yrs" | "yo" | "and" | "now"))
        .then(|| n.to_string())
}

/// `I'm a nurse`, `I'm the new baker`, `I'm a vegetarian`.
fn role(rest: &[Word]) -> Option<Told> {
    let second = rest.get(1)?.low.as_str();
    if matches!(
        second,
        "bit" | "little" | "lot" | "few" | "only" | "same" | "one"
    ) {
        let mood = rest.iter().skip(2).find(|w| name::is_mood(w))?;
        return fact("mood", mood.low.clone());
    }
    const WORKS: &[&str] = &[
        "nurse",
        "cook",
        "chef",
        "smith",
        "clerk",
        "judge",
        "student",
        "pilot",
        "guard",
        "monk",
        "nun",
        "priest",
        "vet",
        "soldier",
        "surgeon",
        "architect",
        "captain",
        "athlete",
        "poet",
        "model",
        "coach",
        "mechanic",
        "accountant",
        "assistant",
        "consultant",
        "journalist",
        "scientist",
        "developer",
        "stonemason",
        "mason",
        "merchant",
        "thief",
        "diplomat",
        "tailor",
        "doctor",
        "actor",
        "actress",
        "author",
        "sailor",
        "translator",
        "electrician",
        "physician",
        "musician",
        "librarian",
        "politician",
        "civil servant",
        "spy",
        "king",
        "queen",
        "lawyer",
        "potter",
    ];
    const ENDS: &[&str] = &[
        "er", "or", "ist", "ian", "man", "woman", "smith", "keeper", "ess",
    ];
    const NOT: &[&str] = &[
        "number",
        "brother",
        "sister",
        "father",
        "mother",
        "daughter",
        "father",
        "lover",
        "stranger",
        "newcomer",
        "visitor",
        "foreigner",
        "believer",
        "member",
        "loner",
        "beginner",
        "sinner",
        "winner",
        "loser",
        "partner",
        "vegetarian",
        "human",
        "woman",
        "man",
        "survivor",
        "owner",
        "bachelor",
        "traveller",
        "traveler",
        "person",
    ];
    let text = value(rest, 6);
    let head = rest
        .iter()
        .skip(1)
        .map(|w| w.low.as_str())
        .take_while(|w| {
            !matches!(
                *w,
                "in" | "at" | "for" | "from" | "of" | "who" | "and" | "by" | "with" | "on" | "to"
            )
        })
        .last()?;
    let works =
        WORKS.contains(&head) || (ENDS.iter().any(|e| head.ends_with(e)) && !NOT.contains(&head));
    fact(if works { "work" } else { "self" }, text)
}

/// `I have a dog called Biscuit`, `I have two cats`.
fn i_have(words: &[Word], lows: &[&str]) -> Option<Told> {
    let rest = first_after(
        words,
        lows,
        &["i have", "i also have", "i own", "i only have"],
    )?;
    const COUNTS: &[&str] = &[
        "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "no", "many", "several", "some", "twin", "twelve",
    ];
    const FLEETING: &[&str] = &[
        "question",
        "questions",
        "idea",
        "minute",
        "moment",
        "point",
        "problem",
        "feeling",
        "look",
        "headache",
        "time",
        "doubt",
        "right",
        "hunch",
        "clue",
        "request",
        "favour",
        "favor",
        "thing",
        "things",
        "lot",
        "bit",
        "few",
        "plan",
        "suggestion",
        "second",
        "message",
        "joke",
        "riddle",
        "news",
        "secret",
        "choice",
        "chance",
        "reason",
        "word",
        "words",
        "way",
        "cold",
        "nice",
        "good",
        "great",
        "bad",
        "little",
    ];
    let counted = COUNTS.contains(&rest[0].low.as_str())
        || rest[0].low.parse::<u32>().is_ok_and(|n| n < 1_000);
    let body = rest.get(1..).filter(|_| counted)?;
    let end = body
        .iter()
        .position(|w| {
            matches!(
                w.low.as_str(),
                "called"
                    | "named"
                    | "who"
                    | "that"
                    | "which"
                    | "in"
                    | "at"
                    | "and"
                    | "with"
                    | "from"
                    | "to"
                    | "for"
                    | "of"
                    | "whose"
                    | "but"
                    | "because"
                    | "here"
                    | "on"
            )
        })
        .unwrap_or(body.len());
    let noun = body[..end].last()?;
    if body[..end].len() > 3
        || body[..end]
            .iter()
            .any(|w| FLEETING.contains(&w.low.as_str()))
            && FLEETING.contains(&noun.low.as_str())
    {
        return None;
    }
    let end = body
        .get(end)
        .is_some_and(|w| matches!(w.low.as_str(), "called" | "named" | "whose"));
    let text = if end { value(rest, 8) } else { value(rest, 7) };
    fact(singular(&noun.low), text)
}

fn singular(noun: &str) -> String {
    let keep = [
        "glasses",
        "news",
        "bus",
        "series",
        "species",
        "christmas",
        "boss",
        "class",
        "dress",
        "address",
    ];
    if keep.contains(&noun) || noun.ends_with("ss") || noun.len() < 4 {
        return noun.to_owned();
    }
    match noun {
        "children" => "child".into(),
        "mice" => "mouse".into(),
        "wives" => "wife".into(),
        _ => match noun.strip_suffix("ies") {
            Some(s) => format!("{s}y"),
            None => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
        },
    }
}

/// `my sister is (called) Marie`, `my dog's name is Biscuit`, `my favourite colour is green`.
fn my_thing(clause: &Clause, lows: &[&str]) -> Option<Told> {
    let words = clause.words.as_slice();
    if *lows.first()? != "my" {
        return None;
    }
    let is = lows
        .iter()
        .position(|l| matches!(*l, "is" | "are" | "was"))?;
    const NOT_THINGS: &[&str] = &[
        "point",
        "question",
        "god",
        "fault",
        "pleasure",
        "turn",
        "mistake",
        "guess",
        "bad",
        "advice",
        "answer",
        "name",
        "problem",
        "idea",
        "opinion",
        "apologies",
        "favourite",
        "understanding",
        "plan",
        "way",
        "best",
        "only",
        "wish",
    ];
    let mut key: Vec<String> = lows[1..is].iter().map(|l| (*l).to_owned()).collect();
    if key.last().is_some_and(|l| l == "name") && key.len() > 1 {
        key.pop();
    }
    if let Some(last) = key.last_mut() {
        *last = last
            .strip_suffix("'s")
            .or(last.strip_suffix('\''))
            .unwrap_or(last)
            .to_owned();
    }
    if key.is_empty() || key.len() > 3 || key.len() == 1 && NOT_THINGS.contains(&key[0].as_str()) {
        return None;
    }
    let of_name = lows[1..is].last() == Some(&"name");
    let mut rest = words.get(is + 1..).filter(|r| !r.is_empty())?;
    let mut is_name = of_name;
    if matches!(rest[0].low.as_str(), "called" | "named") {
        rest = &rest[1..];
        is_name = true;
    }
    if rest
        .first()
        .is_none_or(|w| w.low == "not" || w.low == "that")
    {
        return None;
    }
    let text = match is_name.then(|| name::take(rest, clause.shouted)).flatten() {
        Some((found, _)) => found,
        None => value(rest, 7),
    };
    fact(key.join(" "), text)
}

/// `green is my favourite colour`.
fn favourite(words: &[Word], lows: &[&str]) -> Option<Told> {
    let at = lows
        .windows(3)
        .position(|w| matches!(w[0], "is" | "are") && w[1] == "my" && w[2] == "favourite")?;
    let thing = words
        .get(at + 3..)
        .filter(|t| !t.is_empty() && t.len() <= 3)?;
    if at == 0 || at > 5 || matches!(lows[0], "this" | "that" | "it" | "here") {
        return None;
    }
    let key = thing
        .iter()
        .map(|w| w.low.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    fact(format!("favourite {key}"), value(&words[..at], 5))
}
