//! Does the chosen mind answer, and do the others?

use std::time::Duration;

use stoa_model::{ModelError, ModelInfo};
use stoa_ui::text::doctor as text;

use super::{Finding, State};
use crate::{
    exit::Exit,
    minds,
    settings::{BackendKind, ServerEntry, Settings},
    trouble,
};

/// How long the chosen server may take to tell of its models. Longer than for the connection alone, whose failures
/// have names of their own.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The mind that answers for everybody, then every other server of the settings.
pub fn look(settings: &Settings, patience: Duration) -> Result<Vec<Finding>, Exit> {
    const WHAT: &str = "chosen mind";
    let in_use = settings.in_use();
    let mut findings = vec![match &in_use {
        None => Finding::good(WHAT, text::built_in()),
        Some((name, entry)) => ask(settings, WHAT, name, entry, patience)?,
    }];
    let chosen = in_use.as_ref().map(|(name, _)| *name);
    for (name, entry) in &settings.servers {
        if chosen != Some(name.as_str()) {
            let finding = ask(settings, "model server", name, entry, patience)?;
            // Nobody waits for it: another one thinks.
            let state = match finding.state {
                State::Missing => State::Note,
                state => state,
            };
            findings.push(Finding { state, ..finding });
        }
    }
    Ok(findings)
}

/// Model servers that run on this machine.
///
/// # Errors
/// When no threads can be had.
pub fn servers(built_in: bool) -> Result<Finding, Exit> {
    const WHAT: &str = "model servers";
    let found = crate::cmd::models::discover()?;
    if found.is_empty() && !built_in {
        return Ok(Finding::good(WHAT, text::no_servers()));
    }
    if found.is_empty() {
        return Ok(Finding::with(
            WHAT,
            State::Note,
            text::no_servers_built_in(),
            text::no_servers_remedy(),
        ));
    }
    let names: Vec<String> = found
        .iter()
        .map(|server| text::server(&server.label, &server.url))
        .collect();
    Ok(Finding::good(WHAT, names.join(", ")))
}

/// Asks a server for its models and for what the chosen one can do: whatever would fail a talk before its first word
/// shows here, and no model has to be loaded.
fn ask(
    settings: &Settings,
    what: &'static str,
    name: &str,
    entry: &ServerEntry,
    patience: Duration,
) -> Result<Finding, Exit> {
    let backend = minds::backend(settings, name, entry);
    let asking = async {
        let models = backend.models().await?;
        backend.capabilities(None).await?;
        Ok::<_, ModelError>(models)
    };
    let answer = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async { tokio::time::timeout(patience, asking).await });
    let name = backend.name();
    Ok(match answer {
        Ok(Ok(models)) if is_unlisted(entry, &models) => Finding::with(
            what,
            State::Note,
            text::unlisted(&name),
            text::unlisted_remedy(),
        ),
        Ok(Ok(_)) => Finding::good(what, text::answers(&name)),
        Ok(Err(error)) => {
            let problem = trouble::problem(&error);
            Finding::with(what, State::Missing, problem.cause, problem.remedy)
        }
        Err(_) => Finding::with(
            what,
            State::Missing,
            text::silent(&name, patience.as_secs_f32()),
            text::silent_remedy(),
        ),
    })
}

/// An OpenAI-compatible server says only in a talk that it does not have a model; Ollama says it when asked about one.
fn is_unlisted(entry: &ServerEntry, models: &[ModelInfo]) -> bool {
    entry.kind == Some(BackendKind::Openai)
        && !entry.model.is_empty()
        && !models.iter().any(|model| model.name == entry.model)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use stoa_model_http::fake_server::{FakeServer, Script};

    use super::*;

    fn listen() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let at = listener.local_addr().expect("its address");
        (listener, format!("http://{at}"))
    }

    #[test]
    fn a_chosen_server_that_answers_nobody_would_be_called_good() {
        let threads = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("threads");
        let openai = |models: &[&str]| {
            let script = Script::say("Hi").models(models.iter().copied());
            threads
                .block_on(FakeServer::openai(script))
                .expect("a server")
        };
        let (two, empty) = (openai(&["a", "b"]), openai(&[]));
        let ollama = threads
            .block_on(FakeServer::ollama(Script::say("Hi")))
            .expect("a server");
        let (_mute, mute_url) = listen();
        let (nobody, nobody_url) = listen();
        drop(nobody);
        for (backend, url, model, state, words) in [
            (
                BackendKind::Builtin,
                String::new(),
                "",
                State::Good,
                "built-in",
            ),
            (
                BackendKind::Openai,
                two.url(),
                "",
                State::Good,
                "(a) answers",
            ),
            (
                BackendKind::Openai,
                two.url(),
                "b",
                State::Good,
                "(b) answers",
            ),
            (
                BackendKind::Openai,
                two.url(),
                "c",
                State::Note,
                "does not list",
            ),
            (
                BackendKind::Openai,
                empty.url(),
                "",
                State::Missing,
                "no model",
            ),
            (
                BackendKind::Ollama,
                ollama.url(),
                "fake",
                State::Good,
                "(fake) answers",
            ),
            (BackendKind::Ollama, two.url(), "", State::Missing, "Ollama"),
            (
                BackendKind::Openai,
                nobody_url,
                "",
                State::Missing,
                "listens",
            ),
            (BackendKind::Openai, mute_url, "", State::Missing, "within"),
            (
                BackendKind::Openai,
                "8080".to_owned(),
                "",
                State::Missing,
                "address",
            ),
        ] {
            let patience = if words == "within" { 0.2 } else { 60.0 };
            let settings = Settings {
                backend,
                url,
                model: model.to_owned(),
                ..Settings::default()
            };
            let mut found = look(&settings, Duration::from_secs_f32(patience)).expect("threads");
            assert_eq!(found.len(), 1);
            let finding = found.remove(0);
            assert!(finding.state == state, "{}", finding.found);
            assert!(finding.found.contains(words), "{}", finding.found);
            assert_eq!(finding.remedy.is_empty(), state == State::Good);
        }
    }
}
