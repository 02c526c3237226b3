// Moves every agent to its place in order of cells: the start of its cell and its rank there, drawn when it was
// counted. Ranks differ from run to run, so nothing may depend on them.

@group(1) @binding(0) var<storage, read> unsorted: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read> ranks: array<u32>;
@group(1) @binding(2) var<storage, read> starts: array<u32>;
@group(1) @binding(3) var<storage, read_write> near: array<vec4<u32>>;
@group(1) @binding(4) var<storage, read_write> own: array<vec4<u32>>;

@compute @workgroup_size(128)
fn scatter(
    @builtin(local_invocation_index) index: u32,
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let i = linear(group, groups, 128u, index);
    if i >= world.agents {
        return;
    }
    let seen = unsorted[2u * i];
    let slot = starts[cell_of(bitcast<i32>(seen.x), bitcast<i32>(seen.y))] + ranks[i];
    near[slot] = seen;
    own[slot] = unsorted[2u * i + 1u];
}
