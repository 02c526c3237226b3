//! The crowd of a town: the same on however many threads, and it comes in where the world's file says.

use std::collections::BTreeSet;

use bevy_math::{Vec2, Vec3Swizzles};
use stoa_tick::rules::plaza::words::{AWAY, CROWD, State};
use stoa_world::{
    PlaceId, Places, WorldDef,
    sim::{BodyTick, WorldPlugin},
    town::sample::large_world,
};

use crate::stage::Stage;

/// Whoever comes appears within this far of where they come from, in metres.
const WIDE_M: f32 = 4.0;

/// Squares side by side with a crowd, with other words in the file for some.
fn town(across: u32, count: u32, words: &[(&str, &str)]) -> WorldDef {
    let mut text = large_world(across, count);
    for (old, new) in words {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let (def, problems) = WorldDef::parse("town.toml", &text);
    def.unwrap_or_else(|| panic!("{problems:#?}"))
}

#[test]
fn the_crowd_of_a_town_would_be_another_one_with_more_threads() {
    let run = |threads: usize| {
        // Half of them are here, the others are on their way.
        let def = town(4, 9_000, &[("\"12:00\"", "\"07:30\"\nrate = 12")]);
        let mut stage = Stage::of(WorldPlugin::new(def, 7));
        let world = stage.0.world_mut();
        let tick = world.remove_resource::<BodyTick>().expect("a crowd");
        world.insert_resource(tick.with_engine(|mut engine| {
            engine.set_threads(threads);
            Box::new(engine)
        }));
        stage.step(450);
        let mut tick = stage.0.world_mut().resource_mut::<BodyTick>();
        assert_eq!(tick.engine().status().threads, threads);
        let hash = tick.engine().hash();
        (stage.lines().to_vec(), hash, stage)
    };
    let (lines, hash, stage) = run(1);
    let told = stage.log();
    let crowd: Vec<_> = told.iter().filter(|line| line["kind"] == "crowd").collect();
    assert_eq!(crowd.len(), 3);
    for what in ["came", "met", "sat"] {
        let all = crowd.iter().filter_map(|line| line[what].as_u64());
        assert!(all.sum::<u64>() > 10, "{what}: {crowd:#?}");
    }
    for threads in [2, 8] {
        let others = run(threads);
        assert_eq!(others.0, lines, "{threads} threads");
        assert_eq!(others.1, hash, "{threads} threads");
    }
}

#[test]
fn somebody_would_come_out_of_the_blue() {
    let words = [
        ("\"12:00\"", "\"06:29\"\nrate = 12"),
        (
            "count = 120",
            "count = 120\nfrom = [\"spawn_3\", \"garden_0\"]\ncomes = \"06:30\"\nwithin = 3",
        ),
    ];
    let mut stage = Stage::of(WorldPlugin::new(town(2, 120, &words), 7));
    let garden = &stage.0.world().resource::<Places>().places[&PlaceId("garden_0".to_owned())];
    let entrances = [Vec2::new(90.0, 90.0), garden.at.xz()];
    let (mut here, mut came) = (BTreeSet::new(), [0; 2]);
    for _ in 0..3_600 {
        if came.iter().sum::<u32>() >= 120 {
            break;
        }
        stage.step(1);
        let mut tick = stage.0.world_mut().resource_mut::<BodyTick>();
        let origin = tick.origin();
        let agents = tick.engine().agents().into_owned();
        for agent in &agents {
            let state = State::of(agent);
            if state.kind != CROWD {
                continue;
            }
            if state.activity == AWAY {
                here.remove(&agent.id);
            } else if here.insert(agent.id) {
                let (x, z) = origin.to_pose(agent.x, agent.y);
                let at = Vec2::new(x as f32, z as f32) / 65_536.0;
                let far = entrances.map(|entrance| entrance.distance(at));
                let by = usize::from(far[1] < far[0]);
                assert!(far[by] <= WIDE_M, "{} comes {far:?} m from", agent.id);
                came[by] += 1;
            }
        }
    }
    assert!(came.iter().sum::<u32>() >= 120, "not all came: {came:?}");
    assert!(came.iter().all(|by| *by > 20), "by one alone: {came:?}");
}
