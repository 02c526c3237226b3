//! What each frame took: measured in both worlds, joined when the frame is through, and sent to whoever asked for it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::SyncSender,
    },
    time::Duration,
};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};

use crate::session::Frame;

/// What one frame took. Times are in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FrameStats {
    /// Counted from the session's beginning.
    pub number: u64,
    /// Blocked in `xrWaitFrame`.
    pub wait_ms: f32,
    /// From `xrWaitFrame` returning to `xrEndFrame` called, by the clock of [`XrStats`]: both worlds' parts.
    pub cpu_ms: f32,
    /// The main world's part, with what is copied to the render world and the window's events.
    pub main_ms: f32,
    /// The render world's part.
    pub render_ms: f32,
    /// How long `xrBeginFrame` took.
    pub begin_ms: f32,
    /// How long `xrEndFrame` took.
    pub end_ms: f32,
    /// How old the pose that it was drawn from was when `xrEndFrame` was called; `None` without a picture.
    pub pose_age_ms: Option<f32>,
    /// Whether the display showed nothing new before it: see [`missed`].
    pub missed: bool,
    /// Whether the runtime wanted a picture.
    pub draw: bool,
    /// How sharply it was drawn: the share of each side's pixels.
    pub scale_percent: u8,
}

/// Where the frames' figures go. Without this resource nothing is measured.
#[derive(Resource, Clone)]
pub struct XrStats {
    lines: SyncSender<FrameStats>,
    lost: Arc<AtomicU64>,
    clock: fn() -> Duration,
}

impl XrStats {
    /// `clock` tells how much time the calling thread has used so far; each world calls it on one thread of its own.
    pub fn new(lines: SyncSender<FrameStats>, clock: fn() -> Duration) -> Self {
        Self {
            lines,
            lost: Arc::default(),
            clock,
        }
    }

    /// How many frames found the channel full. Counted while the program runs, also by clones.
    pub fn lost(&self) -> Arc<AtomicU64> {
        self.lost.clone()
    }

    pub(crate) fn clock(&self) -> fn() -> Duration {
        self.clock
    }

    pub(crate) fn now(&self) -> Duration {
        (self.clock)()
    }

    /// Never waits.
    pub(crate) fn send(&self, stats: FrameStats) {
        if self.lines.try_send(stats).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Whether the display showed nothing new before this frame: its display time is more than one and a half periods
/// after the last frame's. In nanoseconds.
pub fn missed(last: Option<i64>, now: i64, period: i64) -> bool {
    last.is_some_and(|last| period > 0 && now.saturating_sub(last) > period / 2 * 3)
}

/// The main world's part of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MainPart {
    pub frame: Frame,
    pub wait: Duration,
    pub used: Duration,
}

/// The render world's part of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RenderPart {
    pub number: u64,
    pub begin: Duration,
    pub used: Duration,
    pub end: Duration,
    /// From `xrBeginFrame` to `xrEndFrame` by the clock on the wall.
    pub drawn: Duration,
    pub pose_age: Option<Duration>,
}

/// The frames that the main world makes.
#[derive(Resource, Debug, Default)]
pub(crate) struct Timing {
    /// On its way, with the clock when `xrWaitFrame` returned.
    open: Option<(MainPart, Duration)>,
    /// Handed to the render world, which draws it.
    closed: Option<MainPart>,
    /// What the frame that was through last took the render world: see [`RenderPart::drawn`].
    pub drawn: Duration,
}

impl Timing {
    /// `xrWaitFrame` has returned, at `now`.
    pub fn open(&mut self, frame: Frame, wait: Duration, now: Duration) {
        let part = MainPart {
            frame,
            wait,
            used: Duration::ZERO,
        };
        self.open = Some((part, now));
    }

    fn close(&mut self, now: Duration) {
        if let Some((part, begun)) = self.open.take() {
            self.closed = Some(MainPart {
                used: now.saturating_sub(begun),
                ..part
            });
        }
    }

    /// The frame that `rendered` was the render world's part of.
    pub fn join(&mut self, rendered: &RenderPart) -> Option<FrameStats> {
        let main = self.closed.take()?;
        (main.frame.number == rendered.number).then(|| join(&main, rendered))
    }
}

/// The main world is through with its frame. Runs before the next one begins.
pub(crate) fn close(mut timing: ResMut<Timing>, stats: Option<Res<XrStats>>) {
    if let Some(stats) = stats {
        timing.close(stats.now());
    }
}

fn join(main: &MainPart, rendered: &RenderPart) -> FrameStats {
    let MainPart { frame, wait, used } = main;
    FrameStats {
        number: frame.number,
        wait_ms: ms(*wait),
        cpu_ms: ms(*used + rendered.used),
        main_ms: ms(*used),
        render_ms: ms(rendered.used),
        begin_ms: ms(rendered.begin),
        end_ms: ms(rendered.end),
        pose_age_ms: rendered.pose_age.map(ms),
        missed: frame.missed,
        draw: frame.draw,
        scale_percent: frame.scale_percent,
    }
}

/// To the microsecond.
pub(crate) fn ms(time: Duration) -> f32 {
    (time.as_secs_f64() * 1e6).round() as f32 / 1e3
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    fn frame(number: u64) -> Frame {
        Frame {
            number,
            display_time: openxr::Time::from_nanos(0),
            period_s: 0.01,
            draw: true,
            missed: number == 7,
            scale_percent: 95,
            size: UVec2::new(950, 950),
        }
    }

    fn rendered(number: u64) -> RenderPart {
        let ms = Duration::from_millis;
        RenderPart {
            number,
            begin: ms(1),
            used: ms(3),
            end: ms(2),
            drawn: ms(4),
            pose_age: Some(ms(5)),
        }
    }

    #[test]
    fn a_frame_that_came_too_late_would_count_as_shown_in_time() {
        const MS: i64 = 1_000_000;
        for (last, now, late) in [
            (None, 500, false),
            (Some(100), 111, false),
            (Some(100), 116, false),
            (Some(100), 117, true),
            (Some(100), 122, true),
            // The runtime's clock never goes back; if it does, nothing was missed.
            (Some(100), 50, false),
        ] {
            let last = last.map(|last: i64| last * MS);
            assert_eq!(missed(last, now * MS, 11 * MS), late, "{last:?} to {now}");
        }
        assert!(!missed(Some(0), 100 * MS, 0), "a period that is not known");
    }

    #[test]
    fn one_frames_parts_would_be_told_as_anothers() {
        let mut timing = Timing::default();
        let ms = Duration::from_millis;
        timing.open(frame(7), ms(4), ms(100));
        assert!(timing.join(&rendered(7)).is_none(), "still on its way");
        timing.close(ms(102));
        timing.open(frame(8), ms(4), ms(110));
        let stats = timing.join(&rendered(7)).expect("both parts");
        assert_eq!((stats.number, stats.missed), (7, true));
        assert_eq!(
            (stats.main_ms, stats.render_ms, stats.cpu_ms),
            (2.0, 3.0, 5.0)
        );
        assert_eq!((stats.wait_ms, stats.pose_age_ms), (4.0, Some(5.0)));
        timing.close(ms(111));
        assert!(timing.join(&rendered(9)).is_none(), "another frame's part");
    }

    #[test]
    fn a_frame_would_wait_for_a_slow_disk() {
        let (lines, read) = sync_channel(1);
        let stats = XrStats::new(lines, || Duration::ZERO);
        let mut timing = Timing::default();
        for number in 0..3 {
            timing.open(frame(number), Duration::ZERO, Duration::ZERO);
            timing.close(Duration::ZERO);
            stats.send(timing.join(&rendered(number)).expect("both parts"));
        }
        assert_eq!(stats.lost().load(Ordering::Relaxed), 2);
        assert_eq!(read.recv().map(|stats| stats.number), Ok(0));
    }
}
