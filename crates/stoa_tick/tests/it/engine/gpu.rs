//! The engine on a graphics device, whoever submits to it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use stoa_tick::engine::{CpuEngine, Engine, GpuEngine};
use stoa_tick::gpu::{GpuDevice, SubmitQueue, Submitter};
use stoa_tick::rules::Rules;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::world::World;

use crate::probe::{self, Probe};

use super::{EXPECTED, TICKS, compare, go_on_as_expected, start, step, wait};

/// An engine that must be on the device.
pub fn on_gpu<R: Rules>(
    (rules, world): (R, World),
    gpu: &GpuDevice,
    submitter: Submitter,
) -> GpuEngine<R> {
    let mut engine = GpuEngine::new(CpuEngine::new(rules, world).unwrap(), gpu, submitter);
    assert_eq!(engine.notice(), None);
    assert_eq!(engine.status().engine, "gpu");
    engine
}

/// Ticks so many times and compares all events with [`EXPECTED`], but no hash: that would wait for every tick.
pub fn go_on_blind(engine: &mut dyn Engine, world: &World, ticks: u32) {
    for _ in 0..ticks {
        let tick = engine.ticks() as usize;
        let events = step(engine, world);
        assert_eq!(events, EXPECTED[tick].1, "tick {tick}");
    }
}

/// A device that others submit to and watch: where it fails unseen, the test does.
pub fn shared() -> GpuDevice {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapter = pollster::block_on(instance.request_adapter(&Default::default())).unwrap();
    let (device, queue) = pollster::block_on(adapter.request_device(&Default::default())).unwrap();
    GpuDevice::new(device, queue, adapter.get_info())
}

/// What submits two ticks late, two ticks at once, and things of its own between them. When nothing comes for a while,
/// it submits what there is.
pub struct Picture {
    stop: Arc<AtomicBool>,
    pairs: Arc<AtomicU32>,
    thread: Option<JoinHandle<()>>,
}

impl Picture {
    pub fn draw(gpu: &GpuDevice, waiting: SubmitQueue) -> Self {
        let (stop, pairs) = (Arc::<AtomicBool>::default(), Arc::<AtomicU32>::default());
        let (gpu, stopped, count) = (gpu.clone(), stop.clone(), pairs.clone());
        let draw = move || {
            let own = gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size: 256,
                usage: wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            });
            let mut held = VecDeque::new();
            let mut last = Instant::now();
            while !stopped.load(Ordering::Relaxed) {
                let come = waiting.drain();
                if !come.is_empty() {
                    last = Instant::now();
                }
                held.extend(come);
                let mut foreign = gpu.device.create_command_encoder(&Default::default());
                foreign.clear_buffer(&own, 0, None);
                gpu.queue.write_buffer(&own, 0, &[1; 16]);
                let late = last.elapsed() > Duration::from_millis(100);
                let ours = if held.len() >= 4 {
                    count.fetch_add(1, Ordering::Relaxed);
                    held.drain(..2)
                } else {
                    let all = if late { held.len() } else { 0 };
                    held.drain(..all)
                };
                gpu.queue
                    .submit(std::iter::once(foreign.finish()).chain(ours));
                gpu.queue.submit([]);
                std::thread::sleep(Duration::from_micros(500));
            }
        };
        let thread = Some(std::thread::spawn(draw));
        Self {
            stop,
            pairs,
            thread,
        }
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn shader_engine_gives_what_the_processor_gives() {
    let gpu = GpuDevice::open().unwrap();
    let mut engine = on_gpu(start(), &gpu, gpu.submitter());
    go_on_as_expected(&mut engine, &start().1, TICKS);
    assert!(engine.behind() < 200, "no state ever came back");
    let status = engine.status();
    assert_eq!((status.engine, status.threads), ("gpu", 0));
    assert_eq!(status.adapter, gpu.name());
    assert!(engine.agents_buffer().is_some() && engine.agents().len() == 2_000);
    assert_eq!(engine.notice(), None);
}

#[test]
fn shader_engine_whose_commands_are_submitted_late_and_in_pairs_gives_the_same() {
    let gpu = shared();
    let waiting = SubmitQueue::default();
    let mut engine = on_gpu(start(), &gpu, waiting.submitter());
    let picture = Picture::draw(&gpu, waiting.clone());
    for _ in 0..8 {
        go_on_blind(&mut engine, &start().1, TICKS / 8);
        let tick = engine.ticks() as usize - 1;
        assert_eq!(engine.hash(), EXPECTED[tick].0, "tick {tick}");
    }
    let pairs = picture.pairs.load(Ordering::Relaxed);
    assert!(pairs > TICKS / 2 - 30, "only {pairs} pairs");
    assert_eq!(engine.status().engine, "gpu");
    assert!(engine.behind() < 200, "no state ever came back");
}

/// With nobody to submit, it stops and nothing grows; then it goes on.
fn check_unsubmitted<R: Rules + Clone>(rules: R, world: World) {
    let mut twin = CpuEngine::new(rules.clone(), world.clone()).unwrap();
    let gpu = shared();
    let waiting = SubmitQueue::default();
    let mut engine = on_gpu((rules, world), &gpu, waiting.submitter());
    let mut ticks = 0;
    while engine.is_ready() {
        assert_eq!(engine.tick(&[]), twin.tick(&[]));
        ticks += 1;
        assert!(ticks < 20, "nobody submits, and it ticks on");
    }
    assert_eq!(waiting.len(), 4);
    let words: Vec<u32> = (0..3).collect();
    engine.set_place(0, &words);
    let save = engine.save().len();
    for _ in 0..1_000 {
        engine.set_place(0, &words);
        assert!(!engine.is_ready());
    }
    assert_eq!((waiting.len(), engine.save().len()), (4, save));
    twin.set_place(0, &words);
    for _ in 0..20 {
        gpu.queue.submit(waiting.drain());
        wait(&mut engine);
        assert_eq!(engine.tick(&[]), twin.tick(&[]));
    }
    assert_eq!(engine.status().engine, "gpu");
    let _picture = Picture::draw(&gpu, waiting);
    assert_eq!(engine.hash(), twin.hash());
}

#[test]
fn shader_engine_without_anybody_to_submit_waits_and_grows_no_further() {
    check_unsubmitted(Probe, probe::world(400));
    // No events to wait for.
    let flock = Flockers::world(300, 0.1, 10.0, 2, 7);
    check_unsubmitted(Flockers::new(flock.radius), flock);
}

#[test]
fn shader_engine_reports_the_overflow_that_the_processor_reports() {
    let mut world = probe::world(1_000);
    world.event_room = Some(20);
    let gpu = GpuDevice::open().unwrap();
    let mut twin = CpuEngine::new(Probe, world.clone()).unwrap();
    let mut engine = on_gpu((Probe, world), &gpu, gpu.submitter());
    let found: Vec<_> = (0..12).map(|_| engine.tick(&[])).collect();
    let expected: Vec<_> = (0..12).map(|_| twin.tick(&[])).collect();
    assert_eq!(found, expected);
    assert!(found[5].is_err() && found[0].is_ok());
    assert_eq!(engine.status().engine, "gpu");
}

#[test]
fn shader_engine_takes_over_in_mid_life() {
    let (rules, world) = start();
    let gpu = GpuDevice::open().unwrap();
    // Both halves of the board, few and all events under way.
    for before in [1, 2, 3, 120, 121] {
        let mut cpu = CpuEngine::new(rules, world.clone()).unwrap();
        go_on_blind(&mut cpu, &world, before);
        let mut engine = GpuEngine::take_over(cpu, &gpu, gpu.submitter())
            .map_err(|failed| failed.1)
            .unwrap();
        assert_eq!(engine.ticks(), before);
        assert_eq!(engine.hash(), EXPECTED[before as usize - 1].0);
        go_on_as_expected(&mut engine, &world, 30);
        assert_eq!(engine.status().engine, "gpu");
    }
}

#[test]
fn shader_engine_keeps_no_more_words_than_the_place_has() {
    let mut world = probe::world(50);
    let room = (1 << 20) + 77;
    world.place.resize(room, 0xab);
    let gpu = GpuDevice::open().unwrap();
    let mut twin = CpuEngine::new(Probe, world.clone()).unwrap();
    let mut engine = on_gpu((Probe, world), &gpu, gpu.submitter());
    for tick in 0..24_u32 {
        let words: Vec<u32> = (0..room as u32).map(|i| i ^ tick << 2).collect();
        engine.set_place(0, &words);
        twin.set_place(0, &words);
        wait(&mut engine);
        assert_eq!(engine.tick(&[]), twin.tick(&[]), "tick {tick}");
        assert!(engine.behind() <= 10, "{} ticks are kept", engine.behind());
    }
    compare(
        23,
        &[(engine.hash(), Vec::new())],
        &[(twin.hash(), Vec::new())],
    );
}
