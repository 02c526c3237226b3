//! What kind of failure a server's words and status tell of.

use stoa_model::ErrorKind;

/// The true name of a server's error, from its status (where there is one), its code or type, and its words.
pub(super) fn classify(
    status: Option<u16>,
    code: &str,
    words: &str,
    html: bool,
    tools: bool,
) -> ErrorKind {
    let text = format!("{code} {words}").to_lowercase();
    let has = |needles: &[&str]| needles.iter().any(|needle| text.contains(needle));
    if matches!(status, Some(401 | 403))
        || has(&[
            "invalid_api_key",
            "authentication_error",
            "permission_error",
            "no connected db",
        ])
    {
        return if html && status == Some(403) {
            ErrorKind::WrongProtocol
        } else {
            ErrorKind::BadKey
        };
    }
    if has(&[
        "context length",
        "context_length",
        "context size",
        "context window",
        "maximum context",
        "exceed_context",
        "prompt is too long",
        "too many tokens",
        "input length",
    ]) {
        return ErrorKind::ContextTooLong;
    }
    if matches!(status, Some(402 | 429)) || has(&["rate_limit", "rate limit"]) || is_quota(&text) {
        return ErrorKind::RateLimited;
    }
    if has(&[
        "content_policy",
        "content_filter",
        "content management policy",
    ]) {
        return ErrorKind::Refusal;
    }
    if tools && lacks_tools(&text) {
        return ErrorKind::BadRequest;
    }
    if has(&[
        "loading model",
        "model is loading",
        "being loaded",
        "still loading",
        "currently loading",
    ]) {
        return ErrorKind::Loading;
    }
    let absent = [
        "not found",
        "not exist",
        "unknown model",
        "no model",
        "model_not_found",
        "invalid model",
    ];
    let client_side = status.is_none_or(|status| (400..500).contains(&status));
    if client_side
        && !html
        && has(&["model"])
        && (has(&absent) || has(&["not a valid model", "not loaded"]))
    {
        return ErrorKind::UnknownModel;
    }
    match status {
        Some(413) => ErrorKind::BadRequest,
        // A gateway's page about the server behind it.
        Some(500..=599) if html => ErrorKind::ServerError,
        _ if html => ErrorKind::WrongProtocol,
        Some(404 | 405 | 501) => ErrorKind::WrongProtocol,
        Some(408 | 409) => ErrorKind::ServerError,
        Some(400..=499) => ErrorKind::BadRequest,
        Some(300..=399) => ErrorKind::WrongProtocol,
        None if has(&["invalid_request"]) => ErrorKind::BadRequest,
        _ => ErrorKind::ServerError,
    }
}

/// The server says in lower-case `text` that this model, or the server as it was started, has no tools.
pub(super) fn lacks_tools(text: &str) -> bool {
    text.contains("tool")
        && [
            "not support",
            "unsupported",
            "requires",
            "no endpoints",
            "not enabled",
            "not available",
        ]
        .iter()
        .any(|word| text.contains(word))
}

pub(super) fn is_quota(text: &str) -> bool {
    ["insufficient_quota", "quota", "credit", "billing"]
        .iter()
        .any(|word| text.contains(word))
}
