//! Words of the settings of picture and sound.

use crate::settings::{Quality, ShadowKind, Switch, WindowKind};

pub const SOUND: &str = "Sound";
pub const VOLUME: &str = "Everything";
pub const VOLUME_VOICES: &str = "Voices";
pub const VOLUME_STEPS: &str = "Footsteps";
pub const VOLUME_AMBIENCE: &str = "Surroundings";
pub const VOLUME_INTERFACE: &str = "Interface";
pub const PICTURE: &str = "Picture and text";
pub const QUALITY: &str = "Graphics";
pub const FIELD_OF_VIEW: &str = "Field of view";
pub const RENDER_SCALE: &str = "Sharpness";
pub const WINDOW: &str = "Window";
pub const DISPLAY: &str = "Whole screen on";
pub const DISPLAY_OF_WINDOW: &str = "the window's display";
pub const FRAMES: &str = "Frames";
pub const VSYNC_CHECK: &str = "wait for the display (vsync)";
pub const FRAME_LIMIT: &str = "At most";
pub const DETAIL: &str = "Details of the picture";
pub const ADAPTIVE: &str = "Frame rate";
pub const ADAPTIVE_CHECK: &str = "held: plainer and less sharp while frames come late";
pub const SHADOWS: &str = "Shadows";
pub const PLANTS: &str = "Leaves and curves";
pub const CROWD: &str = "Crowd";
pub const CROWD_HINT: &str = "From how far people of the crowd are drawn in full";
pub const SMOOTH_EDGES: &str = "Smooth edges";
pub const GLOW: &str = "Glow";
pub const MOTION: &str = "Motion";
pub const MOTION_CHECK: &str = "reduced";
pub const TEXT_SIZE: &str = "Text size";
pub const CAPTIONS: &str = "Speech bubbles";
pub const CAPTIONS_CHECK: &str = "of people you do not talk to";
pub const NAMES: &str = "Names";
pub const NAMES_CHECK: &str = "a colour for each, told apart by every kind of eye";
pub const COMPASS: &str = "Compass";
pub const COMPASS_CHECK: &str = "shown at the top of the view";

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
        Switch::On => "On",
        Switch::Off => "Off",
    }
}

pub fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Auto => "Automatic",
        Quality::Low => "Light",
        Quality::Medium => "Balanced",
        Quality::High => "Full",
    }
}

pub fn window(kind: WindowKind) -> &'static str {
    match kind {
        WindowKind::Window => "In a window",
        WindowKind::Full => "Whole screen",
    }
}

/// Frames a second; 0 for no limit.
pub fn frame_limit(limit: u16) -> String {
    match limit {
        0 => "No limit".to_owned(),
        limit => limit.to_string(),
    }
}
