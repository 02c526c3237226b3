//! What the render world is told of the crowd, frame by frame.

use bevy::prelude::*;
use bevy::render::{Extract, ExtractSchedule};
use stoa_tick::EVENT_LAG;

use super::feed::{Feed, Heights, Ring};
use crate::quality::Quality;

/// The crowd of this frame.
#[derive(Resource, Debug, Default)]
pub(super) struct Shown {
    pub(super) ring: Option<Ring>,
    pub(super) heights: Heights,
    /// The tick that is shown.
    pub(super) tick: u32,
    /// How far the picture is from the tick before to that one.
    pub(super) part: f32,
    /// Up to where people are drawn in full, and up to where they cast shadows, in metres.
    pub(super) near_m: f32,
    pub(super) shadow_m: f32,
}

pub(super) fn plugin(render: &mut SubApp) {
    render
        .init_resource::<Shown>()
        .add_systems(ExtractSchedule, extract);
}

fn extract(
    mut shown: ResMut<Shown>,
    feed: Extract<Res<Feed>>,
    fixed: Extract<Res<Time<Fixed>>>,
    quality: Extract<Option<Res<Quality>>>,
) {
    shown.ring.clone_from(&feed.ring);
    let Some(ring) = &feed.ring else { return };
    if shown.heights.number != feed.heights.number {
        shown.heights = feed.heights.clone();
    }
    shown.tick = ring.newest.saturating_sub(EVENT_LAG).max(ring.oldest);
    shown.part = fixed.overstep_fraction();
    let quality = quality.as_deref().copied().unwrap_or_default();
    let (_, shadows_m) = quality.cascades();
    shown.near_m = match quality {
        Quality::Low => 16.0,
        Quality::Medium => 26.0,
        Quality::High => 36.0,
    };
    shown.shadow_m = shadows_m;
}
