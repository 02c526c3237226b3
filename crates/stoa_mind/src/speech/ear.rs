//! The ear of one who is spoken to: sentences and deeds, not pieces of text.

use stoa_model::{ChatEvent, Ear};

use super::{SpeechCutter, SpeechEvent};

/// Sentences and deeds of one answer at most.
pub const MOST_PIECES: usize = 12;

/// Hears an answer as whoever speaks it will: through a [`SpeechCutter`] of the same kind.
pub struct SpeechEar {
    /// As it was before the answer.
    fresh: SpeechCutter,
    cutter: SpeechCutter,
    came: usize,
}

impl SpeechEar {
    /// Hears what `cutter`, which nothing was put into yet, lets through.
    pub fn new(cutter: SpeechCutter) -> Self {
        Self {
            fresh: cutter.clone(),
            cutter,
            came: 0,
        }
    }
}

impl Ear for SpeechEar {
    fn begin(&mut self) {
        self.cutter = self.fresh.clone();
        self.came = 0;
    }

    fn hear(&mut self, event: &ChatEvent) -> bool {
        let came: Vec<SpeechEvent> = match event {
            ChatEvent::Text(text) => self.cutter.push(text),
            ChatEvent::ToolCall(call) => vec![SpeechEvent::Action(call.clone())],
            ChatEvent::Done(_) => self.cutter.finish(),
            ChatEvent::Reasoning(_) | ChatEvent::Progress(_) | ChatEvent::Usage(_) => Vec::new(),
        };
        self.came += came.len();
        !came.is_empty()
    }

    fn is_full(&self) -> bool {
        self.cutter.is_done() || self.came >= MOST_PIECES
    }
}

#[cfg(test)]
mod tests {
    use stoa_model::Finish;

    use super::*;

    #[test]
    fn silence_counts_as_speech_or_a_rambler_is_heard_for_ever() {
        let done = ChatEvent::Done(Finish::Stop);
        let text = |text: &str| ChatEvent::Text(text.into());
        for (events, heard, full) in [
            (vec![text("Well, I")], false, false),
            (vec![text("Well, I"), done.clone()], true, true),
            (vec![text("Yes. But")], true, false),
            (vec![text("*smiles warmly*"), done.clone()], false, true),
            (vec![text("(nods)"), done.clone()], false, true),
            (vec![text("<think>Yes. No.")], false, false),
            (vec![text("Visitor: hello")], false, true),
            (vec![text("[[wave]]")], true, false),
            (vec![text("One more. ").clone(); 40], true, true),
        ] {
            let mut ear = SpeechEar::new(SpeechCutter::new("Iris", &[]));
            ear.begin();
            let any = events.iter().fold(false, |any, e| any | ear.hear(e));
            assert_eq!((any, ear.is_full()), (heard, full), "{events:?}");
            ear.begin();
            assert!(!ear.is_full(), "the next backend inherits {events:?}");
        }
    }
}
