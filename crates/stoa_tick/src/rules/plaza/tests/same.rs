//! The same bits with any vectors, any threads and any cells.

use super::*;
use crate::random::mix;
use crate::{
    rules::plaza::{
        town::{crowd, town},
        words::{NAMED, PERSON},
    },
    simd::Simd,
};

fn last_hash(simd: Simd, threads: usize, divisor: u32) -> String {
    let place = town(900, 0.3).unwrap();
    let mut agents = crowd(&place, 900, 1);
    for agent in &mut agents[..60] {
        let mut state = State::of(agent);
        state.kind = if agent.id < 20 { PERSON } else { NAMED };
        state.needs = 0;
        state.store(agent);
    }
    let (rules, world) = Plaza::world(&place, Params::default(), agents, 1);
    let mut seen = 0;
    let mut tick = CpuTick::new(rules, crate::world::World { divisor, ..world }).unwrap();
    tick.set_simd(simd);
    tick.set_threads(threads);
    for t in 0..300_u32 {
        let (x, y) = (20 * METRE + t as i32, 30 * METRE);
        let orders = [
            (t % 900, Order::GoTo { x, y }),
            (
                900 - t % 60 - 1,
                Order::Walk {
                    vx: 2_000 - 10 * t as i32,
                    vy: 900,
                },
            ),
            (
                7 * t % 60,
                Order::Hold {
                    slot: Some(t % place.claims),
                },
            ),
            (60 + 7 * t % 800, Order::Watch { watched: t % 3 > 0 }),
        ];
        let mut commands = orders.map(|(id, order)| Command {
            id,
            words: order.words(),
        });
        commands.sort_by_key(|command| command.id);
        let twice = commands.windows(2).any(|pair| pair[0].id == pair[1].id);
        tick.tick(if twice { &commands[..1] } else { &commands })
            .unwrap();
        // The events as well: which, and what they say.
        for event in tick.take_events().unwrap() {
            seen = mix(seen ^ event.id) ^ mix(event.kind ^ mix(event.argument));
        }
    }
    format!("{} {seen:08x}", tick.hash())
}

#[test]
fn vectors_threads_and_cells_change_nothing() {
    let expected = last_hash(Simd::Baseline, 1, 1);
    for simd in Simd::offered() {
        assert_eq!(last_hash(simd, 2, 1), expected, "{}", simd.name());
    }
    let best = Simd::detect();
    assert_eq!(last_hash(best, 8, 2), expected);
    assert_eq!(last_hash(best, 1, 3), expected);
}
