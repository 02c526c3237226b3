//! The effect that puts one sound where the head hears it.

use kira::{
    Frame,
    command::{CommandReader, CommandWriter, command_writer_and_reader},
    effect::{Effect, EffectBuilder},
    info::Info,
};

use super::head::Heard;

/// Seconds in which a sound follows a move of itself or the head.
const FOLLOW_S: f64 = 0.015;
/// The part of a new sample that a wholly dull sound takes in (a filter of first order): its highs are gone.
const DULL: f32 = 0.3;
/// The longest delay between the ears in seconds, and a little more.
const LATEST_S: f32 = 0.001;

/// Makes the effect; its handle is told what the ears hear.
pub(super) struct EarsBuilder(pub(super) Heard);

impl EffectBuilder for EarsBuilder {
    type Handle = CommandWriter<Heard>;

    fn build(self) -> (Box<dyn Effect>, Self::Handle) {
        let (writer, reader) = command_writer_and_reader();
        let ears = Ears {
            reader,
            aim: self.0,
            now: self.0,
            past: Vec::new(),
            at: 0,
            rate: 0.0,
            behind: [0.0; 2],
        };
        (Box::new(ears), writer)
    }
}

struct Ears {
    reader: CommandReader<Heard>,
    aim: Heard,
    now: Heard,
    /// The last samples, as a ring that is written at `at`.
    past: Vec<f32>,
    at: usize,
    rate: f32,
    /// The filters' last samples.
    behind: [f32; 2],
}

impl Ears {
    fn make_room(&mut self, rate: u32) {
        self.rate = rate as f32;
        self.past = vec![0.0; (LATEST_S * self.rate).ceil() as usize + 2];
        self.at = 0;
    }

    /// What came in `delay_s` ago, between two samples.
    fn past(&self, delay_s: f32) -> f32 {
        let count = self.past.len();
        let back = (delay_s * self.rate).clamp(0.0, (count - 2) as f32);
        let whole = back as usize;
        let part = back - whole as f32;
        let sample = |back: usize| self.past[(self.at + count - back) % count];
        sample(whole) * (1.0 - part) + sample(whole + 1) * part
    }
}

impl Effect for Ears {
    fn init(&mut self, sample_rate: u32, _: usize) {
        self.make_room(sample_rate);
    }

    fn on_change_sample_rate(&mut self, sample_rate: u32) {
        self.make_room(sample_rate);
    }

    fn on_start_processing(&mut self) {
        if let Some(heard) = self.reader.read() {
            self.aim = heard;
        }
    }

    fn process(&mut self, frames: &mut [Frame], dt: f64, _: &Info) {
        let count = frames.len();
        if self.past.len() < 2 || count == 0 {
            return;
        }
        let follow = 1.0 - (-(dt * count as f64) / FOLLOW_S).exp() as f32;
        let before = self.now;
        self.now = between(&before, &self.aim, follow);
        for (n, frame) in frames.iter_mut().enumerate() {
            let heard = between(&before, &self.now, (n + 1) as f32 / count as f32);
            self.at = (self.at + 1) % self.past.len();
            self.past[self.at] = 0.5 * (frame.left + frame.right);
            let clear = 1.0 - (1.0 - DULL) * heard.dull;
            for ear in 0..2 {
                let x = heard.gain[ear] * self.past(heard.delay_s[ear]);
                self.behind[ear] += clear * (x - self.behind[ear]);
            }
            let [left, right] = self.behind;
            *frame = Frame::new(left, right);
        }
    }
}

fn between(a: &Heard, b: &Heard, part: f32) -> Heard {
    let mix = |a: f32, b: f32| a + (b - a) * part;
    Heard {
        gain: [mix(a.gain[0], b.gain[0]), mix(a.gain[1], b.gain[1])],
        delay_s: [
            mix(a.delay_s[0], b.delay_s[0]),
            mix(a.delay_s[1], b.delay_s[1]),
        ],
        dull: mix(a.dull, b.dull),
    }
}
