//! An answer as a stream of events, under the three time-outs.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures_util::{StreamExt, stream};
use reqwest::Response;
use stoa_model::{BoxFuture, ChatEvent, ChatStream, ModelError};
use tokio::time::{Instant, timeout, timeout_at};

use crate::{Timeouts, blot::Blotter, fault::Server};

/// After the server's reason for the end, this long for usage and the end of the stream.
const TAIL: Duration = Duration::from_secs(2);

/// A protocol's answer as a state machine over bytes.
pub(crate) trait Decode: Send {
    /// Takes the next bytes; events go to `out`, those before an error too.
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<ChatEvent>) -> Result<(), ModelError>;

    /// The connection was closed, in order or not. Ends the answer: with `Done`, if the answer was complete.
    fn close(&mut self, out: &mut Vec<ChatEvent>) -> Result<(), ModelError>;

    /// Bytes that are kept for later. Bounded, whatever the server sends.
    fn held(&self) -> usize;

    /// How far the answer is.
    fn progress(&self) -> Progress;
}

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing of it came.
    Waiting,
    /// It is under way.
    Talking,
    /// The server gave its reason for the end; usage may follow.
    Finishing,
    /// `Done` was given out.
    Done,
}

/// A request that is sent when first awaited, and the decoder of its answer.
pub(crate) type Opening = BoxFuture<Result<(Response, Box<dyn Decode>), ModelError>>;

/// Runs a request under the three time-outs. Dropping the stream drops the connection.
pub(crate) fn answer(opening: Opening, server: Arc<Server>, timeouts: Timeouts) -> ChatStream {
    let state = State::Opening {
        opening,
        deadline: None,
    };
    let answer = Answer {
        state,
        blotter: Blotter::new(server.key.as_ref()),
        server,
        timeouts,
        ready: VecDeque::new(),
    };
    stream::unfold(answer, |mut answer| async move {
        let item = answer.next().await?;
        Some((item, answer))
    })
    .boxed()
}

struct Answer {
    state: State,
    server: Arc<Server>,
    timeouts: Timeouts,
    blotter: Blotter,
    ready: VecDeque<Result<ChatEvent, ModelError>>,
}

enum State {
    Opening {
        opening: Opening,
        deadline: Option<Instant>,
    },
    Reading {
        response: Response,
        decoder: Box<dyn Decode>,
        deadline: Instant,
    },
    Ended,
}

impl Answer {
    async fn next(&mut self) -> Option<Result<ChatEvent, ModelError>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            match &mut self.state {
                State::Ended => return None,
                State::Opening { opening, deadline } => {
                    let first_token = self.timeouts.first_token;
                    let deadline = *deadline.get_or_insert_with(|| Instant::now() + first_token);
                    match timeout_at(deadline, opening).await {
                        Err(_) => {
                            self.fail(self.server.first_token_timeout(first_token.as_secs_f32()))
                        }
                        Ok(Err(error)) => self.fail(error),
                        Ok(Ok((response, decoder))) => {
                            self.state = State::Reading {
                                response,
                                decoder,
                                deadline,
                            };
                        }
                    }
                }
                State::Reading { .. } => self.read().await,
            }
        }
    }

    /// Waits for the next bytes and takes what they bring.
    async fn read(&mut self) {
        let State::Reading {
            response,
            decoder,
            deadline,
        } = &mut self.state
        else {
            return;
        };
        let progress = decoder.progress();
        let patience = match progress {
            Progress::Waiting => deadline.saturating_duration_since(Instant::now()),
            Progress::Talking => self.timeouts.idle,
            Progress::Finishing | Progress::Done => TAIL.min(self.timeouts.idle),
        };
        let received = timeout(patience, response.chunk()).await;
        let mut events = Vec::new();
        let outcome = match received {
            Ok(Ok(Some(bytes))) => decoder.feed(&bytes, &mut events),
            // The answer was complete: how the connection ends does not matter.
            Ok(Ok(None)) | Ok(Err(_)) | Err(_) if progress == Progress::Finishing => {
                decoder.close(&mut events)
            }
            Ok(Ok(None)) => decoder.close(&mut events),
            Ok(Err(error)) => {
                // What the server sent before it broke may have been enough.
                let closed = decoder.close(&mut events);
                closed.map_err(|_| self.server.broken(&error))
            }
            Err(_) if progress == Progress::Waiting => Err(self
                .server
                .first_token_timeout(self.timeouts.first_token.as_secs_f32())),
            Err(_) => Err(self.server.idle_timeout(self.timeouts.idle.as_secs_f32())),
        };
        let done = matches!(events.last(), Some(ChatEvent::Done(_)));
        let mut heard = Vec::with_capacity(events.len());
        for event in events {
            self.blotter.take(event, &mut heard);
        }
        self.ready.extend(heard.into_iter().map(Ok));
        match outcome {
            Err(error) => self.fail(error),
            Ok(()) if done => self.state = State::Ended,
            Ok(()) => {}
        }
    }

    /// Ends with `error`, after what is ready; the connection closes here.
    fn fail(&mut self, error: ModelError) {
        let mut held = Vec::new();
        self.blotter.end(&mut held);
        self.ready.extend(held.into_iter().map(Ok));
        self.ready.push_back(Err(self.blotter.error(error)));
        self.state = State::Ended;
    }
}

/// What every decoder is held to.
#[cfg(test)]
pub(crate) mod tests {
    use proptest::{
        prelude::*,
        test_runner::{Config, TestRunner},
    };
    use stoa_model::ErrorKind;

    use super::*;

    /// The events and the error that a body gives, fed in these parts and then closed.
    fn decode(decoder: &mut dyn Decode, parts: &[&[u8]]) -> (Vec<ChatEvent>, Option<ModelError>) {
        let mut events = Vec::new();
        for part in parts {
            if let Err(error) = decoder.feed(part, &mut events) {
                return (events, Some(error));
            }
            if decoder.progress() == Progress::Done {
                return (events, None);
            }
        }
        let error = decoder.close(&mut events).err();
        (events, error)
    }

    /// Expects `events` and then an error of kind `error` from `body`, whole, split at each byte, and in random pieces.
    pub(crate) fn check<D: Decode>(
        make: impl Fn() -> D,
        body: &str,
        events: &[ChatEvent],
        error: Option<ErrorKind>,
    ) {
        let body = body.as_bytes();
        let whole = decode(&mut make(), &[body]);
        let text = String::from_utf8_lossy(body);
        assert_eq!(whole.0, events, "{text}\n{:?}", whole.1);
        assert_eq!(
            whole.1.as_ref().map(|error| error.kind),
            error,
            "{text}\n{:?}",
            whole.1
        );
        let done = events
            .iter()
            .filter(|event| matches!(event, ChatEvent::Done(_)))
            .count();
        assert_eq!(done, usize::from(error.is_none()), "one end: {text}");
        for at in 0..=body.len() {
            let split = decode(&mut make(), &[&body[..at], &body[at..]]);
            assert_eq!(split, whole, "split at {at}: {text}");
        }
        let single = body.chunks(1).collect::<Vec<_>>();
        assert_eq!(decode(&mut make(), &single), whole, "single bytes: {text}");
        let mut runner = TestRunner::new(Config {
            cases: 32,
            failure_persistence: None,
            ..Config::default()
        });
        let cuts = prop::collection::vec(0..=body.len(), 0..12);
        let outcome = runner.run(&cuts, |mut cuts| {
            cuts.extend([0, body.len()]);
            cuts.sort_unstable();
            let parts = cuts
                .windows(2)
                .map(|pair| &body[pair[0]..pair[1]])
                .collect::<Vec<_>>();
            prop_assert_eq!(decode(&mut make(), &parts), whole.clone());
            Ok(())
        });
        assert_eq!(outcome, Ok(()));
    }
}
