//! Bones in motion: forward kinematics, and two-bone reaching for arms and legs.

use bevy::math::{Mat3, Quat, Vec3};

use crate::body::rig::{DRAPE, FOOT, FOREARM, Frame, HAND, Joint, SHIN, THIGH, UPPER_ARM, sign};

/// A joint in body space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    pub at: Vec3,
    pub turn: Quat,
    pub scale: Vec3,
}

/// A body being posed: rotations of each joint against its parent, or against the body where one is set.
pub struct Puppet<'a> {
    pub frame: &'a Frame,
    /// Where the hips are, in body space.
    pub hips: Vec3,
    pub local: [Quat; Joint::COUNT],
    pub scale: [Vec3; Joint::COUNT],
    /// Moves a joint within its parent's space.
    pub shift: [Vec3; Joint::COUNT],
    fixed: [Option<Quat>; Joint::COUNT],
}

impl<'a> Puppet<'a> {
    pub fn new(frame: &'a Frame) -> Self {
        Self {
            frame,
            hips: frame.bind(Joint::Hips),
            local: [Quat::IDENTITY; Joint::COUNT],
            scale: [Vec3::ONE; Joint::COUNT],
            shift: [Vec3::ZERO; Joint::COUNT],
            fixed: [None; Joint::COUNT],
        }
    }

    pub fn turn(&mut self, joint: Joint, by: Quat) {
        let local = &mut self.local[joint as usize];
        *local *= by;
    }

    pub fn set(&mut self, joint: Joint, to: Quat) {
        self.local[joint as usize] = to;
    }

    /// Every joint in body space.
    pub fn solve(&self) -> [Placed; Joint::COUNT] {
        let mut placed = [Placed {
            at: Vec3::ZERO,
            turn: Quat::IDENTITY,
            scale: Vec3::ONE,
        }; Joint::COUNT];
        for joint in Joint::ALL.iter().copied() {
            let i = joint as usize;
            let scale = self.scale[i];
            if joint == Joint::Hips {
                placed[i] = Placed {
                    at: self.hips,
                    turn: self.local[i],
                    scale,
                };
                continue;
            }
            let parent = placed[joint.parent() as usize];
            let reach = self.frame.bind(joint) - self.frame.bind(joint.parent()) + self.shift[i];
            placed[i] = Placed {
                at: parent.at + parent.turn * reach,
                turn: self.fixed[i]
                    .unwrap_or(parent.turn * self.local[i])
                    .normalize(),
                scale,
            };
        }
        placed
    }

    /// Puts an ankle at `ankle` (body space) with the knee toward `pole`; too far away, the leg is straight. Returns how
    /// far the knee is bent, in radians.
    pub fn plant(&mut self, side: usize, ankle: Vec3, foot: Quat, pole: Vec3) -> f32 {
        let f = self.frame;
        let hips = self.local[Joint::Hips as usize];
        let root = self.hips + hips * (f.bind(THIGH[side]) - f.bind(Joint::Hips));
        let bones = (
            f.bind(SHIN[side]) - f.bind(THIGH[side]),
            f.bind(FOOT[side]) - f.bind(SHIN[side]),
        );
        let (thigh, shin) = reach(root, ankle, bones, Vec3::NEG_Z, pole);
        self.fixed[THIGH[side] as usize] = Some(thigh);
        self.fixed[DRAPE[side] as usize] = Some(thigh);
        self.fixed[SHIN[side] as usize] = Some(shin);
        self.fixed[FOOT[side] as usize] = Some(foot);
        let bend = thigh.inverse() * shin;
        2.0 * bend.x.atan2(bend.w)
    }
}

/// Rotations of two bones (given at rest) that bring their end from `root` to `target`, bending toward `pole`; at rest
/// the joint between them bends toward `rest_pole`.
pub fn reach(
    root: Vec3,
    target: Vec3,
    bones: (Vec3, Vec3),
    rest_pole: Vec3,
    pole: Vec3,
) -> (Quat, Quat) {
    let (a, b) = (bones.0.length(), bones.1.length());
    let line = target - root;
    let far = line.length().clamp((a - b).abs() + 0.02, (a + b) * 0.9995);
    let ahead = line.normalize_or(Vec3::NEG_Y);
    let cosine = ((a * a + far * far - b * b) / (2.0 * a * far)).clamp(-1.0, 1.0);
    let out = (pole - ahead * pole.dot(ahead)).normalize_or(any_across(ahead));
    let middle = ahead * (a * cosine) + out * (a * (1.0 - cosine * cosine).max(0.0).sqrt());
    let end = ahead * far;
    (
        aim(bones.0, rest_pole, middle, out),
        aim(bones.1, rest_pole, end - middle, out),
    )
}

/// The rotation that takes `from` to the direction of `to`, and `from_pole` as near as can be to `to_pole`.
pub fn aim(from: Vec3, from_pole: Vec3, to: Vec3, to_pole: Vec3) -> Quat {
    let basis = |along: Vec3, pole: Vec3| {
        let y = along.normalize_or(Vec3::NEG_Y);
        let z = (pole - y * pole.dot(y)).normalize_or(any_across(y));
        Mat3::from_cols(y.cross(z), y, z)
    };
    Quat::from_mat3(&(basis(to, to_pole) * basis(from, from_pole).transpose())).normalize()
}

fn any_across(v: Vec3) -> Vec3 {
    let hint = if v.x.abs() < 0.7 { Vec3::X } else { Vec3::Z };
    v.cross(hint).normalize_or(Vec3::Z)
}

/// One arm: rotations against the chest, the upper arm and the forearm, and how far the fingers are bent (radians).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arm {
    pub upper: Quat,
    pub fore: Quat,
    pub hand: Quat,
    pub fingers: f32,
    pub index: f32,
}

impl Arm {
    /// From angles in radians: `flex` ahead, `spread` away from the body, `elbow` bent.
    pub fn hanging(side: usize, flex: f32, spread: f32, elbow: f32) -> Self {
        Self {
            upper: Quat::from_rotation_z(sign(side) * spread) * Quat::from_rotation_x(flex),
            fore: Quat::from_rotation_x(elbow),
            hand: Quat::IDENTITY,
            fingers: 0.35,
            index: 0.22,
        }
    }

    /// With the wrist at `wrist`, given where it would be with an unmoved chest (body space of the bind pose), the elbow
    /// toward `elbow`, and the palm turned as near as can be toward `palm`.
    pub fn reaching(frame: &Frame, side: usize, wrist: Vec3, elbow: Vec3, palm: Vec3) -> Self {
        let root = frame.bind(UPPER_ARM[side]);
        let bones = (
            frame.bind(FOREARM[side]) - root,
            frame.bind(HAND[side]) - frame.bind(FOREARM[side]),
        );
        // At rest the elbow's point is at the back.
        let (upper, fore) = reach(root, wrist, bones, Vec3::Z, elbow);
        let along = (fore * Vec3::NEG_Y).normalize_or(Vec3::NEG_Y);
        let now = fore * Vec3::new(-sign(side), 0.0, 0.0);
        let wish = (palm - along * palm.dot(along)).normalize_or(now);
        let twist = now.cross(wish).dot(along).atan2(now.dot(wish));
        // The bone hangs along −y, so a turn about `along` is one about −y.
        let half = Quat::from_rotation_y(-twist * 0.5);
        Self {
            upper,
            fore: upper.inverse() * fore * half,
            hand: half,
            fingers: 0.35,
            index: 0.22,
        }
    }

    pub fn blend(self, other: Self, t: f32) -> Self {
        let t = t.clamp(0.0, 1.0);
        let mix = |a: f32, b: f32| a + (b - a) * t;
        Self {
            upper: self.upper.slerp(other.upper, t),
            fore: self.fore.slerp(other.fore, t),
            hand: self.hand.slerp(other.hand, t),
            fingers: mix(self.fingers, other.fingers),
            index: mix(self.index, other.index),
        }
    }
}
