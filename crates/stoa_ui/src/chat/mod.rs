//! The chat: what was said within earshot, and the line one types in.

mod earshot;
mod history;
mod line;
mod log;
mod loudness;
mod panel;
mod recall;
mod search;
mod sift;

pub use line::{ChatLine, SAY_CHARS};
pub use log::{ChatLog, Spoken};

pub(crate) use line::field_id;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use stoa_world::{Heard, Intent, Said};

use crate::{InterfaceHidden, PanelSystems};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<ChatLog>()
        .init_resource::<ChatLine>()
        .add_message::<Intent>()
        .add_message::<Said>()
        .add_message::<Heard>()
        .add_systems(Update, log::listen)
        .add_systems(
            EguiPrimaryContextPass,
            (line::follow_talk, panel::show)
                .chain()
                .in_set(PanelSystems::Beside)
                // Nobody types blind.
                .run_if(|hidden: Res<InterfaceHidden>, line: Res<ChatLine>| {
                    !hidden.0 || line.is_open()
                }),
        );
}
