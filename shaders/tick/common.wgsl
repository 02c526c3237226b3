// What every pass and every rule set of the agent tick shares. Plain WGSL; the engine puts the files together.
//
// Rules see: Agent, Neighbour, world, now, random, habit, mix32, isqrt, sine, cosine, angle, pack, unpack, param,
// place_word; and, in the step pass, claim, claimed, bid, add_tally, tally, emit (step.wgsl).

struct World {
    // 1/65536 m.
    width: i32,
    height: i32,
    seed: u32,
    agents: u32,
    // Size of a cell in 1/65536 m, cells along x and y, how many cells around its own an agent looks at.
    cell: u32,
    columns: u32,
    rows: u32,
    reach: u32,
    // Blocks of the scan.
    blocks: u32,
    claims: u32,
    tallies: u32,
    // Most events a tick.
    events: u32,
    // Interaction radius in 1/65536 m, and 1 / cell: only to choose whom to look at.
    radius: f32,
    per_cell: f32,
    spare: vec2<u32>,
    rules: array<vec4<u32>, 8>,
}

struct Tick {
    tick: u32,
    // Commands in the table, and its size less one.
    commands: u32,
    command_mask: u32,
    // Where the table begins in `place`, in words.
    commands_at: u32,
}

// As `Agent` in rules/mod.rs.
struct Agent {
    x: i32,
    y: i32,
    velocity: u32,
    word: u32,
    id: u32,
    own: vec3<u32>,
}

// As `Neighbour` in rules/mod.rs: from me to the other in 1/1024 m.
struct Neighbour {
    dx: i32,
    dy: i32,
    velocity: u32,
    word: u32,
}

// Words of the board before its claims.
const BOARD_HEADER: u32 = 4u;

@group(0) @binding(0) var<uniform> world: World;
@group(0) @binding(1) var<uniform> now: Tick;

// Word i of the rules' own parameters.
fn param(i: u32) -> u32 {
    return world.rules[i >> 2u][i & 3u];
}

fn mix32(seed: u32) -> u32 {
    var x = seed;
    x ^= x >> 16u;
    x *= 0x7feb352du;
    x ^= x >> 15u;
    x *= 0x846ca68bu;
    return x ^ (x >> 16u);
}

fn habit(id: u32, purpose: u32) -> u32 {
    return mix32(mix32(world.seed ^ (purpose * 0x9e3779b9u)) ^ id);
}

fn random(id: u32, purpose: u32) -> u32 {
    return mix32(mix32(mix32(world.seed ^ (purpose * 0x9e3779b9u)) ^ now.tick) ^ id);
}

// Two i16 in one word: low is x, high is y.
fn pack(x: i32, y: i32) -> u32 {
    return (bitcast<u32>(x) & 0xffffu) | (bitcast<u32>(y) << 16u);
}

fn unpack(word: u32) -> vec2<i32> {
    return vec2<i32>(bitcast<i32>(word << 16u) >> 16u, bitcast<i32>(word) >> 16u);
}

// The largest r with r² ≤ x. The floating-point root is only a first guess: integers correct it, so every device gives
// the same.
fn isqrt(x: u32) -> u32 {
    var r = min(u32(sqrt(f32(x))), 65535u);
    while r * r > x {
        r -= 1u;
    }
    while r < 65535u && x - r * r >= 2u * r + 1u {
        r += 1u;
    }
    return r;
}

// 16,384 · sin of an angle in 1/65536 turns.
fn sine(turn: u32) -> i32 {
    let half = i32(turn & 0x7fffu);
    let z = select(half, 32768 - half, half > 16384);
    let square = (z * z) >> 14u;
    let inner = 10513 - ((1170 * square) >> 14u);
    let outer = 25727 - ((inner * square) >> 14u);
    let value = (z * outer) >> 14u;
    return select(-value, value, (turn & 0x8000u) == 0u);
}

fn cosine(turn: u32) -> i32 {
    return sine(turn + 16384u);
}

// The angle of (x, y) in 1/65536 turns; |x|, |y| ≤ 131,071.
fn angle(x: i32, y: i32) -> u32 {
    let ax = u32(abs(x));
    let ay = u32(abs(y));
    let r = i32((min(ax, ay) << 14u) / max(max(ax, ay), 1u));
    let square = (r * r) >> 14u;
    var sum = 888 - ((217 * square) >> 14u);
    sum = 1879 - ((sum * square) >> 14u);
    sum = 3445 - ((sum * square) >> 14u);
    sum = 10429 - ((sum * square) >> 14u);
    var turn = u32((r * sum) >> 14u);
    turn = select(turn, 16384u - turn, ay > ax);
    turn = select(turn, 32768u - turn, x < 0);
    turn = select(turn, 65536u - turn, y < 0);
    return turn & 0xffffu;
}

fn cell_of(x: i32, y: i32) -> u32 {
    return (u32(y) / world.cell) * world.columns + u32(x) / world.cell;
}

// Index of an invocation when the groups of a large dispatch lie in rows.
fn linear(group: vec3<u32>, groups: vec3<u32>, size: u32, index: u32) -> u32 {
    return (group.y * groups.x + group.x) * size + index;
}
