//! How a persona sounds: traits found in its temperament and style, by which phrasings are chosen.

use stoa_model::SelfView;

/// A colour of speech. Phrasings carry these names as tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    Warm,
    Dry,
    Shy,
    Blunt,
    Playful,
    Solemn,
    Curious,
    Grumpy,
}

/// Words of temperament and style, by the trait that they stand for.
const WORDS: [(Trait, &[&str]); 8] = [
    (
        Trait::Warm,
        &[
            "warm",
            "kind",
            "gentle",
            "caring",
            "friendly",
            "motherly",
            "fatherly",
            "generous",
            "tender",
            "welcoming",
            "cheerful",
            "hearty",
            "sunny",
            "soft",
            "affectionate",
            "loving",
            "hospitable",
            "good-natured",
        ],
    ),
    (
        Trait::Dry,
        &[
            "dry",
            "ironic",
            "sardonic",
            "wry",
            "deadpan",
            "sarcastic",
            "cool",
            "laconic",
            "understated",
            "sceptical",
        ],
    ),
    (
        Trait::Shy,
        &[
            "shy", "timid", "quiet", "reserved", "nervous", "anxious", "hesitant", "modest",
            "bashful",
        ],
    ),
    (
        Trait::Blunt,
        &[
            "blunt",
            "direct",
            "terse",
            "curt",
            "plain",
            "frank",
            "brusque",
            "short",
            "practical",
            "no-nonsense",
        ],
    ),
    (
        Trait::Playful,
        &[
            "playful",
            "mischievous",
            "lively",
            "cheeky",
            "witty",
            "impish",
            "exuberant",
            "bubbly",
            "merry",
            "funny",
            "excitable",
            "jolly",
            "energetic",
            "restless",
        ],
    ),
    (
        Trait::Solemn,
        &[
            "solemn",
            "grave",
            "serious",
            "formal",
            "dignified",
            "wise",
            "calm",
            "thoughtful",
            "patient",
            "melancholy",
            "pensive",
            "reflective",
            "courteous",
            "stately",
            "dreamy",
            "measured",
        ],
    ),
    (
        Trait::Curious,
        &[
            "curious",
            "inquisitive",
            "eager",
            "attentive",
            "scholarly",
            "bookish",
            "bright",
            "observant",
            "keen",
        ],
    ),
    (
        Trait::Grumpy,
        &[
            "grumpy",
            "gruff",
            "irritable",
            "sour",
            "cranky",
            "stern",
            "proud",
            "stubborn",
            "grouchy",
        ],
    ),
];

impl Trait {
    /// The trait that a tag of the phrase files names.
    pub fn from_tag(tag: &str) -> Option<Self> {
        WORDS
            .iter()
            .find(|(_, words)| words[0] == tag)
            .map(|(found, _)| *found)
    }
}

/// The traits of a persona, strongest (first named) first.
pub fn traits(me: &SelfView) -> Vec<Trait> {
    let style = me.style.to_lowercase();
    let named = me.temperament.iter().map(|word| word.trim().to_lowercase());
    let mut found = Vec::new();
    for word in named.chain(
        style
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .map(str::to_owned),
    ) {
        for (kind, words) in &WORDS {
            if words.contains(&word.as_str()) && !found.contains(kind) {
                found.push(*kind);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperament_words_become_traits_in_their_order() {
        let me = SelfView {
            temperament: vec!["Wry".into(), "kind".into()],
            style: "short sentences".into(),
            ..SelfView::default()
        };
        assert_eq!(traits(&me), [Trait::Dry, Trait::Warm, Trait::Blunt]);
        for (kind, words) in &WORDS {
            assert_eq!(Trait::from_tag(words[0]), Some(*kind));
        }
        assert_eq!(Trait::from_tag("purple"), None);
    }
}
