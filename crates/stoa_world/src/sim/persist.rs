//! Saving the world every half minute of simulation and at the end, and coming back to it.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use serde_json::Value;

use crate::{
    Blocked, Body, Controller, DisplayName, Following, Looks, Mover, Muted, Pose, Posture, Seated,
    SimClock, SimSystems, StableId, TICKS_PER_SECOND, WorldDef,
    save::{SaveError, SavedBody, WorldSave, save_atomic},
    sim::{
        Notice,
        bodies::{BodyIndex, Restoring},
        routes::Leading,
        seats::Settling,
    },
};

/// Ticks between two saves: 30 s.
pub const SAVE_EVERY: u64 = 30 * TICKS_PER_SECOND;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<SaveExtras>()
        .init_resource::<Persistence>()
        .add_systems(
            FixedUpdate,
            save_regularly
                .in_set(SimSystems::Log)
                // After what else ends a tick: it looks at the whole world.
                .after(super::record::RecordSystems)
                .before(super::log::WriteLog),
        );
}

/// What other crates keep in the save, each under its own key: written in [`SimSystems::Log`], read after a restore.
#[derive(Resource, Debug, Clone, Default, PartialEq)]
pub struct SaveExtras(pub BTreeMap<String, Value>);

/// Where the world is saved to; the default saves nothing.
#[derive(Resource, Debug, Default)]
pub struct Persistence {
    path: Option<PathBuf>,
    writer: Option<Writer>,
    /// The same trouble is told once.
    told: bool,
}

/// The thread that writes saves.
#[derive(Debug)]
struct Writer {
    jobs: Option<SyncSender<WorldSave>>,
    results: Arc<Mutex<Vec<Result<(), SaveError>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Persistence {
    /// Saves to `path` from now on.
    pub fn to(path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..Self::default()
        }
    }

    /// Whether the tick is one at which the world is saved: then others write their [`SaveExtras`].
    pub fn is_due(&self, clock: &SimClock) -> bool {
        self.path.is_some() && clock.tick.0.is_multiple_of(SAVE_EVERY)
    }

    fn writer(&mut self) -> std::io::Result<Option<&mut Writer>> {
        if self.writer.is_none()
            && let Some(path) = self.path.clone()
        {
            self.writer = Some(Writer::start(path)?);
        }
        Ok(self.writer.as_mut())
    }

    /// What became of the saves since the last call.
    fn results(&self) -> Vec<Result<(), SaveError>> {
        let Some(writer) = &self.writer else {
            return Vec::new();
        };
        std::mem::take(
            &mut *writer
                .results
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// A trouble as a notice, unless it was told before.
    fn trouble(&mut self, cause: &str, remedy: &str) -> Option<Notice> {
        if std::mem::replace(&mut self.told, true) {
            return None;
        }
        Some(Notice::error(
            format!("The world was not saved: {cause}"),
            remedy,
        ))
    }
}

impl Writer {
    fn start(path: PathBuf) -> std::io::Result<Self> {
        let (jobs, saves) = sync_channel::<WorldSave>(1);
        let results = Arc::new(Mutex::new(Vec::new()));
        let report = Arc::clone(&results);
        let thread = std::thread::Builder::new()
            .name("stoa-save".to_owned())
            .spawn(move || {
                for save in saves {
                    let result = save_atomic(&path, &save);
                    report
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(result);
                }
            })?;
        Ok(Self {
            jobs: Some(jobs),
            results,
            thread: Some(thread),
        })
    }
}

const REMEDY: &str =
    "Make room on the disk or check the folder's permissions; it is tried again in half a minute.";

fn save_regularly(world: &mut World) {
    let clock = *world.resource::<SimClock>();
    let persistence = world.resource::<Persistence>();
    if persistence.path.is_none() {
        return;
    }
    if persistence.is_due(&clock) {
        let save = collect_save(world);
        let mut persistence = world.resource_mut::<Persistence>();
        let notice = match persistence.writer() {
            Ok(Some(Writer {
                jobs: Some(jobs), ..
            })) => match jobs.try_send(save) {
                // A disk slower than half a minute: the next save has it all.
                Ok(()) | Err(TrySendError::Full(_)) => None,
                Err(TrySendError::Disconnected(_)) => {
                    persistence.trouble("the saving thread ended", REMEDY)
                }
            },
            Ok(_) => None,
            Err(error) => persistence.trouble(&error.to_string(), REMEDY),
        };
        if let Some(notice) = notice {
            world.write_message(notice);
        }
    }
    let results = world.resource::<Persistence>().results();
    for result in results {
        let mut persistence = world.resource_mut::<Persistence>();
        let notice = match result {
            Ok(()) => {
                persistence.told = false;
                None
            }
            Err(error) => persistence.trouble(&error.to_string(), REMEDY),
        };
        if let Some(notice) = notice {
            world.write_message(notice);
        }
    }
}

/// Saves once more and waits until it is on the disk.
pub(super) fn save_at_end(world: &mut World) -> Vec<Notice> {
    if world.resource::<Persistence>().path.is_none() {
        return Vec::new();
    }
    let save = collect_save(world);
    let mut persistence = world.resource_mut::<Persistence>();
    let mut notices = Vec::new();
    if let Some(mut writer) = persistence.writer.take() {
        // What is on its way is written first.
        writer.jobs = None;
        if let Some(thread) = writer.thread.take()
            && thread.join().is_err()
        {
            notices.extend(persistence.trouble("the saving thread ended", REMEDY));
        }
    }
    if let Some(path) = persistence.path.clone()
        && let Err(error) = save_atomic(&path, &save)
    {
        persistence.told = false;
        notices.extend(persistence.trouble(
            &error.to_string(),
            "Make room on the disk or check the folder's permissions.",
        ));
    }
    notices
}

/// The world as it is now, for a save.
pub fn collect_save(world: &mut World) -> WorldSave {
    let clock = *world.resource::<SimClock>();
    let entities: Vec<Entity> = world
        .resource::<BodyIndex>()
        .iter()
        .map(|(_, e)| e)
        .collect();
    let mut bodies: Vec<SavedBody> = entities
        .into_iter()
        .filter_map(|entity| saved_body(world, entity))
        .collect();
    bodies.extend(world.resource::<Restoring>().waiting().cloned());
    bodies.sort_by_key(|b| b.id);
    let world_id = &world.resource::<WorldDef>().id;
    WorldSave {
        bodies,
        extra: world.resource::<SaveExtras>().0.clone(),
        unknown: world.resource::<Restoring>().unknown().clone(),
        ..WorldSave::new(world_id, clock)
    }
}

/// A body for the save. Who is just sitting down is saved as sitting, who is getting up as standing.
fn saved_body(world: &World, entity: Entity) -> Option<SavedBody> {
    let body = world.get_entity(entity).ok()?;
    body.get::<Body>()?;
    let mover = body.get::<Mover>()?;
    let settling = body.get::<Settling>();
    let (pose, posture, seat) = match settling {
        Some(s) => {
            let posture = if s.onto.is_some() {
                Posture::Sitting
            } else {
                Posture::Standing
            };
            (s.to, posture, s.onto.clone())
        }
        None => {
            let seat = body.get::<Seated>().map(|s| s.0.clone());
            (*body.get::<Pose>()?, *body.get::<Posture>()?, seat)
        }
    };
    Some(SavedBody {
        id: *body.get::<StableId>()?,
        controller: *body.get::<Controller>()?,
        name: body.get::<DisplayName>()?.0.clone(),
        looks: body.get::<Looks>()?.clone(),
        pose,
        posture,
        seat,
        following: body.get::<Following>().map(|f| f.0),
        leading: body.get::<Leading>().map(|l| l.0),
        muted: body.get::<Muted>()?.0.clone(),
        blocked: body.get::<Blocked>()?.0.clone(),
        goal: mover.goal.clone(),
    })
}

/// Makes a save the beginning of this world: its bodies come back when they are spawned again.
pub(super) fn restore(world: &mut World, save: &WorldSave) {
    world.insert_resource(Restoring::from_save(save));
    world.insert_resource(SaveExtras(save.extra.clone()));
}
