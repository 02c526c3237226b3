//! What can be set of a server and of a mind.

use std::path::PathBuf;

use stoa_model::Sampling;
use toml_edit::Value;

use super::{MindEntry, ServerEntry};
use crate::settings::{
    BackendKind,
    keys::{choice, within, word},
};

/// One setting of a thing that has a table of its own.
pub(in crate::settings) struct Field<T> {
    pub name: &'static str,
    /// Sets it from text; an empty text takes it back. The error says what is expected.
    pub set: fn(&mut T, &str) -> Result<(), String>,
    /// As it stands in the file; `None` where it is left out.
    pub get: fn(&T) -> Option<Value>,
}

pub(in crate::settings) const SERVER_FIELDS: &[Field<ServerEntry>] = &[
    Field {
        name: "kind",
        set: |s, v| {
            s.kind = match v.trim() {
                "" => None,
                v => {
                    let mut kind = BackendKind::Openai;
                    choice(v, &mut kind)?;
                    if kind == BackendKind::Builtin {
                        return Err("one of \"openai\", \"ollama\", \"anthropic\"".to_owned());
                    }
                    Some(kind)
                }
            };
            Ok(())
        },
        get: |s| s.kind.map(|kind| word(kind).into()),
    },
    Field {
        name: "url",
        set: |s, v| text(v, &mut s.url),
        get: |s| given(&s.url),
    },
    Field {
        name: "model",
        set: |s, v| text(v, &mut s.model),
        get: |s| given(&s.model),
    },
    Field {
        name: "temperature",
        set: |s, v| temperature(v, &mut s.sampling),
        get: |s| short(s.sampling.temperature),
    },
    Field {
        name: "max_tokens",
        set: |s, v| max_tokens(v, &mut s.sampling),
        get: |s| whole(s.sampling.max_tokens),
    },
    Field {
        name: "at_once",
        set: |s, v| maybe(v, 1..=1024, &mut s.limits.at_once),
        get: |s| whole(s.limits.at_once),
    },
    Field {
        name: "tokens_per_minute",
        set: |s, v| maybe(v, 1..=MANY, &mut s.limits.tokens_per_minute),
        get: |s| whole(s.limits.tokens_per_minute),
    },
    Field {
        name: "tokens_per_day",
        set: |s, v| maybe(v, 1..=MANY, &mut s.limits.tokens_per_day),
        get: |s| whole(s.limits.tokens_per_day),
    },
    Field {
        name: "cost_per_day",
        set: |s, v| maybe(v, 0.0..=MUCH, &mut s.limits.cost_per_day),
        get: |s| s.limits.cost_per_day.map(Into::into),
    },
    Field {
        name: "price_prompt",
        set: |s, v| or_nothing(v, 0.0..=MUCH, &mut s.limits.prices.prompt),
        get: |s| price(s.limits.prices.prompt),
    },
    Field {
        name: "price_cached",
        set: |s, v| maybe(v, 0.0..=MUCH, &mut s.limits.prices.cached),
        get: |s| s.limits.prices.cached.map(Into::into),
    },
    Field {
        name: "price_completion",
        set: |s, v| or_nothing(v, 0.0..=MUCH, &mut s.limits.prices.completion),
        get: |s| price(s.limits.prices.completion),
    },
    Field {
        name: "ca_file",
        set: |s, v| {
            s.ca_file = (!v.trim().is_empty()).then(|| PathBuf::from(v.trim()));
            Ok(())
        },
        get: |s| given(&s.ca_file.as_ref()?.to_string_lossy()),
    },
    Field {
        name: "first_word_s",
        set: |s, v| maybe(v, 1..=600, &mut s.first_word_s),
        get: |s| whole(s.first_word_s),
    },
    Field {
        name: "idle_s",
        set: |s, v| maybe(v, 1..=600, &mut s.idle_s),
        get: |s| whole(s.idle_s),
    },
];

pub(in crate::settings) const MIND_FIELDS: &[Field<MindEntry>] = &[
    Field {
        name: "server",
        set: |m, v| text(v, &mut m.server),
        get: |m| given(&m.server),
    },
    Field {
        name: "temperature",
        set: |m, v| temperature(v, &mut m.sampling),
        get: |m| short(m.sampling.temperature),
    },
    Field {
        name: "max_tokens",
        set: |m, v| max_tokens(v, &mut m.sampling),
        get: |m| whole(m.sampling.max_tokens),
    },
];

/// More tokens, and more money, than anybody has.
const MANY: u64 = 1_000_000_000_000;
const MUCH: f64 = 1e9;

fn text(value: &str, slot: &mut String) -> Result<(), String> {
    value.trim().clone_into(slot);
    Ok(())
}

fn temperature(value: &str, sampling: &mut Sampling) -> Result<(), String> {
    maybe(value, 0.0..=2.0, &mut sampling.temperature)
}

fn max_tokens(value: &str, sampling: &mut Sampling) -> Result<(), String> {
    maybe(value, 16..=4096, &mut sampling.max_tokens)
}

/// A number within bounds, or nothing.
fn maybe<T>(
    value: &str,
    range: std::ops::RangeInclusive<T>,
    slot: &mut Option<T>,
) -> Result<(), String>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display + Copy,
{
    *slot = None;
    if value.trim().is_empty() {
        return Ok(());
    }
    let mut number = *range.start();
    within(value, range, &mut number)?;
    *slot = Some(number);
    Ok(())
}

fn or_nothing(
    value: &str,
    range: std::ops::RangeInclusive<f64>,
    slot: &mut f64,
) -> Result<(), String> {
    let mut number = None;
    maybe(value, range, &mut number)?;
    *slot = number.unwrap_or_default();
    Ok(())
}

fn given(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| text.into())
}

fn price(price: f64) -> Option<Value> {
    (price > 0.0).then(|| price.into())
}

/// By way of its text, or 0.8 would stand in the file as 0.800000011920929.
fn short(number: Option<f32>) -> Option<Value> {
    let number: f64 = number?.to_string().parse().ok()?;
    Some(number.into())
}

fn whole(number: Option<impl TryInto<i64>>) -> Option<Value> {
    number?.try_into().ok().map(i64::into)
}
