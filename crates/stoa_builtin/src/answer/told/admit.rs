//! "You have not told me", in the words of the question.

use crate::{recall, turn::Turn, understand::Meaning};

use super::asked::Asked;
use crate::answer::facts;

/// Says that they did not tell it, in the words of their question where those can be turned.
pub fn admit(turn: &mut Turn, meaning: &Meaning, asked: &Asked) -> bool {
    let clause = &meaning.clause;
    let from = asked.from;
    let to = from + asked.words.len();
    let rest = |skip: usize| {
        let typed = clause.raw((from + skip).min(to), to);
        recall::second_person(&facts::clean(&typed))
    };
    // "What did I tell you about my sister?"
    let my = asked.words.iter().position(|word| *word == "my");
    if let (Some(at), "what" | "who" | "") = (my, asked.wh)
        && asked.words.len() - at <= 3
        && asked.words.len() > at + 1
    {
        return turn.say_with("memory.about.none", &[("x", &rest(at))]);
    }
    if asked.of_name
        && let Some(at) = my
    {
        let whose = asked.words.get(at + 1..).unwrap_or_default();
        let end = whose
            .iter()
            .position(|word| ["called", "named", "name", "names", "is", "are"].contains(word))
            .unwrap_or(whose.len());
        let typed = clause.raw(from + at + 1, from + at + 1 + end);
        let x = typed
            .trim_end_matches("'s")
            .trim_end_matches("\u{2019}s")
            .to_owned();
        if !x.is_empty() {
            return turn.say_with("memory.whose.none", &[("x", &x)]);
        }
    }
    let x = match asked.words.as_slice() {
        ["what" | "who", "is" | "are" | "was" | "were", "my", _, ..] | ["my", ..] => {
            let skip = if asked.words.first() == Some(&"my") {
                0
            } else {
                2
            };
            return turn.say_with("memory.about.none", &[("x", &rest(skip))]);
        }
        [
            wh @ ("where" | "when" | "how"),
            is @ ("is" | "are" | "was" | "were"),
            "my",
            _,
            ..,
        ] => {
            format!("{wh} {} {is}", rest(2))
        }
        [wh, "am", "i", _, ..] => format!("{wh} you are {}", rest(3)),
        [wh, "was", "i", _, ..] => format!("{wh} you were {}", rest(3)),
        [wh, have @ ("have" | "had"), "i" | "we", _, ..] => format!("{wh} you {have} {}", rest(3)),
        [wh, "do", "i" | "we", _, ..] => format!("{wh} you {}", rest(3)),
        ["how", "old", "am", "i"] => "how old you are".to_owned(),
        [
            wh @ ("what" | "where" | "who" | "when" | "why" | "how"),
            "i" | "my",
            _,
            ..,
        ] => {
            format!("{wh} {}", rest(1))
        }
        _ => String::new(),
    };
    if x.is_empty() || x.contains("  ") {
        return turn.say("memory.told.none");
    }
    turn.say_with("memory.wh.none", &[("x", x.trim())])
}
