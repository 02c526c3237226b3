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
        Self {
            severity: Severity::Info,
            text: text.into(),
            remedy: None,
        }
    }

    pub fn warning(text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            text: text.into(),
            remedy: Some(remedy.into()),
        }
    }

    pub fn error(text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            text: text.into(),
            remedy: Some(remedy.into()),
        }
    }
}
