//! Loops: the fountain, leaves in the wind.

use std::f32::consts::{FRAC_PI_2, TAU};

use super::{RATE, filter::Biquad, level, noise::Rng, samples, seconds};

/// Seconds of a loop, long enough that nobody hears it come round.
const FOUNTAIN_S: f32 = 9.0;
const LEAVES_S: f32 = 12.0;
/// Seconds in which a loop's end passes into its beginning.
const SEAM_S: f32 = 0.6;

/// Falling water in a basin: a hiss of spray, the basin's murmur, and bubbles.
pub fn fountain(seed: u64) -> Vec<f32> {
    let count = samples(FOUNTAIN_S);
    let mut rng = Rng::of(seed, 1);
    let mut spray = [Biquad::high(900.0, 0.6), Biquad::low(5_200.0, 0.6)];
    let mut murmur = [Biquad::band(320.0, 0.5), Biquad::low(1_100.0, 0.7)];
    let waves = Waves::new(&mut rng, FOUNTAIN_S, &[3, 7, 16, 29]);
    let water = (0..count + samples(SEAM_S)).map(|at| {
        let swing = 1.0 + 0.35 * waves.at(seconds(at));
        let hiss = through(&mut spray, rng.white());
        0.55 * swing * hiss + 0.8 * through(&mut murmur, rng.white())
    });
    let mut sound = seam(water.collect(), count);
    // Drops that close over air ring (small ones), and gulps of the basin gurgle (large ones).
    let mut bubbles = Rng::of(seed, 2);
    for _ in 0..(FOUNTAIN_S * 70.0) as usize {
        let loud = 0.30 * bubbles.unit().powi(3);
        bubble(&mut sound, &mut bubbles, 700.0, 2_800.0, loud);
    }
    for _ in 0..(FOUNTAIN_S * 7.0) as usize {
        let loud = 0.12 + 0.30 * bubbles.unit().powi(2);
        bubble(&mut sound, &mut bubbles, 240.0, 620.0, loud);
    }
    level::looped(sound, -25.0)
}

/// Leaves in a light wind: gusts come and go, single leaves tick against each other.
pub fn leaves(seed: u64) -> Vec<f32> {
    let count = samples(LEAVES_S);
    let mut rng = Rng::of(seed, 3);
    let gusts = Waves::new(&mut rng, LEAVES_S, &[1, 2, 3, 5, 11]);
    let flutter = Waves::new(&mut rng, LEAVES_S, &[41, 67, 103]);
    let wind = |at: usize| (0.5 + 0.5 * gusts.at(seconds(at % count))).max(0.05);
    let mut rustle = [Biquad::high(1_700.0, 0.6), Biquad::low(6_500.0, 0.6)];
    let mut breath = Biquad::band(420.0, 0.5);
    let whole = (0..count + samples(SEAM_S)).map(|at| {
        let blow = wind(at);
        let shiver = 1.0 + 0.3 * flutter.at(seconds(at % count));
        blow.powf(1.5) * shiver * through(&mut rustle, rng.white())
            + 0.25 * blow * breath.next(rng.white())
    });
    let mut sound = seam(whole.collect(), count);
    let mut ticks = Rng::of(seed, 4);
    for _ in 0..(LEAVES_S * 60.0) as usize {
        let at = ticks.below(count);
        let loud = 0.5 * wind(at) * ticks.unit().powi(2);
        tick(&mut sound, &mut ticks, at, loud);
    }
    level::looped(sound, -30.0)
}

/// Slow waves that fit a loop a whole number of times.
struct Waves {
    seconds: f32,
    parts: Vec<(f32, f32)>,
}

impl Waves {
    fn new(rng: &mut Rng, seconds: f32, cycles: &[u16]) -> Self {
        let parts = cycles.iter().map(|n| (f32::from(*n), rng.range(0.0, TAU)));
        Self {
            seconds,
            parts: parts.collect(),
        }
    }

    /// −1 to 1.
    fn at(&self, t: f32) -> f32 {
        let turn = TAU * t / self.seconds;
        let waves = self.parts.iter().map(|(n, phase)| (turn * n + phase).sin());
        waves.sum::<f32>() / self.parts.len() as f32
    }
}

fn through(filters: &mut [Biquad], x: f32) -> f32 {
    filters.iter_mut().fold(x, |x, filter| filter.next(x))
}

/// Cuts to `count` samples whose end runs into their beginning: what lies beyond the end is laid under the beginning.
/// Noise adds by power, so the two cross along a quarter of a circle.
fn seam(mut sound: Vec<f32>, count: usize) -> Vec<f32> {
    let beyond = sound.split_off(count);
    let last = beyond.len().max(1) as f32;
    for (at, (x, under)) in sound.iter_mut().zip(beyond).enumerate() {
        let angle = FRAC_PI_2 * at as f32 / last;
        *x = *x * angle.sin() + under * angle.cos();
    }
    sound
}

/// A bubble rings at the pitch of its size and dies away, rising a little as it nears the surface: K. van den Doel,
/// "Physically based models for liquid sounds" (2005), equations 3 to 6. It goes round the loop's seam.
fn bubble(sound: &mut [f32], rng: &mut Rng, low_hz: f32, high_hz: f32, loud: f32) {
    let start = rng.below(sound.len());
    let hz = rng.pitch(low_hz, high_hz);
    let per_radius = hz / 3.0;
    let damping = 0.13 * per_radius + 0.0072 * per_radius.powf(1.5);
    let rise = damping * rng.range(0.02, 0.12);
    let count = samples((7.0 / damping).min(0.4));
    let whole = sound.len();
    for at in 0..count {
        let t = seconds(at);
        let ring = (TAU * hz * t * (1.0 + 0.5 * rise * t)).sin() * (-damping * t).exp();
        let end = level::swell(3.0 * (1.0 - at as f32 / count as f32));
        sound[(start + at) % whole] += loud * ring * end;
    }
}

/// A leaf against a leaf: 4 ms of high noise.
fn tick(sound: &mut [f32], rng: &mut Rng, start: usize, loud: f32) {
    let mut band = Biquad::band(rng.pitch(2_500.0, 6_000.0), 1.2);
    let count = RATE as usize / 250;
    let whole = sound.len();
    for at in 0..count {
        let part = at as f32 / count as f32;
        let x = band.next(rng.white());
        sound[(start + at) % whole] += loud * x * level::swell(4.0 * part) * (1.0 - part).powi(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loops_end_would_not_run_into_its_beginning() {
        // Seventy and a bit waves, so that the end is not where the beginning is.
        let count = samples(0.7);
        let wave = |at| (TAU * 101.37 * seconds(at)).sin();
        let own = TAU * 101.37 / RATE as f32;
        let sound = seam((0..count + samples(0.1)).map(wave).collect(), count);
        assert_eq!(sound.len(), count);
        let round = sound.iter().chain(&sound[..1]);
        let steps = round.clone().zip(round.skip(1)).map(|(a, b)| (b - a).abs());
        let most = steps.fold(0.0, f32::max);
        assert!(
            most < 1.6 * own,
            "a step of {most}, the wave's own is {own}"
        );
    }
}
