//! What lies between the panels and the rest: settings are kept, servers found and tested, notices passed on.

pub mod building;
pub mod checkup;
pub mod crashed;
pub mod display;
pub mod dropped;
pub mod editor;
pub mod files;
pub mod governor;
pub mod idle;
pub mod inspector;
pub mod keyring;
pub mod notices;
pub mod places;
pub mod report;
pub mod screenshot;
pub mod servers;
pub mod settings;
pub mod title;

use bevy::{
    app::MainScheduleOrder,
    ecs::{message::MessageCursor, schedule::ScheduleLabel},
    prelude::*,
    window::WindowCloseRequested,
};
use stoa_ui::QuitRequested;

use crate::{paths::Paths, report::line_to_stderr, session, settings::Settings};

/// The settings in use, and where they lie.
#[derive(Resource)]
pub struct Chosen {
    pub settings: Settings,
    pub paths: Paths,
}

pub fn plugin(app: &mut App) {
    app.add_plugins((
        building::plugin,
        checkup::plugin,
        crashed::plugin,
        display::plugin,
        governor::plugin,
        notices::plugin,
        report::plugin,
        settings::plugin,
        keyring::plugin,
        screenshot::plugin,
        servers::plugin,
        inspector::plugin,
        files::plugin,
        editor::plugin,
        (places::plugin, title::plugin),
    ))
    .init_schedule(AtEnd)
    .add_systems(Update, quit)
    .add_systems(AtEnd, finish);
    app.world_mut()
        .resource_mut::<MainScheduleOrder>()
        .insert_after(Last, AtEnd);
}

/// After everything that can end the program: some of it does so in `Last`.
#[derive(ScheduleLabel, Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct AtEnd;

/// The menu, or the window's own button: at once, without the frames that it takes a window to close.
fn quit(
    mut asked: MessageReader<QuitRequested>,
    mut closed: MessageReader<WindowCloseRequested>,
    mut exit: MessageWriter<AppExit>,
) {
    if asked.read().count() + closed.read().count() > 0 {
        exit.write(AppExit::Success);
    }
}

/// Whatever ends the program (the menu, the window's button, Ctrl-C), settings and world are saved first.
fn finish(world: &mut World, mut cursor: Local<MessageCursor<AppExit>>, mut done: Local<bool>) {
    let ending = cursor.read(world.resource::<Messages<AppExit>>()).count() > 0;
    if !ending || std::mem::replace(&mut *done, true) {
        return;
    }
    if let Err(error) = settings::keep(world) {
        line_to_stderr(&error.to_string());
    }
    for problem in keyring::keep(world) {
        line_to_stderr(&problem);
    }
    for problem in session::finish(world) {
        line_to_stderr(&problem);
    }
}
