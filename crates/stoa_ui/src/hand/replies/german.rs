//! Replies to German words: a model speaks as it is spoken to, and the built-in mind never speaks German.

mod phrases;

use phrases::{ENGLISH, FILLERS, GERMAN, MORE, OFFERS, OPEN, REMARKS, UNSURE, VERBS};

use super::{
    Reply, cut_label,
    kind::starts,
    sentence::{is_asked, sentences, words},
};

type Pairs = &'static [(&'static str, &'static str)];

/// Whether these words are German.
pub(super) fn is_german(text: &str) -> bool {
    let spoken = words(text);
    let count = |lists: &[&[&str]]| {
        let known = |word: &&String| lists.iter().any(|list| list.contains(&word.as_str()));
        spoken.iter().filter(known).count()
    };
    let german = count(&[GERMAN, VERBS]);
    german > count(&[ENGLISH]) && (german >= 2 || spoken.len() <= 2)
}

/// The way out.
pub(super) fn goodbye() -> Reply {
    Reply::new("Tschüss.", "Auf Wiedersehen.")
}

/// Replies to the end of what was said, without the way out; `place` and `person` were named in it.
pub(super) fn replies(end: &str, place: Option<&str>, person: Option<&str>) -> Vec<Reply> {
    let all = sentences(end);
    let recent = &all[all.len().saturating_sub(2)..];
    let asked = recent.iter().rev().find(|sentence| is_asked(sentence));
    let there = place.map(|place| {
        Reply::new(
            "Führ mich hin",
            &format!("Führ mich bitte dorthin: {place}."),
        )
    });
    let who = person.map(|name| {
        let text = format!("Wer ist {name}?");
        Reply::new(&cut_label(&text, "Wer ist das?"), &text)
    });
    let named = who.into_iter().chain(there);
    let mut replies = Vec::new();
    let mut offer = |pairs: Pairs| {
        let pairs = pairs.iter();
        replies.extend(pairs.map(|(label, text)| Reply::new(label, text)));
    };
    match asked {
        Some(asked) => {
            let spoken = without_fillers(words(asked));
            if starts(&spoken, OFFERS) {
                offer(&[
                    ("Ja.", "Ja, gern."),
                    ("Nein.", "Nein, danke."),
                    ("Vielleicht später", "Vielleicht später."),
                ]);
                replies.extend(named);
            } else if starts(&spoken, VERBS) {
                offer(&[("Ja.", "Ja."), ("Nein.", "Nein.")]);
                replies.extend(named);
                replies.push(Reply::new(UNSURE.0, UNSURE.1));
            } else if spoken.len() <= 2
                && starts(&spoken, &["du", "dir", "dich", "bei dir", "selbst"])
            {
                offer(&[
                    ("Mir genauso.", "Mir geht es genauso."),
                    ("Mir nicht.", "Mir nicht, ehrlich gesagt."),
                ]);
            } else {
                offer(fitting(OPEN, &spoken));
                replies.push(Reply::new(UNSURE.0, UNSURE.1));
            }
        }
        None => {
            let first = without_fillers(words(recent.first().copied().unwrap_or_default()));
            let last = without_fillers(words(recent.last().copied().unwrap_or_default()));
            let known = [fitting(REMARKS, &last), fitting(REMARKS, &first)];
            match known.into_iter().find(|pairs| !pairs.is_empty()) {
                Some(pairs) => {
                    offer(pairs);
                    replies.extend(named);
                }
                None => {
                    offer(&[MORE]);
                    replies.extend(named);
                    if replies.len() == 1 {
                        replies.push(Reply::new("Verstehe.", "Ich verstehe."));
                        replies.push(Reply::new("Warum?", "Warum ist das so?"));
                    }
                }
            }
        }
    }
    replies
}

/// What is said where one of the beginnings stands first; every sentence begins with nothing.
fn fitting(table: &[(&[&str], Pairs)], spoken: &[String]) -> Pairs {
    let fits = |beginnings: &[&str]| beginnings == [""] || starts(spoken, beginnings);
    let found = table.iter().find(|(beginnings, _)| fits(beginnings));
    found.map_or(&[], |(_, pairs)| *pairs)
}

fn without_fillers(mut words: Vec<String>) -> Vec<String> {
    let start = words
        .iter()
        .position(|word| !FILLERS.contains(&word.as_str()));
    words.drain(..start.unwrap_or(0));
    words
}

#[cfg(test)]
mod tests {
    use crate::hand::replies::{Heard, LABEL_CHARS, replies};

    fn check(text: &str, expected: &str) {
        let heard = Heard { by: "Iris", text };
        let all = replies(
            Some(&heard),
            &["the fountain", "der Markt"],
            &["Iris", "Mara"],
        );
        assert!(
            all.iter()
                .all(|reply| reply.label.chars().count() <= LABEL_CHARS),
            "{all:?}"
        );
        let labels: Vec<&str> = all.iter().map(|reply| reply.label.as_str()).collect();
        assert_eq!(labels.join(" | "), expected, "{text:?}");
    }

    #[test]
    fn a_german_answer_would_be_replied_to_in_english() {
        for (text, expected) in [
            ("Hallo!", "Hallo! | Freut mich. | Wie geht's? | Tschüss."),
            (
                "Guten Morgen! Schön ist es hier.",
                "Hallo! | Freut mich. | Wie geht's? | Tschüss.",
            ),
            (
                "Hallo! Wie geht es dir?",
                "Gut, danke. | Nicht so gut. | Und dir? | Ich weiß nicht. | Tschüss.",
            ),
            (
                "Mir geht es gut. Und dir?",
                "Mir genauso. | Mir nicht. | Tschüss.",
            ),
            (
                "Bist du neu hier?",
                "Ja. | Nein. | Ich weiß nicht. | Tschüss.",
            ),
            (
                "Kennst du Mara?",
                "Ja. | Nein. | Wer ist Mara? | Ich weiß nicht. | Tschüss.",
            ),
            (
                "Möchtest du einen Tee?",
                "Ja. | Nein. | Vielleicht später | Tschüss.",
            ),
            (
                "Wollen wir zum Markt gehen?",
                "Ja. | Nein. | Vielleicht später | Führ mich hin | Tschüss.",
            ),
            (
                "Woher kommst du denn?",
                "Von weit her. | Aus der Nähe. | Ich weiß nicht. | Tschüss.",
            ),
            (
                "Komm mit, ich zeige es dir.",
                "Ich komme. | Jetzt nicht. | Wohin? | Tschüss.",
            ),
            (
                "Das ist nicht so einfach, wie es aussieht.",
                "Erzähl mehr | Verstehe. | Warum? | Tschüss.",
            ),
            (
                "Danke, das ist lieb von dir.",
                "Gern geschehen. | Erzähl mehr | Tschüss.",
            ),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn an_english_answer_would_be_replied_to_in_german() {
        for text in [
            "I was at the market. The die is cast, so an old man will go.",
            "Ja, hello there!",
            "What is der Blaue Reiter?",
            "",
        ] {
            assert!(!super::is_german(text), "{text}");
        }
    }
}
