//! A conversation as one of its people has it.

use serde::{Deserialize, Serialize};
use stoa_model::Line;

use super::farewell::is_farewell;

/// A talk is over when nobody spoke for this long, in ticks.
pub const SILENCE_TICKS: u64 = 25 * 30;
/// A talk is over when its people are farther apart than this.
pub const TALK_RANGE_M: f32 = 6.0;
/// Lines a talk keeps; the older half goes when there are more.
const LINES: usize = 160;

/// A conversation of two or more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Talk {
    /// Stable ids, me among them, in the order of joining.
    pub people: Vec<u32>,
    /// What was said, as far as it was heard; oldest first.
    pub lines: Vec<Line>,
    /// Whom each line was said to, where it is known: one for each of `lines`, fewer in talks of older saves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    to: Vec<Option<u32>>,
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
    /// Everybody said farewell.
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

    /// Somebody joins; nothing happens when they take part already.
    pub fn join(&mut self, who: u32, tick: u64) {
        if !self.includes(who) {
            self.people.push(who);
            self.last_tick = self.last_tick.max(tick);
        }
    }

    /// Somebody leaves, and the others go on.
    pub fn leave(&mut self, who: u32) {
        self.people.retain(|p| *p != who);
        self.farewells.retain(|p| *p != who);
    }

    /// Takes a line as it was heard, said to `to` where that is known; its speaker joins if they are new.
    pub fn add(&mut self, line: Line, to: Option<u32>) {
        self.join(line.who, line.tick);
        if !is_farewell(&line.text) {
            // Whoever goes on talking has not left after all.
            self.farewells.retain(|w| *w != line.who);
        } else if !self.farewells.contains(&line.who) {
            self.farewells.push(line.who);
        }
        self.last_tick = self.last_tick.max(line.tick);
        self.turns = self.turns.saturating_add(1);
        self.to.resize(self.lines.len(), None);
        self.lines.push(line);
        self.to.push(to);
        if self.lines.len() > LINES {
            self.lines.drain(..LINES / 2);
            self.to.drain(..LINES / 2);
        }
    }

    /// Takes out what `me` answered to the last words of `who`, and returns it, oldest first; nothing where the two
    /// have not spoken last.
    pub fn take_back(&mut self, me: u32, who: u32) -> Vec<Line> {
        let theirs = self.lines.iter().rposition(|line| line.who == who);
        let Some(after) = theirs.map(|at| at + 1) else {
            return Vec::new();
        };
        self.to.resize(self.lines.len(), None);
        let mut taken = Vec::new();
        for at in (after..self.lines.len()).rev() {
            let to_them = self.to[at].is_none_or(|to| to == who);
            if self.lines[at].who == me && to_them {
                taken.push(self.lines.remove(at));
                self.to.remove(at);
            }
        }
        taken.reverse();
        self.farewells.retain(|parting| *parting != me);
        taken
    }

    /// What `me` and `who` said to each other, without what others said in between.
    pub fn between(&self, me: u32, who: u32) -> impl Iterator<Item = &Line> {
        let to = |i: usize| self.to.get(i).copied().flatten();
        let theirs = move |(i, line): &(usize, &Line)| {
            line.who == who || (line.who == me && to(*i).is_none_or(|to| to == who))
        };
        self.lines.iter().enumerate().filter(theirs).map(|(_, l)| l)
    }

    /// Those in a talk of three or more who have taken leave of `me`, and I of them: the talk goes on without them.
    pub fn leavers(&self, me: u32) -> Vec<u32> {
        if self.people.len() <= 2 || !self.farewells.contains(&me) {
            return Vec::new();
        }
        let others = self.farewells.iter().copied();
        others.filter(|who| *who != me).collect()
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
        if !self.farewells.is_empty() && self.farewells.len() >= self.people.len() {
            return Some(TalkEnd::Farewell);
        }
        (tick.saturating_sub(self.last_tick) > SILENCE_TICKS).then_some(TalkEnd::Silence)
    }
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
    fn a_talk_never_ends_or_ends_too_soon() {
        let mut t = Talk::new(&[1, 9], 100);
        assert_eq!(t.ended(100 + SILENCE_TICKS, 2.0, false), None);
        assert_eq!(
            t.ended(101 + SILENCE_TICKS, 2.0, false),
            Some(TalkEnd::Silence)
        );
        assert_eq!(t.ended(101 + SILENCE_TICKS, 2.0, true), None);
        assert_eq!(t.ended(110, 6.1, true), Some(TalkEnd::Distance));
        t.add(line(9, "Goodbye!", 200), None);
        assert_eq!(t.ended(201, 2.0, false), None, "the other has not answered");
        t.add(line(1, "Goodbye, then.", 210), Some(9));
        assert_eq!(t.ended(211, 2.0, false), Some(TalkEnd::Farewell));
        t.add(line(9, "Oh, one more thing", 220), None);
        assert_eq!(t.ended(221, 2.0, false), None);
        for i in 0..1_000 {
            t.add(line(9, "and another thing", 300 + i), None);
        }
        assert!(t.lines.len() <= LINES && t.turns == 1_003);
    }

    #[test]
    fn an_answer_taken_back_would_take_others_words_along() {
        let mut t = Talk::new(&[1, 8, 9], 0);
        for (who, text, to) in [
            (8, "Who are you?", Some(1)),
            (1, "Iris.", Some(8)),
            (8, "And what do you do?", Some(1)),
            (1, "I garden.", Some(8)),
            (9, "She does.", None),
            (1, "Hush, Theo.", Some(9)),
            (1, "Goodbye!", Some(8)),
        ] {
            t.add(line(who, text, 10), to);
        }
        let texts = |lines: &[Line]| -> Vec<String> {
            lines.iter().map(|line| line.text.clone()).collect()
        };
        assert_eq!(texts(&t.take_back(1, 8)), ["I garden.", "Goodbye!"]);
        let left = [
            "Who are you?",
            "Iris.",
            "And what do you do?",
            "She does.",
            "Hush, Theo.",
        ];
        assert_eq!(texts(&t.lines), left);
        assert!(t.farewells.is_empty());
        assert_eq!(t.take_back(1, 8), []);
        assert_eq!(t.take_back(1, 7), [], "they never spoke");
    }

    #[test]
    fn one_of_three_is_answered_with_anothers_lines_or_ends_the_talk_for_all() {
        let mut t = Talk::new(&[1, 8], 0);
        t.add(line(8, "Where is the well?", 10), None);
        t.join(9, 12);
        t.add(line(9, "Do you bake?", 15), None);
        t.add(line(1, "Over there.", 20), Some(8));
        t.add(line(1, "Every day.", 30), Some(9));
        t.add(line(8, "Thanks, goodbye!", 40), None);
        let texts = |who| -> Vec<String> { t.between(1, who).map(|l| l.text.clone()).collect() };
        assert_eq!(
            texts(8),
            ["Where is the well?", "Over there.", "Thanks, goodbye!"]
        );
        assert_eq!(texts(9), ["Do you bake?", "Every day."]);
        assert_eq!(t.leavers(1), [0; 0], "nobody has answered the farewell");
        let mut t = t.clone();
        t.add(line(1, "Goodbye!", 50), Some(8));
        assert_eq!(t.leavers(1), [8]);
        assert_eq!(t.ended(51, 2.0, false), None, "the other is still here");
        t.leave(8);
        assert_eq!(t.people, [1, 9]);
        assert_eq!(t.ended(51, 2.0, false), None);
    }
}
