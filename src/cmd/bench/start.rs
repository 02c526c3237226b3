//! `stoa bench start`: from the program's start to the first picture of the world.

use std::{
    io::BufRead,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, anyhow};
use serde_json::json;
use stoa_render::offscreen;

use super::{percentile, show, tempfile_dir};
use crate::{
    cmd::WorldFlags,
    exit::{CommandResult, Exit},
};

/// # Errors
/// Exit code 3 without a graphics driver.
pub fn run(world: &WorldFlags, runs: usize, json: bool) -> CommandResult {
    let adapter = offscreen::probe_adapter().map_err(Exit::missing)?;
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    let program = std::env::current_exe()?;
    let profile = tempfile_dir()?;
    let shot = profile.join("first.png");
    let mut took = Vec::new();
    for _ in 0..runs.max(1) {
        let mut child = Command::new(&program);
        if display {
            child.args(["play", "--fresh", "--until-drawn"]);
        } else {
            child
                .args([
                    "shot",
                    "--size",
                    "64x36",
                    "--ticks",
                    "0",
                    "--quality",
                    "low",
                    "--out",
                ])
                .arg(&shot);
        }
        child
            .args(["--world", &world.world, "--profile"])
            .arg(&profile);
        let begun = Instant::now();
        let mut child = child
            .stdout(Stdio::piped())
            .spawn()
            .context("starting the program again")?;
        let mut first = String::new();
        if let Some(out) = child.stdout.take() {
            std::io::BufReader::new(out)
                .read_line(&mut first)
                .context("reading what the program says")?;
        }
        took.push(begun.elapsed());
        let status = child.wait().context("waiting for the program")?;
        if !status.success() || first.is_empty() {
            return Err(anyhow!("the program ended with {status} before its first picture").into());
        }
    }
    std::fs::remove_dir_all(&profile).context("removing the bench's profile")?;
    let figures = json!({
        "bench": "start",
        "runs": took.len(),
        "surface": if display { "window" } else { "offscreen" },
        "adapter": adapter.name,
        "first_picture_ms": percentile(&mut took, 50),
    });
    show(&figures, json)
}
