//! The table of settings: path in the file, name in the environment, how it is set and shown.

mod headset;
mod mind;
mod window;

use std::str::FromStr;

use clap::ValueEnum;
use toml_edit::Value;

use super::Settings;

/// One setting.
pub(super) struct Key {
    /// `section.name` in the file.
    pub path: &'static str,
    pub env: &'static str,
    /// Sets it from text; the error says what is expected.
    pub set: fn(&mut Settings, &str) -> Result<(), String>,
    /// As it stands in the file. What makes a server's key shows nothing: it is never written there.
    pub get: fn(&Settings) -> ComparableValue,
}

/// The setting that is a secret.
pub(super) const SERVER_KEY: &str = "mind.key";

/// The variable that names the default server.
pub(super) const DEFAULT_SERVER: &str = "STOA_DEFAULT_SERVER";

/// What together makes the server without a name.
pub(super) const UNNAMED: [&str; 3] = ["mind.backend", "mind.url", "mind.model"];

/// What stands in the file differently for `before` and `now`: paths, with their values now. A server is one choice:
/// when one part of it differs all of them are told, since the parts of two servers lead to neither.
pub(super) fn changed(before: &Settings, now: &Settings) -> Vec<(&'static str, Value)> {
    let differs = |key: &Key| (key.get)(before) != (key.get)(now);
    let of_server = |key: &Key| key.path == "mind.default" || UNNAMED.contains(&key.path);
    let server = keys().any(|key| of_server(key) && differs(key));
    keys()
        .filter(|key| differs(key) || (server && of_server(key)))
        .map(|key| (key.path, (key.get)(now).into()))
        .collect()
}

/// TOML values, compared as they are written.
pub(super) struct ComparableValue(Value);

impl PartialEq for ComparableValue {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl From<ComparableValue> for Value {
    fn from(value: ComparableValue) -> Self {
        value.0
    }
}

fn shown(value: impl Into<Value>) -> ComparableValue {
    ComparableValue(value.into())
}

impl From<QualityChoice> for stoa_ui::Quality {
    fn from(choice: QualityChoice) -> Self {
        match choice {
            QualityChoice::Auto => Self::Auto,
            QualityChoice::Low => Self::Low,
            QualityChoice::Medium => Self::Medium,
            QualityChoice::High => Self::High,
        }
    }
}

/// Which kind of mind thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum BackendKind {
    /// The built-in mind: no network, not a language model.
    #[default]
    Builtin,
    /// Any server that speaks OpenAI's chat protocol: llama.cpp, vLLM, LM Studio, a remote service.
    Openai,
    Ollama,
    /// Anthropic's messages; needs a key.
    Anthropic,
}

/// How fine the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum QualityChoice {
    /// Low on software drivers, medium on others.
    #[default]
    Auto,
    Low,
    Medium,
    High,
}

/// All settings, in the order of the file.
pub(super) fn keys() -> impl Iterator<Item = &'static Key> {
    [mind::KEYS, window::KEYS, headset::KEYS]
        .into_iter()
        .flatten()
}

/// The word for what nobody has chosen.
const ANY: &str = "auto";

/// One of several that are not the command line's own.
fn named<T: Copy>(value: &str, choices: &[(&str, T)], slot: &mut T) -> Result<(), String> {
    let value = value.trim().to_lowercase();
    let found = choices.iter().find(|(name, _)| *name == value);
    let (_, choice) = found.ok_or_else(|| {
        let names: Vec<String> = choices
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        format!("one of {}", names.join(", "))
    })?;
    *slot = *choice;
    Ok(())
}

fn name_of<T: Copy + PartialEq>(choices: &[(&'static str, T)], value: T) -> ComparableValue {
    let found = choices.iter().find(|(_, choice)| *choice == value);
    shown(found.map_or("", |(name, _)| *name))
}

fn parsed<T: FromStr>(value: &str, expected: &str, slot: &mut T) -> Result<(), String> {
    *slot = value.trim().parse().map_err(|_| expected.to_owned())?;
    Ok(())
}

pub(super) fn within<T>(
    value: &str,
    range: std::ops::RangeInclusive<T>,
    slot: &mut T,
) -> Result<(), String>
where
    T: FromStr + PartialOrd + std::fmt::Display,
{
    let expected = || format!("a number from {} to {}", range.start(), range.end());
    let number: T = value.trim().parse().map_err(|_| expected())?;
    if !range.contains(&number) {
        return Err(expected());
    }
    *slot = number;
    Ok(())
}

pub(super) fn choice<T: ValueEnum>(value: &str, slot: &mut T) -> Result<(), String> {
    *slot = T::from_str(value.trim(), true).map_err(|_| {
        let names: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|variant| {
                variant
                    .to_possible_value()
                    .map(|value| format!("\"{}\"", value.get_name()))
            })
            .collect();
        format!("one of {}", names.join(", "))
    })?;
    Ok(())
}

pub(super) fn word<T: ValueEnum>(value: T) -> ComparableValue {
    shown(
        value
            .to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned()),
    )
}
