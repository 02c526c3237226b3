// What every pass over the crowd shares. `ROLES` and the numbers of the clips come before this text
// (`stoa_render::crowd::shaders`).

struct Scene {
    // Where (0, 0) of the tick lies: x and z in metres.
    origin: vec2<f32>,
    // The corner of the grid of heights, in metres, and its columns and rows.
    grid_origin: vec2<f32>,
    grid_size: vec2<u32>,
    // The number of the first of the crowd in the tick, and how many there are.
    first: u32,
    count: u32,
    // How far the picture is from the tick before to the one that is shown.
    part: f32,
    time_s: f32,
    // Up to where people are drawn in full, up to where they are more than shapes, and up to where they cast shadows,
    // in metres.
    near_m: f32,
    middle_m: f32,
    shadow_m: f32,
    // Entries of the table of seats.
    seats: u32,
    // Entries between two lists of those who are drawn.
    stride: u32,
    unused: u32,
    // Where the shadow of somebody's head falls, seen from the feet: x and z in metres.
    shade: vec2<f32>,
    unused_more: vec2<u32>,
}

// One of the crowd at a tick, as it is drawn.
struct Body {
    // x and z in metres.
    at: vec2<f32>,
    // In turns, from +x toward +z.
    heading: f32,
    // Of the gait, in cycles: it goes on with the distance, so that feet do not slide.
    phase: f32,
    // Eased, in m/s.
    speed: f32,
    // 0 on foot, 1 on the seat.
    sitting: f32,
    // Heights in metres: the ground, and the seat it sits on or sat on last.
    ground: f32,
    seat: f32,
    // Activity, and KNOWN.
    state: u32,
    unused_a: u32,
    unused_b: u32,
    unused_c: u32,
}

// Colours in sRGB, 8 bits a channel.
struct Look {
    variant: u32,
    scale: f32,
    colours: array<u32, ROLES>,
}

const KNOWN: u32 = 16u;
const SIT: u32 = 4u;
const SIT_DOWN: u32 = 5u;
const AWAY: u32 = 7u;
// Nobody moves so far in a tick: it was carried away.
const CARRIED_M: f32 = 1.0;

fn is_here(body: Body) -> bool {
    return (body.state & KNOWN) != 0u && (body.state & 15u) != AWAY;
}

// An entry of a list: who, how much of the finer of two levels is seen at a pixel's threshold, and whether this is the
// coarser one.
const WHO: u32 = 0xffffffu;
const COARSER: u32 = 0x80000000u;

fn entry_of(who: u32, share: u32, coarser: bool) -> u32 {
    return who | (share << 24u) | select(0u, COARSER, coarser);
}

// The part of the pixels, from -1 to 1: the lower thresholds up to it, or, of the coarser level, the others.
fn entry_share(entry: u32) -> f32 {
    let share = f32((entry >> 24u) & 127u) / 127.0;
    return select(share, share - 1.0, (entry & COARSER) != 0u);
}

// The shorter way round.
fn turned(turns: f32) -> f32 {
    return turns - round(turns);
}
