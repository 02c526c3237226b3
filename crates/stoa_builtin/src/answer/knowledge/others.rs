//! Yes-or-no questions about somebody, and what goes beyond what I know of people and things.

use stoa_model::PersonView;

use crate::{
    resolve,
    topics::{self, Source},
    turn::Turn,
};

use super::{
    super::{people, place, tell_source},
    Asked,
};

/// "You must be Dario", "you are the gardener, I take it".
pub fn it_is_me(turn: &mut Turn, clause: &Asked) -> bool {
    let rest = match clause.words.as_slice() {
        ["you", "must", "be", rest @ ..]
        | ["be", rest @ ..]
        | ["you", "are", rest @ ..]
        | ["is", "it", "you", "the", rest @ ..] => rest,
        _ => return false,
    };
    let must = turn
        .line()
        .is_some_and(|line| line.text.to_lowercase().contains("you must be"));
    if rest.len() > 3 || !(clause.asks || must) {
        return false;
    }
    let role = topics::stems(&turn.ctx.me.role);
    let named = turn.ctx.me.name.to_lowercase();
    let asked = topics::stems(&rest.join(" "));
    let line = turn
        .line()
        .map(|line| line.text.to_lowercase())
        .unwrap_or_default();
    if asked.iter().any(|word| role.contains(word)) {
        return turn.say("own.role.yes");
    }
    (rest.is_empty() && line.contains(&named) || rest.contains(&named.as_str()))
        && turn.say("own.name.yes")
}

/// A yes-or-no question about somebody: what I have to say of them.
pub fn of_person(turn: &mut Turn, clause: &Asked) -> bool {
    const OPEN: [&str; 8] = [
        "none",
        "own.trust",
        "own.love",
        "own.do",
        "may",
        "feel.happy",
        "people.who",
        "own.likes",
    ];
    let verb = clause.words.first().is_some_and(|word| {
        [
            "is", "are", "does", "do", "did", "has", "can", "was", "could", "will", "would", "how",
        ]
        .contains(word)
    });
    if !clause.asks || !verb || !OPEN.contains(&clause.meaning.kind) {
        return false;
    }
    let Some(person) = resolve::mentioned_person(turn, &clause.words.join(" ")) else {
        return false;
    };
    if told_of(turn, &clause.words, person) {
        return true;
    }
    if person.relation.is_some() {
        return people::opinion(turn, person);
    }
    let name = person.name.clone().unwrap_or_default();
    turn.say_with("people.beyond", &[("person", &name)])
}

/// Says the fact of mine that speaks of somebody and of what else the words name; false when none does.
pub fn told_of(turn: &mut Turn, words: &[&str], person: &PersonView) -> bool {
    let first = person.name.as_deref().unwrap_or_default().to_lowercase();
    let stems = topics::stems(&words.join(" "));
    let more = stems.iter().any(|word| {
        *word != stoa_mind::words::stem(&first)
            && !["good", "best", "friend"].contains(&word.as_str())
    });
    if first.is_empty() || !more {
        return false;
    }
    let found = turn.index().find_at_least(words, 0.5);
    let told = found.into_iter().find(|found| match found.source {
        Source::Fact(at) => turn.fact(false, at).is_some_and(|fact| {
            let text = format!("{} {}", fact.about.join(" "), fact.says).to_lowercase();
            text.contains(&first)
        }),
        _ => false,
    });
    told.is_some_and(|found| tell_source(turn, found.source))
}

/// What is asked about another beyond what I know: a surname, an age, a wife.
pub fn beyond(turn: &mut Turn, clause: &Asked) -> bool {
    const PRIVATE: [&str; 28] = [
        "surname",
        "last name",
        "full name",
        "how old",
        "age",
        "birthday",
        "married",
        "wife",
        "husband",
        "children",
        "kids",
        "born",
        "from",
        "grow up",
        "salary",
        "earn",
        "height",
        "weight",
        "religion",
        "address",
        "phone",
        "secret",
        "boyfriend",
        "girlfriend",
        "single",
        "parents",
        "favourite",
        "favorite",
    ];
    if !clause.asks || !clause.any(&PRIVATE) || clause.of_you() && !clause.has("do you know") {
        return false;
    }
    let named = resolve::mentioned_person(turn, &clause.words.join(" "));
    let pronoun = clause.any(&["he", "she", "his", "her", "him"]) && !clause.any(&["my", "i"]);
    let person = named.or_else(|| pronoun.then(|| resolve::last_person(turn)).flatten());
    let Some(name) = person.and_then(|person| person.name.clone()) else {
        return false;
    };
    let mut words = clause.words.clone();
    let lower = name.to_lowercase();
    words.push(&lower);
    let asked: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| *word != "name")
        .collect();
    let found = turn.index().find_at_least(&asked, 0.95);
    let told = found
        .into_iter()
        .find(|found| matches!(found.source, Source::Fact(_) | Source::Lore(_)));
    match told {
        Some(found) => tell_source(turn, found.source),
        None => turn.say_with("people.beyond", &[("person", &name)]),
    }
}

/// How tall, how heavy, how wide a thing is: only a number that is known tells.
pub fn measure(turn: &mut Turn, clause: &Asked) -> bool {
    const SIZES: [&str; 12] = [
        "tall",
        "high",
        "heavy",
        "wide",
        "deep",
        "big",
        "large",
        "thick",
        "fast",
        "hot",
        "cold",
        "expensive",
    ];
    let [first, size, ..] = clause.words.as_slice() else {
        return false;
    };
    let far = clause.any(&["kilometres", "kilometers", "miles", "km", "distance"]);
    let placed = || {
        let words: Vec<String> = clause.words.iter().map(|word| (*word).to_owned()).collect();
        resolve::place(turn, &words).is_some()
    };
    const TONGUES: [&str; 7] = [
        "in french",
        "in german",
        "in spanish",
        "in italian",
        "in latin",
        "in greek",
        "in chinese",
    ];
    if clause.asks && (far && !placed() || clause.has("say") && clause.any(&TONGUES)) {
        return turn.say("unknown");
    }
    if *first != "how" || !SIZES.contains(size) || clause.any(&["how big of"]) {
        return false;
    }
    let words = clause.words.get(2..).unwrap_or_default().to_vec();
    let found = turn.index().find_at_least(&words, 0.6);
    let told = found.into_iter().find(|found| {
        let text = match found.source {
            Source::Fact(at) => turn.fact(false, at).map(|fact| fact.says.clone()),
            Source::Lore(at) => turn.fact(true, at).map(|fact| fact.says.clone()),
            _ => None,
        };
        let units = ["second", "minute", "metre", "foot", "feet", "steps", "old"];
        text.is_some_and(|text| units.iter().any(|unit| text.contains(unit))) && *size == "fast"
    });
    match told {
        Some(found) => tell_source(turn, found.source),
        None => turn.say("unknown"),
    }
}

/// "Library?", "café, quick!": the way there.
pub fn bare_place(turn: &mut Turn, clause: &Asked) -> bool {
    let words: Vec<String> = clause.words.iter().map(|word| (*word).to_owned()).collect();
    if words.is_empty()
        || words.len() > 3
        || !["none", "people.who", "place.what"].contains(&clause.meaning.kind)
    {
        return false;
    }
    let plain = clause
        .words
        .iter()
        .any(|word| ["what", "who", "about", "how", "why", "is", "and"].contains(word));
    let asked = topics::stems(&words.join(" "));
    let named = turn
        .ctx
        .places
        .iter()
        .find(|place| !asked.is_empty() && topics::stems(&place.name) == asked);
    match named.filter(|_| !plain) {
        Some(place) => place::way(turn, place),
        None => false,
    }
}
