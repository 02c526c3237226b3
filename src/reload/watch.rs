//! The thread that looks after the files.

use std::{
    io,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel},
    },
    time::Duration,
};

use bevy::prelude::Resource;
use stoa_mind::Persona;
use stoa_ui::{FileMistake, text};
use stoa_world::{WorldDef, sim::Remade};

use super::read::{Files, Read, Stamp};

/// How often the files are looked at.
pub const EVERY: Duration = Duration::from_millis(500);
/// Changes that wait for a frame at most.
const WAITING: usize = 4;

/// What became of changed files.
pub(super) struct Changes {
    /// The world, where it is another one now.
    pub(super) remade: Option<Box<Remade>>,
    /// The whole cast, where somebody in it, or the world, is another one now.
    pub(super) cast: Option<Vec<Persona>>,
    pub(super) mistakes: Vec<FileMistake>,
    /// What was taken up, for the person.
    pub(super) told: Option<String>,
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
    pub(super) fn newest(&self) -> Option<Changes> {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.try_recv().ok()
    }
}

struct Eye {
    files: Files,
    /// As they were read last.
    read: Vec<Stamp>,
    /// As they were seen last: what is still being written is read a look later.
    seen: Vec<Stamp>,
}

impl Eye {
    fn new(files: Files) -> Self {
        let seen = files.stamps();
        // They are read once more: they may have changed since the world was opened, and what was wrong then is shown.
        let read = Vec::new();
        Self { files, read, seen }
    }

    fn look(&mut self, every: Duration, stopped: &Receiver<()>, changes: &SyncSender<Changes>) {
        while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
            let now = self.files.stamps();
            let still = now == self.seen;
            self.seen.clone_from(&now);
            if !still || now == self.read {
                continue;
            }
            self.read = now;
            let found = self.read();
            // Inhabitants who are new have files of their own: those are read with the next look, as they may have changed.
            self.seen = self.files.stamps();
            if changes.send(found).is_err() {
                return;
            }
        }
    }

    fn read(&mut self) -> Changes {
        let Read {
            def,
            cast,
            mut mistakes,
        } = self.files.read();
        let another = def.filter(|def| *def != self.files.def);
        let name = another.as_ref().map(|def| def.name.clone());
        let remade = another.and_then(|def| self.remake(def, &mut mistakes));
        let cast = self.recast(cast, remade.is_some());
        let told = match (&remade, &cast) {
            (Some(_), _) => name.map(|name| text::as_its_file_says(&name)),
            (None, Some(changed)) => Some(changed.clone()),
            (None, None) => None,
        };
        Changes {
            cast: (told.is_some()).then(|| self.files.cast.clone()),
            remade,
            mistakes,
            told,
        }
    }

    fn remake(&mut self, def: WorldDef, mistakes: &mut Vec<FileMistake>) -> Option<Box<Remade>> {
        match Remade::prepare(def.clone()) {
            Ok(remade) => {
                self.files.def = def;
                Some(Box::new(remade))
            }
            Err(cause) => {
                mistakes.push(FileMistake {
                    file: self.files.world.now().display().to_string(),
                    place: None,
                    text: format!("nobody could walk in it: {cause}. Undo the last change"),
                });
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
