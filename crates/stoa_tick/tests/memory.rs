//! What the twin takes of the heap, by an allocator that counts; a program of its own, since it counts everything.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Mutex, PoisonError};

use peak_alloc::PeakAlloc;
use stoa_tick::bench::{Options, Scenario};
use stoa_tick::cpu::CpuTick;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::rules::plaza::Plaza;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// One test counts at a time.
static COUNTING: Mutex<()> = Mutex::new(());

const MB: f64 = 1e6;

/// What `work` had at most, and what its result has, in bytes more than there were.
fn heap<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let result = work();
    let peak = HEAP.peak_usage().saturating_sub(before);
    let kept = HEAP.current_usage().saturating_sub(before);
    (result, peak, kept)
}

/// A plaza world from nothing to its thirtieth tick on two threads: all of it, the place and its making included.
fn plaza(agents: u32, density: f64) -> CpuTick<Plaza> {
    let options = Options {
        agents,
        density,
        ..Options::default()
    };
    let (rules, world) = Plaza::scenario(&options).unwrap();
    let mut twin = CpuTick::new(rules, world).unwrap();
    twin.set_threads(2);
    for _ in 0..30 {
        twin.tick(&[]).unwrap();
        twin.take_events().unwrap();
    }
    twin
}

#[test]
fn a_hundred_thousand_in_plazas_take_no_more_than_60_mb() {
    let _alone = COUNTING.lock().unwrap_or_else(PoisonError::into_inner);
    let (_, empty, _) = heap(|| plaza(1, 0.3));
    for density in [0.1, 0.3] {
        let (twin, peak, kept) = heap(|| plaza(100_000, density));
        assert_eq!(twin.agents().len(), 100_000);
        let beyond = (peak - empty) as f64 / MB;
        eprintln!(
            "100,000 agents, {density} to a square metre: at most {beyond:.1} MB beyond an empty twin's {:.1}; {:.1} MB are kept, {:.1} in its arrays",
            empty as f64 / MB,
            kept as f64 / MB,
            twin.memory_bytes() as f64 / MB
        );
        assert!(beyond <= 60.0, "{beyond:.1} MB");
        let arrays = twin.memory_bytes() as f64;
        assert!(
            (0.95..1.05).contains(&(kept as f64 / arrays)),
            "it counts its arrays wrong"
        );
    }
}

/// Where the checksum lies in a snapshot, and what it is the checksum of.
fn seal(bytes: &mut [u8]) {
    let mut sum = 0_u64;
    for (at, word) in bytes.as_chunks().0.iter().enumerate() {
        if !(5..7).contains(&at) {
            sum = (sum ^ u64::from(u32::from_le_bytes(*word))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            sum ^= sum >> 32;
        }
    }
    bytes[20..28].copy_from_slice(&sum.to_le_bytes());
}

#[test]
fn a_snapshot_that_claims_much_gets_no_memory_for_it() {
    let _alone = COUNTING.lock().unwrap_or_else(PoisonError::into_inner);
    let (rules, world) = {
        let options = Options {
            agents: 6,
            density: 0.5,
            ..Options::default()
        };
        Plaza::scenario(&options).unwrap()
    };
    let mut twin = CpuTick::new(rules, world.clone()).unwrap();
    for _ in 0..7 {
        twin.tick(&[]).unwrap();
        twin.take_events().unwrap();
    }
    let whole = twin.snapshot();
    let restore = |bytes: &[u8]| {
        let world = world.clone();
        heap(|| CpuTick::restore(rules, world, bytes).is_ok())
    };
    let (restored, usual, _) = restore(&whole);
    assert!(restored);
    let (mut refused, mut most) = (0, 0);
    for at in (28..whole.len()).step_by(4) {
        for lie in [0_u32, 7, 255, 65_536, 1 << 30, u32::MAX] {
            let mut bytes = whole.clone();
            bytes[at..at + 4].copy_from_slice(&lie.to_le_bytes());
            seal(&mut bytes);
            let (restored, peak, _) = restore(&bytes);
            most = most.max(peak);
            refused += u32::from(!restored);
        }
    }
    eprintln!("at most {most} bytes, of the true one {usual}; {refused} lies were refused");
    assert!(
        most <= usual + 8 * whole.len(),
        "{most} bytes instead of {usual}"
    );
    assert!(refused > 100, "only {refused} lies were refused");
    // Sealed anew without a lie it is still the true one: the lies did not fail by their seals.
    let mut bytes = whole.clone();
    seal(&mut bytes);
    assert!(bytes == whole);
    // And the flock, whose snapshots have neither claims nor events.
    let flock = Flockers::world(6, 0.1, 10.0, 2, 1);
    let rules = Flockers::new(flock.radius);
    let mut bytes = CpuTick::new(rules, flock.clone()).unwrap().snapshot();
    bytes.extend([0; 8]);
    let length = bytes.len() as u64;
    bytes[12..20].copy_from_slice(&length.to_le_bytes());
    seal(&mut bytes);
    let error = CpuTick::restore(rules, flock, &bytes)
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("ticks to compute anew should be some and is none"),
        "{error}"
    );
}
