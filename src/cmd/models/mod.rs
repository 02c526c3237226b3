//! `stoa models`: what model servers on this machine offer.

mod pull;
mod test;

use clap::{Args, Subcommand};
use serde_json::json;
use stoa_model::ModelError;
use stoa_model_http::FoundServer;

use super::{MindFlags, ProfileFlags};
use crate::{
    exit::{CommandResult, Exit},
    minds, report,
    settings::{ServerEntry, Settings},
};

/// List the models of the servers found on this machine's loopback and of those in the settings; try one; download a
/// model.
///
/// Examples:
///   stoa models --json
///   stoa models test home
///   stoa models pull llama3.2
#[derive(Args)]
#[command(verbatim_doc_comment, args_conflicts_with_subcommands = true)]
pub struct Models {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    mind: MindFlags,
    /// One JSON object a server.
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    Test(test::Test),
    Pull(pull::Pull),
}

impl Models {
    /// # Errors
    /// Exit code 3 when the chosen server does not answer; its cause and remedy are named.
    pub fn run(mut self) -> CommandResult {
        match self.what.take() {
            Some(What::Test(test)) => test.run(),
            Some(What::Pull(pull)) => pull.run(),
            None => self.list(),
        }
    }

    fn list(self) -> CommandResult {
        let (_, mut settings, complaints) = self.profile.load()?;
        self.mind.apply(&mut settings)?;
        for complaint in complaints {
            report::line_to_stderr(&complaint.0);
        }
        for server in discover()? {
            let names: Vec<String> = server
                .models
                .iter()
                .map(|model| model.name.clone())
                .collect();
            self.show(&server.label, &server.url, &names, why_empty(&server))?;
        }
        let in_use = settings.in_use();
        let chosen = in_use.as_ref().map(|(name, _)| *name);
        for (name, entry) in &settings.servers {
            if chosen != Some(name.as_str()) {
                let models = models(&settings, name, entry)?;
                let why = models.as_ref().err().map(|error| error.to_string());
                let why = why.as_deref().unwrap_or(NO_MODELS);
                self.show(name, entry.address(), &models.unwrap_or_default(), why)?;
            }
        }
        let Some((name, entry)) = in_use else {
            return self.show(
                "built-in mind (not a language model)",
                "",
                &["built-in".to_owned()],
                "",
            );
        };
        let models = models(&settings, name, &entry)?.map_err(Exit::missing)?;
        let shown = minds::backend(&settings, name, &entry).name();
        self.show(
            &format!("chosen: {shown}"),
            entry.address(),
            &models,
            NO_MODELS,
        )
    }

    fn show(&self, label: &str, url: &str, models: &[String], why_empty: &str) -> CommandResult {
        if self.json {
            report::line(&json!({"server": label, "url": url, "models": models}).to_string())?;
            return Ok(());
        }
        report::line(&if url.is_empty() {
            plain(label)
        } else {
            format!("{}  {}", plain(label), plain(url))
        })?;
        for model in models {
            report::line(&format!("  {}", plain(model)))?;
        }
        if models.is_empty() {
            report::line(&format!("  ({why_empty})"))?;
        }
        Ok(())
    }
}

/// What the server of `entry` offers; the inner error is the server's.
fn models(
    settings: &Settings,
    name: &str,
    entry: &ServerEntry,
) -> Result<Result<Vec<String>, ModelError>, Exit> {
    let backend = minds::backend(settings, name, entry);
    let models = runtime()?.block_on(backend.models());
    Ok(models.map(|models| models.into_iter().map(|model| model.name).collect()))
}

/// What a server says of itself may hold anything: no escape of it reaches the terminal.
fn plain(text: &str) -> String {
    stoa_ui::clean::clean(text, 300)
}

const NO_MODELS: &str = "no models yet";

fn why_empty(server: &FoundServer) -> &'static str {
    if server.needs_key {
        "it answers only with a key: --key-file FILE"
    } else if server.loading {
        "it is still loading its model"
    } else {
        NO_MODELS
    }
}

/// The servers that listen on this machine's loopback.
///
/// # Errors
/// When no threads can be had.
pub fn discover() -> Result<Vec<FoundServer>, Exit> {
    Ok(runtime()?.block_on(stoa_model_http::discover()))
}

fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
