use super::*;

fn read_str(text: &str, environment: &[(&str, &str)]) -> (Settings, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, text).unwrap();
    let lookup = |name: &str| {
        environment
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    };
    let (settings, complaints) = read(&file, &lookup);
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        text,
        "reading never changes the file"
    );
    (
        settings,
        complaints
            .into_iter()
            .map(|c| c.0.replace(&file.display().to_string(), "FILE"))
            .collect(),
    )
}

#[test]
fn the_environment_beats_the_file_and_the_file_the_default() {
    let (settings, complaints) = read_str(
        "format = 1\n[mind]\nbackend = \"ollama\"\nmodel = \"a\"\n",
        &[("STOA_MODEL", "b"), ("STOA_TEXT_SIZE_PERCENT", "150")],
    );
    assert_eq!(complaints, Vec::<String>::new());
    assert_eq!(settings.backend, BackendKind::Ollama);
    assert_eq!(settings.model, "b");
    assert_eq!(settings.text_size_percent, 150);
    assert_eq!(settings.name, Settings::default().name);
}

#[test]
fn what_is_broken_is_named_and_keeps_its_default() {
    let (settings, complaints) = read_str(
        "[mind]\nbackend = \"olama\"\nmodle = \"x\"\n[picture]\ntext_size_percent = 99999\n[controls]\ninvert_y = true\n",
        &[("STOA_MOUSE_SENSITIVITY", "fast")],
    );
    assert!(settings.invert_y, "what is whole is used");
    assert_eq!(settings.backend, BackendKind::Builtin);
    assert_eq!(settings.text_size_percent, 100);
    assert_eq!(
        complaints,
        [
            "FILE:2:11: `mind.backend` should be one of \"builtin\", \"openai\", \"ollama\"; the default is used",
            "FILE:3:9: `mind.modle` is not a setting; it is kept but does nothing",
            "FILE:5:21: `picture.text_size_percent` should be a number from 75 to 200; the default is used",
            "STOA_MOUSE_SENSITIVITY: expected a number from 0.1 to 4; it is ignored",
        ]
    );
}

#[test]
fn a_file_that_is_not_toml_gives_the_defaults_and_one_message() {
    let (settings, complaints) = read_str("[mind\nbackend = 3", &[]);
    assert_eq!(settings, Settings::default());
    assert_eq!(complaints.len(), 1);
    assert!(complaints[0].starts_with("FILE:1:"), "{complaints:?}");
}

#[test]
fn writing_keeps_comments_and_unknown_keys_and_never_overwrites_a_broken_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/settings.toml");
    let mut settings = Settings {
        backend: BackendKind::Ollama,
        ..Settings::default()
    };
    write(&file, &settings).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, "format = 1\n\n[mind]\nbackend = \"ollama\"\n");

    let own = "# mine\nformat = 1\n[mind]\nbackend = \"openai\" # the big one\nfuture = 1\n";
    std::fs::write(&file, own).unwrap();
    settings.url = "http://127.0.0.1:8080".to_owned();
    write(&file, &settings).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    for kept in [
        "# mine",
        "future = 1",
        "url = \"http://127.0.0.1:8080\"",
        "backend = \"ollama\"",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }

    std::fs::write(&file, "[mind").unwrap();
    assert!(matches!(
        write(&file, &settings),
        Err(WriteError::Broken { .. })
    ));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "[mind");
}

#[test]
fn a_key_goes_only_to_the_origin_it_was_given_for() {
    let key = Some(stoa_ui::Secret("s3cret".to_owned()));
    let settings = Settings {
        key,
        key_url: "https://api.example.org/v1".to_owned(),
        ..Settings::default()
    };
    for (url, allowed) in [
        ("https://api.example.org/v2", true),
        ("HTTPS://API.example.org", true),
        ("http://api.example.org/v1", false),
        ("https://api.example.org.evil.net", false),
        ("https://api.example.org:8443", false),
    ] {
        assert_eq!(settings.key_for(url).is_some(), allowed, "{url}");
    }
    assert!(!format!("{settings:?}").contains("s3cret"));
}
