//! The CPU twin of `shaders/pattern.wgsl`: the same noise and stone patterns, for placing things where the shader
//! draws them and for proving that the shipped shader computes what it should.

use bevy::math::Vec2;

/// The shipped text of `shaders/pattern.wgsl`.
pub const SOURCE: &str = include_str!("../../../shaders/pattern.wgsl");

/// PCG hash (Jarzynski and Olano 2020).
pub fn pcg(value: u32) -> u32 {
    let state = value.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    (word >> 22) ^ word
}

/// The hash of a lattice cell.
pub fn cell_hash(x: i32, y: i32, seed: u32) -> u32 {
    pcg((x as u32).wrapping_add(pcg((y as u32).wrapping_add(pcg(seed)))))
}

/// 24 bits of a hash as a number in [0, 1).
pub fn unit(hash: u32) -> f32 {
    (hash >> 8) as f32 * 5.960_464_5e-8
}

/// Smooth value noise in [0, 1], one lattice point a unit.
pub fn value_noise(p: Vec2, seed: u32) -> f32 {
    let corner = p.floor();
    let f = p - corner;
    let s = f * f * (Vec2::splat(3.0) - 2.0 * f);
    let (x, y) = (corner.x as i32, corner.y as i32);
    let at = |i: i32, j: i32| unit(cell_hash(x.wrapping_add(i), y.wrapping_add(j), seed));
    let low = at(0, 0) + (at(1, 0) - at(0, 0)) * s.x;
    let high = at(0, 1) + (at(1, 1) - at(0, 1)) * s.x;
    low + (high - low) * s.y
}

/// Three octaves of value noise in [0, 1].
pub fn cloudy(p: Vec2, seed: u32) -> f32 {
    value_noise(p, seed) * 0.57
        + value_noise(p * 2.03 + Vec2::new(17.3, 5.1), seed + 1) * 0.29
        + value_noise(p * 4.11 + Vec2::new(3.7, 41.9), seed + 2) * 0.14
}

/// Where a point lies on a stone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stone {
    /// Metres to the nearest joint.
    pub joint: f32,
    /// A number of its own for every stone, in [0, 1).
    pub tone: f32,
}

/// Courses of cut stone, rows `row` high with stones about `length` long.
pub fn courses(p: Vec2, row: f32, length: f32, seed: u32) -> Stone {
    let line = (p.y / row).floor();
    let of_row = cell_hash(line as i32, 0, seed);
    let own = length * (0.75 + 0.5 * unit(of_row));
    let along = p.x / own + unit(pcg(of_row)) * 7.0;
    let column = along.floor();
    let across = p.y - line * row;
    let ahead = (along - column) * own;
    Stone {
        joint: across.min(row - across).min(ahead.min(own - ahead)),
        tone: unit(cell_hash(column as i32, line as i32, seed + 11)),
    }
}

/// Paving of slabs: squares of `side` that are whole, cut in two, or cut in four.
pub fn slabs(p: Vec2, side: f32, seed: u32) -> Stone {
    let square = (p / side).floor();
    let own = cell_hash(square.x as i32, square.y as i32, seed);
    let cut = own & 3;
    let size = Vec2::new(
        if cut & 1 == 1 { side * 0.5 } else { side },
        if cut & 2 == 2 { side * 0.5 } else { side },
    );
    let q = p - square * side;
    let part = (q / size).floor();
    let q = q - part * size;
    Stone {
        joint: q.x.min(size.x - q.x).min(q.y.min(size.y - q.y)),
        tone: unit(pcg(own
            .wrapping_add(part.x as u32 * 2)
            .wrapping_add(part.y as u32))),
    }
}

#[cfg(test)]
mod tests;
