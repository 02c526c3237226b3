//! Files of a format that this program does not know yet.

use crate::support::{Profile, SOON, assets, read, run};

/// Every format of ours, in a file that says it is of the next one.
#[test]
fn a_file_of_a_newer_format_would_be_called_broken_or_be_misread() {
    const WORDS: &str = "format 2 is newer than this program, which reads up to 1: update Stoa";
    // Personas tell what they expected, too.
    const OF_PERSONAS: &str = "format 2, newer than this program, which reads up to 1: update Stoa";
    let template = |kind: &str| {
        let text = read(&assets().join(format!("templates/{kind}.toml")));
        let text = text.replace("{NAME}", "noa").replace("{TITLE}", "Noa");
        text.replacen("format = 1", "format = 2", 1)
    };
    let line = |text: &str| {
        1 + text
            .lines()
            .take_while(|l| !l.starts_with("format"))
            .count()
    };
    let (world, persona) = (template("world"), template("persona"));
    let [of_world, of_persona] = [&world, &persona].map(|text| line(text));
    for (name, text, place, words) in [
        (
            "worlds/noa.toml",
            &*world,
            format!("noa.toml:{of_world}:10: "),
            WORDS,
        ),
        (
            "personas/noa.toml",
            &persona,
            format!("noa.toml:{of_persona}:10: "),
            OF_PERSONAS,
        ),
        (
            "settings.toml",
            "# mine\nformat = 2\n",
            "settings.toml:2:10: ".to_owned(),
            WORDS,
        ),
        (
            "keys.toml",
            "# mine\nformat = 2\n",
            "keys.toml: line 2: ".to_owned(),
            WORDS,
        ),
        (
            "saves/stoa.json",
            "{\"format\": 2}",
            "saves/stoa.json".to_owned(),
            WORDS,
        ),
        (
            "spent.json",
            "{\"format\": 2}",
            "spent.json: ".to_owned(),
            WORDS,
        ),
        (
            "abilities.json",
            "{\"format\": 2}",
            "abilities.json: ".to_owned(),
            WORDS,
        ),
        (
            "exchanges.json",
            "{\"format\": 2}",
            "exchanges.json: ".to_owned(),
            WORDS,
        ),
    ] {
        let profile = Profile::new();
        let file = profile.write(name, text);
        let doctor = run(profile.stoa(&["doctor"]), None, SOON);
        let told = doctor.out.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [&*place, words] {
            assert!(told.contains(part), "{name}: {part}: {told}");
        }
        assert_eq!(read(&file), text, "{name} was changed");
    }
    let profile = Profile::new();
    let record = profile.write("record", "{\"format\":2,\"worlds\":[]}\n");
    let mut command = profile.stoa(&["play", "--headless", "--replay"]);
    command.arg(&record);
    let ran = run(command, None, SOON);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("record:1: ") && ran.err.contains(WORDS),
        "{}",
        ran.err
    );
}
