//! Very many answers at once.

use futures_util::stream;
use tokio::task::{JoinSet, yield_now};

use super::*;
use crate::{Capabilities, ChatStream, Limits, ModelInfo, Server};

const TOKENS: u32 = 64;

/// Answers with numbers, and lets others run between them.
struct Counting;

impl Backend for Counting {
    fn name(&self) -> String {
        "counting".into()
    }

    fn chat(&self, request: ChatRequest) -> ChatStream {
        let model = request.model.unwrap_or_default();
        stream::unfold(0, move |at| {
            let model = model.clone();
            async move {
                if at % 3 != 0 {
                    yield_now().await;
                }
                let event = match at {
                    TOKENS => done(),
                    at if at > TOKENS => return None,
                    at => text(&format!("{model}:{at} ")),
                };
                Some((Ok(event), at + 1))
            }
        })
        .boxed()
    }

    fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn capabilities(&self, _model: Option<String>) -> BoxFuture<Result<Capabilities, ModelError>> {
        Box::pin(async { Ok(Capabilities::default()) })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_lost_among_a_thousand_streams() {
    for at_once in [1000, 7] {
        let server = Server::new(Arc::new(Counting)).limited(Limits {
            at_once: Some(at_once),
            ..Limits::default()
        });
        let router = Router::over(vec![server.clone()]);
        let mut answers = JoinSet::new();
        for stream in 0..1000 {
            let request = ChatRequest {
                model: Some(stream.to_string()),
                ..ChatRequest::default()
            };
            let events = router.chat(request).collect::<Vec<_>>();
            answers.spawn(async move { (stream, events.await) });
        }
        let mut came = 0;
        while let Some(answer) = answers.join_next().await {
            let (stream, events) = answer.expect("no panic");
            let started = RoutedEvent::Started {
                server: "counting".into(),
            };
            let tokens = (0..TOKENS).map(|at| text(&format!("{stream}:{at} ")));
            let said = tokens.chain([done()]).map(RoutedEvent::Event);
            let expected = [started].into_iter().chain(said);
            assert!(expected.eq(events), "{stream} of {at_once} at once");
            came += 1;
        }
        assert_eq!(came, 1000);
        let load = server.load();
        assert_eq!((load.running, load.waiting), (0, 0));
        assert_eq!(server.spent().requests, 1000);
    }
}
