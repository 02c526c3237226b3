//! The crowd is heard where it is, and from few places however many they are.

use stoa_audio::{
    plugin::{CORNERS, PATTERS},
    synth::{
        level::{decibels, peak, rms},
        steps::Gait,
    },
};
use stoa_world::{
    Blocked, Body, Region,
    sim::{CrowdDensity, Doing, crowd_id, crowd_index},
};

use super::*;

/// So many of the crowd within a metre of a point, one after the other from a number on; they walk at 1.3 m/s to and fro.
pub fn put(app: &mut App, from: u32, count: u32, at: [f32; 2], doing: Doing) {
    let tick = app.world().resource::<SimClock>().tick.0 as u32;
    let mut crowd = app.world_mut().resource_mut::<CrowdDensity>();
    for n in 0..count {
        let turn = n as f32 * 2.4;
        let [x, z] = [at[0] + turn.sin(), at[1] + turn.cos()];
        for (since, moved) in [(0, 0.0), (3, 0.13)] {
            let units = |metres: f32| (metres * 65_536.0) as i32;
            crowd.note(from + n, (units(x + moved), units(z)), doing, tick + since);
        }
    }
}

fn take(app: &mut App, numbers: std::ops::Range<u32>) {
    let mut crowd = app.world_mut().resource_mut::<CrowdDensity>();
    numbers.for_each(|number| crowd.forget(number));
}

/// A crowd onto a tape, all sounds made.
fn taped() -> (App, Tape) {
    let mut app = world(Vec::new());
    pave(&mut app, Surface::Paving);
    app.init_resource::<CrowdDensity>();
    let tape = Tape::new(48_000);
    onto::<Offline>(&mut app, tape.clone());
    listen(&mut app, [0.0, 1.6, 0.0]);
    made(&mut app, every_sound(Ground::Paving));
    (app, tape)
}

/// A crowd onto paper, all sounds made.
pub fn noted_crowd(surface: Surface) -> (App, Arc<std::sync::Mutex<Seen>>) {
    let (mut app, seen) = noted(Vec::new());
    pave(&mut app, surface);
    app.init_resource::<CrowdDensity>();
    made(&mut app, every_sound(ground(surface)));
    (app, seen)
}

fn every_sound(ground: Ground) -> Vec<Kept> {
    let patters = [4, 14, 50]
        .into_iter()
        .flat_map(|count| (0..3).map(move |n| (count, n)));
    let patters = patters.map(|(count, n)| Kept::Patter(ground, Gait::Walk, count, n));
    let steps = (0..5).map(|n| Kept::Step(ground, Gait::Walk, n));
    let murmurs = (0..2).map(Kept::Murmur);
    patters.chain(steps).chain(murmurs).collect()
}

pub fn pave(app: &mut App, surface: Surface) {
    let corners = [
        [-200.0, -200.0],
        [200.0, -200.0],
        [200.0, 200.0],
        [-200.0, 200.0],
    ];
    let mut def = app.world_mut().resource_mut::<WorldDef>();
    def.regions.push(Region {
        id: "all".to_owned(),
        polygon: corners.map(Into::into).to_vec(),
        height: 0.0,
        surface,
        walkable: true,
    });
}

/// Both ears for so many seconds.
fn hear(app: &mut App, tape: &Tape, seconds: f32) -> [Vec<f32>; 2] {
    let mut ears = [Vec::new(), Vec::new()];
    for _ in 0..(seconds * 30.0) as usize {
        tick(app);
        for frame in tape.render(1_600) {
            ears[0].push(frame[0]);
            ears[1].push(frame[1]);
        }
    }
    ears
}

fn levels(ears: &[Vec<f32>; 2]) -> [f32; 2] {
    ears.each_ref().map(|ear| decibels(rms(ear)))
}

/// The sharpest bend: what a click has and a murmur has not.
fn sharpest(ears: &[Vec<f32>; 2]) -> f32 {
    let bends = ears.iter().flat_map(|ear| {
        let bends = ear.windows(3).map(|x| (x[2] - 2.0 * x[1] + x[0]).abs());
        bends.collect::<Vec<f32>>()
    });
    bends.fold(0.0, f32::max)
}

#[test]
fn a_murmur_in_the_west_would_be_heard_in_the_east_or_from_nowhere() {
    let (mut app, tape) = taped();
    put(&mut app, 0, 40, [-10.0, 0.0], Doing::Gathers);
    hear(&mut app, &tape, 3.0);
    let near = levels(&hear(&mut app, &tape, 10.0));
    // Twelve of them talk at 10 m, each as one does a metre away at -25 dBFS; 16 dB between the ears.
    let expected = -25.0 + 10.0 * 12.0f32.log10() - 20.0 - 0.1;
    assert!((near[0] - expected).abs() < 1.0, "{near:?}, not {expected}");
    assert!((near[0] - near[1] - 16.0).abs() < 1.0, "{near:?}");
    // Twice as far: 6 dB softer.
    listen(&mut app, [10.0, 1.6, 0.0]);
    hear(&mut app, &tape, 2.0);
    let far = levels(&hear(&mut app, &tape, 10.0));
    assert!(
        (near[0] - far[0] - 6.0).abs() < 0.7,
        "{near:?}, then {far:?}"
    );
    // Twice as many: 3 dB louder.
    put(&mut app, 40, 40, [-10.0, 0.0], Doing::Gathers);
    hear(&mut app, &tape, 2.0);
    let more = levels(&hear(&mut app, &tape, 10.0));
    assert!(
        (more[0] - far[0] - 3.0).abs() < 0.7,
        "{far:?}, then {more:?}"
    );
    // Nobody is there: not a sample.
    take(&mut app, 0..80);
    hear(&mut app, &tape, 1.0);
    let silence = hear(&mut app, &tape, 1.0);
    assert!(silence.iter().flatten().all(|x| *x == 0.0));
}

#[test]
fn a_crowd_that_comes_and_goes_would_click_or_clip() {
    let (mut app, tape) = taped();
    put(&mut app, 0, 60, [4.0, -3.0], Doing::Gathers);
    hear(&mut app, &tape, 2.0);
    let own = sharpest(&hear(&mut app, &tape, 10.0));
    let mut all = [Vec::new(), Vec::new()];
    for n in 0..12 {
        match n % 3 {
            0 => take(&mut app, 0..60),
            1 => put(&mut app, 0, 60, [4.0, -3.0], Doing::Gathers),
            _ => put(&mut app, 0, 60, [-4.0, -3.0], Doing::Gathers),
        }
        // Whoever was noted a moment ago stays for so long.
        let heard = hear(&mut app, &tape, 0.55);
        for (all, heard) in all.iter_mut().zip(heard) {
            all.extend(heard);
        }
    }
    let most = sharpest(&all);
    assert!(
        most < 1.5 * own,
        "a bend of {most}, the murmur's own is {own}"
    );
    // A throng, whose feet and murmur are as loud as they get.
    for ring in 0..40 {
        let turn = ring as f32;
        let at = [
            (2.0 + 0.2 * turn) * turn.sin(),
            (2.0 + 0.2 * turn) * turn.cos(),
        ];
        put(&mut app, 100 * ring, 50, at, Doing::Gathers);
        put(&mut app, 100 * ring + 50, 50, at, Doing::Walks);
    }
    let loud = hear(&mut app, &tape, 6.0);
    let (level, top) = (levels(&loud), loud.each_ref().map(|ear| peak(ear)));
    assert!(
        level.iter().all(|db| (-26.0..-14.0).contains(db)),
        "{level:?} dBFS"
    );
    assert!(top.iter().all(|top| *top < 0.8), "{top:?}");
}

#[test]
fn feet_of_the_crowd_would_sound_otherwise_than_they_tread() {
    for (count, surface) in [
        (1, Surface::Paving),
        (6, Surface::Grass),
        (400, Surface::Gravel),
    ] {
        let (mut app, seen) = noted_crowd(surface);
        put(&mut app, 0, count, [6.0, 0.0], Doing::Walks);
        for _ in 0..30 * 30 {
            tick(&mut app);
        }
        // Steps in 30 s, those that patters stand for among them: 2.17 a second each.
        let mut steps = 0.0;
        for one in played(&seen, Group::Steps) {
            let of = [1, 4, 14, 50]
                .into_iter()
                .find(|of| is_of(&one.sound, surface, *of));
            let of = of.expect("a step on this ground");
            steps += f32::from(of) * 10f32.powf(one.placing.gain_db / 10.0);
            let at = one.placing.at.expect("a place");
            assert!((3.0..9.0).contains(&at[0]) && at[2].abs() < 3.0, "{at:?}");
        }
        let expected = 2.17 * 30.0 * count as f32;
        assert!(
            (0.8..1.2).contains(&(steps / expected)),
            "{count}: {steps} steps, not {expected}"
        );
    }
}

fn is_of(sound: &Sound, surface: Surface, count: u8) -> bool {
    let ground = ground(surface);
    if count == 1 {
        return (0..5).any(|n| Kept::Step(ground, Gait::Walk, n).make() == *sound);
    }
    (0..3).any(|n| Kept::Patter(ground, Gait::Walk, count, n).make() == *sound)
}

#[test]
fn twenty_thousand_would_cost_more_than_three_hundred() {
    let run = |count: u32| {
        let (mut app, seen) = noted_crowd(Surface::Paving);
        for n in 0..count {
            // Evenly over 100 m square.
            let at = [(n % 141) as f32 * 0.7 - 50.0, (n / 141) as f32 * 0.7 - 50.0];
            let at = if count < 1_000 {
                at.map(|x| x + 40.0)
            } else {
                at
            };
            let doing = [Doing::Walks, Doing::Gathers, Doing::Sits][n as usize % 3];
            put(&mut app, n, 1, at, doing);
        }
        let (mut most, mut longest) = (0, Duration::ZERO);
        let start = Instant::now();
        for _ in 0..300 {
            let begun = Instant::now();
            tick(&mut app);
            longest = longest.max(begun.elapsed());
            most = most.max(seen.lock().expect("one thread").playing());
        }
        (most, start.elapsed() / 300, longest)
    };
    let (few, many) = (run(300), run(20_000));
    println!("300: {few:?}, 20,000: {many:?}");
    assert!(few.0 >= 2, "{few:?}");
    assert!(many.0 <= CORNERS + PATTERS, "{} sounds at once", many.0);
    // Of a frame at 60 Hz, on a machine that is busy with other things.
    assert!(many.1 < Duration::from_millis(1), "{many:?} an update");
}

#[test]
fn somebody_of_the_crowd_who_is_blocked_would_be_heard() {
    let sounds = |blocked: &[u32]| {
        let (mut app, seen) = noted_crowd(Surface::Paving);
        put(&mut app, 0, 2, [4.0, 0.0], Doing::Gathers);
        put(&mut app, 2, 1, [4.0, 2.0], Doing::Walks);
        let id = |index: u32| {
            let mut all = (0..).map(crowd_id);
            all.find(|id| crowd_index(*id) == Some(index))
        };
        let blocked = blocked.iter().filter_map(|index| id(*index)).collect();
        app.world_mut().spawn((Body, ME, Blocked(blocked)));
        for _ in 0..90 {
            tick(&mut app);
        }
        let heard = [Group::Ambience, Group::Steps].map(|group| played(&seen, group).len());
        (heard[0] > 0, heard[1] > 0)
    };
    assert_eq!(sounds(&[]), (true, true));
    assert_eq!(sounds(&[2]), (true, false));
    assert_eq!(sounds(&[0, 1, 2]), (false, false));
}
