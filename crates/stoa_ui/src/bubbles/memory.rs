use std::collections::BTreeMap;

use bevy::prelude::*;
use stoa_world::{StableId, TICKS_PER_SECOND, Tick, Voice};

use crate::clean::clean;

/// Characters of speech that a bubble holds; what is longer can be read in the chat.
const BUBBLE_CHARS: usize = 280;
/// A new sentence is added to the last one while both fit into this many bytes.
const JOINED_BYTES: usize = 170;
/// Ticks after which a new sentence begins a new bubble.
const PAUSE: u64 = TICKS_PER_SECOND * 2;
/// Ticks a finished bubble stays, and ticks it takes to fade.
const LINGER: u64 = TICKS_PER_SECOND * 4;
const FADE: u64 = TICKS_PER_SECOND;
/// Characters a person reads in a second.
const READING_RATE: u64 = 25;

/// What hangs over each head: follows the voices, and keeps for a while what was said.
#[derive(Resource, Debug, Default)]
pub struct Bubbles(BTreeMap<StableId, Bubble>);

/// The words over one head.
#[derive(Debug, Clone, PartialEq)]
pub struct Bubble {
    pub text: String,
    /// Bytes of `text` that were spoken; on a character border.
    pub spoken: usize,
    pub source: Option<String>,
    /// Where the utterance that is being spoken begins in `text`.
    from: usize,
    /// The utterance, to tell a new one from this.
    since: Tick,
    said: String,
    changed: Tick,
}

impl Bubbles {
    /// Follows `voice` of `who` at `now`.
    pub fn hear(&mut self, who: StableId, voice: &Voice, now: Tick) {
        let Some(utterance) = &voice.utterance else {
            // Cut off, or forgotten by the world: what was spoken stays to be read.
            if let Some(bubble) = self.0.get_mut(&who) {
                bubble.break_off();
            }
            return;
        };
        // The world shortens an utterance that was broken off to what was heard of it.
        if let Some(bubble) = self.0.get_mut(&who)
            && bubble.since == utterance.since
            && bubble.said.len() > utterance.text.len()
            && bubble.said.starts_with(&utterance.text)
        {
            bubble.break_off();
            bubble.said.clone_from(&utterance.text);
            bubble.changed = now;
        }
        let old = self.0.get(&who);
        let same = old.is_some_and(|b| b.since == utterance.since && b.said == utterance.text);
        if !same {
            let bubble = Bubble::begin(old, utterance.since, &utterance.text, now);
            self.0.insert(who, bubble);
        }
        let Some(bubble) = self.0.get_mut(&who) else {
            return;
        };
        bubble.source.clone_from(&utterance.source);
        // Cleaning may have shortened the text, so bytes are carried over as a part of the whole.
        let part = utterance.spoken.min(utterance.text.len()) as u128;
        let length = (bubble.text.len() - bubble.from) as u128;
        let spoken = (part * length)
            .checked_div(utterance.text.len() as u128)
            .unwrap_or(length);
        let spoken = bubble
            .text
            .floor_char_boundary(bubble.from + spoken as usize);
        if spoken != bubble.spoken {
            bubble.spoken = spoken;
            bubble.changed = now;
        }
    }

    /// Drops bubbles that have faded, and those of another time line (a world that was loaded anew).
    pub fn forget(&mut self, now: Tick) {
        self.0
            .retain(|_, bubble| now >= bubble.changed && bubble.opacity(now) > 0.0);
    }

    pub fn get(&self, who: StableId) -> Option<&Bubble> {
        self.0.get(&who)
    }
}

impl Bubble {
    fn begin(old: Option<&Bubble>, since: Tick, said: &str, now: Tick) -> Self {
        let said_clean = clean(said, BUBBLE_CHARS);
        let goes_on = |old: &&Bubble| {
            old.is_complete()
                && !old.text.ends_with('—')
                && now.since(old.changed) <= PAUSE
                && old.text.len() + said_clean.len() < JOINED_BYTES
        };
        let (text, from) = match old.filter(goes_on) {
            Some(old) => (format!("{} {said_clean}", old.text), old.text.len() + 1),
            None => (said_clean, 0),
        };
        let (source, said) = (None, said.to_owned());
        Self {
            text,
            spoken: from,
            source,
            from,
            since,
            said,
            changed: now,
        }
    }

    fn break_off(&mut self) {
        if !self.is_complete() {
            self.text.truncate(self.spoken);
            self.text.push('—');
            self.spoken = self.text.len();
        }
    }

    fn is_complete(&self) -> bool {
        self.spoken >= self.text.len()
    }

    /// 1 while it is spoken and long enough to be read, then down to 0.
    pub fn opacity(&self, now: Tick) -> f32 {
        let reading = self.text.chars().count() as u64 * TICKS_PER_SECOND / READING_RATE;
        let over = now.since(self.changed).saturating_sub(LINGER + reading);
        1.0 - (over as f32 / FADE as f32).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use stoa_world::body::Utterance;

    const IRIS: StableId = StableId(1000);

    fn voice(text: &str, spoken: usize, since: u64) -> Voice {
        let (since, until) = (Tick(since), Tick(since + 60));
        let utterance = Utterance {
            text: text.into(),
            spoken,
            since,
            until,
            source: None,
        };
        Voice {
            utterance: Some(utterance),
            thinking: false,
        }
    }

    fn shown(bubbles: &Bubbles) -> Option<&str> {
        bubbles
            .get(IRIS)
            .map(|bubble| &bubble.text[..bubble.spoken])
    }

    #[test]
    fn a_bubble_would_not_follow_the_voice() {
        let mut bubbles = Bubbles::default();
        for (now, voice, expected) in [
            (10, voice("Good day.", 0, 10), Some("")),
            (12, voice("Good day.", 4, 10), Some("Good")),
            (20, voice("Good day.", 9, 10), Some("Good day.")),
            (30, Voice::default(), Some("Good day.")),
            // Soon after: the same bubble goes on.
            (40, voice("Sit down.", 3, 40), Some("Good day. Sit")),
            // The same words again are a new utterance.
            (60, voice("Sit down.", 9, 40), Some("Good day. Sit down.")),
            (
                70,
                voice("Sit down.", 3, 70),
                Some("Good day. Sit down. Sit"),
            ),
            // Cut off.
            (72, Voice::default(), Some("Good day. Sit down. Sit—")),
            // Much later: a new one.
            (400, voice("Well.", 5, 400), Some("Well.")),
            // Broken off by the world, which keeps what was heard.
            (
                500,
                voice("Never mind the rest.", 9, 500),
                Some("Never min"),
            ),
            (501, voice("Never", 5, 500), Some("Never min—")),
            (502, voice("Never", 5, 500), Some("Never min—")),
        ] {
            bubbles.hear(IRIS, &voice, Tick(now));
            bubbles.forget(Tick(now));
            assert_eq!(shown(&bubbles), expected, "at {now}");
        }
    }

    #[test]
    fn a_bubble_would_hang_for_ever_or_vanish_unread() {
        let mut bubbles = Bubbles::default();
        let said = voice("Good day.", 9, 0);
        bubbles.hear(IRIS, &said, Tick(0));
        for (now, shown) in [
            (1, true),
            (LINGER, true),
            (LINGER + 11, true),
            (LINGER + FADE + 11, false),
        ] {
            bubbles.hear(IRIS, &said, Tick(now));
            let opacity = bubbles
                .get(IRIS)
                .map_or(0.0, |bubble| bubble.opacity(Tick(now)));
            assert_eq!(opacity > 0.0, shown, "at {now}: {opacity}");
        }
        bubbles.forget(Tick(LINGER + FADE + 11));
        assert_eq!(bubbles.get(IRIS), None);
    }

    #[test]
    fn strange_text_would_break_the_bubble() {
        let mut bubbles = Bubbles::default();
        for (text, spoken) in [
            ("", 0),
            ("", 7),
            ("\u{1b}[31mé", 3),
            ("é", 1),
            ("\0\0\0", 2),
            (&"w ".repeat(50_000), 70_000),
        ] {
            bubbles.hear(IRIS, &voice(text, spoken, 5), Tick(5));
            let bubble = bubbles.get(IRIS).expect("it was heard");
            assert!(
                bubble.text.chars().count() <= BUBBLE_CHARS,
                "{}",
                bubble.text.len()
            );
            assert!(bubble.text.is_char_boundary(bubble.spoken));
        }
    }
}
