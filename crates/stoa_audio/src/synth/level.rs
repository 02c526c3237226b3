//! Levels in decibels, and the last step of every sound: no direct current, silence at both ends, a loudness.

use std::f32::consts::PI;

use super::{filter::Biquad, samples};

/// No sound peaks above this, in dBFS.
pub const PEAK_DB: f32 = -3.0;
/// Below this nothing is heard: the filter that takes direct current away, in Hz.
const FLOOR_HZ: f32 = 30.0;

/// The factor of so many decibels.
pub fn gain(db: f32) -> f32 {
    10f32.powf(db / 20.0)
}

/// The decibels of a factor; −∞ for 0.
pub fn decibels(gain: f32) -> f32 {
    20.0 * gain.abs().log10()
}

/// The largest deflection.
pub fn peak(sound: &[f32]) -> f32 {
    sound.iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// The root of the mean square; 0 for nothing.
pub fn rms(sound: &[f32]) -> f32 {
    let sum: f64 = sound.iter().map(|x| f64::from(*x).powi(2)).sum();
    (sum / sound.len().max(1) as f64).sqrt() as f32
}

/// What is played once: at this peak, from silence to silence in the given seconds of rise and fall.
pub(crate) fn once(mut sound: Vec<f32>, peak_db: f32, rise_s: f32, fall_s: f32) -> Vec<f32> {
    take_direct_current(&mut sound);
    fade(&mut sound, rise_s, fall_s);
    let most = peak(&sound);
    if most > 0.0 {
        scale(&mut sound, gain(peak_db.min(PEAK_DB)) / most);
    }
    sound
}

/// A loop: as loud as this on average, unless its peak forbids it.
pub(crate) fn looped(mut sound: Vec<f32>, rms_db: f32) -> Vec<f32> {
    let mean = sound.iter().sum::<f32>() / sound.len().max(1) as f32;
    for x in &mut sound {
        *x -= mean;
    }
    as_loud_as(&mut sound, rms_db);
    sound
}

/// Scales to an average level, or as near to it as the peak allows.
pub(crate) fn as_loud_as(sound: &mut [f32], rms_db: f32) {
    let (most, mean) = (peak(sound), rms(sound));
    if most > 0.0 {
        scale(sound, (gain(rms_db) / mean).min(gain(PEAK_DB) / most));
    }
}

pub(crate) fn take_direct_current(sound: &mut [f32]) {
    let mut filter = Biquad::high(FLOOR_HZ, 0.7);
    for x in sound {
        *x = filter.next(*x);
    }
}

/// From silence to silence: the first and the last sample are 0.
pub(crate) fn fade(sound: &mut [f32], rise_s: f32, fall_s: f32) {
    let count = sound.len();
    let rise = samples(rise_s).clamp(1, (count / 2).max(1));
    let fall = samples(fall_s).clamp(1, (count / 2).max(1));
    for (at, x) in sound.iter_mut().enumerate() {
        let left = count - 1 - at;
        *x *= swell(at as f32 / rise as f32) * swell(left as f32 / fall as f32);
    }
}

/// From 0 at 0 to 1 at 1, flat at both ends.
pub(crate) fn swell(part: f32) -> f32 {
    0.5 - 0.5 * (PI * part.clamp(0.0, 1.0)).cos()
}

fn scale(sound: &mut [f32], by: f32) {
    for x in sound {
        *x *= by;
    }
}
