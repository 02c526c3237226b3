//! `stoa-tick`.
use stoa_tick::{cpu::CpuTick, gpu::{GpuDevice, GpuTick, Sources}, rules::flockers::Flockers};
#[allow(clippy::print_stdout)]
fn main() {
    let n: u32 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(5_000);
    let gpu = GpuDevice::open().unwrap();
    println!("{:?}", gpu.info);
    for sub in [true, false] {
        let world = Flockers::world(n, 0.1, 10.0, 2, 1);
        let rules = Flockers::new(world.radius);
        let mut g = GpuTick::with_sources(&rules, &world, &gpu, &Sources::new::<Flockers>(sub)).unwrap();
        let mut t = CpuTick::new(rules, world).unwrap();
        for i in 0..20 {
            t.tick(&[]).unwrap();
            g.tick(&[]).unwrap();
            println!("{i} {} {}", t.hash(), g.hash().unwrap());
        }
        println!("{:?}", g.run_timed(10).unwrap());
    }
}
