//! Turn-taking: who is meant, when to answer, when a talk is over.

mod address;
mod farewell;
mod talk;

pub use address::{Call, call};
pub use farewell::is_farewell;
pub use talk::{SILENCE_TICKS, TALK_RANGE_M, Talk, TalkEnd};

/// Within this distance a look is an address.
const GAZE_RANGE_M: f32 = 4.0;

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
    /// The names of others who hear the line.
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
/// A name that clearly calls somebody who can hear it counts most, then whom the speaker chose, then an open talk of
/// two, then what may be a name, then an open talk of more, then a look from near by. In a talk of three or more, an
/// unaddressed line goes to whoever spoke before the speaker.
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
    let mine = call(heard.text, me.my_name);
    let others = || {
        let others = me.others.iter();
        let others = others.filter(|name| !name.eq_ignore_ascii_case(me.my_name));
        others.map(|name| call(heard.text, name))
    };
    let talk = me.talk.filter(|talk| talk.includes(heard.speaker));
    let for_me = if mine == Call::Clearly {
        true
    } else if others().any(|call| call == Call::Clearly) {
        false
    } else if let Some(to) = heard.to {
        to == me.me
    } else if talk.is_some_and(|talk| talk.people.len() <= 2) || mine == Call::Perhaps {
        true
    } else if others().any(|call| call == Call::Perhaps) {
        false
    } else if let Some(talk) = talk {
        is_next(talk, heard.speaker, me.me)
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

#[cfg(test)]
mod tests {
    use stoa_model::Line;

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
        three.add(line(2, "Bread, anyone?", 10), None);
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
            // Ordinary words are nobody's name, and whom the speaker chose is meant.
            ("When do you bake?", Some(1), false, None, Answer::Now),
            ("Then take me there", None, false, Some(&two), Answer::Now),
            ("Thoe?", None, false, Some(&two), Answer::Now),
            ("Theo?", Some(1), false, Some(&two), Answer::Now),
            (
                "hey Theo",
                Some(1),
                false,
                Some(&two),
                Answer::No(Why::NotForMe),
            ),
            // Wren is out of earshot.
            ("Wren, come here", Some(1), false, None, Answer::Now),
            ("Iris come here", None, false, None, Answer::Now),
            (
                "Mara look here",
                None,
                true,
                None,
                Answer::No(Why::NotForMe),
            ),
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
}
