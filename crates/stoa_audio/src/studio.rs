//! Where sounds are made: on a thread of its own, so that no frame waits for one.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use crate::{
    mixer::Sound,
    synth::{
        ambience, birds,
        signals::{Signal, signal},
        steps::{Gait, Ground, step},
        throng,
        voice::{self, Timbre},
    },
};

/// Orders that wait, at most; what does not fit is ordered again when it is needed again.
const WAITING: usize = 64;

/// A sound that is made once and kept. The numbers are seeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    Fountain(u8),
    Leaves(u8),
    Bird(u8),
    Step(Ground, Gait, u8),
    Murmur(u8),
    /// So many steps, and a seed.
    Patter(Ground, Gait, u8, u8),
    Signal(Signal),
}

impl Kept {
    /// Makes it, here and now: up to 0.2 s of work, a murmur up to 1 s.
    pub fn make(self) -> Sound {
        match self {
            Self::Fountain(seed) => Sound::looped(&ambience::fountain(seed.into())),
            Self::Leaves(seed) => Sound::looped(&ambience::leaves(seed.into())),
            Self::Bird(seed) => Sound::once(&birds::phrase(seed.into())),
            Self::Step(ground, gait, seed) => Sound::once(&step(ground, gait, seed.into())),
            Self::Murmur(seed) => Sound::looped(&throng::murmur(seed.into())),
            Self::Patter(ground, gait, count, seed) => {
                Sound::once(&throng::patter(ground, gait, count.into(), seed.into()))
            }
            Self::Signal(of) => Sound::once(&signal(of)),
        }
    }
}

/// A line to be spoken in `duration_s`. Whoever orders it knows it again by `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: u64,
    pub text: String,
    pub timbre: Timbre,
    pub duration_s: f32,
}

enum Order {
    Kept(Kept),
    Line(Line),
}

enum Made {
    Kept(Kept, Sound),
    Line(u64, Sound),
}

/// Makes sounds and keeps them.
pub struct Studio {
    orders: SyncSender<Order>,
    made: Mutex<Receiver<Made>>,
    /// `None` is being made.
    kept: BTreeMap<Kept, Option<Sound>>,
}

impl Studio {
    /// Starts its thread, which ends when the studio is dropped.
    ///
    /// Errors when the system has no thread left.
    pub fn open() -> io::Result<Self> {
        let (orders, ordered) = sync_channel(WAITING);
        let (makes, made) = sync_channel(WAITING);
        thread::Builder::new()
            .name("stoa-studio".to_owned())
            .spawn(move || {
                for order in ordered {
                    if makes.send(make(order)).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self {
            orders,
            made: Mutex::new(made),
            kept: BTreeMap::new(),
        })
    }

    /// A kept sound, or `None` until it is made.
    pub fn get(&mut self, kept: Kept) -> Option<Sound> {
        if let Some(sound) = self.kept.get(&kept) {
            return sound.clone();
        }
        if self.orders.try_send(Order::Kept(kept)).is_ok() {
            self.kept.insert(kept, None);
        }
        None
    }

    /// Has a line made. False when there is too much to do: order it again later.
    pub fn say(&mut self, line: Line) -> bool {
        self.orders.try_send(Order::Line(line)).is_ok()
    }

    /// Takes in what was made meanwhile; returns the lines.
    pub fn collect(&mut self) -> Vec<(u64, Sound)> {
        let mut lines = Vec::new();
        let made = match self.made.get_mut() {
            Ok(made) => made,
            Err(poisoned) => poisoned.into_inner(),
        };
        for one in made.try_iter() {
            match one {
                Made::Kept(kept, sound) => {
                    self.kept.insert(kept, Some(sound));
                }
                Made::Line(id, sound) => lines.push((id, sound)),
            }
        }
        lines
    }
}

fn make(order: Order) -> Made {
    match order {
        Order::Kept(kept) => Made::Kept(kept, kept.make()),
        Order::Line(line) => {
            let spoken = voice::line(&line.text, &line.timbre, line.duration_s);
            Made::Line(line.id, Sound::once(&spoken))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_frame_would_wait_for_a_sound_or_never_get_it() {
        let mut studio = Studio::open().expect("a thread");
        let start = Instant::now();
        let line = Line {
            id: 7,
            text: "Slowly. Nothing good was ever pulled up by its leaves.".to_owned(),
            timbre: Timbre::new(1, None, 1.7),
            duration_s: 3.4,
        };
        assert!(studio.get(Kept::Fountain(1)).is_none());
        assert!(studio.say(line));
        let (mut lines, mut fountain) = (Vec::new(), None);
        while lines.is_empty() || fountain.is_none() {
            assert!(start.elapsed() < Duration::from_secs(30), "never made");
            lines.extend(studio.collect());
            fountain = studio.get(Kept::Fountain(1));
            thread::yield_now();
        }
        assert_eq!(lines[0].0, 7);
        assert!((lines[0].1.seconds() - 3.55).abs() < 0.01);
        assert_eq!(fountain.map(|sound| sound.seconds()), Some(9.0));
        // Too many orders are refused, and none of them is lost for good.
        let refused = (0..=u8::MAX).filter(|seed| {
            studio.get(Kept::Bird(*seed));
            !studio.kept.contains_key(&Kept::Bird(*seed))
        });
        assert!(refused.count() > 0);
        while studio.get(Kept::Bird(255)).is_none() {
            assert!(start.elapsed() < Duration::from_secs(60), "never made");
            studio.collect();
            thread::yield_now();
        }
    }
}
