//! Answers without a server: what was recorded is played again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::{
    Backend, BoxFuture, Capabilities, ChatEvent, ChatRequest, ChatStream, ErrorKind, ModelError,
    ModelInfo,
};

/// Answers requests from recordings: the same requests yield the same events on every run, without a server.
///
/// A request that was made more than once gets its recordings in order; the last one repeats. A request without a
/// recording fails with [`ErrorKind::NoRecording`]. Clones share their place in the recordings.
#[derive(Clone)]
pub struct RecordedBackend {
    name: String,
    answers: Arc<Mutex<BTreeMap<String, Answers>>>,
}

#[derive(Default)]
struct Answers {
    recordings: Vec<Recording>,
    next: usize,
}

/// One recorded answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// The request's [`fingerprint`].
    pub fingerprint: String,
    pub events: Vec<ChatEvent>,
    /// Set when the answer ended in a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ModelError>,
}

impl RecordedBackend {
    /// A backend named `name` that answers from `recordings`.
    pub fn new(name: impl Into<String>, recordings: Vec<Recording>) -> Self {
        let mut answers = BTreeMap::<String, Answers>::new();
        for recording in recordings {
            let key = recording.fingerprint.clone();
            answers.entry(key).or_default().recordings.push(recording);
        }
        Self {
            name: name.into(),
            answers: Arc::new(Mutex::new(answers)),
        }
    }

    fn take(&self, request: &ChatRequest) -> Option<Recording> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = answers.get_mut(&fingerprint(request))?;
        let last = answers.recordings.len().checked_sub(1)?;
        let recording = answers.recordings.get(answers.next.min(last)).cloned();
        answers.next = (answers.next + 1).min(last);
        recording
    }
}

/// What tells requests apart in recordings: 16 hexadecimal digits over the model, messages, tools, sampling and, where
/// one is asked for, the form of the answer. The typed context is left out; what of it a language model sees is in the
/// messages.
///
/// The hash is FNV-1a with 64 bits (Fowler, Noll and Vo; RFC 9923).
pub fn fingerprint(request: &ChatRequest) -> String {
    let parts = (
        &request.model,
        &request.messages,
        &request.tools,
        &request.sampling,
    );
    // These types hold no map with keys other than strings, the only thing that JSON cannot write.
    let mut bytes = serde_json::to_vec(&parts).unwrap_or_default();
    if let Some(format) = &request.format {
        bytes.extend(serde_json::to_vec(format).unwrap_or_default());
    }
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

impl Backend for RecordedBackend {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let backend = self.clone();
        stream::once(async move {
            let steps = match backend.take(&request) {
                Some(Recording { events, error, .. }) => {
                    events.into_iter().map(Ok).chain(error.map(Err)).collect()
                }
                None => vec![Err(no_recording(&backend.name, &request))],
            };
            stream::iter(steps)
        })
        .flatten()
        .boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        let model = ModelInfo::named(&self.name);
        Box::pin(async move { Ok(vec![model]) })
    }

    /// Unknown: a recording answers whatever was asked then.
    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(async { Ok(Capabilities::default()) })
    }

    fn is_deterministic(&self) -> bool {
        true
    }
}

fn no_recording(name: &str, request: &ChatRequest) -> ModelError {
    ModelError::new(
        ErrorKind::NoRecording,
        format!(
            "{name} has no recording of request {}",
            fingerprint(request)
        ),
        "Record the session again, or play it with the same world, seed and script",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finish, Message, OutputFormat, Priority, Role};

    fn request(text: &str) -> ChatRequest {
        ChatRequest {
            messages: vec![Message::text(Role::User, text)],
            ..Default::default()
        }
    }

    fn recording(asked: &str, said: &str) -> Recording {
        Recording {
            fingerprint: fingerprint(&request(asked)),
            events: vec![ChatEvent::Text(said.into()), ChatEvent::Done(Finish::Stop)],
            error: None,
        }
    }

    async fn said(backend: &RecordedBackend, asked: &str) -> Result<String, ErrorKind> {
        let mut text = String::new();
        for event in backend.chat(request(asked)).collect::<Vec<_>>().await {
            match event {
                Ok(ChatEvent::Text(part)) => text += &part,
                Ok(_) => {}
                Err(error) => return Err(error.kind),
            }
        }
        Ok(text)
    }

    #[tokio::test]
    async fn each_request_gets_its_own_recordings_in_order() {
        let cut = ModelError::new(ErrorKind::CutStream, "cut", "again");
        let recordings = vec![
            recording("who?", "Ada"),
            recording("where?", "here"),
            recording("who?", "still Ada"),
            Recording {
                error: Some(cut),
                events: vec![],
                ..recording("why?", "")
            },
        ];
        let lines = serde_json::to_string(&recordings).expect("recordings are plain data");
        let recordings = serde_json::from_str(&lines).expect("what was written can be read");
        let backend = RecordedBackend::new("recorded", recordings);
        for (asked, expected) in [
            ("who?", Ok("Ada")),
            ("where?", Ok("here")),
            ("who?", Ok("still Ada")),
            ("who?", Ok("still Ada")),
            ("why?", Err(ErrorKind::CutStream)),
            ("when?", Err(ErrorKind::NoRecording)),
        ] {
            let expected = expected.map(str::to_owned);
            assert_eq!(said(&backend, asked).await, expected, "{asked}");
        }
    }

    #[test]
    fn the_fingerprint_depends_on_the_prompt_and_not_on_the_context() {
        let mut other = request("who?");
        Arc::make_mut(&mut other.context).minute = 7;
        assert_eq!(fingerprint(&request("who?")), fingerprint(&other));
        assert_ne!(fingerprint(&request("who?")), fingerprint(&request("who")));
        let mut formed = request("who?");
        formed.priority = Priority::Background;
        assert_eq!(fingerprint(&request("who?")), fingerprint(&formed));
        formed.format = Some(OutputFormat {
            name: "who".into(),
            schema: serde_json::json!({"type": "string"}),
        });
        assert_ne!(fingerprint(&request("who?")), fingerprint(&formed));
        assert_eq!(fingerprint(&ChatRequest::default()).len(), 16);
    }
}
