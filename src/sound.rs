//! Sound in the window: whose ears listen, how loud, and with which voice each inhabitant speaks.

use bevy::prelude::*;
use stoa_agents::Cast;
use stoa_audio::{
    mixer::{Head, Volumes},
    plugin::{Manners, SoundListener, SoundSystems, SoundVolumes},
    synth::voice::{Colour, Manner},
};
use stoa_mind::persona::{Timbre, Voice};
use stoa_ui::{LocalPerson, ViewCamera};
use stoa_xr::Gaze;

use crate::shell::Chosen;

/// Adds the system's own sound device. Where there is none, everything else goes on.
pub fn plugin(app: &mut App) {
    app.add_plugins(stoa_audio::plugin::plugin)
        .add_systems(Startup, give_voices)
        .add_systems(Last, (listen, set_volume).before(SoundSystems));
}

fn give_voices(cast: Option<Res<Cast>>, mut manners: ResMut<Manners>) {
    let cast = cast.iter().flat_map(|cast| cast.iter());
    manners.0 = cast
        .map(|(id, persona)| (id, manner(&persona.voice)))
        .collect();
}

fn manner(voice: &Voice) -> Manner {
    Manner {
        pitch: voice.pitch,
        pace_wpm: voice.pace_wpm,
        colour: match voice.timbre {
            Timbre::Warm => Colour::Warm,
            Timbre::Bright => Colour::Bright,
            Timbre::Soft => Colour::Soft,
            Timbre::Husky => Colour::Husky,
            Timbre::Clear => Colour::Clear,
            Timbre::Deep => Colour::Deep,
        },
    }
}

/// The ears are the headset's, or the camera's.
fn listen(
    camera: Query<&GlobalTransform, With<ViewCamera>>,
    gaze: Option<Res<Gaze>>,
    person: Option<Res<LocalPerson>>,
    mut listener: ResMut<SoundListener>,
) {
    let head = gaze.and_then(|gaze| gaze.0);
    let head = head.or_else(|| Some(camera.single().ok()?.compute_transform()));
    listener.set_if_neq(SoundListener {
        head: head.map(|head| Head {
            at: head.translation.to_array(),
            turn: head.rotation.to_array(),
        }),
        who: person.map(|person| person.0),
    });
}

fn set_volume(chosen: Res<Chosen>, mut volumes: ResMut<SoundVolumes>) {
    let all = f32::from(chosen.settings.volume_percent) / 100.0;
    volumes.set_if_neq(SoundVolumes(Volumes {
        all,
        ..Volumes::default()
    }));
}
