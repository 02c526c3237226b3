//! Time of each pass of the CPU twin on 32,000 agents, 0.1 to a square metre: flockers with a radius of 10 m, and people
//! in a town who have been about for two seconds. `cargo bench -p stoa_tick`.

use std::cell::RefCell;

use divan::Bencher;
use stoa_tick::commands::CommandTable;
use stoa_tick::cpu::CpuTick;
use stoa_tick::rules::Rules;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::rules::plaza::{
    Params, Plaza,
    town::{crowd, town},
};
use stoa_tick::simd::Simd;
use stoa_tick::world::World;

const AGENTS: u32 = 32_000;

fn main() {
    divan::main();
}

fn flock(threads: usize) -> RefCell<CpuTick<Flockers>> {
    let world = Flockers::world(AGENTS, 0.1, 10.0, 2, 1);
    twin(Flockers::new(world.radius), world, threads, 5)
}

fn people(threads: usize) -> RefCell<CpuTick<Plaza>> {
    let place = town(AGENTS, 0.1).expect("a town that can be");
    let crowd = crowd(&place, AGENTS, 1);
    let (rules, world) = Plaza::into_world(place, Params::default(), crowd, 1);
    twin(rules, world, threads, 60)
}

fn twin<R: Rules>(rules: R, world: World, threads: usize, ticks: u32) -> RefCell<CpuTick<R>> {
    let mut twin = CpuTick::new(rules, world).expect("a world that can be");
    twin.set_threads(threads);
    for _ in 0..ticks {
        tick(&mut twin);
    }
    RefCell::new(twin)
}

fn tick<R: Rules>(twin: &mut CpuTick<R>) {
    twin.tick(&[]).expect("no commands");
    twin.take_events().expect("room for events");
}

#[divan::bench(sample_size = 1)]
fn count(bencher: Bencher) {
    let twin = flock(1);
    bencher.bench_local(|| twin.borrow_mut().count());
}

#[divan::bench(args = [1, 2], sample_size = 1)]
fn scan(bencher: Bencher, threads: usize) {
    let twin = flock(threads);
    bencher
        .with_inputs(|| twin.borrow_mut().count())
        .bench_local_refs(|()| twin.borrow_mut().scan());
}

#[divan::bench(args = [1, 2], sample_size = 1)]
fn scatter_flockers(bencher: Bencher, threads: usize) {
    scatter(bencher, &flock(threads));
}

#[divan::bench(args = [1, 2], sample_size = 1)]
fn scatter_people(bencher: Bencher, threads: usize) {
    scatter(bencher, &people(threads));
}

#[divan::bench(args = STEPS, sample_size = 1)]
fn step_flockers(bencher: Bencher, (simd, threads): (&str, usize)) {
    step(bencher, &flock(threads), simd);
}

#[divan::bench(args = STEPS, sample_size = 1)]
fn step_people(bencher: Bencher, (simd, threads): (&str, usize)) {
    step(bencher, &people(threads), simd);
}

/// Vector instructions and threads of a step.
const STEPS: [(&str, usize); 6] = [
    ("scalar", 1),
    ("portable", 1),
    ("avx2", 1),
    ("avx512", 1),
    ("best", 1),
    ("best", 2),
];

fn scatter<R: Rules>(bencher: Bencher, twin: &RefCell<CpuTick<R>>) {
    bencher
        .with_inputs(|| {
            twin.borrow_mut().count();
            twin.borrow_mut().scan();
        })
        .bench_local_refs(|()| twin.borrow_mut().scatter());
}

fn step<R: Rules>(bencher: Bencher, twin: &RefCell<CpuTick<R>>, simd: &str) {
    let named = Simd::offered().into_iter().find(|one| one.name() == simd);
    let best = (simd == "best").then(Simd::detect);
    let Some(simd) = named.or(best) else {
        // This processor has none such: no figure rather than another's.
        return;
    };
    twin.borrow_mut().set_simd(simd);
    bencher
        .with_inputs(|| {
            // What happened is not wanted; without taking it, it would pile up.
            let _ = twin.borrow_mut().take_events();
            twin.borrow_mut().count();
            twin.borrow_mut().scan();
            twin.borrow_mut().scatter();
        })
        .bench_local_refs(|()| twin.borrow_mut().step(&CommandTable::default()));
}
