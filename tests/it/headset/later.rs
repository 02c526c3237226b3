//! The runtime is started after the program, in the middle of a talk: F8 saves, starts anew and goes on.

use std::{
    fs::File,
    process::Stdio,
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use serde_json::Value;

use super::{
    driven::{AGENT, PERSON, somebody_waits},
    parallax,
    worn::{IN, both_eyes, in_order, quiet},
};
use crate::support::{
    Guard, Profile,
    monado::{Driver, Monado},
    of_kind, read, signal, skip, until, whole_lines,
};

const FIRST: &str = "Hello, what do you bake?";
const SECOND: &str = "Which one is your favourite?";
/// A save, a new start and the way in: on two busy processors that draw, too.
const SOON: Duration = Duration::from_secs(120);

#[test]
fn a_headset_that_comes_later_is_entered_by_f8_and_the_talk_goes_on() {
    if Monado::launcher().is_none() {
        skip("Monado was not set up: `cargo xtask test --xr` does that");
        return;
    }
    let mut monado = Monado::prepare(Driver::Simulated).unwrap_or_else(|why| panic!("{why}"));
    let profile = Profile::new();
    quiet(&profile);
    somebody_waits(&profile);
    let [log, out] = ["events.jsonl", "out.txt"].map(|name| profile.file(name));
    let mut command = profile.stoa(&["play", "--vr", "auto", "--world", "near", "--seed", "7"]);
    command.args(["--size", "320x240", "--events"]).arg(&log);
    let output = File::create(&out).and_then(|file| Ok((file.try_clone()?, file)));
    let (stdout, stderr) = output.expect("a file");
    let mut command = monado.inside(&command);
    command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
    let mut play = Guard(command.spawn().expect("started"));
    let lines = || whole_lines(&log);
    let tick = |line: &Value| line["tick"].as_u64();

    // The desktop, and a talk there.
    until(SOON, "the desktop", || {
        (!of_kind(&lines(), "joined").is_empty()).then_some(())
    });
    assert!(
        of_kind(&lines(), "xr_state").is_empty(),
        "no runtime is there yet"
    );
    // Under the title card nobody listens yet.
    until(SOON, "hail", || {
        monado.key_in("^Stoa$", "e");
        std::thread::sleep(Duration::from_secs(2));
        let hail = |line: &Value| line["do"] == "hail" && line["whom"] == AGENT;
        lines().iter().any(hail).then_some(())
    });
    monado.say_in("^Stoa$", FIRST);
    until(SOON, "answer", || answered(&lines(), FIRST));
    let before = lines().last().and_then(tick);

    monado.serve().unwrap_or_else(|why| panic!("{why}"));
    let begun = Instant::now();
    monado.key_in("^Stoa$", "F8");
    until(SOON, "the headset", || {
        let lines = lines();
        let states: Vec<String> = of_kind(&lines, "xr_state")
            .into_iter()
            .filter_map(|line| line["state"].as_str().map(str::to_owned))
            .collect();
        in_order(&states, &IN).then_some(())
    });
    let took = begun.elapsed();
    let first = lines().first().and_then(tick);
    assert!(
        first >= before,
        "the world began anew: {before:?}, then {first:?}"
    );

    // A keyboard before the person goes on with the same partner, once the world is there.
    let eyes = profile.file("eyes.png");
    until(SOON, "the world", || {
        monado.eyes(&eyes).unwrap_or_else(|why| panic!("{why}"));
        let [left, right] = both_eyes(&eyes);
        parallax::check(&left, &right).ok()
    });
    monado.say_in("^Stoa$", SECOND);
    until(SOON, "answer in the headset", || answered(&lines(), SECOND));
    signal(play.0.id(), Signal::SIGINT);
    let ended = until(SOON, "the end", || play.0.try_wait().expect("its state"));
    assert_eq!(ended.code(), Some(0), "{}", read(&out));
    assert!(!read(&out).contains("panicked"), "{}", read(&out));
    println!("from F8 to FOCUSED: {:.1} s", took.as_secs_f32());
}

/// The line was said to the partner, who then said something to the person.
fn answered(lines: &[Value], line: &str) -> Option<()> {
    let mut said = of_kind(lines, "said").into_iter();
    said.find(|said| said["who"] == PERSON && said["text"] == line && said["to"] == AGENT)?;
    said.find(|said| said["who"] == AGENT && said["to"] == PERSON)?;
    Some(())
}
