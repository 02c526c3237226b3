// From counts by cell to the start of each cell, in two passes over blocks of 2,048 cells: sums of blocks, then starts.
// The passes also clear what the step will write: counts, and the board's half of this tick.

// Blocks in fours of cells.
const BLOCK: u32 = 512u;

@group(1) @binding(0) var<storage, read_write> counts: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read_write> sums: array<u32>;
@group(1) @binding(2) var<storage, read_write> starts: array<vec4<u32>>;
@group(1) @binding(3) var<storage, read_write> board: array<u32>;

@compute @workgroup_size(256)
fn reduce(thread: Thread) {
    let group = linear(thread.group, thread.groups, 1u, 0u);
    clear_board(group * 256u + thread.index);
    if group >= world.blocks {
        return;
    }
    let first = group * BLOCK + thread.index;
    let both = counts[first] + counts[first + 256u];
    let total = block_sum(both.x + both.y + both.z + both.w, thread).y;
    if block_index(thread) == 0u {
        sums[group] = total;
    }
}

fn clear_board(thread: u32) {
    if thread == 0u {
        board[0] = 0u;
    }
    let half = world.claims + world.tallies;
    let first = BOARD_HEADER + (now.tick & 1u) * half;
    for (var i = thread; i < half; i += world.blocks * 256u) {
        board[first + i] = select(0u, 0xffffffffu, i < world.claims);
    }
}

@compute @workgroup_size(256)
fn scan(thread: Thread) {
    let group = linear(thread.group, thread.groups, 1u, 0u);
    if group >= world.blocks {
        return;
    }
    var blocks_before = 0u;
    for (var i = thread.index; i < group; i += 256u) {
        blocks_before += sums[i];
    }
    let base = block_sum(blocks_before, thread).y;
    // Each thread has eight cells.
    let first = group * BLOCK + block_index(thread) * 2u;
    let low = counts[first];
    let high = counts[first + 1u];
    counts[first] = vec4<u32>(0u);
    counts[first + 1u] = vec4<u32>(0u);
    let low_ends = ends(low);
    let high_ends = ends(high) + low_ends.w;
    let start = base + block_sum(high_ends.w, thread).x;
    starts[first] = start + low_ends - low;
    starts[first + 1u] = start + high_ends - high;
}

// Sums up to each of four.
fn ends(four: vec4<u32>) -> vec4<u32> {
    let xy = four.x + four.y;
    let xyz = xy + four.z;
    return vec4<u32>(four.x, xy, xyz, xyz + four.w);
}
