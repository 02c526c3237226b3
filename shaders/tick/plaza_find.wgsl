// Which slot to take: the twin of rules/plaza/find.rs.

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
    start(t, AWAY, 225u + random((*t).id, PAUSE) % 675u);
    (*t).mode = OWN;
    (*t).near_person = 0u;
    set_plan(t, NOWHERE, NO_SLOT);
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
