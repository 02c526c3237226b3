// Getting to a destination and being there: the twin of rules/plaza/visit.rs.

fn decide(t: ptr<function, Turn>, sums: ptr<function, Sums>) -> Wish {
    if (*t).mode == POINT {
        return go_to_point(t);
    }
    if (*t).mode == STAY {
        if (*t).activity == STEERED {
            return be_steered(t, sums);
        }
        return give_way(sums);
    }
    switch (*t).activity {
        case STAND: { return look(t, sums); }
        case QUEUE: { return wait_in_line(t); }
        case GROUP_UP: { return stand_together(t); }
        default: { return go(t, sums); }
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

fn be_steered(t: ptr<function, Turn>, sums: ptr<function, Sums>) -> Wish {
    let v = unpack((*t).plan);
    let speed = length_of(v.x, v.y);
    if speed == 0 {
        return give_way(sums);
    }
    return Wish(v * 1024 / speed, speed, -1);
}

fn give_way(sums: ptr<function, Sums>) -> Wish {
    if (*sums).person >= ASIDE {
        return still();
    }
    return make_room(sums);
}

fn make_room(sums: ptr<function, Sums>) -> Wish {
    let p = clamp((*sums).push, vec2<i32>(-8192), vec2<i32>(8192));
    let push = length_of(p.x, p.y);
    if push < 200 {
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

fn go(t: ptr<function, Turn>, sums: ptr<function, Sums>) -> Wish {
    if !has_destination(t) {
        if (*t).mode == OWN && (*t).timer > 0u {
            return make_room(sums);
        }
        choose(t);
        if !has_destination(t) {
            return still();
        }
    }
    let hopeless = (*t).stuck > HOPELESS && (random((*t).id, SPOT) & 127u) == 0u;
    if ((*t).timer == 0u || hopeless) && (*t).mode == OWN {
        choose(t);
        (*t).stuck = select(0u, STILL_HELD_UP, hopeless);
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
    if !inside && thinks_again(t, purpose) {
        choose(t);
        return still();
    }
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
    let way = follow_way(t);
    if yields(t, sums) {
        return step_aside(t, way);
    }
    return way;
}

fn thinks_again(t: ptr<function, Turn>, purpose: u32) -> bool {
    let moment = ((now.tick + (*t).id) & 63u) == 0u;
    if !moment || (*t).mode != OWN || purpose == ENTRANCE || slot_of(t) != NO_SLOT {
        return false;
    }
    let index = destination_of(t);
    let going = tally(index);
    let most = most_of(index);
    return going > most && random((*t).id, SPOT) % max(going, 1u) < 2u * (going - most);
}

fn yields(t: ptr<function, Turn>, sums: ptr<function, Sums>) -> bool {
    let patience = LEAST_PATIENCE + (habit((*t).id, PATIENCE_HABIT) & 31u);
    if (*t).stuck <= patience || (*t).way >= NO_WAY || (*sums).against == 0 {
        return false;
    }
    let line = habit(now.tick >> 9u, TURNS) ^ (((now.tick >> 8u) & 1u) << 15u);
    return ((line - (*t).way * 65536u / 254u) & 0x8000u) == 0u;
}

fn step_aside(t: ptr<function, Turn>, way: Wish) -> Wish {
    (*t).stuck = min((*t).stuck + YIELDING, 255u);
    let e = vec2<i32>(-350 * way.e.x - 962 * way.e.y, 962 * way.e.x - 350 * way.e.y);
    return Wish(e >> vec2<u32>(10u), ASIDE_PACE, -1);
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
    var radius = bitcast<i32>(there(t, RADIUS)) >> 10u;
    if (there(t, USE) & 15u) == LOOK {
        let cell = 1i << (place_word(SHIFT) - 10u);
        radius = max(radius, cell) + cell * 3 / 2;
    }
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
