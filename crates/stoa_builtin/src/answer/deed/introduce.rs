//! Making two people known to each other, here or where the other was last seen.

use stoa_model::PersonView;

use crate::{resolve::Referent, turn::Turn, understand::Meaning};

use super::{cannot, captured, lead_to_person, meant};
use crate::answer::{facts, place};

/// Introduces the listener to somebody.
pub fn introduce(turn: &mut Turn, meaning: &Meaning) -> bool {
    // "I'd like to meet the painter, can you introduce me": it is done already.
    if turn.calls.iter().any(|call| call.name == "introduce") {
        return true;
    }
    let words = captured(meaning);
    let anybody = words.is_empty()
        || words.iter().any(|word| {
            [
                "someone", "somebody", "anyone", "anybody", "people", "friend", "friends",
                "others", "them", "everyone",
            ]
            .contains(&word.as_str())
        });
    let listener = turn.ctx.listener.as_ref().map(|listener| listener.id);
    let person = match meant(turn, &words) {
        Some(Referent::Person(person)) => Some(person),
        Some(Referent::Me) => {
            return turn.say("own.name");
        }
        Some(Referent::Place(place)) => return place::describe(turn, place),
        _ if anybody => turn
            .ctx
            .present
            .iter()
            .find(|person| Some(person.id) != listener && person.name.is_some()),
        _ => return turn.say_with("people.unknown", &[("x", &facts::topic(meaning))]),
    };
    let Some(person) = person else {
        return turn.say("deed.introduce.nobody");
    };
    let Some(name) = person.name.clone() else {
        return turn.say("people.which");
    };
    if !turn.can("introduce") {
        return cannot(turn, &format!("introduce you to {name}"));
    }
    if !turn.ctx.present.iter().any(|other| other.id == person.id) {
        return introduce_absent(turn, person, &name);
    }
    turn.call("introduce", &[("to", &name)]);
    let role = person.role.clone().unwrap_or_default();
    let mut slots: Vec<(&'static str, &str)> = vec![("person", &name)];
    if !role.is_empty() {
        slots.push(("prole", &role));
    }
    turn.say_with("deed.introduce", &slots)
}

/// Who was seen somewhere is looked for there, with the guest in tow; the tool knows the way.
fn introduce_absent(turn: &mut Turn, person: &PersonView, name: &str) -> bool {
    let absent = &turn.ctx.absent;
    let seen = absent.iter().find(|other| other.id == person.id);
    let Some(at) = seen.and_then(|other| other.at.clone()) else {
        turn.say_with("deed.introduce.away", &[("person", name)]);
        return lead_to_person(turn, person);
    };
    let at = turn.place_named(&at).map_or(at, |place| place.name.clone());
    turn.call("introduce", &[("to", name)]);
    turn.say_with("deed.introduce.lead", &[("person", name), ("at", &at)])
}
