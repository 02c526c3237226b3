//! Takes out of a stream what is not speech, one character at a time.

use stoa_model::ToolCall;

use crate::actions::fallback;

/// What is left of the stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Char(char),
    Call(ToolCall),
}

/// Longer than this nothing is held back.
const HELD: usize = 160;
/// JSON may be longer.
const JSON_HELD: usize = 800;

#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    state: State,
    /// The last character let through, as far as it tells where the next one stands.
    last: Option<char>,
    /// Letters of the last word let through tell whether a star emphasises or directs.
    mid_sentence: bool,
}

#[derive(Debug, Clone, Default)]
enum State {
    #[default]
    Plain,
    /// After `<`.
    Tag(String),
    /// Inside `<think>` until its closing tag.
    Think { close: &'static str, held: String },
    /// After `[`.
    Bracket(String),
    /// After `[[`.
    Double(String),
    /// After a bracketed word: `(` makes it a link.
    Linked(String),
    /// Inside the address of a link.
    Link(usize),
    /// After `*`.
    Star,
    /// Between `*` and `*`.
    Starred(String),
    /// Between `_` and `_`.
    Lined(String),
    /// After `(`.
    Paren(String),
    /// Inside `{…}`: depth, inside a string, after a backslash.
    Json {
        held: String,
        depth: u32,
        quoted: bool,
        escaped: bool,
    },
    /// After a backtick: how many in a row.
    Ticks(u32),
    /// The language after three backticks.
    Language,
    /// A list mark at the start of a line.
    Mark(String),
    /// After the escape character of a terminal.
    Escape,
    /// Inside a control sequence of a terminal.
    Control,
}

impl Filter {
    pub fn push(&mut self, c: char) -> Vec<Piece> {
        let mut out = Vec::new();
        self.step(c, &mut out);
        out
    }

    /// The end of the stream: what was held back and is speech after all.
    pub fn finish(&mut self) -> Vec<Piece> {
        let mut out = Vec::new();
        match std::mem::take(&mut self.state) {
            State::Tag(held) if held.len() < 2 => self.put_all("<", &held, &mut out),
            State::Starred(held) | State::Lined(held) if !is_direction(&held) => {
                self.put_all("", &held, &mut out)
            }
            State::Paren(held) if !is_direction(&held) => self.put_all("(", &held, &mut out),
            State::Linked(held) => self.bracketed(&held, &mut out),
            State::Double(held) => {
                // The closing brackets were forgotten at the very end.
                out.extend(fallback::parse(held.trim_end_matches(']')).map(Piece::Call));
            }
            State::Bracket(held) => out.extend(fallback::parse(&held).map(Piece::Call)),
            State::Mark(held) => self.put_all("", &held, &mut out),
            _ => {}
        }
        out
    }

    fn step(&mut self, c: char, out: &mut Vec<Piece>) {
        match &mut self.state {
            State::Plain => self.plain(c, out),
            State::Tag(held) => {
                let first = held.chars().next();
                let tag = first.is_none_or(|f| f.is_alphabetic() || matches!(f, '/' | '|'));
                if c == '>' && tag && !held.is_empty() {
                    self.state = opening(held).map_or(State::Plain, |close| State::Think {
                        close,
                        held: String::new(),
                    });
                } else if c == '\n'
                    || c == '<'
                    || held.chars().count() > 40
                    || !tag
                    || (held.is_empty() && !is_tag_start(c))
                {
                    self.give_up("<", c, out);
                } else {
                    held.push(c);
                }
            }
            State::Think { close, held } => {
                held.push(c);
                if held.ends_with(*close) {
                    self.state = State::Plain;
                } else if held.len() > close.len() {
                    let from = held.len() - close.len();
                    let from = held.ceil_char_boundary(from);
                    *held = held[from..].to_owned();
                }
            }
            State::Bracket(held) => match c {
                '[' if held.is_empty() => self.state = State::Double(String::new()),
                ']' => self.state = State::Linked(std::mem::take(held)),
                '\n' => self.give_up("[", c, out),
                _ if held.chars().count() > HELD => self.give_up("[", c, out),
                _ => held.push(c),
            },
            State::Double(held) => {
                held.push(c);
                if let Some(inner) = held.strip_suffix("]]") {
                    out.extend(fallback::parse(inner).map(Piece::Call));
                    self.state = State::Plain;
                } else if c == '\n' {
                    // "[[sit]" or nothing at all closed it: a deed if it reads as one, else nothing.
                    out.extend(
                        fallback::parse(held.trim_end().trim_end_matches(']')).map(Piece::Call),
                    );
                    self.state = State::Plain;
                    self.put('\n', out);
                } else if held.chars().count() > JSON_HELD {
                    self.state = State::Plain;
                }
            }
            State::Linked(held) => {
                let held = std::mem::take(held);
                if c == '(' && fallback::parse(&held).is_none() {
                    self.put_all("", &held, out);
                    self.state = State::Link(0);
                } else {
                    self.state = State::Plain;
                    self.bracketed(&held, out);
                    self.step(c, out);
                }
            }
            State::Link(n) => {
                *n += 1;
                if c == ')' || c == '\n' || *n > 400 {
                    self.state = State::Plain;
                    if c == '\n' {
                        self.put(c, out);
                    }
                }
            }
            State::Star => match c {
                // Two stars mark bold text: both go, the text stays.
                '*' => self.state = State::Plain,
                c if c.is_whitespace() => {
                    self.state = State::Plain;
                    // A list mark at the start of a line; between numbers it multiplies.
                    if !self.at_line_start() {
                        self.put('*', out);
                    }
                    self.step(c, out);
                }
                _ => self.state = State::Starred(c.to_string()),
            },
            State::Starred(held) => match c {
                '*' => {
                    let held = std::mem::take(held);
                    self.state = State::Plain;
                    if self.mid_sentence && !is_direction(&held) {
                        self.put_all("", &held, out);
                    }
                }
                '\n' => self.give_up("", c, out),
                _ if held.chars().count() > HELD => self.give_up("", c, out),
                _ => held.push(c),
            },
            State::Lined(held) => match c {
                '_' => {
                    let held = std::mem::take(held);
                    self.state = State::Plain;
                    if !is_direction(&held) {
                        self.put_all("", &held, out);
                    }
                }
                '\n' => self.give_up("", c, out),
                _ if held.chars().count() > HELD => self.give_up("", c, out),
                _ => held.push(c),
            },
            State::Paren(held) => match c {
                ')' => {
                    let held = std::mem::take(held);
                    self.state = State::Plain;
                    if !is_direction(&held) {
                        self.put_all("(", &held, out);
                        self.put(')', out);
                    }
                }
                '\n' => self.give_up("(", c, out),
                _ if held.chars().count() > HELD => self.give_up("(", c, out),
                _ => held.push(c),
            },
            State::Json {
                held,
                depth,
                quoted,
                escaped,
            } => {
                held.push(c);
                match c {
                    _ if *escaped => *escaped = false,
                    '\\' if *quoted => *escaped = true,
                    '"' => *quoted = !*quoted,
                    '{' if !*quoted => *depth += 1,
                    '}' if !*quoted => *depth -= 1,
                    _ => {}
                }
                if *depth == 0 {
                    let held = std::mem::take(held);
                    self.state = State::Plain;
                    match fallback::parse_json(&held) {
                        Some(call) => out.push(Piece::Call(call)),
                        // Other JSON is not for ears; braces around words are.
                        None if serde_json::from_str::<serde_json::Value>(&held).is_ok() => {}
                        None => self.put_all("", held.trim_matches(['{', '}']), out),
                    }
                } else if held.chars().count() > JSON_HELD {
                    self.state = State::Plain;
                }
            }
            State::Ticks(n) => {
                if c == '`' {
                    *n += 1;
                } else {
                    let fence = *n >= 3;
                    self.state = if fence { State::Language } else { State::Plain };
                    self.step(c, out);
                }
            }
            State::Language => {
                if !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '+') {
                    self.state = State::Plain;
                    self.step(c, out);
                }
            }
            State::Escape => {
                self.state = if c == '[' {
                    State::Control
                } else {
                    State::Plain
                }
            }
            State::Control => {
                // Parameters and intermediates, then one final character (ECMA-48).
                if !('\u{20}'..='\u{3f}').contains(&c) {
                    self.state = State::Plain;
                }
            }
            State::Mark(held) => {
                if c == ' ' || c == '\t' {
                    // `# title`, `> quote`, `- item`: the mark goes.
                    self.state = State::Plain;
                } else if c == '#' && held.starts_with('#') && held.len() < 6 {
                    held.push(c);
                } else {
                    let held = std::mem::take(held);
                    self.state = State::Plain;
                    self.put_all("", &held, out);
                    self.step(c, out);
                }
            }
        }
    }

    fn plain(&mut self, c: char, out: &mut Vec<Piece>) {
        let after_word = self.last.is_some_and(char::is_alphanumeric);
        match c {
            '<' => self.state = State::Tag(String::new()),
            '[' => self.state = State::Bracket(String::new()),
            '*' => self.state = State::Star,
            '_' if !after_word => self.state = State::Lined(String::new()),
            '(' => self.state = State::Paren(String::new()),
            '{' => {
                self.state = State::Json {
                    held: "{".into(),
                    depth: 1,
                    quoted: false,
                    escaped: false,
                };
            }
            '`' => self.state = State::Ticks(1),
            '#' | '>' | '-' | '\u{2022}' if self.at_line_start() => {
                self.state = State::Mark(c.to_string())
            }
            '\r' => {}
            '\u{1b}' => self.state = State::Escape,
            '\u{9b}' => self.state = State::Control,
            _ => self.put(c, out),
        }
    }

    fn at_line_start(&self) -> bool {
        self.last.is_none_or(|l| l == '\n')
    }

    /// A bracketed word: a deed, or a stage direction that goes.
    fn bracketed(&mut self, held: &str, out: &mut Vec<Piece>) {
        out.extend(fallback::parse(held).map(Piece::Call));
    }

    /// What was held back is speech after all, and `c` follows it.
    fn give_up(&mut self, open: &str, c: char, out: &mut Vec<Piece>) {
        let held = match std::mem::take(&mut self.state) {
            State::Tag(h)
            | State::Bracket(h)
            | State::Starred(h)
            | State::Lined(h)
            | State::Paren(h) => h,
            _ => String::new(),
        };
        self.put_all(open, &held, out);
        self.step(c, out);
    }

    fn put_all(&mut self, open: &str, held: &str, out: &mut Vec<Piece>) {
        for c in open.chars().chain(held.chars()) {
            self.put(c, out);
        }
    }

    fn put(&mut self, c: char, out: &mut Vec<Piece>) {
        if c.is_control() && c != '\n' && c != '\t' {
            return;
        }
        if !c.is_whitespace() {
            self.mid_sentence = c.is_alphanumeric()
                || matches!(c, ',' | ';' | '\'' | '\u{2019}' | '-' | '\u{2014}');
            self.last = Some(c);
        } else if c == '\n' {
            self.mid_sentence = false;
            self.last = Some('\n');
        } else if self.last.is_some_and(|l| l != '\n') {
            self.last = Some(' ');
        }
        out.push(Piece::Char(c));
    }
}

fn is_tag_start(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '/' | '|')
}

/// The closing tag of a tag that opens reasoning.
fn opening(tag: &str) -> Option<&'static str> {
    match tag.trim().to_lowercase().as_str() {
        "think" => Some("</think>"),
        "thinking" => Some("</thinking>"),
        "thought" => Some("</thought>"),
        "reasoning" => Some("</reasoning>"),
        "scratchpad" => Some("</scratchpad>"),
        _ => None,
    }
}

/// True for words that direct a stage rather than speak: `smiles warmly`.
fn is_direction(held: &str) -> bool {
    const VERBS: &[&str] = &[
        "blink",
        "bow",
        "chuckle",
        "clap",
        "cock",
        "cough",
        "cross",
        "dust",
        "fold",
        "frown",
        "gaze",
        "gesture",
        "giggle",
        "glance",
        "grin",
        "hum",
        "kneel",
        "laugh",
        "lean",
        "lift",
        "look",
        "lower",
        "motion",
        "move",
        "nod",
        "pause",
        "pat",
        "pick",
        "point",
        "pull",
        "raise",
        "rub",
        "scratch",
        "shake",
        "shrug",
        "sigh",
        "sit",
        "smile",
        "smirk",
        "snort",
        "stand",
        "step",
        "straighten",
        "stretch",
        "take",
        "tap",
        "think",
        "tilt",
        "touch",
        "turn",
        "wait",
        "walk",
        "wave",
        "wink",
        "wipe",
        "whisper",
        "yawn",
        "brush",
        "squint",
        "set",
        "adjust",
        "beckon",
        "offer",
    ];
    let mut words = held
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase());
    let Some(first) = words.next() else {
        return true;
    };
    let verb = |w: &str| {
        VERBS.iter().any(|v| {
            w.strip_prefix(v).is_some_and(|end| {
                matches!(end, "s" | "es" | "ing" | "ping" | "ting" | "ning" | "")
            }) || v
                .strip_suffix('e')
                .is_some_and(|v| w.strip_suffix("ing") == Some(v))
        })
    };
    let adverb = first.len() > 4 && first.ends_with("ly");
    verb(&first)
        || ((adverb || matches!(first.as_str(), "she" | "he" | "they" | "a" | "with"))
            && words.next().is_some_and(|w| verb(&w)))
}
