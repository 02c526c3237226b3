//! Flags that several subcommands share, and what they amount to.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args;
use stoa_gltf::Scene;
use stoa_mind::Persona;
use stoa_ui::Secret;
use stoa_world::{MAX_CROWD, WorldDef};

use crate::{
    exit::Exit,
    modelled,
    paths::Paths,
    reload::SceneFiles,
    settings::{
        self, Assignment, BackendKind, Complaint, Settings,
        keyring::{Asking, SystemKeyring},
    },
};

/// Where settings and data lie, and what differs from the settings.
#[derive(Args, Debug, Clone, Default)]
pub struct ProfileFlags {
    /// Keep settings and data in this one folder instead of the platform's own.
    #[arg(long, value_name = "DIR", global = true)]
    pub profile: Option<PathBuf>,
    /// Change a setting for this run, for example picture.quality=low; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment::parse, global = true)]
    pub set: Vec<Assignment>,
}

impl ProfileFlags {
    /// The folders, the settings, and what is wrong with the settings.
    ///
    /// # Errors
    /// Exit code 3 when the assets or a home folder can't be found, 2 for a setting that no flag may change.
    pub fn load(&self) -> Result<(Paths, Settings, Vec<Complaint>), Exit> {
        let paths = Paths::find(self.profile.as_deref())?;
        let (mut settings, complaints) =
            settings::read(&paths.settings_file, &|name| std::env::var(name).ok());
        for assignment in &self.set {
            let result = assignment.apply(&mut settings);
            result.map_err(|why| Exit::bad_input(anyhow!(why)))?;
        }
        if self.set.iter().any(Assignment::names_the_default) {
            let name = settings.default_server.clone();
            if !name.is_empty() && !settings.servers.contains_key(&name) {
                settings.use_server(&name).map_err(Exit::bad_input)?;
            }
        }
        // A profile is one folder with all that belongs to it, keys too.
        settings.use_keyring &= self.profile.is_none();
        settings.bind_run_key();
        Ok((paths, settings, complaints))
    }
}

/// Makes ready the keys of these settings, for a run without a window; returns what a person should know before they
/// are sent.
pub fn ready_keys(settings: &mut Settings) -> Vec<Complaint> {
    settings.ready_keys(&mut SystemKeyring, Asking::AT_START)
}

const DEFAULT_WORLD: &str = "stoa";

/// Which world, and from which seed.
#[derive(Args, Debug, Clone, Default)]
pub struct WorldFlags {
    /// A world's name, or its file.
    #[arg(long, value_name = "NAME|FILE", default_value = DEFAULT_WORLD)]
    pub world: String,
    /// The seed of everything that varies. Default: the saved world's, else 1.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// So many people in the crowd, instead of what the world's file says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=i64::from(MAX_CROWD)))]
    pub crowd: Option<u32>,
    /// Who waits where one arrives, when the world is a glTF scene: a persona's name.
    #[arg(long, value_name = "NAME", default_value = modelled::GUIDE)]
    pub guide: String,
}

impl WorldFlags {
    /// The world with its cast, as these flags want it.
    ///
    /// # Errors
    /// As [`Content::load`].
    pub fn load(&self, paths: &Paths) -> Result<Content, Exit> {
        let mut content = Content::load_with(paths, &self.world, &self.guide)?;
        if let Some(count) = self.crowd {
            content.world.crowd.count = count;
            content.crowd = Some(count);
        }
        Ok(content)
    }
}

/// Which mind.
#[derive(Args, Debug, Clone, Default)]
pub struct MindFlags {
    /// What thinks for the inhabitants.
    #[arg(long, value_enum, global = true)]
    pub backend: Option<BackendKind>,
    /// A model server of the settings, by its name.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["backend", "url", "model"], global = true)]
    pub server: Option<String>,
    /// The model server's address, for example http://127.0.0.1:8080
    #[arg(long, value_name = "URL", global = true)]
    pub url: Option<String>,
    /// The model's name. Default: the server's first.
    #[arg(long, value_name = "NAME", global = true)]
    pub model: Option<String>,
    /// The model server's key is the first line of FILE. On the command line itself everybody could see it.
    #[arg(long, value_name = "FILE", value_parser = settings::key_from_file, global = true)]
    pub key_file: Option<Secret>,
}

impl MindFlags {
    /// Flags beat what the settings say: who names a mind means it for everybody. An address without a kind means an
    /// OpenAI-compatible server.
    ///
    /// # Errors
    /// Exit code 2 for the name of a server that there is not.
    pub fn apply(&self, settings: &mut Settings) -> Result<(), Exit> {
        if let Some(name) = &self.server {
            settings.use_server(name).map_err(Exit::bad_input)?;
        } else if self.backend.is_some() || self.url.is_some() || self.model.is_some() {
            settings.default_server.clear();
            settings.minds.clear();
        }
        if let Some(backend) = self.backend {
            if backend != settings.backend {
                settings.url.clear();
                settings.model.clear();
            }
            settings.backend = backend;
        }
        if let Some(url) = &self.url {
            if self.backend.is_none() && settings.backend == BackendKind::Builtin {
                settings.backend = BackendKind::Openai;
            }
            settings.url.clone_from(url);
        }
        if let Some(model) = &self.model {
            settings.model.clone_from(model);
        }
        match &self.key_file {
            Some(key) => settings.give_key(key.clone()),
            None => settings.bind_run_key(),
        }
        Ok(())
    }
}

/// A world with its cast, and everything that was wrong with their files.
pub struct Content {
    pub world: WorldDef,
    /// Where the world was read from.
    pub file: PathBuf,
    /// So many in the crowd, whatever the file says.
    pub crowd: Option<u32>,
    pub cast: Vec<Persona>,
    /// What is to be seen of a world that is a glTF scene.
    pub scene: Option<Scene>,
    /// The files of that scene.
    pub scene_files: Option<SceneFiles>,
    /// Reports for people, one mistake each.
    pub problems: Vec<String>,
}

impl Content {
    /// Reads the world `name` and the personas of its inhabitants. A persona with mistakes stays away.
    ///
    /// # Errors
    /// Exit code 2 with the whole report when the world itself has mistakes.
    pub fn load(paths: &Paths, name: &str) -> Result<Self, Exit> {
        Self::load_with(paths, name, modelled::GUIDE)
    }

    /// The same, with the persona `guide` in a world that is a glTF scene.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_with(paths: &Paths, name: &str, guide: &str) -> Result<Self, Exit> {
        let file = paths.content("worlds", name)?;
        if modelled::is_scene(&file) {
            let opened = modelled::open_and_tell(&file, guide)?;
            let content = Self {
                problems: opened.notes(),
                scene_files: Some(SceneFiles::of(guide, &opened)),
                world: opened.world,
                scene: Some(opened.scene),
                file,
                crowd: None,
                cast: Vec::new(),
            };
            return Ok(content.with_cast(paths));
        }
        let shown = file.display().to_string();
        let offer = || other_world(paths, name, &file);
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Exit::bad_input(anyhow!("{shown}: {error}{}", offer())))?;
        let (world, problems) = WorldDef::parse(&shown, &text);
        let Some(world) = world else {
            let report: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Err(Exit::bad_input(anyhow!(
                "the world has mistakes:\n{}{}",
                report.join("\n"),
                offer()
            )));
        };
        let content = Self {
            world,
            file,
            crowd: None,
            cast: Vec::new(),
            scene: None,
            scene_files: None,
            problems: problems.iter().map(ToString::to_string).collect(),
        };
        Ok(content.with_cast(paths))
    }

    /// Reads the personas of the inhabitants.
    fn with_cast(self, paths: &Paths) -> Self {
        let mut content = self;
        for inhabitant in &content.world.inhabitants {
            match read_persona(paths, &inhabitant.persona) {
                Ok((Some(persona), problems)) => {
                    content.cast.push(persona);
                    content.problems.extend(problems);
                }
                Ok((None, problems)) => {
                    content.problems.extend(problems);
                    content.problems.push(format!(
                        "{} stays away until that is mended",
                        inhabitant.persona
                    ));
                }
                Err(error) => content
                    .problems
                    .push(format!("{}: stays away: {error}", inhabitant.persona)),
            }
        }
        // Whoever stays away would be missed by everybody who knows them: their own mistakes come first.
        if content.cast.len() == content.world.inhabitants.len() {
            let places = content.world.places.iter().map(|place| place.id.clone());
            let problems = stoa_mind::check_cast(&content.cast, &places.collect::<Vec<_>>());
            content
                .problems
                .extend(problems.iter().map(ToString::to_string));
        }
        content
    }
}

/// Which world can be opened instead of the broken one in `file`, in lines for the end of a report.
fn other_world(paths: &Paths, name: &str, file: &Path) -> String {
    let shipped = paths.assets.join("worlds").join(format!("{name}.toml"));
    if file != shipped && shipped.is_file() {
        // A person's own file is found before ours.
        return format!(
            "\nThis is your own file; it stands before the world of that name that comes with Stoa. To open that one \
             all the same, move {} away, or: --world {}",
            file.display(),
            shipped.display()
        );
    }
    if name == DEFAULT_WORLD {
        return String::new();
    }
    "\nTo open the default world instead, leave out --world.".to_owned()
}

fn read_persona(paths: &Paths, name: &str) -> Result<(Option<Persona>, Vec<String>), Exit> {
    let file = paths.content("personas", name)?;
    let shown = file.display().to_string();
    let text = std::fs::read_to_string(&file)
        .map_err(|error| Exit::bad_input(anyhow!("{shown}: {error}")))?;
    let (persona, problems) = Persona::parse(&shown, &text);
    Ok((persona, problems.iter().map(ToString::to_string).collect()))
}
