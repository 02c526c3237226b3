//! What goes wrong, as the panels tell it in their language.

use serde_json::Value;
use stoa_agents::MODEL_FAILED;
use stoa_builtin::BuiltinBackend;
use stoa_model::{Backend, ErrorKind, ModelError};
use stoa_ui::{
    Problem, Trouble,
    text::{self, HeadsetStep, Meanwhile},
};
use stoa_world::sim::Notice;
use stoa_xr::runtime::Step;

/// A failure of a model server.
pub fn problem(error: &ModelError) -> Problem {
    text::server_trouble(trouble(error.kind), &error.cause, &error.remedy)
}

/// A failure of the headset.
pub fn of_headset(trouble: &stoa_xr::runtime::Trouble) -> Problem {
    let step = match trouble.step {
        Step::Loader => HeadsetStep::Loader,
        Step::Runtime => HeadsetStep::Runtime,
        Step::Headset => HeadsetStep::Headset,
        Step::Graphics => HeadsetStep::Graphics,
        Step::Session => HeadsetStep::Session,
        Step::Frame => HeadsetStep::Frame,
        Step::Input => HeadsetStep::Input,
    };
    text::headset_trouble(step, trouble.cause(), trouble.remedy())
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
        name => {
            let told = text::told_by_world(name, |key| notice.value(key));
            told.map(|(told, remedy)| (told, Some(remedy.to_owned())))
        }
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
    use std::{fs, path::Path};

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

    /// The sources below `folder` without their tests, with their paths.
    fn sources(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() && name != "tests" {
                found.extend(sources(&path));
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                found.push((path.display().to_string(), text.to_owned()));
            }
        }
        found
    }

    #[test]
    fn a_notice_of_the_world_would_be_english_in_every_language() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut named = 0;
        for folder in ["crates/stoa_world/src", "crates/stoa_agents/src", "src"] {
            for (file, text) in sources(&root.join(folder)) {
                if file.ends_with("sim/notice.rs") || file.ends_with("src/trouble.rs") {
                    continue;
                }
                let made = ["info", "warning", "error"].map(|how| format!("Notice::{how}("));
                let made: usize = made.iter().map(|how| text.matches(how).count()).sum();
                let names: Vec<&str> = text.split(".named(").skip(1).collect();
                assert_eq!(made, names.len(), "{file}: a notice has no name");
                for after in names {
                    let Some(name) = after.trim_start().strip_prefix('"') else {
                        continue;
                    };
                    let name = name.split('"').next().unwrap();
                    named += 1;
                    let told = text::told_by_world(name, |_| "value");
                    assert!(told.is_some(), "{file}: {name} is in no language");
                }
            }
        }
        // Which of them it is, is said by a variable.
        for name in [
            "not_saved",
            "not_saved_at_end",
            "log_slow",
            "log_reader_slow",
        ] {
            assert!(text::told_by_world(name, |_| "value").is_some(), "{name}");
        }
        assert!(named > 10, "{named}");
    }

    #[test]
    fn a_notice_of_the_window_would_be_written_past_the_languages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut seen = 0;
        for (file, text) in sources(&root) {
            // Measured with words of its own.
            if file.contains("cmd/bench") {
                continue;
            }
            for made in text.split("Notice::new(").skip(1) {
                // What is told comes after how bad it is.
                let told = made
                    .split_once(',')
                    .map_or("", |(_, told)| told.trim_start());
                seen += 1;
                let plain = ["\"", "format!", "error.to_string()"];
                let plain = plain.iter().any(|sign| told.starts_with(sign));
                assert!(!plain, "{file}: Notice::new({made:.60}");
            }
            assert!(!text.contains("with_remedy(\""), "{file}");
        }
        assert!(seen > 20, "{seen}");
    }
}
