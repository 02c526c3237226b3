//! Notices of the world, the renderer and the start reach the panels.

use bevy::prelude::*;
use stoa_render::QualityNotice;
use stoa_ui::{Crash, Notice, Severity, text};
use stoa_world::sim;

use crate::{crash, trouble};

/// What a person should know before the first picture.
#[derive(Resource, Default)]
pub struct AtStart {
    pub notices: Vec<String>,
    /// How the run before this one ended, where it did not in good order; [`super::crashed`] asks about it.
    pub crash: Option<Crash>,
    /// The world is a file of one's own.
    pub own_world: bool,
    /// This is safe mode.
    pub safe: bool,
}

pub fn plugin(app: &mut App) {
    app.init_resource::<AtStart>()
        .add_systems(Startup, tell_at_start)
        .add_systems(Update, (pass_on, remember).chain());
}

fn tell_at_start(mut at_start: ResMut<AtStart>, mut notices: MessageWriter<Notice>) {
    notices.write_batch(
        at_start
            .notices
            .drain(..)
            .map(|text| Notice::new(Severity::Warning, text)),
    );
}

fn pass_on(
    mut of_world: MessageReader<sim::Notice>,
    mut of_picture: MessageReader<QualityNotice>,
    mut notices: MessageWriter<Notice>,
) {
    for notice in of_world.read() {
        let severity = match notice.severity {
            sim::Severity::Info => Severity::Info,
            sim::Severity::Warning => Severity::Warning,
            sim::Severity::Error => Severity::Error,
        };
        let (text, remedy) = trouble::of_world(notice);
        notices.write(Notice {
            severity,
            text,
            remedy,
        });
    }
    for notice in of_picture.read() {
        notices.write(Notice::new(Severity::Info, quality(notice)));
    }
}

fn quality(notice: &QualityNotice) -> String {
    match notice {
        QualityNotice::ByProcessor(name) => text::drawn_by_processor(name),
        QualityNotice::CrowdChosenPlainly { lacks, most } => {
            text::crowd_chosen_plainly(lacks, *most)
        }
        QualityNotice::CrowdUnseen(lacks) => text::crowd_unseen(*lacks),
    }
}

/// A crash report repeats the last of them.
fn remember(mut notices: MessageReader<Notice>) {
    for notice in notices.read() {
        crash::note(&notice.text);
    }
}
