//! Sounds at places around a head, in groups with volumes, onto a device or into memory. Over kira's tracks and tweens.

mod device;
mod ears;
mod groups;
mod head;
mod limiter;
mod offline;
mod speakers;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use kira::{
    AudioManager, AudioManagerSettings, Easing, Frame, ResourceLimitReached, Tween,
    backend::Backend,
    command::CommandWriter,
    sound::{
        PlaybackState,
        static_sound::{StaticSoundData, StaticSoundHandle, StaticSoundSettings},
    },
    track::{MainTrackBuilder, TrackBuilder, TrackHandle},
};

pub use device::{Device, DeviceSettings, DeviceState, Lost, Opened, Player, RETRY, Sink};
pub use groups::{Group, Volumes, volume_db};
pub use head::{Head, Heard, NEAR_M, WIDTH, attenuation};
pub use limiter::CEILING;
pub use offline::{Offline, Tape};
pub use speakers::Speakers;

use crate::synth::RATE;
use ears::EarsBuilder;
use limiter::LimiterBuilder;

/// How much softer the ambience is while somebody speaks to you, in decibels.
pub const DUCK_DB: f32 = -9.0;
/// Seconds in which it goes down, and comes back.
pub const DUCK_S: (f32, f32) = (0.25, 0.9);
/// Sounds at once, at most: more are left out.
pub const MOST: usize = 64;
/// Seconds in which a sound's own loudness changes.
pub const FOLLOW_S: f32 = 0.25;
/// Seconds in which a sound that is stopped dies away.
const STOP_S: f32 = 0.06;
/// Seconds in which a volume follows its control.
const VOLUME_S: f32 = 0.05;

/// A kira backend that says whether anybody could hear it.
pub trait Output: Backend {
    /// Asked often: never waits.
    fn is_open(&self) -> bool;

    fn state(&self) -> DeviceState;
}

/// Why nothing can be played at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("sound could not be started: {0}")]
    Output(String),
    #[error("the mixer has no room for its own groups")]
    Room,
}

impl From<ResourceLimitReached> for Trouble {
    fn from(_: ResourceLimitReached) -> Self {
        Self::Room
    }
}

/// Samples ready to be played, cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    frames: Arc<[Frame]>,
    looped: bool,
}

impl Sound {
    /// Mono at [`RATE`], played once.
    pub fn once(samples: &[f32]) -> Self {
        Self {
            frames: samples.iter().map(|x| Frame::from_mono(*x)).collect(),
            looped: false,
        }
    }

    /// Mono at [`RATE`], played over and over.
    pub fn looped(samples: &[f32]) -> Self {
        Self {
            looped: true,
            ..Self::once(samples)
        }
    }

    pub fn seconds(&self) -> f32 {
        self.frames.len() as f32 / RATE as f32
    }
}

/// Where and how a sound is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placing {
    pub group: Group,
    /// Metres in the world; `None` plays inside the head.
    pub at: Option<[f32; 3]>,
    /// How far it carries, in metres.
    pub reach_m: f32,
    pub gain_db: f32,
    /// Seconds of the sound that are skipped.
    pub from_s: f32,
    /// Seconds in which it fades in.
    pub rise_s: f32,
}

impl Placing {
    /// At a place, from its beginning, as loud as it is.
    pub fn new(group: Group, at: impl Into<Option<[f32; 3]>>, reach_m: f32) -> Self {
        Self {
            group,
            at: at.into(),
            reach_m,
            gain_db: 0.0,
            from_s: 0.0,
            rise_s: 0.0,
        }
    }
}

/// Names a sound that is being played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlayingId(pub u64);

struct Playing {
    /// The sound's own track: dropping it ends the sound.
    track: TrackHandle,
    sound: StaticSoundHandle,
    ears: Option<CommandWriter<Heard>>,
    at: Option<[f32; 3]>,
    reach_m: f32,
}

/// Everything that is heard.
pub struct Mixer<B: Output> {
    manager: AudioManager<B>,
    groups: BTreeMap<Group, TrackHandle>,
    /// Below the ambience's volume: what is ducked.
    bed: TrackHandle,
    head: Head,
    volumes: Volumes,
    ducked: bool,
    playing: BTreeMap<PlayingId, Playing>,
    next: u64,
}

impl<B: Output> Mixer<B>
where
    B::Error: std::fmt::Display,
{
    pub fn new(output: B::Settings) -> Result<Self, Trouble> {
        let mut manager = AudioManager::<B>::new(AudioManagerSettings {
            capacities: kira::Capacities::default(),
            main_track_builder: MainTrackBuilder::new().with_effect(LimiterBuilder),
            internal_buffer_size: 128,
            backend_settings: output,
        })
        .map_err(|error| Trouble::Output(error.to_string()))?;
        let mut groups = BTreeMap::new();
        for group in Group::ALL {
            let track = TrackBuilder::new().sub_track_capacity(2 * MOST);
            groups.insert(group, manager.add_sub_track(track)?);
        }
        let bed = groups.get_mut(&Group::Ambience).ok_or(Trouble::Room)?;
        let bed = bed.add_sub_track(TrackBuilder::new().sub_track_capacity(2 * MOST))?;
        Ok(Self {
            manager,
            groups,
            bed,
            head: Head::default(),
            volumes: Volumes::default(),
            ducked: false,
            playing: BTreeMap::new(),
            next: 0,
        })
    }

    /// Whether anybody could hear it. While not, nothing is begun.
    pub fn is_open(&mut self) -> bool {
        self.manager.backend_mut().is_open()
    }

    pub fn output(&mut self) -> &mut B {
        self.manager.backend_mut()
    }

    /// Where ears are now. What is nowhere is passed over.
    pub fn set_head(&mut self, head: Head) {
        if head.is_finite() {
            self.head = head;
        }
    }

    pub fn set_volumes(&mut self, volumes: Volumes) {
        if volumes == self.volumes {
            return;
        }
        let main = self.manager.main_track();
        main.set_volume(volume_db(volumes.all), tween(VOLUME_S));
        for (group, track) in &mut self.groups {
            track.set_volume(volume_db(volumes.of(*group)), tween(VOLUME_S));
        }
        self.volumes = volumes;
    }

    /// Puts the ambience behind a voice, or back.
    pub fn duck(&mut self, duck: bool) {
        if duck == self.ducked {
            return;
        }
        self.ducked = duck;
        let (db, seconds) = if duck {
            (DUCK_DB, DUCK_S.0)
        } else {
            (0.0, DUCK_S.1)
        };
        self.bed.set_volume(db, tween(seconds));
    }

    /// Begins a sound. `None` when nobody could hear it: no device, out of reach of the head, or too much at once.
    pub fn play(&mut self, sound: &Sound, placing: Placing) -> Option<PlayingId> {
        let reach = placing.reach_m;
        let gone = placing.at.is_some_and(|at| {
            let distance = self.head.distance_m(at);
            !distance.is_finite() || (distance >= reach && !sound.looped)
        });
        let late = !sound.looped && placing.from_s >= sound.seconds();
        if gone || late || sound.frames.is_empty() || self.playing.len() >= MOST || !self.is_open()
        {
            return None;
        }
        let mut builder = TrackBuilder::new()
            .sub_track_capacity(1)
            .sound_capacity(1)
            .volume(placing.gain_db);
        let heard = |at| Heard::new(self.head.to(at), reach);
        let ears = placing
            .at
            .map(|at| builder.add_effect(EarsBuilder(heard(at))));
        let home = match placing.group {
            Group::Ambience => &mut self.bed,
            group => self.groups.get_mut(&group)?,
        };
        // Both are full only when something above counts wrongly; then the sound is left out.
        let mut track = home.add_sub_track(builder).ok()?;
        let sound = track.play(data(sound, placing)).ok()?;
        let id = PlayingId(self.next);
        self.next += 1;
        let playing = Playing {
            track,
            sound,
            ears,
            at: placing.at,
            reach_m: reach,
        };
        self.playing.insert(id, playing);
        Some(id)
    }

    /// Takes a sound elsewhere.
    pub fn carry(&mut self, id: PlayingId, to: [f32; 3]) {
        if let Some(playing) = self.playing.get_mut(&id)
            && to.iter().all(|part| part.is_finite())
        {
            playing.at = playing.at.map(|_| to);
        }
    }

    /// Makes a sound as loud as this from now on, within [`FOLLOW_S`].
    pub fn level(&mut self, id: PlayingId, gain_db: f32) {
        if let Some(playing) = self.playing.get_mut(&id)
            && gain_db.is_finite()
        {
            playing.track.set_volume(gain_db, tween(FOLLOW_S));
        }
    }

    /// Lets a sound die away.
    pub fn stop(&mut self, id: PlayingId) {
        if let Some(playing) = self.playing.get_mut(&id) {
            playing.sound.stop(tween(STOP_S));
        }
    }

    /// Whether a sound is still to be heard.
    pub fn is_playing(&self, id: PlayingId) -> bool {
        self.playing.contains_key(&id)
    }

    /// How many sounds are being played.
    pub fn count(&self) -> usize {
        self.playing.len()
    }

    /// Once a frame: tells every sound where the head has it, and forgets those that are over.
    pub fn update(&mut self) {
        if !self.is_open() {
            // What was begun before a device vanished is stale when it returns.
            self.playing.clear();
            return;
        }
        let head = self.head;
        self.playing
            .retain(|_, playing| playing.sound.state() != PlaybackState::Stopped);
        for playing in self.playing.values_mut() {
            if let (Some(ears), Some(at)) = (&mut playing.ears, playing.at) {
                ears.write(Heard::new(head.to(at), playing.reach_m));
            }
        }
    }
}

fn data(sound: &Sound, placing: Placing) -> StaticSoundData {
    let mut settings = StaticSoundSettings::new().start_position(f64::from(placing.from_s));
    if sound.looped {
        let length = f64::from(sound.seconds());
        settings = settings
            .loop_region(..)
            .start_position(f64::from(placing.from_s).rem_euclid(length));
    }
    if placing.rise_s > 0.0 {
        settings = settings.fade_in_tween(tween(placing.rise_s));
    }
    StaticSoundData {
        sample_rate: RATE,
        frames: sound.frames.clone(),
        settings,
        slice: None,
    }
}

fn tween(seconds: f32) -> Tween {
    Tween {
        duration: Duration::from_secs_f32(seconds),
        easing: Easing::Linear,
        ..Tween::default()
    }
}
