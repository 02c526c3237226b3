//! A file that is written line by line by a thread of its own, so that a slow disk never costs a frame.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

/// Batches on their way to the disk at most; more wait in memory with the sender.
const IN_FLIGHT: usize = 64;

/// Lines on their way into a file.
#[derive(Debug)]
pub(super) struct Sink {
    path: PathBuf,
    sender: Option<SyncSender<Vec<u8>>>,
    error: Arc<Mutex<Option<std::io::Error>>>,
    thread: Option<JoinHandle<()>>,
    /// Lines of this tick, and of ticks that the disk had no room for.
    pending: Vec<u8>,
    failed: bool,
}

impl Sink {
    /// Creates (or empties) the file; `thread_name` shows up in debuggers.
    pub(super) fn create(path: &Path, thread_name: &str) -> std::io::Result<Self> {
        let mut file = File::create(path)?;
        let (sender, batches) = sync_channel::<Vec<u8>>(IN_FLIGHT);
        let error = Arc::new(Mutex::new(None));
        let report = Arc::clone(&error);
        let thread = std::thread::Builder::new()
            .name(thread_name.to_owned())
            .spawn(move || {
                let written = batches
                    .into_iter()
                    .try_for_each(|batch| file.write_all(&batch));
                if let Err(error) = written.and_then(|()| file.flush()) {
                    *report.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                }
            })?;
        Ok(Self {
            path: path.to_owned(),
            sender: Some(sender),
            error,
            thread: Some(thread),
            pending: Vec::new(),
            failed: false,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds one line (without its end).
    pub(super) fn line(&mut self, line: &str) {
        if !self.failed {
            self.pending.extend_from_slice(line.as_bytes());
            self.pending.push(b'\n');
        }
    }

    /// Hands the lines of this tick to the writer. Returns the first error, once; afterwards lines are dropped.
    pub(super) fn flush(&mut self) -> Option<std::io::Error> {
        if self.failed {
            return None;
        }
        if let Some(sender) = &self.sender
            && !self.pending.is_empty()
        {
            match sender.try_send(std::mem::take(&mut self.pending)) {
                // The disk is slow: keep the lines for the next tick.
                Ok(()) | Err(TrySendError::Disconnected(_)) => {}
                Err(TrySendError::Full(batch)) => self.pending = batch,
            }
        }
        self.take_error()
    }

    /// Writes everything out and closes the file.
    pub(super) fn close(&mut self) -> Option<std::io::Error> {
        if let Some(sender) = self.sender.take()
            && !self.failed
        {
            // A writer that stopped has left its error behind.
            sender.send(std::mem::take(&mut self.pending)).ok();
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            return Some(std::io::Error::other("the writing thread panicked"));
        }
        self.take_error()
    }

    fn take_error(&mut self) -> Option<std::io::Error> {
        let error = self
            .error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if error.is_some() {
            self.failed = true;
            self.pending = Vec::new();
        }
        error
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // Errors were reported by `close`, which every orderly end calls.
        self.close();
    }
}
