// People in a place: the twin of crates/stoa_tick/src/rules/plaza, part by part under the same names. The other parts
// are plaza_place, plaza_walk, plaza_turn, plaza_find and plaza_visit.wgsl.

const MOST_STEP: i32 = 13107;

// As order.rs: its orders.
const GO_TO: u32 = 1u;
const VISIT: u32 = 2u;
const TAKE_SEAT: u32 = 3u;
const REMAIN: u32 = 4u;
const PLACE: u32 = 5u;
const STEER: u32 = 6u;
const HOLD: u32 = 7u;
const WATCH: u32 = 8u;
const LEAVE: u32 = 9u;

fn command(me: ptr<function, Agent>, words: vec3<u32>) {
    let seen = *me;
    var t = turn_of(seen);
    let kind = words.x & 0xffu;
    if kind == HOLD {
        if !is_crowd(t.kind) && words.y <= place_word(CLAIMS) {
            t.needs = words.y;
        }
    } else if kind == WATCH {
        if is_crowd(t.kind) {
            t.kind = select(WATCHED, CROWD, words.y == 0u);
        }
    } else {
        go_on(me, &t, words);
    }
    store_words(&t, me);
}

fn go_on(me: ptr<function, Agent>, t: ptr<function, Turn>, words: vec3<u32>) {
    let kind = words.x & 0xffu;
    let seated = (*t).activity == SIT || (*t).activity == SIT_DOWN;
    let seat_kept = kind == TAKE_SEAT && seated && slot_of(t) == words.z;
    if seated && !seat_kept {
        emit((*t).id, UP, slot_of(t));
    }
    let by_itself = kind != GO_TO && kind != REMAIN && kind != PLACE && kind != STEER;
    if by_itself && !is_crowd((*t).kind) {
        (*t).needs = 0u;
    }
    if kind == PLACE {
        place_body(me, t, words);
    } else if kind == STEER {
        if (*t).activity != STEERED {
            start(t, STEERED, 0u);
            (*t).mode = STAY;
        }
        let wish = clamp(unpack(words.y), vec2<i32>(-MOST_WISH), vec2<i32>(MOST_WISH));
        (*t).plan = pack(wish.x, wish.y);
    } else if kind == LEAVE {
        start(t, AWAY, 0u);
        (*t).mode = STAY;
        (*t).near_person = 0u;
        set_plan(t, NOWHERE, NO_SLOT);
    } else if seat_kept {
        (*t).mode = TOLD;
    } else {
        if seated || (*t).activity == GET_UP {
            start(t, GET_UP, GETTING_UP);
        } else if (*t).activity == AWAY {
            start(t, AWAY, 0u);
        } else {
            start(t, WALK, 0u);
        }
        (*t).mark = select(0u, 1u, kind == TAKE_SEAT);
        set_goal(t, words);
    }
}

fn set_goal(t: ptr<function, Turn>, words: vec3<u32>) {
    let kind = words.x & 0xffu;
    let shift = param(5u);
    if kind == GO_TO {
        (*t).mode = POINT;
        (*t).plan = ((words.y >> shift) & 0xffffu) | (((words.z >> shift) & 0xffffu) << 16u);
    } else if kind == VISIT || kind == TAKE_SEAT {
        (*t).mode = TOLD;
        set_plan(t, words.y & NOWHERE, words.z & NO_SLOT);
    } else {
        (*t).mode = select(OWN, STAY, kind == REMAIN);
        set_plan(t, NOWHERE, NO_SLOT);
    }
}

fn place_body(me: ptr<function, Agent>, t: ptr<function, Turn>, words: vec3<u32>) {
    let x = clamp(bitcast<i32>(words.y), 0, world.width - 1);
    let y = clamp(bitcast<i32>(words.z), 0, world.height - 1);
    let first = (*t).activity != PLACED;
    var moved = vec2<i32>(x - (*me).x, y - (*me).y);
    if first || moved.x < -32767 || moved.x > 32767 {
        moved.x = 0;
    }
    if first || moved.y < -32767 || moved.y > 32767 {
        moved.y = 0;
    }
    (*me).velocity = pack(moved.x, moved.y);
    (*me).x = x;
    (*me).y = y;
    (*t).heading = words.x >> 16u;
    if first {
        start(t, PLACED, 0u);
        (*t).mode = STAY;
        set_plan(t, NOWHERE, NO_SLOT);
    }
}

fn senses(activity: u32, velocity: u32, plan: u32, id: u32) -> bool {
    if activity == SIT || activity == SIT_DOWN || activity == GET_UP || activity == AWAY || activity == PLACED {
        return false;
    }
    let fourth = ((now.tick + id) & 3u) == 0u;
    if activity == STAND || activity == QUEUE || activity == GROUP_UP {
        return velocity != 0u || fourth;
    }
    if activity == STEERED {
        return velocity != 0u || plan != 0u || fourth;
    }
    return true;
}

fn finish(me: ptr<function, Agent>, sums: ptr<function, Sums>) {
    let seen = *me;
    var t = turn_of(seen);
    let sensed = senses(t.activity, seen.velocity, t.plan, seen.id);
    if !sensed {
        forget(sums);
    }
    switch t.activity {
        case AWAY: { be_away(&t); }
        case SIT: {
            grow_needs(&t);
            sit(&t);
        }
        case SIT_DOWN: {
            grow_needs(&t);
            sit_down(&t);
        }
        case GET_UP: {
            grow_needs(&t);
            get_up(&t);
        }
        case PLACED: {}
        default: {
            grow_needs(&t);
            run_timer(&t);
            if sensed {
                notice_person(&t, sums);
            }
            be_on_foot(&t, sums);
        }
    }
    let hold = held(&t);
    if hold < place_word(CLAIMS) {
        make_bid(&t, hold, 0u);
    }
    if has_destination(&t) {
        add_tally(destination_of(&t), 1u);
    }
    report(&t);
    (*me).x = t.x;
    (*me).y = t.y;
    (*me).velocity = pack(t.vx, t.vy);
    store_words(&t, me);
}

// As seen.rs.
fn report(t: ptr<function, Turn>) {
    if (*t).kind == WATCHED || ((*t).kind == NAMED && (*t).activity != PLACED) {
        let rest = ((*t).heading << 8u) | ((*t).activity << 24u);
        emit((*t).id, SEEN_X | rest, bitcast<u32>((*t).x));
        emit((*t).id, SEEN_Y | rest, bitcast<u32>((*t).y));
    }
}

fn notice_person(t: ptr<function, Turn>, sums: ptr<function, Sums>) {
    if (*sums).person < NEAR_SQUARE && (*t).near_person == 0u {
        (*t).near_person = 1u;
        emit((*t).id, NEAR_PERSON, 0u);
    } else if (*sums).person == NOBODY {
        (*t).near_person = 0u;
    }
}

fn be_on_foot(t: ptr<function, Turn>, sums: ptr<function, Sums>) {
    if ((now.tick + (*t).id) & 3u) == 0u && is_late(t) {
        var leaves = false;
        if has_destination(t) {
            leaves = (there(t, USE) & 15u) == ENTRANCE;
        }
        if !leaves {
            go_home(t);
        }
    }
    var wish = decide(t, sums);
    if (*t).activity == AWAY {
        return;
    }
    let ground = ground_under((*t).activity);
    let walls = is_free_on(ground, (*t).x, (*t).y);
    if !walls {
        let e = way_out((*t).x, (*t).y);
        if (e.x | e.y) != 0 {
            wish = Wish(e, pace_of(t), -1);
        }
    }
    var wiggle = 0u;
    if (*t).stuck > PATIENCE {
        wiggle = mix32(habit((*t).id, WIGGLE) ^ (now.tick >> 6u));
    }
    steer(t, wish, sums, wiggle);
    if wish.face >= 0 {
        (*t).heading = turned((*t).heading, u32(wish.face), 1699);
    }
    let shift = select(4u, 6u, (*t).stuck > PATIENCE);
    let press = clamp((*sums).press >> vec2<u32>(shift), vec2<i32>(-MOST_PRESS), vec2<i32>(MOST_PRESS));
    let d = clamp(vec2<i32>((*t).vx, (*t).vy) + press, vec2<i32>(-MOST_STEP), vec2<i32>(MOST_STEP));
    let x = clamp((*t).x + d.x, 0, world.width - 1);
    let y = clamp((*t).y + d.y, 0, world.height - 1);
    if !walls || is_free_on(ground, x, y) {
        (*t).x = x;
        (*t).y = y;
    } else if is_free_on(ground, x, (*t).y) {
        (*t).x = x;
        (*t).vy = 0;
    } else if is_free_on(ground, (*t).x, y) {
        (*t).y = y;
        (*t).vx = 0;
    } else {
        (*t).vx = 0;
        (*t).vy = 0;
    }
}

// As absent.rs.
fn sit(t: ptr<function, Turn>) {
    run_timer(t);
    (*t).vx = 0;
    (*t).vy = 0;
    if has_lost_seat(t) {
        return;
    }
    make_bid(t, slot_of(t), 0u);
    if (*t).mode == OWN && ((*t).timer == 0u || is_late(t)) {
        enjoy(t);
        leave_seat(t);
    }
}

fn leave_seat(t: ptr<function, Turn>) {
    emit((*t).id, UP, slot_of(t));
    if (*t).mode == OWN {
        (*t).last = destination_of(t) & 0xffu;
        set_plan(t, NOWHERE, NO_SLOT);
    } else {
        set_slot(t, NO_SLOT);
    }
    start(t, GET_UP, GETTING_UP);
}

fn has_lost_seat(t: ptr<function, Turn>) -> bool {
    let slot = slot_of(t);
    let lost = claimed(slot) != NOBODY_CLAIMS && !is_mine(t, slot);
    if lost {
        leave_seat(t);
    }
    return lost;
}

fn sit_down(t: ptr<function, Turn>) {
    if has_lost_seat(t) {
        (*t).vx = 0;
        (*t).vy = 0;
        return;
    }
    let slot = slot_of(t);
    make_bid(t, slot, 0u);
    let seat = point_at(there(t, FIRST_POINT) + slot - there(t, FIRST_CLAIM));
    let heading = place_word(seat + 2u);
    let ticks = i32(max((*t).timer, 1u));
    (*t).vx = clamp((place_int(seat) - (*t).x) / ticks, -32767, 32767);
    (*t).vy = clamp((place_int(seat + 1u) - (*t).y) / ticks, -32767, 32767);
    (*t).x += (*t).vx;
    (*t).y += (*t).vy;
    (*t).heading = turned((*t).heading, heading, TURN);
    (*t).timer = max((*t).timer, 1u) - 1u;
    if (*t).timer == 0u {
        (*t).vx = 0;
        (*t).vy = 0;
        (*t).heading = heading;
        emit((*t).id, SAT, slot);
        start(t, SIT, stay_of(t));
    }
}

fn get_up(t: ptr<function, Turn>) {
    var e = way_out((*t).x, (*t).y);
    if (e.x | e.y) == 0 {
        e = vec2<i32>(cosine((*t).heading) >> 4u, sine((*t).heading) >> 4u);
    }
    (*t).vx = (e.x * OFF_SEAT) >> 10u;
    (*t).vy = (e.y * OFF_SEAT) >> 10u;
    (*t).x = clamp((*t).x + (*t).vx, 0, world.width - 1);
    (*t).y = clamp((*t).y + (*t).vy, 0, world.height - 1);
    (*t).timer = max((*t).timer, 1u) - 1u;
    let up = (*t).timer + LEAST_GETTING_UP <= GETTING_UP && is_free((*t).x, (*t).y);
    if up || (*t).timer == 0u {
        let mark = (*t).mark;
        start(t, WALK, select(1u, 0u, (*t).mode == OWN));
        (*t).mark = select(0u, mark, (*t).mode == TOLD);
    }
}

fn is_welcome(entrance: u32, chance: u32) -> bool {
    let list = district(place_int(entrance + AT_X), place_int(entrance + AT_Y));
    for (var i = 0u; i < list.y; i += 1u) {
        let index = place_word(list.x + ((chance >> 8u) + i) % list.y);
        if (place_word(destination_at(index) + USE) & 15u) != ENTRANCE {
            return tally(index) * 4u < most_of(index) * 3u;
        }
    }
    return true;
}

fn be_away(t: ptr<function, Turn>) {
    run_timer(t);
    (*t).vx = 0;
    (*t).vy = 0;
    let rows = u32(max((world.height >> 16u) - 1, 1));
    let row = habit((*t).id, LIMBO) % rows;
    (*t).x = 65536;
    (*t).y = min((i32(row) << 16u) + 32768, world.height - 1);
    let doors = place_word(ENTRANCE_COUNT);
    let called = (*t).mode == TOLD || (*t).mode == POINT;
    let wakes = is_crowd((*t).kind) && (*t).mode == OWN && (*t).timer == 0u && is_day((*t).id);
    let comes = called || wakes;
    if doors == 0u || !comes {
        return;
    }
    let chance = mix32(habit((*t).id, DOOR) ^ (now.tick / DOOR_TICKS));
    let entrance = place_word(place_word(ENTRANCES) + (chance & 0xffffu) % doors);
    let at = destination_at(entrance);
    let spot = (chance >> 16u) % place_word(at + POINT_COUNT);
    let slot = place_word(at + FIRST_CLAIM) + spot;
    let phase = slot & 15u;
    if now.tick % DOOR_TICKS == phase {
        if called || is_welcome(at, chance) {
            make_bid(t, slot, 1u);
        }
    } else if now.tick % DOOR_TICKS == phase + 1u && is_mine(t, slot) {
        let door = point_at(place_word(at + FIRST_POINT) + spot);
        (*t).x = place_int(door);
        (*t).y = place_int(door + 1u);
        (*t).heading = place_word(door + 2u);
        emit((*t).id, CAME, entrance);
        let mark = (*t).mark;
        start(t, WALK, select(1u, 0u, (*t).mode == OWN));
        (*t).mark = mark;
        if is_crowd((*t).kind) {
            (*t).needs = random((*t).id, FRESH) & 0x7f7f7f7fu;
            set_need(t, 2u, need_of(t, 2u) + 64u);
        }
    }
}
