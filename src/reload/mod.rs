//! Files of the open world are looked after while it runs: what changed in them is taken up at once, and mistakes are
//! shown until they are mended. The old world goes on meanwhile.
//!
//! A thread looks twice a second, reads what changed and makes what takes long ([`watch`]); here it enters the world. A
//! scene's picture is made beside the one that is seen, and takes its place with the ground.

mod read;
mod scene;
mod watch;
mod world_file;

use bevy::{ecs::system::SystemParam, prelude::*};
use stoa_agents::NextCast;
use stoa_render::{Model, NextModel};
use stoa_ui::{FileMistakes, Notice, Severity, text};
use stoa_world::sim::NextWorld;

use self::watch::{Changes, Ended, Watch};

pub use read::Files;
pub use scene::SceneFiles;
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
        .add_systems(PreUpdate, take_in.run_if(resource_exists::<Watch>));
    Ok(())
}

/// What the thread found enters the world in one tick; one change after another.
fn take_in(
    mut commands: Commands,
    watch: Res<Watch>,
    picture: Option<Res<Model>>,
    next: Option<ResMut<NextModel>>,
    mut coming: Local<Option<Changes>>,
    mut taking: Taking,
) {
    let building = next.as_ref().is_some_and(|next| !next.is_ready());
    if let Some(changes) = coming.take_if(|_| !building) {
        taking.take_up(changes);
        return;
    }
    if let Some(mut next) = next {
        // Had the tick taken up its ground, it would be in the picture.
        if coming.is_none() && !taking.world.waits() {
            next.give_up();
        }
        return;
    }
    match watch.newest() {
        Ok(None) => {}
        Ok(Some(mut changes)) => match changes.model.take().filter(|_| picture.is_some()) {
            Some(model) => {
                commands.insert_resource(NextModel::new(model, changes.remade.is_some()));
                *coming = Some(changes);
            }
            None => taking.take_up(changes),
        },
        Err(Ended) => {
            commands.remove_resource::<Watch>();
            let told = Notice::new(Severity::Error, text::files_not_followed());
            let remedy = text::remedy_open_again();
            taking.notices.write(told.with_remedy(remedy));
        }
    }
}

/// What changes are taken up by.
#[derive(SystemParam)]
struct Taking<'w> {
    world: ResMut<'w, NextWorld>,
    cast: ResMut<'w, NextCast>,
    mistakes: ResMut<'w, FileMistakes>,
    notices: MessageWriter<'w, Notice>,
}

impl Taking<'_> {
    fn take_up(&mut self, changes: Changes) {
        if let Some(remade) = changes.remade {
            self.world.put(remade);
        }
        if let Some(personas) = changes.cast {
            self.cast.put(personas);
        }
        let mended = !self.mistakes.0.is_empty() && changes.mistakes.is_empty();
        self.mistakes.set_if_neq(FileMistakes(changes.mistakes));
        let mut tell = |severity, text| self.notices.write(Notice::new(severity, text));
        if mended {
            tell(Severity::Info, text::mended().to_owned());
        }
        if let Some(told) = changes.told {
            tell(Severity::Info, told);
        }
        for note in changes.notes {
            tell(Severity::Warning, note);
        }
    }
}
