//! `stoa models pull`: an Ollama server downloads a model.

use std::{io::IsTerminal, io::Write};

use anyhow::anyhow;
use clap::Args;
use futures_util::StreamExt;
use serde_json::json;
use stoa_model_http::{
    Connection, OllamaBackend, OllamaConfig, PullProgress, ServerKind, discover,
};

use super::{plain, runtime};
use crate::{
    cmd::{MindFlags, ProfileFlags},
    exit::{CommandResult, Exit},
    minds, report,
    settings::{BackendKind, Settings},
};

/// Download a model by name, with the Ollama server in the settings, else with the one on this machine. Ctrl-C stops
/// it; the same command goes on where it stopped.
///
/// Example: stoa models pull llama3.2
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Pull {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    mind: MindFlags,
    /// The model, as Ollama's library calls it.
    #[arg(value_name = "NAME")]
    name: String,
    /// One JSON object a step.
    #[arg(long)]
    json: bool,
}

impl Pull {
    /// # Errors
    /// Exit code 3 when there is no Ollama server or it can't download; cause and remedy are named.
    pub fn run(self) -> CommandResult {
        let (_, mut settings, complaints) = self.profile.load()?;
        for complaint in complaints {
            report::line_to_stderr(&complaint.0);
        }
        self.mind.apply(&mut settings)?;
        runtime()?.block_on(async {
            let connection = ollama(&settings).await?;
            let backend = OllamaBackend::new(OllamaConfig::new(connection, None));
            let mut pull = backend.pull(self.name.clone());
            let mut shown = Shown::new(self.json);
            while let Some(progress) = pull.next().await {
                shown.show(&progress.map_err(Exit::missing)?)?;
            }
            shown.end(&self.name)
        })
    }
}

/// The Ollama server of the settings, or the one on this machine.
async fn ollama(settings: &Settings) -> Result<Connection, Exit> {
    let in_use = settings.in_use();
    let of_settings = in_use.into_iter().chain(settings.all_servers());
    for (name, entry) in of_settings {
        if entry.kind == Some(BackendKind::Ollama) {
            return Ok(minds::connection(settings, name, &entry));
        }
    }
    let found = discover().await;
    let found = found.into_iter().find(|s| s.kind == ServerKind::Ollama);
    let found = found.ok_or_else(|| {
        Exit::missing(anyhow!(
            "no Ollama server: none is in the settings and none listens on this machine. Start one (`ollama serve`; \
             https://ollama.com), or give --backend ollama --url URL"
        ))
    })?;
    Ok(Connection {
        base_url: found.url,
        ..Connection::default()
    })
}

/// Progress on the terminal: one line that is renewed, or in a file one line for each step that one would want to see.
struct Shown {
    json: bool,
    terminal: bool,
    last: Option<(String, u64)>,
}

impl Shown {
    fn new(json: bool) -> Self {
        Self {
            json,
            terminal: std::io::stderr().is_terminal(),
            last: None,
        }
    }

    fn show(&mut self, progress: &PullProgress) -> CommandResult {
        // Tenths where every line stays, else hundredths.
        let steps = if self.terminal && !self.json { 100 } else { 10 };
        let share = progress.done_bytes.saturating_mul(steps) / progress.total_bytes.max(1);
        let step = (progress.status.clone(), share);
        if self.last.as_ref() == Some(&step) {
            return Ok(());
        }
        self.last = Some(step);
        if self.json {
            let line = json!({
                "doing": progress.status,
                "done_bytes": progress.done_bytes,
                "total_bytes": progress.total_bytes,
                "done": progress.is_done,
            });
            return Ok(report::line(&line.to_string())?);
        }
        let text = in_words(progress);
        if self.terminal {
            let mut err = std::io::stderr();
            // What can't be shown on the way is no failure of the download.
            let _ = write!(err, "\r{text:<70}").and_then(|()| err.flush());
        } else {
            report::line_to_stderr(&text);
        }
        Ok(())
    }

    fn end(&self, name: &str) -> CommandResult {
        if self.json {
            return Ok(());
        }
        if self.terminal {
            report::line_to_stderr("");
        }
        Ok(report::line(&format!("{} is here", plain(name)))?)
    }
}

fn in_words(progress: &PullProgress) -> String {
    let doing = plain(&progress.status);
    match progress.total_bytes {
        0 => doing,
        total => {
            let gigabytes = |bytes: u64| bytes as f64 / 1e9;
            format!(
                "{doing}: {:.2} of {:.2} GB",
                gigabytes(progress.done_bytes),
                gigabytes(total)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_would_be_told_in_bytes_nobody_can_read() {
        let mut progress = PullProgress {
            status: "pulling \u{1b}[31m6a0746a1ec1a".to_owned(),
            ..PullProgress::default()
        };
        assert!(!in_words(&progress).contains('\u{1b}'));
        progress.status = "pulling 6a07".to_owned();
        assert_eq!(in_words(&progress), "pulling 6a07");
        progress.done_bytes = 1_250_000_000;
        progress.total_bytes = 2_019_393_189;
        assert_eq!(in_words(&progress), "pulling 6a07: 1.25 of 2.02 GB");
    }
}
