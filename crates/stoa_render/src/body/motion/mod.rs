//! Animation as arithmetic: what a body does goes in, where its joints are comes out. No state, no clock of its own.

pub mod face;
pub mod gait;
mod gesture;
mod idle;
pub mod puppet;

use bevy::math::{Quat, Vec3};

use self::{
    face::Expression,
    gait::Step,
    puppet::{Arm, Placed, Puppet},
};
use super::{
    clay::smooth,
    rig::{
        CLAVICLE, DRAPE, FINGERS, FOREARM, Frame, HAND, INDEX, Joint, SKIRT, THIGH, TOES,
        UPPER_ARM, sign,
    },
};
pub use gesture::{Making, duration_s};

/// What a body is doing. Lengths in metres, times in seconds, angles in radians; all of body space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doing {
    /// Drives breath, weight shifts and beats.
    pub time_s: f32,
    /// Right and ahead, in m/s.
    pub velocity: (f32, f32),
    /// Cycles of the gait so far; see [`gait::stride_m`].
    pub phase: f32,
    /// 0 standing still … 1 going.
    pub going: f32,
    /// Turning on the spot, in radians a second.
    pub turn_rate: f32,
    /// 0 standing … 1 sitting, on a seat of `seat_m` above the ground.
    pub sitting: f32,
    pub seat_m: f32,
    /// 0..1: off the ground.
    pub falling: f32,
    /// 0 upright … 1 with bent knees and back.
    pub crouching: f32,
    pub gesture: Option<Making>,
    /// Where head and eyes turn: left and up are positive.
    pub look: (f32, f32),
    /// 0..1 each.
    pub talking: f32,
    pub listening: f32,
    pub thinking: f32,
    pub face: Expression,
}

impl Default for Doing {
    fn default() -> Self {
        Self {
            time_s: 0.0,
            velocity: (0.0, 0.0),
            phase: 0.0,
            going: 0.0,
            turn_rate: 0.0,
            sitting: 0.0,
            seat_m: 0.45,
            falling: 0.0,
            crouching: 0.0,
            gesture: None,
            look: (0.0, 0.0),
            talking: 0.0,
            listening: 0.0,
            thinking: 0.0,
            face: Expression::default(),
        }
    }
}

impl Doing {
    /// Numbers that are none become 0, and none is larger than what a body can do.
    fn sane(mut self) -> Self {
        let tame = |x: &mut f32, low: f32, high: f32| {
            *x = if x.is_finite() {
                x.clamp(low, high)
            } else {
                0.0
            }
        };
        tame(&mut self.time_s, 0.0, 1e6);
        tame(&mut self.velocity.0, -8.0, 8.0);
        tame(&mut self.velocity.1, -8.0, 8.0);
        tame(&mut self.phase, -1e6, 1e6);
        tame(&mut self.turn_rate, -20.0, 20.0);
        tame(&mut self.seat_m, 0.0, 1.0);
        tame(&mut self.look.0, -3.2, 3.2);
        tame(&mut self.look.1, -1.5, 1.5);
        for x in [
            &mut self.going,
            &mut self.sitting,
            &mut self.falling,
            &mut self.crouching,
            &mut self.talking,
            &mut self.listening,
            &mut self.thinking,
            &mut self.face.mouth.open,
            &mut self.face.blink,
        ] {
            tame(x, 0.0, 1.0);
        }
        for x in [
            &mut self.face.mouth.round,
            &mut self.face.smile,
            &mut self.face.brows,
            &mut self.face.gaze.0,
            &mut self.face.gaze.1,
        ] {
            tame(x, -1.0, 1.0);
        }
        if let Some(making) = &mut self.gesture {
            tame(&mut making.since_s, 0.0, 1e6);
            tame(&mut making.weight, 0.0, 1.0);
            making.toward = making.toward.filter(|t| t.is_finite());
        }
        self
    }
}

/// Parts of a pose that several layers write in turn.
struct Layers {
    /// Lean of spine and chest together: ahead is negative.
    lean: f32,
    /// Turn of the chest against the hips.
    twist: f32,
    /// Tilt of the chest to its right.
    side: f32,
    /// Turn and pitch of the head beyond `look`, and its tilt.
    head: (f32, f32, f32),
    arms: [Arm; 2],
    /// Shoulders up, in radians of the collar bone.
    shrug: f32,
    face: Expression,
    hips_back: f32,
    hips_down: f32,
}

/// Poses a body.
pub fn pose(frame: &Frame, doing: &Doing) -> [Placed; Joint::COUNT] {
    let doing = doing.sane();
    let mut puppet = Puppet::new(frame);
    let mut layers = idle::layers(frame, &doing);
    gait_layer(frame, &doing, &mut layers);
    idle::talk_layer(frame, &doing, &mut layers);
    if let Some(making) = &doing.gesture {
        gesture::layer(frame, making, &mut layers);
    }
    fall_layer(&doing, &mut layers);
    crouch_layer(&doing, &mut layers);
    hips_and_legs(&mut puppet, &doing, &layers);
    trunk_and_head(&mut puppet, &doing, &mut layers);
    arms(&mut puppet, &layers);
    face::wear(&mut puppet, &layers.face);
    tail(&mut puppet, &doing);
    puppet.solve()
}

fn wave_of(phase: f32, shift: f32) -> f32 {
    ((phase + shift) * std::f32::consts::TAU).sin()
}

fn gait_layer(frame: &Frame, doing: &Doing, layers: &mut Layers) {
    let w = doing.going * (1.0 - doing.sitting);
    if w <= 0.0 {
        return;
    }
    let speed = doing.velocity.0.hypot(doing.velocity.1);
    let run = smooth(1.7, 2.7, speed);
    let brisk = smooth(0.2, 1.5, speed);
    layers.lean -= w * (0.03 + 0.15 * run) * doing.velocity.1.signum();
    for side in 0..2 {
        // The arm goes with the other leg; the left leg is ahead at phase 0.
        let swing = wave_of(doing.phase, 0.25 + if side == 0 { 0.5 } else { 0.0 });
        let flex = (0.14 + 0.22 * brisk + 0.22 * run) * swing + 0.04;
        let elbow = 0.22 + 0.12 * brisk + 0.10 * swing * brisk + 1.15 * run;
        let mut arm = Arm::hanging(side, flex, 0.10 + 0.06 * frame.build + 0.05 * run, elbow);
        arm.fingers = 0.45 + 0.7 * run;
        arm.index = 0.35 + 0.7 * run;
        layers.arms[side] = layers.arms[side].blend(arm, w);
    }
    layers.twist += w * (0.07 + 0.08 * run) * wave_of(doing.phase, -0.25);
}

fn fall_layer(doing: &Doing, layers: &mut Layers) {
    for side in 0..2 {
        let arm = Arm::hanging(side, 0.3, 0.75, 0.5);
        layers.arms[side] = layers.arms[side].blend(arm, doing.falling * 0.8);
    }
}

/// Metres that the hips of somebody of 1.72 m sink and go back, and how far the back bends ahead.
const CROUCH_DOWN_M: f32 = 0.36;
const CROUCH_BACK_M: f32 = 0.16;
const CROUCH_LEAN: f32 = 0.75;

fn crouch_layer(doing: &Doing, layers: &mut Layers) {
    let w = doing.crouching * (1.0 - doing.sitting);
    layers.hips_down += CROUCH_DOWN_M * w;
    layers.hips_back += CROUCH_BACK_M * w;
    layers.lean -= CROUCH_LEAN * w;
    for side in 0..2 {
        let arm = Arm::hanging(side, 0.55, 0.18, 0.75);
        layers.arms[side] = layers.arms[side].blend(arm, 0.6 * w);
    }
}

fn hips_and_legs(puppet: &mut Puppet, doing: &Doing, layers: &Layers) {
    let f = puppet.frame;
    let s = f.scale;
    let speed = doing.velocity.0.hypot(doing.velocity.1);
    let run = smooth(1.7, 2.7, speed);
    let w = doing.going * (1.0 - doing.sitting);
    let sit = doing.sitting;
    let sway = idle::sway(f, doing);
    let mut hips = f.bind(Joint::Hips) + Vec3::new(sway * s, 0.0, layers.hips_back * s);
    hips.y -= layers.hips_down * s;
    // Highest over the standing leg, lowest with both feet down.
    let bob = -(doing.phase * 2.0 * std::f32::consts::TAU).cos();
    hips.y += w * s * (-0.016 + 0.014 * bob * (1.0 + 0.8 * run) - 0.03 * run);
    hips.x += w * s * 0.014 * wave_of(doing.phase, 0.0) * (1.0 - 0.5 * run);
    let yaw = -w * (0.08 + 0.04 * run) * wave_of(doing.phase, -0.25);
    let roll = w * 0.035 * wave_of(doing.phase, 0.0) + sway * 0.9;
    let seated = idle::seat(f, doing.seat_m);
    hips = hips.lerp(seated.hips, sit);
    // Getting up and down goes forward over the feet.
    hips.z -= 0.16 * s * (sit * (1.0 - sit) * 4.0).min(1.0) * sit;
    let pitch = -0.10 * sit * (1.0 - 0.8 * sit);
    puppet.set(
        Joint::Hips,
        Quat::from_rotation_y(yaw)
            * Quat::from_rotation_x(pitch + 0.10 * sit)
            * Quat::from_rotation_z(roll * (1.0 - sit)),
    );
    let steps: [Step; 2] = std::array::from_fn(|side| {
        let still = idle::standing_foot(f, doing, side);
        let walked = gait::step(f, side, doing.phase, doing.velocity, 0.10);
        let mut step = mix_steps(still, walked, w);
        let hang = Vec3::new(0.0, 0.06 * s * (1.0 + side as f32), 0.04 * s * sign(side));
        step.ankle += hang * doing.falling;
        mix_steps(step, seated.feet[side], sit)
    });
    // The hips sink until both feet can be where they are.
    let leg = f.leg_m() * 0.9975;
    let turn = puppet.local[Joint::Hips as usize];
    for (side, step) in steps.iter().enumerate() {
        let offset = turn * (f.bind(THIGH[side]) - f.bind(Joint::Hips));
        let root = hips + offset;
        let flat = (step.ankle - root).with_y(0.0).length_squared();
        let highest = step.ankle.y + (leg * leg - flat).max(0.04).sqrt() - offset.y;
        hips.y = hips.y.min(highest);
    }
    puppet.hips = hips;
    for (side, step) in steps.iter().enumerate() {
        let out = step.turn * Vec3::NEG_Z;
        let pole = Vec3::new(out.x, 0.0, out.z).normalize_or(Vec3::NEG_Z)
            + Vec3::Y * 0.9 * sit
            + Vec3::X * sign(side) * 0.12 * sit;
        let bend = puppet.plant(side, step.ankle, step.turn, pole);
        puppet.set(TOES[side], Quat::from_rotation_x(step.toes));
        puppet.scale[DRAPE[side] as usize] = Vec3::new(1.0, 1.0, 1.0 - 0.32 * sit);
        puppet.scale[SKIRT[side] as usize] = Vec3::new(1.0, 1.0, 1.0 - 0.20 * sit);
        let follow = 0.40 + 0.52 * sit;
        puppet.set(SKIRT[side], Quat::from_rotation_x(bend * follow));
    }
}

fn mix_steps(a: Step, b: Step, t: f32) -> Step {
    Step {
        ankle: a.ankle.lerp(b.ankle, t),
        turn: a.turn.slerp(b.turn, t),
        toes: a.toes + (b.toes - a.toes) * t,
        down: if t > 0.5 { b.down } else { a.down },
    }
}

fn trunk_and_head(puppet: &mut Puppet, doing: &Doing, layers: &mut Layers) {
    let (yaw, pitch) = doing.look;
    let sit = doing.sitting;
    // The chest helps the head with far glances.
    let help = (yaw.abs() - 0.5).clamp(0.0, 0.9) * yaw.signum() * 0.5 * (1.0 - 0.6 * doing.going);
    let rise = sit * (1.0 - sit) * 4.0;
    let lean = layers.lean - 0.45 * rise;
    puppet.turn(
        Joint::Spine,
        Quat::from_rotation_y((layers.twist + help) * 0.4)
            * Quat::from_rotation_x(lean * 0.5)
            * Quat::from_rotation_z(layers.side * 0.5),
    );
    puppet.turn(
        Joint::Chest,
        Quat::from_rotation_y((layers.twist + help) * 0.6)
            * Quat::from_rotation_x(lean * 0.5)
            * Quat::from_rotation_z(layers.side * 0.5),
    );
    let trunk = puppet.local[Joint::Hips as usize]
        * puppet.local[Joint::Spine as usize]
        * puppet.local[Joint::Chest as usize];
    // Head and neck: toward the goal, within what a neck can do; the eyes do the rest.
    let head_yaw = yaw.clamp(-1.25, 1.25) * 0.9 + layers.head.0;
    let head_pitch = pitch.clamp(-0.7, 0.6) * 0.75 + layers.head.1;
    let goal = Quat::from_rotation_y(head_yaw)
        * Quat::from_rotation_x(head_pitch)
        * Quat::from_rotation_z(layers.head.2);
    // Bowing and laughing carry the head along in part.
    let carried = Quat::from_rotation_x(lean * 0.35);
    let mut local = trunk.inverse() * carried * goal;
    let (axis, angle) = local.to_axis_angle();
    local = Quat::from_axis_angle(axis, angle.clamp(-1.3, 1.3));
    puppet.turn(Joint::Neck, Quat::IDENTITY.slerp(local, 0.42));
    let neck = puppet.local[Joint::Neck as usize];
    puppet.turn(Joint::Head, neck.inverse() * local);
    layers.face.gaze.0 += yaw - head_yaw + layers.head.0;
    layers.face.gaze.1 += pitch - head_pitch + layers.head.1;
}

fn arms(puppet: &mut Puppet, layers: &Layers) {
    for side in 0..2 {
        let s = sign(side);
        let arm = layers.arms[side];
        // A raised arm lifts its shoulder.
        let high = (arm.upper * Vec3::NEG_Y).y;
        let lift = layers.shrug + 0.30 * smooth(-0.2, 0.9, high);
        let clavicle = Quat::from_rotation_z(s * lift);
        puppet.set(CLAVICLE[side], clavicle);
        puppet.set(UPPER_ARM[side], clavicle.inverse() * arm.upper);
        puppet.set(FOREARM[side], arm.fore);
        puppet.set(HAND[side], arm.hand);
        puppet.set(FINGERS[side], Quat::from_rotation_z(-s * arm.fingers));
        puppet.set(INDEX[side], Quat::from_rotation_z(-s * arm.index));
    }
}

/// Hair that hangs lags behind the body.
fn tail(puppet: &mut Puppet, doing: &Doing) {
    let w = doing.going * (1.0 - doing.sitting);
    let speed = doing.velocity.0.hypot(doing.velocity.1);
    let beat = wave_of(doing.phase * 2.0, 0.1);
    let side = wave_of(doing.phase, 0.1);
    let out = (0.05 * speed).min(0.35);
    let swing = w * (0.04 + 0.05 * speed.min(4.0));
    let head = -doing.look.1 * 0.5;
    for joint in [Joint::TailTop, Joint::TailEnd] {
        puppet.set(
            joint,
            Quat::from_rotation_x(-out * w * 0.7 + head + beat * swing * 0.5)
                * Quat::from_rotation_z(side * swing + doing.turn_rate * 0.03),
        );
    }
}
