//! Footsteps: each foot sounds where it comes down, by ground and gait.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use stoa_world::{
    Blocked, Body, Looks, Mover, Pose, Posture, StableId, WorldDef,
    sim::{Mirrored, hides},
};

use super::{
    Audibles, SoundListener, Sounding, Stage,
    ground::{Floors, ground},
};
use crate::{
    mixer::{Group, Placing},
    studio::Kept,
    synth::steps::Gait,
};

/// How far a step carries, in metres.
const REACH_M: f32 = 18.0;
/// Faster than this one runs, in m/s.
pub(super) const RUN_M_S: f32 = 2.8;
/// A body that is farther from where it was was put there, in metres.
const JUMP_M: f32 = 1.2;
/// Slower than this one stands, in m/s.
pub(super) const STAND_M_S: f32 = 0.05;
/// From the body's middle to a foot, in metres.
const FOOT_M: f32 = 0.1;
/// Different steps of one gait on one ground.
pub(super) const VARIANTS: u8 = 5;
/// One's own feet are nearer than they are loud, in decibels.
const OWN_DB: f32 = -5.0;

/// So many of the crowd are heard step by step, the nearest; the feet of the others are heard together.
const NEAREST: usize = 12;

/// Up to where the crowd is heard step by step, in metres.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub(super) struct OwnSteps {
    pub(super) reach_m: f32,
}

impl Default for OwnSteps {
    fn default() -> Self {
        Self { reach_m: REACH_M }
    }
}

/// How far somebody has come since their last step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Walk {
    at: [f32; 3],
    way_m: f32,
    left: bool,
    falling: bool,
    count: u8,
}

/// Metres from one step to the next: half the stride of the picture's gait, so that feet sound when they are seen to
/// come down.
pub(super) fn step_m(height_m: f32, speed_m_s: f32) -> f32 {
    0.5 * height_m / 1.72 * (0.60 + 0.46 * speed_m_s.clamp(0.0, 6.0))
}

type Walker<'w> = (
    &'w StableId,
    &'w Pose,
    &'w Mover,
    &'w Posture,
    &'w Looks,
    &'w Blocked,
    Has<Mirrored>,
);

pub(super) fn tread(
    listener: Res<SoundListener>,
    def: Option<Res<WorldDef>>,
    bodies: Query<Walker, With<Body>>,
    floors: Res<Floors>,
    mut own_steps: ResMut<OwnSteps>,
    mut stage: ResMut<Stage>,
    mut audibles: ResMut<Audibles>,
    mut walks: Local<BTreeMap<StableId, Walk>>,
) {
    let (Some(def), Some(head)) = (def, listener.head) else {
        walks.clear();
        return;
    };
    own_steps.reach_m = nearest(&bodies, |at| head.distance_m(at));
    let own = bodies.iter().find(|body| listener.who == Some(*body.0));
    let own = own.map(|(id, .., blocked, _)| (*id, blocked));
    let mut near = BTreeMap::new();
    for (id, pose, mover, posture, looks, theirs, of_crowd) in &bodies {
        let at = pose.position().to_array();
        let hidden = own.is_some_and(|(me, blocked)| hides(me, blocked, *id, theirs));
        let reach_m = if of_crowd { own_steps.reach_m } else { REACH_M };
        if hidden || head.distance_m(at) > reach_m {
            continue;
        }
        let mut walk = walks.get(id).copied().unwrap_or(Walk {
            at,
            way_m: 0.0,
            left: false,
            falling: false,
            count: id.0 as u8,
        });
        if let Some(gait) = walk.on(at, mover.speed, *posture, looks.height_m)
            && let Some(surface) = floors.under(&def, at)
        {
            let kept = Kept::Step(ground(surface), gait, walk.count % VARIANTS);
            let side = if walk.left { -FOOT_M } else { FOOT_M };
            let ahead = pose.forward();
            let foot = [at[0] - side * ahead.z, at[1], at[2] + side * ahead.x];
            let mut placing = Placing::new(Group::Steps, foot, REACH_M);
            // Slow steps are soft.
            placing.gain_db = (-6.0 * (1.0 - mover.speed / 1.2)).clamp(-6.0, 0.0);
            if listener.who == Some(*id) {
                placing.gain_db += OWN_DB;
            }
            if let Some(sound) = stage.made(kept) {
                stage.desk().play(&sound, placing);
            }
            audibles.tell(Sounding::Steps, Some(*id), foot);
        }
        near.insert(*id, walk);
    }
    *walks = near;
}

/// Up to where so many of the crowd walk.
fn nearest(bodies: &Query<Walker, With<Body>>, far_m: impl Fn([f32; 3]) -> f32) -> f32 {
    let crowd = bodies
        .iter()
        .filter(|(_, _, mover, .., of_crowd)| *of_crowd && mover.speed >= STAND_M_S);
    let mut far: Vec<f32> = crowd
        .map(|(_, pose, ..)| far_m(pose.position().to_array()))
        .filter(|far| *far <= REACH_M)
        .collect();
    if far.len() <= NEAREST {
        return REACH_M;
    }
    let (_, end, _) = far.select_nth_unstable_by(NEAREST, f32::total_cmp);
    *end
}

impl Walk {
    /// Goes on to a point; the gait, when a foot comes down there.
    fn on(&mut self, at: [f32; 3], speed: f32, posture: Posture, height_m: f32) -> Option<Gait> {
        let moved = (at[0] - self.at[0]).hypot(at[2] - self.at[2]);
        self.at = at;
        let on_foot = matches!(posture, Posture::Standing | Posture::Crouching);
        let landed = self.falling && on_foot;
        self.falling = posture == Posture::Falling;
        if landed {
            self.way_m = 0.0;
            return self.foot(Gait::Run);
        }
        let step_m = step_m(height_m, speed);
        if !on_foot || moved > JUMP_M || speed < STAND_M_S {
            // The first step comes sooner: a foot is on its way already.
            self.way_m = 0.4 * step_m;
            return None;
        }
        self.way_m += moved;
        if self.way_m < step_m {
            return None;
        }
        self.way_m = (self.way_m - step_m).min(step_m);
        self.foot(if speed > RUN_M_S {
            Gait::Run
        } else {
            Gait::Walk
        })
    }

    fn foot(&mut self, gait: Gait) -> Option<Gait> {
        self.left = !self.left;
        self.count = self.count.wrapping_add(1);
        Some(gait)
    }
}
