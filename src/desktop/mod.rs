//! Being here from a desktop: keys and mouse become intents, the camera follows the body, one look picks a partner.

pub mod camera;
pub mod cursor;
mod emotes;
pub mod input;
mod led;
mod nearness;
mod seat;
pub mod talk;
pub mod unseen;

use bevy::prelude::*;

/// The order of one frame on the desktop, in `Update`, after egui has seen the input.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DesktopSystems {
    /// The devices are read.
    Input,
    /// Whom the person looks at, whom they talk to.
    Talk,
    /// The cursor is caught or freed.
    Cursor,
}

pub fn plugin(app: &mut App) {
    use DesktopSystems::{Cursor, Input, Talk};
    app.configure_sets(Update, (Input, Talk, Cursor).chain());
    app.add_plugins((
        input::plugin,
        emotes::plugin,
        led::plugin,
        seat::plugin,
        talk::plugin,
        cursor::plugin,
        camera::plugin,
        unseen::plugin,
        nearness::plugin,
    ));
}
