//! The bytes of a snapshot: 32-bit little-endian words after a header that tells damage from a whole one.

use crate::error::SnapshotError;

use super::SNAPSHOT_FORMAT;

const MAGIC: [u8; 8] = *b"STOATICK";
/// Where the format begins, the length, the checksum, and the body.
const FORMAT_AT: usize = 8;
const LENGTH_AT: usize = 12;
const SUM_AT: usize = 20;
const BODY_AT: usize = 28;

/// A sum in which no word can change alone: each step is one to one both in the sum so far and in the word.
pub(crate) fn sum(words: impl Iterator<Item = u32>) -> u64 {
    words.fold(0, |sum: u64, word| {
        let sum = (sum ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        sum ^ (sum >> 32)
    })
}

/// Of all words but its own two.
fn checksum(bytes: &[u8]) -> u64 {
    sum(words_of(&bytes[..SUM_AT]).chain(words_of(&bytes[BODY_AT..])))
}

fn words_of(bytes: &[u8]) -> impl ExactSizeIterator<Item = u32> {
    let (words, _) = bytes.as_chunks();
    words.iter().map(|word| u32::from_le_bytes(*word))
}

/// Puts words behind one another.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    /// With room for so many words.
    pub fn new(words: usize) -> Self {
        let mut bytes = Vec::with_capacity(BODY_AT + 4 * words);
        bytes.extend(MAGIC);
        bytes.extend(SNAPSHOT_FORMAT.to_le_bytes());
        // Length and checksum come last.
        bytes.resize(BODY_AT, 0);
        Self(bytes)
    }

    pub fn word(&mut self, word: u32) {
        self.0.extend(word.to_le_bytes());
    }

    pub fn words(&mut self, words: impl IntoIterator<Item = u32>) {
        words.into_iter().for_each(|word| self.word(word));
    }

    /// A number of 64 bits, the low word first.
    pub fn wide(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    /// Its length in bytes, and the text, filled up to a whole word.
    pub fn text(&mut self, text: &str) {
        self.word(text.len() as u32);
        self.0.extend(text.bytes());
        self.0.resize(self.0.len().next_multiple_of(4), 0);
    }

    /// The whole snapshot.
    pub fn seal(mut self) -> Vec<u8> {
        let length = self.0.len() as u64;
        self.0[LENGTH_AT..SUM_AT].copy_from_slice(&length.to_le_bytes());
        let sum = checksum(&self.0);
        self.0[SUM_AT..BODY_AT].copy_from_slice(&sum.to_le_bytes());
        self.0
    }
}

/// Takes words off one after the other. What it gives lies in the snapshot: it allocates nothing.
pub(super) struct Reader<'a>(&'a [[u8; 4]]);

impl<'a> Reader<'a> {
    /// The body of a snapshot that is whole.
    pub fn open(bytes: &'a [u8]) -> Result<Self, SnapshotError> {
        let cut_short = |expected| SnapshotError::Length {
            expected,
            found: bytes.len() as u64,
        };
        let begins = bytes.len().min(MAGIC.len());
        if bytes[..begins] != MAGIC[..begins] {
            return Err(SnapshotError::NoSnapshot);
        }
        let Some(format) = number::<4>(bytes, FORMAT_AT) else {
            return Err(cut_short(BODY_AT as u64));
        };
        let format = u32::from_le_bytes(format);
        if format != SNAPSHOT_FORMAT {
            return Err(SnapshotError::Format {
                expected: SNAPSHOT_FORMAT,
                found: format,
            });
        }
        let (Some(length), Some(written)) = (number(bytes, LENGTH_AT), number(bytes, SUM_AT))
        else {
            return Err(cut_short(BODY_AT as u64));
        };
        let length = u64::from_le_bytes(length);
        if length != bytes.len() as u64 {
            return Err(cut_short(length));
        }
        if !bytes.len().is_multiple_of(4) {
            return Err(impossible("its length", "whole words", length));
        }
        let (expected, found) = (u64::from_le_bytes(written), checksum(bytes));
        if expected != found {
            return Err(SnapshotError::Damaged { expected, found });
        }
        Ok(Self(bytes[BODY_AT..].as_chunks().0))
    }

    /// The next `count` words, which are `what`.
    pub fn words(
        &mut self,
        count: usize,
        what: &'static str,
    ) -> Result<impl ExactSizeIterator<Item = u32> + use<'a>, SnapshotError> {
        let (words, rest) = self
            .0
            .split_at_checked(count)
            .ok_or_else(|| impossible(what, format!("{count} words"), self.0.len()))?;
        self.0 = rest;
        Ok(words.iter().map(|word| u32::from_le_bytes(*word)))
    }

    pub fn array<const COUNT: usize>(
        &mut self,
        what: &'static str,
    ) -> Result<[u32; COUNT], SnapshotError> {
        let mut words = self.words(COUNT, what)?;
        Ok(std::array::from_fn(|_| words.next().unwrap_or_default()))
    }

    pub fn word(&mut self, what: &'static str) -> Result<u32, SnapshotError> {
        self.array(what).map(|[word]| word)
    }

    /// A number that is at most `most`.
    pub fn count(&mut self, most: u64, what: &'static str) -> Result<u32, SnapshotError> {
        let count = self.word(what)?;
        if u64::from(count) > most {
            return Err(impossible(what, format!("at most {most}"), count));
        }
        Ok(count)
    }

    pub fn wide(&mut self, what: &'static str) -> Result<u64, SnapshotError> {
        let [low, high] = self.array(what)?;
        Ok(u64::from(low) | u64::from(high) << 32)
    }

    /// A text of at most `most` bytes.
    pub fn text(&mut self, most: u64, what: &'static str) -> Result<String, SnapshotError> {
        let length = self.count(most, what)? as usize;
        let words = self.words(length.div_ceil(4), what)?;
        let mut bytes: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
        bytes.truncate(length);
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing may be left.
    pub fn end(self) -> Result<(), SnapshotError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(impossible("words after the end", 0, self.0.len()))
    }
}

/// The error of a snapshot that says what cannot be, although it is whole.
pub(super) fn impossible(
    what: &'static str,
    expected: impl ToString,
    found: impl ToString,
) -> SnapshotError {
    SnapshotError::Impossible {
        what,
        expected: expected.to_string(),
        found: found.to_string(),
    }
}

fn number<const BYTES: usize>(bytes: &[u8], at: usize) -> Option<[u8; BYTES]> {
    bytes.get(at..)?.first_chunk().copied()
}
