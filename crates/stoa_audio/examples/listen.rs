//! Half a minute on the square, written as a WAV file to listen to: `cargo run --example listen -- walk.wav`.
//!
//! In over grass, gravel and paving, past the fountain to two people who speak while the ambience gives way; leaves, birds,
//! a panel that opens and closes. Says what it measured of every two seconds.

mod wav;

use std::{f32::consts::TAU, io};

use stoa_audio::{
    mixer::{Group, Head, Mixer, Offline, Placing, Sound, Tape},
    studio::Kept,
    synth::{
        RATE,
        signals::Signal,
        steps::{Gait, Ground},
        voice::{self, Colour, Manner, Timbre},
    },
};

/// Frames a second at which the scene moves.
const FPS: usize = 60;
const SECONDS: usize = 26;
const IRIS: [f32; 3] = [4.0, 1.55, -1.0];
const THEO: [f32; 3] = [5.5, 1.65, -2.5];

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or("listen.wav".to_owned());
    let tape = Tape::new(RATE);
    let mut mixer = Mixer::<Offline>::new(tape.clone()).map_err(io::Error::other)?;
    let bed = |at, reach_m, gain_db, from_s| Placing {
        gain_db,
        from_s,
        rise_s: 1.2,
        ..Placing::new(Group::Ambience, at, reach_m)
    };
    mixer.set_head(Head {
        at: [-10.0, 1.65, 3.0],
        ..Head::default()
    });
    mixer.play(
        &Kept::Fountain(0).make(),
        bed([0.0, 1.0, 0.0], 36.0, 6.0, 0.0),
    );
    mixer.play(
        &Kept::Leaves(0).make(),
        bed([5.0, 4.0, 3.0], 16.0, 3.0, 0.0),
    );
    mixer.play(
        &Kept::Leaves(1).make(),
        bed([-8.0, 4.0, 7.0], 16.0, 3.0, 3.0),
    );
    let lines = [
        (
            13.0,
            IRIS,
            "Everything in its season. Do you grow anything yourself?",
            iris(),
        ),
        (
            18.5,
            THEO,
            "Ha! She asks everybody that. Come, the bread is warm.",
            theo(),
        ),
    ];
    let mut heard: Vec<[f32; 2]> = Vec::new();
    let mut walked = 0.0f32;
    let mut steps = 0u8;
    for frame in 0..SECONDS * FPS {
        let now = frame as f32 / FPS as f32;
        let (at, yaw, speed) = way(now);
        mixer.set_head(Head {
            at,
            turn: [0.0, (0.5 * yaw).sin(), 0.0, (0.5 * yaw).cos()],
        });
        walked += speed / FPS as f32;
        let step_m = 0.5 * (0.60 + 0.46 * speed);
        if speed > 0.0 && walked > step_m {
            walked -= step_m;
            steps = steps.wrapping_add(1);
            let (ground, gait) = match at[0] {
                x if x < -6.0 => (Ground::Grass, Gait::Walk),
                x if x < -3.0 => (Ground::Gravel, Gait::Run),
                _ => (Ground::Paving, Gait::Walk),
            };
            let side = if steps.is_multiple_of(2) { 0.1 } else { -0.1 };
            let foot = [at[0], 0.0, at[2] + side];
            let placing = Placing {
                gain_db: -5.0,
                ..Placing::new(Group::Steps, foot, 18.0)
            };
            mixer.play(&Kept::Step(ground, gait, steps % 5).make(), placing);
        }
        if frame % (FPS * 4) == FPS {
            let bird = Kept::Bird((frame / FPS) as u8).make();
            let tree = if frame % (FPS * 8) == FPS {
                [5.0, 4.5, 3.0]
            } else {
                [-8.0, 5.0, 7.0]
            };
            mixer.play(&bird, Placing::new(Group::Ambience, tree, 60.0));
        }
        for (signal, when) in [
            (Signal::Open, 0.5),
            (Signal::Close, 2.0),
            (Signal::Notice, 24.0),
        ] {
            if frame == (when * FPS as f32) as usize {
                mixer.play(
                    &Kept::Signal(signal).make(),
                    Placing::new(Group::Interface, None, 0.0),
                );
            }
        }
        let mut speaking = false;
        for (start, place, text, timbre) in &lines {
            let length = text.len() as f32 / 16.0;
            speaking |= (*start..start + length).contains(&now);
            if frame == (start * FPS as f32) as usize {
                let said = Sound::once(&voice::line(text, timbre, length));
                let placing = Placing {
                    gain_db: 6.0,
                    ..Placing::new(Group::Voices, *place, 16.0)
                };
                mixer.play(&said, placing);
            }
        }
        mixer.duck(speaking);
        mixer.update();
        heard.extend(tape.render(RATE as usize / FPS));
    }
    wav::write(&path, &heard)?;
    wav::report(&heard)
}

/// Where ears are, which way they look (radians, 0 north) and how fast they go: east, a run over the gravel, to Iris.
fn way(now: f32) -> ([f32; 3], f32, f32) {
    let east = -TAU / 4.0;
    let (x, speed) = match now {
        t if t < 3.2 => (-10.0 + 1.25 * t, 1.25),
        t if t < 4.0 => (-6.0 + 3.75 * (t - 3.2), 3.75),
        t if t < 8.8 => (-3.0 + 1.25 * (t - 4.0), 1.25),
        _ => (3.0, 0.0),
    };
    let turned = (now - 9.5).clamp(0.0, 1.0);
    (
        [x, 1.65, 3.0 - 2.0 * (now / 8.8).min(1.0)],
        east * (1.0 - 0.7 * turned),
        speed,
    )
}

fn iris() -> Timbre {
    let manner = Manner {
        pitch: 0.55,
        pace_wpm: 150.0,
        colour: Colour::Warm,
    };
    Timbre::new(1000, Some(manner), 1.68)
}

fn theo() -> Timbre {
    let manner = Manner {
        pitch: 0.2,
        pace_wpm: 170.0,
        colour: Colour::Bright,
    };
    Timbre::new(1001, Some(manner), 1.84)
}
