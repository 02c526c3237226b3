// The crowd in the sun's shadow maps.

#import bevy_render::view::View

@group(0) @binding(0) var<uniform> view: View;

@vertex
fn vertex(source: Source) -> @builtin(position) vec4<f32> {
    var at = view.clip_from_world * vec4(posed(source).at, 1.0);
    // Who stands between the sun and what the map shows casts a shadow too.
    at.z = min(at.z, 1.0);
    return at;
}
