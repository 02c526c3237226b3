//! One exchange of a mind with its model, as the inspector shows it.

use super::Problem;

/// The last request of a mind and what came of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExchangeView {
    /// Who answered, or is being asked: the server's name. May be empty.
    pub server: String,
    pub model: String,
    /// Exactly what was sent: role, text.
    pub prompt: Vec<(String, String)>,
    pub reply: String,
    /// What the model thought aloud; shown in the inspector and nowhere else.
    pub reasoning: String,
    /// `wave {"at":3}`.
    pub tool_calls: Vec<String>,
    /// `812 in (704 from the cache, 87%), 41 out`. May be empty.
    pub tokens: String,
    /// What the time went into, in order; seconds each: `waited in the queue`, `read the prompt`, `first word`,
    /// `whole answer`.
    pub phases: Vec<(String, f32)>,
    /// Tokens of the prompt that were read, of all; while the server reads.
    pub progress: Option<(u32, u32)>,
    /// `0.0021 USD`. May be empty.
    pub cost: String,
    /// Every server that failed in this turn, in order.
    pub failures: Vec<Problem>,
}
