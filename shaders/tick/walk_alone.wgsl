// How an agent finds its neighbours on a graphics card: each invocation reads those of its own rows of cells.

struct Walker {
    @builtin(local_invocation_index) index: u32,
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
}

fn look_around(walker: Walker, view: View, me: Agent, sums: ptr<function, Sums>) {
    var run = run_of(view, view.top, world.reach, world.reach);
    for (var row = view.top; row <= view.bottom; row += 1u) {
        // Asked for early, so that it is there when this row is done.
        let next = run_of(view, min(row + 1u, view.bottom), world.reach, world.reach);
        for (var i = run.x; i < run.y; i += 1u) {
            if i != view.slot {
                meet(sums, me, neighbour(view, near[i]));
            }
        }
        run = next;
    }
}
