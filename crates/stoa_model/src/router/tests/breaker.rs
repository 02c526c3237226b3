//! Servers that are down.

use tokio::task::JoinSet;

use super::{
    manual::{Manual, settle},
    *,
};
use crate::{Limits, Server};

fn second() -> Arc<ScriptedBackend> {
    scripted("second", vec![ScriptedReply::text("hi"); 99])
}

const SKIPPED: [&str; 3] = ["start second", "text hi", "done"];

#[tokio::test]
async fn a_refusing_server_is_asked_by_all_or_never_again() {
    let (seconds, clock) = clock();
    let refused = || ScriptedReply::fail(error(ErrorKind::Refused));
    let first = scripted(
        "first",
        vec![
            refused(),
            refused(),
            ScriptedReply::text("back"),
            ScriptedReply::text("again"),
        ],
    );
    let router = Router::with_clock(vec![first.clone(), second()], clock);

    seconds.store(100, Ordering::Relaxed);
    let failed = ["start first", "fail first Refused"];
    assert_eq!(course(&router).await[..2], failed);
    let resting = [("first".into(), error(ErrorKind::Refused))];
    assert_eq!(router.resting(), resting);
    seconds.store(114, Ordering::Relaxed);
    assert_eq!(course(&router).await, SKIPPED);

    seconds.store(115, Ordering::Relaxed);
    let mut trial = router.chat(ChatRequest::default());
    let started = RoutedEvent::Started {
        server: "first".into(),
    };
    assert_eq!(trial.next().await, Some(started.clone()));
    assert_eq!(course(&router).await, SKIPPED, "the others wait for it");
    drop(trial);
    let mut trial = router.chat(ChatRequest::default());
    assert_eq!(trial.next().await, Some(started), "the trial was given up");
    let tried = trial.next().await;
    assert!(matches!(tried, Some(RoutedEvent::Failed { .. })));
    seconds.store(129, Ordering::Relaxed);
    assert_eq!(course(&router).await, SKIPPED);

    seconds.store(130, Ordering::Relaxed);
    assert_eq!(course(&router).await, ["start first", "text back", "done"]);
    assert_eq!(course(&router).await, ["start first", "text again", "done"]);
    assert!(router.resting().is_empty());
    assert_eq!(first.requests().len(), 4);
}

#[tokio::test]
async fn a_server_that_times_out_costs_every_trial_a_time_out() {
    let (seconds, clock) = clock();
    let first = Arc::new(Manual::default());
    let server = Server::with_time(
        first.clone(),
        Time {
            clock,
            ..Time::default()
        },
    );
    let router = Router::over(vec![server.clone(), Server::new(second())]);
    let mut stream = router.chat(ChatRequest::default());
    stream.next().await;
    first.asked()[0].fail(ErrorKind::ConnectTimeout);
    stream.next().await;
    drop(stream);

    for (second, kind) in [
        (15, Some(ErrorKind::ConnectTimeout)),
        (30, Some(ErrorKind::FirstTokenTimeout)),
        (45, None),
    ] {
        seconds.store(second, Ordering::Relaxed);
        assert_eq!(course(&router).await, SKIPPED, "nobody waits for the trial");
        settle().await;
        assert!(matches!(server.circuit(), Circuit::HalfOpen(_)));
        assert_eq!(course(&router).await, SKIPPED);
        settle().await;
        let trials = first.asked();
        assert_eq!(trials.len(), 1, "at {second} s");
        assert_eq!(trials[0].request.sampling.max_tokens, Some(1));
        match kind {
            Some(kind) => trials[0].fail(kind),
            None => trials[0].say(text("Hel")),
        }
        settle().await;
        assert_eq!(server.circuit() == Circuit::Closed, kind.is_none());
        assert!(trials[0].is_cancelled(), "the trial goes on");
    }
    let mut stream = router.chat(ChatRequest::default());
    let started = RoutedEvent::Started {
        server: "manual".into(),
    };
    assert_eq!(stream.next().await, Some(started));
    assert!(server.spent().tokens() > 0, "the trial was free");
}

#[tokio::test]
async fn everybody_waits_for_the_same_dead_server() {
    let dead = Arc::new(Manual::default());
    let server = Server::new(dead.clone()).limited(Limits {
        at_once: Some(3),
        ..Limits::default()
    });
    let another_model = server.by(Arc::new(ScriptedBackend::new("another", Vec::new())));
    let second = Server::new(second());
    let one = Router::over(vec![server.clone(), second.clone()]);
    let other = Router::over(vec![another_model, second]);
    let mut talks = JoinSet::new();
    for index in 0..8 {
        let router = one.clone();
        talks.spawn(async move { (index, course(&router).await) });
    }
    settle().await;
    let asked = dead.asked();
    assert_eq!((asked.len(), server.load().waiting), (3, 5));
    asked[1].fail(ErrorKind::ConnectTimeout);
    settle().await;
    assert_eq!(talks.len(), 8);
    let mut courses = Vec::new();
    while let Some(talk) = talks.try_join_next() {
        courses.push(talk.expect("no panic").1);
    }
    assert_eq!(
        courses.len(),
        8,
        "somebody waits for a time-out of their own"
    );
    for course in courses {
        assert!(course.contains(&"fail manual ConnectTimeout".into()));
        assert_eq!(course[course.len() - 3..], SKIPPED);
    }
    assert!(asked.iter().all(|asked| asked.is_cancelled()));
    assert!(dead.asked().is_empty(), "it is asked although it is dead");
    assert_eq!(course(&other).await, SKIPPED, "another router asks it");
    let load = server.load();
    assert_eq!((load.running, load.waiting), (0, 0));
}

#[tokio::test]
async fn an_answer_under_way_is_lost_when_others_can_not_connect() {
    let first = Arc::new(Manual::default());
    let server = Server::new(first.clone());
    let router = Router::over(vec![server.clone(), Server::new(second())]);
    let mut talking = router.chat(ChatRequest::default());
    let mut late = router.chat(ChatRequest::default());
    talking.next().await;
    late.next().await;
    let asked = first.asked();
    asked[0].say(text("Well, "));
    talking.next().await;
    asked[1].fail(ErrorKind::Refused);
    late.next().await;
    assert!(futures_util::poll!(talking.next()).is_pending());
    asked[0].say(text("yes."));
    asked[0].say(done());
    assert_eq!(in_words(talking).await, ["text yes.", "done"]);
}
