//! The plaza's shader against its twin: a crowd with orders over a short day.

use std::sync::LazyLock;

use stoa_tick::gpu::Sources;
use stoa_tick::rules::Command;
use stoa_tick::rules::plaza::{
    BuiltPlace, Order, Params, Plaza,
    town::{crowd, town},
    words::{AWAY, PERSON, State},
};
use stoa_tick::world::World;

use crate::exact::compare;

const AGENTS: u32 = 2_000;
/// The first so many are people that the host moves.
const PEOPLE: u32 = 20;

/// A plaza early in the morning: a third is away, and 600 ticks are two hours.
fn morning(agents: u32) -> (Plaza, World) {
    let place = town(agents, 0.5).unwrap();
    let params = Params {
        start_minute: 450,
        ticks_per_minute: 5,
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
fn orders(world: &World, tick: u32) -> Vec<Command> {
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

fn few_orders(world: &World, tick: u32) -> Vec<Command> {
    if tick.is_multiple_of(10) {
        orders(world, tick)
    } else {
        Vec::new()
    }
}

#[test]
fn plaza_shader_equals_twin_for_600_ticks_of_2000() {
    compare(
        morning(AGENTS),
        &Sources::new::<Plaza>(true),
        600,
        few_orders,
    )
    .unwrap();
}

#[test]
fn plaza_shader_equals_twin_under_many_orders() {
    compare(morning(AGENTS), &Sources::new::<Plaza>(false), 60, orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_at_odd_sizes() {
    for (agents, ticks) in [(1, 1_500), (4_999, 40)] {
        compare(
            morning(agents),
            &Sources::new::<Plaza>(true),
            ticks,
            |_, _| Vec::new(),
        )
        .unwrap();
    }
}

#[test]
fn plaza_shader_with_one_constant_changed_is_found_out() {
    let changes = [
        ("const PERSONAL: i32 = 717;", "const PERSONAL: i32 = 718;"),
        ("const FOLLOW: i32 = 430;", "const FOLLOW: i32 = 431;"),
        ("const PATIENCE: u32 = 30u;", "const PATIENCE: u32 = 31u;"),
        (
            "const LONGEST_WAY: u32 = 2250u;",
            "const LONGEST_WAY: u32 = 2251u;",
        ),
        ("worth -= 12 * metres", "worth -= 13 * metres"),
        ("* 181) >> 8u", "* 182) >> 8u"),
    ];
    for (shipped, changed) in changes {
        let mut sources = Sources::new::<Plaza>(true);
        assert!(
            sources.step.contains(shipped),
            "{shipped} is not in the shader"
        );
        sources.step = sources.step.replacen(shipped, changed, 1);
        let found = compare(morning(AGENTS), &sources, 200, few_orders);
        assert!(found.is_err(), "nobody noticed {changed}");
    }
}

#[test]
fn plaza_shader_and_twin_keep_the_golden_hash() {
    // A change of the rules or the arithmetic changes this; then say so in the commit and write the new one.
    let last = compare(
        morning(AGENTS),
        &Sources::new::<Plaza>(true),
        100,
        few_orders,
    )
    .unwrap();
    assert_eq!(last.to_string(), "e89ffc1cb758b2f3");
}
