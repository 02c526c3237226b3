//! Games, songs, bargains, knock-knock jokes and things that this world has not got.

use crate::{
    resolve,
    turn::{self, Turn},
    understand::Meaning,
};

use super::facts;

/// Answers a kind of this family; `None` when it is of another.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> Option<bool> {
    let words = meaning.clause.plain();
    Some(match meaning.kind {
        "game" => facts::on_topic(turn, &words, 0.6) || turn.say("game"),
        "secret" => facts::on_topic(turn, &["secret"], 0.6) || turn.say("secret"),
        "bargain" => {
            facts::on_topic(turn, &["money", "pay", "price", "cost"], 0.5) || turn.say("bargain")
        }
        "sing" => sing(turn),
        // What is sold is had by the custom of the place; what is mine stays mine.
        "may.have" => {
            let mine = words.contains(&"your");
            facts::on_topic(turn, &words, 0.6)
                || (!mine && facts::on_topic(turn, &["money", "pay", "price", "cost"], 0.5))
                || turn.say("may.have")
        }
        _ => return None,
    })
}

/// A singer speaks of singing; anybody else says who the singer is.
fn sing(turn: &mut Turn) -> bool {
    let sings = |role: &str| {
        ["sing", "musician", "bard", "minstrel"]
            .iter()
            .any(|word| role.contains(word))
    };
    if sings(&turn.ctx.me.role.to_lowercase()) {
        return facts::on_topic(turn, &["sing", "song"], 0.3) || turn.say("sing");
    }
    let singer = turn.people().find(|person| {
        person
            .role
            .as_deref()
            .is_some_and(|role| sings(&role.to_lowercase()))
    });
    turn.say("sing");
    if let Some(person) = singer
        && let (Some(name), Some(role)) = (&person.name, &person.role)
    {
        let at = person.at.clone().unwrap_or_default();
        let mut slots: Vec<(&'static str, &str)> = vec![("person", name), ("prole", role)];
        if !at.is_empty() {
            slots.push(("at", &at));
        }
        turn.out.truncate(1);
        turn.say_with("sing.ask", &slots);
    }
    true
}

/// Carries on a knock-knock joke: who is there, who that is, and the laugh; false when none is going on.
pub fn knock(turn: &mut Turn, text: &str) -> bool {
    let Some(mine) = turn.my_last_line().map(|line| line.text.to_lowercase()) else {
        return false;
    };
    let short = text.split_whitespace().count() <= 3 && !text.contains('?');
    let theirs_before = turn.their_line_before().to_lowercase();
    if theirs_before.contains("knock") && theirs_before.matches("knock").count() > 1 && short {
        let who = facts::clean(text);
        return !who.is_empty() && turn.say_with("knock.who", &[("x", &turn::raised(&who))]);
    }
    // They told the answer to a riddle of theirs.
    if mine.contains("you tell me") && !text.contains('?') {
        return turn.say("knock.end");
    }
    if mine.trim_end().ends_with(" who?") && mine.split_whitespace().count() <= 5 {
        return turn.say("knock.end");
    }
    false
}

/// What belongs to another age than this world: nobody here has one.
const MODERN: &[&str] = &[
    "wifi",
    "wi-fi",
    "internet",
    "phone",
    "cellphone",
    "smartphone",
    "charger",
    "socket",
    "taxi",
    "uber",
    "cab",
    "atm",
    "cashpoint",
    "toilet",
    "toilets",
    "restroom",
    "bathroom",
    "loo",
    "computer",
    "laptop",
    "tv",
    "television",
    "car",
    "plane",
    "airport",
    "subway",
    "metro",
    "supermarket",
    "pharmacy",
    "hospital",
    "hotel",
    "cinema",
    "gym",
    "netflix",
    "youtube",
    "google",
    "facebook",
    "instagram",
    "tiktok",
    "twitter",
    "email",
    "password",
    "elevator",
    "escalator",
    "petrol",
    "electricity",
    "battery",
    "printer",
    "camera",
    "radio",
    "cigarette",
    "cigarettes",
    "lighter",
    "beer",
    "whisky",
    "vodka",
    "pizza",
    "burger",
    "starbucks",
    "mcdonalds",
    "zoo",
    "police",
    "policeman",
    "bicycle",
    "bike",
    "scooter",
    "playground",
    "sword",
    "gun",
    "dragon",
    "unicorn",
];

/// Says that there is no such thing here, where a question or a wish is about something that no fact knows.
pub fn modern(turn: &mut Turn, meaning: &Meaning) -> bool {
    let asks = match meaning.kind {
        "none" => meaning.asks,
        "may" | "deed.other" | "place.where" | "place.price" => true,
        _ => false,
    };
    if !asks {
        return false;
    }
    let words = meaning.clause.plain();
    const WANTS: [&str; 18] = [
        "where", "there", "have", "get", "find", "use", "call", "charge", "need", "got", "any",
        "order", "buy", "bring", "borrow", "code", "your", "google",
    ];
    if !words.iter().any(|word| WANTS.contains(word)) {
        return false;
    }
    // "Where is my phone" is about theirs; "do you …" about mine.
    if words.contains(&"you") || words.contains(&"i") && words.contains(&"did") {
        return false;
    }
    let Some(thing) = words.iter().find(|word| MODERN.contains(word)).copied() else {
        return false;
    };
    if facts::about(turn, &words, 0.6) {
        return true;
    }
    if turn.place_named(thing).is_some() || resolve::place(turn, &[thing.to_owned()]).is_some() {
        return false;
    }
    turn.say_with("modern", &[("x", thing)])
}
