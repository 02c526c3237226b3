// Which cells an agent looks at.

struct View {
    // Where the agent lies among the sorted ones, and its place there in 1/1024 m: `near[slot].x`.
    slot: u32,
    here: u32,
    // First and last row of cells; last before first when it looks at nothing.
    top: u32,
    bottom: u32,
    // Its own cell, and its place in there in 1/65536 m.
    column: u32,
    row: u32,
    inside: vec2<f32>,
}

fn view_from(slot: u32, here: u32, spot: vec2<i32>) -> View {
    let column = u32(spot.x) / world.cell;
    let row = u32(spot.y) / world.cell;
    let top = row - min(row, world.reach);
    let bottom = min(row + world.reach, world.rows - 1u);
    let corner = vec2<i32>(vec2<u32>(column, row) * world.cell);
    return View(slot, here, top, bottom, column, row, vec2<f32>(spot - corner));
}

// The run of sorted agents in those columns of a row that the circle of interaction can touch: first, and one past the
// last. Floating point only chooses whom to look at, generously: rules test the distance in integers.
fn run_of(view: View, row: u32) -> vec2<u32> {
    let size = f32(world.cell);
    let down = f32(i32(row) - i32(view.row));
    let gap = max(max(down * size - view.inside.y, view.inside.y - (down + 1.0) * size), 0.0);
    // 1/64 m more, for the radius in whole 1/1024 m and every rounding here.
    let half = sqrt(max(world.radius * world.radius - gap * gap, 0.0)) + 1024.0;
    let left = min(u32(ceil(max(half - view.inside.x, 0.0) * world.per_cell)), world.reach);
    let right = min(u32(max(view.inside.x + half, 0.0) * world.per_cell), world.reach);
    let base = row * world.columns;
    return vec2<u32>(
        starts[base + view.column - min(view.column, left)],
        starts[base + min(view.column + right, world.columns - 1u) + 1u],
    );
}

// What the agent sees of another. Differences are modulo 2¹⁶, which is what they are: two agents in a view are less
// than 32 m apart.
fn neighbour(view: View, other: vec4<u32>) -> Neighbour {
    let dx = bitcast<i32>((other.x << 16u) - (view.here << 16u)) >> 16u;
    let dy = bitcast<i32>(other.x - (view.here & 0xffff0000u)) >> 16u;
    return Neighbour(dx, dy, other.y, other.z);
}
