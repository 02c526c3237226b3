//! Footsteps: heel and sole on a ground, at a walk or a run.

use std::f32::consts::TAU;

use super::{filter::Biquad, level, noise::Rng, samples, seconds};

/// What is trodden on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    Paving,
    Marble,
    Tile,
    Gravel,
    Grass,
    Earth,
    Wood,
    Metal,
    Water,
}

impl Ground {
    pub const ALL: [Self; 9] = [
        Self::Paving,
        Self::Marble,
        Self::Tile,
        Self::Gravel,
        Self::Grass,
        Self::Earth,
        Self::Wood,
        Self::Metal,
        Self::Water,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gait {
    Walk,
    Run,
}

/// How a ground answers a foot.
struct Answer {
    /// The blow of the heel: pitch (Hz), how fast it dies away (1/s), loudness.
    thump: (f32, f32, f32),
    /// The hard contact of shoe and ground: middle (Hz), quality, decay (1/s), loudness.
    contact: (f32, f32, f32, f32),
    /// What rings on: pitch (Hz), decay (1/s), loudness.
    modes: &'static [(f32, f32, f32)],
    /// What is crushed or brushed: middle (Hz), quality, loudness, grains a second (0: an even brush).
    rub: (f32, f32, f32, f32),
    /// Level of a walk's peak in dBFS.
    peak_db: f32,
}

fn answer(ground: Ground) -> Answer {
    let (thump, contact, modes, rub, peak_db): (_, _, &'static [_], _, _) = match ground {
        Ground::Paving => (
            (105.0, 60.0, 0.3),
            (1_900.0, 0.8, 140.0, 0.9),
            &[],
            (2_800.0, 0.7, 0.10, 0.0),
            -15.0,
        ),
        Ground::Marble => (
            (130.0, 70.0, 0.2),
            (2_700.0, 1.0, 120.0, 1.0),
            &[(1_480.0, 90.0, 0.16), (3_150.0, 120.0, 0.10)],
            (4_200.0, 0.8, 0.05, 0.0),
            -14.0,
        ),
        Ground::Tile => (
            (140.0, 70.0, 0.25),
            (2_300.0, 1.1, 130.0, 0.9),
            &[(960.0, 80.0, 0.18), (2_050.0, 110.0, 0.12)],
            (3_200.0, 0.8, 0.08, 0.0),
            -15.0,
        ),
        Ground::Gravel => (
            (95.0, 60.0, 0.2),
            (1_400.0, 0.7, 160.0, 0.15),
            &[],
            (3_100.0, 0.8, 1.0, 420.0),
            -15.0,
        ),
        Ground::Grass => (
            (80.0, 50.0, 0.6),
            (500.0, 0.7, 120.0, 0.12),
            &[],
            (1_100.0, 0.45, 0.30, 0.0),
            -21.0,
        ),
        Ground::Earth => (
            (75.0, 45.0, 1.0),
            (420.0, 0.7, 140.0, 0.25),
            &[],
            (900.0, 0.6, 0.16, 60.0),
            -18.0,
        ),
        Ground::Wood => (
            (115.0, 38.0, 0.6),
            (1_100.0, 0.8, 150.0, 0.5),
            &[(178.0, 30.0, 0.7), (312.0, 38.0, 0.4), (545.0, 55.0, 0.22)],
            (1_700.0, 0.7, 0.05, 0.0),
            -14.0,
        ),
        Ground::Metal => (
            (120.0, 50.0, 0.3),
            (2_600.0, 1.0, 130.0, 0.7),
            &[
                (410.0, 14.0, 0.4),
                (1_070.0, 18.0, 0.3),
                (2_340.0, 26.0, 0.2),
            ],
            (3_600.0, 0.8, 0.05, 0.0),
            -15.0,
        ),
        Ground::Water => (
            (85.0, 40.0, 0.5),
            (900.0, 0.6, 70.0, 0.5),
            &[(620.0, 45.0, 0.3), (880.0, 60.0, 0.3)],
            (1_900.0, 0.4, 0.7, 0.0),
            -14.0,
        ),
    };
    Answer {
        thump,
        contact,
        modes,
        rub,
        peak_db,
    }
}

/// One step. Each seed treads a little differently.
pub fn step(ground: Ground, gait: Gait, seed: u64) -> Vec<f32> {
    let answer = answer(ground);
    let mut rng = Rng::of(seed, 21);
    let own = rng.range(0.94, 1.07);
    // Heel, then sole: close together at a run, which lands on the whole foot.
    let (sole_s, sole, hard, louder_db) = match gait {
        Gait::Walk => (rng.range(0.085, 0.115), 0.5, 1.0, 0.0),
        Gait::Run => (rng.range(0.03, 0.045), 0.8, 1.35, 5.0),
    };
    let mut sound = vec![0.0; samples(0.42)];
    blow(&mut sound, &answer, &mut rng, 0.004, own, hard);
    blow(
        &mut sound,
        &answer,
        &mut rng,
        0.004 + sole_s,
        own * 1.12,
        hard * sole,
    );
    rub(&mut sound, &answer, &mut rng, sole_s + 0.1, hard);
    level::once(sound, answer.peak_db + louder_db, 0.003, 0.08)
}

fn blow(sound: &mut [f32], answer: &Answer, rng: &mut Rng, start_s: f32, own: f32, hard: f32) {
    let (thump_hz, thump_decay, thump) = answer.thump;
    let (middle, quality, decay, contact) = answer.contact;
    let mut band = Biquad::band(middle * own * hard.sqrt(), quality);
    for (at, x) in sound.iter_mut().skip(samples(start_s)).enumerate() {
        let t = seconds(at);
        let onset = level::swell(t / 0.0025);
        let mut y = thump * (TAU * thump_hz * own * t).sin() * (-thump_decay * t).exp();
        y += 3.0 * contact * band.next(rng.white()) * (-decay * t).exp();
        for (hz, decay, loud) in answer.modes {
            y += loud * (TAU * hz * own * t).sin() * (-decay * t).exp();
        }
        *x += hard * onset * y;
    }
}

/// The sole crushes grains or brushes blades while it rolls.
fn rub(sound: &mut [f32], answer: &Answer, rng: &mut Rng, length_s: f32, hard: f32) {
    let (middle, quality, loud, grains_hz) = answer.rub;
    let count = samples(length_s).min(sound.len());
    let roll = |at: usize| {
        let part = at as f32 / count as f32;
        level::swell(part * 5.0) * level::swell((1.0 - part) * 1.6)
    };
    if grains_hz == 0.0 {
        let mut band = Biquad::band(middle, quality);
        for (at, x) in sound.iter_mut().take(count).enumerate() {
            *x += hard * loud * roll(at) * band.next(rng.white());
        }
        return;
    }
    for _ in 0..(grains_hz * length_s) as usize {
        let start = rng.below(count);
        let mut band = Biquad::band(middle * rng.range(0.5, 1.7), quality * 2.0);
        let grain = hard * loud * roll(start) * rng.range(0.2, 1.0).powi(2);
        let fast = rng.range(250.0, 700.0);
        for (at, x) in sound
            .iter_mut()
            .skip(start)
            .take(samples(0.016))
            .enumerate()
        {
            let t = seconds(at);
            *x +=
                2.0 * grain * level::swell(t / 0.001) * band.next(rng.white()) * (-fast * t).exp();
        }
    }
}
