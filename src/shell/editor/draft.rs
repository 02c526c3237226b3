//! From a persona to what the editor changes, and back into its file: comments and everything else in it stay.

use stoa_mind::{
    Persona,
    persona::{self as file, Colour},
};
use stoa_ui::{PersonaDraft, Timbre, VoiceDraft};
use stoa_world::looks::{Looks, Rgb};
use toml_edit::{Array, DocumentMut, InlineTable, TomlError, Value};

use crate::settings::put;

/// What the editor shows of `persona`.
pub(super) fn of(persona: &Persona) -> PersonaDraft {
    let timbre = file::Timbre::ALL
        .iter()
        .position(|one| *one == persona.voice.timbre);
    // As exact as it can be set: looking at it changes nothing.
    let mut looks = stoa_agents::looks(&persona.looks);
    looks.height_m = hundredths(looks.height_m);
    looks.build = hundredths(looks.build);
    PersonaDraft {
        name: persona.name.clone(),
        pronouns: persona.pronouns.clone(),
        role: persona.role.clone(),
        about: persona.about.clone(),
        style: persona.style.clone(),
        temperament: persona.temperament.join(", "),
        wants: persona.wants.join("\n"),
        phrases: persona.phrases.join("\n"),
        looks,
        voice: VoiceDraft {
            pitch: hundredths(persona.voice.pitch),
            pace_wpm: persona.voice.pace_wpm.round(),
            timbre: timbre.map_or(Timbre::default(), |at| Timbre::ALL[at]),
        },
    }
}

/// The file `text` with what `draft` says otherwise than `kept`.
///
/// # Errors
/// When it is no TOML.
pub(super) fn write(
    text: &str,
    kept: &PersonaDraft,
    draft: &PersonaDraft,
) -> Result<String, String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: TomlError| error.message().to_owned())?;
    for (path, value) in changes(kept, draft) {
        put(&mut document, path, value)?;
    }
    Ok(document.to_string())
}

/// The keys whose values are others now.
fn changes(kept: &PersonaDraft, draft: &PersonaDraft) -> Vec<(&'static [&'static str], Value)> {
    let before = values(kept);
    let now = values(draft);
    let differs = |at: &usize| before[*at].1.to_string() != now[*at].1.to_string();
    let at: Vec<usize> = (0..now.len()).filter(differs).collect();
    at.into_iter().map(|at| now[at].clone()).collect()
}

fn values(draft: &PersonaDraft) -> Vec<(&'static [&'static str], Value)> {
    let words = |text: &str| Value::from(text.trim());
    let mut all: Vec<(&'static [&'static str], Value)> = vec![
        (&["name"], words(&draft.name)),
        (&["pronouns"], words(&draft.pronouns)),
        (&["role"], words(&draft.role)),
        (&["about"], words(&one_line(&draft.about))),
        (&["temperament"], list(draft.temperament.split([',', '\n']))),
        (&["wants"], lines(&draft.wants)),
        (&["style"], words(&one_line(&draft.style))),
        (&["phrases"], lines(&draft.phrases)),
        (&["voice", "pitch"], number(draft.voice.pitch)),
        (
            &["voice", "pace_wpm"],
            Value::from(draft.voice.pace_wpm.round() as i64),
        ),
        (
            &["voice", "timbre"],
            Value::from(timbre(draft.voice.timbre)),
        ),
    ];
    all.extend(looks(&draft.looks));
    all
}

fn looks(looks: &Looks) -> [(&'static [&'static str], Value); 11] {
    let extras = looks.extras.iter().map(word_of);
    [
        (&["looks", "height_m"], number(looks.height_m)),
        (&["looks", "build"], number(looks.build)),
        (&["looks", "skin"], colour(looks.skin)),
        (
            &["looks", "hair"],
            table([
                ("style", word_of(&looks.hair).into()),
                ("colour", colour(looks.hair_colour)),
            ]),
        ),
        (&["looks", "beard"], word_of(&looks.beard).into()),
        (&["looks", "eyes"], colour(looks.eyes)),
        (
            &["looks", "top"],
            table([
                ("kind", word_of(&looks.top).into()),
                ("colour", colour(looks.top_colour)),
                ("accent", colour(looks.accent)),
            ]),
        ),
        (
            &["looks", "legs"],
            table([
                ("kind", word_of(&looks.legs).into()),
                ("colour", colour(looks.legs_colour)),
            ]),
        ),
        (&["looks", "shoes"], colour(looks.shoes)),
        (
            &["looks", "hat"],
            table([
                ("kind", word_of(&looks.hat).into()),
                ("colour", colour(looks.hat_colour)),
            ]),
        ),
        (&["looks", "extras"], Array::from_iter(extras).into()),
    ]
}

/// The word that stands for a kind in files, which is how the body's data are kept too.
fn word_of<T: serde::Serialize>(kind: &T) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn timbre(timbre: Timbre) -> &'static str {
    let at = Timbre::ALL.iter().position(|one| *one == timbre);
    file::Timbre::WORDS[at.unwrap_or(0)]
}

/// As somebody would write it.
fn number(value: f32) -> Value {
    Value::from((f64::from(value) * 100.0).round() / 100.0)
}

fn hundredths(value: f32) -> f32 {
    ((f64::from(value) * 100.0).round() / 100.0) as f32
}

fn colour(rgb: Rgb) -> Value {
    let Rgb(r, g, b) = rgb;
    Value::from(Colour { r, g, b }.to_string())
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::InlineTable(InlineTable::from_iter(entries))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> Value {
    let words = words.map(str::trim).filter(|word| !word.is_empty());
    Array::from_iter(words).into()
}

/// One on each line, in the file too.
fn lines(text: &str) -> Value {
    let Value::Array(mut array) = list(text.lines()) else {
        return Value::Array(Array::new());
    };
    for value in array.iter_mut() {
        value.decor_mut().set_prefix("\n    ");
    }
    if !array.is_empty() {
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array.into()
}

/// The key that line `line` of `text` is about.
pub(super) fn key_at(text: &str, line: u32) -> String {
    let before: Vec<&str> = text.lines().take(line.max(1) as usize).collect();
    let key = |line: &&str| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim();
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
        is_key.then(|| key.to_owned())
    };
    before.iter().rev().find_map(key).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IRIS: &str = include_str!("../../../assets/personas/iris.toml");

    fn iris() -> Persona {
        Persona::parse("iris.toml", IRIS).0.expect("a persona")
    }

    #[test]
    fn nothing_changed_would_change_the_file() {
        let draft = of(&iris());
        assert_eq!(write(IRIS, &draft, &draft), Ok(IRIS.to_owned()));
    }

    #[test]
    fn a_change_would_be_lost_or_take_comments_with_it() {
        let kept = of(&iris());
        let mut draft = kept.clone();
        draft.role = " head \"gardener\" ".into();
        draft.wants = "I want rain.\n\n I want rest. ".into();
        draft.temperament = "warm, sly".into();
        draft.looks.height_m = 1.8;
        draft.looks.hair = stoa_world::looks::Hair::Bob;
        draft.looks.skin = Rgb(1, 2, 255);
        draft.looks.extras.clear();
        draft.voice.timbre = Timbre::Deep;
        let text = write(IRIS, &kept, &draft).expect("it is TOML");
        let (persona, problems) = Persona::parse("iris.toml", &text);
        let persona = persona.expect("a persona");
        assert!(problems.is_empty(), "{problems:?}");
        let mut expected = draft.clone();
        expected.role = "head \"gardener\"".into();
        expected.wants = "I want rain.\nI want rest.".into();
        assert_eq!(of(&persona), expected);
        // Everything else in the file stays as it was, letter for letter.
        let changed = IRIS.lines().filter(|line| !text.contains(line)).count();
        assert!(changed <= 12, "{changed} lines of the file are gone");
        assert!(text.contains("# what she is here, as in \"Iris the gardener\""));
        assert_eq!(persona.knows, iris().knows);
    }

    #[test]
    fn a_mistake_would_not_say_where_it_is() {
        let text = "name = \"x\"\nwants = [\n    \"a\",\n    \"\",\n]\n";
        assert_eq!(key_at(text, 4), "wants");
        assert_eq!(key_at(text, 1), "name");
        assert_eq!(key_at("", 3), "");
    }
}
