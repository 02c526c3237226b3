//! How much of a scene's prompts a server can take from its prefix cache: what each has in common with the one before.

use futures_util::StreamExt;
use serde_json::{Map, Value};
use stoa_model::{Backend, ChatEvent, ChatRequest, ErrorKind, Sampling, Usage};
use stoa_model_http::{Connection, OpenAiBackend, OpenAiConfig};

use super::scene::{self, Layout, Setting};

/// Context lengths, in tokens, that prompts are laid out for: the usual ones.
const CONTEXTS: [usize; 4] = [4096, 8192, 16_384, 32_768];

/// What a scene's prompts share.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Share {
    /// Of the bytes: a lower bound, since a token that differs anywhere counts from its first byte.
    bytes: f64,
    /// Of the tokens, where each is a word with the blank before it, in pieces of up to six letters, or a mark.
    tokens: f64,
    /// Bytes of a prompt, on average.
    prompt_bytes: usize,
}

/// The share for each length of context, all turns but the first taken together. Tools, which stand before everything
/// and never change, are not counted.
///
/// # Errors
/// When the built-in mind fails.
pub async fn measure(setting: &Setting) -> anyhow::Result<Map<String, Value>> {
    let mut figures = Map::new();
    for context in CONTEXTS {
        let requests = scene::requests(setting, Layout::of_context(context, false)).await?;
        let prompts: Vec<String> = requests.iter().map(prompt).collect();
        let share = share(&prompts);
        for (name, value) in [
            ("bytes", share.bytes),
            ("tokens", share.tokens),
            ("prompt_bytes", share.prompt_bytes as f64),
        ] {
            let name = match name {
                "prompt_bytes" => format!("prompt_bytes_context_{context}"),
                _ => format!("prompt_shared_{name}_context_{context}"),
            };
            figures.insert(name, round(value).into());
        }
    }
    Ok(figures)
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn prompt(request: &ChatRequest) -> String {
    let parts = request.messages.iter();
    parts.map(|message| message.content.as_str()).collect()
}

fn share(prompts: &[String]) -> Share {
    let (mut bytes, mut tokens) = ([0, 0], [0, 0]);
    for pair in prompts.windows(2) {
        let count = common(pair[0].bytes(), pair[1].bytes());
        bytes = [bytes[0] + count, bytes[1] + pair[1].len()];
        let [before, after] = [0, 1].map(|at| tokenize(&pair[at]));
        let count = common(before.iter(), after.iter());
        tokens = [tokens[0] + count, tokens[1] + after.len()];
    }
    let ratio = |[common, all]: [usize; 2]| common as f64 / all.max(1) as f64;
    Share {
        bytes: ratio(bytes),
        tokens: ratio(tokens),
        prompt_bytes: bytes[1] / prompts.len().saturating_sub(1).max(1),
    }
}

/// Length of the common beginning.
fn common<T: PartialEq>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Words with the blank before them, in pieces of up to six letters; marks and line ends alone.
fn tokenize(text: &str) -> Vec<&str> {
    const PIECE: usize = 6;
    let mut tokens = Vec::new();
    let (mut begin, mut letters) = (0, 0);
    for (at, c) in text.char_indices() {
        let goes_on = c.is_alphanumeric() && letters < PIECE;
        let after_blank = at > begin && letters == 0 && text[begin..at] == *" ";
        if at > begin && !(goes_on && (letters > 0 || after_blank)) {
            tokens.push(&text[begin..at]);
            (begin, letters) = (at, 0);
        }
        letters += usize::from(c.is_alphanumeric());
    }
    if begin < text.len() {
        tokens.push(&text[begin..]);
    }
    tokens
}

/// The scene's prompts sent to a real server at `url`, one after the other: what it says that it took from its cache.
///
/// # Errors
/// When the server fails, or does not tell.
pub async fn ask(setting: &Setting, url: &str) -> anyhow::Result<Map<String, Value>> {
    let backend = OpenAiBackend::new(OpenAiConfig::new(
        Connection {
            base_url: url.to_owned(),
            ..Connection::default()
        },
        None,
    ));
    let told = backend.capabilities(None).await?.context_tokens;
    let context = usize::try_from(told.unwrap_or(4096))?;
    let layout = Layout::of_context(context.clamp(2048, 32_768), false);
    let requests = scene::requests(setting, layout).await?;
    let prompts: Vec<String> = requests.iter().map(prompt).collect();
    let (mut cached, mut all) = (0_u64, 0_u64);
    for (turn, request) in requests.into_iter().enumerate() {
        let usage = usage(&backend, request).await?;
        let Some(from_cache) = usage.cached_tokens else {
            anyhow::bail!("the server at {url} does not tell what it takes from its cache");
        };
        // The first one finds an empty cache.
        if turn > 0 {
            cached += u64::from(from_cache);
            all += u64::from(usage.prompt_tokens);
        }
    }
    let mut figures = Map::new();
    figures.insert("server_context_tokens".into(), told.into());
    figures.insert("server_prompt_tokens".into(), all.into());
    figures.insert("server_cached_tokens".into(), cached.into());
    let ratio = cached as f64 / all.max(1) as f64;
    figures.insert("server_cached_share".into(), round(ratio).into());
    figures.insert(
        "server_shared_bytes".into(),
        round(share(&prompts).bytes).into(),
    );
    Ok(figures)
}

async fn usage(backend: &OpenAiBackend, request: ChatRequest) -> anyhow::Result<Usage> {
    let mut answer = backend.chat(ChatRequest {
        sampling: Sampling {
            max_tokens: Some(4),
            ..Sampling::default()
        },
        ..request
    });
    let mut usage = Usage::default();
    while let Some(event) = answer.next().await {
        match event {
            Ok(ChatEvent::Usage(told)) => usage = told,
            Ok(_) => {}
            // A model that says nothing has read the prompt all the same.
            Err(error) if error.kind == ErrorKind::EmptyAnswer => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_lost_between_two_tokens() {
        for (text, tokens) in [
            ("Iris said: no.", &["Iris", " said", ":", " no", "."][..]),
            ("a\n\nb  c", &["a", "\n", "\n", "b", " ", " c"]),
            ("gardeners", &["garden", "ers"]),
            ("", &[]),
            ("ü-ß", &["ü", "-", "ß"]),
        ] {
            assert_eq!(tokenize(text), tokens);
        }
    }

    #[test]
    fn what_two_prompts_share_is_counted_beyond_a_difference() {
        let prompts = ["abcd efgh ij", "abcd efxh ij", "abcd efxh ijkl"].map(String::from);
        let share = share(&prompts);
        assert_eq!(share.bytes, (7 + 12) as f64 / (12 + 14) as f64);
        assert_eq!(share.tokens, (1 + 2) as f64 / 6.0);
        assert_eq!(share.prompt_bytes, 13);
    }
}
