//! Model servers by name, and which mind uses which: the tables `[servers.NAME]` and `[minds]` of the settings.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use stoa_model::{Limits, Sampling};
use stoa_model_http::Timeouts;
use toml_edit::Value;

use super::{
    BackendKind, Settings,
    keys::{choice, within, word},
};

/// A name is as long as this at most, in characters.
const LONGEST_NAME: usize = 40;

/// One named server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServerEntry {
    /// `None`: found out by asking.
    pub kind: Option<BackendKind>,
    /// Empty for the kind's usual one on this machine.
    pub url: String,
    /// Empty for the server's first.
    pub model: String,
    pub sampling: Sampling,
    pub limits: Limits,
    /// Further headers for every request.
    pub headers: BTreeMap<String, String>,
    /// Certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Seconds until the first word, and between two signs of life.
    pub first_word_s: Option<u32>,
    pub idle_s: Option<u32>,
}

/// A mind that has something of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MindEntry {
    /// A name of the servers; empty for the default.
    pub server: String,
    pub sampling: Sampling,
}

impl ServerEntry {
    /// The address that is asked; empty where nothing says which.
    pub fn address(&self) -> &str {
        match self.kind {
            Some(kind) if self.url.is_empty() => stoa_ui::BackendKind::from(kind).usual_url(),
            _ => &self.url,
        }
    }

    pub fn timeouts(&self) -> Timeouts {
        let usual = Timeouts::default();
        let seconds =
            |own: Option<u32>, usual| own.map_or(usual, |s| Duration::from_secs(s.into()));
        Timeouts {
            first_token: seconds(self.first_word_s, usual.first_token),
            idle: seconds(self.idle_s, usual.idle),
            ..usual
        }
    }
}

impl Settings {
    /// Every server there is, by name; the one of `mind.backend` has none.
    pub fn all_servers(&self) -> impl Iterator<Item = (&str, ServerEntry)> {
        let named = self.servers.iter();
        let named = named.map(|(name, entry)| (name.as_str(), entry.clone()));
        self.unnamed()
            .map(|entry| ("", entry))
            .into_iter()
            .chain(named)
    }

    /// The server of `mind.backend`; `None` for the built-in mind.
    pub fn unnamed(&self) -> Option<ServerEntry> {
        (self.backend != BackendKind::Builtin).then(|| ServerEntry {
            kind: Some(self.backend),
            url: self.url.clone(),
            model: self.model.clone(),
            ..ServerEntry::default()
        })
    }

    /// The server that answers for whoever has none of their own; `None` for the built-in mind.
    pub fn in_use(&self) -> Option<(&str, ServerEntry)> {
        match self.servers.get_key_value(&self.default_server) {
            Some((name, entry)) => Some((name, entry.clone())),
            None => Some(("", self.unnamed()?)),
        }
    }

    /// `name` thinks for everybody, in this run.
    ///
    /// # Errors
    /// In words, when there is no such server.
    pub fn use_server(&mut self, name: &str) -> anyhow::Result<()> {
        if !self.servers.contains_key(name) {
            let names: Vec<&str> = self.servers.keys().map(String::as_str).collect();
            let known = match names.as_slice() {
                [] => "the settings name none; add one in the settings panel, or as [servers.NAME] in the file"
                    .to_owned(),
                names => format!("there are {}", names.join(", ")),
            };
            anyhow::bail!("`{name}` is not the name of a server: {known}");
        }
        name.clone_into(&mut self.default_server);
        self.minds.clear();
        self.bind_run_key();
        Ok(())
    }

    /// Whether `mind.default` names a server, or nothing.
    pub(super) fn has_default(&self) -> bool {
        self.default_server.is_empty() || self.servers.contains_key(&self.default_server)
    }

    /// What a person should know of these tables: the path it is about, and what.
    pub(super) fn unsound_servers(&self) -> Vec<(Vec<String>, String)> {
        let mut found = Vec::new();
        let mut tell = |path: &[&str], what: String| {
            let path = path.iter().map(|&name| name.to_owned()).collect();
            found.push((path, what));
        };
        if !self.has_default() {
            let what = format!("`{}` is not the name of a server", self.default_server);
            tell(&["mind", "default"], what);
        }
        for (persona, mind) in &self.minds {
            let server = &mind.server;
            if !server.is_empty() && !self.servers.contains_key(server) {
                let what = format!("`{server}` is not the name of a server; the default is used");
                tell(&["minds", persona], what);
            }
        }
        for (name, entry) in &self.servers {
            if entry.address().is_empty() {
                let what = "without `url` it is never asked".to_owned();
                tell(&["servers", name], what);
            }
            let prices = entry.limits.prices;
            let free = prices.prompt <= 0.0 && prices.completion <= 0.0;
            if entry.limits.cost_per_day.is_some() && free {
                let what = "without `price_prompt` and `price_completion` nothing costs anything, so this never holds";
                tell(&["servers", name, "cost_per_day"], what.to_owned());
            }
        }
        found
    }
}

/// Sets what `path` names in the tables of servers and minds, for example `servers.home.url`; `None` where it is none
/// of theirs.
pub(super) fn assign(
    settings: &mut Settings,
    path: &str,
    value: &str,
) -> Option<Result<(), String>> {
    let (table, rest) = path.split_once('.')?;
    Some(match table {
        "servers" => {
            let Some((name, field)) = rest.rsplit_once('.') else {
                return Some(Err(of_fields(SERVER_FIELDS)));
            };
            if let Err(expected) = check_name(name) {
                return Some(Err(expected));
            }
            let entry = settings.servers.entry(name.to_owned()).or_default();
            set_field(SERVER_FIELDS, entry, field, value)
        }
        "minds" => {
            let (persona, field) = rest.split_once('.').unwrap_or((rest, "server"));
            let mind = settings.minds.entry(persona.to_owned()).or_default();
            set_field(MIND_FIELDS, mind, field, value)
        }
        _ => return None,
    })
}

fn set_field<T>(fields: &[Field<T>], of: &mut T, name: &str, value: &str) -> Result<(), String> {
    let field = fields.iter().find(|field| field.name == name);
    let field = field.ok_or_else(|| of_fields(fields))?;
    (field.set)(of, value)
}

fn of_fields<T>(fields: &[Field<T>]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    format!("one of its settings: {}", names.join(", "))
}

/// What to set and to take out in the file, from `before` to `now`: the path of a value and the value, or `None` for
/// what is no more. A server that is gone has no longer path than its own.
pub(super) fn changed(before: &Settings, now: &Settings) -> Vec<(Vec<String>, Option<Value>)> {
    let mut all = tables(("servers", SERVER_FIELDS), &before.servers, &now.servers);
    all.extend(tables(("minds", MIND_FIELDS), &before.minds, &now.minds));
    all
}

fn tables<T: PartialEq + Default>(
    (table, fields): (&str, &[Field<T>]),
    before: &BTreeMap<String, T>,
    now: &BTreeMap<String, T>,
) -> Vec<(Vec<String>, Option<Value>)> {
    let path = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let gone = before.keys().filter(|name| !now.contains_key(*name));
    let mut all: Vec<_> = gone.map(|name| (path(&[table, name]), None)).collect();
    let nothing = T::default();
    for (name, entry) in now {
        let old = before.get(name);
        for field in fields {
            let (was, is) = ((field.get)(old.unwrap_or(&nothing)), (field.get)(entry));
            let text = |value: &Option<Value>| value.as_ref().map(ToString::to_string);
            if text(&was) != text(&is) {
                all.push((path(&[table, name, field.name]), is));
            }
        }
    }
    all
}

/// What may be a server's name.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let clean = stoa_mind::text::sanitize(name, LONGEST_NAME).text;
    match name.is_empty() || clean != name {
        true => Err(format!(
            "a name of at most {LONGEST_NAME} printable characters"
        )),
        false => Ok(()),
    }
}

/// One setting of a thing that has a table of its own.
pub(super) struct Field<T> {
    pub name: &'static str,
    /// Sets it from text; an empty text takes it back. The error says what is expected.
    pub set: fn(&mut T, &str) -> Result<(), String>,
    /// As it stands in the file; `None` where it is left out.
    pub get: fn(&T) -> Option<Value>,
}

pub(super) const SERVER_FIELDS: &[Field<ServerEntry>] = &[
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

pub(super) const MIND_FIELDS: &[Field<MindEntry>] = &[
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
