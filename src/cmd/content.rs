//! `stoa world` and `stoa persona`: `check FILE` tells every mistake at once, with its place; `new NAME` makes a file to
//! begin with.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::anyhow;
use clap::{Args, Subcommand};
use serde_json::json;
use stoa_gltf::Watch;
use stoa_world::WorldDef;

use super::ProfileFlags;
use crate::{
    exit::{CommandResult, Exit},
    modelled,
    paths::Paths,
    report,
};

/// Make worlds, and look after their files.
///
/// Examples:
///   stoa world new harbour
///   stoa world check assets/worlds/stoa.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct World {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(subcommand)]
    action: Action,
}

/// Make personas, and look after their files.
///
/// Examples:
///   stoa persona new noa
///   stoa persona check assets/personas/iris.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Persona {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write a file to begin with into your data folder: it explains itself, and can be opened as it is.
    New {
        /// Lower-case letters, digits and `_`; the file's name and its id.
        name: String,
    },
    /// Report every mistake of the files, with line, column and what was expected. A world may also be a glTF scene.
    Check {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// One JSON object a mistake.
        #[arg(long)]
        json: bool,
    },
}

/// One mistake: line, column, message, and the whole for people.
struct Mistake {
    line: usize,
    column: usize,
    message: String,
}

impl World {
    /// # Errors
    /// Exit code 2 when a file has mistakes.
    pub fn run(self) -> CommandResult {
        match self.action {
            Action::New { name } => {
                let (paths, ..) = self.profile.load()?;
                let file = make(&paths, "world", &name)?;
                report::line(&format!(
                    "{}\nOpen it: stoa play --world {name}",
                    file.display()
                ))?;
                Ok(())
            }
            Action::Check { files, json } => check_worlds(&files, json),
        }
    }
}

impl Persona {
    /// # Errors
    /// Exit code 2 when a file has mistakes.
    pub fn run(self) -> CommandResult {
        match self.action {
            Action::New { name } => {
                let (paths, ..) = self.profile.load()?;
                let file = make(&paths, "persona", &name)?;
                report::line(&format!(
                    "{}\nGive them a home: [[inhabitant]] with persona = \"{name}\" in a world's file",
                    file.display()
                ))?;
                Ok(())
            }
            Action::Check { files, json } => check(&files, json, |file, text| {
                let (_, problems) = stoa_mind::Persona::parse(file, text);
                let mistakes = problems.into_iter();
                mistakes
                    .map(|p| Mistake {
                        line: p.line as usize,
                        column: p.column as usize,
                        message: p.message(),
                    })
                    .collect()
            }),
        }
    }
}

/// World files, and glTF scenes: those have no lines.
fn check_worlds(files: &[PathBuf], json: bool) -> CommandResult {
    let (scenes, files): (Vec<PathBuf>, Vec<PathBuf>) = files
        .iter()
        .cloned()
        .partition(|file| modelled::is_scene(file));
    let mut broken = Vec::new();
    for scene in &scenes {
        let file = scene.display().to_string();
        match modelled::open(scene, modelled::GUIDE, &Watch::default()) {
            Ok(opened) if json => {
                for message in opened.notes() {
                    report::line(&json!({"file": file, "note": message}).to_string())?;
                }
            }
            Ok(opened) => {
                for note in opened.notes() {
                    report::line(&note)?;
                }
                let triangles = opened.scene.triangles();
                report::line(&format!("{file}: good, {triangles} triangles"))?;
            }
            Err(error) => {
                let message = error.to_string();
                report::line(&if json {
                    json!({"file": file, "message": message}).to_string()
                } else {
                    message
                })?;
                broken.push(file);
            }
        }
    }
    let checked = check(&files, json, |file, text| {
        let (_, problems) = WorldDef::parse(file, text);
        let mistakes = problems.into_iter();
        mistakes
            .map(|p| Mistake {
                line: p.line as usize,
                column: p.column as usize,
                message: p.message,
            })
            .collect()
    });
    if broken.is_empty() {
        return checked;
    }
    // What is wrong with the others has been told line by line.
    Err(Exit::bad_input(anyhow!(
        "can't be opened: {}",
        broken.join(", ")
    )))
}

/// Writes `assets/templates/KIND.toml` under a name into the data folder, where worlds and personas are found first.
///
/// # Errors
/// Exit code 2 for a name that is none or that is there already, and when the file can't be written.
pub fn make(paths: &Paths, kind: &str, name: &str) -> Result<PathBuf, Exit> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let named = name.chars().any(|c| c.is_ascii_lowercase());
    if !named || name.len() > 40 || !name.chars().all(good) {
        return Err(Exit::bad_input(anyhow!(
            "`{name}` is no name for a file of ours: expected up to 40 of a-z, 0-9 and _, for example `harbour`"
        )));
    }
    if let Some(shipped) = shipped(paths, kind, name) {
        return Err(Exit::bad_input(anyhow!(
            "Stoa comes with a {kind} `{name}` ({}), which yours would hide: choose another name",
            shipped.display()
        )));
    }
    let folder = paths.data.join(format!("{kind}s"));
    let file = folder.join(format!("{name}.toml"));
    let shown = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Exit::bad_input(anyhow!(
            "{} is there already and stays as it is: choose another name",
            file.display()
        )),
        _ => Exit::bad_input(anyhow!("{}: {error}", file.display())),
    };
    let template = paths.assets.join("templates").join(format!("{kind}.toml"));
    let template = read(&template)?;
    let text = template
        .replace("{NAME}", name)
        .replace("{SCHEMA}", &schema(paths, kind))
        .replace("{TITLE}", &title(name));
    std::fs::create_dir_all(&folder).map_err(shown)?;
    let mut made = std::fs::File::create_new(&file).map_err(shown)?;
    made.write_all(text.as_bytes()).map_err(shown)?;
    Ok(file)
}

/// Where the schema of such files lies, for editors.
fn schema(paths: &Paths, kind: &str) -> String {
    let file = paths.assets.join("schemas").join(format!("{kind}.json"));
    let file = file.canonicalize().unwrap_or(file);
    file.display().to_string()
}

fn shipped(paths: &Paths, kind: &str, name: &str) -> Option<PathBuf> {
    let file = paths.assets.join(format!("{kind}s/{name}.toml"));
    file.is_file().then_some(file)
}

/// `old_harbour` as people write it: `Old Harbour`.
fn title(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    let words: Vec<String> = words
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect();
    words.join(" ")
}

fn check(
    files: &[PathBuf],
    json: bool,
    mistakes_of: impl Fn(&str, &str) -> Vec<Mistake>,
) -> CommandResult {
    let mut count = 0;
    for path in files {
        let file = path.display().to_string();
        let text = read(path)?;
        let mistakes = mistakes_of(&file, &text);
        count += mistakes.len();
        for Mistake {
            line,
            column,
            message,
        } in &mistakes
        {
            report::line(&if json {
                json!({"file": file, "line": line, "column": column, "message": message})
                    .to_string()
            } else {
                format!("{file}:{line}:{column}: {message}")
            })?;
        }
        if mistakes.is_empty() && !json {
            report::line(&format!("{file}: good"))?;
        }
    }
    match count {
        0 => Ok(()),
        1 => Err(Exit::bad_input(anyhow!("one mistake"))),
        _ => Err(Exit::bad_input(anyhow!("{count} mistakes"))),
    }
}

fn read(path: &Path) -> Result<String, Exit> {
    let bytes = std::fs::read(path)
        .map_err(|error| Exit::bad_input(anyhow!("{}: {error}", path.display())))?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Exit::bad_input(anyhow!(
            "{}: not UTF-8 text (byte {offset}). Save it as UTF-8",
            path.display()
        ))
    })
}
