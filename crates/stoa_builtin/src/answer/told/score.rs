//! Which telling answers a question best.

use crate::{
    told::{
        Said,
        words::{is_date, lemma, likeness},
    },
    topics,
};

use super::asked::Asked;
use crate::answer::list;

/// The telling that answers best, when one covers at least `must` of the question.
pub fn best(said: &[Said], asked: &Asked, must: f32, of: Option<&str>) -> Option<String> {
    let mut best: Option<(f32, &Said)> = None;
    for one in said.iter().filter(|one| !one.just_now) {
        if of.is_some_and(|kin| one.kin.as_deref() != Some(kin)) {
            continue;
        }
        let Some(score) = score(one, asked, must, of.is_some()) else {
            continue;
        };
        let score = score
            - if one.line.is_none() && !tells_more(one, asked) {
                1.0
            } else {
                0.0
            };
        if best.is_none_or(|(most, _)| score >= most) {
            best = Some((score, one));
        }
    }
    best.map(|(_, one)| {
        if asked.yes_no || (tells_more(one, asked) && (asked.wh != "why" || one.has_reason)) {
            return one.says.clone();
        }
        let alone =
            one.line.is_none() || said.iter().filter(|other| other.line == one.line).count() < 2;
        if asked.wh == "why" && !one.has_reason && alone {
            return with_before(said, one);
        }
        // "I have an exam and I'm scared": what they are scared of stands beside it.
        let beside = said
            .iter()
            .filter(|other| other.line.is_some() && other.line == one.line)
            .map(|other| other.says.clone());
        list(&beside.collect::<Vec<_>>())
    })
    .filter(|says| !says.is_empty())
}

/// A telling with the one before it, where its reason may stand: "your cat died, and you are so sad".
pub fn with_before(said: &[Said], one: &Said) -> String {
    let before = said
        .iter()
        .take_while(|other| *other != one)
        .filter(|other| other.line.is_some())
        .last();
    match before {
        Some(before) => format!("{}, and {}", before.says, one.says),
        None => one.says.clone(),
    }
}

/// True where a telling holds something that the question does not.
pub fn tells_more(one: &Said, asked: &Asked) -> bool {
    let words: Vec<&str> = one.words.iter().map(String::as_str).collect();
    topics::content(&words).into_iter().any(|word| {
        let word = lemma(word);
        asked
            .content
            .iter()
            .all(|(asked, _)| likeness(asked, &word) == 0.0)
    }) || asked.wh.is_empty()
}

pub fn score(one: &Said, asked: &Asked, must: f32, of_kin: bool) -> Option<f32> {
    let (mut hit, mut all) = (0.0, 0.0);
    let mut dated = true;
    for (word, weight) in &asked.content {
        let like = one
            .lemmas
            .iter()
            .map(|said| likeness(word, said))
            .chain(one.beside.iter().map(|said| 0.7 * likeness(word, said)))
            .fold(0.0, f32::max);
        let kind = (word == "birthday" && one.of_age && one.has_time)
            || (one.of_work && ["job", "work", "trade"].contains(&word.as_str()))
            || (one.of_home
                && ["home", "live", "country", "city", "town"].contains(&word.as_str()));
        let like = if kind { like.max(0.9) } else { like };
        if is_date(word) && like == 0.0 {
            dated = false;
        }
        hit += weight * like;
        all += weight;
    }
    for (wanted, has) in [
        (asked.of_work, one.of_work),
        (asked.of_home, one.of_home),
        (asked.of_age, one.of_age),
    ] {
        if wanted {
            all += 1.0;
            hit += if has { 1.0 } else { 0.0 };
        }
    }
    if asked.of_name {
        all += 1.0;
        hit += if one.names.is_empty() { 0.0 } else { 1.0 };
        if one.names.is_empty() {
            return None;
        }
    }
    let cover = if all > 0.0 { hit / all } else { 1.0 };
    if cover < must || (hit < 0.2 && !of_kin) || !dated {
        return None;
    }
    let role = match asked.wh {
        "where" => one.has_place || one.of_home,
        "when" => one.has_time,
        "why" => one.has_reason,
        "who" => one.kin.is_some() || !one.names.is_empty(),
        _ if asked.counts || asked.of_age => one.has_number,
        _ => true,
    };
    // "Where am I going?" is not answered by "you are going to rest".
    let must_have = matches!(asked.wh, "where" | "when") || asked.counts || asked.of_age;
    if must_have && !role {
        return None;
    }
    let role_score = match (role, asked.wh) {
        (true, _) => 0.3,
        (false, "who") => -0.3,
        _ => 0.0,
    };
    // "What happened to my husband" asks for what he did, not for what he was.
    let happened = asked
        .words
        .get(1)
        .is_some_and(|word| ["happened", "happens"].contains(word))
        && !one
            .words
            .iter()
            .any(|word| ["is", "was", "are", "were"].contains(&word.as_str()));
    let role_score = role_score + if happened { 0.3 } else { 0.0 };
    let sure = if one.supposed { -0.4 } else { 0.0 };
    // "What was my grandfather" asks for what he was, not for what he did.
    let being = matches!(
        asked.words.as_slice(),
        ["what" | "who", "is" | "was" | "are" | "were", "my", _]
    ) && one
        .words
        .iter()
        .any(|word| ["is", "was", "are", "were"].contains(&word.as_str()));
    let being = being
        || (asked.words.starts_with(&["what", "am", "i"])
            && one.words.starts_with(&["i".to_owned(), "am".to_owned()]));
    let sure = sure + if being { 0.3 } else { 0.0 };
    Some(cover + hit * 0.2 + role_score + sure)
}
