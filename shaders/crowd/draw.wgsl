// The crowd in the light of the scene.

#import bevy_pbr::{
    mesh_types::MESH_FLAGS_SHADOW_RECEIVER_BIT,
    mesh_view_bindings::view,
    pbr_functions::{apply_pbr_lighting, calculate_view, main_pass_post_lighting_processing},
    pbr_types::pbr_input_new,
}

struct Drawn {
    @builtin(position) position: vec4<f32>,
    @location(0) at: vec4<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) colour: vec3<f32>,
    // In head heights from the chin; z in front of -1 where there is no face.
    @location(3) face: vec3<f32>,
    @location(4) @interpolate(flat) brow: vec3<f32>,
    @location(5) roughness: f32,
    @location(6) @interpolate(flat) share: f32,
    @location(7) @interpolate(flat) mouth: f32,
}

fn linear(colour: u32) -> vec3<f32> {
    let c = unpack4x8unorm(colour).xyz;
    return select(pow((c + 0.055) / 1.055, vec3(2.4)), c / 12.92, c <= vec3(0.04045));
}

@vertex
fn vertex(source: Source) -> Drawn {
    let posed = posed(source);
    let role = posed.paint & 0xffu;
    let shade = f32((posed.paint >> 8u) & 0xffu) / 200.0;
    var out: Drawn;
    out.position = view.clip_from_world * vec4(posed.at, 1.0);
    out.at = vec4(posed.at, 1.0);
    out.normal = posed.normal;
    out.colour = linear(colour_of(source, role)) * shade;
    out.brow = linear(colour_of(source, HAIR_ROLE)) * 0.8;
    out.face = vec3(0.0, 0.0, -9.0);
    if ((posed.paint >> 16u) & 1u) == 1u {
        out.face = (posed.rest - CHIN) / HEAD_M;
    }
    out.roughness = 0.95;
    if role == SKIN_ROLE {
        out.roughness = 0.58;
    } else if role == HAIR_ROLE {
        out.roughness = 0.5;
    } else if role == SHOES_ROLE {
        out.roughness = 0.42;
    }
    out.share = posed.share;
    out.mouth = posed.mouth;
    return out;
}

// 1 within `half` of 0, softened over the width of a pixel.
fn within(x: f32, half: f32, soft: f32) -> f32 {
    return 1.0 - smoothstep(half - soft * 0.5, half + soft * 0.5, abs(x));
}

// Eyes, brows and mouth, painted where the inhabitants have them.
fn painted(skin: vec3<f32>, face: vec3<f32>, brow: vec3<f32>, mouth: f32) -> vec3<f32> {
    let soft = clamp(length(fwidth(face.xy)), 0.004, 0.2);
    // Nearer than -0.1 is the front half of the head.
    let front = smoothstep(-0.12, -0.2, face.z) * step(-2.0, face.z);
    let side = abs(face.x) - 0.145;
    let eye = length(vec2(side, (face.y - 0.455) * 1.75));
    let iris = length(vec2(side + 0.004, face.y - 0.455));
    var colour = mix(skin, vec3(0.62, 0.60, 0.57), within(eye, 0.068, soft) * front);
    colour = mix(colour, vec3(0.045, 0.028, 0.018), within(iris, 0.036, soft) * front);
    let lid = within(face.y - 0.455 - 0.040 + side * side * 6.0, 0.010, soft) * within(side, 0.075, soft);
    colour = mix(colour, skin * 0.25, lid * front);
    let arch = within(face.y - 0.578 + side * side * 3.5, 0.016, soft) * within(side, 0.085, soft);
    colour = mix(colour, brow, 0.85 * arch * front);
    let lips = within(face.y - 0.205 - face.x * face.x * 0.9, 0.019, soft) * within(face.x, 0.098, soft);
    colour = mix(colour, skin * vec3(0.78, 0.50, 0.48), lips * front);
    let line = within(face.y - 0.207 - face.x * face.x * 0.9, 0.005, soft) * within(face.x, 0.088, soft);
    colour = mix(colour, skin * 0.3, 0.8 * line * front);
    // Of one who speaks, the lips part: dark between, the lower one lower.
    let high = 0.010 + 0.062 * mouth;
    let gap = length(vec2(face.x / 0.078, (face.y - 0.205 + 0.6 * high) / high)) - 1.0;
    let soft_gap = soft / high;
    let lip = 1.0 - smoothstep(0.35 - soft_gap, 0.35 + soft_gap, gap);
    let dark = 1.0 - smoothstep(-soft_gap, soft_gap, gap);
    let open = smoothstep(0.04, 0.16, mouth) * front;
    colour = mix(colour, skin * vec3(0.78, 0.50, 0.48), lip * open);
    colour = mix(colour, vec3(0.035, 0.012, 0.012), dark * open);
    return colour;
}

// A threshold in 0..1 for each pixel of a square of four by four (Bayer 1973).
fn threshold(at: vec2<f32>) -> f32 {
    let x = u32(at.x) & 3u;
    let y = u32(at.y) & 3u;
    let low = x ^ y;
    let value = ((low & 1u) << 3u) | ((y & 1u) << 2u) | ((low & 2u)) | ((y & 2u) >> 1u);
    return (f32(value) + 0.5) / 16.0;
}

@fragment
fn fragment(in: Drawn, @builtin(front_facing) is_front: bool) -> @location(0) vec4<f32> {
    let base = painted(in.colour, in.face, in.brow, in.mouth);
    let threshold = threshold(in.position.xy);
    if select(threshold >= in.share, threshold < in.share + 1.0, in.share <= 0.0) {
        discard;
    }
    var pbr = pbr_input_new();
    pbr.flags = MESH_FLAGS_SHADOW_RECEIVER_BIT;
    pbr.is_orthographic = view.clip_from_view[3].w == 1.0;
    pbr.frag_coord = in.position;
    pbr.world_position = in.at;
    // Skirts and hair are single sheets.
    pbr.world_normal = normalize(select(-in.normal, in.normal, is_front));
    pbr.N = pbr.world_normal;
    pbr.V = calculate_view(in.at, pbr.is_orthographic);
    pbr.material.base_color = vec4(base, 1.0);
    pbr.material.perceptual_roughness = in.roughness;
    pbr.material.reflectance = vec3(0.4);
    var colour = apply_pbr_lighting(pbr);
    colour = main_pass_post_lighting_processing(pbr, colour);
    return colour;
}
