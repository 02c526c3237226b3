//! `stoa models test`: does a server answer, and how fast?

use clap::Args;
use serde_json::json;
use stoa_model::Support;

use super::{plain, runtime};
use crate::{
    cmd::{MindFlags, ProfileFlags},
    exit::{CommandResult, Exit},
    minds, report,
    settings::Settings,
    trial::{Trial, try_out},
};

/// Try a model server: connect, list its models, measure the first word and the tokens a second.
///
/// Example: stoa models test home
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Test {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(flatten)]
    mind: MindFlags,
    /// The server's name in the settings. Default: the one in use.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

impl Test {
    /// # Errors
    /// Exit code 2 for a name that the settings do not have, 3 when the server does not answer; cause and remedy are
    /// named.
    pub fn run(self) -> CommandResult {
        let (_, mut settings, complaints) = self.profile.load()?;
        for complaint in complaints {
            report::line_to_stderr(&complaint.0);
        }
        self.mind.apply(&mut settings)?;
        if let Some(name) = &self.name {
            settings.use_server(name).map_err(Exit::bad_input)?;
        }
        let trial = try_server(&settings)?;
        if self.json {
            return Ok(report::line(&as_json(&trial).to_string())?);
        }
        report::line(&plain(&trial.in_words()))?;
        for model in &trial.models {
            report::line(&format!("  {}", plain(&model.name)))?;
        }
        Ok(())
    }
}

fn try_server(settings: &Settings) -> Result<Trial, Exit> {
    let Some((name, entry)) = settings.in_use() else {
        return Err(Exit::bad_input(anyhow::anyhow!(
            "the built-in mind is in use, which is no server. Name one of the settings, or give --url"
        )));
    };
    let connection = minds::connection(settings, name, &entry);
    let model = (!entry.model.is_empty()).then(|| entry.model.clone());
    let trial = try_out(connection, model, minds::kind(&entry));
    runtime()?.block_on(trial).map_err(Exit::missing)
}

fn as_json(trial: &Trial) -> serde_json::Value {
    let models: Vec<&str> = trial.models.iter().map(|m| m.name.as_str()).collect();
    json!({
        "server": trial.name,
        "kind": minds::kind_word(trial.kind),
        "models": models,
        "tools": trial.known.tools == Support::Yes,
        "context_tokens": trial.known.context_tokens,
        "first_token_s": trial.first_token.as_secs_f64(),
        "tokens": trial.usage.map(|usage| usage.completion_tokens),
        "tokens_per_second": trial.tokens_per_second(),
    })
}
