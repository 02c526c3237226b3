//! My trade: where I work, what I have to offer, what I am making, what I do when asked.

use crate::{resolve, topics, turn::Turn};

use super::{
    super::{facts, own},
    Asked,
    life::tell,
    trade,
};

/// Where I work: what I say of my own that names a place.
pub fn workplace(turn: &mut Turn, clause: &Asked) -> bool {
    const PLACES_OF_WORK: [&str; 27] = [
        "work",
        "studio",
        "shop",
        "workshop",
        "office",
        "stall",
        "workbench",
        "workplace",
        "bench",
        "observatory",
        "practice",
        "surgery",
        "atelier",
        "desk",
        "easel",
        "oven",
        "kitchen",
        "based",
        "set up",
        "working",
        "business",
        "store",
        "clinic",
        "bakery",
        "kiln",
        "telescope",
        "job",
    ];
    let asks = clause.any(&[
        "where",
        "whereabouts",
        "which part",
        "what part",
        "got a",
        "have a",
    ]) && clause.any(&[
        "do you",
        "your",
        "are you based",
        "have you",
        "you have",
        "can i find you",
        "you got",
        "you usually",
        "you normally",
        "you are working",
        "you work",
    ]);
    if !asks
        || clause.any(&[
            "live", "sleep", "stay", "from", "born", "home", "house", "learn", "hang", "see",
        ])
    {
        return false;
    }
    let content = topics::content(&clause.words);
    let stems: Vec<String> = content
        .iter()
        .map(|word| stoa_mind::words::stem(word))
        .collect();
    let place_of_work = clause.any(&PLACES_OF_WORK);
    let me = &turn.ctx.me;
    let facts = me
        .facts
        .iter()
        .map(|fact| (topics::stems(&fact.about.join(" ")), fact.says.clone()));
    let days = me.round.iter().map(|part| (Vec::new(), part.clone()));
    let mut best: Option<(usize, String)> = None;
    for (about, says) in facts.chain(days) {
        let said = topics::stems(&says);
        // What names no place counts only where it answers all that is asked: "where do you hide your poems".
        let all = stems.len() > 1
            && stems
                .iter()
                .all(|word| said.contains(word) || about.contains(word));
        if !local(turn, &says) && !all {
            continue;
        }
        let mine = says.to_lowercase();
        // "I paint by the fountain" before "I have painted worse people".
        let spoken: Vec<&str> = mine.split(|c: char| !c.is_alphanumeric()).collect();
        let does = spoken
            .windows(2)
            .any(|pair| pair[0] == "i" && stems.contains(&stoa_mind::words::stem(pair[1])));
        let mine = ["i ", "my ", "i'"]
            .iter()
            .any(|word| mine.starts_with(word) || mine.contains(&format!(" {word}")));
        let mut score = stems
            .iter()
            .map(|word| {
                usize::from(said.contains(word)) * 3 + usize::from(about.contains(word)) * 3
            })
            .sum::<usize>();
        if place_of_work {
            let work = [
                "workshop", "studio", "shed", "stall", "easel", "bakery", "cafe", "observ",
            ];
            score += usize::from(about.iter().any(|word| work.contains(&word.as_str()))) * 4;
        }
        if score > 0 {
            score += usize::from(mine) + 3 * usize::from(does) + 4 * usize::from(all);
        }
        if score > best.as_ref().map_or(1, |(most, _)| *most) {
            best = Some((score, says));
        }
    }
    if let Some((_, says)) = best {
        return tell(turn, Some(says));
    }
    let trade = trade::matter_of(&me.role, &stems);
    if !place_of_work && !trade {
        return false;
    }
    let about = me.about.clone();
    if local(turn, &about) {
        return tell(turn, Some(about));
    }
    let day = me.round.iter().find(|part| local(turn, part)).cloned();
    tell(turn, day)
}

/// What I have to offer: the next thing of my trade that I can tell of.
pub fn wares(turn: &mut Turn, clause: &Asked) -> bool {
    let asks = clause.any(&[
        "what have you got",
        "what else have you got",
        "what do you have",
        "what do you sell",
        "what else do you have",
        "what do you serve",
        "what do you offer",
        "on the menu",
        "what can i order",
        "what can you offer",
        "what is there to eat",
        "what is there to drink",
        "got anything",
        "have you anything",
        "have anything else",
        "what are you selling",
        "ones do you have",
        "which ones have you",
        "flowers do you have",
        "what is good today",
        "what is fresh",
    ]);
    let seller = ["seller", "baker", "keeper", "librarian", "merchant"]
        .iter()
        .any(|trade| turn.ctx.me.role.contains(trade));
    let advised = seller
        && clause.any(&[
            "you recommend",
            "you suggest",
            "you advise",
            "shall i take",
            "should i take",
            "should i get",
            "should i buy",
            "should i bring",
            "should i give",
            "should i choose",
            "should i pick",
        ]);
    if advised && facts::of_mine(turn, &["recommend"], 0.6) {
        return true;
    }
    let asks = asks || advised;
    let role = turn.ctx.me.role.clone();
    if !asks {
        return false;
    }
    let mut best: Option<(bool, String)> = None;
    for fact in &turn.ctx.me.facts {
        let about: Vec<String> = fact
            .about
            .iter()
            .flat_map(|topic| topics::stems(topic))
            .collect();
        if !trade::matter_of(&role, &about) || !turn.is_fresh(&fact.says) {
            continue;
        }
        // "What is there to eat" before whatever comes first.
        let named = ["food", "eat"]
            .iter()
            .any(|word| about.iter().any(|topic| topic == word));
        if best.as_ref().is_none_or(|(other, _)| named && !other) {
            best = Some((named, fact.says.clone()));
        }
    }
    tell(turn, best.map(|(_, says)| says))
}

/// "I need flowers for my boss", said to the flower seller.
pub fn wanted_of_me(turn: &mut Turn, clause: &Asked) -> bool {
    if !clause.wishes
        || clause.any(&[
            "see", "talk to", "meet", "find", "who", "whoever", "somebody", "someone", "learn",
        ])
    {
        return false;
    }
    let words: Vec<&str> = topics::content(&clause.words);
    let mine: Vec<&str> = words
        .into_iter()
        .filter(|word| trade::matter_of(&turn.ctx.me.role, &[stoa_mind::words::stem(word)]))
        .collect();
    !mine.is_empty() && facts::of_mine(turn, &mine, 0.5)
}

/// "Would you repair my cup", where I speak of repairing: what I say of it.
pub fn asked_to(turn: &mut Turn, clause: &Asked) -> bool {
    let verb = match clause.words.as_slice() {
        ["can" | "could" | "would" | "will", "you", verb, ..] => *verb,
        [verb, ..] => *verb,
        [] => return false,
    };
    // "Make me rich": what is to be done must have to do with what I do, the verb alone is no match.
    let made = ["make", "get", "give", "do", "let", "have", "keep", "help"].contains(&verb);
    let object = |fact: &stoa_model::Fact| {
        let known = topics::stems(&format!("{} {}", fact.about.join(" "), fact.says));
        topics::content(&clause.words)
            .into_iter()
            .filter(|word| *word != verb)
            .map(stoa_mind::words::stem)
            .any(|word| known.contains(&word))
    };
    let stem = stoa_mind::words::stem(verb);
    let others = topics::content(&clause.words).len();
    let asked = topics::stems(&clause.words.join(" "));
    let fits = turn
        .ctx
        .me
        .facts
        .iter()
        .filter(|fact| !made || object(fact));
    let fits = fits.filter(|fact| {
        topics::stems(&fact.about.join(" ")).contains(&stem)
            && topics::deeds(&fact.says).contains(&"mend".to_owned())
            || topics::deeds(&fact.says).contains(&stem)
    });
    let fact = fits.max_by_key(|fact| {
        let about = topics::stems(&fact.about.join(" "));
        asked.iter().filter(|word| about.contains(word)).count()
    });
    let text = fact.map(|fact| fact.says.clone()).filter(|_| others < 4);
    tell(turn, text)
}

/// What I am making: "I am building a boat in my head".
pub fn project(turn: &mut Turn, clause: &Asked) -> bool {
    let asks = clause.any(&["what are you", "what you are", "are you"])
        && clause.any(&[
            "making",
            "building",
            "writing",
            "composing",
            "working on",
            "painting",
            "carving",
            "inventing",
        ]);
    if !asks {
        return false;
    }
    let fact = turn.ctx.me.facts.iter().find(|fact| {
        let says = fact.says.to_lowercase();
        [
            "i am building",
            "i am writing",
            "i am making",
            "i have tried",
        ]
        .iter()
        .any(|words| says.contains(words))
    });
    let verb = clause.words.iter().rev().find(|word| word.ends_with("ing"));
    let verb = verb.map(|word| stoa_mind::words::stem(word));
    let stems: Vec<String> = topics::content(&clause.words)
        .into_iter()
        .map(stoa_mind::words::stem)
        .collect();
    let wish = turn.ctx.me.wants.iter().find(|want| {
        let want: Vec<String> = topics::stems(want);
        verb.as_ref().is_some_and(|verb| want.contains(verb))
            || stems.iter().any(|word| want.contains(word))
    });
    let text = fact.map(|fact| fact.says.clone()).or_else(|| wish.cloned());
    tell(turn, text)
}

/// "What does a messenger do", "what is it like being a baker": what I say of myself.
pub fn trade_in_general(turn: &mut Turn, clause: &Asked) -> bool {
    let trade = turn
        .ctx
        .me
        .role
        .split(' ')
        .next_back()
        .unwrap_or_default()
        .to_lowercase();
    let asks = clause.any(&[
        "what does a",
        "what does an",
        "what do",
        "the point of",
        "is it like",
        "being a",
        "being an",
        "what exactly does",
        "like to be",
        "the best part",
        "the hardest part",
        "best thing about",
    ]);
    if trade.is_empty() || !asks || !clause.has(&trade) {
        return false;
    }
    own::tell_about(turn);
    true
}

/// True when the text names a place of this world.
fn local(turn: &Turn, text: &str) -> bool {
    resolve::mentioned_place(turn, text).is_some()
}
