//! Streams that break in the middle.

use super::*;

/// The course of an answer for whole sentences.
async fn heard(replies: Vec<ScriptedReply>) -> (Vec<String>, usize) {
    let first = scripted("first", replies);
    let second = scripted("second", vec![ScriptedReply::text("hello."); 2]);
    let router = Router::new(vec![first.clone(), second.clone()]);
    let stream = router.chat_to(
        ChatRequest::default(),
        Box::<Listener>::default(),
        Box::pin(pending()),
    );
    let course = in_words(stream).await;
    (course, second.requests().len())
}

/// Hears sentences and deeds, as whoever speaks them will.
#[derive(Default)]
struct Listener(Sentences);

impl Ear for Listener {
    fn begin(&mut self) {
        self.0.begin();
    }

    fn hear(&mut self, event: &ChatEvent) -> bool {
        matches!(event, ChatEvent::ToolCall(_)) | self.0.hear(event)
    }

    fn is_full(&self) -> bool {
        self.0.is_full()
    }
}

#[tokio::test]
async fn something_is_said_or_done_twice_after_a_break() {
    let thought = || ChatEvent::Reasoning("hm".into());
    let read = || ChatEvent::Progress(Default::default());
    let used = || ChatEvent::Usage(Default::default());
    let taken_over = ["start second", "text hello.", "done"];
    let rows: [(Vec<ChatEvent>, bool); 10] = [
        (vec![], false),
        (vec![read()], false),
        (vec![thought(), used()], false),
        (vec![text("Come")], false),
        (vec![thought(), text("Come "), text("with")], false),
        (vec![text("Come. And")], true),
        (vec![call("go_to")], true),
        (vec![text("Come"), call("go_to")], true),
        (vec![call("go_to"), text("Come")], true),
        (vec![call("go_to"), call("wave"), used()], true),
    ];
    for kind in [
        ErrorKind::CutStream,
        ErrorKind::IdleTimeout,
        ErrorKind::ServerError,
        ErrorKind::BadToolCall,
    ] {
        for (events, kept) in &rows {
            let reply = ScriptedReply::events(events.clone()).then_fail(error(kind));
            let (course, asked) = heard(vec![reply]).await;
            assert_eq!(course.len(), events.len() + if *kept { 2 } else { 5 });
            assert_eq!(asked, usize::from(!kept), "{events:?} {kind:?}");
            let how = if *kept { "cut" } else { "fail" };
            let broke = format!("{how} first {kind:?}");
            assert_eq!(course[events.len() + 1], broke, "{events:?}");
            if !kept {
                assert_eq!(course[events.len() + 2..], taken_over);
            }
        }
    }
}

#[tokio::test]
async fn a_deed_without_an_end_is_done_by_two() {
    // The server forgets the end, or goes on after it.
    let forgot = ScriptedReply::events(vec![call("sit")]);
    let expected = ["start first", "call sit", "cut first CutStream"];
    assert_eq!(
        heard(vec![forgot]).await,
        (expected.map(Into::into).into(), 0)
    );
    let more = ScriptedReply::events(vec![call("sit"), done(), call("sit")]);
    let expected = ["start first", "call sit", "done"];
    assert_eq!(
        heard(vec![more]).await,
        (expected.map(Into::into).into(), 0)
    );
}

#[tokio::test]
async fn half_a_sentence_of_one_server_is_ended_by_the_next() {
    let first = ScriptedReply::events(vec![text("Well")]).then_fail(error(ErrorKind::CutStream));
    let router = Router::new(vec![
        scripted("first", vec![first]),
        scripted(
            "second",
            vec![ScriptedReply::events(vec![text("."), done()])],
        ),
    ]);
    let stream = router.chat_to(
        ChatRequest::default(),
        Box::<Listener>::default(),
        Box::pin(pending()),
    );
    let expected = [
        "start first",
        "text Well",
        "fail first CutStream",
        "start second",
        "text .",
        "fail second EmptyAnswer",
        "gave up",
    ];
    assert_eq!(in_words(stream).await, expected);
}
