//! The findings of `stoa doctor`, made on a thread of their own while one plays.

use std::thread::{self, JoinHandle};

use bevy::prelude::*;
use stoa_ui::{CheckLine, CheckState, Checkup, CheckupWanted, text};
use stoa_xr::Headset;

use super::Chosen;
use crate::{
    doctor::{self, Finding, State},
    exit::Exit,
    settings,
};

pub fn plugin(app: &mut App) {
    app.init_resource::<Looking>()
        .add_systems(Update, (begin, finish).chain());
}

#[derive(Resource, Default)]
struct Looking(Option<JoinHandle<Result<Vec<Finding>, Exit>>>);

fn begin(
    mut wanted: MessageReader<CheckupWanted>,
    chosen: Res<Chosen>,
    headset: Option<Res<Headset>>,
    mut looking: ResMut<Looking>,
    mut checkup: ResMut<Checkup>,
) {
    if wanted.read().count() == 0 || looking.0.is_some() {
        return;
    }
    let (paths, used) = (chosen.paths.clone(), chosen.settings.clone());
    // A runtime may serve one session of a program only.
    let in_headset = headset.is_some();
    let work = move || {
        let (_, complaints) =
            settings::read(&paths.settings_file, &|name| std::env::var(name).ok());
        doctor::look(Ok((paths, used, complaints)), in_headset)
    };
    match thread::Builder::new()
        .name("checkup".to_owned())
        .spawn(work)
    {
        Ok(thread) => {
            looking.0 = Some(thread);
            *checkup = Checkup::Looking;
        }
        Err(error) => *checkup = Checkup::Failed(text::checkup_no_thread(&error.to_string())),
    }
}

fn finish(mut looking: ResMut<Looking>, mut checkup: ResMut<Checkup>) {
    let Some(thread) = looking.0.take_if(|thread| thread.is_finished()) else {
        return;
    };
    *checkup = match thread.join() {
        Ok(Ok(findings)) => Checkup::Done(findings.iter().map(line).collect()),
        Ok(Err(exit)) => Checkup::Failed(exit.to_string()),
        Err(_) => Checkup::Failed(text::checkup_broke_off().to_owned()),
    };
}

fn line(finding: &Finding) -> CheckLine {
    CheckLine {
        state: match finding.state {
            State::Good => CheckState::Good,
            State::Note => CheckState::Note,
            State::Broken => CheckState::Broken,
            State::Missing => CheckState::Missing,
        },
        what: text::doctor::subject(finding.what).to_owned(),
        found: finding.found.clone(),
        remedy: finding.remedy.clone(),
    }
}
