// The step pass: every agent senses, decides, moves and is counted into its new cell.

override GROUP: u32 = 64u;

@compute @workgroup_size(GROUP)
fn step_agents(walker: Walker) {
    let index = linear(walker.group, walker.groups, GROUP, walker.index);
    let there = index < world.agents;
    let slot = min(index, world.agents - 1u);
    let seen = near[slot];
    let kept = own[slot];
    let spot = bitcast<vec2<i32>>(seen.xy);
    var me = Agent(spot.x, spot.y, seen.z, seen.w, kept.x, kept.yzw);
    if now.commands > 0u {
        obey(&me);
    }

    var sums = begin(me);
    var view = view_from(slot, spot);
    if !there {
        // Invocations past the last agent look at nothing, but stay: those beside them may work with them.
        view.bottom = view.top;
        view.top += 1u;
    }
    look_around(walker, view, me, &sums);
    if !there {
        return;
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
        let entry = now.commands_at + 4u * at;
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
