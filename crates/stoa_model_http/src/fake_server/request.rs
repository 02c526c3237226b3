//! Requests as the fake server reads them.

use tokio::{io::AsyncReadExt, net::TcpStream};

use std::io;

use super::{FakeRequest, respond};

/// The next request, or `None` when the client closed the connection between two or does not speak HTTP (an encrypted
/// hello is answered as real servers do).
pub(super) async fn read_request(
    socket: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<FakeRequest>> {
    loop {
        if let Some((request, length)) = parse(buffer) {
            buffer.drain(..length);
            return Ok(Some(request));
        }
        if socket.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
        if !buffer[0].is_ascii_uppercase() {
            respond(socket, 400, "text/plain", &[], "Bad Request").await?;
            return Ok(None);
        }
    }
}

/// A request and its length, once all of it is there.
fn parse(bytes: &[u8]) -> Option<(FakeRequest, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers = lines.filter_map(header).collect::<Vec<_>>();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    let body = bytes.get(end + 4..end + 4 + length)?;
    let body = String::from_utf8_lossy(body).into_owned();
    Some((
        FakeRequest {
            method,
            path,
            headers,
            body,
        },
        end + 4 + length,
    ))
}
