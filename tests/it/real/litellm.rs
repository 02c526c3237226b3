//! LiteLLM's proxy, a gateway as companies run them, with a key.

use std::{net::TcpStream, time::Duration};

use super::{ANSWER, IRIS, Server, Way, chat, check_scene, free_port, python, serve};
use crate::support::{Profile, events, of_kind, said_by, until};

const KEY: &str = "sk-stoa-test-5f1d8a0c47e24b7a9a";

fn litellm(profile: &Profile) -> Option<Server> {
    let python = python("litellm", &["PyPI"])?;
    let config = profile.file("litellm.yaml");
    let port = free_port().to_string();
    let config = config.to_str().expect("a UTF-8 path");
    let server = serve(&python, "litellm", &[config, &port, KEY, ANSWER]);
    // It takes ten seconds to begin, and more on a machine that has other work.
    until(Duration::from_secs(120), "LiteLLM", || {
        TcpStream::connect(("127.0.0.1", server.port)).ok()
    });
    Some(server)
}

#[test]
fn litellm_would_be_another_scene_or_its_key_another_fault() {
    let profile = Profile::new();
    let Some(server) = litellm(&profile) else {
        return;
    };
    for backend in ["openai", "anthropic"] {
        let way = |key| Way {
            backend,
            url: &server.url,
            key,
        };
        check_scene(&way(Some(KEY)), "mock");
        for (key, remedy) in [(None, "Set a key"), (Some("sk-wrong"), "Check the key")] {
            let ran = chat(&way(key), &["Hello"]);
            let log = events(&ran.out);
            let failed = of_kind(&log, "model_failed");
            assert_eq!(failed.len(), 1, "{backend}: {}", ran.out);
            let told = failed[0]["remedy"].as_str().unwrap_or_default();
            assert!(told.contains(remedy), "{backend}: {}", failed[0]);
            assert!(!said_by(&log, IRIS).is_empty(), "{backend}: {}", ran.out);
            assert_eq!(of_kind(&log, "model_done")[0]["server"], "built-in mind");
        }
    }
}
