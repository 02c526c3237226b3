//! Holds the frame rate: while frames come late, the crowd gets plainer and the picture less sharp, step by step; with
//! time to spare it goes back. What a step back costs is found out once: after a failure it waits twice as long.

use std::time::Duration;

use bevy::{
    prelude::*,
    render::renderer::RenderAdapterInfo,
    window::{Monitor, OnMonitor, PrimaryWindow},
};
use stoa_render::{CrowdReach, PixelBudget};
use stoa_ui::{Loading, UiSettings};
use stoa_xr::Headset;

use super::idle::Hidden;

pub fn plugin(app: &mut App) {
    app.init_resource::<Governor>()
        .add_systems(Update, (govern, reach).chain());
}

/// Parts of the crowd's usual reach and of each side's pixels, from the richest.
const STEPS: [(f32, f32); 7] = [
    (1.0, 1.0),
    (0.75, 1.0),
    (0.55, 1.0),
    (0.4, 0.95),
    (0.3, 0.88),
    (0.25, 0.8),
    (0.2, 0.72),
];
/// Frames are judged by the middle one of this time.
const WINDOW: Duration = Duration::from_millis(500);
/// A pause like this says nothing about frames, but for the third in a row.
const PAUSE: Duration = Duration::from_millis(600);
const PAUSES: u32 = 3;
/// Above this part of the period frames are late, below the other they are in time.
const LATE: f32 = 1.2;
const IN_TIME: f32 = 1.06;
/// How long frames must be in time before one step back, and at most after failures.
const PATIENCE: Duration = Duration::from_secs(4);
const MOST_PATIENCE: Duration = Duration::from_secs(128);
/// A display that does not say how often it shows a frame.
const USUAL_RATE: f32 = 60.0;
/// What a processor that draws can hold.
const SOFTWARE_RATE: f32 = 20.0;

/// How far the picture stepped back, and why.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Governor {
    step: usize,
    frames: Vec<Duration>,
    pauses: u32,
    in_time: Duration,
    patience: Duration,
    /// Since the last step to a richer picture.
    tried: Duration,
    /// Fewer pixels help only where a graphics device shades them: a processor has its own budget of pixels.
    keeps_pixels: bool,
}

impl Default for Governor {
    fn default() -> Self {
        Self {
            step: 0,
            frames: Vec::new(),
            pauses: 0,
            in_time: Duration::ZERO,
            patience: PATIENCE,
            tried: MOST_PATIENCE,
            keeps_pixels: false,
        }
    }
}

impl Governor {
    /// The settings' sharpness in percent, or less.
    pub fn sharpness(&self, percent: u16) -> u16 {
        if self.keeps_pixels {
            return percent;
        }
        (f32::from(percent) * STEPS[self.step].1).round() as u16
    }

    /// Another frame came after `took`; one every `period` is wanted.
    fn frame(&mut self, took: Duration, period: Duration) {
        self.pauses = if took > PAUSE { self.pauses + 1 } else { 0 };
        if (1..PAUSES).contains(&self.pauses) {
            self.frames.clear();
            return;
        }
        self.frames.push(took);
        let whole: Duration = self.frames.iter().sum();
        if whole < WINDOW {
            return;
        }
        self.frames.sort_unstable();
        let middle = self.frames[self.frames.len() / 2];
        self.frames.clear();
        self.judge(middle.as_secs_f32() / period.as_secs_f32(), whole);
    }

    /// What frames took before is not like what they will take.
    fn forget(&mut self) {
        self.frames.clear();
        self.pauses = 0;
    }

    /// `load` is a frame's time over the one that it may take.
    fn judge(&mut self, load: f32, whole: Duration) {
        self.tried = self.tried.saturating_add(whole);
        if load > LATE {
            self.in_time = Duration::ZERO;
            if self.tried < PATIENCE {
                self.patience = (self.patience * 2).min(MOST_PATIENCE);
            }
            let steps = if load > 1.8 { 2 } else { 1 };
            self.step = (self.step + steps).min(STEPS.len() - 1);
        } else if load < IN_TIME && self.step > 0 {
            self.in_time += whole;
            if self.in_time >= self.patience {
                self.in_time = Duration::ZERO;
                self.tried = Duration::ZERO;
                self.step -= 1;
            }
        } else {
            self.in_time = Duration::ZERO;
        }
        if self.step == 0 && self.tried > MOST_PATIENCE {
            self.patience = PATIENCE;
        }
    }
}

fn govern(
    time: Res<Time<Real>>,
    settings: Res<UiSettings>,
    loading: Res<Loading>,
    hidden: Option<Res<Hidden>>,
    headset: Option<Res<Headset>>,
    adapter: Option<Res<RenderAdapterInfo>>,
    windows: Query<(&Window, Option<&OnMonitor>), With<PrimaryWindow>>,
    monitors: Query<&Monitor>,
    mut governor: ResMut<Governor>,
) {
    // A headset's runtime sets the pace of its frames, and sees to their rate.
    if !settings.detail.adaptive || headset.is_some() {
        governor.set_if_neq(Governor::default());
        return;
    }
    let window = windows.single().ok();
    // Out of focus, frames wait for a timer.
    let rests = window.is_none_or(|(window, _)| !window.focused);
    if !loading.lifted || rests || hidden.is_some_and(|hidden| hidden.0) {
        governor.forget();
        return;
    }
    governor.keeps_pixels = adapter
        .as_deref()
        .is_some_and(|adapter| PixelBudget::for_adapter(adapter).is_some());
    let display = window.and_then(|(_, on)| monitors.get(on?.0).ok());
    let shown = display.and_then(|monitor| monitor.refresh_rate_millihertz);
    let most = if governor.keeps_pixels {
        SOFTWARE_RATE
    } else {
        shown.map_or(USUAL_RATE, |rate| rate as f32 / 1000.0)
    };
    let rate = match settings.picture.frame_limit {
        0 => most,
        limit => most.min(f32::from(limit)),
    };
    governor.frame(time.delta(), Duration::from_secs_f32(1.0 / rate.max(1.0)));
}

fn reach(settings: Res<UiSettings>, governor: Res<Governor>, mut reach: ResMut<CrowdReach>) {
    let wanted = f32::from(settings.detail.crowd_percent) / 100.0 * STEPS[governor.step].0;
    reach.set_if_neq(CrowdReach(wanted));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Duration = Duration::from_micros(16_667);

    /// A display that shows only whole frames, and a device that needs `fixed` + `crowd` × reach + `pixels` × their part,
    /// in milliseconds.
    struct Machine {
        fixed: f32,
        crowd: f32,
        pixels: f32,
    }

    impl Machine {
        fn frame(&self, governor: &Governor) -> Duration {
            let (crowd, pixels) = STEPS[governor.step];
            let needs = self.fixed + self.crowd * crowd * crowd + self.pixels * pixels * pixels;
            PERIOD * (needs / 16.667).ceil() as u32
        }

        /// The steps that it was at in every frame of some seconds.
        fn run(&self, governor: &mut Governor, seconds: u64) -> Vec<usize> {
            let (mut steps, mut run) = (Vec::new(), Duration::ZERO);
            while run < Duration::from_secs(seconds) {
                let took = self.frame(governor);
                governor.frame(took, PERIOD);
                steps.push(governor.step);
                run += took;
            }
            steps
        }
    }

    #[test]
    fn a_great_crowd_would_halve_the_frame_rate_for_good() {
        let machine = Machine {
            fixed: 6.0,
            crowd: 20.0,
            pixels: 5.0,
        };
        let mut governor = Governor::default();
        machine.run(&mut governor, 4);
        assert_eq!(machine.frame(&governor), PERIOD, "step {}", governor.step);
        // It tries now and then whether there is more; less and less often.
        let steps = machine.run(&mut governor, 600);
        let late = steps.iter().filter(|step| **step < 3).count();
        assert!(late * 50 < steps.len(), "{late} of {} frames", steps.len());
        let changes = steps.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes < 24, "{changes} changes in ten minutes");
    }

    #[test]
    fn what_was_given_up_would_never_come_back() {
        let slow = Machine {
            fixed: 10.0,
            crowd: 40.0,
            pixels: 5.0,
        };
        let mut governor = Governor::default();
        slow.run(&mut governor, 5);
        assert!(governor.step > 0);
        let fast = Machine { crowd: 1.0, ..slow };
        fast.run(&mut governor, 60);
        assert_eq!(governor.step, 0);
    }

    #[test]
    fn one_hitch_or_a_pause_would_cost_the_picture() {
        let mut governor = Governor::default();
        for hitch in [60, 550, 5_000] {
            governor.frame(Duration::from_millis(hitch), PERIOD);
            for _ in 0..40 {
                governor.frame(PERIOD, PERIOD);
            }
        }
        assert_eq!(governor.step, 0);
    }

    #[test]
    fn the_slowest_machine_would_get_the_richest_picture() {
        let mut governor = Governor::default();
        for _ in 0..8 {
            governor.frame(Duration::from_millis(700), PERIOD);
        }
        assert_eq!(governor.step, STEPS.len() - 1);
    }

    #[test]
    fn where_nothing_helps_it_would_go_on_changing() {
        let machine = Machine {
            fixed: 90.0,
            crowd: 1.0,
            pixels: 1.0,
        };
        let mut governor = Governor::default();
        let steps = machine.run(&mut governor, 120);
        assert_eq!(steps.last(), Some(&(STEPS.len() - 1)));
        let changes = steps.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes < STEPS.len(), "{changes} changes");
        assert!(governor.sharpness(100) < 100);
        governor.keeps_pixels = true;
        assert_eq!(
            governor.sharpness(100),
            100,
            "a processor has its own budget"
        );
    }
}
