//! JSON lines, as Ollama streams them.

use crate::lines::LineSplitter;
pub use crate::lines::LineTooLong;

/// Turns bytes into lines of JSON text; the lines do not depend on how the bytes are split. Blank lines are left out.
#[derive(Debug, Default)]
pub struct NdjsonDecoder {
    lines: LineSplitter,
}

impl NdjsonDecoder {
    /// Takes the next bytes and adds the lines that they complete to `lines`.
    ///
    /// # Errors
    /// [`LineTooLong`], after the lines before it were given out.
    pub fn feed(&mut self, bytes: &[u8], lines: &mut Vec<String>) -> Result<(), LineTooLong> {
        self.lines.feed(bytes, |line| {
            if !line.trim().is_empty() {
                lines.push(line.to_owned());
            }
        })
    }

    /// Bytes that are kept for the next call.
    pub fn held(&self) -> usize {
        self.lines.held()
    }

    /// The last line, when the stream closed without ending it.
    pub fn finish(&mut self) -> Option<String> {
        self.lines.finish().filter(|line| !line.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_survive_every_split() {
        let text = "{\"a\":\"é\"}\n\n{\"b\":2}\r\n{\"c\":3}".as_bytes();
        for at in 0..=text.len() {
            let mut decoder = NdjsonDecoder::default();
            let mut lines = Vec::new();
            for part in [&text[..at], &text[at..]] {
                decoder.feed(part, &mut lines).expect("short lines");
            }
            lines.extend(decoder.finish());
            assert_eq!(
                lines,
                ["{\"a\":\"é\"}", "{\"b\":2}", "{\"c\":3}"],
                "split at {at}"
            );
        }
    }
}
