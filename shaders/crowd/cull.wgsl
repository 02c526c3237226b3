// Who is drawn in a view, and how: lists of numbers and the arguments of the indirect draws.

// The beginning of `bevy_render::view::View`.
struct View {
    clip_from_world: mat4x4<f32>,
    unjittered_clip_from_world: mat4x4<f32>,
    world_from_clip: mat4x4<f32>,
    world_from_view: mat4x4<f32>,
    view_from_world: mat4x4<f32>,
    clip_from_view: mat4x4<f32>,
    view_from_clip: mat4x4<f32>,
    world_position: vec3<f32>,
    exposure: f32,
    viewport: vec4<f32>,
    main_pass_viewport: vec4<f32>,
    frustum: array<vec4<f32>, 6>,
}

@group(0) @binding(0) var<uniform> view: View;
@group(0) @binding(1) var<uniform> scene: Scene;
@group(0) @binding(2) var<storage, read> old_bodies: array<Body>;
@group(0) @binding(3) var<storage, read> bodies: array<Body>;
// NEAR, FAR and their shadows, `scene.stride` apart: the number, and above bit 24 how much of the near level is seen.
@group(0) @binding(4) var<storage, read_write> lists: array<u32>;
// Five words for each list: how many indices, how many people, and three zeros.
@group(0) @binding(5) var<storage, read_write> draws: array<atomic<u32>>;

const NEAR: u32 = 0u;
const FAR: u32 = 1u;
const NEAR_SHADOW: u32 = 2u;
const FAR_SHADOW: u32 = 3u;
// About somebody's middle, in metres.
const MIDDLE_M: f32 = 0.95;
const RADIUS_M: f32 = 1.15;
// Both levels are seen through each other over this part of the distance.
const BORDER: f32 = 0.14;
// Shadows are of the near level up to this part of its distance.
const FINE_SHADOWS: f32 = 0.6;
// What `near_m` is meant for: 58 degrees from top to bottom.
const USUAL_ZOOM: f32 = 1.804;

fn list(which: u32, entry: u32) {
    let slot = atomicAdd(&draws[which * 5u + 1u], 1u);
    lists[which * scene.stride + slot] = entry;
}

@compute @workgroup_size(64)
fn cull(@builtin(global_invocation_id) invocation: vec3<u32>) {
    let i = invocation.x;
    if i >= scene.count {
        return;
    }
    let body = bodies[i];
    if !is_here(body) {
        return;
    }
    let middle = vec3(body.at.x, mix(body.ground, body.seat - 0.45, body.sitting) + MIDDLE_M, body.at.y);
    let far = distance(middle, view.world_position);
    let seen_from = far / max(view.clip_from_view[1][1] / USUAL_ZOOM, 0.1);
    if far < scene.shadow_m {
        list(select(FAR_SHADOW, NEAR_SHADOW, seen_from < scene.near_m * FINE_SHADOWS), i);
    }
    for (var plane = 0u; plane < 5u; plane++) {
        let side = view.frustum[plane];
        if dot(side.xyz, middle) + side.w < -RADIUS_M {
            return;
        }
    }
    let fine = 1.0 - smoothstep(scene.near_m * (1.0 - BORDER), scene.near_m, seen_from);
    let share = u32(fine * 255.0 + 0.5);
    let entry = i | (share << 24u);
    if share > 0u {
        list(NEAR, entry);
    }
    if share < 255u {
        list(FAR, entry);
    }
}
