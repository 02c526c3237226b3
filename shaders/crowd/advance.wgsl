// From a tick's agents to bodies as they are drawn, in the order of their numbers: one dispatch for each tick shown.

@group(0) @binding(0) var<uniform> scene: Scene;
// Two for each agent: (x, y, velocity, word), (id, own); in any order.
@group(0) @binding(1) var<storage, read> agents: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> old_bodies: array<Body>;
@group(0) @binding(3) var<storage, read_write> new_bodies: array<Body>;
// Of the ground, cell by cell; far below where there is none.
@group(0) @binding(4) var<storage, read> heights: array<f32>;
// By claim; far below where it is no seat.
@group(0) @binding(5) var<storage, read> seats: array<f32>;
@group(0) @binding(6) var<storage, read> looks: array<Look>;

const TICKS_PER_SECOND: f32 = 30.0;
const CELL_M: f32 = 0.25;
const NOTHING_M: f32 = -1e8;
// What one tick takes of the way to a new speed (0.09 s) and to a new heading (0.08 s).
const SPEED_SHARE: f32 = 0.31;
const HEADING_SHARE: f32 = 0.34;
// Sitting down and getting up take 0.57 s.
const SIT_STEP: f32 = 0.058823529;
// Steeper than a step between two cells is a wall.
const STEP_M: f32 = 0.45;

fn cell_height(cell: vec2<i32>) -> f32 {
    let size = vec2<i32>(scene.grid_size);
    if cell.x < 0 || cell.y < 0 || cell.x >= size.x || cell.y >= size.y {
        return 2.0 * NOTHING_M;
    }
    return heights[u32(cell.y) * scene.grid_size.x + u32(cell.x)];
}

// The height of the ground between the middles of cells; `old` where there is none.
fn ground_at(at: vec2<f32>, old: f32) -> f32 {
    let place = (at - scene.grid_origin) / CELL_M;
    let here = cell_height(vec2<i32>(floor(place)));
    let low = floor(place - 0.5);
    let share = place - 0.5 - low;
    var sum = 0.0;
    var weight = 0.0;
    for (var i = 0; i < 4; i++) {
        let corner = vec2<i32>(i & 1, i >> 1);
        let height = cell_height(vec2<i32>(low) + corner);
        let far = select(1.0 - share, share, corner == vec2<i32>(1));
        let near = here < NOTHING_M || abs(height - here) < STEP_M;
        if height > NOTHING_M && near {
            sum += height * far.x * far.y;
            weight += far.x * far.y;
        }
    }
    return select(old, sum / max(weight, 1e-6), weight > 1e-4);
}

fn velocity_of(word: u32) -> vec2<f32> {
    let x = bitcast<i32>(word << 16u) >> 16u;
    let y = bitcast<i32>(word) >> 16u;
    return vec2<f32>(vec2<i32>(x, y)) / 65536.0 * TICKS_PER_SECOND;
}

fn start_phase(id: u32) -> f32 {
    return f32((id * 2654435769u) >> 8u) / 16777216.0;
}

@compute @workgroup_size(64)
fn advance(@builtin(global_invocation_id) invocation: vec3<u32>) {
    let slot = invocation.x;
    if slot >= arrayLength(&agents) / 2u {
        return;
    }
    let pose = agents[slot * 2u];
    let own = agents[slot * 2u + 1u];
    let i = own.x - scene.first;
    if own.x < scene.first || i >= scene.count {
        return;
    }
    if looks[i].scale <= 0.0 {
        // Hidden.
        new_bodies[i] = Body();
        return;
    }
    let old = old_bodies[i];
    let activity = (pose.w >> 16u) & 15u;
    let heading = f32(pose.w & 0xffffu) / 65536.0;
    let at = scene.origin + vec2<f32>(bitcast<vec2<i32>>(pose.xy)) / 65536.0;
    let way = at - old.at;
    let far = length(way);
    let fresh = !is_here(old) || far > CARRIED_M;
    let seated = activity == SIT || activity == SIT_DOWN;
    let on_foot = !seated && old.sitting <= 0.0;

    var body: Body;
    body.at = at;
    body.state = activity | KNOWN;
    if fresh {
        body.heading = heading;
        body.phase = start_phase(own.x);
        body.speed = select(0.0, length(velocity_of(pose.z)), !seated);
        body.sitting = f32(seated);
        body.ground = ground_at(at, 0.0);
        body.seat = body.ground + 0.45;
    } else {
        body.heading = old.heading + HEADING_SHARE * turned(heading - old.heading);
        let moved = select(0.0, far, on_foot);
        body.speed = old.speed + SPEED_SHARE * (moved * TICKS_PER_SECOND - old.speed);
        let angle = body.heading * 6.2831853;
        let ahead = select(-1.0, 1.0, dot(way, vec2(cos(angle), sin(angle))) >= 0.0);
        // As `stoa_render::body::motion::gait::stride_m`.
        let stride = looks[i].scale * (0.60 + 0.46 * body.speed);
        body.phase = fract(old.phase + ahead * moved / stride);
        let goal = f32(seated);
        body.sitting = old.sitting + clamp(goal - old.sitting, -SIT_STEP, SIT_STEP);
        body.ground = ground_at(at, old.ground);
        body.seat = old.seat;
    }
    if seated {
        let claim = own.z >> 12u;
        if claim < scene.seats {
            let seat = seats[claim];
            if seat > NOTHING_M {
                body.seat = seat;
            }
        }
    }
    new_bodies[i] = body;
}
