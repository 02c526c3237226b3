//! Questions about others.

use stoa_model::PersonView;

use crate::{
    resolve::{self, Referent},
    topics::Source,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{best_fact, ended, facts, list, memory, own, place, tell_source};

/// Answers a question about somebody.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "people.here" => here(turn),
        "people.know" => known(turn, meaning),
        "people.count" => count(turn),
        "people.dislike" => turn.say("people.dislike"),
        "people.where" => where_is(turn, meaning),
        _ => who(turn, meaning),
    }
}

fn who(turn: &mut Turn, meaning: &Meaning) -> bool {
    if meaning.capture("x").is_none() {
        // "Who is that over there": the nearest one in sight.
        let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
        // "Who is that statue supposed to be": a thing, not somebody.
        if facts::on_topic(turn, &meaning.clause.plain(), 0.6) {
            return true;
        }
        let words = meaning.clause.plain();
        let spoken_of = ["he", "she", "they"]
            .iter()
            .any(|word| words.contains(word))
            && !["there", "that", "this"]
                .iter()
                .any(|word| words.contains(word));
        let spoken_of = spoken_of.then(|| resolve::last_person(turn)).flatten();
        let nearest = spoken_of.or_else(|| {
            turn.ctx
                .present
                .iter()
                .find(|person| Some(person.id) != listener && person.id != turn.ctx.me.id)
        });
        return match nearest {
            Some(person) => {
                describe(turn, person);
                true
            }
            None => turn.say("people.here.none"),
        };
    }
    let captured = meaning
        .capture("x")
        .map(<[String]>::to_vec)
        .unwrap_or_else(|| vec!["they".to_owned()]);
    let words: Vec<&str> = captured.iter().map(String::as_str).collect();
    match resolve::referent(turn, &captured) {
        Some(Referent::Me) => {
            own::tell_about(turn);
            true
        }
        Some(Referent::Listener) if meaning.kind == "people.opinion" => turn.say("own.like_you"),
        Some(Referent::Listener) => {
            if captured.len() == 1 && ["me", "i"].contains(&words[0]) {
                memory::summary(turn)
            } else {
                turn.say("people.listener")
            }
        }
        Some(Referent::Person(person)) if meaning.kind == "people.opinion" => {
            let asked = meaning.clause.plain();
            if super::knowledge::told_of(turn, &asked, person) {
                return true;
            }
            let wanted = asked
                .iter()
                .any(|word| ["like", "sort", "kind", "type"].contains(word));
            if wanted && person.relation.is_none() && !asked.contains(&"you") {
                describe(turn, person);
                return true;
            }
            opinion(turn, person)
        }
        Some(Referent::Person(person)) => {
            if asks_more(meaning) && facts::about(turn, &meaning.clause.plain(), 0.9) {
                return true;
            }
            describe(turn, person);
            true
        }
        Some(Referent::Place(found)) if goes_on_asking_the_way(turn, meaning) => {
            place::way(turn, found)
        }
        Some(Referent::Place(found)) => {
            if meaning.kind == "people.opinion" {
                let name = found.name.clone();
                if !facts::of_mine(turn, &words, 0.6) {
                    turn.say_with("place.opinion", &[("place", &name)]);
                }
                return true;
            }
            place::describe(turn, found)
        }
        None => nobody(turn, meaning, &captured),
    }
}

/// "And the bakery?", after a question for another way.
fn goes_on_asking_the_way(turn: &Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let goes_on = matches!(
        words.as_slice(),
        ["and", ..] | ["what" | "how", "about", ..]
    );
    let mine = turn.ctx.me.id;
    let before = turn
        .ctx
        .transcript
        .iter()
        .rev()
        .filter(|line| line.who != mine)
        .nth(1);
    goes_on
        && before.is_some_and(|line| {
            let line = line.text.to_lowercase();
            ["where", "far", "way to", "get to", "find"]
                .iter()
                .any(|word| line.contains(word))
        })
}

/// True when more than the person is asked for: "what does Mira bake".
fn asks_more(meaning: &Meaning) -> bool {
    meaning.capture("x").is_some_and(|words| words.len() > 2)
}

/// Words that name nobody here: a topic I know, or a name that I do not.
fn nobody(turn: &mut Turn, meaning: &Meaning, captured: &[String]) -> bool {
    let words: Vec<&str> = captured.iter().map(String::as_str).collect();
    let plain = meaning.clause.plain();
    if plain.first() == Some(&"who") {
        if of_somebody(turn, &plain, 0.5) {
            return true;
        }
    } else if facts::about(turn, &words, 0.5) || facts::about(turn, &plain, 0.5) {
        return true;
    }
    let office = [
        "president",
        "minister",
        "chancellor",
        "election",
        "mayor",
        "senate",
    ];
    if words.iter().any(|word| office.contains(word)) {
        return turn.say("politics");
    }
    let told = turn.tellings.iter().rev().find(|telling| {
        let asked = crate::topics::stems(&words.join(" "));
        !asked.is_empty() && asked.iter().all(|word| telling.about.contains(word))
    });
    if let Some(says) = told.map(|telling| telling.says.clone()) {
        return turn.say_with("memory.about", &[("it", &says)]);
    }
    let pronoun = captured.len() <= 2
        && captured.last().is_some_and(|word| {
            [
                "he", "she", "they", "him", "her", "that", "this", "it", "them",
            ]
            .contains(&word.as_str())
        });
    if pronoun {
        return turn.say("people.which");
    }
    let topic = facts::topic(meaning);
    let name_like = meaning
        .typed("x")
        .is_some_and(|typed| typed.chars().next().is_some_and(char::is_uppercase));
    let about_person = meaning
        .clause
        .words
        .first()
        .is_some_and(|word| word.word == "who")
        || meaning
            .clause
            .plain()
            .iter()
            .any(|word| ["met", "seen", "friend", "friends"].contains(word));
    if (name_like && captured.len() <= 3) || about_person {
        let name = name_like && captured.len() <= 3;
        return if name
            || (captured.len() <= 2 && !facts::fit_to_repeat(&topic) && !topic.contains(' '))
        {
            turn.say_with("people.unknown", &[("x", &topic)])
        } else {
            turn.say("people.unknown.plain")
        };
    }
    facts::unknown(turn, &topic)
}

/// Says what answers a "who": only what tells of somebody; false when nothing does.
fn of_somebody(turn: &mut Turn, words: &[&str], least: f32) -> bool {
    let found = turn.index().find_at_least(words, least);
    let alone = crate::topics::content(words).len() < 2;
    let told = found.into_iter().find(|found| {
        let text = match found.source {
            Source::Fact(at) => turn.fact(false, at).map(|fact| fact.says.clone()),
            Source::Lore(at) => turn.fact(true, at).map(|fact| fact.says.clone()),
            Source::Person(_) => return true,
            _ => None,
        };
        // A word by the way is no answer; a name is.
        let named = |text: &str| words.iter().any(|word| text.contains(&turn::raised(word)));
        let weak = found.about_hits == 0 && (alone || found.score < 0.75);
        text.is_some_and(|text| tells_of_somebody(&text) && (!weak || named(&text)))
    });
    told.is_some_and(|found| tell_source(turn, found.source))
}

/// True when a text names somebody, or says that nobody is known.
fn tells_of_somebody(text: &str) -> bool {
    let sentences = turn::sentences(text);
    let named = sentences.iter().any(|sentence| {
        sentence
            .split_whitespace()
            .skip(1)
            .any(|word| word.starts_with(char::is_uppercase) && word != "I")
    });
    let lower = text.to_lowercase();
    named
        || [
            "nobody",
            "my mother",
            "my father",
            "my teacher",
            "those who",
            "travellers",
            " i ",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Who somebody is: role, relation, what I know, where they are.
pub fn describe(turn: &mut Turn, person: &PersonView) {
    let name = person.name.clone();
    let role = person.role.clone().unwrap_or_default();
    let spoken = name.clone().unwrap_or_else(|| {
        if role.is_empty() {
            "that one".to_owned()
        } else {
            format!("the {role}")
        }
    });
    relation(turn, person, &spoken, "people.who");
    if let Some(name) = &name {
        let first = name.split(' ').next().unwrap_or(name).to_lowercase();
        if turn.out.len() < 3
            && let Some(found) = best_fact(turn, &[first.as_str()], 0.7)
                .filter(|found| matches!(found.source, Source::Fact(_)))
        {
            tell_source(turn, found.source);
        }
    }
    if turn.out.len() < 3 {
        whereabouts(turn, person, &spoken);
    }
}

/// How I stand to somebody, in one sentence.
pub fn describe_briefly(turn: &mut Turn, person: &PersonView) {
    let spoken = spoken_name(person);
    relation(turn, person, &spoken, "people.who");
}

fn relation(turn: &mut Turn, person: &PersonView, spoken: &str, key: &str) {
    let role = person.role.clone().unwrap_or_default();
    let relation = person
        .relation
        .clone()
        .unwrap_or_default()
        .trim()
        .trim_end_matches('.')
        .to_owned();
    let mut slots: Vec<(&'static str, &str)> = vec![("person", spoken)];
    let lower = relation.to_lowercase();
    let sentence = ["i ", "i'", "we ", "she ", "he ", "they "]
        .iter()
        .any(|start| lower.starts_with(start))
        || relation
            .split(' ')
            .next()
            .is_some_and(|first| spoken.split(' ').any(|part| part == first));
    // "the baker and my oldest friend" tells the role itself.
    let told = lower.contains(&role.to_lowercase());
    if !role.is_empty() && name_differs(spoken, &role) && (sentence || !told) {
        slots.push(("prole", &role));
    }
    if sentence {
        turn.say_with(&format!("{key}.role"), &slots);
        turn.tell(&ended(&relation));
        return;
    }
    if !relation.is_empty() {
        slots.push(("relation", &relation));
        turn.say_with(key, &slots);
    } else if slots.len() > 1 {
        turn.say_with(&format!("{key}.role"), &slots);
    } else {
        turn.say_with(
            if person.agent {
                "people.who.agent"
            } else {
                "people.who.visitor"
            },
            &slots,
        );
    }
}

fn name_differs(spoken: &str, role: &str) -> bool {
    !spoken.to_lowercase().contains(&role.to_lowercase())
}

/// What I think of somebody, from how I stand to them.
pub fn opinion(turn: &mut Turn, person: &PersonView) -> bool {
    let Some(name) = person.name.clone() else {
        return turn.say("people.which");
    };
    if person
        .relation
        .as_ref()
        .is_some_and(|relation| !relation.trim().is_empty())
    {
        relation(turn, person, &name, "people.opinion");
    } else {
        turn.say_with("people.opinion.none", &[("person", &name)]);
    }
    let first = name.split(' ').next().unwrap_or(&name).to_lowercase();
    if let Some(found) = best_fact(turn, &[first.as_str()], 0.7)
        .filter(|found| matches!(found.source, Source::Fact(_)))
    {
        tell_source(turn, found.source);
    }
    true
}

fn where_is(turn: &mut Turn, meaning: &Meaning) -> bool {
    let Some(captured) = meaning.capture("x").map(<[String]>::to_vec) else {
        return turn.say("people.which");
    };
    match resolve::referent(turn, &captured) {
        Some(Referent::Person(person)) => {
            let spoken = spoken_name(person);
            whereabouts(turn, person, &spoken);
            true
        }
        Some(Referent::Place(found)) => place::way(turn, found),
        Some(Referent::Me) => turn.say("own.where"),
        Some(Referent::Listener) => turn.say("people.you_here"),
        None => nobody(turn, meaning, &captured),
    }
}

fn spoken_name(person: &PersonView) -> String {
    person
        .name
        .clone()
        .or_else(|| person.role.as_ref().map(|role| format!("the {role}")))
        .unwrap_or_else(|| "that one".into())
}

/// Where somebody is, or was last seen.
pub fn whereabouts(turn: &mut Turn, person: &PersonView, spoken: &str) {
    let seen = turn.ctx.present.iter().any(|other| other.id == person.id);
    let mut slots: Vec<(&'static str, &str)> = vec![("person", spoken)];
    let distance = person.distance_m.filter(|d| d.is_finite()).map(metres);
    if let Some(at) = &person.at {
        slots.push(("at", at));
    }
    if let Some(doing) = &person.doing {
        slots.push(("doing", doing));
    }
    if let Some(distance) = &distance {
        slots.push(("distance", distance));
    }
    let key = match (seen, person.doing.is_some(), person.at.is_some()) {
        (true, true, _) => "people.seen.doing",
        (true, false, true) => "people.seen.at",
        (true, false, false) => "people.seen",
        (false, _, true) => "people.last_seen",
        (false, ..) => "people.not_seen",
    };
    turn.say_with(key, &slots);
}

/// "about 12 metres".
pub fn metres(distance: f32) -> String {
    let rounded = if distance > 20.0 {
        (distance / 5.0).round() * 5.0
    } else {
        distance.round().max(1.0)
    };
    if rounded == 1.0 {
        "a single metre".to_owned()
    } else {
        format!("about {rounded:.0} metres")
    }
}

fn here(turn: &mut Turn) -> bool {
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let others: Vec<&PersonView> = turn
        .ctx
        .present
        .iter()
        .filter(|person| Some(person.id) != listener)
        .collect();
    let named: Vec<String> = others
        .iter()
        .take(5)
        .filter_map(|person| match (&person.name, &person.role) {
            (Some(name), Some(role)) => Some(format!("{name} the {role}")),
            (Some(name), None) => Some(name.clone()),
            _ => None,
        })
        .collect();
    let strangers = others.iter().filter(|person| person.name.is_none()).count();
    if named.is_empty() && strangers == 0 {
        let names: Vec<String> = turn
            .people()
            .filter(|person| person.agent)
            .take(4)
            .filter_map(|person| {
                Some(format!(
                    "{} the {}",
                    person.name.clone()?,
                    person.role.clone()?
                ))
            })
            .collect();
        let said = turn.say("people.here.none");
        return if names.is_empty() {
            said
        } else {
            turn.say_with("people.know", &[("x", &list(&names))])
        };
    }
    if named.is_empty() {
        return turn.say(if strangers > 0 {
            "people.here.strangers"
        } else {
            "people.here.none"
        });
    }
    turn.say_with("people.here", &[("x", &list(&named))])
}

fn known(turn: &mut Turn, meaning: &Meaning) -> bool {
    if meaning.capture("x").is_some() {
        let captured = meaning
            .capture("x")
            .map(<[String]>::to_vec)
            .unwrap_or_default();
        if let Some(Referent::Person(person)) = resolve::referent(turn, &captured) {
            describe(turn, person);
            return true;
        }
        let words = meaning.clause.plain();
        let topic = facts::topic(meaning);
        let seeks_somebody = words
            .first()
            .is_some_and(|word| ["who", "whom"].contains(word));
        if seeks_somebody && let Some((name, role)) = of_trade(turn, &topic) {
            return turn.say_with(
                "unknown.ask",
                &[("person", &name), ("prole", &role), ("x", &topic)],
            );
        }
        if seeks_somebody && of_somebody(turn, &words, 0.6)
            || !seeks_somebody && facts::about(turn, &words, 0.6)
        {
            return true;
        }
        let seeks_help = words.iter().any(|word| {
            [
                "anyone", "anybody", "someone", "somebody", "know", "knows", "help", "ask", "tell",
                "show", "talk",
            ]
            .contains(word)
        });
        return if seeks_help {
            who_knows(turn, &topic)
        } else {
            facts::unknown(turn, &topic)
        };
    }
    let mut people: Vec<&PersonView> = turn
        .people()
        .filter(|person| person.name.is_some() && person.agent)
        .collect();
    let dear = |person: &PersonView| {
        let relation = person.relation.clone().unwrap_or_default().to_lowercase();
        ["best friend", "oldest friend", "favourite", "friend"]
            .iter()
            .position(|word| relation.contains(word))
            .unwrap_or(9)
    };
    people.sort_by_key(|person| (person.relation.is_none(), dear(person)));
    let Some(first) = people.first().copied() else {
        return turn.say("people.know.none");
    };
    let names: Vec<String> = people
        .iter()
        .take(4)
        .filter_map(|person| {
            let name = person.name.clone()?;
            Some(
                person
                    .role
                    .as_ref()
                    .map_or(name.clone(), |role| format!("{name} the {role}")),
            )
        })
        .collect();
    turn.say_with("people.know", &[("x", &list(&names))]);
    let spoken = spoken_name(first);
    if first.relation.is_some() {
        relation(turn, first, &spoken, "people.who");
    }
    true
}

fn count(turn: &mut Turn) -> bool {
    let names: Vec<String> = turn
        .people()
        .filter(|person| person.agent)
        .filter_map(|person| person.name.clone())
        .collect();
    if names.is_empty() {
        return turn.say("people.know.none");
    }
    let count = format!("{} people", names.len()).replace("1 people", "one");
    turn.say_with(
        "people.count",
        &[
            ("count", &count),
            ("x", &list(&names[..names.len().min(3)])),
        ],
    )
}

/// Name and role of somebody whose trade it is.
fn of_trade(turn: &Turn, topic: &str) -> Option<(String, String)> {
    let person = turn.people().find(|person| {
        let role = person.role.as_deref().unwrap_or_default();
        person.agent && crate::topics::related(role, topic)
    })?;
    Some((person.name.clone()?, person.role.clone()?))
}

/// Somebody of whom I know that they have to do with a matter.
fn who_knows(turn: &mut Turn, topic: &str) -> bool {
    let words: Vec<String> = topic
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let found = turn.index().find_at_least(&words, 0.3);
    let person = found.iter().find_map(|found| match found.source {
        Source::Person(at) => turn.ctx.present.iter().chain(&turn.ctx.absent).nth(at),
        _ => None,
    });
    if let Some(person) = person {
        describe_briefly(turn, person);
        return true;
    }
    let people: Vec<(String, String)> = turn
        .people()
        .filter_map(|person| Some((person.name.clone()?, person.role.clone()?)))
        .collect();
    let apt = people
        .iter()
        .find(|(_, role)| crate::topics::related(role, topic));
    let chosen = apt.cloned();
    match chosen {
        Some((person, role)) => turn.say_with(
            "unknown.ask",
            &[("person", &person), ("prole", &role), ("x", topic)],
        ),
        None => facts::unknown(turn, &turn::raised(topic)),
    }
}
