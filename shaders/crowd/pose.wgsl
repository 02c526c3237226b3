// A point of a figure in its pose, moved by the baked animation (`stoa_render::crowd::clips`). Whatever is put before
// this text has `bone_row`: three rows for each bone of each frame of each variant.

struct Bone {
    x: vec4<f32>,
    y: vec4<f32>,
    z: vec4<f32>,
}

// Somebody at the moment that is drawn.
struct Moment {
    at: vec3<f32>,
    heading: f32,
    phase: f32,
    speed: f32,
    sitting: f32,
    // Of the idle movements.
    seconds: f32,
}

struct Posed {
    at: vec3<f32>,
    normal: vec3<f32>,
    // Of the figure at rest, a metre 72 tall.
    rest: vec3<f32>,
    paint: u32,
    // `entry_share`.
    share: f32,
    // How far the mouth is open, 0 to 1.
    mouth: f32,
}

fn mixed(a: Bone, b: Bone, t: f32) -> Bone {
    return Bone(mix(a.x, b.x, t), mix(a.y, b.y, t), mix(a.z, b.z, t));
}

fn frame_bone(first: u32, frame: u32, bone: u32) -> Bone {
    let at = ((first + frame) * BONES + bone) * 3u;
    return Bone(bone_row(at), bone_row(at + 1u), bone_row(at + 2u));
}

// Between two frames of a clip that goes round.
fn round_clip(first: u32, count: u32, cycles: f32, bone: u32) -> Bone {
    let at = fract(cycles) * f32(count);
    let frame = min(u32(at), count - 1u);
    return mixed(
        frame_bone(first, frame, bone),
        frame_bone(first, (frame + 1u) % count, bone),
        at - f32(frame),
    );
}

// Between two frames of a clip with two ends.
fn straight_clip(first: u32, count: u32, part: f32, bone: u32) -> Bone {
    let at = clamp(part, 0.0, 1.0) * f32(count - 1u);
    let frame = min(u32(at), count - 2u);
    return mixed(
        frame_bone(first, frame, bone),
        frame_bone(first, frame + 1u, bone),
        at - f32(frame),
    );
}

// There and back again.
fn idle_clip(first: u32, count: u32, seconds: f32, bone: u32) -> Bone {
    let cycle = fract(seconds / (2.0 * IDLE_STEP_S * f32(count - 1u)));
    return straight_clip(first, count, 1.0 - abs(1.0 - 2.0 * cycle), bone);
}

fn walk_clip(first: u32, speed: f32, phase: f32, bone: u32) -> Bone {
    let at = clamp((speed - WALK_SLOW) / WALK_STEP, 0.0, f32(WALK_SPEEDS - 1u));
    let slow = min(u32(at), WALK_SPEEDS - 2u);
    return mixed(
        round_clip(first + slow * WALK_FRAMES, WALK_FRAMES, phase, bone),
        round_clip(first + (slow + 1u) * WALK_FRAMES, WALK_FRAMES, phase, bone),
        at - f32(slow),
    );
}

fn posed_bone(variant: u32, bone: u32, now: Moment) -> Bone {
    let first = variant * FRAMES;
    if now.sitting >= 1.0 {
        return idle_clip(first + SIT_FIRST, SIT_FRAMES, now.seconds, bone);
    }
    let going = smoothstep(0.06, 0.30, now.speed);
    var pose: Bone;
    if going < 1.0 {
        pose = idle_clip(first + STAND_FIRST, STAND_FRAMES, now.seconds, bone);
    }
    if going > 0.0 {
        let walk = walk_clip(first + WALK_FIRST, now.speed, now.phase, bone);
        if going < 1.0 {
            pose = mixed(pose, walk, going);
        } else {
            pose = walk;
        }
    }
    if now.sitting > 0.0 {
        let half = straight_clip(first + RISE_FIRST, RISE_FRAMES, now.sitting, bone);
        let sits = idle_clip(first + SIT_FIRST, SIT_FRAMES, now.seconds, bone);
        pose = mixed(pose, half, smoothstep(0.0, 0.25, now.sitting));
        pose = mixed(pose, sits, smoothstep(0.75, 1.0, now.sitting));
    }
    return pose;
}

// The nearest frame: enough for a shape in the distance.
fn nearest_bone(variant: u32, bone: u32, now: Moment) -> Bone {
    let first = variant * FRAMES;
    if now.sitting >= 0.5 {
        return frame_bone(first, SIT_FIRST, bone);
    }
    if now.speed < 0.18 {
        return frame_bone(first, STAND_FIRST, bone);
    }
    let speed = u32(clamp((now.speed - WALK_SLOW) / WALK_STEP + 0.5, 0.0, f32(WALK_SPEEDS - 1u)));
    let frame = min(u32(fract(now.phase) * f32(WALK_FRAMES)), WALK_FRAMES - 1u);
    return frame_bone(first, WALK_FIRST + speed * WALK_FRAMES + frame, bone);
}

// How much of a point hangs on the head.
fn head_share(worn: u32) -> f32 {
    let second = f32((worn >> 16u) & 0xffu) / 255.0;
    let a = worn & 0xffu;
    let b = (worn >> 8u) & 0xffu;
    return select(0.0, 1.0 - second, a == HEAD_BONE || a == TAIL_BONE)
        + select(0.0, second, b == HEAD_BONE || b == TAIL_BONE);
}

// What a head that looks to the left and up (radians, the first two of an act) makes of a way from its neck.
fn turned_head(way: vec3<f32>, act: vec4<f32>) -> vec3<f32> {
    let up = vec2(cos(act.y), sin(act.y));
    let left = vec2(cos(act.x), sin(act.x));
    let raised = vec3(way.x, up.x * way.y - up.y * way.z, up.y * way.y + up.x * way.z);
    return vec3(left.x * raised.x + left.y * raised.z, raised.y, left.x * raised.z - left.y * raised.x);
}

// A point's two words (`stoa_render::crowd::points`), of a figure of this variant and height.
fn posed_point(place: vec4<u32>, worn: vec4<u32>, variant: u32, scale: f32, is_distant: bool, now: Moment, act: vec4<f32>) -> Posed {
    let rest = bitcast<vec3<f32>>(place.xyz);
    let rest_normal = unpack4x8snorm(place.w).xyz;

    var bone: Bone;
    if is_distant {
        bone = nearest_bone(variant, worn.x & 0xffu, now);
    } else {
        bone = posed_bone(variant, worn.x & 0xffu, now);
        let share = f32((worn.x >> 16u) & 0xffu) / 255.0;
        if share > 0.0 {
            bone = mixed(bone, posed_bone(variant, (worn.x >> 8u) & 0xffu, now), share);
        }
    }
    let p = vec4(rest, 1.0);
    let n = vec4(rest_normal, 0.0);
    var placed = vec3(dot(bone.x, p), dot(bone.y, p), dot(bone.z, p));
    var normal = vec3(dot(bone.x, n), dot(bone.y, n), dot(bone.z, n));
    let of_head = head_share(worn.x);
    if of_head > 0.0 && !is_distant && any(act.xy != vec2(0.0)) {
        let head = posed_bone(variant, HEAD_BONE, now);
        let neck = vec4(HEAD_AT, 1.0);
        let pivot = vec3(dot(head.x, neck), dot(head.y, neck), dot(head.z, neck));
        placed = mix(placed, pivot + turned_head(placed - pivot, act), of_head);
        normal = mix(normal, turned_head(normal, act), of_head);
    }
    let local = placed * scale;
    let angle = now.heading * 6.2831853;
    // Figures look along -z.
    let ahead = vec3(cos(angle), 0.0, sin(angle));
    let right = vec3(-ahead.z, 0.0, ahead.x);

    var out: Posed;
    out.at = now.at + right * local.x + vec3(0.0, local.y, 0.0) - ahead * local.z;
    out.normal = normalize(right * normal.x + vec3(0.0, normal.y, 0.0) - ahead * normal.z);
    out.rest = rest;
    out.paint = worn.y;
    out.mouth = act.z;
    return out;
}
