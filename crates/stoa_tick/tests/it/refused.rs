//! What the twin refuses, and what it then leaves as it was.

use stoa_tick::cells::{Bounds, METRE};
use stoa_tick::cpu::CpuTick;
use stoa_tick::error::ConfigError;
use stoa_tick::rules::{Command, Rules};
use stoa_tick::world::World;

use crate::probe::{self, Probe};

#[test]
fn worlds_that_cannot_be_are_refused() {
    let cases: [(fn(&mut World), ConfigError); 6] = [
        (|w| w.bounds.width = 0, ConfigError::Bounds(0, 40 * METRE)),
        (|w| w.radius = 16 * METRE, ConfigError::Radius(16.0)),
        (|w| w.divisor = 5, ConfigError::Divisor(5)),
        (|w| w.agents.clear(), ConfigError::Agents(0)),
        (|w| w.agents[1].id = w.agents[0].id, ConfigError::SameId(1)),
        (|w| w.agents[1].id = 1 << 24, ConfigError::ClaimIds(1 << 24)),
    ];
    for (spoil, expected) in cases {
        let mut world = probe::world(10);
        spoil(&mut world);
        assert_eq!(CpuTick::new(Probe, world).err(), Some(expected));
    }
    let mut world = probe::world(10);
    world.agents[3].x = world.bounds.width;
    assert!(matches!(
        CpuTick::new(Probe, world).err(),
        Some(ConfigError::Outside { id: 10, .. })
    ));
}

#[test]
fn a_command_for_two_is_refused_and_computes_nothing() {
    let mut twin = CpuTick::new(Probe, probe::world(10)).unwrap();
    let before = twin.hash();
    let command = Command {
        id: 4,
        words: [0; 3],
    };
    assert!(twin.tick(&[command, command]).is_err());
    assert_eq!((twin.ticks(), twin.hash()), (0, before));
    assert_eq!(Probe::MAX_EVENTS, 2);
    assert_eq!(
        probe::world(10).bounds,
        Bounds {
            width: 60 * METRE,
            height: 40 * METRE
        }
    );
}
