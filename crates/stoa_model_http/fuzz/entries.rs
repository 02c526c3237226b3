//! What the fuzz targets do with their bytes. `tests/bytes` runs the same with a stable compiler.

use stoa_model::{ChatEvent, ErrorKind};
use stoa_model_http::{AnswerDecoder, ServerKind, think::ThinkSplitter};

/// More than any decoder may keep, whatever comes in: an answer in one piece of 8 MiB, in a buffer that grew by halves.
pub const MOST_HELD: usize = 20 << 20;

/// The events and the error that a body gives, fed in these parts and then closed.
pub fn decode<'a>(
    kind: ServerKind,
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<ChatEvent>, Option<ErrorKind>) {
    let mut decoder = AnswerDecoder::new(kind);
    let mut events = Vec::new();
    for part in parts {
        let fed = decoder.feed(part, &mut events);
        assert!(
            decoder.held_bytes() <= MOST_HELD,
            "a decoder keeps too much"
        );
        if let Err(error) = fed {
            return (events, Some(error.kind));
        }
        if decoder.is_done() {
            return (events, None);
        }
    }
    let error = decoder.close(&mut events).err();
    (events, error.map(|error| error.kind))
}

/// An answer of any bytes: no panic, one end, bounded memory, and the same events however it is cut.
pub fn answer(kind: ServerKind, body: &[u8]) {
    let whole = decode(kind, [body]);
    let ends = whole
        .0
        .iter()
        .filter(|event| matches!(event, ChatEvent::Done(_)))
        .count();
    assert_eq!(ends, usize::from(whole.1.is_none()), "one end: {whole:?}");
    // Any place will do that the bytes themselves choose.
    let mix = |at: usize, byte: &u8| at.wrapping_mul(31).wrapping_add(usize::from(*byte));
    let at = body.iter().fold(7, mix) % (body.len() + 1);
    let (left, right) = body.split_at(at);
    assert_eq!(decode(kind, [left, right]), whole, "split at {at}");
    let step = at % 13 + 1;
    assert_eq!(decode(kind, body.chunks(step)), whole, "pieces of {step}");
}

/// Text with reasoning between tags: no panic, nothing kept but a tag's beginning.
pub fn think(text: &str) {
    let mut splitter = ThinkSplitter::default();
    for piece in text.split_inclusive(['<', ' ', '\n']) {
        splitter.feed(piece);
        assert!(splitter.held() <= 64 + 2 * piece.len());
    }
    splitter.finish();
}
