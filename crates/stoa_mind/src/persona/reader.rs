//! Reading TOML so that every mistake is found in one go, each with its line and column.

use std::{cell::RefCell, fmt};

use serde::{Deserialize, Serialize};
use toml_span::{
    ErrorKind, Span, Value,
    value::{Key, Table},
};

use crate::words::nearest;

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    pub level: Level,
    /// What should stand there.
    pub expected: String,
    /// What does.
    pub found: String,
}

/// How grave a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The file cannot be used.
    Error,
    /// The file can be used; what is meant here is ignored.
    Warning,
}

impl Problem {
    /// The mistake in words, without where it is.
    pub fn message(&self) -> String {
        let level = match self.level {
            Level::Error => "",
            Level::Warning => "warning: ",
        };
        format!("{level}expected {}, found {}", self.expected, self.found)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file,
            self.line,
            self.column,
            self.message()
        )
    }
}

/// A place in a file. Two of them are always equal: where something stood is no part of what it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spot {
    /// From 1; 0 when unknown.
    pub line: u32,
    /// From 1; 0 when unknown.
    pub column: u32,
}

impl PartialEq for Spot {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Collects the problems of one file.
pub(super) struct Report<'t> {
    file: &'t str,
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
    /// Keys on lines that could not be read: they are not missing as well.
    unreadable: RefCell<Vec<String>>,
}

impl<'t> Report<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            problems: RefCell::default(),
            unreadable: RefCell::default(),
        }
    }

    pub fn spot(&self, at: usize) -> Spot {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Spot {
            line: count(before.matches('\n').count()),
            column: count(
                before[line_start..]
                    .chars()
                    .filter(|c| *c != '\u{feff}')
                    .count(),
            ),
        }
    }

    pub fn error(&self, at: Span, expected: impl Into<String>, found: impl Into<String>) {
        self.push(Level::Error, at, expected.into(), found.into());
    }

    fn push(&self, level: Level, at: Span, expected: String, found: String) {
        let Spot { line, column } = self.spot(at.start);
        let file = self.file.to_owned();
        self.problems.borrow_mut().push(Problem {
            file,
            line,
            column,
            level,
            expected,
            found,
        });
    }

    pub fn has_errors(&self) -> bool {
        self.problems
            .borrow()
            .iter()
            .any(|p| p.level == Level::Error)
    }

    /// Every problem in the order of the file.
    pub fn finish(self) -> Vec<Problem> {
        let mut all = self.problems.into_inner();
        all.sort_by_key(|p| (p.line, p.column));
        all.dedup();
        all
    }

    /// Blanks what cannot be read as TOML and reports it, until the rest can: later mistakes show as well.
    ///
    /// Returns the readable text; its offsets are those of the original.
    pub fn readable(&self) -> String {
        let mut text = self.text.to_owned();
        for _ in 0..40 {
            let Err(e) = toml_span::parse(&text) else {
                return text;
            };
            let at = text.floor_char_boundary(e.span.start.min(text.len()));
            let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
            let line = &text[start..end];
            if line.trim().is_empty() || matches!(e.kind, ErrorKind::ExceededDepthLimit) {
                self.error(e.span, "TOML", e.to_string());
                break;
            }
            let (expected, found) = syntax(&e.kind, line.trim());
            self.error(e.span, expected, found);
            let head = line.trim_start();
            let end = if let Some(name) = head.strip_prefix('[') {
                self.forgive(name.trim_matches(['[', ']', ' ']));
                text[end..].find("\n[").map_or(text.len(), |i| end + i)
            } else {
                self.forgive(head.split('=').next().unwrap_or(head).trim());
                end
            };
            let blank: String = text[start..end]
                .bytes()
                .map(|b| if b == b'\n' { '\n' } else { ' ' })
                .collect();
            text.replace_range(start..end, &blank);
        }
        if toml_span::parse(&text).is_ok() {
            text
        } else {
            String::new()
        }
    }

    fn forgive(&self, key: &str) {
        self.unreadable.borrow_mut().push(key.to_owned());
    }

    fn is_forgiven(&self, key: &str) -> bool {
        self.unreadable.borrow().iter().any(|k| k == key)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1)
}

fn syntax(kind: &ErrorKind, line: &str) -> (String, String) {
    let shown: String = line.chars().take(60).collect();
    match kind {
        ErrorKind::DuplicateKey { key, .. } => (format!("`{key}` only once"), "it again".into()),
        ErrorKind::DuplicateTable { name, .. } => (
            format!("`[{name}]` only once"),
            format!("it again; a list is written `[[{name}]]`"),
        ),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString(_) => (
            "a closing quotation mark on the same line".into(),
            format!("`{shown}`"),
        ),
        ErrorKind::UnquotedString | ErrorKind::InvalidNumber => (
            "a value (text stands in quotation marks)".into(),
            format!("`{shown}`"),
        ),
        _ => ("TOML".into(), format!("`{shown}`")),
    }
}

/// One table of the file and what was asked of it.
pub(super) struct Section<'v> {
    table: &'v Table<'v>,
    span: Span,
    name: &'static str,
    asked: RefCell<Vec<&'static str>>,
}

impl<'v> Section<'v> {
    /// `name` stands in messages: `[looks]`.
    pub fn new(report: &Report, value: &'v Value<'v>, name: &'static str) -> Option<Self> {
        match value.as_table() {
            Some(table) => Some(Self {
                table,
                span: value.span,
                name,
                asked: RefCell::default(),
            }),
            None => {
                report.error(value.span, format!("a table ({name})"), kind_of(value));
                None
            }
        }
    }

    /// The value of an optional key.
    pub fn get(&self, key: &'static str) -> Option<&'v Value<'v>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    /// The value of a required key, or a problem.
    pub fn need(&self, report: &Report, key: &'static str) -> Option<&'v Value<'v>> {
        let value = self.get(key);
        if value.is_none() && !report.is_forgiven(key) {
            // A near miss is reported as an unknown key with its proposal; this names what is missing.
            report.error(
                self.span,
                format!("the key `{key}`"),
                format!("none in {}", self.name),
            );
        }
        value
    }

    /// Reports the keys that nothing asked for.
    pub fn finish(self, report: &Report) {
        let asked = self.asked.into_inner();
        let known = asked
            .iter()
            .map(|k| format!("`{k}`"))
            .collect::<Vec<_>>()
            .join(", ");
        for Key { name, span } in self.table.keys() {
            if asked.contains(&name.as_ref()) {
                continue;
            }
            let hint = nearest(name, asked.iter().copied())
                .map(|k| format!(" (did you mean `{k}`?)"))
                .unwrap_or_default();
            report.push(
                Level::Warning,
                *span,
                format!("one of {known} in {}", self.name),
                format!("`{name}`{hint}"),
            );
        }
    }
}

/// What a value is, in words.
pub(super) fn kind_of(value: &Value) -> String {
    if let Some(s) = value.as_str() {
        let short: String = s.chars().take(40).collect();
        return format!("the text \"{short}\"");
    }
    if let Some(i) = value.as_integer() {
        return format!("the number {i}");
    }
    if let Some(f) = value.as_float() {
        return format!("the number {f}");
    }
    if let Some(b) = value.as_bool() {
        return format!("{b}");
    }
    if value.as_array().is_some() {
        "a list".into()
    } else {
        "a table".into()
    }
}
