//! The plaza's shader against its twin: a crowd with orders over a short day.

use stoa_tick::gpu::{GpuDevice, Sources};
use stoa_tick::rules::Command;
use stoa_tick::rules::plaza::{
    Order, Params, PlaceBuilder, Plaza, Role,
    ground::Ground,
    host, people,
    words::{NAMED, PERSON},
};
use stoa_tick::world::World;

use crate::crowd::{AGENTS, day, few_orders, morning, orders};
use crate::exact::{change, compare};
use crate::hosts::{self, hosted, some_orders};

#[test]
fn plaza_shader_equals_twin_for_2000_ticks_of_5000() {
    // Two hours: they come, and leave again.
    let sources = Sources::for_device::<Plaza>(&GpuDevice::open().unwrap());
    compare(day(5_000, 108), &sources, 2_000, few_orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_under_many_orders() {
    compare(morning(AGENTS), &Sources::new::<Plaza>(false), 60, orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_with_hosts_for_600_ticks() {
    let sources = Sources::for_device::<Plaza>(&GpuDevice::open().unwrap());
    compare(hosted(), &sources, 600, some_orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_under_many_orders_of_hosts() {
    let sources = Sources::new::<Plaza>(false);
    compare(hosted(), &sources, 100, hosts::orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_where_there_is_nowhere_to_go() {
    let roles = vec![Role {
        ends: 30,
        weights: [7, 0, 16, 1],
    }];
    let mut builder = PlaceBuilder::new(Ground::open(80, 80, 14));
    builder.roles(roles);
    let place = builder.build().unwrap();
    let params = Params::default();
    let mut bodies = vec![host(0, PERSON), host(1, NAMED)];
    bodies.extend(people(&place, &params, 2..200, 3));
    let orders = |_: &World, tick: u32| {
        let order = match tick % 5 {
            0 => Order::Walk { vx: 900, vy: 300 },
            1 => Order::Hold { slot: Some(tick) },
            2 => Order::Visit { destination: tick },
            3 => Order::Watch { watched: true },
            _ => Order::Release,
        };
        let words = order.words();
        vec![Command {
            id: tick % 9,
            words,
        }]
    };
    let world = Plaza::world(&place, params, bodies, 3);
    compare(world, &Sources::new::<Plaza>(true), 150, orders).unwrap();
}

#[test]
fn plaza_shader_equals_twin_at_odd_sizes() {
    let sources = Sources::new::<Plaza>(true);
    for (agents, ticks) in [(1, 1_500), (4_999, 60), (65_537, 60)] {
        compare(morning(agents), &sources, ticks, |_, _| Vec::new()).unwrap();
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
        ("LEAST_PATIENCE: u32 = 20u", "LEAST_PATIENCE: u32 = 21u"),
        ("const AGAINST: i32 = 75;", "const AGAINST: i32 = 65;"),
        ("2u * (going - most)", "3u * (going - most)"),
        ("select(4u, 6u,", "select(4u, 5u,"),
        ("* 181) >> 8u", "* 182) >> 8u"),
    ];
    each_is_noticed(&changes, || morning(AGENTS), few_orders);
}

#[test]
fn plaza_shader_with_one_constant_of_hosts_changed_is_found_out() {
    let changes = [
        (
            "const MOST_WISH: i32 = 8000;",
            "const MOST_WISH: i32 = 7999;",
        ),
        ("const COUNTS: u32 = 0x36fu;", "const COUNTS: u32 = 0x16fu;"),
        ("now.tick / 30u % 86400u", "now.tick / 20u % 86400u"),
        ("& 0xffu) / 4u;", "& 0xffu) / 3u;"),
        ("words.y <= place_word(CLAIMS)", "words.y < 2u"),
        ("(*t).needs - 1u", "(*t).needs - 2u"),
        (
            "claimed(slot) != NOBODY_CLAIMS && !is_mine(t, slot)",
            "false",
        ),
        ("plan != 0u || fourth", "fourth"),
        ("((other.word >> 19u) & 1u) == 1u", "false"),
        ("kind == CROWD || kind == WATCHED", "kind == CROWD"),
        ("kind != PLACE && kind != STEER", "kind != PLACE"),
    ];
    each_is_noticed(&changes, hosted, some_orders);
}

/// (Shipped, changed) parts of the shader, each of which alone must make it differ from the twin.
fn each_is_noticed(
    changes: &[(&str, &str)],
    world: impl Fn() -> (Plaza, World),
    orders: fn(&World, u32) -> Vec<Command>,
) {
    for (shipped, changed) in changes {
        let mut sources = Sources::new::<Plaza>(true);
        change(&mut sources.step, shipped, changed);
        let found = compare(world(), &sources, 600, orders);
        assert!(found.is_err(), "nobody noticed {changed}");
    }
}

#[test]
fn plaza_shader_and_twin_keep_the_golden_hash() {
    // A change of the rules or the arithmetic changes this; then say so in the commit and write the new one.
    let sources = Sources::new::<Plaza>(true);
    let crowd = compare(morning(AGENTS), &sources, 100, few_orders).unwrap();
    let with_hosts = compare(hosted(), &sources, 100, some_orders).unwrap();
    let found = [crowd.to_string(), with_hosts.to_string()];
    assert_eq!(found, ["e7f4434a359c4a3e", "f32694781508fd3c"]);
}
