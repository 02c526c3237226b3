//! What minds of those who are near cost the processor.

use std::time::Duration;

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeVal,
};

use super::*;

/// What this process has taken of the processor so far, on all its threads.
fn processor_time() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("usage");
    let of = |time: TimeVal| Duration::new(time.tv_sec() as u64, time.tv_usec() as u32 * 1_000);
    of(usage.user_time()) + of(usage.system_time())
}

/// Names, glances, greetings and small talk of those who are near, models' threads included: at most a millisecond of
/// the processor for a tick, which is a thirty-third of its time.
#[test]
fn small_talk_of_those_who_are_near_would_cost_the_tick() {
    const SECONDS: u64 = 30;
    let run = |minds: bool| {
        let profile = Profile::new();
        let mut launch = profile.launch(7, Start::Fresh);
        let world = &mut launch.content.world;
        (
            world.crowd.count,
            world.crowd.comes_minute,
            world.crowd.leaves_minute,
        ) = (1_400, 0, 1_440);
        // Nobody but the crowd thinks.
        world.inhabitants.clear();
        let mut app = sim::headless(launch.world());
        if minds {
            launch.furnish(&mut app, true).expect("minds");
        }
        app.insert_resource(EventLog::in_memory());
        sim::spawn_person_as(app.world_mut(), ADA, "Ada", None);
        sim::step_many(&mut app, 900);
        logged(&mut app);
        let mut near = 0;
        let mut spent = Duration::ZERO;
        for second in 0..SECONDS {
            // Beside a few who stand together.
            let world = app.world_mut();
            let mut all = world.query::<(&StableId, &Mirrored, &Pose)>();
            near += all.iter(world).count() as u64;
            let company = all
                .iter(world)
                .filter(|(_, mirrored, _)| mirrored.in_company);
            let mut company: Vec<(StableId, Pose)> =
                company.map(|(id, _, pose)| (*id, *pose)).collect();
            company.sort_by_key(|(id, _)| *id);
            if second % 10 == 0
                && let Some((_, pose)) = company.first()
            {
                let nav = app.world().resource::<NavGrid>();
                let beside = pose.position() + Vec3::X;
                let beside = nav.nearest_free(beside).unwrap_or(beside);
                sim::teleport(app.world_mut(), ADA, Pose::new(beside, 0.0));
            }
            let before = processor_time();
            sim::step_many(&mut app, 30);
            spent += processor_time() - before;
        }
        let log = logged(&mut app);
        let said = of_kind(&log, "said").into_iter();
        let said = said
            .filter(|event| event["to"].as_u64() >= Some(1 << 24))
            .count();
        (spent / (SECONDS * 30) as u32, said, near / SECONDS)
    };
    let mut least = Duration::MAX;
    // What a busy machine adds to a run is no cost of talk: then they are taken again.
    for _ in 0..3 {
        let (without, with) = (run(false), run(true));
        let cost = with.0.saturating_sub(without.0);
        println!("without minds {without:?}, with them {with:?}: {cost:?} a tick");
        assert!(with.1 >= 6, "nobody talks: {with:?}");
        assert!(with.2 >= 150, "only {} are near", with.2);
        least = least.min(cost);
        if least <= Duration::from_millis(1) {
            return;
        }
    }
    panic!("{least:?} a tick");
}
