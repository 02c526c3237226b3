// Enlarges the part of a picture that the world was drawn into to the whole picture.
#import bevy_core_pipeline::fullscreen_vertex_shader::FullscreenVertexOutput

struct Part {
    // The drawn part's share of the picture's width and height.
    share: vec2<f32>,
    // The middle of its last texel: nothing beyond is read.
    last: vec2<f32>,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var smooth_sampler: sampler;
@group(0) @binding(2) var<uniform> part: Part;

@fragment
fn fragment(in: FullscreenVertexOutput) -> @location(0) vec4<f32> {
    return textureSampleLevel(picture, smooth_sampler, min(in.uv * part.share, part.last), 0.0);
}
