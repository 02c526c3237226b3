//! Where to go for something: a hot drink, a seat, shade, quiet, the way out.

use std::sync::OnceLock;

use stoa_model::PlaceView;

use crate::{resolve, turn::Turn};

use super::{
    super::{ended, facts, place},
    Asked,
};

/// A need with the places that serve it.
struct Need {
    kind: &'static str,
    places: Vec<&'static str>,
    told_by: Vec<&'static str>,
}

fn needs() -> &'static [Need] {
    static NEEDS: OnceLock<Vec<Need>> = OnceLock::new();
    NEEDS.get_or_init(|| {
        let mut needs: Vec<Need> = Vec::new();
        for line in include_str!("../../data/needs.txt").lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let header = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'));
            if let Some((kind, places)) = header.and_then(|header| header.split_once(':')) {
                needs.push(Need {
                    kind,
                    places: places.split_whitespace().collect(),
                    told_by: Vec::new(),
                });
            } else if let Some(need) = needs.last_mut() {
                need.told_by.extend(line.split(',').map(str::trim));
            }
        }
        needs
    })
}

/// Answers a question or a wish for a place that serves a need; false when it names none.
pub fn answer(turn: &mut Turn, clause: &Asked) -> bool {
    let asks_where = clause.asks
        && clause.any(&[
            "where",
            "anywhere",
            "somewhere",
            "place",
            "places",
            "spot",
            "spots",
            "nearest",
            "closest",
            "which way",
            "how do",
            "how can",
            "how to",
            "recommend",
            "suggest",
            "send",
            "is there",
            "are there",
            "can i get",
            "could i get",
            "can we get",
            "could we get",
            "can one get",
            "may i have",
            "can i have",
            "could i have",
            "any idea where",
            "is it possible to get",
            "can i find",
            "can you get",
            "can i buy",
            "can we eat",
            "do you have",
            "have you got",
            "you sell",
            "any",
            "do for",
            "what is the way",
        ]);
    let elsewhere = clause.asks
        && clause
            .words
            .first()
            .is_some_and(|word| *word == "anywhere" || *word == "any");
    let looks = clause.any(&["i am looking for", "we are looking for", "want to leave"]);
    let short = clause.asks && clause.words.len() < 4;
    if !asks_where && !clause.wishes && !elsewhere && !looks && !short {
        return false;
    }
    // A named place or person is asked for itself.
    let mine = clause.any(&[
        "your",
        "his",
        "her",
        "he",
        "she",
        "you work",
        "do you live",
        "is my",
        "are my",
        "was my",
        "were my",
        "did i",
        "have i",
    ]);
    let origin = clause.any(&[
        "come from",
        "than",
        "comes from",
        "does the",
        "do the",
        "did the",
        "does it",
    ]);
    if mine
        || origin
        || clause.any(&[
            "who", "why", "when", "how much", "how many", "how old", "how long",
        ])
    {
        return false;
    }
    if resolve::mentioned_person(turn, &clause.words.join(" ")).is_some() {
        return false;
    }
    // "How do you sort the books" is about me.
    let asked_me = clause.any(&["do you", "did you", "are you", "have you"])
        && !clause.any(&[
            "you have",
            "you got",
            "you sell",
            "you know",
            "you recommend",
            "you suggest",
            "you send",
            "you advise",
        ]);
    if asked_me && clause.asks {
        return false;
    }
    let Some(need) = needs()
        .iter()
        .find(|need| need.told_by.iter().any(|words| clause.has(words)))
    else {
        return false;
    };
    if need.kind != "exit" && names_a_place(turn, clause) {
        return false;
    }
    // "Do you have bread" asks me for it, where it is my matter.
    let of_me = clause.any(&["do you have", "have you got", "you sell", "you got"]);
    if of_me && facts::on_topic(turn, &clause.words, 0.6) {
        return true;
    }
    let asks_place = clause.any(&["where", "place", "spot", "somewhere", "anywhere"]);
    if ["view", "stars"].contains(&need.kind)
        && !asks_place
        && facts::spoken(turn, &clause.words, 0.5)
    {
        return true;
    }
    serve(turn, need, clause)
}

fn names_a_place(turn: &Turn, clause: &Asked) -> bool {
    let captured = clause.meaning.capture("x").map(<[String]>::to_vec);
    let whole = |place: &PlaceView| {
        let name = place.name.to_lowercase();
        clause.has(crate::turn::without_article(&name))
    };
    turn.ctx.places.iter().any(whole)
        && captured.is_some_and(|words| resolve::place(turn, &words).is_some())
}

/// The first place of the need's list that this world has, the nearest of its kind.
fn fittest<'a>(turn: &Turn<'a>, need: &Need) -> Option<&'a PlaceView> {
    let places = || turn.ctx.here.iter().chain(&turn.ctx.places);
    let named = need.places.iter().find_map(|word| {
        places().find(|place| {
            let name = format!("{} {} {}", place.id, place.name, place.kind).to_lowercase();
            name.contains(word)
        })
    });
    named.or_else(|| {
        need.places
            .iter()
            .find_map(|word| places().find(|place| place.about.to_lowercase().contains(word)))
    })
}

fn serve(turn: &mut Turn, need: &Need, clause: &Asked) -> bool {
    if need.kind == "toilet" {
        return turn.say("need.toilet");
    }
    let nearest = clause.any(&["nearest", "closest", "sit", "rest", "feet", "seat", "bench"]);
    let sits = |place: &&PlaceView| {
        let about = place.about.to_lowercase();
        ["bench", "seat"].iter().any(|word| about.contains(word))
    };
    let found = if need.kind == "sit" && nearest {
        let here = turn.ctx.here.as_ref().filter(sits);
        here.or_else(|| turn.ctx.places.iter().find(sits))
    } else {
        fittest(turn, need)
    };
    let Some(place) = found else { return false };
    let key = match need.kind {
        "hot_drink" | "drink" | "water" => "place.drink",
        "food" | "sweet" | "bread" => "place.food",
        "sit" => "place.rest",
        "exit" => "need.exit",
        _ => "need.go",
    };
    let name = place.name.clone();
    let here = turn
        .ctx
        .here
        .as_ref()
        .is_some_and(|here| here.id == place.id);
    // Said already in this turn: "I'm starving. Anything to eat?"
    let said = turn
        .out
        .iter()
        .any(|sentence| sentence.to_lowercase().contains(&name.to_lowercase()));
    if said && !here {
        return true;
    }
    if here {
        if !said {
            turn.say_with("need.here", &[("place", &name)]);
        }
        if !facts::of_mine(turn, &clause.words, 0.5) && !place.about.trim().is_empty() {
            turn.tell(&ended(&place.about));
        }
        return true;
    }
    turn.say_with(key, &[("place", &name)]);
    place::way(turn, place)
}
