//! The program in a window that is driven by keys alone, and what it says of its panels (`RUST_LOG=stoa_ui=debug`).

use std::{
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use super::trail::{TRAIL, Trail, at, part};
use crate::support::{Guard, Profile, assets, display::Display, read, until};

/// A software driver draws a frame or two a second beside other tests.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Opened {
    pub child: Guard,
    pub display: Display,
    pub window: String,
    pub trail: Trail,
}

impl Opened {
    /// `stoa play` with these arguments, once its world is drawn. `None` when this machine has no Xvfb.
    pub fn begin(profile: &Profile, args: &[&str]) -> Option<Self> {
        let display = Display::open("640x360")?;
        let mut command = profile.stoa(&["play", "--size", "640x360"]);
        command.args(args);
        let log = profile.file("said");
        let stderr = std::fs::File::create(&log).expect("a file");
        let trail = Trail::of(log);
        command.env("DISPLAY", display.name());
        command.env("RUST_LOG", TRAIL).env("NO_COLOR", "1");
        command.env_remove("WAYLAND_DISPLAY");
        command.stdout(Stdio::null()).stderr(stderr);
        let child = Guard(command.spawn().expect("the program starts"));
        let window = display.window("Stoa", PATIENCE);
        let opened = Self {
            child,
            display,
            window,
            trail,
        };
        opened.trail.hears("world drawn: true");
        opened.take_keys();
        Some(opened)
    }

    /// Without a window manager nobody else gives the window the keyboard.
    pub fn take_keys(&self) {
        self.display
            .xdotool(&["windowfocus", "--sync", &self.window]);
    }

    pub fn key(&self, key: &str) {
        self.display.xdotool(&["key", key]);
    }

    /// Presses a key until the keyboard comes to another control; which that is, in the trail's words.
    pub fn walk(&self, key: &str) -> String {
        const TRIES: usize = 4;
        for _ in 0..TRIES {
            self.key(key);
            if let Some(told) = self.trail.hears_within(PATIENCE / TRIES as u32, at) {
                return told;
            }
            // A window that has just filled the screen has lost the keyboard: no window manager gives it back.
            self.take_keys();
        }
        panic!("{key} leads nowhere: {}", self.trail.said());
    }

    /// Walks with Tab to the control that `wanted` says is the one.
    pub fn walk_to(&self, words: &str) -> String {
        for _ in 0..200 {
            let at = self.walk("Tab");
            if at.contains(words) {
                return at;
            }
        }
        panic!("Tab does not lead to {words}: {}", self.trail.said());
    }

    /// Presses the control that has the keyboard; what is told of it then.
    pub fn press(&self) -> String {
        self.key("space");
        self.trail
            .hears_of("a control that was pressed", |line| part(line, "pressed "))
    }

    /// Waits for the program's end, which is in good order.
    pub fn end(mut self) -> String {
        let status: ExitStatus = until(PATIENCE, "end", || {
            self.child.0.try_wait().expect("its state")
        });
        let said = self.trail.said();
        assert!(
            status.success() && !said.contains("panicked"),
            "{status}: {said}"
        );
        said
    }
}

/// A small world of one's own, `yard`, with somebody of one's own in it; the world's file.
pub fn yard(profile: &Profile) -> PathBuf {
    let template = |kind: &str| {
        let text = read(&assets().join(format!("templates/{kind}.toml")));
        text.replace("{NAME}", "noa").replace("{TITLE}", "Noa")
    };
    profile.write("personas/noa.toml", template("persona"));
    let world = template("world").replace("persona = \"iris\"", "persona = \"noa\"");
    profile.write("worlds/yard.toml", world)
}
