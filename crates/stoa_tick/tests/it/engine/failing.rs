//! Graphics devices that fail, before and in the middle: the processor goes on with the same events and bits.

use stoa_tick::engine::{CpuEngine, Engine, GpuEngine};
use stoa_tick::gpu::{GpuDevice, SubmitQueue};
use stoa_tick::rules::flockers::Flockers;

use crate::probe::{self, Probe};

use super::gpu::{go_on_blind, on_gpu, shared};
use super::{EXPECTED, TICKS, go_on_as_expected, start, wait};

/// The engine computes on the processor, and said so once, in one line with these parts.
fn check_fallen(engine: &mut dyn Engine, parts: &[&str]) {
    let status = engine.status();
    assert_eq!(
        (status.engine, status.adapter.as_str()),
        ("cpu", "processor")
    );
    assert!(status.threads > 0 && engine.agents_buffer().is_none());
    let notice = engine.notice().unwrap();
    assert!(!notice.contains('\n'), "{notice}");
    for part in parts
        .iter()
        .chain(&["the processor computes", "nothing is lost"])
    {
        assert!(notice.contains(part), "{notice}");
    }
    assert_eq!(engine.notice(), None);
}

#[test]
fn a_device_lost_in_mid_run_changes_nothing() {
    let world = start().1;
    // At once, before events came back, with a long journal, with a state on its way, and just after it came.
    for at in [0, 3, 298, 301, 310] {
        let gpu = GpuDevice::open().unwrap();
        let mut engine = on_gpu(start(), &gpu, gpu.submitter());
        go_on_blind(&mut engine, &world, at);
        gpu.device.destroy();
        let rest = (TICKS - at).min(50);
        go_on_as_expected(&mut engine, &world, rest);
        check_fallen(&mut engine, &[&gpu.name(), "lost"]);
    }
}

#[test]
fn a_device_lost_before_the_hash_is_asked_for_changes_nothing() {
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu(start(), &gpu, gpu.submitter());
    go_on_blind(&mut engine, &start().1, 20);
    gpu.device.destroy();
    assert_eq!(engine.hash(), EXPECTED[19].0);
    assert_eq!(engine.agents().len(), 2_000);
    go_on_as_expected(&mut engine, &start().1, 20);
    check_fallen(&mut engine, &["lost"]);
}

#[test]
fn a_device_lost_soon_after_it_took_over_changes_nothing() {
    let (rules, world) = start();
    for ticks in [0, 1, 3, 4, 5] {
        let gpu = GpuDevice::open().unwrap();
        let mut cpu = CpuEngine::new(rules, world.clone()).unwrap();
        go_on_blind(&mut cpu, &world, 61);
        let mut engine = GpuEngine::new(cpu, &gpu, gpu.submitter());
        go_on_blind(&mut engine, &world, ticks);
        assert_eq!(engine.status().engine, "gpu");
        gpu.report_lost("the cable was pulled");
        go_on_as_expected(&mut engine, &world, 12);
        check_fallen(&mut engine, &["the cable was pulled"]);
    }
}

#[test]
fn commands_that_are_thrown_away_change_nothing() {
    let world = start().1;
    let gpu = shared();
    let waiting = SubmitQueue::default();
    let mut engine = on_gpu(start(), &gpu, waiting.submitter());
    for _ in 0..30 {
        gpu.queue.submit(waiting.drain());
        go_on_blind(&mut engine, &world, 1);
    }
    drop(waiting.drain());
    // Later ones are submitted, and compute nonsense.
    for _ in 0..3 {
        if engine.is_ready() {
            go_on_blind(&mut engine, &world, 1);
        }
        gpu.queue.submit(waiting.drain());
    }
    go_on_as_expected(&mut engine, &world, 30);
    check_fallen(&mut engine, &["lost"]);
}

#[test]
fn a_device_lost_while_commands_wait_to_be_submitted_changes_nothing() {
    let world = start().1;
    let gpu = shared();
    let waiting = SubmitQueue::default();
    let mut engine = on_gpu(start(), &gpu, waiting.submitter());
    go_on_blind(&mut engine, &world, 4);
    assert!(!engine.is_ready());
    gpu.device.destroy();
    // The picture's side goes on, and its own errors are its own.
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
    gpu.queue.submit(waiting.drain());
    drop(pollster::block_on(scope.pop()));
    go_on_as_expected(&mut engine, &world, 30);
    check_fallen(&mut engine, &["lost"]);
}

#[test]
fn a_device_too_small_leaves_the_world_to_the_processor_and_says_which_limit() {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapter = pollster::block_on(instance.request_adapter(&Default::default())).unwrap();
    let descriptor = wgpu::DeviceDescriptor {
        required_limits: wgpu::Limits {
            max_storage_buffer_binding_size: 1 << 20,
            ..wgpu::Limits::default()
        },
        ..Default::default()
    };
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor)).unwrap();
    let gpu = GpuDevice::new(device, queue, adapter.get_info());
    let world = Flockers::world(100_000, 0.1, 10.0, 2, 1);
    let rules = Flockers::new(world.radius);
    let cpu = CpuEngine::new(rules, world.clone()).unwrap();
    let mut engine = GpuEngine::new(cpu, &gpu, gpu.submitter());
    check_fallen(
        &mut engine,
        &[
            "max_storage_buffer_binding_size",
            "1048576",
            &gpu.name(),
            "tick 0",
        ],
    );
    let mut twin = CpuEngine::new(rules, world).unwrap();
    assert!(engine.is_ready());
    assert_eq!(engine.tick(&[]), twin.tick(&[]));
    assert_eq!(engine.hash(), twin.hash());
}

#[test]
fn the_processor_takes_a_long_journal_in_turns() {
    let world = start().1;
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu(start(), &gpu, gpu.submitter());
    go_on_blind(&mut engine, &world, 299);
    assert_eq!(engine.behind(), 299);
    gpu.report_lost("for a test");
    assert!(!engine.is_ready(), "all ticks in one turn");
    // A save in the middle of it is whole.
    let mut saved = super::resume_town(&engine.save());
    assert_eq!((saved.ticks(), engine.ticks()), (299, 299));
    wait(&mut engine);
    go_on_as_expected(&mut engine, &world, 20);
    go_on_as_expected(&mut saved, &world, 20);
}

#[test]
fn an_engine_that_is_never_submitted_for_falls_back_rather_than_hang() {
    let world = start().1;
    let gpu = shared();
    let waiting = SubmitQueue::default();
    let mut engine = on_gpu(start(), &gpu, waiting.submitter());
    go_on_blind(&mut engine, &world, 4);
    assert!(!engine.is_ready());
    assert_eq!(engine.hash(), EXPECTED[3].0);
    check_fallen(&mut engine, &["nobody submitted"]);
    go_on_as_expected(&mut engine, &world, 10);
}

#[test]
fn shader_ticks_to_compute_anew_are_never_more_than_308() {
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu((Probe, probe::world(60)), &gpu, gpu.submitter());
    let mut most = 0;
    for _ in 0..1_300 {
        wait(&mut engine);
        engine.tick(&[]).unwrap();
        most = most.max(engine.behind());
    }
    assert!((300..=308).contains(&most), "{most} ticks");
    assert_eq!(engine.status().engine, "gpu");
}
