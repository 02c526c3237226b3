//! Being here from a headset: `stoa_xr` is joined to picture, panels, talk and log.

mod comfort;
mod look;
pub mod restart;
pub mod stats;
mod talk;

use bevy::{prelude::*, winit::WinitSettings};
use clap::ValueEnum;
use stoa_ui::{Action, Actions, LeaveHeadset, LocalPerson, Notice, Severity, text};
use stoa_world::{LogEvent, SimClock};
use stoa_xr::{
    Device, Gaze, Headset, ProfileChanged, SessionChanged, XrPerson, XrTrouble, runtime::Trouble,
};

use crate::{
    desktop::{DesktopSystems, camera::View},
    trouble,
};

/// Whether to enter by a headset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Vr {
    /// No runtime is touched.
    #[default]
    Off,
    /// Where there is a headset; else the desktop, which says why.
    Auto,
    /// Or not at all.
    On,
}

/// Adds the headset to a window that draws with `device`'s graphics, and enters.
pub fn join(app: &mut App, device: Device) {
    info!(
        "{} on {}, drawn by {}",
        device.headset,
        device.runtime(),
        device.adapter.name
    );
    stoa_xr::install(app, device);
    app.world_mut().resource_mut::<Headset>().wanted = true;
    app.add_plugins((look::plugin, talk::plugin, comfort::plugin))
        // The runtime sets the pace, also while another window is in front.
        .insert_resource(WinitSettings::continuous())
        .add_systems(
            Update,
            (
                take_person,
                toggle,
                leave,
                note_states,
                note_trouble,
                follow_gaze,
            )
                .in_set(DesktopSystems::Input),
        );
}

/// Tells the person at the desktop why there is no headset.
pub fn explain(notices: &mut Vec<String>, trouble: &Trouble) {
    notices.push(text::no_headset_since(&trouble::of_headset(trouble)));
}

/// The headset moves the body of the person at this desktop.
fn take_person(
    mut commands: Commands,
    person: Option<Res<LocalPerson>>,
    taken: Option<Res<XrPerson>>,
) {
    if let Some(person) = person
        && taken.is_none_or(|taken| taken.0 != person.0)
    {
        commands.insert_resource(XrPerson(person.0));
    }
}

/// A key goes into the headset and out of it.
fn toggle(actions: Res<Actions>, mut headset: ResMut<Headset>) {
    if !actions.begun(Action::Headset) || headset.lost {
        return;
    }
    headset.wanted = !headset.wanted;
}

/// The menu in the headset has a way out, too.
fn leave(mut asked: MessageReader<LeaveHeadset>, mut headset: ResMut<Headset>) {
    if asked.read().count() > 0 {
        headset.wanted = false;
    }
}

fn note_states(
    mut changes: MessageReader<SessionChanged>,
    mut profiles: MessageReader<ProfileChanged>,
    clock: Res<SimClock>,
    person: Option<Res<LocalPerson>>,
    mut log: MessageWriter<LogEvent>,
) {
    let who = person.map(|person| person.0);
    for SessionChanged(state) in changes.read() {
        let word = state.map_or("NONE", stoa_xr::SessionState::word);
        info!("headset: {word}");
        log.write(LogEvent::new(clock.tick, "xr_state", who).with("state", word));
    }
    for ProfileChanged([left, right]) in profiles.read() {
        log.write(
            LogEvent::new(clock.tick, "xr_hands", who)
                .with("left", left.clone())
                .with("right", right.clone()),
        );
    }
}

fn note_trouble(
    mut troubles: MessageReader<XrTrouble>,
    clock: Res<SimClock>,
    person: Option<Res<LocalPerson>>,
    mut log: MessageWriter<LogEvent>,
    mut notices: MessageWriter<Notice>,
) {
    let who = person.map(|person| person.0);
    for XrTrouble(trouble) in troubles.read() {
        warn!("{trouble}");
        log.write(
            LogEvent::new(clock.tick, "xr_failed", who)
                .with("call", trouble.call)
                .with("cause", trouble.cause())
                .with("remedy", trouble.remedy()),
        );
        let problem = trouble::of_headset(trouble);
        notices.write(
            Notice::new(Severity::Error, text::headset_gone(&problem.cause))
                .with_remedy(format!("{}.", problem.remedy)),
        );
    }
}

/// The desktop looks where the headset looked when one comes back to it.
fn follow_gaze(headset: Res<Headset>, gaze: Res<Gaze>, mut view: ResMut<View>) {
    if let Some(head) = gaze.0.filter(|_| headset.is_worn()) {
        let (yaw, pitch, _) = head.rotation.to_euler(EulerRot::YXZ);
        *view = View {
            yaw: yaw.rem_euclid(core::f32::consts::TAU),
            pitch: pitch.clamp(-1.45, 1.45),
        };
    }
}

/// Whether the person is in the headset: keys and mouse then move nobody.
pub fn worn(headset: Option<Res<Headset>>) -> bool {
    headset.is_some_and(|headset| headset.is_worn())
}
