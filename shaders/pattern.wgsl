// Noise and stone patterns. Plain WGSL: the scene's materials import it, and a test runs it against its CPU twin
// (crates/stoa_render/src/pattern.rs), so both must change together. Lengths are metres.
//
// The hash is PCG (Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020).

fn pcg(value: u32) -> u32 {
    let state = value * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

fn cell_hash(x: i32, y: i32, seed: u32) -> u32 {
    return pcg(bitcast<u32>(x) + pcg(bitcast<u32>(y) + pcg(seed)));
}

// 24 bits of the hash as a number in [0, 1), exact in a float.
fn unit(hash: u32) -> f32 {
    return f32(hash >> 8u) * 5.9604644775390625e-8;
}

// Smooth value noise in [0, 1], one lattice point a unit.
fn value_noise(p: vec2<f32>, seed: u32) -> f32 {
    let corner = floor(p);
    let f = p - corner;
    let s = f * f * (3.0 - 2.0 * f);
    let x = i32(corner.x);
    let y = i32(corner.y);
    let a = unit(cell_hash(x, y, seed));
    let b = unit(cell_hash(x + 1, y, seed));
    let c = unit(cell_hash(x, y + 1, seed));
    let d = unit(cell_hash(x + 1, y + 1, seed));
    let low = a + (b - a) * s.x;
    let high = c + (d - c) * s.x;
    return low + (high - low) * s.y;
}

// Three octaves of value noise in [0, 1].
fn cloudy(p: vec2<f32>, seed: u32) -> f32 {
    return value_noise(p, seed) * 0.57
        + value_noise(p * 2.03 + vec2<f32>(17.3, 5.1), seed + 1u) * 0.29
        + value_noise(p * 4.11 + vec2<f32>(3.7, 41.9), seed + 2u) * 0.14;
}

struct Stone {
    // Metres to the nearest joint.
    joint: f32,
    // A number of its own for every stone, in [0, 1).
    tone: f32,
}

// Courses of cut stone: rows `row` high whose stones are about `length` long, each row shifted and cut by its own hash.
fn courses(p: vec2<f32>, row: f32, length: f32, seed: u32) -> Stone {
    let line = floor(p.y / row);
    let of_row = cell_hash(i32(line), 0, seed);
    let own = length * (0.75 + 0.5 * unit(of_row));
    let along = p.x / own + unit(pcg(of_row)) * 7.0;
    let column = floor(along);
    let across = p.y - line * row;
    let ahead = (along - column) * own;
    var stone: Stone;
    stone.joint = min(min(across, row - across), min(ahead, own - ahead));
    stone.tone = unit(cell_hash(i32(column), i32(line), seed + 11u));
    return stone;
}

// Paving of large slabs: squares of `side` that are whole, cut in two, or cut in four.
fn slabs(p: vec2<f32>, side: f32, seed: u32) -> Stone {
    let square = floor(p / side);
    var q = p - square * side;
    let own = cell_hash(i32(square.x), i32(square.y), seed);
    let cut = own & 3u;
    var size = vec2<f32>(side, side);
    var part = vec2<f32>(0.0, 0.0);
    if cut == 1u || cut == 3u {
        size.x = side * 0.5;
    }
    if cut == 2u || cut == 3u {
        size.y = side * 0.5;
    }
    part = floor(q / size);
    q = q - part * size;
    var stone: Stone;
    stone.joint = min(min(q.x, size.x - q.x), min(q.y, size.y - q.y));
    stone.tone = unit(pcg(own + u32(part.x) * 2u + u32(part.y)));
    return stone;
}

// Pebbles about a unit wide: `joint` is how deep inside a pebble, 0 at its rim (Worley 1996).
fn pebbles(p: vec2<f32>, seed: u32) -> Stone {
    let corner = floor(p);
    var first = 9.0;
    var second = 9.0;
    var tone = 0.0;
    for (var j = -1; j <= 1; j++) {
        for (var i = -1; i <= 1; i++) {
            let x = i32(corner.x) + i;
            let y = i32(corner.y) + j;
            let h = cell_hash(x, y, seed);
            let centre = vec2<f32>(f32(x), f32(y)) + vec2<f32>(unit(h), unit(pcg(h)));
            let d = distance(p, centre);
            if d < first {
                second = first;
                first = d;
                tone = unit(pcg(h + 7u));
            } else {
                second = min(second, d);
            }
        }
    }
    var stone: Stone;
    stone.joint = second - first;
    stone.tone = tone;
    return stone;
}
