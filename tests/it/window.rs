//! One real window, driven by real keys: walk up, speak, read the answer, leave.

mod crash;
mod files;
mod opened;
mod settings;
mod trail;

use std::{
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use bevy::math::{Quat, Vec3};
use serde_json::Value;
use stoa::session::Start;
use stoa_model_http::fake_server::{FakeServer, Script};
use stoa_world::{
    Pose, StableId,
    nav::NavGrid,
    sim::{self, BodyIndex},
};

use self::trail::{TRAIL, Trail, at};
use crate::support::{
    Guard, Profile, SOON, assets, display::Display, events, of_kind, read, run, runtime, signal,
    skip, until, whole_lines,
};

/// A software driver draws a frame or two a second.
const PATIENCE: Duration = Duration::from_secs(120);
/// An end within a second; and the two frames that were begun before it, which a software driver takes its time for.
const END: Duration = Duration::from_millis(1000 + 2 * 400);
/// On a machine that is busy with something else, no longer than this share of the way in took.
const END_SHARE: f32 = 0.5;
/// Where the person comes in: just too far away to speak, in metres.
const AWAY_M: f32 = 5.2;

/// A session in a window that begins before one inhabitant.
struct Play {
    child: Guard,
    /// From the program's start to the world.
    came_in: Duration,
    display: Display,
    window: String,
    agent: u64,
    log: PathBuf,
    record: PathBuf,
    profile: Profile,
}

impl Play {
    /// `None` when this machine has no Xvfb.
    fn begin(more: &[&str]) -> Option<Self> {
        let display = Display::open("640x360")?;
        let profile = Profile::new();
        let (seed, agent) = (7..40)
            .find_map(|seed| Some((seed, stand_before_somebody(&profile, seed)?)))
            .expect("somebody with room before them who stays for a while");
        let settings = "format = 1\n[picture]\nquality = \"low\"\nwelcomed = true\n[mind]\noffer_servers = false\n";
        profile.write("settings.toml", settings);
        let [log, record] = ["events.jsonl", "record.jsonl"].map(|name| profile.file(name));
        let stderr = std::fs::File::create(profile.file("stderr")).expect("a file");
        let mut command = profile.stoa(&["play", "--world", "near", "--size", "640x360"]);
        command.args(["--seed", &seed.to_string(), "--events"]);
        command.arg(&log);
        command.arg("--record").arg(&record).args(more);
        command.env("DISPLAY", display.name());
        command.env_remove("WAYLAND_DISPLAY");
        command.env("RUST_LOG", TRAIL).env("NO_COLOR", "1");
        command.stdout(Stdio::null()).stderr(stderr);
        let begun = Instant::now();
        let child = Guard(command.spawn().expect("the program starts"));
        let window = display.window("Stoa", PATIENCE);
        let mut play = Self {
            child,
            came_in: Duration::ZERO,
            display,
            window,
            agent,
            log,
            record,
            profile,
        };
        play.wait("world", |log, _| !of_kind(log, "joined").is_empty());
        play.came_in = begun.elapsed();
        play.display
            .xdotool(&["windowfocus", "--sync", &play.window]);
        Some(play)
    }

    /// Waits until the log and the record so far show something.
    fn wait(&self, what: &str, seen: impl Fn(&[Value], &[Value]) -> bool) {
        until(PATIENCE, what, || {
            seen(&whole_lines(&self.log), &whole_lines(&self.record)).then_some(())
        });
    }

    fn key(&self, key: &str) {
        self.display.xdotool(&["key", key]);
    }

    /// Walks up, until somebody is within reach.
    fn walk_up(&self) {
        let ahead = |record: &[Value], percent: i64| {
            let moves = record.iter().map(|line| &line["intent"]);
            let moves = moves.filter(|intent| intent["do"] == "move");
            moves.filter(|intent| intent["ahead"] == percent).count()
        };
        self.display.xdotool(&["keydown", "w"]);
        self.wait("walk", |_, record| ahead(record, 100) >= 30);
        self.display.xdotool(&["keyup", "w"]);
        self.wait("stop", |_, record| ahead(record, 0) >= 1);
    }

    /// Presses the key of the prompt and says a line.
    fn say(&self, line: &str) {
        self.say_by("e", line);
    }

    /// Takes all that was said from the panel by keyboard, and puts it into the line: what is said then is what the
    /// history had to read.
    fn read_it_in_the_history(&self) {
        let said_to_me = || {
            let log = whole_lines(&self.log);
            let said = of_kind(&log, "said").into_iter();
            let to_me = said.filter(|said| said["who"] == self.agent && said["to"] == 1);
            let texts = to_me.filter_map(|said| said["text"].as_str().map(str::to_owned));
            texts.collect::<Vec<_>>()
        };
        let first = said_to_me().swap_remove(0);
        // Forward to the last control of the panel, and from there into the line.
        let trail = Trail::of(self.profile.file("stderr"));
        for wanted in ["Copy all", "the line"] {
            until(PATIENCE, wanted, || {
                self.key("Tab");
                trail
                    .hears_of("another control", at)
                    .contains(wanted)
                    .then_some(())
            });
            if wanted == "Copy all" {
                self.key("space");
                trail.hears("pressed Button \"Copy all\"");
            }
        }
        // Held until it is done: where frames are slow, all of a press may come in one.
        self.display.xdotool(&["keydown", "ctrl"]);
        self.key("v");
        trail.hears("set TextEdit");
        self.display.xdotool(&["keyup", "ctrl"]);
        self.key("Return");
        self.wait("history", |log, _| {
            let said = of_kind(log, "said").into_iter();
            let mine = said.filter(|said| said["who"] == 1);
            let texts = mine.filter_map(|said| said["text"].as_str());
            texts.into_iter().any(|text| text.contains(&first))
        });
    }

    /// One more line in the talk that goes on.
    fn say_on(&self, line: &str) {
        self.display.xdotool(&["type", "--delay", "60", line]);
        self.key("Return");
        self.wait("last line", |log, _| {
            let said = of_kind(log, "said").into_iter();
            said.filter(|said| said["who"] == 1)
                .any(|said| said["text"] == line)
        });
    }

    fn say_by(&self, key: &str, line: &str) {
        let agent = self.agent;
        self.key(key);
        // Then the line is open: what is typed before goes into the world.
        self.wait("talk", |log, _| {
            log.iter()
                .any(|event| event["do"] == "hail" && event["whom"] == agent)
        });
        self.display.xdotool(&["type", "--delay", "60", line]);
        self.key("Return");
        self.wait("listener", |log, _| {
            let heard = of_kind(log, "heard").into_iter();
            heard
                .filter(|heard| heard["who"] == agent && heard["from"] == 1)
                .any(|heard| heard["text"] == line)
        });
    }

    /// After a signal or the window's closing: the end comes soon, in good order, with whole files.
    fn end(mut self) -> (Profile, PathBuf, PathBuf) {
        let patience = END.max(self.came_in.mul_f32(END_SHARE));
        let ended = until(patience, "end", || {
            self.child.0.try_wait().expect("its state")
        });
        let stderr = read(&self.profile.file("stderr"));
        assert_eq!(ended.code(), Some(0), "{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
        assert!(
            read(&self.log).ends_with('\n'),
            "the log's last line is half a line"
        );
        let last = events(&read(&self.record)).pop().expect("a record");
        assert_eq!(last["end"], true, "the record has no end: {last}\n{stderr}");
        (self.profile, self.log, self.record)
    }
}

/// Writes the shipped world under the name `near`, with a first spawn point that looks at an inhabitant who stays
/// where they are for a while. Returns who that is, if somebody does with this seed.
fn stand_before_somebody(profile: &Profile, seed: u64) -> Option<u64> {
    let mut app = profile.open(seed, Start::Fresh);
    sim::step(&mut app);
    let poses = |app: &bevy::app::App| -> Vec<(StableId, Pose)> {
        let bodies = app.world().resource::<BodyIndex>().iter();
        bodies
            .filter_map(|(id, entity)| Some((id, *app.world().get::<Pose>(entity)?)))
            .collect()
    };
    let before = poses(&app);
    sim::step_many(&mut app, 150);
    let after = poses(&app);
    let nav = app.world().resource::<NavGrid>();
    let clear = |id: StableId, was: &Pose, way: Vec3| {
        let mut points = (2..=26).map(|n| was.position() + way * (n as f32 * 0.2));
        points.all(|point| {
            let floor = nav.floor(point.x, point.z);
            let mut others = before.iter().filter(|(other, _)| *other != id);
            floor.is_some_and(|y| (y - was.position().y).abs() < 0.1)
                && others.all(|(_, pose)| pose.position().distance(point) > 1.2)
        })
    };
    // Round about everybody who stays, for a free way up to them.
    let turns = (0..16).map(|n| n as f32 * core::f32::consts::TAU / 16.0);
    let ways = turns.map(|turn| Quat::from_rotation_y(turn) * Vec3::Z);
    let staying = before.iter().zip(&after);
    let mut staying = staying.filter(|((_, was), (_, is))| was.distance(is) < 0.5);
    let found = staying.find_map(|((id, was), _)| {
        let way = ways.clone().find(|way| clear(*id, was, *way))?;
        // Who stands to the south (+z) looks north, which is a turn of 0.
        let turn = way.x.atan2(way.z).to_degrees();
        Some((*id, was.position() + way * AWAY_M, turn))
    });
    let (id, at, turn) = found?;
    let world = read(&assets().join("worlds/stoa.toml"));
    let (before, spawns) = world.split_once("[[spawn]]").expect("a spawn point");
    let spawn = format!(
        "[[spawn]]\nid = \"here\"\nat = [{}, {}]\nturn = {turn}\n\n[[spawn]]",
        at.x, at.z
    );
    profile.write("worlds/near.toml", format!("{before}{spawn}{spawns}"));
    Some(id.0.into())
}

#[test]
fn window_with_another_key_to_talk_and_the_usual_one_does_nothing() {
    let Some(play) = Play::begin(&["--set", "bindings.talk=KeyT PadWest"]) else {
        skip("Xvfb could not be started");
        return;
    };
    play.walk_up();
    // Did this one open the line, the next would be its first letter.
    play.key("e");
    play.say_by("t", "Hello, who are you?");
    // At logout nothing is lost either.
    signal(play.child.0.id(), nix::sys::signal::Signal::SIGTERM);
    play.end();
}

#[test]
fn window_with_real_keys_a_walk_a_talk_and_an_orderly_end() {
    let Some(play) = Play::begin(&[]) else {
        skip("Xvfb could not be started");
        return;
    };
    play.walk_up();
    play.say("Hello, who are you?");
    let agent = play.agent;
    play.wait("answer", |log, _| {
        let said = of_kind(log, "said").into_iter();
        said.filter(|said| said["who"] == agent)
            .any(|said| said["to"] == 1)
    });
    play.display.keep_picture("window");
    play.read_it_in_the_history();
    play.say_on("Goodbye!");
    play.key("Escape");
    play.wait("end of the talk", |log, _| {
        log.iter()
            .any(|event| event["do"] == "leave" && event["who"] == 1)
    });
    signal(play.child.0.id(), nix::sys::signal::Signal::SIGINT);
    let (profile, log, record) = play.end();

    let again = profile.file("again.jsonl");
    let mut command = profile.stoa(&["play", "--headless", "--world", "near"]);
    command.arg("--replay").arg(&record);
    command.arg("--events").arg(&again);
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        read(&log) == read(&again),
        "the window's session replays differently without it"
    );
}

#[test]
fn window_closed_in_mid_answer_ends_at_once_and_cancels_the_request() {
    let runtime = runtime();
    let script = Script::say("One is the first. Two three four five six seven.").hang_after(6);
    let server = runtime
        .block_on(FakeServer::openai(script))
        .expect("a server");
    let url = server.url();
    let Some(play) = Play::begin(&["--backend", "openai", "--url", &url]) else {
        skip("Xvfb could not be started");
        return;
    };
    play.walk_up();
    play.say("Please count to ten.");
    // The answer has begun, and its end never comes.
    let agent = play.agent;
    play.wait("first words", |log, _| {
        let said = of_kind(log, "said").into_iter();
        said.filter(|said| said["who"] == agent)
            .any(|said| said["text"] == "One is the first.")
    });
    let window = play.window.parse().expect("a window's number");
    play.display.ask_to_close(window);
    play.end();
    runtime
        .block_on(async {
            tokio::time::timeout(Duration::from_secs(3), server.disconnected()).await
        })
        .expect("the connection is closed");
}

#[test]
fn window_that_nobody_sees_would_go_on_drawing_or_stop_its_world() {
    let Some(play) = Play::begin(&[]) else {
        skip("Xvfb could not be started");
        return;
    };
    let pid = play.child.0.id();
    // Of one processor, over two seconds.
    let busy = || {
        let before = cpu_seconds(pid);
        std::thread::sleep(Duration::from_secs(2));
        (cpu_seconds(pid) - before) / 2.0
    };
    until(PATIENCE, "picture", || (busy() > 0.4).then_some(()));
    let cover = play.display.cover();
    // A busy machine makes the same work dearer; on a quiet one it is a twentieth.
    until(PATIENCE, "rest", || (busy() < 0.15).then_some(()));
    let tick = || {
        let log = whole_lines(&play.log);
        log.last().and_then(|event| event["tick"].as_u64())
    };
    let then = tick();
    until(PATIENCE, "world that goes on", || {
        (tick() > then.map(|tick| tick + 60)).then_some(())
    });
    assert!(busy() < 0.15, "it draws again");
    drop(cover);
    until(PATIENCE, "picture again", || (busy() > 0.4).then_some(()));
    signal(pid, nix::sys::signal::Signal::SIGINT);
    play.end();
}

/// What a process has used, of `/proc/PID/stat`: in hundredths of a second there.
fn cpu_seconds(pid: u32) -> f32 {
    let stat = read(std::path::Path::new(&format!("/proc/{pid}/stat")));
    let (_, after_name) = stat.rsplit_once(')').expect("a name");
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = [11, 12].map(|at| fields[at].parse::<f32>().expect("a number"));
    ticks.iter().sum::<f32>() / 100.0
}

#[test]
fn window_plays_a_script_as_it_goes_without_one() {
    let Some(display) = Display::open("640x360") else {
        skip("Xvfb could not be started");
        return;
    };
    let profile = Profile::new();
    let script = profile.write(
        "script.jsonl",
        "{\"tick\": 0, \"person\": \"Ada\", \"who\": 1}\n\
         {\"tick\": 5, \"who\": 1, \"do\": \"say\", \"text\": \"Hello! Who are you?\", \"volume\": \"shout\", \"to\": {\"body\": 1000}}\n\
         {\"tick\": 10, \"who\": 1, \"do\": \"move\", \"ahead\": 100, \"ticks\": 60}\n",
    );
    let log = |name: &str, more: &[&str]| {
        let file = profile.file(name);
        let mut command = profile.stoa(&["play", "--ticks", "160", "--seed", "7"]);
        command.args(["--crowd", "100"]);
        command.args(more).arg("--script").arg(&script);
        command.arg("--events").arg(&file);
        command.env("DISPLAY", display.name());
        command.env_remove("WAYLAND_DISPLAY");
        command.env("RUST_LOG", "warn,stoa=info,wgpu_hal=error,wgpu_core=error");
        let ran = run(command, None, PATIENCE);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let engine = if more.contains(&"gpu") { "gpu" } else { "cpu" };
        let last = format!("at the end bodies are moved by the {engine} engine");
        assert!(ran.err.contains(&last), "{}", ran.err);
        read(&file)
    };
    let headless = log("headless.jsonl", &["--headless"]);
    for kind in ["model_done", "crowd"] {
        assert!(!of_kind(&events(&headless), kind).is_empty(), "{kind}");
    }
    // On the device that draws, the crowd's commands go by the render world.
    for engine in ["cpu", "gpu"] {
        let name = format!("{engine}.jsonl");
        let windowed = log(&name, &["--size", "640x360", "--engine", engine]);
        let differs = windowed.lines().zip(headless.lines()).find(|(a, b)| a != b);
        assert_eq!(differs, None, "{engine}");
        assert_eq!(windowed.lines().count(), headless.lines().count());
    }
}
