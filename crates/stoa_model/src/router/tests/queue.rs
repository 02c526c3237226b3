//! Requests at once, and who goes first.

use futures_util::{FutureExt, poll};

use super::{
    manual::{Manual, settle},
    *,
};
use crate::{Limits, Server};

fn request(name: &str, priority: Priority) -> ChatRequest {
    ChatRequest {
        model: Some(name.into()),
        priority,
        ..ChatRequest::default()
    }
}

fn one_at_once(backend: &Arc<Manual>) -> Server {
    Server::new(backend.clone()).limited(Limits {
        at_once: Some(1),
        ..Limits::default()
    })
}

#[tokio::test]
async fn whoever_a_person_talks_to_waits_for_small_talk() {
    use Priority::{Background, Person};
    let backend = Arc::new(Manual::default());
    let server = one_at_once(&backend);
    let router = Router::over(vec![server.clone()]);
    let mut streams = Vec::new();
    for (name, priority) in [
        ("first", Background),
        ("b1", Background),
        ("gone", Background),
        ("b2", Background),
        ("p1", Person),
        ("gone", Person),
        ("p2", Person),
    ] {
        let mut stream = router.chat(request(name, priority));
        let began = stream.next().now_or_never().is_some();
        assert_eq!(began, name == "first", "{name}");
        streams.push((name, stream));
    }
    let load = server.load();
    assert_eq!((load.running, load.waiting, load.at_once), (1, 6, 1));
    // Who walks away leaves the queue; nothing is asked.
    streams.retain(|(name, _)| *name != "gone");
    assert_eq!(server.load().waiting, 4);

    let mut order = Vec::new();
    let mut talks = tokio::task::JoinSet::new();
    for (_, stream) in streams {
        talks.spawn(in_words(stream));
    }
    for _ in 0..5 {
        settle().await;
        let mut asked = backend.asked();
        assert_eq!(asked.len(), 1, "more at once than allowed, or none");
        let asked = asked.remove(0);
        assert_eq!(server.load().running, 1);
        asked.say(text("hi"));
        asked.say(done());
        order.push(asked.request.model.clone().unwrap_or_default());
    }
    assert_eq!(order, ["first", "p1", "p2", "b1", "b2"]);
    settle().await;
    assert_eq!(server.load().running, 0);
}

#[tokio::test]
async fn a_slot_is_kept_by_an_answer_that_nobody_hears() {
    let backend = Arc::new(Manual::default());
    let server = one_at_once(&backend);
    let router = Router::over(vec![
        server.clone(),
        Server::new(scripted("second", vec![])),
    ]);
    for how in ["dropped", "failed", "done"] {
        let mut running = router.chat(ChatRequest::default());
        let mut waiting = router.chat(ChatRequest::default());
        running.next().await;
        assert!(poll!(waiting.next()).is_pending(), "{how}");
        let asked = backend.asked();
        match how {
            "failed" => asked[0].fail(ErrorKind::BadKey),
            "done" => {
                asked[0].say(text("hi"));
                asked[0].say(done());
                running.next().await;
            }
            _ => {}
        }
        if how != "dropped" {
            running.next().await;
        }
        drop(running);
        let started = RoutedEvent::Started {
            server: "manual".into(),
        };
        assert_eq!(waiting.next().await, Some(started), "{how}");
        backend.asked();
    }
    assert_eq!(server.load().running, 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_server_holds_a_listener_for_ever() {
    let backend = Arc::new(Manual::default());
    let server = one_at_once(&backend);
    let middle = Arc::new(Manual::default());
    let last = scripted("last", vec![ScriptedReply::text("hello")]);
    let chain = vec![
        server.clone(),
        Server::new(middle.clone()),
        Server::new(last),
    ];
    let router = Router::over(chain);
    let mut running = router.chat(ChatRequest::default());
    running.next().await;
    let patience = Box::pin(tokio::time::sleep(Duration::from_secs(120)));
    let waiting = router.chat_to(ChatRequest::default(), Box::new(EveryPiece), patience);
    let expected = ["fail manual Busy", "start last", "text hello", "done"];
    assert_eq!(in_words(waiting).await, expected);
    assert!(middle.asked().is_empty(), "there is no time left for it");
    assert_eq!(server.load().waiting, 0);
    assert_eq!(server.circuit(), Circuit::Closed, "it is busy, not down");
}

#[tokio::test]
async fn a_server_is_asked_more_or_less_than_it_can_take() {
    for (slots, limit, expected) in [
        (None, None, 4),
        (Some(2), None, 2),
        (Some(8), None, 8),
        (Some(8), Some(3), 3),
        (None, Some(0), 1),
    ] {
        let backend = Arc::new(slots.map_or_else(Manual::default, Manual::with_slots));
        let server = Server::new(backend.clone()).limited(Limits {
            at_once: limit,
            ..Limits::default()
        });
        let router = Router::over(vec![server.clone()]);
        let mut streams: Vec<_> = (0..12)
            .map(|_| router.chat(ChatRequest::default()))
            .collect();
        for stream in &mut streams {
            stream.next().now_or_never();
        }
        // Those that wait are let in when the server has told.
        let known = server.capabilities(None).await.expect("it tells");
        assert_eq!(known.slots, slots);
        for _ in 0..12 {
            for stream in &mut streams {
                stream.next().now_or_never();
            }
        }
        let load = server.load();
        assert_eq!(load.at_once, expected, "{slots:?} {limit:?}");
        // Those that were begun before it was known go on.
        let begun = if limit.is_none() {
            expected.max(4)
        } else {
            expected
        };
        assert_eq!(backend.asked().len(), begun as usize);
        assert_eq!(load.waiting, 12 - begun as usize);
    }
    let inside = Server::new(scripted("inside", vec![ScriptedReply::text("a"); 9]));
    assert_eq!(inside.load().at_once, u32::MAX);
}

#[tokio::test]
async fn those_who_wait_never_learn_that_more_are_let_in() {
    let backend = Arc::new(Manual::with_slots(6));
    let server = Server::new(backend.clone());
    let router = Router::over(vec![server.clone()]);
    let mut talks = tokio::task::JoinSet::new();
    for _ in 0..12 {
        talks.spawn(router.chat(ChatRequest::default()).collect::<Vec<_>>());
    }
    settle().await;
    let mut asked = backend.asked();
    assert_eq!(asked.len(), 4);
    assert!(server.capabilities(None).await.is_ok());
    settle().await;
    asked.extend(backend.asked());
    assert_eq!(asked.len(), 6);
    server.set_limits(Limits {
        at_once: Some(9),
        ..Limits::default()
    });
    settle().await;
    asked.extend(backend.asked());
    assert_eq!(asked.len(), 9);
}
