// Every solid thing of the scene: stone, plaster, wood, tiles, ground. Each vertex says which (uv_b.x) and carries a
// tint; the pattern, its relief and its roughness are made here, in metres, and fade out before they would shimmer.

#import bevy_pbr::{
    forward_io::{VertexOutput, FragmentOutput},
    pbr_fragment::pbr_input_from_standard_material,
    pbr_functions::{apply_pbr_lighting, main_pass_post_lighting_processing},
}
#import stoa::pattern::{value_noise, cloudy, courses, slabs, pebbles, unit, pcg, Stone}

struct Scene {
    // (x, z) of the occlusion map's corner, and 1 / its size in metres; no map if zero.
    shade_origin: vec2<f32>,
    shade_scale: vec2<f32>,
    // 1 where the processor draws: noise has one octave and nothing finer than a hand is drawn.
    plain: u32,
}

@group(#{MATERIAL_BIND_GROUP}) @binding(100) var<uniform> scene: Scene;
@group(#{MATERIAL_BIND_GROUP}) @binding(101) var shade_map: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(102) var shade_sampler: sampler;

// The order of `Kind` in crates/stoa_render/src/scene/surface.rs.
const PAVING: u32 = 0u;
const MARBLE: u32 = 1u;
const LIMESTONE: u32 = 2u;
const SANDSTONE: u32 = 3u;
const GRAVEL: u32 = 4u;
const GRASS: u32 = 5u;
const EARTH: u32 = 6u;
const TILE: u32 = 7u;
const WOOD: u32 = 8u;
const PLASTER: u32 = 9u;
const BRONZE: u32 = 10u;
const PLAIN: u32 = 11u;
const GLOW: u32 = 12u;
const BARK: u32 = 13u;
const LAND: u32 = 14u;
const GLAZE: u32 = 15u;
const DRESSED: u32 = 16u;
const BRICK: u32 = 17u;
const SEA: u32 = 18u;
const LEAVES: u32 = 19u;

fn mottled(p: vec2<f32>, seed: u32) -> f32 {
    if scene.plain == 1u {
        return value_noise(p * 1.25, seed);
    }
    return cloudy(p, seed);
}

struct Look {
    colour: vec3<f32>,
    // Metres.
    height: f32,
    roughness: f32,
    metallic: f32,
    glow: f32,
}

// A joint's darkness at distance `d` from its middle, `half` wide, seen with `foot` metres a pixel.
fn joint_mask(d: f32, half_width: f32, foot: f32) -> f32 {
    let width = max(half_width, foot * 0.7);
    return (1.0 - smoothstep(0.0, width * 1.6, d)) * (half_width / width);
}

fn stone_look(tint: vec3<f32>, stone: Stone, p: vec2<f32>, foot: f32, joint: f32, vary: f32) -> Look {
    var look: Look;
    let mottle = mottled(p * 2.3, 3u);
    var grain = 0.5;
    if scene.plain == 0u {
        grain = value_noise(p * 37.0, 5u);
    }
    let fade = 1.0 - smoothstep(0.012, 0.05, foot);
    let mask = joint_mask(stone.joint, joint, foot);
    let tone = stone.tone - 0.5;
    var colour = tint * (1.0 + tone * vary);
    colour *= mix(vec3(1.0), vec3(1.06, 1.0, 0.9), fract(stone.tone * 7.3));
    colour *= 0.84 + 0.3 * mottle;
    colour *= 1.0 + (grain - 0.5) * 0.16 * fade;
    // Worn edges are paler, joints hold earth.
    colour *= 1.0 + 0.1 * smoothstep(0.07, 0.02, stone.joint) * (1.0 - mask) * fade;
    look.colour = mix(colour, tint * vec3(0.46, 0.42, 0.36), mask * 0.85);
    look.height = (smoothstep(0.0, joint * 2.2, stone.joint) * 0.006 + grain * 0.0012 + mottle * 0.004) * fade;
    look.roughness = 0.72 + 0.2 * mottle;
    return look;
}

fn surface_look(kind: u32, tint: vec3<f32>, uv: vec2<f32>, seed: f32, foot: f32, at: vec3<f32>) -> Look {
    let p = uv + vec2(seed * 61.7, seed * 23.1);
    let fade = 1.0 - smoothstep(0.012, 0.06, foot);
    var look: Look;
    look.colour = tint;
    look.roughness = 0.8;
    switch kind {
        case PAVING: {
            look = stone_look(tint, slabs(uv, 1.2, 21u), uv, foot, 0.014, 0.36);
            // Trodden slabs shine a little.
            look.roughness = 0.5 + 0.35 * mottled(uv * 0.7, 9u);
            look.colour *= 0.8 + 0.36 * mottled(uv * 0.13, 8u);
        }
        case LIMESTONE, SANDSTONE: {
            var row = 0.42;
            if kind == SANDSTONE { row = 0.34; }
            look = stone_look(tint, courses(p, row, row * 2.3, 31u), p, foot, 0.008, 0.2);
            // Rain runs down and the foot of a wall is darker.
            look.colour *= 0.93 + 0.1 * mottled(vec2(p.x * 3.0, p.y * 0.35), 14u);
        }
        case DRESSED: {
            // Cut stone without joints: columns, cornices, rims.
            var whole: Stone;
            whole.joint = 1.0;
            whole.tone = 0.5;
            look = stone_look(tint, whole, p, foot, 0.008, 0.0);
            look.roughness = 0.66 + 0.2 * mottled(p * 1.7, 12u);
        }
        case MARBLE: {
            let warp = vec2(mottled(p * 0.9, 41u), mottled(p * 0.9 + 9.0, 42u));
            let v = mottled(p * 0.8 + warp * 2.4, 43u);
            let vein = pow(1.0 - abs(v - 0.5) * 2.0, 9.0);
            let fine = pow(1.0 - abs(mottled(p * 2.9 + warp * 3.1, 47u) - 0.5) * 2.0, 12.0);
            look.colour = tint * (0.93 + 0.12 * v) * (1.0 - 0.22 * vein - 0.1 * fine);
            look.roughness = 0.38 + 0.25 * mottled(p * 3.0, 44u);
            look.height = value_noise(p * 19.0, 45u) * 0.0006 * fade;
        }
        case GRAVEL: {
            let stone = pebbles(uv * 22.0, 51u);
            let rim = smoothstep(0.0, 0.35, stone.joint);
            let fine = 1.0 - smoothstep(0.006, 0.03, foot);
            let tone = mix(0.5, stone.tone, fine);
            look.colour = tint * (0.8 + 0.4 * tone) * mix(0.9, 0.62 + 0.38 * rim, fine);
            look.colour *= 0.85 + 0.3 * mottled(uv * 0.9, 52u);
            look.height = rim * 0.012 * fine;
            look.roughness = 0.95;
        }
        case GRASS: {
            let patch_tone = mottled(uv * 0.35, 61u);
            let tuft = mottled(uv * 5.0, 62u);
            let blade = value_noise(uv * 47.0, 63u);
            look.colour = tint * mix(vec3(0.72, 0.9, 0.8), vec3(1.6, 1.22, 0.8), patch_tone * patch_tone);
            look.colour *= (0.72 + 0.5 * tuft) * (1.0 + (blade - 0.5) * 0.6 * fade);
            look.height = (tuft * 0.03 + blade * 0.01) * fade;
            look.roughness = 0.95;
        }
        case EARTH: {
            let crumb = mottled(uv * 11.0, 71u);
            look.colour = tint * (0.7 + 0.55 * crumb) * (0.85 + 0.3 * mottled(uv * 0.8, 72u));
            look.height = crumb * 0.014 * fade;
            look.roughness = 0.97;
        }
        case TILE: {
            // uv.x runs along the eaves, uv.y up the roof; one tile is 0.22 by 0.38.
            let column = floor(p.x / 0.22);
            let row = p.y / 0.38;
            let own = unit(pcg(u32(i32(column) + 4096) * 977u + u32(i32(floor(row)) + 4096)));
            let step_up = fract(row);
            look.colour = tint * (0.7 + 0.55 * own) * mix(vec3(1.0), vec3(1.08, 0.98, 0.86), fract(own * 5.7));
            look.colour *= mix(1.0, 0.62 + 0.38 * smoothstep(0.0, 0.16, step_up), fade);
            look.colour *= 0.8 + 0.35 * mottled(p * 0.9, 82u);
            look.height = (1.0 - step_up) * 0.02 * fade;
            look.roughness = 0.88;
        }
        case WOOD: {
            let plank = courses(vec2(p.x, p.y), 0.14, 1.9, 91u);
            let grain = mottled(vec2(p.x * 2.2, p.y * 46.0), 92u);
            let ring = value_noise(vec2(p.x * 0.7, p.y * 130.0), 93u);
            look.colour = tint * (0.78 + 0.24 * plank.tone) * (0.74 + 0.4 * grain + 0.12 * ring * fade);
            look.colour *= 1.0 - 0.45 * joint_mask(plank.joint, 0.003, foot);
            look.height = (grain * 0.0015 + smoothstep(0.0, 0.006, plank.joint) * 0.002) * fade;
            look.roughness = 0.62 + 0.2 * grain;
        }
        case PLASTER: {
            let broad = mottled(p * 0.45, 101u);
            let fine = mottled(p * 7.0, 102u);
            look.colour = tint * (0.86 + 0.2 * broad + 0.08 * (fine - 0.5) * fade);
            look.colour *= 1.0 - 0.12 * smoothstep(0.62, 0.8, mottled(vec2(p.x * 2.1, p.y * 0.4), 103u));
            look.height = (fine * 0.006 + broad * 0.01) * fade;
            look.roughness = 0.9;
        }
        case BRONZE: {
            let patina = smoothstep(0.5, 0.75, mottled(p * 4.0, 111u));
            look.colour = mix(tint, vec3(0.16, 0.34, 0.27), patina * 0.7);
            look.metallic = 0.85 * (1.0 - patina);
            look.roughness = 0.38 + 0.4 * patina;
        }
        case BARK: {
            let ridge = mottled(vec2(p.x * 14.0, p.y * 3.2), 121u);
            look.colour = tint * (0.62 + 0.7 * ridge) * (0.9 + 0.2 * mottled(p * 1.7, 122u));
            look.height = ridge * 0.016 * fade;
            look.roughness = 0.95;
        }
        case LAND: {
            let broad = mottled(at.xz * 0.011, 131u);
            let clump = mottled(at.xz * 0.16, 132u);
            look.colour = tint * mix(vec3(0.8, 0.95, 0.8), vec3(1.35, 1.2, 0.85), broad) * (0.7 + 0.55 * clump);
            look.roughness = 1.0;
        }
        case GLAZE: {
            look.colour = tint * (0.92 + 0.14 * mottled(p * 6.0, 141u));
            look.roughness = 0.3;
        }
        case BRICK: {
            // A floor of square clay tiles.
            look = stone_look(tint, slabs(uv, 0.62, 161u), uv, foot, 0.006, 0.34);
            look.roughness = 0.6 + 0.25 * mottled(uv * 0.8, 162u);
        }
        case LEAVES: {
            // Foliage too deep or too far to be leaves of its own.
            let cell = pebbles(p * 31.0 + 1.4 * vec2(mottled(p * 9.0, 181u), mottled(p * 9.0, 182u)), 183u);
            let fine = 1.0 - smoothstep(0.008, 0.04, foot);
            let rim = smoothstep(0.0, 0.3, cell.joint);
            let clump = mottled(p * 3.1, 184u);
            look.colour = tint * mix(0.9, (0.45 + 0.9 * cell.tone) * (0.62 + 0.38 * rim), fine);
            look.colour *= (0.62 + 0.7 * clump) * mix(vec3(1.0), vec3(1.2, 1.08, 0.7), clump * clump);
            look.height = (rim * 0.005 + clump * 0.05) * fine;
            look.roughness = 0.8;
        }
        case SEA: {
            let swell = mottled(at.xz * 0.05, 171u);
            let chop = mottled(at.xz * vec2(0.5, 0.9), 172u);
            look.colour = tint * (0.7 + 0.6 * swell);
            look.height = (chop - 0.5) * 0.3 * (1.0 - smoothstep(0.3, 2.5, foot));
            look.roughness = 0.22 + 0.1 * swell;
        }
        case GLOW: {
            look.glow = 1.0;
            look.roughness = 0.6;
        }
        default: {
            look.colour = tint * (0.9 + 0.2 * mottled(p * 5.0, 151u));
        }
    }
    return look;
}

@fragment
fn fragment(in: VertexOutput, @builtin(front_facing) is_front: bool) -> FragmentOutput {
    var pbr = pbr_input_from_standard_material(in, is_front);
    let tint = in.color.rgb;
    let open = in.color.a;
    let kind = u32(in.uv_b.x + 0.5);
    let at = in.world_position.xyz;
    let foot = max(length(dpdx(in.uv)), length(dpdy(in.uv)));
    let look = surface_look(kind, tint, in.uv, in.uv_b.y, foot, at);

    // Relief without textures (Mikkelsen, "Bump Mapping Unparametrized Surfaces on the GPU", 2010).
    let across = dpdx(at);
    let down = dpdy(at);
    let n = pbr.N;
    let r_across = cross(down, n);
    let r_down = cross(n, across);
    let det = dot(across, r_across);
    let slope = sign(det) * (dpdx(look.height) * r_across + dpdy(look.height) * r_down);
    let bumped = abs(det) * n - slope;
    if dot(bumped, bumped) > 1e-20 {
        pbr.N = normalize(bumped);
    }

    // Less of the sky reaches the foot of walls, what stands under a roof, and the ground below trees.
    var shade = 1.0;
    if scene.shade_scale.x > 0.0 {
        let spot = (at.xz - scene.shade_origin) * scene.shade_scale;
        if all(spot > vec2(0.0)) && all(spot < vec2(1.0)) {
            let map = textureSampleLevel(shade_map, shade_sampler, spot, 0.0).rg;
            let above = max(at.y - (map.g * 12.0 - 4.0), 0.0);
            shade = mix(map.r, 1.0, smoothstep(0.0, 1.6, above));
        }
    }
    let sky = open * shade;
    pbr.diffuse_occlusion = vec3(sky) * mix(vec3(1.0, 0.93, 0.84), vec3(1.0), sky);
    pbr.specular_occlusion = sky * sky;

    pbr.material.base_color = vec4(look.colour, 1.0);
    pbr.material.perceptual_roughness = clamp(look.roughness, 0.05, 1.0);
    pbr.material.metallic = look.metallic;
    pbr.material.emissive = vec4(tint * look.glow * pbr.material.emissive.rgb, 1.0);

    var out: FragmentOutput;
    out.color = apply_pbr_lighting(pbr);
    out.color = main_pass_post_lighting_processing(pbr, out.color);
    return out;
}
