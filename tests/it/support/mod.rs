//! What the tests share: running the program with a deadline, reading its log, skipping in the open.

pub mod display;
mod drop;
pub mod monado;
pub mod qwerty;
pub mod screen;
pub mod talk;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use bevy::app::App;
use serde_json::Value;
use stoa::{
    cmd::Content,
    paths::Paths,
    session::{Launch, Start},
    settings::Settings,
};
use stoa_world::sim::{self, EventLog};
use tempfile::TempDir;

/// A profile of its own for each test.
pub struct Profile(pub TempDir);

impl Profile {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.file(name);
        std::fs::create_dir_all(file.parent().expect("inside the profile")).expect("a folder");
        std::fs::write(&file, text).expect("a file");
        file
    }

    /// `stoa SUBCOMMAND --profile …`, with nothing of this machine's settings.
    pub fn stoa(&self, args: &[&str]) -> Command {
        let (subcommand, rest) = args.split_at(1);
        let mut command = stoa(subcommand);
        command.arg("--profile").arg(self.path()).args(rest);
        command
    }

    /// The shipped world of this profile, to be furnished and stepped by hand.
    pub fn launch(&self, seed: u64, start: Start) -> Launch {
        let paths = Paths::find(Some(self.path())).expect("the assets");
        let content = Content::load(&paths, "stoa").expect("the shipped world");
        Launch::new(paths, Settings::default(), content, Some(seed), start)
    }

    /// [`Profile::launch`], furnished, with its event log in memory.
    pub fn open(&self, seed: u64, start: Start) -> App {
        let launch = self.launch(seed, start);
        let mut app = sim::headless(launch.world());
        launch.furnish(&mut app, true).expect("minds");
        app.insert_resource(EventLog::in_memory());
        app
    }
}

/// The program, without the settings of whoever runs the tests.
pub fn stoa(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stoa"));
    command.args(args).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("STOA_")) {
        command.env_remove(name);
    }
    command
}

/// What a run of the program printed.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs to the end, with `input` on standard input; a program that hangs is killed and fails the test.
pub fn run(mut command: Command, input: Option<&str>, patience: Duration) -> Ran {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().expect("the program starts");
    if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
        // A program that ends early has closed its input: its output says why.
        pipe.write_all(input.as_bytes()).ok();
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let pid = child.id();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    match receiver.recv_timeout(patience) {
        Ok(output) => ran(output.expect("the program's output")),
        Err(_) => {
            signal(pid, nix::sys::signal::Signal::SIGKILL);
            panic!("{command:?} did not end within {patience:?}");
        }
    }
}

fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
    Ran {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

pub fn signal(pid: u32, signal: nix::sys::signal::Signal) {
    let pid = nix::unistd::Pid::from_raw(i32::try_from(pid).expect("a process id"));
    nix::sys::signal::kill(pid, signal).ok();
}

pub const SOON: Duration = Duration::from_secs(60);

/// The lines of an event log.
pub fn events(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// The whole lines of a file that is being written.
pub fn whole_lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    events(whole)
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The events of one kind.
pub fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events
        .iter()
        .filter(|event| event["kind"] == kind)
        .collect()
}

/// The lines that an app gathered since the last call.
pub fn logged(app: &mut App) -> Vec<Value> {
    events(&app.world_mut().resource_mut::<EventLog>().take().join("\n"))
}

/// The shipped content.
pub fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

/// Threads for the servers of a test.
pub fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("threads")
}

/// What an agent said, in one string.
pub fn said_by(events: &[Value], who: u64) -> String {
    let lines = of_kind(events, "said")
        .into_iter()
        .filter(|event| event["who"] == who);
    lines
        .filter_map(|event| event["text"].as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Says that this test can't run here. In continuous integration that fails.
pub fn skip(why: &str) {
    skip_where(false, why);
}

/// [`skip`] for a test that needs programs which `cargo xtask` does not install: nowhere does it have to run.
pub fn skip_excused(why: &str) {
    skip_where(true, why);
}

/// [`skip`] for a test that needs something of these registries: it is excused where the network keeps one of them
/// away, as `cargo xtask test` says.
pub fn skip_without_registry(registries: &[&str], why: &str) {
    let unreachable = std::env::var("STOA_REGISTRY_UNREACHABLE").unwrap_or_default();
    let mut unreachable = unreachable.split(',');
    skip_where(unreachable.any(|name| registries.contains(&name)), why);
}

fn skip_where(excused: bool, why: &str) {
    let strict = std::env::var("STOA_STRICT").is_ok_and(|value| value == "1");
    assert!(!strict || excused, "this test must run here, but {why}");
    if let Some(file) = std::env::var_os("STOA_SKIPPED") {
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file)
            .expect("the list of skipped tests");
        writeln!(
            file,
            "  {}: {why}",
            std::thread::current().name().unwrap_or("a test")
        )
        .expect("the list of skipped tests");
    }
}

/// A child that does not outlive its test.
pub struct Guard(pub Child);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Waits until `ready` gives something.
pub fn until<T>(patience: Duration, what: &str, ready: impl FnMut() -> Option<T>) -> T {
    within(patience, ready).unwrap_or_else(|| panic!("no {what} within {patience:?}"))
}

/// As [`until`]; `None` when it gives nothing in that time.
pub fn within<T>(patience: Duration, mut ready: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let value = ready();
        if value.is_some() || begun.elapsed() >= patience {
            return value;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
