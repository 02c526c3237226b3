//! What a server was found not to take, and whose it is.

use serde_json::Value;

/// What a server was found not to take. It starts empty and is learned from the server's own refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Quirks {
    /// `stream_options` is unknown: token counts are then missing.
    pub no_stream_options: bool,
    /// `max_tokens` is called `max_completion_tokens`.
    pub completion_tokens: bool,
    pub no_temperature: bool,
    pub no_stop: bool,
    pub no_seed: bool,
    /// llama.cpp before it could tell how far it has read a prompt, or a server that only looks like it.
    pub no_progress: bool,
    /// vLLM that was started without a queue by priority.
    pub no_priority: bool,
}

/// Whose server it is, as far as that changes what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Maker {
    #[default]
    Unknown,
    LlamaCpp,
    Vllm,
}

impl Maker {
    /// What the list of models tells.
    pub fn of_list(list: &Value) -> Self {
        let entries = crate::openai::entries(list).into_iter().flatten();
        let mut owners = entries.filter_map(|entry| entry.get("owned_by")?.as_str());
        owners
            .find_map(|owner| match owner {
                "llamacpp" => Some(Self::LlamaCpp),
                "vllm" => Some(Self::Vllm),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// What the `Server` header of an answer tells.
    pub fn of_header(name: &str) -> Self {
        match name {
            "llama.cpp" => Self::LlamaCpp,
            _ => Self::Unknown,
        }
    }
}

impl Quirks {
    /// Learns from `refusal`, the body of the error with which a server refused the request `sent`. True when the
    /// request should be sent again in its new form.
    pub fn learn(&mut self, refusal: &str, sent: &Value) -> bool {
        let before = *self;
        let refusal = refusal.to_lowercase();
        let blamed = |field: &str| sent.get(field).is_some() && refusal.contains(field);
        self.completion_tokens |= blamed("max_tokens") && refusal.contains("max_completion_tokens");
        self.no_stream_options |= blamed("stream_options");
        self.no_temperature |= blamed("temperature");
        self.no_seed |= blamed("seed");
        self.no_progress |= blamed("return_progress");
        self.no_priority |= blamed("priority");
        self.no_stop |= blamed("stop") && !refusal.contains("stop_");
        if *self != before {
            return true;
        }
        // An old server may refuse the newest field without naming it.
        if sent.get("stream_options").is_some() && !refusal.contains("tool") {
            self.no_stream_options = true;
        }
        *self != before
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(refusal: &str, expected: Option<Quirks>) {
        let sent = json!({"stream_options": {}, "max_tokens": 9, "temperature": 1, "seed": 1, "stop": ["x"]});
        let mut quirks = Quirks::default();
        let again = quirks.learn(refusal, &sent);
        assert_eq!(again.then_some(quirks), expected, "{refusal}");
    }

    #[test]
    fn a_refusal_teaches_what_to_leave_out() {
        let none = Quirks::default();
        check(
            "Unrecognized field: stream_options",
            Some(Quirks {
                no_stream_options: true,
                ..none
            }),
        );
        check(
            "'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
            Some(Quirks {
                completion_tokens: true,
                ..none
            }),
        );
        check(
            "Unsupported value: 'temperature' does not support 0.7",
            Some(Quirks {
                no_temperature: true,
                ..none
            }),
        );
        check(
            r#"{"loc":["body","seed"],"msg":"extra"}"#,
            Some(Quirks {
                no_seed: true,
                ..none
            }),
        );
        check(
            "bad request",
            Some(Quirks {
                no_stream_options: true,
                ..none
            }),
        );
        check("bad tool name", None);
    }

    #[test]
    fn a_server_is_taken_for_anothers() {
        for (owner, maker) in [
            ("llamacpp", Maker::LlamaCpp),
            ("vllm", Maker::Vllm),
            ("openai", Maker::Unknown),
        ] {
            let list = json!({"data": [{"id": "m", "owned_by": owner}]});
            assert_eq!(Maker::of_list(&list), maker);
        }
        assert_eq!(Maker::of_header("llama.cpp"), Maker::LlamaCpp);
        assert_eq!(Maker::of_header("uvicorn"), Maker::Unknown);
    }

    #[test]
    fn the_same_refusal_is_answered_only_once() {
        let mut quirks = Quirks {
            no_stream_options: true,
            ..Quirks::default()
        };
        assert!(!quirks.learn("bad request about stream_options", &json!({"model": "m"})));
    }
}
