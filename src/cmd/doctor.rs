//! `stoa doctor`: what this machine has, what is missing, and how to get it.

mod headset;
mod keys;
mod minds;

use std::path::Path;

use clap::Args;
use serde::Serialize;
use stoa_tick::engine::Adapter;

use super::ProfileFlags;
use crate::{
    engine::EngineChoice,
    exit::{CommandResult, Exit},
    report,
};

/// Check picture, display, sound, headset, folders, model servers and the chosen mind; each finding comes with its remedy.
///
/// Example: stoa doctor --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Doctor {
    #[command(flatten)]
    profile: ProfileFlags,
    /// One JSON object with all findings.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    /// `good`, `note` (works, with a drawback), or `missing`.
    state: State,
    found: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    remedy: String,
    /// All that is known, for whoever is asked for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<serde_json::Value>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    Note,
    Missing,
}

impl Finding {
    fn good(what: &'static str, found: impl Into<String>) -> Self {
        Self {
            what,
            state: State::Good,
            found: found.into(),
            remedy: String::new(),
            report: None,
        }
    }

    fn with(
        what: &'static str,
        state: State,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            what,
            state,
            found: found.into(),
            remedy: remedy.into(),
            report: None,
        }
    }
}

impl Doctor {
    /// # Errors
    /// Exit code 3 when something that `stoa play` needs is missing, or the chosen mind does not answer.
    pub fn run(self) -> CommandResult {
        let mut findings = vec![picture(), display(), sound(), headset::look()];
        match self.profile.load() {
            Ok((paths, mut settings, complaints)) => {
                findings.push(Finding::good("assets", paths.assets.display().to_string()));
                findings.push(folder("data folder", &paths.data));
                findings.push(if complaints.is_empty() {
                    Finding::good("settings", paths.settings_file.display().to_string())
                } else {
                    let report: Vec<String> = complaints
                        .into_iter()
                        .map(|complaint| complaint.0)
                        .collect();
                    Finding::with(
                        "settings",
                        State::Note,
                        report.join("; "),
                        "mend the lines that are named",
                    )
                });
                findings.push(bodies(settings.engine));
                findings.push(servers(settings.in_use().is_none())?);
                findings.push(keys::look(&mut settings));
                findings.extend(minds::look(&settings, minds::PATIENCE)?);
            }
            Err(exit) => findings.push(Finding::with(
                "folders",
                State::Missing,
                exit.to_string(),
                "see the message",
            )),
        }
        if self.json {
            report::line(&serde_json::to_string_pretty(&findings)?)?;
        } else {
            for finding in &findings {
                let mark = match finding.state {
                    State::Good => "good   ",
                    State::Note => "note   ",
                    State::Missing => "MISSING",
                };
                report::line(&format!("{mark}  {:<14} {}", finding.what, finding.found))?;
                if !finding.remedy.is_empty() {
                    report::line(&format!("{:>25}{}", "→ ", finding.remedy))?;
                }
            }
        }
        match findings
            .iter()
            .find(|finding| finding.state == State::Missing)
        {
            None => Ok(()),
            Some(finding) => Err(Exit::missing(anyhow::anyhow!(
                "missing: {}. {}",
                finding.what,
                finding.remedy
            ))),
        }
    }
}

fn picture() -> Finding {
    match stoa_render::offscreen::probe_adapter() {
        Ok(adapter) if adapter.is_cpu => Finding::with(
            "picture",
            State::Note,
            format!("{} ({}): a software driver", adapter.name, adapter.driver),
            "it works, slowly, with the lowest quality; for a smooth picture install your graphics card's Vulkan driver",
        ),
        Ok(adapter) => Finding::good("picture", format!("{} ({})", adapter.name, adapter.driver)),
        Err(error) => Finding::with("picture", State::Missing, error.cause, error.remedy),
    }
}

/// What would move the bodies in a window.
fn bodies(choice: EngineChoice) -> Finding {
    let adapter = stoa_render::offscreen::probe_adapter().ok();
    let adapter = adapter.map(|adapter| Adapter {
        name: adapter.name,
        is_software: adapter.is_cpu,
    });
    let chosen = stoa_tick::engine::choose(adapter.as_ref(), choice.into());
    Finding::good("bodies", format!("moved by {}", chosen.why))
}

fn display() -> Finding {
    if !cfg!(target_os = "linux") {
        return Finding::good("display", "the system's own");
    }
    match ["WAYLAND_DISPLAY", "DISPLAY"]
        .into_iter()
        .find_map(|name| Some((name, std::env::var(name).ok()?)))
    {
        Some((name, value)) if !value.is_empty() => {
            Finding::good("display", format!("{name}={value}"))
        }
        _ => Finding::with(
            "display",
            State::Note,
            "neither WAYLAND_DISPLAY nor DISPLAY is set",
            "`stoa play` needs a desktop session; `stoa chat`, `stoa shot` and `stoa play --headless` do not",
        ),
    }
}

fn sound() -> Finding {
    if !cfg!(target_os = "linux") {
        return Finding::good("sound", "the system's own");
    }
    let cards = std::fs::read_to_string("/proc/asound/cards").unwrap_or_default();
    let names: Vec<&str> = cards
        .lines()
        .filter_map(|line| line.split_once("]: ").map(|(_, name)| name))
        .collect();
    if names.is_empty() {
        return Finding::with(
            "sound",
            State::Note,
            "no sound card",
            "Stoa is quiet without one; nothing else is lost",
        );
    }
    Finding::good("sound", names.join(", "))
}

fn folder(what: &'static str, path: &Path) -> Finding {
    let probe = path.join(".write-test");
    let result = std::fs::create_dir_all(path)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    match result {
        Ok(()) => Finding::good(what, path.display().to_string()),
        Err(error) => Finding::with(
            what,
            State::Missing,
            format!("{}: {error}", path.display()),
            "make it writable, or keep your data elsewhere with --profile DIR",
        ),
    }
}

fn servers(built_in: bool) -> Result<Finding, Exit> {
    const WHAT: &str = "model servers";
    let found = super::models::discover()?;
    if found.is_empty() && !built_in {
        return Ok(Finding::good(
            WHAT,
            "none at the usual ports of this machine",
        ));
    }
    if found.is_empty() {
        return Ok(Finding::with(
            WHAT,
            State::Note,
            "none on this machine; the built-in mind answers",
            "for a language model install Ollama (ollama.com), run `ollama pull llama3.2`, and start it",
        ));
    }
    let names: Vec<String> = found
        .iter()
        .map(|server| format!("{} at {}", server.label, server.url))
        .collect();
    Ok(Finding::good(WHAT, names.join(", ")))
}
