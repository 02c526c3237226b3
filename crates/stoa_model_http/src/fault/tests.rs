use ErrorKind::*;

use super::*;

fn server(kind: ServerKind) -> Server {
    Server {
        label: "shop".into(),
        url: "http://h:1".into(),
        key: Some(ApiKey::new("sk-very-secret")),
        kind,
    }
}

fn check(status: u16, body: &str, expected: ErrorKind) -> ModelError {
    let content_type = if body.starts_with('<') {
        "text/html"
    } else {
        "application/json"
    };
    let refused = Rejection {
        status,
        content_type,
        body,
        model: Some("m"),
        tools: true,
    };
    let error = server(ServerKind::OpenAi).refused(refused);
    assert_eq!(error.kind, expected, "{status} {body}\n{error}");
    error
}

#[test]
fn every_refusal_gets_its_true_name() {
    check(401, r#"{"error":{"message":"Incorrect API key"}}"#, BadKey);
    check(403, r#"{"detail":"forbidden"}"#, BadKey);
    // LiteLLM's proxy looks for a key that is not its own in a database, and where it has none says only that.
    check(
        400,
        r#"{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}"#,
        BadKey,
    );
    check(
        404,
        r#"{"error":{"message":"The model `m` does not exist","code":"model_not_found"}}"#,
        UnknownModel,
    );
    check(
        404,
        r#"{"object":"error","message":"The model `m` does not exist.","code":404}"#,
        UnknownModel,
    );
    check(404, r#"{"error":"model 'm' not found"}"#, UnknownModel);
    check(
        400,
        r#"{"error":"No models loaded. Please load a model"}"#,
        UnknownModel,
    );
    check(404, r#"{"detail":"Not Found"}"#, WrongProtocol);
    check(
        404,
        r#"{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}"#,
        WrongProtocol,
    );
    check(404, "404 page not found", WrongProtocol);
    check(502, "<html><body>Bad gateway</body></html>", ServerError);
    check(413, "<html>too large</html>", BadRequest);
    check(404, "<html>no such page</html>", WrongProtocol);
    check(403, "<html>", WrongProtocol);
    check(429, r#"{"error":{"message":"slow down"}}"#, RateLimited);
    check(402, r#"{"error":{"message":"no credit"}}"#, RateLimited);
    check(
        503,
        r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
        Loading,
    );
    check(503, r#"{"error":{"message":"busy"}}"#, ServerError);
    check(
        400,
        r#"{"error":{"type":"exceed_context_size_error","message":"too big"}}"#,
        ContextTooLong,
    );
    check(
        400,
        r#"{"error":{"message":"maximum context length is 4096 tokens"}}"#,
        ContextTooLong,
    );
    check(
        400,
        r#"{"error":{"code":"content_filter","message":"policy"}}"#,
        Refusal,
    );
    check(
        422,
        r#"{"detail":[{"loc":["body","seed"],"msg":"extra"}]}"#,
        BadRequest,
    );
    check(
        500,
        r#"{"error":"model requires more system memory (5 GiB)"}"#,
        ServerError,
    );
    check(500, "", ServerError);
    check(301, "", WrongProtocol);
}

#[test]
fn a_model_without_tools_is_said_to_have_none() {
    for (status, body) in [
        (
            400,
            r#"{"error":"registry.ollama.ai/library/m does not support tools"}"#,
        ),
        (
            500,
            r#"{"error":{"message":"tools param requires --jinja flag"}}"#,
        ),
        (
            400,
            r#"{"error":{"message":"\"auto\" tool choice requires --enable-auto-tool-choice"}}"#,
        ),
        (
            404,
            r#"{"error":{"message":"No endpoints found that support tool use"}}"#,
        ),
    ] {
        let error = check(status, body, BadRequest);
        assert!(error.lacks_tools(), "{error}");
    }
    assert!(!check(400, r#"{"error":"bad tool name"}"#, BadRequest).lacks_tools());
}

#[test]
fn words_of_a_server_are_short_harmless_and_without_the_key() {
    let long = "x".repeat(9000);
    let body =
        format!(r#"{{"error":{{"message":"\u001b[31mkey sk-very-secret\n\u202e {long}"}}}}"#);
    let text = check(400, &body, BadRequest).to_string();
    assert!(text.contains("[31mkey [key] xxx"), "{text}");
    assert!(
        text.chars().count() < 500 && !text.contains(char::is_control),
        "{text}"
    );
}

#[test]
fn remedies_fit_the_server() {
    let refused = Rejection {
        status: 404,
        content_type: "application/json",
        body: r#"{"error":"model 'm' not found"}"#,
        model: Some("m"),
        tools: false,
    };
    assert!(
        server(ServerKind::Ollama)
            .refused(refused)
            .remedy
            .contains("ollama pull m")
    );
    assert!(
        server(ServerKind::OpenAi)
            .refused(refused)
            .remedy
            .contains("stoa models")
    );
}

#[test]
fn errors_inside_a_stream_are_named_too() {
    for (value, expected) in [
        (
            serde_json::json!({"error": {"message": "overloaded", "code": 529}}),
            ServerError,
        ),
        (
            serde_json::json!({"error": {"message": "x", "code": 429}}),
            RateLimited,
        ),
        (
            serde_json::json!({"error": "an error was encountered"}),
            ServerError,
        ),
        (
            serde_json::json!({"object": "error", "message": "context length", "code": 400}),
            ContextTooLong,
        ),
        (
            serde_json::json!({"error": {"code": 404, "message": "gone"}}),
            ServerError,
        ),
    ] {
        assert_eq!(
            server(ServerKind::OpenAi)
                .in_stream(&value, None, false)
                .kind,
            expected,
            "{value}"
        );
    }
}

#[test]
fn a_model_that_is_a_file_is_named_without_its_folders() {
    for (model, expected) in [
        ("llama3.2:3b", "llama3.2:3b"),
        ("org/model", "org/model"),
        ("/home/ada/models/tiny.gguf", "tiny.gguf"),
        ("C:\\models\\tiny.gguf", "tiny.gguf"),
        ("evil\u{1b}[31m", "evil [31m"),
    ] {
        assert_eq!(Server::model_name(model), expected);
    }
}
