//! The inhabitants live: they walk, sit and talk, and nobody repeats a sentence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Profile, events, of_kind, read, run};
use std::time::Duration;

fn number(event: &Value, name: &str) -> u64 {
    event[name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name} in {event}"))
}

fn live(ticks: &str) -> String {
    let profile = Profile::new();
    let log = profile.file("events.jsonl");
    let mut command = profile.stoa(&[
        "play",
        "--headless",
        "--ticks",
        ticks,
        "--seed",
        "7",
        "--events",
    ]);
    command.arg(&log);
    let ran = run(command, None, Duration::from_secs(240));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    read(&log)
}

#[test]
fn in_twenty_minutes_everybody_goes_about_sits_and_talks_and_nobody_repeats_a_sentence() {
    let log = events(&live("36000"));

    let mut places: BTreeMap<u64, BTreeSet<&str>> = BTreeMap::new();
    for event in of_kind(&log, "entered_place") {
        places
            .entry(number(event, "who"))
            .or_default()
            .insert(event["place"].as_str().expect("a place"));
    }
    assert!(places.len() >= 12, "{} inhabitants", places.len());
    for (who, seen) in &places {
        assert!(seen.len() >= 3, "{who} was only at {seen:?}");
    }

    let sat: BTreeSet<u64> = of_kind(&log, "sat")
        .into_iter()
        .map(|event| number(event, "who"))
        .collect();
    assert!(sat.len() >= 6, "only {sat:?} sat");

    let long = of_kind(&log, "talk_ended")
        .into_iter()
        .filter(|talk| number(talk, "turns") >= 4);
    let pairs: Vec<[u64; 2]> = long
        .map(|talk| {
            let mut pair = [number(talk, "who"), number(talk, "with")];
            pair.sort_unstable();
            pair
        })
        .collect();
    let different: BTreeSet<_> = pairs.iter().collect();
    assert!(
        pairs.len() >= 10 && different.len() >= 8,
        "{} talks between {} pairs",
        pairs.len(),
        different.len()
    );

    let mut sentences = BTreeSet::new();
    for event in of_kind(&log, "said") {
        let text = event["text"].as_str().expect("text");
        for sentence in text
            .split_inclusive(['.', '!', '?'])
            .map(str::trim)
            .filter(|s| s.chars().count() > 2)
        {
            assert!(
                sentences.insert(sentence.to_owned()),
                "said twice: {sentence}"
            );
        }
    }
    assert!(sentences.len() > 200, "only {} sentences", sentences.len());
}

#[test]
fn the_same_seed_gives_the_same_log_byte_for_byte() {
    assert_eq!(live("4000"), live("4000"));
}

#[test]
fn a_headless_world_stays_within_120_megabytes() {
    let profile = Profile::new();
    let command = profile.stoa(&["play", "--headless", "--ticks", "3000"]);
    let ran = run(command, None, Duration::from_secs(120));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    // The largest child of this process so far, in kilobytes; every test has a process of its own.
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)
        .expect("usage");
    let megabytes = usage.max_rss() / 1024;
    assert!(megabytes <= 120, "{megabytes} MB");
}
