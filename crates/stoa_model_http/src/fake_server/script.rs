//! What the fake server answers.

use std::time::Duration;

use serde_json::{Value, json};

/// What a [`FakeServer`](super::FakeServer) answers to one chat request, and, by [`Script::then`], to the next ones.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) pieces: Vec<Piece>,
    pub(super) end: End,
    pub(super) first_after: Duration,
    pub(super) pause: Duration,
    /// Takes the request and never says anything.
    pub(super) mute: bool,
    /// Further headers of an answer that streams.
    pub(super) headers: Vec<(String, String)>,
    /// What lies at other addresses, instead of what usually does: path, status and body.
    pub(super) pages: Vec<(String, u16, String)>,
    refusal: Option<Refusal>,
    /// Status and body for whoever tries whether tools work.
    pub(super) trial: (u16, String),
    pub(super) models: Vec<String>,
    pub(super) tools: Option<bool>,
    next: Option<Box<Script>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Text(String),
    Reasoning(String),
    Call {
        name: String,
        arguments: Value,
    },
    Raw(Vec<u8>),
    /// The same bytes again and again.
    Flood(Vec<u8>, u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Finish,
    /// The body ends in order, but the answer is not complete.
    Short,
    /// The socket closes in the middle.
    Cut,
    /// The socket is torn down: the client's side sees a reset.
    Reset,
    Hang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    OpenAi,
    Ollama,
    Anthropic,
}

impl Dialect {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Anthropic => "text/event-stream",
            Self::Ollama => "application/x-ndjson",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub status: u16,
    pub content_type: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Script {
    /// Says `text` word by word.
    pub fn say(text: &str) -> Self {
        Self::tokens(text.split_inclusive(' '))
    }

    /// Says these tokens.
    pub fn tokens<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let text = |token: &str| Piece::Text(token.to_owned());
        Self::of(tokens.into_iter().map(text).collect())
    }

    /// Sends these bytes, a network packet each, as the body of the answer.
    pub fn raw(packets: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self {
            end: End::Short,
            ..Self::of(packets.into_iter().map(Piece::Raw).collect())
        }
    }

    /// Sends the same bytes `times` times: bodies that no memory should hold.
    pub fn flood(piece: impl Into<Vec<u8>>, times: u64) -> Self {
        Self {
            end: End::Short,
            ..Self::of(vec![Piece::Flood(piece.into(), times)])
        }
    }

    /// Takes the request and never answers, not even with a status.
    pub fn mute() -> Self {
        Self {
            mute: true,
            ..Self::of(Vec::new())
        }
    }

    /// Refuses with this status, content type and body.
    pub fn status(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let refusal = Refusal {
            status,
            content_type: content_type.to_owned(),
            headers: Vec::new(),
            body: body.into(),
        };
        Self {
            refusal: Some(refusal),
            ..Self::of(Vec::new())
        }
    }

    /// Refuses the key.
    pub fn unauthorized() -> Self {
        Self::refuse(401, "Incorrect API key provided")
    }

    /// Does not have the model.
    pub fn unknown_model() -> Self {
        Self::refuse(404, "model 'fake' not found")
    }

    /// Is still loading the model.
    pub fn loading() -> Self {
        Self::refuse(503, "Loading model")
    }

    /// Fails.
    pub fn server_error() -> Self {
        Self::refuse(500, "something broke")
    }

    /// Answers with a web page.
    pub fn html() -> Self {
        Self::status(200, "text/html", "<!doctype html><title>Welcome</title>")
    }

    /// Answers with JSON that is no chat answer.
    pub fn wrong_json() -> Self {
        Self::status(200, "application/json", r#"{"hello":"world"}"#)
    }

    fn refuse(status: u16, words: &str) -> Self {
        // Ollama puts the words themselves into `error`; clients take both forms from everybody.
        Self::status(
            status,
            "application/json",
            json!({"error": {"message": words}}).to_string(),
        )
    }

    /// Reasons before it goes on.
    pub fn reasoning(mut self, text: &str) -> Self {
        self.pieces.insert(0, Piece::Reasoning(text.to_owned()));
        self
    }

    /// Calls a tool after what was said so far.
    pub fn call(mut self, name: &str, arguments: Value) -> Self {
        self.pieces.push(Piece::Call {
            name: name.to_owned(),
            arguments,
        });
        self
    }

    /// Waits before the first token.
    pub fn first_after(mut self, wait: Duration) -> Self {
        self.first_after = wait;
        self
    }

    /// Waits between two tokens.
    pub fn paced(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Closes the socket after the first `tokens`.
    pub fn cut_after(self, tokens: usize) -> Self {
        self.ends_after(tokens, End::Cut)
    }

    /// Tears the socket down after the first `tokens`.
    pub fn reset_after(self, tokens: usize) -> Self {
        self.ends_after(tokens, End::Reset)
    }

    /// Ends the body in order after the first `tokens`, without the end of the answer.
    pub fn short_after(self, tokens: usize) -> Self {
        self.ends_after(tokens, End::Short)
    }

    /// Falls silent after the first `tokens` and keeps the socket open.
    pub fn hang_after(self, tokens: usize) -> Self {
        self.ends_after(tokens, End::Hang)
    }

    fn ends_after(mut self, tokens: usize, end: End) -> Self {
        self.pieces.truncate(tokens);
        self.end = end;
        self
    }

    /// Adds a header to the answer or the refusal, for example `retry-after`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let header = (name.to_owned(), value.to_owned());
        match &mut self.refusal {
            Some(refusal) => refusal.headers.push(header),
            None => self.headers.push(header),
        }
        self
    }

    /// Answers the trial of tools with this status and body; without this, it talks instead of calling one. A trial
    /// is none of the chat requests.
    pub fn trial(mut self, status: u16, body: impl Into<String>) -> Self {
        self.trial = (status, body.into());
        self
    }

    /// Puts a page at `path`, whatever usually lies there. It counts for all requests, as what is told of models.
    pub fn page_at(mut self, path: &str, status: u16, body: impl Into<String>) -> Self {
        self.pages.push((path.to_owned(), status, body.into()));
        self
    }

    /// The models that the server lists; without this, one called `fake`.
    pub fn models<'a>(mut self, models: impl IntoIterator<Item = &'a str>) -> Self {
        self.models = models.into_iter().map(str::to_owned).collect();
        self
    }

    /// The server says whether its model has tools, and refuses them if it has none. Without this it does not say.
    pub fn tools(mut self, tools: bool) -> Self {
        self.tools = Some(tools);
        self
    }

    /// Answers the requests after this one's as `next` says. What the server tells of its models is this one's.
    pub fn then(mut self, next: Script) -> Self {
        self.next = Some(Box::new(match self.next.take() {
            Some(follower) => follower.then(next),
            None => next,
        }));
        self
    }

    fn of(pieces: Vec<Piece>) -> Self {
        Self {
            pieces,
            end: End::Finish,
            first_after: Duration::ZERO,
            pause: Duration::ZERO,
            mute: false,
            headers: Vec::new(),
            pages: Vec::new(),
            refusal: None,
            trial: (
                200,
                json!({"choices": [{"message": {"content": "I am ready."}}]}).to_string(),
            ),
            models: vec!["fake".into()],
            tools: None,
            next: None,
        }
    }

    /// The script for the chat request number `turn`, from 0.
    pub(super) fn turn(&self, turn: usize) -> &Script {
        let mut script = self;
        for _ in 0..turn {
            let Some(next) = &script.next else { break };
            script = next;
        }
        script
    }

    /// The refusal of this chat request, if it is refused.
    pub(super) fn refusal(&self, dialect: Dialect, request: &Value) -> Option<Refusal> {
        let wants_tools = request.get("tools").is_some();
        if wants_tools && self.tools == Some(false) {
            return match dialect {
                Dialect::OpenAi | Dialect::Anthropic => {
                    Self::refuse(400, "this model does not support tools").refusal
                }
                Dialect::Ollama => {
                    let body =
                        json!({"error": "registry.ollama.ai/library/fake does not support tools"});
                    Self::status(400, "application/json", body.to_string()).refusal
                }
            };
        }
        self.refusal.clone()
    }
}
