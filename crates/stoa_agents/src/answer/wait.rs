//! How it is shown that an answer is on its way, and what is said without any model.

use stoa_mind::speech::hesitation;
use stoa_model::Purpose;
use stoa_world::{Deed, Gesture, Intent, SayTo, StableId, Volume};

use super::Effects;
use crate::inhabitant::{Turn, Wait};

/// Without a first word after this long, a gesture shows that the answer is being thought of: half a second.
const GESTURE_TICKS: u64 = 15;
/// Sooner, where the server tells that it reads a long prompt: a quarter of a second.
const READING_TICKS: u64 = 8;
/// A person is told in words, in character, after so long: four seconds.
const WORDS_TICKS: u64 = 120;

impl Effects<'_> {
    /// Nobody is stared at in silence: a gesture shows that an answer is being thought of, and a person is told so in
    /// words. The gesture comes sooner where the server says that there is much to read.
    pub(super) fn show_wait(
        &mut self,
        me: StableId,
        temperament: &[String],
        turn: &mut Turn,
        reads: bool,
    ) {
        let waited = self.clock.tick.since(turn.asked);
        if turn.came > 0 {
            return;
        }
        let due = if reads { READING_TICKS } else { GESTURE_TICKS };
        if turn.wait == Wait::Unseen && waited >= due {
            turn.wait = Wait::Gesture;
            let deed = Deed::Gesture {
                gesture: Gesture::Think,
                at: None,
            };
            self.intents.write(Intent { who: me, deed });
        }
        let answers = turn.purpose == Purpose::Answer && !turn.small_talk;
        if turn.wait < Wait::Words && answers && waited >= WORDS_TICKS {
            turn.wait = Wait::Words;
            let seed = turn.context.seed;
            let line = hesitation(temperament, seed, |line| self.sayings.is_new(line));
            self.sayings.add(line);
            self.say_by_heart(me, turn.to, line);
        }
    }

    /// Words that no model was asked for.
    pub(super) fn say_by_heart(&mut self, me: StableId, to: StableId, line: &str) {
        let deed = Deed::Say {
            text: line.to_owned(),
            to: SayTo::Body(to),
            volume: Volume::Say,
            source: Some("built-in mind".to_owned()),
        };
        self.intents.write(Intent { who: me, deed });
    }
}
