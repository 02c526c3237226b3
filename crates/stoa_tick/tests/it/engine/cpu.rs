//! The engine on the processor.

use stoa_tick::cpu::CpuTick;
use stoa_tick::engine::{CpuEngine, Engine, EngineError, resume};
use stoa_tick::error::SnapshotError;
use stoa_tick::rules::Command;

use crate::probe::{self, Probe};

use super::{TICKS, go_on_as_expected, start};

#[test]
fn an_engine_on_the_processor_gives_what_the_twin_gives() {
    let mut engine = CpuEngine::new(Probe, probe::world(500)).unwrap();
    let mut twin = CpuTick::new(Probe, probe::world(500)).unwrap();
    for tick in 0..30 {
        assert!(engine.is_ready());
        let commands = [Command {
            id: 1 + 3 * (tick % 9),
            words: [tick * 1_000, 5, tick],
        }];
        let events = engine.tick(&commands).unwrap();
        twin.tick(&commands).unwrap();
        assert_eq!(events, twin.take_events().unwrap(), "tick {tick}");
        assert_eq!(engine.hash(), twin.hash(), "tick {tick}");
    }
    assert_eq!(engine.agents().len(), 500);
    let status = engine.status();
    assert_eq!(
        (status.engine, status.adapter.as_str()),
        ("cpu", "processor")
    );
    assert!(status.threads > 0 && status.memory_bytes > 500 * 32);
    assert_eq!(engine.notice(), None);
}

#[test]
fn a_town_saved_on_the_processor_goes_on_as_the_first() {
    let (rules, world) = start();
    let mut first = CpuEngine::new(rules, world.clone()).unwrap();
    first.set_threads(2);
    go_on_as_expected(&mut first, &world, 120);
    let save = first.save();
    let mut second = resume(rules, world.clone(), &save).unwrap();
    assert_eq!(second.ticks(), 120);
    assert!(second.save() == save);
    go_on_as_expected(&mut second, &world, TICKS - 120);
    let error = resume(rules, world, &save[..save.len() - 8]).err().unwrap();
    assert!(matches!(error, SnapshotError::Length { .. }), "{error}");
}

#[test]
fn changes_of_the_place_before_a_tick_are_saved() {
    let world = probe::world(200);
    let mut first = CpuEngine::new(Probe, world.clone()).unwrap();
    first.tick(&[]).unwrap();
    first.set_place(2, &[0, 0xf0, 7, 8, 9]);
    first.set_place(usize::MAX, &[1]);
    let mut second = resume(Probe, world.clone(), &first.save()).unwrap();
    let mut plain = CpuEngine::new(Probe, world).unwrap();
    plain.tick(&[]).unwrap();
    for _ in 0..6 {
        assert_eq!(second.tick(&[]), first.tick(&[]));
        plain.tick(&[]).unwrap();
    }
    assert_eq!(second.hash(), first.hash());
    assert_ne!(plain.hash(), first.hash());
}

#[test]
fn events_that_nobody_took_before_are_not_lost() {
    let mut twin = CpuTick::new(Probe, probe::world(300)).unwrap();
    let mut expected = Vec::new();
    let mut engine = CpuEngine::new(Probe, probe::world(300)).unwrap();
    for _ in 0..9 {
        twin.tick(&[]).unwrap();
        expected.extend(engine.tick(&[]).unwrap());
    }
    let mut late = CpuEngine::over(twin);
    let found = late.tick(&[]).unwrap();
    expected.extend(engine.tick(&[]).unwrap());
    assert_eq!(found, expected);
    assert_eq!(late.tick(&[]), engine.tick(&[]));
}

#[test]
fn a_tick_with_two_commands_for_one_agent_computes_nothing() {
    let mut engine = CpuEngine::new(Probe, probe::world(10)).unwrap();
    let command = Command {
        id: 4,
        words: [0; 3],
    };
    let before = engine.hash();
    let error = engine.tick(&[command, command]).unwrap_err();
    assert!(matches!(error, EngineError::Command(_)));
    assert_eq!((engine.ticks(), engine.hash()), (0, before));
}
