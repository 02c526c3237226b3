//! Filters of second order, and resonators for a vocal tract.

use std::f32::consts::{PI, TAU};

use super::RATE;

/// A filter of second order in transposed direct form II; coefficients from R. Bristow-Johnson, "Cookbook formulae for
/// audio EQ biquad filter coefficients".
#[derive(Debug, Clone, Copy)]
pub(crate) struct Biquad {
    b: [f32; 3],
    a: [f32; 2],
    z: [f32; 2],
}

impl Biquad {
    /// Keeps what lies below `hz`.
    pub(crate) fn low(hz: f32, q: f32) -> Self {
        let (cos, alpha) = angles(hz, q);
        let half = (1.0 - cos) / 2.0;
        Self::new([half, 1.0 - cos, half], cos, alpha)
    }

    /// Keeps what lies above `hz`.
    pub(crate) fn high(hz: f32, q: f32) -> Self {
        let (cos, alpha) = angles(hz, q);
        let half = (1.0 + cos) / 2.0;
        Self::new([half, -1.0 - cos, half], cos, alpha)
    }

    /// Keeps what lies around `hz`, which passes unchanged.
    pub(crate) fn band(hz: f32, q: f32) -> Self {
        let (cos, alpha) = angles(hz, q);
        Self::new([alpha, 0.0, -alpha], cos, alpha)
    }

    fn new(b: [f32; 3], cos: f32, alpha: f32) -> Self {
        let a0 = 1.0 + alpha;
        Self {
            b: b.map(|part| part / a0),
            a: [-2.0 * cos / a0, (1.0 - alpha) / a0],
            z: [0.0; 2],
        }
    }

    pub(crate) fn next(&mut self, x: f32) -> f32 {
        let y = self.b[0] * x + self.z[0];
        self.z[0] = self.b[1] * x - self.a[0] * y + self.z[1];
        self.z[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

fn angles(hz: f32, q: f32) -> (f32, f32) {
    let w = TAU * hz.clamp(10.0, RATE as f32 * 0.45) / RATE as f32;
    (w.cos(), w.sin() / (2.0 * q))
}

/// One formant: the digital resonator of D. Klatt, "Software for a cascade/parallel formant synthesizer" (1980). What
/// stands still passes unchanged, so that resonators in a row are a tract.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Resonator {
    gain: f32,
    back: [f32; 2],
    y: [f32; 2],
}

impl Resonator {
    pub(crate) fn tune(&mut self, hz: f32, width_hz: f32) {
        let time = 1.0 / RATE as f32;
        let c = -(-TAU * width_hz * time).exp();
        let b = 2.0 * (-PI * width_hz * time).exp() * (TAU * hz * time).cos();
        self.back = [b, c];
        self.gain = 1.0 - b - c;
    }

    pub(crate) fn next(&mut self, x: f32) -> f32 {
        let y = self.gain * x + self.back[0] * self.y[0] + self.back[1] * self.y[1];
        self.y = [y, self.y[0]];
        y
    }
}
