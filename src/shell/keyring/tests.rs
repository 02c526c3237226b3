use std::{path::Path, sync::mpsc::Sender};

use stoa_ui::BackendKind;

use super::*;
use crate::{
    paths::Paths,
    settings::{KeyPlace, Settings},
};

const URL: &str = "https://api.example.org/v1";
const ORIGIN: &str = "https://api.example.org:443";

/// A keyring that holds one key, and does nothing before it is let.
struct Slow {
    lets: Receiver<()>,
    kept: Sender<String>,
}

impl Keyring for Slow {
    fn find(&mut self, origin: &str, asking: Asking) -> Result<Option<Secret>, KeyringError> {
        assert!(asking.may_prompt && origin == ORIGIN);
        self.lets.recv().map_err(|_| KeyringError::Locked)?;
        Ok(Some(Secret("of the ring".to_owned())))
    }

    fn keep(&mut self, _: &str, key: &Secret, _: Asking) -> Result<(), KeyringError> {
        self.lets.recv().map_err(|_| KeyringError::Locked)?;
        self.kept
            .send(key.0.clone())
            .map_err(|_| KeyringError::Late)
    }

    fn remove(&mut self, _: &str, _: Asking) -> Result<(), KeyringError> {
        Ok(())
    }
}

struct Try {
    app: App,
    lets: Sender<()>,
    kept: Receiver<String>,
}

fn begin(folder: &Path) -> Try {
    let paths = Paths {
        settings_file: folder.join("settings.toml"),
        data: folder.to_owned(),
        assets: folder.to_owned(),
    };
    let (settings, complaints) = settings::read(&paths.settings_file, &|_| None);
    assert_eq!(complaints, []);
    let settings = Settings {
        backend: settings::BackendKind::Openai,
        url: URL.to_owned(),
        ..settings
    };
    let (lets, inbox) = mpsc::channel();
    let (outbox, kept) = mpsc::channel();
    let ring = Slow {
        lets: inbox,
        kept: outbox,
    };
    let mut app = App::new();
    app.insert_resource(Chosen { settings, paths })
        .insert_resource(KeyThread::with(ring))
        .add_message::<KeyEntered>()
        .add_message::<TestServer>()
        .add_message::<RecogniseServer>()
        .add_message::<Notice>()
        .add_plugins(plugin);
    Try { app, lets, kept }
}

fn notices(app: &mut App) -> Vec<String> {
    let mut messages = app.world_mut().resource_mut::<Messages<Notice>>();
    messages.drain().map(|notice| notice.text).collect()
}

/// Frames until `what` comes.
fn until<T>(app: &mut App, mut what: impl FnMut(&mut App) -> Option<T>) -> T {
    for _ in 0..1000 {
        app.update();
        if let Some(it) = what(app) {
            return it;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it never came");
}

fn keep_key(app: &mut App, key: &str) {
    let world = app.world_mut();
    world.resource_scope(|world, mut thread: Mut<KeyThread>| {
        let chosen = world.resource::<Chosen>();
        thread.keep(chosen, URL, &Secret(key.to_owned()));
    });
}

fn file(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("keys.toml")).unwrap_or_default()
}

#[test]
fn a_keyring_that_asks_the_person_would_stop_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = begin(folder.path());
    keep_key(&mut tried.app, "typed");
    for _ in 0..10 {
        // Nothing lets the keyring go on: a frame that waited for it would never end.
        tried.app.update();
    }
    assert_eq!(notices(&mut tried.app), Vec::<String>::new());
    assert_eq!(file(folder.path()), "", "it touched the disk");
    tried.lets.send(()).unwrap();
    let said = until(&mut tried.app, |app| notices(app).pop());
    assert!(said.contains("kept in your system's keyring"), "{said}");
    assert_eq!(tried.kept.try_recv().as_deref(), Ok("typed"));
    assert!(file(folder.path()).contains("in_keyring = true"));
    assert!(!file(folder.path()).contains("typed"));
}

#[test]
fn a_key_would_be_lost_when_the_program_ends_before_the_keyring_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = begin(folder.path());
    keep_key(&mut tried.app, "first");
    keep_key(&mut tried.app, "last");
    let problems = keep_within(Duration::from_millis(10), tried.app.world_mut());
    assert_eq!(problems, Vec::<String>::new());
    let text = file(folder.path());
    assert!(text.contains("last") && !text.contains("first"), "{text}");
}

#[test]
fn a_key_in_the_keyring_would_come_late_or_hold_up_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("format = 1\n[[key]]\norigin = \"{ORIGIN}\"\nin_keyring = true\n");
    std::fs::write(folder.path().join("keys.toml"), text).unwrap();
    let mut tried = begin(folder.path());
    tried.app.update();
    let place = |app: &App| app.world().resource::<Chosen>().settings.keys.place(URL);
    assert_eq!(place(&tried.app), Some(KeyPlace::Keyring));
    tried.lets.send(()).unwrap();
    let found = until(&mut tried.app, |app| {
        let mut found = app.world_mut().resource_mut::<Messages<KeyFound>>();
        found.drain().next()
    });
    assert_eq!(found.origin, ORIGIN);
    assert_eq!(found.key, Some(Secret("of the ring".to_owned())));
    // The keyring stays locked: that is said, once.
    let mut tried = begin(folder.path());
    drop(tried.lets);
    let said = until(&mut tried.app, |app| notices(app).pop());
    assert!(said.contains(ORIGIN) && said.contains("locked"), "{said}");
    tried.app.world_mut().resource_mut::<Chosen>().set_changed();
    tried.app.update();
    let thread = tried.app.world().resource::<KeyThread>();
    assert_eq!(thread.looked_for.len(), 1);
}

#[test]
fn a_key_would_cross_a_network_unencrypted_before_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = begin(folder.path());
    let key = |text: &str| Secret(text.to_owned());
    let enter = |app: &mut App, url: &str, text: &str| {
        app.world_mut().write_message(KeyEntered {
            kind: BackendKind::Openai,
            url: url.to_owned(),
            key: key(text),
        });
        app.update();
        notices(app)
    };
    let said = enter(&mut tried.app, "http://gpu-box:8000", "k");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("unencrypted"), "{said:?}");
    for (url, text) in [
        ("http://gpu-box:8000/v1", "k"),
        ("http://other-box:8000", ""),
        ("http://127.0.0.1:8080", "k"),
        ("https://gpu-box:8000", "k"),
        ("", "k"),
    ] {
        assert_eq!(
            enter(&mut tried.app, url, text),
            Vec::<String>::new(),
            "{url}"
        );
    }
    tried.app.world_mut().write_message(TestServer {
        kind: BackendKind::Openai,
        url: "http://third-box".to_owned(),
        model: String::new(),
        key: Some(key("k")),
        name: None,
    });
    tried.app.update();
    assert!(notices(&mut tried.app)[0].contains("http://third-box:80"));
}
