//! What callers of the engines may rely on when something is missing, too large or late.

use stoa_tick::EVENT_LAG;
use stoa_tick::cpu::CpuTick;
use stoa_tick::engine::{CpuEngine, Engine, GpuEngine};
use stoa_tick::error::{EventOverflow, GpuError};
use stoa_tick::gpu::{GpuDevice, GpuTick, SubmitQueue};
use stoa_tick::rules::flockers::Flockers;

use crate::probe::{self, Probe};

#[test]
fn shader_events_that_nobody_takes_stop_the_tick() {
    let gpu = GpuDevice::open().unwrap();
    let mut engine = GpuTick::new(&Probe, &probe::world(100), &gpu).unwrap();
    for _ in 0..8 {
        engine.tick(&[]).unwrap();
    }
    assert!(matches!(
        engine.tick(&[]),
        Err(GpuError::EventsNotTaken { tick: 0 })
    ));
    assert!(engine.wait_events().is_ok());
    engine.tick(&[]).unwrap();
}

#[test]
fn shader_and_twin_report_the_same_overflow() {
    let mut world = probe::world(1_000);
    world.event_room = Some(20);
    let gpu = GpuDevice::open().unwrap();
    let mut engine = GpuTick::new(&Probe, &world, &gpu).unwrap();
    let mut twin = CpuTick::new(Probe, world).unwrap();
    for tick in 0..8 {
        engine.tick(&[]).unwrap();
        twin.tick(&[]).unwrap();
        let expected = twin.take_events();
        match (engine.wait_events(), &expected) {
            (Err(GpuError::Events(found)), Err(expected)) => assert_eq!(found, *expected),
            (Ok(found), Ok(expected)) => assert_eq!(found, *expected),
            (found, expected) => panic!("tick {tick}: {found:?}, expected {expected:?}"),
        }
        if tick == 5 {
            assert!(matches!(
                expected,
                Err(EventOverflow {
                    tick: 1,
                    room: 20,
                    ..
                })
            ));
        }
    }
}

#[test]
fn shader_on_a_device_with_small_limits_says_which() {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapter = pollster::block_on(instance.request_adapter(&Default::default())).unwrap();
    let limits = wgpu::Limits {
        max_storage_buffer_binding_size: 1 << 20,
        ..wgpu::Limits::default()
    };
    let descriptor = wgpu::DeviceDescriptor {
        required_limits: limits,
        ..Default::default()
    };
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor)).unwrap();
    let gpu = GpuDevice::new(device, queue, adapter.get_info());
    let world = Flockers::world(100_000, 0.1, 10.0, 2, 1);
    let rules = Flockers::new(world.radius);
    let error = GpuTick::new(&rules, &world, &gpu)
        .err()
        .unwrap()
        .to_string();
    for part in ["max_storage_buffer_binding_size", "1048576", "3200000"] {
        assert!(error.contains(part), "{error}");
    }
    // A device handed in, with the default limits and without features, runs a smaller world to the same bits.
    let world = Flockers::world(2_000, 0.1, 10.0, 2, 1);
    let mut engine = GpuTick::new(&rules, &world, &gpu).unwrap();
    let mut twin = CpuTick::new(rules, world).unwrap();
    for _ in 0..20 {
        engine.tick(&[]).unwrap();
        twin.tick(&[]).unwrap();
    }
    assert_eq!(engine.hash().unwrap(), twin.hash());
    assert!(matches!(engine.run_timed(1), Err(GpuError::Missing { .. })));
}

#[test]
fn shader_on_a_lost_device_is_an_error() {
    let gpu = GpuDevice::open().unwrap();
    let world = Flockers::world(500, 0.1, 10.0, 2, 1);
    let mut engine = GpuTick::new(&Flockers::new(world.radius), &world, &gpu).unwrap();
    engine.tick(&[]).unwrap();
    gpu.device.destroy();
    let error = engine
        .tick(&[])
        .and_then(|()| engine.hash().map(drop))
        .unwrap_err();
    assert!(
        matches!(error, GpuError::Lost(_) | GpuError::Invalid(_)),
        "{error}"
    );
}

#[test]
fn shader_that_does_not_compile_is_an_error() {
    let gpu = GpuDevice::open().unwrap();
    let mut sources = stoa_tick::gpu::Sources::new::<Flockers>(true);
    sources.step = sources.step.replace("fn urge", "fn urge(");
    let world = Flockers::world(500, 0.1, 10.0, 2, 1);
    let error = GpuTick::with_sources(&Flockers::new(world.radius), &world, &gpu, &sources)
        .err()
        .unwrap();
    assert!(matches!(error, GpuError::Invalid(_)), "{error}");
}

#[test]
fn shader_place_words_can_be_replaced() {
    let world = probe::world(500);
    let gpu = GpuDevice::open().unwrap();
    let mut engine = GpuTick::new(&Probe, &world, &gpu).unwrap();
    let mut twin = CpuTick::new(Probe, world.clone()).unwrap();
    let mut unchanged = CpuTick::new(Probe, world).unwrap();
    for tick in 0..12 {
        if tick == 6 {
            engine.set_place(2, &[0xfff, 0xf0, 7, 8, 9]);
            twin.set_place(2, &[0xfff, 0xf0, 7, 8, 9]);
        }
        engine.tick(&[]).unwrap();
        engine.wait_events().unwrap();
        twin.tick(&[]).unwrap();
        unchanged.tick(&[]).unwrap();
        assert_eq!(engine.hash().unwrap(), twin.hash(), "tick {tick}");
    }
    assert_ne!(unchanged.hash(), twin.hash());
}

/// A queue that nobody ever submits from: whatever waited for the device would wait for ever.
#[test]
fn shader_ticks_are_one_command_buffer_each_and_wait_for_nothing() {
    let world = Flockers::world(500, 0.1, 10.0, 2, 1);
    let rules = Flockers::new(world.radius);
    let gpu = GpuDevice::open().unwrap();
    let queue = SubmitQueue::default();
    let cpu = CpuEngine::new(rules, world.clone()).unwrap();
    let mut engine = GpuEngine::new(cpu, &gpu, queue.submitter());
    for tick in 1..=EVENT_LAG as usize {
        assert!(engine.is_ready(), "tick {tick} waits");
        engine.tick(&[]).unwrap();
        assert_eq!(queue.len(), tick, "command buffers of {tick} ticks");
    }
    assert!(!engine.is_ready(), "events that never came");
    assert_eq!(engine.status().engine, "gpu");

    // Nothing to wait for at all, and an encoder that is thrown away.
    let mut engine = GpuTick::new(&rules, &world, &gpu).unwrap();
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    for tick in 1..=64 {
        engine.encode(&mut encoder, &[]).unwrap();
        assert_eq!(engine.ticks(), tick);
    }
}
