//! The body of an answer: a stream of events, or one object.

use crate::sse::{SseDecoder, SseEvent};

/// Longest answer that came in one piece, in bytes.
const MAX_WHOLE: usize = 8 << 20;

/// The body of an answer: a stream of events, or one object from a server that does not stream.
#[derive(Debug, Default)]
pub(crate) enum Body {
    /// Only blanks came so far.
    #[default]
    Unknown,
    Events(SseDecoder),
    /// One JSON object, complete when the connection closes.
    Whole(Vec<u8>),
}

/// What is left when the connection closes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    Events(Vec<SseEvent>),
    Whole(Vec<u8>),
}

impl Body {
    /// Takes the next bytes and adds the events that they complete to `events`.
    ///
    /// # Errors
    /// What it is instead of such a body, in words; the events before it are given out.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<SseEvent>) -> Result<(), String> {
        let mut bytes = bytes;
        if let Self::Unknown = self {
            // Blanks before the first line belong to nothing, whatever they come with.
            bytes = bytes.trim_ascii_start();
            *self = match bytes.first() {
                None => return Ok(()),
                Some(b'{') => Self::Whole(Vec::new()),
                Some(b'<') => return Err("it sent a web page".into()),
                Some(_) => Self::Events(SseDecoder::default()),
            };
        }
        match self {
            Self::Unknown => Ok(()),
            Self::Whole(body) if body.len() + bytes.len() > MAX_WHOLE => {
                *body = Vec::new();
                Err("its answer is longer than 8 MiB".into())
            }
            Self::Whole(body) => {
                body.extend_from_slice(bytes);
                Ok(())
            }
            Self::Events(decoder) => decoder
                .feed(bytes, events)
                .map_err(|error| error.to_string()),
        }
    }

    /// What is left when the connection closes.
    pub fn finish(&mut self) -> Rest {
        match std::mem::take(self) {
            Self::Unknown => Rest::Events(Vec::new()),
            Self::Events(mut decoder) => Rest::Events(decoder.finish()),
            Self::Whole(body) => Rest::Whole(body),
        }
    }

    /// Bytes that are kept for the next call.
    pub fn held(&self) -> usize {
        match self {
            Self::Unknown => 0,
            Self::Events(decoder) => decoder.held(),
            Self::Whole(body) => body.capacity(),
        }
    }
}

/// The beginning of what a server sent, to be shown.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_before_the_first_line_would_belong_to_it_or_not_by_how_it_came() {
        let text = b" \tevent: error\ndata: {}\n\n";
        let read = |step: usize| {
            let mut body = Body::default();
            let mut events = Vec::new();
            for piece in text.chunks(step) {
                body.feed(piece, &mut events).unwrap();
            }
            events
        };
        assert_eq!(read(text.len())[0].name, "error");
        for step in 1..text.len() {
            assert_eq!(read(step), read(text.len()), "pieces of {step}");
        }
    }
}
