//! A model server for tests: real sockets on loopback, answers from a [`Script`].
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use stoa_model_http::fake_server::{FakeServer, Script};
//!
//! let server = FakeServer::openai(Script::say("Good day, Ada.").then(Script::unauthorized())).await?;
//! let url = server.url(); // for the backend's configuration
//! // … ask twice …
//! assert_eq!(server.chats().len(), 2);
//! # Ok(())
//! # }
//! ```

mod pages;
mod request;
mod script;
mod wire;

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

pub use self::script::Script;
use self::{
    request::read_request,
    script::{Dialect, End},
};

/// A server that answers chat requests in turn from its script; the last one repeats. Dropping it closes every socket.
pub struct FakeServer {
    port: u16,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// One request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeRequest {
    pub method: String,
    /// With the query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl FakeRequest {
    /// Whether it tries if tools work, rather than chats.
    fn is_trial(&self) -> bool {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body.pointer("/tools/0/function/name") == Some(&"ready".into())
            && body.get("stream") == Some(&false.into())
    }

    fn is_chat(&self) -> bool {
        is_chat(&self.path) && !self.is_trial()
    }

    /// The value of the header `name` (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

struct Shared {
    dialect: Dialect,
    script: Script,
    requests: Mutex<Vec<FakeRequest>>,
    /// Clients that went away in the middle of an answer.
    disconnects: watch::Sender<usize>,
    /// Connections that stand.
    open: watch::Sender<usize>,
    /// Bytes of streamed bodies that the system took.
    written: AtomicU64,
}

impl FakeServer {
    /// A server that speaks OpenAI's protocol, on a free port.
    ///
    /// # Errors
    /// When no port on loopback can be had.
    pub async fn openai(script: Script) -> io::Result<Self> {
        Self::start(Dialect::OpenAi, script).await
    }

    /// A server that speaks Ollama's own protocol, on a free port.
    ///
    /// # Errors
    /// When no port on loopback can be had.
    pub async fn ollama(script: Script) -> io::Result<Self> {
        Self::start(Dialect::Ollama, script).await
    }

    /// A server that speaks Anthropic's protocol, on a free port.
    ///
    /// # Errors
    /// When no port on loopback can be had.
    pub async fn anthropic(script: Script) -> io::Result<Self> {
        Self::start(Dialect::Anthropic, script).await
    }

    async fn start(dialect: Dialect, script: Script) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            dialect,
            script,
            requests: Mutex::default(),
            disconnects: watch::Sender::new(0),
            open: watch::Sender::new(0),
            written: AtomicU64::new(0),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Ok(Self {
            port,
            shared,
            accepting,
        })
    }

    /// The base address, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Every request so far, oldest first.
    pub fn requests(&self) -> Vec<FakeRequest> {
        self.shared.requests().clone()
    }

    /// The bodies of the chat requests so far, oldest first.
    pub fn chats(&self) -> Vec<Value> {
        let requests = self.requests().into_iter();
        let chats = requests.filter(|request| request.method == "POST" && request.is_chat());
        chats
            .filter_map(|request| serde_json::from_str(&request.body).ok())
            .collect()
    }

    /// How often somebody tried whether tools work.
    pub fn trials(&self) -> usize {
        let requests = self.requests();
        requests.iter().filter(|request| request.is_trial()).count()
    }

    /// Waits until a client has gone away in the middle of an answer.
    pub async fn disconnected(&self) {
        let mut disconnects = self.shared.disconnects.subscribe();
        // The sender lives as long as `self`, so that this cannot fail.
        let _seen = disconnects.wait_for(|count| *count > 0).await;
    }

    /// Connections that stand now; a client may keep one for its next request.
    pub fn open_sockets(&self) -> usize {
        *self.shared.open.borrow()
    }

    /// Waits until no more than `most` connections stand.
    pub async fn closed_down_to(&self, most: usize) {
        let mut open = self.shared.open.subscribe();
        let _seen = open.wait_for(|count| *count <= most).await;
    }

    /// Bytes of streamed bodies that went out so far.
    pub fn written_bytes(&self) -> u64 {
        self.shared.written.load(Ordering::Relaxed)
    }
}

impl Drop for FakeServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    fn requests(&self) -> MutexGuard<'_, Vec<FakeRequest>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers the request; for a chat, its place among the chats.
    fn remember(&self, request: FakeRequest) -> usize {
        let mut requests = self.requests();
        let chats = requests.iter().filter(|request| request.is_chat()).count();
        requests.push(request);
        chats
    }
}

fn is_chat(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    [
        "/chat/completions",
        "/api/chat",
        "/v1/messages",
        "/api/pull",
        "/audio/speech",
    ]
    .iter()
    .any(|end| path.ends_with(end))
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        let shared = shared.clone();
        connections.spawn(async move {
            shared.open.send_modify(|count| *count += 1);
            // A broken socket is what many tests are about; it shows on the client's side.
            let _ended = serve(socket, &shared).await;
            shared.open.send_modify(|count| *count -= 1);
        });
        while connections.try_join_next().is_some() {}
    }
}

/// Answers the requests of one connection until it closes.
async fn serve(mut socket: TcpStream, shared: &Shared) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut socket, &mut buffer).await? {
        let path = request.path.clone();
        let body = serde_json::from_str(&request.body).unwrap_or(Value::Null);
        let is_trial = request.is_trial();
        let turn = shared.remember(request);
        if is_trial {
            let (status, text) = &shared.script.trial;
            respond(&mut socket, *status, "application/json", &[], text).await?;
            continue;
        }
        if !is_chat(&path) {
            let (status, text) = shared.script.page(shared.dialect, &path);
            respond(&mut socket, status, "application/json", &[], &text).await?;
            continue;
        }
        let script = shared.script.turn(turn);
        let refusal = script.refusal(shared.dialect, &body);
        if let Some(refusal) = refusal {
            let headers = &refusal.headers;
            respond(
                &mut socket,
                refusal.status,
                &refusal.content_type,
                headers,
                &refusal.body,
            )
            .await?;
            continue;
        }
        if script.mute {
            let silent = while_connected(&mut socket, std::future::pending()).await;
            shared.disconnects.send_modify(|count| *count += 1);
            return silent;
        }
        match stream(&mut socket, script, shared, &body).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                shared.disconnects.send_modify(|count| *count += 1);
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Streams one answer. False when the script cuts it off; an error when the client went away.
async fn stream(
    socket: &mut TcpStream,
    script: &Script,
    shared: &Shared,
    request: &Value,
) -> io::Result<bool> {
    let dialect = shared.dialect;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {}\r\ntransfer-encoding: chunked\r\n{}\r\n",
        dialect.content_type(),
        lines(&script.headers),
    );
    socket.write_all(head.as_bytes()).await?;
    let packets = wire::packets(script, dialect, request);
    for (at, packet) in packets.into_iter().enumerate() {
        let pause = if at == 0 {
            script.first_after
        } else {
            script.pause
        };
        if !pause.is_zero() {
            while_connected(socket, tokio::time::sleep(pause)).await?;
        }
        let mut chunk = format!("{:x}\r\n", packet.bytes.len()).into_bytes();
        chunk.extend_from_slice(&packet.bytes);
        chunk.extend_from_slice(b"\r\n");
        for _ in 0..packet.times {
            socket.write_all(&chunk).await?;
            let sent = u64::try_from(packet.bytes.len()).unwrap_or(u64::MAX);
            shared.written.fetch_add(sent, Ordering::Relaxed);
        }
    }
    match script.end {
        End::Finish | End::Short => socket.write_all(b"0\r\n\r\n").await.map(|()| true),
        End::Cut => Ok(false),
        End::Reset => {
            socket.set_zero_linger()?;
            Ok(false)
        }
        End::Hang => while_connected(socket, std::future::pending())
            .await
            .map(|()| false),
    }
}

/// Waits for `other`; an error when the client goes away before.
async fn while_connected(
    socket: &mut TcpStream,
    other: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut byte = [0];
    tokio::select! {
        () = other => Ok(()),
        // Clients send nothing while they wait for an answer.
        _ = socket.read(&mut byte) => Err(io::ErrorKind::ConnectionAborted.into()),
    }
}

async fn respond(
    socket: &mut TcpStream,
    status: u16,
    content_type: &str,
    headers: &[(String, String)],
    body: &str,
) -> io::Result<()> {
    let answer = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n{}\r\n{body}",
        body.len(),
        lines(headers),
    );
    socket.write_all(answer.as_bytes()).await
}

fn lines(headers: &[(String, String)]) -> String {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"));
    lines.collect()
}
