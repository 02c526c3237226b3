//! A crowd on a plaza over a short day, and orders for it.

use std::sync::LazyLock;

use stoa_tick::rules::Command;
use stoa_tick::rules::plaza::{
    BuiltPlace, Order, Params, Plaza,
    town::{crowd, town},
    words::{AWAY, PERSON, State},
};
use stoa_tick::world::World;

pub const AGENTS: u32 = 2_000;
/// The first so many are people that the host moves.
const PEOPLE: u32 = 20;

/// A plaza early in the morning: a third is away, and 600 ticks are two hours.
pub fn morning(agents: u32) -> (Plaza, World) {
    day(agents, 360)
}

/// The same with so many seconds of the world in one.
pub fn day(agents: u32, rate: u32) -> (Plaza, World) {
    let place = town(agents, 0.5).unwrap();
    let params = Params {
        start_minute: 450,
        rate,
        dawn: 460,
        dusk: 500,
        spread: 60,
        ..Params::default()
    };
    let mut bodies = crowd(&place, agents, 11);
    for body in &mut bodies {
        let mut state = State::of(body);
        if body.id < PEOPLE {
            state.kind = PERSON;
        } else if body.id % 3 == 0 {
            state.activity = AWAY;
        }
        state.store(body);
    }
    Plaza::world(&place, params, bodies, 11)
}

fn seat_of(place: &BuiltPlace, destination: u32) -> u32 {
    place.slot(destination, 0).unwrap_or(0)
}

/// Every kind of order, sane and not.
pub fn orders(world: &World, tick: u32) -> Vec<Command> {
    static PLACE: LazyLock<BuiltPlace> = LazyLock::new(|| town(AGENTS, 0.5).unwrap());
    let place = &*PLACE;
    let mut orders = Vec::new();
    for id in 0..PEOPLE {
        let (x, y) = (
            1_500_000 + id as i32 * 150_000,
            800_000 + tick as i32 * 2_900,
        );
        let heading = 16_384 + id;
        orders.push((id, Order::Place { x, y, heading }));
    }
    for i in 0..30 {
        let id = PEOPLE + (tick * 37 + i * 53) % (AGENTS - PEOPLE);
        let at = (tick.wrapping_mul(7_919) ^ (i * 104_729)) % 4_000_000;
        let destination = (tick + i) % 20;
        let order = match (tick + i) % 6 {
            0 => Order::GoTo {
                x: at as i32,
                y: 4_500_000 - at as i32,
            },
            1 => Order::Visit { destination },
            2 => Order::Sit {
                destination,
                slot: seat_of(place, destination) + i % 3,
            },
            3 => Order::Stay,
            4 if i % 5 == 0 => Order::Place {
                x: at as i32 * 40,
                y: -5,
                heading: i,
            },
            _ => Order::Release,
        };
        orders.push((id, order));
    }
    orders.sort_by_key(|(id, _)| *id);
    orders.dedup_by_key(|(id, _)| *id);
    assert!(world.agents.len() >= orders.len());
    orders
        .into_iter()
        .map(|(id, order)| Command {
            id,
            words: order.words(),
        })
        .collect()
}

pub fn few_orders(world: &World, tick: u32) -> Vec<Command> {
    if tick.is_multiple_of(10) {
        orders(world, tick)
    } else {
        Vec::new()
    }
}
