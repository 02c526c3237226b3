//! What visitors come for: a remedy, a lesson, a price, the one who does a thing.

use stoa_model::Fact;

use crate::{
    topics::{self, Source},
    turn::Turn,
    understand::Meaning,
};

use super::{ended, facts, people, tell_source};

/// Answers a question for help of a kind that `place`, `people` and `own` don't know.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "ail" => ail(turn, meaning),
        "safe" => safe(turn, meaning),
        "teach" => teach(turn, meaning),
        "place.price" => price(turn, meaning),
        "people.does" => does(turn, meaning),
        "own.since" => since(turn),
        "own.named" => named(turn),
        "own.pet" => pet(turn, meaning),
        "world.rules" => {
            facts::of_mine(turn, &meaning.clause.plain(), 0.45)
                || facts::on_topic(turn, &["rules", "custom", "manners"], 0.3)
        }
        _ => false,
    }
}

/// A remedy that I know; else comfort and somebody of the healing trade.
fn ail(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    if facts::on_topic(turn, &words, 0.4) {
        return true;
    }
    let said = turn.say("ail");
    let healer = turn.people().find_map(|person| {
        let role = person.role.clone()?;
        let heals = ["physician", "doctor", "healer", "nurse", "surgeon"]
            .iter()
            .any(|trade| role.to_lowercase().contains(trade));
        Some((person.name.clone()?, role)).filter(|_| heals)
    });
    match healer {
        Some((person, role)) => turn.say_with(
            "people.healer",
            &[("person", person.as_str()), ("prole", role.as_str())],
        ),
        None => said,
    }
}

/// Whether something is safe: what is known of it, without the words for danger.
fn safe(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let matter: Vec<&str> = words
        .into_iter()
        .filter(|word| {
            ![
                "safe",
                "dangerous",
                "danger",
                "walk",
                "go",
                "near",
                "noon",
                "night",
                "children",
                "kids",
            ]
            .contains(word)
        })
        .collect();
    facts::of_mine(turn, &matter, 0.6) || turn.say("safe")
}

/// A lesson: what I say about teaching, what I know of the matter, or that I can't.
fn teach(turn: &mut Turn, meaning: &Meaning) -> bool {
    let captured = meaning
        .capture("x")
        .map(<[String]>::to_vec)
        .unwrap_or_default();
    let words: Vec<&str> = captured.iter().map(String::as_str).collect();
    if !words.is_empty() && !knows_of(turn, &words) {
        if let Some(person) = super::knowledge::somebody(turn, &words.join(" "))
            && let (Some(name), Some(role)) = (person.name.clone(), person.role.clone())
        {
            return turn.say_with("teach.other", &[("person", &name), ("prole", &role)]);
        }
        return turn.say("own.teach.plain");
    }
    let lessons = own_fact(turn, |fact| {
        fact.about
            .iter()
            .any(|topic| ["teach", "learn", "lesson"].contains(&topic.as_str()))
    });
    if let Some(says) = lessons {
        turn.tell(&ended(&says));
        return true;
    }
    facts::on_topic(turn, &words, 0.4) || facts::about(turn, &words, 0.5)
}

/// True when something of mine has to do with the words.
fn knows_of(turn: &Turn, words: &[&str]) -> bool {
    let asked = words.join(" ");
    topics::related(&turn.ctx.me.role, &asked)
        || topics::related(&turn.ctx.me.about, &asked)
        || turn.ctx.me.facts.iter().any(|fact| {
            fact.about
                .iter()
                .any(|topic| topics::related(topic, &asked))
        })
}

/// What a thing costs: what I or everybody knows of paying.
fn price(turn: &mut Turn, meaning: &Meaning) -> bool {
    if super::knowledge::Asked::new(meaning).names_a_stranger(turn) {
        return turn.say("unknown");
    }
    if facts::on_topic(turn, &["price", "cost", "pay", "money"], 0.5) {
        return true;
    }
    let topic = facts::topic(meaning);
    turn.say_with("price.none", &[("x", &topic)])
}

/// The same for what was last spoken of.
pub fn price_of_last(turn: &mut Turn) -> bool {
    facts::on_topic(turn, &["price", "cost", "pay", "money"], 0.5) || turn.say("price.none.it")
}

/// Who does a thing: me, somebody whose trade it is, or what is known of the matter.
fn does(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let asked = words.get(1..).unwrap_or_default().join(" ");
    let trade = |role: &str| topics::related(role, &asked);
    if trade(&turn.ctx.me.role) {
        return turn.say("people.does.me");
    }
    let person = turn
        .people()
        .find(|person| person.agent && person.role.as_deref().is_some_and(trade));
    if let Some(person) = person
        && let (Some(name), Some(role)) = (person.name.clone(), person.role.clone())
    {
        return turn.say_with("people.does", &[("person", &name), ("prole", &role)]);
    }
    if facts::about(turn, &words, 0.5) {
        return true;
    }
    let found = turn.index().find_at_least(&words, 0.4);
    let known = found.into_iter().find_map(|found| match found.source {
        Source::Person(at) => turn.ctx.present.iter().chain(&turn.ctx.absent).nth(at),
        _ => None,
    });
    match known {
        Some(person) => {
            people::describe_briefly(turn, person);
            true
        }
        None => facts::unknown(turn, &facts::topic(meaning)),
    }
}

/// How I came here, and when.
pub fn since(turn: &mut Turn) -> bool {
    let tells = |text: &str| {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| {
                ["came", "stayed", "moved", "arrived", "retired", "settled"].contains(&word)
            })
    };
    let about = turn.ctx.me.about.clone();
    if tells(&about) {
        turn.tell(&ended(&about));
        return true;
    }
    if let Some(says) = own_fact(turn, |fact| tells(&fact.says) && of_home(fact)) {
        turn.tell(&ended(&says));
        return true;
    }
    facts::about(turn, &["home", "born", "come from"], 0.4) || turn.say("own.home")
}

fn of_home(fact: &Fact) -> bool {
    fact.about
        .iter()
        .any(|topic| ["born", "home", "come from", "family"].contains(&topic.as_str()))
}

/// Where my name comes from.
fn named(turn: &mut Turn) -> bool {
    let name = turn.ctx.me.name.to_lowercase();
    let first = name.split(' ').next().unwrap_or(&name).to_owned();
    let says = own_fact(turn, |fact| {
        let of_name = fact
            .about
            .iter()
            .any(|topic| topic == "name" || topic == "my name");
        of_name && (fact.about.contains(&first) || fact.says.to_lowercase().contains("named"))
    });
    match says {
        Some(says) => {
            turn.tell(&ended(&says));
            true
        }
        None => turn.say("own.named"),
    }
}

/// The animal that I have or know.
fn pet(turn: &mut Turn, meaning: &Meaning) -> bool {
    const ANIMALS: [&str; 10] = [
        "pet", "pets", "animal", "animals", "dog", "dogs", "cat", "cats", "parrot", "horse",
    ];
    let plain = meaning.clause.plain();
    let words: Vec<&str> = plain
        .into_iter()
        .filter(|word| ANIMALS.contains(word))
        .collect();
    let found = turn.index().find_at_least(&words, 0.5);
    let mine = found
        .into_iter()
        .find(|found| matches!(found.source, Source::Fact(_)));
    match mine {
        Some(found) => tell_source(turn, found.source),
        None => turn.say("own.pet.none"),
    }
}

/// What the first fact of mine says that fits.
fn own_fact(turn: &Turn, fits: impl Fn(&Fact) -> bool) -> Option<String> {
    let fact = turn.ctx.me.facts.iter().find(|fact| fits(fact))?;
    Some(fact.says.clone())
}
