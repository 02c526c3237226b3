// Flockers: the twin of crates/stoa_tick/src/rules/flockers/mod.rs, where the bounds are proven.

const JUMP: i32 = 22938;
const RANDOMNESS: i32 = 3277;
const PUSH: u32 = 1u;

struct Sums {
    count: i32,
    way: vec2<i32>,
    velocity: vec2<i32>,
    push: vec2<i32>,
}

fn command(me: ptr<function, Agent>, words: vec3<u32>) {
    (*me).velocity = words.x;
}

fn begin(me: Agent) -> Sums {
    return Sums(0, vec2<i32>(0), vec2<i32>(0), vec2<i32>(0));
}

fn meet(sums: ptr<function, Sums>, me: Agent, other: Neighbour) {
    let d = vec2<i32>(other.dx, other.dy);
    let square = u32(d.x * d.x + d.y * d.y);
    if square > param(0u) {
        return;
    }
    // 2²⁴ / (s² + 1,024), nearly: a float's bits are about its logarithm. Both conversions are exact.
    let s = min(square >> 15u, 4095u);
    let divisor = f32(s * s + 1024u);
    let weight = i32(bitcast<f32>((0x8af3u << 16u) - bitcast<u32>(divisor)));
    (*sums).count += 1;
    (*sums).way += d;
    (*sums).velocity += unpack(other.velocity);
    (*sums).push += (weight * d) >> vec2<u32>(6u);
}

// Cohesion, consistency and avoidance.
fn urge(count: i32, way: vec2<i32>, velocity: vec2<i32>, push: vec2<i32>) -> vec2<i32> {
    let mean = push / count;
    let rest = push - mean * count;
    let numerator = way * 32 / 5 + velocity * 2 / count - rest * 100;
    return numerator / count - mean * 100;
}

fn jump(way: vec2<i32>) -> vec2<i32> {
    let bits = 32u - countLeadingZeros(u32(abs(way.x)) | u32(abs(way.y)));
    let shift = max(bits, 15u) - 15u;
    let d = way >> vec2<u32>(shift);
    let length = i32(max(isqrt(u32(d.x * d.x) + u32(d.y * d.y)), 1u));
    return d * JUMP / length;
}

fn wrap(place: i32, side: i32) -> i32 {
    let up = select(place, place + side, place < 0);
    return select(up, up - side, up >= side);
}

fn finish(me: ptr<function, Agent>, sums: ptr<function, Sums>) {
    let momentum = unpack((*me).velocity);
    let turn = random((*me).id, PUSH);
    let push = vec2<i32>(cosine(turn), sine(turn));
    var way = 2 * momentum + ((push * RANDOMNESS) >> vec2<u32>(14u));
    if (*sums).count > 0 {
        way += urge((*sums).count, (*sums).way, (*sums).velocity, (*sums).push);
    }
    let velocity = jump(way);
    (*me).velocity = pack(velocity.x, velocity.y);
    (*me).x = wrap((*me).x + 2 * velocity.x, world.width);
    (*me).y = wrap((*me).y + 2 * velocity.y, world.height);
}
