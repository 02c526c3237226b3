use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use serde::{Deserialize, Serialize};

/// Something a person should know: the window shows it on a card, a headless run prints it.
#[derive(Message, Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub severity: Severity,
    /// What happened, in one sentence.
    pub text: String,
    /// What one can do about it, in one sentence.
    pub remedy: Option<String>,
    /// The name of what happened, for whoever says it in another language; may be empty.
    #[serde(default)]
    pub name: String,
    /// What such a one fills in.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// How much a [`Notice`] matters. Errors stay on the screen until they are dismissed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Warning,
    Error,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self::new(Severity::Info, text.into(), None)
    }

    pub fn warning(text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Severity::Warning, text.into(), Some(remedy.into()))
    }

    pub fn error(text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Severity::Error, text.into(), Some(remedy.into()))
    }

    fn new(severity: Severity, text: String, remedy: Option<String>) -> Self {
        Self {
            severity,
            text,
            remedy,
            name: String::new(),
            values: BTreeMap::new(),
        }
    }

    /// The same with a name and with values, for whoever says it in another language.
    pub fn named<const N: usize>(self, name: &str, values: [(&str, String); N]) -> Self {
        Self {
            name: name.to_owned(),
            values: values.map(|(key, value)| (key.to_owned(), value)).into(),
            ..self
        }
    }

    /// What is filled in for `key`, or nothing.
    pub fn value(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }
}
