//! The cursor is caught only while playing.

use bevy::{
    prelude::*,
    window::{CursorGrabMode, CursorOptions, PrimaryWindow},
};
use stoa_ui::{InputOwner, InputOwners};

use super::DesktopSystems;

/// Whether mouse movement turns the view.
#[derive(Resource, Debug, Default)]
pub struct CursorCaught(pub bool);

pub fn plugin(app: &mut App) {
    app.init_resource::<CursorCaught>()
        .add_systems(Update, catch_or_free.in_set(DesktopSystems::Cursor));
}

/// Caught by a click into the world; free while a panel holds the input or the window is not in front. In the editor of
/// places the pointer pulls marks: it is caught while the right button is held.
fn catch_or_free(
    window: Single<(&Window, &mut CursorOptions), With<PrimaryWindow>>,
    owners: Res<InputOwners>,
    buttons: Res<ButtonInput<MouseButton>>,
    mut playing: Local<Option<bool>>,
    mut caught: ResMut<CursorCaught>,
) {
    let (window, mut options) = window.into_inner();
    // The first picture finds the person at the controls; a lost focus frees the cursor until the next click.
    let wanted = playing.get_or_insert(true);
    if !window.focused {
        *wanted = false;
    } else if buttons.just_pressed(MouseButton::Left) && owners.is_game() {
        *wanted = true;
    }
    let building = owners.0.contains(&InputOwner::Places);
    let looks = building && owners.may_walk() && buttons.pressed(MouseButton::Right);
    let catch = window.focused && (looks || (*wanted && owners.is_game()));
    if catch == caught.0 {
        return;
    }
    caught.0 = catch;
    options.visible = !catch;
    options.grab_mode = if catch {
        CursorGrabMode::Locked
    } else {
        CursorGrabMode::None
    };
}
