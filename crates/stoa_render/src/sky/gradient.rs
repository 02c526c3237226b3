//! The sky's colour by direction: the CPU twin of `gradient` in `shaders/sky.wgsl`.

use bevy::math::Vec3;

/// Colours of the sky without its clouds (linear, as seen through the camera's exposure).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gradient {
    pub zenith: Vec3,
    pub horizon: Vec3,
    pub sun_colour: Vec3,
    /// Toward the sun, of length 1.
    pub sun: Vec3,
}

impl Gradient {
    /// The colour seen in direction `d` (of length 1), without the sun's disc.
    pub fn colour(&self, d: Vec3) -> Vec3 {
        let up = d.y.clamp(0.0, 1.0);
        let colour = self.horizon.lerp(self.zenith, 1.0 - (1.0 - up).powf(3.2));
        let toward = d.dot(self.sun).clamp(0.0, 1.0);
        let warm = toward.powi(6) * 0.16 + toward.powi(48) * 0.22;
        colour + self.sun_colour * warm * (1.0 - 0.6 * up)
    }
}
