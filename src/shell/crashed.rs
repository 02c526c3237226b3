//! What a person wants after a crash: the report, or a start in safe mode.

use std::path::PathBuf;

use bevy::prelude::*;
use stoa_ui::{AfterCrash, Crash, LastRun, Notice, Screen, Screens, Severity, text};
use stoa_xr::Headset;

use super::{
    files::{OPENER, open},
    notices::AtStart,
};
use crate::{crash, desktop::camera::Watched, headset::restart::Restart};

pub fn plugin(app: &mut App) {
    app.init_resource::<Reported>()
        .init_resource::<Restart>()
        .add_systems(Startup, ask)
        .add_systems(Update, answer);
}

/// The report that can still be asked for.
#[derive(Resource, Default)]
struct Reported {
    file: Option<PathBuf>,
    /// The world is a file of one's own, which safe mode leaves out.
    own_world: bool,
}

/// A card where somebody can answer it; else a notice: in a headset, where nobody is, and where it is safe mode.
fn ask(
    mut at_start: ResMut<AtStart>,
    mut reported: ResMut<Reported>,
    mut last: ResMut<LastRun>,
    mut screens: ResMut<Screens>,
    headset: Option<Res<Headset>>,
    watched: Option<Res<Watched>>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(crash) = at_start.crash.take() else {
        return;
    };
    if headset.is_some() || watched.is_some() || at_start.safe {
        notices.write(Notice::new(Severity::Error, crash::in_words(&crash)));
        return;
    }
    let Crash { report } = &crash;
    reported.file.clone_from(report);
    reported.own_world = at_start.own_world;
    last.0 = Some(crash);
    screens.open = Some(Screen::Crash);
}

fn answer(
    mut answers: MessageReader<AfterCrash>,
    reported: Res<Reported>,
    restart: Res<Restart>,
    mut notices: MessageWriter<Notice>,
    mut exit: MessageWriter<AppExit>,
) {
    for answer in answers.read() {
        match (answer, &reported.file) {
            (AfterCrash::OpenReport, Some(file)) => {
                notices.write(match open(OPENER, file) {
                    Ok(()) => Notice::new(Severity::Info, text::crash_report_shown(file)),
                    Err(cause) => {
                        Notice::new(Severity::Error, text::crash_report_not_shown(&cause))
                            .with_remedy(text::crash_report_lies_in(file))
                    }
                });
            }
            (AfterCrash::OpenReport, None) => {}
            (AfterCrash::StartSafe, _) => {
                restart.ask_for_safe_mode(reported.own_world);
                exit.write(AppExit::Success);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(at_start: AtStart) -> App {
        let mut app = App::new();
        app.insert_resource(at_start)
            .init_resource::<LastRun>()
            .init_resource::<Screens>()
            .add_message::<AfterCrash>()
            .add_message::<Notice>()
            .add_plugins(plugin);
        app
    }

    fn crash() -> Option<Crash> {
        let report = Some("/nowhere/100-7.txt".into());
        Some(Crash { report })
    }

    #[test]
    fn a_crash_would_be_asked_about_where_nobody_can_answer() {
        for (safe, watched, asked) in [
            (false, false, true),
            (true, false, false),
            (false, true, false),
        ] {
            let crash = crash();
            let mut app = app(AtStart {
                crash,
                safe,
                ..default()
            });
            if watched {
                app.insert_resource(Watched(stoa_world::StableId(1)));
            }
            app.update();
            let open = app.world().resource::<Screens>().open;
            assert_eq!(open, asked.then_some(Screen::Crash));
            let notices = app.world_mut().resource_mut::<Messages<Notice>>();
            assert_eq!(notices.len(), usize::from(!asked), "told in neither way");
        }
        let mut app = app(AtStart::default());
        app.update();
        assert_eq!(app.world().resource::<Screens>().open, None);
    }

    #[test]
    fn safe_mode_would_be_asked_for_in_vain() {
        let mut app = app(AtStart {
            crash: crash(),
            ..default()
        });
        app.update();
        app.world_mut().write_message(AfterCrash::StartSafe);
        app.update();
        assert!(app.should_exit().is_some());
        assert!(app.world().resource::<Restart>().is_asked());
    }
}
