//! Standing and sitting: breath, weight shifts, where hands rest, hands that talk.

use bevy::math::{Quat, Vec3};

use super::{
    Doing, Layers,
    gait::{Step, pivoted},
    puppet::Arm,
};
use crate::body::{
    clay::smooth,
    rig::{FOOT, Frame, Joint, THIGH, UPPER_ARM, sign, unit},
};

/// A slow wander in −1..1 that never repeats soon: three sines of unrelated periods.
fn wander(frame: &Frame, time_s: f32, period_s: f32, purpose: u32) -> f32 {
    let t = time_s / period_s * std::f32::consts::TAU;
    let p = |n: u32| unit(frame.seed, purpose * 7 + n) * std::f32::consts::TAU;
    ((t + p(1)).sin() + 0.6 * (t * 1.73 + p(2)).sin() + 0.4 * (t * 2.91 + p(3)).sin()) / 2.0
}

/// How far the weight lies to the right, in metres of a body of 1.72 m.
pub fn sway(frame: &Frame, doing: &Doing) -> f32 {
    // Weight rests on one leg for a while, then on the other.
    let lean = (wander(frame, doing.time_s, 17.0, 11) * 2.2).tanh();
    0.028 * lean * (1.0 - doing.going) * (1.0 - doing.sitting)
}

/// A foot of one who stands.
pub fn standing_foot(frame: &Frame, doing: &Doing, side: usize) -> Step {
    let out = 0.10 + 0.14 * frame.trait_of(50);
    let apart = 0.012 + 0.018 * frame.trait_of(51);
    let stagger = 0.035 * (frame.trait_of(52) - 0.5) * sign(side);
    let root = frame.bind(FOOT[side]);
    let s = frame.scale;
    // Turning on the spot is small steps.
    let spin = smooth(0.5, 2.0, doing.turn_rate.abs()) * (1.0 - doing.going);
    let beat = (doing.time_s * 2.2 + 0.5 * side as f32).rem_euclid(1.0);
    let lift = 0.05 * spin * (beat * 2.0 * std::f32::consts::PI).sin().max(0.0);
    let sole = Vec3::new(
        root.x + sign(side) * apart * s,
        lift * s,
        root.z + stagger * s,
    );
    pivoted(
        frame,
        sole,
        Quat::from_rotation_y(-sign(side) * out),
        0.0,
        0.0,
        true,
    )
}

/// How somebody sits.
pub struct Sat {
    pub hips: Vec3,
    pub feet: [Step; 2],
}

/// Sitting on a seat of a height, the hips over its middle.
pub fn seat(frame: &Frame, seat_m: f32) -> Sat {
    let s = frame.scale;
    let seat_m = seat_m.clamp(0.15, 0.9);
    let hips = Vec3::new(0.0, seat_m + (0.098 + 0.02 * frame.build) * s, 0.03 * s);
    let kind = (frame.trait_of(70) * 4.0) as u32;
    let knee_ahead = 0.41 * s;
    let feet = std::array::from_fn(|side| {
        let x = frame.bind(FOOT[side]).x;
        let (dx, ahead, pitch) = match kind {
            0 => (x * 1.25, 0.02, 0.0),
            1 => (
                x * 1.05,
                if side == 0 { 0.09 } else { -0.09 },
                if side == 0 { 0.0 } else { -0.25 },
            ),
            2 => (x * -0.25, if side == 0 { 0.10 } else { 0.15 }, 0.12),
            _ => (x * 1.5, 0.06, 0.0),
        };
        let sole = Vec3::new(dx, 0.0, hips.z - knee_ahead - ahead * s);
        let out = if kind == 2 { 0.05 } else { 0.18 };
        pivoted(
            frame,
            sole,
            Quat::from_rotation_y(-sign(side) * out),
            pitch,
            -pitch.min(0.0),
            true,
        )
    });
    Sat { hips, feet }
}

/// The layers of one who does nothing in particular.
pub fn layers(frame: &Frame, doing: &Doing) -> Layers {
    let breath =
        (doing.time_s * (1.35 + 0.35 * frame.trait_of(53)) + frame.trait_of(54) * 6.0).sin();
    let side = -sway(frame, doing) * 1.6;
    let sit = doing.sitting;
    let slouch = if frame.trait_of(55) > 0.5 { 0.12 } else { 0.02 };
    let mut face = doing.face;
    face.smile += 0.30;
    face.brows += 0.18 * wander(frame, doing.time_s, 6.0, 14) + 0.35 * doing.thinking;
    let mut layers = Layers {
        lean: 0.012 * breath - slouch * sit - 0.05 * doing.listening,
        twist: 0.05 * wander(frame, doing.time_s, 11.0, 12) * (1.0 - doing.going),
        side,
        head: (
            0.10 * wander(frame, doing.time_s, 9.0, 13)
                * (1.0 - doing.listening)
                * (1.0 - doing.talking),
            -0.012 * breath + 0.03 * wander(frame, doing.time_s, 7.0, 15),
            0.05 * wander(frame, doing.time_s, 8.0, 16) - side * 0.7,
        ),
        arms: resting_arms(frame, doing),
        shrug: 0.018 * breath,
        face,
        hips_back: 0.0,
        hips_down: 0.004,
    };
    let sitting = sitting_arms(frame);
    for (arm, seated) in layers.arms.iter_mut().zip(sitting) {
        *arm = arm.blend(seated, sit);
    }
    // Now and then one who listens nods.
    let slot = (doing.time_s / 2.6).floor();
    if unit(frame.seed ^ slot.to_bits() as u64, 90) > 0.55 {
        let t = (doing.time_s - slot * 2.6) / 0.7;
        layers.head.1 -= 0.13 * doing.listening * (t.clamp(0.0, 1.0) * std::f32::consts::PI).sin();
    }
    // Whoever is about to answer breathes in.
    layers.shrug += 0.03 * doing.thinking;
    layers.lean -= 0.02 * doing.thinking;
    layers.head.1 += 0.12 * doing.thinking;
    layers.head.0 += 0.10 * doing.thinking * sign(usize::from(frame.trait_of(56) > 0.5));
    layers
}

/// Where hands rest while standing changes every quarter of a minute.
fn resting_arms(frame: &Frame, doing: &Doing) -> [Arm; 2] {
    const SLOT_S: f32 = 15.0;
    let time = doing.time_s + frame.trait_of(57) * SLOT_S;
    let slot = (time / SLOT_S).floor();
    let into = smooth(0.0, 1.1, time - slot * SLOT_S);
    let kind = |slot: f32| (unit(frame.seed ^ slot.to_bits() as u64, 58) * 6.0) as u32;
    let (before, now) = (rest(frame, kind(slot - 1.0)), rest(frame, kind(slot)));
    std::array::from_fn(|side| before[side].blend(now[side], into))
}

fn rest(frame: &Frame, kind: u32) -> [Arm; 2] {
    let s = frame.scale;
    let belly = 0.10 + 0.09 * frame.build * frame.build + 0.03 * frame.build;
    let hang = |side: usize| Arm::hanging(side, 0.05, 0.115 + 0.075 * frame.build, 0.20);
    match kind {
        // Clasped in front.
        0 => std::array::from_fn(|side| {
            let x = sign(side) * 0.045;
            let mut arm = Arm::reaching(
                frame,
                side,
                Vec3::new(
                    x,
                    0.985 + 0.012 * side as f32,
                    -belly - 0.095 - 0.02 * side as f32,
                ) * s,
                Vec3::new(sign(side) * 0.8, -0.4, 0.6),
                Vec3::new(-sign(side) * 0.4, 0.0, 1.0),
            );
            arm.fingers = 0.7;
            arm.index = 0.6;
            arm
        }),
        // Behind the back.
        1 => std::array::from_fn(|side| {
            Arm::reaching(
                frame,
                side,
                Vec3::new(sign(side) * 0.055, 0.96, 0.17 + 0.05 * frame.build) * s,
                Vec3::new(sign(side), 0.0, 0.3),
                Vec3::new(0.0, 0.0, 1.0),
            )
        }),
        // One hand on the hip.
        2 => {
            let side = usize::from(frame.trait_of(59) > 0.4);
            let mut arms = [hang(0), hang(1)];
            let wide = 0.205 + 0.06 * frame.build;
            arms[side] = Arm::reaching(
                frame,
                side,
                Vec3::new(sign(side) * wide, 1.03, 0.015) * s,
                Vec3::new(sign(side), 0.0, 0.55),
                Vec3::new(-sign(side), 0.0, 0.0),
            );
            arms[side].hand *= Quat::from_rotation_x(-0.5);
            arms[side].fingers = 0.6;
            arms
        }
        _ => [hang(0), hang(1)],
    }
}

fn sitting_arms(frame: &Frame) -> [Arm; 2] {
    let s = frame.scale;
    let hips = frame.bind(Joint::Hips).y;
    let kind = (frame.trait_of(71) * 3.0) as u32;
    let belly = 0.03 * frame.build + 0.08 * frame.build * frame.build;
    std::array::from_fn(|side| {
        let x = frame.bind(THIGH[side]).x.abs();
        let (at, palm) = match kind {
            // On the thighs.
            0 => (
                Vec3::new(sign(side) * (x + 0.01), hips + 0.105 * s, -0.25 * s),
                Vec3::NEG_Y,
            ),
            // Folded in the lap.
            1 => (
                Vec3::new(
                    sign(side) * 0.055 * s,
                    hips + (0.10 + 0.015 * side as f32) * s,
                    -(0.20 + belly) * s,
                ),
                Vec3::new(-sign(side) * 0.5, -0.8, 0.3),
            ),
            // One in the lap, one on the seat.
            _ if side == 0 => (
                Vec3::new(-(x + 0.17 * s), hips - 0.02 * s, 0.02 * s),
                Vec3::new(0.3, -1.0, 0.0),
            ),
            _ => (Vec3::new(x, hips + 0.105 * s, -0.22 * s), Vec3::NEG_Y),
        };
        let mut arm = Arm::reaching(
            frame,
            side,
            at,
            Vec3::new(sign(side) * 0.9, -0.2, 0.7),
            palm,
        );
        arm.fingers = 0.25;
        arm
    })
}

/// Hands that go with words: now and then a beat, a turn of the palm, a nod.
pub fn talk_layer(frame: &Frame, doing: &Doing, layers: &mut Layers) {
    let w = doing.talking * (1.0 - 0.75 * doing.going);
    if w <= 0.0 {
        return;
    }
    let s = frame.scale;
    let t = doing.time_s;
    let beat = |shift: f32| (t * 5.2 + shift).sin();
    layers.head.1 += w * 0.035 * beat(0.4);
    layers.head.2 += w * 0.05 * wander(frame, t, 2.6, 21);
    layers.head.0 += w * 0.06 * wander(frame, t, 2.1, 22);
    layers.lean -= 0.04 * w;
    layers.face.brows += w * 0.5 * wander(frame, t, 1.7, 23);
    for (side, shoulder) in UPPER_ARM.into_iter().enumerate() {
        let root = frame.bind(shoulder);
        // Each hand is up for a while; the seed decides which one likes to.
        let likes = if (frame.trait_of(24) > 0.5) == (side == 1) {
            0.35
        } else {
            -0.25
        };
        let up = smooth(-0.15, 0.35, wander(frame, t, 3.1, 25 + side as u32) + likes) * w;
        let lively = 0.6 + 0.8 * frame.trait_of(27);
        let at = Vec3::new(
            sign(side) * (0.15 + 0.06 * lively * wander(frame, t, 1.3, 28 + side as u32)) * s,
            root.y - (0.27 - 0.05 * lively * beat(side as f32)) * s,
            -(0.27 + 0.05 * lively * wander(frame, t, 1.1, 30 + side as u32)) * s,
        );
        let palm = Vec3::new(
            -sign(side) * 0.6,
            0.75 * wander(frame, t, 1.9, 32 + side as u32) + 0.2,
            0.3,
        );
        let mut arm = Arm::reaching(
            frame,
            side,
            at,
            Vec3::new(sign(side) * 0.7, -0.8, 0.5),
            palm,
        );
        arm.fingers = 0.15 + 0.2 * beat(1.0).abs();
        arm.index = 0.05 + 0.15 * beat(1.5).abs();
        layers.arms[side] = layers.arms[side].blend(arm, up);
    }
}
