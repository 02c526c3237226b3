//! Picture, sound, controls, and what moves the bodies.

use stoa_ui::{
    Language, Quality, ViewMode, WindowKind,
    settings::{
        CROWD_PERCENT, DISPLAY, FIELD_OF_VIEW_DEG, FRAME_LIMIT, MAX_VOLUME_PERCENT,
        PERSONAL_SPACE_CM, RENDER_SCALE_PERCENT, SENSITIVITY, ShadowKind, Switch,
        TEXT_SIZE_PERCENT,
    },
};

use super::{ANY, ComparableValue, Key, choice, name_of, named, parsed, shown, within, word};

pub(super) const KEYS: &[Key] = &[
    Key {
        path: "picture.quality",
        env: "STOA_QUALITY",
        set: |s, v| named(v, &QUALITIES, &mut s.picture.quality),
        get: |s| name_of(&QUALITIES, s.picture.quality),
    },
    Key {
        path: "picture.field_of_view_deg",
        env: "STOA_FIELD_OF_VIEW_DEG",
        set: |s, v| within(v, FIELD_OF_VIEW_DEG, &mut s.picture.field_of_view_deg),
        get: |s| number(s.picture.field_of_view_deg),
    },
    Key {
        path: "picture.render_scale_percent",
        env: "STOA_RENDER_SCALE_PERCENT",
        set: |s, v| within(v, RENDER_SCALE_PERCENT, &mut s.picture.render_scale_percent),
        get: |s| number(s.picture.render_scale_percent),
    },
    Key {
        path: "picture.window",
        env: "STOA_WINDOW",
        set: |s, v| named(v, &WINDOWS, &mut s.picture.window),
        get: |s| name_of(&WINDOWS, s.picture.window),
    },
    Key {
        path: "picture.display",
        env: "STOA_DISPLAY",
        set: |s, v| within(v, DISPLAY, &mut s.picture.display),
        get: |s| number(s.picture.display),
    },
    Key {
        path: "picture.vsync",
        env: "STOA_VSYNC",
        set: |s, v| yes_or_no(v, &mut s.picture.vsync),
        get: |s| shown(s.picture.vsync),
    },
    Key {
        path: "picture.frame_limit",
        env: "STOA_FRAME_LIMIT",
        set: |s, v| {
            if v.trim() == NONE {
                s.picture.frame_limit = 0;
                return Ok(());
            }
            within(v, FRAME_LIMIT, &mut s.picture.frame_limit)
                .map_err(|expected| format!("{expected}, or \"{NONE}\""))
        },
        get: |s| match s.picture.frame_limit {
            0 => shown(NONE),
            limit => number(limit),
        },
    },
    Key {
        path: "picture.language",
        env: "STOA_LANGUAGE",
        set: |s, v| named(v, &LANGUAGES, &mut s.picture.language),
        get: |s| name_of(&LANGUAGES, s.picture.language),
    },
    Key {
        path: "picture.text_size_percent",
        env: "STOA_TEXT_SIZE_PERCENT",
        set: |s, v| within(v, TEXT_SIZE_PERCENT, &mut s.picture.text_size_percent),
        get: |s| number(s.picture.text_size_percent),
    },
    Key {
        path: "picture.captions",
        env: "STOA_CAPTIONS",
        set: |s, v| yes_or_no(v, &mut s.picture.captions),
        get: |s| shown(s.picture.captions),
    },
    Key {
        path: "picture.compass",
        env: "STOA_COMPASS",
        set: |s, v| yes_or_no(v, &mut s.picture.compass),
        get: |s| shown(s.picture.compass),
    },
    Key {
        path: "picture.coloured_names",
        env: "STOA_COLOURED_NAMES",
        set: |s, v| yes_or_no(v, &mut s.picture.coloured_names),
        get: |s| shown(s.picture.coloured_names),
    },
    Key {
        path: "picture.reduced_motion",
        env: "STOA_REDUCED_MOTION",
        set: |s, v| yes_or_no(v, &mut s.picture.reduced_motion),
        get: |s| shown(s.picture.reduced_motion),
    },
    Key {
        path: "picture.adaptive",
        env: "STOA_ADAPTIVE",
        set: |s, v| yes_or_no(v, &mut s.detail.adaptive),
        get: |s| shown(s.detail.adaptive),
    },
    Key {
        path: "picture.shadows",
        env: "STOA_SHADOWS",
        set: |s, v| named(v, &SHADOWS, &mut s.detail.shadows),
        get: |s| name_of(&SHADOWS, s.detail.shadows),
    },
    Key {
        path: "picture.plants",
        env: "STOA_PLANTS",
        set: |s, v| named(v, &QUALITIES, &mut s.detail.plants),
        get: |s| name_of(&QUALITIES, s.detail.plants),
    },
    Key {
        path: "picture.crowd_percent",
        env: "STOA_CROWD_PERCENT",
        set: |s, v| within(v, CROWD_PERCENT, &mut s.detail.crowd_percent),
        get: |s| number(s.detail.crowd_percent),
    },
    Key {
        path: "picture.smooth_edges",
        env: "STOA_SMOOTH_EDGES",
        set: |s, v| named(v, &SWITCHES, &mut s.detail.smooth_edges),
        get: |s| name_of(&SWITCHES, s.detail.smooth_edges),
    },
    Key {
        path: "picture.glow",
        env: "STOA_GLOW",
        set: |s, v| named(v, &SWITCHES, &mut s.detail.glow),
        get: |s| name_of(&SWITCHES, s.detail.glow),
    },
    Key {
        path: "picture.camera",
        env: "STOA_CAMERA",
        set: |s, v| named(v, &VIEWS, &mut s.controls.view),
        get: |s| name_of(&VIEWS, s.controls.view),
    },
    Key {
        path: "picture.welcomed",
        env: "STOA_WELCOMED",
        set: |s, v| yes_or_no(v, &mut s.welcomed),
        get: |s| shown(s.welcomed),
    },
    Key {
        path: "sound.volume_percent",
        env: "STOA_VOLUME_PERCENT",
        set: |s, v| volume(v, &mut s.sound.volume_percent),
        get: |s| number(s.sound.volume_percent),
    },
    Key {
        path: "sound.voices_percent",
        env: "STOA_VOICES_PERCENT",
        set: |s, v| volume(v, &mut s.sound.voices_percent),
        get: |s| number(s.sound.voices_percent),
    },
    Key {
        path: "sound.steps_percent",
        env: "STOA_STEPS_PERCENT",
        set: |s, v| volume(v, &mut s.sound.steps_percent),
        get: |s| number(s.sound.steps_percent),
    },
    Key {
        path: "sound.ambience_percent",
        env: "STOA_AMBIENCE_PERCENT",
        set: |s, v| volume(v, &mut s.sound.ambience_percent),
        get: |s| number(s.sound.ambience_percent),
    },
    Key {
        path: "sound.interface_percent",
        env: "STOA_INTERFACE_PERCENT",
        set: |s, v| volume(v, &mut s.sound.interface_percent),
        get: |s| number(s.sound.interface_percent),
    },
    Key {
        path: "sound.captions",
        env: "STOA_SOUND_CAPTIONS",
        set: |s, v| yes_or_no(v, &mut s.sound.captions),
        get: |s| shown(s.sound.captions),
    },
    Key {
        path: "controls.mouse_sensitivity",
        env: "STOA_MOUSE_SENSITIVITY",
        set: |s, v| within(v, SENSITIVITY, &mut s.controls.mouse_sensitivity),
        get: |s| decimal(s.controls.mouse_sensitivity),
    },
    Key {
        path: "controls.stick_sensitivity",
        env: "STOA_STICK_SENSITIVITY",
        set: |s, v| within(v, SENSITIVITY, &mut s.controls.stick_sensitivity),
        get: |s| decimal(s.controls.stick_sensitivity),
    },
    Key {
        path: "controls.invert_x",
        env: "STOA_INVERT_X",
        set: |s, v| yes_or_no(v, &mut s.controls.invert_x),
        get: |s| shown(s.controls.invert_x),
    },
    Key {
        path: "controls.invert_y",
        env: "STOA_INVERT_Y",
        set: |s, v| yes_or_no(v, &mut s.controls.invert_y),
        get: |s| shown(s.controls.invert_y),
    },
    Key {
        path: "controls.personal_space_cm",
        env: "STOA_PERSONAL_SPACE_CM",
        set: |s, v| within(v, PERSONAL_SPACE_CM, &mut s.controls.personal_space_cm),
        get: |s| number(s.controls.personal_space_cm),
    },
    Key {
        path: "tick.engine",
        env: "STOA_TICK_ENGINE",
        set: |s, v| choice(v, &mut s.engine),
        get: |s| word(s.engine),
    },
];

const NONE: &str = "none";
const LANGUAGES: [(&str, Language); 3] = [
    (ANY, Language::Auto),
    ("en", Language::English),
    ("de", Language::German),
];
const QUALITIES: [(&str, Quality); 4] = [
    (ANY, Quality::Auto),
    ("low", Quality::Low),
    ("medium", Quality::Medium),
    ("high", Quality::High),
];
const SHADOWS: [(&str, ShadowKind); 5] = [
    (ANY, ShadowKind::Auto),
    ("off", ShadowKind::Off),
    ("low", ShadowKind::Low),
    ("medium", ShadowKind::Medium),
    ("high", ShadowKind::High),
];
const SWITCHES: [(&str, Switch); 3] = [
    (ANY, Switch::Auto),
    ("on", Switch::On),
    ("off", Switch::Off),
];
const WINDOWS: [(&str, WindowKind); 2] =
    [("window", WindowKind::Window), ("full", WindowKind::Full)];
const VIEWS: [(&str, ViewMode); 2] = [("first", ViewMode::First), ("third", ViewMode::Third)];

fn yes_or_no(value: &str, slot: &mut bool) -> Result<(), String> {
    parsed(value, "true or false", slot)
}

fn volume(value: &str, slot: &mut u16) -> Result<(), String> {
    within(value, 0..=MAX_VOLUME_PERCENT, slot)
}

fn number(value: u16) -> ComparableValue {
    shown(i64::from(value))
}

/// By way of its text, or 1.3 would stand in the file as 1.2999999523162842.
fn decimal(value: f32) -> ComparableValue {
    shown(value.to_string().parse().unwrap_or(1.0_f64))
}
