//! Answers from what is known, and the honest word when it is not.

use crate::{
    normalise, recall, resolve, topics,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{best_fact, tell_source};

/// Answers a clause by its topic alone; always says something.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    // "When I was small I wanted to be an astronaut" only looks like a question.
    // "I should like to know what you consider your best work" is one, and tells nothing.
    let wrapped = turn.line().is_some_and(|line| {
        let line = line.text.to_lowercase();
        [" to know ", " to ask ", " to hear "]
            .iter()
            .any(|within| line.contains(within))
    });
    if meaning.asks && !meaning.clause.asks && !wrapped && super::told::acknowledge(turn, meaning) {
        return true;
    }
    // A remark calls up a fact only where it names the fact's topic; "he is old" names none.
    let pronoun = words
        .first()
        .is_some_and(|word| ["i", "my", "we", "our", "he", "she", "it", "they"].contains(word));
    // What becomes of the asker stands in no fact of mine.
    let of_asker = words
        .windows(2)
        .any(|pair| ["have", "will", "am", "did", "was"].contains(&pair[0]) && pair[1] == "i");
    if of_asker && meaning.asks {
        return unknown(turn, "");
    }
    if meaning.asks || (!pronoun && words.len() < 12) {
        let least = if meaning.asks { 0.5 } else { 0.72 };
        // A single word that stands somewhere in what I could say is no answer.
        let alone = topics::content(&words).len() < 2 && !turn.index().rare(&words);
        let found = best_fact(turn, &words, least)
            .filter(|found| found.about_hits > 0 || meaning.asks && !alone && found.score >= 0.6);
        if let Some(found) = found {
            return tell_source(turn, found.source);
        }
    }
    if !meaning.asks
        && !pronoun
        && words.len() > 3
        && words.len() < 14
        && of_mine(turn, &words, 0.45)
    {
        return true;
    }
    if meaning.asks {
        let asked = topics::stems(&topic(meaning));
        let told = turn.tellings.iter().rev().find(|telling| {
            !asked.is_empty() && asked.iter().all(|word| telling.about.contains(word))
        });
        if let Some(says) = told.map(|telling| telling.says.clone()) {
            return turn.say_with("memory.about", &[("it", &says)]);
        }
        let line = turn
            .line()
            .map(|line| line.text.clone())
            .unwrap_or_default();
        if line.split_whitespace().count() > words.len() + 3
            && turn.out.len() < 2
            && account(turn, &line)
        {
            return true;
        }
        // "Are you ticklish", "am I late": what is asked of is one of us and no topic.
        match words.as_slice() {
            ["are", "you", _, rest @ ..] if rest.len() < 4 && !rest.contains(&"your") => {
                return turn.say("are_you");
            }
            ["am", "i", _, rest @ ..] if rest.len() < 4 => return turn.say("am_i"),
            _ => {}
        }
        // "Will it hurt": the topic is a verb, and no thing to be named.
        const AUX: [&str; 8] = [
            "will", "would", "does", "do", "did", "can", "could", "should",
        ];
        const WHO: [&str; 9] = ["it", "i", "we", "you", "he", "she", "they", "that", "this"];
        let verb = words.len() <= 4
            && words.first().is_some_and(|word| AUX.contains(word))
            && words.get(1).is_some_and(|word| WHO.contains(word));
        let topic = if verb { String::new() } else { topic(meaning) };
        // "Who is it for?" names nothing that could be said back.
        let bare = words.len() < 8
            && words.iter().any(|word| {
                ["it", "they", "them", "he", "she", "him", "that", "if"].contains(word)
            });
        return super::discourse::last_resort(turn, meaning)
            || (bare && turn.say("unknown"))
            || unknown(turn, &topic);
    }
    remark(turn, meaning)
}

/// Words from which on a line is an account of many things, answered by the topic that runs through it.
const LONG_WORDS: usize = 40;

/// Answers a very long line by the fact of mine that most of it has to do with; false when there is none.
pub fn long_account(turn: &mut Turn, text: &str) -> bool {
    if text.split_whitespace().count() < LONG_WORDS {
        return false;
    }
    account(turn, text)
}

/// Answers with the fact of mine that most of a text has to do with; false when none has.
fn account(turn: &mut Turn, text: &str) -> bool {
    let told = topics::stems(text);
    let mut best: Option<(usize, String)> = None;
    for fact in &turn.ctx.me.facts {
        let mut about: Vec<String> = fact.about.iter().flat_map(|t| topics::stems(t)).collect();
        about.dedup();
        let says = topics::stems(&fact.says);
        let topical = about.iter().filter(|word| told.contains(word)).count();
        let spoken = says
            .iter()
            .filter(|word| told.contains(word) && !about.contains(word))
            .count();
        let hits = 2 * topical + spoken;
        if topical > 0 && hits > 2 && best.as_ref().is_none_or(|(most, _)| hits > *most) {
            best = Some((hits, fact.says.clone()));
        }
    }
    match best {
        Some((_, says)) => {
            turn.tell(&super::ended(&says));
            true
        }
        None => false,
    }
}

/// Says a fact that answers `words` well; false when there is none.
pub fn about(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    best_fact(turn, words, least).is_some_and(|found| tell_source(turn, found.source))
}

/// Like [`about`], for facts whose own topic words the question names.
pub fn on_topic(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    let found = turn.index().find_at_least(words, least);
    let found = found
        .into_iter()
        .find(|found| found.about_hits > 0 && !matches!(found.source, topics::Source::Place(_)));
    found.is_some_and(|found| tell_source(turn, found.source))
}

/// Like [`on_topic`], from what I say of myself and my opinions alone.
pub fn of_mine(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    let found = turn.index().find_at_least(words, least);
    let mine = found
        .into_iter()
        .find(|found| found.about_hits > 0 && matches!(found.source, topics::Source::Fact(_)));
    mine.is_some_and(|found| tell_source(turn, found.source))
}

/// Like [`of_mine`], for two or more words that stand in what I say, whatever its topic.
pub fn spoken(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    if topics::content(words).len() < 2 {
        return false;
    }
    let found = turn.index().find_at_least(words, least);
    let mine = found
        .into_iter()
        .find(|found| matches!(found.source, topics::Source::Fact(_)));
    mine.is_some_and(|found| tell_source(turn, found.source))
}

/// Says a wish or a part of my day that the words nearly cover; false when none does.
pub fn wished(turn: &mut Turn, words: &[&str]) -> bool {
    let found = turn.index().find_at_least(words, 0.75);
    let mine = found.into_iter().find(|found| {
        matches!(
            found.source,
            topics::Source::Want(_) | topics::Source::Round(_)
        )
    });
    mine.is_some_and(|found| tell_source(turn, found.source))
}

/// Admits that a topic is unknown, names it, and says who may know.
pub fn unknown(turn: &mut Turn, topic: &str) -> bool {
    let said = if fit_to_repeat(topic) {
        turn.say_with("unknown.topic", &[("x", topic)])
    } else {
        turn.say("unknown")
    };
    // Only somebody whose trade has to do with it is worth the walk.
    let apt = super::knowledge::somebody(turn, topic);
    let who = apt.and_then(|person| Some((person.name.clone()?, person.role.clone()?)));
    if let Some((person, role)) = who
        && let Some(text) =
            turn.fresh_phrase("unknown.ask", &[("person", &person), ("prole", &role)])
    {
        turn.tell(&text);
    }
    said
}

/// True when a topic can stand in a sentence of mine: a short phrase around a noun, not a torn piece of a clause.
pub fn fit_to_repeat(topic: &str) -> bool {
    const NO_NOUN: &[&str] = &[
        "is", "are", "was", "were", "am", "be", "been", "do", "does", "did", "done", "have", "has",
        "had", "i", "me", "my", "you", "your", "we", "us", "our", "they", "them", "he", "him",
        "she", "her", "it", "its", "that", "which", "who", "whom", "what", "where", "when", "why",
        "how", "if", "to", "can", "could", "will", "would", "shall", "should", "may", "might",
        "must", "not", "get", "got", "go", "take", "make", "find", "know", "think", "want", "need",
        "see", "than", "as", "so", "because", "there", "here", "then", "ever", "many", "much",
        "any", "i'm",
    ];
    let words: Vec<&str> = topic.split_whitespace().collect();
    let plain = words.iter().all(|word| {
        let lower = word.to_lowercase();
        !NO_NOUN.contains(&lower.as_str()) && !lower.contains('\'')
    });
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let noun = ["the", "a", "an", "this", "these", "those"]
        .contains(&first.to_lowercase().as_str())
        && words.len() > 1;
    let named = words
        .iter()
        .all(|word| word.starts_with(char::is_uppercase))
        && words.len() > 1;
    let ends = !["of", "in", "at", "on", "for", "from", "with", "about", "by"].contains(last);
    plain && ends && words.len() <= 5 && (noun || named)
}

/// A word about a remark that no table knows.
fn remark(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let plain = topics::content(&words);
    if plain.is_empty() {
        return turn.say("talk.short");
    }
    if super::told::acknowledge(turn, meaning) {
        return true;
    }
    let raw: String = meaning
        .clause
        .words
        .iter()
        .map(|w| w.raw.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    if let Some(name) = recall::name_in(&raw)
        && turn.listener_name.as_ref() == Some(&name)
    {
        return turn.say_with("tell.name", &[("name", &name)]);
    }
    let trade: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let trade = resolve::by_trade(turn, &trade);
    if let Some(person) = resolve::mentioned_person(turn, &raw).or(trade)
        && let Some(name) = &person.name
    {
        return turn.say_with("talk.remark.person", &[("person", name)]);
    }
    if let Some(place) = resolve::mentioned_place(turn, &raw) {
        return turn.say_with("talk.remark.place", &[("place", &place.name)]);
    }
    // What was typed counts: a mended word is no word of theirs.
    let typed = |word: &&&str| {
        let raw = meaning.clause.words.iter().find(|w| w.word == ***word);
        let lower = raw.map(|w| w.raw.to_lowercase()).unwrap_or_default();
        !normalise::is_english(&lower)
    };
    let strangers = plain.iter().filter(typed).count();
    if plain.len() >= 2 && strangers == plain.len() || (words.len() == 1 && strangers == 1) {
        return turn.say_with("talk.word", &[("x", &topic(meaning))]);
    }
    if meaning.clause.words.len() > 30 {
        return turn.say_with("talk.long", &[("x", &topic(meaning))]);
    }
    if ["i", "my", "we", "our"].contains(&words[0]) && words.len() > 2 {
        let it = recall::second_person(raw.trim());
        return turn.say_with("tell.any", &[("it", &it)]);
    }
    let topic = topic(meaning);
    if !echoes(&topic, &raw) {
        // "It started yesterday" is clear enough, only nothing to add to.
        let plain = ["it", "that", "this", "he", "she", "they", "there", "the"];
        let clear = words.len() > 3 || plain.contains(&words[0]);
        return turn.say(if clear { "talk.hear" } else { "talk.unclear" });
    }
    turn.say_with("talk.remark", &[("x", &topic)])
}

/// True when a topic can be repeated as a thing: one word, or a row of words that stood so in the line and hold no
/// verb of their own.
fn echoes(topic: &str, raw: &str) -> bool {
    const TORN: [&str; 40] = [
        "is", "are", "was", "were", "am", "be", "been", "have", "has", "had", "do", "does", "did",
        "can", "could", "will", "would", "should", "must", "i", "you", "me", "us", "we", "it",
        "he", "she", "they", "them", "like", "love", "want", "need", "and", "but", "so", "not",
        "loved", "liked", "said",
    ];
    let lower = topic.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let verb = |word: &&&str| {
        TORN.contains(word) || (word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing")))
    };
    // What one names stands behind an article or a preposition.
    const BEFORE: [&str; 28] = [
        "a", "an", "the", "my", "your", "our", "his", "her", "their", "this", "that", "these",
        "those", "about", "of", "with", "for", "in", "at", "from", "on", "some", "any", "no",
        "like", "to", "by", "near",
    ];
    let line = raw.to_lowercase();
    let before = line
        .find(&lower)
        .and_then(|at| line.get(..at))
        .and_then(|head| head.split_whitespace().next_back());
    let named =
        before.is_some_and(|word| BEFORE.contains(&word)) || line == lower && words.len() == 1;
    const AFTER: [&str; 9] = [
        "right", "too", "now", "then", "again", "here", "there", "today", "though",
    ];
    let named = named && !words.last().is_some_and(|word| AFTER.contains(word));
    let noun = named && (words.len() > 1 || lower.len() > 3);
    noun && words.len() <= 4
        && !words.iter().any(|word| verb(&word))
        && raw.to_lowercase().contains(&lower)
}

/// The topic of a clause in the words of its speaker, short.
pub fn topic(meaning: &Meaning) -> String {
    if let Some(typed) = meaning.typed("x").filter(|typed| !typed.is_empty()) {
        return clean(typed);
    }
    let words = meaning.clause.plain();
    let is = |word: &&str| ["is", "are", "was", "were"].contains(word);
    let does = |word: &&str| is(word) || ["do", "does", "did", "can", "has", "have"].contains(word);
    match words.as_slice() {
        // "What colour is the sky": the colour of the sky.
        ["what" | "which", noun, verb, rest @ ..] if is(verb) && !is(noun) && !rest.is_empty() => {
            return format!(
                "the {noun} of {}",
                clean(&meaning.clause.raw(3, words.len()))
            );
        }
        // "How tall is Mount Everest": Mount Everest.
        ["how", _, verb, rest @ ..] if is(verb) && rest.len() > 1 => {
            return clean(&meaning.clause.raw(3, words.len()));
        }
        // "How many legs does a spider have": legs.
        ["how", "many" | "much", rest @ ..] => {
            if let Some(end) = rest.iter().position(does).filter(|end| *end > 0) {
                return clean(&meaning.clause.raw(2, 2 + end));
            }
        }
        _ => {}
    }
    let content = topics::content(&words);
    // What stands after the verb, where the question has that shape: "who won the race", "what did I buy there".
    let skip = match words.as_slice() {
        ["who", _, _, ..] => 2,
        [
            "what" | "where" | "when" | "how" | "why",
            "do" | "does" | "did",
            _,
            _,
            _,
            ..,
        ] => 4,
        _ => 0,
    };
    let after = words.get(skip..).unwrap_or_default();
    let skip = if topics::content(after).is_empty() {
        0
    } else {
        skip
    };
    let typed: Vec<&str> = meaning
        .clause
        .words
        .iter()
        .skip(skip)
        .filter(|word| content.contains(&word.word.as_str()) && !word.raw.is_empty())
        .map(|word| word.raw.as_str())
        .collect();
    // From the first to the last word of content, with what stands between ("capital of Mongolia").
    let at = |raw: &&str| {
        meaning
            .clause
            .words
            .iter()
            .position(|word| word.raw == **raw)
    };
    let (Some(first), Some(last)) = (typed.first().and_then(at), typed.last().and_then(at)) else {
        return String::new();
    };
    // A word said twice is found where it stands first, so the last may come before the first.
    if last.checked_sub(first).is_some_and(|between| between < 6) {
        clean(&meaning.clause.raw(first, last + 1))
    } else {
        clean(&typed[..typed.len().min(4)].join(" "))
    }
}

/// A few words fit to be repeated.
pub fn clean(typed: &str) -> String {
    let words: Vec<&str> = typed.split_whitespace().take(7).collect();
    let text: String = words
        .join(" ")
        .chars()
        .filter(|c| c.is_alphanumeric() || " '-.".contains(*c))
        .take(48)
        .collect();
    let text = text.trim();
    let loud = text.chars().filter(|c| c.is_alphabetic()).count() > 4
        && !text.chars().any(char::is_lowercase);
    let text = if loud {
        text.to_lowercase()
    } else {
        text.to_owned()
    };
    if turn::without_article(&text).is_empty() {
        return text;
    }
    text.trim_end_matches(" please")
        .trim_end_matches(" then")
        .to_owned()
}
