//! Birds: a phrase of chirps, its bird chosen by the seed.

use std::f32::consts::TAU;

use super::{level, noise::Rng, samples, seconds};

/// How one kind of bird sings.
struct Song {
    low_hz: f32,
    high_hz: f32,
    notes: (usize, usize),
    note_s: (f32, f32),
    gap_s: (f32, f32),
    /// How far a note glides, as a factor of its pitch, down and up.
    glide: (f32, f32),
    /// Beats of a trill in a second, and its depth as a part of the pitch.
    trill: (f32, f32),
}

const SONGS: [Song; 4] = [
    // A finch: quick falling notes.
    Song {
        low_hz: 3_400.0,
        high_hz: 5_200.0,
        notes: (4, 8),
        note_s: (0.05, 0.09),
        gap_s: (0.02, 0.06),
        glide: (0.68, 0.9),
        trill: (0.0, 0.0),
    },
    // A sparrow: short, rough, level.
    Song {
        low_hz: 2_900.0,
        high_hz: 3_900.0,
        notes: (2, 4),
        note_s: (0.07, 0.11),
        gap_s: (0.12, 0.26),
        glide: (0.9, 1.25),
        trill: (85.0, 0.06),
    },
    // A blackbird: slow flutes.
    Song {
        low_hz: 1_700.0,
        high_hz: 2_700.0,
        notes: (3, 5),
        note_s: (0.14, 0.3),
        gap_s: (0.03, 0.1),
        glide: (0.82, 1.22),
        trill: (18.0, 0.015),
    },
    // A wren: a long trill.
    Song {
        low_hz: 4_200.0,
        high_hz: 5_600.0,
        notes: (9, 14),
        note_s: (0.03, 0.05),
        gap_s: (0.012, 0.02),
        glide: (0.8, 1.15),
        trill: (0.0, 0.0),
    },
];

/// One phrase, 0.3 to 2 s.
pub fn phrase(seed: u64) -> Vec<f32> {
    let mut rng = Rng::of(seed, 11);
    let song = &SONGS[rng.below(SONGS.len())];
    let (least, most) = song.notes;
    let notes = least + rng.below(most - least + 1);
    let mut sound = vec![0.0; samples(0.02)];
    let repeats = rng.unit() < 0.5;
    let mut hz = rng.pitch(song.low_hz, song.high_hz);
    let mut glide = rng.pitch(song.glide.0, song.glide.1);
    for _ in 0..notes {
        if !repeats {
            hz = rng.pitch(song.low_hz, song.high_hz);
            glide = rng.pitch(song.glide.0, song.glide.1);
        }
        let length = rng.range(song.note_s.0, song.note_s.1);
        let loud = rng.range(0.6, 1.0);
        sound.extend(note(hz, glide, length, song.trill).map(|x| x * loud));
        let gap = samples(rng.range(song.gap_s.0, song.gap_s.1));
        sound.resize(sound.len() + gap, 0.0);
    }
    level::once(sound, -8.0, 0.005, 0.02)
}

/// A note with a quiet octave above it, swelling and dying away.
fn note(hz: f32, glide: f32, length_s: f32, trill: (f32, f32)) -> impl Iterator<Item = f32> {
    let count = samples(length_s);
    let mut phase = 0.0f32;
    (0..count).map(move |at| {
        let part = at as f32 / count as f32;
        let beat = 1.0 + trill.1 * (TAU * trill.0 * seconds(at)).sin();
        phase = (phase + hz * glide.powf(part) * beat / super::RATE as f32).fract();
        let shape = level::swell(part * 5.0) * level::swell((1.0 - part) * 2.0);
        shape * ((TAU * phase).sin() + 0.12 * (2.0 * TAU * phase).sin())
    })
}
