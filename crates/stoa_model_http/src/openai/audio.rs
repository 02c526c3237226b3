//! Speech in and out, as OpenAI and those who speak its protocol have it.

use futures_util::{StreamExt, stream, stream::BoxStream};
use reqwest::Response;
use serde_json::{Value, json};
use stoa_model::{BoxFuture, ChatRequest, ModelError};
use tokio::time::timeout;

use super::OpenAiBackend;
use crate::{connection::Link, retry::Retries, transport::content_type};

/// Sound as it comes: samples of one channel, signed, 16 bits; 24,000 a second at OpenAI. Dropping it closes the
/// socket.
pub type Speech = BoxStream<'static, Result<Vec<i16>, ModelError>>;

impl OpenAiBackend {
    /// `text` spoken by `voice` of `model` (`/audio/speech`). Nothing is sent before the stream is first polled.
    ///
    /// The stream's errors are those of a chat; it ends after one, or with the sound.
    pub fn speech(&self, model: String, voice: String, text: String) -> Speech {
        let body = json!({
            "model": model,
            "voice": voice,
            "input": text,
            "response_format": "pcm",
        });
        let state = State::Begin { body, model };
        let speaking = (self.clone(), state);
        stream::unfold(speaking, |(backend, state)| async move {
            let (item, state) = match backend.next_sound(state).await {
                Ok(None) => return None,
                Ok(Some((samples, state))) => (Ok(samples), state),
                Err(error) => (Err(error), State::Ended),
            };
            Some((item, (backend, state)))
        })
        .boxed()
    }

    /// What is said in `wav`, a whole WAV file (`/audio/transcriptions`).
    ///
    /// # Errors
    /// As a chat's; [`stoa_model::ErrorKind::WrongProtocol`] for an answer without text.
    pub fn transcribe(&self, model: String, wav: Vec<u8>) -> BoxFuture<Result<String, ModelError>> {
        let inner = self.inner.clone();
        Box::pin(async move {
            let link = inner.link.as_ref().map_err(Clone::clone)?;
            let url = link.address.join(&["audio", "transcriptions"]);
            let (kind, body) = form(&model, &wav);
            let answer = link.transport.post_bytes(&url, &kind, body, &model).await?;
            let text = answer.get("text").and_then(Value::as_str);
            let text = text.ok_or_else(|| link.server().not_the_protocol("it sent no text"))?;
            Ok(text.trim().to_owned())
        })
    }

    async fn next_sound(&self, state: State) -> Result<Option<(Vec<i16>, State)>, ModelError> {
        let link = self.inner.link.as_ref().map_err(Clone::clone)?;
        let (mut response, mut half, patience) = match state {
            State::Ended => return Ok(None),
            State::Begin { body, model } => {
                let response = begin(link, body, &model).await?;
                (response, None, link.transport.timeouts.first_token)
            }
            State::Reading { response, half } => (response, half, link.transport.timeouts.idle),
        };
        let server = link.server();
        loop {
            let chunk = timeout(patience, response.chunk()).await;
            let chunk = chunk.map_err(|_| server.idle_timeout(patience.as_secs_f32()))?;
            let Some(bytes) = chunk.map_err(|error| server.broken(&error))? else {
                return Ok(None);
            };
            let samples = samples(&bytes, &mut half);
            if !samples.is_empty() {
                return Ok(Some((samples, State::Reading { response, half })));
            }
        }
    }
}

enum State {
    Begin {
        body: Value,
        model: String,
    },
    Reading {
        response: Response,
        /// The first byte of a sample whose second did not come yet.
        half: Option<u8>,
    },
    Ended,
}

async fn begin(link: &Link, body: Value, model: &str) -> Result<Response, ModelError> {
    let transport = &link.transport;
    let url = link.address.join(&["audio", "speech"]);
    let request = ChatRequest::default();
    let patience = transport.timeouts.first_token;
    let retries = Retries::new(transport, &url, model, &request);
    let response = timeout(patience, retries.post(body, |_, _| None)).await;
    let late = |_| link.server().first_token_timeout(patience.as_secs_f32());
    let response = response.map_err(late)??;
    let kind = content_type(&response);
    if kind.starts_with("application/json") || kind.starts_with("text/html") {
        return Err(link.server().not_the_protocol("it sent no sound"));
    }
    Ok(response)
}

/// Samples, low byte first, however the bytes are cut.
fn samples(bytes: &[u8], half: &mut Option<u8>) -> Vec<i16> {
    let mut samples = Vec::with_capacity(bytes.len() / 2 + 1);
    for &byte in bytes {
        match half.take() {
            Some(low) => samples.push(i16::from_le_bytes([low, byte])),
            None => *half = Some(byte),
        }
    }
    samples
}

/// A form with a model and a file (RFC 7578): its content type and its bytes.
fn form(model: &str, wav: &[u8]) -> (String, Vec<u8>) {
    let mut boundary = "stoa-7MA4YWxkTrZu0gW".to_owned();
    let holds = |boundary: &str| {
        let mut windows = wav.windows(boundary.len());
        windows.any(|part| part == boundary.as_bytes())
    };
    while holds(&boundary) || model.contains(&boundary) {
        boundary.push('x');
    }
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"response_format\"\r\n\r\njson\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n\
         content-type: audio/wav\r\n\r\n"
    );
    let end = format!("\r\n--{boundary}--\r\n");
    let body = [head.as_bytes(), wav, end.as_bytes()].concat();
    (format!("multipart/form-data; boundary={boundary}"), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_lost_or_turned_where_the_bytes_are_cut() {
        let sound = [1_i16, -2, 300, i16::MIN, i16::MAX];
        let bytes = sound.map(i16::to_le_bytes).concat();
        for at in 0..=bytes.len() {
            let mut half = None;
            let mut heard = samples(&bytes[..at], &mut half);
            heard.extend(samples(&bytes[at..], &mut half));
            assert_eq!((heard.as_slice(), half), (&sound[..], None), "cut at {at}");
        }
    }

    #[test]
    fn a_file_ends_where_its_own_bytes_look_like_the_end() {
        let (kind, body) = form("m", b"RIFF--stoa-7MA4YWxkTrZu0gW--");
        assert!(kind.ends_with("boundary=stoa-7MA4YWxkTrZu0gWx"), "{kind}");
        assert!(body.ends_with(b"--\r\n--stoa-7MA4YWxkTrZu0gWx--\r\n"));
    }
}
