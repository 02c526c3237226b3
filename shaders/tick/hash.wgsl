// Two wrapping sums over all agents: the twin of crates/stoa_tick/src/hash.rs.

@group(1) @binding(0) var<storage, read> unsorted: array<vec4<u32>>;
@group(1) @binding(1) var<storage, read_write> hash: array<atomic<u32>, 2>;

fn chain(start: u32, factor: u32, seen: vec4<u32>, kept: vec4<u32>) -> u32 {
    var sum = mix32(kept.x ^ start);
    sum = mix32(sum * factor + seen.x);
    sum = mix32(sum * factor + seen.y);
    sum = mix32(sum * factor + seen.z);
    sum = mix32(sum * factor + seen.w);
    sum = mix32(sum * factor + kept.y);
    sum = mix32(sum * factor + kept.z);
    return mix32(sum * factor + kept.w);
}

@compute @workgroup_size(256)
fn hash_agents(thread: Thread) {
    let i = linear(thread.group, thread.groups, 256u, thread.index);
    var first = 0u;
    var second = 0u;
    if i < world.agents {
        let seen = unsorted[2u * i];
        let kept = unsorted[2u * i + 1u];
        first = chain(0x5bd1e995u, 31u, seen, kept);
        second = chain(0x9e3779b9u, 37u, seen, kept);
    }
    let first_total = block_sum(first, thread).y;
    let second_total = block_sum(second, thread).y;
    if thread.index == 0u {
        atomicAdd(&hash[0], first_total);
        atomicAdd(&hash[1], second_total);
    }
}
