//! The editor of places: what the panel asks is checked as the file would be, beside the frames, and written when it is
//! kept. The file is the truth: the world becomes another one when its watcher reads it.

mod draft;
mod lists;

use std::{fs, path::Path};

use bevy::{
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, block_on, poll_once},
};
use stoa_ui::{
    Building, EditPlaces, Notice, PlaceDraft, PlaceEditor, PlacesAsk, Screen, Screens, Severity,
    text,
};
use stoa_world::{Severity as Level, WorldDef, nav::NavGrid};

use crate::{modelled, reload::WorldFile, settings};

pub fn plugin(app: &mut App) {
    app.init_resource::<Work>().add_systems(
        Update,
        (open, ask, answer)
            .chain()
            .run_if(resource_exists::<WorldFile>),
    );
}

/// What is being looked into, and what waits for that.
#[derive(Resource, Default)]
struct Work {
    now: Option<(For, Task<Outcome>)>,
    next: Option<For>,
}

/// What the outcome is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// The editor opens.
    Opening,
    /// The draft is again as the file says.
    TakingBack,
    /// The person sees what is wrong, and where one could walk.
    Sight,
    /// It is written, if it is sound.
    Keeping,
}

/// What was looked into.
enum Outcome {
    /// The file as it is, or why it can't be changed here.
    File(Result<Building, String>),
    /// A draft: the file with it, and where one could walk; or what is wrong.
    Draft(PlaceDraft, Result<Sound, Vec<String>>),
}

struct Sound {
    text: String,
    /// As it would be read from that file.
    draft: PlaceDraft,
    walkable: Vec<[Vec3; 2]>,
}

fn open(
    mut asked: MessageReader<EditPlaces>,
    mut work: ResMut<Work>,
    editor: Res<PlaceEditor>,
    mut screens: ResMut<Screens>,
) {
    if asked.read().count() == 0 {
        return;
    }
    if editor.0.as_ref().is_some_and(Building::is_changed) {
        screens.open = Some(Screen::Places);
    } else {
        work.next = Some(For::Opening);
    }
}

/// The file's text, and the world that it is.
fn read(world: &WorldFile) -> Result<(String, WorldDef), String> {
    let file = world.now();
    if modelled::is_scene(file) {
        return Err(text::places_of_a_scene().to_owned());
    }
    if !world.followed {
        return Err(text::places_left_alone().to_owned());
    }
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    let (def, problems) = WorldDef::parse(&shown.to_string(), &text);
    match def {
        Some(def) => Ok((text, def)),
        None => Err(problems
            .first()
            .map_or_else(String::new, ToString::to_string)),
    }
}

/// Takes up what the panel asks.
fn ask(
    mut asked: MessageReader<PlacesAsk>,
    world: Res<WorldFile>,
    mut work: ResMut<Work>,
    editor: Res<PlaceEditor>,
) {
    for what in asked.read() {
        match what {
            // Keeping waits for nothing but itself.
            PlacesAsk::Check if work.next == Some(For::Keeping) => {}
            PlacesAsk::Check => work.next = Some(For::Sight),
            PlacesAsk::Keep => work.next = Some(For::Keeping),
            PlacesAsk::TakeBack => work.next = Some(For::TakingBack),
        }
    }
    if work.now.is_some() {
        return;
    }
    let Some(purpose) = work.next.take() else {
        return;
    };
    let world = world.clone();
    let pool = AsyncComputeTaskPool::get();
    let task = match (purpose, &editor.0) {
        (For::Opening | For::TakingBack, _) => {
            pool.spawn(async move { Outcome::File(as_it_is(&world)) })
        }
        (For::Sight | For::Keeping, Some(building)) => {
            let (kept, draft) = (building.kept.clone(), building.draft.clone());
            pool.spawn(async move {
                let sound = sound(&world, &kept, &draft);
                Outcome::Draft(draft, sound)
            })
        }
        (For::Sight | For::Keeping, None) => return,
    };
    work.now = Some((purpose, task));
}

/// The file in the editor, as it is.
fn as_it_is(world: &WorldFile) -> Result<Building, String> {
    let (_, def) = read(world)?;
    Ok(Building {
        checked: true,
        walkable: NavGrid::build(&def).edges(),
        ..Building::new(def.name.clone(), draft::of(&def))
    })
}

/// What the file would be with a draft in it, and whether that is a world.
fn sound(world: &WorldFile, kept: &PlaceDraft, draft: &PlaceDraft) -> Result<Sound, Vec<String>> {
    // What was written into the file beside the editor stays: it is read once more.
    let (text, now) = read(world).map_err(|cause| vec![cause])?;
    if draft::of(&now) != *kept {
        return Err(vec![text::places_beside().to_owned()]);
    }
    let text = draft::write(&text, kept, draft).map_err(|cause| vec![cause])?;
    let (def, problems) = WorldDef::parse(&world.now().display().to_string(), &text);
    // Line and column are those of a file that nobody sees.
    let mistakes = problems.into_iter();
    let mistakes = mistakes.filter(|problem| problem.severity == Level::Error);
    match def {
        Some(def) => Ok(Sound {
            text,
            draft: draft::of(&def),
            walkable: NavGrid::build(&def).edges(),
        }),
        None => Err(mistakes.map(|problem| problem.message).collect()),
    }
}

/// Shows, or writes, what was looked into.
fn answer(
    world: Res<WorldFile>,
    def: Res<WorldDef>,
    mut work: ResMut<Work>,
    mut editor: ResMut<PlaceEditor>,
    mut screens: ResMut<Screens>,
    mut notices: MessageWriter<Notice>,
) {
    let Some((purpose, task)) = &mut work.now else {
        return;
    };
    let Some(outcome) = block_on(poll_once(task)) else {
        return;
    };
    let purpose = *purpose;
    work.now = None;
    let (building, sound) = match (outcome, &mut editor.0) {
        (Outcome::File(Ok(building)), editing) => {
            *editing = Some(building);
            if purpose == For::Opening {
                screens.open = Some(Screen::Places);
            }
            return;
        }
        (Outcome::File(Err(_)), Some(building)) if purpose == For::TakingBack => {
            // What is wrong with the file stands in the panel of mistakes: it is as it was read last.
            *building = Building::new(building.world.clone(), building.kept.clone());
            work.next = Some(For::Sight);
            return;
        }
        (Outcome::File(Err(cause)), _) => {
            let told = text::places_not_editable(&def.name, &cause);
            notices.write(Notice::new(Severity::Warning, told));
            return;
        }
        (Outcome::Draft(..), None) => return,
        (Outcome::Draft(draft, sound), Some(building)) => {
            // Changed again meanwhile: that is asked for by itself.
            building.checked = draft == building.shown;
            building.keeping &= purpose != For::Keeping;
            (building, sound)
        }
    };
    match sound {
        Ok(sound) if purpose == For::Keeping => {
            notices.write(keep(world.own(), building, sound));
        }
        Ok(sound) => {
            building.mistakes.clear();
            building.walkable = sound.walkable;
        }
        Err(mistakes) => {
            if purpose == For::Keeping {
                let told = text::places_not_kept(&building.world, &mistakes.join("; "));
                notices.write(Notice::new(Severity::Error, told));
            }
            building.mistakes = mistakes;
        }
    }
}

/// Writes what was looked into among the person's own files, and tells where.
fn keep(own: &Path, building: &mut Building, sound: Sound) -> Notice {
    let folder = own.parent().map_or(Ok(()), fs::create_dir_all);
    let written = folder.and_then(|()| settings::replace(own, sound.text.as_bytes()));
    let own = own.display();
    if let Err(error) = written {
        let cause = format!("{own}: {error}");
        return Notice::new(
            Severity::Error,
            text::places_not_kept(&building.world, &cause),
        );
    }
    let (world, walkable) = (building.world.clone(), sound.walkable);
    let told = text::places_kept(&world, &own.to_string());
    *building = Building {
        walkable,
        checked: true,
        ..Building::new(world, sound.draft)
    };
    Notice::new(Severity::Info, told)
}

#[cfg(test)]
mod tests;
