//! Finds out by trying what a server does not tell of a model.

use serde_json::{Value, json};
use stoa_model::{
    Capabilities, ChatRequest, ErrorKind, Message, ModelError, Role, Sampling, Support, ToolSpec,
};

use super::{Inner, request::body};

/// Tokens that the trial may take.
const TRIAL_TOKENS: u32 = 64;

impl Inner {
    /// What the server tells of `model` and, where it does not tell of tools, what comes of asking the model for one
    /// call, which is remembered: it is asked once. A model that answers without the call counts as one without tools:
    /// the plain-text way works with every model.
    ///
    /// # Errors
    /// As a chat's; nothing is remembered then.
    pub(super) async fn probe(&self, model: Option<String>) -> Result<Capabilities, ModelError> {
        let link = self.link.as_ref().map_err(Clone::clone)?;
        let model = self.resolve(link, model).await?;
        let mut known = self.abilities(link, &model).await?;
        if known.tools != Support::Unknown {
            return Ok(known);
        }
        let mut sent = body(&trial(), &model, &self.habits(&model));
        if let Some(fields) = sent.as_object_mut() {
            fields.remove("stream_options");
            fields.remove("return_progress");
            fields.insert("stream".into(), false.into());
        }
        let url = link.address.join(&["chat", "completions"]);
        known.tools = match link.transport.post_json(&url, &sent, &model).await {
            Ok(answer) if calls(&answer) => Support::Yes,
            Ok(_) => Support::No,
            // It refuses the tools, whatever the words for that are.
            Err(error) if error.kind == ErrorKind::BadRequest => Support::No,
            Err(error) => return Err(error),
        };
        self.learned().abilities.insert(model, known.clone());
        Ok(known)
    }
}

fn trial() -> ChatRequest {
    let ready = ToolSpec {
        name: "ready".into(),
        description: "Tells that tools work.".into(),
        parameters: json!({"type": "object", "properties": {}}),
    };
    let words = "This is a test of tools. Call the tool `ready` now and say nothing.";
    ChatRequest {
        messages: vec![Message::text(Role::User, words)],
        tools: vec![ready],
        sampling: Sampling {
            temperature: Some(0.0),
            max_tokens: Some(TRIAL_TOKENS),
            ..Sampling::default()
        },
        ..ChatRequest::default()
    }
}

fn calls(answer: &Value) -> bool {
    let calls = answer.pointer("/choices/0/message/tool_calls");
    calls
        .and_then(Value::as_array)
        .is_some_and(|calls| !calls.is_empty())
}
