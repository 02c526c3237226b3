//! Worlds saved on a graphics device.

use stoa_tick::engine::{Engine, GpuEngine, resume};
use stoa_tick::error::SnapshotError;
use stoa_tick::gpu::{GpuDevice, SubmitQueue};

use crate::probe::{self, Probe};

use super::gpu::{go_on_blind, on_gpu, shared};
use super::{EXPECTED, TICKS, go_on_as_expected, resume_town, start};

#[test]
fn a_town_saved_on_a_device_at_any_tick_goes_on_as_the_first() {
    let world = start().1;
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu(start(), &gpu, gpu.submitter());
    let ticks = [
        0, 1, 3, 4, 5, 91, 231, 299, 300, 301, 302, 303, 304, 305, 306, 312, 390,
    ];
    for at in ticks {
        let more = at - engine.ticks();
        go_on_blind(&mut engine, &world, more);
        let mut second = resume_town(&engine.save());
        assert_eq!(second.ticks(), at);
        if at > 0 {
            assert_eq!(second.hash(), EXPECTED[at as usize - 1].0, "tick {at}");
        }
        go_on_as_expected(&mut second, &world, 10.min(TICKS - at));
    }
    assert_eq!(engine.status().engine, "gpu");
}

#[test]
fn a_town_is_saved_without_waiting_for_anybody() {
    let world = start().1;
    let gpu = shared();
    let waiting = SubmitQueue::default();
    let mut engine = on_gpu(start(), &gpu, waiting.submitter());
    go_on_blind(&mut engine, &world, 4);
    assert_eq!(waiting.len(), 4);
    go_on_as_expected(&mut resume_town(&engine.save()), &world, 10);
    assert_eq!(waiting.len(), 4);
}

#[test]
fn a_saved_town_goes_on_on_a_device_too() {
    let world = start().1;
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu(start(), &gpu, gpu.submitter());
    go_on_blind(&mut engine, &world, 93);
    let mut second = GpuEngine::new(resume_town(&engine.save()), &gpu, gpu.submitter());
    go_on_as_expected(&mut second, &world, 20);
    assert_eq!(second.status().engine, "gpu");
}

#[test]
fn changes_of_the_place_before_a_tick_are_saved_on_a_device_too() {
    let world = probe::world(200);
    let gpu = GpuDevice::open().unwrap();
    let mut first = on_gpu((Probe, world.clone()), &gpu, gpu.submitter());
    first.tick(&[]).unwrap();
    let mut plain = resume(Probe, world.clone(), &first.save()).unwrap();
    first.set_place(2, &[0, 0xf0, 7, 8, 9]);
    first.set_place(usize::MAX, &[1]);
    let mut second = resume(Probe, world, &first.save()).unwrap();
    for _ in 0..6 {
        assert_eq!(second.tick(&[]), first.tick(&[]));
        plain.tick(&[]).unwrap();
    }
    assert_eq!(second.hash(), first.hash());
    assert_ne!(plain.hash(), first.hash());
}

#[test]
fn a_damaged_save_of_a_device_says_so() {
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu((Probe, probe::world(20)), &gpu, gpu.submitter());
    for tick in 0..6 {
        let command = stoa_tick::rules::Command {
            id: 4,
            words: [tick, 5, 6],
        };
        engine.set_place(1, &[tick, 9]);
        engine.tick(&[command]).unwrap();
    }
    engine.set_place(0, &[3]);
    let save = engine.save();
    let open = |bytes: &[u8]| resume(Probe, probe::world(20), bytes).err();
    assert_eq!(open(&save), None);
    for length in 0..save.len() {
        let error = open(&save[..length]);
        assert!(
            matches!(error, Some(SnapshotError::Length { .. })),
            "{error:?}"
        );
    }
    let mut bytes = save.clone();
    for at in 20..bytes.len() {
        bytes[at] ^= 0x41;
        let error = open(&bytes);
        assert!(
            matches!(error, Some(SnapshotError::Damaged { .. })),
            "{error:?}"
        );
        bytes[at] ^= 0x41;
    }
    let error = resume(Probe, probe::world(21), &save).err();
    assert!(
        matches!(error, Some(SnapshotError::OtherWorld { .. })),
        "{error:?}"
    );
}
