//! Many people together: a murmur of talk that nobody could follow, and the patter of many feet.

use super::{
    RATE,
    filter::Biquad,
    level,
    noise::Rng,
    samples,
    steps::{Gait, Ground, step},
    voice::{self, Timbre},
};

/// Seconds of the murmur's loop.
const MURMUR_S: f32 = 10.0;
/// Those who are heard talking in it, each of them twice: once nearer, once farther away.
const TALKERS: u64 = 6;
/// How loud the murmur is, in dBFS: as one who talks in a low voice, a metre away.
const MURMUR_DB: f32 = -25.0;
/// Words are not understood: what lies above is soft, in Hz.
const CLEAR_HZ: f32 = 1_700.0;
/// Seconds over which the steps of a patter are spread.
const PATTER_S: f32 = 1.0;
/// Different feet in one patter.
const FEET: u64 = 5;

/// A loop of talk without words.
pub fn murmur(seed: u64) -> Vec<f32> {
    let mut rng = Rng::of(seed, 51);
    let count = samples(MURMUR_S);
    let mut near = vec![0.0; count];
    for talker in 0..TALKERS {
        let timbre = Timbre::new(seed * TALKERS + talker + 1, None, rng.range(1.55, 1.9));
        let mut at_s = rng.range(0.0, MURMUR_S);
        let end_s = at_s + MURMUR_S - 1.0;
        while at_s < end_s - 0.8 {
            let length_s = rng.range(0.8, 2.8).min(end_s - at_s);
            let loud = level::gain(rng.range(-7.0, 0.0));
            let said = voice::line(&babble(&mut rng, length_s), &timbre, length_s);
            lay(&mut near, &said, samples(at_s), loud);
            at_s += length_s + rng.range(0.3, 1.6);
        }
    }
    // The same voices from another corner, at another time and duller.
    let mut far = near.clone();
    far.rotate_right(samples(0.43 * MURMUR_S));
    round(&mut far, Biquad::low(0.5 * CLEAR_HZ, 0.6));
    round(&mut near, Biquad::low(CLEAR_HZ, 0.6));
    round(&mut near, Biquad::high(130.0, 0.7));
    for (x, far) in near.iter_mut().zip(far) {
        *x += 0.8 * far;
    }
    level::looped(near, MURMUR_DB)
}

/// So many steps within a second, by different feet; each as loud as one step is. One at least.
pub fn patter(ground: Ground, gait: Gait, count: u32, seed: u64) -> Vec<f32> {
    let mut rng = Rng::of(seed, 52);
    let feet: Vec<Vec<f32>> = (0..FEET).map(|n| step(ground, gait, seed + n)).collect();
    let longest = feet.iter().map(Vec::len).max().unwrap_or_default();
    let mut sound = vec![0.0; samples(PATTER_S) + longest + longest / 4];
    // As many as there are, spread evenly, each a little early or late.
    for n in 0..count.max(1) {
        let due_s = PATTER_S * (n as f32 + rng.unit()) / count.max(1) as f32;
        let foot = &feet[rng.below(feet.len())];
        let (pitch, loud) = (rng.range(0.88, 1.12), level::gain(rng.range(-5.0, 1.0)));
        tread(&mut sound[samples(due_s)..], foot, pitch, loud);
    }
    let most = level::peak(&sound);
    let allowed = level::gain(level::PEAK_DB);
    if most > allowed {
        sound.iter_mut().for_each(|x| *x *= allowed / most);
    }
    sound
}

/// A text without words, for so many seconds of talk.
fn babble(rng: &mut Rng, length_s: f32) -> String {
    const ONSETS: [&str; 10] = ["m", "t", "l", "s", "d", "n", "r", "b", "v", "h"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut text = String::new();
    let mut left = (length_s * 4.5) as usize + 1;
    while left > 0 {
        for _ in 0..(1 + rng.below(3)).min(left) {
            text.push_str(ONSETS[rng.below(ONSETS.len())]);
            text.push_str(VOWELS[rng.below(VOWELS.len())]);
            left -= 1;
        }
        text.push(' ');
    }
    text.push(if rng.unit() < 0.2 { '?' } else { '.' });
    text
}

/// Lays a sound into a loop, round its seam.
fn lay(sound: &mut [f32], one: &[f32], start: usize, loud: f32) {
    let whole = sound.len();
    for (at, x) in one.iter().enumerate() {
        sound[(start + at) % whole] += loud * x;
    }
}

/// Filters a loop as if it had gone on for ever.
fn round(sound: &mut [f32], mut filter: Biquad) {
    for x in &sound[sound.len().saturating_sub(RATE as usize / 4)..] {
        filter.next(*x);
    }
    for x in sound {
        *x = filter.next(*x);
    }
}

/// Adds a step, higher and shorter or lower and longer than it was made.
fn tread(sound: &mut [f32], foot: &[f32], pitch: f32, loud: f32) {
    for (at, x) in sound.iter_mut().enumerate() {
        let from = at as f32 * pitch;
        let (whole, part) = (from as usize, from.fract());
        let Some(two) = foot.get(whole..whole + 2) else {
            return;
        };
        *x += loud * (two[0] + (two[1] - two[0]) * part);
    }
}
