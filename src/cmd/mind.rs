//! `stoa mind show`: what a mind was asked last, and what came of it.

use anyhow::anyhow;
use clap::{Args, Subcommand};
use serde_json::Value;

use super::ProfileFlags;
use crate::{
    exchanges::Exchanges,
    exit::{CommandResult, Exit},
    paths::Paths,
    report,
};

/// Look into the minds.
///
/// Examples:
///   stoa mind show iris
///   stoa mind show iris --json
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Mind {
    #[command(flatten)]
    profile: ProfileFlags,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The last request of a mind: the exact prompt, the reply, deeds, tokens and how many came from the server's cache,
    /// how long each phase took, what it cost, which server answered and why others failed. What a model thought is
    /// shown in the window's inspector alone.
    Show {
        /// The persona, by its file's name or its own.
        #[arg(value_name = "NAME")]
        name: String,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
}

impl Mind {
    /// # Errors
    /// Exit code 2 for a mind that was asked nothing yet, or a file that can't be read.
    pub fn run(self) -> CommandResult {
        let What::Show { name, json } = self.what;
        let paths = Paths::find(self.profile.profile.as_deref())?;
        let all = Exchanges::open(&paths.data)
            .read()
            .map_err(|problem| Exit::bad_input(anyhow!(problem)))?;
        let wanted = name.trim().to_lowercase();
        let is_it = |persona: &str, value: &Value| {
            let own = value["name"].as_str().unwrap_or_default();
            persona.to_lowercase() == wanted || own.to_lowercase() == wanted
        };
        let found = all.iter().find(|(persona, value)| is_it(persona, value));
        let Some((persona, value)) = found else {
            let known: Vec<&str> = all.keys().map(String::as_str).collect();
            let known = match known.as_slice() {
                [] => "no mind was; talk to somebody first, for example: stoa chat --agent iris"
                    .to_owned(),
                known => format!("there are {}", known.join(", ")),
            };
            return Err(Exit::bad_input(anyhow!(
                "nobody called `{name}` was asked anything yet: {known}"
            )));
        };
        if json {
            let mut value = value.clone();
            value["persona"] = persona.as_str().into();
            return Ok(report::line(&value.to_string())?);
        }
        for line in in_words(value) {
            report::line(&line)?;
        }
        Ok(())
    }
}

/// For people: what it was about first, the long prompt last. Nothing in it reaches the terminal's controls.
fn in_words(value: &Value) -> Vec<String> {
    let plain = |text: &str| stoa_ui::clean::clean(text, 100_000);
    let text = |key: &str| plain(value[key].as_str().unwrap_or_default());
    let mut lines = vec![format!(
        "{} in {}, by {}",
        text("name"),
        text("world"),
        text("server")
    )];
    for failure in value["failures"].as_array().into_iter().flatten() {
        let part = |key: &str| plain(failure[key].as_str().unwrap_or_default());
        lines.push(format!("  failed: {}. {}", part("cause"), part("remedy")));
    }
    let mut facts = Vec::new();
    if let (Some(read), Some(wrote)) = (
        value["prompt_tokens"].as_u64(),
        value["completion_tokens"].as_u64(),
    ) {
        let share = value["cache_share"].as_f64();
        let share = share.map_or_else(String::new, |share| {
            format!(" ({:.0}% from the cache)", share * 100.0)
        });
        facts.push(format!("{read} tokens in{share}, {wrote} out"));
    }
    for (key, what) in [
        ("taken_s", "taken"),
        ("prompt_read_s", "prompt read"),
        ("first_word_s", "first word"),
        ("end_s", "end"),
    ] {
        if let Some(seconds) = value[key].as_f64() {
            facts.push(format!("{what} after {seconds:.3} s"));
        }
    }
    if let Some(cost) = value["cost"].as_f64() {
        facts.push(format!("cost {cost:.4}"));
    }
    lines.push(format!("  {}", facts.join(", ")));
    for call in value["tool_calls"].as_array().into_iter().flatten() {
        let name = call["name"].as_str().unwrap_or_default();
        lines.push(format!(
            "  deed: {} {}",
            plain(name),
            plain(&call["arguments"].to_string())
        ));
    }
    lines.push(String::new());
    lines.push("Reply:".to_owned());
    lines.extend(indented(&value["reply"]));
    for message in value["prompt"].as_array().into_iter().flatten() {
        lines.push(String::new());
        lines.push(format!(
            "Prompt, {}:",
            message["role"].as_str().unwrap_or_default()
        ));
        lines.extend(indented(&message["content"]));
    }
    lines
}

fn indented(text: &Value) -> Vec<String> {
    let lines = text.as_str().unwrap_or_default().lines();
    lines
        .map(|line| format!("  {}", stoa_ui::clean::clean(line, 10_000)))
        .collect()
}
