//! The mixer and the studio as the world's systems have them.

use std::{
    fmt::Display,
    sync::{Mutex, PoisonError},
};

use bevy_ecs::prelude::*;

use crate::{
    mixer::{DeviceState, Head, Mixer, Output, Placing, PlayingId, Sound, Trouble, Volumes},
    studio::{Kept, Studio},
};

/// What a [`Mixer`] does, whatever it plays onto.
pub trait Desk: Send {
    fn state(&mut self) -> DeviceState;
    fn set_head(&mut self, head: Head);
    fn set_volumes(&mut self, volumes: Volumes);
    fn duck(&mut self, duck: bool);
    /// `None` when nobody could hear it.
    fn play(&mut self, sound: &Sound, placing: Placing) -> Option<PlayingId>;
    fn carry(&mut self, id: PlayingId, to: [f32; 3]);
    fn level(&mut self, id: PlayingId, gain_db: f32);
    fn stop(&mut self, id: PlayingId);
    fn is_playing(&self, id: PlayingId) -> bool;
    fn update(&mut self);
}

impl<B: Output + Send> Desk for Mixer<B>
where
    B::Error: Display,
{
    fn state(&mut self) -> DeviceState {
        self.output().state()
    }

    fn set_head(&mut self, head: Head) {
        self.set_head(head);
    }

    fn set_volumes(&mut self, volumes: Volumes) {
        self.set_volumes(volumes);
    }

    fn duck(&mut self, duck: bool) {
        self.duck(duck);
    }

    fn play(&mut self, sound: &Sound, placing: Placing) -> Option<PlayingId> {
        self.play(sound, placing)
    }

    fn carry(&mut self, id: PlayingId, to: [f32; 3]) {
        self.carry(id, to);
    }

    fn level(&mut self, id: PlayingId, gain_db: f32) {
        self.level(id, gain_db);
    }

    fn stop(&mut self, id: PlayingId) {
        self.stop(id);
    }

    fn is_playing(&self, id: PlayingId) -> bool {
        self.is_playing(id)
    }

    fn update(&mut self) {
        self.update();
    }
}

/// Where sounds are played and made.
#[derive(Resource)]
pub struct Stage {
    // Its handles may be used by one thread at a time; the lock is never taken, only passed by.
    desk: Mutex<Box<dyn Desk>>,
    pub studio: Studio,
    /// Whether anybody could hear it.
    pub(super) open: bool,
}

impl Stage {
    /// A mixer onto an output, and a studio.
    pub fn open<B>(output: B::Settings) -> Result<Self, Trouble>
    where
        B: Output + Send + 'static,
        B::Error: Display,
    {
        Self::new(Mixer::<B>::new(output)?)
    }

    /// Any desk, and a studio. Errors when the system has no thread left.
    pub fn new(desk: impl Desk + 'static) -> Result<Self, Trouble> {
        let studio = Studio::open().map_err(|error| Trouble::Output(error.to_string()))?;
        Ok(Self {
            desk: Mutex::new(Box::new(desk)),
            studio,
            open: false,
        })
    }

    /// A kept sound, or `None` until it is made; while nobody could hear it, none is made.
    pub fn made(&mut self, kept: Kept) -> Option<Sound> {
        self.open.then(|| self.studio.get(kept)).flatten()
    }

    pub fn desk(&mut self) -> &mut dyn Desk {
        let desk = self.desk.get_mut();
        desk.unwrap_or_else(PoisonError::into_inner).as_mut()
    }
}
