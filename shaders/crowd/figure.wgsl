// One of the crowd, read from the device's own buffers: who is drawn, where everybody is, who looks how.

@group(2) @binding(0) var<uniform> scene: Scene;
@group(2) @binding(1) var<storage, read> old_bodies: array<Body>;
@group(2) @binding(2) var<storage, read> bodies: array<Body>;
@group(2) @binding(3) var<storage, read> looks: array<Look>;
// Two for each point of each variant, level by level: (place, normal), (bones and share, paint, 0, 0).
@group(2) @binding(4) var<storage, read> points: array<vec4<u32>>;
// Three rows for each bone of each frame of each variant.
@group(2) @binding(5) var<storage, read> bones: array<vec4<f32>>;
@group(2) @binding(6) var<storage, read> shown: array<u32>;
// The level's first point, its points for each variant, and its number.
@group(2) @binding(7) var<uniform> level: vec4<u32>;
// What those with slots do: see `turned_head`.
@group(2) @binding(8) var<uniform> acts: array<vec4<f32>, ACTS>;

// A point of somebody in the list.
struct Source {
    @builtin(vertex_index) point: u32,
    @builtin(instance_index) instance: u32,
}

fn bone_row(at: u32) -> vec4<f32> {
    return bones[at];
}

fn moment(person: u32, scale: f32) -> Moment {
    let old = old_bodies[person];
    let body = bodies[person];
    var part = scene.part;
    if !is_here(old) || distance(old.at, body.at) > CARRIED_M {
        part = 1.0;
    }
    var now: Moment;
    now.heading = old.heading + turned(body.heading - old.heading) * part;
    now.phase = old.phase + turned(body.phase - old.phase) * part;
    now.speed = mix(old.speed, body.speed, part);
    now.sitting = mix(old.sitting, body.sitting, part);
    let ground = mix(old.ground, body.ground, part);
    let at = mix(old.at, body.at, part);
    let seated = smoothstep(0.0, 1.0, now.sitting);
    now.at = vec3(at.x, mix(ground, body.seat - SEAT_M * scale, seated), at.y);
    now.seconds = scene.time_s + f32((person * 40503u) & 0xffffu) * 0.001;
    return now;
}

fn posed(source: Source) -> Posed {
    let entry = shown[source.instance];
    let person = entry & WHO;
    let variant = looks[person].variant;
    let scale = looks[person].scale;
    let at = (level.x + variant * level.y + source.point) * 2u;
    let is_distant = level.z == DISTANT_LEVEL;
    var act = vec4(0.0);
    let slot = looks[person].colours[0] >> 24u;
    if slot < ACTS {
        act = acts[slot];
    }
    var out = posed_point(points[at], points[at + 1u], variant, scale, is_distant, moment(person, scale), act);
    out.share = entry_share(entry);
    return out;
}

// In sRGB, 8 bits a channel.
fn colour_of(source: Source, role: u32) -> u32 {
    return looks[shown[source.instance] & WHO].colours[role];
}
