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

/// Batches on their way to the disk at most.
const IN_FLIGHT: usize = 64;
/// Bytes of lines that wait for room among them at most: minutes of a busy world.
const MAX_PENDING: usize = 1 << 20;

/// What becomes of lines that the disk is too slow for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenFull {
    /// They are left out, counted and reported: a frame never waits.
    #[default]
    LeaveOut,
    /// The world waits for the disk and nothing is left out: for runs that nobody watches.
    Wait,
}

/// Lines on their way into a file.
#[derive(Debug)]
pub(super) struct Sink {
    path: PathBuf,
    sender: Option<SyncSender<Vec<u8>>>,
    error: Arc<Mutex<Option<std::io::Error>>>,
    thread: Option<JoinHandle<()>>,
    /// Lines of this tick, and of ticks that the disk had no room for.
    pending: Vec<u8>,
    when_full: WhenFull,
    /// Lines left out since the last line that was taken.
    left_out: u64,
    failed: bool,
}

impl Sink {
    /// Creates (or empties) the file; `thread_name` shows up in debuggers.
    pub(super) fn create(path: &Path, thread_name: &str) -> std::io::Result<Self> {
        Self::start(path, thread_name, File::create(path)?)
    }

    fn start(
        path: &Path,
        thread_name: &str,
        mut file: impl Write + Send + 'static,
    ) -> std::io::Result<Self> {
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
            when_full: WhenFull::default(),
            left_out: 0,
            failed: false,
        })
    }

    pub(super) fn when_full(mut self, when_full: WhenFull) -> Self {
        self.when_full = when_full;
        self
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds one line (without its end), or counts it as left out when too much waits already. After the first line that
    /// is left out, all are, until the gap was closed: the file has one gap there and not many.
    pub(super) fn line(&mut self, line: &str) {
        if self.failed {
            return;
        }
        let full = self.pending.len() + line.len() > MAX_PENDING;
        if self.left_out > 0 || (full && self.when_full == WhenFull::LeaveOut) {
            self.left_out += 1;
            return;
        }
        self.push(line);
    }

    /// Lines left out since the last one that was taken.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Whether lines can be taken again after a gap.
    pub(super) fn has_room(&self) -> bool {
        self.pending.is_empty()
    }

    /// Closes a gap with a line that tells of it.
    pub(super) fn close_gap(&mut self, line: &str) {
        self.left_out = 0;
        if !self.failed {
            self.push(line);
        }
    }

    fn push(&mut self, line: &str) {
        self.pending.extend_from_slice(line.as_bytes());
        self.pending.push(b'\n');
    }

    /// Hands the lines of this tick to the writer. Returns the first error, once; afterwards lines are dropped.
    pub(super) fn flush(&mut self) -> Option<std::io::Error> {
        if self.failed {
            return None;
        }
        if let Some(sender) = &self.sender
            && !self.pending.is_empty()
        {
            let batch = std::mem::take(&mut self.pending);
            let sent = match self.when_full {
                WhenFull::Wait => sender
                    .send(batch)
                    .map_err(|e| TrySendError::Disconnected(e.0)),
                WhenFull::LeaveOut => sender.try_send(batch),
            };
            match sent {
                // A writer that stopped has left its error behind.
                Ok(()) | Err(TrySendError::Disconnected(_)) => {}
                // The disk is slow: keep the lines for the next tick.
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::Receiver;

    use super::*;

    /// A disk that writes one batch for each word it gets, and everything once nobody gives any more.
    struct Disk {
        may_write: Receiver<()>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.may_write.recv().ok();
            let mut written = self.written.lock().expect("no test panics here");
            written.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn slow(when_full: WhenFull) -> (Sink, SyncSender<()>, Arc<Mutex<Vec<u8>>>) {
        let (go_on, may_write) = sync_channel(1);
        let written = Arc::default();
        let disk = Disk {
            may_write,
            written: Arc::clone(&written),
        };
        let sink = Sink::start(Path::new("slow"), "test-sink", disk).expect("a thread");
        (sink.when_full(when_full), go_on, written)
    }

    fn lines(written: &Mutex<Vec<u8>>) -> Vec<String> {
        let bytes = written.lock().expect("no test panics here").clone();
        let text = String::from_utf8(bytes).expect("lines are text");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_disk_that_stands_still_would_fill_the_memory_or_lose_lines_in_silence() {
        let (mut sink, go_on, written) = slow(WhenFull::LeaveOut);
        let long = "x".repeat(MAX_PENDING / 16);
        let (mut given, mut most) = (0_u64, 0);
        while sink.left_out() < 10 {
            sink.line(&long);
            given += 1;
            assert!(sink.flush().is_none());
            most = most.max(sink.pending.len());
            assert!(given < 1_000, "nothing is ever left out");
        }
        assert!(most <= MAX_PENDING, "{most} bytes wait");
        assert!(!sink.has_room());
        // A short line would fit, but the gap is not over.
        sink.line("short");
        assert_eq!(sink.left_out(), 11);
        sink.close_gap("11 lines are missing");
        drop(go_on);
        assert!(sink.close().is_none());
        let lines = lines(&written);
        assert_eq!(lines.len() as u64, given - 10 + 1);
        assert_eq!(
            lines.last().map(String::as_str),
            Some("11 lines are missing")
        );
    }

    #[test]
    fn a_run_that_may_wait_would_lose_lines() {
        let (mut sink, go_on, written) = slow(WhenFull::Wait);
        let disk = std::thread::spawn(move || while go_on.send(()).is_ok() {});
        for n in 0..5_000 {
            sink.line(&format!("line {n}"));
            assert!(sink.flush().is_none());
            assert!(sink.has_room());
        }
        assert!(sink.close().is_none());
        disk.join().expect("the disk goes with its file");
        let expected: Vec<String> = (0..5_000).map(|n| format!("line {n}")).collect();
        assert_eq!(lines(&written), expected);
    }
}
