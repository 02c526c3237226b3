//! Addresses of servers, as people write them.

use reqwest::Url;
use stoa_model::{ErrorKind, ModelError};

/// A server's base address, parsed and tidied.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    base: Url,
}

impl Address {
    /// An OpenAI-compatible server's address, with or without `/v1` or a whole endpoint behind it. A path that names
    /// a version of its own (`/api/v1`, `/v1beta/openai`) is kept.
    pub fn openai(text: &str) -> Result<Self, ModelError> {
        let mut address = Self::parse(text)?;
        let mut segments = address.segments();
        strip_tail(&mut segments, &["chat", "completions"]);
        strip_tail(&mut segments, &["completions"]);
        strip_tail(&mut segments, &["models"]);
        if !segments.iter().any(|segment| is_version(segment)) {
            segments.push("v1".into());
        }
        address.set_segments(&segments);
        Ok(address)
    }

    /// An Ollama server's address; `/api` or `/v1` behind it is dropped.
    pub fn ollama(text: &str) -> Result<Self, ModelError> {
        let mut address = Self::parse(text)?;
        let mut segments = address.segments();
        for tail in [
            &["api", "chat"][..],
            &["chat", "completions"],
            &["api"],
            &["v1"],
        ] {
            strip_tail(&mut segments, tail);
        }
        address.set_segments(&segments);
        Ok(address)
    }

    /// An Anthropic server's address, with or without `/v1` or a whole endpoint behind it.
    pub fn anthropic(text: &str) -> Result<Self, ModelError> {
        let mut address = Self::parse(text)?;
        let mut segments = address.segments();
        strip_tail(&mut segments, &["messages"]);
        strip_tail(&mut segments, &["models"]);
        if !segments.iter().any(|segment| is_version(segment)) {
            segments.push("v1".into());
        }
        address.set_segments(&segments);
        Ok(address)
    }

    fn parse(text: &str) -> Result<Self, ModelError> {
        let text = text.trim();
        let shown = shorten(text);
        let bad = |remedy: String| {
            ModelError::new(
                ErrorKind::BadUrl,
                format!("“{shown}” is not a server's address"),
                remedy,
            )
        };
        if text.is_empty() {
            return Err(bad("Write it like http://localhost:11434".into()));
        }
        if !text.contains("://") {
            return Err(bad(format!(
                "Write it with its scheme, like http://{shown}"
            )));
        }
        let base = Url::parse(text)
            .map_err(|error| bad(format!("Write it like http://localhost:11434 ({error})")))?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            return Err(bad(
                "Use an address that begins with http:// or https://".into()
            ));
        }
        Ok(Self { base })
    }

    /// The address of `path` beneath the base; a query in the base (as Azure has) stays.
    pub fn join(&self, path: &[&str]) -> Url {
        let mut url = self.clone();
        let mut segments = self.segments();
        segments.extend(path.iter().map(|segment| (*segment).to_owned()));
        url.set_segments(&segments);
        url.base
    }

    /// The address beside the versioned base: llama.cpp has `/props` next to `/v1`.
    pub fn beside_version(&self, path: &[&str]) -> Url {
        let mut root = self.clone();
        let segments = self.segments();
        let kept = segments
            .iter()
            .take_while(|segment| !is_version(segment))
            .cloned();
        root.set_segments(&kept.collect::<Vec<_>>());
        root.join(path)
    }

    /// True when what is sent here can be read on the way.
    pub fn is_clear_text(&self) -> bool {
        self.base.scheme() == "http" && !is_loopback(&self.base)
    }

    /// The host with its port where one was given, for example `localhost:8080`.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        match self.base.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The address as people and errors may see it: without user, password and query.
    pub fn shown(&self) -> String {
        let path = self.base.path().trim_end_matches('/');
        format!("{}://{}{path}", self.base.scheme(), self.host())
    }

    fn segments(&self) -> Vec<String> {
        let segments = self.base.path_segments().into_iter().flatten();
        segments
            .filter(|segment| !segment.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn set_segments(&mut self, segments: &[String]) {
        self.base.set_path(&segments.join("/"));
        self.base.set_fragment(None);
    }
}

/// True when the host is this machine: then no proxy stands between.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

fn is_version(segment: &str) -> bool {
    let mut chars = segment.chars();
    chars.next() == Some('v') && chars.next().is_some_and(|digit| digit.is_ascii_digit())
}

fn strip_tail(segments: &mut Vec<String>, tail: &[&str]) {
    if segments.ends_with(
        &tail
            .iter()
            .map(|part| (*part).to_owned())
            .collect::<Vec<_>>(),
    ) {
        segments.truncate(segments.len() - tail.len());
    }
}

/// What was typed, short and harmless enough to be shown. A password before an `@` is left out.
fn shorten(text: &str) -> String {
    let tail = text.rsplit('@').next().unwrap_or_default();
    tail.chars()
        .filter(|letter| !letter.is_control())
        .take(100)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openai_addresses_lead_to_the_chat_endpoint() {
        for (typed, expected) in [
            (
                "http://localhost:8080",
                "http://localhost:8080/v1/chat/completions",
            ),
            (
                "http://localhost:8080/",
                "http://localhost:8080/v1/chat/completions",
            ),
            (
                " http://localhost:8080/v1 ",
                "http://localhost:8080/v1/chat/completions",
            ),
            (
                "http://localhost:8080/v1/",
                "http://localhost:8080/v1/chat/completions",
            ),
            (
                "http://h/v1/chat/completions",
                "http://h/v1/chat/completions",
            ),
            ("http://h/v1/models", "http://h/v1/chat/completions"),
            (
                "https://openrouter.ai/api/v1",
                "https://openrouter.ai/api/v1/chat/completions",
            ),
            ("https://h/openai", "https://h/openai/v1/chat/completions"),
            (
                "https://h/v1beta/openai/",
                "https://h/v1beta/openai/chat/completions",
            ),
            (
                "https://h/v1?api-version=7",
                "https://h/v1/chat/completions?api-version=7",
            ),
            ("http://[::1]:80/v1", "http://[::1]/v1/chat/completions"),
        ] {
            let url = Address::openai(typed).map(|base| base.join(&["chat", "completions"]));
            assert_eq!(url.map(String::from).as_deref(), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn ollama_addresses_lead_to_its_own_chat() {
        for typed in [
            "http://h:1",
            "http://h:1/",
            "http://h:1/api",
            "http://h:1/v1/",
            "http://h:1/api/chat",
        ] {
            let url = Address::ollama(typed).map(|base| base.join(&["api", "chat"]));
            assert_eq!(
                url.map(String::from).as_deref(),
                Ok("http://h:1/api/chat"),
                "{typed}"
            );
        }
    }

    #[test]
    fn anthropic_addresses_lead_to_its_messages() {
        for typed in [
            "https://h",
            "https://h/v1/",
            "https://h/v1/messages",
            "https://h/v1/models",
        ] {
            let url = Address::anthropic(typed).map(|base| base.join(&["messages"]));
            assert_eq!(
                url.map(String::from).as_deref(),
                Ok("https://h/v1/messages"),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_named_with_a_remedy_and_no_password() {
        for typed in [
            "",
            "localhost:8080",
            "ftp://h",
            "http://",
            "http://a b",
            "u:pass@host:9",
            "http://h:99999",
        ] {
            let error = Address::openai(typed).expect_err("not an address");
            assert_eq!(error.kind, ErrorKind::BadUrl, "{typed}");
            assert!(!error.to_string().contains("pass"), "{error}");
        }
        let secret = Address::openai("https://u:pass@h/v1?key=word").map(|base| base.shown());
        assert_eq!(secret.as_deref(), Ok("https://h/v1"));
    }

    #[test]
    fn llama_cpp_has_its_properties_beside_the_version() {
        let base =
            Address::openai("http://h:8080/llama/v1").map(|base| base.beside_version(&["props"]));
        assert_eq!(
            base.map(String::from).as_deref(),
            Ok("http://h:8080/llama/props")
        );
    }
}
