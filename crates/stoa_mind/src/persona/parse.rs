//! From the text of a persona file to a [`Persona`], with every mistake at once.

use std::ops::RangeInclusive;

use stoa_model::Fact;
use toml_span::Value;

use super::{
    Colour, Extra, Hair, Hat, Legs, Looks, Pastime, Persona, Problem, Relation, Round, Timbre, Top,
    Voice, format,
    looks::Beard,
    reader::{Report, Section, kind_of},
};
use crate::{
    text::{NAME_LIMIT, sanitize},
    words::{nearest, roll},
};

impl Persona {
    /// Reads a persona file. `file_name` stands in the messages; its stem is the persona's id.
    ///
    /// Returns the persona when nothing in the file forbids its use, and every problem in the order of the file
    /// (problems beside a persona are warnings: unknown keys, which are ignored).
    pub fn parse(file_name: &str, text: &str) -> (Option<Self>, Vec<Problem>) {
        let report = Report::new(file_name, text);
        let readable = report.readable();
        let persona = match toml_span::parse(&readable) {
            Ok(root) if !readable.trim().is_empty() || text.trim().is_empty() => {
                format::lift(&report, root).and_then(|root| read(&report, &root, file_name))
            }
            // Nothing of the file could be read: the syntax error is reported already.
            _ => None,
        };
        let persona = persona.filter(|_| !report.has_errors());
        (persona, report.finish())
    }
}

fn read(report: &Report, root: &Value, file_name: &str) -> Option<Persona> {
    let s = Section::new(report, root, "a persona file")?;
    let id = id_of(report, file_name);
    let seed = roll(0, 0, 0, &id);
    s.need(report, "format");
    let persona = Persona {
        name: text(report, s.need(report, "name"), NAME_LIMIT),
        pronouns: text(report, s.need(report, "pronouns"), 40),
        age: s
            .get("age")
            .and_then(|v| number(report, v, 16.0..=120.0))
            .map(|n| n as u32),
        role: text(report, s.need(report, "role"), 60),
        about: text(report, s.need(report, "about"), 500),
        temperament: texts(report, s.need(report, "temperament"), 1..=8, 40),
        wants: texts(report, s.need(report, "wants"), 1..=8, 200),
        style: text(report, s.need(report, "style"), 300),
        phrases: texts(report, s.get("phrases"), 0..=16, 160),
        knows: facts(report, s.need(report, "knows"), "[[knows]]", 1..=64),
        opinions: facts(report, s.get("opinion"), "[[opinion]]", 0..=32),
        round: round(report, s.get("round")),
        relations: relations(report, s.get("relation"), &id),
        voice: voice(report, s.get("voice"), Voice::from_seed(seed)),
        looks: looks(report, s.get("looks"), Looks::from_seed(seed)),
        file: file_name.to_owned(),
        id,
    };
    s.finish(report);
    Some(persona)
}

fn id_of(report: &Report, file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let id = base.strip_suffix(".toml").unwrap_or(base);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if id.is_empty() || id.len() > 40 || !id.chars().all(plain) {
        report.error(
            toml_span::Span::new(0, 0),
            "a file name of at most 40 small letters, digits, `-` and `_`",
            format!("`{id}`"),
        );
    }
    id.to_owned()
}

fn text(report: &Report, value: Option<&Value>, limit: usize) -> String {
    let Some(value) = value else {
        return String::new();
    };
    let Some(raw) = value.as_str() else {
        report.error(value.span, "text in quotation marks", kind_of(value));
        return String::new();
    };
    let clean = sanitize(raw, limit);
    if clean.text.is_empty() {
        report.error(value.span, "some text", "none");
    } else if clean.truncated {
        let n = raw.chars().count();
        report.error(
            value.span,
            format!("at most {limit} characters"),
            format!("{n}"),
        );
    } else if clean.removed {
        report.error(
            value.span,
            "plain text",
            "control or invisible characters in it",
        );
    }
    clean.text
}

fn list<'v>(
    report: &Report,
    value: &'v Value<'v>,
    what: &str,
    allowed: RangeInclusive<usize>,
) -> &'v [Value<'v>] {
    let Some(items) = value.as_array() else {
        report.error(value.span, format!("a list of {what}"), kind_of(value));
        return &[];
    };
    if !allowed.contains(&items.len()) {
        let (min, max) = (allowed.start(), allowed.end());
        report.error(
            value.span,
            format!("{min} to {max} {what}"),
            items.len().to_string(),
        );
    }
    items
}

fn texts(
    report: &Report,
    value: Option<&Value>,
    allowed: RangeInclusive<usize>,
    limit: usize,
) -> Vec<String> {
    let Some(value) = value else {
        return Vec::new();
    };
    list(report, value, "texts", allowed)
        .iter()
        .map(|v| text(report, Some(v), limit))
        .collect()
}

fn number(report: &Report, value: &Value, range: RangeInclusive<f64>) -> Option<f64> {
    let n = value.as_float().or(value.as_integer().map(|i| i as f64));
    if let Some(n) = n
        && range.contains(&n)
    {
        return Some(n);
    }
    report.error(
        value.span,
        format!("a number from {} to {}", range.start(), range.end()),
        kind_of(value),
    );
    None
}

fn word<T: Copy>(
    report: &Report,
    value: &Value,
    words: &[&str],
    from: fn(&str) -> Option<T>,
) -> Option<T> {
    if let Some(found) = value.as_str().and_then(from) {
        return Some(found);
    }
    let hint = value
        .as_str()
        .and_then(|s| nearest(s, words.iter().copied()))
        .map(|w| format!(" (did you mean \"{w}\"?)"))
        .unwrap_or_default();
    let all = words
        .iter()
        .map(|w| format!("\"{w}\""))
        .collect::<Vec<_>>()
        .join(", ");
    report.error(value.span, format!("one of {all}"), kind_of(value) + &hint);
    None
}

fn colour(report: &Report, value: Option<&Value>, otherwise: Colour) -> Colour {
    let Some(value) = value else { return otherwise };
    match value.as_str().and_then(|s| s.parse().ok()) {
        Some(c) => c,
        None => {
            report.error(value.span, "a colour like \"#8a5a3c\"", kind_of(value));
            otherwise
        }
    }
}

fn facts(
    report: &Report,
    value: Option<&Value>,
    name: &'static str,
    allowed: RangeInclusive<usize>,
) -> Vec<Fact> {
    let Some(value) = value else {
        return Vec::new();
    };
    let items = list(report, value, &format!("{name} tables"), allowed);
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        let Some(s) = Section::new(report, item, name) else {
            continue;
        };
        all.push(Fact {
            about: texts(report, s.need(report, "about"), 1..=12, 40),
            says: text(report, s.need(report, "says"), 400),
        });
        s.finish(report);
    }
    all
}

fn round(report: &Report, value: Option<&Value>) -> Vec<Round> {
    let Some(value) = value else {
        return Vec::new();
    };
    let mut all: Vec<Round> = Vec::new();
    for item in list(report, value, "[[round]] tables", 0..=16) {
        let Some(s) = Section::new(report, item, "[[round]]") else {
            continue;
        };
        let from = s.need(report, "from");
        let place = s.need(report, "place");
        let activity = s.need(report, "activity");
        let slot = Round {
            from_minute: from.and_then(|v| time(report, v)).unwrap_or(0),
            place: text(report, place, 60),
            activity: activity
                .and_then(|v| word(report, v, Pastime::WORDS, Pastime::from_word))
                .unwrap_or(Pastime::Stroll),
            says: text(report, s.need(report, "says"), 200),
            spot: place.map(|v| report.spot(v.span.start)).unwrap_or_default(),
        };
        s.finish(report);
        if let Some(from) = from
            && all.iter().any(|r| r.from_minute == slot.from_minute)
        {
            report.error(
                from.span,
                "a time that no other [[round]] has",
                kind_of(from),
            );
        }
        all.push(slot);
    }
    all.sort_by_key(|r| r.from_minute);
    all
}

fn time(report: &Report, value: &Value) -> Option<u16> {
    let parsed = value.as_str().and_then(|s| {
        let (h, m) = s.split_once(':')?;
        if h.is_empty()
            || h.len() > 2
            || m.len() != 2
            || !(h.to_owned() + m).bytes().all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
        (h < 24 && m < 60).then_some(h * 60 + m)
    });
    if parsed.is_none() {
        report.error(
            value.span,
            "a time from \"00:00\" to \"23:59\"",
            kind_of(value),
        );
    }
    parsed
}

fn relations(report: &Report, value: Option<&Value>, id: &str) -> Vec<Relation> {
    let Some(value) = value else {
        return Vec::new();
    };
    let mut all: Vec<Relation> = Vec::new();
    for item in list(report, value, "[[relation]] tables", 0..=32) {
        let Some(s) = Section::new(report, item, "[[relation]]") else {
            continue;
        };
        let who = s.need(report, "who");
        let relation = Relation {
            who: text(report, who, 40),
            is: text(report, s.need(report, "is"), 200),
            warmth: s
                .get("warmth")
                .and_then(|v| number(report, v, -100.0..=100.0))
                .map_or(0, |n| n as i8),
            spot: who.map(|v| report.spot(v.span.start)).unwrap_or_default(),
        };
        s.finish(report);
        if let Some(who) = who {
            if relation.who == id {
                report.error(who.span, "somebody else", "the persona itself");
            } else if all.iter().any(|r| r.who == relation.who) {
                report.error(who.span, "each persona only once", kind_of(who));
            }
        }
        all.push(relation);
    }
    all
}

fn voice(report: &Report, value: Option<&Value>, base: Voice) -> Voice {
    let Some(s) = value.and_then(|v| Section::new(report, v, "[voice]")) else {
        return base;
    };
    let part = |key, range| {
        s.get(key)
            .and_then(|v| number(report, v, range))
            .map(|n| n as f32)
    };
    let voice = Voice {
        pitch: part("pitch", 0.0..=1.0).unwrap_or(base.pitch),
        pace_wpm: part("pace_wpm", 90.0..=240.0).unwrap_or(base.pace_wpm),
        timbre: s
            .get("timbre")
            .and_then(|v| word(report, v, Timbre::WORDS, Timbre::from_word))
            .unwrap_or(base.timbre),
    };
    s.finish(report);
    voice
}

fn looks(report: &Report, value: Option<&Value>, base: Looks) -> Looks {
    let Some(s) = value.and_then(|v| Section::new(report, v, "[looks]")) else {
        return base;
    };
    let part = |key, range| {
        s.get(key)
            .and_then(|v| number(report, v, range))
            .map(|n| n as f32)
    };
    let (top, top_colour, top_accent) = worn_top(report, s.get("top"), &base);
    let looks = Looks {
        height_m: part("height_m", 1.45..=2.05).unwrap_or(base.height_m),
        build: part("build", 0.0..=1.0).unwrap_or(base.build),
        skin: colour(report, s.get("skin"), base.skin),
        hair: worn(
            report,
            s.get("hair"),
            "hair",
            "style",
            Hair::WORDS,
            Hair::from_word,
            base.hair,
        ),
        beard: s
            .get("beard")
            .and_then(|v| word(report, v, Beard::WORDS, Beard::from_word))
            .unwrap_or(base.beard),
        eyes: colour(report, s.get("eyes"), base.eyes),
        top,
        top_colour,
        top_accent,
        legs: worn(
            report,
            s.get("legs"),
            "legs",
            "kind",
            Legs::WORDS,
            Legs::from_word,
            base.legs,
        ),
        shoes: colour(report, s.get("shoes"), base.shoes),
        hat: worn(
            report,
            s.get("hat"),
            "hat",
            "kind",
            Hat::WORDS,
            Hat::from_word,
            base.hat,
        ),
        extras: s.get("extras").map_or(Vec::new(), |v| {
            list(report, v, "extras", 0..=7)
                .iter()
                .filter_map(|v| word(report, v, Extra::WORDS, Extra::from_word))
                .collect()
        }),
    };
    s.finish(report);
    looks
}

fn worn<T: Copy>(
    report: &Report,
    value: Option<&Value>,
    name: &'static str,
    kind_key: &'static str,
    words: &[&str],
    from: fn(&str) -> Option<T>,
    base: (T, Colour),
) -> (T, Colour) {
    let Some(s) = value.and_then(|v| Section::new(report, v, name)) else {
        return base;
    };
    let kind = s
        .need(report, kind_key)
        .and_then(|v| word(report, v, words, from));
    let colour = colour(report, s.get("colour"), base.1);
    s.finish(report);
    (kind.unwrap_or(base.0), colour)
}

fn worn_top(report: &Report, value: Option<&Value>, base: &Looks) -> (Top, Colour, Colour) {
    let Some(s) = value.and_then(|v| Section::new(report, v, "top")) else {
        return (base.top, base.top_colour, base.top_accent);
    };
    let kind = s
        .need(report, "kind")
        .and_then(|v| word(report, v, Top::WORDS, Top::from_word));
    let colour_of = |key, otherwise| colour(report, s.get(key), otherwise);
    let found = (
        kind.unwrap_or(base.top),
        colour_of("colour", base.top_colour),
        colour_of("accent", base.top_accent),
    );
    s.finish(report);
    found
}
