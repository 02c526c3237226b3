//! Settings that were changed in the panel are applied at once and kept.

use bevy::prelude::*;
use stoa_agents::{MindBridge, Minds};
use stoa_ui::{
    DeclineServer, KeyEntered, Notice, SettingsChanged, Severity, UiSettings, UseServer,
};

use super::Chosen;
use crate::{minds, picture, settings};

pub fn plugin(app: &mut App) {
    app.add_systems(Startup, show_in_panel).add_systems(
        Update,
        (take_key, use_server, decline_servers, apply).chain(),
    );
}

fn show_in_panel(chosen: Res<Chosen>, mut panel: ResMut<UiSettings>) {
    *panel = chosen.settings.for_panel();
}

fn take_key(
    mut entered: MessageReader<KeyEntered>,
    mut chosen: ResMut<Chosen>,
    mut changed: MessageWriter<SettingsChanged>,
    panel: Res<UiSettings>,
) {
    for key in entered.read() {
        chosen.settings.key = (!key.key.0.is_empty()).then(|| key.key.clone());
        chosen.settings.key_url = if key.url.is_empty() {
            key.kind.usual_url().to_owned()
        } else {
            key.url.clone()
        };
        changed.write(SettingsChanged(panel.clone()));
    }
}

/// The card's offer is taken up.
fn use_server(
    mut uses: MessageReader<UseServer>,
    mut found: ResMut<stoa_ui::FoundServers>,
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
            format!("{} now thinks for whoever you talk to.", server.label),
        ));
        found.0.clear();
    }
}

fn decline_servers(
    mut declined: MessageReader<DeclineServer>,
    mut found: ResMut<stoa_ui::FoundServers>,
    mut chosen: ResMut<Chosen>,
    mut changed: MessageWriter<SettingsChanged>,
    panel: Res<UiSettings>,
) {
    for decline in declined.read() {
        if decline.index < found.0.len() {
            found.0.remove(decline.index);
        }
        chosen.settings.offer_servers = false;
        changed.write(SettingsChanged(panel.clone()));
    }
}

fn apply(
    mut commands: Commands,
    mut changes: MessageReader<SettingsChanged>,
    mut chosen: ResMut<Chosen>,
    mut in_use: ResMut<Minds>,
    bridge: Res<MindBridge>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(SettingsChanged(panel)) = changes.read().last() else {
        return;
    };
    let before = chosen.settings.clone();
    chosen.settings.take_panel(panel);
    let now = &chosen.settings;
    let server = |settings: &settings::Settings| {
        (
            settings.backend,
            settings.url.clone(),
            settings.model.clone(),
            settings.key.clone(),
        )
    };
    // A key alone changes nothing that `before` could show: asking anew is cheap.
    if server(&before) != server(now) || now.key.is_some() {
        in_use.choose(minds::router(now), &bridge);
    }
    if before.quality != now.quality
        && let Some(quality) = picture::quality(now.quality)
    {
        commands.insert_resource(quality);
    }
    if let Err(error) = settings::write(&chosen.paths.settings_file, now) {
        notices.write(Notice::new(Severity::Error, error.to_string()));
    }
}
