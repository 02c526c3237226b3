//! `stoa world check FILE`, `stoa persona check FILE`: every mistake at once, with its place.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::{Args, Subcommand};
use serde_json::json;
use stoa_world::WorldDef;

use crate::{
    exit::{CommandResult, Exit},
    report,
};

/// Look after world files.
///
/// Example: stoa world check assets/worlds/stoa.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct World {
    #[command(subcommand)]
    action: Action,
}

/// Look after persona files.
///
/// Example: stoa persona check assets/personas/iris.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Persona {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Report every mistake of the files, with line, column and what was expected.
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
        let Action::Check { files, json } = self.action;
        check(&files, json, |file, text| {
            let (_, problems) = WorldDef::parse(file, text);
            let mistakes = problems.into_iter();
            mistakes
                .map(|p| Mistake {
                    line: p.line as usize,
                    column: p.column as usize,
                    message: p.message,
                })
                .collect()
        })
    }
}

impl Persona {
    /// # Errors
    /// Exit code 2 when a file has mistakes.
    pub fn run(self) -> CommandResult {
        let Action::Check { files, json } = self.action;
        check(&files, json, |file, text| {
            let (_, problems) = stoa_mind::Persona::parse(file, text);
            let mistakes = problems.into_iter();
            mistakes
                .map(|p| Mistake {
                    line: p.line as usize,
                    column: p.column as usize,
                    message: p.message(),
                })
                .collect()
        })
    }
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
