//! The screen that a test's windows are on.

use std::{
    io::{self, BufRead, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use nix::sys::signal::Signal;

use super::{Guard, signal};

/// An Xvfb that has chosen its own number: tests that start at once don't meet.
pub struct Screen {
    server: Guard,
    pub name: String,
}

impl Screen {
    /// A screen of a size like `1600x900x24`.
    ///
    /// # Errors
    /// When Xvfb is not there or ends.
    pub fn open(size: &str) -> io::Result<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Guard(command.spawn()?);
        let out = server.0.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut number = String::new();
        // It writes the number once clients may come, or ends.
        BufReader::new(out).read_line(&mut number)?;
        if number.trim().is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let name = format!(":{}", number.trim());
        Ok(Self { server, name })
    }

    /// What xdotool prints; nothing when it fails.
    pub fn xdotool(&self, args: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(args)
            .env("DISPLAY", &self.name)
            .output();
        output.map_or_else(
            |_| String::new(),
            |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        )
    }

    /// The first window whose title matches.
    pub fn window(&self, title: &str) -> Option<String> {
        let found = self.xdotool(&["search", "--name", title]);
        found.lines().next().map(str::to_owned)
    }

    /// Puts a window where no other covers it, and gives it the time to be drawn there.
    pub fn place(&self, window: &str, at: [&str; 2]) {
        let now = self.xdotool(&["getwindowgeometry", window]);
        if now.contains(&format!("{},{}", at[0], at[1])) {
            return;
        }
        self.xdotool(&["windowmove", window, at[0], at[1]]);
        std::thread::sleep(Duration::from_millis(500));
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // A killed one would leave its number taken.
        signal(self.server.0.id(), Signal::SIGTERM);
        self.server.0.wait().ok();
    }
}
