//! Server-sent events (WHATWG HTML, section 9.2), as far as model servers use them.

pub use crate::lines::LineTooLong;
use crate::lines::{LineSplitter, MAX_LINE};

/// Turns bytes into events; the events do not depend on how the bytes are split.
///
/// More lenient than the standard where servers are sloppy: an event that the close of the stream cuts short of its
/// empty line still counts, and so do JSON objects in successive `data:` lines without an empty line between them.
#[derive(Debug, Default)]
pub struct SseDecoder {
    lines: LineSplitter,
    event: SseEvent,
    has_data: bool,
    overlong: bool,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SseEvent {
    /// The `event:` field; empty when there is none.
    pub name: String,
    /// The `data:` lines, joined by line feeds.
    pub data: String,
}

impl SseDecoder {
    /// Takes the next bytes and adds the events that they complete to `events`. Comments (`: ping`) yield none.
    ///
    /// # Errors
    /// [`LineTooLong`] for a line, or an event of many lines, that is longer than any answer's; the events before it
    /// are given out.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<SseEvent>) -> Result<(), LineTooLong> {
        let Self {
            lines,
            event,
            has_data,
            overlong,
        } = self;
        lines.feed(bytes, |line| {
            *overlong |= event.data.len() + line.len() > 2 * MAX_LINE;
            match *overlong {
                true => *event = SseEvent::default(),
                false => take_line(line, event, has_data, events),
            }
        })?;
        match self.overlong {
            true => Err(LineTooLong),
            false => Ok(()),
        }
    }

    /// Bytes that are kept for the next call.
    pub fn held(&self) -> usize {
        self.lines.held() + self.event.name.capacity() + self.event.data.capacity()
    }

    /// The events left over when the stream closes.
    pub fn finish(&mut self) -> Vec<SseEvent> {
        let mut events = Vec::new();
        if let Some(line) = self.lines.finish() {
            take_line(&line, &mut self.event, &mut self.has_data, &mut events);
        }
        dispatch(&mut self.event, &mut self.has_data, &mut events);
        events
    }
}

fn take_line(line: &str, event: &mut SseEvent, has_data: &mut bool, events: &mut Vec<SseEvent>) {
    if line.is_empty() {
        return dispatch(event, has_data, events);
    }
    // `id` and `retry` are of no use here, and a line that begins with a colon is a comment.
    let (field, value) = line.split_once(':').unwrap_or((line, ""));
    let value = value.strip_prefix(' ').unwrap_or(value);
    match field {
        "event" => value.clone_into(&mut event.name),
        "data" => {
            let complete = event.data.starts_with('{') && event.data.ends_with('}');
            if complete && (value.starts_with('{') || value.trim() == "[DONE]") {
                dispatch(event, has_data, events);
            }
            if std::mem::replace(has_data, true) {
                event.data.push('\n');
            }
            event.data.push_str(value);
        }
        _ => {}
    }
}

fn dispatch(event: &mut SseEvent, has_data: &mut bool, events: &mut Vec<SseEvent>) {
    let event = std::mem::take(event);
    if std::mem::take(has_data) {
        events.push(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(parts: &[&[u8]]) -> Vec<(String, String)> {
        let mut decoder = SseDecoder::default();
        let mut events = Vec::new();
        for part in parts {
            decoder.feed(part, &mut events).expect("short lines");
        }
        events.extend(decoder.finish());
        events
            .into_iter()
            .map(|event| (event.name, event.data))
            .collect()
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let bytes = text.as_bytes();
        let expected = expected
            .iter()
            .map(|(name, data)| ((*name).into(), (*data).into()))
            .collect::<Vec<_>>();
        for at in 0..=bytes.len() {
            assert_eq!(
                decode(&[&bytes[..at], &bytes[at..]]),
                expected,
                "{text:?} split at {at}"
            );
        }
    }

    #[test]
    fn events_are_read_as_the_standard_says() {
        check(
            "data: a\n\ndata:b\r\n\r\ndata:  c\r\r",
            &[("", "a"), ("", "b"), ("", " c")],
        );
        check(
            ": ping\n\nevent: error\ndata: x\ndata: y\nid: 7\n\n",
            &[("error", "x\ny")],
        );
        check("event: only\n\ndata\n\n", &[("", "")]);
        check("data: né 🙂\n\n", &[("", "né 🙂")]);
    }

    #[test]
    fn an_event_of_endless_lines_fills_memory() {
        let mut decoder = SseDecoder::default();
        let mut events = Vec::new();
        let line = format!("data: {}\n", "x".repeat(1 << 16));
        let fed = (0..1000).find(|_| decoder.feed(line.as_bytes(), &mut events).is_err());
        assert!(fed.is_some_and(|lines| lines < 40), "{fed:?}");
        assert!(events.is_empty() && decoder.held() < 4 * MAX_LINE);
    }

    #[test]
    fn sloppy_servers_are_understood() {
        check(
            "data: {\"a\":1}\n\ndata: [DONE]",
            &[("", "{\"a\":1}"), ("", "[DONE]")],
        );
        check(
            "data: {1}\ndata: {2}\ndata: [DONE]\n",
            &[("", "{1}"), ("", "{2}"), ("", "[DONE]")],
        );
        check("data: {\ndata: }\n\n", &[("", "{\n}")]);
    }
}
