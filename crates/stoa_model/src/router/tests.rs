mod breaker;
mod broken;
mod chain;
mod limits;
mod manual;
mod many;
mod queue;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use super::*;
use crate::{ErrorKind, Finish, ScriptedBackend, ScriptedReply, ToolCall};

/// A time that the test sets, in seconds.
fn clock() -> (Arc<AtomicU64>, Clock) {
    let seconds = Arc::new(AtomicU64::new(0));
    let told = seconds.clone();
    let clock = move || Duration::from_secs(told.load(Ordering::Relaxed));
    (seconds, Arc::new(clock))
}

fn call(name: &str) -> ChatEvent {
    ChatEvent::ToolCall(ToolCall {
        id: "1".into(),
        name: name.into(),
        arguments: Default::default(),
    })
}

fn error(kind: ErrorKind) -> ModelError {
    ModelError::new(kind, "it failed", "mend it")
}

fn done() -> ChatEvent {
    ChatEvent::Done(Finish::Stop)
}

fn text(text: &str) -> ChatEvent {
    ChatEvent::Text(text.into())
}

fn scripted(name: &str, replies: Vec<ScriptedReply>) -> Arc<ScriptedBackend> {
    Arc::new(ScriptedBackend::new(name, replies))
}

/// The chain's course in short words.
async fn course(router: &Router) -> Vec<String> {
    in_words(router.chat(ChatRequest::default())).await
}

async fn in_words(stream: RoutedStream) -> Vec<String> {
    let events = stream.collect::<Vec<_>>().await;
    events
        .into_iter()
        .map(|event| match event {
            RoutedEvent::Started { server } => format!("start {server}"),
            RoutedEvent::Event(ChatEvent::Text(text)) => format!("text {text}"),
            RoutedEvent::Event(ChatEvent::Done(_)) => "done".into(),
            RoutedEvent::Event(ChatEvent::ToolCall(call)) => format!("call {}", call.name),
            RoutedEvent::Event(event) => format!("{event:?}"),
            RoutedEvent::Failed {
                server,
                error,
                next: Next::Cut,
            } => format!("cut {server} {:?}", error.kind),
            RoutedEvent::Failed { server, error, .. } => format!("fail {server} {:?}", error.kind),
            RoutedEvent::GaveUp => "gave up".into(),
        })
        .collect()
}

async fn check(first: Vec<ScriptedReply>, expected: &[&str]) {
    let first = scripted("first", first);
    let second = scripted("second", vec![ScriptedReply::text("hello")]);
    let router = Router::new(vec![first, second]);
    assert_eq!(course(&router).await, expected);
}

#[tokio::test]
async fn a_failure_before_anything_was_heard_passes_to_the_next() {
    for kind in [
        ErrorKind::Refused,
        ErrorKind::ServerError,
        ErrorKind::BadKey,
    ] {
        let failed = format!("fail first {kind:?}");
        check(
            vec![ScriptedReply::fail(error(kind))],
            &["start first", &failed, "start second", "text hello", "done"],
        )
        .await;
    }
}

#[tokio::test]
async fn reasoning_alone_does_not_bind_the_answer_to_a_server() {
    let reply = ScriptedReply::events(vec![ChatEvent::Reasoning("hm".into())])
        .then_fail(error(ErrorKind::CutStream));
    let expected = [
        "start first",
        "Reasoning(\"hm\")",
        "fail first CutStream",
        "start second",
        "text hello",
        "done",
    ];
    check(vec![reply], &expected).await;
}

#[tokio::test]
async fn nobody_speaks_over_what_was_heard() {
    let spoke = ScriptedReply::events(vec![text("I was")]).then_fail(error(ErrorKind::CutStream));
    check(
        vec![spoke],
        &["start first", "text I was", "cut first CutStream"],
    )
    .await;

    let acted = ScriptedReply::events(vec![call("sit")]).then_fail(error(ErrorKind::IdleTimeout));
    check(
        vec![acted],
        &["start first", "call sit", "cut first IdleTimeout"],
    )
    .await;
}

/// Hears whole sentences, and is full after the second.
#[derive(Default)]
struct Sentences {
    held: String,
    heard: usize,
}

impl Ear for Sentences {
    fn begin(&mut self) {
        *self = Self::default();
    }

    fn hear(&mut self, event: &ChatEvent) -> bool {
        let before = self.heard;
        match event {
            ChatEvent::Text(text) => self.held.push_str(text),
            ChatEvent::Done(_) => self.held.push('.'),
            _ => {}
        }
        while let Some((sentence, rest)) = self.held.split_once('.') {
            self.heard += usize::from(!sentence.trim().is_empty());
            self.held = rest.to_owned();
        }
        self.heard > before
    }

    fn is_full(&self) -> bool {
        self.heard >= 2
    }
}

#[tokio::test]
async fn words_that_nobody_heard_silence_the_next_one_or_are_spoken_over() {
    let cut = || error(ErrorKind::CutStream);
    let rows: [(ScriptedReply, &[&str]); 7] = [
        (
            ScriptedReply::events(vec![text("Well, I")]).then_fail(cut()),
            &[
                "start first",
                "text Well, I",
                "fail first CutStream",
                "start second",
                "text hello",
                "done",
            ],
        ),
        (
            ScriptedReply::events(vec![text("Yes. But")]).then_fail(cut()),
            &["start first", "text Yes. But", "cut first CutStream"],
        ),
        (
            ScriptedReply::events(vec![text(" "), done()]),
            &[
                "start first",
                "text  ",
                "fail first EmptyAnswer",
                "start second",
                "text hello",
                "done",
            ],
        ),
        (
            ScriptedReply::events(vec![done()]),
            &[
                "start first",
                "fail first EmptyAnswer",
                "start second",
                "text hello",
                "done",
            ],
        ),
        (
            ScriptedReply::events(vec![text("no full stop"), done()]),
            &["start first", "text no full stop", "done"],
        ),
        (
            ScriptedReply::stall_after(vec![text("One. Two. "), text("Three.")]),
            &["start first", "text One. Two. ", "done"],
        ),
        (
            ScriptedReply::events(vec![text("One. Two."), done()]),
            &["start first", "text One. Two.", "done"],
        ),
    ];
    for (reply, expected) in rows {
        let router = Router::new(vec![
            scripted("first", vec![reply]),
            scripted("second", vec![ScriptedReply::text("hello")]),
        ]);
        let stream = router.chat_to(
            ChatRequest::default(),
            Box::<Sentences>::default(),
            Box::pin(pending()),
        );
        assert_eq!(in_words(stream).await, expected);
    }
}

#[tokio::test]
async fn a_dripping_server_holds_a_listener_for_ever() {
    for (said, expected) in [
        (
            "Hm",
            &["fail first TooLong", "start second", "text hello", "done"][..],
        ),
        ("Hm.", &["cut first TooLong"]),
    ] {
        let first = scripted("first", vec![ScriptedReply::stall_after(vec![text(said)])]);
        let second = scripted("second", vec![ScriptedReply::text("hello")]);
        let router = Router::new(vec![first.clone(), second]);
        let stream = router.chat_to(
            ChatRequest::default(),
            Box::<Sentences>::default(),
            Box::pin(std::future::ready(())),
        );
        assert_eq!(in_words(stream).await[2..], *expected);
        assert_eq!(first.cancellations(), 1, "the request goes on");
    }
}

#[tokio::test]
async fn a_stream_without_an_end_counts_as_cut() {
    let reply = ScriptedReply::events(vec![]);
    let expected = [
        "start first",
        "fail first CutStream",
        "start second",
        "text hello",
        "done",
    ];
    check(vec![reply], &expected).await;
}

#[tokio::test]
async fn when_all_fail_the_router_says_so() {
    let first = scripted("first", vec![ScriptedReply::fail(error(ErrorKind::BadKey))]);
    let second = scripted(
        "second",
        vec![ScriptedReply::fail(error(ErrorKind::Loading))],
    );
    let course = course(&Router::new(vec![first, second])).await;
    let expected = [
        "start first",
        "fail first BadKey",
        "start second",
        "fail second Loading",
        "gave up",
    ];
    assert_eq!(course, expected);
    assert_eq!(
        super::tests::course(&Router::new(vec![])).await,
        ["gave up"]
    );
}

#[tokio::test]
async fn the_last_of_the_chain_never_rests() {
    let replies = vec![
        ScriptedReply::fail(error(ErrorKind::Refused)),
        ScriptedReply::text("here"),
    ];
    let router = Router::new(vec![scripted("only", replies)]);
    assert_eq!(
        course(&router).await,
        ["start only", "fail only Refused", "gave up"]
    );
    assert_eq!(course(&router).await, ["start only", "text here", "done"]);
}

#[tokio::test]
async fn dropping_the_routed_stream_drops_the_one_beneath() {
    let backend = scripted(
        "slow",
        vec![ScriptedReply::stall_after(vec![text("well,")])],
    );
    let router = Router::new(vec![backend.clone()]);
    let mut stream = router.chat(ChatRequest::default());
    assert!(
        backend.requests().is_empty(),
        "nothing is asked before the first poll"
    );
    stream.next().await;
    stream.next().await;
    assert_eq!(backend.cancellations(), 0);
    drop(stream);
    assert_eq!(backend.cancellations(), 1);
}

#[tokio::test]
async fn events_after_done_are_not_passed_on() {
    let reply = ScriptedReply::events(vec![text("a"), done(), text("b")]);
    check(vec![reply], &["start first", "text a", "done"]).await;
}
