//! The bounds that the integer arithmetic is proven to keep. With the feature `bounds` each is asserted everywhere, and
//! this whole binary holds them; without it these worlds show that nothing overflows at the edge.

use stoa_tick::cpu::CpuTick;
use stoa_tick::rules::plaza::{
    Params, Plaza,
    sense::MAX_NEIGHBOURS,
    town::{crowd, town},
};
use stoa_tick::simd::Simd;
use stoa_tick::world::World;

/// So many in two spots, as far apart as bodies press each other the most: 0.29 m.
fn crush(agents: u32) -> (Plaza, World) {
    let place = town(agents, 0.5).unwrap();
    let mut bodies = crowd(&place, agents, 4);
    let (x, y) = (bodies[0].x, bodies[0].y);
    for body in &mut bodies {
        (body.x, body.y) = (x + 18_900 * (body.id & 1) as i32, y);
    }
    Plaza::world(&place, Params::default(), bodies, 4)
}

#[test]
fn as_many_in_one_spot_as_may_be_overflow_nothing() {
    let (rules, world) = crush(MAX_NEIGHBOURS as u32 + 1);
    let ticked = |simd: Simd| {
        let mut twin = CpuTick::new(rules, world.clone()).unwrap();
        twin.set_simd(simd);
        twin.set_threads(2);
        twin.tick(&[]).unwrap();
        twin.hash()
    };
    let scalar = ticked(Simd::Baseline);
    // What asserts is the scalar path, whatever is asked for.
    if cfg!(not(feature = "bounds")) {
        assert_eq!(ticked(Simd::detect()), scalar);
    }
}

#[cfg(feature = "bounds")]
#[test]
#[should_panic(expected = "MAX_NEIGHBOURS")]
fn a_broken_bound_of_a_world_is_noticed() {
    let (rules, world) = crush(MAX_NEIGHBOURS as u32 + 2);
    let mut twin = CpuTick::new(rules, world).unwrap();
    let _ = twin.tick(&[]);
}

#[cfg(feature = "bounds")]
#[test]
#[should_panic(expected = "i16::try_from(x)")]
fn a_broken_bound_of_a_word_is_noticed() {
    let _ = stoa_tick::rules::pack(40_000, 0);
}

#[cfg(feature = "bounds")]
#[test]
#[should_panic(expected = "slot < self.size.claims")]
fn a_claim_among_the_tallies_is_noticed() {
    let size = stoa_tick::rules::BoardSize {
        claims: 3,
        tallies: 2,
    };
    let _ = stoa_tick::board::Board::new(size).claimed(3);
}
