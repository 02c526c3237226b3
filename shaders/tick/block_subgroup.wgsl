// Sums over a workgroup of 256 by subgroup operations, whatever the size of a subgroup.

struct Thread {
    @builtin(local_invocation_index) index: u32,
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(subgroup_id) subgroup: u32,
    @builtin(subgroup_invocation_id) lane: u32,
    @builtin(subgroup_size) lanes: u32,
}

var<workgroup> parts: array<u32, 256>;

// Place of a thread in the order of `block_sum`.
fn block_index(thread: Thread) -> u32 {
    return thread.subgroup * thread.lanes + thread.lane;
}

// (Sum of the values of all threads before this one, sum of all.)
fn block_sum(value: u32, thread: Thread) -> vec2<u32> {
    let before = subgroupExclusiveAdd(value);
    let sum = subgroupAdd(value);
    workgroupBarrier();
    if thread.lane == 0u {
        parts[thread.subgroup] = sum;
    }
    workgroupBarrier();
    var base = 0u;
    var total = 0u;
    let count = 256u / thread.lanes;
    for (var i = 0u; i < count; i += 1u) {
        let part = parts[i];
        base += select(0u, part, i < thread.subgroup);
        total += part;
    }
    return vec2<u32>(base + before, total);
}
