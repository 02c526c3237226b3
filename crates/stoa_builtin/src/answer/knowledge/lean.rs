//! Questions that lean on what was just said, by me or in the same line.

use crate::turn::Turn;

use super::{
    super::{ended, facts},
    Asked,
};

/// A short question whose words stand in what I said last: "what kind of tree?", "when is that?".
pub fn just_said(turn: &mut Turn, clause: &Asked) -> bool {
    const LEANING: [&str; 9] = [
        "none",
        "own.do",
        "why",
        "place.favourite",
        "people.know",
        "own.day",
        "place.what",
        "people.who",
        "future",
    ];
    const TIMES: [&str; 19] = [
        "summer",
        "winter",
        "spring",
        "autumn",
        "morning",
        "noon",
        "afternoon",
        "evening",
        "night",
        "dawn",
        "sunset",
        "november",
        "tuesday",
        "years",
        "minutes",
        "early",
        "o'clock",
        "day",
        "six",
    ];
    if !clause.asks || clause.words.len() > 7 || !LEANING.contains(&clause.meaning.kind) {
        return false;
    }
    let named = clause.words.join(" ");
    if crate::resolve::mentioned_person(turn, &named).is_some()
        || crate::resolve::mentioned_place(turn, &named).is_some()
    {
        return false;
    }
    let Some(line) = turn.my_last_line() else {
        return false;
    };
    let asked = crate::topics::stems(&named);
    let when = clause.words.iter().take(2).any(|word| *word == "when") && asked.is_empty();
    let sentences = crate::turn::sentences(&line.text);
    let answers = |sentence: &&String| {
        let said = crate::topics::stems(sentence);
        let lower = sentence.to_lowercase();
        let timed = when && TIMES.iter().any(|time| lower.contains(time));
        timed || !asked.is_empty() && asked.iter().all(|word| said.contains(word))
    };
    let means = clause.any(&["mean", "means"]) && !clause.any(&["it", "that", "this"]);
    let found = sentences
        .iter()
        .filter(|s| !s.ends_with('?') && !means)
        .find(answers);
    let Some(it) = found.map(|found| turn.lowered(found.trim_end_matches(['.', '!', ' ']))) else {
        return leans_on(turn, clause, &line.text);
    };
    turn.say_with("ref.quote", &[("it", &it)])
}

/// "What do they mean?", of what I named last: my fact on both the question's word and what was named.
fn leans_on(turn: &mut Turn, clause: &Asked, said: &str) -> bool {
    let mut asked = crate::topics::stems(&clause.words.join(" "));
    if clause.any(&["mean", "means"]) && !clause.of_you() {
        asked.push("mean".to_owned());
    }
    if asked.is_empty() || !clause.any(&["it", "they", "them", "that", "those", "these"]) {
        return false;
    }
    let said = crate::topics::stems(said);
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    let fits = facts.filter(|fact| turn.is_fresh(&fact.says)).find(|fact| {
        let about = crate::topics::stems(&fact.about.join(" "));
        let topical = asked.iter().all(|word| about.contains(word));
        topical
            && about
                .iter()
                .any(|word| said.contains(word) && !asked.contains(word))
    });
    let Some(says) = fits.map(|fact| fact.says.clone()) else {
        return false;
    };
    turn.tell(&ended(&says));
    true
}

/// "I was told that the portico echoes. Is that so?": what I know of it.
pub fn is_it_so(turn: &mut Turn, clause: &Asked) -> bool {
    if clause.meaning.kind != "own.trust" || !clause.any(&["so", "true", "right"]) {
        return false;
    }
    let line = turn
        .line()
        .map(|line| line.text.to_lowercase())
        .unwrap_or_default();
    let words: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty() && !["true", "right", "told", "heard"].contains(word))
        .collect();
    words.len() > clause.words.len() + 2 && facts::of_mine(turn, &words, 0.42)
}

/// "Any idea?", "what would you suggest?" after what was answered already: nothing more to say.
pub fn echo(turn: &mut Turn, clause: &Asked) -> bool {
    const ASKING: [&str; 12] = [
        "recommend",
        "suggest",
        "advise",
        "idea",
        "ideas",
        "choose",
        "pick",
        "say",
        "do",
        "be",
        "it",
        "suggestions",
    ];
    let content = crate::topics::content(&clause.words);
    let bare = content.iter().all(|word| ASKING.contains(word));
    let open = [
        "none",
        "place.can_do",
        "advice",
        "own.skill",
        "memory.about",
        "own.do",
        "place.list",
    ]
    .contains(&clause.meaning.kind);
    !turn.out.is_empty() && clause.asks && bare && open && clause.words.len() < 7
}
