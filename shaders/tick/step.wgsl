// The step pass: every agent senses, decides, moves and is counted into its new cell.

override GROUP: u32 = 64u;

@compute @workgroup_size(GROUP)
fn step_agents(
    @builtin(local_invocation_index) index: u32,
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let slot = linear(group, groups, GROUP, index);
    if slot >= world.agents {
        return;
    }
    let seen = near[slot];
    let kept = own[slot];
    let here = unpack_place(seen);
    var me = Agent(here.x, here.y, seen.y, seen.z, kept.x, kept.yzw);
    if now.commands > 0u {
        obey(&me);
    }

    var sums = begin(me);
    let column = u32(here.x) / world.cell;
    let row = u32(here.y) / world.cell;
    let top = row - min(row, world.reach);
    let bottom = min(row + world.reach, world.rows - 1u);
    // From the left and upper edge of the own cell.
    let inside = vec2<f32>(vec2<i32>(here.x - i32(column * world.cell), here.y - i32(row * world.cell)));
    let low_half = seen.x << 16u;
    let high_half = seen.x & 0xffff0000u;
    for (var r = top; r <= bottom; r += 1u) {
        let columns = columns_of(i32(r) - i32(row), column, inside);
        let base = r * world.columns;
        let end = starts[base + columns.y];
        for (var i = starts[base + columns.x]; i < end; i += 1u) {
            if i != slot {
                let other = near[i];
                // Differences modulo 2¹⁶, which is what they are: two agents in a view are less than 32 m apart.
                let dx = bitcast<i32>((other.x << 16u) - low_half) >> 16u;
                let dy = bitcast<i32>(other.x - high_half) >> 16u;
                meet(&sums, me, Neighbour(dx, dy, other.y, other.z));
            }
        }
    }
    finish(&me, &sums);

    unsorted[2u * slot] = vec4<u32>(bitcast<u32>(me.x), bitcast<u32>(me.y), me.velocity, me.word);
    unsorted[2u * slot + 1u] = vec4<u32>(me.id, me.own);
    ranks[slot] = atomicAdd(&counts[cell_of(me.x, me.y)], 1u);
}

// First column, and one past the last, that the circle of interaction can touch in a row `down` rows below one's own.
// Floating point only chooses whom to look at, generously: rules test the distance in integers.
fn columns_of(down: i32, column: u32, inside: vec2<f32>) -> vec2<u32> {
    let size = f32(world.cell);
    let gap = max(max(f32(down) * size - inside.y, inside.y - f32(down + 1) * size), 0.0);
    // 1/64 m more, for the radius in whole 1/1024 m and every rounding here.
    let half = sqrt(max(world.radius * world.radius - gap * gap, 0.0)) + 1024.0;
    let left = min(u32(ceil(max(half - inside.x, 0.0) * world.per_cell)), world.reach);
    let right = min(u32(max(inside.x + half, 0.0) * world.per_cell), world.reach);
    return vec2<u32>(column - min(column, left), min(column + right, world.columns - 1u) + 1u);
}

// Looks into the table of commands for one to this agent.
fn obey(me: ptr<function, Agent>) {
    let id = (*me).id;
    var at = mix32(id) & now.command_mask;
    loop {
        let entry = world.commands + 4u * at;
        let owner = place[entry];
        if owner == id {
            command(me, vec3<u32>(place[entry + 1u], place[entry + 2u], place[entry + 3u]));
            break;
        }
        // A free slot. The table is at most a quarter full, so there is one.
        if owner == 0xffffffffu {
            break;
        }
        at = (at + 1u) & now.command_mask;
    }
}
