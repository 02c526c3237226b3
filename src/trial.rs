//! A model server is tried: does it answer, what does it offer, and how fast is it?

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use stoa_model::{
    Backend, Capabilities, ChatEvent, ChatRequest, Message, ModelError, ModelInfo, Role, Sampling,
    Support, Usage,
};
use stoa_model_http::{Connection, ServerKind};
use stoa_ui::text::{self, Tried};

/// Tokens that the trial answer may take.
const TOKENS: u32 = 64;

/// What a server that works has shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Server and model.
    pub name: String,
    pub kind: ServerKind,
    pub models: Vec<ModelInfo>,
    pub known: Capabilities,
    /// From asking to the first word, or the first thought of a model that thinks first.
    pub first_token: Duration,
    /// From the first token to the last.
    pub rest: Duration,
    pub usage: Option<Usage>,
}

impl Trial {
    /// Tokens a second after the first, where the server counts them.
    pub fn tokens_per_second(&self) -> Option<f64> {
        let tokens = self.usage?.completion_tokens;
        let seconds = self.rest.as_secs_f64();
        (tokens > 1 && seconds > 0.0).then(|| f64::from(tokens - 1) / seconds)
    }

    /// In one line for people.
    pub fn in_words(&self) -> String {
        text::tried(&Tried {
            name: &self.name,
            first_word_s: self.first_token.as_secs_f64(),
            tokens_per_second: self.tokens_per_second(),
            models: self.models.len(),
            tools: self.known.tools == Support::Yes,
            context: self.known.context_tokens,
        })
    }
}

/// Asks the server for its models, what the chosen one can do, and one short sentence. Its kind is found out where it
/// is not given.
///
/// # Errors
/// The true cause of whatever would fail a talk, and a remedy.
pub async fn try_out(
    connection: Connection,
    model: Option<String>,
    kind: Option<ServerKind>,
) -> Result<Trial, ModelError> {
    let kind = match kind {
        Some(kind) => kind,
        None => stoa_model_http::recognise(&connection).await?,
    };
    let backend = stoa_model_http::backend(connection, model, Some(kind));
    let models = backend.models().await?;
    let known = backend.probe(None).await?;
    let (first_token, rest, usage) = one_sentence(&backend).await?;
    Ok(Trial {
        name: backend.name(),
        kind,
        models,
        known,
        first_token,
        rest,
        usage,
    })
}

async fn one_sentence(
    backend: &Arc<dyn Backend>,
) -> Result<(Duration, Duration, Option<Usage>), ModelError> {
    let words = "You are asked whether you are there. Answer in one short sentence.";
    let request = ChatRequest {
        messages: vec![Message::text(Role::User, words)],
        sampling: Sampling {
            max_tokens: Some(TOKENS),
            ..Sampling::default()
        },
        ..ChatRequest::default()
    };
    let begun = Instant::now();
    let mut first = None;
    let mut usage = None;
    let mut stream = backend.chat(request);
    while let Some(event) = stream.next().await {
        match event? {
            ChatEvent::Text(_) | ChatEvent::Reasoning(_) | ChatEvent::ToolCall(_) => {
                first.get_or_insert_with(|| begun.elapsed());
            }
            ChatEvent::Usage(counted) => usage = Some(counted),
            ChatEvent::Progress(_) | ChatEvent::Done(_) => {}
        }
    }
    let whole = begun.elapsed();
    let first = first.unwrap_or(whole);
    Ok((first, whole.saturating_sub(first), usage))
}

#[cfg(test)]
mod tests {
    use stoa_model::ErrorKind;
    use stoa_model_http::fake_server::{FakeServer, Script};

    use super::*;

    fn at(url: String) -> Connection {
        Connection {
            base_url: url,
            ..Connection::default()
        }
    }

    #[tokio::test]
    async fn a_server_would_be_called_good_that_fails_in_the_first_talk() {
        let script = || Script::say("I am here.");
        let servers = [
            (FakeServer::openai(script()).await, ServerKind::OpenAi),
            (FakeServer::ollama(script()).await, ServerKind::Ollama),
            (FakeServer::anthropic(script()).await, ServerKind::Anthropic),
        ];
        for (server, kind) in servers {
            let server = server.unwrap();
            let trial = try_out(at(server.url()), None, None).await.unwrap();
            assert_eq!(trial.kind, kind);
            assert!(!trial.models.is_empty());
            let words = trial.in_words();
            assert!(words.contains("answers: first word after"), "{words}");
        }
        for (script, kind) in [
            (Script::unauthorized(), ErrorKind::BadKey),
            (Script::unknown_model(), ErrorKind::UnknownModel),
        ] {
            let server = FakeServer::openai(script.tools(true)).await.unwrap();
            let error = try_out(at(server.url()), Some("m".into()), None).await;
            assert_eq!(error.unwrap_err().kind, kind);
        }
    }

    #[test]
    fn the_speed_would_count_the_wait_for_the_first_word() {
        let trial = Trial {
            name: "home (m)".to_owned(),
            kind: ServerKind::Ollama,
            models: vec![ModelInfo::named("m")],
            known: Capabilities {
                tools: Support::Yes,
                context_tokens: Some(8192),
                ..Capabilities::default()
            },
            first_token: Duration::from_millis(1500),
            rest: Duration::from_secs(2),
            usage: Some(Usage {
                completion_tokens: 41,
                ..Usage::default()
            }),
        };
        assert_eq!(
            trial.in_words(),
            "home (m) answers: first word after 1.5 s, then 20 tokens a second; 1 model, tools, 8,192 tokens of context"
        );
    }
}
