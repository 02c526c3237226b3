// One of the crowd where vertex shaders read no storage buffers: the processor has chosen who is drawn and hands each
// over as an instance (`stoa_render::crowd::plain`); figures and bones lie in textures.

// As `points` and `bones` of `figure.wgsl`, row by row.
@group(2) @binding(0) var points: texture_2d<u32>;
@group(2) @binding(1) var bones: texture_2d<f32>;
// The level's first point, its points for each variant, and its number.
@group(2) @binding(2) var<uniform> level: vec4<u32>;
// What those with slots do: see `turned_head`.
@group(2) @binding(3) var<uniform> acts: array<vec4<f32>, ACTS>;

struct Source {
    @builtin(vertex_index) point: u32,
    // x, y, z, and the heading in turns.
    @location(0) place: vec4<f32>,
    // Phase of the gait, speed, how far it sits, and the height's scale.
    @location(1) gait: vec4<f32>,
    // The variant, and an entry as in a list: who, share and level.
    @location(2) who: vec2<u32>,
    // Of the idle movements.
    @location(3) seconds: f32,
    // In sRGB, 8 bits a channel, by role.
    @location(4) colours: vec4<u32>,
    @location(5) more_colours: vec2<u32>,
}

fn point_word(at: u32) -> vec4<u32> {
    let columns = textureDimensions(points).x;
    return textureLoad(points, vec2<u32>(at % columns, at / columns), 0);
}

fn bone_row(at: u32) -> vec4<f32> {
    let columns = textureDimensions(bones).x;
    return textureLoad(bones, vec2<u32>(at % columns, at / columns), 0);
}

fn posed(source: Source) -> Posed {
    var now: Moment;
    now.at = source.place.xyz;
    now.heading = source.place.w;
    now.phase = source.gait.x;
    now.speed = source.gait.y;
    now.sitting = source.gait.z;
    now.seconds = source.seconds;
    let variant = source.who.x;
    let at = (level.x + variant * level.y + source.point) * 2u;
    let is_distant = level.z == DISTANT_LEVEL;
    var act = vec4(0.0);
    let slot = source.colours.x >> 24u;
    if slot < ACTS {
        act = acts[slot];
    }
    var out = posed_point(point_word(at), point_word(at + 1u), variant, source.gait.w, is_distant, now, act);
    out.share = entry_share(source.who.y);
    return out;
}

fn colour_of(source: Source, role: u32) -> u32 {
    if role < 4u {
        return source.colours[role];
    }
    return source.more_colours[role - 4u];
}
