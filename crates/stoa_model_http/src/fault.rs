//! The true name of each failure, with what to do about it.

mod classify;
mod connect;
mod words;

use serde_json::Value;
use stoa_model::{ErrorKind, ModelError};

pub(crate) use self::words::tidy;
use self::{
    classify::{classify, is_quota, lacks_tools},
    words::{clean, cut, words},
};
use crate::{ApiKey, ServerKind};

/// A server as its errors name it.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// For example `ollama` or `localhost:8080`.
    pub label: String,
    /// The address without user, password and query.
    pub url: String,
    pub key: Option<ApiKey>,
    pub kind: ServerKind,
}

/// What a server answered instead of what was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rejection<'a> {
    pub status: u16,
    pub content_type: &'a str,
    pub body: &'a str,
    /// The model that was asked for.
    pub model: Option<&'a str>,
    /// The request carried tools.
    pub tools: bool,
}

impl Server {
    /// The error behind an HTTP status other than success.
    pub fn refused(&self, rejection: Rejection) -> ModelError {
        let html = is_html(rejection.content_type, rejection.body);
        let (code, words) = words(rejection.body);
        let words = if html {
            String::new()
        } else {
            self.tidy(&words)
        };
        let kind = classify(Some(rejection.status), &code, &words, html, rejection.tools);
        let status = rejection.status;
        let said = match (html, words.is_empty()) {
            (true, _) => format!("{} answered {status} with a web page", self.at()),
            (_, true) => format!("{} answered {status}", self.at()),
            _ => format!("{} answered {status}: {words}", self.at()),
        };
        let error = self.named(kind, said, rejection.model, &words, rejection.tools);
        let remedy = match (status, kind) {
            (413, ErrorKind::BadRequest) => {
                "Keep the conversation shorter, or raise the limit of the server or the gateway before it"
            }
            (502 | 504, ErrorKind::ServerError) => {
                "The gateway does not reach the model server: start that, or look at the gateway's log"
            }
            (529, ErrorKind::ServerError) => "Wait a little, or choose another server",
            _ => return error,
        };
        ModelError {
            remedy: remedy.into(),
            ..error
        }
    }

    /// The error behind an error object in a stream that began well.
    pub fn in_stream(&self, value: &Value, model: Option<&str>, tools: bool) -> ModelError {
        let text = value.to_string();
        let (code, words) = words(&text);
        let words = self.tidy(&words);
        let status = code
            .parse()
            .ok()
            .filter(|status| (400..600).contains(status));
        let kind = match classify(status, &code, &words, false, tools) {
            // A server that got as far as to stream speaks the protocol.
            ErrorKind::WrongProtocol => ErrorKind::ServerError,
            kind => kind,
        };
        let said = format!("{} broke off: {words}", self.at());
        self.named(kind, said, model, &words, tools)
    }

    /// What came is not this protocol; `what` says what it is.
    pub fn not_the_protocol(&self, what: &str) -> ModelError {
        let protocol = self.kind.protocol();
        let what = self.tidy(what);
        ModelError::new(
            ErrorKind::WrongProtocol,
            format!("{} does not speak {protocol} ({what})", self.at()),
            self.kind.other(),
        )
    }

    /// The server sends the client elsewhere; a key is never taken there.
    pub fn redirected(&self, location: &str) -> ModelError {
        let location = self.tidy(location);
        ModelError::new(
            ErrorKind::WrongProtocol,
            format!("{} sends us on to {location}", self.at()),
            "If you trust that address, put it into the settings",
        )
    }

    /// The server sends the client from one of its addresses to the next without end.
    pub fn circles(&self) -> ModelError {
        ModelError::new(
            ErrorKind::WrongProtocol,
            format!(
                "{} sends us round in a circle of its own addresses",
                self.at()
            ),
            "Check the path of the address, and the gateway before the server",
        )
    }

    /// The answer is packed, though every request asks for a plain one.
    pub fn compressed(&self, encoding: &str) -> ModelError {
        let encoding = self.tidy(encoding);
        ModelError::new(
            ErrorKind::WrongProtocol,
            format!(
                "{} packed its answer ({encoding}), which nobody asked for",
                self.at()
            ),
            "Turn compression off in the server, or in the gateway before it",
        )
    }

    /// No first token in time.
    pub fn first_token_timeout(&self, seconds: f32) -> ModelError {
        ModelError::new(
            ErrorKind::FirstTokenTimeout,
            format!("{} did not begin to answer within {seconds} s", self.at()),
            "Wait until the model is loaded, choose a smaller one, or give the server a GPU",
        )
    }

    /// The stream fell silent.
    pub fn idle_timeout(&self, seconds: f32) -> ModelError {
        ModelError::new(
            ErrorKind::IdleTimeout,
            format!(
                "{} fell silent for {seconds} s in the middle of its answer",
                self.at()
            ),
            "Look at the server's log; it may be out of memory or hanging",
        )
    }

    /// The server lists no model that could chat.
    pub fn no_models(&self) -> ModelError {
        let remedy = if self.is_ollama() {
            "Install one with `ollama pull llama3.2`".to_owned()
        } else {
            format!("Load a model in the server at {}", self.url)
        };
        ModelError::new(
            ErrorKind::UnknownModel,
            format!("{} has no model to talk with", self.at()),
            remedy,
        )
    }

    /// The server lists no model that is made for embeddings, and the settings name none.
    pub fn no_embeddings(&self) -> ModelError {
        let remedy = match self.is_ollama() {
            true => "Install one with `ollama pull nomic-embed-text`".to_owned(),
            false => format!("Load an embedding model in the server at {}", self.url),
        };
        ModelError::new(
            ErrorKind::UnknownModel,
            format!("{} has no model for embeddings", self.at()),
            remedy,
        )
    }

    /// Text of the server, fit to be shown: short, on one line, without control characters and without the key.
    pub fn tidy(&self, text: &str) -> String {
        match &self.key {
            // Invisible letters, and the cut, would hide a key from whoever looks for it.
            Some(key) => cut(&key.blot(&clean(text))),
            None => tidy(text),
        }
    }

    /// A model's name as people see it: of a file, which llama.cpp names by its whole path, the file's name.
    pub fn model_name(model: &str) -> String {
        let file = model
            .ends_with(".gguf")
            .then(|| model.rsplit(['/', '\\']).next());
        tidy(file.flatten().unwrap_or(model))
    }

    /// `ollama at http://localhost:11434`, or the address alone where the label tells no more.
    pub fn at(&self) -> String {
        if self.url.contains(&self.label) {
            return self.url.clone();
        }
        format!("{} at {}", self.label, self.url)
    }

    /// Models are installed with `ollama pull`.
    fn is_ollama(&self) -> bool {
        self.kind == ServerKind::Ollama
    }

    fn start(&self) -> String {
        if self.is_ollama() {
            return format!(
                "Start it with `ollama serve`, or check the address {}",
                self.url
            );
        }
        format!(
            "Start the server, or check the host and port of {}",
            self.url
        )
    }

    fn named(
        &self,
        kind: ErrorKind,
        said: String,
        model: Option<&str>,
        words: &str,
        tools: bool,
    ) -> ModelError {
        let model = Self::model_name(model.unwrap_or("the model"));
        let remedy = match kind {
            ErrorKind::BadKey if self.key.is_some() => {
                format!("Check the key for {} in the settings", self.url)
            }
            ErrorKind::BadKey => format!("Set a key for {} in the settings", self.url),
            ErrorKind::UnknownModel if self.is_ollama() => {
                format!("Install it with `ollama pull {model}`, or choose another model")
            }
            ErrorKind::UnknownModel => "Choose one of the models that `stoa models` lists".into(),
            ErrorKind::WrongProtocol => {
                let what = said.strip_prefix(&self.at()).unwrap_or(&said);
                return self.not_the_protocol(&format!("it{what}"));
            }
            ErrorKind::Loading => "Wait until the server has loaded the model".into(),
            ErrorKind::RateLimited if is_quota(&words.to_lowercase()) => {
                "Top up the account, or choose another server".into()
            }
            ErrorKind::RateLimited => "Wait a little, or choose another server".into(),
            ErrorKind::ContextTooLong => {
                "Give the server a larger context, or choose a model with one".into()
            }
            ErrorKind::Refusal => "Say it in other words, or choose another model".into(),
            ErrorKind::BadRequest if tools && lacks_tools(&words.to_lowercase()) => {
                return ModelError::no_tools(
                    &model,
                    &said,
                    "Ask without tools, or choose a model that has them",
                );
            }
            ErrorKind::BadRequest => "Check the model and the settings of this server".into(),
            _ if words.to_lowercase().contains("overloaded") => {
                "Wait a little, or choose another server".into()
            }
            _ if words.to_lowercase().contains("memory") => "Choose a smaller model".into(),
            _ => "Look at the server's log, or try again".into(),
        };
        ModelError::new(kind, said, remedy)
    }
}

fn is_html(content_type: &str, body: &str) -> bool {
    content_type.starts_with("text/html") || body.trim_start().starts_with('<')
}

#[cfg(test)]
mod tests;
