//! How often the headset's display shows a picture.

use bevy::prelude::*;

use crate::device::Device;

/// More pictures a second are not asked for, in hertz: few machines make them, and those that do gain little.
const MOST_HZ: f32 = 120.0;

/// Asks for the highest rate that the headset offers. Where that fails, the runtime's own choice stays.
pub fn choose(device: &Device, session: &openxr::Session<openxr::Vulkan>) {
    if !device.extensions.fb_display_refresh_rate {
        return;
    }
    let offered = match session.enumerate_display_refresh_rates() {
        Ok(offered) => offered,
        Err(code) => return warn!("xrEnumerateDisplayRefreshRatesFB: {code}"),
    };
    let Some(rate) = best(&offered) else {
        return info!("the headset offers no choice of refresh rates: {offered:?}");
    };
    match session.request_display_refresh_rate(rate) {
        Ok(()) => info!("the headset is asked for {rate} Hz, out of {offered:?}"),
        Err(code) => warn!("xrRequestDisplayRefreshRateFB of {rate} Hz: {code}"),
    }
}

fn best(offered: &[f32]) -> Option<f32> {
    // A rate that is meant to be 120 may be a hair above.
    let fits = |rate: &f32| *rate > 0.0 && *rate < MOST_HZ + 0.5;
    offered.iter().copied().filter(fits).max_by(f32::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_display_would_run_slower_than_it_can_or_faster_than_we_draw() {
        for (offered, chosen) in [
            (&[72.0, 80.0, 90.0, 120.0][..], Some(120.0)),
            (&[90.0, 72.0], Some(90.0)),
            (&[80.0, 120.01, 144.0], Some(120.01)),
            (&[144.0], None),
            (&[0.0, f32::NAN], None),
            (&[], None),
        ] {
            assert_eq!(best(offered), chosen, "{offered:?}");
        }
    }
}
