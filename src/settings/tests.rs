use stoa_ui::Controls;

use super::*;

fn lookup<'a>(environment: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
    move |name: &str| {
        let mut environment = environment.iter();
        let (_, value) = environment.find(|(key, _)| *key == name)?;
        Some((*value).to_owned())
    }
}

fn read_str(text: &str, environment: &[(&str, &str)]) -> (Settings, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, text).unwrap();
    let (settings, complaints) = read(&file, &lookup(environment));
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
    assert_eq!(settings.picture.text_size_percent, 150);
    assert_eq!(settings.name, Settings::default().name);
}

#[test]
fn what_is_broken_is_named_and_keeps_its_default() {
    let (settings, complaints) = read_str(
        "[mind]\nbackend = \"olama\"\nmodle = \"x\"\n[picture]\ntext_size_percent = 99999\n[controls]\ninvert_y = true\n",
        &[("STOA_MOUSE_SENSITIVITY", "fast")],
    );
    assert!(settings.controls.invert_y, "what is whole is used");
    assert_eq!(settings.backend, BackendKind::Builtin);
    assert_eq!(settings.picture.text_size_percent, 100);
    assert_eq!(
        complaints,
        [
            "FILE:2:11: `mind.backend` should be one of \"builtin\", \"openai\", \"ollama\", \"anthropic\"; the default is used",
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
    let before = Settings::default();
    let now = Settings {
        controls: Controls {
            mouse_sensitivity: 1.3,
            ..before.controls
        },
        ..before.clone()
    };
    write(&file, &before, &before).unwrap();
    assert!(!file.exists(), "nothing was changed");
    write(&file, &before, &now).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, "format = 1\n\n[controls]\nmouse_sensitivity = 1.3\n");

    let own = "# mine\nformat = 1\n[mind]\n# which\nbackend = \"openai\" # the big one\nfuture = 1\n[picture]\nquality = \"high\"\n";
    std::fs::write(&file, own).unwrap();
    let now = Settings {
        backend: BackendKind::Ollama,
        ..before.clone()
    };
    write(&file, &before, &now).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    for kept in [
        "# mine\n",
        "# which\nbackend = \"ollama\" # the big one\nfuture = 1\n",
        "quality = \"high\"\n",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }

    std::fs::write(&file, "[mind").unwrap();
    assert!(matches!(
        write(&file, &before, &now),
        Err(WriteError::Broken { .. })
    ));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "[mind");
}

#[test]
fn the_parts_of_two_servers_would_be_mixed_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let own = "[mind]\nbackend = \"openai\"\nurl = \"https://api.example.org\"\nmodel = \"big\"\n";
    std::fs::write(&file, own).unwrap();
    let environment = [("STOA_BACKEND", "ollama"), ("STOA_URL", "")];
    let (before, _) = read(&file, &lookup(&environment));
    let now = Settings {
        model: "llama".to_owned(),
        ..before.clone()
    };
    write(&file, &before, &now).unwrap();
    let (again, _) = read(&file, &lookup(&[]));
    assert_eq!(
        (again.backend, again.url.as_str(), again.model.as_str()),
        (BackendKind::Ollama, "", "llama")
    );
}

#[test]
fn what_holds_for_one_run_would_be_kept_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let own = "format = 1\n[mind]\nmodel = \"mine\"\n[picture]\nquality = \"low\"\n";
    std::fs::write(&file, own).unwrap();
    let environment = [
        ("STOA_KEY", "s3cret"),
        ("STOA_BACKEND", "openai"),
        ("STOA_URL", "http://127.0.0.1:9"),
        ("STOA_MODEL", "theirs"),
        ("STOA_QUALITY", "high"),
        ("STOA_TEXT_SIZE_PERCENT", "150"),
        ("STOA_NAME", "Nobody"),
    ];
    let (mut before, complaints) = read(&file, &lookup(&environment));
    assert_eq!(complaints, []);
    let flag = Assignment::parse("controls.invert_y=true").unwrap();
    flag.apply(&mut before).unwrap();
    assert!(before.key_for("http://127.0.0.1:9/v1").is_some());
    // The welcome card has been seen.
    let mut now = before.clone();
    now.take_panel(&stoa_ui::UiSettings {
        welcomed: true,
        ..before.for_panel()
    });
    write(&file, &before, &now).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text, format!("{own}welcomed = true\n"));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("s3cret"), "{}", path.display());
    }
}

#[test]
fn a_key_would_go_to_a_server_it_was_not_given_for() {
    const ENV: [(&str, &str); 3] = [
        ("STOA_KEY", "s3cret"),
        ("STOA_BACKEND", "openai"),
        ("STOA_URL", "https://env.example.org/v1"),
    ];
    let of_file = "[mind]\nbackend = \"openai\"\nurl = \"https://api.example.org/v1\"\n";
    // The file's text after that, the environment, whom the key may go to and whom not.
    let rows: [(&str, &[(&str, &str)], &str, &str); 7] = [
        (
            "key = \"s3cret\"\nkey_url = \"https://own.example.org\"",
            &[],
            "https://own.example.org/v2",
            "https://api.example.org/v1",
        ),
        (
            "key_url = \"https://own.example.org\"\nkey = \"s3cret\"",
            &[],
            "HTTPS://OWN.example.org:443",
            "http://own.example.org",
        ),
        (
            "key = \"s3cret\"",
            &[],
            "https://api.example.org",
            "https://api.example.org.evil.net",
        ),
        (
            "key = \"s3cret\"",
            &[("STOA_URL", "https://evil.example.net")],
            "https://api.example.org",
            "https://evil.example.net",
        ),
        (
            "key_url = \"https://api.example.org\"",
            &ENV,
            "https://env.example.org",
            "https://api.example.org",
        ),
        (
            "",
            &[
                ("STOA_KEY", "s3cret"),
                ("STOA_KEY_URL", "http://there.example.org"),
            ],
            "http://there.example.org:80",
            "https://api.example.org",
        ),
        (
            "",
            &[("STOA_KEY", "s3cret"), ("STOA_BACKEND", "builtin")],
            "",
            "https://api.example.org",
        ),
    ];
    for (text, environment, yes, no) in rows {
        let (settings, complaints) = read_str(&format!("{of_file}{text}\n"), environment);
        assert_eq!(complaints, Vec::<String>::new(), "{text}");
        assert_eq!(settings.key_for(yes).is_some(), !yes.is_empty(), "{text}");
        assert_eq!(settings.key_for(no), None, "{text}");
        assert!(!format!("{settings:?}").contains("s3cret"));
    }
}

#[test]
fn a_key_of_nobody_would_go_to_anybody() {
    let (settings, complaints) = read_str("[mind]\nkey = \"s3cret\"\nbackend = \"ollama\"\n", &[]);
    assert_eq!(complaints.len(), 1);
    assert!(
        complaints[0].contains("mind.key_url") && !complaints[0].contains("s3cret"),
        "{complaints:?}"
    );
    let usual = settings.address().unwrap();
    assert_eq!(settings.key_for(&usual), None);
}

#[test]
fn a_key_that_is_typed_would_not_be_the_one_that_is_sent() {
    let url = "http://127.0.0.1:9";
    let environment = [
        ("STOA_KEY", "of the environment"),
        ("STOA_BACKEND", "openai"),
        ("STOA_URL", url),
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let (mut settings, _) = read(&file, &lookup(&environment));
    let typed = Secret("typed".to_owned());
    settings.keys.enter(url, &typed);
    assert_eq!(settings.key_for(url), Some(&typed));
    store_key(&keys_file(&file), url, &typed).unwrap();
    let (next, _) = read(&file, &lookup(&[]));
    assert_eq!(next.key_for(url), Some(&typed));
    // What is given for one run beats what was kept, and leaves it.
    let (with_environment, _) = read(&file, &lookup(&environment));
    assert_eq!(
        with_environment.key_for(url),
        Some(&Secret("of the environment".to_owned()))
    );
    settings.keys.enter(url, &Secret::default());
    assert_eq!(settings.key_for(url), None);
}

/// Each value of a schema that the setting takes, and some that it does not.
fn values(schema: &serde_json::Value) -> (Vec<String>, Vec<String>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for one in schema["oneOf"].as_array().into_iter().flatten() {
        good.extend(values(one).0);
    }
    good.extend(schema["const"].as_str().map(str::to_owned));
    if let Some(words) = schema["enum"].as_array() {
        good.extend(
            words
                .iter()
                .filter_map(|word| word.as_str())
                .map(str::to_owned),
        );
        bad.push("no such word".to_owned());
    }
    if let (Some(min), Some(max)) = (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        good.extend([min, max].map(|number| number.to_string()));
        bad.extend([min - 0.01, max + 1.0].map(|number| number.to_string()));
    }
    if schema["type"] == "boolean" {
        good.extend(["true", "false"].map(str::to_owned));
        bad.push("perhaps".to_owned());
    }
    if schema["type"] == "string" {
        good.push("home".to_owned());
    }
    (good, bad)
}

fn agrees<T: Default>(
    path: &str,
    schema: &serde_json::Value,
    set: fn(&mut T, &str) -> Result<(), String>,
) {
    let (good, bad) = values(schema);
    assert!(!good.is_empty(), "{path}: {schema}");
    for value in good {
        let result = set(&mut T::default(), &value);
        assert_eq!(result, Ok(()), "{path} = {value}");
    }
    for value in bad {
        let result = set(&mut T::default(), &value);
        assert!(result.is_err(), "{path} = {value}");
    }
}

fn names(schema: &serde_json::Value) -> std::collections::BTreeSet<String> {
    let properties = schema["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
fn a_setting_would_be_in_the_code_or_in_the_schema_alone() {
    // Asked when the test runs: clones share what is compiled, and lie elsewhere.
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let text = std::fs::read_to_string(format!("{here}/assets/schemas/settings.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let properties = &schema["properties"];
    let mut paths = std::collections::BTreeSet::new();
    for section in names(&schema).iter().filter(|one| *one != "bindings") {
        let own = names(&properties[section]);
        paths.extend(own.iter().map(|name| format!("{section}.{name}")));
    }
    let known = keys::keys().map(|key| key.path.to_owned());
    assert_eq!(paths, known.collect(), "settings and their schema");
    for key in keys::keys() {
        let (section, name) = key.path.split_once('.').unwrap();
        agrees(key.path, &properties[section]["properties"][name], key.set);
    }
    let actions = stoa_ui::Action::all().map(|action| action.word().to_owned());
    assert_eq!(names(&properties["bindings"]), actions.collect());
    let server = &properties["servers"]["additionalProperties"];
    let mind = &properties["minds"]["additionalProperties"]["oneOf"][1];
    let mut of_server = names(server);
    assert!(of_server.remove("headers"));
    assert_eq!(
        of_server,
        servers::SERVER_FIELDS
            .iter()
            .map(|f| f.name.to_owned())
            .collect()
    );
    assert_eq!(
        names(mind),
        servers::MIND_FIELDS
            .iter()
            .map(|f| f.name.to_owned())
            .collect()
    );
    for field in servers::SERVER_FIELDS {
        agrees(field.name, &server["properties"][field.name], field.set);
    }
    for field in servers::MIND_FIELDS {
        agrees(field.name, &mind["properties"][field.name], field.set);
    }
}
