//! Model servers on this machine: looked for at the start and whenever the settings open, offered on a quiet card.
//! Below: what the settings show of servers and do with them.

mod ollama;
mod states;
mod test;

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};

use bevy::prelude::*;
use stoa_agents::MindBridge;
use stoa_model_http::{FoundServer, ServerKind};
use stoa_ui::{
    FoundServerView, FoundServers, Notice, Screen, Screens, Severity,
    settings::{ServerHere, ServersHere},
    text,
};

use super::Chosen;
use crate::settings::{ServerEntry, Settings};

/// A server that loads its model is looked at again after this time.
const LOADING: Duration = Duration::from_secs(5);

pub fn plugin(app: &mut App) {
    app.init_resource::<Search>()
        .add_systems(
            Update,
            // An answer to the card points into its list: it counts before the list is renewed.
            (withdraw, look_for_servers, take_found)
                .chain()
                .after(super::settings::apply),
        )
        .add_plugins((ollama::plugin, states::plugin, test::plugin));
}

/// When servers are looked for.
#[derive(Resource)]
struct Search {
    /// The next time, on the wall clock.
    due: Option<Duration>,
    /// The addresses of those that can't be offered, once that was told.
    told: BTreeSet<String>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            due: Some(Duration::ZERO),
            told: BTreeSet::new(),
        }
    }
}

/// Something that comes from the threads of the minds, once.
#[derive(Resource)]
struct Coming<T: Send + 'static>(Mutex<mpsc::Receiver<T>>);

impl<T: Send + 'static> Coming<T> {
    fn take(&self) -> Option<T> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_recv()
            .ok()
    }
}

/// Who has chosen a server, or declined an offer, is not asked.
fn may_be_asked(settings: &Settings) -> bool {
    settings.offer_servers && settings.in_use().is_none()
}

/// The server at `url` as the settings know it, else as one of which nothing else is known.
fn server_at(settings: &Settings, url: &str) -> ServerEntry {
    let known = settings.all_servers().map(|(_, entry)| entry);
    let mut known = known.filter(|entry| entry.address() == url);
    known.next().unwrap_or_else(|| ServerEntry {
        url: url.to_owned(),
        ..ServerEntry::default()
    })
}

fn withdraw(chosen: Res<Chosen>, mut found: ResMut<FoundServers>, mut here: ResMut<ServersHere>) {
    if !may_be_asked(&chosen.settings) && !found.0.is_empty() {
        found.0.clear();
    }
    if !chosen.settings.offer_servers && !here.0.is_empty() {
        here.0.clear();
    }
}

fn look_for_servers(
    mut commands: Commands,
    bridge: Res<MindBridge>,
    chosen: Res<Chosen>,
    screens: Res<Screens>,
    time: Res<Time<Real>>,
    mut search: ResMut<Search>,
    mut was_shown: Local<bool>,
) {
    let settings = &chosen.settings;
    // The list of the settings: for whoever has chosen a server as well, as long as the switch is on.
    let shown = settings.offer_servers && screens.open == Some(Screen::Settings);
    let opened = shown && !*was_shown;
    *was_shown = shown;
    if opened {
        search.due = Some(time.elapsed());
    }
    if search.due.is_none_or(|due| time.elapsed() < due) {
        return;
    }
    search.due = None;
    if !shown && !may_be_asked(settings) {
        return;
    }
    let (sender, receiver) = mpsc::channel();
    bridge.spawn(async move {
        let found = stoa_model_http::discover().await;
        if sender.send(found).is_err() {
            debug!("the found model servers are not wanted any more");
        }
    });
    commands.insert_resource(Coming::<Vec<FoundServer>>(Mutex::new(receiver)));
}

fn take_found(
    coming: Option<Res<Coming<Vec<FoundServer>>>>,
    chosen: Res<Chosen>,
    time: Res<Time<Real>>,
    mut search: ResMut<Search>,
    mut found: ResMut<FoundServers>,
    mut here: ResMut<ServersHere>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(servers) = coming.and_then(|coming| coming.take()) else {
        return;
    };
    if !chosen.settings.offer_servers {
        return;
    }
    here.0 = servers.iter().map(in_settings).collect();
    if servers.iter().any(|server| server.loading) {
        search.due = Some(time.elapsed() + LOADING);
    }
    if !may_be_asked(&chosen.settings) {
        return;
    }
    for server in &servers {
        if let Some(trouble) = trouble(server)
            && search.told.insert(server.url.clone())
        {
            let text = text::server_in_trouble(&server.label, trouble);
            notices.write(Notice::new(Severity::Info, text));
        }
    }
    let usable = servers.into_iter().filter(|s| trouble(s).is_none());
    found.0 = usable.map(on_card).collect();
}

/// Why a server can't answer yet, and what to do.
fn trouble(server: &FoundServer) -> Option<&'static str> {
    if server.needs_key {
        Some(text::wants_key())
    } else if server.loading {
        Some(text::still_loading())
    } else if !server.models.is_empty() {
        None
    } else if server.kind == ServerKind::Ollama {
        Some(text::no_model_in_ollama())
    } else {
        Some(text::no_model_yet())
    }
}

fn ui_kind(kind: ServerKind) -> stoa_ui::BackendKind {
    match kind {
        ServerKind::Ollama => stoa_ui::BackendKind::Ollama,
        ServerKind::OpenAi => stoa_ui::BackendKind::Openai,
        ServerKind::Anthropic => stoa_ui::BackendKind::Anthropic,
    }
}

fn in_settings(server: &FoundServer) -> ServerHere {
    ServerHere {
        kind: ui_kind(server.kind),
        url: server.url.clone(),
        label: server.label.clone(),
        trouble: trouble(server).map(str::to_owned),
    }
}

fn on_card(server: FoundServer) -> FoundServerView {
    FoundServerView {
        kind: ui_kind(server.kind),
        label: server.label,
        url: server.url,
        models: server.models.into_iter().map(|model| model.name).collect(),
    }
}

#[cfg(test)]
mod tests {
    use stoa_model::ModelInfo;

    use super::*;
    use crate::{paths::Paths, settings::BackendKind};

    fn app(settings: Settings) -> App {
        let paths = Paths {
            settings_file: "settings.toml".into(),
            data: ".".into(),
            assets: ".".into(),
        };
        let mut app = App::new();
        app.insert_resource(Chosen { settings, paths })
            .insert_resource(MindBridge::new().unwrap())
            .init_resource::<Search>()
            .init_resource::<Screens>()
            .init_resource::<FoundServers>()
            .init_resource::<ServersHere>()
            .init_resource::<Time<Real>>()
            .add_message::<Notice>();
        app
    }

    fn server(port: u16, models: &[&str], needs_key: bool, loading: bool) -> FoundServer {
        let models = models.iter().map(|name| ModelInfo::named(*name));
        FoundServer {
            kind: ServerKind::OpenAi,
            url: format!("http://127.0.0.1:{port}"),
            models: models.collect(),
            label: "llama.cpp".to_owned(),
            needs_key,
            loading,
        }
    }

    #[test]
    fn a_server_that_can_not_answer_yet_would_be_dropped_without_a_word() {
        let chosen = Settings {
            backend: BackendKind::Ollama,
            ..Settings::default()
        };
        let declined = Settings {
            offer_servers: false,
            ..Settings::default()
        };
        for (settings, offered, told, listed) in [
            (Settings::default(), 1, 3, 4),
            (chosen, 0, 0, 4),
            (declined, 0, 0, 0),
        ] {
            let mut app = app(settings);
            app.add_systems(Update, (withdraw, take_found).chain());
            for told in [told, 0] {
                let (sender, receiver) = mpsc::channel();
                let servers = vec![
                    server(1, &["m"], false, false),
                    server(2, &[], true, false),
                    server(3, &[], false, true),
                    server(4, &[], false, false),
                ];
                sender.send(servers).unwrap();
                app.insert_resource(Coming(Mutex::new(receiver)));
                app.update();
                let world = app.world_mut();
                let mut notices = world.resource_mut::<Messages<Notice>>();
                assert_eq!(notices.drain().count(), told);
                assert_eq!(world.resource::<FoundServers>().0.len(), offered);
                assert_eq!(world.resource::<ServersHere>().0.len(), listed);
                let again = world
                    .resource::<Search>()
                    .due
                    .is_some_and(|due| due == LOADING);
                assert_eq!(again, listed > 0, "one of them is still loading");
            }
        }
    }

    #[test]
    fn a_server_that_is_started_later_would_never_be_found() {
        let mut app = app(Settings::default());
        app.add_systems(Update, look_for_servers);
        let rows = [
            (None, true),
            (None, false),
            (Some(Screen::Settings), true),
            (Some(Screen::Settings), false),
            (Some(Screen::Help), false),
            (Some(Screen::Settings), true),
        ];
        for (row, (open, looked)) in rows.into_iter().enumerate() {
            app.world_mut().resource_mut::<Screens>().open = open;
            app.update();
            let coming = app
                .world_mut()
                .remove_resource::<Coming<Vec<FoundServer>>>();
            assert_eq!(coming.is_some(), looked, "{row}");
        }
    }
}
