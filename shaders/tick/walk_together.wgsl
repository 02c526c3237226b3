// How agents find their neighbours on a software device with subgroups of eight or more: there a read costs the more
// the more places it reads from, and computing costs little. The invocations of a subgroup, which are neighbours, read
// eight others at a time for all of them.

struct Walker {
    @builtin(local_invocation_index) index: u32,
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(subgroup_invocation_id) lane: u32,
}

fn look_around(walker: Walker, view: View, me: Agent, sums: ptr<function, Sums>) {
    let first = subgroupMin(view.top);
    let last = subgroupMax(view.bottom);
    for (var row = first; row <= last; row += 1u) {
        var run = vec2<u32>(0u);
        if row >= view.top && row <= view.bottom {
            run = touched_run(view, row);
        }
        let end = subgroupMax(run.y);
        var base = subgroupMin(select(0xffffffffu, run.x, run.x < run.y));
        loop {
            // Eights that nobody looks at: a subgroup may end one row of cells and begin the next.
            loop {
                if base >= end || subgroupAny(base < run.y && base + 8u > run.x) {
                    break;
                }
                base += 8u;
            }
            if base >= end {
                break;
            }
            let eight = near[min(base + (walker.lane & 7u), world.agents - 1u)];
            greet(view, run, base, subgroupBroadcast(eight, 0u), me, sums);
            greet(view, run, base + 1u, subgroupBroadcast(eight, 1u), me, sums);
            greet(view, run, base + 2u, subgroupBroadcast(eight, 2u), me, sums);
            greet(view, run, base + 3u, subgroupBroadcast(eight, 3u), me, sums);
            greet(view, run, base + 4u, subgroupBroadcast(eight, 4u), me, sums);
            greet(view, run, base + 5u, subgroupBroadcast(eight, 5u), me, sums);
            greet(view, run, base + 6u, subgroupBroadcast(eight, 6u), me, sums);
            greet(view, run, base + 7u, subgroupBroadcast(eight, 7u), me, sums);
            base += 8u;
        }
    }
}

fn greet(view: View, run: vec2<u32>, i: u32, other: vec4<u32>, me: Agent, sums: ptr<function, Sums>) {
    if i >= run.x && i < run.y && i != view.slot {
        meet(sums, me, neighbour(view, other));
    }
}

// The run in those columns of a row that the circle of interaction can touch. Floating point only chooses whom to look
// at, generously: rules test the distance in integers.
fn touched_run(view: View, row: u32) -> vec2<u32> {
    let size = f32(world.cell);
    let inside = vec2<f32>(view.inside);
    let down = f32(i32(row) - i32(view.row));
    let gap = max(max(down * size - inside.y, inside.y - (down + 1.0) * size), 0.0);
    // 1/64 m more, for the radius in whole 1/1024 m and every rounding here.
    let half = sqrt(max(world.radius * world.radius - gap * gap, 0.0)) + 1024.0;
    let left = min(u32(ceil(max(half - inside.x, 0.0) * world.per_cell)), world.reach);
    let right = min(u32(max(inside.x + half, 0.0) * world.per_cell), world.reach);
    return run_of(view, row, left, right);
}
