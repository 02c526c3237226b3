//! Whose voice it is: pitch, tract, colour.

use crate::synth::noise::Rng;

/// The colour of a voice, in a persona's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Colour {
    #[default]
    Warm,
    Bright,
    Soft,
    Husky,
    Clear,
    Deep,
}

impl Colour {
    pub const ALL: [Self; 6] = [
        Self::Warm,
        Self::Bright,
        Self::Soft,
        Self::Husky,
        Self::Clear,
        Self::Deep,
    ];

    /// From its word in a persona file; `None` for another word.
    pub fn named(word: &str) -> Option<Self> {
        let all = ["warm", "bright", "soft", "husky", "clear", "deep"];
        let at = all.iter().position(|name| *name == word)?;
        Some(Self::ALL[at])
    }
}

/// What is told about a voice: a persona's `[voice]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// 0 low to 1 high.
    pub pitch: f32,
    /// Words a minute, 90 to 240.
    pub pace_wpm: f32,
    pub colour: Colour,
}

/// One voice. The same seed, manner and height always give the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timbre {
    pub seed: u64,
    /// The pitch it speaks at, in Hz.
    pub pitch_hz: f32,
    /// Its formants, as a factor of a tall man's.
    pub tract: f32,
    /// Where the sound of its vocal folds begins to fall off, in Hz.
    pub edge_hz: f32,
    /// Breath in it, 0 to 1.
    pub breath: f32,
    /// How much of its time a syllable sounds: 0.5 clipped to 0.95 drawn out.
    pub drawn: f32,
    /// How lively its melody is: 1 usual.
    pub lively: f32,
}

impl Timbre {
    /// A voice for somebody: their seed, what is told of their manner, and their height.
    pub fn new(seed: u64, manner: Option<Manner>, height_m: f32) -> Self {
        let mut rng = Rng::of(seed, 31);
        let own = Manner {
            pitch: rng.range(0.1, 0.9),
            pace_wpm: rng.range(120.0, 190.0),
            colour: Colour::ALL[rng.below(Colour::ALL.len())],
        };
        let manner = manner.unwrap_or(own);
        let pitch = manner.pitch.clamp(0.0, 1.0);
        // From 88 Hz to 255 Hz, and a little of one's own beside it.
        let pitch_hz = 88.0 * 2.9f32.powf(pitch) * rng.pitch(0.95, 1.05);
        // High voices come from shorter tracts, and so do those of small people.
        let tall = (height_m.clamp(1.2, 2.2) / 1.72).sqrt();
        let tract = (0.98 + 0.22 * pitch) * rng.pitch(0.96, 1.04) / tall;
        let pace = ((manner.pace_wpm - 90.0) / 150.0).clamp(0.0, 1.0);
        let (edge_hz, breath, lower) = match manner.colour {
            Colour::Warm => (900.0, 0.10, 1.0),
            Colour::Bright => (2_600.0, 0.05, 1.04),
            Colour::Soft => (600.0, 0.25, 1.0),
            Colour::Husky => (1_100.0, 0.5, 0.97),
            Colour::Clear => (1_700.0, 0.03, 1.02),
            Colour::Deep => (750.0, 0.08, 0.88),
        };
        Self {
            seed,
            pitch_hz: pitch_hz * lower,
            tract: tract * lower.sqrt(),
            edge_hz,
            breath,
            drawn: 0.92 - 0.34 * pace,
            lively: rng.range(0.75, 1.3),
        }
    }
}
