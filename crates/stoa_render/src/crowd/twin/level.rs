//! Who is drawn in a view, and at which level of detail: the twin of `shaders/crowd/cull.wgsl`.

use bevy::math::{Vec2, Vec3, Vec4};

use super::{body::Body, mix, smoothstep};
use crate::crowd::figure::LEVELS;

/// About somebody's middle, in metres.
const MIDDLE_M: f32 = 0.95;
const RADIUS_M: f32 = 1.15;
/// Two levels are seen through each other over this part of the distance.
pub(in crate::crowd) const BORDER: f32 = 0.14;
/// Shadows are of the middle level up to this part of its distance.
const FINE_SHADOWS: f32 = 0.4;
const USUAL_ZOOM: f32 = 1.804;
const SEAT_OVER_GROUND_M: f32 = 0.45;
const NEAR: usize = 0;
const MIDDLE: usize = 1;
const DISTANT: usize = 2;
const SHADOWS: usize = LEVELS;
/// How much is seen of a level: 127 parts make all of it.
const ALL: u32 = 127;
const COARSER: u32 = 0x8000_0000;

/// What a view makes of the crowd.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::crowd) struct Sight {
    pub(in crate::crowd) eye: Vec3,
    /// `clip_from_view[1][1]` of the view: half the picture's height is seen this many times as far away as it is high.
    pub(in crate::crowd) zoom: f32,
    /// Inward normals and distances of all planes of the view's frustum but the far one.
    pub(in crate::crowd) sides: [Vec4; 5],
    /// Up to where people are drawn in full, up to where they are more than shapes, up to where they are drawn at all,
    /// and up to where they cast shadows, in metres.
    pub(in crate::crowd) near_m: f32,
    pub(in crate::crowd) middle_m: f32,
    pub(in crate::crowd) end_m: f32,
    pub(in crate::crowd) shadow_m: f32,
    /// Where the shadow of somebody's head falls, seen from the feet: x and z in metres.
    pub(in crate::crowd) shade: Vec2,
}

/// How a view sees somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::crowd) struct Seen {
    /// The distance that counts for the level, in metres.
    pub(in crate::crowd) from_m: f32,
    pub(in crate::crowd) is_seen: bool,
    pub(in crate::crowd) is_shade_seen: bool,
}

impl Sight {
    pub(in crate::crowd) fn see(&self, body: &Body) -> Seen {
        let high = mix(body.ground, body.seat - SEAT_OVER_GROUND_M, body.sitting);
        let middle = Vec3::new(body.at[0], high + MIDDLE_M, body.at[1]);
        let far = middle.distance(self.eye);
        let shade = middle + Vec3::new(self.shade.x, -MIDDLE_M, self.shade.y);
        let mut seen = Seen {
            from_m: far / (self.zoom / USUAL_ZOOM).max(0.1),
            is_seen: true,
            is_shade_seen: far < self.shadow_m,
        };
        for side in self.sides {
            let is_within = |at: Vec3| side.truncate().dot(at) + side.w >= -RADIUS_M;
            let is_middle_within = is_within(middle);
            seen.is_seen &= is_middle_within;
            seen.is_shade_seen &= is_middle_within || is_within(shade);
        }
        seen
    }

    /// Gives `list` the number of each list that somebody is in, and the entry there.
    pub(in crate::crowd) fn list(&self, who: u32, seen: Seen, mut list: impl FnMut(usize, u32)) {
        if seen.is_shade_seen {
            let is_fine = seen.from_m < self.middle_m * FINE_SHADOWS;
            list(SHADOWS + if is_fine { MIDDLE } else { DISTANT }, who);
        }
        if !seen.is_seen || seen.from_m > self.end_m {
            return;
        }
        let near = finer(self.near_m, seen.from_m);
        if near > 0 {
            list(NEAR, entry_of(who, near, false));
        }
        if near == ALL {
            return;
        }
        let middle = finer(self.middle_m, seen.from_m);
        if near > 0 {
            list(MIDDLE, entry_of(who, near, true));
        } else if middle > 0 {
            list(MIDDLE, entry_of(who, middle, false));
        }
        if middle < ALL {
            list(DISTANT, entry_of(who, middle, true));
        }
    }
}

/// How much is seen, of [`ALL`], of a level that ends at `end` metres.
fn finer(end: f32, seen_from: f32) -> u32 {
    ((1.0 - smoothstep(end * (1.0 - BORDER), end, seen_from)) * ALL as f32 + 0.5) as u32
}

/// Who, how much of the finer of two levels is seen, and whether this is the coarser one.
fn entry_of(who: u32, share: u32, is_coarser: bool) -> u32 {
    who | share << 24 | if is_coarser { COARSER } else { 0 }
}
