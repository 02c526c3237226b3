// What the step pass reads and writes, and the rules' access to it.

// Words of `near`: x, y, velocity, word. Words of `own`: id and three of the rules.
@group(1) @binding(0) var<storage, read> near: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read> own: array<vec4<u32>>;
@group(1) @binding(2) var<storage, read> starts: array<u32>;
// The rules' data, then tables of commands.
@group(1) @binding(3) var<storage, read> place: array<u32>;
@group(1) @binding(4) var<storage, read_write> unsorted: array<vec4<u32>>;
@group(1) @binding(5) var<storage, read_write> ranks: array<u32>;
@group(1) @binding(6) var<storage, read_write> counts: array<atomic<u32>>;
// Header (word 0: events so far), twice claims and tallies, events of three words.
@group(1) @binding(7) var<storage, read_write> board: array<atomic<u32>>;

fn place_word(i: u32) -> u32 {
    return place[i];
}

fn board_written() -> u32 {
    return BOARD_HEADER + (now.tick & 1u) * (world.claims + world.tallies);
}

fn board_read() -> u32 {
    return BOARD_HEADER + (1u - (now.tick & 1u)) * (world.claims + world.tallies);
}

fn bid(key: u32, id: u32) -> u32 {
    return (key << 24u) | id;
}

fn claim(slot: u32, value: u32) {
    atomicMin(&board[board_written() + slot], value);
}

fn claimed(slot: u32) -> u32 {
    return atomicLoad(&board[board_read() + slot]);
}

fn add_tally(slot: u32, amount: u32) {
    atomicAdd(&board[board_written() + world.claims + slot], amount);
}

fn tally(slot: u32) -> u32 {
    return atomicLoad(&board[board_read() + world.claims + slot]);
}

// Events beyond the world's room are counted, and the owner of the world is told.
fn emit(id: u32, kind: u32, argument: u32) {
    let i = atomicAdd(&board[0], 1u);
    if i < world.events {
        let at = BOARD_HEADER + 2u * (world.claims + world.tallies) + 3u * i;
        atomicStore(&board[at], id);
        atomicStore(&board[at + 1u], kind);
        atomicStore(&board[at + 2u], argument);
    }
}
