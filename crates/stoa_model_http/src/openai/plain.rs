//! The chunk that nearly all of a stream consists of, read without building a tree of it.

use std::borrow::Cow;

use serde::{Deserialize, de::IgnoredAny};

/// A chunk of one choice. Fields that are not named here mean nothing to anybody.
#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow)]
    choices: [Choice<'a>; 1],
    #[serde(borrow)]
    object: Option<Cow<'a, str>>,
    #[serde(rename = "type")]
    kind: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
    usage: Option<IgnoredAny>,
    x_groq: Option<IgnoredAny>,
    timings: Option<IgnoredAny>,
    prompt_progress: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow)]
    delta: Delta<'a>,
    finish_reason: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow)]
    content: Cow<'a, str>,
    reasoning_content: Option<IgnoredAny>,
    reasoning: Option<IgnoredAny>,
    thinking: Option<IgnoredAny>,
    refusal: Option<IgnoredAny>,
    tool_calls: Option<IgnoredAny>,
    function_call: Option<IgnoredAny>,
}

/// The text of a chunk that holds text and nothing else that counts; `None` for every other chunk.
pub(super) fn text(data: &str) -> Option<Cow<'_, str>> {
    let chunk = serde_json::from_str::<Chunk<'_>>(data).ok()?;
    let [choice] = chunk.choices;
    let delta = choice.delta;
    let rest = [
        chunk.kind,
        chunk.error,
        chunk.usage,
        chunk.x_groq,
        chunk.timings,
        chunk.prompt_progress,
        choice.finish_reason,
        delta.reasoning_content,
        delta.reasoning,
        delta.thinking,
        delta.refusal,
        delta.tool_calls,
        delta.function_call,
    ];
    let plain = rest.iter().all(Option::is_none) && chunk.object.as_deref() != Some("error");
    plain.then_some(delta.content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_that_holds_more_than_text_is_taken_for_plain() {
        let plain = r#"{"id":"x","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Grü\u00df\n","tool_calls":null},"finish_reason":null}],"usage":null}"#;
        assert_eq!(text(plain).as_deref(), Some("Grüß\n"));
        for more in [
            r#"{"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}"#,
            r#"{"choices":[{"delta":{"content":"Hi","reasoning":"hm"}}]}"#,
            r#"{"choices":[{"delta":{"content":"Hi","tool_calls":[]}}]}"#,
            r#"{"choices":[{"delta":{"content":"Hi"}}],"usage":{}}"#,
            r#"{"choices":[{"delta":{"content":"Hi"}}],"error":"x"}"#,
            r#"{"object":"error","choices":[{"delta":{"content":"Hi"}}]}"#,
            r#"{"choices":[{"delta":{"content":null}}]}"#,
            r#"{"choices":[{"delta":{"content":["Hi"]}}]}"#,
            r#"{"choices":[]}"#,
            "[DONE]",
        ] {
            assert_eq!(text(more), None, "{more}");
        }
    }
}
