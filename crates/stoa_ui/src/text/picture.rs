//! Words of the settings of picture and sound.

use crate::{
    SoundKind,
    language::{say, word, words},
    settings::{Quality, ShadowKind, Switch, WindowKind},
};

words! {
    sound,
    volume_title,
    volume_voices,
    volume_steps,
    volume_ambience,
    volume_interface,
    sound_captions,
    sound_captions_check,
    sound_device,
    sound_opening,
    picture,
    quality_title,
    field_of_view,
    render_scale,
    window_title,
    display,
    display_of_window,
    frames,
    vsync_check,
    frame_limit_title,
    detail,
    adaptive,
    adaptive_check,
    shadows_title,
    plants,
    crowd,
    crowd_hint,
    smooth_edges,
    glow,
    motion,
    motion_check,
    language_title,
    language_auto,
    text_size,
    captions,
    captions_check,
    names,
    names_check,
    compass,
    compass_check,
}

/// A sound, told in words; `name` says whose voice it is.
pub fn sound_of(kind: SoundKind, name: Option<&str>) -> String {
    let words = match (kind, name) {
        (SoundKind::Voice, Some(name)) => return say!(caption_voice_of, name = name),
        (SoundKind::Voice, None) => word!(caption_voice),
        (SoundKind::Steps, _) => word!(caption_steps),
        (SoundKind::Crowd, _) => word!(caption_crowd),
        (SoundKind::Fountain, _) => word!(caption_fountain),
        (SoundKind::Leaves, _) => word!(caption_leaves),
        (SoundKind::Bird, _) => word!(caption_bird),
    };
    words.to_owned()
}

pub fn sound_missing(cause: &str) -> String {
    say!(sound_missing, cause = cause)
}

pub fn shadows(kind: ShadowKind) -> &'static str {
    match kind {
        ShadowKind::Auto => quality(Quality::Auto),
        ShadowKind::Off => switch(Switch::Off),
        ShadowKind::Low => quality(Quality::Low),
        ShadowKind::Medium => quality(Quality::Medium),
        ShadowKind::High => quality(Quality::High),
    }
}

pub fn switch(switch: Switch) -> &'static str {
    match switch {
        Switch::Auto => quality(Quality::Auto),
        Switch::On => word!(switch_on),
        Switch::Off => word!(switch_off),
    }
}

pub fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Auto => word!(quality_auto),
        Quality::Low => word!(quality_low),
        Quality::Medium => word!(quality_medium),
        Quality::High => word!(quality_high),
    }
}

pub fn window(kind: WindowKind) -> &'static str {
    match kind {
        WindowKind::Window => word!(window_window),
        WindowKind::Full => word!(window_full),
    }
}

/// Frames a second; 0 for no limit.
pub fn frame_limit(limit: u16) -> String {
    match limit {
        0 => word!(frame_limit_none).to_owned(),
        limit => limit.to_string(),
    }
}
