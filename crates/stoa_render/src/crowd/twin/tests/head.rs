//! Heads that turn: `turned_head` of `shaders/crowd/pose.wgsl`.

use bevy::math::{Quat, Vec3};

use super::{Bench, alike};
use crate::crowd::shaders;

#[test]
fn a_head_would_turn_otherwise_than_it_looks() {
    let ways: Vec<[f32; 8]> = (0..128)
        .map(|n| {
            let n = n as f32;
            let way = [(n * 0.7).sin(), (n * 1.3).cos(), (n * 0.4).sin()];
            let act = [1.1 * (n * 0.9).sin(), 0.6 * (n * 0.3).cos()];
            [way[0], way[1], way[2], 0.0, act[0], act[1], 0.0, 0.0]
        })
        .collect();
    let text = r"
@group(0) @binding(9) var<storage, read_write> ways: array<vec4<f32>>;
@compute @workgroup_size(64)
fn turn(@builtin(global_invocation_id) invocation: vec3<u32>) {
    let i = invocation.x * 2u;
    ways[i] = vec4(turned_head(ways[i].xyz, ways[i + 1u]), 0.0);
}";
    let [found] = Bench::new().with_words(9, &ways).run(
        shaders::figure(text),
        "turn",
        ways.len() as u32,
        [9],
    );
    let found: Vec<[f32; 8]> = bytemuck::pod_collect_to_vec(&found);
    for (way, device) in ways.iter().zip(found) {
        let turn = Quat::from_rotation_y(way[4]) * Quat::from_rotation_x(way[5]);
        let twin = turn * Vec3::new(way[0], way[1], way[2]);
        let pairs = [
            (device[0], twin.x),
            (device[1], twin.y),
            (device[2], twin.z),
        ];
        assert!(pairs.iter().all(|(a, b)| alike(*a, *b)), "{way:?}: {twin}");
    }
}
