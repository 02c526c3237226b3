//! Why there is no headset: what had been found, what failed, and what a person can do, in three short lines.

use std::fmt;

use openxr::sys;
use serde::{Serialize, Serializer};

use super::{Os, RuntimeFile, Search, advice};

/// How far we came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Finding and loading the OpenXR loader.
    Loader,
    /// Connecting to the runtime: its extensions and the instance.
    Runtime,
    /// Finding the headset and what it offers.
    Headset,
    /// The graphics device that runtime and program share.
    Graphics,
    /// Starting, changing or ending a session.
    Session,
    /// Waiting for, beginning or ending a frame; swapchains and spaces.
    Frame,
    /// Actions, hands and haptics.
    Input,
}

impl Step {
    /// What was being done, to go after "while".
    fn doing(self) -> &'static str {
        match self {
            Self::Loader => "loading the OpenXR loader",
            Self::Runtime => "connecting to the runtime",
            Self::Headset => "finding the headset",
            Self::Graphics => "choosing the graphics device",
            Self::Session => "starting the session",
            Self::Frame => "drawing for the headset",
            Self::Input => "reading the hands",
        }
    }
}

/// What had been found before it failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The loader, and by which rule it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loader: Option<String>,
    /// The search for the runtime's manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// The name and version the runtime itself gives once an instance is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
}

impl Found {
    /// The manifest the loader takes.
    pub(super) fn file(&self) -> Option<&RuntimeFile> {
        self.search.as_ref()?.active.as_ref()
    }

    /// The runtime as a person knows it, or "the runtime".
    pub(super) fn runtime_name(&self) -> &str {
        let named = self.file().and_then(|file| file.name.as_deref());
        named.or(self.runtime.as_deref()).unwrap_or("the runtime")
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.runtime, self.file()) {
            (Some(runtime), Some(file)) => {
                write!(f, "the runtime {runtime}, from {}", file.file.display())?;
            }
            (Some(runtime), None) => write!(f, "the runtime {runtime}")?,
            (None, Some(file)) => write!(f, "the runtime {file}")?,
            (None, None) => match &self.search {
                Some(search) if !search.looked.is_empty() => {
                    write!(f, "no runtime (sought: {})", search.sought())?;
                }
                _ => f.write_str("no runtime")?,
            },
        }
        match &self.loader {
            Some(loader) => write!(f, "; the OpenXR loader {loader}"),
            None => f.write_str("; no OpenXR loader"),
        }
    }
}

/// A failure on the way to the headset or inside it. Its text is three lines: found, failed, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("Found: {found}.\nFailed: {cause}.\nTo do: {remedy}.")]
pub struct Trouble {
    pub step: Step,
    pub found: Box<Found>,
    /// The OpenXR call that failed, for example `xrCreateInstance`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<&'static str>,
    /// What that call answered.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_name")]
    pub code: Option<sys::Result>,
    cause: String,
    remedy: String,
}

impl Trouble {
    /// `call` answered `code`.
    pub fn call(step: Step, found: &Found, call: &'static str, code: sys::Result) -> Self {
        Self::call_on(Os::HERE, step, found, call, code)
    }

    pub(super) fn call_on(
        os: Os,
        step: Step,
        found: &Found,
        call: &'static str,
        code: sys::Result,
    ) -> Self {
        let why = advice::cause(step, code, found);
        let cause = format!(
            "{call} answered {} while {}: {why}",
            code_name(code),
            step.doing()
        );
        Self {
            step,
            found: Box::new(found.clone()),
            call: Some(call),
            code: Some(code),
            cause,
            remedy: advice::remedy(os, step, code, found),
        }
    }

    /// Something other than an OpenXR call's answer. Both sentences come without a final full stop.
    pub fn other(
        step: Step,
        found: &Found,
        cause: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            step,
            found: Box::new(found.clone()),
            call: None,
            code: None,
            cause: cause.into(),
            remedy: remedy.into(),
        }
    }

    /// What happened, in one sentence without a final full stop, naming the call and its code.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// What a person can do about it, in one sentence without a final full stop.
    pub fn remedy(&self) -> &str {
        &self.remedy
    }
}

/// A code as OpenXR's documents write it, with its number: `XR_ERROR_RUNTIME_FAILURE (-2)`.
pub(crate) fn code_name(code: sys::Result) -> String {
    let name = format!("{code:?}");
    let number = code.into_raw();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        format!("XR_{name} ({number})")
    } else {
        format!("the code {number}")
    }
}

fn as_name<S: Serializer>(code: &Option<sys::Result>, serializer: S) -> Result<S::Ok, S::Error> {
    code.map(code_name).serialize(serializer)
}

#[cfg(test)]
#[path = "trouble_tests.rs"]
mod tests;
