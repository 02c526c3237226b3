//! Reading TOML so that one pass finds every mistake, each with its line and column.

use std::{
    cell::{Cell, RefCell},
    fmt,
};

use toml_span::{
    Span, Value,
    value::{Array, Table},
};

/// How many warnings one report lists at most. Errors are all listed: each has to be mended.
const MAX_WARNINGS: usize = 200;
/// How many unreadable lines are skipped in search of further mistakes.
const MAX_SKIPPED_LINES: usize = 20;

/// One mistake in a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    pub severity: Severity,
    /// What stands there, and what was expected.
    pub message: String,
}

/// How grave a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used; what is meant here is left out.
    Warning,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        let Self {
            file,
            line,
            column,
            message,
            ..
        } = self;
        write!(f, "{file}:{line}:{column}: {level}{message}")
    }
}

/// Collects the problems of one file.
pub(super) struct Report<'t> {
    file: &'t str,
    text: &'t str,
    /// Where each begins, in bytes.
    found: RefCell<Vec<(usize, Severity, String)>>,
    has_errors: Cell<bool>,
    warnings: Cell<usize>,
    /// Where the first warning beyond [`MAX_WARNINGS`] begins.
    more_from: Cell<Option<usize>>,
    /// The keys of lines that could not be read: they are not missing as well.
    unreadable: RefCell<Vec<String>>,
}

impl<'t> Report<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            found: RefCell::default(),
            has_errors: Cell::default(),
            warnings: Cell::default(),
            more_from: Cell::default(),
            unreadable: RefCell::default(),
        }
    }

    pub fn error(&self, at: Span, message: impl Into<String>) {
        self.has_errors.set(true);
        self.push(at.start, Severity::Error, message.into());
    }

    pub fn warning(&self, at: Span, message: impl Into<String>) {
        let number = self.warnings.get() + 1;
        self.warnings.set(number);
        if number <= MAX_WARNINGS {
            self.push(at.start, Severity::Warning, message.into());
        } else if self.more_from.get().is_none() {
            self.more_from.set(Some(at.start));
        }
    }

    fn push(&self, start: usize, severity: Severity, message: String) {
        self.found.borrow_mut().push((start, severity, message));
    }

    pub fn has_errors(&self) -> bool {
        self.has_errors.get()
    }

    fn missing(&self, at: Span, name: &str, what: &str) {
        if !self.unreadable.borrow().iter().any(|key| key == name) {
            self.error(at, format!("`{name}` is missing: {what}"));
        }
    }

    /// All problems, in the file's order. What is left out of the warnings is said last.
    pub fn finish(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|(start, ..)| *start);
        let more = self.warnings.get().saturating_sub(MAX_WARNINGS);
        let mut positions = Positions::of(self.text);
        let mut problem = |(start, severity, message): (usize, Severity, String)| {
            let (line, column) = positions.at(start);
            Problem {
                file: self.file.to_owned(),
                line,
                column,
                severity,
                message,
            }
        };
        let mut problems: Vec<Problem> = found.into_iter().map(&mut problem).collect();
        problems.dedup();
        if let Some(start) = self.more_from.get() {
            let message = format!("warnings left out: {more}, the first of them here");
            problems.push(problem((start, Severity::Warning, message)));
        }
        problems
    }

    /// Reports every line that is not TOML and blanks it, so that the rest can be checked too. Offsets stay the same.
    /// `None` when nothing readable is left.
    pub fn readable(&self) -> Option<String> {
        let mut text = self.text.to_owned();
        for _ in 0..MAX_SKIPPED_LINES {
            let Err(error) = toml_span::parse(&text) else {
                return Some(text);
            };
            self.error(error.span, format!("not TOML here: {error}"));
            let at = text.floor_char_boundary(error.span.start.min(text.len()));
            let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
            if text[start..end].trim().is_empty() {
                return None;
            }
            let key = text[start..end].split('=').next().unwrap_or_default();
            self.unreadable.borrow_mut().push(key.trim().to_owned());
            text.replace_range(start..end, &" ".repeat(end - start));
        }
        None
    }
}

/// Lines and columns of places in a text, in one walk over it when they are asked for in order: a file of four megabytes
/// may have a mistake in every line.
struct Positions<'t> {
    text: &'t str,
    /// The place that was asked for last, in bytes.
    at: usize,
    line: usize,
    column: usize,
}

impl<'t> Positions<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            column: 0,
        }
    }

    /// Line and column of a byte, from 1.
    fn at(&mut self, byte: usize) -> (u32, u32) {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        if byte < self.at {
            *self = Self::of(self.text);
        }
        for c in self.text[self.at..byte].chars() {
            if c == '\n' {
                (self.line, self.column) = (self.line + 1, 0);
            } else {
                self.column += 1;
            }
        }
        self.at = byte;
        (from_one(self.line), from_one(self.column))
    }
}

fn from_one(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1)
}

/// The keys of one table, taken one by one; what is left over at the end is unknown.
pub(super) struct Fields<'a, 'd> {
    table: &'a Table<'d>,
    pub span: Span,
    pub report: &'a Report<'a>,
    asked: Vec<&'static str>,
}

impl<'a, 'd> Fields<'a, 'd> {
    /// `None` (and a problem) if the value is no table.
    pub fn of(value: &'a Value<'d>, report: &'a Report<'a>) -> Option<Self> {
        let Some(table) = value.as_table() else {
            report.error(value.span, wanted("a table", value));
            return None;
        };
        Some(Self {
            table,
            span: value.span,
            report,
            asked: Vec::new(),
        })
    }

    pub fn get(&mut self, name: &'static str) -> Option<&'a Value<'d>> {
        self.asked.push(name);
        self.table.get(name)
    }

    /// The value, or a problem that says what it should be.
    pub fn need(&mut self, name: &'static str, what: &str) -> Option<&'a Value<'d>> {
        let value = self.get(name);
        if value.is_none() {
            self.report.missing(self.span, name, what);
        }
        value
    }

    /// A number within `min..=max`; needed if there is no `default`.
    pub fn number(&mut self, name: &'static str, min: f32, max: f32, default: Option<f32>) -> f32 {
        let fallback = default.unwrap_or(min);
        let value = match default {
            None => self.need(name, &format!("a number from {min} to {max}")),
            Some(_) => self.get(name),
        };
        let Some(value) = value else { return fallback };
        match as_number(value) {
            Some(n) if (min..=max).contains(&n) => n,
            Some(n) => {
                self.report.error(
                    value.span,
                    format!("`{name}` is {n}; expected {min} to {max}"),
                );
                fallback
            }
            None => {
                self.report.error(
                    value.span,
                    wanted(&format!("a number from {min} to {max} for `{name}`"), value),
                );
                fallback
            }
        }
    }

    /// A whole number within `min..=max`; needed if there is no `default`.
    pub fn whole(&mut self, name: &'static str, min: u32, max: u32, default: Option<u32>) -> u32 {
        let fallback = default.unwrap_or(min);
        let what = format!("a whole number from {min} to {max}");
        let value = match default {
            None => self.need(name, &what),
            Some(_) => self.get(name),
        };
        let Some(value) = value else { return fallback };
        let n = value.as_integer().and_then(|n| u32::try_from(n).ok());
        match n {
            Some(n) if (min..=max).contains(&n) => n,
            _ => {
                self.report
                    .error(value.span, wanted(&format!("{what} for `{name}`"), value));
                fallback
            }
        }
    }

    pub fn flag(&mut self, name: &'static str, default: bool) -> bool {
        let Some(value) = self.get(name) else {
            return default;
        };
        value.as_bool().unwrap_or_else(|| {
            let message = wanted(&format!("true or false for `{name}`"), value);
            self.report.error(value.span, message);
            default
        })
    }

    /// Non-empty text of at most `max` characters without control characters; needed if there is no `default`.
    pub fn text(&mut self, name: &'static str, max: usize, default: Option<&str>) -> String {
        let value = match default {
            None => self.need(name, "a text in quotes"),
            Some(_) => self.get(name),
        };
        value
            .and_then(|v| read_text(v, name, max, self.report))
            .unwrap_or_else(|| default.unwrap_or_default().to_owned())
    }

    /// A name for other lines to refer to: letters, digits, `_` and `-`.
    pub fn id(&mut self, name: &'static str) -> String {
        let value = self.need(name, "a short name of letters, digits and _");
        value
            .and_then(|v| read_id(v, name, self.report))
            .unwrap_or_default()
    }

    /// One of a list of words; needed if there is no `default`.
    pub fn choice<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
        default: Option<T>,
    ) -> Option<T> {
        let value = match default {
            None => self.need(name, &one_of(words.iter().map(|w| w.0))),
            Some(_) => self.get(name),
        };
        let Some(value) = value else { return default };
        let found = value.as_str().and_then(|s| words.iter().find(|w| w.0 == s));
        if found.is_none() {
            let message = match value.as_str() {
                Some(word) => format!(
                    "`{name}` is \"{}\"; expected {}{}",
                    shown(word),
                    one_of(words.iter().map(|w| w.0)),
                    did_you_mean(word, words.iter().map(|w| w.0)),
                ),
                None => wanted(&one_of(words.iter().map(|w| w.0)), value),
            };
            self.report.error(value.span, message);
        }
        found.map(|w| w.1).or(default)
    }

    /// `count` numbers in brackets, each within ±`limit`.
    pub fn numbers(
        &mut self,
        name: &'static str,
        counts: &[usize],
        limit: f32,
        what: &str,
    ) -> Vec<f32> {
        let Some(value) = self.need(name, what) else {
            return Vec::new();
        };
        read_numbers(value, counts, limit, what, self.report).unwrap_or_default()
    }

    /// A list of at most `max` entries; empty when absent.
    pub fn list(&mut self, name: &'static str, max: usize) -> &'a [Value<'d>] {
        let Some(value) = self.get(name) else {
            return &[];
        };
        read_list(value, name, max, self.report)
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self) {
        for key in self.table.keys() {
            if !self.asked.contains(&key.name.as_ref()) {
                let hint = did_you_mean(&key.name, self.asked.iter().copied());
                let message = format!(
                    "unknown key `{}`{hint}; known here: {}",
                    shown(&key.name),
                    self.asked.join(", ")
                );
                self.report.warning(key.span, message);
            }
        }
    }
}

pub(super) fn as_number(value: &Value) -> Option<f32> {
    let whole = value.as_integer().map(|i| i as f64);
    let number = value.as_float().or(whole)? as f32;
    number.is_finite().then_some(number)
}

pub(super) fn read_list<'a, 'd>(
    value: &'a Value<'d>,
    name: &str,
    max: usize,
    report: &Report,
) -> &'a [Value<'d>] {
    let Some(list): Option<&Array> = value.as_array() else {
        let message = wanted(&format!("a list for `{name}`"), value);
        report.error(value.span, message);
        return &[];
    };
    if list.len() > max {
        let message = format!("`{name}` has {} entries; at most {max}", list.len());
        report.error(value.span, message);
        return &list[..max];
    }
    list
}

pub(super) fn read_numbers(
    value: &Value,
    counts: &[usize],
    limit: f32,
    what: &str,
    report: &Report,
) -> Option<Vec<f32>> {
    let list = value.as_array().filter(|a| counts.contains(&a.len()));
    let numbers: Option<Vec<f32>> = list.and_then(|a| a.iter().map(as_number).collect());
    let Some(numbers) = numbers else {
        report.error(value.span, wanted(what, value));
        return None;
    };
    if let Some(far) = numbers.iter().find(|n| n.abs() > limit) {
        report.error(
            value.span,
            format!("{far} is too far out; expected -{limit} to {limit}"),
        );
        return None;
    }
    Some(numbers)
}

pub(super) fn read_text(value: &Value, name: &str, max: usize, report: &Report) -> Option<String> {
    let Some(text) = value.as_str() else {
        report.error(value.span, wanted(&format!("a text for `{name}`"), value));
        return None;
    };
    let text = text.trim();
    let length = text.chars().count();
    let wrong = if text.is_empty() {
        format!("`{name}` is empty; expected a text")
    } else if length > max {
        format!("`{name}` has {length} characters; at most {max}")
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        format!("`{name}` has control characters; expected plain text")
    } else {
        return Some(text.replace('\n', " "));
    };
    report.error(value.span, wrong);
    None
}

pub(super) fn read_id(value: &Value, name: &str, report: &Report) -> Option<String> {
    let id = read_text(value, name, 48, report)?;
    if id
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    {
        return Some(id);
    }
    report.error(
        value.span,
        format!("`{name}` is \"{id}\"; expected letters, digits, _ and - only"),
    );
    None
}

/// `expected …, found …`.
pub(super) fn wanted(what: &str, found: &Value) -> String {
    let found = if let Some(text) = found.as_str() {
        format!("the text \"{}\"", shown(text))
    } else if let Some(n) = found.as_integer() {
        n.to_string()
    } else if let Some(n) = found.as_float() {
        n.to_string()
    } else if let Some(b) = found.as_bool() {
        b.to_string()
    } else if let Some(list) = found.as_array() {
        format!("a list of {}", list.len())
    } else {
        "a table".to_owned()
    };
    format!("expected {what}, found {found}")
}

/// Foreign text fit for one line of a report.
pub(super) fn shown(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(40).collect()
}

fn one_of(words: impl Iterator<Item = &'static str>) -> String {
    format!("one of {}", words.collect::<Vec<_>>().join(", "))
}

/// `; did you mean …?` if one of the words is close.
pub(super) fn did_you_mean<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> String {
    let word: Vec<char> = word.chars().take(48).collect();
    let near = words
        .map(|w| (edits(&word, w), w))
        .filter(|(d, w)| *d <= (w.chars().count() / 3).max(1))
        .min();
    near.map_or_else(String::new, |(_, w)| format!(" (did you mean `{w}`?)"))
}

/// Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
fn edits(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().take(48).collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
