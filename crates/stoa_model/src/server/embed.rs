//! Vectors of texts, under the same limits as answers.

use std::future::poll_fn;

use super::{Server, Way};
use crate::{BoxFuture, ModelError, Priority};

impl Server {
    /// As [`Backend::embed`](crate::Backend::embed), for which nobody stands and waits: in the queue, at the server's
    /// cost, and not while it is down.
    ///
    /// # Errors
    /// The backend's, [`ErrorKind::LimitReached`](crate::ErrorKind) at the day's limit, or why the server is down.
    pub fn embed(
        &self,
        model: Option<String>,
        texts: Vec<String>,
    ) -> BoxFuture<Result<Vec<Vec<f32>>, ModelError>> {
        let server = self.clone();
        Box::pin(async move { server.embed_now(model, texts).await })
    }

    async fn embed_now(
        self,
        model: Option<String>,
        texts: Vec<String>,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let trial = match self.way(|| model.clone()) {
            Way::Ask => None,
            Way::Try(trial) => Some(trial),
            Way::PassOver => match self.trouble() {
                Some(error) => return Err(error),
                None => None,
            },
        };
        let mut place = self.enqueue(Priority::Background);
        let name = || self.name();
        let mut call = poll_fn(|cx| place.poll(&name, trial.is_some(), cx)).await?;
        call.sends_texts(&texts);
        let asked = self.now();
        match self.backend.embed(model, texts).await {
            Ok(vectors) => {
                call.answers();
                Ok(vectors)
            }
            Err(error) => {
                call.failed(&error);
                self.failed(&error, asked);
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::{
        Backend, Capabilities, ChatRequest, ChatStream, ErrorKind, Limits, ModelInfo,
        ScriptedBackend,
    };

    /// Gives as many numbers as the text has bytes; refuses the connection for an empty one.
    #[derive(Default)]
    struct Lengths(AtomicUsize);

    impl Backend for Lengths {
        fn name(&self) -> String {
            "lengths".into()
        }

        fn chat(&self, _request: ChatRequest) -> ChatStream {
            Box::pin(futures_util::stream::empty())
        }

        fn models(&self) -> BoxFuture<Result<Vec<ModelInfo>, ModelError>> {
            Box::pin(async { Ok(Vec::new()) })
        }

        fn capabilities(
            &self,
            _model: Option<String>,
        ) -> BoxFuture<Result<Capabilities, ModelError>> {
            Box::pin(async { Ok(Capabilities::default()) })
        }

        fn embed(
            &self,
            _model: Option<String>,
            texts: Vec<String>,
        ) -> BoxFuture<Result<Vec<Vec<f32>>, ModelError>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let refused = texts.iter().any(String::is_empty);
            Box::pin(async move {
                if refused {
                    return Err(ModelError::new(ErrorKind::Refused, "no", "yes"));
                }
                Ok(texts.iter().map(|text| vec![1.0; text.len()]).collect())
            })
        }
    }

    #[tokio::test]
    async fn vectors_are_free_or_asked_of_a_dead_server() {
        let backend = Arc::new(Lengths::default());
        let server = Server::new(backend.clone()).limited(Limits {
            tokens_per_day: Some(3),
            ..Limits::default()
        });
        let embed = |text: &str| server.embed(None, vec![text.to_owned()]);
        let kind = |result: Result<_, ModelError>| result.map_err(|error| error.kind);
        assert_eq!(kind(embed("12345").await), Ok(vec![vec![1.0; 5]]));
        assert_eq!(server.spent().prompt_tokens, 2);
        assert_eq!(kind(embed("").await), Err(ErrorKind::Refused));
        assert_eq!(kind(embed("12345").await), Err(ErrorKind::Refused));
        assert_eq!(backend.0.load(Ordering::Relaxed), 2, "it rests");

        let mut fresh = server.spent();
        fresh.prompt_tokens = 3;
        let server = Server::new(backend.clone()).limited(server.limits());
        server.resume(fresh);
        let over = server.embed(None, vec!["12345".to_owned()]).await;
        assert_eq!(kind(over), Err(ErrorKind::LimitReached));
        assert_eq!(backend.0.load(Ordering::Relaxed), 2, "nothing is left");
        assert_eq!(server.load().running, 0);
    }

    #[tokio::test]
    async fn a_server_without_embeddings_counts_as_down() {
        let server = Server::new(Arc::new(ScriptedBackend::new("words", Vec::new())));
        for _ in 0..5 {
            let error = server.embed(None, vec!["a".to_owned()]).await;
            let kind = error.map_err(|error| error.kind);
            assert_eq!(kind, Err(ErrorKind::BadRequest));
        }
        assert!(server.trouble().is_none());
    }
}
