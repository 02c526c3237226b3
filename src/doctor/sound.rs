//! The sound device, opened as the program opens it.

use std::{
    thread,
    time::{Duration, Instant},
};

use stoa_audio::mixer::{Device, DeviceSettings, DeviceState, Mixer, RETRY, Sink, Speakers};
use stoa_ui::text::doctor as text;

use super::{Finding, State};

const WHAT: &str = "sound";
/// A sound server that hangs is not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

pub fn look() -> Finding {
    of(Speakers, PATIENCE)
}

fn of<S: Sink>(sink: S, patience: Duration) -> Finding {
    match opened(sink, patience) {
        Ok(DeviceState::Playing(device)) => Finding::good(
            WHAT,
            text::speakers(&device.name, device.rate, device.channels.into()),
        ),
        Ok(DeviceState::Missing(why)) => {
            Finding::with(WHAT, State::Note, why, text::no_speakers_remedy())
        }
        Ok(DeviceState::Opening) => Finding::with(
            WHAT,
            State::Note,
            text::speakers_late(patience.as_secs_f32()),
            text::speakers_late_remedy(),
        ),
        Err(trouble) => Finding::with(WHAT, State::Note, trouble, text::quiet_remedy()),
    }
}

/// What became of the device within `patience`.
fn opened<S: Sink>(sink: S, patience: Duration) -> Result<DeviceState, String> {
    let settings = DeviceSettings { sink, retry: RETRY };
    let mixer = Mixer::<Device<S>>::new(settings);
    let mut mixer = mixer.map_err(|trouble| trouble.to_string())?;
    let begun = Instant::now();
    loop {
        let state = stoa_audio::mixer::Output::state(mixer.output());
        if state != DeviceState::Opening || begun.elapsed() >= patience {
            return Ok(state);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use stoa_audio::mixer::{Lost, Opened, Player};

    use super::*;

    enum Fake {
        Opens,
        Fails,
        Hangs,
    }

    impl Sink for Fake {
        type Stream = ();

        fn open(&mut self, _: Player, _: Lost) -> Result<((), Opened), String> {
            match self {
                Self::Opens => Ok((
                    (),
                    Opened {
                        name: "Horn".to_owned(),
                        rate: 48_000,
                        channels: 2,
                    },
                )),
                Self::Fails => Err("the horn is busy".to_owned()),
                Self::Hangs => {
                    thread::sleep(Duration::from_secs(1));
                    Err("too late".to_owned())
                }
            }
        }
    }

    #[test]
    fn a_device_that_does_not_open_would_be_called_good_or_hold_the_doctor_up() {
        let patience = Duration::from_millis(300);
        for (fake, state, words) in [
            (Fake::Opens, State::Good, "Horn, 48000 Hz, 2 channels"),
            (Fake::Fails, State::Note, "the horn is busy"),
            (Fake::Hangs, State::Note, "within 0.3 s"),
        ] {
            let finding = of(fake, patience);
            assert_eq!(finding.state, state, "{finding:?}");
            assert!(finding.found.contains(words), "{finding:?}");
            assert_eq!(finding.remedy.is_empty(), state == State::Good);
        }
    }
}
