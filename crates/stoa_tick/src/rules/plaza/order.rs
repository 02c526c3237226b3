//! What a host may tell an agent: goals of minds, and where bodies are that it moves itself.

use super::{
    absent::GETTING_UP,
    tables::{self, Tables},
    turn::UP,
    walk::MOST_WISH,
    words::{
        AWAY, CROWD, GET_UP, NO_SLOT, NOWHERE, OWN, PLACED, POINT, SIT, SIT_DOWN, STAY, STEERED,
        State, TOLD, WALK, WATCHED, held, is_crowd,
    },
};
use crate::rules::{Agent, Context, Event, pack, unpack};

/// One order. It holds until the next; [`Order::Hold`] and [`Order::Watch`] leave the one before as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Follow your own needs again.
    Release,
    /// Go to this point (1/65536 m, in the world's bounds), straight: a waypoint in sight. Stay there.
    GoTo { x: i32, y: i32 },
    /// Go to this destination and use it: sit, stand in line (then you are free again), stand together, look, or leave.
    Visit { destination: u32 },
    /// Sit on this seat: a claim, see [`super::BuiltPlace::slot`]. While somebody sits there, wait beside it.
    Sit { destination: u32, slot: u32 },
    /// Stay where you are.
    Stay,
    /// Be here, looking there: a body that the host moves. Its velocity is what it moved since the last order.
    Place { x: i32, y: i32, heading: u32 },
    /// Walk with this velocity (1/65536 m a tick, each part within ±[`MOST_WISH`]) as far as others and walls let you;
    /// without one stand and give way. From a seat, and from out of sight, at once and where you are.
    Walk { vx: i32, vy: i32 },
    /// Hold this claim, whatever you do; `None`: hold none. For the named and for persons only, and for claims that
    /// there are; nothing else about them changes. [`Order::Release`], [`Order::Visit`], [`Order::Sit`] and
    /// [`Order::Leave`] end it. Of two who hold one the smaller id wins, so hosts' bodies have smaller ids than the
    /// crowd: who sits there then gets up.
    Hold { slot: Option<u32> },
    /// Report where you are in every tick (see [`super::seen()`]), or no longer. For the crowd only.
    Watch { watched: bool },
    /// Be out of sight at once, and stay there until told otherwise.
    Leave,
}

pub(super) const GO_TO: u32 = 1;
pub(super) const VISIT: u32 = 2;
pub(super) const TAKE_SEAT: u32 = 3;
pub(super) const REMAIN: u32 = 4;
pub(super) const PLACE: u32 = 5;
pub(super) const STEER: u32 = 6;
pub(super) const HOLD: u32 = 7;
pub(super) const WATCH: u32 = 8;
pub(super) const LEAVE: u32 = 9;

impl Order {
    /// The words of a command.
    pub fn words(self) -> [u32; 3] {
        match self {
            Self::Release => [0, 0, 0],
            Self::GoTo { x, y } => [GO_TO, x as u32, y as u32],
            Self::Visit { destination } => [VISIT, destination, NO_SLOT],
            Self::Sit { destination, slot } => [TAKE_SEAT, destination, slot],
            Self::Stay => [REMAIN, 0, 0],
            Self::Place { x, y, heading } => [PLACE | heading << 16, x as u32, y as u32],
            Self::Walk { vx, vy } => [STEER, wish(vx, vy), 0],
            Self::Hold { slot } => [HOLD, slot.map_or(0, |slot| slot.saturating_add(1)), 0],
            Self::Watch { watched } => [WATCH, u32::from(watched), 0],
            Self::Leave => [LEAVE, 0, 0],
        }
    }
}

/// A velocity as a plan.
fn wish(vx: i32, vy: i32) -> u32 {
    let part = |v: i32| v.clamp(-MOST_WISH, MOST_WISH);
    pack(part(vx), part(vy))
}

/// Does as told.
pub fn obey(context: &Context, me: &mut Agent, words: [u32; 3], point_shift: u32) {
    let mut state = State::of(me);
    let kind = words[0] & 0xff;
    match kind {
        HOLD => {
            let most = Tables(context.place).word(tables::CLAIMS);
            if !is_crowd(state.kind) && words[1] <= most {
                state.needs = words[1];
            }
        }
        WATCH => {
            if is_crowd(state.kind) {
                state.kind = if words[1] == 0 { CROWD } else { WATCHED };
            }
        }
        _ => go_on(context, me, &mut state, words, point_shift),
    }
    state.store(me);
}

/// Begins something else.
fn go_on(context: &Context, me: &mut Agent, state: &mut State, words: [u32; 3], point_shift: u32) {
    let kind = words[0] & 0xff;
    let seated = matches!(state.activity, SIT | SIT_DOWN);
    let seat_kept = kind == TAKE_SEAT && seated && state.slot() == words[2];
    if seated && !seat_kept {
        context.emit(Event {
            id: me.id,
            kind: UP,
            argument: state.slot(),
        });
    }
    let by_itself = !matches!(kind, GO_TO | REMAIN | PLACE | STEER);
    if by_itself && !is_crowd(state.kind) {
        state.needs = 0;
    }
    match kind {
        PLACE => place(context, me, state, words),
        STEER => {
            let (vx, vy) = unpack(words[1]);
            if state.activity != STEERED {
                state.start(STEERED, 0);
                state.mode = STAY;
            }
            state.plan = wish(vx, vy);
        }
        LEAVE => {
            state.start(AWAY, 0);
            state.mode = STAY;
            state.near_person = 0;
            state.set_plan(NOWHERE, NO_SLOT);
        }
        _ if seat_kept => state.mode = TOLD,
        _ => {
            // Told to sit on a seat that is being taken: the claim is bid for from now on.
            let mark = u32::from(kind == TAKE_SEAT);
            match state.activity {
                SIT | SIT_DOWN | GET_UP => state.start(GET_UP, GETTING_UP),
                AWAY => state.start(AWAY, 0),
                _ => state.start(WALK, 0),
            }
            state.mark = mark;
            aim(state, words, point_shift);
        }
    }
}

/// Sets the goal.
fn aim(state: &mut State, words: [u32; 3], point_shift: u32) {
    // In the world's bounds 16 bits hold it; a host's point beyond them becomes some other point.
    crate::bound!(point_shift <= 15);
    let half = |v: u32| (v >> point_shift) & 0xffff;
    match words[0] & 0xff {
        GO_TO => (state.mode, state.plan) = (POINT, half(words[1]) | half(words[2]) << 16),
        VISIT | TAKE_SEAT => {
            state.mode = TOLD;
            state.set_plan(words[1] & NOWHERE, words[2] & NO_SLOT);
        }
        REMAIN => {
            state.mode = STAY;
            state.set_plan(NOWHERE, NO_SLOT);
        }
        _ => {
            state.mode = OWN;
            state.set_plan(NOWHERE, NO_SLOT);
        }
    }
}

fn place(context: &Context, me: &mut Agent, state: &mut State, words: [u32; 3]) {
    let x = (words[1] as i32).clamp(0, context.bounds.width - 1);
    let y = (words[2] as i32).clamp(0, context.bounds.height - 1);
    // A leap is no velocity: at most half a metre a tick.
    let part = |to: i32, from: i32| {
        // Both are in the world, 0 to 2^30: nothing wraps.
        crate::bound!(to >= 0 && from >= 0);
        let moved = to.wrapping_sub(from);
        if moved.abs() > 32_767 { 0 } else { moved }
    };
    let first = state.activity != PLACED;
    let (vx, vy) = if first {
        (0, 0)
    } else {
        (part(x, me.x), part(y, me.y))
    };
    me.velocity = pack(vx, vy);
    (me.x, me.y) = (x, y);
    state.heading = words[0] >> 16;
    if first {
        state.start(PLACED, 0);
        state.mode = STAY;
        state.set_plan(NOWHERE, NO_SLOT);
    }
}

impl super::turn::Turn<'_> {
    /// Bids for what it was told to hold.
    pub(super) fn hold(&self) {
        let slot = held(self.state.kind, self.state.needs);
        if slot < self.tables.word(tables::CLAIMS) {
            self.bid(slot, 0);
        }
    }
}
