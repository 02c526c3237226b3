//! From what a model wrote to ids.

use serde_json::Value;
use stoa_model::{PersonView, PlaceView, ToolCall, TurnContext};

use super::{ActionError, GestureKind, Target};
use crate::{text::sanitize, words::nearest};

/// The arguments of one call in its scene.
pub(super) struct Args<'a> {
    action: &'static str,
    arguments: Value,
    ctx: &'a TurnContext,
}

impl<'a> Args<'a> {
    pub fn new(action: &'static str, call: &ToolCall, ctx: &'a TurnContext) -> Self {
        // Some models send the object as a text, or a bare text or list instead of the object.
        let arguments = match &call.arguments {
            Value::String(s) => match serde_json::from_str(s) {
                Ok(Value::Object(o)) => Value::Object(o),
                _ => Value::String(s.clone()),
            },
            other => other.clone(),
        };
        Self {
            action,
            arguments,
            ctx,
        }
    }

    /// The text of the first of `keys` that is there; else the only argument there is.
    fn said(&self, keys: &[&str], alone: bool) -> Option<String> {
        let found = match &self.arguments {
            Value::Object(o) => {
                let by_key = keys.iter().find_map(|k| {
                    o.iter()
                        .find(|(name, _)| name.eq_ignore_ascii_case(k))
                        .and_then(|(_, v)| plain(v))
                });
                by_key.or_else(|| {
                    (alone && o.len() == 1)
                        .then(|| o.values().next().and_then(plain))
                        .flatten()
                })
            }
            Value::Array(a) if alone => a.first().and_then(plain),
            other if alone => plain(other),
            _ => None,
        }?;
        let text = sanitize(&found, 80).text;
        (!text.is_empty() && !matches!(text.to_lowercase().as_str(), "none" | "null"))
            .then_some(text)
    }

    pub fn place(&self, keys: &[&str]) -> Result<String, ActionError> {
        self.place_if_named(keys)?.ok_or(ActionError::Missing {
            action: self.action,
            what: "a place",
        })
    }

    pub fn place_if_named(&self, keys: &[&str]) -> Result<Option<String>, ActionError> {
        let Some(said) = self.said(keys, true) else {
            return Ok(None);
        };
        if self.action == "sit" && is_here(&said) {
            return Ok(None);
        }
        if is_here(&said)
            && let Some(here) = &self.ctx.here
        {
            return Ok(Some(here.id.clone()));
        }
        find_place(&said, &self.ctx.places).map(Some)
    }

    pub fn person_or_listener(&self, keys: &[&str]) -> Result<u32, ActionError> {
        let alone = !matches!(self.action, "lead_to" | "introduce");
        match self.said(keys, alone) {
            Some(said) => self.find_person(&said),
            None => self.listener(),
        }
    }

    pub fn person_if_named(&self, keys: &[&str]) -> Result<Option<u32>, ActionError> {
        let Some(said) = self.said(keys, true) else {
            return Ok(None);
        };
        if matches!(
            bare(&said).as_str(),
            "everyone" | "everybody" | "all" | "nobody"
        ) {
            return Ok(None);
        }
        self.find_person(&said).map(Some)
    }

    /// Somebody in sight, or somebody of whom it is known where they were seen last.
    pub fn acquaintance(&self, keys: &[&str], what: &'static str) -> Result<u32, ActionError> {
        let said = self.said(keys, true).ok_or(ActionError::Missing {
            action: self.action,
            what,
        })?;
        match self.find_person(&said) {
            Err(ActionError::NoSuchPerson(_)) => {
                let elsewhere = self.ctx.absent.iter().filter(|p| p.at.is_some());
                find_among(&said, &elsewhere.collect::<Vec<_>>())
            }
            found => found,
        }
    }

    pub fn target(&self, keys: &[&str]) -> Result<Target, ActionError> {
        let said = self.said(keys, true).ok_or(ActionError::Missing {
            action: self.action,
            what: "somebody or some place",
        })?;
        // A person's name is the rarer word: it goes first.
        match self.find_person(&said) {
            Ok(who) => Ok(Target::Person(who)),
            Err(ActionError::NoSuchPerson(_)) => {
                find_place(&said, &self.ctx.places).map(Target::Place)
            }
            Err(other) => Err(other),
        }
    }

    pub fn gesture(&self, keys: &[&str]) -> Result<GestureKind, ActionError> {
        let known = || GestureKind::WORDS.iter().map(|w| (*w).to_owned()).collect();
        let said = self.said(keys, true).ok_or(ActionError::Missing {
            action: self.action,
            what: "a kind",
        })?;
        let word = bare(&said);
        let forms = [
            word.as_str(),
            word.trim_end_matches('s'),
            word.trim_end_matches("ing"),
        ];
        forms
            .iter()
            .find_map(|f| {
                GestureKind::from_word(f).or_else(|| {
                    GestureKind::from_word(nearest(f, GestureKind::WORDS.iter().copied())?)
                })
            })
            .ok_or(ActionError::NotOneOf {
                said,
                known: known(),
            })
    }

    fn listener(&self) -> Result<u32, ActionError> {
        let what = "somebody";
        self.ctx
            .listener
            .as_ref()
            .map(|l| l.id)
            .ok_or(ActionError::Missing {
                action: self.action,
                what,
            })
    }

    fn find_person(&self, said: &str) -> Result<u32, ActionError> {
        let word = bare(said);
        if matches!(
            word.as_str(),
            "you"
                | "listener"
                | "visitor"
                | "them"
                | "him"
                | "her"
                | "guest"
                | "user"
                | "me"
                | "player"
        ) {
            return self.listener();
        }
        let ctx = self.ctx;
        let here = ctx.listener.iter().chain(&ctx.present);
        let here: Vec<&PersonView> = here.filter(|p| p.id != ctx.me.id).collect();
        find_among(said, &here)
    }
}

/// The one who is meant: by number, name, role, a part of either, or a near spelling.
fn find_among(said: &str, all: &[&PersonView]) -> Result<u32, ActionError> {
    let word = bare(said);
    if let Ok(id) = word.trim_start_matches('#').parse::<u32>()
        && all.iter().any(|p| p.id == id)
    {
        return Ok(id);
    }
    let matches = |test: &dyn Fn(&str) -> bool| {
        let mut ids: Vec<(u32, String)> = Vec::new();
        for p in all {
            let names = [p.name.as_deref(), p.role.as_deref()];
            if names.into_iter().flatten().any(|n| test(&bare(n)))
                && !ids.iter().any(|(id, _)| *id == p.id)
            {
                ids.push((p.id, p.name.clone().unwrap_or_else(|| "someone".into())));
            }
        }
        ids
    };
    let tests: [&dyn Fn(&str) -> bool; 3] = [
        &|n| n == word,
        &|n| {
            n.split(' ').next() == Some(&word)
                || word.split(' ').next() == Some(n)
                || word.ends_with(&format!(" {n}"))
        },
        &|n| nearest(&word, [n]).is_some(),
    ];
    for test in tests {
        let found = matches(test);
        match found.as_slice() {
            [] => {}
            [(id, _)] => return Ok(*id),
            _ => {
                let among = found.into_iter().map(|(_, n)| n).collect();
                return Err(ActionError::Ambiguous {
                    said: said.to_owned(),
                    among,
                });
            }
        }
    }
    Err(ActionError::NoSuchPerson(said.to_owned()))
}

fn plain(v: &Value) -> Option<String> {
    match v {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Object(o) => o.get("name").or(o.get("id")).and_then(plain),
        Value::Array(a) => a.first().and_then(plain),
        _ => None,
    }
}

fn is_here(said: &str) -> bool {
    matches!(
        bare(said).as_str(),
        "here" | "down" | "nearest" | "anywhere" | "nearest seat" | "seat" | "ground" | "true"
    )
}

/// Lower case, without article, preposition, underscores and punctuation.
fn bare(said: &str) -> String {
    let mut text = said.to_lowercase().replace(['_', '-'], " ");
    text.retain(|c| c.is_alphanumeric() || c == ' ' || c == '\'' || c == '#');
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1
        && matches!(
            words[0],
            "the" | "a" | "an" | "at" | "to" | "by" | "on" | "near" | "my" | "in" | "our"
        )
    {
        words.remove(0);
    }
    words.join(" ")
}

/// The place that is meant: by id, name, a word of it, its kind when there is one such place, or a near spelling.
fn find_place(said: &str, places: &[PlaceView]) -> Result<String, ActionError> {
    let word = bare(said);
    let tests: [&dyn Fn(&PlaceView) -> bool; 5] = [
        &|p| bare(&p.id) == word || bare(&p.name) == word,
        &|p| nearest(&word, [bare(&p.id).as_str(), bare(&p.name).as_str()]).is_some(),
        &|p| {
            has_words(&bare(&p.name), &word)
                || has_words(&word, &bare(&p.name))
                || has_words(&bare(&p.id), &word)
        },
        &|p| bare(&p.kind) == word || has_words(&word, &bare(&p.kind)),
        &|p| {
            bare(&p.name)
                .split(' ')
                .any(|n| n.len() > 3 && word.split(' ').any(|w| nearest(w, [n]).is_some()))
        },
    ];
    for test in tests {
        let found: Vec<&PlaceView> = places.iter().filter(|p| test(p)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.id.clone()),
            _ => {
                let among = found.into_iter().map(|p| p.name.clone()).collect();
                return Err(ActionError::Ambiguous {
                    said: said.to_owned(),
                    among,
                });
            }
        }
    }
    let known = places.iter().take(6).map(|p| p.name.clone()).collect();
    Err(ActionError::NoSuchPlace {
        said: said.to_owned(),
        known,
    })
}

/// True when every word of `part` is in `whole`.
fn has_words(whole: &str, part: &str) -> bool {
    let whole: Vec<&str> = whole.split(' ').collect();
    !part.is_empty() && part.split(' ').all(|w| whole.contains(&w))
}
