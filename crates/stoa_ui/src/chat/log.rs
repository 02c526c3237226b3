use std::collections::VecDeque;

use bevy::prelude::*;
use stoa_world::{
    Controller, DisplayName, Heard, Said, SayTo, SimClock, StableId, TICKS_PER_SECOND, Tick,
};

use crate::{LocalPerson, clean::clean, text};

/// Entries that are kept.
const KEPT: usize = 500;
/// Lines of one speaker that go into a report.
const LAST_LINES: usize = 30;
/// Characters of one utterance that are kept.
const UTTERANCE_CHARS: usize = 2000;
/// Sentences of one speaker within this many ticks are one entry, up to this many bytes.
const PAUSE: u64 = TICKS_PER_SECOND * 6;
const ENTRY_BYTES: usize = 700;

/// What the person said and heard, oldest first.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct ChatLog {
    entries: VecDeque<Spoken>,
    /// Counts what was ever added or joined; tells the panel that something is new.
    pub version: u64,
    /// Whose next words stand in the place of what they said.
    asked_again: Option<StableId>,
}

/// One speaker's words, of one or more sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    pub who: StableId,
    pub name: String,
    pub agent: bool,
    /// The person of these panels spoke.
    pub mine: bool,
    /// It was meant for the person of these panels, or said by them.
    pub ours: bool,
    pub text: String,
    /// World minutes.
    pub minute: u32,
    /// When its last sentence ended.
    pub tick: Tick,
    /// It stands in the place of an answer that was asked for once more.
    pub again: bool,
}

impl ChatLog {
    /// Adds `spoken`, to the last entry where it goes on.
    pub fn push(&mut self, mut spoken: Spoken) {
        spoken.text = clean(&spoken.text, UTTERANCE_CHARS);
        if spoken.text.trim().is_empty() {
            return;
        }
        self.version += 1;
        spoken.again |= self.asked_again.take_if(|who| *who == spoken.who).is_some();
        if let Some(last) = self
            .entries
            .back_mut()
            .filter(|last| last.goes_on_with(&spoken))
        {
            last.text.push(' ');
            last.text.push_str(&spoken.text);
            last.tick = spoken.tick;
            return;
        }
        self.entries.push_back(spoken);
        while self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }

    /// The agent who answered the person's words last, where nothing was said between the two since.
    pub fn last_answer(&self) -> Option<&Spoken> {
        let mut ours = self.entries.iter().rev().filter(|spoken| spoken.ours);
        let last = ours.next()?;
        // A greeting is no answer.
        let asked = ours.find(|spoken| spoken.who != last.who)?;
        (last.agent && !last.mine && asked.mine).then_some(last)
    }

    /// The last answer of `who` is asked for once more: it goes, and what they say next stands in its place.
    pub fn ask_again(&mut self, who: StableId) {
        while let Some(at) = self.entries.iter().rposition(|spoken| spoken.ours) {
            let last = &self.entries[at];
            if last.mine || last.who != who {
                break;
            }
            self.entries.remove(at);
        }
        self.version += 1;
        self.asked_again = Some(who);
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Spoken> + ExactSizeIterator {
        self.entries.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The last lines of somebody, oldest first.
    pub fn last_of(&self, who: StableId) -> Vec<&Spoken> {
        let theirs = self.entries.iter().filter(|spoken| spoken.who == who);
        let mut last: Vec<&Spoken> = theirs.rev().take(LAST_LINES).collect();
        last.reverse();
        last
    }

    /// Everything as lines of text, for the clipboard.
    pub fn as_text(&self) -> String {
        self.entries
            .iter()
            .map(|s| {
                let again = if s.again { text::answered_again() } else { "" };
                let name = format!("{} {again}", s.name);
                format!(
                    "{} {}: {}\n",
                    text::clock(s.minute),
                    name.trim_end(),
                    s.text
                )
            })
            .collect()
    }
}

impl Spoken {
    /// True when `next` is the same speaker's next sentence.
    pub fn goes_on_with(&self, next: &Spoken) -> bool {
        self.who == next.who
            && self.ours == next.ours
            && !next.again
            && next.tick.since(self.tick) <= PAUSE
            && self.text.len() + next.text.len() < ENTRY_BYTES
    }
}

/// Takes down what the person said and heard.
pub(super) fn listen(
    mut said: MessageReader<Said>,
    mut heard: MessageReader<Heard>,
    me: Option<Res<LocalPerson>>,
    clock: Option<Res<SimClock>>,
    bodies: Query<(&StableId, &DisplayName, &Controller)>,
    mut log: ResMut<ChatLog>,
) {
    let Some(LocalPerson(me)) = me.as_deref().copied() else {
        said.clear();
        heard.clear();
        return;
    };
    let minute = |tick| {
        clock
            .as_deref()
            .map_or(0, |clock| SimClock { tick, ..*clock }.minute())
    };
    let mut spoken: Vec<Spoken> = Vec::new();
    for said in said.read().filter(|said| said.who == me) {
        spoken.push(Spoken {
            who: me,
            name: text::you().to_owned(),
            agent: false,
            mine: true,
            ours: true,
            text: with_cut(&said.text, said.cut),
            minute: minute(said.tick),
            tick: said.tick,
            again: false,
        });
    }
    for heard in heard
        .read()
        .filter(|heard| heard.who == me && heard.speaker != me)
    {
        let body = bodies.iter().find(|(id, ..)| **id == heard.speaker);
        spoken.push(Spoken {
            who: heard.speaker,
            name: body.map_or_else(
                || text::somebody().to_owned(),
                |(_, name, _)| clean(&name.0, 40),
            ),
            agent: body.is_some_and(|(.., controller)| *controller == Controller::Agent),
            mine: false,
            ours: heard.to == SayTo::Body(me),
            text: with_cut(&heard.text, heard.cut),
            minute: minute(heard.tick),
            tick: heard.tick,
            again: false,
        });
    }
    // Both kinds arrive in the order of their ticks; a stable sort keeps what one tick brought in order.
    spoken.sort_by_key(|spoken| spoken.tick);
    for spoken in spoken {
        log.push(spoken);
    }
}

fn with_cut(text: &str, cut: bool) -> String {
    if cut {
        format!("{text}—")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(who: u32, text: &str, tick: u64) -> Spoken {
        Spoken {
            who: StableId(who),
            name: format!("Name {who}"),
            agent: true,
            mine: false,
            ours: true,
            text: text.into(),
            minute: 605,
            tick: Tick(tick),
            again: false,
        }
    }

    #[test]
    fn sentences_of_one_answer_would_fall_apart_or_two_answers_run_together() {
        let mut log = ChatLog::default();
        for next in [
            spoken(1000, "Good day.", 10),
            spoken(1000, "I am Iris.", 40),
            spoken(1001, "And I am Milo.", 50),
            spoken(1000, "We know.", 60),
            spoken(1000, "Much later.", 60 + PAUSE + 1),
            spoken(1000, " \u{7} ", 61 + PAUSE),
        ] {
            log.push(next);
        }
        let texts: Vec<_> = log.iter().map(|spoken| spoken.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Good day. I am Iris.",
                "And I am Milo.",
                "We know.",
                "Much later."
            ]
        );
        assert!(
            log.as_text()
                .starts_with("10:05 Name 1000: Good day. I am Iris.\n")
        );
    }

    #[test]
    fn an_answer_asked_for_again_would_stand_beside_the_old_one() {
        let mut log = ChatLog::default();
        let mine = Spoken {
            mine: true,
            agent: false,
            ..spoken(1, "Who are you?", 10)
        };
        assert_eq!(log.last_answer(), None);
        log.push(mine);
        assert_eq!(log.last_answer(), None);
        let overheard = Spoken {
            ours: false,
            ..spoken(1001, "I heard that.", 30)
        };
        for next in [
            spoken(1000, "Guess.", 20),
            overheard,
            spoken(1000, "Go on.", 400),
        ] {
            log.push(next);
        }
        assert_eq!(log.last_answer().map(|last| last.who), Some(StableId(1000)));
        log.ask_again(StableId(1000));
        for next in [
            spoken(1001, "She thinks.", 410),
            spoken(1000, "I am Iris.", 420),
            spoken(1000, "I garden.", 430),
        ] {
            log.push(next);
        }
        let shown: Vec<_> = log.iter().map(|s| (s.text.as_str(), s.again)).collect();
        let expected = [
            ("Who are you?", false),
            ("I heard that.", false),
            ("She thinks.", false),
            ("I am Iris. I garden.", true),
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_history_would_grow_without_end() {
        let mut log = ChatLog::default();
        for i in 0..2000 {
            log.push(spoken(
                1000 + i % 2,
                &format!("{i} {}", "x".repeat(5000)),
                u64::from(i),
            ));
        }
        assert_eq!(log.iter().len(), KEPT);
        assert!(
            log.iter()
                .all(|spoken| spoken.text.chars().count() <= UTTERANCE_CHARS)
        );
        assert!(
            log.iter()
                .next_back()
                .is_some_and(|last| last.text.starts_with("1999 "))
        );
    }

    #[test]
    fn the_chat_would_miss_what_was_said_or_show_what_was_not_heard() {
        let mut app = App::new();
        app.init_resource::<ChatLog>()
            .insert_resource(LocalPerson(StableId(1)))
            .add_message::<Said>()
            .add_message::<Heard>()
            .add_systems(Update, listen);
        app.world_mut().spawn((
            StableId(1000),
            DisplayName("Iris\u{1b}[31m".into()),
            Controller::Agent,
        ));
        let said = |who: u32, text: &str| Said {
            tick: Tick(1),
            who: StableId(who),
            text: text.into(),
            to: SayTo::Anyone,
            volume: stoa_world::Volume::Say,
            at: stoa_world::Pose::default(),
            cut: false,
            source: None,
        };
        let heard = |who: u32, speaker: u32, text: &str, cut: bool| Heard {
            tick: Tick(2),
            who: StableId(who),
            speaker: StableId(speaker),
            text: text.into(),
            to: SayTo::Body(StableId(1)),
            cut,
            distance_m: 1.0,
        };
        app.world_mut().write_message(said(1, "Hello"));
        app.world_mut().write_message(said(1000, "not heard by me"));
        app.world_mut()
            .write_message(heard(1000, 1, "Hello", false));
        app.world_mut()
            .write_message(heard(1, 1000, "Good d", true));
        app.world_mut().write_message(heard(1, 7, "Psst", false));
        app.update();
        let log = app.world().resource::<ChatLog>();
        let shown: Vec<_> = log
            .iter()
            .map(|s| (s.name.as_str(), s.text.as_str(), s.agent))
            .collect();
        let expected = [
            ("You", "Hello", false),
            ("Iris", "Good d—", true),
            ("somebody", "Psst", false),
        ];
        assert_eq!(shown, expected);
    }
}
