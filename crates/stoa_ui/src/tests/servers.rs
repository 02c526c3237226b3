//! Servers in the settings: added, looked at, changed and removed, by keyboard alone.

use std::collections::BTreeMap;

use bevy::prelude::*;
use bevy_egui::egui;
use egui::{Key, vec2};

use super::{bench::Bench, hostile::hostile};
use crate::{
    settings::{ServerHere, ServersHere},
    *,
};

const ATTIC: &str = "http://192.168.1.20:8080";

fn server(name: &str, kind: BackendKind, url: &str) -> NamedServer {
    NamedServer {
        name: name.into(),
        kind,
        url: url.into(),
        model: "m".into(),
    }
}

/// The settings are open.
fn bench(settings: UiSettings) -> Bench {
    let mut bench = Bench::new();
    bench.app.insert_resource(UiSettings {
        welcomed: true,
        ..settings
    });
    bench.press(Key::F2);
    bench.rest();
    bench
}

fn two_servers() -> UiSettings {
    UiSettings {
        servers: vec![
            server("attic", BackendKind::Openai, ATTIC),
            server("desk", BackendKind::Ollama, "http://127.0.0.1:11434"),
        ],
        default_server: "attic".into(),
        minds: BTreeMap::from([("iris".into(), "attic".into())]),
        ..default()
    }
}

#[test]
fn a_server_could_not_be_added_by_its_address() {
    let mut bench = bench(default());
    bench.choose(text::add_server());
    bench.type_in("192.168.1.20:8080");
    bench.press(Key::Tab);
    bench.rest();
    let asked = bench.sent::<RecogniseServer>();
    let (url, key) = (ATTIC.to_owned(), None);
    assert_eq!(asked, [RecogniseServer { url, key }]);
    assert!(bench.sees(text::recognising()));
    bench.app.insert_resource(Recognised(Some((
        ATTIC.to_owned(),
        Ok(BackendKind::Openai),
    ))));
    bench.rest();
    assert!(bench.sees("✔ It speaks OpenAI's protocol."));
    // The name is proposed; the key is warned of before anything is done with it.
    assert!(bench.sees("192.168.1.20 8080"));
    assert!(bench.sees(&format!("⚠ {}", text::clear_text())[..60]));
    assert_eq!(bench.sent::<KeyEntered>(), []);
    bench.walk_to(text::new_key_hint());
    bench.type_in("s3cret");
    bench.choose(text::test());
    let key = Some(Secret("s3cret".into()));
    let tests = bench.sent::<TestServer>();
    assert_eq!(
        tests,
        [TestServer {
            kind: BackendKind::Openai,
            url: ATTIC.into(),
            model: String::new(),
            key,
            name: Some("192.168.1.20 8080".into()),
        }]
    );
    bench.app.insert_resource(ServerTest::Works {
        text: "first token after 0.2 s, then 41 tokens a second".into(),
        models: vec!["big".into(), "small".into()],
    });
    bench.rest();
    assert!(bench.sees("✔ first token after 0.2 s"));
    bench.choose(text::model_hint());
    bench.choose("small");
    bench.choose(text::add());
    let settings = bench.get::<UiSettings>();
    let name = "192.168.1.20 8080";
    let added = NamedServer {
        model: "small".into(),
        ..server(name, BackendKind::Openai, ATTIC)
    };
    assert_eq!(
        (settings.servers, settings.default_server.as_str()),
        (vec![added], name)
    );
    let entered = bench.sent::<KeyEntered>();
    let key = Secret("s3cret".into());
    let (kind, url) = (BackendKind::Openai, ATTIC.to_owned());
    assert_eq!(entered, [KeyEntered { kind, url, key }]);
    assert_eq!(bench.sent::<SettingsChanged>().len(), 1);
}

#[test]
fn a_server_that_is_not_recognised_could_not_be_added() {
    let mut bench = bench(default());
    bench.choose(text::add_server());
    bench.type_in(ATTIC);
    bench.press(Key::Tab);
    let problem = Problem {
        cause: "It refused the connection".into(),
        remedy: "Start it".into(),
    };
    bench
        .app
        .insert_resource(Recognised(Some((ATTIC.to_owned(), Err(problem)))));
    bench.rest();
    assert!(bench.sees("It refused the connection") && bench.sees("Start it"));
    bench.sent::<RecogniseServer>();
    bench.choose(text::ask_again());
    assert_eq!(bench.sent::<RecogniseServer>().len(), 1);
    bench.choose(text::protocol_unknown());
    bench.choose("Ollama");
    bench.choose(text::add());
    assert_eq!(
        bench.get::<UiSettings>().servers[0].kind,
        BackendKind::Ollama
    );
}

#[test]
fn a_found_server_could_not_be_taken_in_the_settings() {
    let mut bench = Bench::new();
    bench.app.insert_resource(ServersHere(vec![ServerHere {
        kind: BackendKind::Ollama,
        url: "http://127.0.0.1:11434".into(),
        label: "Ollama".into(),
        trouble: None,
    }]));
    bench.press(Key::F2);
    bench.rest();
    bench.choose(text::add_found());
    bench.choose(text::add());
    let settings = bench.get::<UiSettings>();
    assert_eq!(settings.default_server, "Ollama");
    assert_eq!(settings.servers[0].url, "http://127.0.0.1:11434");
    assert_eq!(
        bench.sent::<RecogniseServer>(),
        [],
        "what it speaks is known"
    );
    assert!(!bench.sees(text::add_found()), "it is offered again");
}

#[test]
fn a_server_would_be_gone_after_a_slip_of_the_finger() {
    let mut bench = bench(two_servers());
    bench.choose(text::remove());
    assert_eq!(
        bench.get::<UiSettings>(),
        UiSettings {
            welcomed: true,
            ..two_servers()
        }
    );
    assert!(bench.sees("Remove attic? One mind thinks with it"));
    bench.choose(text::keep_it());
    assert_eq!(bench.get::<UiSettings>().servers.len(), 2);
    bench.choose(text::remove());
    bench.choose(text::remove_it());
    let settings = bench.get::<UiSettings>();
    assert_eq!(settings.servers.len(), 1);
    assert_eq!(
        (settings.default_server.as_str(), settings.minds.len()),
        ("", 0)
    );
}

#[test]
fn a_server_that_rests_would_not_say_why() {
    let mut bench = bench(two_servers());
    let problem = Problem {
        cause: "It refused the connection".into(),
        remedy: "Start it, or choose another one.".into(),
    };
    let state = ServerState {
        health: Health::Resting(problem),
        load: "2 of 4 busy, 7 wait".into(),
        spent: "12,400 of 1,000,000 tokens today".into(),
    };
    let states = BTreeMap::from([("attic".to_owned(), state)]);
    bench.app.insert_resource(ServerStates(states));
    bench.rest();
    for words in [
        text::resting(),
        "It refused the connection",
        "Start it, or choose another one.",
        "2 of 4 busy, 7 wait",
        "12,400 of 1,000,000 tokens today",
    ] {
        assert!(bench.sees(words), "{words}");
    }
}

#[test]
fn minds_could_not_have_a_server_of_their_own() {
    let mut bench = bench(two_servers());
    let cast = [("iris", "Iris"), ("milo", "Milo")];
    bench.app.insert_resource(Inhabitants(
        cast.map(|(id, name)| (id.to_owned(), name.to_owned()))
            .into(),
    ));
    bench.rest();
    bench.choose(text::who_thinks());
    bench.choose(&text::the_default("attic"));
    bench.choose("desk");
    let own = BTreeMap::from([("iris", "attic"), ("milo", "desk")])
        .into_iter()
        .map(|(id, name)| (id.to_owned(), name.to_owned()));
    assert_eq!(bench.get::<UiSettings>().minds, own.collect());
    bench.choose(text::use_for_everyone());
    assert!(bench.get::<UiSettings>().minds.is_empty());
}

#[test]
fn the_one_server_without_a_name_would_be_stuck() {
    let unnamed = BackendSettings {
        kind: BackendKind::Openai,
        url: ATTIC.into(),
        model: "m".into(),
    };
    let mut bench = bench(UiSettings {
        backend: unnamed.clone(),
        ..default()
    });
    bench.choose(text::test());
    let test = bench.sent::<TestServer>().remove(0);
    assert_eq!(
        (test.kind, test.url.as_str(), test.name),
        (unnamed.kind, ATTIC, None)
    );
    bench.choose(text::edit());
    bench.choose("m");
    bench.type_in("2");
    bench.choose(text::keep());
    let settings = bench.get::<UiSettings>();
    let changed = BackendSettings {
        model: "m2".into(),
        ..unnamed
    };
    assert_eq!((settings.backend, settings.servers.len()), (changed, 0));
    bench.choose(text::remove());
    bench.choose(text::remove_it());
    assert_eq!(
        bench.get::<UiSettings>().backend,
        BackendSettings::default()
    );
}

#[test]
fn a_hostile_name_would_break_the_settings() {
    for text in hostile() {
        let kind = BackendKind::Ollama;
        let hostile = server(&text, kind, &format!("http://h{text}"));
        let mut bench = Bench::new();
        bench.app.insert_resource(UiSettings {
            welcomed: true,
            servers: vec![NamedServer {
                model: text.clone(),
                ..hostile.clone()
            }],
            default_server: text.clone(),
            minds: BTreeMap::from([(text.clone(), text.clone())]),
            ..default()
        });
        let problem = Problem {
            cause: text.clone(),
            remedy: text.clone(),
        };
        let state = ServerState {
            health: Health::Resting(problem.clone()),
            load: text.clone(),
            spent: text.clone(),
        };
        let url = hostile.url.clone();
        let model = ModelView {
            name: text.clone(),
            size: text.clone(),
            context: Some(u32::MAX),
            capabilities: vec![text.clone(); 40],
            loaded: false,
        };
        let download = Download {
            doing: text.clone(),
            done: u64::MAX,
            total: Some(1),
            state: DownloadState::Failed(problem.clone()),
        };
        let app = &mut bench.app;
        app.insert_resource(ServerStates(BTreeMap::from([(text.clone(), state)])))
            .insert_resource(Inhabitants(vec![(text.clone(), text.clone())]))
            .insert_resource(OllamaModels(BTreeMap::from([(
                url.clone(),
                vec![model; 200],
            )])))
            .insert_resource(ModelTroubles(BTreeMap::from([(url.clone(), problem)])))
            .insert_resource(Downloads(BTreeMap::from([((url, text.clone()), download)])))
            .insert_resource(ServersHere(vec![
                ServerHere {
                    kind,
                    url: "http://127.0.0.1:1".into(),
                    label: text.clone(),
                    trouble: Some(text.clone()),
                };
                40
            ]));
        bench.press(Key::F2);
        bench.rest();
        bench.choose(text::models());
        bench.assert_in_bounds();
        for size in [vec2(1280.0, 720.0), vec2(640.0, 360.0)] {
            bench.size = size;
            bench.rest();
            bench.assert_in_bounds();
        }
    }
}

#[test]
fn large_text_would_push_the_form_out_of_its_panel() {
    for percent in [75, 100, 150, 200] {
        let mut bench = bench(UiSettings {
            picture: Picture {
                text_size_percent: percent,
                ..default()
            },
            ..two_servers()
        });
        bench.assert_in_bounds();
        bench.choose(text::add_server());
        bench.type_in(ATTIC);
        bench.press(Key::Tab);
        bench.rest();
        bench.assert_in_bounds();
        bench.walk_to(text::new_key_hint());
        bench.assert_in_bounds();
        bench.choose(text::cancel());
        bench.assert_in_bounds();
    }
}
