//! A rule set that uses everything an engine offers: claims, tallies, events, commands, place words, minima.

use stoa_tick::board::{Board, UNCLAIMED};
use stoa_tick::cells::{Bounds, METRE};
use stoa_tick::math::{angle, cosine, isqrt, sine};
use stoa_tick::rules::{Agent, BoardSize, Context, Event, Neighbour, PARAM_WORDS, Rules, pack};
use stoa_tick::world::World;

pub const CLAIMS: u32 = 40;
const TALLIES: u32 = 8;

#[derive(Clone)]
pub struct Probe;

#[derive(Clone, Copy)]
pub struct Sums {
    nearest: u32,
    largest: u32,
    turn: u32,
}

impl Rules for Probe {
    const NAME: &'static str = "probe";
    const WGSL: &'static str = WGSL;
    const MAX_EVENTS: u32 = 2;
    type Sums = Sums;

    fn params(&self) -> [u32; PARAM_WORDS] {
        let mut words = [0; PARAM_WORDS];
        words[17] = 3_000 * 3_000;
        words
    }

    fn board(&self) -> BoardSize {
        BoardSize {
            claims: CLAIMS,
            tallies: TALLIES,
        }
    }

    fn command(&self, _: &Context, me: &mut Agent, words: [u32; 3]) {
        (me.x, me.y) = (words[0] as i32, words[1] as i32);
        me.word = words[2];
    }

    fn begin(&self, context: &Context, me: &Agent) -> Sums {
        Sums {
            nearest: u32::MAX,
            largest: context.habit(me.id, 9) & 0xff,
            turn: 0,
        }
    }

    fn meet(&self, sums: &mut Sums, _: &Agent, other: &Neighbour) {
        if other.square() <= 3_000 * 3_000 {
            sums.nearest = sums.nearest.min(other.square());
            sums.largest = sums.largest.max(other.word);
            let (vx, _) = other.velocity();
            sums.turn = sums
                .turn
                .wrapping_add(angle(other.dx, other.dy))
                .wrapping_add(vx as u32);
        }
    }

    fn finish(&self, context: &Context, me: &mut Agent, sums: &Sums) {
        let slot = me.id % CLAIMS;
        let held = context.board.claimed(slot);
        if held != UNCLAIMED && held & 0x00ff_ffff == me.id {
            me.own[0] += 1;
            context.emit(Event {
                id: me.id,
                kind: 1,
                argument: held >> 24,
            });
        }
        context
            .board
            .claim(slot, Board::bid(context.random(me.id, 1) % 255, me.id));
        context
            .board
            .add_tally(me.id % TALLIES, sums.largest & 0xff);
        me.own[1] = context.board.tally(me.id % TALLIES);
        me.own[2] = isqrt(sums.nearest) ^ (sums.turn << 16);
        me.word = context.random(me.id, 2) & context.place[(me.id & 3) as usize];
        if me.word == 0 {
            context.emit(Event {
                id: me.id,
                kind: 2,
                argument: context.tick,
            });
        }
        let heading = sums.turn.wrapping_add(context.random(me.id, 3));
        let (vx, vy) = (cosine(heading), sine(heading));
        me.velocity = pack(vx, vy);
        me.x = (me.x + vx).clamp(0, context.bounds.width - 1);
        me.y = (me.y + vy).clamp(0, context.bounds.height - 1);
    }
}

const WGSL: &str = "
struct Sums { nearest: u32, largest: u32, turn: u32 }

fn command(me: ptr<function, Agent>, words: vec3<u32>) {
    (*me).x = bitcast<i32>(words.x);
    (*me).y = bitcast<i32>(words.y);
    (*me).word = words.z;
}

fn begin(me: Agent) -> Sums {
    return Sums(0xffffffffu, habit(me.id, 9u) & 0xffu, 0u);
}

fn meet(sums: ptr<function, Sums>, me: Agent, other: Neighbour) {
    let square = u32(other.dx * other.dx + other.dy * other.dy);
    if square <= param(17u) {
        (*sums).nearest = min((*sums).nearest, square);
        (*sums).largest = max((*sums).largest, other.word);
        (*sums).turn += angle(other.dx, other.dy) + bitcast<u32>(unpack(other.velocity).x);
    }
}

fn finish(me: ptr<function, Agent>, sums: ptr<function, Sums>) {
    let id = (*me).id;
    let slot = id % world.claims;
    let held = claimed(slot);
    if held != 0xffffffffu && (held & 0xffffffu) == id {
        (*me).own.x += 1u;
        emit(id, 1u, held >> 24u);
    }
    claim(slot, bid(random(id, 1u) % 255u, id));
    add_tally(id % world.tallies, (*sums).largest & 0xffu);
    (*me).own.y = tally(id % world.tallies);
    (*me).own.z = isqrt((*sums).nearest) ^ ((*sums).turn << 16u);
    (*me).word = random(id, 2u) & place_word(id & 3u);
    if (*me).word == 0u {
        emit(id, 2u, now.tick);
    }
    let heading = (*sums).turn + random(id, 3u);
    let vx = cosine(heading);
    let vy = sine(heading);
    (*me).velocity = pack(vx, vy);
    (*me).x = clamp((*me).x + vx, 0, world.width - 1);
    (*me).y = clamp((*me).y + vy, 0, world.height - 1);
}
";

/// `agents` in 60 m × 40 m, three metres' view.
pub fn world(agents: u32) -> World {
    let bounds = Bounds {
        width: 60 * METRE,
        height: 40 * METRE,
    };
    World {
        bounds,
        radius: 3 * METRE,
        divisor: 1,
        seed: 11,
        agents: (0..agents)
            .map(|i| Agent {
                x: (i.wrapping_mul(2_654_435_761) % bounds.width as u32) as i32,
                y: (i.wrapping_mul(40_503) % bounds.height as u32) as i32,
                id: i * 3 + 1,
                ..Agent::default()
            })
            .collect(),
        place: vec![0xf, 0xff, 0x3f, 0x1f, 5],
        event_room: None,
    }
}
