//! Looks for model servers on this machine.

use std::{sync::OnceLock, time::Duration};

use futures_util::future::join_all;
use reqwest::{Client, Response};
use serde_json::Value;
use stoa_model::ModelInfo;
use tokio::time::timeout;

use crate::{ServerKind, ollama, openai};

/// Ports at which model servers listen by default, each with the server that usually has it. The names are only used
/// for servers that do not tell their own.
pub const LOOPBACK_PORTS: [(u16, &str); 8] = [
    (11434, "Ollama"),
    (8080, "llama.cpp"),
    (9931, "llama.cpp"),
    (1234, "LM Studio"),
    (8000, "vLLM"),
    (5001, "KoboldCpp"),
    (5000, "text-generation-webui"),
    (1337, "Jan"),
];

/// A server on loopback answers within this time or is taken as absent.
const PATIENCE: Duration = Duration::from_millis(250);
/// Longest list of models that is read, in bytes.
const MAX_LIST: usize = 1 << 20;

/// A model server that was found on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundServer {
    pub kind: ServerKind,
    /// The base address for the backend of this kind, for example `http://127.0.0.1:11434`.
    pub url: String,
    /// Its models; empty when it has none, is loading or wants a key.
    pub models: Vec<ModelInfo>,
    /// The server's name, for example `llama.cpp`.
    pub label: String,
    /// It answers only with a key.
    pub needs_key: bool,
    /// It is still loading its model.
    pub loading: bool,
}

/// Looks for model servers at their default ports on 127.0.0.1, in the order of [`LOOPBACK_PORTS`]. Takes less than
/// 300 ms; nothing beyond loopback is contacted.
pub async fn discover() -> Vec<FoundServer> {
    discover_on(&LOOPBACK_PORTS).await
}

/// As [`discover`], at these ports.
pub async fn discover_on(ports: &[(u16, &str)]) -> Vec<FoundServer> {
    let Some(client) = client() else {
        return Vec::new();
    };
    let probes = ports.iter().map(|(port, label)| async move {
        timeout(PATIENCE, probe(client, *port, label))
            .await
            .ok()
            .flatten()
    });
    join_all(probes).await.into_iter().flatten().collect()
}

/// Made without certificates: nothing here is encrypted, and reading the system's takes longer than the search.
fn client() -> Option<&'static Client> {
    static CLIENT: OnceLock<Option<Client>> = OnceLock::new();
    let build = || {
        let builder = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        let built = builder.tls_certs_only([]).pool_max_idle_per_host(0).build();
        built
            .inspect_err(|error| tracing::warn!(%error, "no search for model servers"))
            .ok()
    };
    CLIENT.get_or_init(build).as_ref()
}

async fn probe(client: &Client, port: u16, label: &str) -> Option<FoundServer> {
    let url = format!("http://127.0.0.1:{port}");
    // llama.cpp and KoboldCpp answer Ollama's paths as well; only Ollama says that it is Ollama.
    let root = client.get(&url).send();
    let list = client.get(format!("{url}/v1/models")).send();
    let (root, list) = tokio::join!(root, list);
    if let Ok(root) = root
        && root.status().is_success()
        && body(root, 64).await.starts_with(b"Ollama is running")
    {
        return read_ollama(client, url).await;
    }
    let list = list.ok()?;
    let status = list.status().as_u16();
    let value = serde_json::from_slice::<Value>(&body(list, MAX_LIST).await).ok()?;
    read_openai(url, label, status, &value)
}

async fn read_ollama(client: &Client, url: String) -> Option<FoundServer> {
    let tags = client.get(format!("{url}/api/tags")).send().await.ok()?;
    let tags = serde_json::from_slice::<Value>(&body(tags, MAX_LIST).await).ok()?;
    Some(FoundServer {
        kind: ServerKind::Ollama,
        url,
        models: ollama::infos(&tags),
        label: "Ollama".into(),
        needs_key: false,
        loading: false,
    })
}

/// What a server's answer to `/v1/models` tells. Anything that is not clearly a model server is none.
fn read_openai(url: String, label: &str, status: u16, list: &Value) -> Option<FoundServer> {
    let found = |models, label: &str, needs_key, loading| FoundServer {
        kind: ServerKind::OpenAi,
        url,
        models,
        label: label.to_owned(),
        needs_key,
        loading,
    };
    let error = list.get("error").is_some();
    match status {
        200 => {
            let entries = openai::entries(list).filter(|_| list.is_object())?;
            let owner = entries
                .iter()
                .find_map(|entry| entry.get("owned_by")?.as_str());
            let label = match owner.unwrap_or_default().to_lowercase().as_str() {
                "llamacpp" => "llama.cpp",
                "vllm" => "vLLM",
                "koboldcpp" => "KoboldCpp",
                "sglang" => "SGLang",
                _ => label,
            };
            Some(found(openai::infos(list), label, false, false))
        }
        401 | 403 if error => Some(found(Vec::new(), label, true, false)),
        503 if error && list.to_string().to_lowercase().contains("loading") => {
            Some(found(Vec::new(), label, false, true))
        }
        _ => None,
    }
}

/// The first `most` bytes of a body; what breaks off counts as its end.
async fn body(mut response: Response, most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < most
        && let Ok(Some(chunk)) = response.chunk().await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(most);
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(status: u16, list: Value, expected: Option<(&str, usize, bool, bool)>) {
        let found = read_openai("http://127.0.0.1:1".into(), "at this port", status, &list);
        let seen = found.as_ref().map(|server| {
            (
                server.label.as_str(),
                server.models.len(),
                server.needs_key,
                server.loading,
            )
        });
        assert_eq!(seen, expected, "{status} {list}");
    }

    #[test]
    fn only_model_servers_are_found() {
        let llama = json!({"object": "list", "data": [{"id": "m", "owned_by": "llamacpp"}]});
        check(200, llama, Some(("llama.cpp", 1, false, false)));
        check(
            200,
            json!({"data": []}),
            Some(("at this port", 0, false, false)),
        );
        check(
            401,
            json!({"error": {"message": "key"}}),
            Some(("at this port", 0, true, false)),
        );
        let loading = json!({"error": {"message": "Loading model", "code": 503}});
        check(503, loading, Some(("at this port", 0, false, true)));
        check(200, json!({"hello": "world"}), None);
        check(200, json!([{"id": "a list of something"}]), None);
        check(403, json!({"message": "AirPlay"}), None);
        check(404, json!({"error": "not found"}), None);
    }
}
