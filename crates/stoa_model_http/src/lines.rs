//! Bytes to lines.

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
    /// A line was too long: the stream means nothing any more.
    overlong: bool,
}

/// A line was longer than [`MAX_LINE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a line is longer than 1 MiB")]
pub struct LineTooLong;

impl LineSplitter {
    /// Takes the next bytes and hands each line that they complete to `each`, without its end.
    ///
    /// # Errors
    /// [`LineTooLong`], after the lines before it were handed out; nothing is taken from then on.
    pub fn feed(
        &mut self,
        mut bytes: &[u8],
        mut each: impl FnMut(&str),
    ) -> Result<(), LineTooLong> {
        while !bytes.is_empty() && !self.overlong {
            if std::mem::take(&mut self.after_cr) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = &bytes[..end.unwrap_or(bytes.len())];
            if self.pending.len() + part.len() > MAX_LINE {
                self.overlong = true;
                self.pending = Vec::new();
                break;
            }
            let Some(end) = end else {
                self.pending.extend_from_slice(part);
                break;
            };
            self.after_cr = bytes[end] == b'\r';
            if self.pending.is_empty() {
                each(self.clean(&String::from_utf8_lossy(part)));
            } else {
                self.pending.extend_from_slice(part);
                let line = std::mem::take(&mut self.pending);
                each(self.clean(&String::from_utf8_lossy(&line)));
            }
            bytes = &bytes[end + 1..];
        }
        match self.overlong {
            true => Err(LineTooLong),
            false => Ok(()),
        }
    }

    /// The last line, when the stream closed without ending it.
    pub fn finish(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.pending);
        let whole = !line.is_empty() && !self.overlong;
        whole.then(|| self.clean(&String::from_utf8_lossy(&line)).to_owned())
    }

    /// Bytes that are kept for the next call.
    pub fn held(&self) -> usize {
        self.pending.capacity()
    }

    /// `line` without the byte order mark that may stand before the first.
    fn clean<'a>(&mut self, line: &'a str) -> &'a str {
        let first = !std::mem::replace(&mut self.begun, true);
        match line.strip_prefix('\u{feff}') {
            Some(rest) if first => rest,
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
        assert_eq!(splitter.feed(b"\na\n", |_| {}), Err(LineTooLong));
        assert_eq!((splitter.held(), splitter.finish()), (0, None));
    }

    #[test]
    fn lines_before_an_endless_one_are_lost() {
        let mut splitter = LineSplitter::default();
        let mut body = b"first\n".to_vec();
        body.resize(MAX_LINE + 100, b'a');
        let mut lines = Vec::new();
        let outcome = splitter.feed(&body, |line| lines.push(line.to_owned()));
        assert_eq!((outcome, lines), (Err(LineTooLong), vec!["first".into()]));
    }
}
