//! Counter-based randomness: a hash of (seed, agent, tick, purpose), the same here and in `shaders/tick/common.wgsl`.

/// Scrambles 32 bits one to one. Constants: Chris Wellons, "Prospecting for Hash Functions" (`lowbias32`).
#[must_use]
#[inline(always)]
pub fn mix(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// Random bits of an agent for a purpose that never change.
#[must_use]
#[inline(always)]
pub fn habit(seed: u32, id: u32, purpose: u32) -> u32 {
    mix(mix(seed ^ purpose.wrapping_mul(0x9e37_79b9)) ^ id)
}

/// Random bits of an agent in a tick for a purpose.
#[must_use]
#[inline(always)]
pub fn draw(seed: u32, id: u32, tick: u32, purpose: u32) -> u32 {
    mix(mix(mix(seed ^ purpose.wrapping_mul(0x9e37_79b9)) ^ tick) ^ id)
}
