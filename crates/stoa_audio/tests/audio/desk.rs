//! A desk that notes what is asked of it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use stoa_audio::{
    mixer::{DeviceState, Head, Opened, Placing, PlayingId, Sound, Volumes},
    plugin::{Desk, Stage},
};

/// One sound that was begun.
#[derive(Debug, Clone)]
pub struct Played {
    pub sound: Sound,
    pub placing: Placing,
}

#[derive(Default)]
pub struct Seen {
    pub state: DeviceState,
    pub played: Vec<Played>,
    pub stopped: BTreeSet<PlayingId>,
    pub carried: Vec<(PlayingId, [f32; 3])>,
    pub ducked: bool,
    pub volumes: Option<Volumes>,
}

struct Noting(Arc<Mutex<Seen>>);

pub fn playing() -> DeviceState {
    DeviceState::Playing(Opened {
        name: "paper".to_owned(),
        rate: 48_000,
        channels: 2,
    })
}

pub fn stage() -> (Stage, Arc<Mutex<Seen>>) {
    let seen = Arc::new(Mutex::new(Seen {
        state: playing(),
        ..Seen::default()
    }));
    let stage = Stage::new(Noting(seen.clone())).expect("a thread");
    (stage, seen)
}

impl Noting {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().expect("one thread")
    }
}

impl Desk for Noting {
    fn state(&mut self) -> DeviceState {
        self.seen().state.clone()
    }

    fn set_head(&mut self, _: Head) {}

    fn set_volumes(&mut self, volumes: Volumes) {
        self.seen().volumes = Some(volumes);
    }

    fn duck(&mut self, duck: bool) {
        self.seen().ducked = duck;
    }

    fn play(&mut self, sound: &Sound, placing: Placing) -> Option<PlayingId> {
        let mut seen = self.seen();
        let id = PlayingId(seen.played.len() as u64);
        let sound = sound.clone();
        seen.played.push(Played { sound, placing });
        Some(id)
    }

    fn carry(&mut self, id: PlayingId, to: [f32; 3]) {
        self.seen().carried.push((id, to));
    }

    fn stop(&mut self, id: PlayingId) {
        self.seen().stopped.insert(id);
    }

    fn is_playing(&self, id: PlayingId) -> bool {
        let seen = self.seen();
        seen.played.len() as u64 > id.0 && !seen.stopped.contains(&id)
    }

    fn update(&mut self) {}
}
