//! The thread that looks after the files.

use std::{
    io,
    sync::{
        Mutex, PoisonError,
        mpsc::{
            Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, channel, sync_channel,
        },
    },
    time::{Duration, Instant},
};

use bevy::prelude::Resource;
use stoa_mind::Persona;
use stoa_render::Model;
use stoa_ui::{FileMistake, text};
use stoa_world::{WorldDef, sim::Remade};

use super::read::{Files, Read, Stamp};

/// How often the files are looked at.
pub const EVERY: Duration = Duration::from_millis(500);
/// How often, while one of them is being written.
const CLOSELY: Duration = Duration::from_millis(100);
/// A file that was written to is left alone for so long.
const STILL: Duration = Duration::from_millis(300);
/// A scene that can't be read after that is still being written, unless nothing happens to it for so long.
const PATIENCE: Duration = Duration::from_millis(1500);
/// Changes that wait for a frame at most.
const WAITING: usize = 4;

/// What became of changed files.
pub(super) struct Changes {
    /// The world, where it is another one now.
    pub(super) remade: Option<Box<Remade>>,
    /// What is to be seen of a scene that is another one now.
    pub(super) model: Option<Model>,
    /// The whole cast, where somebody in it, or the world, is another one now.
    pub(super) cast: Option<Vec<Persona>>,
    pub(super) mistakes: Vec<FileMistake>,
    /// What was taken up, for the person.
    pub(super) told: Option<String>,
    /// What was left out of it.
    pub(super) notes: Vec<String>,
}

/// The running watch; the thread ends with it.
#[derive(Resource)]
pub(super) struct Watch {
    changes: Mutex<Receiver<Changes>>,
    _stop: Mutex<Sender<()>>,
}

impl Watch {
    pub(super) fn begin(files: Files, every: Duration) -> io::Result<Self> {
        let (sender, changes) = sync_channel(WAITING);
        let (stop, stopped) = channel();
        std::thread::Builder::new()
            .name("stoa-files".to_owned())
            .spawn(move || Eye::new(files).look(every, &stopped, &sender))?;
        Ok(Self {
            changes: Mutex::new(changes),
            _stop: Mutex::new(stop),
        })
    }

    /// The next change that waits, if one does.
    ///
    /// # Errors
    /// When the thread failed: nobody looks after the files any more.
    pub(super) fn newest(&self) -> Result<Option<Changes>, Ended> {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        match changes.try_recv() {
            Ok(changes) => Ok(Some(changes)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(Ended),
        }
    }
}

/// The thread is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended;

struct Eye {
    files: Files,
    /// As they were read last.
    read: Vec<Stamp>,
    /// As they were seen last.
    seen: Vec<Stamp>,
    /// Since when they are so.
    since: Instant,
    /// They were read, and can't be yet.
    tried: bool,
    /// What personas named at the first look that is not here: a world may have some of a cast, and its start has said so.
    unknown: Option<Vec<FileMistake>>,
}

impl Eye {
    fn new(files: Files) -> Self {
        let seen = files.stamps();
        // They are read once more: they may have changed since the world was opened, and what was wrong then is shown.
        let read = Vec::new();
        Self {
            files,
            read,
            seen,
            since: Instant::now(),
            tried: false,
            unknown: None,
        }
    }

    fn look(&mut self, every: Duration, stopped: &Receiver<()>, changes: &SyncSender<Changes>) {
        let mut wait = every;
        while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = every.min(CLOSELY);
            let now = self.files.stamps();
            if now != self.seen {
                self.seen = now;
                self.since = Instant::now();
                self.tried = false;
                continue;
            }
            if now == self.read {
                wait = every;
                continue;
            }
            let still = self.since.elapsed();
            if still < if self.tried { PATIENCE } else { STILL } {
                continue;
            }
            let Ok(read) = self.files.read(still >= PATIENCE) else {
                self.tried = true;
                continue;
            };
            self.read = now;
            let found = self.changes(read);
            // Inhabitants who are new have files of their own: those are read with the next look, as they may have changed.
            self.seen = self.files.stamps();
            self.since = Instant::now();
            self.tried = false;
            if changes.send(found).is_err() {
                return;
            }
        }
    }

    fn changes(&mut self, read: Read) -> Changes {
        let Read {
            def,
            mut model,
            notes,
            cast,
            mut mistakes,
            unknown,
        } = read;
        let at_first = self.unknown.get_or_insert_with(|| unknown.clone());
        let is_new = |one: &FileMistake| {
            let mut before = at_first.iter();
            !before.any(|old| (&old.file, &old.text) == (&one.file, &one.text))
        };
        mistakes.extend(unknown.into_iter().filter(is_new));
        let another = def.filter(|def| *def != self.files.def);
        let name = another.as_ref().map(|def| def.name.clone());
        let known = mistakes.len();
        let remade = another.and_then(|def| self.remake(def, &mut mistakes));
        if mistakes.len() > known {
            model = None;
        }
        let cast = self.recast(cast, remade.is_some());
        let told = match (&remade, &cast) {
            (Some(_), _) => name.map(|name| text::as_its_file_says(&name)),
            _ if model.is_some() => Some(text::as_its_file_says(&self.files.def.name)),
            (None, Some(changed)) => Some(changed.clone()),
            (None, None) => None,
        };
        Changes {
            cast: (told.is_some()).then(|| self.files.cast.clone()),
            remade,
            model,
            mistakes,
            told,
            notes,
        }
    }

    fn remake(&mut self, def: WorldDef, mistakes: &mut Vec<FileMistake>) -> Option<Box<Remade>> {
        match Remade::prepare(def.clone()) {
            Ok(remade) => {
                self.files.def = def;
                Some(Box::new(remade))
            }
            Err(cause) => {
                let mistake = FileMistake {
                    file: self.files.world.now().display().to_string(),
                    place: None,
                    text: format!("nobody could walk in it: {cause}. Undo the last change"),
                };
                if let Some(scene) = &mut self.files.scene {
                    scene.refuse(mistake.clone());
                }
                mistakes.push(mistake);
                None
            }
        }
    }

    /// Takes over the personas that can be used: who can't stays as they were. Names who changed, if somebody did.
    fn recast(&mut self, read: Vec<Persona>, all: bool) -> Option<String> {
        let mut names = Vec::new();
        for persona in read {
            let known = self.files.cast.iter_mut().find(|one| one.id == persona.id);
            match known {
                Some(known) if *known == persona => {}
                Some(known) => {
                    names.push(persona.name.clone());
                    *known = persona;
                }
                None => {
                    names.push(persona.name.clone());
                    self.files.cast.push(persona);
                }
            }
        }
        match &names[..] {
            [] if all => Some(String::new()),
            [] => None,
            [one] => Some(text::as_its_file_says(one)),
            [first, rest @ ..] => Some(text::as_their_files_say(first, rest.len())),
        }
    }
}
