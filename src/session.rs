//! One session of a world: which content, which minds, from where it goes on, and what is written down of it.

mod opening;

use std::{
    path::PathBuf,
    sync::{Mutex, mpsc::SyncSender},
};

use anyhow::{Context, anyhow};
use bevy::prelude::*;
use stoa_agents::{AgentsPlugin, MindBridge};
use stoa_ui::{Crash, text};
use stoa_world::{
    SimClock, SimSystems, StableId, TICKS_PER_SECOND,
    save::WorldSave,
    sim::{
        EventLog, ModelTape, Persistence, Recorder, Recording, Script, WhenFull, WorldPlugin,
        record,
    },
};

use self::opening::{Opening, SaveLock};
use crate::{
    abilities::{self, Abilities},
    cmd::Content,
    exchanges::{self, Exchanges},
    exit::Exit,
    minds::{self, KnownServers},
    paths::Paths,
    reload::{Files, WorldFile},
    settings::Settings,
    spending::{self, Spending},
};

/// Where a session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Where the last one ended, and is saved again.
    Saved,
    /// Anew; nothing is saved.
    Fresh,
}

/// Everything that decides how a session goes.
pub struct Launch {
    pub paths: Paths,
    pub settings: Settings,
    pub content: Content,
    pub seed: u64,
    pub restore: Option<WorldSave>,
    /// Where the world is saved to, if it is.
    pub save_to: Option<PathBuf>,
    pub events: Option<PathBuf>,
    pub record: Option<PathBuf>,
    pub script: Option<Script>,
    pub replay: Option<Recording>,
    /// Lines of the event log are sent here too; see [`EventLog::with_follower`].
    pub follower: Option<SyncSender<String>>,
    /// Whom the person was talking to before the program started anew.
    pub talking_to: Option<StableId>,
    /// What a person should know before it begins.
    pub notices: Vec<String>,
    /// How the run before it ended, where it did not in good order.
    pub crashed: Option<Crash>,
    /// In a window, files that change are taken up at once; not where a script or a record is played.
    pub reloads: bool,
    /// Fails with this text after a second: tests of crashes have no other way.
    pub crash: Option<String>,
    /// Held while the world is open, so that no second session writes the same save.
    lock: Option<SaveLock>,
}

/// The seed of a world that nobody gave one.
const SEED: u64 = 1;

impl Launch {
    /// A session of `content`. What is wrong with its save is a notice: the world goes on from the newest save that can
    /// be read, or begins anew, and no file that can't be read is ever written to.
    pub fn new(
        paths: Paths,
        settings: Settings,
        content: Content,
        seed: Option<u64>,
        start: Start,
    ) -> Self {
        let mut notices = content.problems.clone();
        let id = &content.world.id;
        let opening = match start {
            Start::Fresh => Opening::default(),
            Start::Saved => opening::open(&paths.save_file(id, &content.file), id, &mut notices),
        };
        let restore = opening.restore;
        if let (Some(seed), Some(saved)) = (seed, &restore)
            && seed != saved.clock.seed
        {
            notices.push(text::seed_of_save(saved.clock.seed));
        }
        let seed = restore
            .as_ref()
            .map(|saved| saved.clock.seed)
            .or(seed)
            .unwrap_or(SEED);
        Self {
            paths,
            settings,
            content,
            seed,
            restore,
            save_to: opening.save_to,
            events: None,
            record: None,
            script: None,
            replay: None,
            follower: None,
            talking_to: None,
            notices,
            crashed: None,
            crash: None,
            reloads: true,
            lock: opening.lock,
        }
    }

    /// Plays `recording` instead of listening to people and models.
    ///
    /// # Errors
    /// Exit code 2 when it belongs to another world.
    pub fn replay(&mut self, recording: Recording) -> Result<(), Exit> {
        self.seed = recording.header.seed;
        if let Some(mismatch) =
            recording.mismatch(&self.content.world.id, self.seed, self.restore.as_ref())
        {
            return Err(Exit::bad_input(anyhow!(
                "this record can't be replayed here: {mismatch}"
            )));
        }
        self.replay = Some(recording);
        Ok(())
    }

    /// The files that this session's world is made of.
    pub fn files(&self) -> Files {
        Files {
            paths: self.paths.clone(),
            world: WorldFile::new(&self.content.file, &self.paths),
            crowd: self.content.crowd,
            def: self.content.world.clone(),
            cast: self.content.cast.clone(),
            scene: self.content.scene_files.clone(),
        }
    }

    /// The world's plugin; the rest follows with [`Launch::furnish`].
    pub fn world(&self) -> WorldPlugin {
        WorldPlugin {
            def: self.content.world.clone(),
            seed: self.seed,
            restore: self.restore.clone(),
        }
    }

    /// Adds minds, logs, records and saves to an app that has the world. With `wait`, time stands still until answers
    /// that come from inside the program are there.
    ///
    /// # Errors
    /// When a file can't be created or no threads can be had.
    pub fn furnish(mut self, app: &mut App, wait: bool) -> Result<Furnished, Exit> {
        let shown = |path: &PathBuf| format!("{}: can't be written", path.display());
        // Where time waits for minds it waits for the disk too: it is the log that counts there, not the next frame.
        let when_full = if wait {
            WhenFull::Wait
        } else {
            WhenFull::LeaveOut
        };
        if let Some(path) = &self.events {
            let log = EventLog::to_file(path)
                .with_context(|| shown(path))
                .map_err(Exit::bad_input)?;
            app.insert_resource(log.when_full(when_full));
        }
        if let Some(follower) = self.follower.take() {
            let log = app
                .world_mut()
                .remove_resource::<EventLog>()
                .unwrap_or_default();
            app.insert_resource(log.with_follower(follower));
        }
        if let Some(path) = &self.record {
            let header = record::header(&self.content.world, self.seed, self.restore.as_ref());
            let recorder = Recorder::to_file(path, &header)
                .with_context(|| shown(path))
                .map_err(Exit::bad_input)?;
            app.insert_resource(recorder.when_full(when_full));
        }
        if let Some(lock) = self.lock.take() {
            app.insert_resource(lock);
        }
        if let Some(path) = self.save_to.take() {
            app.insert_resource(Persistence::to(path));
        }
        if let Some(script) = self.script.take() {
            app.insert_resource(script);
        }
        if let Some(text) = self.crash.take() {
            let fail =
                move |clock: Res<SimClock>| assert!(clock.tick.0 < TICKS_PER_SECOND, "{text}");
            app.add_systems(FixedUpdate, fail.after(SimSystems::Log));
        }
        let replaying = self.replay.is_some();
        if let Some(recording) = self.replay.take() {
            app.insert_resource(recording.script);
            app.insert_resource(ModelTape {
                replay: Some(recording.models),
                ..ModelTape::default()
            });
        }
        let mut servers = KnownServers::default();
        let spending = Spending::open(&self.paths.data);
        match spending.read() {
            Ok(spent) => servers.resume(spent),
            Err(problem) => self.notices.push(problem),
        }
        let routers = minds::routers(&self.settings, &mut servers);
        let inside = routers.are_inside();
        let abilities = Abilities::open(&self.paths.data);
        app.insert_resource(Exchanges::open(&self.paths.data));
        app.add_systems(
            FixedUpdate,
            (spending::keep_when_due, exchanges::keep_when_due).after(SimSystems::Log),
        );
        let bridge = MindBridge::new().context("starting the threads for the minds")?;
        if !replaying {
            abilities::ask(&self.settings, &servers, &abilities, &bridge);
        }
        app.insert_resource(servers)
            .insert_resource(spending)
            .insert_resource(abilities);
        app.add_plugins(AgentsPlugin {
            cast: std::mem::take(&mut self.content.cast),
            routers,
            wait,
            faces: stoa_render::crowd::people::looks_of,
            bridge: Mutex::new(Some(bridge)),
        });
        Ok(Furnished {
            paths: self.paths,
            settings: self.settings,
            notices: self.notices,
            crashed: self.crashed,
            replaying,
            inside,
        })
    }
}

/// What is left of a [`Launch`] when its world stands.
pub struct Furnished {
    pub paths: Paths,
    pub settings: Settings,
    pub notices: Vec<String>,
    /// How the run before this one ended, where it did not in good order.
    pub crashed: Option<Crash>,
    /// People and models come from a record.
    pub replaying: bool,
    /// Every answer comes from inside the program.
    pub inside: bool,
}

/// Ends a session in good order: minds, save, record and log are written. Returns what went wrong, for people.
pub fn finish(world: &mut World) -> Vec<String> {
    stoa_agents::keep(world);
    let notices = stoa_world::sim::finish(world);
    let mut problems: Vec<String> = notices.iter().map(in_words).collect();
    problems.extend(spending::keep(world).err());
    problems.extend(exchanges::keep(world).err());
    problems
}

/// A notice as one line.
pub fn in_words(notice: &stoa_world::sim::Notice) -> String {
    match &notice.remedy {
        Some(remedy) => format!("{}. {remedy}", notice.text.trim_end_matches('.')),
        None => notice.text.clone(),
    }
}
