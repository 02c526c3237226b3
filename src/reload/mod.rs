//! Files of the open world are looked after while it runs: what changed in them is taken up at once, and mistakes are
//! shown until they are mended. The old world goes on meanwhile.
//!
//! A thread looks twice a second, reads what changed and makes what takes long ([`watch`]); here it enters the world.

mod read;
mod watch;
mod world_file;

use bevy::prelude::*;
use stoa_agents::NextCast;
use stoa_ui::{FileMistakes, Notice, Severity, text};
use stoa_world::sim::NextWorld;

use self::watch::{Changes, Watch};

pub use read::Files;
pub use watch::EVERY;
pub use world_file::WorldFile;

/// Watches `files` from now on, every so often.
///
/// # Errors
/// When no thread can be had.
pub fn begin(app: &mut App, files: Files, every: std::time::Duration) -> std::io::Result<()> {
    let watch = Watch::begin(files, every)?;
    app.insert_resource(watch)
        .init_resource::<FileMistakes>()
        .add_message::<Notice>()
        .add_systems(PreUpdate, take_in);
    Ok(())
}

/// What the thread found enters the world in one tick.
fn take_in(
    watch: Res<Watch>,
    mut world: ResMut<NextWorld>,
    mut cast: ResMut<NextCast>,
    mut mistakes: ResMut<FileMistakes>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(changes) = watch.newest() else {
        return;
    };
    let Changes {
        remade,
        cast: personas,
        mistakes: found,
        told,
    } = changes;
    if let Some(remade) = remade {
        world.put(remade);
    }
    if let Some(personas) = personas {
        cast.put(personas);
    }
    let mended = !mistakes.0.is_empty() && found.is_empty();
    mistakes.set_if_neq(FileMistakes(found));
    if mended {
        notices.write(Notice::new(Severity::Info, text::mended()));
    }
    notices.write_batch(told.map(|told| Notice::new(Severity::Info, told)));
}
