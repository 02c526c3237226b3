//! The window as the settings want it: how much of the world is seen, with how many pixels, and how often.

use std::{
    thread,
    time::{Duration, Instant},
};

use bevy::{
    prelude::*,
    render::renderer::RenderAdapterInfo,
    window::{MonitorSelection, PresentMode, PrimaryWindow, WindowMode},
};
use stoa_render::PixelBudget;
use stoa_ui::{
    Action, Actions, Loading, Picture, SettingsChanged, UiSettings, ViewCamera, WindowKind,
};
use stoa_xr::Headset;

use super::governor::Governor;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (toggle, (see, give_pixels, fit)).chain())
        .add_systems(Last, wait);
}

fn toggle(
    actions: Res<Actions>,
    mut settings: ResMut<UiSettings>,
    mut changed: MessageWriter<SettingsChanged>,
) {
    if !actions.begun(Action::WholeScreen) {
        return;
    }
    let picture = &mut settings.picture;
    picture.window = match picture.window {
        WindowKind::Window => WindowKind::Full,
        WindowKind::Full => WindowKind::Window,
    };
    changed.write(SettingsChanged(settings.clone()));
}

fn see(settings: Res<UiSettings>, mut cameras: Query<&mut Projection, With<ViewCamera>>) {
    let wanted = f32::from(settings.picture.field_of_view_deg).to_radians();
    for mut projection in &mut cameras {
        // A look that changes nothing must not count as a change.
        let Projection::Perspective(lens) = projection.bypass_change_detection() else {
            continue;
        };
        if lens.fov != wanted {
            lens.fov = wanted;
            projection.set_changed();
        }
    }
}

/// The picture that is seen has the pixels that the settings give it. Under the title card it has few.
fn give_pixels(
    mut commands: Commands,
    loading: Res<Loading>,
    adapter: Res<RenderAdapterInfo>,
    settings: Res<UiSettings>,
    governor: Res<Governor>,
    cameras: Query<(Entity, &Camera, Option<&PixelBudget>), With<ViewCamera>>,
) {
    if !loading.drawn {
        return;
    }
    let percent = governor.sharpness(settings.picture.render_scale_percent);
    for (entity, camera, now) in &cameras {
        let Some(full) = camera.physical_target_size() else {
            continue;
        };
        let budget = budget(percent, full, PixelBudget::for_adapter(&adapter));
        if budget == now.copied() {
            continue;
        }
        let mut entity = commands.entity(entity);
        match budget {
            Some(budget) => entity.insert(budget),
            None => entity.remove::<PixelBudget>(),
        };
    }
}

/// `percent` of each side of a picture of `full` pixels, and no more than the adapter can do.
fn budget(percent: u16, full: UVec2, most: Option<PixelBudget>) -> Option<PixelBudget> {
    if percent >= 100 {
        return most;
    }
    let pixels = f64::from(full.x) * f64::from(full.y);
    let wanted = pixels * (f64::from(percent) / 100.0).powi(2);
    let wanted = PixelBudget((wanted as u32).max(1));
    Some(most.map_or(wanted, |most| PixelBudget(most.0.min(wanted.0))))
}

fn fit(
    settings: Res<UiSettings>,
    headset: Option<Res<Headset>>,
    mut windows: Query<&mut Window, With<PrimaryWindow>>,
    mut done: Local<Option<Picture>>,
) {
    let picture = settings.picture;
    let before = done.replace(picture).unwrap_or_default();
    let Ok(mut window) = windows.single_mut() else {
        return;
    };
    // The frames of a headset never wait for the window's display.
    if before.vsync != picture.vsync && headset.is_none() {
        window.present_mode = present_mode(picture.vsync);
    }
    if before.window != picture.window {
        window.mode = match picture.window {
            WindowKind::Window => WindowMode::Windowed,
            WindowKind::Full => WindowMode::BorderlessFullscreen(MonitorSelection::Current),
        };
    }
}

fn present_mode(vsync: bool) -> PresentMode {
    if vsync {
        PresentMode::AutoVsync
    } else {
        PresentMode::AutoNoVsync
    }
}

/// No frame begins before it is due.
fn wait(settings: Res<UiSettings>, headset: Option<Res<Headset>>, mut due: Local<Option<Instant>>) {
    let limit = settings.picture.frame_limit;
    let worn = headset.is_some_and(|headset| headset.is_worn());
    if limit == 0 || worn {
        *due = None;
        return;
    }
    let now = Instant::now();
    let next = next_frame(*due, now, Duration::from_secs(1) / u32::from(limit));
    thread::sleep(next.saturating_duration_since(now));
    *due = Some(next);
}

/// When the next frame may begin: a period after the last one might, or at once when that is past.
fn next_frame(last: Option<Instant>, now: Instant, period: Duration) -> Instant {
    last.map_or(now, |last| (last + period).max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_pixels_would_be_asked_for_than_meant() {
        let window = UVec2::new(1000, 500);
        for (percent, most, expected) in [
            (100, None, None),
            (50, None, Some(125_000)),
            (100, Some(230_400), Some(230_400)),
            (90, Some(230_400), Some(230_400)),
            (50, Some(230_400), Some(125_000)),
            (25, None, Some(31_250)),
        ] {
            let given = budget(percent, window, most.map(PixelBudget));
            assert_eq!(given.map(|budget| budget.0), expected, "{percent} {most:?}");
        }
        assert_eq!(budget(25, UVec2::ZERO, None), Some(PixelBudget(1)));
    }

    #[test]
    fn a_limit_of_frames_would_stall_or_run_after_what_is_lost() {
        let (start, period) = (Instant::now(), Duration::from_millis(20));
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(next_frame(None, at(5), period), at(5));
        assert_eq!(next_frame(Some(at(0)), at(5), period), at(20));
        // After a slow frame, frames come in their own time again, not in a burst.
        assert_eq!(next_frame(Some(at(0)), at(90), period), at(90));
    }
}
