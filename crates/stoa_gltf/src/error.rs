//! What can be wrong with a scene.

/// Why a scene is refused, where in it, and what a person can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {}", at.map_or_else(String::new, |(line, column)| format!(":{line}:{column}")), self.message())]
pub struct GltfError {
    pub kind: ErrorKind,
    pub file: String,
    /// Which thing of the file, for example `accessor 3`; empty for the file as a whole.
    pub place: String,
    /// Line and column from 1, where the file is text and the text itself is wrong.
    pub at: Option<(u32, u32)>,
    /// What was found there, and what was expected.
    pub found: String,
    pub remedy: &'static str,
}

impl GltfError {
    /// All of it but the file.
    pub fn message(&self) -> String {
        let Self {
            place,
            found,
            remedy,
            ..
        } = self;
        let colon = if place.is_empty() { "" } else { ": " };
        format!("{place}{colon}{found}. {remedy}")
    }
}

/// The sorts of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The file, or one beside it, can't be read.
    Unreadable,
    /// It is not what the format demands: truncated, out of bounds, in circles.
    Damaged,
    /// It is larger than the [`crate::limits`].
    TooLarge,
    /// It names a file outside its own folder.
    Outside,
    /// It needs something of the format that is not read here.
    Unsupported,
    /// [`crate::Watch::cancel`] was called.
    Cancelled,
}

/// A [`GltfError`] that does not know its file yet.
#[derive(Debug)]
pub(crate) struct Fault {
    kind: ErrorKind,
    place: String,
    at: Option<(u32, u32)>,
    found: String,
    remedy: &'static str,
}

pub(crate) type Result<T> = std::result::Result<T, Fault>;

impl Fault {
    pub fn new(
        kind: ErrorKind,
        place: impl Into<String>,
        found: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self {
            kind,
            place: place.into(),
            at: None,
            found: found.into(),
            remedy,
        }
    }

    pub fn damaged(place: impl Into<String>, found: impl Into<String>) -> Self {
        let remedy = "The file is damaged or was written wrongly: copy or export it again";
        Self::new(ErrorKind::Damaged, place, found, remedy)
    }

    pub fn too_large(place: impl Into<String>, found: impl Into<String>) -> Self {
        let remedy = "Export a smaller scene, or a part of it";
        Self::new(ErrorKind::TooLarge, place, found, remedy)
    }

    pub fn outside(place: impl Into<String>, found: impl Into<String>) -> Self {
        let remedy = "A scene may only use files in its own folder or below: put the file there, or export as .glb, \
                      which holds everything";
        Self::new(ErrorKind::Outside, place, found, remedy)
    }

    pub fn cancelled() -> Self {
        Self::new(
            ErrorKind::Cancelled,
            "",
            "reading was cancelled",
            "Open it again",
        )
    }

    /// The same, at a line and column of the file's text.
    pub fn at(self, line: u32, column: u32) -> Self {
        Self {
            at: Some((line, column)),
            ..self
        }
    }

    pub fn of(self, file: &str) -> GltfError {
        GltfError {
            kind: self.kind,
            file: file.to_owned(),
            place: self.place,
            at: self.at,
            found: self.found,
            remedy: self.remedy,
        }
    }
}

/// Text from a file as it may be shown: short, on one line, without control characters.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
