//! Words as they are compared when something told is looked for: base forms, kin, times, words that mean the same.

use std::{collections::BTreeMap, sync::OnceLock};

use stoa_mind::words::stem;

use crate::lists::Lists;

/// The lists of `data/told.txt` by section.
fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists::read(include_str!("../data/told.txt")))
}

/// The words or phrases of a section; none for a section that is not there.
pub fn of(section: &str) -> &'static [&'static str] {
    lists().of(section)
}

/// Past forms that no ending betrays, and their base.
fn irregular() -> &'static BTreeMap<&'static str, &'static str> {
    static FORMS: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    FORMS.get_or_init(|| lists().pairs("irregular"))
}

/// The form under which a word is compared.
pub fn lemma(word: &str) -> String {
    stem(irregular().get(word).copied().unwrap_or(word))
}

/// True for a past form that no ending betrays.
pub fn is_past(word: &str) -> bool {
    let other = ["goes", "has", "kids", "children", "wives", "mice"].contains(&word);
    let past = irregular().get(word).is_some_and(|base| *base != word);
    past && !other && !word.ends_with("ing")
}

/// Words that stand for each other, and general words with those told in their place, as base forms.
struct Kinship {
    same: Vec<Vec<String>>,
    special: Vec<(Vec<String>, Vec<String>)>,
}

fn kinship() -> &'static Kinship {
    static KINSHIP: OnceLock<Kinship> = OnceLock::new();
    let bases = |words: &str| words.split_whitespace().map(lemma).collect::<Vec<_>>();
    KINSHIP.get_or_init(|| Kinship {
        same: of("same").iter().map(|group| bases(group)).collect(),
        special: of("special")
            .iter()
            .filter_map(|line| line.split_once('>'))
            .map(|(general, special)| (bases(general), bases(special)))
            .collect(),
    })
}

/// How far what was told (`said`) answers to a word of the question, 0 to 1; both are base forms.
pub fn likeness(asked: &str, said: &str) -> f32 {
    if asked == said {
        return 1.0;
    }
    // "Hair" is in "haircut", "tree" in "treehouse".
    if asked.len() > 3 && said.len() > asked.len() + 2 && said.starts_with(asked) {
        return 0.7;
    }
    let has = |group: &[String], word: &str| group.iter().any(|one| one == word);
    let kinship = kinship();
    let same = kinship
        .same
        .iter()
        .any(|group| has(group, asked) && has(group, said));
    let special = kinship
        .special
        .iter()
        .any(|(general, special)| has(general, asked) && has(special, said));
    if same || special { 0.8 } else { 0.0 }
}

/// What one says of people and animals of one's own: "she", "he", "they", or "" where it may be either; none for
/// other words.
pub fn kin(word: &str) -> Option<&'static str> {
    of("kin").iter().find_map(|entry| {
        let (kin, pronoun) = entry.split_once(' ').unwrap_or((entry, ""));
        (kin == word).then_some(pronoun)
    })
}

/// True where a pronoun may stand for kin of that kind.
pub fn may_stand_for(pronoun: &str, kin: &str) -> bool {
    match pronoun {
        "she" | "her" | "hers" => kin == "she" || kin.is_empty(),
        "he" | "him" | "his" => kin == "he" || kin.is_empty(),
        "it" | "its" => kin.is_empty(),
        "they" | "them" | "their" => true,
        _ => false,
    }
}

/// True for a word that names one day or season among others: what was told of another day does not answer.
pub fn is_date(word: &str) -> bool {
    of("weekdays").contains(&word)
        || of("seasons").contains(&word)
        || ["today", "tonight", "tomorrow", "yesterday"].contains(&word)
}

/// True where the words tell a time.
pub fn tells_time(words: &[&str]) -> bool {
    let am = |at: usize, word: &str| {
        word == "am"
            && at > 0
            && words
                .get(at - 1)
                .is_some_and(|before| before.starts_with(|c: char| c.is_ascii_digit()))
    };
    words.iter().enumerate().any(|(at, word)| {
        let one = word.strip_suffix('s').unwrap_or(word);
        of("weekdays").contains(&one)
            || of("weekdays").contains(word)
            || of("seasons").contains(&one)
            || (of("times").contains(word) && *word != "am")
            || am(at, word)
            || (*word == "may"
                && at > 0
                && ["in", "of", "next", "last", "this", "since", "till"].contains(&words[at - 1]))
            || (is_number(word)
                && at > 0
                && ["at", "until", "till", "by", "from", "since", "in"].contains(&words[at - 1]))
    })
}

/// True for a number in digits or letters.
pub fn is_number(word: &str) -> bool {
    word == "one" || crate::answer::has_number(word)
}

/// True where the words tell a place: after "in", "to", "at" or the like comes something that is no time.
pub fn tells_place(words: &[&str]) -> bool {
    words.windows(2).any(|pair| {
        [
            "in", "to", "at", "from", "near", "into", "on", "behind", "under", "beside", "outside",
            "over", "above", "below", "between", "past", "by", "across", "round", "inside",
        ]
        .contains(&pair[0])
            && (pair[0] != "by"
                || ["the", "a", "an", "my", "his", "her", "our", "their"].contains(&pair[1]))
            && !of("times").contains(&pair[1])
            && !of("weekdays").contains(&pair[1])
            && !of("seasons").contains(&pair[1])
            && !is_number(pair[1])
            && (pair[0] != "to" || !is_verb(pair[1]))
    }) || words
        .windows(2)
        .any(|pair| ["leaving", "visiting", "visit"].contains(&pair[0]) && pair[1] != "for")
        || words.contains(&"abroad")
        || words.contains(&"home")
}

/// Verbs that stand after "to" more often than places do.
pub fn is_verb(word: &str) -> bool {
    of("verbs").contains(&word)
}

/// True for a word of occupation by its ending or by name.
pub fn is_trade(word: &str) -> bool {
    of("trades").contains(&word)
        || (word.len() > 4
            && !of("not trades").contains(&word)
            && ["er", "or", "ist", "ian", "man", "woman", "smith"]
                .iter()
                .any(|end| word.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_words_no_longer_meet_what_is_asked() {
        for (asked, said, close) in [
            ("father", "dad", true),
            ("pet", "hamster", true),
            ("hamster", "pet", false),
            ("dog", "cat", false),
            ("hair", "haircut", true),
            ("go", "leave", true),
            ("wedding", "married", true),
        ] {
            let like = likeness(&lemma(asked), &lemma(said));
            assert_eq!(like > 0.5, close, "{asked} {said}: {like}");
        }
        assert_eq!(lemma("bought"), lemma("buying"));
    }

    #[test]
    fn a_section_of_the_lists_is_empty() {
        for section in [
            "kin",
            "irregular",
            "same",
            "special",
            "reminders",
            "practical",
            "bids",
        ] {
            assert!(of(section).len() > 5, "{section}");
        }
        assert_eq!(kin("sister"), Some("she"));
        assert_eq!(kin("dog"), Some(""));
        assert_eq!(kin("fountain"), None);
    }

    #[test]
    fn times_and_places_are_seen_in_plain_words() {
        let check = |text: &str, time, place| {
            let words: Vec<&str> = text.split(' ').collect();
            assert_eq!(
                (tells_time(&words), tells_place(&words)),
                (time, place),
                "{text}"
            );
        };
        check("i am off to prague on sunday", true, true);
        check("my train leaves at 18:40", true, false);
        check("we marry in may", true, true);
        check("you may go", false, false);
        check("i want to sleep", false, false);
    }
}
