//! Requests to do something: a fitting word and a tool call, or a refusal in words.

use stoa_model::PersonView;

use crate::{
    resolve::{self, Referent},
    turn::Turn,
    understand::Meaning,
};

use super::{facts, people, place};

mod introduce;

use introduce::introduce;

/// Answers a request.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    match meaning.kind {
        "deed.follow" => plain(turn, "follow", "deed.follow", "follow you"),
        "deed.follow_other" => follow(turn, meaning),
        "deed.lead" => lead(turn, meaning),
        "deed.go" => go(turn, meaning),
        "deed.come" => plain(turn, "come_here", "deed.come", "come closer"),
        "deed.stop" => plain(turn, "stop", "deed.stop", "stop"),
        "deed.wait" => wait(turn, meaning),
        "deed.sit" => sit(turn, meaning),
        "deed.stand" => plain(turn, "stand", "deed.stand", "stand up"),
        "deed.wave" => wave(turn, meaning),
        "deed.point" => point(turn, meaning),
        "deed.introduce" => introduce(turn, meaning),
        "deed.gesture" => gesture(turn, meaning),
        "deed.end" => {
            if turn.can("end_talk") {
                turn.call("end_talk", &[]);
            }
            turn.say("deed.end")
        }
        _ => other(turn, meaning),
    }
}

/// Says why the last deed was refused.
pub fn excuse(turn: &mut Turn) {
    let refused = turn
        .ctx
        .deeds
        .iter()
        .rev()
        .find_map(|deed| deed.refused.as_ref().map(|cause| (deed, cause)));
    let Some((deed, cause)) = refused else {
        turn.say("deed.excuse.none");
        return;
    };
    let deed_words = words_for(&deed.action, deed.target.trim());
    let cause = cause.trim().trim_end_matches('.').to_owned();
    let cause = turn.lowered(&cause);
    turn.say_with("deed.excuse", &[("deed", &deed_words), ("cause", &cause)]);
}

/// An action's name as one would say it.
fn words_for(action: &str, target: &str) -> String {
    let verb = match action {
        "lead_to" => "lead you to",
        "go_to" => "go to",
        "come_here" => "come to you",
        "follow" => "follow",
        "sit" => "sit down",
        "stand" => "stand up",
        "wave" => "wave to",
        "point_at" => "point at",
        "introduce" => "introduce you to",
        "end_talk" => "end our talk",
        "stop" => "stop",
        "gesture" => "do",
        other => {
            return format!("{} {target}", other.replace('_', " "))
                .trim()
                .to_owned();
        }
    };
    match (action, target) {
        ("lead_to" | "go_to", "") => format!("{verb} that place"),
        ("follow" | "wave", "") => format!("{} you", verb.trim_end_matches(" to")),
        ("point_at" | "introduce", "") => format!("{verb} them"),
        ("gesture", "") => "do that".to_owned(),
        ("sit", target) if !target.is_empty() => format!("{verb} at {target}")
            .replace("at on ", "on ")
            .replace("at at ", "at "),
        ("come_here" | "stand" | "stop" | "end_talk", _) => verb.to_owned(),
        (_, target) => format!("{verb} {target}").trim().to_owned(),
    }
}

fn cannot(turn: &mut Turn, deed: &str) -> bool {
    turn.say_with("deed.cannot", &[("deed", deed)])
}

/// A deed without a target.
fn plain(turn: &mut Turn, action: &str, key: &str, deed: &str) -> bool {
    if !turn.can(action) {
        return cannot(turn, deed);
    }
    turn.call(action, &[]);
    turn.say(key)
}

/// "Wait here" keeps me where I am; "one moment" only asks for patience.
fn wait(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let stays = words.iter().any(|word| {
        [
            "here", "there", "put", "still", "move", "stay", "where", "wait",
        ]
        .contains(word)
    });
    if stays {
        plain(turn, "stop", "deed.wait", "wait here")
    } else {
        turn.say("deed.wait.short")
    }
}

/// What the words of a deed mean; a pronoun first means whoever was named in the same line ("where's Theo? Point him out").
fn meant<'a>(turn: &Turn<'a>, words: &[String]) -> Option<Referent<'a>> {
    let pronoun = words
        .first()
        .is_some_and(|word| ["him", "her", "them", "he", "she"].contains(&word.as_str()));
    if pronoun && words.len() <= 2 {
        let line = turn
            .line()
            .map(|line| line.text.as_str())
            .unwrap_or_default();
        if let Some(person) = resolve::mentioned_person(turn, line) {
            return Some(Referent::Person(person));
        }
    }
    resolve::referent(turn, words)
}

fn captured(meaning: &Meaning) -> Vec<String> {
    meaning
        .capture("x")
        .map(<[String]>::to_vec)
        .unwrap_or_default()
}

fn follow(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = captured(meaning);
    match meant(turn, &words) {
        Some(Referent::Person(person)) => {
            let Some(name) = person.name.clone() else {
                return turn.say("people.which");
            };
            if !turn.can("follow") {
                return cannot(turn, &format!("follow {name}"));
            }
            turn.call("follow", &[("who", &name)]);
            turn.say_with("deed.follow_other", &[("person", &name)])
        }
        Some(Referent::Place(_)) => lead(turn, meaning),
        Some(Referent::Listener) | Some(Referent::Me) => {
            plain(turn, "follow", "deed.follow", "follow you")
        }
        None if words.is_empty() => plain(turn, "follow", "deed.follow", "follow you"),
        None => turn.say_with("people.unknown", &[("x", &facts::topic(meaning))]),
    }
}

fn lead(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = captured(meaning);
    let around = words.is_empty()
        || words.iter().all(|word| {
            [
                "around",
                "about",
                "tour",
                "a",
                "the",
                "place",
                "here",
                "this",
                "little",
                "quick",
                "nice",
                "quiet",
                "fun",
                "somewhere",
                "anywhere",
                "interesting",
                "town",
                "square",
                "please",
                "pretty",
                "to",
                "of",
                "my",
                "guided",
                "then",
                "now",
                "me",
            ]
            .contains(&word.as_str())
        });
    // "Bring me a coffee" wants the thing and not the way.
    let plain_words = meaning.clause.plain();
    let fetch = plain_words.contains(&"bring")
        && !plain_words.contains(&"to")
        && words.first().is_some_and(|word| {
            ["a", "an", "some", "the", "my", "another", "your"].contains(&word.as_str())
        });
    if fetch {
        return other(turn, meaning);
    }
    // "Take me to the market, walk me there": it is done already.
    let again = words
        .iter()
        .all(|word| ["there", "it"].contains(&word.as_str()));
    if again && turn.calls.iter().any(|call| call.name == "lead_to") {
        return true;
    }
    let found = if around { None } else { meant(turn, &words) };
    let target = match found {
        Some(Referent::Place(place)) => place,
        Some(Referent::Person(person)) => return lead_to_person(turn, person),
        Some(Referent::Me | Referent::Listener) => {
            return plain(turn, "follow", "deed.follow", "follow you");
        }
        None if around => {
            let asked = meaning.clause.plain().iter().any(|word| {
                [
                    "around",
                    "about",
                    "tour",
                    "me",
                    "us",
                    "somewhere",
                    "on",
                    "way",
                ]
                .contains(word)
            });
            let line = turn
                .line()
                .map(|line| line.text.as_str())
                .unwrap_or_default();
            let last = resolve::mentioned_place(turn, line).or_else(|| resolve::last_place(turn));
            match last.or_else(|| asked.then(|| sight(turn)).flatten()) {
                Some(place) => place,
                None => return turn.say("place.which"),
            }
        }
        None => {
            let plain = meaning.clause.plain();
            if plain.first() == Some(&"show") && facts::about(turn, &plain, 0.6) {
                return true;
            }
            // "Take me back in time" and "show me your muscles" name no place.
            let mine = plain.first() == Some(&"show") && plain.contains(&"your");
            if mine || !plain.contains(&"to") && plain.first() == Some(&"take") {
                return other(turn, meaning);
            }
            return place::unknown(turn, &facts::topic(meaning));
        }
    };
    lead_to(turn, &target.id)
}

/// A place worth showing: the nearest other one, by the dice among three.
fn sight<'a>(turn: &mut Turn<'a>) -> Option<&'a stoa_model::PlaceView> {
    let here = turn.ctx.here.as_ref().map(|here| here.id.clone());
    let others: Vec<_> = turn
        .ctx
        .places
        .iter()
        .filter(|place| Some(&place.id) != here.as_ref())
        .take(3)
        .collect();
    turn.dice.pick(&others).copied()
}

/// Begins to lead the listener to a place.
pub fn lead_to(turn: &mut Turn, id: &str) -> bool {
    let Some(place) = turn.place(id) else {
        return turn.say("place.which");
    };
    if turn.ctx.here.as_ref().is_some_and(|here| here.id == id) {
        return turn.say_with("place.way.here", &[("place", &place.name)]);
    }
    if !turn.can("lead_to") {
        cannot(turn, &format!("lead you to {}", place.name));
        return place::way(turn, place);
    }
    turn.call("lead_to", &[("place", id)]);
    let way = place.way.trim().trim_end_matches('.').to_owned();
    turn.say_with("deed.lead", &[("place", &place.name), ("way", &way)])
}

fn lead_to_person(turn: &mut Turn, person: &PersonView) -> bool {
    let name = person.name.clone().unwrap_or_else(|| "them".to_owned());
    let at = person.at.as_ref().and_then(|at| turn.place_named(at));
    let here = turn.ctx.here.as_ref().map(|here| here.id.clone());
    match at.filter(|place| Some(&place.id) != here.as_ref()) {
        Some(place) if turn.can("lead_to") => {
            let place_name = place.name.clone();
            turn.call("lead_to", &[("place", &place.id)]);
            turn.say_with(
                "deed.lead.person",
                &[("person", &name), ("at", &place_name)],
            )
        }
        _ => {
            people::whereabouts(turn, person, &name);
            true
        }
    }
}

fn go(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = captured(meaning);
    let plain_words = meaning.clause.plain();
    let sent_off = plain_words
        .iter()
        .any(|word| ["away", "lost", "out", "leave", "alone", "off"].contains(word));
    if words.is_empty() && sent_off {
        if turn.can("end_talk") {
            turn.call("end_talk", &[]);
        }
        return turn.say("deed.end");
    }
    let place = match meant(turn, &words) {
        Some(Referent::Place(place)) => place,
        Some(Referent::Person(person)) => {
            match person.at.as_ref().and_then(|at| turn.place_named(at)) {
                Some(place) => place,
                None => {
                    let name = person.name.clone().unwrap_or_else(|| "them".to_owned());
                    people::whereabouts(turn, person, &name);
                    return true;
                }
            }
        }
        Some(Referent::Listener) => return plain(turn, "come_here", "deed.come", "come closer"),
        Some(Referent::Me) => return turn.say("place.which"),
        None => match resolve::last_place(turn).filter(|_| words.is_empty()) {
            Some(place) => place,
            None => return other(turn, meaning),
        },
    };
    if !turn.can("go_to") {
        return cannot(turn, &format!("go to {}", place.name));
    }
    if turn
        .ctx
        .here
        .as_ref()
        .is_some_and(|here| here.id == place.id)
    {
        return turn.say_with("deed.go.here", &[("place", &place.name)]);
    }
    turn.call("go_to", &[("place", &place.id)]);
    turn.say_with("deed.go", &[("place", &place.name)])
}

fn sit(turn: &mut Turn, meaning: &Meaning) -> bool {
    if !turn.can("sit") {
        return cannot(turn, "sit down");
    }
    let words = captured(meaning);
    if words.is_empty() {
        turn.call("sit", &[]);
        return turn.say("deed.sit");
    }
    match resolve::place(turn, &words) {
        Some(place) => {
            turn.call("sit", &[("where", &place.id)]);
            turn.say_with("deed.sit.at", &[("place", &place.name)])
        }
        None => {
            let seat = [
                "me", "bench", "seat", "chair", "ground", "here", "there", "floor", "grass",
                "steps", "stairs",
            ];
            if words.iter().any(|word| seat.contains(&word.as_str())) {
                turn.call("sit", &[]);
                return turn.say("deed.sit");
            }
            place::unknown(turn, &facts::topic(meaning))
        }
    }
}

fn wave(turn: &mut Turn, meaning: &Meaning) -> bool {
    if !turn.can("wave") {
        return cannot(turn, "wave");
    }
    let words = captured(meaning);
    match meant(turn, &words) {
        Some(Referent::Person(person)) => {
            let Some(name) = person.name.clone() else {
                return turn.say("people.which");
            };
            if !turn.ctx.present.iter().any(|other| other.id == person.id) {
                return turn.say_with("deed.wave.away", &[("person", &name)]);
            }
            turn.call("wave", &[("at", &name)]);
            turn.say_with("deed.wave.at", &[("person", &name)])
        }
        // "To my kid": somebody who came along.
        None if !words.is_empty()
            && ![
                "everyone",
                "everybody",
                "all",
                "people",
                "my",
                "our",
                "us",
                "them",
                "him",
                "her",
                "the",
            ]
            .contains(&words[0].as_str()) =>
        {
            turn.say_with("people.unknown", &[("x", &facts::topic(meaning))])
        }
        _ => {
            turn.call("wave", &[]);
            turn.say("deed.wave")
        }
    }
}

fn point(turn: &mut Turn, meaning: &Meaning) -> bool {
    if !turn.can("point_at") {
        return cannot(turn, "point at things");
    }
    let words = captured(meaning);
    match meant(turn, &words) {
        Some(Referent::Place(place)) => point_at_place(turn, place),
        Some(Referent::Person(person)) => {
            let Some(name) = person.name.clone() else {
                return turn.say("people.which");
            };
            if !turn.ctx.present.iter().any(|other| other.id == person.id) {
                people::whereabouts(turn, person, &name);
                return true;
            }
            turn.call("point_at", &[("target", &name)]);
            turn.say_with("deed.point", &[("x", &name)])
        }
        Some(Referent::Me | Referent::Listener) => turn.say("deed.point.us"),
        None if words.is_empty() || words.iter().all(|word| IT.contains(&word.as_str())) => {
            let line = turn
                .line()
                .map(|line| line.text.as_str())
                .unwrap_or_default();
            let named = resolve::mentioned_place(turn, line);
            match named.or_else(|| resolve::last_place(turn)) {
                Some(place) => point_at_place(turn, place),
                None => turn.say("place.which"),
            }
        }
        None => place::unknown(turn, &facts::topic(meaning)),
    }
}

/// Words that only point back.
const IT: [&str; 9] = [
    "it", "that", "there", "this", "way", "me", "out", "please", "the",
];

fn point_at_place(turn: &mut Turn, place: &stoa_model::PlaceView) -> bool {
    turn.call("point_at", &[("target", &place.id)]);
    let way = place.way.trim().trim_end_matches('.').to_owned();
    turn.say_with("deed.point", &[("x", &place.name), ("way", &way)])
}

fn gesture(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let kinds = [
        ("nod", "nod"),
        ("shake", "shake"),
        ("laugh", "laugh"),
        ("bow", "bow"),
        ("shrug", "shrug"),
        ("think", "think"),
    ];
    let hands = words.iter().any(|word| ["hand", "hands"].contains(word));
    let kind = kinds
        .iter()
        .find(|(word, _)| words.contains(word) && !(hands && *word == "shake"));
    match kind {
        Some((_, kind)) if turn.can("gesture") => {
            turn.call("gesture", &[("kind", kind)]);
            turn.say(&format!("deed.gesture.{kind}"))
        }
        Some((word, _)) => cannot(turn, word),
        None => {
            let verbs = [
                "dance",
                "jump",
                "sing",
                "clap",
                "smile",
                "hug",
                "kiss",
                "fly",
                "swim",
                "fight",
                "run",
                "kneel",
                "salute",
                "backflip",
                "somersault",
                "curtsy",
                "flip",
                "cartwheel",
            ];
            let verb = verbs.iter().find(|verb| words.contains(verb)).copied();
            let deed = verb.unwrap_or(if hands { "shake hands" } else { "do that" });
            turn.say_with("deed.cannot.body", &[("deed", deed)])
        }
    }
}

/// Anything else they want done: what I know of it, or that I cannot.
fn other(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let wants_a_thing = words.first().is_some_and(|word| {
        [
            "give", "lend", "hand", "pass", "throw", "bring", "fetch", "kill", "attack", "hit",
            "steal", "burn",
        ]
        .contains(word)
    });
    if !wants_a_thing && facts::about(turn, &words, 0.7) {
        return true;
    }
    // What I have to do with I speak of, "give me a rose" to the flower seller; what is mine I keep.
    let violent = words
        .iter()
        .any(|word| ["kill", "attack", "hit", "steal", "burn", "your"].contains(word));
    if wants_a_thing && !violent && facts::on_topic(turn, &words, 0.6) {
        return true;
    }
    let raw: Vec<&str> = meaning
        .clause
        .words
        .iter()
        .map(|w| w.raw.as_str())
        .filter(|raw| !raw.is_empty())
        .collect();
    let start = raw.iter().position(|word| {
        !["can", "could", "would", "will", "you", "please", "just"]
            .contains(&word.to_lowercase().as_str())
    });
    let deed = &raw[start.unwrap_or(0).min(raw.len())..];
    // What would be cut off in its middle is not repeated.
    let deed = if deed.len() > 7 {
        "do that".to_owned()
    } else {
        deed.join(" ")
    };
    let deed = crate::recall::second_person(&facts::clean(&deed));
    cannot(turn, &turn.lowered(&deed))
}
