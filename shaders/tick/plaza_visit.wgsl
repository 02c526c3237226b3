// Choosing, visiting, sitting and being away: the twin of rules/plaza/{turn,visit,absent}.rs.

const PACE: u32 = 1u;
const GROWTH: u32 = 2u;
const COMING: u32 = 3u;
const LEAVING: u32 = 4u;
const CHOICE: u32 = 5u;
const SPOT: u32 = 6u;
const STAY_LENGTH: u32 = 7u;
const WIGGLE: u32 = 8u;
const DOOR: u32 = 9u;
const FRESH: u32 = 10u;
const LIMBO: u32 = 11u;
const CIRCLE: u32 = 12u;

const ARRIVED: u32 = 1u;
const SAT: u32 = 2u;
const MET: u32 = 3u;
const NEAR_PERSON: u32 = 4u;
const LEFT: u32 = 5u;
const CAME: u32 = 6u;

const NEAR_SQUARE: i32 = 4194304;
const LONGEST_WAY: u32 = 2250u;
const THERE: i32 = 160;
const AT_HAND: i32 = 256;
const WAITING: i32 = 1536;
const SITTING_DOWN: u32 = 18u;
const GOOD_ENOUGH: u32 = 45u;
const ASIDE: i32 = 1510441;
const LEAST_GETTING_UP: u32 = 9u;
const GETTING_UP: u32 = 45u;
const OFF_SEAT: i32 = 3277;
const DOOR_TICKS: u32 = 32u;
const NOBODY_CLAIMS: u32 = 0xffffffffu;

fn still() -> Wish {
    return Wish(vec2<i32>(1024, 0), 0, -1);
}

fn pace_of(t: ptr<function, Turn>) -> i32 {
    return 2415 + i32(habit((*t).id, PACE) & 1023u);
}

fn is_day(id: u32) -> bool {
    let minute = minute_of_day();
    let comes = param(2u) + habit(id, COMING) % param(4u);
    let leaves = param(3u) + habit(id, LEAVING) % param(4u);
    return comes <= minute && minute < leaves;
}

fn is_late(t: ptr<function, Turn>) -> bool {
    return (*t).kind == CROWD && (*t).mode == OWN && !is_day((*t).id);
}

fn grow_needs(t: ptr<function, Turn>) {
    if ((now.tick + (*t).id) & 63u) != 0u {
        return;
    }
    let habits = habit((*t).id, GROWTH);
    for (var need = 0u; need < 4u; need += 1u) {
        let more = 1u + ((habits >> (2u * need)) & 3u);
        set_need(t, need, min(need_of(t, need) + more, 255u));
    }
}

fn run_timer(t: ptr<function, Turn>) {
    if ((now.tick + (*t).id) & 3u) == 0u {
        (*t).timer = max((*t).timer, 1u) - 1u;
    }
}

fn is_mine(t: ptr<function, Turn>, slot: u32) -> bool {
    return (claimed(slot) & 0xffffffu) == (*t).id;
}

fn make_bid(t: ptr<function, Turn>, slot: u32, key: u32) {
    claim(slot, bid(key, (*t).id));
}

fn stay_of(t: ptr<function, Turn>) -> u32 {
    let dwell = there(t, DWELL);
    return (dwell & 0xffffu) + random((*t).id, STAY_LENGTH) % (dwell >> 16u);
}

fn enjoy(t: ptr<function, Turn>) {
    let offers = there(t, USE) >> 4u;
    for (var need = 0u; need < 4u; need += 1u) {
        let left = 15u - ((offers >> (4u * need)) & 15u);
        set_need(t, need, need_of(t, need) * left / 15u);
    }
}

fn metres_to(t: ptr<function, Turn>, at: u32) -> i32 {
    let dx = abs((place_int(at + AT_X) - (*t).x) >> 16u);
    let dy = abs((place_int(at + AT_Y) - (*t).y) >> 16u);
    return max(dx, dy) + min(dx, dy) / 2;
}

fn set_out(t: ptr<function, Turn>, before: u32, to: u32) {
    start(t, WALK, LONGEST_WAY);
    (*t).mode = OWN;
    (*t).last = before & 0xffu;
    set_plan(t, to, NO_SLOT);
}

fn choose(t: ptr<function, Turn>) {
    let before = destination_of(t);
    let list = district((*t).x, (*t).y);
    let chance = random((*t).id, CHOICE);
    var best = NOWHERE;
    var most = -2147483647;
    for (var i = 0u; i < list.y; i += 1u) {
        let index = place_word(list.x + i);
        let at = destination_at(index);
        let what = place_word(at + USE);
        let purpose = what & 15u;
        let going = tally(index);
        let room = place_word(at + ROOM);
        if purpose == ENTRANCE || (going >= room && purpose != LOOK) {
            continue;
        }
        var worth = i32(mix32(chance ^ index) & 1023u);
        if purpose == LOOK {
            worth -= i32((going << 6u) / room) * 16;
        }
        for (var need = 0u; need < 4u; need += 1u) {
            worth += i32(need_of(t, need) * ((what >> (4u + 4u * need)) & 15u));
        }
        worth -= 12 * metres_to(t, at);
        if (index & 0xffu) == (*t).last || index == before {
            worth -= 2500;
        }
        if worth > most {
            best = index;
            most = worth;
        }
    }
    set_out(t, before, best);
}

fn go_home(t: ptr<function, Turn>) {
    let list = district((*t).x, (*t).y);
    var best = NOWHERE;
    var least = 2147483647;
    for (var i = 0u; i < list.y; i += 1u) {
        let index = place_word(list.x + i);
        let at = destination_at(index);
        if (place_word(at + USE) & 15u) != ENTRANCE {
            continue;
        }
        let metres = metres_to(t, at);
        if metres < least {
            best = index;
            least = metres;
        }
    }
    set_out(t, destination_of(t), best);
}

// Straight to a point; `face` carries how far it is, in 1/1024 m.
fn toward(t: ptr<function, Turn>, x: i32, y: i32) -> Wish {
    var d = vec2<i32>(x - (*t).x, y - (*t).y) >> vec2<u32>(6u);
    let far = max(abs(d.x), abs(d.y)) >= 32768;
    if far {
        d = d >> vec2<u32>(11u);
    }
    let length = max(length_of(d.x, d.y), 1);
    let distance = select(length, 32768, far);
    return Wish(d * 1024 / length, min(pace_of(t), distance << 3u), distance);
}

fn straight(wish: Wish) -> Wish {
    return Wish(wish.e, wish.speed, -1);
}

fn angle_to(t: ptr<function, Turn>, x: i32, y: i32) -> i32 {
    let dx = clamp((x - (*t).x) >> 6u, -131071, 131071);
    let dy = clamp((y - (*t).y) >> 6u, -131071, 131071);
    return i32(angle(dx, dy));
}

fn decide(t: ptr<function, Turn>, sums: ptr<function, Sums>) -> Wish {
    if (*t).mode == POINT {
        return go_to_point(t);
    }
    if (*t).mode == STAY {
        return give_way(sums);
    }
    switch (*t).activity {
        case STAND: { return look(t, sums); }
        case QUEUE: { return wait_in_line(t); }
        case GROUP_UP: { return stand_together(t); }
        default: { return go(t); }
    }
}

fn go_to_point(t: ptr<function, Turn>) -> Wish {
    let shift = param(5u);
    let half = (1u << shift) >> 1u;
    let x = bitcast<i32>((((*t).plan & 0xffffu) << shift) + half);
    let y = bitcast<i32>((((*t).plan >> 16u) << shift) + half);
    let aim = toward(t, x, y);
    if aim.face >= THERE {
        return straight(aim);
    }
    if (*t).mark == 0u {
        (*t).mark = 1u;
        emit((*t).id, ARRIVED, NOWHERE);
    }
    return still();
}

fn give_way(sums: ptr<function, Sums>) -> Wish {
    let p = clamp((*sums).push, vec2<i32>(-8192), vec2<i32>(8192));
    let push = length_of(p.x, p.y);
    if (*sums).person >= ASIDE || push < 200 {
        return still();
    }
    return Wish(p * 1024 / push, 1000, -1);
}

fn look(t: ptr<function, Turn>, sums: ptr<function, Sums>) -> Wish {
    if (*t).timer == 0u && (*t).mode == OWN {
        enjoy(t);
        choose(t);
        return still();
    }
    var wish = give_way(sums);
    wish.face = angle_to(t, bitcast<i32>(there(t, AT_X)), bitcast<i32>(there(t, AT_Y)));
    return wish;
}

fn go(t: ptr<function, Turn>) -> Wish {
    if !has_destination(t) {
        choose(t);
        if !has_destination(t) {
            return still();
        }
    }
    let hopeless = (*t).stuck == 255u && (random((*t).id, SPOT) & 63u) == 0u;
    if ((*t).timer == 0u || hopeless) && (*t).mode == OWN {
        choose(t);
        return still();
    }
    let purpose = there(t, USE) & 15u;
    var mine = false;
    if purpose != LOOK && purpose != ENTRANCE && slot_of(t) != NO_SLOT {
        let slot = slot_of(t);
        if (*t).mark == 1u && slot - there(t, FIRST_CLAIM) >= there(t, POINT_COUNT) {
            (*t).mark = 0u;
            set_slot(t, NO_SLOT);
            return still();
        }
        mine = is_mine(t, slot);
        if mine {
            make_bid(t, slot, 0u);
        } else if (*t).mark == 1u {
            make_bid(t, slot, 1u);
        } else {
            set_slot(t, NO_SLOT);
        }
    }
    let inside = is_inside(t);
    if inside && slot_of(t) == NO_SLOT {
        find(t, purpose);
        if (*t).activity == AWAY || !has_destination(t) {
            return still();
        }
    }
    if inside && slot_of(t) != NO_SLOT {
        if purpose == SEATS {
            return go_to_seat(t, mine);
        }
        if purpose == LOOK {
            return go_to_spot(t);
        }
        return take_place(t, mine, purpose);
    }
    return follow_way(t);
}

fn follow_way(t: ptr<function, Turn>) -> Wish {
    if ((now.tick + (*t).id) & 3u) == 0u || (*t).way == UNKNOWN_WAY {
        let e = way_to(destination_of(t), (*t).x, (*t).y);
        (*t).way = select((angle(e.x, e.y) * 254u) >> 16u, NO_WAY, (e.x | e.y) == 0);
    }
    if (*t).way == NO_WAY {
        return straight(toward(t, bitcast<i32>(there(t, AT_X)), bitcast<i32>(there(t, AT_Y))));
    }
    let turn = ((*t).way * 65536u + 32768u) / 254u;
    return Wish(vec2<i32>(cosine(turn) >> 4u, sine(turn) >> 4u), pace_of(t), -1);
}

fn is_inside(t: ptr<function, Turn>) -> bool {
    let dx = clamp((bitcast<i32>(there(t, AT_X)) - (*t).x) >> 10u, -2048, 2048);
    let dy = clamp((bitcast<i32>(there(t, AT_Y)) - (*t).y) >> 10u, -2048, 2048);
    let radius = bitcast<i32>(there(t, RADIUS)) >> 10u;
    return dx * dx + dy * dy < radius * radius;
}

fn go_to_seat(t: ptr<function, Turn>, mine: bool) -> Wish {
    let seat = point_at(there(t, FIRST_POINT) + slot_of(t) - there(t, FIRST_CLAIM));
    let before = place_word(seat + 3u);
    let far = i32(before & 0xffffu);
    let way = before >> 16u;
    let x = place_int(seat) + ((cosine(way) * far) >> 10u);
    let y = place_int(seat + 1u) + ((sine(way) * far) >> 10u);
    let aim = toward(t, x, y);
    if aim.face < AT_HAND && mine {
        start(t, SIT_DOWN, SITTING_DOWN);
        return still();
    }
    if aim.face < select(WAITING, THERE, mine) {
        return still();
    }
    return straight(aim);
}

fn go_to_spot(t: ptr<function, Turn>) -> Wish {
    let slot = slot_of(t);
    let x = bitcast<i32>(there(t, AT_X)) + ((i32(slot & 1023u) - 512) << 11u);
    let y = bitcast<i32>(there(t, AT_Y)) + ((i32(slot >> 10u) - 512) << 11u);
    let aim = toward(t, x, y);
    if aim.face < AT_HAND || (*t).stuck > GOOD_ENOUGH {
        emit((*t).id, ARRIVED, destination_of(t));
        start(t, STAND, stay_of(t));
    }
    return straight(aim);
}

fn take_place(t: ptr<function, Turn>, mine: bool, purpose: u32) -> Wish {
    if !mine {
        return still();
    }
    emit((*t).id, ARRIVED, destination_of(t));
    if purpose == LINE {
        start(t, QUEUE, 0u);
        return wait_in_line(t);
    }
    start(t, GROUP_UP, stay_of(t));
    return stand_together(t);
}

fn lose_place(t: ptr<function, Turn>) -> Wish {
    start(t, WALK, max((*t).timer, 1u));
    set_slot(t, NO_SLOT);
    return still();
}

fn wait_in_line(t: ptr<function, Turn>) -> Wish {
    let first = there(t, FIRST_CLAIM);
    var slot = slot_of(t);
    if slot > first && is_mine(t, slot - 1u) {
        slot -= 1u;
        set_slot(t, slot);
    } else if !is_mine(t, slot) {
        return lose_place(t);
    } else if slot > first && claimed(slot - 1u) == NOBODY_CLAIMS {
        make_bid(t, slot - 1u, 1u);
    }
    let at = point_at(there(t, FIRST_POINT) + slot - first);
    let aim = toward(t, place_int(at), place_int(at + 1u));
    let is_there = aim.face < THERE;
    if slot == first && is_there && (*t).mark == 0u {
        (*t).mark = 1u;
        (*t).timer = stay_of(t);
    }
    if (*t).mark == 1u && (*t).timer == 0u {
        enjoy(t);
        choose(t);
        return still();
    }
    make_bid(t, slot, 0u);
    if is_there {
        return Wish(vec2<i32>(1024, 0), 0, i32(place_word(at + 2u)));
    }
    return straight(aim);
}

// How many hold a claim of the group that begins at `first`, and how many of them before `slot`.
fn members_of(first: u32, slot: u32) -> vec2<u32> {
    var found = vec2<u32>(0u);
    for (var i = first; i < first + GROUP_SLOTS; i += 1u) {
        let held = select(0u, 1u, claimed(i) != NOBODY_CLAIMS);
        found += vec2<u32>(held, select(0u, held, i < slot));
    }
    return found;
}

fn stand_together(t: ptr<function, Turn>) -> Wish {
    let first = there(t, FIRST_CLAIM);
    let slot = slot_of(t);
    if !is_mine(t, slot) {
        return lose_place(t);
    }
    if (*t).timer == 0u && (*t).mode == OWN {
        if (*t).mark == 1u {
            enjoy(t);
        }
        choose(t);
        return still();
    }
    make_bid(t, slot, 0u);
    let circle = (slot - first) / GROUP_SLOTS;
    let members = members_of(first + circle * GROUP_SLOTS, slot);
    let middle = point_at(there(t, FIRST_POINT) + circle);
    let mx = place_int(middle);
    let my = place_int(middle + 1u);
    let radius = 28836 + 7209 * (i32(members.x) - 1);
    let turn = place_word(middle + 2u) + members.y * 65536u / members.x;
    let x = mx + (((cosine(turn) >> 4u) * (radius >> 4u)) >> 6u);
    let y = my + (((sine(turn) >> 4u) * (radius >> 4u)) >> 6u);
    let aim = toward(t, x, y);
    if aim.face >= select(THERE, 2 * THERE, (*t).mark == 1u) {
        return straight(aim);
    }
    if members.x >= 2u && (*t).mark == 0u {
        (*t).mark = 1u;
        emit((*t).id, MET, first + circle * GROUP_SLOTS);
    }
    return Wish(vec2<i32>(1024, 0), 0, angle_to(t, mx, my));
}

fn find(t: ptr<function, Turn>, purpose: u32) {
    let first = there(t, FIRST_CLAIM);
    let count = there(t, POINT_COUNT);
    let chance = random((*t).id, SPOT);
    var slot = NO_SLOT;
    switch purpose {
        case LOOK: {
            find_spot(t, chance);
            return;
        }
        case ENTRANCE: {
            leave(t);
            return;
        }
        case SEATS: { slot = find_seat(first, count, chance); }
        case LINE: { slot = find_end_of_line(first, count); }
        default: { slot = find_group(first, count, chance); }
    }
    if slot != NO_SLOT {
        set_slot(t, slot);
        make_bid(t, slot, 1u + (chance >> 25u));
    } else if (*t).mode == OWN {
        choose(t);
    }
}

fn find_seat(first: u32, count: u32, chance: u32) -> u32 {
    for (var i = 0u; i < count; i += 1u) {
        let slot = first + ((chance + i) & 0xffffu) % count;
        if claimed(slot) == NOBODY_CLAIMS {
            return slot;
        }
    }
    return NO_SLOT;
}

fn find_end_of_line(first: u32, count: u32) -> u32 {
    var end = 0u;
    for (var i = 0u; i < count; i += 1u) {
        if claimed(first + i) != NOBODY_CLAIMS {
            end = i + 1u;
        }
    }
    return select(NO_SLOT, first + end, end < count);
}

fn find_group(first: u32, count: u32, chance: u32) -> u32 {
    var empty = NO_SLOT;
    for (var i = 0u; i < count; i += 1u) {
        let begins = first + ((chance + i) & 0xffffu) % count * GROUP_SLOTS;
        let members = members_of(begins, begins).x;
        let most = 2u + (habit(begins, CIRCLE) & 3u);
        if members == 0u {
            empty = select(empty, begins, empty == NO_SLOT);
        } else if members < most {
            var slot = begins;
            while slot < begins + GROUP_SLOTS - 1u && claimed(slot) != NOBODY_CLAIMS {
                slot += 1u;
            }
            return slot;
        }
    }
    return empty;
}

fn find_spot(t: ptr<function, Turn>, chance: u32) {
    let radius = bitcast<i32>(there(t, RADIUS)) >> 11u;
    for (var i = 0u; i < 4u; i += 1u) {
        let bits = mix32(chance ^ i);
        let far = (radius * (128 + i32((bits >> 16u) & 127u))) >> 8u;
        let ox = (cosine(bits) * far) >> 14u;
        let oy = (sine(bits) * far) >> 14u;
        let x = bitcast<i32>(there(t, AT_X)) + (ox << 11u);
        let y = bitcast<i32>(there(t, AT_Y)) + (oy << 11u);
        if is_free(x, y) {
            set_slot(t, u32(ox + 512) | (u32(oy + 512) << 10u));
            return;
        }
    }
}

fn leave(t: ptr<function, Turn>) {
    emit((*t).id, LEFT, destination_of(t));
    start(t, AWAY, 0u);
    (*t).mode = OWN;
    (*t).near_person = 0u;
    set_plan(t, NOWHERE, NO_SLOT);
}
