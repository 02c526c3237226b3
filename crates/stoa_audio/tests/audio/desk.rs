//! A desk that notes what is asked of it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use stoa_audio::{
    mixer::{DeviceState, Group, Head, Opened, Placing, PlayingId, Sound, Volumes},
    plugin::{Desk, Stage},
};

/// One sound that was begun.
#[derive(Debug, Clone)]
pub struct Played {
    pub sound: Sound,
    pub placing: Placing,
    /// Updates before it.
    pub since: u32,
}

#[derive(Default)]
pub struct Seen {
    pub state: DeviceState,
    pub played: Vec<Played>,
    pub stopped: BTreeSet<PlayingId>,
    pub carried: Vec<(PlayingId, [f32; 3])>,
    pub levels: Vec<(PlayingId, f32)>,
    pub updates: u32,
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

impl Seen {
    /// Ambience goes on until it is stopped; other sounds take their time, at 30 updates a second.
    fn is_playing(&self, id: PlayingId) -> bool {
        let Some(one) = self.played.get(id.0 as usize) else {
            return false;
        };
        let goes_on = one.placing.group == Group::Ambience
            || ((self.updates - one.since) as f32) < one.sound.seconds() * 30.0;
        goes_on && !self.stopped.contains(&id)
    }

    pub fn playing(&self) -> usize {
        let all = 0..self.played.len() as u64;
        all.filter(|id| self.is_playing(PlayingId(*id))).count()
    }
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
        let (sound, since) = (sound.clone(), seen.updates);
        seen.played.push(Played {
            sound,
            placing,
            since,
        });
        Some(id)
    }

    fn carry(&mut self, id: PlayingId, to: [f32; 3]) {
        self.seen().carried.push((id, to));
    }

    fn level(&mut self, id: PlayingId, gain_db: f32) {
        self.seen().levels.push((id, gain_db));
    }

    fn stop(&mut self, id: PlayingId) {
        self.seen().stopped.insert(id);
    }

    fn is_playing(&self, id: PlayingId) -> bool {
        self.seen().is_playing(id)
    }

    fn update(&mut self) {
        self.seen().updates += 1;
    }
}
