//! Proxies from the environment.

use super::*;

/// Run by the test below in a process of its own: the environment counts for a whole process.
#[tokio::test]
#[ignore = "needs a proxy in the environment"]
async fn through_the_proxy() {
    let backend = Protocol::OpenAi.backend("http://models.invalid/v1", TIMEOUTS);
    assert_eq!(answer(&*backend, request()).await.0, "Hello.");
}

#[tokio::test]
async fn a_proxy_in_the_environment_is_passed_by() {
    let proxy = Protocol::OpenAi.serve(Script::say("Hello.")).await;
    let program = std::env::current_exe().expect("this program");
    let url = proxy.url();
    let run = tokio::task::spawn_blocking(move || {
        std::process::Command::new(program)
            .args(["--exact", "proxy::through_the_proxy", "--ignored"])
            .env("HTTP_PROXY", &url)
            .env("http_proxy", &url)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
    });
    let output = run.await.expect("it ran").expect("it started");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}"
    );
    let asked = proxy.requests();
    let all = asked.iter().map(|request| request.path.as_str());
    let expected = [
        "http://models.invalid/v1/models",
        "http://models.invalid/v1/chat/completions",
    ];
    assert_eq!(all.collect::<Vec<_>>(), expected);
}
