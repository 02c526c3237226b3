//! The stream that every reader is sent: fixed bytes at a set pace, named by the model that a request asks for.

use std::{fmt, fmt::Write as _, time::Duration};

/// Most tokens of one stream.
const MOST_TOKENS: u32 = 1_000_000;

/// What is sent: so many tokens, the first one at once, the others one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Replay {
    pub tokens: u32,
    /// Microseconds from token to token.
    pub pace_us: u32,
}

/// The model's name: `replay-100-20000` is 100 tokens, one every 20,000 µs.
impl fmt::Display for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "replay-{}-{}", self.tokens, self.pace_us)
    }
}

impl Replay {
    /// As [`Display`](fmt::Display) writes it; `None` for any other name.
    pub fn parse(model: &str) -> Option<Self> {
        let (tokens, pace_us) = model.strip_prefix("replay-")?.split_once('-')?;
        let tokens = tokens.parse().ok()?;
        let replay = Self {
            tokens,
            pace_us: pace_us.parse().ok()?,
        };
        (1..=MOST_TOKENS).contains(&tokens).then_some(replay)
    }

    pub fn pace(&self) -> Duration {
        Duration::from_micros(self.pace_us.into())
    }

    /// The whole text. Every token bears its number: one that is lost, doubled or out of its place shows.
    pub fn text(&self) -> String {
        (0..self.tokens).map(token).collect()
    }

    /// The bytes of the answer, a packet for each token and one for the end.
    pub fn packets(&self) -> Vec<Vec<u8>> {
        let mut packets: Vec<Vec<u8>> = (0..self.tokens)
            .map(|at| chunk(&event(&token(at))))
            .collect();
        if let Some(first) = packets.first_mut() {
            first.splice(0..0, HEAD.bytes());
        }
        let mut end = chunk(&finish(self.tokens));
        end.extend(chunk("data: [DONE]\n\n"));
        end.extend_from_slice(END);
        packets.push(end);
        packets
    }
}

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
/// The end of a body in chunks.
pub const END: &[u8] = b"0\r\n\r\n";
/// Stands in every token's event, before its text, and nowhere else.
pub const MARK: &[u8] = b"\"content\":\"";

/// The blank before the first word of an answer would be nobody's.
fn token(at: u32) -> String {
    let blank = if at == 0 { "" } else { " " };
    format!("{blank}t{at}")
}

/// A token's event as llama.cpp's server sends it.
pub fn event(text: &str) -> String {
    format!(
        "data: {{\"choices\":[{{\"finish_reason\":null,\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}],\
         \"created\":1764000000,\"id\":\"chatcmpl-6kTqz0mWbPjJ0bq0nQ7pGf4wB1LrYc8e\",\"model\":\"replay\",\
         \"system_fingerprint\":\"b7100-1a2b3c4d\",\"object\":\"chat.completion.chunk\"}}\n\n"
    )
}

/// The last event: why it ends, and the counts.
fn finish(tokens: u32) -> String {
    format!(
        "data: {{\"choices\":[{{\"finish_reason\":\"stop\",\"index\":0,\"delta\":{{}}}}],\"created\":1764000000,\
         \"id\":\"chatcmpl-6kTqz0mWbPjJ0bq0nQ7pGf4wB1LrYc8e\",\"model\":\"replay\",\
         \"object\":\"chat.completion.chunk\",\"usage\":{{\"completion_tokens\":{tokens},\"prompt_tokens\":1,\
         \"total_tokens\":{}}}}}\n\n",
        tokens.saturating_add(1)
    )
}

/// A chunk of a body whose length nobody knows before.
fn chunk(data: &str) -> Vec<u8> {
    let mut chunk = String::with_capacity(data.len() + 16);
    // Writing to a string cannot fail.
    let _ = write!(chunk, "{:x}\r\n{data}\r\n", data.len());
    chunk.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_another_stream_than_was_meant() {
        let replay = Replay {
            tokens: 100,
            pace_us: 20_000,
        };
        assert_eq!(Replay::parse(&replay.to_string()), Some(replay));
        for wrong in [
            "gpt-5",
            "replay-",
            "replay-0-5",
            "replay-5",
            "replay-5-x",
            "replay-2000000-1",
        ] {
            assert_eq!(Replay::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_packet_holds_no_token_or_two() {
        let replay = Replay {
            tokens: 3,
            pace_us: 0,
        };
        let packets = replay.packets();
        let marks = |packet: &Vec<u8>| packet.windows(MARK.len()).filter(|w| *w == MARK).count();
        assert_eq!(packets.iter().map(marks).collect::<Vec<_>>(), [1, 1, 1, 0]);
        assert!(packets[3].ends_with(END));
        assert_eq!(replay.text(), "t0 t1 t2");
    }
}
