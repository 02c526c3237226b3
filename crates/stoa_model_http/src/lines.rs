/// Longest line that is taken from a server, in bytes.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// Cuts a byte stream into lines at LF, CRLF or CR, however the bytes are split. A line is decoded as UTF-8 when it
/// is complete, so that no character is broken; what is not UTF-8 becomes U+FFFD.
#[derive(Debug, Default)]
pub(crate) struct LineSplitter {
    pending: Vec<u8>,
    /// The last byte was CR: an LF now belongs to it.
    after_cr: bool,
    /// The first line was begun: a byte order mark may stand only before it.
    begun: bool,
}

/// A line was longer than [`MAX_LINE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a line is longer than 1 MiB")]
pub struct LineTooLong;

impl LineSplitter {
    /// Takes the next bytes and hands each line that they complete to `each`, without its end.
    pub fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(&str)) -> Result<(), LineTooLong> {
        for &byte in bytes {
            let follows_cr = std::mem::replace(&mut self.after_cr, byte == b'\r');
            match byte {
                b'\n' if follows_cr => {}
                b'\n' | b'\r' => {
                    each(&self.take());
                }
                _ if self.pending.len() == MAX_LINE => return Err(LineTooLong),
                _ => self.pending.push(byte),
            }
        }
        Ok(())
    }

    /// The last line, when the stream closed without ending it.
    pub fn finish(&mut self) -> Option<String> {
        (!self.pending.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> String {
        let line = String::from_utf8_lossy(&self.pending).into_owned();
        self.pending.clear();
        let first = !std::mem::replace(&mut self.begun, true);
        match line.strip_prefix('\u{feff}') {
            Some(rest) if first => rest.to_owned(),
            _ => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(parts: &[&[u8]]) -> (Vec<String>, Option<String>) {
        let mut splitter = LineSplitter::default();
        let mut lines = Vec::new();
        for part in parts {
            splitter
                .feed(part, |line| lines.push(line.to_owned()))
                .expect("short lines");
        }
        (lines, splitter.finish())
    }

    #[test]
    fn line_ends_and_characters_survive_every_split() {
        let text = "\u{feff}α\r\nβγ\n\r\n\rδ 🙂\r\u{feff}x\nrest é".as_bytes();
        let whole = lines(&[text]);
        assert_eq!(whole.0, ["α", "βγ", "", "", "δ 🙂", "\u{feff}x"]);
        assert_eq!(whole.1.as_deref(), Some("rest é"));
        for at in 0..text.len() {
            assert_eq!(lines(&[&text[..at], &text[at..]]), whole, "split at {at}");
        }
        let single = text.chunks(1).collect::<Vec<_>>();
        assert_eq!(lines(&single), whole);
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut splitter = LineSplitter::default();
        let block = vec![b'a'; MAX_LINE];
        assert_eq!(splitter.feed(&block, |_| {}), Ok(()));
        assert_eq!(splitter.feed(b"a", |_| {}), Err(LineTooLong));
    }
}
