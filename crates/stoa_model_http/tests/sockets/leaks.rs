//! Neither sockets nor tasks stay behind.

use futures_util::future::join_all;
use tokio::runtime::Handle;

use super::*;

/// Answers of each server at once.
const AT_ONCE: usize = 10;

/// Whatever becomes of many answers at once, neither sockets nor tasks stay behind.
#[tokio::test]
async fn answers_that_went_wrong_leave_tasks_or_sockets_behind() {
    let say = Script::say("Well, let me think");
    let scripts = [
        Script::mute(),
        say.clone().hang_after(1),
        say.clone().cut_after(2),
        say.clone().reset_after(2),
        say.short_after(2),
        Script::unauthorized(),
        Script::raw([b"{oops}\n\n".to_vec()]),
        Script::flood("x".repeat(4096), 1 << 20),
    ];
    let timeouts = Timeouts {
        connect: Duration::from_secs(4),
        first_token: Duration::from_secs(2),
        idle: Duration::from_millis(200),
    };
    let mut servers = Vec::new();
    for protocol in ALL {
        for script in &scripts {
            let server = protocol.serve(script.clone().models(["m"])).await;
            servers.push((protocol, server));
        }
    }
    // The client has one task of its own, from its first connection on.
    let well = Protocol::OpenAi.serve(Script::say("Hi")).await;
    ask(&*Protocol::OpenAi.backend(&well.url(), timeouts), request()).await;
    drop(well);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let before = Handle::current().metrics().num_alive_tasks();
    let talks = servers.iter().map(|(protocol, server)| async {
        let backend = protocol.backend(&server.url(), timeouts);
        let answers = (0..AT_ONCE).map(|at| {
            let once = ChatRequest {
                retry_ms: Some(0),
                ..request()
            };
            // Some are given up by whoever asked, before the server is.
            let patience = Duration::from_millis(if at % 2 == 0 { 100 } else { 5000 });
            tokio::time::timeout(patience, ask(&*backend, once))
        });
        join_all(answers).await;
    });
    join_all(talks).await;
    for (protocol, server) in &servers {
        // Connections whose answers were read whole wait a little for a next request.
        let closed = tokio::time::timeout(Duration::from_secs(20), server.closed_down_to(0)).await;
        let open = server.open_sockets();
        assert!(closed.is_ok(), "{protocol:?}: {open} sockets are left");
    }
    let mut after = usize::MAX;
    for _ in 0..100 {
        after = Handle::current().metrics().num_alive_tasks();
        if after <= before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(after <= before, "{before} tasks became {after}");
}
