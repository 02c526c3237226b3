//! The shipped shaders against the twin, hash by hash, on whatever Vulkan device there is.

use stoa_tick::cpu::CpuTick;
use stoa_tick::gpu::{GpuDevice, GpuTick, Sources};
use stoa_tick::hash::WorldHash;
use stoa_tick::rules::flockers::Flockers;
use stoa_tick::rules::{Command, Rules};
use stoa_tick::world::World;

use crate::probe::{self, Probe};

fn flock(agents: u32) -> (Flockers, World) {
    let world = Flockers::world(agents, 0.1, 10.0, 2, 7);
    (Flockers::new(world.radius), world)
}

/// Orders for some of the ticks: one, many, and none.
fn orders(world: &World, tick: u32) -> Vec<Command> {
    let count = [0, 1, 0, 300][tick as usize % 4];
    let agents = world
        .agents
        .iter()
        .skip(tick as usize % 50)
        .step_by(3)
        .take(count);
    agents
        .map(|agent| Command {
            id: agent.id,
            words: [tick * 1_000, tick * 77, agent.id],
        })
        .collect()
}

/// Runs both engines and compares every hash and all events; gives the last hash, or the first tick that differs.
#[expect(clippy::print_stderr, reason = "says what was compared")]
pub fn compare<R: Rules + Clone>(
    (rules, world): (R, World),
    sources: &Sources,
    ticks: u32,
    orders: impl Fn(&World, u32) -> Vec<Command>,
) -> Result<WorldHash, u32> {
    let gpu = GpuDevice::open().unwrap();
    let mut engine = GpuTick::with_sources(&rules, &world, &gpu, sources).unwrap();
    let mut twin = CpuTick::new(rules, world.clone()).unwrap();
    eprintln!(
        "{ticks} ticks of {} agents of {}: {} ({:?}), processor with {}",
        world.agents.len(),
        R::NAME,
        gpu.name(),
        gpu.info.device_type,
        twin.simd().name()
    );
    if engine.hash().unwrap() != twin.hash() {
        return Err(0);
    }
    let mut seen = 0;
    for tick in 0..ticks {
        let commands = orders(&world, tick);
        twin.tick(&commands).unwrap();
        engine.tick(&commands).unwrap();
        if engine.hash().unwrap() != twin.hash() {
            return Err(tick);
        }
        let events = twin.take_events().unwrap();
        assert_eq!(
            engine.wait_events().unwrap(),
            events,
            "events after tick {tick}"
        );
        assert!(
            tick >= stoa_tick::EVENT_LAG || events.is_empty(),
            "events of tick {tick} came early"
        );
        seen += events.len();
    }
    assert!(R::MAX_EVENTS == 0 || seen > 0, "nothing ever happened");
    Ok(twin.hash())
}

fn none(_: &World, _: u32) -> Vec<Command> {
    Vec::new()
}

#[test]
fn shader_equals_twin_for_2000_ticks_of_5000() {
    let sources = Sources::for_device::<Flockers>(&GpuDevice::open().unwrap());
    compare(flock(5_000), &sources, 2_000, none).unwrap();
}

#[test]
fn shader_equals_twin_at_odd_sizes() {
    for (agents, ticks) in [(1, 2_000), (4_999, 500), (65_537, 100)] {
        let last = compare(flock(agents), &Sources::new::<Flockers>(true), ticks, none);
        assert!(last.is_ok(), "{agents} agents differ at tick {last:?}");
    }
}

#[test]
fn shader_equals_twin_in_the_largest_world() {
    // 16,330 m: every bit of a place counts, and there is more than a million cells.
    let world = Flockers::world(4_000, 0.000_015, 15.0, 1, 7);
    assert!(world.agents.iter().any(|agent| agent.x > 1_070_000_000));
    let rules = Flockers::new(world.radius);
    compare((rules, world), &Sources::new::<Flockers>(true), 6, none).unwrap();
}

#[test]
fn shader_with_agents_looking_around_together_equals_twin() {
    if GpuDevice::open().unwrap().info.subgroup_min_size < 8 {
        // Such a device is never given these shaders.
        return;
    }
    // The last is so sparse that agents of one subgroup are farther apart than a packed place can tell.
    for (agents, density) in [(1, 0.1), (9, 1.0), (4_999, 0.1), (3_000, 0.000_2)] {
        let world = Flockers::world(agents, density, 10.0, 2, 8);
        let rules = Flockers::new(world.radius);
        compare((rules, world), &Sources::together::<Flockers>(), 60, none).unwrap();
    }
    compare(
        (Probe, probe::world(3_000)),
        &Sources::together::<Probe>(),
        60,
        orders,
    )
    .unwrap();
}

#[test]
fn shader_without_subgroups_equals_twin() {
    for agents in [1, 4_999, 20_000] {
        compare(flock(agents), &Sources::new::<Flockers>(false), 60, none).unwrap();
    }
}

#[test]
fn shader_claims_tallies_events_and_commands_equal_twin() {
    for subgroups in [true, false] {
        for agents in [1, 700, 3_000] {
            compare(
                (Probe, probe::world(agents)),
                &Sources::new::<Probe>(subgroups),
                80,
                orders,
            )
            .unwrap();
        }
    }
}

#[test]
fn shader_with_one_constant_changed_is_found_out() {
    let changes = [
        ("const JUMP: i32 = 22938;", "const JUMP: i32 = 22937;"),
        (
            "const RANDOMNESS: i32 = 3277;",
            "const RANDOMNESS: i32 = 3278;",
        ),
        ("0x8af3u << 16u", "0x8af4u << 16u"),
        ("way * 32 /", "way * 33 /"),
        ("rest * 100", "rest * 101"),
        ("x *= 0x846ca68bu;", "x *= 0x846ca68du;"),
        ("world.columns - 1u", "world.columns - 2u"),
    ];
    for (shipped, changed) in changes {
        let mut sources = Sources::new::<Flockers>(true);
        change(&mut sources.step, shipped, changed);
        let found = compare(flock(2_000), &sources, 30, none);
        assert!(found.is_err(), "nobody noticed {changed}");
    }
}

/// The passes before the step and after it, with and without subgroups.
#[test]
fn shader_with_one_constant_of_another_pass_changed_is_found_out() {
    type Part = fn(&mut Sources) -> &mut String;
    let scan: Part = |sources| &mut sources.scan;
    let scatter: Part = |sources| &mut sources.scatter;
    let hash: Part = |sources| &mut sources.hash;
    let changes = [
        (scan, "const BLOCK: u32 = 512u;", "const BLOCK: u32 = 500u;"),
        (scan, "counts[first + 256u]", "counts[first + 255u]"),
        (scan, "block_index(thread) * 2u", "block_index(thread) * 1u"),
        (scatter, "groups, 128u, index", "groups, 120u, index"),
        (
            scatter,
            "own[slot] = unsorted[2u * i + 1u]",
            "own[slot] = unsorted[2u * i]",
        ),
        (hash, "0x5bd1e995u, 31u", "0x5bd1e995u, 33u"),
        (hash, "0x9e3779b9u, 37u", "0x9e3779bau, 37u"),
    ];
    for (part, shipped, changed) in changes {
        for subgroups in [true, false] {
            let mut sources = Sources::new::<Flockers>(subgroups);
            change(part(&mut sources), shipped, changed);
            // Twice as many cells as one block of the scan has.
            let world = Flockers::world(2_000, 0.02, 10.0, 2, 7);
            let flock = (Flockers::new(world.radius), world);
            let found = compare(flock, &sources, 5, none);
            assert!(found.is_err(), "nobody noticed {changed}");
        }
    }
}

/// Changes what must be there.
pub fn change(source: &mut String, shipped: &str, changed: &str) {
    assert!(source.contains(shipped), "{shipped} is not in the shader");
    *source = source.replacen(shipped, changed, 1);
}

#[test]
fn shader_and_twin_keep_the_golden_hash() {
    // A change of the rules or the arithmetic changes these; then say so in the commit and write the new ones.
    let flockers = compare(flock(3_000), &Sources::new::<Flockers>(true), 100, none).unwrap();
    assert_eq!(flockers.to_string(), "3d2f421bcfb35bc6");
    let probe = compare(
        (Probe, probe::world(1_000)),
        &Sources::new::<Probe>(true),
        50,
        orders,
    )
    .unwrap();
    assert_eq!(probe.to_string(), "070d1e90ae9283d6");
}
