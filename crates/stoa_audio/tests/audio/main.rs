//! What the world sounds like, from outside.

mod captions;
mod desk;
mod places;
mod speech;
mod steps;
mod throng;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use desk::{Played, Seen, stage};
use stoa_audio::{
    mixer::{DeviceState, Group, Head, Offline, Sound, Tape, Volumes},
    plugin::{
        Signalled, SoundListener, SoundState, SoundVolumes, Stage, ground, onto, plugin, with,
    },
    studio::Kept,
    synth::{signals::Signal, steps::Ground},
};
use stoa_world::{Part, PartKind, SimClock, StableId, Surface, Tick, WorldDef};

/// Longer than any sound takes to be made.
const SOON: Duration = Duration::from_secs(60);
const ME: StableId = StableId(1);

fn clock(minute: u32) -> SimClock {
    SimClock {
        tick: Tick(0),
        start_minute: minute,
        rate: 1,
        seed: 7,
    }
}

/// A world with these parts, at noon, whose listener stands in its middle and looks north.
fn world(parts: Vec<Part>) -> App {
    let mut app = App::new();
    let def = WorldDef {
        parts,
        ..WorldDef::default()
    };
    app.insert_resource(clock(12 * 60)).insert_resource(def);
    app
}

fn listen(app: &mut App, at: [f32; 3]) {
    let head = Head {
        at,
        ..Head::default()
    };
    app.insert_resource(SoundListener {
        head: Some(head),
        who: Some(ME),
    });
}

/// A world onto a desk that notes what is asked of it.
fn noted(parts: Vec<Part>) -> (App, Arc<std::sync::Mutex<Seen>>) {
    let mut app = world(parts);
    let (stage, seen) = stage();
    with(&mut app, stage);
    listen(&mut app, [0.0, 1.6, 0.0]);
    (app, seen)
}

fn tick(app: &mut App) {
    app.world_mut().resource_mut::<SimClock>().tick.0 += 1;
    app.update();
}

/// Ticks until something is so.
fn until(app: &mut App, seen: &Arc<std::sync::Mutex<Seen>>, so: impl Fn(&Seen) -> bool) {
    let start = Instant::now();
    while !so(&seen.lock().expect("one thread")) {
        assert!(start.elapsed() < SOON, "never");
        app.update();
        std::thread::yield_now();
    }
}

/// Waits until sounds are made, and returns them.
fn made(app: &mut App, wanted: impl IntoIterator<Item = Kept>) -> Vec<Sound> {
    let start = Instant::now();
    let wanted: Vec<Kept> = wanted.into_iter().collect();
    loop {
        assert!(start.elapsed() < SOON, "never made");
        let mut stage = app.world_mut().resource_mut::<Stage>();
        stage.studio.collect();
        let got = wanted.iter().map(|kept| stage.studio.get(*kept));
        let got: Vec<Option<Sound>> = got.collect();
        if got.iter().all(Option::is_some) {
            return got.into_iter().flatten().collect();
        }
        std::thread::yield_now();
    }
}

fn fountain(x: f32, z: f32) -> Part {
    let kind = PartKind::Fountain {
        radius: 2.0,
        height: 2.5,
        seats: 4,
    };
    part(kind, x, z)
}

fn part(kind: PartKind, x: f32, z: f32) -> Part {
    Part {
        id: format!("{x} {z}"),
        kind,
        at: [x, 0.0, z].into(),
        turn_deg: 0.0,
    }
}

fn played(seen: &Arc<std::sync::Mutex<Seen>>, group: Group) -> Vec<Played> {
    let seen = seen.lock().expect("one thread");
    let of = seen.played.iter().filter(|one| one.placing.group == group);
    of.cloned().collect()
}

#[test]
fn the_fountain_in_the_west_would_be_heard_in_the_east() {
    let mut app = world(vec![fountain(-6.0, 0.0)]);
    let tape = Tape::new(48_000);
    onto::<Offline>(&mut app, tape.clone());
    // With the ears as high as the falling water.
    listen(&mut app, [0.0, 1.0, 0.0]);
    made(&mut app, [Kept::Fountain(0)]);
    let power = |app: &mut App, frames: usize| {
        let mut sums = [0.0f64; 2];
        for _ in 0..frames {
            app.update();
            for frame in tape.render(800) {
                assert!(frame[0].abs() <= 1.0 && frame[1].abs() <= 1.0);
                sums[0] += f64::from(frame[0]).powi(2);
                sums[1] += f64::from(frame[1]).powi(2);
            }
        }
        sums
    };
    power(&mut app, 120);
    let [left, right] = power(&mut app, 120);
    let difference = 10.0 * (left / right).log10();
    assert!((difference - 16.0).abs() < 0.5, "{difference} dB");
    // Twice as far: 6 dB softer. The loop swells and falls by itself, so both are its whole length.
    let [near, _] = power(&mut app, 540);
    listen(&mut app, [6.0, 1.0, 0.0]);
    power(&mut app, 10);
    let [far, _] = power(&mut app, 540);
    let softer = 10.0 * (far / near).log10();
    assert!((softer + 6.0).abs() < 0.3, "{softer} dB");
    // Nobody listens: it dies away to silence.
    app.insert_resource(SoundListener::default());
    power(&mut app, 30);
    assert_eq!(power(&mut app, 10), [0.0; 2]);
}

#[test]
fn a_device_that_is_missing_would_stop_the_world_or_be_played_to() {
    let (mut app, seen) = noted(vec![fountain(-6.0, 0.0)]);
    seen.lock().expect("one thread").state = DeviceState::Missing("unplugged".to_owned());
    app.world_mut().write_message(Signalled(Signal::Open));
    for _ in 0..300 {
        tick(&mut app);
    }
    let state = app.world().resource::<SoundState>().clone();
    assert_eq!(state.0, DeviceState::Missing("unplugged".to_owned()));
    assert!(seen.lock().expect("one thread").played.is_empty());
    // It returns.
    seen.lock().expect("one thread").state = desk::playing();
    until(&mut app, &seen, |seen| !seen.played.is_empty());
    assert_eq!(played(&seen, Group::Ambience).len(), 1);
}

#[test]
fn the_systems_own_device_would_stop_the_world() {
    let mut app = world(vec![fountain(-6.0, 0.0)]);
    plugin(&mut app);
    let start = Instant::now();
    for _ in 0..200 {
        tick(&mut app);
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_click_of_the_interface_or_a_volume_would_be_lost() {
    let (mut app, seen) = noted(Vec::new());
    let quiet = Volumes {
        voices: 0.25,
        ..Volumes::default()
    };
    app.insert_resource(SoundVolumes(quiet));
    for of in Signal::ALL {
        app.world_mut().write_message(Signalled(of));
    }
    until(&mut app, &seen, |seen| {
        seen.played.len() == Signal::ALL.len()
    });
    for _ in 0..20 {
        app.update();
    }
    let sounds = made(&mut app, Signal::ALL.map(Kept::Signal));
    let signals = played(&seen, Group::Interface);
    assert_eq!(signals.len(), Signal::ALL.len());
    for (one, sound) in signals.iter().zip(&sounds) {
        assert_eq!((one.placing.at, &one.sound), (None, sound));
    }
    assert_eq!(seen.lock().expect("one thread").volumes, Some(quiet));
}

#[test]
fn a_surface_would_sound_like_another() {
    let rows = [
        (Surface::Paving, Ground::Paving),
        (Surface::Marble, Ground::Marble),
        (Surface::Grass, Ground::Grass),
        (Surface::Gravel, Ground::Gravel),
        (Surface::Wood, Ground::Wood),
        (Surface::Terracotta, Ground::Tile),
        (Surface::Water, Ground::Water),
    ];
    for (surface, expected) in rows {
        assert_eq!(ground(surface), expected);
    }
}
