//! The files that a world is made of, read with everything that is wrong with them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use stoa_mind::Persona;
use stoa_ui::FileMistake;
use stoa_world::WorldDef;

use super::WorldFile;
use crate::paths::Paths;

/// The files of an open world.
#[derive(Debug, Clone)]
pub struct Files {
    pub paths: Paths,
    /// The world's own.
    pub world: WorldFile,
    /// So many in the crowd, whatever the file says.
    pub crowd: Option<u32>,
    /// The world as it was opened.
    pub def: WorldDef,
    /// Who lives there, as they were read.
    pub cast: Vec<Persona>,
}

/// When a file was written last, and its size; `None`: there is none.
pub(super) type Stamp = (PathBuf, Option<(SystemTime, u64)>);

/// What the files say.
pub(super) struct Read {
    /// `None`: it has mistakes.
    pub(super) def: Option<WorldDef>,
    /// Personas of its inhabitants that can be used.
    pub(super) cast: Vec<Persona>,
    pub(super) mistakes: Vec<FileMistake>,
}

impl Files {
    /// What tells that one of them changed.
    pub(super) fn stamps(&self) -> Vec<Stamp> {
        let stamp = |path: PathBuf| {
            let meta = fs::metadata(&path).ok();
            let stamp = meta.and_then(|meta| Some((meta.modified().ok()?, meta.len())));
            (path, stamp)
        };
        let personas = self.def.inhabitants.iter().flat_map(|one| {
            let file = format!("{}.toml", one.persona);
            // Somebody's own stands before ours.
            [&self.paths.data, &self.paths.assets].map(|folder| folder.join("personas").join(&file))
        });
        let worlds = self.world.all().cloned();
        worlds.chain(personas).map(stamp).collect()
    }

    /// Reads them all.
    pub(super) fn read(&self) -> Read {
        let mut mistakes = Vec::new();
        let def = self.read_world(&mut mistakes);
        let mut cast = Vec::new();
        let inhabitants = &def.as_ref().unwrap_or(&self.def).inhabitants;
        for one in inhabitants {
            cast.extend(self.read_persona(&one.persona, &mut mistakes));
        }
        // Whoever stays away would be missed by everybody who knows them: their own mistakes come first.
        if cast.len() == inhabitants.len() {
            let places = &def.as_ref().unwrap_or(&self.def).places;
            let places: Vec<String> = places.iter().map(|place| place.id.clone()).collect();
            let problems = stoa_mind::check_cast(&cast, &places);
            mistakes.extend(problems.iter().map(|problem| FileMistake {
                file: problem.file.clone(),
                place: Some((problem.line, problem.column)),
                text: problem.message(),
            }));
        }
        Read {
            def,
            cast,
            mistakes,
        }
    }

    fn read_world(&self, mistakes: &mut Vec<FileMistake>) -> Option<WorldDef> {
        let file = self.world.now();
        let text = text_of(file, mistakes)?;
        let (mut def, problems) = WorldDef::parse(&file.display().to_string(), &text);
        mistakes.extend(problems.into_iter().map(|problem| FileMistake {
            file: problem.file,
            place: Some((problem.line, problem.column)),
            text: problem.message,
        }));
        if let (Some(def), Some(crowd)) = (&mut def, self.crowd) {
            def.crowd.count = crowd;
        }
        def
    }

    fn read_persona(&self, name: &str, mistakes: &mut Vec<FileMistake>) -> Option<Persona> {
        let file = match self.paths.content("personas", name) {
            Ok(file) => file,
            Err(error) => {
                mistakes.push(FileMistake {
                    file: format!("{name}.toml"),
                    place: None,
                    text: error.to_string(),
                });
                return None;
            }
        };
        let text = text_of(&file, mistakes)?;
        let (persona, problems) = Persona::parse(&file.display().to_string(), &text);
        mistakes.extend(problems.iter().map(|problem| FileMistake {
            file: problem.file.clone(),
            place: Some((problem.line, problem.column)),
            text: problem.message(),
        }));
        persona
    }
}

fn text_of(file: &Path, mistakes: &mut Vec<FileMistake>) -> Option<String> {
    match fs::read_to_string(file) {
        Ok(text) => Some(text),
        Err(error) => {
            mistakes.push(FileMistake {
                file: file.display().to_string(),
                place: None,
                text: format!("it can't be read: {error}. Put it back, or make it readable"),
            });
            None
        }
    }
}
