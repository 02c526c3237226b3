//! A crowd, written as a WAV file to listen to: `cargo run --example throng -- throng.wav`.
//!
//! Groups that talk in the west, people who walk by in the east on paving; from the tenth second on a throng all round, from
//! the twentieth on nobody. Says what it measured of every two seconds.

mod wav;

use std::io;

use bevy_app::prelude::*;
use stoa_audio::{
    mixer::{Head, Mixer, Offline, Tape},
    plugin::{SoundListener, Stage, with},
    synth::RATE,
};
use stoa_world::{
    Region, SimClock, Surface, Tick, WorldDef,
    sim::{CrowdDensity, Doing},
};

const SECONDS: u64 = 24;
const TICKS: u64 = 30;

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or("throng.wav".to_owned());
    let tape = Tape::new(RATE);
    let mixer = Mixer::<Offline>::new(tape.clone()).map_err(io::Error::other)?;
    let mut app = App::new();
    with(&mut app, Stage::new(mixer).map_err(io::Error::other)?);
    app.insert_resource(paved())
        .insert_resource(SimClock {
            tick: Tick(0),
            start_minute: 720,
            rate: 1,
            seed: 7,
        })
        .init_resource::<CrowdDensity>()
        .insert_resource(SoundListener {
            head: Some(Head {
                at: [0.0, 1.65, 0.0],
                ..Head::default()
            }),
            who: None,
        });
    // What is heard first is made while nobody listens.
    put(&mut app, 0);
    for _ in 0..600 {
        turn(&mut app);
        std::thread::sleep(std::time::Duration::from_millis(10));
        tape.render(RATE as usize / TICKS as usize);
    }
    let mut heard = Vec::new();
    for tick in 0..SECONDS * TICKS {
        if tick.is_multiple_of(TICKS) {
            put(&mut app, tick / TICKS);
        }
        turn(&mut app);
        heard.extend(tape.render(RATE as usize / TICKS as usize));
    }
    wav::write(&path, &heard)?;
    wav::report(&heard)
}

fn turn(app: &mut App) {
    app.world_mut().resource_mut::<SimClock>().tick.0 += 1;
    app.update();
    let mut stage = app.world_mut().resource_mut::<Stage>();
    stage.studio.collect();
}

/// Who is there in a second.
fn put(app: &mut App, second: u64) {
    let tick = app.world().resource::<SimClock>().tick.0 as u32;
    let mut crowd = app.world_mut().resource_mut::<CrowdDensity>();
    let count = match second {
        0..10 => 60,
        10..20 => 1_600,
        _ => 0,
    };
    for index in 0..2_000 {
        if index >= count {
            crowd.forget(index);
            continue;
        }
        let turn = index as f32 * 2.4;
        let (at, doing) = match index {
            0..40 => ([-7.0 + turn.sin(), turn.cos()], Doing::Gathers),
            40..60 => ([9.0 + turn.sin(), 4.0 * turn.cos()], Doing::Walks),
            _ => {
                let far = 3.0 + index as f32 / 60.0;
                let doing = [Doing::Gathers, Doing::Walks, Doing::Sits][index as usize % 3];
                ([far * turn.sin(), far * turn.cos()], doing)
            }
        };
        for (since, moved) in [(0, 0.0), (3, 0.13)] {
            let units = |metres: f32| (metres * 65_536.0) as i32;
            let at = (units(at[0]), units(at[1] + moved));
            crowd.note(index, at, doing, tick + since);
        }
    }
}

fn paved() -> WorldDef {
    let corners = [
        [-200.0, -200.0],
        [200.0, -200.0],
        [200.0, 200.0],
        [-200.0, 200.0],
    ];
    WorldDef {
        regions: vec![Region {
            id: "all".to_owned(),
            polygon: corners.map(Into::into).to_vec(),
            height: 0.0,
            surface: Surface::Paving,
            walkable: true,
        }],
        ..WorldDef::default()
    }
}
