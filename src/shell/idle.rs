//! While nobody can see the window, nothing is drawn and the world goes on.

use std::time::Duration;

use bevy::{
    prelude::*,
    window::{PrimaryWindow, RequestRedraw, WindowOccluded},
    winit::{UpdateMode, WinitSettings},
};
use stoa_ui::{Loading, ViewCamera};
use stoa_world::sim::tick_length;
use stoa_xr::Headset;

pub fn plugin(app: &mut App) {
    app.init_resource::<Hidden>()
        .add_systems(PreUpdate, watch)
        .add_systems(Update, rest.run_if(resource_changed::<Hidden>))
        .add_systems(Last, stay_at_rest.run_if(|hidden: Res<Hidden>| hidden.0));
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

/// Ticks between two frames that nobody sees, and how many a frame may have then: the rest after a slow one.
const TICKS: u32 = 6;
const MOST_TICKS: u32 = 2 * TICKS;

/// What happens to the window waits for the next frame: even that one is due counts as that, and would call for one
/// after the other.
fn slow() -> UpdateMode {
    UpdateMode::Reactive {
        wait: tick_length() * TICKS,
        react_to_device_events: false,
        react_to_user_events: false,
        react_to_window_events: false,
    }
}

fn rest(
    hidden: Res<Hidden>,
    mut settings: ResMut<WinitSettings>,
    mut time: ResMut<Time<Virtual>>,
    mut cameras: Query<&mut Camera, With<ViewCamera>>,
    mut usual: Local<Option<(Duration, WinitSettings)>>,
) {
    // What the world's own pace allows while it is seen, and how often frames come: a headset asks for more.
    let (usual, pace) = usual
        .get_or_insert_with(|| (time.max_delta(), settings.clone()))
        .clone();
    if hidden.0 {
        time.set_max_delta(tick_length() * MOST_TICKS);
        *settings = WinitSettings {
            focused_mode: slow(),
            unfocused_mode: slow(),
        };
    } else {
        time.set_max_delta(usual);
        *settings = pace;
    }
    for mut camera in &mut cameras {
        camera.is_active = !hidden.0;
    }
}

/// Panels that move ask for one frame after the other.
fn stay_at_rest(mut asked: ResMut<Messages<RequestRedraw>>) {
    asked.clear();
}
