// Deeds that all activities share: the twin of rules/plaza/turn.rs, with the constants of visit.rs and absent.rs.

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
const PAUSE: u32 = 13u;
const PATIENCE_HABIT: u32 = 14u;
const TURNS: u32 = 15u;

const ARRIVED: u32 = 1u;
const SAT: u32 = 2u;
const MET: u32 = 3u;
const NEAR_PERSON: u32 = 4u;
const LEFT: u32 = 5u;
const CAME: u32 = 6u;
const UP: u32 = 7u;
// AT_X and AT_Y are words of a destination here.
const SEEN_X: u32 = 8u;
const SEEN_Y: u32 = 9u;

const NEAR_SQUARE: i32 = 4194304;
const LOOKERS: u32 = 2u;
const LONGEST_WAY: u32 = 2250u;
const THERE: i32 = 160;
const AT_HAND: i32 = 256;
const WAITING: i32 = 1536;
const SITTING_DOWN: u32 = 18u;
const GOOD_ENOUGH: u32 = 45u;
const LEAST_PATIENCE: u32 = 20u;
const HOPELESS: u32 = 120u;
const STILL_HELD_UP: u32 = 60u;
const YIELDING: u32 = 3u;
const ASIDE_PACE: i32 = 1500;
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
    return is_crowd((*t).kind) && (*t).mode == OWN && !is_day((*t).id);
}

fn grow_needs(t: ptr<function, Turn>) {
    if ((now.tick + (*t).id) & 63u) != 0u || !is_crowd((*t).kind) {
        return;
    }
    let habits = habit((*t).id, GROWTH);
    let weights = weights_of((*t).id);
    for (var need = 0u; need < 4u; need += 1u) {
        let more = (1u + ((habits >> (2u * need)) & 3u)) * ((weights >> (8u * need)) & 0xffu) / 4u;
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
    if !is_crowd((*t).kind) {
        return;
    }
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
    let needs = felt(t);
    var best = NOWHERE;
    var most = -2147483647;
    for (var i = 0u; i < list.y; i += 1u) {
        let index = place_word(list.x + i);
        let at = destination_at(index);
        let what = place_word(at + USE);
        let purpose = what & 15u;
        let going = tally(index);
        if purpose == ENTRANCE || going >= most_of(index) {
            continue;
        }
        var worth = i32(mix32(chance ^ index) & 1023u);
        worth -= dislike(purpose, going, place_word(at + ROOM));
        for (var need = 0u; need < 4u; need += 1u) {
            worth += i32(((needs >> (8u * need)) & 0xffu) * ((what >> (4u + 4u * need)) & 15u));
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
    if best == NOWHERE {
        wait_or_leave(t, chance);
    } else {
        set_out(t, before, best);
    }
}

fn wait_or_leave(t: ptr<function, Turn>, chance: u32) {
    if is_crowd((*t).kind) && (chance >> 8u) % 3u == 0u {
        go_home(t);
    } else {
        set_out(t, destination_of(t), NOWHERE);
    }
    if !has_destination(t) {
        (*t).timer = 60u + ((chance >> 16u) & 127u);
    }
}

fn most_of(index: u32) -> u32 {
    let at = destination_at(index);
    return place_word(at + ROOM) * select(1u, LOOKERS, (place_word(at + USE) & 15u) == LOOK);
}

fn dislike(purpose: u32, going: u32, room: u32) -> i32 {
    let load = i32((going << 6u) / room);
    return select(load * 4, load * 16 + max(load - 64, 0) * 16, purpose == LOOK);
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
