//! The system's loudspeakers or headphones, by cpal.

use cpal::{
    Device, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, StreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};

use super::device::{Lost, Opened, Player, Sink};

/// The system's default output, whichever it is at the time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Speakers;

/// What is open, and on which device.
pub struct Playing {
    _stream: Stream,
    device: Option<String>,
}

impl Sink for Speakers {
    type Stream = Playing;

    fn open(&mut self, player: Player, lost: Lost) -> Result<(Playing, Opened), String> {
        let _quiet = quiet();
        let device = cpal::default_host()
            .default_output_device()
            .ok_or("no sound device")?;
        let supported = device.default_output_config().map_err(said)?;
        let config = supported.config();
        let opened = Opened {
            name: device.to_string(),
            rate: config.sample_rate,
            channels: config.channels,
        };
        player.set_rate(opened.rate);
        let stream = match supported.sample_format() {
            SampleFormat::F32 => build::<f32>(&device, config, player, lost),
            SampleFormat::F64 => build::<f64>(&device, config, player, lost),
            SampleFormat::I16 => build::<i16>(&device, config, player, lost),
            SampleFormat::I32 => build::<i32>(&device, config, player, lost),
            SampleFormat::U16 => build::<u16>(&device, config, player, lost),
            SampleFormat::U8 => build::<u8>(&device, config, player, lost),
            // Most drivers convert by themselves.
            _ => build::<f32>(&device, config, player, lost),
        };
        let stream = stream.map_err(said)?;
        stream.play().map_err(said)?;
        let device = id(&device);
        Ok((
            Playing {
                _stream: stream,
                device,
            },
            opened,
        ))
    }

    /// Whether the system's default moved to another device. Not asked on macOS, where asking disturbs the sound.
    fn is_outdated(&mut self, stream: &Playing) -> bool {
        if cfg!(target_os = "macos") {
            return false;
        }
        let default = cpal::default_host().default_output_device();
        default.is_some_and(|device| id(&device) != stream.device)
    }
}

/// Until it is dropped, the system's sound library keeps what it has to say about missing devices to itself. What
/// matters of it comes back as an error.
#[cfg(target_os = "linux")]
fn quiet() -> impl Sized {
    // Without it there is only more to read in the terminal.
    alsa::Output::local_error_handler().ok()
}

#[cfg(not(target_os = "linux"))]
fn quiet() -> impl Sized {}

fn id(device: &Device) -> Option<String> {
    device.id().ok().map(|id| id.to_string())
}

fn said(error: cpal::Error) -> String {
    error.to_string()
}

fn build<T: SizedSample + FromSample<f32>>(
    device: &Device,
    config: StreamConfig,
    player: Player,
    lost: Lost,
) -> Result<Stream, cpal::Error> {
    let channels = config.channels;
    let mut samples = Vec::new();
    device.build_output_stream(
        config,
        move |buffer: &mut [T], _| {
            samples.resize(buffer.len(), 0.0);
            player.fill(&mut samples, channels);
            for (out, sample) in buffer.iter_mut().zip(&samples) {
                *out = T::from_sample(*sample);
            }
        },
        move |error: cpal::Error| match error.kind() {
            // Sound goes on after these.
            ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {
                tracing::debug!("sound: {error}");
            }
            _ => lost.tell(error.to_string()),
        },
        None,
    )
}
