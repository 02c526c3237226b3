//! The thread that writes saves: a slow disk never costs a frame.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use crate::save::{SaveError, WorldSave};

type Results = Vec<Result<(), SaveError>>;

/// Writes one save after the other. A newer one takes the place of one that has not been begun: nobody needs both, and
/// so at most one is waited for at the end.
#[derive(Debug)]
pub(super) struct Saver {
    next: Arc<Mutex<Option<Arc<WorldSave>>>>,
    /// Dropped when nothing more comes.
    wake: Option<SyncSender<()>>,
    results: Arc<Mutex<Results>>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    /// Begins the thread; `write` writes a save.
    ///
    /// # Errors
    /// When the system refuses the thread.
    pub(super) fn start(
        mut write: impl FnMut(&WorldSave) -> Result<(), SaveError> + Send + 'static,
    ) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel::<()>(1);
        let next: Arc<Mutex<Option<Arc<WorldSave>>>> = Arc::default();
        let results: Arc<Mutex<Results>> = Arc::default();
        let (waiting, report) = (Arc::clone(&next), Arc::clone(&results));
        let thread = std::thread::Builder::new()
            .name("stoa-save".to_owned())
            .spawn(move || {
                for () in woken {
                    let save = locked(&waiting).take();
                    if let Some(save) = save {
                        let result = write(&save);
                        locked(&report).push(result);
                    }
                }
            })?;
        Ok(Self {
            next,
            wake: Some(wake),
            results,
            thread: Some(thread),
        })
    }

    /// Has a save written as soon as the disk is free. False when the thread has ended.
    pub(super) fn put(&self, save: Arc<WorldSave>) -> bool {
        *locked(&self.next) = Some(save);
        let woken = self.wake.as_ref().map(|wake| wake.try_send(()));
        // A thread that was woken already takes what lies there when it comes to look.
        matches!(woken, Some(Ok(()) | Err(TrySendError::Full(()))))
    }

    /// What became of the saves since the last call.
    pub(super) fn results(&self) -> Results {
        std::mem::take(&mut *locked(&self.results))
    }

    /// Waits until the last save is written. The results since the last call, or `None` when the thread came to grief.
    pub(super) fn finish(mut self) -> Option<Results> {
        self.wake = None;
        self.thread.take()?.join().ok()?;
        Some(self.results())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SimClock, Tick};

    fn save(tick: u64) -> Arc<WorldSave> {
        let clock = SimClock {
            tick: Tick(tick),
            ..WorldSave::default().clock
        };
        Arc::new(WorldSave::new("yard", clock))
    }

    #[test]
    fn the_end_would_wait_for_saves_that_newer_ones_replace() {
        let (begun, begins) = sync_channel(0);
        let (go_on, may_go_on) = sync_channel::<()>(0);
        let saver = Saver::start(move |save| {
            begun.send(save.clock.tick.0).ok();
            may_go_on.recv().ok();
            Ok(())
        })
        .expect("a thread");
        assert!(saver.put(save(1)));
        assert_eq!(begins.recv(), Ok(1));
        // The disk is busy with the first one meanwhile.
        for tick in 2..=5 {
            assert!(saver.put(save(tick)));
        }
        drop(go_on);
        let written = std::thread::spawn(move || begins.into_iter().collect::<Vec<_>>());
        let results = saver.finish().expect("the thread ended well");
        assert_eq!(results.len(), 2);
        assert_eq!(written.join().expect("it only listens"), [5]);
    }

    #[test]
    fn a_writer_that_broke_down_would_be_taken_for_a_save() {
        let saver = Saver::start(|_| panic!("the test wants this")).expect("a thread");
        saver.put(save(1));
        assert!(saver.finish().is_none());
    }
}
