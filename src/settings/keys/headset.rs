//! The headset.

use stoa_ui::hand::comfort::{HEIGHT_CM, Movement, Turn, Vignette};
use stoa_xr::{
    bindings::{PROFILES, Profile},
    session::space::Space,
};

use super::{ANY, Key, name_of, named, parsed, shown, within};

pub(super) const KEYS: &[Key] = &[
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
const SPACES: [(&str, Option<Space>); 4] = [
    (ANY, None),
    ("stage", Some(Space::Stage)),
    ("local_floor", Some(Space::LocalFloor)),
    ("local", Some(Space::Local)),
];
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
