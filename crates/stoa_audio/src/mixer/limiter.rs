//! The last effect before the loudspeakers: many sounds at once never clip.

use std::collections::VecDeque;

use kira::{
    Frame,
    effect::{Effect, EffectBuilder},
    info::Info,
};

/// Nothing louder leaves: −1 dBFS.
pub const CEILING: f32 = 0.891_25;
/// It sees this far ahead, and is that late, in seconds.
const AHEAD_S: f32 = 0.0015;
/// Seconds in which it lets go by a factor of e.
const RELEASE_S: f32 = 0.12;

/// A limiter that sees ahead: the gain is already low when the peak comes, and both ears share it.
pub(super) struct LimiterBuilder;

impl EffectBuilder for LimiterBuilder {
    type Handle = ();

    fn build(self) -> (Box<dyn Effect>, ()) {
        (Box::new(Limiter::default()), ())
    }
}

#[derive(Default)]
struct Limiter {
    /// Frames on their way, oldest first.
    waiting: VecDeque<Frame>,
    /// The lowest gains that are coming: (number of frame, gain), each lower than those before it were.
    coming: VecDeque<(u64, f32)>,
    /// The last gains, whose mean is applied, and their sum.
    lately: VecDeque<f32>,
    sum: f64,
    held: f32,
    frame: u64,
    ahead: usize,
    release: f32,
}

impl Limiter {
    fn start(&mut self, rate: u32) {
        let ahead = (AHEAD_S * rate as f32).ceil().max(1.0) as usize;
        self.ahead = ahead;
        self.waiting = std::iter::repeat_n(Frame::ZERO, ahead).collect();
        self.lately = std::iter::repeat_n(1.0, ahead).collect();
        self.sum = ahead as f64;
        self.coming = VecDeque::with_capacity(ahead + 2);
        self.held = 1.0;
        self.release = 1.0 - (-1.0 / (RELEASE_S * rate as f32)).exp();
    }

    fn next(&mut self, frame: Frame) -> Frame {
        let loud = frame.left.abs().max(frame.right.abs());
        let need = if loud > CEILING { CEILING / loud } else { 1.0 };
        // The lowest gain that any of the frames ahead needs.
        while self.coming.back().is_some_and(|(_, gain)| *gain >= need) {
            self.coming.pop_back();
        }
        self.coming.push_back((self.frame, need));
        let oldest = self.frame.saturating_sub(self.ahead as u64);
        while self.coming.front().is_some_and(|(at, _)| *at < oldest) {
            self.coming.pop_front();
        }
        let lowest = self.coming.front().map_or(1.0, |(_, gain)| *gain);
        self.held = lowest.min(self.held + (1.0 - self.held) * self.release);
        self.frame += 1;
        // The mean over the time ahead goes down evenly and is there when the peak is.
        self.lately.push_back(self.held);
        self.sum += f64::from(self.held) - f64::from(self.lately.pop_front().unwrap_or(1.0));
        self.waiting.push_back(frame);
        let out = self.waiting.pop_front().unwrap_or(Frame::ZERO);
        out * (self.sum / self.ahead as f64) as f32
    }
}

impl Effect for Limiter {
    fn init(&mut self, sample_rate: u32, _: usize) {
        self.start(sample_rate);
    }

    fn on_change_sample_rate(&mut self, sample_rate: u32) {
        self.start(sample_rate);
    }

    fn process(&mut self, frames: &mut [Frame], _: f64, _: &Info) {
        if self.ahead == 0 {
            return;
        }
        for frame in frames {
            *frame = self.next(*frame);
        }
    }
}
