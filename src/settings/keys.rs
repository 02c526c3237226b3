//! The table of settings: path in the file, name in the environment, how it is set and shown.

use std::str::FromStr;

use clap::ValueEnum;
use stoa_ui::{
    Secret,
    hand::comfort::{HEIGHT_CM, Movement, Turn, Vignette},
};
use stoa_xr::{
    bindings::{PROFILES, Profile},
    session::space::Space,
};
use toml_edit::Value;

use super::Settings;

/// One setting.
pub(super) struct Key {
    /// `section.name` in the file.
    pub path: &'static str,
    pub env: &'static str,
    /// Sets it from text; the error says what is expected.
    pub set: fn(&mut Settings, &str) -> Result<(), String>,
    /// As it stands in the file. What makes a server's key shows nothing: it is never written there.
    pub get: fn(&Settings) -> ComparableValue,
}

/// The setting that is a secret.
pub(super) const SERVER_KEY: &str = "mind.key";

/// The variable that names the default server.
pub(super) const DEFAULT_SERVER: &str = "STOA_DEFAULT_SERVER";

/// What together makes the server without a name.
pub(super) const UNNAMED: [&str; 3] = ["mind.backend", "mind.url", "mind.model"];

/// What stands in the file differently for `before` and `now`: paths, with their values now. A server is one choice:
/// when one part of it differs all of them are told, since the parts of two servers lead to neither.
pub(super) fn changed(before: &Settings, now: &Settings) -> Vec<(&'static str, Value)> {
    let differs = |key: &Key| (key.get)(before) != (key.get)(now);
    let of_server = |key: &Key| key.path == "mind.default" || UNNAMED.contains(&key.path);
    let server = KEYS.iter().any(|key| of_server(key) && differs(key));
    KEYS.iter()
        .filter(|key| differs(key) || (server && of_server(key)))
        .map(|key| (key.path, (key.get)(now).into()))
        .collect()
}

/// TOML values, compared as they are written.
pub(super) struct ComparableValue(Value);

impl PartialEq for ComparableValue {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl From<ComparableValue> for Value {
    fn from(value: ComparableValue) -> Self {
        value.0
    }
}

fn shown(value: impl Into<Value>) -> ComparableValue {
    ComparableValue(value.into())
}

/// Which kind of mind thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum BackendKind {
    /// The built-in mind: no network, not a language model.
    #[default]
    Builtin,
    /// Any server that speaks OpenAI's chat protocol: llama.cpp, vLLM, LM Studio, a remote service.
    Openai,
    Ollama,
    /// Anthropic's messages; needs a key.
    Anthropic,
}

/// How fine the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum QualityChoice {
    /// Low on software drivers, medium on others.
    #[default]
    Auto,
    Low,
    Medium,
    High,
}

/// Where the camera is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CameraMode {
    /// Through one's own eyes.
    #[default]
    First,
    /// Over the shoulder.
    Third,
}

pub(super) const KEYS: &[Key] = &[
    Key {
        path: "person.name",
        env: "STOA_NAME",
        set: |s, v| {
            let name = stoa_mind::text::sanitize(v, 40).text;
            if name.is_empty() {
                return Err("a name of at most 40 characters".to_owned());
            }
            s.name = name;
            Ok(())
        },
        get: |s| shown(s.name.as_str()),
    },
    Key {
        path: "mind.backend",
        env: "STOA_BACKEND",
        set: |s, v| choice(v, &mut s.backend),
        get: |s| word(s.backend),
    },
    Key {
        path: "mind.default",
        env: DEFAULT_SERVER,
        set: |s, v| {
            s.default_server = v.trim().to_owned();
            Ok(())
        },
        get: |s| shown(s.default_server.as_str()),
    },
    Key {
        path: "mind.url",
        env: "STOA_URL",
        set: |s, v| {
            s.url = v.trim().to_owned();
            Ok(())
        },
        get: |s| shown(s.url.as_str()),
    },
    Key {
        path: "mind.model",
        env: "STOA_MODEL",
        set: |s, v| {
            s.model = v.trim().to_owned();
            Ok(())
        },
        get: |s| shown(s.model.as_str()),
    },
    Key {
        path: SERVER_KEY,
        env: "STOA_KEY",
        set: |s, v| {
            s.keys.run.key = (!v.trim().is_empty()).then(|| Secret(v.trim().to_owned()));
            Ok(())
        },
        get: |_| shown(""),
    },
    Key {
        path: "mind.key_url",
        env: "STOA_KEY_URL",
        set: |s, v| {
            s.keys.run.url = v.trim().to_owned();
            Ok(())
        },
        get: |_| shown(""),
    },
    Key {
        path: "mind.keyring",
        env: "STOA_KEYRING",
        set: |s, v| named(v, &KEYRING, &mut s.use_keyring),
        get: |s| name_of(&KEYRING, s.use_keyring),
    },
    Key {
        path: "mind.small_talk_by_model",
        env: "STOA_SMALL_TALK_BY_MODEL",
        set: |s, v| parsed(v, "true or false", &mut s.small_talk_by_model),
        get: |s| shown(s.small_talk_by_model),
    },
    Key {
        path: "mind.offer_servers",
        env: "STOA_OFFER_SERVERS",
        set: |s, v| parsed(v, "true or false", &mut s.offer_servers),
        get: |s| shown(s.offer_servers),
    },
    Key {
        path: "sound.volume_percent",
        env: "STOA_VOLUME_PERCENT",
        set: |s, v| within(v, 0..=100, &mut s.volume_percent),
        get: |s| shown(i64::from(s.volume_percent)),
    },
    Key {
        path: "tick.engine",
        env: "STOA_TICK_ENGINE",
        set: |s, v| choice(v, &mut s.engine),
        get: |s| word(s.engine),
    },
    Key {
        path: "picture.quality",
        env: "STOA_QUALITY",
        set: |s, v| choice(v, &mut s.quality),
        get: |s| word(s.quality),
    },
    Key {
        path: "picture.camera",
        env: "STOA_CAMERA",
        set: |s, v| choice(v, &mut s.camera),
        get: |s| word(s.camera),
    },
    Key {
        path: "picture.text_size_percent",
        env: "STOA_TEXT_SIZE_PERCENT",
        set: |s, v| within(v, 75..=200, &mut s.text_size_percent),
        get: |s| shown(i64::from(s.text_size_percent)),
    },
    Key {
        path: "picture.captions",
        env: "STOA_CAPTIONS",
        set: |s, v| parsed(v, "true or false", &mut s.captions),
        get: |s| shown(s.captions),
    },
    Key {
        path: "picture.welcomed",
        env: "STOA_WELCOMED",
        set: |s, v| parsed(v, "true or false", &mut s.welcomed),
        get: |s| shown(s.welcomed),
    },
    Key {
        path: "controls.mouse_sensitivity",
        env: "STOA_MOUSE_SENSITIVITY",
        set: |s, v| within(v, 0.1..=4.0, &mut s.mouse_sensitivity),
        // By way of its text, or 1.3 would stand in the file as 1.2999999523162842.
        get: |s| shown(s.mouse_sensitivity.to_string().parse().unwrap_or(1.0_f64)),
    },
    Key {
        path: "controls.invert_y",
        env: "STOA_INVERT_Y",
        set: |s, v| parsed(v, "true or false", &mut s.invert_y),
        get: |s| shown(s.invert_y),
    },
    Key {
        path: "headset.movement",
        env: "STOA_HEADSET_MOVEMENT",
        set: |s, v| named(v, &MOVEMENTS, &mut s.comfort.movement),
        get: |s| name_of(&MOVEMENTS, s.comfort.movement),
    },
    Key {
        path: "headset.turn",
        env: "STOA_HEADSET_TURN",
        set: |s, v| {
            if v.trim() == SMOOTH {
                s.comfort.turn = Turn::Smooth;
                return Ok(());
            }
            let mut degrees = 0;
            within(v, 15..=90, &mut degrees)
                .map_err(|_| format!("degrees from 15 to 90, or \"{SMOOTH}\""))?;
            s.comfort.turn = Turn::Snap(degrees);
            Ok(())
        },
        get: |s| match s.comfort.turn {
            Turn::Smooth => shown(SMOOTH),
            Turn::Snap(degrees) => shown(i64::from(degrees)),
        },
    },
    Key {
        path: "headset.vignette",
        env: "STOA_HEADSET_VIGNETTE",
        set: |s, v| named(v, &VIGNETTES, &mut s.comfort.vignette),
        get: |s| name_of(&VIGNETTES, s.comfort.vignette),
    },
    Key {
        path: "headset.seated",
        env: "STOA_HEADSET_SEATED",
        set: |s, v| parsed(v, "true or false", &mut s.comfort.seated),
        get: |s| shown(s.comfort.seated),
    },
    Key {
        path: "headset.left_handed",
        env: "STOA_HEADSET_LEFT_HANDED",
        set: |s, v| parsed(v, "true or false", &mut s.comfort.left_handed),
        get: |s| shown(s.comfort.left_handed),
    },
    Key {
        path: "headset.by_gaze",
        env: "STOA_HEADSET_BY_GAZE",
        set: |s, v| parsed(v, "true or false", &mut s.comfort.by_gaze),
        get: |s| shown(s.comfort.by_gaze),
    },
    Key {
        path: "headset.height_cm",
        env: "STOA_HEADSET_HEIGHT_CM",
        set: |s, v| {
            if v.trim() == UNKNOWN {
                s.comfort.height_cm = None;
                return Ok(());
            }
            let mut height = 0;
            within(v, HEIGHT_CM, &mut height)
                .map_err(|_| format!("centimetres from 100 to 230, or \"{UNKNOWN}\""))?;
            s.comfort.height_cm = Some(height);
            Ok(())
        },
        get: |s| match s.comfort.height_cm {
            None => shown(UNKNOWN),
            Some(height) => shown(i64::from(height)),
        },
    },
    Key {
        path: "headset.space",
        env: "STOA_HEADSET_SPACE",
        set: |s, v| named(v, &SPACES, &mut s.headset.space),
        get: |s| name_of(&SPACES, s.headset.space),
    },
    Key {
        path: "headset.controller",
        env: "STOA_HEADSET_CONTROLLER",
        set: |s, v| named(v, &controllers(), &mut s.headset.controller),
        get: |s| name_of(&controllers(), s.headset.controller),
    },
];

const UNKNOWN: &str = "unknown";
const KEYRING: [(&str, bool); 2] = [(ANY, true), ("off", false)];
const SPACES: [(&str, Option<Space>); 4] = [
    (ANY, None),
    ("stage", Some(Space::Stage)),
    ("local_floor", Some(Space::LocalFloor)),
    ("local", Some(Space::Local)),
];
const ANY: &str = "auto";
const SMOOTH: &str = "smooth";
const MOVEMENTS: [(&str, Movement); 2] =
    [("teleport", Movement::Teleport), (SMOOTH, Movement::Smooth)];
const VIGNETTES: [(&str, Vignette); 3] = [
    ("off", Vignette::Off),
    ("light", Vignette::Light),
    ("strong", Vignette::Strong),
];

/// Each kind of controller by the last part of its profile's path, for example `simple_controller`.
fn controllers() -> Vec<(&'static str, Option<&'static Profile>)> {
    let of = |profile: &'static Profile| {
        let (_, name) = profile.path.rsplit_once('/')?;
        Some((name, Some(profile)))
    };
    let known = PROFILES.iter().filter_map(of);
    [(ANY, None)].into_iter().chain(known).collect()
}

/// One of several that are not the command line's own.
fn named<T: Copy>(value: &str, choices: &[(&str, T)], slot: &mut T) -> Result<(), String> {
    let value = value.trim().to_lowercase();
    let found = choices.iter().find(|(name, _)| *name == value);
    let (_, choice) = found.ok_or_else(|| {
        let names: Vec<String> = choices
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        format!("one of {}", names.join(", "))
    })?;
    *slot = *choice;
    Ok(())
}

fn name_of<T: Copy + PartialEq>(choices: &[(&'static str, T)], value: T) -> ComparableValue {
    let found = choices.iter().find(|(_, choice)| *choice == value);
    shown(found.map_or("", |(name, _)| *name))
}

fn parsed<T: FromStr>(value: &str, expected: &str, slot: &mut T) -> Result<(), String> {
    *slot = value.trim().parse().map_err(|_| expected.to_owned())?;
    Ok(())
}

pub(super) fn within<T>(
    value: &str,
    range: std::ops::RangeInclusive<T>,
    slot: &mut T,
) -> Result<(), String>
where
    T: FromStr + PartialOrd + std::fmt::Display,
{
    let expected = || format!("a number from {} to {}", range.start(), range.end());
    let number: T = value.trim().parse().map_err(|_| expected())?;
    if !range.contains(&number) {
        return Err(expected());
    }
    *slot = number;
    Ok(())
}

pub(super) fn choice<T: ValueEnum>(value: &str, slot: &mut T) -> Result<(), String> {
    *slot = T::from_str(value.trim(), true).map_err(|_| {
        let names: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|variant| {
                variant
                    .to_possible_value()
                    .map(|value| format!("\"{}\"", value.get_name()))
            })
            .collect();
        format!("one of {}", names.join(", "))
    })?;
    Ok(())
}

pub(super) fn word<T: ValueEnum>(value: T) -> ComparableValue {
    shown(
        value
            .to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned()),
    )
}
