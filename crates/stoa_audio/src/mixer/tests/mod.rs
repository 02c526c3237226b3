mod device;

use std::f32::consts::{FRAC_1_SQRT_2, TAU};

use super::*;
use crate::synth::level::{decibels, gain, peak, rms};

const LOUD: f32 = 0.5;

fn mixer() -> Mixer<Offline> {
    Mixer::new(Tape::new(RATE)).expect("a mixer in memory")
}

/// A whole second of a tone that goes round without a seam.
fn tone(hz: u32) -> Sound {
    let wave = |at| LOUD * (TAU * hz as f32 * at as f32 / RATE as f32).sin();
    Sound::looped(&(0..RATE).map(wave).collect::<Vec<f32>>())
}

fn render(mixer: &mut Mixer<Offline>, seconds: f32) -> [Vec<f32>; 2] {
    // As play does: a frame of 1/60 s, then the next look at what has changed.
    let mut ears = [Vec::new(), Vec::new()];
    for _ in 0..(seconds * 60.0).round() as usize {
        mixer.update();
        for [left, right] in mixer.output().tape().render(RATE as usize / 60) {
            ears[0].push(left);
            ears[1].push(right);
        }
    }
    ears
}

/// Decibels at both ears of a tone at a place, once it stands.
fn levels(head: Head, at: [f32; 3], reach_m: f32) -> [f32; 2] {
    let mut mixer = mixer();
    mixer.set_head(head);
    let placing = Placing::new(Group::Voices, at, reach_m);
    assert!(mixer.play(&tone(400), placing).is_some());
    render(&mut mixer, 0.2);
    let full = decibels(LOUD * FRAC_1_SQRT_2);
    render(&mut mixer, 0.5).map(|ear| decibels(rms(&ear)) - full)
}

fn largest_step(ear: &[f32]) -> f32 {
    let steps = ear.windows(2).map(|two| (two[1] - two[0]).abs());
    steps.fold(0.0, f32::max)
}

/// Turned so far to the left about the vertical.
fn turned(quarter_turns: f32) -> Head {
    let half = quarter_turns * TAU / 8.0;
    Head {
        turn: [0.0, half.sin(), 0.0, half.cos()],
        ..Head::default()
    }
}

#[test]
fn what_is_on_the_left_would_be_heard_elsewhere() {
    // Equal power at 2 m: −6.02 dB for the distance, and the share of each ear.
    let aside = |part: f32| {
        let turn = (1.0 + WIDTH * part) * TAU / 8.0;
        [turn.cos(), turn.sin()].map(|share| decibels(share) - 6.02)
    };
    let ahead = [0.0, 0.0, -2.0];
    let west = [-2.0, 0.0, 0.0];
    let rows = [
        (0.0, ahead, aside(0.0)),
        (0.0, west, aside(-1.0)),
        (0.0, [2.0, 0.0, 0.0], aside(1.0)),
        (0.0, [0.0, 2.0, 0.0], aside(0.0)),
        (
            0.0,
            [-FRAC_1_SQRT_2 * 2.0, 0.0, -FRAC_1_SQRT_2 * 2.0],
            aside(-FRAC_1_SQRT_2),
        ),
        // Looking west, what is west is ahead, and what was ahead is right.
        (1.0, west, aside(0.0)),
        (1.0, ahead, aside(1.0)),
        (-1.0, ahead, aside(-1.0)),
        (2.0, west, aside(1.0)),
    ];
    for (turn, at, expected) in rows {
        let heard = levels(turned(turn), at, 40.0);
        for ear in 0..2 {
            let off = heard[ear] - expected[ear];
            assert!(
                off.abs() < 0.15,
                "{at:?} turned {turn}: {heard:?}, expected {expected:?}"
            );
        }
    }
    let [left, right] = levels(Head::default(), west, 40.0);
    assert!((left - right - 16.0).abs() < 0.2, "{} dB", left - right);
}

#[test]
fn distance_would_not_be_heard_as_it_is_set() {
    let at = |distance: f32, reach| levels(Head::default(), [0.0, 0.0, -distance], reach)[0] + 3.01;
    let rows = [
        (0.5, 16.0, 0.0),
        (1.0, 16.0, 0.0),
        (2.0, 16.0, -6.02),
        (4.0, 16.0, -12.04),
        (8.0, 16.0, -18.06),
        // Half way from half its reach to its end: half, by cosine squared.
        (12.0, 16.0, -21.58 - 6.02),
        (8.0, 64.0, -18.06),
    ];
    for (distance, reach, expected) in rows {
        let heard = at(distance, reach);
        assert!(
            (heard - expected).abs() < 0.1,
            "{distance} m: {heard} dB, not {expected}"
        );
    }
    assert_eq!(at(16.0, 16.0), f32::NEG_INFINITY);
    assert_eq!(at(30.0, 16.0), f32::NEG_INFINITY);
}

#[test]
fn the_far_ear_would_not_hear_later_and_the_back_not_duller() {
    // A single sample, so that the time of its coming can be read.
    let mut click = vec![0.0; 4_800];
    click[1_000] = 0.7;
    let arrives = |at| {
        let mut mixer = mixer();
        let placing = Placing::new(Group::Steps, at, 20.0);
        assert!(mixer.play(&Sound::once(&click), placing).is_some());
        render(&mut mixer, 0.1).map(|ear| {
            let most = peak(&ear);
            ear.iter().position(|x| x.abs() == most).expect("a peak") as f32
        })
    };
    let [left, right] = arrives([-2.0, 0.0, 0.0]);
    // 8.75 cm × (π/2 + 1) / 343 m/s.
    assert!(
        (right - left - 31.5).abs() <= 1.0,
        "{} samples",
        right - left
    );
    let [left, right] = arrives([0.0, 0.0, -2.0]);
    assert_eq!(left, right);
    let high = |z: f32| {
        let mut mixer = mixer();
        let placing = Placing::new(Group::Voices, [0.0, 0.0, z], 40.0);
        assert!(mixer.play(&tone(6_000), placing).is_some());
        render(&mut mixer, 0.2);
        decibels(rms(&render(&mut mixer, 0.2)[0]))
    };
    let duller = high(-2.0) - high(2.0);
    assert!((4.0..9.0).contains(&duller), "{duller} dB at 6 kHz");
}

#[test]
fn many_sounds_at_once_would_clip() {
    let mut mixer = mixer();
    for n in 0..MOST as u32 + 5 {
        let at = [(n % 7) as f32 - 3.0, 0.0, -1.0];
        let placing = Placing::new(Group::Voices, at, 20.0);
        let played = mixer.play(&tone(200 + 37 * n), placing).is_some();
        assert_eq!(played, (n as usize) < MOST, "{n}");
    }
    let ears = render(&mut mixer, 1.5);
    let most = peak(&ears[0]).max(peak(&ears[1]));
    assert!(most <= CEILING * 1.000_1, "{most}");
    assert!(most > 0.8 * CEILING, "{most}: nothing was limited");
    assert_eq!(mixer.count(), MOST);
}

#[test]
fn one_sound_would_not_come_out_as_it_went_in() {
    let mut mixer = mixer();
    let sound: Vec<f32> = (0..9_600).map(|n| 0.6 * (n as f32 * 0.05).sin()).collect();
    assert!(
        mixer
            .play(
                &Sound::once(&sound),
                Placing::new(Group::Interface, None, 0.0)
            )
            .is_some()
    );
    let [left, right] = render(&mut mixer, 0.3);
    assert_eq!(left, right);
    let start = left.iter().position(|x| *x != 0.0).expect("a sound") - 1;
    for (n, x) in sound.iter().enumerate().skip(4).take(9_500) {
        assert!(
            (left[start + n] - x).abs() < 1e-4,
            "{n}: {} for {x}",
            left[start + n]
        );
    }
    // It is over, and forgotten.
    assert_eq!(mixer.count(), 0);
    assert!(render(&mut mixer, 0.1)[0].iter().all(|x| *x == 0.0));
}

#[test]
fn something_would_click() {
    let mut mixer = mixer();
    let natural = TAU * 200.0 / RATE as f32 * LOUD;
    let mut ears = [Vec::new(), Vec::new()];
    let mut go_on = |mixer: &mut Mixer<Offline>, seconds| {
        let heard = render(mixer, seconds);
        ears[0].extend_from_slice(&heard[0]);
        ears[1].extend_from_slice(&heard[1]);
    };
    let placing = Placing {
        from_s: 0.301_3,
        rise_s: 0.05,
        ..Placing::new(Group::Ambience, [-1.0, 0.0, 0.0], 20.0)
    };
    go_on(&mut mixer, 0.1);
    let id = mixer.play(&tone(200), placing).expect("room");
    // Over two seams, across the head at once, away and back, turned about, ducked, quieter, then off.
    go_on(&mut mixer, 2.5);
    mixer.carry(id, [1.0, 0.0, 0.0]);
    go_on(&mut mixer, 0.3);
    mixer.carry(id, [0.0, 0.0, -9.0]);
    go_on(&mut mixer, 0.3);
    mixer.carry(id, [0.0, 0.0, -1.0]);
    go_on(&mut mixer, 0.3);
    mixer.set_head(turned(1.0));
    go_on(&mut mixer, 0.3);
    mixer.duck(true);
    go_on(&mut mixer, 0.5);
    mixer.duck(false);
    mixer.set_volumes(Volumes {
        all: 0.3,
        ..Volumes::default()
    });
    go_on(&mut mixer, 0.4);
    mixer.set_volumes(Volumes::default());
    go_on(&mut mixer, 1.2);
    mixer.stop(id);
    go_on(&mut mixer, 0.3);
    assert!(!mixer.is_playing(id));
    for ear in &ears {
        let most = largest_step(ear);
        assert!(most < 1.8 * natural, "{most}, a tone's own is {natural}");
        // Nor does anything begin or end to change at once.
        let bends = ear.windows(3).map(|x| (x[2] - 2.0 * x[1] + x[0]).abs());
        let (most, own) = (bends.fold(0.0, f32::max), natural * natural / LOUD);
        assert!(most < 6.0 * own, "a bend of {most}, a tone's own is {own}");
        assert!(ear[ear.len() - 2_400..].iter().all(|x| *x == 0.0));
    }
}

#[test]
fn silence_would_not_be_silent() {
    let mut mixer = mixer();
    assert!(render(&mut mixer, 0.2)[0].iter().all(|x| *x == 0.0));
    let steps = Placing::new(Group::Steps, [1.0, 0.0, 0.0], 20.0);
    assert!(mixer.play(&tone(300), steps).is_some());
    let quiet = Volumes {
        steps: 0.0,
        ..Volumes::default()
    };
    mixer.set_volumes(quiet);
    render(&mut mixer, 0.2);
    for ear in render(&mut mixer, 0.2) {
        assert!(ear.iter().all(|x| *x == 0.0));
    }
    // What is nowhere, empty, over or too far is not begun, and a head that is nowhere is not believed.
    let voice = |at| Placing::new(Group::Voices, at, 8.0);
    let once = Sound::once(&[0.1; 480]);
    assert!(mixer.play(&once, voice([f32::NAN, 0.0, 0.0])).is_none());
    assert!(mixer.play(&once, voice([0.0, 0.0, 8.5])).is_none());
    assert!(mixer.play(&Sound::once(&[]), voice([0.0; 3])).is_none());
    let late = Placing {
        from_s: 1.0,
        ..voice([0.0; 3])
    };
    assert!(mixer.play(&once, late).is_none());
    let nowhere = Head {
        at: [f32::INFINITY, 0.0, 0.0],
        ..Head::default()
    };
    mixer.set_head(nowhere);
    assert!(mixer.play(&once, voice([0.0; 3])).is_some());
}

#[test]
fn a_volume_would_not_be_what_it_says() {
    for (volume, db) in [
        (1.0, 0.0),
        (0.5, -10.0),
        (0.25, -20.0),
        (0.0, -60.0),
        (7.0, 0.0),
    ] {
        assert!((volume_db(volume) - db).abs() < 1e-4, "{volume}");
    }
    assert_eq!(volume_db(f32::NAN), -60.0);
    let level = |volumes: Volumes, group| {
        let mut mixer = mixer();
        mixer.set_volumes(volumes);
        assert!(
            mixer
                .play(&tone(400), Placing::new(group, None, 0.0))
                .is_some()
        );
        render(&mut mixer, 0.2);
        decibels(rms(&render(&mut mixer, 0.2)[0]) / (LOUD * FRAC_1_SQRT_2))
    };
    for group in Group::ALL {
        let mut volumes = Volumes::default();
        let own = match group {
            Group::Voices => &mut volumes.voices,
            Group::Steps => &mut volumes.steps,
            Group::Ambience => &mut volumes.ambience,
            Group::Interface => &mut volumes.interface,
        };
        *own = 0.5;
        volumes.all = 0.5;
        for other in Group::ALL {
            let expected = if other == group { -20.0 } else { -10.0 };
            let heard = level(volumes, other);
            assert!(
                (heard - expected).abs() < 0.1,
                "{other:?} of {group:?}: {heard} dB"
            );
        }
    }
}

#[test]
fn ambience_would_drown_who_speaks_to_you() {
    let ducked = |group| {
        let mut mixer = mixer();
        assert!(
            mixer
                .play(&tone(400), Placing::new(group, None, 0.0))
                .is_some()
        );
        render(&mut mixer, 0.2);
        let level = |mixer: &mut Mixer<Offline>| decibels(rms(&render(mixer, 0.2)[0]));
        let before = level(&mut mixer);
        mixer.duck(true);
        render(&mut mixer, DUCK_S.0);
        let during = level(&mut mixer) - before;
        mixer.duck(false);
        render(&mut mixer, DUCK_S.1);
        (during, level(&mut mixer) - before)
    };
    let (during, after) = ducked(Group::Ambience);
    assert!((during - DUCK_DB).abs() < 0.1, "{during} dB");
    assert!(after.abs() < 0.1, "{after} dB afterwards");
    for group in [Group::Voices, Group::Steps, Group::Interface] {
        let (during, after) = ducked(group);
        assert!(during.abs() < 0.05 && after.abs() < 0.05, "{group:?}");
    }
}

#[test]
fn a_device_of_another_rate_would_play_at_another_pitch() {
    for rate in [8_000, 44_100, 96_000] {
        let mut mixer = Mixer::<Offline>::new(Tape::new(RATE)).expect("a mixer");
        mixer.output().tape().set_rate(rate);
        let placing = Placing::new(Group::Voices, [-1.0, 0.0, 0.0], 20.0);
        assert!(mixer.play(&tone(400), placing).is_some());
        let mut left = Vec::new();
        for _ in 0..10 {
            mixer.update();
            left.extend(
                mixer
                    .output()
                    .tape()
                    .render(rate as usize / 10)
                    .iter()
                    .map(|two| two[0]),
            );
        }
        let crossings = left.windows(2).filter(|two| two[0] < 0.0 && two[1] >= 0.0);
        let hz = crossings.count();
        assert!((398..=401).contains(&hz), "{hz} Hz at {rate}");
        assert!(peak(&left) > gain(-8.0));
    }
}
