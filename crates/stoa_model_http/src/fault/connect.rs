//! Failures of connections.

use std::error::Error;

use stoa_model::{ErrorKind, ModelError};

use super::Server;

impl Server {
    /// The error behind a request that got no answer.
    pub fn unsent(&self, error: &reqwest::Error, connect_s: f32) -> ModelError {
        let causes = causes(error);
        let chain = self.tidy(&causes.join(": "));
        let lower = chain.to_lowercase();
        let url = &self.url;
        let refused = causes_io(error, std::io::ErrorKind::ConnectionRefused);
        if error.is_timeout() {
            return ModelError::new(
                ErrorKind::ConnectTimeout,
                format!(
                    "{} did not take the connection within {connect_s} s",
                    self.at()
                ),
                format!("Check that {url} is right and that the machine is reachable from here"),
            );
        }
        if refused {
            return ModelError::new(
                ErrorKind::Refused,
                format!("Nothing listens at {url}"),
                self.start(),
            );
        }
        if error.is_connect() && (lower.contains("dns error") || lower.contains("lookup address")) {
            return ModelError::new(
                ErrorKind::UnknownHost,
                format!("The host of {url} is not known ({chain})"),
                "Check the spelling of the address and the network connection",
            );
        }
        let tls = [
            "certificate",
            "tls",
            "handshake",
            "corrupt message",
            "unknownissuer",
        ];
        if error.is_connect()
            && url.starts_with("https")
            && tls.iter().any(|word| lower.contains(word))
        {
            let plain = lower.contains("corrupt message") || lower.contains("invalidcontenttype");
            let remedy = if plain {
                "The server may not be encrypted: try the address with http://"
            } else if lower.contains("unknownissuer") || lower.contains("unknown issuer") {
                "If you trust who signed its certificate, name that certificate's file in the settings"
            } else if lower.contains("not valid for") || lower.contains("notvalidforname") {
                "Use the name of the server that its certificate was made for"
            } else {
                "Check the server's certificate, or the clock of this machine"
            };
            return ModelError::new(
                ErrorKind::Tls,
                format!("No encrypted connection to {url} ({chain})"),
                remedy,
            );
        }
        if error.is_connect() {
            return ModelError::new(
                ErrorKind::Refused,
                format!("No connection to {url} ({chain})"),
                self.start(),
            );
        }
        if error.is_builder() {
            return ModelError::new(
                ErrorKind::BadUrl,
                format!("No request can be made to {url} ({chain})"),
                "Check the address and the extra headers in the settings",
            );
        }
        if lower.contains("invalid http") || lower.contains("parse") {
            return self.not_the_protocol(&chain);
        }
        ModelError::new(
            ErrorKind::CutStream,
            format!(
                "{} closed the connection without an answer ({chain})",
                self.at()
            ),
            "Try again; if it happens every time, look at the server's log",
        )
    }

    /// The error behind a connection that broke in the middle of the answer.
    pub fn broken(&self, error: &reqwest::Error) -> ModelError {
        let chain = self.tidy(&causes(error).join(": "));
        let mut cut = crate::assembly::cut(&self.at());
        cut.cause = format!("{} ({chain})", cut.cause);
        cut
    }
}

/// The messages of an error and what lies beneath it, without the address (it may hold a password).
fn causes(error: &reqwest::Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if causes.last() != Some(&text) {
            causes.push(text);
        }
        source = cause.source();
    }
    if causes.is_empty() {
        causes.push("the request failed".into());
    }
    causes
}

fn causes_io(error: &reqwest::Error, kind: std::io::ErrorKind) -> bool {
    let mut source: Option<&(dyn Error + 'static)> = error.source();
    while let Some(cause) = source {
        if cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == kind)
        {
            return true;
        }
        source = cause.source();
    }
    false
}
