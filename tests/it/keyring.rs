//! A real keyring: GNOME's, in a D-Bus session of its own. Nobody's own keyring is touched.

use std::{path::Path, process::Command};

use stoa::settings::{
    Kept, keep_key,
    keyring::{Asking, Keyring, KeyringError, SystemKeyring},
};
use stoa_model_http::fake_server::{FakeServer, Script};
use stoa_ui::Secret;

use crate::support::{SOON, read, run, runtime, skip_excused, stoa};

const KEY: &str = "sk-in-the-keyring-12345";
/// Says that the session is the test's own.
const INSIDE: &str = "STOA_TEST_KEYRING";

/// Begins the daemon with an unlocked keyring, then the test that is named.
const SESSION: &str = r#"printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null &&
exec "$0" --exact keyring::in_a_session_of_its_own --include-ignored --nocapture"#;

#[test]
fn a_key_would_not_be_found_in_a_real_keyring() {
    for program in ["dbus-run-session", "gnome-keyring-daemon"] {
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .any(|folder| folder.join(program).is_file());
        if !found {
            skip_excused(&format!(
                "there is no {program} (packages dbus and gnome-keyring)"
            ));
            return;
        }
    }
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("dbus-run-session");
    let program = std::env::current_exe().expect("this program's own path");
    command.args(["--", "sh", "-c", SESSION]).arg(program);
    command.env("HOME", home.path()).env(INSIDE, "1");
    for name in ["XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        let folder = home.path().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        command.env(name, folder);
    }
    let ran = run(command, None, 2 * SOON);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
    assert!(ran.out.contains("1 passed"), "{}", ran.out);
}

#[test]
#[ignore = "the test above runs it, in a session of its own"]
fn in_a_session_of_its_own() {
    assert!(
        std::env::var_os(INSIDE).is_some(),
        "this would be somebody's own keyring"
    );
    let mut ring = SystemKeyring;
    let ask = Asking::AT_START;
    let found = |origin: &str| {
        let found = SystemKeyring.find(origin, ask);
        found.map(|key| key.map(|key| key.0))
    };
    let other = "https://other.example.org:443";
    assert_eq!(found(other), Ok(None));
    for key in ["first", "last"] {
        assert_eq!(ring.keep(other, &Secret(key.to_owned()), ask), Ok(()));
        assert_eq!(found(other).as_ref().map(Option::as_deref), Ok(Some(key)));
    }

    let runtime = runtime();
    let server = runtime.block_on(FakeServer::openai(Script::say("Hello")));
    let server = server.expect("a server");
    let config = std::env::var_os("XDG_CONFIG_HOME").expect("a folder");
    let file = Path::new(&config).join("stoa/keys.toml");
    let key = Secret(KEY.to_owned());
    let kept = keep_key(Some(&mut ring), ask, &file, &server.url(), &key);
    assert_eq!(kept.expect("kept"), Kept::InKeyring);
    assert!(!read(&file).contains(KEY), "{}", read(&file));
    // The program by itself, with the person's own folders.
    let ask_models = |keyring: &str| {
        let url = server.url();
        let mut command = stoa(&["models", "--backend", "openai", "--url", &url]);
        command.env("STOA_KEYRING", keyring);
        let ran = run(command, None, SOON);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let sent = server.requests().pop().expect("a request");
        let sent = sent.header("authorization").map(str::to_owned);
        (sent, ran.err)
    };
    let (sent, said) = ask_models("auto");
    assert_eq!(sent, Some(format!("Bearer {KEY}")), "{said}");
    let (sent, said) = ask_models("off");
    assert_eq!(sent, None);
    assert!(said.contains("mind.keyring"), "{said}");

    let kept = keep_key(
        Some(&mut ring),
        ask,
        &file,
        &server.url(),
        &Secret::default(),
    );
    assert_eq!(kept.expect("removed"), Kept::Removed(None));
    let (sent, said) = ask_models("auto");
    assert_eq!((sent, said.as_str()), (None, ""));
    assert_eq!(found(&server.url()), Ok(None));
    assert_eq!(ring.remove(other, ask), Ok(()));
    assert_eq!(found(other), Ok::<_, KeyringError>(None));
}
