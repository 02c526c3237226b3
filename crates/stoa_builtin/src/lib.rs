//! The built-in mind: a backend without a language model.
//!
//! [`reply`] is its heart, a pure function from the typed scene of a turn to sentences and deeds; [`BuiltinBackend`]
//! wraps it in the contract of `stoa_model`. A line passes through these rooms:
//!
//! 1. `normalise`: clauses of plain words (case, contractions, typing errors).
//! 2. `understand`: what each clause means, by the patterns in `data/meanings.txt`.
//! 3. `answer`: one file for each family of meanings; `resolve` finds whom and what words stand for, `topics` finds
//!    what is known, `recall` and `told` what the listener told.
//! 4. `turn` and `phrases`: words from the phrase book in `data/phrases`, chosen by seed and by the persona's voice,
//!    never a sentence that was said before.
//!
//! `smalltalk` begins, carries on and ends talks among inhabitants.

mod answer;
mod backend;
mod courtesy;
mod dice;
mod lists;
mod mood;
mod normalise;
mod pattern;
mod phrases;
mod recall;
mod reply;
mod request;
mod resolve;
mod smalltalk;
mod strange;
mod sums;
mod told;
mod topics;
mod turn;
mod understand;
mod voice;
mod wrapping;

pub use backend::{BuiltinBackend, MODEL};
pub use reply::{Reply, reply};
