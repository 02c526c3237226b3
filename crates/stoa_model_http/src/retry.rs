//! Sends a request again where that is worth it.

use std::time::Duration;

use reqwest::{Response, Url, header::HeaderMap};
use serde_json::Value;
use stoa_model::{ChatRequest, ErrorKind, ModelError};
use tokio::time::Instant;

use crate::{
    fault::Rejection,
    transport::{Transport, content_type},
};

/// A request is tried this many times in all.
const ATTEMPTS: u32 = 3;
/// A server that asks for a longer wait is not waited for: somebody stands there and listens.
const PATIENCE: Duration = Duration::from_secs(4);

/// For this long at most the same request is sent again, where the request says nothing else.
const BUDGET: Duration = Duration::from_secs(30);

/// Sends a request until the server accepts it or it must be given up.
pub(crate) struct Retries<'a> {
    transport: &'a Transport,
    url: &'a Url,
    model: &'a str,
    /// The request carries tools.
    tools: bool,
    /// Spreads the waits of clients that failed together.
    seed: u64,
    /// No wait ends after this.
    until: Instant,
}

impl<'a> Retries<'a> {
    /// The time for sending `request` again runs from now on.
    pub fn new(
        transport: &'a Transport,
        url: &'a Url,
        model: &'a str,
        request: &ChatRequest,
    ) -> Self {
        let left = request.retry_ms.map(|ms| Duration::from_millis(ms.into()));
        Self {
            transport,
            url,
            model,
            tools: !request.tools.is_empty(),
            seed: request.context.seed,
            until: Instant::now() + left.unwrap_or(BUDGET),
        }
    }

    /// Posts `body` until its answer begins. `mend` sees the server's words and the body of a request that was
    /// refused as malformed, and gives a better body where it knows one; that is no attempt of the counted ones.
    pub async fn post(
        &self,
        mut body: Value,
        mut mend: impl FnMut(&str, &Value) -> Option<Value> + Send,
    ) -> Result<Response, ModelError> {
        let mut attempt = 1;
        loop {
            let mut response = self.transport.post(self.url, &body).await?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            if let Some(error) = self.transport.redirected(&response) {
                return Err(error);
            }
            let headers = response.headers().clone();
            let content_type = content_type(&response);
            let words = self.transport.error_body(&mut response).await;
            let mut error = self.transport.server.refused(Rejection {
                status: status.as_u16(),
                content_type: &content_type,
                body: &words,
                model: Some(self.model),
                tools: self.tools,
            });
            // What is too large is not malformed: no field of it is to blame.
            if error.kind == ErrorKind::BadRequest
                && status.as_u16() != 413
                && let Some(mended) = mend(&words, &body)
            {
                body = mended;
                continue;
            }
            // Loading takes longer than anybody who stands there waits, and asking again mends none of the others.
            let temporary = matches!(error.kind, ErrorKind::RateLimited | ErrorKind::ServerError)
                || told(&headers) == Some(true);
            let wait = wait(status.as_u16(), &headers, attempt, self.seed);
            let in_time = |wait: &Duration| Instant::now() + *wait <= self.until;
            let Some(wait) = wait.filter(|wait| temporary && in_time(wait)) else {
                let asked = asked_wait(&headers).map(|wait| wait.as_millis());
                error.retry_after_ms = asked.and_then(|ms| u64::try_from(ms).ok());
                return Err(error);
            };
            tracing::debug!(cause = error.cause, ?wait, "asking the server again");
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }
}

/// How long to wait before the same request is sent again, or `None` when it should not be.
///
/// `attempt` counts from 1; `seed` spreads the waits of clients that failed together. Only a request of whose answer
/// nothing was seen may be sent again; that is the caller's part.
pub(crate) fn wait(status: u16, headers: &HeaderMap, attempt: u32, seed: u64) -> Option<Duration> {
    if attempt >= ATTEMPTS {
        return None;
    }
    let worth_it = told(headers).unwrap_or(matches!(status, 408 | 409 | 429 | 500..=599));
    if !worth_it {
        return None;
    }
    let wait = asked_wait(headers).unwrap_or_else(|| backoff(attempt, seed));
    (wait <= PATIENCE).then_some(wait)
}

/// What the server says in `x-should-retry`.
fn told(headers: &HeaderMap) -> Option<bool> {
    match headers.get("x-should-retry")?.to_str().ok()? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// What the server asks for in `retry-after-ms` or `retry-after` (seconds; the date form is not used by model servers).
pub(crate) fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms")
        .map(|ms| ms / 1000.0)
        .or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// 250 ms, 500 ms, …, each less up to half of it.
fn backoff(attempt: u32, seed: u64) -> Duration {
    let full = 250_u64 << (attempt - 1).min(4);
    let mixed = (seed ^ u64::from(attempt)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    Duration::from_millis(full - mixed % (full / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, headers: &[(&'static str, &str)], attempt: u32, expected: Option<u64>) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("plain text"));
        }
        let wait = wait(status, &map, attempt, 7);
        let expected = expected.map(Duration::from_millis);
        assert_eq!(wait, expected, "{status} {headers:?} {attempt}");
    }

    #[test]
    fn the_servers_wishes_are_honoured() {
        check(429, &[("retry-after", "2")], 1, Some(2000));
        check(
            429,
            &[("retry-after-ms", "30"), ("retry-after", "2")],
            1,
            Some(30),
        );
        check(429, &[("retry-after", "0")], 2, Some(0));
        check(429, &[("retry-after", "60")], 1, None);
        check(500, &[("x-should-retry", "false")], 1, None);
        check(
            400,
            &[("x-should-retry", "true"), ("retry-after-ms", "5")],
            1,
            Some(5),
        );
        check(529, &[("retry-after", "1")], 3, None);
        check(400, &[("retry-after", "1")], 1, None);
    }

    #[test]
    fn waits_grow_and_differ_between_clients() {
        for seed in 0..100 {
            assert!((125..=250).contains(&backoff(1, seed).as_millis()));
            assert!((250..=500).contains(&backoff(2, seed).as_millis()));
        }
        assert_ne!(backoff(1, 1), backoff(1, 2));
    }
}
