//! `stoa bench vr`: what the headset's frames take, out of the figures that `stoa vr --stats` writes.

use std::{
    io::Read,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow};
use clap::ValueEnum;
use serde::Serialize;

use super::{percentile, show, tempfile_dir};
use crate::{
    cmd::WorldFlags,
    exit::{CommandResult, Exit},
    headset::stats::Line,
    settings::QualityChoice,
};

/// Frames before the first one that counts.
const WARM_UP: usize = 60;
/// Frames on their way when the last one that counts is through.
const ON_THEIR_WAY: usize = 4;
/// Who asks for no frame for so long shows none.
const PATIENCE: Duration = Duration::from_secs(120);
/// Frames at each end by which the growth of memory is told.
const ENDS: usize = 10;

/// # Errors
/// Exit code 3 without a headset, with what `stoa vr` says about it.
pub fn run(
    world: &WorldFlags,
    frames: usize,
    quality: QualityChoice,
    one_eye: bool,
    json: bool,
) -> CommandResult {
    let frames = frames.max(2 * ENDS);
    let profile = tempfile_dir()?;
    let measured = measure(&profile, world, frames, quality, one_eye);
    std::fs::remove_dir_all(&profile).context("removing the bench's profile")?;
    let (two, one) = measured?;
    let mut figures = serde_json::json!({
        "bench": "vr",
        "frames": frames,
        "quality": word(quality),
        "adapter": stoa_render::offscreen::probe_adapter().map_or_else(|_| String::new(), |adapter| adapter.name),
    });
    add(&mut figures, "", &two)?;
    if let Some(one) = one {
        add(&mut figures, "one_eye_", &one)?;
        let ratio = two.cpu_ms_p50 / one.cpu_ms_p50.max(f64::EPSILON);
        figures["two_eyes_by_one"] = ((ratio * 1e3).round() / 1e3).into();
    }
    show(&figures, json)
}

fn measure(
    profile: &Path,
    world: &WorldFlags,
    frames: usize,
    quality: QualityChoice,
    one_eye: bool,
) -> Result<(Summary, Option<Summary>), Exit> {
    let file = profile.join("frames.jsonl");
    let count = WARM_UP + frames + ON_THEIR_WAY;
    let stay = |one_eye: bool| -> Result<Summary, Exit> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args([
                "vr",
                "--fresh",
                "--size",
                "320x180",
                "--world",
                &world.world,
            ])
            .args(["--set", &format!("picture.quality={}", word(quality))])
            .args(["--frames", &count.to_string()])
            .arg("--profile")
            .arg(profile)
            .arg("--stats")
            .arg(&file);
        if let Some(seed) = world.seed {
            command.args(["--seed", &seed.to_string()]);
        }
        if one_eye {
            command.arg("--one-eye");
        }
        go_in(command, &file)?;
        let text = std::fs::read_to_string(&file).context("reading the frames' figures")?;
        let lines: Vec<Line> = text
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()
            .context("reading the frames' figures")?;
        sum_up(&lines, frames).ok_or_else(|| {
            Exit::from(anyhow!(
                "the program ended after {} frames, before {frames} could be measured",
                lines.len()
            ))
        })
    };
    let two = stay(false)?;
    let one = one_eye.then(|| stay(true)).transpose()?;
    Ok((two, one))
}

fn word(quality: QualityChoice) -> String {
    quality
        .to_possible_value()
        .map_or_else(String::new, |value| value.get_name().to_owned())
}

/// Runs `command` to its end, as long as `file` grows.
fn go_in(mut command: Command, file: &Path) -> Result<(), Exit> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("starting the program again")?;
    let said = child.stderr.take().map(|mut out| {
        thread::spawn(move || {
            let mut said = Vec::new();
            // What was said before a failure counts all the same.
            let _ = out.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        })
    });
    let ended = wait(&mut child, file);
    let said = said.and_then(|said| said.join().ok()).unwrap_or_default();
    let Some(status) = ended? else {
        return Err(Exit::missing(anyhow!(
            "the headset asked for no frame within {} s: put it on, and look whether its runtime shows another program",
            PATIENCE.as_secs()
        )));
    };
    if status.success() {
        return Ok(());
    }
    let error = anyhow!(
        "{}",
        last_words(&said).unwrap_or_else(|| format!("the program ended with {status}"))
    );
    Err(if status.code() == Some(3) {
        Exit::missing(error)
    } else {
        error.into()
    })
}

/// `None` when it had to be ended, since nothing went on any more.
fn wait(child: &mut Child, file: &Path) -> Result<Option<ExitStatus>, Exit> {
    let (mut size, mut since) = (0, Instant::now());
    loop {
        if let Some(status) = child.try_wait().context("waiting for the program")? {
            return Ok(Some(status));
        }
        let now = std::fs::metadata(file).map_or(0, |file| file.len());
        if now != size {
            (size, since) = (now, Instant::now());
        }
        if since.elapsed() > PATIENCE {
            child.kill().context("ending the program")?;
            child.wait().context("waiting for the program")?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// What the program says when it fails: from its own name to the end.
fn last_words(said: &str) -> Option<String> {
    const NAME: &str = "stoa: ";
    let begin = if said.starts_with(NAME) {
        0
    } else {
        said.rfind(&format!("\n{NAME}"))? + 1
    };
    Some(said[begin + NAME.len()..].trim_end().to_owned())
}

/// Figures of a stay in the headset. Times are in milliseconds, memory in MB.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Summary {
    cpu_ms_p50: f64,
    cpu_ms_p99: f64,
    cpu_ms_max: f64,
    main_ms_p50: f64,
    render_ms_p50: f64,
    wait_ms_p50: f64,
    begin_ms_p50: f64,
    end_ms_p50: f64,
    pose_age_ms_p50: f64,
    /// Of all frames.
    missed_share: f64,
    scale_percent_least: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<Memory>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Memory {
    resident_mb_start: f64,
    resident_mb_end: f64,
    grown_mb: f64,
}

/// Of the `frames` frames with a picture that follow the first [`WARM_UP`]; `None` when there are not so many.
fn sum_up(lines: &[Line], frames: usize) -> Option<Summary> {
    let drawn = lines.iter().filter(|line| line.frame.draw);
    let lines: Vec<&Line> = drawn.skip(WARM_UP).take(frames).collect();
    if lines.len() < frames.max(1) {
        return None;
    }
    let share = |percent: usize, ms: fn(&Line) -> Option<f32>| {
        let times = lines.iter().filter_map(|line| ms(line));
        let mut times: Vec<Duration> = times
            .map(|ms| Duration::from_secs_f32(ms.max(0.0) * 1e-3))
            .collect();
        percentile(&mut times, percent)
    };
    let missed = lines.iter().filter(|line| line.frame.missed).count();
    let cpu = |line: &Line| Some(line.frame.cpu_ms);
    Some(Summary {
        cpu_ms_p50: share(50, cpu),
        cpu_ms_p99: share(99, cpu),
        cpu_ms_max: share(100, cpu),
        main_ms_p50: share(50, |line| Some(line.frame.main_ms)),
        render_ms_p50: share(50, |line| Some(line.frame.render_ms)),
        wait_ms_p50: share(50, |line| Some(line.frame.wait_ms)),
        begin_ms_p50: share(50, |line| Some(line.frame.begin_ms)),
        end_ms_p50: share(50, |line| Some(line.frame.end_ms)),
        pose_age_ms_p50: share(50, |line| line.frame.pose_age_ms),
        missed_share: thousandths(missed as f64 / lines.len() as f64),
        scale_percent_least: lines.iter().map(|line| line.frame.scale_percent).min()?,
        memory: memory(&lines),
    })
}

/// Between the means of the first and the last few frames.
fn memory(lines: &[&Line]) -> Option<Memory> {
    let mean = |lines: &[&Line]| {
        let sum: u64 = lines
            .iter()
            .map(|line| line.resident_kb)
            .sum::<Option<_>>()?;
        Some(sum as f64 / lines.len() as f64 / 1024.0)
    };
    let ends = ENDS.min(lines.len() / 2).max(1);
    let start = mean(&lines[..ends])?;
    let end = mean(&lines[lines.len() - ends..])?;
    Some(Memory {
        resident_mb_start: thousandths(start),
        resident_mb_end: thousandths(end),
        grown_mb: thousandths(end - start),
    })
}

fn thousandths(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

/// Every figure of `summary`, its name after `prefix`.
fn add(figures: &mut serde_json::Value, prefix: &str, summary: &Summary) -> Result<(), Exit> {
    let summary = serde_json::to_value(summary)?;
    for (name, value) in summary.as_object().into_iter().flatten() {
        match value.as_object() {
            None => figures[format!("{prefix}{name}")] = value.clone(),
            Some(inner) => {
                for (name, value) in inner {
                    figures[format!("{prefix}{name}")] = value.clone();
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use stoa_xr::stats::FrameStats;

    use super::*;

    fn line(number: usize, draw: bool) -> Line {
        let counted = number.saturating_sub(WARM_UP) as f32;
        Line {
            frame: FrameStats {
                number: number as u64,
                wait_ms: 1.0,
                cpu_ms: counted,
                main_ms: counted / 4.0,
                render_ms: counted / 2.0,
                begin_ms: 0.25,
                end_ms: 0.5,
                pose_age_ms: draw.then_some(8.0),
                missed: number.is_multiple_of(4),
                draw,
                scale_percent: 100 - (number / 50) as u8 * 5,
            },
            resident_kb: Some(1024 * (100 + number as u64 / 100)),
        }
    }

    #[test]
    fn the_warm_up_or_unseen_frames_would_count() {
        let unseen = (0..30).map(|number| line(number, false));
        let lines: Vec<Line> = unseen
            .chain((0..200).map(|number| line(number, true)))
            .collect();
        let summary = sum_up(&lines, 100).expect("enough frames");
        // Frames 60 to 159 cost 0 to 99 ms.
        assert_eq!(
            [summary.cpu_ms_p50, summary.cpu_ms_p99, summary.cpu_ms_max],
            [50.0, 99.0, 99.0]
        );
        assert_eq!((summary.main_ms_p50, summary.render_ms_p50), (12.5, 25.0));
        assert_eq!((summary.wait_ms_p50, summary.pose_age_ms_p50), (1.0, 8.0));
        assert_eq!(
            (summary.missed_share, summary.scale_percent_least),
            (0.25, 85)
        );
        let memory = summary.memory.expect("it is told");
        assert_eq!(
            (memory.resident_mb_start, memory.resident_mb_end),
            (100.0, 101.0)
        );
        assert_eq!(memory.grown_mb, 1.0);
        assert!(sum_up(&lines, 141).is_none(), "fewer than asked for");
    }

    #[test]
    fn memory_that_is_not_told_would_be_made_up() {
        let mut lines: Vec<Line> = (0..100).map(|number| line(number, true)).collect();
        lines[70].resident_kb = None;
        let summary = sum_up(&lines, 20).expect("enough frames");
        assert_eq!(summary.memory, None);
    }

    #[test]
    fn the_reason_why_there_is_no_headset_would_be_lost() {
        for (said, told) in [
            ("", None),
            ("WARN something\n", None),
            (
                "stoa: there is no headset.\nFound: …\n",
                Some("there is no headset.\nFound: …"),
            ),
            ("WARN a\nstoa: b\n", Some("b")),
        ] {
            assert_eq!(last_words(said).as_deref(), told);
        }
    }

    #[test]
    fn two_stays_figures_would_cover_each_other() {
        let lines: Vec<Line> = (0..100).map(|number| line(number, true)).collect();
        let summary = sum_up(&lines, 20).expect("enough frames");
        let mut figures = serde_json::json!({});
        add(&mut figures, "", &summary).expect("an object");
        add(&mut figures, "one_eye_", &summary).expect("an object");
        assert_eq!(figures["cpu_ms_p50"], figures["one_eye_cpu_ms_p50"]);
        assert!(figures["resident_mb_end"].is_number());
        assert!(figures.get("memory").is_none());
    }
}
