//! Follow-ups on somebody: "who is she?", "do you like him?", "who looks after it?"

use stoa_model::PersonView;

use crate::{
    resolve,
    told::words::{kin, lemma, may_stand_for},
    turn::{self, Turn},
    understand::Meaning,
};

use super::fact::{again, lately, lemmas, near, plain_words};
use crate::answer::{ended, has_number, memory, own, people};

/// A question about somebody of this place that I can't answer: who can.
pub fn of_person(turn: &mut Turn, words: &[&str]) -> bool {
    let of_person = words
        .iter()
        .any(|word| ["he", "she", "him", "her", "his"].contains(word));
    let Some(person) = resolve::last_person(turn).filter(|_| of_person) else {
        return false;
    };
    let (Some(name), Some(at)) = (person.name.clone(), person.at.clone()) else {
        return false;
    };
    turn.say_with("ref.person.ask", &[("person", &name), ("at", &at)])
}

/// "Who is she?": the one last named.
pub fn who(turn: &mut Turn, words: &[&str]) -> bool {
    let far = words.iter().any(|word| ["there", "over"].contains(word));
    let pronoun = words
        .iter()
        .find(|word| ["he", "she", "they"].contains(word))
        .copied()
        .unwrap_or("he");
    if let Some(kin) = kin_of_mine(turn, pronoun) {
        return facts_of_kin(turn, &kin) || turn.say("ref.kin.none");
    }
    if let Some(name) = stranger(turn).filter(|_| !far) {
        return of_stranger(turn, &name);
    }
    let person = resolve::last_person(turn);
    match person.filter(|_| !far) {
        Some(person) => {
            people::describe(turn, person);
            true
        }
        None => false,
    }
}

/// "And how many have you got?": my own number of what they just told.
pub fn count_like_theirs(turn: &mut Turn) -> bool {
    const KIN: &[&str] = &[
        "brother",
        "sister",
        "child",
        "son",
        "daughter",
        "kid",
        "dog",
        "cat",
        "twin",
        "grandchild",
    ];
    let told = turn.said.iter().rev().find_map(|said| {
        said.lemmas
            .iter()
            .find(|word| KIN.contains(&word.as_str()))
            .cloned()
    });
    let Some(word) = told else {
        return false;
    };
    let mine = turn
        .ctx
        .me
        .facts
        .iter()
        .map(|fact| fact.says.clone())
        .find(|says| has_number(says) && lemmas(says).contains(&word) && says.contains("I "));
    match mine {
        Some(says) => {
            turn.tell(&ended(&says));
            true
        }
        None => turn.say("ref.count.none"),
    }
}

/// "Do you like it?", of what was last spoken of.
pub fn liking(turn: &mut Turn, words: &[&str]) -> bool {
    let person = words
        .iter()
        .any(|word| ["he", "she", "him", "her", "them"].contains(word));
    if person && let Some(person) = resolve::last_person(turn) {
        return people::opinion(turn, person);
    }
    match near(turn, &[], |text| {
        let words = plain_words(text);
        [
            "like",
            "love",
            "best",
            "favourite",
            "lovely",
            "hate",
            "good",
        ]
        .iter()
        .any(|word| words.iter().any(|said| said == word))
    }) {
        Some(text) => {
            turn.tell(&text);
            true
        }
        None => turn.say("ref.like"),
    }
}

/// Kin of my own that were last spoken of: "your mother", "my brother".
pub fn kin_of_mine(turn: &Turn, pronoun: &str) -> Option<String> {
    let before = turn.ctx.transcript.split_last()?.1;
    before.iter().rev().take(2).find_map(|line| {
        let words = plain_words(&line.text);
        let mine = if line.who == turn.ctx.me.id {
            "my"
        } else {
            "your"
        };
        words.windows(2).find_map(|pair| {
            let fits = kin(&pair[1]).is_some_and(|kind| may_stand_for(pronoun, kind));
            (pair[0] == mine && fits).then(|| pair[1].clone())
        })
    })
}

/// Somebody named in my last line who does not live here: Kallia the stonecutter.
pub fn stranger(turn: &Turn) -> Option<String> {
    let line = &turn.my_last_line()?.text;
    if resolve::mentioned_person(turn, line).is_some() {
        return None;
    }
    turn::sentences(line).into_iter().find_map(|sentence| {
        sentence
            .split_whitespace()
            .skip(1)
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .find(|word| {
                word.len() > 2
                    && word.starts_with(char::is_uppercase)
                    && !turn.known.contains(&word.to_lowercase())
            })
            .map(str::to_owned)
    })
}

pub fn of_stranger(turn: &mut Turn, name: &str) -> bool {
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    let named: Vec<String> = facts
        .filter(|fact| fact.says.contains(name))
        .map(|fact| ended(&fact.says))
        .collect();
    if let Some(says) = named.iter().find(|says| turn.is_fresh(says)).cloned() {
        turn.tell(&says);
        return true;
    }
    let said = lately(turn)
        .into_iter()
        .find(|sentence| sentence.contains(name));
    said.is_some_and(|sentence| again(turn, &sentence))
}

/// Something of mine that names that kin and was not said yet.
pub fn facts_of_kin(turn: &mut Turn, kin: &str) -> bool {
    let facts = turn.ctx.me.facts.iter().map(|fact| ended(&fact.says));
    let found = facts
        .into_iter()
        .find(|says| turn.is_fresh(says) && plain_words(says).iter().any(|word| word == kin));
    match found {
        Some(says) => {
            turn.tell(&says);
            true
        }
        None => false,
    }
}

/// "Who looks after them?", "who runs it?"
pub fn keeps(words: &[&str], own: &[String]) -> bool {
    words[0] == "who"
        && own.iter().any(|word| {
            [
                "look", "keep", "run", "own", "work", "tend", "care", "mind", "charge", "guard",
                "live", "after", "sell",
            ]
            .iter()
            .any(|one| lemma(one) == *word)
        })
}

/// Whose the place is that was last spoken of: by their trade, or by what is said of the place.
pub fn keeper<'a>(turn: &Turn<'a>) -> Option<&'a PersonView> {
    let before = turn.ctx.transcript.split_last()?.1;
    let place = before
        .iter()
        .rev()
        .take(3)
        .find_map(|line| resolve::mentioned_place(turn, &line.text))?;
    let named = resolve::mentioned_person(turn, &place.about);
    let by_trade = || {
        let kind = place.kind.to_lowercase();
        let stem: String = kind.chars().take(5).collect();
        turn.people().find(|person| {
            person
                .role
                .as_deref()
                .is_some_and(|role| stem.len() > 3 && role.to_lowercase().contains(&stem))
        })
    };
    named.or_else(by_trade)
}

/// "Tell me more about him": more of the one last named.
pub fn more_of_person(turn: &mut Turn, meaning: &Meaning) -> bool {
    let him = meaning
        .clause
        .plain()
        .iter()
        .any(|word| ["him", "her", "he", "she"].contains(word));
    match resolve::last_person(turn).filter(|_| him) {
        Some(person) => {
            people::describe(turn, person);
            true
        }
        None => memory::more(turn),
    }
}

/// "This garden is wonderful, who looks after it?": the place stands in the line itself.
pub fn kept_here(turn: &mut Turn, words: &[&str]) -> bool {
    let bases: Vec<String> = words.iter().map(|word| lemma(word)).collect();
    let leans = words
        .iter()
        .any(|word| ["it", "this", "them"].contains(word));
    if words.first() != Some(&"who") || !leans || !keeps(words, &bases) {
        return false;
    }
    let place = turn
        .line()
        .and_then(|line| resolve::mentioned_place(turn, &line.text));
    let Some(place) = place else {
        return false;
    };
    let mine = lemmas(&place.about).iter().any(|word| {
        turn.ctx
            .me
            .name
            .to_lowercase()
            .split(' ')
            .any(|part| lemma(part) == *word)
    });
    if mine {
        own::tell_about(turn);
        return true;
    }
    match resolve::mentioned_person(turn, &place.about) {
        Some(person) => {
            people::describe(turn, person);
            true
        }
        None => false,
    }
}
