//! What passers-by ask in few words: whether I am open, who wins, how somebody is, who that one was.

use stoa_model::PersonView;

use crate::{
    normalise, resolve,
    told::words::lemma,
    turn::{self, Turn},
    understand::Meaning,
};

use super::{
    discourse, facts,
    knowledge::{self, Asked},
    own, people, place,
};

/// Answers such a line; false where it is of another sort.
pub fn answer(turn: &mut Turn, meaning: &Meaning) -> bool {
    const GRAVE: [&str; 5] = ["crisis", "inject", "harm", "insult", "bye"];
    if GRAVE.contains(&meaning.kind) || meaning.kind.starts_with("deed.") {
        return false;
    }
    let clause = Asked::new(meaning);
    name_in_return(turn, meaning)
        || without(turn, &clause)
        || clause.asks
            && (open(turn, &clause)
                || stars_tell(turn, &clause)
                || winner(turn, &clause)
                || spot_for_it(turn, &clause)
                || of_pronoun(turn, &clause)
                || described(turn, &clause))
}

/// "Mine is Ole", after my name: only a capital or a word that is no English one makes a name of it.
fn name_in_return(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = &meaning.clause.words;
    let at = words.iter().position(|word| word.word == "mine");
    let Some(name) = at.filter(|at| *at < 2).and_then(|at| {
        let is = words.get(at + 1).filter(|word| word.word == "is")?;
        let name = words.get(at + 2).filter(|_| words.len() <= at + 4)?;
        (is.word == "is").then_some(name)
    }) else {
        return false;
    };
    let capital = name.raw.starts_with(char::is_uppercase);
    if !capital && normalise::is_english(&name.word) {
        return false;
    }
    let named = turn.my_last_line().is_some_and(|line| {
        let first = turn::first_name(&turn.ctx.me.name);
        line.text.contains(first) || line.text.to_lowercase().contains("name")
    });
    let name = turn::raised(&name.raw);
    if !named {
        return false;
    }
    turn.listener_name = Some(name.clone());
    turn.say_with("tell.name", &[("name", &name)])
}

/// "Are you open?", "is your stall closed today?"
fn open(turn: &mut Turn, clause: &Asked) -> bool {
    let state = clause
        .words
        .iter()
        .position(|word| ["open", "closed", "shut"].contains(word));
    let asked = clause.any(&[
        "are you",
        "you are",
        "you open",
        "you closed",
        "is your",
        "are you still",
        "is it",
        "is this",
        "is the shop",
        "is the stall",
        "still open",
        "already closed",
    ]);
    let bare = state.is_some_and(|at| {
        clause.words.get(at + 1).is_none_or(|next| {
            [
                "now", "today", "already", "yet", "still", "here", "for", "or", "at",
            ]
            .contains(next)
        })
    });
    let when = clause.any(&["when", "what time", "until", "how long"]);
    asked
        && bare
        && !when
        && clause.words.len() < 8
        && turn.say(if clause.any(&["closed", "shut"]) && !clause.has("open") {
            "open.closed"
        } else {
            "open.now"
        })
}

/// "No nails?": what I know of it, or that I know no more.
fn without(turn: &mut Turn, clause: &Asked) -> bool {
    // "No" alone is a word of its own to the table, so the line is read as it stands.
    let Some(line) = turn.line().map(|line| line.text.to_lowercase()) else {
        return false;
    };
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty() && !["and", "but", "so"].contains(word))
        .collect();
    let (["no", thing], true) = (words.as_slice(), line.trim_end().ends_with('?')) else {
        return false;
    };
    let idle = [
        "way", "idea", "problem", "thanks", "kidding", "really", "one", "more", "matter", "joke",
        "charge", "cost", "sir", "wonder", "hurry", "rush", "doubt",
    ];
    if idle.contains(thing) || turn.my_last_line().is_none() || clause.words.len() > 2 {
        return false;
    }
    !turn.out.is_empty() || facts::on_topic(turn, &[thing], 0.5) || turn.say("no.such")
}

/// "What does my horoscope say?"
fn stars_tell(turn: &mut Turn, clause: &Asked) -> bool {
    clause.any(&["horoscope", "zodiac", "astrology", "star sign", "sun sign"])
        && (facts::on_topic(turn, &["horoscope", "astrology"], 0.5) || turn.say("horoscope"))
}

/// "Who wins?": the sentence of mine that tells it.
fn winner(turn: &mut Turn, clause: &Asked) -> bool {
    const CONTEST: [&str; 12] = [
        "win", "wins", "won", "winning", "lead", "leads", "leading", "ahead", "better", "beats",
        "best", "loses",
    ];
    let plain = clause.words.iter().skip(1).all(|word| {
        CONTEST.contains(word)
            || [
                "is", "usually", "mostly", "most", "often", "normally", "the", "more", "of", "you",
                "two", "at", "it", "that", "then", "always", "player", "games", "game", "tends",
                "to",
            ]
            .contains(word)
    });
    let asks = clause.words.first() == Some(&"who")
        && clause.words.iter().any(|word| CONTEST.contains(word));
    if !asks || !plain || clause.words.len() > 8 {
        return false;
    }
    let told = discourse::lately(turn).into_iter().find(|sentence| {
        let sentence = sentence.to_lowercase();
        sentence
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| CONTEST.contains(&word) && word != "best" && word != "better")
    });
    told.is_some_and(|sentence| discourse::again(turn, &sentence))
}

/// "What's the best place to look at it?": the place just spoken of.
fn spot_for_it(turn: &mut Turn, clause: &Asked) -> bool {
    let seeks = clause.any(&["place", "spot", "view"]) || clause.words.first() == Some(&"where");
    let looks = clause.any(&[
        "look at it",
        "see it",
        "watch it",
        "view it",
        "enjoy it",
        "see that",
        "look at that",
        "watch that",
    ]);
    if !(seeks && looks) || clause.words.len() > 12 {
        return false;
    }
    match resolve::last_place(turn) {
        Some(place) => place::way(turn, place),
        None => false,
    }
}

/// "Is he healthy?", "is she strict?", of somebody just named: what I know of them, or that I do not know it.
fn of_pronoun(turn: &mut Turn, clause: &Asked) -> bool {
    let skip = clause
        .words
        .iter()
        .take_while(|word| ["and", "but", "so", "oh"].contains(word))
        .count();
    let ["is" | "was", "he" | "she", rest @ ..] = clause.words.get(skip..).unwrap_or_default()
    else {
        return false;
    };
    const PLACES: [&str; 14] = [
        "here", "there", "around", "near", "nearby", "far", "at", "in", "your", "you", "my", "the",
        "a", "an",
    ];
    if rest.is_empty() || rest.len() > 4 || rest.iter().any(|word| PLACES.contains(word)) {
        return false;
    }
    let pronoun = clause.words.get(skip + 1).copied().unwrap_or("he");
    if discourse::speaks_of_kin(turn, pronoun) {
        return false;
    }
    let Some(person) = resolve::last_person(turn) else {
        return false;
    };
    let name = person.name.clone().unwrap_or_default();
    let first = name.split(' ').next().unwrap_or(&name).to_lowercase();
    let asked: Vec<String> = crate::topics::content(rest)
        .iter()
        .map(|word| lemma(word))
        .collect();
    let mut words = rest.to_vec();
    words.push(&first);
    if !asked.is_empty() && discourse::confirmed(turn, &asked)
        || knowledge::told_of(turn, &words, person)
    {
        return true;
    }
    const CHARACTER: [&str; 12] = [
        "good",
        "nice",
        "kind",
        "friendly",
        "honest",
        "reliable",
        "funny",
        "clever",
        "strict",
        "trustworthy",
        "strange",
        "grumpy",
    ];
    if person.relation.is_some() && rest.iter().any(|word| CHARACTER.contains(word)) {
        return people::opinion(turn, person);
    }
    !name.is_empty() && turn.say_with("people.beyond", &[("person", &name)])
}

/// "Who is the woman in the red hat that paints?", or "who is she?" after "I saw somebody selling flowers".
fn described(turn: &mut Turn, clause: &Asked) -> bool {
    const SOMEBODY: [&str; 16] = [
        "woman",
        "man",
        "girl",
        "boy",
        "lady",
        "guy",
        "fellow",
        "person",
        "somebody",
        "someone",
        "chap",
        "gentleman",
        "bloke",
        "one",
        "lad",
        "people",
    ];
    // "Do you know who that was?" asks the same.
    let at = clause.words.iter().position(|word| *word == "who");
    let words = at
        .filter(|at| *at == 0 || *at == 3 && clause.has("do you know who"))
        .and_then(|at| clause.words.get(at..))
        .unwrap_or_default();
    if words.len() < 3 {
        return false;
    }
    let of_one = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| SOMEBODY.contains(&word))
    };
    let own = words.join(" ");
    let pronoun = matches!(
        words,
        ["who", "is" | "was" | "might", "he" | "she" | "that" | "it"]
            | ["who", "that" | "he" | "she" | "it", "is" | "was"]
            | ["who", "is" | "was", "he" | "she" | "that" | "it", "then"]
            | [
                "who",
                "could" | "might" | "would",
                "that" | "it" | "he" | "she",
                "be"
            ]
    );
    let text = if pronoun {
        // What they said in this line or the one before, unless I named somebody since.
        if named_by_me(turn).is_some() {
            return false;
        }
        theirs(turn)
    } else if matches!(words, ["who", "is", "the" | "that" | "this", ..])
        && !clause.any(&["first", "last", "best", "most", "world", "only"])
    {
        own
    } else {
        return false;
    };
    if !of_one(&text) || resolve::mentioned_person(turn, &text).is_some() {
        return false;
    }
    // Who was only seen has no saw: the word is no matter of a trade here.
    let text = text
        .split_whitespace()
        .filter(|word| !["saw", "see", "seen"].contains(word))
        .collect::<Vec<_>>()
        .join(" ");
    let person = knowledge::somebody(turn, &text);
    match person {
        Some(person) => {
            people::describe(turn, person);
            true
        }
        None if knowledge::matter_of(&turn.ctx.me.role, &crate::topics::stems(&text)) => {
            own::tell_about(turn);
            true
        }
        None => false,
    }
}

fn named_by_me<'a>(turn: &Turn<'a>) -> Option<&'a PersonView> {
    let line = turn.my_last_line()?;
    resolve::mentioned_person(turn, &line.text)
}

/// Their last two lines, in lower case.
fn theirs(turn: &Turn) -> String {
    let me = turn.ctx.me.id;
    let lines = turn.ctx.transcript.iter().rev();
    lines
        .filter(|line| line.who != me)
        .take(2)
        .map(|line| line.text.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ")
}
