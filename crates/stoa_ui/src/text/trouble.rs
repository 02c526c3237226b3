//! Failures of model servers.

use crate::{
    Problem, Trouble,
    language::{Language, say, spoken, word},
};

/// A failure of a model server as panels tell it. Its error is written in English, with all that is known of it; in
/// any other language its kind is told, and the error quoted, with what is to be typed where its remedy names that.
pub fn server_trouble(of: Trouble, cause: &str, remedy: &str) -> Problem {
    if spoken() == Language::English {
        return Problem {
            cause: cause.to_owned(),
            remedy: remedy.to_owned(),
        };
    }
    let [what, do_this] = in_short(of);
    let commands = commands(remedy);
    Problem {
        cause: say!(trouble_quoted, what = what, error = cause),
        remedy: match commands.is_empty() {
            true => do_this.to_owned(),
            false => say!(trouble_command, remedy = do_this, commands = commands),
        },
    }
}

/// What stands in backticks, with them.
fn commands(text: &str) -> String {
    let pieces = text.split('`').skip(1).step_by(2);
    let all: Vec<String> = pieces.map(|command| format!("`{command}`")).collect();
    all.join(", ")
}

/// Who speaks while the server they were to think with is in trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meanwhile<'a> {
    BuiltIn,
    /// Another server, by its name.
    Server(&'a str),
    /// Nobody: this one broke off.
    BrokeOff(&'a str),
    /// Nobody: this one has no answer.
    Nobody(&'a str),
}

/// What became of an answer whose server is in trouble.
pub fn meanwhile(trouble: &str, then: Meanwhile) -> String {
    match then {
        Meanwhile::BuiltIn => say!(trouble_meanwhile_built_in, trouble = trouble),
        Meanwhile::Server(mind) => say!(trouble_meanwhile, trouble = trouble, mind = mind),
        Meanwhile::BrokeOff(name) => say!(trouble_broke_off, trouble = trouble, name = name),
        Meanwhile::Nobody(name) => say!(trouble_nobody, trouble = trouble, name = name),
    }
}

/// What happened, and what to do.
fn in_short(of: Trouble) -> [&'static str; 2] {
    match of {
        Trouble::BadAddress => [
            word!(trouble_bad_address),
            word!(trouble_bad_address_remedy),
        ],
        Trouble::UnknownHost => [
            word!(trouble_unknown_host),
            word!(trouble_unknown_host_remedy),
        ],
        Trouble::Refused => [word!(trouble_refused), word!(trouble_refused_remedy)],
        Trouble::ConnectTimeout => [
            word!(trouble_connect_timeout),
            word!(trouble_connect_timeout_remedy),
        ],
        Trouble::Tls => [word!(trouble_tls), word!(trouble_tls_remedy)],
        Trouble::FirstTokenTimeout => [
            word!(trouble_first_token_timeout),
            word!(trouble_first_token_timeout_remedy),
        ],
        Trouble::IdleTimeout => [
            word!(trouble_idle_timeout),
            word!(trouble_idle_timeout_remedy),
        ],
        Trouble::TooLong => [word!(trouble_too_long), word!(trouble_too_long_remedy)],
        Trouble::CutStream => [word!(trouble_cut_stream), word!(trouble_cut_stream_remedy)],
        Trouble::WrongProtocol => [
            word!(trouble_wrong_protocol),
            word!(trouble_wrong_protocol_remedy),
        ],
        Trouble::BadKey => [word!(trouble_bad_key), word!(trouble_bad_key_remedy)],
        Trouble::UnknownModel => [
            word!(trouble_unknown_model),
            word!(trouble_unknown_model_remedy),
        ],
        Trouble::Loading => [word!(trouble_loading), word!(trouble_loading_remedy)],
        Trouble::LimitReached => [
            word!(trouble_limit_reached),
            word!(trouble_limit_reached_remedy),
        ],
        Trouble::Busy => [word!(trouble_busy), word!(trouble_busy_remedy)],
        Trouble::RateLimited => [
            word!(trouble_rate_limited),
            word!(trouble_rate_limited_remedy),
        ],
        Trouble::ContextTooLong => [
            word!(trouble_context_too_long),
            word!(trouble_context_too_long_remedy),
        ],
        Trouble::BadRequest => [
            word!(trouble_bad_request),
            word!(trouble_bad_request_remedy),
        ],
        Trouble::ServerError => [
            word!(trouble_server_error),
            word!(trouble_server_error_remedy),
        ],
        Trouble::Withheld => [word!(trouble_withheld), word!(trouble_withheld_remedy)],
        Trouble::EmptyAnswer => [
            word!(trouble_empty_answer),
            word!(trouble_empty_answer_remedy),
        ],
        Trouble::BadToolCall => [
            word!(trouble_bad_tool_call),
            word!(trouble_bad_tool_call_remedy),
        ],
        Trouble::NoRecording => [
            word!(trouble_no_recording),
            word!(trouble_no_recording_remedy),
        ],
    }
}

/// Where on the way to the headset something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadsetStep {
    /// Finding and loading the OpenXR loader.
    Loader,
    /// Connecting to the runtime.
    Runtime,
    /// Finding the headset itself.
    Headset,
    Graphics,
    Session,
    Frame,
    Input,
}

/// A failure of the headset, as [`server_trouble`] tells one of a server; the error's own remedy is quoted, too.
pub fn headset_trouble(of: HeadsetStep, cause: &str, remedy: &str) -> Problem {
    if spoken() == Language::English {
        return Problem {
            cause: cause.to_owned(),
            remedy: remedy.to_owned(),
        };
    }
    let [what, do_this] = headset_in_short(of);
    Problem {
        cause: say!(trouble_quoted, what = what, error = cause),
        remedy: say!(trouble_quoted, what = do_this, error = remedy),
    }
}

/// Why one is at the desktop.
pub fn no_headset_since(problem: &Problem) -> String {
    let (cause, remedy) = (problem.cause.as_str(), problem.remedy.as_str());
    say!(no_headset_since, cause = cause, remedy = remedy)
}

fn headset_in_short(of: HeadsetStep) -> [&'static str; 2] {
    match of {
        HeadsetStep::Loader => [word!(xr_loader), word!(xr_loader_remedy)],
        HeadsetStep::Runtime => [word!(xr_runtime), word!(xr_runtime_remedy)],
        HeadsetStep::Headset => [word!(xr_headset), word!(xr_headset_remedy)],
        HeadsetStep::Graphics => [word!(xr_graphics), word!(xr_graphics_remedy)],
        HeadsetStep::Session => [word!(xr_session), word!(xr_session_remedy)],
        HeadsetStep::Frame => [word!(xr_frame), word!(xr_frame_remedy)],
        HeadsetStep::Input => [word!(xr_input), word!(xr_input_remedy)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::speak;

    const CAUSE: &str = "Nothing listens at http://h:1";
    const REMEDY: &str = "Start it with `ollama serve`, or check the address http://h:1";

    #[test]
    fn an_error_would_lose_what_it_knows_in_english() {
        for of in Trouble::ALL {
            let told = server_trouble(of, CAUSE, REMEDY);
            assert_eq!((told.cause.as_str(), told.remedy.as_str()), (CAUSE, REMEDY));
        }
    }

    #[test]
    fn a_german_would_not_be_told_what_a_headset_lacks() {
        let english = headset_trouble(HeadsetStep::Loader, "it is gone", "Install it");
        let told = no_headset_since(&english);
        assert_eq!(told, "No headset: it is gone. Install it.");
        speak(Language::German);
        let german = headset_trouble(HeadsetStep::Loader, "it is gone", "Install it");
        let told = no_headset_since(&german);
        let cause = "Es fand sich kein OpenXR-Lader (it is gone)";
        let remedy = "Installiere den OpenXR-Lader deines Systems (Install it)";
        assert_eq!(told, format!("Kein Headset: {cause}. {remedy}."));
    }

    #[test]
    fn a_german_would_be_told_in_english_what_went_wrong_or_not_what_to_type() {
        speak(Language::German);
        let told = server_trouble(Trouble::Refused, CAUSE, REMEDY);
        let german = "Unter dieser Adresse nimmt kein Server Verbindungen an (Nothing listens at http://h:1)";
        assert_eq!(told.cause, german);
        let german = "Starte den Server oder prüfe Rechner und Port der Adresse (`ollama serve`)";
        assert_eq!(told.remedy, german);
        for of in Trouble::ALL {
            let told = server_trouble(of, CAUSE, "Try again");
            // A sentence without its final full stop: others go on after it.
            let parts = [told.cause.as_str(), told.remedy.as_str()];
            assert!(parts.iter().all(|part| !part.ends_with('.')), "{told:?}");
            assert!(told.cause.ends_with(&format!(" ({CAUSE})")), "{told:?}");
            assert!(!told.remedy.contains('('), "{told:?}");
        }
    }
}
