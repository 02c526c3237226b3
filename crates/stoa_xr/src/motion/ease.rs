//! Easing that takes the same time at every frame rate.

/// What is left of a way after the named time: e⁻³, 5 %.
const DECAY: f32 = 3.0;
/// So near counts as there.
const THERE: f32 = 0.001;

/// `now`, moved toward `wanted` by one frame of `dt_s` seconds: 95 % of the way is made in `time_s`, the rest follows
/// slowly, and at 0.001 it is there. A frame of no sound length moves nothing.
pub fn toward(now: f32, wanted: f32, time_s: f32, dt_s: f32) -> f32 {
    let left = (wanted - now) * (-DECAY * seconds(dt_s) / time_s).exp();
    if left.abs() < THERE {
        wanted
    } else {
        wanted - left
    }
}

/// The length of a frame: never negative, never infinite.
pub(super) fn seconds(dt_s: f32) -> f32 {
    if dt_s.is_finite() { dt_s.max(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(frames: &[f32]) -> f32 {
        frames
            .iter()
            .fold(0.0, |now, dt| toward(now, 1.0, 0.3, *dt))
    }

    #[test]
    fn a_faster_headset_would_ease_faster() {
        let once = after(&[0.3]);
        assert!((once - 0.9502).abs() < 1e-3, "{once}");
        for frames in [
            vec![0.3 / 27.0; 27],
            vec![0.3 / 36.0; 36],
            vec![0.2, 0.05, 0.05],
        ] {
            assert!((after(&frames) - once).abs() < 1e-4, "{}", frames.len());
        }
    }

    #[test]
    fn it_would_never_arrive_or_go_back() {
        assert_eq!(after(&[0.3; 4]), 1.0);
        for dt in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert_eq!(toward(0.25, 1.0, 0.3, dt), 0.25, "{dt}");
        }
    }
}
