//! A scene is exported anew while somebody is in it.

use super::*;
use crate::{
    Pose,
    sim::{BodyIndex, NextWorld, Remade, WorldPlugin, headless, spawn_person, step_many, teleport},
};

#[test]
fn an_export_would_throw_people_about_or_leave_them_in_a_wall() {
    let house = || floor().block([-5.0, 3.0, -5.0], [5.0, 3.2, 5.0]);
    let beside = |model: Model| model.block([-9.0, 0.0, -9.0], [-8.0, 1.0, -8.0]);
    let ramp = || {
        floor().quad([
            [-2.0, 0.0, -6.0],
            [-2.0, 2.0, -9.0],
            [2.0, 2.0, -9.0],
            [2.0, 0.0, -6.0],
        ])
    };
    let low = |y: f32| Model::default().plate([-10.0, -10.0], [10.0, 10.0], y);
    let open = |model: Model| model.walk([0.0, 0.0, 8.0]).0;
    let stays = |from: Vec3, at: Vec3| from == at;
    let rises = |from: Vec3, at: Vec3| {
        let rise = at.y - from.y;
        (from - at).with_y(0.0).length() < 0.01 && (0.95..1.05).contains(&rise)
    };
    let steps_up = |from: Vec3, at: Vec3| {
        let rise = at.y - from.y;
        (from - at).with_y(0.0).length() < 0.01 && (0.15..0.25).contains(&rise)
    };
    let leaves = |from: Vec3, at: Vec3| {
        let way = (from - at).with_y(0.0).length();
        (0.2..4.0).contains(&way) && at.y.abs() < 0.05
    };
    let edge =
        |_: Vec3, at: Vec3| at.x.max(at.z) < 4.0 && at.distance(Vec3::new(4.0, 0.0, 4.0)) < 0.8;
    let block = || floor().block([1.0, 0.0, 1.0], [5.0, 3.0, 5.0]);
    type Holds<'h> = &'h dyn Fn(Vec3, Vec3) -> bool;
    let rows: [(&str, WorldDef, [f32; 3], WorldDef, Holds); 8] = [
        (
            "on the ground",
            open(floor()),
            [3.0, 0.0, 3.0],
            open(beside(floor())),
            &stays,
        ),
        (
            "on the roof",
            open(house()),
            [1.0, 3.2, 1.0],
            open(beside(house())),
            &stays,
        ),
        (
            "on a ramp",
            open(ramp()),
            [0.0, 1.4, -7.7],
            open(beside(ramp())),
            &stays,
        ),
        (
            "the ground rises",
            open(floor()),
            [3.0, 0.0, 3.0],
            open(low(1.0)),
            &rises,
        ),
        (
            "it rises by a step",
            open(house()),
            [1.0, 3.2, 1.0],
            open(floor().block([-5.0, 3.0, -5.0], [5.0, 3.4, 5.0])),
            &steps_up,
        ),
        (
            "a wall",
            open(floor()),
            [3.0, 0.0, 3.0],
            open(floor().block([0.0, 0.0, 2.9], [6.0, 3.0, 3.1])),
            &leaves,
        ),
        (
            "a block around",
            open(floor()),
            [3.0, 0.0, 3.0],
            open(block()),
            &leaves,
        ),
        (
            "less ground",
            open(floor()),
            [8.0, 0.0, 8.0],
            Model::default()
                .plate([-4.0, -4.0], [4.0, 4.0], 0.0)
                .walk([0.0; 3])
                .0,
            &edge,
        ),
    ];
    for (what, before, feet, after, holds) in rows {
        let mut app = headless(WorldPlugin::new(before, 1));
        let person = spawn_person(app.world_mut(), "Ada", None);
        step_many(&mut app, 5);
        teleport(app.world_mut(), person, Pose::new(Vec3::from(feet), 0.0));
        step_many(&mut app, 40);
        let pose = |app: &bevy_app::App| {
            let index = app.world().resource::<BodyIndex>();
            let entity = index.get(person).expect("she is there");
            app.world().get::<Pose>(entity).expect("a pose").position()
        };
        let from = pose(&app);
        let far = from.distance(Vec3::from(feet));
        assert!(far < 0.5, "{what}: she does not stay at {feet:?}: {from}");
        let world = Remade::prepare(after).expect("a world that fits the tick");
        app.world_mut()
            .resource_mut::<NextWorld>()
            .put(Box::new(world));
        for ticks in [1, 40] {
            step_many(&mut app, ticks);
            let at = pose(&app);
            assert!(
                holds(from, at),
                "{what}: from {from} to {at} after {ticks} ticks"
            );
        }
    }
}

/// Half a million triangles over 200 m: what takes long is made beside the frames.
#[test]
fn an_export_of_a_large_scene_would_hold_up_a_tick() {
    use std::time::{Duration, Instant};
    const SIDE: u32 = 500;
    let hills = |height: f32| {
        let at = |i: u32| (i as f32 / SIDE as f32 - 0.5) * 200.0;
        let corner = |i: u32| {
            let (x, z) = (at(i % (SIDE + 1)), at(i / (SIDE + 1)));
            Vec3::new(x, height * (x * 0.05).sin() * (z * 0.05).cos(), z)
        };
        let mut model = Model::default();
        model.0.corners.extend((0..(SIDE + 1).pow(2)).map(corner));
        for i in 0..SIDE.pow(2) {
            let a = i / SIDE * (SIDE + 1) + i % SIDE;
            let (b, c, d) = (a + SIDE + 1, a + SIDE + 2, a + 1);
            model.0.triangles.extend([[a, b, c], [a, c, d]]);
        }
        model.walk([0.0; 3]).0
    };
    let mut app = headless(WorldPlugin::new(hills(1.0), 1));
    spawn_person(app.world_mut(), "Ada", None);
    step_many(&mut app, 5);
    let mut took = Vec::new();
    // A machine with much else to do is late now and then.
    for height in [2.0, 1.5, 1.0, 2.0, 1.5, 1.0] {
        let begun = Instant::now();
        let def = hills(height);
        let read = begun.elapsed();
        let world = Remade::prepare(def).expect("a world that fits the tick");
        let prepared = begun.elapsed();
        let next = &mut app.world_mut().resource_mut::<NextWorld>();
        next.put(Box::new(world));
        let begun = Instant::now();
        step_many(&mut app, 1);
        took.push(begun.elapsed());
        println!("{read:?} and {prepared:?} beside the frames, {took:?} in a tick");
        if took
            .last()
            .is_some_and(|took| *took < Duration::from_millis(20))
        {
            return;
        }
    }
    panic!("it holds up a tick: {took:?}");
}
