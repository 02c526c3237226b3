// The place's words and an agent's words: the twin of rules/plaza/{tables,words,params}.rs.

const WALK: u32 = 0u;
const STAND: u32 = 1u;
const QUEUE: u32 = 2u;
const GROUP_UP: u32 = 3u;
const SIT: u32 = 4u;
const SIT_DOWN: u32 = 5u;
const GET_UP: u32 = 6u;
const AWAY: u32 = 7u;
const PLACED: u32 = 8u;
const STEERED: u32 = 9u;

const CROWD: u32 = 0u;
const NAMED: u32 = 1u;
const PERSON: u32 = 2u;
const WATCHED: u32 = 3u;

const OWN: u32 = 0u;
const TOLD: u32 = 1u;
const POINT: u32 = 2u;
const STAY: u32 = 3u;

const NO_WAY: u32 = 254u;
const UNKNOWN_WAY: u32 = 255u;

const NOWHERE: u32 = 0xfffu;
const NO_SLOT: u32 = 0xfffffu;

// Words of the header.
const COLUMNS: u32 = 0u;
const ROWS: u32 = 1u;
const SHIFT: u32 = 2u;
const ORIGIN_X: u32 = 3u;
const ORIGIN_Y: u32 = 4u;
const GROUND: u32 = 5u;
const STRIDE: u32 = 6u;
const ESCAPE: u32 = 7u;
const DESTINATIONS: u32 = 8u;
const DESTINATION_COUNT: u32 = 9u;
const POINTS: u32 = 10u;
const DISTRICTS: u32 = 11u;
const DISTRICT_COLUMNS: u32 = 12u;
const DISTRICT_ROWS: u32 = 13u;
const DISTRICT_SHIFT: u32 = 14u;
const CLAIMS: u32 = 15u;
const ENTRANCES: u32 = 16u;
const ENTRANCE_COUNT: u32 = 17u;
const ROLES: u32 = 18u;
const ROLE_COUNT: u32 = 19u;
const FINE: u32 = 20u;
const UNIT: u32 = 32u;

// Words of a destination.
const DESTINATION_WORDS: u32 = 12u;
const USE: u32 = 0u;
const AT_X: u32 = 1u;
const AT_Y: u32 = 2u;
const RADIUS: u32 = 3u;
const FIELD: u32 = 4u;
const WINDOW_AT: u32 = 5u;
const WINDOW_SIZE: u32 = 6u;
const FIRST_POINT: u32 = 7u;
const POINT_COUNT: u32 = 8u;
const FIRST_CLAIM: u32 = 9u;
const DWELL: u32 = 10u;
const ROOM: u32 = 11u;

const POINT_WORDS: u32 = 4u;

const LOOK: u32 = 0u;
const SEATS: u32 = 1u;
const LINE: u32 = 2u;
const GROUPS: u32 = 3u;
const ENTRANCE: u32 = 4u;
const GROUP_SLOTS: u32 = 5u;

// An agent during its step.
struct Turn {
    id: u32,
    x: i32,
    y: i32,
    vx: i32,
    vy: i32,
    heading: u32,
    activity: u32,
    kind: u32,
    near_person: u32,
    mark: u32,
    way: u32,
    needs: u32,
    plan: u32,
    timer: u32,
    stuck: u32,
    mode: u32,
    last: u32,
}

fn turn_of(me: Agent) -> Turn {
    let v = unpack(me.velocity);
    let clock = me.own.z;
    return Turn(
        me.id, me.x, me.y, v.x, v.y,
        me.word & 0xffffu,
        (me.word >> 16u) & 15u,
        (me.word >> 20u) & 3u,
        (me.word >> 22u) & 1u,
        (me.word >> 23u) & 1u,
        me.word >> 24u,
        me.own.x,
        me.own.y,
        clock & 0x3fffu,
        (clock >> 14u) & 0xffu,
        (clock >> 22u) & 3u,
        clock >> 24u,
    );
}

fn store_words(t: ptr<function, Turn>, me: ptr<function, Agent>) {
    (*me).word = (*t).heading | ((*t).activity << 16u) | ((*t).kind << 20u) | ((*t).near_person << 22u) | ((*t).mark << 23u) | ((*t).way << 24u);
    (*me).own = vec3<u32>(
        (*t).needs,
        (*t).plan,
        (*t).timer | ((*t).stuck << 14u) | ((*t).mode << 22u) | ((*t).last << 24u),
    );
}

fn is_crowd(kind: u32) -> bool {
    return kind == CROWD || kind == WATCHED;
}

// The slot that one whom a host moves holds.
fn held(t: ptr<function, Turn>) -> u32 {
    return select((*t).needs - 1u, 0xffffffffu, is_crowd((*t).kind));
}

fn felt(t: ptr<function, Turn>) -> u32 {
    return select(0u, (*t).needs, is_crowd((*t).kind));
}

fn destination_of(t: ptr<function, Turn>) -> u32 {
    return (*t).plan & NOWHERE;
}

fn slot_of(t: ptr<function, Turn>) -> u32 {
    return (*t).plan >> 12u;
}

fn set_plan(t: ptr<function, Turn>, destination: u32, slot: u32) {
    (*t).plan = destination | (slot << 12u);
}

fn set_slot(t: ptr<function, Turn>, slot: u32) {
    (*t).plan = ((*t).plan & NOWHERE) | (slot << 12u);
}

fn start(t: ptr<function, Turn>, activity: u32, timer: u32) {
    (*t).activity = activity;
    (*t).timer = timer;
    (*t).stuck = 0u;
    (*t).mark = 0u;
    (*t).way = UNKNOWN_WAY;
}

fn need_of(t: ptr<function, Turn>, which: u32) -> u32 {
    return ((*t).needs >> (8u * which)) & 0xffu;
}

fn set_need(t: ptr<function, Turn>, which: u32, value: u32) {
    let shift = 8u * which;
    (*t).needs = ((*t).needs & ~(0xffu << shift)) | (value << shift);
}

fn minute_of_day() -> u32 {
    let seconds = now.tick / 30u % 86400u * param(1u) % 86400u;
    return (param(0u) + seconds / 60u) % 1440u;
}

fn place_int(i: u32) -> i32 {
    return bitcast<i32>(place_word(i));
}

fn is_free(x: i32, y: i32) -> bool {
    return is_free_on(0u, x, y);
}

// Where the header of the ground begins that holds a body of an activity.
fn ground_under(activity: u32) -> u32 {
    let fine = activity == STEERED && place_word(FINE + COLUMNS) != 0u;
    return select(0u, FINE, fine);
}

fn is_free_on(ground: u32, x: i32, y: i32) -> bool {
    let shift = place_word(ground + SHIFT);
    let column = (x - place_int(ground + ORIGIN_X)) >> shift;
    let row = (y - place_int(ground + ORIGIN_Y)) >> shift;
    if column < 0 || row < 0 || column >= place_int(ground + COLUMNS) || row >= place_int(ground + ROWS) {
        return false;
    }
    let word = place_word(ground + GROUND) + u32(row) * place_word(ground + STRIDE) + u32(column) / 32u;
    return ((place_word(word) >> (u32(column) % 32u)) & 1u) == 1u;
}

// How much each need grows for an agent, in quarters: a byte each.
fn weights_of(id: u32) -> u32 {
    let first = place_word(ROLES);
    for (var role = 0u; role < place_word(ROLE_COUNT); role += 1u) {
        if id < place_word(first + 2u * role) {
            return place_word(first + 2u * role + 1u);
        }
    }
    return 0x04040404u;
}

fn destination_at(index: u32) -> u32 {
    return place_word(DESTINATIONS) + index * DESTINATION_WORDS;
}

fn point_at(index: u32) -> u32 {
    return place_word(POINTS) + index * POINT_WORDS;
}

fn has_destination(t: ptr<function, Turn>) -> bool {
    return ((*t).mode == OWN || (*t).mode == TOLD) && ((*t).plan & NOWHERE) < place_word(DESTINATION_COUNT);
}

// A word of the agent's destination.
fn there(t: ptr<function, Turn>, which: u32) -> u32 {
    return place_word(destination_at(destination_of(t)) + which);
}

// The list of destinations that matter at (x, y): first word and how many.
fn district(x: i32, y: i32) -> vec2<u32> {
    let shift = place_word(SHIFT) + place_word(DISTRICT_SHIFT);
    let column = clamp((x - place_int(ORIGIN_X)) >> shift, 0, place_int(DISTRICT_COLUMNS) - 1);
    let row = clamp((y - place_int(ORIGIN_Y)) >> shift, 0, place_int(DISTRICT_ROWS) - 1);
    let index = u32(row) * place_word(DISTRICT_COLUMNS) + u32(column);
    let word = place_word(place_word(DISTRICTS) + index);
    return vec2<u32>(word & 0xffffffu, word >> 24u);
}

fn way_byte(field: u32, corner: u32, size: u32, at: vec2<i32>) -> u32 {
    let column = at.x - i32(corner & 0xffffu);
    let row = at.y - i32(corner >> 16u);
    let columns = i32(size & 0xffffu);
    let rows = i32(size >> 16u);
    if column < 0 || row < 0 || column >= columns || row >= rows {
        return 0u;
    }
    // Tiles of 8 × 8.
    let tile = (u32(row) >> 3u) * ((u32(columns) + 7u) >> 3u) + (u32(column) >> 3u);
    let word = field + tile * 16u + (u32(row) & 7u) * 2u + ((u32(column) >> 2u) & 1u);
    return (place_word(word) >> (u32(column) % 4u * 8u)) & 0xffu;
}

fn unit_of(way: u32) -> vec2<i32> {
    return unpack(place_word(UNIT + (way & 127u)));
}

fn one_way(way: u32) -> vec2<i32> {
    if way < 128u {
        return vec2<i32>(0);
    }
    return unit_of(way) >> vec2<u32>(4u);
}

// The direction out of a blocked cell.
fn way_out(x: i32, y: i32) -> vec2<i32> {
    let size = place_word(COLUMNS) | (place_word(ROWS) << 16u);
    let p = vec2<i32>(x - place_int(ORIGIN_X), y - place_int(ORIGIN_Y));
    return one_way(way_byte(place_word(ESCAPE), 0u, size, p >> vec2<u32>(place_word(SHIFT))));
}

// The direction to a destination, bilinear between four cells; (0, 0) where there is none.
fn way_to(destination: u32, x: i32, y: i32) -> vec2<i32> {
    let at = destination_at(destination);
    let field = place_word(at + FIELD);
    let corner = place_word(at + WINDOW_AT);
    let size = place_word(at + WINDOW_SIZE);
    let shift = place_word(SHIFT);
    let half = 1i << (shift - 1u);
    let p = vec2<i32>(x - place_int(ORIGIN_X), y - place_int(ORIGIN_Y));
    let c = (p - half) >> vec2<u32>(shift);
    let share = ((p - half) >> vec2<u32>(shift - 6u)) & vec2<i32>(63);
    var sum = vec2<i32>(0);
    for (var k = 0; k < 4; k += 1) {
        let i = k & 1;
        let j = k >> 1u;
        let way = way_byte(field, corner, size, c + vec2<i32>(i, j));
        let share_x = select(64 - share.x, share.x, i == 1);
        let share_y = select(64 - share.y, share.y, j == 1);
        sum += unit_of(way) * (share_x * share_y * i32(way >> 7u));
    }
    let s = sum >> vec2<u32>(12u);
    let length = length_of(s.x, s.y);
    if length >= 4096 {
        return s * 1024 / length;
    }
    return one_way(way_byte(field, corner, size, p >> vec2<u32>(shift)));
}
