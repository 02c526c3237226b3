//! From a clause that tells something to what is kept of it.

use stoa_mind::learn::{self, Hint};

use crate::{
    normalise::{self, Clause},
    recall, turn,
};

use super::{
    About, Said,
    clause::{fragment, head, is_done, verb_of},
    words::{
        self as lists, is_number, is_trade, kin, lemma, may_stand_for, tells_place, tells_time,
    },
};

/// The clause as something told.
pub fn said(
    clause: &Clause,
    asked: Option<&str>,
    about: &mut Option<About>,
    before: Option<&Said>,
) -> Option<Said> {
    let all = clause.plain();
    let from = head(&all);
    let typed = clause.words.get(from..)?;
    let words: Vec<&str> = typed.iter().map(|word| word.word.as_str()).collect();
    let first = *words.first()?;
    let pronoun = ["he", "she", "they", "his", "her", "their", "it", "its"].contains(&first)
        && !(first == "it" && words.contains(&"my"));
    let meant = about
        .clone()
        .filter(|about| pronoun && may_stand_for(first, about.pronoun));
    let stands_for = meant.as_ref().map(|about| about.kin.clone());
    // "I bought a hat. It is red": what "it" is stands in the telling before.
    let last = before;
    let before =
        before.filter(|before| pronoun && stands_for.is_none() && before.says.chars().count() < 60);
    if pronoun && stands_for.is_none() && before.is_none() {
        return None;
    }
    let kin_named = kin_named(&words);
    let named = names(typed);
    if let Some((word, kind)) = &kin_named {
        *about = Some(About {
            kin: (*word).to_owned(),
            pronoun: kind,
            names: named.clone(),
        });
    } else if let Some(about) = about.as_mut().filter(|_| meant.is_some()) {
        about.names.extend(named.clone());
    }
    let mut lemmas: Vec<String> = words.iter().map(|word| lemma(word)).collect();
    if let Some(meant) = &meant {
        lemmas.push(lemma(&meant.kin));
        lemmas.extend(meant.names.iter().map(|name| lemma(&name.to_lowercase())));
    }
    // "Left-handed" holds a hand.
    for word in words.iter().filter(|word| word.contains('-')) {
        lemmas.extend(word.split('-').map(lemma));
    }
    // What a name is told with: "a hamster called Peanut" answers for its name.
    if words.iter().any(|word| matches!(*word, "called" | "named")) {
        lemmas.push("name".to_owned());
    }
    // "I hate my haircut. My sister cut it."
    let object = words
        .iter()
        .skip(1)
        .any(|word| ["it", "them"].contains(word));
    if let Some(last) = last.filter(|_| object && before.is_none()) {
        lemmas.extend(last.lemmas.iter().cloned());
    }
    let mut says = rendered(typed, &words, asked, stands_for.as_deref());
    if let Some(before) = before {
        lemmas.extend(before.lemmas.iter().cloned());
        says = format!("{}, and {says}", before.says);
    }
    let key = learn::told(&says_first(typed), Hint::default())
        .into_iter()
        .next_back()
        .map(|told| told.key);
    let key = key.as_deref().unwrap_or_default();
    let mine = ["i", "we"].contains(&first) || fragment(&words) || words.contains(&"i");
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    Some(Said {
        lemmas,
        names: named,
        kin: kin_named
            .map(|(word, _)| word.to_owned())
            .or_else(|| stands_for.clone()),
        has_time: tells_time(&words)
            || has(&["after", "before", "during", "when", "while", "until"]),
        has_place: tells_place(&words)
            || typed
                .windows(2)
                .any(|pair| pair[0].word == "for" && pair[1].raw.starts_with(char::is_uppercase)),
        has_number: words.iter().any(|word| is_number(word) && *word != "one")
            || words
                .windows(2)
                .any(|pair| pair[1] == "one" && ["only", "just", "have", "got"].contains(&pair[0])),
        has_reason: has(&["because", "since", "as"]),
        of_work: (mine || kin_named.is_some() || meant.is_some())
            && (of_work(&words, key) || (mine && asked == Some("ask.work"))),
        of_home: (mine
            && (has(&["live", "living", "born", "moved", "grew", "come", "came"])
                || matches!(key, "home" | "from" | "born")
                || has(&["from"])
                    && words
                        .windows(2)
                        .any(|w| matches!(w[0], "am" | "from") && w[1] != "from")))
            || has(&["hometown"])
            || asked == Some("ask.home"),
        of_age: key == "age"
            || words.windows(2).any(|w| {
                matches!(
                    w[0],
                    "am" | "is"
                        | "was"
                        | "were"
                        | "turned"
                        | "turn"
                        | "turning"
                        | "turns"
                        | "aged"
                        | "are"
                ) && is_number(w[1])
            })
            || words
                .windows(2)
                .any(|w| is_number(w[0]) && matches!(w[1], "years" | "year"))
                && has(&["old"]),
        supposed: has(&["would", "could", "might", "maybe", "perhaps", "if"]),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        says: short(says),
        just_now: false,
        line: None,
        beside: Vec::new(),
        corrects: false,
    })
}

pub fn of_work(words: &[&str], key: &str) -> bool {
    // "Now I do taxes".
    let does = words.windows(3).any(|w| {
        w[0] == "i"
            && w[1] == "do"
            && ![
                "not", "it", "that", "so", "my", "this", "what", "love", "like", "hope", "know",
                "think", "want", "have", "need",
            ]
            .contains(&w[2])
    });
    if does {
        return true;
    }
    let has = |word: &str| words.contains(&word);
    if matches!(key, "work" | "worked as" | "works on" | "teaches") {
        return true;
    }
    if has("job") || has("retired") || has("living") && has("for") || has("profession") {
        return true;
    }
    if words
        .iter()
        .any(|word| ["work", "worked", "working", "works"].contains(word))
    {
        return !words
            .windows(2)
            .any(|pair| pair[1] == "work" && pair[0] == "not");
    }
    let role = words.windows(2).any(|pair| {
        ["am", "is", "was", "a", "an", "as", "the", "been"].contains(&pair[0]) && is_trade(pair[1])
    }) || words
        .windows(3)
        .any(|w| ["a", "an", "am", "the"].contains(&w[0]) && is_trade(w[2]));
    // "I am Chiara, from Bologna, pottery teacher".
    let beside = [
        "my", "the", "a", "an", "your", "his", "her", "to", "our", "that", "for", "of", "no", "any",
    ];
    let apposed = matches!(words, ["i", "am", ..])
        && words
            .windows(2)
            .any(|pair| is_trade(pair[1]) && !beside.contains(&pair[0]));
    let role = role || apposed;
    let verb = match words {
        ["i" | "we", "used", "to", verb, ..] | ["i" | "we", verb, ..] => Some(*verb),
        _ => None,
    };
    (role
        && words
            .iter()
            .any(|word| ["am", "is", "was", "as", "been"].contains(word)))
        || verb.is_some_and(|verb| lists::of("trade verbs").contains(&verb))
}

/// Kin that the clause itself brings in: "my sister", "a dog called Rex", "our three cats".
pub fn kin_named<'w>(words: &[&'w str]) -> Option<(&'w str, &'static str)> {
    let mut mine = false;
    let mut found = None;
    for word in words {
        if [
            "my", "our", "a", "an", "the", "two", "three", "four", "have", "got",
        ]
        .contains(word)
        {
            mine = true;
        }
        if mine && found.is_none() {
            found = kin(word).map(|kind| (*word, kind));
        }
    }
    found
}

/// The typed words with capitals, or after "called" and "name is".
pub fn names(typed: &[normalise::Word]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, word) in typed.iter().enumerate() {
        let before = |back: usize| {
            at.checked_sub(back)
                .and_then(|at| typed.get(at))
                .map_or("", |word| word.word.as_str())
        };
        let called = matches!(before(1), "called" | "named")
            || (matches!(before(1), "is" | "was") && matches!(before(2), "name" | "names"));
        let capital = at > 0
            && word.raw.chars().next().is_some_and(char::is_uppercase)
            && !matches!(word.word.as_str(), "i" | "my");
        // "3 goldfish, bubbles and bob".
        let counted = kin(before(1)).is_some()
            && is_number(before(2))
            && ![
                "and", "who", "that", "is", "are", "in", "at", "from", "with", "or", "but", "to",
                "now", "here", "too", "of", "on", "so",
            ]
            .contains(&word.word.as_str());
        if (called || capital || counted) && !word.raw.is_empty() {
            found.push(word.raw.clone());
        }
    }
    found
}

/// The words as typed, for `stoa_mind::learn`.
pub fn says_first(typed: &[normalise::Word]) -> String {
    const CHAT: &[&str] = &[
        "cant", "dont", "wont", "didnt", "doesnt", "isnt", "arent", "wasnt", "havent", "hasnt",
        "r", "u", "ur", "n", "bc", "cuz", "gonna", "wanna", "gotta", "rn", "abt", "tho", "nd",
        "teh", "ya", "k", "pls", "plz",
    ];
    let mut spelt = false;
    let mut says: Vec<&str> = Vec::new();
    for word in typed {
        if !word.raw.is_empty() {
            spelt = CHAT.contains(&word.raw.to_lowercase().as_str());
        }
        if spelt {
            says.push(&word.word);
        } else if !word.raw.is_empty() {
            says.push(&word.raw);
        }
    }
    while says.len() > 2
        && says.last().is_some_and(|word| {
            ["lol", "haha", "hahaha", "xd", "omg", "hehe"].contains(&word.to_lowercase().as_str())
        })
    {
        says.pop();
    }
    says.join(" ")
}

/// The telling turned to its speaker.
pub fn rendered(
    typed: &[normalise::Word],
    words: &[&str],
    asked: Option<&str>,
    stands_for: Option<&str>,
) -> String {
    let mut says = recall::second_person(&says_first(typed));
    let first = words.first().copied().unwrap_or_default();
    if let Some(kin) = stands_for {
        let kin = if kin == "little" { "little one" } else { kin };
        let (head, rest) = says.split_once(' ').unwrap_or((says.as_str(), ""));
        let whose = matches!(first, "his" | "her" | "their" | "its");
        let lower = head.to_lowercase();
        let tail = lower
            .strip_prefix(first)
            .map(|tail| tail.trim_start_matches('\''));
        let verb = match tail {
            Some("s") => " is",
            Some("re") => " are",
            Some("ll") => " will",
            Some("d") => " would",
            _ => "",
        };
        says = format!("your {kin}{}{verb} {rest}", if whose { "'s" } else { "" });
    } else if fragment(words) {
        says = with_subject(words, &says);
    } else if !["i", "we", "my", "our"].contains(&first) && !words.contains(&"i") {
        match asked {
            Some("ask.home") => {
                says = format!("you come from {}", strip(&says, &["from ", "in ", "to "]));
            }
            Some("ask.work") => {
                says = format!("you work as {}", turn::with_article(&says));
            }
            Some("ask.like") => says = format!("you like {says}"),
            _ => {}
        }
    }
    lowered(says)
}

pub fn strip<'t>(text: &'t str, heads: &[&str]) -> &'t str {
    heads
        .iter()
        .find_map(|head| text.strip_prefix(head))
        .unwrap_or(text)
}

/// A fragment with the subject that it left out.
pub fn with_subject(words: &[&str], says: &str) -> String {
    let lower = lowered(says.to_owned());
    let first = verb_of(words).unwrap_or_default();
    match first {
        "from" | "retired" | "married" | "divorced" => format!("you are {lower}"),
        "born" => format!("you were {lower}"),
        "been" => format!("you have {lower}"),
        "first" => format!("it is your {lower}"),
        _ if is_number(first) => format!("you have {lower}"),
        _ if first.ends_with("ing") => format!("you are {lower}"),
        "so" | "very" | "really" | "quite" | "a" | "bit" | "pretty" | "too" => {
            format!("you are {lower}")
        }
        "got" | "had" | "have" | "live" | "work" | "love" | "hate" => format!("you {lower}"),
        _ if is_done(first) && first != "lost" => format!("you {lower}"),
        "lost" if words.len() > 2 => format!("you {lower}"),
        _ => format!("you are {lower}"),
    }
}

/// A long telling up to a word within 160 characters: it is said back in one sentence.
fn short(says: String) -> String {
    let Some((end, _)) = says.char_indices().nth(160) else {
        return says;
    };
    let head = &says[..end];
    head.rsplit_once(' ')
        .map_or(head, |(head, _)| head)
        .to_owned()
}

/// The first letter small where it belongs to an ordinary word.
pub fn lowered(text: String) -> String {
    let first = text
        .split([' ', ',', '\''])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if !normalise::is_english(&first) {
        return text;
    }
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
