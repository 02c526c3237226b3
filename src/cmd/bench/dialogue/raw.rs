//! The least that a reader can be: a socket that the request's bytes are written to, and a search for the tokens in
//! what comes back.

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use anyhow::ensure;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    ask::Heard,
    replay::{END, MARK},
};

/// Reads answers from the server at `port`; connections are kept, as any client keeps them.
pub struct RawReader {
    port: u16,
    idle: Mutex<Vec<TcpStream>>,
}

impl RawReader {
    pub fn new(port: u16) -> Self {
        Self {
            port,
            idle: Mutex::default(),
        }
    }

    /// Sends `request` and reads the answer to its end.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn ask(&self, request: &[u8]) -> anyhow::Result<Heard> {
        let begun = Instant::now();
        let idle = self.idle().pop();
        let mut socket = match idle {
            Some(socket) => socket,
            None => {
                let socket = TcpStream::connect(("127.0.0.1", self.port)).await?;
                socket.set_nodelay(true)?;
                socket
            }
        };
        socket.write_all(request).await?;
        let mut buffer = vec![0; 1 << 14];
        // Bytes of an unfinished mark, kept from the last piece.
        let mut kept = 0;
        let (mut first, mut tokens) = (None, 0);
        loop {
            let read = socket.read(&mut buffer[kept..]).await?;
            ensure!(read > 0, "the raw reader's connection was closed");
            let held = kept + read;
            tokens += marks(&buffer[..held]);
            if first.is_none() && tokens > 0 {
                first = Some(begun.elapsed());
            }
            if buffer[..held].ends_with(END) {
                break;
            }
            kept = held.min(MARK.len() - 1);
            buffer.copy_within(held - kept..held, 0);
        }
        let whole = begun.elapsed();
        self.idle().push(socket);
        Ok(Heard {
            first: first.unwrap_or(whole),
            whole,
            tokens,
            exact: true,
        })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often [`MARK`] stands in `bytes`.
fn marks(bytes: &[u8]) -> u32 {
    let found = bytes.windows(MARK.len()).filter(|window| *window == MARK);
    u32::try_from(found.count()).unwrap_or(u32::MAX)
}
