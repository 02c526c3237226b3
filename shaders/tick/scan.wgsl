// From counts by cell to the start of each cell, in two passes over blocks of 2,048 cells: sums of blocks, then starts.
// The passes also clear what the step will write: counts, and the board's half of this tick.

const CELLS_PER_THREAD: u32 = 8u;
const BLOCK: u32 = 2048u;

@group(1) @binding(0) var<storage, read_write> counts: array<u32>;
@group(1) @binding(1) var<storage, read_write> sums: array<u32>;
@group(1) @binding(2) var<storage, read_write> starts: array<u32>;
@group(1) @binding(3) var<storage, read_write> board: array<u32>;

@compute @workgroup_size(256)
fn reduce(thread: Thread) {
    let group = linear(thread.group, thread.groups, 1u, 0u);
    clear_board(group * 256u + thread.index);
    if group >= world.blocks {
        return;
    }
    var sum = 0u;
    for (var i = 0u; i < CELLS_PER_THREAD; i += 1u) {
        sum += counts[group * BLOCK + i * 256u + thread.index];
    }
    let total = block_sum(sum, thread).y;
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
    let first = group * BLOCK + block_index(thread) * CELLS_PER_THREAD;
    var mine = array<u32, 8>();
    var sum = 0u;
    for (var i = 0u; i < CELLS_PER_THREAD; i += 1u) {
        mine[i] = counts[first + i];
        counts[first + i] = 0u;
        sum += mine[i];
    }
    var start = base + block_sum(sum, thread).x;
    for (var i = 0u; i < CELLS_PER_THREAD; i += 1u) {
        starts[first + i] = start;
        start += mine[i];
    }
}
