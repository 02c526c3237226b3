use std::path::Path;

use super::{super::*, *};

fn read_file(file: &Path) -> Settings {
    let (settings, complaints) = read(file, &|_| None);
    assert_eq!(complaints, []);
    settings
}

#[test]
fn a_server_would_be_lost_on_its_way_into_the_file_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let text = "# mine\nformat = 1\n\n[servers.home]\n# the old machine\nurl = \"http://h:1\" # upstairs\nfuture = 1\n\
                headers = { X-Room = \"a\" }\n\n[servers.\"the attic\"]\nurl = \"http://h:2\"\n\n[minds]\niris = \"home\"\n\
                theo = \"home\"\n";
    std::fs::write(&file, text).unwrap();
    let (before, complaints) = read(&file, &|_| None);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    let mut now = before.clone();
    now.servers.remove("the attic");
    let mut work = ServerEntry::default();
    for (field, value) in [
        ("kind", "ollama"),
        ("url", "http://h:3"),
        ("model", "m"),
        ("temperature", "0.7"),
        ("max_tokens", "300"),
        ("at_once", "2"),
        ("tokens_per_minute", "20000"),
        ("tokens_per_day", "1000000"),
        ("cost_per_day", "1.5"),
        ("price_prompt", "0.15"),
        ("price_cached", "0.075"),
        ("price_completion", "0.6"),
        ("ca_file", "/etc/ca.pem"),
        ("first_word_s", "120"),
        ("idle_s", "10"),
    ] {
        set_field(SERVER_FIELDS, &mut work, field, value).unwrap();
    }
    now.servers.insert("work".to_owned(), work);
    let home = now.servers.get_mut("home").unwrap();
    home.model = "big".to_owned();
    now.default_server = "work".to_owned();
    now.minds.get_mut("iris").unwrap().server = "work".to_owned();
    now.minds.remove("theo");
    write(&file, &before, &now).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    for kept in [
        "# mine\n",
        "# the old machine\nurl = \"http://h:1\" # upstairs\nfuture = 1\n",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert!(!text.contains("attic") && !text.contains("theo"), "{text}");
    assert!(text.contains("temperature = 0.7\n"), "{text}");
    std::fs::write(&file, text.replace("future = 1\n", "")).unwrap();
    let again = read_file(&file);
    assert_eq!(again.servers, now.servers);
    assert_eq!(
        (&again.minds, &again.default_server),
        (&now.minds, &now.default_server)
    );
    let timeouts = again.servers["work"].timeouts();
    assert_eq!(
        (timeouts.first_token.as_secs(), timeouts.idle.as_secs()),
        (120, 10)
    );
}

#[test]
fn the_file_s_server_would_beat_the_one_of_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let text = "[mind]\ndefault = \"home\"\n[servers.home]\nurl = \"http://h:1\"\n[servers.work]\nurl = \"http://h:2\"\n";
    std::fs::write(&file, text).unwrap();
    for (environment, name, url) in [
        (&[][..], "home", "http://h:1"),
        (&[("STOA_DEFAULT_SERVER", "work")], "work", "http://h:2"),
        (&[("STOA_BACKEND", "ollama")], "", "http://127.0.0.1:11434"),
    ] {
        let of = |name: &str| environment.iter().find(|(key, _)| *key == name);
        let (settings, complaints) = read(&file, &|name| Some(of(name)?.1.to_owned()));
        assert_eq!(complaints, []);
        let (found, entry) = settings.in_use().unwrap();
        assert_eq!((found, entry.address()), (name, url));
    }
    let (settings, complaints) = read(&file, &|name| {
        (name == "STOA_DEFAULT_SERVER").then(|| "gone".to_owned())
    });
    assert!(
        complaints[0].0.contains("STOA_DEFAULT_SERVER"),
        "{complaints:?}"
    );
    assert!(settings.in_use().is_none());
}

#[test]
fn a_value_would_be_taken_that_nobody_means() {
    let mut entry = ServerEntry::default();
    for (field, value) in [
        ("kind", "builtin"),
        ("kind", "telepathy"),
        ("temperature", "hot"),
        ("temperature", "-1"),
        ("max_tokens", "0"),
        ("at_once", "0"),
        ("tokens_per_day", "-5"),
        ("cost_per_day", "NaN"),
        ("price_prompt", "inf"),
        ("first_word_s", "0"),
        ("colour", "red"),
    ] {
        let result = set_field(SERVER_FIELDS, &mut entry, field, value);
        assert!(result.is_err(), "{field} = {value}");
    }
    assert_eq!(entry, ServerEntry::default());
    for name in ["", "a\nb", &"x".repeat(41)] {
        assert!(check_name(name).is_err(), "{name:?}");
    }
}

#[test]
fn a_flag_would_not_reach_the_tables() {
    let mut settings = Settings::default();
    for text in [
        "servers.home.url=http://h:1",
        "servers.a.b.kind=ollama",
        "minds.iris=home",
        "minds.theo.temperature=1.5",
        "mind.default=home",
    ] {
        Assignment::parse(text)
            .unwrap()
            .apply(&mut settings)
            .unwrap();
    }
    assert_eq!(settings.servers["home"].url, "http://h:1");
    assert_eq!(settings.servers["a.b"].kind, Some(BackendKind::Ollama));
    assert_eq!(settings.minds["iris"].server, "home");
    assert_eq!(settings.minds["theo"].sampling.temperature, Some(1.5));
    assert_eq!(settings.in_use().unwrap().0, "home");
    for (text, complaint) in [
        ("servers.home.colour=red", "kind, url"),
        ("servers.home=x", "kind, url"),
        ("minds.theo.url=x", "server, temperature"),
        ("servers.home.at_once=many", "a number from 1"),
    ] {
        let error = Assignment::parse(text).unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
}
