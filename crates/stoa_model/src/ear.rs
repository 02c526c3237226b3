//! Who listens to an answer.

use crate::ChatEvent;

/// Hears an answer as those will for whom it is made, and so tells the router what of it reaches anybody.
///
/// A piece of text is not yet a sentence, and a sentence may be no speech: until something was really handed out, another
/// backend can take over without anybody hearing two answers.
pub trait Ear: Send + 'static {
    /// Another backend begins: what the one before it began is forgotten.
    fn begin(&mut self);

    /// Takes the next event, the end included. True when a sentence or a deed came of it.
    fn hear(&mut self, event: &ChatEvent) -> bool;

    /// True when nothing that may still come will be heard: the request can be dropped.
    fn is_full(&self) -> bool;
}

/// The ear of one who takes every piece as it comes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EveryPiece;

impl Ear for EveryPiece {
    fn begin(&mut self) {}

    fn hear(&mut self, event: &ChatEvent) -> bool {
        matches!(event, ChatEvent::Text(_) | ChatEvent::ToolCall(_))
    }

    fn is_full(&self) -> bool {
        false
    }
}
