//! What a person is told when a model server fails.

use stoa_model::{ModelError, Next};
use stoa_world::sim::Notice;

/// The name of such a notice; its values are the error's `kind`, `cause` and `remedy`, what comes `next` (`server`,
/// `cut` or `nobody`), and `who`: the server or the one whose answer it was.
pub const MODEL_FAILED: &str = "model_failed";

/// `name` was answering when a server failed with `error`.
pub(super) fn notice(name: &str, error: &ModelError, next: &Next) -> Notice {
    let (so, next, who) = match next {
        Next::Server(server) => (
            format!("The {server} answers meanwhile"),
            "server",
            server.as_str(),
        ),
        Next::Cut => (format!("{name} broke off there"), "cut", name),
        Next::Nobody => (format!("{name} has no answer"), "nobody", name),
    };
    // A kind without data is a text.
    let kind = serde_json::to_value(error.kind).ok();
    let kind = kind.as_ref().and_then(|kind| kind.as_str());
    let text = format!("{}. {so}", error.cause);
    Notice::warning(text, error.remedy.clone()).named(
        MODEL_FAILED,
        [
            ("kind", kind.unwrap_or_default().to_owned()),
            ("cause", error.cause.clone()),
            ("remedy", error.remedy.clone()),
            ("next", next.to_owned()),
            ("who", who.to_owned()),
        ],
    )
}
