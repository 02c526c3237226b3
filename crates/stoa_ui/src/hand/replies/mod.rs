//! Quick replies that fit what was said last, for those who have no keyboard at hand.
//!
//! A reply is said word for word to whoever spoke, so it is in the language of the talk and not in that of the panels:
//! the built-in mind understands English alone, and asks back in it. Whoever speaks German is replied to in German.
//!
//! Only the shape of the words is looked at (is it asked, offered, told?), never a model: the same words always give
//! the same replies, at once.

mod answers;
mod german;
mod kind;
mod sentence;
#[cfg(test)]
mod tests;

use answers::{answers, offers};
use kind::{Kind, kind};

use sentence::{cut, words};

/// Replies there are at most, with the way out.
const MOST: usize = 5;
/// Characters of a label.
pub const LABEL_CHARS: usize = 18;
/// Names longer than this are no names that a sentence could hold.
const NAME_CHARS: usize = 60;
/// Bytes at the end of an answer that count.
const TAIL: usize = 800;

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// The speaker's name; nobody is asked who they are when they name themselves.
    pub by: &'a str,
    pub text: &'a str,
}

/// A button: what is on it, and what is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reply {
    /// At most [`LABEL_CHARS`] characters.
    pub label: String,
    pub text: String,
}

impl Reply {
    fn new(label: &str, text: &str) -> Self {
        Self {
            label: label.to_owned(),
            text: text.to_owned(),
        }
    }
}

/// Three to five replies to `last`, or to begin with when nothing has been said. The last one is always a goodbye.
/// `places` and `people` are the names that the world knows; one that was named is taken up.
pub fn replies(
    last: Option<&Heard>,
    places: &[impl AsRef<str>],
    people: &[impl AsRef<str>],
) -> Vec<Reply> {
    let end = last.map_or("", |heard| tail(heard.text));
    let kind = kind(end);
    let by = last.map_or("", |heard| heard.by);
    let named = last_named(end, places.iter().map(AsRef::as_ref), "", false);
    let person = last_named(end, people.iter().map(AsRef::as_ref), by, true);
    if german::is_german(end) {
        return finish(german::replies(end, named, person), german::goodbye());
    }
    let mut replies = Vec::new();
    match &kind {
        Kind::Choice(first, second) => {
            replies.extend([first, second].map(|way| choose(way)));
            replies.push(Reply::new("I don't know.", "I don't know."));
        }
        Kind::YesNo => {
            offer(&mut replies, offers(&kind));
            replies.extend(who(person));
            replies.extend(named.map(take_me));
            replies.push(Reply::new("I'm not sure.", "I'm not sure."));
        }
        Kind::Statement => {
            offer(&mut replies, offers(&kind));
            replies.extend(named.map(show_me));
            replies.extend(named.map(take_me));
            replies.extend(who(person));
            if replies.len() == 1 {
                offer(
                    &mut replies,
                    &[("I see.", "I see."), ("Why?", "Why is that?")],
                );
            }
        }
        Kind::Open(question) => {
            offer(&mut replies, answers(*question));
            replies.push(Reply::new("I don't know.", "I don't know."));
        }
        other => {
            offer(&mut replies, offers(other));
            replies.extend(named.map(take_me));
            replies.extend(who(person));
        }
    }
    finish(replies, Reply::new("Goodbye.", "Goodbye."))
}

fn offer(replies: &mut Vec<Reply>, pairs: &[(&str, &str)]) {
    replies.extend(pairs.iter().map(|(label, text)| Reply::new(label, text)));
}

/// Without doubles, not too many, and with the way out.
fn finish(replies: Vec<Reply>, goodbye: Reply) -> Vec<Reply> {
    let mut kept: Vec<Reply> = Vec::new();
    for reply in replies {
        let double = |other: &Reply| other.label == reply.label || other.text == reply.text;
        if !kept.iter().any(double) && !double(&goodbye) && kept.len() < MOST - 1 {
            kept.push(reply);
        }
    }
    kept.push(goodbye);
    kept
}

/// `tea` as an answer.
fn choose(way: &str) -> Reply {
    let mut chars = way.chars();
    let first = chars.next().map(char::to_uppercase);
    let text: String = first.into_iter().flatten().chain(chars).collect();
    Reply {
        label: cut(&text, LABEL_CHARS - 1) + ".",
        text: text + ".",
    }
}

fn show_me(place: &str) -> Reply {
    Reply::new("Show me", &format!("Show me {place}, please."))
}

fn take_me(place: &str) -> Reply {
    Reply::new("Take me there", &format!("Take me to {place}, please."))
}

fn who(person: Option<&str>) -> Option<Reply> {
    let name = person?;
    let text = format!("Who is {name}?");
    let label = cut_label(&text, "Who is that?");
    Some(Reply { label, text })
}

/// `text` where it is short enough for a label, else `short`.
fn cut_label(text: &str, short: &str) -> String {
    match text.chars().count() <= LABEL_CHARS {
        true => text.to_owned(),
        false => short.to_owned(),
    }
}

/// The end of `text`, from the beginning of a word.
fn tail(text: &str) -> &str {
    let text = text.trim_end();
    if text.len() <= TAIL {
        return text;
    }
    let end = &text[text.ceil_char_boundary(text.len() - TAIL)..];
    end.find(char::is_whitespace).map_or(end, |at| &end[at..])
}

/// The name that is named last in `text`, other than `by`. Names of people count with their capitals only: "will" is
/// no Will.
fn last_named<'a>(
    text: &str,
    names: impl Iterator<Item = &'a str>,
    by: &str,
    exact: bool,
) -> Option<&'a str> {
    let lower = text.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let name = name.trim();
        let usable = !name.is_empty()
            && name != by
            && name.chars().count() <= NAME_CHARS
            && !name.chars().any(char::is_control);
        if !usable {
            continue;
        }
        let at = match exact {
            true => last_word(text, name),
            false => last_word(&lower, bare(&name.to_lowercase())),
        };
        // Of two names at one place the longer one was meant.
        let better = |(best_at, best_name): (usize, &str)| {
            at.is_some_and(|at| (at, name.len()) > (best_at, best_name.len()))
        };
        if let Some(at) = at
            && best.is_none_or(better)
        {
            best = Some((at, name));
        }
    }
    best.map(|(_, name)| name)
}

/// A place's name without its article.
fn bare(name: &str) -> &str {
    ["the ", "a ", "an ", "der ", "die ", "das "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(name)
}

/// Where `name` ends that stands last in `text` as words of its own.
fn last_word(text: &str, name: &str) -> Option<usize> {
    if words(name).is_empty() {
        return None;
    }
    text.rmatch_indices(name).find_map(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        (apart(before) && apart(after)).then_some(at + found.len())
    })
}
