//! Words of the settings of picture and sound.

use crate::{
    language::{word, words},
    settings::{Quality, ShadowKind, Switch, WindowKind},
};

words! {
    sound,
    volume_title,
    volume_voices,
    volume_steps,
    volume_ambience,
    volume_interface,
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
