//! Questions about myself.

use crate::{
    phrases, resolve, topics,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{ended, facts, people, place};

/// Answers a question about me.
pub fn answer(turn: &mut Turn, meaning: &Meaning, all: &[Meaning]) -> bool {
    let words = meaning.clause.plain();
    match meaning.kind {
        "you_too" => in_return(turn, all),
        "own.name" => name(turn, meaning),
        "own.about" => {
            tell_about(turn);
            true
        }
        "own.role" => role(turn, meaning),
        "own.age" => match turn.ctx.me.age {
            Some(age) => turn.say_with("own.age", &[("age", &age.to_string())]),
            None => {
                facts::about(turn, &["old", "age", "birthday"], 0.6) || turn.say("own.age.unknown")
            }
        },
        "own.pronouns" => {
            let pronouns = turn.ctx.me.pronouns.clone();
            if pronouns.is_empty() {
                turn.say("own.pronouns.none")
            } else {
                turn.say_with("own.pronouns", &[("pronouns", &pronouns)])
            }
        }
        "own.home" => {
            facts::about(turn, &words, 0.6)
                || facts::about(turn, &["home", "born", "live", "house"], 0.4)
                || turn.say("own.home")
        }
        "own.doing" => {
            if turn.ctx.activity.trim().is_empty() {
                turn.say("own.doing.idle")
            } else {
                turn.say("own.doing")
            }
        }
        "own.day" => day(turn, &words),
        "own.wants" => {
            let wants = turn.ctx.me.wants.clone();
            tell_one(turn, &wants) || turn.say("own.wants")
        }
        "own.likes" | "own.hates" => liking(turn, meaning),
        "own.family" => {
            facts::about(turn, &words, 0.5)
                || facts::about(
                    turn,
                    &["family", "mother", "father", "sister", "brother"],
                    0.3,
                )
                || turn.say("own.family")
        }
        "own.dream" | "own.love" => facts::about(turn, &words, 0.75) || turn.say(meaning.kind),
        "own.being" => facts::about(turn, &words, 0.55) || turn.say("own.human"),
        "own.do" => {
            facts::of_mine(turn, &words, 0.5)
                || facts::wished(turn, &words)
                || facts::on_topic(turn, &words, 0.6)
                || turn.say("own.do")
        }
        "own.skill" => {
            turn.say("own.skill");
            let topics = topics_of_mine(turn);
            if !topics.is_empty() && turn.out.len() < 3 {
                turn.say_with("own.skill.topics", &[("x", &super::list(&topics))]);
            }
            true
        }
        kind => turn.say(kind),
    }
}

/// "And you?": their own question, turned on me.
fn in_return(turn: &mut Turn, all: &[Meaning]) -> bool {
    if all
        .iter()
        .any(|meaning| matches!(meaning.kind, "joy" | "trouble" | "how.are"))
    {
        return turn.say("how.are");
    }
    let asked = turn
        .my_last_line()
        .map(|line| turn::sentences(&line.text))
        .unwrap_or_default();
    let key = asked
        .iter()
        .rev()
        .find_map(|sentence| phrases::recognise_question(sentence))
        .map(|(key, _)| key);
    match key {
        Some("ask.name") => turn.say("own.name"),
        Some("ask.home") => turn.say("own.home"),
        Some("ask.work") => turn.say("own.role"),
        Some("ask.like" | "ask.about.like") => likes(turn) || turn.say("own.likes"),
        Some("ask.day") => day(turn, &[]),
        Some("ask.seen") => place::favourite(turn),
        _ => {
            let mine = turn.ctx.me.id;
            let theirs = turn
                .ctx
                .transcript
                .iter()
                .rev()
                .filter(|line| line.who != mine)
                .take(2);
            let told = theirs
                .map(|line| line.text.to_lowercase())
                .collect::<Vec<_>>()
                .join(" ");
            if ["like", "love", "favourite", "enjoy"]
                .iter()
                .any(|word| told.contains(word))
            {
                likes(turn) || turn.say("own.likes")
            } else if ["from", "live"].iter().any(|word| told.contains(word)) {
                turn.say("own.home")
            } else if ["work", "job", " a "]
                .iter()
                .any(|word| told.contains(word))
            {
                turn.say("own.role")
            } else {
                turn.say("how.are")
            }
        }
    }
}

fn name(turn: &mut Turn, meaning: &Meaning) -> bool {
    if let Some(words) = meaning.capture("x") {
        let right = words.iter().any(|word| {
            turn.ctx
                .me
                .name
                .to_lowercase()
                .split(' ')
                .any(|part| part == word)
        });
        return turn.say(if right { "own.name.yes" } else { "own.name.no" });
    }
    turn.say("own.name");
    let asked = turn.out.last().is_some_and(|last| last.ends_with('?'));
    if !asked
        && turn.listener_name.is_none()
        && turn.ctx.listener.as_ref().is_some_and(|l| !l.agent)
        && turn.dice.roll(2) == 0
        && let Some(text) = turn.fresh_phrase("ask.name", &[])
    {
        turn.tell(&text);
    }
    true
}

/// My `about`, or what can be said in its place.
pub fn tell_about(turn: &mut Turn) {
    let about = turn.ctx.me.about.clone();
    if turn.out.is_empty() && turn.dice.one_in(2) {
        turn.say("own.name");
        turn.out.truncate(1);
    }
    if about.trim().is_empty() {
        turn.say("own.role");
    } else {
        turn.tell(&ended(&about));
    }
}

fn role(turn: &mut Turn, meaning: &Meaning) -> bool {
    if meaning.typed("x").is_some()
        && meaning
            .clause
            .words
            .first()
            .is_some_and(|word| word.word == "are")
    {
        let asked = topics::stems(meaning.typed("x").unwrap_or_default());
        let mine = topics::stems(&turn.ctx.me.role);
        if asked.iter().any(|word| mine.contains(word)) {
            return turn.say("own.role.yes");
        }
        let words = meaning.clause.plain();
        let asked = facts::topic(meaning);
        return facts::about(turn, &words, 0.7) || turn.say_with("own.role.no", &[("x", &asked)]);
    }
    if turn.ctx.me.role.trim().is_empty() {
        tell_about(turn);
        return true;
    }
    turn.say("own.role");
    let work: Vec<String> = turn
        .ctx
        .me
        .round
        .iter()
        .filter(|part| turn.is_fresh(&ended(part)))
        .cloned()
        .collect();
    if turn.dice.one_in(2) {
        tell_one(turn, &work);
    }
    true
}

/// Parts of my day: the one asked for, or the present one and the next.
pub fn day(turn: &mut Turn, words: &[&str]) -> bool {
    let round = turn.ctx.me.round.clone();
    if round.is_empty() {
        return turn.say("own.day.none");
    }
    let parts = ["morning", "noon", "afternoon", "evening", "night"];
    let asked = parts.iter().find(|part| {
        words
            .iter()
            .any(|word| word.trim_end_matches('s') == **part)
    });
    let asked = asked.or_else(|| words.contains(&"tonight").then_some(&"evening"));
    // "When do you rest": the part of the day that speaks of it.
    let named = crate::topics::stems(&words.join(" "));
    let busy = round.iter().find(|part| {
        crate::topics::stems(part)
            .iter()
            .any(|word| named.contains(word))
    });
    if asked.is_none()
        && let Some(part) = busy.cloned()
    {
        turn.tell(&ended(&part));
        return true;
    }
    let now = turn::daytime(turn.ctx.minute);
    let wanted = asked.copied().unwrap_or(now);
    let fits: Vec<String> = round
        .iter()
        .filter(|part| part.to_lowercase().contains(wanted))
        .cloned()
        .collect();
    let fresh: Vec<String> = fits
        .iter()
        .filter(|part| turn.is_fresh(&ended(part)))
        .cloned()
        .collect();
    let first = fresh
        .first()
        .or_else(|| fits.first())
        .or_else(|| round.first())
        .cloned();
    let Some(first) = first else { return false };
    turn.tell(&ended(&first));
    if asked.is_none() {
        let others: Vec<String> = round
            .iter()
            .filter(|part| **part != first)
            .cloned()
            .collect();
        tell_one(turn, &others);
    }
    true
}

fn liking(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let kind = if meaning.kind == "own.hates" {
        "own.hates"
    } else {
        "own.likes"
    };
    let Some(captured) = meaning.capture("x").map(<[String]>::to_vec) else {
        let from_facts = if kind == "own.hates" {
            facts::about(turn, &["hate", "dislike", "fear"], 0.4)
        } else {
            likes(turn)
        };
        return from_facts || turn.say(kind);
    };
    if captured.iter().any(|word| word == "it" || word == "here") && captured.len() <= 2 {
        return turn.say("place.like");
    }
    match resolve::referent(turn, &captured) {
        Some(resolve::Referent::Person(person)) => return people::opinion(turn, person),
        Some(resolve::Referent::Listener) => return turn.say("own.like_you"),
        Some(resolve::Referent::Place(place)) => {
            let name = place.name.clone();
            let captured: Vec<&str> = captured.iter().map(String::as_str).collect();
            return facts::of_mine(turn, &captured, 0.6)
                || turn.say_with("place.opinion", &[("place", &name)]);
        }
        Some(resolve::Referent::Me) | None => {}
    }
    if facts::on_topic(turn, &words, 0.55) {
        return true;
    }
    let topic = facts::topic(meaning);
    let favourite = words
        .iter()
        .any(|word| *word == "favourite" || *word == "favorite");
    turn.say_with(
        if favourite {
            "own.favourite.none"
        } else {
            "own.like.unsure"
        },
        &[("x", &topic)],
    )
}

/// Something I like, from what I know of myself.
fn likes(turn: &mut Turn) -> bool {
    let loves = [
        "love",
        "like",
        "enjoy",
        "favourite",
        "best",
        "fond",
        "passion",
    ];
    let spoken = |text: &str| loves.iter().any(|word| text.to_lowercase().contains(word));
    let fitting: Vec<String> = turn
        .ctx
        .me
        .facts
        .iter()
        .filter(|fact| fact.about.iter().any(|topic| spoken(topic)) || spoken(&fact.says))
        .map(|fact| fact.says.clone())
        .collect();
    tell_one(turn, &fitting)
}

/// What I can be asked about, in a few words.
pub fn topics_of_mine(turn: &mut Turn) -> Vec<String> {
    let mut topics: Vec<String> = turn
        .ctx
        .me
        .facts
        .iter()
        .filter_map(|fact| fact.about.first())
        .filter(|topic| topic.split(' ').count() <= 3)
        .cloned()
        .collect();
    turn.dice.shuffle(&mut topics);
    topics.truncate(3);
    topics
}

/// Says one of the texts, a new one where there is one; false when the list is empty.
fn tell_one(turn: &mut Turn, texts: &[String]) -> bool {
    let fresh: Vec<String> = texts
        .iter()
        .filter(|text| turn.is_fresh(&ended(text)))
        .cloned()
        .collect();
    let chosen = turn.dice.pick(&fresh).or_else(|| texts.first()).cloned();
    match chosen.filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            turn.tell(&ended(&text));
            true
        }
        None => false,
    }
}
