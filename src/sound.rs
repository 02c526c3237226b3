//! Sound in the window: whose ears listen, how loud, with which voice each inhabitant speaks, and what the interface
//! has to say.

use bevy::prelude::*;
use bevy_egui::{EguiOutput, egui::output::OutputEvent};
use stoa_agents::Cast;
use stoa_audio::{
    mixer::{DeviceState, Head, Volumes},
    plugin::{
        Audibles, Manners, Signalled, SoundListener, SoundState, SoundSystems, SoundVolumes,
        Sounding,
    },
    synth::{
        signals::Signal,
        voice::{Colour, Manner},
    },
};
use stoa_mind::persona::{Timbre, Voice};
use stoa_ui::{
    LocalPerson, Notice, Screens, Severity, SoundDevice, SoundKind, SoundSource, SoundsHere,
    UiSettings, ViewCamera,
};
use stoa_xr::Gaze;

/// Adds the system's own sound device. Where there is none, everything else goes on.
pub fn plugin(app: &mut App) {
    app.add_plugins(stoa_audio::plugin::plugin)
        .add_systems(
            PreUpdate,
            give_voices.run_if(resource_exists_and_changed::<Cast>),
        )
        .add_systems(
            Last,
            (
                (listen, set_volume, press, open_and_close, tell).before(SoundSystems),
                (caption, show_device).after(SoundSystems),
            ),
        );
}

fn give_voices(cast: Res<Cast>, mut manners: ResMut<Manners>) {
    manners.0 = cast
        .iter()
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

/// A control of a panel was pressed.
fn press(outputs: Query<&EguiOutput, Changed<EguiOutput>>, mut signals: MessageWriter<Signalled>) {
    let mut events = outputs.iter().flat_map(|out| &out.platform_output.events);
    if events.any(|event| matches!(event, OutputEvent::Clicked(_))) {
        signals.write(Signalled(Signal::Press));
    }
}

/// A screen came or went; the inspector counts as one.
fn open_and_close(
    screens: Res<Screens>,
    mut before: Local<Option<Screens>>,
    mut signals: MessageWriter<Signalled>,
) {
    let last = before.replace(*screens).unwrap_or(*screens);
    signals.write_batch(of_screens(last, *screens).map(Signalled));
}

fn of_screens(before: Screens, now: Screens) -> Option<Signal> {
    if before == now {
        return None;
    }
    let opened = now.open.is_some() && now.open != before.open;
    let inspects = now.inspector && !before.inspector;
    Some(if opened || inspects {
        Signal::Open
    } else {
        Signal::Close
    })
}

/// One sound for all that is told in a frame: the gravest.
fn tell(mut notices: MessageReader<Notice>, mut signals: MessageWriter<Signalled>) {
    let signal = notices.read().map(|notice| match notice.severity {
        Severity::Error => Signal::Error,
        Severity::Info | Severity::Warning => Signal::Notice,
    });
    signals.write_batch(signal.max().map(Signalled));
}

/// What is heard in this frame, for the panels to say in words.
fn caption(
    settings: Res<UiSettings>,
    mut audibles: ResMut<Audibles>,
    mut here: ResMut<SoundsHere>,
) {
    if audibles.wanted != settings.sound.captions {
        audibles.wanted = settings.sound.captions;
    }
    if audibles.now.is_empty() && here.0.is_empty() {
        return;
    }
    here.0.clear();
    here.0.extend(audibles.now.iter().map(|sound| SoundSource {
        kind: match sound.what {
            Sounding::Voice => SoundKind::Voice,
            Sounding::Steps => SoundKind::Steps,
            Sounding::Crowd => SoundKind::Crowd,
            Sounding::Fountain => SoundKind::Fountain,
            Sounding::Leaves => SoundKind::Leaves,
            Sounding::Bird => SoundKind::Bird,
        },
        who: sound.who,
        at: sound.at.into(),
    }));
}

fn show_device(state: Res<SoundState>, mut device: ResMut<SoundDevice>) {
    if !state.is_changed() {
        return;
    }
    *device = match &state.0 {
        DeviceState::Opening => SoundDevice::Opening,
        DeviceState::Playing(opened) => SoundDevice::Playing(opened.name.clone()),
        DeviceState::Missing(cause) => SoundDevice::Missing(cause.clone()),
    };
}

fn set_volume(settings: Res<UiSettings>, mut volumes: ResMut<SoundVolumes>) {
    let of = |percent: u16| f32::from(percent) / 100.0;
    let sound = &settings.sound;
    volumes.set_if_neq(SoundVolumes(Volumes {
        all: of(sound.volume_percent),
        voices: of(sound.voices_percent),
        steps: of(sound.steps_percent),
        ambience: of(sound.ambience_percent),
        interface: of(sound.interface_percent),
    }));
}

#[cfg(test)]
mod tests {
    use stoa_ui::Screen;

    use super::*;

    #[test]
    fn a_screen_would_open_and_close_in_silence() {
        let screens = |open, inspector| Screens { open, inspector };
        let (none, pause) = (screens(None, false), screens(Some(Screen::Pause), false));
        let settings = screens(Some(Screen::Settings), false);
        for (before, now, expected) in [
            (none, none, None),
            (none, pause, Some(Signal::Open)),
            (pause, settings, Some(Signal::Open)),
            (settings, none, Some(Signal::Close)),
            (none, screens(None, true), Some(Signal::Open)),
            (screens(None, true), none, Some(Signal::Close)),
        ] {
            assert_eq!(of_screens(before, now), expected, "{before:?} {now:?}");
        }
    }

    #[test]
    fn an_error_would_sound_like_any_notice_or_ten_times() {
        let mut app = App::new();
        app.add_message::<Notice>()
            .add_message::<Signalled>()
            .add_systems(Update, tell);
        for severity in [Severity::Info, Severity::Error, Severity::Warning] {
            app.world_mut().write_message(Notice::new(severity, "."));
        }
        app.update();
        let told = app.world().resource::<Messages<Signalled>>();
        let told: Vec<Signal> = told.iter_current_update_messages().map(|s| s.0).collect();
        assert_eq!(told, [Signal::Error]);
    }
}
