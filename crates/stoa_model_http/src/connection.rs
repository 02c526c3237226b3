//! How a server is reached, the same for every protocol.

use std::{fmt, path::PathBuf, sync::Arc};

use stoa_model::ModelError;

use crate::{ApiKey, ServerKind, Timeouts, address::Address, fault::Server, transport::Transport};

/// How a server is reached, whatever it speaks.
///
/// Proxies come from the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`); none stands before
/// loopback. HTTP/2 is spoken where an encrypted server offers it. Neither `Debug` nor an error shows a key, a
/// header's value or a password in the address.
#[derive(Clone, Default)]
pub struct Connection {
    /// For example `http://localhost:8080` or `https://api.openai.com/v1`.
    pub base_url: String,
    /// Sent to this address's scheme, host and port alone; no redirect takes it elsewhere.
    pub key: Option<ApiKey>,
    /// Further headers for every request, by name and value.
    pub headers: Vec<(String, String)>,
    pub timeouts: Timeouts,
    /// The name that people see; `None`: one that fits the protocol.
    pub label: Option<String>,
    /// A PEM file of certificates that are trusted beside the system's roots.
    pub ca_file: Option<PathBuf>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self
            .headers
            .iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>();
        f.debug_struct("Connection")
            .field(
                "base_url",
                &Address::openai(&self.base_url).map(|address| address.shown()),
            )
            .field("key", &self.key)
            .field("headers", &headers)
            .field("timeouts", &self.timeouts)
            .field("label", &self.label)
            .field("ca_file", &self.ca_file)
            .finish()
    }
}

/// A connection whose address and headers were understood.
#[derive(Clone)]
pub(crate) struct Link {
    pub address: Address,
    pub transport: Transport,
}

impl Link {
    /// # Errors
    /// [`stoa_model::ErrorKind::BadUrl`] for the address; see [`Transport::new`] for the rest.
    pub fn new(connection: &Connection, kind: ServerKind) -> Result<Self, ModelError> {
        let text = &connection.base_url;
        let address = match kind {
            ServerKind::Ollama => Address::ollama(text)?,
            ServerKind::OpenAi => Address::openai(text)?,
            ServerKind::Anthropic => Address::anthropic(text)?,
        };
        let named = match kind {
            ServerKind::Ollama => "ollama".to_owned(),
            ServerKind::OpenAi | ServerKind::Anthropic => address.host(),
        };
        let server = Server {
            label: connection.label.clone().unwrap_or(named),
            url: address.shown(),
            key: connection.key.clone().filter(|key| !key.is_empty()),
            kind,
        };
        let transport = Transport::new(server, connection)?;
        Ok(Self { address, transport })
    }

    pub fn server(&self) -> &Arc<Server> {
        &self.transport.server
    }
}

/// True when a key for `base_url` would cross a network unencrypted: the scheme is `http` and the host is not this
/// machine. Programs warn before they send it. False for what is no address.
pub fn sends_key_in_clear(base_url: &str) -> bool {
    Address::openai(base_url).is_ok_and(|address| address.is_clear_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_over_a_network_in_clear_text_without_a_word() {
        for (url, clear) in [
            ("http://192.168.1.7:8080", true),
            ("http://gpu-box:8000/v1", true),
            ("http://localhost.example.com", true),
            ("http://localhost:8080", false),
            ("http://[::1]:8080", false),
            ("http://127.0.0.2:1", false),
            ("https://api.openai.com/v1", false),
            ("no address", false),
        ] {
            assert_eq!(sends_key_in_clear(url), clear, "{url}");
        }
    }
}
