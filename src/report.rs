//! What the program prints: one place, so that standard output stays clean for programs that read it.

use std::io::{self, Write};

/// A line for whoever (or whatever) reads standard output. A closed pipe is no error of ours.
///
/// # Errors
/// When standard output can't be written for another reason.
pub fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// A line for the person at the terminal.
#[expect(
    clippy::print_stderr,
    reason = "the one place that writes to the terminal"
)]
pub fn line_to_stderr(text: &str) {
    eprintln!("{text}");
}

/// Begins the log on standard error: warnings, or what `RUST_LOG` asks for.
pub fn begin_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,wgpu_hal=error,wgpu_core=error")
    });
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_target(false);
    if log.try_init().is_err() {
        line_to_stderr("the log was begun already");
    }
}
