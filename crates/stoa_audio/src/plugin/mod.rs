//! What the world sounds like: reads bodies, voices, steps and the scene, and writes nothing into them.
//!
//! The composition tells who listens from where ([`SoundListener`]), how loud ([`SoundVolumes`]), how inhabitants speak
//! ([`Manners`]) and what happened in the interface ([`Signalled`]). Everything runs in `Last`, after all that moves.

mod audible;
mod desk;
mod ground;
mod places;
mod steps;
mod throng;
mod voices;

use std::{collections::BTreeMap, fmt::Display};

use bevy_app::prelude::*;
use bevy_ecs::prelude::*;
use stoa_world::StableId;

pub use audible::{Audible, Audibles, Sounding};
pub use desk::{Desk, Stage};
pub use ground::ground;
pub use throng::{CORNERS, MURMUR_M, PATTER_M, PATTERS};

use crate::{
    mixer::{
        Device, DeviceSettings, DeviceState, Group, Head, Output, Placing, RETRY, Speakers, Volumes,
    },
    studio::Kept,
    synth::{signals::Signal, voice::Manner},
};

/// Whose ears these are.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct SoundListener {
    /// Where they are: of the camera or the headset. While there is none, the world is silent.
    pub head: Option<Head>,
    /// Whose body it is: what it has muted or blocked is not heard, and who speaks to it is heard above the rest.
    pub who: Option<StableId>,
}

/// How loud each kind of sound is.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct SoundVolumes(pub Volumes);

/// How inhabitants speak, as their personas have it; who is not in it has a voice by their number and looks.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Manners(pub BTreeMap<StableId, Manner>);

/// Something happened in the interface.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signalled(pub Signal);

/// How the sound device is doing, for settings and diagnosis.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct SoundState(pub DeviceState);

/// The systems of sound, in `Last`.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SoundSystems;

/// Sound by the system's own device. Where none can be started, that is said once and everything else goes on.
pub fn plugin(app: &mut App) {
    let settings = DeviceSettings {
        sink: Speakers,
        retry: RETRY,
    };
    onto::<Device<Speakers>>(app, settings);
}

/// Sound onto any output.
pub fn onto<B>(app: &mut App, output: B::Settings)
where
    B: Output + Send + 'static,
    B::Error: Display,
{
    match Stage::open::<B>(output) {
        Ok(stage) => with(app, stage),
        Err(trouble) => {
            tracing::warn!("no sound: {trouble}");
            inputs(app);
            let missing = DeviceState::Missing(trouble.to_string());
            app.insert_resource(SoundState(missing));
        }
    }
}

/// Sound by a stage that is set already.
pub fn with(app: &mut App, stage: Stage) {
    inputs(app);
    app.insert_resource(stage)
        .init_resource::<ground::Floors>()
        .init_resource::<steps::OwnSteps>()
        .add_systems(
            Last,
            (
                (listen, audible::forget),
                (
                    signal,
                    ground::know,
                    steps::tread,
                    voices::speak,
                    places::surround,
                    throng::throng,
                )
                    .chain()
                    .run_if(heard.or_else(audible::wanted)),
                settle,
            )
                .chain()
                .in_set(SoundSystems),
        );
}

fn inputs(app: &mut App) {
    app.init_resource::<SoundListener>()
        .init_resource::<SoundVolumes>()
        .init_resource::<Manners>()
        .init_resource::<SoundState>()
        .init_resource::<Audibles>()
        .add_message::<Signalled>();
}

/// Takes in ears, volumes and the state of the device.
fn listen(
    listener: Res<SoundListener>,
    volumes: Res<SoundVolumes>,
    mut stage: ResMut<Stage>,
    mut state: ResMut<SoundState>,
    mut told: Local<Option<bool>>,
) {
    let desk = stage.desk();
    desk.set_volumes(volumes.0);
    if let Some(head) = listener.head {
        desk.set_head(head);
    }
    let now = desk.state();
    stage.open = matches!(now, DeviceState::Playing(_));
    if state.0 == now {
        return;
    }
    match &now {
        DeviceState::Opening => {}
        DeviceState::Playing(device) if *told == Some(false) => {
            tracing::info!("sound again, by {}", device.name);
            *told = Some(true);
        }
        DeviceState::Playing(_) => *told = Some(true),
        DeviceState::Missing(_) if *told == Some(false) => {}
        DeviceState::Missing(cause) => {
            tracing::warn!("no sound until there is a device: {cause}");
            *told = Some(false);
        }
    }
    state.0 = now;
}

/// Whether anybody could hear it.
fn heard(state: Res<SoundState>) -> bool {
    matches!(state.0, DeviceState::Playing(_))
}

fn signal(
    mut signals: MessageReader<Signalled>,
    mut stage: ResMut<Stage>,
    mut due: Local<Vec<Signal>>,
) {
    due.extend(signals.read().map(|signalled| signalled.0));
    if !stage.open {
        due.clear();
    }
    // One that is not made yet sounds as soon as it is.
    due.retain(|of| {
        let Some(sound) = stage.made(Kept::Signal(*of)) else {
            return true;
        };
        let placing = Placing::new(Group::Interface, None, 0.0);
        stage.desk().play(&sound, placing);
        false
    });
}

/// Every sound is where the head has it now.
fn settle(mut stage: ResMut<Stage>) {
    stage.desk().update();
}
