//! Time of each pass of the CPU twin on 32,000 flockers, 0.1 to a square metre, radius 10 m:
//! `cargo bench -p stoa_tick`.

use std::cell::RefCell;

use divan::Bencher;
use stoa_tick::commands::CommandTable;
use stoa_tick::cpu::CpuTick;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::simd::Simd;

const AGENTS: u32 = 32_000;

fn main() {
    divan::main();
}

fn twin(threads: usize) -> RefCell<CpuTick<Flockers>> {
    let world = Flockers::world(AGENTS, 0.1, 10.0, 2, 1);
    let mut twin = CpuTick::new(Flockers::new(world.radius), world).expect("a world that can be");
    twin.set_threads(threads);
    for _ in 0..5 {
        twin.tick(&[]).expect("no commands");
    }
    RefCell::new(twin)
}

#[divan::bench(sample_size = 1)]
fn count(bencher: Bencher) {
    let twin = twin(1);
    bencher.bench_local(|| twin.borrow_mut().count());
}

#[divan::bench(args = [1, 2], sample_size = 1)]
fn scan(bencher: Bencher, threads: usize) {
    let twin = twin(threads);
    bencher
        .with_inputs(|| twin.borrow_mut().count())
        .bench_local_refs(|()| twin.borrow_mut().scan());
}

#[divan::bench(args = [1, 2], sample_size = 1)]
fn scatter(bencher: Bencher, threads: usize) {
    let twin = twin(threads);
    bencher
        .with_inputs(|| {
            twin.borrow_mut().count();
            twin.borrow_mut().scan();
        })
        .bench_local_refs(|()| twin.borrow_mut().scatter());
}

#[divan::bench(args = [("scalar", 1), ("portable", 1), ("avx2", 1), ("avx512", 1), ("best", 1), ("best", 2)], sample_size = 1)]
fn step(bencher: Bencher, (simd, threads): (&str, usize)) {
    let twin = twin(threads);
    if let Some(simd) = Simd::offered()
        .into_iter()
        .find(|offered| offered.name() == simd)
    {
        twin.borrow_mut().set_simd(simd);
    }
    bencher
        .with_inputs(|| {
            twin.borrow_mut().count();
            twin.borrow_mut().scan();
            twin.borrow_mut().scatter();
        })
        .bench_local_refs(|()| twin.borrow_mut().step(&CommandTable::default()));
}
