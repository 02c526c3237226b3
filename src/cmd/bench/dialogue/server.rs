//! The server that all readers ask: it replays fixed bytes on loopback, on one thread of a process of its own, so that
//! its work is nobody's processor time but its own.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Context, anyhow};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Builder,
    time::{Instant, sleep_until},
};

use super::{clock, replay::Replay};

/// Serves on this port of loopback (0: any that is free) until standard input ends. `tell` is called with the port.
///
/// # Errors
/// When the port can't be had.
pub fn serve(port: u16, tell: impl FnOnce(u16) -> io::Result<()>) -> anyhow::Result<()> {
    clock::allow_many_files();
    std::thread::Builder::new()
        .name("bench-end".to_owned())
        .spawn(|| {
            // Whoever started this server holds the other end.
            let _ended = io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(0);
        })?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(([127, 0, 0, 1], port).into())?;
        let listener = socket.listen(4096)?;
        tell(listener.local_addr()?.port())?;
        accept(listener).await
    })
}

/// Streams that were asked for, with their bytes.
type Known = Arc<Mutex<HashMap<Replay, Arc<Vec<Vec<u8>>>>>>;

async fn accept(listener: TcpListener) -> anyhow::Result<()> {
    let known = Known::default();
    loop {
        let (socket, _) = listener.accept().await?;
        let known = known.clone();
        tokio::spawn(async move {
            // A client that goes away shows on its own side.
            let _ended = answer(socket, &known).await;
        });
    }
}

/// Answers the requests of one connection until it closes.
async fn answer(mut socket: TcpStream, known: &Known) -> io::Result<()> {
    socket.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(1 << 16);
    while let Some(length) = request(&mut socket, &mut buffer).await? {
        let replay = model(&buffer[..length]).and_then(Replay::parse);
        buffer.drain(..length);
        let Some(replay) = replay else {
            let refusal = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
            socket.write_all(refusal.as_bytes()).await?;
            continue;
        };
        let packets = known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(replay)
            .or_insert_with(|| Arc::new(replay.packets()))
            .clone();
        let begun = Instant::now();
        for (at, packet) in (0..).zip(packets.iter()) {
            if replay.pace_us > 0 && at > 0 {
                sleep_until(begun + replay.pace() * at).await;
            }
            socket.write_all(packet).await?;
        }
    }
    Ok(())
}

/// The length of the next request, once all of it is in `buffer`; `None` when the client has closed.
async fn request(socket: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<usize>> {
    loop {
        if is_whole(buffer) {
            return Ok(length(buffer));
        }
        if socket.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

/// Whether all of a request is there.
pub fn is_whole(bytes: &[u8]) -> bool {
    length(bytes).is_some_and(|length| bytes.len() >= length)
}

/// How long the request will be with its body, once its head is there.
fn length(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let mut body = 0;
    for line in String::from_utf8_lossy(&bytes[..head]).lines() {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            body = value.trim().parse().ok()?;
        }
    }
    Some(head + 4 + body)
}

/// The model that a request names: quotation marks within its texts are escaped.
fn model(request: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(request).ok()?;
    let (_, rest) = text.rsplit_once("\"model\"")?;
    rest.trim_start_matches([':', ' ', '"']).split('"').next()
}

/// A server in a process of its own, which ends with this.
pub struct Serving {
    child: Child,
    port: u16,
    /// It serves until this closes.
    _input: Option<ChildStdin>,
}

impl Serving {
    /// Starts `command`, which calls [`serve`] and prints `listening PORT`.
    ///
    /// # Errors
    /// When it does not start or says something else.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the replaying server does not start")?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let port = line.trim().strip_prefix("listening ");
        let port = port.and_then(|port| port.parse().ok());
        let input = child.stdin.take();
        let mut serving = Self {
            child,
            port: 0,
            _input: input,
        };
        serving.port = port.ok_or_else(|| anyhow!("the replaying server said {line:?}"))?;
        Ok(serving)
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_taken_before_all_of_it_is_there() {
        let body = r#"{"messages":[],"model": "replay-7-0","n":1}"#;
        let size = body.len();
        let head = format!("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: {size}\r\n\r\n");
        let request = format!("{head}{body}").into_bytes();
        assert_eq!(length(&request), Some(request.len()));
        assert_eq!(length(&request[..head.len()]), Some(request.len()));
        assert_eq!(length(&request[..head.len() - 1]), None);
        assert_eq!(model(&request), Some("replay-7-0"));
        let says = br#"{"model":"replay-1-2","messages":["say \"model\": \"x\""]}"#;
        assert_eq!(model(says), Some("replay-1-2"));
    }
}
