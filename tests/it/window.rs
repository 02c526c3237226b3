//! One real window, driven by real keys: walk, speak, leave.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::support::{Guard, Profile, events, signal, skip, until};

/// A software driver draws a frame or two a second.
const PATIENCE: Duration = Duration::from_secs(150);

/// A display of our own.
struct Display {
    _server: Guard,
    name: String,
}

impl Display {
    fn open() -> Option<Self> {
        let (read, number) = (|| {
            let lock = |n: u32| PathBuf::from(format!("/tmp/.X{n}-lock")).exists();
            let number = (90..200).find(|n| !lock(*n))?;
            let name = format!(":{number}");
            let child = Command::new("Xvfb")
                .args([&name, "-screen", "0", "640x360x24", "-nolisten", "tcp"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .ok()?;
            Some((child, number))
        })()?;
        let display = Self {
            _server: Guard(read),
            name: format!(":{number}"),
        };
        until(Duration::from_secs(20), "display", || {
            Path::new(&format!("/tmp/.X11-unix/X{number}"))
                .exists()
                .then_some(())
        });
        Some(display)
    }

    fn xdotool(&self, args: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(args)
            .env("DISPLAY", &self.name)
            .output()
            .expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

/// The whole lines of the log so far.
fn log(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    events(whole)
}

#[test]
fn window_with_real_keys_a_talk_and_an_orderly_end() {
    let Some(display) = Display::open() else {
        skip("Xvfb could not be started");
        return;
    };
    let profile = Profile::new();
    profile.write(
        "settings.toml",
        "format = 1\n[picture]\nquality = \"low\"\nwelcomed = true\n",
    );
    let file = profile.file("events.jsonl");
    // Somebody is fetched to the gate, so that there is somebody to look at whom one need not walk to for minutes.
    let script = profile.write(
        "script.jsonl",
        "{\"tick\": 2, \"who\": 1000, \"do\": \"go\", \"to\": {\"body\": 1}}\n",
    );
    let mut command = profile.stoa(&["play", "--fresh", "--size", "640x360"]);
    command
        .arg("--events")
        .arg(&file)
        .arg("--script")
        .arg(&script)
        .env("DISPLAY", &display.name);
    command
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = Guard(command.spawn().expect("the program starts"));

    let window = until(PATIENCE, "window", || {
        let id = display.xdotool(&["search", "--name", "^Stoa$"]);
        (!id.is_empty()).then(|| id.lines().next().unwrap_or_default().to_owned())
    });
    until(PATIENCE, "tick", || {
        log(&file)
            .iter()
            .any(|event| event["tick"].as_u64() >= Some(5))
            .then_some(())
    });
    display.xdotool(&["windowfocus", "--sync", &window]);
    display.xdotool(&["mousemove", "320", "180", "click", "1"]);

    // Walking: the body moves off the spawn point's place or at least the intent arrives.
    display.xdotool(&["keydown", "w"]);
    until(PATIENCE, "step", || moved(&log(&file)).then_some(()));
    display.xdotool(&["keyup", "w"]);

    // Speaking: the line opens with Return and is sent with Return.
    display.xdotool(&["key", "Return"]);
    let line = "Hello Iris, who are you?";
    until(PATIENCE, "line that was said", || {
        display.xdotool(&["type", "--delay", "120", line]);
        display.xdotool(&["key", "Return"]);
        let heard = |event: &Value| event["kind"] == "said" && event["who"] == 1;
        let mut polls = 0;
        while polls < 200 && !log(&file).iter().any(heard) {
            polls += 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        log(&file).iter().any(heard).then_some(())
    });
    // On a driver that draws a frame a second the first letters may come before the line is open.
    let said = log(&file).iter().any(|event| {
        event["kind"] == "said"
            && event["who"] == 1
            && event["text"]
                .as_str()
                .is_some_and(|text| text.ends_with("who are you?"))
    });
    assert!(said, "the typed line was not said");
    keep_picture(&display);

    signal(child.0.id(), nix::sys::signal::Signal::SIGINT);
    // A second, and the frame that a software driver is drawing.
    let ended = until(Duration::from_secs(8), "end", || {
        child.0.try_wait().expect("its state")
    });
    assert_eq!(ended.code(), Some(0));
    let text = std::fs::read_to_string(&file).expect("the log");
    assert!(text.ends_with('\n'), "the log's last line is whole");
}

fn moved(log: &[Value]) -> bool {
    log.iter()
        .any(|event| event["who"] == 1 && event["kind"] == "intent" && event["do"] == "move")
        || log
            .iter()
            .filter(|event| event["who"] == 1 && event["kind"] == "entered_place")
            .count()
            > 1
        || log
            .iter()
            .any(|event| event["who"] == 1 && event["kind"] == "left_place")
}

fn keep_picture(display: &Display) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    std::fs::create_dir_all(&folder).expect("a folder");
    let status = Command::new("import")
        .args(["-window", "root"])
        .arg(folder.join("window.png"))
        .env("DISPLAY", &display.name)
        .status()
        .expect("ImageMagick's import runs");
    assert!(status.success());
}
