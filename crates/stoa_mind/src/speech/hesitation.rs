//! What one says whose answer is slow to come, as they would: nobody is stared at for four silent seconds.

use crate::words::roll;

/// Anybody may say these.
const PLAIN: &[&str] = &[
    "Hm, let me think.",
    "Give me a moment.",
    "Let me see, now.",
    "Wait, I have it almost.",
    "Now how shall I put it?",
    "One moment, it will come to me.",
];

/// Words of temperament, and what suits whom they describe.
const SUITED: &[(&[&str], &[&str])] = &[
    (
        &[
            "blunt",
            "direct",
            "dry",
            "stubborn",
            "impatient",
            "curt",
            "gruff",
        ],
        &["Hm. Hold on.", "Don't rush me.", "Wait. I'm thinking."],
    ),
    (
        &[
            "warm",
            "kind",
            "caring",
            "generous",
            "hospitable",
            "patient",
            "jovial",
        ],
        &[
            "Let me think a moment, I want to get it right for you.",
            "Bear with me, friend.",
            "Oh, now that wants a moment's thought.",
        ],
    ),
    (
        &["gentle", "shy", "attentive", "melancholy", "calm", "wise"],
        &[
            "Let me be quiet a moment.",
            "I have to think about that.",
            "Mm. A moment, please.",
        ],
    ),
    (
        &[
            "precise",
            "scholarly",
            "curious",
            "focused",
            "observant",
            "dreamy",
        ],
        &[
            "Let me find the right words.",
            "An exact answer takes a moment.",
            "Interesting. Let me consider it.",
        ],
    ),
    (
        &[
            "playful",
            "lively",
            "cheeky",
            "bright",
            "restless",
            "energetic",
            "cheerful",
            "quick",
        ],
        &[
            "Ooh, wait, wait.",
            "Hang on, it's on the tip of my tongue!",
            "Ha, give me a second.",
        ],
    ),
    (
        &[
            "passionate",
            "proud",
            "vain",
            "boastful",
            "loud",
            "ironic",
            "sentimental",
        ],
        &[
            "Patience, good things take a moment.",
            "Ah, such a thing deserves some thought.",
            "Let me gather it.",
        ],
    ),
];

/// A line that suits somebody of this temperament, for a turn of this seed: one that is new here, or any when all were
/// said already.
pub fn hesitation(
    temperament: &[String],
    seed: u64,
    is_new: impl Fn(&str) -> bool,
) -> &'static str {
    let is = |words: &[&str]| {
        let mut own = temperament.iter();
        own.any(|word| words.contains(&word.trim().to_lowercase().as_str()))
    };
    let suited = SUITED.iter().filter(|(words, _)| is(words));
    let mut lines: Vec<&'static str> = suited.flat_map(|(_, lines)| *lines).copied().collect();
    // What suits them comes before what anybody says.
    let first = |count: usize, what| roll(seed, 0, 0, what) as usize % count.max(1);
    let turn = first(lines.len(), "hesitation");
    lines.rotate_left(turn);
    let plain = first(PLAIN.len(), "plain hesitation");
    lines.extend(PLAIN[plain..].iter().chain(&PLAIN[..plain]));
    let mut in_turn = lines.iter();
    in_turn.find(|line| is_new(line)).unwrap_or(&lines[0])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn temperament(word: &str) -> Vec<String> {
        vec![word.to_owned()]
    }

    #[test]
    fn everybody_would_wait_in_the_same_words() {
        let lines = |word: &str| -> BTreeSet<&str> {
            let own = temperament(word);
            (0..40)
                .map(|seed| hesitation(&own, seed, |_| true))
                .collect()
        };
        let (blunt, warm, unknown) = (lines("Blunt "), lines("warm"), lines("purple"));
        assert!(blunt.is_disjoint(&warm) && warm.is_disjoint(&unknown));
        for some in [blunt, warm, unknown] {
            assert!(some.len() > 1, "{some:?}");
        }
    }

    #[test]
    fn one_line_would_be_said_twice_while_others_are_left() {
        let own = temperament("shy");
        let mut said: Vec<&str> = Vec::new();
        for turn in 0..9 {
            said.push(hesitation(&own, turn, |line| !said.contains(&line)));
        }
        assert_eq!(BTreeSet::from_iter(&said).len(), 9, "{said:?}");
        assert!(said.contains(&hesitation(&own, 99, |_| false)));
    }
}
