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
// One for each level and one for its shadows, `scene.stride` apart.
@group(0) @binding(4) var<storage, read_write> lists: array<u32>;
// Five words for each list: how many indices, how many people, and three zeros.
@group(0) @binding(5) var<storage, read_write> draws: array<atomic<u32>>;

const NEAR: u32 = 0u;
const MIDDLE: u32 = 1u;
const DISTANT: u32 = 2u;
const SHADOWS: u32 = 3u;
// About somebody's middle, in metres.
const MIDDLE_M: f32 = 0.95;
const RADIUS_M: f32 = 1.15;
// Two levels are seen through each other over this part of the distance.
const BORDER: f32 = 0.14;
// Shadows are of the middle level up to this part of its distance, and of the near level never: no texel shows more.
const FINE_SHADOWS: f32 = 0.4;
// What `near_m` is meant for: 58 degrees from top to bottom.
const USUAL_ZOOM: f32 = 1.804;

fn list(which: u32, entry: u32) {
    let slot = atomicAdd(&draws[which * 5u + 1u], 1u);
    lists[which * scene.stride + slot] = entry;
}

const ALL: u32 = 127u;

// How much is seen, of ALL, of a level that ends at `end`, in metres.
fn finer(end: f32, seen_from: f32) -> u32 {
    return u32((1.0 - smoothstep(end * (1.0 - BORDER), end, seen_from)) * f32(ALL) + 0.5);
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
    // Shadows reach into the view from beside it.
    let shade = middle + vec3(scene.shade.x, -MIDDLE_M, scene.shade.y);
    var is_seen = true;
    var is_shade_seen = far < scene.shadow_m;
    for (var plane = 0u; plane < 5u; plane++) {
        let side = view.frustum[plane];
        let is_within = dot(side.xyz, middle) + side.w >= -RADIUS_M;
        is_seen &= is_within;
        is_shade_seen &= is_within || dot(side.xyz, shade) + side.w >= -RADIUS_M;
    }
    if is_shade_seen {
        let is_fine = seen_from < scene.middle_m * FINE_SHADOWS;
        list(SHADOWS + select(DISTANT, MIDDLE, is_fine), i);
    }
    if !is_seen {
        return;
    }
    let near = finer(scene.near_m, seen_from);
    if near > 0u {
        list(NEAR, entry_of(i, near, false));
    }
    if near == ALL {
        return;
    }
    let middle_share = finer(scene.middle_m, seen_from);
    if near > 0u {
        list(MIDDLE, entry_of(i, near, true));
    } else if middle_share > 0u {
        list(MIDDLE, entry_of(i, middle_share, false));
    }
    if middle_share < ALL {
        list(DISTANT, entry_of(i, middle_share, true));
    }
}
