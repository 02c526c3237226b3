//! What the render world is told of the crowd, frame by frame.

use bevy::prelude::*;
use bevy::render::{Extract, ExtractSchedule};
use stoa_tick::EVENT_LAG;

use super::{
    acts::Acts,
    feed::{Agents, Feed, Heights, Ring},
    marked::{CrowdHidden, Marked},
};
use crate::{
    quality::Quality,
    switches::{CrowdReach, Switches},
};

/// The crowd of this frame.
#[derive(Resource, Debug, Default)]
pub(super) struct Shown {
    pub(super) ring: Option<Ring>,
    pub(super) heights: Heights,
    pub(super) marked: Marked,
    /// The tick that is shown.
    pub(super) tick: u32,
    /// How far the picture is from the tick before to that one.
    pub(super) part: f32,
    /// Up to where people are drawn in full, up to where they are more than shapes, and up to where they cast shadows,
    /// in metres.
    pub(super) near_m: f32,
    pub(super) middle_m: f32,
    pub(super) shadow_m: f32,
    /// Where the shadow of somebody's head falls, seen from the feet, in metres of x and z.
    pub(super) shade: Vec2,
}

/// Ticks in a second, as a number of the picture.
const TICKS_PER_SECOND: f64 = stoa_world::TICKS_PER_SECOND as f64;
/// After so many seconds the idle movements begin anew.
const TIME_WRAPS_S: f64 = 7_200.0;

impl Shown {
    /// How far the picture is from the tick before to the shown one, and its time in seconds, when so many ticks are known
    /// without a gap.
    pub(super) fn moment(&self, known: u32) -> (f32, f32) {
        // Of the first tick there is none before.
        let part = if known > 1 { self.part } else { 1.0 };
        let seconds = (f64::from(self.tick) - 1.0 + f64::from(part)) / TICKS_PER_SECOND;
        (part, (seconds % TIME_WRAPS_S) as f32)
    }
}

/// Shadows are looked after up to so far from their people, in metres.
const LONGEST_SHADE_M: f32 = 12.0;

pub(super) fn plugin(render: &mut SubApp) {
    render
        .init_resource::<Shown>()
        .add_systems(ExtractSchedule, extract);
}

/// Whether the processor chooses who is drawn.
pub(super) fn is_plain(shown: Res<Shown>) -> bool {
    let ring = shown.ring.as_ref();
    ring.is_some_and(|ring| matches!(ring.agents, Agents::Here(_)))
}

fn extract(
    mut shown: ResMut<Shown>,
    feed: Extract<Res<Feed>>,
    hidden: Extract<Res<CrowdHidden>>,
    acts: Extract<Res<Acts>>,
    fixed: Extract<Res<Time<Fixed>>>,
    quality: Extract<Option<Res<Quality>>>,
    switches: Extract<Res<Switches>>,
    reach: Extract<Res<CrowdReach>>,
    suns: Extract<Query<(&DirectionalLight, &GlobalTransform)>>,
) {
    shown.ring.clone_from(&feed.ring);
    let Some(ring) = &feed.ring else { return };
    if shown.heights.number != feed.heights.number {
        shown.heights = feed.heights.clone();
    }
    shown.marked.hidden.clone_from(&hidden);
    shown.marked.acts.clone_from(&acts);
    shown.tick = ring.newest.saturating_sub(EVENT_LAG).max(ring.oldest);
    shown.part = fixed.overstep_fraction();
    let quality = quality.as_deref().copied().unwrap_or_default();
    let (_, shadows_m) = switches.shadows_of(quality).cascades();
    let (near_m, middle_m) = reaches(quality);
    (shown.near_m, shown.middle_m) = (near_m * reach.0, middle_m * reach.0);
    let sun = suns.iter().find(|(light, _)| light.shadow_maps_enabled);
    shown.shadow_m = if sun.is_some() { shadows_m } else { 0.0 };
    shown.shade = sun.map_or(Vec2::ZERO, |(_, at)| shade(at.forward().into()));
}

/// Up to where people are drawn in full, and up to where they are more than shapes, in metres.
fn reaches(quality: Quality) -> (f32, f32) {
    match quality {
        Quality::Low => (16.0, 34.0),
        Quality::Medium => (26.0, 60.0),
        Quality::High => (36.0, 90.0),
    }
}

/// Where light that falls along `ray` puts the shadow of a head 1.8 m over the ground.
fn shade(ray: Vec3) -> Vec2 {
    (ray.xz() * 1.8 / (-ray.y).max(0.01)).clamp_length_max(LONGEST_SHADE_M)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crowd::twin::level::BORDER;

    #[test]
    fn two_borders_of_levels_would_lie_over_each_other() {
        for quality in [Quality::Low, Quality::Medium, Quality::High] {
            let (near, middle) = reaches(quality);
            assert!(near < middle * (1.0 - BORDER), "{quality:?}");
        }
    }

    #[test]
    fn shadows_of_those_beside_the_view_would_be_missed() {
        assert_eq!(shade(Vec3::NEG_Y), Vec2::ZERO);
        let slanting = shade(Vec3::new(1.0, -1.0, 0.0).normalize());
        assert!(
            (slanting - Vec2::new(1.8, 0.0)).length() < 1e-5,
            "{slanting}"
        );
        let evening = shade(Vec3::new(0.0, -0.001, 1.0).normalize());
        assert!(
            (evening - Vec2::new(0.0, LONGEST_SHADE_M)).length() < 1e-4,
            "{evening}"
        );
    }
}
