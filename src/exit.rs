//! Exit codes of the program: 0 done, 1 failed, 2 bad usage or bad input, 3 something it needs is missing.

use std::fmt;

/// An error with the exit code it ends the program with.
#[derive(Debug)]
pub struct Exit {
    pub code: u8,
    pub error: anyhow::Error,
}

/// What a subcommand returns.
pub type CommandResult = Result<(), Exit>;

impl Exit {
    /// Bad usage or bad input: exit code 2.
    pub fn bad_input(error: impl Into<anyhow::Error>) -> Self {
        Self {
            code: 2,
            error: error.into(),
        }
    }

    /// Something that is needed is missing: exit code 3.
    pub fn missing(error: impl Into<anyhow::Error>) -> Self {
        Self {
            code: 3,
            error: error.into(),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Exit {
    fn from(error: E) -> Self {
        Self {
            code: 1,
            error: error.into(),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.error)
    }
}
