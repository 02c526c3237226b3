//! LiteLLM's proxy, a gateway as companies run them, with a key.

use std::{net::TcpStream, time::Duration};

use super::{ANSWER, Server, Way, chat, check_scene, free_port, python, serve};
use crate::support::{
    Profile,
    talk::{check_fault, log_without, turns},
    until,
};

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
        let ran = chat(&way(Some("sk-wrong")), &["Hello"]);
        let log = log_without(&ran, "sk-wrong");
        check_fault(turns(&log)[0], "400", "Check the key");
    }
}
