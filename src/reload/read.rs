//! The files that a world is made of, read with everything that is wrong with them.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use stoa_gltf::stamp;
use stoa_mind::{Persona, persona::Level};
use stoa_render::Model;
use stoa_ui::FileMistake;
use stoa_world::{WorldDef, load::MAX_BYTES};

use super::{
    SceneFiles, WorldFile,
    scene::{Export, Unfinished},
};
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
    /// The scene that the world is, if it is one.
    pub scene: Option<SceneFiles>,
}

/// A file, when it was written last, and its size; `None`: there is none.
pub(super) type Stamp = (PathBuf, stoa_gltf::Stamp);

/// What the files say.
pub(super) struct Read {
    /// `None`: it has mistakes, or is a scene that is as it was.
    pub(super) def: Option<WorldDef>,
    /// What is to be seen of a scene that is another one now.
    pub(super) model: Option<Model>,
    /// What was left out of it.
    pub(super) notes: Vec<String>,
    /// Personas of its inhabitants that can be used.
    pub(super) cast: Vec<Persona>,
    pub(super) mistakes: Vec<FileMistake>,
    /// What a persona names that is not in this world, whoever and whatever it knows elsewhere.
    pub(super) unknown: Vec<FileMistake>,
}

impl Files {
    /// What tells that one of them changed.
    pub(super) fn stamps(&self) -> Vec<Stamp> {
        let stamped = |path: PathBuf| {
            let stamp = stamp(&path);
            (path, stamp)
        };
        let personas = self.def.inhabitants.iter().flat_map(|one| {
            let file = format!("{}.toml", one.persona);
            // Somebody's own stands before ours.
            [&self.paths.data, &self.paths.assets].map(|folder| folder.join("personas").join(&file))
        });
        let worlds = self.world.all();
        let beside = self.scene.iter().flat_map(SceneFiles::paths);
        let worlds = worlds.chain(beside).cloned();
        worlds.chain(personas).map(stamped).collect()
    }

    /// Reads them all; a scene only when it is another one than it was, see [`SceneFiles::read`].
    ///
    /// # Errors
    /// When a scene is perhaps still being written.
    pub(super) fn read(&mut self, patient: bool) -> Result<Read, Unfinished> {
        let (mut mistakes, mut model, mut notes) = (Vec::new(), None, Vec::new());
        let def = match &mut self.scene {
            None => self.read_world(&mut mistakes),
            Some(scene) => {
                let export = scene.read(self.world.now(), &self.def, patient)?;
                mistakes.extend(scene.mistake().cloned());
                export.map(|Export { opened, notes: all }| {
                    model = Some(Model::new(opened.scene));
                    notes = all;
                    opened.world
                })
            }
        };
        let (mut cast, mut unknown) = (Vec::new(), Vec::new());
        let inhabitants = &def.as_ref().unwrap_or(&self.def).inhabitants;
        for one in inhabitants {
            cast.extend(self.read_persona(&one.persona, &mut mistakes));
        }
        // Whoever stays away would be missed by everybody who knows them: their own mistakes come first.
        if cast.len() == inhabitants.len() {
            let places = &def.as_ref().unwrap_or(&self.def).places;
            let places: Vec<String> = places.iter().map(|place| place.id.clone()).collect();
            for problem in stoa_mind::check_cast(&cast, &places) {
                let all = match problem.level {
                    Level::Error => &mut mistakes,
                    Level::Warning => &mut unknown,
                };
                all.push(FileMistake {
                    text: problem.message(),
                    place: Some((problem.line, problem.column)),
                    file: problem.file,
                });
            }
        }
        Ok(Read {
            def,
            model,
            notes,
            cast,
            mistakes,
            unknown,
        })
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
    match bounded(file) {
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

/// A file's text, as far as one of that length can be read at all: beyond, it is refused for its length.
fn bounded(file: &Path) -> io::Result<String> {
    // A pipe or a device would be waited for.
    if !fs::metadata(file)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut text = String::new();
    let most = MAX_BYTES as u64 + 1;
    File::open(file)?.take(most).read_to_string(&mut text)?;
    Ok(text)
}
