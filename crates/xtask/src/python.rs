//! A Python with llama.cpp's own HTTP server, for the test against a real model server.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    build::{cargo_home, remove},
    step::{self, Failure},
};

/// The registry that the packages come from, as tests name it.
const REGISTRY: &str = "PyPI";

/// What came of making the environment.
pub enum ModelServer {
    /// The Python to run the server with.
    Ready(PathBuf),
    /// The registry could not be reached: the tests that need it are excused.
    Unreachable,
    /// The registry has nothing for this machine: the tests that need it say that they can't run, which continuous
    /// integration does not forgive.
    Failed,
}

impl ModelServer {
    /// Tells the tests.
    pub fn announce(&self, tests: &mut Command) {
        match self {
            Self::Ready(python) => tests.env("STOA_LLAMA_PYTHON", python),
            Self::Unreachable => tests.env("STOA_REGISTRY_UNREACHABLE", REGISTRY),
            Self::Failed => tests,
        };
    }
}

/// Makes the environment once for all clones.
///
/// # Errors
/// When Python has no `venv`: that is a package of this system, which no network excuses.
pub fn model_server() -> Result<ModelServer, Failure> {
    let folder = cargo_home().join("stoa-tools/llama");
    let python = folder.join("bin/python");
    if is_ready(&python) {
        return Ok(ModelServer::Ready(python));
    }
    step::run(
        "python environment",
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
        "install Python 3 with its venv (on Debian and Ubuntu: `sudo apt install python3-venv`), then try again",
    )?;
    let mut said = String::new();
    let installed = step::run_heard(
        "llama.cpp's server from PyPI",
        Command::new(&python).args(["-m", "pip", "install", "--quiet", "xllamacpp", "gguf"]),
        "check the network; if it is well, read what pip says above",
        &mut said,
    );
    let Err(failure) = installed else {
        return Ok(ModelServer::Ready(python));
    };
    step::warn(&format!("note: {failure}"));
    // Half made, the tests would take it for whole.
    remove(&folder)?;
    Ok(if is_network(&said) {
        ModelServer::Unreachable
    } else {
        ModelServer::Failed
    })
}

fn is_ready(python: &Path) -> bool {
    step::output_of(&python.to_string_lossy(), &["-c", "import xllamacpp, gguf"]).is_some()
}

/// Whether pip failed since it could not reach its index or lost the connection. A connection may also have come back
/// after a warning: an index that lists versions was reached.
fn is_network(said: &str) -> bool {
    const LOST: [&str; 5] = [
        "connection broken",
        "max retries exceeded",
        "failed to establish a new connection",
        "timed out",
        "incomplete-download",
    ];
    let said = said.to_lowercase();
    let listed = said.contains("(from versions:") && !said.contains("(from versions: none)");
    !listed && LOST.iter().any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::is_network;

    #[test]
    fn a_package_that_is_not_to_be_had_would_be_excused_by_the_network() {
        let retry = "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError(\
            '<HTTPSConnection object>: Failed to establish a new connection: [Errno -3] Temporary failure in name \
            resolution')': /simple/xllamacpp/\n";
        let none = "ERROR: Could not find a version that satisfies the requirement xllamacpp (from versions: none)\n";
        let other = "ERROR: Could not find a version that satisfies the requirement gguf (from versions: 0.1.0, 0.2.0)\n";
        for (said, network) in [
            (format!("{retry}{none}"), true),
            (none.to_owned(), false),
            (other.to_owned(), false),
            (format!("{retry}{other}"), false),
            ("pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool: Read timed out.".to_owned(), true),
            ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_network(&said), network, "{said}");
        }
    }
}
