//! `stoa-tick`.
use stoa_tick::{cpu::CpuTick, rules::flockers::Flockers, simd::Simd};
#[allow(clippy::print_stdout)]
fn main() {
    let n: u32 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(128_000);
    let div: u32 = std::env::args().nth(2).and_then(|a| a.parse().ok()).unwrap_or(1);
    for simd in Simd::offered() {
        for threads in [1, 2] {
            let world = Flockers::world(n, 0.1, 10.0, div, 1);
            let mut t = CpuTick::new(Flockers::new(world.radius), world).unwrap();
            t.set_simd(simd);
            t.set_threads(threads);
            for _ in 0..5 { t.tick(&[]).unwrap(); }
            let s = std::time::Instant::now();
            for _ in 0..10 { t.tick(&[]).unwrap(); let _ = t.take_events(); }
            let e = s.elapsed().as_secs_f64() / 10.0;
            println!("{} {threads} threads: {:.2} ms {:.2} M/s {}", simd.name(), e * 1e3, f64::from(n) / e / 1e6, t.hash());
        }
    }
}
