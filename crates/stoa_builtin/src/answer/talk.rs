//! Greetings, farewells, thanks, feelings, jokes: the talk around the talk.

use stoa_model::Purpose;

use crate::{
    recall,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{ended, facts, memory, social};

/// Answers a line of small talk.
pub fn answer(turn: &mut Turn, meaning: &Meaning, alone: bool, at: usize) -> bool {
    if let Some(done) = social::answer(turn, meaning) {
        return done;
    }
    match meaning.kind {
        "greet" => {
            // In the middle of a talk, "good day" takes leave.
            let words = meaning.clause.plain();
            let leave = matches!(
                words.as_slice(),
                ["good", "day" | "evening" | "afternoon", ..]
            );
            if leave && turn.my_last_line().is_some() && (alone || at > 0) {
                if turn.can("end_talk") {
                    turn.call("end_talk", &[]);
                }
                bye(turn);
                return true;
            }
            greet(turn, alone);
            true
        }
        "greet.meet" => {
            if turn.my_last_line().is_none() {
                greet(turn, alone);
                return true;
            }
            turn.say("greet.meet")
        }
        "called" => turn.say("called"),
        "about_me" => about_me(turn, meaning),
        "bye" => {
            if turn.can("end_talk") {
                turn.call("end_talk", &[]);
            }
            bye(turn);
            true
        }
        "tell.correct" => corrected(turn, meaning),
        "tell" | "tell.name" => told(turn, meaning),
        "why" => {
            let words = meaning.clause.plain();
            (words.len() > 2
                && (facts::about(turn, &words, 0.6) || facts::on_topic(turn, &words, 0.45)))
                || memory::why(turn)
        }
        "more" => {
            let words = meaning.clause.plain();
            let pronoun = ["him", "her", "them"]
                .iter()
                .any(|word| words.last() == Some(word));
            if pronoun && let Some(person) = crate::resolve::last_person(turn) {
                super::people::describe(turn, person);
                return true;
            }
            (meaning.capture("x").is_some() && facts::about(turn, &words, 0.6))
                || super::discourse::more_of_person(turn, meaning)
        }
        "story" => {
            let words = meaning.clause.plain();
            facts::about(turn, &words, 0.8) || story(turn)
        }
        "riddle" => {
            let keys: Vec<&str> = crate::phrases::book()
                .keys()
                .map(String::as_str)
                .filter(|key| key.starts_with("ask.riddle."))
                .collect();
            let fresh: Vec<&str> = keys
                .iter()
                .copied()
                .filter(|key| turn.fresh_phrase(key, &[]).is_some())
                .collect();
            let key = turn.dice.pick(&fresh).or_else(|| keys.first()).copied();
            key.is_some_and(|key| turn.say(key))
        }
        "joke" => turn.say("joke"),
        "another" => {
            let mine = turn.ctx.me.id;
            let theirs = turn
                .ctx
                .transcript
                .iter()
                .rev()
                .filter(|line| line.who != mine)
                .take(4);
            let before = theirs
                .map(|line| line.text.to_lowercase())
                .collect::<Vec<_>>()
                .join(" ");
            if before.contains("joke") || before.contains("funny") {
                turn.say("joke")
            } else {
                story(turn)
            }
        }
        "may.mind" => {
            let words = meaning.clause.plain();
            facts::of_mine(turn, &words, 0.6) || turn.say(meaning.kind)
        }
        "may" | "feel.happy" => {
            let words = meaning.clause.plain();
            let gets = ["get", "buy", "find", "rent", "hire"]
                .iter()
                .any(|word| words.contains(word));
            let idle = words.contains(&"bored");
            (!idle && facts::on_topic(turn, &words, 0.6))
                || gets && meaning.kind == "may" && turn.say("unknown")
                || turn.say(meaning.kind)
        }
        "agree" | "deny" | "maybe" | "wow" | "laugh" if !alone || at > 0 => true,
        "thanks" if !alone && at + 1 < 3 && !turn.out.is_empty() => true,
        "trouble" => trouble(turn, meaning),
        "big" | "future" | "politics" if !meaning.asks => facts::answer(turn, meaning),
        "big" | "future" | "politics" => {
            let words = meaning.clause.plain();
            let captured = meaning
                .capture("x")
                .map(<[String]>::to_vec)
                .unwrap_or_default();
            let topic: Vec<&str> = captured.iter().map(String::as_str).collect();
            (if meaning.kind == "big" {
                facts::of_mine(turn, &words, 0.75)
            } else {
                facts::about(turn, &words, 0.75)
            }) || facts::on_topic(turn, &topic, 0.6)
                || turn.say(meaning.kind)
        }
        kind => turn.say(kind),
    }
}

/// A greeting that fits the hour and what there was between us.
pub fn greet(turn: &mut Turn, alone: bool) {
    let in_talk = turn
        .ctx
        .transcript
        .iter()
        .any(|line| line.who == turn.ctx.me.id);
    if in_talk {
        turn.say("greet.again_now");
        return;
    }
    let known = turn.ctx.acquaintance.talks > 0;
    let key = if !known {
        "greet.first"
    } else {
        let minutes = turn
            .ctx
            .acquaintance
            .last_minute
            .map_or(10_000, |last| turn.ctx.minute.saturating_sub(last));
        match minutes {
            0..=29 => "greet.minutes",
            30..=719 => "greet.hours",
            720..=8639 => "greet.days",
            _ => "greet.week",
        }
    };
    let since = memory::since(turn);
    let daytime = turn::daytime(turn.ctx.minute);
    let dated = format!("{key}.{daytime}");
    let name_free = turn.listener_name.is_none();
    let say_dated = turn.dice.one_in(2) && turn.say(&dated);
    if !say_dated {
        turn.say_with(key, &[("since", &since)]);
    }
    if known && alone {
        remember_aloud(turn, &since);
    } else if !known && alone {
        let key = if name_free && turn.dice.one_in(2) {
            "ask.name"
        } else {
            "greet.self"
        };
        if let Some(text) = turn.fresh_phrase(key, &[]) {
            turn.tell(&text);
        }
    }
}

/// One thing they told me, where there is one.
fn remember_aloud(turn: &mut Turn, since: &str) {
    let told: Vec<String> = turn
        .tellings
        .iter()
        .filter(|telling| !telling.now && !["", "name", "mood"].contains(&telling.key.as_str()))
        .map(|telling| telling.says.clone())
        .collect();
    if let Some(it) = turn.dice.pick(&told).cloned() {
        turn.say_with("greet.told", &[("it", &it), ("since", since)]);
    }
}

/// Somebody says what they think of me.
fn about_me(turn: &mut Turn, meaning: &Meaning) -> bool {
    const MADE: [&str; 10] = [
        "ai", "ais", "bot", "robot", "machine", "human", "program", "agent", "npc", "computer",
    ];
    let words = meaning.clause.plain();
    if words.iter().any(|word| MADE.contains(word)) {
        return turn.say("own.human");
    }
    if meaning.asks {
        return facts::answer(turn, meaning);
    }
    facts::on_topic(turn, &words, 0.75) || turn.say("about_me")
}

/// A farewell.
pub fn bye(turn: &mut Turn) {
    let night =
        turn::daytime(turn.ctx.minute) == "night" || turn::daytime(turn.ctx.minute) == "evening";
    let key = if night && turn.dice.one_in(2) {
        "bye.night"
    } else {
        "bye"
    };
    turn.say(key);
}

/// Somebody puts right what they said, or what I understood: "it's Tim, not Tom".
fn corrected(turn: &mut Turn, meaning: &Meaning) -> bool {
    let right = facts::clean(meaning.typed("x").unwrap_or_default());
    let named = turn
        .listener_name
        .clone()
        .filter(|name| name.to_lowercase() == right.to_lowercase());
    match named {
        Some(name) => turn.say_with("tell.name.changed", &[("name", &name)]),
        None => turn.say_with("tell.corrected", &[("x", &right)]),
    }
}

/// Somebody tells of themselves.
fn told(turn: &mut Turn, meaning: &Meaning) -> bool {
    let raw: Vec<&str> = meaning
        .clause
        .words
        .iter()
        .map(|w| w.raw.as_str())
        .filter(|raw| !raw.is_empty())
        .collect();
    let line = raw.join(" ");
    if let Some(name) = recall::name_in(&line) {
        if name.to_lowercase() == turn.ctx.me.name.to_lowercase() {
            return turn.say_with("tell.name.mine", &[("name", &name)]);
        }
        let before = turn
            .ctx
            .acquaintance
            .told
            .iter()
            .rev()
            .find(|(key, _)| key == "name")
            .map(|(_, name)| name.clone());
        let changed = before.is_some_and(|before| before != name);
        return turn.say_with(
            if changed {
                "tell.name.changed"
            } else {
                "tell.name"
            },
            &[("name", &name)],
        );
    }
    let words = meaning.clause.plain();
    let personal = ["i", "my", "we", "our", "remember", "do", "me", "and"].contains(&words[0])
        || words.contains(&"my");
    let personal = personal || goes_on(turn, &words);
    if !personal && facts::about(turn, &words, 0.72) {
        return true;
    }
    // "I heard there's a festival" asks for a word on it.
    let hearsay = words
        .iter()
        .take(3)
        .any(|word| ["heard", "hear", "read", "told"].contains(word));
    if hearsay && facts::on_topic(turn, &words, 0.5) {
        return true;
    }
    let kind = recall::kind_of(&words);
    let told_to_remember = words.contains(&"remember") || words.contains(&"forget");
    let personal = personal || super::told::just_told(turn, meaning).is_some();
    let it = match super::told::just_told(turn, meaning) {
        Some((it, _)) => it,
        None => recall::second_person(&line),
    };
    let it = match it.split_once(' ') {
        Some((first, rest))
            if ["and", "but", "so", "well", "also", "oh", "yes", "no"]
                .contains(&first.to_lowercase().as_str()) =>
        {
            rest.to_owned()
        }
        _ => it,
    };
    let reminder = [
        "remember that ",
        "remember ",
        "do not forget that ",
        "don't forget that ",
        "please remember that ",
    ];
    let it = reminder
        .iter()
        .find_map(|head| it.strip_prefix(head))
        .unwrap_or(&it)
        .to_owned();
    let it = turn.lowered(&it);
    let it = if it.chars().count() > 100 {
        first_part(&it)
    } else {
        it
    };
    let long = it.chars().count() > 110;
    let key = if told_to_remember {
        "tell.remember".to_owned()
    } else {
        format!("tell.{kind}")
    };
    if long || !personal {
        return turn.say_with("talk.remark", &[("x", &facts::topic(meaning))]);
    }
    turn.say_with(&key, &[("it", &it)]);
    let follow_up = format!("ask.about.{kind}");
    if turn
        .my_last_line()
        .is_none_or(|line| !line.text.contains('?'))
        && turn.dice.roll(if kind == "any" { 8 } else { 3 }) < 2
        && !told_to_remember
        && let Some(text) = turn.fresh_phrase(&follow_up, &[])
    {
        turn.tell(&text);
    }
    true
}

/// "She is thirty", after a line about somebody of theirs.
fn goes_on(turn: &Turn, words: &[&str]) -> bool {
    let pronoun = words
        .first()
        .is_some_and(|word| ["he", "she", "they", "his", "her", "their", "it"].contains(word));
    let me = turn.ctx.me.id;
    let before = turn
        .ctx
        .transcript
        .iter()
        .rev()
        .filter(|line| line.who != me)
        .nth(1);
    pronoun
        && before.is_some_and(|line| {
            let line = line.text.to_lowercase();
            ["my ", "our ", "i have ", "i've "]
                .iter()
                .any(|start| line.starts_with(start) || line.contains(&format!(" {start}")))
        })
}

/// The first part of a long account, up to where the next thing is told.
fn first_part(text: &str) -> String {
    let ends = [
        " and ",
        " then ",
        " because ",
        " but ",
        " when ",
        " so ",
        " while ",
        " who ",
        ", ",
    ];
    let end = ends
        .iter()
        .filter_map(|end| text.find(end))
        .filter(|at| *at > 12)
        .min();
    text[..end.unwrap_or(text.len())].to_owned()
}

fn trouble(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let fear = words
        .iter()
        .any(|word| ["afraid", "scared", "fear"].contains(word));
    let thing = words
        .iter()
        .any(|word| ["job", "way", "keys", "money", "game", "match", "work"].contains(word));
    let mine = words.contains(&"my") || words.contains(&"our");
    let loss = !fear
        && !thing
        && words.iter().any(|word| {
            ["died", "dead", "passed", "dying", "drowned"].contains(word)
                || (mine && *word == "lost")
        });
    let said = turn.say(if loss { "trouble.loss" } else { "trouble" });
    // Somebody with a word on grief or on loneliness says it.
    let alone = words
        .iter()
        .any(|word| ["lonely", "alone", "nobody"].contains(word));
    let matter: &[&str] = match (loss, alone) {
        (true, _) => &["grief"],
        (_, true) => &["lonely"],
        _ => &[],
    };
    if !matter.is_empty() && facts::on_topic(turn, matter, 0.5) {
        return said;
    }
    if turn.dice.one_in(2) && turn.ctx.purpose == Purpose::Answer {
        turn.say("trouble.more");
    }
    said
}

/// A thing worth telling that was not told yet.
pub fn story(turn: &mut Turn) -> bool {
    let facts = turn
        .ctx
        .me
        .facts
        .iter()
        .chain(&turn.ctx.lore)
        .map(|fact| ended(&fact.says));
    let mut fresh: Vec<String> = facts.filter(|says| turn.is_fresh(says)).collect();
    if fresh.is_empty() {
        let more = turn
            .ctx
            .places
            .iter()
            .map(|place| &place.about)
            .chain(&turn.ctx.me.round)
            .chain(&turn.ctx.me.wants);
        let more = more
            .filter(|text| !text.trim().is_empty())
            .map(|text| ended(text));
        fresh = more.filter(|says| turn.is_fresh(says)).collect();
    }
    let Some(says) = turn.dice.pick(&fresh).cloned() else {
        return turn.say("more.none");
    };
    turn.say("story.open");
    turn.tell(&says);
    true
}
