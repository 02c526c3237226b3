// Leaves, grass and flowers: they sway in the wind, and light comes through them.
//
// uv = (unused, how freely this point moves 0–1); uv_b = (the plant's phase, how far it sways in metres).

#ifdef PREPASS_PIPELINE
#import bevy_pbr::prepass_io::{Vertex, VertexOutput}
#import bevy_render::globals::Globals
#else
#import bevy_pbr::forward_io::{Vertex, VertexOutput, FragmentOutput}
#import bevy_pbr::{
    pbr_fragment::pbr_input_from_standard_material,
    pbr_functions::{apply_pbr_lighting, main_pass_post_lighting_processing},
    mesh_view_bindings::{globals, lights},
}
#endif
#import bevy_pbr::{
    mesh_functions,
    view_transformations::position_world_to_clip,
}

#ifdef PREPASS_PIPELINE
// The prepass (and with it the shadows) has its own view layout.
@group(0) @binding(1) var<uniform> globals: Globals;
#endif

fn swayed(at: vec3<f32>, free: f32, phase: f32, reach: f32) -> vec3<f32> {
    let t = globals.time;
    let gust = 0.6 + 0.4 * sin(t * 0.43 + at.x * 0.08 + at.z * 0.05);
    let slow = sin(t * 1.3 + phase * 6.28 + at.x * 0.21) * gust;
    let flutter = sin(t * 4.7 + phase * 40.0 + at.x * 2.9 + at.y * 3.7 + at.z * 2.3);
    let push = reach * free;
    return at + vec3(slow + 0.3 * flutter, 0.25 * flutter, 0.7 * slow - 0.3 * flutter) * push;
}

@vertex
fn vertex(in: Vertex) -> VertexOutput {
    var out: VertexOutput;
    let world_from_local = mesh_functions::get_world_from_local(in.instance_index);
    var world = mesh_functions::mesh_position_local_to_world(world_from_local, vec4(in.position, 1.0));
    world = vec4(swayed(world.xyz, in.uv.y, in.uv_b.x, in.uv_b.y), 1.0);
    out.world_position = world;
    out.position = position_world_to_clip(world.xyz);
    out.uv = in.uv;
    out.uv_b = in.uv_b;
#ifdef PREPASS_PIPELINE
#ifdef UNCLIPPED_DEPTH_ORTHO_EMULATION
    out.unclipped_depth = out.position.z;
    out.position.z = min(out.position.z, 1.0);
#endif
#ifdef NORMAL_PREPASS_OR_DEFERRED_PREPASS
    out.world_normal = mesh_functions::mesh_normal_local_to_world(in.normal, in.instance_index);
#endif
#ifdef MOTION_VECTOR_PREPASS
    out.previous_world_position = world;
#endif
#else
    out.world_normal = mesh_functions::mesh_normal_local_to_world(in.normal, in.instance_index);
#endif
#ifdef VERTEX_COLORS
    out.color = in.color;
#endif
#ifdef VERTEX_OUTPUT_INSTANCE_INDEX
    out.instance_index = in.instance_index;
#endif
    return out;
}

#ifndef PREPASS_PIPELINE
@fragment
fn fragment(in: VertexOutput, @builtin(front_facing) is_front: bool) -> FragmentOutput {
    var pbr = pbr_input_from_standard_material(in, is_front);
    let leaf = in.color.rgb;
    let open = in.color.a;
    // Seen against the sun a leaf is a lantern: its own green, more yellow.
    var glow = 0.0;
    if lights.n_directional_lights > 0u {
        let to_sun = lights.directional_lights[0].direction_to_light;
        glow = pow(clamp(dot(-pbr.V, to_sun), 0.0, 1.0), 3.0) * 0.32 * open;
    }
    pbr.material.base_color = vec4(leaf * (1.0 + glow * vec3(1.3, 1.2, 0.4)), 1.0);
    pbr.diffuse_occlusion = vec3(open);
    pbr.specular_occlusion = open * 0.5;
    var out: FragmentOutput;
    out.color = apply_pbr_lighting(pbr);
    out.color = main_pass_post_lighting_processing(pbr, out.color);
    return out;
}
#endif
