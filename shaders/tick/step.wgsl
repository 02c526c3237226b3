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
    let x = bitcast<i32>(seen.x);
    let y = bitcast<i32>(seen.y);
    var me = Agent(x, y, seen.z, seen.w, kept.x, kept.yzw);
    if now.commands > 0u {
        obey(&me);
    }

    var sums = begin(me);
    let column = u32(x) / world.cell;
    let row = u32(y) / world.cell;
    let left = column - min(column, world.reach);
    let right = min(column + world.reach, world.columns - 1u) + 1u;
    let top = row - min(row, world.reach);
    let bottom = min(row + world.reach, world.rows - 1u);
    for (var r = top; r <= bottom; r += 1u) {
        let base = r * world.columns;
        let end = starts[base + right];
        for (var i = starts[base + left]; i < end; i += 1u) {
            if i != slot {
                let other = near[i];
                let dx = (bitcast<i32>(other.x) >> 6u) - (x >> 6u);
                let dy = (bitcast<i32>(other.y) >> 6u) - (y >> 6u);
                meet(&sums, me, Neighbour(dx, dy, other.z, other.w));
            }
        }
    }
    finish(&me, &sums);

    unsorted[2u * slot] = vec4<u32>(bitcast<u32>(me.x), bitcast<u32>(me.y), me.velocity, me.word);
    unsorted[2u * slot + 1u] = vec4<u32>(me.id, me.own);
    ranks[slot] = atomicAdd(&counts[cell_of(me.x, me.y)], 1u);
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
