//! From a persona file's looks to the body's.

use serde::{Deserialize, de::IntoDeserializer, de::value::Error};
use stoa_mind::persona as file;
use stoa_world::looks::{Looks, Rgb};

/// The body's looks as the persona file describes them.
pub fn looks(from: &file::Looks) -> Looks {
    let rgb = |colour: file::Colour| Rgb(colour.r, colour.g, colour.b);
    Looks {
        height_m: from.height_m,
        build: from.build,
        skin: rgb(from.skin),
        eyes: rgb(from.eyes),
        hair: same(from.hair.0.word()),
        hair_colour: rgb(from.hair.1),
        beard: same(from.beard.word()),
        top: same(from.top.word()),
        top_colour: rgb(from.top_colour),
        accent: rgb(from.top_accent),
        legs: same(from.legs.0.word()),
        legs_colour: rgb(from.legs.1),
        shoes: rgb(from.shoes),
        hat: same(from.hat.0.word()),
        hat_colour: rgb(from.hat.1),
        extras: from.extras.iter().map(|extra| same(extra.word())).collect(),
    }
}

/// Both crates call each kind by the same word (a test holds that); an unknown one would be the plainest.
fn same<T: Default + for<'de> Deserialize<'de>>(word: &str) -> T {
    let reader: serde::de::value::StrDeserializer<'_, Error> = word.into_deserializer();
    T::deserialize(reader).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use stoa_world::looks as body;

    use super::*;

    fn words<T: for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug>(words: &[&str]) {
        let mut seen = Vec::new();
        for word in words {
            let reader: serde::de::value::StrDeserializer<'_, Error> = (*word).into_deserializer();
            let kind = T::deserialize(reader).unwrap_or_else(|error| panic!("{word}: {error}"));
            assert!(!seen.contains(&kind), "{word} means the same as another");
            seen.push(kind);
        }
    }

    #[test]
    fn every_kind_a_persona_file_may_name_is_one_that_a_body_can_have() {
        words::<body::Hair>(file::Hair::WORDS);
        words::<body::Beard>(file::Beard::WORDS);
        words::<body::Top>(file::Top::WORDS);
        words::<body::Legs>(file::Legs::WORDS);
        words::<body::Hat>(file::Hat::WORDS);
        words::<body::Extra>(file::Extra::WORDS);
    }
}
