//! Saving the world every half minute of simulation and at the end, and coming back to it.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use serde_json::Value;

use crate::{
    Blocked, Body, Controller, DisplayName, Following, InhabitantIds, Looks, Mover, Muted, Pose,
    Posture, Seated, SimClock, SimSystems, StableId, TICKS_PER_SECOND, WorldDef,
    save::{SavedBody, WorldSave, save_atomic},
    sim::{
        Notice,
        bodies::{Aims, BodyIndex, Restoring},
        routes::Leading,
        saver::Saver,
        seats::Settling,
        tick::Mirrored,
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
    saver: Option<Saver>,
    /// What is on the disk or on its way there; `None` when that is not known to have gone well.
    last: Option<Arc<WorldSave>>,
    /// The same trouble is told once.
    told: bool,
}

impl Persistence {
    /// Whether the world is saved at all.
    pub fn saves(&self) -> bool {
        self.path.is_some()
    }
}

const REMEDY: &str =
    "Make room on the disk or check the folder's permissions; it is tried again in half a minute.";
const LAST_REMEDY: &str = "Make room on the disk or check the folder's permissions.";

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

    /// Has the world saved by the thread, which begins with the first save.
    fn put(&mut self, save: WorldSave) -> Option<Notice> {
        let save = Arc::new(save);
        if self.saver.is_none()
            && let Some(path) = self.path.clone()
        {
            match Saver::start(move |save| save_atomic(&path, save)) {
                Ok(saver) => self.saver = Some(saver),
                Err(error) => return self.trouble(&error.to_string(), REMEDY),
            }
        }
        if !self.saver.as_ref()?.put(Arc::clone(&save)) {
            return self.trouble("the saving thread ended", REMEDY);
        }
        self.last = Some(save);
        None
    }

    /// What became of the saves since the last call.
    fn outcome(&mut self) -> Option<Notice> {
        let results = self.saver.as_ref()?.results();
        let mut notice = None;
        for result in results {
            match result {
                Ok(()) => self.told = false,
                Err(error) => {
                    self.last = None;
                    notice = notice.or(self.trouble(&error.to_string(), REMEDY));
                }
            }
        }
        notice
    }

    /// Writes the last save of a session and waits until it is on the disk. What has not changed since the save before
    /// is not written again: whoever leaves waits for one write at most, besides one that was begun already.
    fn put_last(&mut self, save: WorldSave) -> Option<Notice> {
        let path = self.path.clone()?;
        let save = Arc::new(save);
        let unchanged = self.last.as_ref() == Some(&save);
        let by_thread = match self.saver.take() {
            Some(saver) if unchanged || saver.put(Arc::clone(&save)) => {
                let results = saver.finish();
                results.is_some_and(|all| all.iter().all(Result::is_ok))
            }
            _ => unchanged,
        };
        // The thread could not: its own error is told by trying again.
        let result = if by_thread {
            Ok(())
        } else {
            save_atomic(&path, &save)
        };
        self.told = false;
        self.last = result.is_ok().then_some(save);
        result
            .err()
            .and_then(|error| self.trouble(&error.to_string(), LAST_REMEDY))
    }

    /// A trouble as a notice, unless it was told before.
    fn trouble(&mut self, cause: &str, remedy: &str) -> Option<Notice> {
        if std::mem::replace(&mut self.told, true) {
            return None;
        }
        let name = match remedy {
            LAST_REMEDY => "not_saved_at_end",
            _ => "not_saved",
        };
        let notice = Notice::error(format!("The world was not saved: {cause}"), remedy);
        Some(notice.named(name, [("cause", cause.to_owned())]))
    }
}

fn save_regularly(world: &mut World) {
    let clock = *world.resource::<SimClock>();
    let persistence = world.resource::<Persistence>();
    if persistence.path.is_none() {
        return;
    }
    let mut notices = Vec::new();
    if persistence.is_due(&clock) {
        let save = collect_save(world);
        notices.extend(world.resource_mut::<Persistence>().put(save));
    }
    notices.extend(world.resource_mut::<Persistence>().outcome());
    for notice in notices {
        world.write_message(notice);
    }
}

/// Saves once more and waits until it is on the disk.
pub(super) fn save_at_end(world: &mut World) -> Vec<Notice> {
    if world.resource::<Persistence>().path.is_none() {
        return Vec::new();
    }
    let save = collect_save(world);
    let notice = world.resource_mut::<Persistence>().put_last(save);
    notice.into_iter().collect()
}

/// The world as it is now, for a save.
pub fn collect_save(world: &mut World) -> WorldSave {
    super::tick::keep(world);
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
        inhabitants: world.resource::<InhabitantIds>().clone(),
        extra: world.resource::<SaveExtras>().0.clone(),
        unknown: world.resource::<Restoring>().unknown().clone(),
        ..WorldSave::new(world_id, clock)
    }
}

/// A body for the save. Who is just sitting down is saved as sitting, who is getting up as standing.
fn saved_body(world: &World, entity: Entity) -> Option<SavedBody> {
    let body = world.get_entity(entity).ok()?;
    body.get::<Body>()?;
    if body.contains::<Mirrored>() {
        // The crowd is kept with the tick.
        return None;
    }
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
            let posture = match *body.get::<Posture>()? {
                // Nobody holds that key when they come back.
                Posture::Crouching => Posture::Standing,
                posture => posture,
            };
            (*body.get::<Pose>()?, posture, seat)
        }
    };
    let id = *body.get::<StableId>()?;
    let aims = match world.resource::<Restoring>().aims(id) {
        Some(aims) => aims.clone(),
        None => Aims {
            goal: mover.goal.clone(),
            leading: body.get::<Leading>().map(|l| l.0),
            following: body.get::<Following>().map(|f| f.0),
        },
    };
    Some(SavedBody {
        id,
        controller: *body.get::<Controller>()?,
        name: body.get::<DisplayName>()?.0.clone(),
        looks: body.get::<Looks>()?.clone(),
        pose,
        posture,
        seat,
        following: aims.following,
        leading: aims.leading,
        muted: body.get::<Muted>()?.0.clone(),
        blocked: body.get::<Blocked>()?.0.clone(),
        goal: aims.goal,
    })
}

/// Makes a save the beginning of this world: its bodies come back when they are spawned again.
pub(super) fn restore(world: &mut World, save: &WorldSave) {
    world.insert_resource(Restoring::from_save(save));
    world.insert_resource(SaveExtras(save.extra.clone()));
}
