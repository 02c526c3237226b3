//! What a host may tell an agent: goals of minds, and where bodies are that it moves itself.

use super::{
    absent::GETTING_UP,
    words::{
        AWAY, GET_UP, NO_SLOT, NOWHERE, OWN, PLACED, POINT, SIT, SIT_DOWN, STAY, State, TOLD, WALK,
    },
};
use crate::rules::{Agent, pack};

/// One order. It holds until the next.
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
}

impl Order {
    /// The words of a command.
    pub fn words(self) -> [u32; 3] {
        match self {
            Self::Release => [0, 0, 0],
            Self::GoTo { x, y } => [1, x as u32, y as u32],
            Self::Visit { destination } => [2, destination, NO_SLOT],
            Self::Sit { destination, slot } => [3, destination, slot],
            Self::Stay => [4, 0, 0],
            Self::Place { x, y, heading } => [5 | heading << 16, x as u32, y as u32],
        }
    }
}

/// Does as told.
pub fn obey(me: &mut Agent, words: [u32; 3], point_shift: u32, bounds: (i32, i32)) {
    let mut state = State::of(me);
    let kind = words[0] & 0xff;
    let seat_kept =
        kind == 3 && matches!(state.activity, SIT | SIT_DOWN) && state.slot() == words[2];
    if kind == 5 {
        place(me, &mut state, words, bounds);
    } else if seat_kept {
        state.mode = TOLD;
    } else {
        // Told to sit on a seat that is being taken: the claim is bid for from now on.
        let mark = u32::from(kind == 3);
        match state.activity {
            SIT | SIT_DOWN | GET_UP => state.start(GET_UP, GETTING_UP),
            AWAY => state.start(AWAY, 0),
            _ => state.start(WALK, 0),
        }
        state.mark = mark;
        let half = |v: u32| (v >> point_shift) & 0xffff;
        match kind {
            1 => (state.mode, state.plan) = (POINT, half(words[1]) | half(words[2]) << 16),
            2 | 3 => {
                state.mode = TOLD;
                state.set_plan(words[1] & NOWHERE, words[2] & NO_SLOT);
            }
            4 => {
                state.mode = STAY;
                state.set_plan(NOWHERE, NO_SLOT);
            }
            _ => {
                state.mode = OWN;
                state.set_plan(NOWHERE, NO_SLOT);
            }
        }
    }
    state.store(me);
}

fn place(me: &mut Agent, state: &mut State, words: [u32; 3], bounds: (i32, i32)) {
    let x = (words[1] as i32).clamp(0, bounds.0 - 1);
    let y = (words[2] as i32).clamp(0, bounds.1 - 1);
    // A leap is no velocity: at most half a metre a tick.
    let part = |to: i32, from: i32| {
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
