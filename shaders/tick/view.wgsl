// Which cells an agent looks at.

struct View {
    // Where the agent lies among the sorted ones, and its place in 1/1024 m.
    slot: u32,
    here: vec2<i32>,
    // First and last row of cells; last before first when it looks at nothing.
    top: u32,
    bottom: u32,
    // Its own cell, and its place in there in 1/65536 m.
    column: u32,
    row: u32,
    inside: vec2<i32>,
}

fn view_from(slot: u32, spot: vec2<i32>) -> View {
    let column = u32(spot.x) / world.cell;
    let row = u32(spot.y) / world.cell;
    let top = row - min(row, world.reach);
    let bottom = min(row + world.reach, world.rows - 1u);
    let corner = vec2<i32>(vec2<u32>(column, row) * world.cell);
    return View(slot, spot >> vec2<u32>(6u), top, bottom, column, row, spot - corner);
}

// The run of sorted agents in so many columns to the left and right in a row: first, and one past the last.
fn run_of(view: View, row: u32, left: u32, right: u32) -> vec2<u32> {
    let base = row * world.columns;
    return vec2<u32>(
        starts[base + view.column - min(view.column, left)],
        starts[base + min(view.column + right, world.columns - 1u) + 1u],
    );
}

// What the agent sees of another.
fn neighbour(view: View, other: vec4<u32>) -> Neighbour {
    let d = (bitcast<vec2<i32>>(other.xy) >> vec2<u32>(6u)) - view.here;
    return Neighbour(d.x, d.y, other.z, other.w);
}
