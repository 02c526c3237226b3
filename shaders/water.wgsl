// Still and falling water. uv_b.x: 0 still (uv = metres), 1 falling (uv.x around, uv.y metres down); uv_b.y: how
// strongly rings spread from the middle of a basin, whose centre distance is in color.a.

#import bevy_pbr::{
    forward_io::{VertexOutput, FragmentOutput},
    mesh_view_bindings::globals,
    pbr_fragment::pbr_input_from_standard_material,
    pbr_functions::{apply_pbr_lighting, main_pass_post_lighting_processing},
}
#import stoa::pattern::{value_noise, cloudy}

fn ripple(p: vec2<f32>, t: f32) -> f32 {
    return cloudy(p * 2.1 + vec2(t * 0.31, t * 0.17), 201u)
        + 0.6 * cloudy(p * 5.3 - vec2(t * 0.43, -t * 0.37), 202u);
}

@fragment
fn fragment(in: VertexOutput, @builtin(front_facing) is_front: bool) -> FragmentOutput {
    var pbr = pbr_input_from_standard_material(in, is_front);
    let t = globals.time;
    let tint = in.color.rgb;
    let facing = clamp(dot(pbr.N, pbr.V), 0.0, 1.0);
    if in.uv_b.x < 0.5 {
        let p = in.uv;
        let e = 0.03;
        let here = ripple(p, t);
        var slope = vec2(ripple(p + vec2(e, 0.0), t) - here, ripple(p + vec2(0.0, e), t) - here) / e;
        slope *= 0.035;
        // Rings from where the water falls.
        let from_middle = in.color.a;
        let ring = sin(from_middle * 21.0 - t * 6.0) * exp(-from_middle * 1.1) * in.uv_b.y;
        let away = normalize(p + vec2(1e-4, 0.0));
        slope += away * ring * 0.22;
        pbr.N = normalize(vec3(-slope.x, 1.0, -slope.y));
        let fresnel = pow(1.0 - clamp(dot(pbr.N, pbr.V), 0.0, 1.0), 5.0);
        pbr.material.base_color = vec4(tint * (0.85 + 0.3 * (here - 0.8)), clamp(0.62 + 0.36 * fresnel, 0.0, 1.0));
        pbr.material.perceptual_roughness = 0.08;
    } else {
        let strand = value_noise(vec2(in.uv.x * 30.0, in.uv.y * 2.4 - t * 5.2), 211u);
        let thread = value_noise(vec2(in.uv.x * 71.0, in.uv.y * 5.0 - t * 7.9), 212u);
        let alpha = smoothstep(0.35, 0.85, strand * 0.62 + thread * 0.38);
        pbr.material.base_color = vec4(tint, in.color.a * (0.16 + 0.72 * alpha));
        pbr.material.perceptual_roughness = 0.22;
    }
    pbr.material.metallic = 0.0;
    var out: FragmentOutput;
    out.color = apply_pbr_lighting(pbr);
    out.color = main_pass_post_lighting_processing(pbr, out.color);
    return out;
}
