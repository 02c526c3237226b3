//! The window as the settings want it: how much of the world is seen, with how many pixels, and how often.

use std::{
    thread,
    time::{Duration, Instant},
};

use bevy::{
    prelude::*,
    render::renderer::RenderAdapterInfo,
    window::{Monitor, MonitorSelection, PresentMode, PrimaryWindow, WindowMode},
};
use stoa_render::PixelBudget;
use stoa_ui::{
    Action, Actions, Loading, Picture, SettingsChanged, UiSettings, ViewCamera, WindowKind,
    settings::Displays,
};
use stoa_xr::Headset;

use super::governor::Governor;

pub fn plugin(app: &mut App) {
    app.add_systems(Update, (toggle, list, (see, give_pixels, fit)).chain())
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
    monitors: Query<(Entity, &Monitor)>,
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
    if (before.window, before.display) != (picture.window, picture.display) {
        window.mode = match picture.window {
            WindowKind::Window => WindowMode::Windowed,
            WindowKind::Full => {
                let display = usize::from(picture.display).checked_sub(1);
                let wanted = display.and_then(|number| from_the_left(&monitors).nth(number));
                let monitor = wanted.map_or(MonitorSelection::Current, |(entity, _)| {
                    MonitorSelection::Entity(entity)
                });
                WindowMode::BorderlessFullscreen(monitor)
            }
        };
    }
}

/// Displays in the order in which they stand.
fn from_the_left<'q>(
    monitors: &'q Query<(Entity, &Monitor)>,
) -> impl Iterator<Item = (Entity, &'q Monitor)> {
    monitors.iter().sort_by_key::<&Monitor, _>(|monitor| {
        let IVec2 { x, y } = monitor.physical_position;
        (x, y)
    })
}

/// Tells the panel which displays there are.
fn list(
    monitors: Query<(Entity, &Monitor)>,
    changed: Query<(), Changed<Monitor>>,
    mut gone: RemovedComponents<Monitor>,
    mut displays: ResMut<Displays>,
) {
    if changed.is_empty() && gone.read().count() == 0 {
        return;
    }
    let name = |(number, (_, monitor)): (usize, (Entity, &Monitor))| {
        let UVec2 { x, y } = monitor.physical_size();
        match &monitor.name {
            Some(name) => format!("{number}: {name}, {x} × {y}"),
            None => format!("{number}: {x} × {y}"),
        }
    };
    displays.0 = (1..).zip(from_the_left(&monitors)).map(name).collect();
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
    fn a_whole_screen_would_fill_another_display_than_the_one_named() {
        let mut app = App::new();
        app.init_resource::<Displays>()
            .init_resource::<UiSettings>()
            .add_systems(Update, (list, fit));
        let monitor = |name: &str, x| Monitor {
            name: Some(name.to_owned()),
            physical_height: 1080,
            physical_width: 1920,
            physical_position: IVec2::new(x, 0),
            refresh_rate_millihertz: None,
            scale_factor: 1.0,
            video_modes: Vec::new(),
        };
        let right = app.world_mut().spawn(monitor("right", 1920)).id();
        app.world_mut().spawn(monitor("left", 0));
        let window = (Window::default(), PrimaryWindow);
        let window = app.world_mut().spawn(window).id();
        app.update();
        let names = &app.world().resource::<Displays>().0;
        assert_eq!(names[..], ["1: left, 1920 × 1080", "2: right, 1920 × 1080"]);
        let mut mode = |display| {
            let picture = &mut app.world_mut().resource_mut::<UiSettings>().picture;
            (picture.window, picture.display) = (WindowKind::Full, display);
            app.update();
            app.world().get::<Window>(window).map(|window| window.mode)
        };
        let whole = |monitor| Some(WindowMode::BorderlessFullscreen(monitor));
        assert_eq!(mode(2), whole(MonitorSelection::Entity(right)));
        // It was unplugged.
        assert_eq!(mode(3), whole(MonitorSelection::Current));
        assert_eq!(mode(0), whole(MonitorSelection::Current));
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
