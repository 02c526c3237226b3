//! What I told last, as the answer to a question that leans on it.

use crate::{
    normalise,
    told::words::{self as lists, kin, lemma, tells_place, tells_time},
    topics,
    turn::{self, Turn},
    understand::Meaning,
};

use super::PRONOUNS;
use crate::answer::{ended, has_number};

/// How many of my lines a follow-up may reach back.
const REACH: usize = 2;

/// What I know and told in my last lines, the newest line's first; phrases of courtesy are no knowledge.
pub fn lately(turn: &Turn) -> Vec<String> {
    let me = turn.ctx.me.id;
    let lines = turn
        .ctx
        .transcript
        .iter()
        .rev()
        .filter(|line| line.who == me);
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    let known: Vec<String> = facts
        .map(|fact| &fact.says)
        .chain(turn.ctx.places.iter().map(|place| &place.about))
        .chain(&turn.ctx.me.round)
        .chain(&turn.ctx.me.wants)
        .chain([&turn.ctx.me.about])
        .flat_map(|text| turn::sentences(text))
        .collect();
    let folded: Vec<String> = known.iter().map(|part| turn::fold(part)).collect();
    let relations: Vec<String> = turn
        .people()
        .filter_map(|person| person.relation.as_deref().map(turn::fold))
        .filter(|relation| !relation.is_empty())
        .collect();
    let mut found: Vec<String> = Vec::new();
    for line in lines.take(REACH) {
        let whole = turn::fold(&line.text);
        let mut here: Vec<(usize, String)> = known
            .iter()
            .zip(&folded)
            .filter(|(_, fold)| !fold.is_empty())
            .filter_map(|(part, fold)| whole.find(fold.as_str()).map(|at| (at, part.clone())))
            .collect();
        here.sort_by_key(|(at, _)| *at);
        found.extend(here.into_iter().map(|(_, part)| part));
        found.extend(turn::sentences(&line.text).into_iter().filter(|sentence| {
            let fold = turn::fold(sentence);
            relations
                .iter()
                .any(|relation| fold.contains(relation.as_str()))
        }));
    }
    found
}

pub fn plain_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| {
            let word = word.to_lowercase();
            word.strip_suffix("'s").unwrap_or(&word).to_owned()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

pub fn lemmas(text: &str) -> Vec<String> {
    plain_words(text).iter().map(|word| lemma(word)).collect()
}

/// Says a sentence of mine again, as the answer to what it answers.
pub fn again(turn: &mut Turn, sentence: &str) -> bool {
    let it = turn.lowered(sentence.trim_end_matches(['.', '!', '?', ' ']));
    turn.say_with("ref.quote", &[("it", &it)])
}

/// A question whose own words all stand in a sentence that I just said: that sentence answers.
pub fn covered(turn: &mut Turn, words: &[&str], own: &[String]) -> bool {
    // "What does lavender mean" asks for more than a sentence that names it.
    let meaning = words.iter().any(|word| ["mean", "means"].contains(word));
    if own.is_empty() || meaning || words.contains(&"i") || words.contains(&"my") {
        return false;
    }
    let number = words[0] == "how"
        && words
            .get(1)
            .is_some_and(|w| ["many", "much", "old", "long", "often"].contains(w));
    let own: Vec<&String> = own
        .iter()
        .filter(|word| !(number && ["old", "long"].contains(&word.as_str())))
        .collect();
    let found = lately(turn).into_iter().find(|sentence| {
        let said = lemmas(sentence);
        !own.is_empty()
            && own.iter().all(|word| said.contains(word))
            && said.len() > own.len() + 2
            && (!number || has_number(sentence) || (words[1] == "often" && counts(sentence)))
            && answers_as(words[0], sentence)
    });
    match found {
        Some(sentence) => again(turn, &sentence),
        None => false,
    }
}

/// True where a sentence tells how many or how often.
pub fn counts(sentence: &str) -> bool {
    has_number(sentence)
        || plain_words(sentence).iter().any(|word| {
            [
                "once", "twice", "thrice", "every", "daily", "half", "always", "never",
            ]
            .contains(&word.as_str())
        })
}

/// A question with a pronoun that nothing else answers: the sentence of the fact that I just told which fits it best.
pub fn of_last_fact(turn: &mut Turn, words: &[&str], own: &[String]) -> bool {
    let duty = matches!(words, ["what", "do", "i" | "we", "have" | "need", "to", ..]);
    if !duty
        && words
            .iter()
            .any(|word| ["i", "my", "me", "we"].contains(word))
    {
        return false;
    }
    let Some(told) = last_fact(turn) else {
        return false;
    };
    // Two words that the fact doesn't know ask for more than it holds.
    let all = lemmas(&told);
    if own.iter().filter(|word| !all.contains(word)).count() > 1 && !duty {
        return false;
    }
    let he = words
        .iter()
        .any(|word| ["he", "she", "him", "her", "his"].contains(word));
    let parts = turn::sentences(&told);
    let he_told = parts.iter().any(|part| {
        let said = plain_words(part);
        ["he", "she", "him", "her", "his"]
            .iter()
            .any(|word| said.iter().any(|one| one == word))
    });
    if he && !he_told {
        return false;
    }
    let many = words.get(1).copied().unwrap_or_default();
    let fits = |sentence: &str| match words[0] {
        wh @ ("who" | "when" | "where") => answers_as(wh, sentence),
        "how" if many == "old" => ["old", "older", "oldest", "year", "years", "age"]
            .iter()
            .any(|word| plain_words(sentence).iter().any(|said| said == word)),
        "how" if many == "often" => counts(sentence),
        "how" if ["many", "much", "big", "tall", "far"].contains(&many) => has_number(sentence),
        "how" if many == "long" => {
            let words = plain_words(sentence);
            let plain: Vec<&str> = words.iter().map(String::as_str).collect();
            has_number(sentence) || tells_time(&plain)
        }
        // "How hot does it get?" is answered by heat alone.
        "how" if !["is", "was", "are", "were", "do", "does", "did", "come"].contains(&many) => {
            own.iter().any(|word| lemmas(sentence).contains(word)) || own.is_empty()
        }
        "why" => false,
        _ => true,
    };
    let score = |sentence: &str| {
        let said = lemmas(sentence);
        let plain = plain_words(sentence);
        let has = |word: &str| plain.iter().any(|one| one == word);
        let mut score = 3 * own.iter().filter(|word| said.contains(word)).count();
        let many = words
            .iter()
            .any(|word| ["they", "them", "those", "these"].contains(word));
        score += 2 * usize::from(if many {
            has("they") || has("them") || has("are")
        } else {
            has("it") || has("its")
        });
        score += 2 * usize::from(words.contains(&"you") && has("i"));
        score + usize::from(words.contains(&"about") && has("about"))
    };
    let mut best: Option<(usize, &String)> = None;
    // "In that order." says nothing alone.
    let whole = |part: &&String| part.split_whitespace().count() > 3;
    for part in parts.iter().filter(whole).filter(|part| fits(part)) {
        let score = score(part);
        // What is asked for by its kind mostly comes first; the rest of a fact is its point.
        let typed = ["who", "when", "where"].contains(&words[0]);
        if best.is_none_or(|(most, _)| score > most || (score == most && !typed)) {
            best = Some((score, part));
        }
    }
    match best.map(|(_, part)| part.clone()) {
        // Said twice already: a third time is no answer.
        Some(part) if times_said(turn, &part) > 1 => false,
        Some(part) => again(turn, &part),
        None => false,
    }
}

/// In how many of my lines a sentence stands.
fn times_said(turn: &Turn, sentence: &str) -> usize {
    let fold = turn::fold(sentence);
    let me = turn.ctx.me.id;
    let mine = turn.ctx.transcript.iter().filter(|line| line.who == me);
    mine.filter(|line| turn::fold(&line.text).contains(&fold))
        .count()
}

/// The fact that my last line told.
pub fn last_fact(turn: &Turn) -> Option<String> {
    let said = turn::sentences(&turn.my_last_line()?.text);
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    let told = facts.map(|fact| fact.says.clone()).find(|says| {
        said.iter()
            .any(|sentence| turn::sentences(says).iter().any(|part| part == sentence))
    });
    // What came in other words ("As I said, …") still holds the fact's sentence.
    told.or_else(|| {
        let line = turn::fold(&turn.my_last_line()?.text);
        let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
        facts.map(|fact| fact.says.clone()).find(|says| {
            turn::sentences(says)
                .iter()
                .any(|part| line.contains(&turn::fold(part)))
        })
    })
}

/// A short question that nothing answers, after a fact that can: "who helps you?", "since when?"
pub fn last_resort(turn: &mut Turn, meaning: &Meaning) -> bool {
    let words = meaning.clause.plain();
    let own = words
        .iter()
        .filter(|word| !lists::of("follow-up empty").contains(word) && !PRONOUNS.contains(word))
        .count();
    let wh = words
        .first()
        .is_some_and(|word| ["who", "when", "where", "how"].contains(word));
    if !wh || own > 1 || words.len() > 4 || turn.my_last_line().is_none() {
        return false;
    }
    let typed = words[0] != "how"
        || words
            .get(1)
            .is_some_and(|word| ["many", "often", "long"].contains(word));
    typed && of_last_fact(turn, &words, &[])
}

/// True where a sentence can answer "who", "when" or "where".
pub fn answers_as(wh: &str, sentence: &str) -> bool {
    let words = plain_words(sentence);
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    match wh {
        "who" => {
            let named = sentence.split_whitespace().enumerate().any(|(at, word)| {
                word.len() > 2
                    && word.starts_with(char::is_uppercase)
                    && (at > 0 || !normalise::is_english(&word.to_lowercase()))
            });
            named
                || plain.iter().any(|word| {
                    kin(word).is_some()
                        || ["nobody", "everybody", "everyone", "somebody"].contains(word)
                })
        }
        "when" => {
            // "Twenty letters a day" tells how many, not when.
            let unit = |at: usize| at > 0 && ["a", "an"].contains(&plain[at - 1]);
            let kept: Vec<&str> = plain
                .iter()
                .enumerate()
                .filter(|(at, _)| !unit(*at))
                .map(|(_, word)| *word)
                .collect();
            tells_time(&kept)
        }
        "where" => tells_place(&plain),
        _ => true,
    }
}

/// What I know that holds a word of the question and a word of what was last spoken of, and was not said before.
pub fn near(turn: &Turn, own: &[String], fits: impl Fn(&str) -> bool) -> Option<String> {
    let before = turn.ctx.transcript.split_last()?.1;
    let spoken: Vec<String> = before
        .iter()
        .rev()
        .take(2)
        .flat_map(|line| {
            let mine = line.who == turn.ctx.me.id;
            let told = turn::sentences(&line.text);
            let told: Vec<String> = told
                .into_iter()
                .filter(|part| !(mine && part.ends_with('?')))
                .collect();
            let words = plain_words(&told.join(" "));
            let plain: Vec<&str> = words.iter().map(String::as_str).collect();
            topics::content(&plain)
                .into_iter()
                .map(lemma)
                .collect::<Vec<_>>()
        })
        .collect();
    let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
    let known = facts.map(|fact| (fact.about.join(" "), fact.says.clone()));
    let last: Vec<String> = last_fact(turn)
        .and_then(|says| {
            let facts = turn.ctx.me.facts.iter().chain(&turn.ctx.lore);
            facts.into_iter().find(|fact| fact.says == says)
        })
        .map(|fact| lemmas(&fact.about.join(" ")))
        .unwrap_or_default();
    let mut best: Option<(usize, String)> = None;
    for (about, says) in known {
        let about = lemmas(&about);
        let all = [about.clone(), lemmas(&says)].concat();
        let asked = own.iter().filter(|word| all.contains(word)).count();
        let topical = spoken
            .iter()
            .filter(|word| about.contains(word) && !own.contains(word))
            .count();
        let text = ended(&says);
        // One shared word alone must be one of the topics of what I last told.
        let same = last.is_empty() || last.iter().any(|word| about.contains(word));
        let enough = asked == own.len() && (topical > 1 || (topical > 0 && same));
        if enough
            && fits(&says)
            && turn.is_fresh(&text)
            && best.as_ref().is_none_or(|(most, _)| topical > *most)
        {
            best = Some((topical, text));
        }
    }
    best.map(|(_, text)| text)
}

/// "Is it Dario?": the sentence of mine that names it.
pub fn confirmed(turn: &mut Turn, own: &[String]) -> bool {
    let named = lately(turn).into_iter().filter(|sentence| {
        let said = lemmas(sentence);
        own.iter().all(|word| said.contains(word))
    });
    // "Is it really that old?" is answered by the years and not by "the old tree stands there".
    let measures = own.iter().any(|word| {
        ["old", "big", "long", "tall", "far", "many", "high", "deep"].contains(&word.as_str())
    });
    let mut found: Option<String> = None;
    for sentence in named {
        let better = measures && has_number(&sentence);
        if found
            .as_ref()
            .is_none_or(|first| better && !has_number(first))
        {
            found = Some(sentence);
        }
    }
    match found {
        Some(sentence) => again(turn, &sentence),
        None => false,
    }
}
