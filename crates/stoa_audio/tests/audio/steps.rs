use stoa_audio::synth::steps::Gait;
use stoa_world::{Blocked, Body, Mover, Muted, Pose, Posture, Region};

use super::*;

fn ground_of(id: &str, west: f32, east: f32, surface: Surface) -> Region {
    let corner = |x: f32, z: f32| [x, z].into();
    Region {
        id: id.to_owned(),
        polygon: vec![
            corner(west, -20.0),
            corner(east, -20.0),
            corner(east, 20.0),
            corner(west, 20.0),
        ],
        height: 0.0,
        surface,
        walkable: true,
    }
}

/// Somebody who walks east at a speed, from 8 m in the west to 8 m in the east: paving, then grass.
fn walk(who: StableId, speed: f32, facing_rad: f32) -> (App, Arc<std::sync::Mutex<Seen>>) {
    walk_with(who, speed, facing_rad, Blocked::default(), None)
}

/// As [`walk`], by somebody who blocks those, past a listener who has muted and blocked these.
fn walk_with(
    who: StableId,
    speed: f32,
    facing_rad: f32,
    blocks: Blocked,
    lists: Option<(Muted, Blocked)>,
) -> (App, Arc<std::sync::Mutex<Seen>>) {
    let (mut app, seen) = noted(Vec::new());
    if let Some((muted, blocked)) = lists {
        app.world_mut().spawn((Body, ME, muted, blocked));
    }
    let mut def = app.world_mut().resource_mut::<WorldDef>();
    def.regions
        .push(ground_of("paved", -20.0, 0.0, Surface::Paving));
    def.regions
        .push(ground_of("green", 0.0, 20.0, Surface::Grass));
    let all = [Ground::Paving, Ground::Grass]
        .into_iter()
        .flat_map(|ground| {
            let gaits = [Gait::Walk, Gait::Run].into_iter();
            gaits.flat_map(move |gait| (0..5).map(move |n| Kept::Step(ground, gait, n)))
        });
    made(&mut app, all);
    let body = app.world_mut().spawn((Body, who, blocks)).id();
    let ticks = (16.0 / speed * 30.0) as usize;
    for n in 0..ticks {
        let at = [-8.0 + speed * n as f32 / 30.0, 0.0, -3.0];
        let mover = Mover {
            speed,
            ..Mover::default()
        };
        let pose = Pose::new(at.into(), facing_rad);
        app.world_mut().entity_mut(body).insert((pose, mover));
        tick(&mut app);
    }
    (app, seen)
}

fn is_of(sound: &Sound, ground: Ground, gait: Gait) -> bool {
    (0..5).any(|n| Kept::Step(ground, gait, n).make() == *sound)
}

#[test]
fn feet_would_not_be_heard_where_and_when_they_come_down() {
    // Facing east: −90° from north.
    let east = -std::f32::consts::FRAC_PI_2;
    for (speed, gait) in [(1.3, Gait::Walk), (4.2, Gait::Run)] {
        let (_, seen) = walk(StableId(1000), speed, east);
        let steps = played(&seen, Group::Steps);
        // Half a stride of the picture's gait.
        let step_m = 0.5 * (0.60 + 0.46 * speed);
        let expected = (16.0 / step_m) as i32;
        let count = steps.len() as i32;
        assert!(
            (count - expected).abs() <= 2,
            "{count} steps at {speed} m/s, expected {expected}"
        );
        for two in steps.windows(2) {
            let [a, b] = [&two[0], &two[1]].map(|one| one.placing.at.expect("a place"));
            assert!((b[0] - a[0] - step_m).abs() < 0.2, "{a:?}, then {b:?}");
            // Left and right by turns: north and south of somebody who goes east.
            assert!(((a[2] + 3.0) * (b[2] + 3.0)) < 0.0, "{a:?}, then {b:?}");
        }
        for one in &steps {
            let at = one.placing.at.expect("a place");
            let ground = if at[0] < 0.0 {
                Ground::Paving
            } else {
                Ground::Grass
            };
            assert!(is_of(&one.sound, ground, gait), "{at:?}");
        }
    }
}

#[test]
fn somebody_blocked_would_be_heard_walking_by() {
    let who = StableId(1000);
    let (none, them) = (Vec::new, || vec![who]);
    for (muted, blocked, theirs, heard) in [
        (none(), none(), none(), true),
        (none(), them(), none(), false),
        (none(), none(), vec![ME], false),
        // A mute is for words.
        (them(), none(), none(), true),
        (none(), vec![StableId(1001)], vec![StableId(1001)], true),
    ] {
        let case = format!("muted {muted:?}, blocked {blocked:?}, theirs {theirs:?}");
        let lists = Some((Muted(muted), Blocked(blocked)));
        let (_, seen) = walk_with(who, 1.3, 0.0, Blocked(theirs), lists);
        assert_eq!(!played(&seen, Group::Steps).is_empty(), heard, "{case}");
    }
}

#[test]
fn ones_own_feet_would_drown_those_of_others() {
    let level = |who| {
        let (_, seen) = walk(who, 1.3, 0.0);
        played(&seen, Group::Steps)[3].placing.gain_db
    };
    assert_eq!(level(StableId(1000)) - level(ME), 5.0);
}

#[test]
fn a_body_that_sits_or_is_put_elsewhere_would_stamp() {
    let (mut app, seen) = walk(StableId(1000), 1.3, 0.0);
    let before = played(&seen, Group::Steps).len();
    let mut bodies = app.world_mut().query_filtered::<Entity, With<Body>>();
    let body = bodies.single(app.world()).expect("one body");
    for n in 0..40 {
        // Far jumps, then sitting on something that moves.
        let at = if n < 20 {
            [3.0 * (n % 3) as f32, 0.0, 2.0]
        } else {
            [0.1 * n as f32, 0.0, 2.0]
        };
        let posture = if n < 20 {
            Posture::Standing
        } else {
            Posture::Sitting
        };
        let pose = Pose::new(at.into(), 0.0);
        app.world_mut().entity_mut(body).insert((pose, posture));
        tick(&mut app);
    }
    assert_eq!(played(&seen, Group::Steps).len(), before);
    // A landing is heard.
    for posture in [Posture::Falling, Posture::Standing] {
        app.world_mut().entity_mut(body).insert(posture);
        tick(&mut app);
    }
    let steps = played(&seen, Group::Steps);
    assert_eq!(steps.len(), before + 1);
    assert!(is_of(&steps[before].sound, Ground::Grass, Gait::Run));
}
