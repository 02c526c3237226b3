//! What goes wrong, as the panels tell it in their language.

use serde_json::Value;
use stoa_agents::MODEL_FAILED;
use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, ErrorKind, ModelError};
use stoa_ui::{
    Problem, Trouble,
    text::{self, Meanwhile},
};
use stoa_world::sim::Notice;

/// A failure of a model server.
pub fn problem(error: &ModelError) -> Problem {
    text::server_trouble(trouble(error.kind), &error.cause, &error.remedy)
}

fn trouble(kind: ErrorKind) -> Trouble {
    match kind {
        ErrorKind::BadUrl => Trouble::BadAddress,
        ErrorKind::UnknownHost => Trouble::UnknownHost,
        ErrorKind::Refused => Trouble::Refused,
        ErrorKind::ConnectTimeout => Trouble::ConnectTimeout,
        ErrorKind::Tls => Trouble::Tls,
        ErrorKind::FirstTokenTimeout => Trouble::FirstTokenTimeout,
        ErrorKind::IdleTimeout => Trouble::IdleTimeout,
        ErrorKind::TooLong => Trouble::TooLong,
        ErrorKind::CutStream => Trouble::CutStream,
        ErrorKind::WrongProtocol => Trouble::WrongProtocol,
        ErrorKind::BadKey => Trouble::BadKey,
        ErrorKind::UnknownModel => Trouble::UnknownModel,
        ErrorKind::Loading => Trouble::Loading,
        ErrorKind::LimitReached => Trouble::LimitReached,
        ErrorKind::Busy => Trouble::Busy,
        ErrorKind::RateLimited => Trouble::RateLimited,
        ErrorKind::ContextTooLong => Trouble::ContextTooLong,
        ErrorKind::BadRequest => Trouble::BadRequest,
        ErrorKind::ServerError => Trouble::ServerError,
        ErrorKind::Refusal => Trouble::Withheld,
        ErrorKind::EmptyAnswer => Trouble::EmptyAnswer,
        ErrorKind::BadToolCall => Trouble::BadToolCall,
        ErrorKind::NoRecording => Trouble::NoRecording,
    }
}

/// What the world tells a person, and what to do about it. What has no name stays as it is.
pub fn of_world(notice: &Notice) -> (String, Option<String>) {
    let told = match notice.name.as_str() {
        MODEL_FAILED => model_failed(notice),
        _ => None,
    };
    told.unwrap_or_else(|| (notice.text.clone(), notice.remedy.clone()))
}

fn model_failed(notice: &Notice) -> Option<(String, Option<String>)> {
    let kind = Value::from(notice.value("kind"));
    let kind = serde_json::from_value(kind).ok()?;
    let [cause, remedy] = ["cause", "remedy"].map(|of| notice.value(of));
    let problem = text::server_trouble(trouble(kind), cause, remedy);
    let who = notice.value("who");
    let then = match notice.value("next") {
        "server" if who == BuiltinBackend.name() => Meanwhile::BuiltIn,
        "server" => Meanwhile::Server(who),
        "cut" => Meanwhile::BrokeOff(who),
        "nobody" => Meanwhile::Nobody(who),
        _ => return None,
    };
    Some((text::meanwhile(&problem.cause, then), Some(problem.remedy)))
}

#[cfg(test)]
mod tests {
    use stoa_ui::{Language, language::speak};

    use super::*;

    const CAUSE: &str = "Nothing listens at http://h:1";
    const REMEDY: &str = "Start the server";

    fn failed(kind: &str, next: &str, who: &str) -> (String, Option<String>) {
        let values = [
            ("kind", kind.to_owned()),
            ("cause", CAUSE.to_owned()),
            ("remedy", REMEDY.to_owned()),
            ("next", next.to_owned()),
            ("who", who.to_owned()),
        ];
        of_world(&Notice::warning("plain", "remedy").named(MODEL_FAILED, values))
    }

    #[test]
    fn a_failure_would_be_told_in_another_language_than_the_panels() {
        let english = |then: &str| (format!("{CAUSE}. {then}"), Some(REMEDY.to_owned()));
        let plain = ("plain".to_owned(), Some("remedy".to_owned()));
        for (kind, next, who, told) in [
            (
                "refused",
                "server",
                "home",
                english("The home answers meanwhile"),
            ),
            (
                "refused",
                "server",
                "built-in mind",
                english("The built-in mind answers meanwhile"),
            ),
            ("refused", "cut", "Iris", english("Iris broke off there")),
            ("refused", "nobody", "Iris", english("Iris has no answer")),
            // Of another version, or damaged: it is told as it came.
            ("of a later version", "cut", "Iris", plain.clone()),
            ("refused", "", "Iris", plain.clone()),
        ] {
            assert_eq!(failed(kind, next, who), told);
        }
        assert_eq!(of_world(&Notice::warning("plain", "remedy")), plain);
        // Tests run in processes of their own, or share one: the language goes back to what it was.
        speak(Language::German);
        let german = failed("refused", "server", "built-in mind");
        let problem = problem(&ModelError::new(ErrorKind::Refused, CAUSE, REMEDY));
        speak(Language::English);
        let what = "Unter dieser Adresse nimmt kein Server Verbindungen an";
        let then = "Solange antwortet der eingebaute Verstand";
        assert_eq!(german.0, format!("{what} ({CAUSE}). {then}"));
        assert_eq!(german.1.as_deref(), Some(problem.remedy.as_str()));
        assert!(problem.remedy.starts_with("Starte den Server"));
    }
}
