// Sums over a workgroup of 256 by workgroup memory alone: for devices without subgroup operations.

struct Thread {
    @builtin(local_invocation_index) index: u32,
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
}

var<workgroup> parts: array<u32, 256>;

// Place of a thread in the order of `block_sum`.
fn block_index(thread: Thread) -> u32 {
    return thread.index;
}

// (Sum of the values of all threads before this one, sum of all.)
fn block_sum(value: u32, thread: Thread) -> vec2<u32> {
    workgroupBarrier();
    parts[thread.index] = value;
    workgroupBarrier();
    var sum = value;
    for (var step = 1u; step < 256u; step <<= 1u) {
        var more = 0u;
        if thread.index >= step {
            more = parts[thread.index - step];
        }
        workgroupBarrier();
        sum += more;
        parts[thread.index] = sum;
        workgroupBarrier();
    }
    return vec2<u32>(sum - value, parts[255]);
}
