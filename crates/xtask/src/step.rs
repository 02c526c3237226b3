//! One step: a title, a command, its minutes, and what to do if it fails.

use std::{
    fmt,
    io::{self, BufRead},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// A step that failed: which one, why, and the remedy.
#[derive(Debug)]
pub struct Failure {
    what: String,
    remedy: String,
    /// The exit code of xtask: 1 failed, 2 bad usage, 3 something it needs is missing.
    pub code: u8,
}

impl Failure {
    pub fn failed(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
            code: 1,
        }
    }

    pub fn usage(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: String::new(),
            code: 2,
        }
    }

    pub fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            remedy: remedy.into(),
            code: 3,
        }
    }

    /// What went wrong and what to do, for a failure that others go on after.
    pub fn why(&self) -> String {
        format!("{}; {}", self.what, self.remedy)
    }

    pub fn unwritable(path: &Path, error: &io::Error) -> Self {
        Self::failed(
            format!("{}: {error}", path.display()),
            "make room there, or remove it by hand",
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stopped: {}", self.what)?;
        if !self.remedy.is_empty() {
            write!(f, "\n  what to do: {}", self.remedy)?;
        }
        Ok(())
    }
}

/// Runs `command` in the workspace's root with its output shown, and tells how long it took.
///
/// # Errors
/// Names the step, the command and `remedy` when it can't be started or exits with another code than 0.
pub fn run(title: &str, command: &mut Command, remedy: &str) -> Result<(), Failure> {
    timed(title, command, remedy, Command::status)
}

/// As [`run`]; what the command writes to standard error is shown and added to `heard`.
///
/// # Errors
/// As [`run`].
pub fn run_heard(
    title: &str,
    command: &mut Command,
    remedy: &str,
    heard: &mut String,
) -> Result<(), Failure> {
    timed(title, command, remedy, |command| {
        let mut child = command.stderr(Stdio::piped()).spawn()?;
        if let Some(pipe) = child.stderr.take() {
            for line in io::BufReader::new(pipe).split(b'\n') {
                let line = String::from_utf8_lossy(&line?).into_owned();
                warn(&line);
                heard.push_str(&line);
                heard.push('\n');
            }
        }
        child.wait()
    })
}

fn timed(
    title: &str,
    command: &mut Command,
    remedy: &str,
    finish: impl FnOnce(&mut Command) -> io::Result<ExitStatus>,
) -> Result<(), Failure> {
    print(&format!("── {title}"));
    let begun = Instant::now();
    let shown = show(command);
    command.current_dir(root()).stdin(Stdio::null());
    let status = finish(command).map_err(|error| {
        let hint = if error.kind() == io::ErrorKind::NotFound {
            "install it, then try again"
        } else {
            remedy
        };
        Failure::missing(
            format!("{title}: `{shown}` could not be started: {error}"),
            hint,
        )
    })?;
    let took = minutes(begun.elapsed());
    if status.success() {
        print(&format!("── {title}: done in {took}"));
        return Ok(());
    }
    Err(Failure::failed(
        format!("{title}: `{shown}` ended with {status} after {took}"),
        remedy,
    ))
}

/// The output of a command, or `None` when it can't be started or fails.
pub fn output_of(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .current_dir(root())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The workspace's root.
pub fn root() -> std::path::PathBuf {
    // As cargo says it now: clones share what is compiled, and lie elsewhere.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(
        || env!("CARGO_MANIFEST_DIR").into(),
        std::path::PathBuf::from,
    );
    here.ancestors().nth(2).unwrap_or(&here).to_owned()
}

pub fn minutes(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f32())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

fn show(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

/// A line for people. The only place of this program that prints.
#[expect(clippy::print_stdout, reason = "xtask talks to a terminal")]
pub fn print(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "xtask talks to a terminal")]
pub fn warn(line: &str) {
    eprintln!("{line}");
}
