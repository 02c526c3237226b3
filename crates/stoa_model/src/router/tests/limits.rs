//! Tokens and money.

use std::sync::atomic::AtomicU32;

use futures_util::{FutureExt, poll};

use super::{
    manual::{Manual, settle},
    *,
};
use crate::{Limits, Prices, Server, Spent, Usage};

fn used(prompt_tokens: u32, completion_tokens: u32) -> ChatEvent {
    ChatEvent::Usage(Usage {
        prompt_tokens,
        completion_tokens,
        cached_tokens: None,
    })
}

/// Does as it is told again and again, for 70 tokens a time.
fn loops() -> Arc<ScriptedBackend> {
    let reply = ScriptedReply::events(vec![
        call("go_to"),
        used(50, 20),
        ChatEvent::Done(Finish::ToolCalls),
    ]);
    scripted("looping", vec![reply; 999])
}

fn built_in() -> Server {
    Server::new(scripted(
        "built-in mind",
        vec![ScriptedReply::text("hm"); 999],
    ))
}

fn small() -> ChatRequest {
    ChatRequest {
        sampling: crate::Sampling {
            max_tokens: Some(20),
            ..Default::default()
        },
        ..ChatRequest::default()
    }
}

#[tokio::test]
async fn a_looping_backend_spends_for_ever_or_nobody_is_told() {
    let prices = Prices {
        prompt: 1.0,
        cached: None,
        completion: 10.0,
    };
    for (limits, calls) in [
        (
            Limits {
                tokens_per_day: Some(1000),
                ..Limits::default()
            },
            15,
        ),
        (
            Limits {
                cost_per_day: Some(0.01),
                prices,
                ..Limits::default()
            },
            40,
        ),
    ] {
        let today = Arc::new(AtomicU32::new(20_000));
        let told = today.clone();
        let time = Time {
            calendar: Arc::new(move || told.load(Ordering::Relaxed)),
            ..Time::default()
        };
        let backend = loops();
        let server = Server::with_time(backend.clone(), time).limited(limits.clone());
        let router = Router::over(vec![server.clone(), built_in()]);
        for turn in 0..100 {
            let course = in_words(router.chat(small())).await;
            if turn < calls {
                assert_eq!(course[..2], ["start looping", "call go_to"], "{turn}");
            } else {
                let over = [
                    "fail looping LimitReached",
                    "start built-in mind",
                    "text hm",
                    "done",
                ];
                assert_eq!(course, over, "{turn}");
            }
        }
        assert_eq!(backend.requests().len(), calls);
        let spent = server.spent();
        assert_eq!(spent.tokens(), 70 * calls as u64);
        assert_eq!(spent.requests, calls as u64);

        // A new run of the same day goes on from there, the next day begins anew.
        let later = Server::with_time(
            loops(),
            Time {
                calendar: Arc::new(|| 20_000),
                ..Time::default()
            },
        )
        .limited(limits);
        later.resume(spent);
        let router_later = Router::over(vec![later, built_in()]);
        let course_later = course(&router_later).await;
        assert_eq!(course_later[0], "fail looping LimitReached");
        today.store(20_001, Ordering::Relaxed);
        assert_eq!(server.spent().tokens(), 0);
        assert_eq!(course(&router).await[0], "start looping");
    }
}

#[tokio::test]
async fn the_limit_is_not_named() {
    let limits = Limits {
        tokens_per_day: Some(70),
        ..Limits::default()
    };
    let router = Router::over(vec![Server::new(loops()).limited(limits), built_in()]);
    course(&router).await;
    let told = router.chat(small()).next().await;
    let Some(RoutedEvent::Failed { error, next, .. }) = told else {
        panic!("{told:?}");
    };
    assert_eq!(error.cause, "Today's 70 tokens for looping is used up");
    assert_eq!(next, Next::Server("built-in mind".into()));
}

#[tokio::test]
async fn answers_side_by_side_pass_the_cap_together() {
    let backend = Arc::new(Manual::default());
    let server = Server::new(backend.clone()).limited(Limits {
        at_once: Some(64),
        tokens_per_day: Some(100),
        ..Limits::default()
    });
    let router = Router::over(vec![server.clone(), built_in()]);
    let mut streams: Vec<_> = (0..32).map(|_| router.chat(small())).collect();
    let mut asked = 0;
    for _ in 0..64 {
        for stream in &mut streams {
            stream.next().now_or_never();
        }
        for request in backend.asked() {
            asked += 1;
            request.say(text("hi"));
            request.say(used(0, 20));
            request.say(done());
        }
    }
    assert_eq!(asked, 5);
    assert_eq!(server.spent().tokens(), 100);
    assert_eq!(server.load().waiting, 0, "they wait for tomorrow");
}

#[tokio::test(start_paused = true)]
async fn the_minute_is_not_kept_or_a_person_waits_for_it() {
    let backend = loops();
    let server = Server::new(backend.clone()).limited(Limits {
        tokens_per_minute: Some(100),
        ..Limits::default()
    });
    let router = Router::over(vec![server.clone(), built_in()]);
    let begin = tokio::time::Instant::now();
    let ask = |priority| {
        in_words(router.chat(ChatRequest {
            priority,
            ..small()
        }))
    };
    assert_eq!(ask(Priority::Person).await[0], "start looping");
    assert_eq!(ask(Priority::Background).await[0], "start looping");
    assert!(begin.elapsed() < Duration::from_secs(1));
    let person = ask(Priority::Person).await;
    assert_eq!(
        person[..2],
        ["fail looping LimitReached", "start built-in mind"]
    );
    assert!(begin.elapsed() < Duration::from_secs(1));
    // Small talk has time.
    assert_eq!(ask(Priority::Background).await[0], "start looping");
    let waited = begin.elapsed().as_secs();
    assert!((60..=62).contains(&waited), "{waited} s");
    assert_eq!(backend.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_person_stands_behind_small_talk_that_waits_for_the_minute() {
    let backend = loops();
    let server = Server::new(backend.clone()).limited(Limits {
        tokens_per_minute: Some(70),
        ..Limits::default()
    });
    let router = Router::over(vec![server.clone()]);
    course(&router).await;
    let background = |priority| ChatRequest {
        priority,
        ..small()
    };
    let mut small_talk = router.chat(background(Priority::Background));
    assert!(poll!(small_talk.next()).is_pending());
    tokio::time::advance(Duration::from_secs(58)).await;
    let mut person = router.chat(background(Priority::Person));
    assert!(poll!(person.next()).is_pending(), "a moment is waited for");
    tokio::time::advance(Duration::from_secs(3)).await;
    assert!(poll!(small_talk.next()).is_pending());
    let started = RoutedEvent::Started {
        server: "looping".into(),
    };
    assert_eq!(person.next().await, Some(started));
}

#[tokio::test]
async fn an_answer_that_is_dropped_or_not_counted_is_free() {
    let backend = Arc::new(Manual::default());
    let server = Server::new(backend.clone());
    let router = Router::over(vec![server.clone(), built_in()]);
    let said = "four and twenty blackbirds..";
    let rows: [(&str, u64); 4] = [("dropped", 7), ("cut", 7), ("refused", 0), ("done", 7)];
    for (how, tokens) in rows {
        server.resume(Spent::default());
        let before = server.spent().tokens();
        let mut stream = router.chat(ChatRequest::default());
        stream.next().await;
        let asked = backend.asked();
        if how != "refused" {
            asked[0].say(text(said));
            stream.next().await;
        }
        match how {
            "cut" => asked[0].fail(ErrorKind::CutStream),
            "refused" => asked[0].fail(ErrorKind::BadRequest),
            "done" => asked[0].say(done()),
            _ => {}
        }
        if how != "dropped" {
            stream.next().await;
        }
        drop(stream);
        settle().await;
        assert_eq!(server.spent().tokens() - before, tokens, "{how}");
    }
}
