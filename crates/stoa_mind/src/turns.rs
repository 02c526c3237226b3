//! Turn-taking: who is meant, when to answer, when a talk is over.

use serde::{Deserialize, Serialize};
use stoa_model::Line;

use crate::words::{nearest, words};

/// A talk is over when nobody spoke for this long, in ticks.
pub const SILENCE_TICKS: u64 = 25 * 30;
/// A talk is over when its people are farther apart than this.
pub const TALK_RANGE_M: f32 = 6.0;
/// Lines a talk keeps; the older half goes when there are more.
const LINES: usize = 160;
/// Within this distance a look is an address.
const GAZE_RANGE_M: f32 = 4.0;

/// A conversation as one of its people has it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Talk {
    /// Stable ids, me among them, in the order of joining.
    pub people: Vec<u32>,
    /// What was said, as far as it was heard; oldest first.
    pub lines: Vec<Line>,
    pub since_tick: u64,
    /// When something was last said or heard.
    pub last_tick: u64,
    /// Lines said in all.
    pub turns: u32,
    /// Who said farewell.
    #[serde(default)]
    pub farewells: Vec<u32>,
}

/// Why a talk is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalkEnd {
    /// Two of its people said farewell.
    Farewell,
    /// Nobody spoke for [`SILENCE_TICKS`].
    Silence,
    /// Somebody walked away, farther than [`TALK_RANGE_M`].
    Distance,
}

impl Talk {
    /// A talk that begins now.
    pub fn new(people: &[u32], tick: u64) -> Self {
        Self {
            people: people.to_vec(),
            since_tick: tick,
            last_tick: tick,
            ..Self::default()
        }
    }

    pub fn includes(&self, who: u32) -> bool {
        self.people.contains(&who)
    }

    /// Takes a line as it was heard; its speaker joins if they are new.
    pub fn add(&mut self, line: Line) {
        if !self.includes(line.who) {
            self.people.push(line.who);
        }
        if is_farewell(&line.text) && !self.farewells.contains(&line.who) {
            self.farewells.push(line.who);
        } else if !is_farewell(&line.text) {
            // Whoever goes on talking has not left after all.
            self.farewells.retain(|w| *w != line.who);
        }
        self.last_tick = self.last_tick.max(line.tick);
        self.turns = self.turns.saturating_add(1);
        self.lines.push(line);
        if self.lines.len() > LINES {
            self.lines.drain(..LINES / 2);
        }
    }

    /// Whether the talk is over, given how far the nearest of the others is. `speaking` is true while somebody's answer
    /// is on its way: that is no silence.
    pub fn ended(&self, tick: u64, nearest_m: f32, speaking: bool) -> Option<TalkEnd> {
        if nearest_m > TALK_RANGE_M {
            return Some(TalkEnd::Distance);
        }
        if speaking {
            return None;
        }
        if self.farewells.len() >= 2.min(self.people.len()) && !self.farewells.is_empty() {
            return Some(TalkEnd::Farewell);
        }
        (tick.saturating_sub(self.last_tick) > SILENCE_TICKS).then_some(TalkEnd::Silence)
    }
}

/// A line that reached somebody's ears.
#[derive(Debug, Clone, PartialEq)]
pub struct Hearing<'a> {
    pub speaker: u32,
    pub text: &'a str,
    /// Whom the speaker chose, where they did.
    pub to: Option<u32>,
    /// The speaker looks at me.
    pub looks_at_me: bool,
    pub distance_m: f32,
}

/// How the listener is.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention<'a> {
    pub me: u32,
    pub my_name: &'a str,
    /// The talk I am in.
    pub talk: Option<&'a Talk>,
    pub asleep: bool,
    /// I hear the speaker not, or they me not.
    pub muted: bool,
    /// I am answering somebody, or somebody else is speaking to me.
    pub busy: bool,
    /// The names of others within earshot.
    pub others: &'a [String],
}

/// Whether to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes, at once.
    Now,
    /// Yes, when what is being said is out.
    Later,
    No(Why),
}

/// Why not to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Asleep,
    Muted,
    /// It was not for me.
    NotForMe,
    /// There was nothing in it.
    Empty,
}

/// Decides whether a line asks for my answer.
///
/// A spoken name counts most, then whom the speaker chose, then an open talk with them, then a look from near by. In a
/// talk of three or more, an unaddressed line goes to whoever spoke before the speaker.
pub fn should_answer(heard: &Hearing, me: &Attention) -> Answer {
    if me.muted {
        return Answer::No(Why::Muted);
    }
    if me.asleep {
        return Answer::No(Why::Asleep);
    }
    if !heard
        .text
        .chars()
        .any(|c| !c.is_whitespace() && !c.is_ascii_punctuation())
        && !heard.text.contains('?')
    {
        return Answer::No(Why::Empty);
    }
    let called = calls(heard.text, me.my_name);
    let calls_other = || {
        me.others
            .iter()
            .any(|o| !o.eq_ignore_ascii_case(me.my_name) && calls(heard.text, o))
    };
    let for_me = if called {
        true
    } else if calls_other() {
        false
    } else if let Some(to) = heard.to {
        to == me.me
    } else if let Some(talk) = me.talk.filter(|t| t.includes(heard.speaker)) {
        talk.people.len() <= 2 || is_next(talk, heard.speaker, me.me)
    } else {
        heard.looks_at_me && heard.distance_m <= GAZE_RANGE_M
    };
    match (for_me, me.busy) {
        (false, _) => Answer::No(Why::NotForMe),
        (true, false) => Answer::Now,
        (true, true) => Answer::Later,
    }
}

/// True when `me` spoke last before `speaker`, or would be first to speak at all.
fn is_next(talk: &Talk, speaker: u32, me: u32) -> bool {
    match talk.lines.iter().rev().find(|l| l.who != speaker) {
        Some(line) => line.who == me,
        None => talk.people.iter().find(|p| **p != speaker) == Some(&me),
    }
}

/// True when a line calls somebody by name: at its start, at its end or set off by commas.
pub fn calls(text: &str, name: &str) -> bool {
    let said = words(text);
    let name = words(name);
    let Some(first) = name.first() else {
        return false;
    };
    let is_it = |w: &String| {
        w == first || (first.chars().count() >= 4 && nearest(w, [first.as_str()]).is_some())
    };
    let Some(at) = said.iter().position(is_it) else {
        return false;
    };
    // Talking about somebody: "is Iris here", "where is Iris", "I like Iris".
    let start = said.iter().take(at).all(|w| {
        matches!(
            w.as_str(),
            "hey"
                | "hello"
                | "hi"
                | "oh"
                | "ah"
                | "dear"
                | "good"
                | "morning"
                | "evening"
                | "afternoon"
                | "excuse"
                | "me"
                | "so"
                | "and"
                | "yes"
                | "no"
                | "thanks"
                | "thank"
                | "you"
                | "please"
                | "ok"
                | "okay"
                | "well"
                | "sorry"
                | "goodbye"
                | "bye"
                | "my"
        )
    });
    let about_her = said.get(at + 1).is_some_and(|w| {
        matches!(
            w.as_str(),
            "is" | "was" | "has" | "says" | "said" | "and" | "told" | "likes" | "loves" | "knows"
        )
    });
    if start {
        return !about_her;
    }
    // At the end only when set off: "what do you think, Iris?"
    let lower = text.to_lowercase();
    lower.match_indices(first.as_str()).any(|(i, _)| {
        let before = lower[..i].trim_end();
        let after = lower[i + first.len()..].trim_start();
        before.ends_with([',', '-', '\u{2014}'])
            && !after.starts_with("'s")
            && (after.is_empty() || after.starts_with([',', '.', '!', '?', ';', '-']))
    })
}

/// True for a line that takes leave.
pub fn is_farewell(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "goodbye",
        "good bye",
        "bye",
        "byebye",
        "farewell",
        "see you",
        "see ya",
        "cya",
        "so long",
        "until next time",
        "take care",
        "have a good day",
        "have a nice day",
        "good night",
        "goodnight",
        "i must go",
        "i have to go",
        "i must be going",
        "i should go",
        "gotta go",
        "i'll be off",
        "i'm off",
        "till tomorrow",
        "until tomorrow",
        "talk to you later",
        "talk later",
        "safe travels",
        "ciao",
        "adieu",
        "cheerio",
        "catch you later",
        "i'll leave you to it",
        "must get back",
        "go well",
    ];
    let line = format!(" {} ", words(text).join(" "));
    let asks = text.trim_end().ends_with('?');
    !asks
        && PARTS.iter().any(|p| line.contains(&format!(" {p} ")))
        && ![
            "did you say",
            "how do you say",
            "the word",
            "don't say",
            "never say",
            "before i",
            "not yet",
        ]
        .iter()
        .any(|n| line.contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(who: u32, text: &str, tick: u64) -> Line {
        Line {
            who,
            name: format!("p{who}"),
            text: text.into(),
            tick,
            cut: false,
        }
    }

    #[test]
    fn the_wrong_one_answers() {
        let two = Talk::new(&[1, 9], 0);
        let mut three = Talk::new(&[1, 2, 9], 0);
        three.add(line(2, "Bread, anyone?", 10));
        let others = ["Theo".to_owned(), "Mara".to_owned()];
        let rows: &[(&str, Option<u32>, bool, Option<&Talk>, Answer)] = &[
            ("hello", None, true, None, Answer::Now),
            ("hello", None, false, None, Answer::No(Why::NotForMe)),
            ("hello", Some(1), false, None, Answer::Now),
            ("hello", Some(2), true, None, Answer::No(Why::NotForMe)),
            ("Iris, come here", Some(2), false, None, Answer::Now),
            ("hey irsi, hello", None, false, None, Answer::Now),
            ("What do you think, Iris?", None, false, None, Answer::Now),
            (
                "Theo, come here",
                None,
                true,
                Some(&two),
                Answer::No(Why::NotForMe),
            ),
            ("Where is Theo?", None, true, Some(&two), Answer::Now),
            ("Theo is a fool", None, false, Some(&two), Answer::Now),
            ("and the roses?", None, false, Some(&two), Answer::Now),
            (
                "and the roses?",
                None,
                false,
                Some(&three),
                Answer::No(Why::NotForMe),
            ),
            (
                "Where is Iris?",
                None,
                false,
                None,
                Answer::No(Why::NotForMe),
            ),
            ("...", None, true, Some(&two), Answer::No(Why::Empty)),
            ("?", None, true, Some(&two), Answer::Now),
            ("👍", None, true, Some(&two), Answer::Now),
        ];
        for (text, to, looks_at_me, talk, want) in rows {
            let heard = Hearing {
                speaker: 9,
                text,
                to: *to,
                looks_at_me: *looks_at_me,
                distance_m: 2.0,
            };
            let me = Attention {
                me: 1,
                my_name: "Iris",
                talk: *talk,
                asleep: false,
                muted: false,
                busy: false,
                others: &others,
            };
            assert_eq!(should_answer(&heard, &me), *want, "{text}");
            let busy = Attention {
                busy: true,
                ..me.clone()
            };
            if *want == Answer::Now {
                assert_eq!(should_answer(&heard, &busy), Answer::Later, "{text}");
            }
            for (asleep, muted) in [(true, false), (false, true)] {
                let away = Attention {
                    asleep,
                    muted,
                    ..me.clone()
                };
                assert!(
                    matches!(should_answer(&heard, &away), Answer::No(_)),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn a_talk_never_ends_or_ends_too_soon() {
        let mut t = Talk::new(&[1, 9], 100);
        assert_eq!(t.ended(100 + SILENCE_TICKS, 2.0, false), None);
        assert_eq!(
            t.ended(101 + SILENCE_TICKS, 2.0, false),
            Some(TalkEnd::Silence)
        );
        assert_eq!(t.ended(101 + SILENCE_TICKS, 2.0, true), None);
        assert_eq!(t.ended(110, 6.1, true), Some(TalkEnd::Distance));
        t.add(line(9, "Goodbye!", 200));
        assert_eq!(t.ended(201, 2.0, false), None, "the other has not answered");
        t.add(line(1, "Goodbye, then.", 210));
        assert_eq!(t.ended(211, 2.0, false), Some(TalkEnd::Farewell));
        t.add(line(9, "Oh, one more thing", 220));
        assert_eq!(t.ended(221, 2.0, false), None);
        for i in 0..1_000 {
            t.add(line(9, "and another thing", 300 + i));
        }
        assert!(t.lines.len() <= LINES && t.turns == 1_003);
    }

    #[test]
    fn farewells_are_missed_or_seen_everywhere() {
        for yes in [
            "bye",
            "Goodbye, Iris!",
            "see you tomorrow",
            "I have to go now",
            "ok good night",
            "Take care.",
        ] {
            assert!(is_farewell(yes), "{yes}");
        }
        for no in [
            "hello",
            "how do you say goodbye in Greek",
            "bye?",
            "I see you have roses?",
            "good morning",
            "",
        ] {
            assert!(!is_farewell(no), "{no}");
        }
    }
}
