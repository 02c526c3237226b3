//! Panels over the world: bubbles, name tags, chat, notices, settings, help, inspector.
//!
//! They read the world and write [`stoa_world::Intent`]s and their own messages (see [`api`]), never simulation
//! state.

pub mod api;
pub mod bindings;
pub mod bubbles;
pub mod chat;
mod checkup;
pub mod clean;
pub mod hand;
pub mod input;
pub mod language;
pub mod settings;
pub mod text;
pub mod theme;

mod away;
mod compass;
mod cover;
mod crash_card;
mod editor;
mod fonts;
mod help;
mod inspector;
mod mistakes;
mod names;
mod notices;
mod pad;
mod pause;
mod people;
mod places;
mod prompt;
mod reader;
mod room;
mod server_card;
mod sounds;
mod space;
#[cfg(test)]
mod tests;
mod ties;
mod title;
mod trail;
mod way;
mod welcome;
mod wheel;

pub use api::*;
pub use bindings::{Action, Actions, Binding, Bindings, Device, Press, Prompts};
pub use language::Language;
pub use settings::{
    BackendKind, BackendSettings, Controls, NamedServer, Picture, Quality, Sound, UiSettings,
    ViewMode, WindowKind,
};
pub use space::LeaveHeadset;
pub use wheel::{EMOTES, Emote, EmoteWheel};

use bevy::{
    app::{App, PostUpdate},
    asset::AssetEventSystems,
    camera::CameraUpdateSystems,
    ecs::schedule::{IntoScheduleConfigs, SystemSet},
    transform::TransformSystems,
};
use bevy_egui::{EguiGlobalSettings, EguiPlugin, EguiPostUpdateSet, EguiPrimaryContextPass};

/// The order of the panels within a frame; later ones lie above earlier ones.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelSystems {
    Theme,
    /// Keys are taken before any field sees them.
    Keys,
    /// What hangs in the world: tags and bubbles.
    World,
    /// What stands beside the game: chat, prompt, notices, cards.
    Beside,
    /// What covers the game: pause, settings, help, title.
    Cover,
    /// Who holds the input now, when everything has been shown.
    Owners,
}

/// All panels. Add it after Bevy's `DefaultPlugins`; it brings egui along.
pub fn plugin(app: &mut App) {
    if !app.is_plugin_added::<EguiPlugin>() {
        app.add_plugins(EguiPlugin::default());
    }
    app.world_mut()
        .resource_mut::<EguiGlobalSettings>()
        .auto_create_primary_context = false;
    order_of_egui(app);
    add_panels(app);
}

/// When egui's passes are made, within a frame.
fn order_of_egui(app: &mut App) {
    app.configure_sets(
        PostUpdate,
        (
            // Bubbles hang where this frame's camera sees the heads, not where the last one's did.
            EguiPostUpdateSet::EndPass
                .after(TransformSystems::Propagate)
                .after(CameraUpdateSystems),
            // Letters that were never drawn before are there in this frame, not in the next.
            EguiPostUpdateSet::PostProcessOutput.before(AssetEventSystems),
        ),
    );
}

/// The panels themselves; egui must be there.
fn add_panels(app: &mut App) {
    use PanelSystems::*;
    app.configure_sets(
        EguiPrimaryContextPass,
        (Theme, Keys, World, Beside, Cover, Owners).chain(),
    );
    app.add_plugins((
        api::plugin,
        bindings::plugin,
        theme::plugin,
        input::plugin,
        bubbles::plugin,
        chat::plugin,
        prompt::plugin,
        compass::plugin,
        notices::plugin,
        server_card::plugin,
        settings::plugin,
        help::plugin,
        pause::plugin,
        people::plugin,
        inspector::plugin,
    ));
    app.add_plugins((
        language::plugin,
        mistakes::plugin,
        pad::plugin,
        reader::plugin,
        checkup::plugin,
        way::plugin,
        editor::plugin,
        places::plugin,
        wheel::plugin,
        welcome::plugin,
        title::plugin,
    ));
    // For a person in a headset.
    app.add_plugins((space::plugin, away::plugin));
    app.add_plugins((crash_card::plugin, trail::plugin, sounds::plugin));
}
