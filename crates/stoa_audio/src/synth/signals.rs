//! Sounds of the interface: short, soft, of one family.

use std::f32::consts::TAU;

use super::{level, samples, seconds};

/// What happened in the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// A panel opens.
    Open,
    /// A panel closes.
    Close,
    /// A control is pressed.
    Press,
    /// Something is worth knowing.
    Notice,
    /// Something did not work.
    Error,
}

impl Signal {
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Close,
        Self::Press,
        Self::Notice,
        Self::Error,
    ];
}

/// One stroke: when (s), pitch (Hz), how fast it dies away (1/s), loudness.
type Stroke = (f32, f32, f32, f32);

/// The sound of a signal. Rising opens, falling closes; the error is the only low one.
pub fn signal(of: Signal) -> Vec<f32> {
    let (strokes, peak_db): (&[Stroke], f32) = match of {
        Signal::Open => (&[(0.0, 523.3, 26.0, 0.8), (0.055, 784.0, 20.0, 1.0)], -14.0),
        Signal::Close => (&[(0.0, 784.0, 26.0, 0.9), (0.055, 523.3, 22.0, 1.0)], -14.0),
        Signal::Press => (&[(0.0, 1_318.5, 110.0, 1.0)], -18.0),
        Signal::Notice => (&[(0.0, 659.3, 9.0, 0.8), (0.13, 987.8, 6.5, 1.0)], -11.0),
        Signal::Error => (&[(0.0, 311.1, 16.0, 1.0), (0.15, 233.1, 11.0, 1.0)], -10.0),
    };
    let ends = strokes.iter().map(|(at, _, decay, _)| at + 6.0 / decay);
    let mut sound = vec![0.0; samples(ends.fold(0.0, f32::max))];
    for stroke in strokes {
        strike(&mut sound, *stroke);
    }
    level::once(sound, peak_db, 0.002, 0.02)
}

/// A small bar of wood: the pitch, its octave and a higher partial that dies away sooner.
fn strike(sound: &mut [f32], (start, hz, decay, loud): Stroke) {
    for (at, x) in sound.iter_mut().skip(samples(start)).enumerate() {
        let t = seconds(at);
        let partial =
            |times: f32, faster: f32| (TAU * hz * times * t).sin() * (-decay * faster * t).exp();
        let bar = partial(1.0, 1.0) + 0.18 * partial(2.0, 1.6) + 0.07 * partial(3.9, 3.0);
        *x += loud * level::swell(t / 0.005) * bar;
    }
}
