//! While nobody can see the window, nothing is drawn and the world goes on.

use bevy::{
    prelude::*,
    window::{PrimaryWindow, WindowOccluded},
    winit::{UpdateMode, WinitSettings},
};
use stoa_ui::{Loading, ViewCamera};
use stoa_world::sim::tick_length;
use stoa_xr::Headset;

pub fn plugin(app: &mut App) {
    app.init_resource::<Hidden>()
        .add_systems(PreUpdate, watch)
        .add_systems(Update, rest.run_if(resource_changed::<Hidden>));
}

/// Whether the window is minimised or wholly covered, while no headset shows the world instead.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hidden(pub bool);

fn watch(
    mut occluded: MessageReader<WindowOccluded>,
    primary: Query<Entity, With<PrimaryWindow>>,
    loading: Res<Loading>,
    headset: Option<Res<Headset>>,
    mut covered: Local<bool>,
    mut hidden: ResMut<Hidden>,
) {
    for change in occluded.read() {
        if primary.contains(change.window) {
            *covered = change.occluded;
        }
    }
    // A headset's frames set the pace, worn or not. The first picture is made in any case.
    let now = *covered && loading.lifted && headset.is_none();
    hidden.set_if_neq(Hidden(now));
}

/// A frame has at most two ticks, so that they come at least every second tick's time: a little sooner.
fn pace() -> UpdateMode {
    UpdateMode::Reactive {
        wait: tick_length() * 7 / 4,
        react_to_device_events: false,
        react_to_user_events: true,
        react_to_window_events: true,
    }
}

fn rest(
    hidden: Res<Hidden>,
    mut settings: ResMut<WinitSettings>,
    mut cameras: Query<&mut Camera, With<ViewCamera>>,
) {
    *settings = if hidden.0 {
        WinitSettings {
            focused_mode: pace(),
            unfocused_mode: pace(),
        }
    } else {
        WinitSettings::default()
    };
    for mut camera in &mut cameras {
        camera.is_active = !hidden.0;
    }
}
