//! The world without a picture: stepped as fast as it goes, or in real time when a server takes part.

use std::time::{Duration, Instant};

use bevy::{app::TerminalCtrlCHandlerPlugin, ecs::message::MessageCursor, prelude::*};
use stoa_world::sim::{self, Notice};

use crate::{
    crash, engine,
    exit::CommandResult,
    report,
    session::{self, Launch},
    terminated,
};

/// Runs for `ticks` ticks, or until Ctrl-C or until the system ends it.
///
/// # Errors
/// When a file can't be written.
pub fn run(launch: Launch, ticks: Option<u64>) -> CommandResult {
    let end = launch
        .replay
        .as_ref()
        .and_then(|recording| recording.end)
        .map(|tick| tick.0);
    let mut app = sim::headless(launch.world());
    app.add_plugins((TerminalCtrlCHandlerPlugin, terminated::plugin));
    if let Some(notice) = engine::without_window(app.world_mut(), launch.settings.engine) {
        report::line_to_stderr(&notice);
    }
    let furnished = launch.furnish(&mut app, true)?;
    // A server of the outside needs its time; what happens inside the program needs none.
    let real_time = !furnished.replaying && (!furnished.inside || ticks.is_none());
    let mut notices = Notices::default();
    let begun = Instant::now();
    let mut count = 0;
    while ticks.or(end).is_none_or(|ticks| count < ticks) && app.should_exit().is_none() {
        sim::step(&mut app);
        count += 1;
        notices.print(app.world());
        if real_time {
            let due = sim::tick_length() * u32::try_from(count).unwrap_or(u32::MAX);
            std::thread::sleep(
                due.saturating_sub(begun.elapsed())
                    .min(Duration::from_millis(100)),
            );
        }
    }
    engine::say(app.world_mut());
    for problem in session::finish(app.world_mut()) {
        report::line_to_stderr(&problem);
    }
    Ok(())
}

/// Prints the world's notices as they come.
#[derive(Default)]
pub struct Notices(MessageCursor<Notice>);

impl Notices {
    pub fn print(&mut self, world: &World) {
        for notice in self.0.read(world.resource::<Messages<Notice>>()) {
            let notice = session::in_words(notice);
            crash::note(&notice);
            report::line_to_stderr(&notice);
        }
    }
}
