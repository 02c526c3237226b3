// The dome of the sky: gradient, sun, slow thin clouds. Drawn at the far plane wherever nothing else is.
// `gradient` has a CPU twin (crates/stoa_render/src/sky/gradient.rs) that lights the scene.

#import bevy_pbr::{
    mesh_view_bindings::{view, globals},
    view_transformations::position_world_to_clip,
}
#import stoa::pattern::value_noise
#ifdef TONEMAP_IN_SHADER
#import bevy_core_pipeline::tonemapping::tone_mapping
#endif

struct Sky {
    zenith: vec4<f32>,
    // a: how much cloud, 0–1.
    horizon: vec4<f32>,
    sun_colour: vec4<f32>,
    // xyz: toward the sun; w: octaves of the clouds.
    sun: vec4<f32>,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var<uniform> sky: Sky;

struct Vertex {
    @builtin(instance_index) instance_index: u32,
    @location(0) position: vec3<f32>,
}

struct VertexOutput {
    @builtin(position) position: vec4<f32>,
    @location(0) direction: vec3<f32>,
}

@vertex
fn vertex(in: Vertex) -> VertexOutput {
    var out: VertexOutput;
    out.direction = in.position;
    let clip = position_world_to_clip(view.world_position + in.position * 100.0);
    // Reverse depth: 0 is the far plane.
    out.position = vec4(clip.xy, 0.0, clip.w);
    return out;
}

fn gradient(d: vec3<f32>) -> vec3<f32> {
    let up = clamp(d.y, 0.0, 1.0);
    var colour = mix(sky.horizon.rgb, sky.zenith.rgb, 1.0 - pow(1.0 - up, 3.2));
    let toward = clamp(dot(d, sky.sun.xyz), 0.0, 1.0);
    let warm = pow(toward, 6.0) * 0.16 + pow(toward, 48.0) * 0.22;
    colour += sky.sun_colour.rgb * warm * (1.0 - 0.6 * up);
    return colour;
}

fn billows(p: vec2<f32>) -> f32 {
    var sum = 0.0;
    var size = 0.5;
    var q = p;
    let octaves = u32(sky.sun.w);
    for (var i = 0u; i < octaves; i++) {
        sum += value_noise(q, 301u + i) * size;
        q = vec2(q.x * 1.62 - q.y * 1.2, q.x * 1.2 + q.y * 1.62) + vec2(11.3, 4.7);
        size *= 0.5;
    }
    return sum;
}

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let d = normalize(in.direction);
    var colour = gradient(d);
    let toward = clamp(dot(d, sky.sun.xyz), 0.0, 1.0);
    if d.y > 0.01 && sky.horizon.a > 0.0 {
        // A flat sheet of cloud seen in perspective; it bulges where it is thick.
        let p = d.xz / (d.y + 0.16) * 1.15 + vec2(globals.time * 0.004 + 3.1, globals.time * 0.0015 + 8.7);
        let fields = value_noise(p * 0.55, 331u);
        let thick = billows(p * vec2(1.0, 1.35)) + (fields - 0.5) * 0.42;
        let cover = smoothstep(0.52, 0.74, thick) * sky.horizon.a * smoothstep(0.01, 0.12, d.y);
        let to_sun = normalize(sky.sun.xz + vec2(1e-4, 0.0)) * 0.11;
        let lit = billows((p + to_sun) * vec2(1.0, 1.35)) + (fields - 0.5) * 0.42;
        let shade = clamp(0.62 + (thick - lit) * 3.4 - smoothstep(0.66, 0.95, thick) * 0.35, 0.0, 1.0);
        let body = mix(sky.horizon.rgb * vec3(0.74, 0.78, 0.86), vec3(1.55) * sky.sun_colour.rgb, shade);
        colour = mix(colour, mix(body, sky.horizon.rgb, smoothstep(0.3, 0.0, d.y) * 0.55), cover * 0.94);
    }
    let disc = smoothstep(0.99985, 0.99994, toward);
    colour += sky.sun_colour.rgb * (disc * 30.0 + pow(toward, 900.0) * 0.9) * step(0.0, d.y);
    var out = vec4(colour, 1.0);
#ifdef TONEMAP_IN_SHADER
    out = tone_mapping(out, view.color_grading);
#endif
    return out;
}
