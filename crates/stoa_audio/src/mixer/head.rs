//! What a head hears of a point: loudness and delay at each ear.
//!
//! Distance: as 1/distance from 1 m on, and from half its reach on softly to nothing at its reach. Direction: equal
//! power between the ears, wherever the head turns; the far ear hears later, as sound goes round a head (R. Woodworth
//! 1938), and what is behind is duller.

use std::f32::consts::{FRAC_PI_2, FRAC_PI_4};

/// Nearer than this nothing becomes louder, in metres.
pub const NEAR_M: f32 = 1.0;
/// How far to one ear the whole pan goes: 1 would leave the far ear in silence, and no head does.
pub const WIDTH: f32 = 0.8;
/// Within this of the head's middle, a sound comes from everywhere, in metres.
const INSIDE_M: f32 = 0.3;
const EAR_M: f32 = 0.0875;
const SOUND_M_S: f32 = 343.0;

/// Where ears are and look: metres, x east, y up, z south, and a unit quaternion x y z w that turns −z ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    pub at: [f32; 3],
    pub turn: [f32; 4],
}

impl Default for Head {
    fn default() -> Self {
        Self {
            at: [0.0; 3],
            turn: [0.0, 0.0, 0.0, 1.0],
        }
    }
}

impl Head {
    /// A point as the head has it: right, up, back, in metres.
    pub fn to(&self, point: [f32; 3]) -> [f32; 3] {
        let [x, y, z, w] = self.turn;
        let from = [0, 1, 2].map(|axis| point[axis] - self.at[axis]);
        // v + 2 q × (q × v + w v), with the turn undone: q = −(x, y, z).
        let q = [-x, -y, -z];
        let inner = cross(q, from);
        let sum = [0, 1, 2].map(|axis| inner[axis] + w * from[axis]);
        let outer = cross(q, sum);
        [0, 1, 2].map(|axis| from[axis] + 2.0 * outer[axis])
    }

    pub fn distance_m(&self, point: [f32; 3]) -> f32 {
        length([0, 1, 2].map(|axis| point[axis] - self.at[axis]))
    }

    /// Whether it is somewhere.
    pub fn is_finite(&self) -> bool {
        self.at
            .iter()
            .chain(&self.turn)
            .all(|part| part.is_finite())
    }
}

/// One point as both ears have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// Factors of loudness: left, right.
    pub gain: [f32; 2],
    /// Seconds after the nearer ear: left, right.
    pub delay_s: [f32; 2],
    /// 0 clear to 1 dull.
    pub dull: f32,
}

impl Heard {
    /// In the middle of the head, as loud as it is.
    pub const INSIDE: Self = Self {
        gain: [1.0; 2],
        delay_s: [0.0; 2],
        dull: 0.0,
    };

    /// A point at right, up, back of a head (metres) that carries `reach_m`.
    pub fn new(point: [f32; 3], reach_m: f32) -> Self {
        let distance = length(point);
        let far = attenuation(distance, reach_m);
        // The sine of the angle from the middle plane, −1 left to 1 right.
        let aside = point[0] / distance.max(INSIDE_M);
        let turn = (1.0 + WIDTH * aside) * FRAC_PI_4;
        let late_s = EAR_M / SOUND_M_S * (aside.abs().min(1.0).asin() + aside.abs());
        let behind = point[2] / distance.max(INSIDE_M);
        Self {
            gain: [far * turn.cos(), far * turn.sin()],
            delay_s: if aside > 0.0 {
                [late_s, 0.0]
            } else {
                [0.0, late_s]
            },
            dull: behind.clamp(0.0, 1.0),
        }
    }
}

/// The factor of loudness at a distance, both in metres.
pub fn attenuation(distance_m: f32, reach_m: f32) -> f32 {
    if distance_m >= reach_m {
        return 0.0;
    }
    let near = NEAR_M / distance_m.max(NEAR_M);
    let half = 0.5 * reach_m;
    let beyond = ((distance_m - half) / half.max(f32::EPSILON)).clamp(0.0, 1.0);
    near * (FRAC_PI_2 * beyond).cos().powi(2)
}

fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn length(v: [f32; 3]) -> f32 {
    (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt()
}
