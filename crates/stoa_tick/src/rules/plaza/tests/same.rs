//! The same bits with any vectors, any threads and any cells.

use super::*;
use crate::{
    rules::plaza::town::{crowd, town},
    simd::Simd,
};

fn last_hash(simd: Simd, threads: usize, divisor: u32) -> String {
    let place = town(900, 0.3).unwrap();
    let (rules, world) = Plaza::world(&place, Params::default(), crowd(&place, 900, 1), 1);
    let mut tick = CpuTick::new(rules, crate::world::World { divisor, ..world }).unwrap();
    tick.set_simd(simd);
    tick.set_threads(threads);
    for t in 0..300_u32 {
        let order = Order::GoTo {
            x: 20 * METRE + t as i32,
            y: 30 * METRE,
        };
        tick.tick(&[Command {
            id: t % 900,
            words: order.words(),
        }])
        .unwrap();
        tick.take_events().unwrap();
    }
    tick.hash().to_string()
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
