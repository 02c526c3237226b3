//! A backend that plays into memory, for tests and for files.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
};

use kira::backend::{Backend, Renderer};

use super::{DeviceState, Opened, Output};

/// Frames that are rendered between two looks at what was asked for.
const BLOCK: usize = 256;

/// Gives out what a mixer plays, when it is asked and as much as it is asked for. Clones share one mixer.
#[derive(Clone)]
pub struct Tape {
    rate: u32,
    renderer: Arc<Mutex<Option<Renderer>>>,
}

impl Tape {
    /// For a mixer with so many frames a second.
    pub fn new(rate: u32) -> Self {
        Self {
            rate,
            renderer: Arc::default(),
        }
    }

    /// The next frames, left and right; silence until a mixer plays onto it.
    pub fn render(&self, frames: usize) -> Vec<[f32; 2]> {
        let mut samples = vec![0.0; frames * 2];
        if let Some(renderer) = self.renderer().as_mut() {
            for block in samples.chunks_mut(BLOCK * 2) {
                renderer.on_start_processing();
                renderer.process(block, 2);
            }
        }
        let frames = samples.chunks_exact(2);
        frames.map(|two| [two[0], two[1]]).collect()
    }

    /// From now on so many frames a second.
    pub fn set_rate(&self, rate: u32) {
        if let Some(renderer) = self.renderer().as_mut() {
            renderer.on_change_sample_rate(rate);
        }
    }

    fn renderer(&self) -> MutexGuard<'_, Option<Renderer>> {
        let locked = self.renderer.lock();
        locked.unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The backend that plays onto a [`Tape`].
pub struct Offline(Tape);

impl Backend for Offline {
    type Settings = Tape;
    type Error = Infallible;

    fn setup(tape: Tape, _: usize) -> Result<(Self, u32), Infallible> {
        let rate = tape.rate;
        Ok((Self(tape), rate))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), Infallible> {
        *self.0.renderer() = Some(renderer);
        Ok(())
    }
}

impl Output for Offline {
    fn is_open(&self) -> bool {
        true
    }

    fn state(&self) -> DeviceState {
        DeviceState::Playing(Opened {
            name: "memory".to_owned(),
            rate: self.0.rate,
            channels: 2,
        })
    }
}

impl Offline {
    pub fn tape(&self) -> &Tape {
        &self.0
    }
}
