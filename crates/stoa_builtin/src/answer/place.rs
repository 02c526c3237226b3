//! Places and the way.

use stoa_model::PlaceView;

use crate::{
    resolve::{self, Referent},
    topics::Source,
    turn::Turn,
    understand::Meaning,
};

use super::{best_fact, ended, facts, list, people, tell_source};

/// Answers a question about where we are, what is there and how to get there.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "place.here" => {
            let words: Vec<String> = meaning
                .clause
                .plain()
                .into_iter()
                .map(str::to_owned)
                .collect();
            let plain = words
                .iter()
                .any(|word| ["from", "at", "on"].contains(&word.as_str()));
            match resolve::mentioned_place(turn, &words.join(" ")).filter(|_| plain) {
                Some(place) => describe(turn, place),
                None => here(turn),
            }
        }
        "place.can_do" => specific(turn, meaning) || can_do(turn),
        "place.list" => list_places(turn),
        "place.nearest" => nearest(turn, meaning),
        "place.favourite" => favourite(turn),
        "place.praise" => turn.say("place.praise"),
        "place.like" => turn.say("place.like"),
        "place.what" => what(turn, meaning),
        "place.food" => need(
            turn,
            "place.food",
            &[
                "eat", "food", "bread", "bakery", "tavern", "kitchen", "cake", "fruit", "soup",
            ],
        ),
        "place.drink" => need(
            turn,
            "place.drink",
            &[
                "drink", "water", "fountain", "well", "tea", "wine", "tavern", "spring",
            ],
        ),
        "place.rest" => need(
            turn,
            "place.rest",
            &[
                "bench", "benches", "sit", "seat", "seats", "rest", "shade", "steps",
            ],
        ),
        "place.for" => place_for(turn, meaning),
        "place.can_see" => located(turn, meaning) || find(turn, meaning),
        "world.builder" => builder(turn, meaning),
        "world.stoa" => {
            let words = meaning.clause.plain();
            let named = words.contains(&"name") || words.contains(&"called");
            let meant = words.contains(&"why") || words.contains(&"mean");
            let world = turn.ctx.world.to_lowercase();
            let own = own_words(&world);
            let of_name = [&["name", "meaning", "word"], &own[..]].concat();
            meant && facts::on_topic(turn, &of_name, 0.5)
                || named && facts::on_topic(turn, &own, 0.5)
                || facts::about(turn, &words, 0.7)
                || turn.say("world.stoa")
        }
        _ => find(turn, meaning),
    }
}

/// A place that is good for something: by what places are, then by what is known of the matter.
fn place_for(turn: &mut Turn, meaning: &Meaning) -> bool {
    let captured = meaning
        .capture("x")
        .map(<[String]>::to_vec)
        .unwrap_or_default();
    if let Some(place) = resolve::place(turn, &captured) {
        return way(turn, place);
    }
    let words: Vec<&str> = captured.iter().map(String::as_str).collect();
    let found = turn.index().find_at_least(&words, 0.34);
    // What is known may name the place by the way: "from the terrace one can count…".
    let known = found.iter().find_map(|found| match found.source {
        Source::Place(at) => turn.ctx.places.get(at),
        Source::Fact(at) => {
            resolve::mentioned_place(turn, turn.fact(false, at).map_or("", |fact| &fact.says))
        }
        Source::Lore(at) => {
            resolve::mentioned_place(turn, turn.fact(true, at).map_or("", |fact| &fact.says))
        }
        _ => None,
    });
    let Some(place) = known else {
        return found
            .first()
            .is_some_and(|found| tell_source(turn, found.source));
    };
    turn.say_with("place.can_do", &[("place", &place.name)]);
    way(turn, place)
}

/// The words of a world's name, which is in small letters.
fn own_words(world: &str) -> Vec<&str> {
    world
        .split_whitespace()
        .filter(|word| *word != "the")
        .collect()
}

/// Where something of mine is to be seen: what I know of it that names a place.
fn located(turn: &mut Turn, meaning: &Meaning) -> bool {
    let asked = crate::topics::stems(meaning.typed("x").unwrap_or_default());
    let hits = |fact: &&stoa_model::Fact| {
        let stems = crate::topics::stems(&format!("{} {}", fact.about.join(" "), fact.says));
        asked.iter().filter(|word| stems.contains(word)).count()
    };
    let facts = turn.ctx.me.facts.iter();
    let here = facts
        .filter(|fact| resolve::mentioned_place(turn, &fact.says).is_some() && hits(fact) > 0)
        .max_by_key(hits);
    let Some(says) = here.map(|fact| fact.says.clone()) else {
        return false;
    };
    turn.tell(&ended(&says));
    true
}

/// Who built the place, and when; false when the question is for something else.
fn builder(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let content = crate::topics::content(&words);
    const PLACE: [&str; 14] = [
        "stone",
        "built",
        "build",
        "founded",
        "designed",
        "laid",
        "planned",
        "constructed",
        "made",
        "place",
        "square",
        "plaza",
        "town",
        "old",
    ];
    const BUILDERS: [&str; 3] = ["architect", "builder", "founder"];
    let world = turn.ctx.world.to_lowercase();
    let own = own_words(&world);
    let known = [&PLACE[..], &BUILDERS, &own].concat();
    let plain = content.iter().all(|word| known.contains(word));
    if !plain {
        return facts::about(turn, &words, 0.5);
    }
    let when = ["old", "when", "year", "age"]
        .iter()
        .any(|word| words.contains(word));
    if when && facts::of_mine(turn, &["founded", "history", "old"], 0.6) {
        return true;
    }
    facts::on_topic(turn, &["built", "builder"], 0.5)
        || facts::on_topic(turn, &["founder", "history"], 0.5)
        || turn.say("world.stoa")
}

fn here(turn: &mut Turn) -> bool {
    let Some(here) = turn.ctx.here.clone() else {
        return turn.say("place.here.none");
    };
    turn.say_with("place.here", &[("place", &here.name)]);
    if !here.about.trim().is_empty() {
        turn.tell(&ended(&here.about));
    }
    true
}

fn find(turn: &mut Turn, meaning: &Meaning) -> bool {
    let Some(captured) = meaning.capture("x").map(<[String]>::to_vec) else {
        let words = meaning.clause.plain();
        let leans = ["that", "it", "this"]
            .iter()
            .any(|word| words.contains(word));
        return match resolve::last_place(turn).filter(|_| leans) {
            Some(place) => way(turn, place),
            None => list_places(turn),
        };
    };
    match resolve::referent(turn, &captured) {
        Some(Referent::Place(place)) => return way(turn, place),
        Some(Referent::Person(person)) => {
            let spoken = person
                .name
                .clone()
                .or_else(|| person.role.as_ref().map(|role| format!("the {role}")));
            people::whereabouts(
                turn,
                person,
                &spoken.unwrap_or_else(|| "that one".to_owned()),
            );
            return true;
        }
        Some(Referent::Me) => return turn.say("own.where"),
        Some(Referent::Listener) => return here(turn),
        None => {}
    }
    let words = meaning.clause.plain();
    // "Where can I buy bread" is answered by a place before it is by a saying about bread.
    let places = turn.index().find_at_least(&words, 0.45).into_iter();
    let somewhere = places.filter_map(|found| match found.source {
        Source::Place(at) => Some((found.score, at)),
        _ => None,
    });
    let somewhere = somewhere.max_by(|a, b| a.0.total_cmp(&b.0));
    if words.first() == Some(&"where")
        && let Some(place) = somewhere.and_then(|(_, at)| turn.ctx.places.get(at))
    {
        way(turn, place);
        if turn.out.len() < 3
            && turn.is_fresh(&ended(&place.about))
            && !place.about.trim().is_empty()
        {
            let offer = turn.out.pop_if(|last| last.ends_with('?'));
            turn.tell(&ended(&place.about));
            turn.out.extend(offer);
        }
        return true;
    }
    if let Some(found) = best_fact(turn, &words, 0.5) {
        if let Source::Place(at) = found.source
            && let Some(place) = turn.ctx.places.get(at)
        {
            return way(turn, place);
        }
        return tell_source(turn, found.source);
    }
    let typed = meaning.typed("x").unwrap_or_default();
    let told = turn.tellings.iter().rev().find(|telling| {
        let asked = crate::topics::stems(typed);
        captured.first().is_some_and(|word| word == "my")
            && asked.iter().any(|word| telling.about.contains(word))
    });
    if let Some(says) = told.map(|telling| telling.says.clone()) {
        return turn.say_with("memory.about", &[("it", &says)]);
    }
    if captured.iter().all(|word| {
        ["it", "there", "that", "he", "she", "they", "him", "her"].contains(&word.as_str())
    }) {
        return turn.say("place.which");
    }
    let name_like = typed.chars().next().is_some_and(char::is_uppercase) && captured.len() <= 2;
    let asks_where = words.first() == Some(&"where");
    if name_like && asks_where {
        return turn.say_with("people.unknown.where", &[("x", &facts::clean(typed))]);
    }
    unknown(turn, &facts::clean(typed))
}

/// Says that there is no such place, and which there are.
pub fn unknown(turn: &mut Turn, typed: &str) -> bool {
    let topic = crate::turn::without_article(typed).to_owned();
    let plain = topic.split_whitespace().count() <= 3
        && (facts::fit_to_repeat(typed) || facts::fit_to_repeat(&format!("the {topic}")));
    let said = if topic.is_empty() {
        turn.say("place.which")
    } else if !plain {
        return turn.say("place.unknown.plain");
    } else {
        turn.say_with("place.unknown", &[("x", &topic)])
    };
    let names = names(turn, 3);
    if !names.is_empty() {
        turn.say_with("place.unknown.others", &[("x", &list(&names))]);
    }
    said
}

/// Names of places other than this one, nearest first.
fn names(turn: &Turn, most: usize) -> Vec<String> {
    let here = turn.ctx.here.as_ref().map(|here| here.id.as_str());
    let others = turn
        .ctx
        .places
        .iter()
        .filter(|place| Some(place.id.as_str()) != here);
    others.take(most).map(|place| place.name.clone()).collect()
}

/// The way to a place; an offer to lead there now and then.
pub fn way(turn: &mut Turn, place: &PlaceView) -> bool {
    let here = turn
        .ctx
        .here
        .as_ref()
        .is_some_and(|here| here.id == place.id);
    if here {
        return turn.say_with("place.way.here", &[("place", &place.name)]);
    }
    let distance = people::metres(place.distance_m.max(0.0));
    let way = place.way.trim().trim_end_matches('.').to_owned();
    let slots: Vec<(&'static str, &str)> = vec![
        ("place", &place.name),
        ("way", &way),
        ("distance", &distance),
    ];
    turn.say_with(
        if way.is_empty() {
            "place.way.near"
        } else if way.contains("metre") {
            "place.way.told"
        } else {
            "place.way"
        },
        &slots,
    );
    let asked_before = turn
        .my_last_line()
        .is_some_and(|line| line.text.contains('?'));
    if turn.can("lead_to") && !asked_before && turn.dice.one_in(2) {
        turn.say_with("offer.lead", &slots);
    }
    true
}

/// What a place is: what one can say about it, and what I know of it.
pub fn describe(turn: &mut Turn, place: &PlaceView) -> bool {
    let before = turn.out.len();
    if place.about.trim().is_empty() {
        turn.say_with(
            "place.plain",
            &[("place", &place.name), ("kind", &place.kind)],
        );
    } else {
        turn.tell(&ended(&place.about));
    }
    let name = place.name.to_lowercase();
    let words: Vec<&str> = name.split(' ').collect();
    if turn.out.len() < before + 3 {
        let found = turn.index().find(&words);
        let known = found
            .into_iter()
            .find(|found| !matches!(found.source, Source::Place(_)) && found.about_hits > 0);
        if let Some(found) = known.filter(|found| found.score >= 0.7) {
            tell_source(turn, found.source);
        }
    }
    true
}

fn what(turn: &mut Turn, meaning: &Meaning) -> bool {
    let captured = meaning
        .capture("x")
        .map(<[String]>::to_vec)
        .unwrap_or_default();
    let words = meaning.clause.plain();
    if captured.iter().any(|word| word == "here") {
        return here(turn);
    }
    let strong =
        best_fact(turn, &words, 0.95).filter(|found| !matches!(found.source, Source::Place(_)));
    let place = resolve::place(turn, &captured);
    if let Some(place) = place.filter(|place| strong.is_none() || names_whole(place, &captured)) {
        return describe(turn, place);
    }
    if let Some(found) = strong {
        return tell_source(turn, found.source);
    }
    match resolve::referent(turn, &captured) {
        Some(Referent::Person(person)) => {
            people::describe(turn, person);
            true
        }
        _ => {
            let captured: Vec<&str> = captured.iter().map(String::as_str).collect();
            facts::about(turn, &captured, 0.6)
        }
    }
}

/// True when the words are the place's name and nothing more.
fn names_whole(place: &PlaceView, words: &[String]) -> bool {
    let asked = crate::topics::stems(&words.join(" "));
    crate::topics::stems(&place.name) == asked
}

/// The place whose name or description has most to do with a need; the nearest of several.
fn need(turn: &mut Turn, key: &str, words: &[&str]) -> bool {
    let wanted: Vec<String> = words
        .iter()
        .map(|word| stoa_mind::words::stem(word))
        .collect();
    let hits = |place: &PlaceView| {
        let stems = crate::topics::stems(&format!("{} {} {}", place.name, place.kind, place.about));
        wanted.iter().filter(|word| stems.contains(word)).count()
    };
    // Whoever stands where it is to be had sends nobody elsewhere.
    if let Some(here) = turn.ctx.here.clone()
        && hits(&here) > 0
    {
        return facts::on_topic(turn, words, 0.1)
            || turn.say_with("place.way.here", &[("place", &here.name)]);
    }
    let mut best: Option<(usize, &PlaceView)> = None;
    for place in &turn.ctx.places {
        let hits = hits(place);
        if hits > 0 && best.as_ref().is_none_or(|(most, _)| hits > *most) {
            best = Some((hits, place));
        }
    }
    let Some((_, place)) = best else {
        return turn.say(&format!("{key}.none"));
    };
    turn.say_with(key, &[("place", &place.name)]);
    way(turn, place)
}

fn list_places(turn: &mut Turn) -> bool {
    let names = names(turn, 5);
    if names.is_empty() {
        return turn.say("place.list.none");
    }
    turn.say_with("place.list", &[("x", &list(&names))])
}

fn nearest(turn: &mut Turn, meaning: &Meaning) -> bool {
    let captured = meaning
        .capture("x")
        .map(<[String]>::to_vec)
        .unwrap_or_default();
    if let Some(place) = resolve::place(turn, &captured) {
        return way(turn, place);
    }
    let here = turn.ctx.here.as_ref().map(|here| here.id.as_str());
    match turn
        .ctx
        .places
        .iter()
        .find(|place| Some(place.id.as_str()) != here)
    {
        Some(place) => way(turn, place),
        None => turn.say("place.list.none"),
    }
}

/// "Is there anything stronger than coffee", "what can I do about it": no general advice; false for a plain question.
fn specific(turn: &mut Turn, meaning: &Meaning) -> bool {
    const FRAME: [&str; 33] = [
        "do",
        "see",
        "visit",
        "interesting",
        "fun",
        "worth",
        "nice",
        "special",
        "recommend",
        "suggest",
        "advise",
        "first",
        "start",
        "begin",
        "next",
        "people",
        "seeing",
        "visiting",
        "doing",
        "bored",
        "works",
        "work",
        "place",
        "today",
        "tips",
        "suggestions",
        "good",
        "cool",
        "free",
        "visitor",
        "visitors",
        "tourist",
        "recommendations",
    ];
    let words = meaning.clause.plain();
    let matter: Vec<&str> = crate::topics::content(&words)
        .into_iter()
        .filter(|word| !FRAME.contains(word))
        .collect();
    let leans = words.windows(2).any(|pair| {
        ["about", "against", "for"].contains(&pair[0]) && ["it", "that", "this"].contains(&pair[1])
    });
    if leans {
        let theirs = turn
            .line()
            .map(|line| line.text.clone())
            .unwrap_or_default();
        let before = turn.their_line_before().to_owned();
        return [theirs, before].iter().any(|text| {
            let lower = text.to_lowercase();
            let words: Vec<&str> = lower
                .split(|c: char| !c.is_alphanumeric() && c != '\'')
                .filter(|word| !word.is_empty())
                .collect();
            facts::of_mine(turn, &words, 0.4)
        }) || turn.say("unknown");
    }
    if matter.is_empty() {
        return false;
    }
    let named = matter
        .iter()
        .any(|word| resolve::mentioned_place(turn, word).is_some());
    !named && (facts::on_topic(turn, &words, 0.5) || meaning.asks && turn.say("unknown"))
}

fn can_do(turn: &mut Turn) -> bool {
    let known = turn.ctx.lore.iter().find(|fact| {
        fact.about
            .iter()
            .any(|topic| ["do here", "things to do", "what can i do"].contains(&topic.as_str()))
    });
    if let Some(says) = known.map(|fact| ended(&fact.says))
        && turn.is_fresh(&says)
    {
        turn.tell(&says);
        return true;
    }
    let here = turn.ctx.here.as_ref().map(|here| here.id.clone());
    let mut places: Vec<&PlaceView> = turn
        .ctx
        .places
        .iter()
        .filter(|place| Some(&place.id) != here.as_ref())
        .take(6)
        .collect();
    turn.dice.shuffle(&mut places);
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let mut others: Vec<(String, String)> = turn
        .people()
        .filter(|person| Some(person.id) != listener)
        .filter_map(|person| Some((person.name.clone()?, person.role.clone()?)))
        .take(6)
        .collect();
    turn.dice.shuffle(&mut others);
    let mut said = false;
    if let Some(place) = places.first() {
        let name = place.name.clone();
        said |= turn.say_with("place.can_do", &[("place", &name)]);
        if !place.about.trim().is_empty() && turn.dice.one_in(2) {
            turn.tell(&ended(&place.about));
        }
    }
    if let Some((person, role)) = others.first() {
        said |= turn.say_with(
            "place.can_do.person",
            &[("person", person), ("prole", role)],
        );
    }
    said || turn.say("place.can_do.none")
}

/// The place that I like best: the one of my day, by my facts, or the nearest.
pub fn favourite(turn: &mut Turn) -> bool {
    if facts::about(turn, &["favourite", "place", "spot"], 0.7) {
        return true;
    }
    let round = turn.ctx.me.round.join(" ");
    let place = resolve::mentioned_place(turn, &round).or_else(|| turn.ctx.places.first());
    match place {
        Some(place) => {
            let name = place.name.clone();
            turn.say_with("place.favourite", &[("place", &name)])
        }
        None => turn.say("place.like"),
    }
}
