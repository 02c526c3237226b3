//! `stoa vr --stats FILE`: what each of the headset's frames took, one JSON object a line.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::{Context, anyhow};
use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use stoa_xr::{
    OneEye, XrFrame,
    stats::{FrameStats, XrStats},
};

use crate::{
    exit::{CommandResult, Exit},
    measure::{one_thread, thread_cpu},
    report,
};

/// What is to be measured of a stay in the headset.
#[derive(Debug, Clone, Default)]
pub struct Measure {
    /// The file for the frames' figures.
    pub stats: Option<PathBuf>,
    /// End the program after so many frames with a picture.
    pub frames: Option<u64>,
    /// Leave the right eye out.
    pub one_eye: bool,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    #[serde(flatten)]
    pub frame: FrameStats,
    /// Memory of this program that is in use, where the system tells it (Linux).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resident_kb: Option<u64>,
}

/// Frames whose figures may wait for the disk: some seconds' worth.
const WAITING: usize = 512;
/// How often the writer looks whether the program is over.
const PATIENCE: Duration = Duration::from_millis(100);

impl Measure {
    /// Prepares `app`. Then each world's schedules run on one thread of their own: only so its clock tells all.
    ///
    /// # Errors
    /// Exit code 2 when the file can't be written.
    pub fn begin(&self, app: &mut App) -> Result<Option<Writer>, Exit> {
        if self.one_eye {
            app.init_resource::<OneEye>();
        }
        if let Some(frames) = self.frames {
            end_after(app, frames);
        }
        let Some(path) = &self.stats else {
            return Ok(None);
        };
        let file = File::create(path)
            .with_context(|| format!("{}: can't be written", path.display()))
            .map_err(Exit::bad_input)?;
        let (lines, read) = sync_channel(WAITING);
        let stats = XrStats::new(lines, used);
        let writer = Writer::begin(path, file, read, stats.lost())?;
        app.insert_resource(stats);
        one_thread(app);
        Ok(Some(writer))
    }
}

/// Time that this thread has used; where the system does not tell, time on the wall.
fn used() -> Duration {
    static BEGUN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    thread_cpu().unwrap_or_else(|_| BEGUN.elapsed())
}

fn end_after(app: &mut App, frames: u64) {
    app.add_systems(
        Last,
        move |frame: Option<Res<XrFrame>>,
              mut drawn: Local<u64>,
              mut exit: MessageWriter<AppExit>| {
            let draws = frame
                .and_then(|frame| frame.0)
                .is_some_and(|frame| frame.draw);
            *drawn += u64::from(draws);
            if *drawn >= frames {
                exit.write(AppExit::Success);
            }
        },
    );
}

/// Writes on a thread of its own: no frame waits for the disk.
pub struct Writer {
    path: PathBuf,
    lost: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    thread: JoinHandle<io::Result<()>>,
}

impl Writer {
    fn begin(
        path: &Path,
        file: impl Write + Send + 'static,
        lines: Receiver<FrameStats>,
        lost: Arc<AtomicU64>,
    ) -> Result<Self, Exit> {
        let over = Arc::new(AtomicBool::new(false));
        let seen = over.clone();
        let thread = thread::Builder::new()
            .name("xr stats".to_owned())
            .spawn(move || write(file, &lines, &seen))?;
        Ok(Self {
            path: path.to_owned(),
            lost,
            over,
            thread,
        })
    }

    /// Waits for what is still to be written, and says how much had to be left out.
    ///
    /// # Errors
    /// When the file could not be written to its end.
    pub fn end(self) -> CommandResult {
        self.over.store(true, Ordering::Relaxed);
        let shown = self.path.display();
        self.thread
            .join()
            .map_err(|_| anyhow!("{shown}: the thread that writes it broke off"))?
            .with_context(|| format!("{shown}: can't be written"))?;
        let lost = self.lost.load(Ordering::Relaxed);
        if lost > 0 {
            report::line_to_stderr(&format!(
                "{shown}: {lost} frames were left out, since the disk was too slow"
            ));
        }
        Ok(())
    }
}

fn write(mut file: impl Write, lines: &Receiver<FrameStats>, over: &AtomicBool) -> io::Result<()> {
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(frame) => {
                let line = Line {
                    frame,
                    resident_kb: resident_kb(),
                };
                let mut text = serde_json::to_string(&line)?;
                text.push('\n');
                // Whole lines at once: the file can be read meanwhile.
                file.write_all(text.as_bytes())?;
            }
            Err(RecvTimeoutError::Timeout) if !over.load(Ordering::Relaxed) => {}
            Err(_) => return file.flush(),
        }
    }
}

fn resident_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError, mpsc::SyncSender};

    use super::*;

    fn frame(number: u64) -> FrameStats {
        FrameStats {
            number,
            wait_ms: 4.5,
            cpu_ms: 3.25,
            main_ms: 1.25,
            render_ms: 2.0,
            begin_ms: 0.125,
            end_ms: 0.5,
            pose_age_ms: (number > 0).then_some(2.5),
            missed: false,
            draw: number > 0,
            scale_percent: 100,
        }
    }

    /// A file in memory.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut paper = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            paper.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn writer(file: impl Write + Send + 'static) -> (SyncSender<FrameStats>, Writer) {
        let (lines, read) = sync_channel(WAITING);
        let writer = Writer::begin(Path::new("stats.jsonl"), file, read, Arc::default());
        (lines, writer.expect("a thread"))
    }

    #[test]
    fn the_last_frames_would_be_lost_or_could_not_be_read_again() {
        let paper = Paper::default();
        let (lines, writer) = writer(paper.clone());
        for number in 0..100 {
            lines.send(frame(number)).expect("somebody reads");
        }
        // Somebody still holds on to the channel when the program is over.
        writer.end().expect("it is written");
        drop(lines);
        let text = paper
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let text = String::from_utf8(text).expect("text");
        let read: Vec<Line> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line"))
            .collect();
        let frames: Vec<FrameStats> = read.iter().map(|line| line.frame).collect();
        assert_eq!(frames, (0..100).map(frame).collect::<Vec<_>>());
        if cfg!(target_os = "linux") {
            assert!(read[0].resident_kb.is_some_and(|kb| kb > 1000));
        }
    }

    #[test]
    fn a_full_disk_would_pass_for_a_whole_file() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (lines, writer) = writer(Full);
        lines.send(frame(1)).expect("somebody reads");
        let error = writer.end().expect_err("nothing was written");
        assert!(error.to_string().contains("stats.jsonl"), "{error}");
    }
}
