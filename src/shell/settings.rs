//! Settings that were changed in the panel are applied at once, and kept when the person pauses.

use bevy::{prelude::*, render::renderer::RenderAdapterInfo};
use stoa_agents::{MindBridge, Minds};
use stoa_render::Quality;
use stoa_ui::{
    DeclineServer, FoundServers, KeyEntered, Notice, SettingsChanged, Severity, UiSettings,
    UseServer, text,
};

use super::{
    Chosen,
    keyring::{self, KeyFound, KeyThread},
};
use crate::{
    abilities::{self, Abilities},
    crash,
    minds::{self, KnownServers},
    picture,
    settings::{Unsaved, WriteError},
};

pub fn plugin(app: &mut App) {
    app.init_resource::<Unsaved>()
        .add_systems(Startup, show_in_panel)
        .add_systems(
            Update,
            (use_server, decline_servers, apply, keep_when_due).chain(),
        );
}

fn show_in_panel(chosen: Res<Chosen>, mut panel: ResMut<UiSettings>) {
    *panel = chosen.settings.for_panel();
}

/// The card's offer is taken up.
fn use_server(
    mut uses: MessageReader<UseServer>,
    mut found: ResMut<FoundServers>,
    mut panel: ResMut<UiSettings>,
    mut changed: MessageWriter<SettingsChanged>,
    mut notices: MessageWriter<Notice>,
) {
    for choice in uses.read() {
        let Some(server) = found.0.get(choice.index).cloned() else {
            continue;
        };
        panel.backend.kind = server.kind;
        panel.backend.url.clone_from(&server.url);
        panel.backend.model = choice.model.clone().unwrap_or_default();
        changed.write(SettingsChanged(panel.clone()));
        notices.write(Notice::new(
            Severity::Info,
            text::server_now_thinks(&server.label),
        ));
        found.0.clear();
    }
}

/// "Not now" turns the switch of the settings off, where it can be turned on again.
fn decline_servers(
    mut declined: MessageReader<DeclineServer>,
    mut found: ResMut<FoundServers>,
    mut panel: ResMut<UiSettings>,
    mut changed: MessageWriter<SettingsChanged>,
) {
    if declined.read().count() > 0 {
        found.0.clear();
        panel.offer_servers = false;
        changed.write(SettingsChanged(panel.clone()));
    }
}

pub(super) fn apply(
    mut commands: Commands,
    mut entered: MessageReader<KeyEntered>,
    mut found: MessageReader<KeyFound>,
    mut changes: MessageReader<SettingsChanged>,
    mut chosen: ResMut<Chosen>,
    mut thread: ResMut<KeyThread>,
    mut unsaved: ResMut<Unsaved>,
    mut in_use: ResMut<Minds>,
    mut known: ResMut<KnownServers>,
    abilities: Res<Abilities>,
    bridge: Res<MindBridge>,
    adapter: Option<Res<RenderAdapterInfo>>,
    time: Res<Time<Real>>,
) {
    if entered.is_empty() && found.is_empty() && changes.is_empty() {
        return;
    }
    let before = chosen.settings.clone();
    for key in found.read() {
        key.key.iter().for_each(crash::hide);
        chosen.settings.keys.found(&key.origin, key.key.clone());
    }
    for entry in entered.read() {
        take_key(&mut chosen, &mut thread, entry);
    }
    if let Some(SettingsChanged(panel)) = changes.read().last() {
        chosen.settings.take_panel(panel);
    }
    let now = &chosen.settings;
    if !minds::are_same(&before, now) {
        in_use.choose(minds::routers(now, &mut known));
        abilities::ask(now, &known, &abilities, &bridge);
    }
    if before.picture.quality != now.picture.quality {
        commands.insert_resource(quality(now.picture.quality, adapter.as_deref()));
    }
    // The crowd's reach is none of them: that would make the scenery anew.
    let switches = picture::switches(&now.detail);
    if picture::switches(&before.detail) != switches {
        commands.insert_resource(switches);
    }
    if before != *now {
        unsaved.note(before, time.elapsed());
    }
}

/// A key is for the server that was shown above it, and lies apart from the settings.
fn take_key(chosen: &mut Chosen, thread: &mut KeyThread, entry: &KeyEntered) {
    crash::hide(&entry.key);
    let url = keyring::address(entry.kind, &entry.url);
    chosen.settings.keys.enter(url, &entry.key);
    thread.keep(chosen, url, &entry.key);
}

fn quality(choice: stoa_ui::Quality, adapter: Option<&RenderAdapterInfo>) -> Quality {
    let automatic = || adapter.map(|adapter| Quality::for_device(adapter.device_type));
    picture::quality(choice)
        .or_else(automatic)
        .unwrap_or_default()
}

fn keep_when_due(
    time: Res<Time<Real>>,
    chosen: Res<Chosen>,
    mut unsaved: ResMut<Unsaved>,
    mut notices: MessageWriter<Notice>,
) {
    if !unsaved.is_due(time.elapsed()) {
        return;
    }
    if let Err(error) = unsaved.write(&chosen.paths.settings_file, &chosen.settings) {
        notices.write(Notice::new(Severity::Error, error.in_words()));
    }
}

/// At the end, what waits to be written is written.
///
/// # Errors
/// As [`crate::settings::write`].
pub fn keep(world: &mut World) -> Result<(), WriteError> {
    world.resource_scope(|world, mut unsaved: Mut<Unsaved>| {
        let chosen = world.resource::<Chosen>();
        unsaved.write(&chosen.paths.settings_file, &chosen.settings)
    })
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use stoa_ui::{BackendKind, RecogniseServer, Secret, TestServer};

    use super::*;
    use crate::{paths::Paths, settings};

    const URL: &str = "http://127.0.0.1:9";

    /// A session that began with these variables in its environment, as far as settings go.
    fn begin(folder: &Path, environment: &[(&str, &str)]) -> App {
        let paths = Paths {
            settings_file: folder.join("settings.toml"),
            data: folder.to_owned(),
            assets: folder.to_owned(),
        };
        let (mut settings, complaints) = settings::read(&paths.settings_file, &|name| {
            let (_, value) = environment.iter().find(|(key, _)| *key == name)?;
            Some((*value).to_owned())
        });
        assert_eq!(complaints, []);
        // That of whoever runs the tests.
        settings.use_keyring = false;
        let mut app = App::new();
        let mut known = KnownServers::default();
        let routers = minds::routers(&settings, &mut known);
        app.insert_resource(Minds::new(routers, false))
            .insert_resource(known)
            .insert_resource(Abilities::open(folder))
            .insert_resource(MindBridge::new().unwrap())
            .insert_resource(Chosen { settings, paths })
            .init_resource::<UiSettings>()
            .init_resource::<FoundServers>()
            .init_resource::<Time<Real>>()
            .add_message::<UseServer>()
            .add_message::<DeclineServer>()
            .add_message::<KeyEntered>()
            .add_message::<TestServer>()
            .add_message::<RecogniseServer>()
            .add_message::<SettingsChanged>()
            .add_message::<Notice>()
            .add_plugins((plugin, keyring::plugin));
        // The clock counts from its first update on.
        wait(&mut app, Duration::ZERO);
        app
    }

    fn wait(app: &mut App, time: Duration) {
        let mut clock = app.world_mut().resource_mut::<Time<Real>>();
        clock.update_with_duration(time);
        app.update();
    }

    /// As the panel does it.
    fn change(app: &mut App, change: impl FnOnce(&mut UiSettings)) {
        let mut panel = app.world_mut().resource_mut::<UiSettings>();
        change(&mut panel);
        let changed = SettingsChanged(panel.clone());
        app.world_mut().write_message(changed);
        wait(app, Duration::from_millis(16));
    }

    fn text_of(app: &App) -> String {
        let file = &app.world().resource::<Chosen>().paths.settings_file;
        std::fs::read_to_string(file).unwrap_or_default()
    }

    #[test]
    fn environment_and_keys_would_get_into_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let environment = [
            ("STOA_KEY", "planted"),
            ("STOA_BACKEND", "openai"),
            ("STOA_URL", URL),
            ("STOA_TEXT_SIZE_PERCENT", "150"),
        ];
        let mut app = begin(folder.path(), &environment);
        assert_eq!(
            app.world()
                .resource::<UiSettings>()
                .picture
                .text_size_percent,
            150
        );
        change(&mut app, |panel| panel.welcomed = true);
        assert_eq!(text_of(&app), "", "written before the person pauses");
        wait(&mut app, Duration::from_secs(1));
        let expected = "format = 1\n\n[picture]\nwelcomed = true\n";
        assert_eq!(text_of(&app), expected);

        let elsewhere = "http://127.0.0.1:10/v1";
        app.world_mut().write_message(KeyEntered {
            kind: BackendKind::Openai,
            url: elsewhere.to_owned(),
            key: Secret("typed".to_owned()),
        });
        wait(&mut app, Duration::from_secs(1));
        wait(&mut app, Duration::from_secs(1));
        assert_eq!(text_of(&app), expected);
        assert_eq!(keyring::keep(app.world_mut()), Vec::<String>::new());
        let keys = folder.path().join("keys.toml");
        let keys = std::fs::read_to_string(keys).unwrap();
        assert!(keys.contains("typed") && keys.contains("http://127.0.0.1:10\""));
        assert!(!keys.contains("planted"));
        let settings = &app.world().resource::<Chosen>().settings;
        for (url, key) in [
            (URL, Some("planted")),
            (elsewhere, Some("typed")),
            ("http://127.0.0.1:11", None),
        ] {
            let known = settings.key_for(url).map(|key| key.0.as_str());
            assert_eq!(known, key, "{url}");
        }
    }

    #[test]
    fn minds_would_be_made_anew_for_every_move_of_a_slider() {
        let folder = tempfile::tempdir().unwrap();
        let environment = [
            ("STOA_KEY", "k"),
            ("STOA_BACKEND", "openai"),
            ("STOA_URL", URL),
        ];
        let mut app = begin(folder.path(), &environment);
        let made = |app: &App| app.world().resource_ref::<Minds>().last_changed();
        let at_first = made(&app);
        for step in 1..=100_u8 {
            change(&mut app, |panel| {
                panel.controls.mouse_sensitivity = 1.0 + f32::from(step) / 100.0;
            });
        }
        assert_eq!(made(&app), at_first);
        assert_eq!(text_of(&app), "", "written in mid drag");
        let in_use = app.world().resource::<Chosen>();
        assert!((in_use.settings.controls.mouse_sensitivity - 2.0).abs() < 1e-6);
        change(&mut app, |panel| panel.backend.model = "m".to_owned());
        assert_ne!(made(&app), at_first);
        keep(app.world_mut()).unwrap();
        let text = text_of(&app);
        assert!(text.contains("mouse_sensitivity = 2.0"), "{text}");
        assert!(text.contains("model = \"m\""), "{text}");
    }

    #[test]
    fn automatic_graphics_would_wait_for_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let mut app = begin(folder.path(), &[]);
        for (choice, expected) in [
            (stoa_ui::Quality::High, Quality::High),
            // Without an adapter, as here.
            (stoa_ui::Quality::Auto, Quality::default()),
            (stoa_ui::Quality::Low, Quality::Low),
        ] {
            change(&mut app, |panel| panel.picture.quality = choice);
            let quality = app.world().resource::<Quality>();
            assert_eq!(*quality, expected, "{choice:?}");
        }
    }

    #[test]
    fn not_now_would_mean_never() {
        let folder = tempfile::tempdir().unwrap();
        let mut app = begin(folder.path(), &[]);
        app.world_mut().write_message(DeclineServer { index: 0 });
        wait(&mut app, Duration::ZERO);
        assert!(!app.world().resource::<UiSettings>().offer_servers);
        assert!(!app.world().resource::<Chosen>().settings.offer_servers);
        change(&mut app, |panel| panel.offer_servers = true);
        assert!(app.world().resource::<Chosen>().settings.offer_servers);
        wait(&mut app, Duration::from_secs(1));
        assert_eq!(text_of(&app), "", "it is as it was");
    }
}
