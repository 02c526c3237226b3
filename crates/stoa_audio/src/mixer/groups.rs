//! Groups of sounds and how loud each is.

use kira::Decibels;

/// A kind of sound with a volume of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    Voices,
    Steps,
    Ambience,
    Interface,
}

impl Group {
    pub const ALL: [Self; 4] = [Self::Voices, Self::Steps, Self::Ambience, Self::Interface];
}

/// How loud each kind is: 0 silent, 1 as made; 0.5 sounds about half as loud (−10 dB).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volumes {
    pub all: f32,
    pub voices: f32,
    pub steps: f32,
    pub ambience: f32,
    pub interface: f32,
}

impl Default for Volumes {
    fn default() -> Self {
        Self {
            all: 1.0,
            voices: 1.0,
            steps: 1.0,
            ambience: 1.0,
            interface: 1.0,
        }
    }
}

impl Volumes {
    pub fn of(&self, group: Group) -> f32 {
        match group {
            Group::Voices => self.voices,
            Group::Steps => self.steps,
            Group::Ambience => self.ambience,
            Group::Interface => self.interface,
        }
    }
}

/// The decibels of a volume: a factor of 10^(−1/2) for each halving (S. Stevens 1955: half as loud is −10 dB).
pub fn volume_db(volume: f32) -> f32 {
    if volume.is_nan() || volume <= 0.0 {
        return Decibels::SILENCE.0;
    }
    (10.0 * volume.min(1.0).log2()).max(Decibels::SILENCE.0)
}
