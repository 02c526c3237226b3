//! `stoa vr` before a Monado of its own, and what can be seen of it from outside.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use image::GrayImage;
use nix::sys::signal::Signal;
use serde_json::Value;
use stoa_world::Tracked;

use crate::support::{
    Guard, Profile,
    monado::{Driver, Monado},
    of_kind,
    qwerty::Part,
    read, signal, skip, whole_lines,
};

/// Seconds a frame, and other programs beside: nobody waits so long for anything.
pub const PATIENCE: Duration = Duration::from_secs(300);
/// What an input is held for at most, when no frame comes that could see it.
pub const HOLD: Duration = Duration::from_secs(20);
/// The frames that are on their way, and what the threads still have to say.
const END: Duration = Duration::from_secs(30);
/// Watches every call of the runtime; it prints when a call is not to the letter of the specification.
const LAYER: &str = "XR_APILAYER_LUNARG_core_validation";
/// How it calls what it has to say, and how one sees that it is there.
const COMPLAINTS: [&str; 2] = ["VALID_ERROR", "VALID_WARNING"];
const WATCHES: &str = "Core Validation output";

/// The states on the way in, and on the way out.
pub const IN: [&str; 5] = ["IDLE", "READY", "SYNCHRONIZED", "VISIBLE", "FOCUSED"];
pub const OUT: [&str; 3] = ["STOPPING", "EXITING", "NONE"];

/// Somebody who wears the headset.
pub struct Worn {
    child: Guard,
    pub monado: Monado,
    log: PathBuf,
    record: PathBuf,
    stats: PathBuf,
    out: PathBuf,
    _profile: Profile,
}

impl Worn {
    /// Starts `stoa vr --world WORLD` with settings for this run, each `KEY=VALUE`. `None`, and said so, where Monado has
    /// not been set up.
    pub fn put_on(
        driver: Driver,
        profile: Profile,
        world: &str,
        settings: &[&str],
    ) -> Option<Self> {
        if Monado::launcher().is_none() {
            skip("Monado was not set up: `cargo xtask test --xr` does that");
            return None;
        }
        let monado = Monado::start(driver).unwrap_or_else(|why| panic!("{why}"));
        quiet(&profile);
        let [log, record, stats, out] = ["events.jsonl", "record.jsonl", "stats.jsonl", "out.txt"]
            .map(|name| profile.file(name));
        let mut command = profile.stoa(&["vr", "--fresh", "--world", world, "--seed", "7"]);
        command.args(settings.iter().flat_map(|set| ["--set", set]));
        command.args(["--size", "320x240", "--events"]).arg(&log);
        command.arg("--record").arg(&record);
        command.arg("--stats").arg(&stats);
        command.env("XR_ENABLE_API_LAYERS", LAYER);
        let output = File::create(&out).and_then(|file| Ok((file.try_clone()?, file)));
        let (stdout, stderr) = output.expect("a file");
        let mut command = monado.inside(&command);
        command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
        let child = Guard(command.spawn().expect("the program starts"));
        Some(Self {
            child,
            monado,
            log,
            record,
            stats,
            out,
            _profile: profile,
        })
    }

    pub fn events(&self) -> Vec<Value> {
        whole_lines(&self.log)
    }

    /// The intents of one kind that the person in the headset had, in order.
    pub fn intents(&self, deed: &str) -> Vec<Value> {
        let lines = whole_lines(&self.record).into_iter();
        lines
            .map(|mut line| line["intent"].take())
            .filter(|intent| intent["do"] == deed && intent["who"] == 1)
            .collect()
    }

    /// Frames that were submitted with a picture.
    pub fn frames(&self) -> usize {
        let frames = whole_lines(&self.stats);
        frames.iter().filter(|frame| frame["draw"] == true).count()
    }

    /// Waits until something is there.
    pub fn wait<T>(&mut self, what: &str, ready: impl FnMut(&mut Self) -> Option<T>) -> T {
        self.wait_for(PATIENCE, what, ready)
            .unwrap_or_else(|why| panic!("{why}"))
    }

    /// As [`Self::wait`], and tells what there was instead.
    pub fn wait_for<T>(
        &mut self,
        patience: Duration,
        what: &str,
        mut ready: impl FnMut(&mut Self) -> Option<T>,
    ) -> Result<T, String> {
        let begun = Instant::now();
        loop {
            if let Some(there) = ready(self) {
                return Ok(there);
            }
            if let Some(status) = self.child.0.try_wait().expect("its state") {
                panic!("it ended ({status}) before {what}{}", self.so_far());
            }
            if begun.elapsed() > patience {
                return Err(format!("no {what} within {patience:?}{}", self.so_far()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the states of the session end with `wanted`, perhaps with others between; `after` is how many there
    /// had been before. Returns how many there are now.
    pub fn wait_for_states(&mut self, after: usize, wanted: &[&str]) -> usize {
        self.wait(
            &format!("states {wanted:?} after the first {after}"),
            |worn| {
                let states = worn.states();
                let new = states.get(after..).unwrap_or_default();
                (in_order(new, wanted) && new.last().map(String::as_str) == wanted.last().copied())
                    .then_some(states.len())
            },
        )
    }

    /// The states of the session so far.
    pub fn states(&self) -> Vec<String> {
        let events = self.events();
        of_kind(&events, "xr_state")
            .into_iter()
            .filter_map(|event| event["state"].as_str().map(str::to_owned))
            .collect()
    }

    /// Waits until frames have been submitted that began after this call.
    pub fn let_frames_pass(&mut self, frames: usize) {
        // Two are on their way: one is drawn while the next is made.
        let wanted = self.frames() + 2 + frames;
        self.wait(&format!("{wanted} frames"), |worn| {
            (worn.frames() >= wanted).then_some(())
        });
    }

    /// The tick of the last event.
    pub fn tick(&self) -> u64 {
        let events = self.events();
        let last = events.last().and_then(|event| event["tick"].as_u64());
        last.unwrap_or_default()
    }

    /// Waits until the world has gone on for a second.
    pub fn wait_for_ticks(&mut self, where_: &str) {
        let from = self.tick();
        self.wait(&format!("event after tick {from} {where_}"), |worn| {
            (worn.tick() > from + 30).then_some(())
        });
    }

    /// What the left and the right eye see, kept as `target/pictures/NAME.png`.
    pub fn eyes(&mut self, name: &str) -> [GrayImage; 2] {
        let file = kept(name);
        if let Err(why) = self.monado.eyes(&file) {
            panic!("{why}{}", self.so_far());
        }
        both_eyes(&file)
    }

    /// Presses the trigger long enough to be seen, and no longer: a long press means something else.
    pub fn press(&mut self, part: Part) {
        let before = self.frames();
        let seen = self
            .monado
            .mouse_until(part, 1, HOLD, || self.frames() > before + 1);
        assert!(seen, "no frame while the trigger was held{}", self.so_far());
        self.let_frames_pass(1);
    }

    /// Pushes the stick until something has come of it or some frames have seen it, and lets it go; says which.
    pub fn push(&mut self, part: Part, key: &str, done: impl Fn(&Self) -> bool) -> bool {
        let before = self.frames();
        let mut is_done = false;
        self.monado.key_until(part, key, HOLD, || {
            is_done = done(self);
            is_done || self.frames() > before + 6
        });
        self.let_frames_pass(1);
        is_done || done(self)
    }

    /// The yaw of the person's head as their body has it, in degrees, counter-clockwise.
    pub fn yaw_deg(&self) -> f32 {
        let turns = self.intents("turn");
        let yaw = turns.last().and_then(|turn| turn["yaw"].as_u64());
        yaw.unwrap_or_default() as f32 / 65_536.0 * 360.0
    }

    /// And its pitch, up.
    pub fn pitch_deg(&self) -> f32 {
        let turns = self.intents("turn");
        let pitch = turns.last().and_then(|turn| turn["pitch"].as_i64());
        pitch.unwrap_or_default() as f32 / 65_536.0 * 360.0
    }

    /// Head and hands as their body has them.
    pub fn tracked(&self) -> Option<Tracked> {
        let tracks = self.intents("track");
        serde_json::from_value(tracks.last()?["to"].clone()).ok()
    }

    /// Presses a key in the program's own window.
    pub fn key_in_window(&self, key: &str) {
        self.monado.key_in("^Stoa$", key);
    }

    /// After Ctrl-C: the end comes soon and in good order, and nobody complained on the way.
    pub fn end(mut self) {
        self.silent();
        signal(self.child.0.id(), Signal::SIGINT);
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.0.try_wait().expect("its state") {
                break status;
            }
            assert!(begun.elapsed() < END, "no end{}", self.so_far());
            std::thread::sleep(Duration::from_millis(50));
        };
        assert_eq!(status.code(), Some(0), "{status}{}", self.so_far());
        assert!(!read(&self.out).contains("panicked"), "{}", self.so_far());
        let record = whole_lines(&self.record);
        let last = record.last().expect("a record");
        assert_eq!(last["end"], true, "the record has no end: {last}");
        self.silent();
    }

    /// Every call was to the letter of the specification.
    pub fn silent(&self) {
        let out = read(&self.out);
        assert!(out.contains(WATCHES), "{LAYER} does not watch:\n{out}");
        let mut lines = out.lines();
        let complaint = lines.find(|line| COMPLAINTS.iter().any(|word| line.contains(word)));
        assert_eq!(complaint, None, "{LAYER} complains:\n{out}");
    }

    /// The ends of everything that says something, for a failure.
    fn so_far(&self) -> String {
        let tail = |title: &str, file: &Path| {
            let text = std::fs::read(file).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let lines: Vec<&str> = text.lines().collect();
            let last = lines[lines.len().saturating_sub(25)..].join("\n");
            format!("\n--- {title}, {} lines\n{last}", lines.len())
        };
        tail("frames", &self.stats)
            + &tail("record", &self.record)
            + &tail("service", &self.monado.log())
            + &tail("output", &self.out)
            + &tail("events", &self.log)
    }
}

/// The left and the right half of a picture of both.
pub fn both_eyes(file: &Path) -> [GrayImage; 2] {
    let both = image::open(file).expect("a picture").into_luma8();
    let (width, height) = (both.width() / 2, both.height());
    [0, width].map(|x| image::imageops::crop_imm(&both, x, 0, width, height).to_image())
}

/// Nothing that would lie over the world, and the least to draw.
pub fn quiet(profile: &Profile) {
    profile.write(
        "settings.toml",
        "format = 1\n[picture]\nquality = \"low\"\nwelcomed = true\n[mind]\noffer_servers = false\n",
    );
}

/// `target/pictures/NAME.png`, in a folder that is there.
fn kept(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name).with_extension("png")
}

/// Whether `wanted` come in this order, with others between or not.
pub fn in_order(states: &[String], wanted: &[&str]) -> bool {
    let mut states = states.iter();
    wanted
        .iter()
        .all(|wanted| states.any(|state| state == wanted))
}

#[test]
fn states_out_of_order_or_left_out_are_noticed() {
    let states = ["IDLE", "READY", "FOCUSED", "VISIBLE"].map(str::to_owned);
    assert!(in_order(&states, &["IDLE", "READY", "FOCUSED"]));
    assert!(in_order(&states, &["IDLE", "VISIBLE"]));
    assert!(!in_order(&states, &["IDLE", "VISIBLE", "FOCUSED"]));
    assert!(!in_order(&states, &["IDLE", "SYNCHRONIZED", "FOCUSED"]));
}
