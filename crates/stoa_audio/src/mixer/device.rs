//! A backend over a device that may not be there, vanish and return. Whoever plays never waits for it.

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

use kira::backend::{Backend, Renderer};

use super::Output;

/// How long until a missing device is tried again.
pub const RETRY: Duration = Duration::from_secs(2);
/// The rate of the renderer until a device says its own.
const FIRST_RATE: u32 = 48_000;

/// Where sound goes out. It lives on a thread of its own.
pub trait Sink: Send + 'static {
    /// What is open; it closes when dropped.
    type Stream;

    /// Opens the device of now, which then fills its buffers from `player` until the stream is dropped. Errors say what
    /// is missing.
    fn open(&mut self, player: Player, lost: Lost) -> Result<(Self::Stream, Opened), String>;

    /// Whether another device is the one to play on by now.
    fn is_outdated(&mut self, _stream: &Self::Stream) -> bool {
        false
    }
}

/// What an opened device is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub name: String,
    pub rate: u32,
    pub channels: u16,
}

/// How the device is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DeviceState {
    /// Not tried yet.
    #[default]
    Opening,
    Playing(Opened),
    /// Why there is none.
    Missing(String),
}

/// Gives a device its samples.
#[derive(Clone)]
pub struct Player(Arc<Mutex<Renderer>>);

impl Player {
    /// Fills a buffer of interleaved frames. Never waits.
    pub fn fill(&self, buffer: &mut [f32], channels: u16) {
        match self.0.try_lock() {
            Ok(mut renderer) if channels > 0 => {
                renderer.on_start_processing();
                renderer.process(buffer, channels);
            }
            _ => buffer.fill(0.0),
        }
    }

    /// Before the first buffer of a device: its frames a second.
    pub fn set_rate(&self, rate: u32) {
        if let Ok(mut renderer) = self.0.lock() {
            renderer.on_change_sample_rate(rate);
        }
    }
}

/// Tells that a stream ended by itself.
#[derive(Clone)]
pub struct Lost {
    events: Sender<Event>,
    stream: u64,
}

impl Lost {
    pub fn tell(&self, cause: String) {
        // Nobody listens any more when the program ends: then it does not matter.
        let _ = self.events.send(Event::Lost(self.stream, cause));
    }
}

enum Event {
    /// Which stream, and why.
    Lost(u64, String),
    Stop,
}

/// What a [`Device`] plays on, and how long until it tries again.
pub struct DeviceSettings<S> {
    pub sink: S,
    pub retry: Duration,
}

/// The backend over a [`Sink`].
pub struct Device<S> {
    starting: Option<(S, Duration)>,
    stop: Option<Sender<Event>>,
    watched: Arc<Watched>,
}

/// What the device's thread shows to others.
#[derive(Default)]
struct Watched {
    open: AtomicBool,
    state: Mutex<DeviceState>,
}

impl Watched {
    fn set(&self, state: DeviceState) {
        let open = matches!(state, DeviceState::Playing(_));
        *self.state() = state;
        self.open.store(open, Ordering::Release);
    }

    fn state(&self) -> MutexGuard<'_, DeviceState> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl<S: Sink> Backend for Device<S> {
    type Settings = DeviceSettings<S>;
    type Error = std::io::Error;

    fn setup(settings: DeviceSettings<S>, _: usize) -> Result<(Self, u32), std::io::Error> {
        let device = Self {
            starting: Some((settings.sink, settings.retry)),
            stop: None,
            watched: Arc::default(),
        };
        Ok((device, FIRST_RATE))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), std::io::Error> {
        let Some((sink, retry)) = self.starting.take() else {
            return Ok(());
        };
        let (events, told) = channel();
        self.stop = Some(events.clone());
        let watched = self.watched.clone();
        let player = Player(Arc::new(Mutex::new(renderer)));
        thread::Builder::new()
            .name("stoa-sound".to_owned())
            .spawn(move || keep_open(sink, &player, &events, &told, retry, &watched))?;
        Ok(())
    }
}

impl<S: Sink> Output for Device<S> {
    fn is_open(&self) -> bool {
        self.watched.open.load(Ordering::Acquire)
    }

    fn state(&self) -> DeviceState {
        self.watched.state().clone()
    }
}

impl<S> Drop for Device<S> {
    fn drop(&mut self) {
        if let Some(stop) = &self.stop {
            // The thread may have ended; nobody waits for it either way.
            let _ = stop.send(Event::Stop);
        }
    }
}

/// Opens the sink, waits until it is lost, and opens it again.
fn keep_open<S: Sink>(
    mut sink: S,
    player: &Player,
    events: &Sender<Event>,
    told: &Receiver<Event>,
    retry: Duration,
    watched: &Watched,
) {
    for stream in 0.. {
        let lost = Lost {
            events: events.clone(),
            stream,
        };
        let after = match sink.open(player.clone(), lost) {
            Ok((open, opened)) => {
                watched.set(DeviceState::Playing(opened));
                watch(&mut sink, &open, stream, told, retry)
            }
            Err(cause) => After::Missing(cause),
        };
        match after {
            After::Stop => return,
            After::Outdated => watched.set(DeviceState::Opening),
            After::Missing(cause) => {
                watched.set(DeviceState::Missing(cause));
                if !is_time_to_try(told, retry) {
                    return;
                }
            }
        }
    }
}

/// What ended a stream.
enum After {
    Stop,
    Outdated,
    Missing(String),
}

fn watch<S: Sink>(
    sink: &mut S,
    open: &S::Stream,
    stream: u64,
    told: &Receiver<Event>,
    retry: Duration,
) -> After {
    loop {
        match told.recv_timeout(retry) {
            Ok(Event::Lost(which, cause)) if which == stream => return After::Missing(cause),
            // Of a stream that is closed already.
            Ok(Event::Lost(..)) => {}
            Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return After::Stop,
            Err(RecvTimeoutError::Timeout) if sink.is_outdated(open) => return After::Outdated,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Waits; false when it is to stop instead.
fn is_time_to_try(told: &Receiver<Event>, retry: Duration) -> bool {
    loop {
        match told.recv_timeout(retry) {
            Ok(Event::Lost(..)) => {}
            Ok(Event::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => return true,
        }
    }
}
