//! What a question about something told asks for.

use crate::told::words::{self as lists, lemma};

/// What a question about something told asks for.
#[derive(Debug, Default)]
pub struct Asked<'w> {
    /// The question without its lead ("do you remember …").
    pub words: Vec<&'w str>,
    /// Where it begins in the clause.
    pub from: usize,
    /// It spoke of remembering or of having told.
    pub reminds: bool,
    /// "Did I tell you …": a yes or a no is wanted first.
    pub yes_no: bool,
    pub wh: &'w str,
    /// Base forms of what is asked about, with their weight.
    pub content: Vec<(String, f32)>,
    pub of_name: bool,
    pub of_work: bool,
    pub of_home: bool,
    pub of_age: bool,
    pub counts: bool,
    pub mine: bool,
    pub pronoun: Option<&'w str>,
}

/// Reads a question about the listener or somebody of theirs; none for anything else.
pub fn read<'w>(plain: &[&'w str], marked: bool) -> Option<Asked<'w>> {
    let mut from = 0;
    let mut to = plain.len();
    let mut asked = Asked::default();
    loop {
        let rest = plain.get(from..to)?;
        let lead = longest(rest, lists::of("asking leads"));
        let reminder = longest(rest, lists::of("reminders"));
        let step = lead.max(reminder);
        if step == 0 || step >= rest.len() {
            break;
        }
        if rest[..step] == ["what", "about"] && rest.get(step) != Some(&"my") {
            break;
        }
        asked.reminds |= reminder >= lead && reminder > 0;
        from += step;
    }
    while let Some(trail) = trail(plain.get(from..to)?) {
        // "And my name, if you recall?"
        let least = if plain.get(from) == Some(&"my") { 2 } else { 3 };
        if to < from + trail + least {
            break;
        }
        let last = plain.get(to - trail..to).unwrap_or_default();
        asked.reminds |= last.iter().any(|word| {
            [
                "remember", "recall", "tell", "told", "say", "know", "forget", "again", "said",
            ]
            .contains(word)
        });
        to -= trail;
    }
    // "In which town did I work", "from where I am".
    let prep = plain.get(from).copied().unwrap_or_default();
    let after_prep = ["in", "from", "at", "to", "on", "with", "since", "for", "by"].contains(&prep)
        && plain
            .get(from + 1)
            .is_some_and(|word| is_wh(word) && *word != "whose");
    if after_prep && to > from + 2 {
        from += 1;
    }
    let mut words: Vec<&str> = plain.get(from..to)?.to_vec();
    words.retain(|word| {
        ![
            "usually",
            "normally",
            "always",
            "sometimes",
            "ago",
            "actually",
        ]
        .contains(word)
    });
    // "Did I tell you where I live", "what did I say my name was".
    if let [
        "did" | "have",
        "i",
        "tell" | "told" | "say" | "said" | "mention" | "mentioned",
        ..,
    ] = words.as_slice()
    {
        asked.yes_no = true;
        asked.reminds = true;
        let skip = 3 + words
            .iter()
            .skip(3)
            .take_while(|word| ["you", "to", "that", "about", "already"].contains(word))
            .count();
        from += skip;
        words = words.get(skip..)?.to_vec();
    } else if let [
        ..,
        "i",
        "told" | "tell" | "said" | "mentioned" | "mention",
        "you" | "to",
    ]
    | [.., "i", "told" | "tell" | "said" | "mentioned" | "mention"] = words.as_slice()
    {
        asked.reminds = true;
    } else if let [
        "what" | "who" | "where" | "when" | "how",
        "did" | "have",
        "i",
        "say" | "said" | "tell" | "told" | "mention",
        ..,
    ] = words.as_slice()
    {
        asked.reminds = true;
    } else if let ["i", "told" | "said" | "mentioned", ..] = words.as_slice() {
        if !marked {
            return None;
        }
        asked.reminds = true;
    }
    let wh = words.first().copied().unwrap_or_default();
    asked.wh = if is_wh(wh) { wh } else { "" };
    // "My name's Tariq, by the way" asks nothing.
    let bare = asked.wh.is_empty() && (!asked.reminds || (wh == "my" && !marked && from == 0));
    let aux = ["am", "do", "did", "have", "was", "is", "does", "has"].contains(&wh);
    if bare && !(marked && (aux || wh == "my")) {
        return None;
    }
    let yours = words.windows(2).any(|pair| {
        ["you", "your", "yours"].contains(&pair[1])
            && ![
                "told",
                "tell",
                "to",
                "mention",
                "said",
                "mentioned",
                "say",
                "with",
            ]
            .contains(&pair[0])
    });
    if yours || ["you", "your"].contains(&wh) {
        return None;
    }
    asked.mine = words
        .iter()
        .any(|word| ["i", "my", "mine", "we", "our", "us"].contains(word))
        || (words.contains(&"me")
            && !words.contains(&"around")
            && (asked.reminds || !asked.wh.is_empty()));
    asked.pronoun = words
        .iter()
        .find(|word| {
            [
                "he", "she", "they", "his", "her", "their", "him", "them", "it", "its",
            ]
            .contains(word)
        })
        .copied();
    let has = |word: &str| words.contains(&word);
    asked.of_name = has("name") || has("names") || has("called");
    asked.counts = wh == "how"
        && (words
            .get(1)
            .is_some_and(|w| ["many", "long", "much", "often"].contains(w)));
    let old = wh == "how" && words.get(1) == Some(&"old");
    let from_where = after_prep && prep == "from" && wh == "where";
    if ["what", "which"].contains(&wh)
        && words
            .get(1)
            .is_some_and(|word| ["town", "city", "country", "village", "place"].contains(word))
    {
        asked.wh = "where";
    }
    let where_from = asked.wh == "where" && (has("from") || has("live") || from_where);
    let pursuit = words
        .windows(2)
        .any(|pair| pair[0] == "i" && pair[1] == "do")
        || (has("do") && asked.pronoun.is_some() && words.len() < 5);
    // "What subject", "which city": the kind of thing asked for need not stand in the answer.
    let noun = matches!(
        words.as_slice(),
        ["what" | "which", noun, "am" | "do" | "did" | "is" | "was" | "have" | "does" | "are" | "were" | "has" | "i" | "my" | "he" | "she" | "we", ..]
            if !lists::of("asking empty").contains(noun)
    )
        .then(|| words.get(1).copied())
        .flatten();
    for word in &words {
        if lists::of("asking empty").contains(word)
            || (old && *word == "old")
            || (where_from && ["live", "come"].contains(word))
        {
            continue;
        }
        if has("with") && ["wrong", "matter", "problem"].contains(word) {
            continue;
        }
        let weight = if Some(*word) == noun || lists::of("light").contains(word) {
            0.3
        } else {
            1.0
        };
        asked.content.push((lemma(word), weight));
    }
    let worked = asked.content.iter().all(|(word, _)| {
        [
            "job",
            "work",
            "trade",
            "liv",
            "live",
            "living",
            "profession",
            "occupation",
            "career",
        ]
        .contains(&word.as_str())
    });
    asked.of_home = where_from && asked.content.is_empty();
    asked.of_age = old;
    asked.of_work = pursuit
        && asked
            .content
            .iter()
            .all(|(word, _)| ["liv", "live", "living", "job", "work"].contains(&word.as_str()))
        && !asked.of_home
        || (worked && !asked.content.is_empty() && wh != "where")
        || (asked.content.is_empty() && has("use") && has("be"));
    if asked.of_work {
        asked.content.clear();
        if asked.pronoun.is_some() && !asked.mine {
            asked.of_work = false;
        }
    }
    asked.words = words;
    asked.from = from;
    Some(asked)
}

pub fn longest(words: &[&str], phrases: &[&str]) -> usize {
    phrases
        .iter()
        .filter(|phrase| {
            let mut parts = words.iter();
            phrase.split(' ').all(|part| parts.next() == Some(&part))
        })
        .map(|phrase| phrase.split(' ').count())
        .max()
        .unwrap_or(0)
}

pub fn trail(words: &[&str]) -> Option<usize> {
    lists::of("asking trails")
        .iter()
        .map(|phrase| phrase.split(' ').collect::<Vec<_>>())
        .filter(|parts| words.len() > parts.len() && words.ends_with(parts))
        .map(|parts| parts.len())
        .max()
}

/// A question that by its shape can only be about what was told: "what did I buy", "who is my …", "where am I moving".
pub fn asks_plainly(words: &[&str]) -> bool {
    let of_life = |word: &str| lists::of("life").contains(&word);
    match words {
        [wh, "did" | "had", "i" | "we", ..] if is_wh(wh) => true,
        [wh, "have", "i" | "we", "to", ..] if is_wh(wh) => false,
        [wh, "have" | "was" | "were", "i" | "we", _, ..] if is_wh(wh) => true,
        [wh, "is" | "are" | "was" | "were", "my" | "our", _, ..] if is_wh(wh) => true,
        [
            wh,
            "does" | "did" | "do" | "has" | "have",
            "my" | "our",
            _,
            ..,
        ] if is_wh(wh) => true,
        [wh, "do", "i" | "we", verb, ..] if is_wh(wh) => of_life(verb),
        [wh, "am", "i", _, ..] if is_wh(wh) => true,
        ["how", "old", "am", "i"] | ["where", "am", "i", "from"] => true,
        [
            "how",
            "long",
            "have" | "did" | "had" | "was",
            "i" | "my" | "we",
            verb,
            ..,
        ] => *verb != "to",
        ["how", _, "is" | "are" | "was" | "were", "my" | "our", ..] => true,
        [
            "how",
            "many" | "much",
            _,
            "do" | "did" | "have" | "does" | "has",
            "i" | "we" | "my",
            ..,
        ] => true,
        [
            "how",
            "often" | "old",
            "have" | "did" | "do" | "was",
            "i" | "we" | "my",
            ..,
        ] => true,
        [
            "what" | "which",
            _,
            "do" | "did" | "am" | "was" | "have",
            "i" | "we",
            ..,
        ] => true,
        ["what" | "which", _, "is" | "was" | "are", "my", ..] => true,
        ["what", "is" | "was", "it", "i" | "that", ..] => true,
        [wh, "my", _, ..] if is_wh(wh) => true,
        ["which" | "what", _, "i", verb, ..] | [_, "i", verb, ..] if is_wh(words[0]) => {
            of_life(verb)
                || *verb == "am"
                || lemma(verb) != stoa_mind::words::stem(verb)
                || verb.ends_with("ed")
        }
        _ => false,
    }
}

pub fn is_wh(word: &str) -> bool {
    [
        "what", "where", "who", "whom", "when", "why", "how", "which", "whose",
    ]
    .contains(&word)
}

/// Questions about what to do, where one is, with whom one talks: not about what was told.
pub fn practical(words: &[&str]) -> bool {
    let modal = |word: &&str| {
        [
            "can", "could", "should", "may", "must", "shall", "might", "would", "will", "need",
        ]
        .contains(word)
    };
    if words.iter().take(3).any(modal) && !words.iter().take(4).any(|word| *word == "my") {
        return true;
    }
    // "Which flowers do I give my mother", "what am I doing wrong", "why does my head hurt".
    let inner = words
        .iter()
        .take(4)
        .position(|word| *word == "do")
        .filter(|at| *at > 1);
    if let Some(at) = inner
        && words
            .get(at + 1)
            .is_some_and(|word| ["i", "we"].contains(word))
    {
        let rest: Vec<&str> = std::iter::once("what")
            .chain(words[at..].iter().copied())
            .collect();
        return practical(&rest);
    }
    if words.contains(&"wrong")
        || words.contains(&"miss") && !words.contains(&"most")
        || words.contains(&"missed")
    {
        return true;
    }
    match words {
        [
            "why",
            "do" | "does" | "is" | "are" | "has" | "have" | "can",
            ..,
        ] => true,
        ["where", "am", "i"] | ["where", "are", "we", ..] | ["who", "am", "i"] => true,
        [_, "am", "i", verb, ..] | ["am", "i", verb, ..] => lists::of("am i").contains(verb),
        // "How long have I got to live?"
        [
            "how",
            "long",
            "have" | "do" | "will",
            "i" | "we",
            "got" | "have" | "live",
            ..,
        ] => true,
        ["how", "do" | "did", "i" | "we", ..] | ["do" | "have", "i" | "we", ..] => true,
        [_, "do", "i" | "we", verb, rest @ ..] | [_, "i" | "we", verb, rest @ ..] => match *verb {
            verb if lists::of("practical").contains(&verb) => true,
            "do" => rest
                .first()
                .is_some_and(|next| !["for", "on", "at"].contains(next)),
            "have" => rest.first() == Some(&"to"),
            _ => false,
        },
        _ => false,
    }
}
