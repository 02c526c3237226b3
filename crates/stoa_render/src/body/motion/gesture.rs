//! The gestures.

use std::f32::consts::TAU;

use bevy::math::{Quat, Vec3};
use stoa_world::Gesture;

use super::{Layers, puppet::Arm};
use crate::body::{
    clay::smooth,
    rig::{FOREARM, Frame, HAND, Joint, UPPER_ARM, sign},
};

/// A gesture under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Making {
    pub gesture: Gesture,
    pub since_s: f32,
    /// Fades the whole gesture in and out, 0..1.
    pub weight: f32,
    /// Where to, in body space.
    pub toward: Option<Vec3>,
}

/// How long a gesture lasts: as long as the world lets it.
pub fn duration_s(gesture: Gesture) -> f32 {
    match gesture {
        Gesture::Wave | Gesture::Laugh | Gesture::Think => 2.2,
        Gesture::Point => 2.5,
        Gesture::Nod | Gesture::Shake => 1.2,
        Gesture::Bow | Gesture::Shrug => 1.6,
        Gesture::Dance => 8.0,
    }
}

/// Adds a gesture; it rises and falls by itself within its duration.
pub fn layer(frame: &Frame, making: &Making, layers: &mut Layers) {
    let t = making.since_s;
    let whole = duration_s(making.gesture);
    let w = making.weight * smooth(0.0, 0.3, t) * smooth(whole, whole - 0.35, t);
    if w <= 0.0 {
        return;
    }
    match making.gesture {
        Gesture::Wave => wave(frame, making, t, w, layers),
        Gesture::Point => point(frame, making, w, layers),
        Gesture::Nod => layers.head.1 -= w * 0.24 * (0.5 - 0.5 * (t * 9.6).cos()),
        Gesture::Shake => layers.head.0 += w * 0.36 * (t * 9.0).sin(),
        Gesture::Laugh => laugh(frame, t, w, layers),
        Gesture::Bow => bow(frame, w, layers),
        Gesture::Shrug => shrug(frame, w, layers),
        Gesture::Think => think(frame, w, layers),
        Gesture::Dance => dance(frame, t, w, layers),
    }
}

fn wave(frame: &Frame, making: &Making, t: f32, w: f32, layers: &mut Layers) {
    let s = frame.scale;
    let side = making
        .toward
        .map_or(1, |p| usize::from(p.x > -0.4 * p.z.abs()));
    let beat = (t * 10.5).sin();
    let root = frame.bind(UPPER_ARM[side]);
    let at = root + Vec3::new(sign(side) * (0.16 + 0.075 * beat), 0.27, -0.19) * s;
    let mut arm = Arm::reaching(
        frame,
        side,
        at,
        Vec3::new(sign(side), -0.9, 0.25),
        Vec3::NEG_Z,
    );
    arm.fingers = 0.05;
    arm.index = 0.0;
    layers.arms[side] = layers.arms[side].blend(arm, w);
    layers.face.smile += 0.75 * w;
    layers.face.brows += 0.5 * w;
    layers.head.2 += -sign(side) * 0.08 * w;
    layers.side += -sign(side) * 0.04 * w;
}

fn point(frame: &Frame, making: &Making, w: f32, layers: &mut Layers) {
    let s = frame.scale;
    let goal = making.toward.unwrap_or(Vec3::new(0.5, 1.2, -6.0));
    let side = usize::from(goal.x >= 0.0);
    let root = frame.bind(UPPER_ARM[side]);
    let mut way = (goal - root).normalize_or(Vec3::NEG_Z);
    // An arm cannot point through its own body or far behind it.
    way.z = way.z.min(0.35);
    way.x = if side == 1 {
        way.x.max(-0.25)
    } else {
        way.x.min(0.25)
    };
    let way = way.normalize_or(Vec3::NEG_Z);
    let length = (frame.bind(FOREARM[side]) - root).length()
        + (frame.bind(HAND[side]) - frame.bind(FOREARM[side])).length();
    let mut arm = Arm::reaching(
        frame,
        side,
        root + way * length * 0.97,
        Vec3::new(sign(side) * 0.5, -1.0, 0.4),
        Vec3::new(-sign(side) * 0.7, -0.7, 0.0),
    );
    arm.fingers = 1.35;
    arm.index = 0.0;
    layers.arms[side] = layers.arms[side].blend(arm, w);
    layers.twist += w * 0.35 * (-way.x).atan2(-way.z).clamp(-1.2, 1.2);
    layers.side += -sign(side) * 0.03 * w * s;
    layers.face.brows += 0.3 * w;
}

fn laugh(frame: &Frame, t: f32, w: f32, layers: &mut Layers) {
    let shake = (t * 19.0).sin() * smooth(2.4, 0.4, t);
    layers.lean += w * (0.10 + 0.02 * shake);
    layers.head.1 += w * (0.18 + 0.03 * shake);
    layers.shrug += w * (0.07 + 0.05 * shake);
    layers.face.smile += w;
    layers.face.brows += 0.5 * w;
    let ha = 0.5 + 0.3 * shake;
    layers.face.mouth.open = layers.face.mouth.open.max(w * ha);
    let s = frame.scale;
    let side = usize::from(frame.trait_of(80) > 0.5);
    let belly = 0.17 + 0.09 * frame.build;
    let at = Vec3::new(sign(side) * 0.05, 1.08, -belly) * s;
    let arm = Arm::reaching(frame, side, at, Vec3::new(sign(side), -0.4, 0.4), Vec3::Z);
    layers.arms[side] = layers.arms[side].blend(arm, w * 0.9);
}

fn bow(frame: &Frame, w: f32, layers: &mut Layers) {
    let s = frame.scale;
    layers.lean -= 0.62 * w;
    layers.hips_back += 0.10 * w;
    layers.head.1 -= 0.32 * w;
    let chest = frame.bind(Joint::Chest).y + 0.08 * s;
    let at = Vec3::new(-0.02 * s, chest, -(0.16 + 0.05 * frame.build) * s);
    let arm = Arm::reaching(frame, 1, at, Vec3::new(1.0, -0.6, 0.3), Vec3::Z);
    layers.arms[1] = layers.arms[1].blend(arm, w);
    layers.face.smile += 0.3 * w;
}

/// From one foot to the other and back each second, a dip with each step, the arms up by turns.
fn dance(frame: &Frame, t: f32, w: f32, layers: &mut Layers) {
    let s = frame.scale;
    let sway = (t * TAU).sin();
    let dip = 0.5 + 0.5 * (t * TAU * 2.0).cos();
    layers.side += 0.14 * sway * w;
    layers.twist += 0.16 * (t * TAU * 0.5).sin() * w;
    layers.hips_down += 0.05 * dip * w;
    layers.lean -= 0.05 * dip * w;
    layers.head.1 += 0.08 * (dip - 0.5) * w;
    layers.head.2 -= 0.12 * sway * w;
    layers.face.smile += 0.9 * w;
    layers.face.brows += 0.4 * w;
    for (side, shoulder) in UPPER_ARM.into_iter().enumerate() {
        let up = 0.5 + 0.5 * sway * sign(side);
        let root = frame.bind(shoulder);
        let at = root + Vec3::new(sign(side) * 0.19, -0.16 + 0.42 * up, -0.24) * s;
        let elbow = Vec3::new(sign(side), -0.8, 0.2);
        let mut arm = Arm::reaching(frame, side, at, elbow, Vec3::NEG_Z);
        arm.fingers = 0.25;
        layers.arms[side] = layers.arms[side].blend(arm, w);
    }
}

fn shrug(frame: &Frame, w: f32, layers: &mut Layers) {
    layers.shrug += 0.24 * w;
    layers.head.2 += 0.14 * w * sign(usize::from(frame.trait_of(81) > 0.5));
    layers.face.brows += 0.9 * w;
    layers.face.smile -= 0.35 * w;
    for (side, shoulder) in UPPER_ARM.into_iter().enumerate() {
        let root = frame.bind(shoulder);
        let at = root + Vec3::new(sign(side) * 0.16, -0.27, -0.24) * frame.scale;
        let mut arm = Arm::reaching(
            frame,
            side,
            at,
            Vec3::new(sign(side) * 0.3, -1.0, 0.6),
            Vec3::Y,
        );
        arm.fingers = 0.1;
        arm.index = 0.05;
        layers.arms[side] = layers.arms[side].blend(arm, w);
    }
}

fn think(frame: &Frame, w: f32, layers: &mut Layers) {
    let s = frame.scale;
    let side = usize::from(frame.trait_of(82) > 0.35);
    let chin = frame.on_head(sign(side) * 0.12, -0.14, -0.42);
    let mut hand = Arm::reaching(
        frame,
        side,
        chin + Vec3::new(0.0, -0.085, -0.02) * s,
        Vec3::new(sign(side) * 0.4, -1.0, -0.1),
        Vec3::Z,
    );
    hand.hand *= Quat::from_rotation_x(0.25);
    hand.fingers = 1.1;
    hand.index = 0.4;
    layers.arms[side] = layers.arms[side].blend(hand, w);
    let other = 1 - side;
    let belly = 0.16 + 0.10 * frame.build;
    let at = Vec3::new(sign(side) * 0.05, 1.09, -belly) * s;
    let arm = Arm::reaching(frame, other, at, Vec3::new(sign(other), -0.7, 0.3), Vec3::Z);
    layers.arms[other] = layers.arms[other].blend(arm, w);
    layers.head.1 += 0.10 * w;
    layers.head.2 += 0.10 * w * sign(side);
    layers.face.gaze.1 += 0.25 * w;
    layers.face.brows -= 0.35 * w;
}
