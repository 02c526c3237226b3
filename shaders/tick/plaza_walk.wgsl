// Gathering and steering: the twin of rules/plaza/{sense,walk}.rs, where the sources are named and the bounds proven.

const REACH: i32 = 3072;
const TOUCH: i32 = 512;
const PERSONAL: i32 = 717;
const ARM: i32 = 819;
const HORIZON: i32 = 64;
const FOLLOW: i32 = 430;
const HALF_WIDTH: i32 = 405;
const SQUEEZE: i32 = 100;
const FAST: i32 = 1638;
const WIDE_GAP: i32 = 8192;
const AGAINST: i32 = 75;
const NOBODY: i32 = 2147483647;
// Activities of those who are in others' way.
const COUNTS: u32 = 0x36fu;

const MOST_WISH: i32 = 8000;
const TURN: i32 = 3034;
const HEADWAY: i32 = 25;
const MOST_PUSH: i32 = 8192;
const LEAST_WISH: i32 = 300;
const PATIENCE: u32 = 30u;
const CREEP: i32 = 800;
const INERTIA: i32 = 300;
const CHANGE: i32 = 546;
const FASTEST: i32 = 16384;
const MOST_PRESS: i32 = 2000;

struct Sums {
    // What the agent brings.
    v: vec2<i32>,
    h: vec2<i32>,
    half_width: i32,
    nudge: vec2<i32>,
    way: i32,
    // What is gathered.
    push: vec2<i32>,
    press: vec2<i32>,
    gap: i32,
    sides: vec4<i32>,
    person: i32,
    against: i32,
}

struct Wish {
    e: vec2<i32>,
    speed: i32,
    // Where to look while standing; -1: as before.
    face: i32,
}

fn forget(sums: ptr<function, Sums>) {
    (*sums).push = vec2<i32>(0);
    (*sums).press = vec2<i32>(0);
    (*sums).gap = WIDE_GAP;
    (*sums).sides = vec4<i32>(WIDE_GAP);
    (*sums).person = NOBODY;
    (*sums).against = 0;
}

fn begin(me: Agent) -> Sums {
    let v = clamp(unpack(me.velocity) >> vec2<u32>(2u), vec2<i32>(-FAST), vec2<i32>(FAST));
    let heading = me.word & 0xffffu;
    let stuck = i32((me.own.z >> 14u) & 0xffu);
    let chance = mix32(me.id);
    return Sums(
        v,
        vec2<i32>(cosine(heading) >> 4u, sine(heading) >> 4u),
        HALF_WIDTH - min(stuck, SQUEEZE),
        vec2<i32>(cosine(chance) >> 9u, sine(chance) >> 9u),
        i32(me.word >> 24u),
        vec2<i32>(0),
        vec2<i32>(0),
        WIDE_GAP,
        vec4<i32>(WIDE_GAP),
        NOBODY,
        0,
    );
}

fn room_in(along: i32, beside: i32, half_width: i32) -> i32 {
    let in_the_way = abs(beside) < half_width && along > 0;
    return max(along - FOLLOW + ((beside * beside) >> 10u), 0) + select(WIDE_GAP, 0, in_the_way);
}

fn meet(sums: ptr<function, Sums>, me: Agent, other: Neighbour) {
    var d = vec2<i32>(other.dx, other.dy);
    if d.x * d.x + d.y * d.y >= REACH * REACH || ((COUNTS >> ((other.word >> 16u) & 15u)) & 1u) == 0u {
        return;
    }
    if (d.x | d.y) == 0 {
        d = (*sums).nudge;
    }
    let square = d.x * d.x + d.y * d.y;
    let v = clamp(unpack(other.velocity) >> vec2<u32>(2u), vec2<i32>(-FAST), vec2<i32>(FAST));
    let w = v - (*sums).v;

    // Giving way.
    let closing = -(d.x * w.x + d.y * w.y);
    let is_person = ((other.word >> 20u) & 3u) == PERSON;
    if closing > 0 {
        let speed2 = w.x * w.x + w.y * w.y + 1;
        let ticks = min((closing << 4u) / speed2, HORIZON);
        let m = d + ((w * ticks) >> vec2<u32>(4u));
        let depth = max(PERSONAL * PERSONAL - (m.x * m.x + m.y * m.y), 0) >> 10u;
        let left = HORIZON - ticks;
        let weight = ((depth * left * left) >> 12u) << select(0u, 1u, is_person);
        let cross = w.x * d.y - w.y * d.x + (max(abs(w.x), abs(w.y)) << 7u);
        let side = select(1, -1, cross < 0);
        (*sums).push.x += (w.y * side * weight) >> 9u;
        (*sums).push.y -= (w.x * side * weight) >> 9u;
    }

    // Distance.
    let h = (*sums).h;
    let ahead = d.x * h.x + d.y * h.y;
    let arm = (max(ARM * ARM - square, 0) >> 10u) >> select(0u, 2u, ahead < 0);
    (*sums).push -= (d * arm) >> vec2<u32>(8u);

    // Overlap.
    let overlap = max(TOUCH * TOUCH - square, 0);
    (*sums).press -= (d * overlap) >> vec2<u32>(9u);

    // Room in five directions.
    let f = d + (v >> vec2<u32>(1u));
    let along = (f.x * h.x + f.y * h.y) >> 10u;
    let beside = (h.x * f.y - h.y * f.x) >> 10u;
    let sum = ((along + beside) * 181) >> 8u;
    let less = ((along - beside) * 181) >> 8u;
    let wide = (*sums).half_width;
    (*sums).gap = min((*sums).gap, room_in(along, beside, wide));
    (*sums).sides = min((*sums).sides, vec4<i32>(
        room_in(sum, less, wide),
        room_in(less, sum, wide),
        room_in(beside, along, wide),
        room_in(-beside, along, wide),
    ));

    if is_person {
        (*sums).person = min((*sums).person, square);
    }

    // Somebody goes another way, or might.
    let way = i32(other.word >> 24u);
    let apart = abs((*sums).way - way);
    let opposite = abs(apart - 127) <= 127 - AGAINST && way < i32(NO_WAY);
    (*sums).against |= select(0, 1, opposite || ((other.word >> 19u) & 1u) == 1u);
}

fn turned(from_heading: u32, to: u32, most: i32) -> u32 {
    let way = bitcast<i32>((to - from_heading) << 16u) >> 16u;
    return (from_heading + bitcast<u32>(clamp(way, -most, most))) & 0xffffu;
}

fn length_of(x: i32, y: i32) -> i32 {
    return i32(isqrt(bitcast<u32>(x * x + y * y)));
}

fn pace_in(gap: i32) -> i32 {
    return (gap << 6u) / HEADWAY;
}

fn worth_of(gap: i32, heading: u32, to: u32, speed: i32) -> i32 {
    let along = cosine(to - heading) >> 4u;
    return (min(speed, pace_in(gap)) * along) >> 10u;
}

fn steer(t: ptr<function, Turn>, wish: Wish, sums: ptr<function, Sums>, chance: u32) {
    let vx = clamp((*t).vx, -FASTEST, FASTEST);
    let vy = clamp((*t).vy, -FASTEST, FASTEST);
    let p = clamp((*sums).push, vec2<i32>(-MOST_PUSH), vec2<i32>(MOST_PUSH));
    let e = wish.e;
    let along = (e.x * p.x + e.y * p.y) >> 10u;
    let beside = (e.x * p.y - e.y * p.x) >> 10u;
    let held_up = (*t).stuck > PATIENCE;
    let restless = select(0, i32((*t).stuck), held_up);
    let wiggle = ((bitcast<i32>(chance) >> 16u) * restless) >> 16u;
    let forward = max(1024 + along, LEAST_WISH);
    let aside = clamp(beside + wiggle, -3 * forward, 3 * forward);
    let to = angle((e.x * forward - e.y * aside) >> 10u, (e.y * forward + e.x * aside) >> 10u);
    let wished = (wish.speed * min(forward, 1024)) >> 10u;

    // The turn that promises the most progress.
    var target_heading = to;
    var turned_aside = false;
    var most = worth_of((*sums).gap, (*t).heading, to, wish.speed) + INERTIA;
    let gaps = (*sums).sides;
    let turns = vec4<u32>(8192u, 57344u, 16384u, 49152u);
    let blocked = pace_in((*sums).gap) < wish.speed;
    for (var i = 0u; blocked && i < 4u; i += 1u) {
        let aim = (*t).heading + turns[i];
        let worth = worth_of(gaps[i], aim, to, wish.speed);
        if worth > most {
            most = worth;
            target_heading = aim;
            turned_aside = true;
        }
    }
    if wish.speed > 0 {
        (*t).heading = turned((*t).heading, target_heading, TURN);
    }
    let heading = (*t).heading;

    let creep = select(0, min(i32((*t).stuck) * 8, CREEP), held_up);
    let room = max(pace_in((*sums).gap), creep);
    let faced = select(max(cosine(to - heading) >> 4u, 0), 1024, turned_aside);
    let speed = (min(wished, room) * faced) >> 10u;
    let goal = vec2<i32>(((cosine(heading) >> 4u) * speed) >> 10u, ((sine(heading) >> 4u) * speed) >> 10u);
    let c = goal - vec2<i32>(vx, vy);
    let change = length_of(c.x, c.y);
    var v = goal;
    if change > CHANGE {
        v = vec2<i32>(vx, vy) + c * CHANGE / change;
    }
    (*t).vx = v.x;
    (*t).vy = v.y;
    let progress = (v.x * e.x + v.y * e.y) >> 10u;
    if wish.speed > 0 && progress * 4 < wish.speed {
        (*t).stuck = min((*t).stuck + 1u, 255u);
    } else {
        (*t).stuck = max((*t).stuck, 4u) - 4u;
    }
}
