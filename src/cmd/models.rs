//! `stoa models`: what model servers on this machine offer.

use clap::Args;
use serde_json::json;
use stoa_model_http::FoundServer;

use super::{MindFlags, ProfileFlags, common::ready_keys};
use crate::{
    exit::{CommandResult, Exit},
    minds, report,
    settings::BackendKind,
};

/// List the models of the servers found on this machine's loopback, and of the one in the settings.
///
/// Example: stoa models --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Models {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    mind: MindFlags,
    /// One JSON object a server.
    #[arg(long)]
    json: bool,
}

impl Models {
    /// # Errors
    /// Exit code 3 when the chosen server does not answer; its cause and remedy are named.
    pub fn run(self) -> CommandResult {
        let (_, mut settings, mut complaints) = self.profile.load()?;
        self.mind.apply(&mut settings);
        complaints.extend(ready_keys(&mut settings));
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
        if settings.backend == BackendKind::Builtin {
            return self.show(
                "built-in mind (not a language model)",
                "",
                &["built-in".to_owned()],
                "",
            );
        }
        let backend = minds::backend(&settings);
        let models = runtime()?
            .block_on(backend.models())
            .map_err(Exit::missing)?;
        let names: Vec<String> = models.into_iter().map(|model| model.name).collect();
        self.show(
            &format!("chosen: {}", backend.name()),
            settings.address().unwrap_or_default(),
            &names,
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
