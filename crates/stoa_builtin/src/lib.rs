//! The built-in mind: a backend without a language model.
