//! The crowd's shaders on the processor: bodies at a tick ([`body`]), how they stand at the moment of a frame
//! ([`moment`]), and who is drawn in a view, and how ([`level`]). Tests hold the shaders to them; where a device has no
//! compute shaders, pictures are made with them ([`super::plain`]).

pub(super) mod body;
pub(super) mod level;
pub(super) mod moment;
#[cfg(test)]
pub(super) mod tests;

/// From 0 at `low` to 1 at `high`, as WGSL has it.
fn smoothstep(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

fn mix(from: f32, to: f32, part: f32) -> f32 {
    from * (1.0 - part) + to * part
}

/// The shorter way round, in turns.
fn turned(turns: f32) -> f32 {
    turns - turns.round_ties_even()
}
