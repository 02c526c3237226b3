//! The skeleton: joints, their parents, and where they lie in the bind pose of a body of given looks.
//!
//! Body space: x to the body's right, y up, −z ahead; the origin is the point under the feet, as in `Pose`. In the bind
//! pose every joint is unrotated, arms and legs hang straight down, palms face the thighs.

use bevy::math::{Mat4, Vec3};
use stoa_world::{Looks, clock::mix, looks};

use super::head::Skull;

macro_rules! joints {
    ($($(#[$doc:meta])* $name:ident < $parent:ident,)+) => {
        /// A joint, parents before their children.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Joint { $($(#[$doc])* $name,)+ }

        impl Joint {
            /// Every joint, in the order of the joint arrays.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
            /// Number of joints.
            pub const COUNT: usize = Self::ALL.len();

            /// The joint it hangs on; the hips hang on themselves.
            pub fn parent(self) -> Self {
                match self { $(Self::$name => Self::$parent,)+ }
            }
        }
    };
}

joints! {
    Hips < Hips,
    Spine < Hips,
    Chest < Spine,
    Neck < Chest,
    Head < Neck,
    Jaw < Head,
    /// Corners of the mouth.
    LipL < Head,
    LipR < Head,
    EyeL < Head,
    EyeR < Head,
    /// Upper lids turn about the middle of the eye.
    LidL < Head,
    LidR < Head,
    BrowL < Head,
    BrowR < Head,
    /// What hangs from the back of the head.
    TailTop < Head,
    TailEnd < TailTop,
    ClavicleL < Chest,
    ClavicleR < Chest,
    UpperArmL < ClavicleL,
    UpperArmR < ClavicleR,
    ForearmL < UpperArmL,
    ForearmR < UpperArmR,
    HandL < ForearmL,
    HandR < ForearmR,
    /// Middle, ring and little finger together.
    FingersL < HandL,
    FingersR < HandR,
    IndexL < HandL,
    IndexR < HandR,
    ThighL < Hips,
    ThighR < Hips,
    ShinL < ThighL,
    ShinR < ThighR,
    FootL < ShinL,
    FootR < ShinR,
    ToesL < FootL,
    ToesR < FootR,
    /// Cloth over the thighs: goes with them, and lies flatter when sitting.
    DrapeL < Hips,
    DrapeR < Hips,
    /// The lower halves of a skirt, hung at the knees.
    SkirtL < ThighL,
    SkirtR < ThighR,
}

/// Left and right of a pair of joints: index 0 is the left (−x), 1 the right.
pub type Pair = [Joint; 2];
pub const LIP: Pair = [Joint::LipL, Joint::LipR];
pub const EYE: Pair = [Joint::EyeL, Joint::EyeR];
pub const LID: Pair = [Joint::LidL, Joint::LidR];
pub const BROW: Pair = [Joint::BrowL, Joint::BrowR];
pub const CLAVICLE: Pair = [Joint::ClavicleL, Joint::ClavicleR];
pub const UPPER_ARM: Pair = [Joint::UpperArmL, Joint::UpperArmR];
pub const FOREARM: Pair = [Joint::ForearmL, Joint::ForearmR];
pub const HAND: Pair = [Joint::HandL, Joint::HandR];
pub const FINGERS: Pair = [Joint::FingersL, Joint::FingersR];
pub const INDEX: Pair = [Joint::IndexL, Joint::IndexR];
pub const THIGH: Pair = [Joint::ThighL, Joint::ThighR];
pub const SHIN: Pair = [Joint::ShinL, Joint::ShinR];
pub const FOOT: Pair = [Joint::FootL, Joint::FootR];
pub const TOES: Pair = [Joint::ToesL, Joint::ToesR];
pub const DRAPE: Pair = [Joint::DrapeL, Joint::DrapeR];
pub const SKIRT: Pair = [Joint::SkirtL, Joint::SkirtR];

/// −1 for the left of a pair, +1 for the right.
pub fn sign(side: usize) -> f32 {
    if side == 0 { -1.0 } else { 1.0 }
}

/// What sets one face apart from another; lengths in head heights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    pub eye_x: f32,
    pub eye_y: f32,
    pub eye_radius: f32,
    /// Outer corners up, in radians.
    pub eye_tilt: f32,
    pub brow_y: f32,
    pub brow_thick: f32,
    pub nose_length: f32,
    pub nose_width: f32,
    /// How far the tip stands out.
    pub nose_out: f32,
    pub nose_hump: f32,
    pub mouth_width: f32,
    pub lips: f32,
    /// Factor on the width of the jaw.
    pub jaw: f32,
    pub chin: f32,
    pub cheeks: f32,
    pub ears: f32,
}

/// The measures of one body, from its looks and the seed of its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Height over 1.72 m.
    pub scale: f32,
    /// 0 slim … 1 stout.
    pub build: f32,
    /// 0 broad shoulders … 1 broad hips.
    pub curve: f32,
    /// Chin to crown in metres.
    pub head_m: f32,
    /// Where the chin is on the axis of the head.
    pub chin: Vec3,
    pub seed: u64,
    pub face: Face,
    bind: [Vec3; Joint::COUNT],
}

impl Frame {
    /// Measures a body. Looks out of range are brought into it; not a number counts as the middle.
    pub fn new(looks: &Looks, seed: u64) -> Self {
        let height = within(looks.height_m, 1.2, 2.3, 1.72);
        let build = within(looks.build, 0.0, 1.0, 0.4);
        let scale = height / 1.72;
        let curve = curve(looks, seed);
        let head_m = 0.247 * scale.powf(0.45);
        let chin = Vec3::new(0.0, height - head_m - 0.012, -0.022 * scale);
        let mut frame = Self {
            scale,
            build,
            curve,
            head_m,
            chin,
            seed,
            face: Face::new(curve, build, seed),
            bind: [Vec3::ZERO; Joint::COUNT],
        };
        frame.place_joints();
        let skull = Skull::new(&frame, looks);
        for side in 0..2 {
            let centre = skull.eye_centre(side);
            frame.bind[EYE[side] as usize] = centre;
            frame.bind[LID[side] as usize] = centre;
        }
        frame
    }

    /// Where a joint lies in the bind pose, in body space.
    pub fn bind(&self, joint: Joint) -> Vec3 {
        self.bind[joint as usize]
    }

    /// The matrices that bring bind-pose points into each joint's space.
    pub fn inverse_binds(&self) -> Vec<Mat4> {
        self.bind
            .iter()
            .map(|at| Mat4::from_translation(-*at))
            .collect()
    }

    /// A point of the head in body space: x in head heights, y from the chin (0) to the crown (1), z.
    pub fn on_head(&self, x: f32, y: f32, z: f32) -> Vec3 {
        self.chin + Vec3::new(x, y, z) * self.head_m
    }

    /// A reproducible number in 0..1 for one trait of this body.
    pub fn trait_of(&self, purpose: u32) -> f32 {
        unit(self.seed, purpose)
    }

    pub fn leg_m(&self) -> f32 {
        self.bind(Joint::ThighL).y - self.bind(Joint::FootL).y
    }

    fn place_joints(&mut self) {
        let s = self.scale;
        let neck = self.chin.y - 0.035 * s;
        let shoulder_x = (0.172 - 0.020 * self.curve + 0.024 * self.build) * s;
        let shoulder_y = neck - 0.072 * s;
        let hip_x = (0.088 + 0.008 * self.curve + 0.016 * self.build) * s;
        let face = self.face;
        for joint in Joint::ALL.iter().copied() {
            let at = |x: f32, y: f32, z: f32| Vec3::new(x, y, z) * s;
            self.bind[joint as usize] = match joint {
                Joint::Hips => at(0.0, 0.945, 0.005),
                Joint::Spine => at(0.0, 1.05, 0.01),
                Joint::Chest => at(0.0, 1.2, 0.015),
                Joint::Neck => Vec3::new(0.0, neck, 0.016 * s),
                Joint::Head => self.on_head(0.0, 0.2, 0.06),
                Joint::Jaw => self.on_head(0.0, 0.36, 0.02),
                Joint::LipL => self.on_head(-face.mouth_width, MOUTH_Y, -0.36),
                Joint::LipR => self.on_head(face.mouth_width, MOUTH_Y, -0.36),
                Joint::EyeL | Joint::LidL => self.on_head(-face.eye_x, face.eye_y, -0.295),
                Joint::EyeR | Joint::LidR => self.on_head(face.eye_x, face.eye_y, -0.295),
                Joint::BrowL => self.on_head(-face.eye_x, face.brow_y, -0.36),
                Joint::BrowR => self.on_head(face.eye_x, face.brow_y, -0.36),
                Joint::TailTop => self.on_head(0.0, 0.74, 0.45),
                Joint::TailEnd => self.on_head(0.0, 0.2, 0.52),
                Joint::ClavicleL => Vec3::new(-0.03 * s, shoulder_y + 0.02 * s, 0.0),
                Joint::ClavicleR => Vec3::new(0.03 * s, shoulder_y + 0.02 * s, 0.0),
                Joint::UpperArmL => Vec3::new(-shoulder_x, shoulder_y, 0.012 * s),
                Joint::UpperArmR => Vec3::new(shoulder_x, shoulder_y, 0.012 * s),
                Joint::ForearmL => Vec3::new(-shoulder_x, shoulder_y - 0.282 * s, 0.018 * s),
                Joint::ForearmR => Vec3::new(shoulder_x, shoulder_y - 0.282 * s, 0.018 * s),
                Joint::HandL => Vec3::new(-shoulder_x, shoulder_y - 0.532 * s, 0.012 * s),
                Joint::HandR => Vec3::new(shoulder_x, shoulder_y - 0.532 * s, 0.012 * s),
                Joint::FingersL => Vec3::new(-shoulder_x, shoulder_y - 0.622 * s, 0.018 * s),
                Joint::FingersR => Vec3::new(shoulder_x, shoulder_y - 0.622 * s, 0.018 * s),
                Joint::IndexL => Vec3::new(-shoulder_x, shoulder_y - 0.622 * s, -0.016 * s),
                Joint::IndexR => Vec3::new(shoulder_x, shoulder_y - 0.622 * s, -0.016 * s),
                Joint::ThighL | Joint::DrapeL => Vec3::new(-hip_x, 0.905 * s, 0.005 * s),
                Joint::ThighR | Joint::DrapeR => Vec3::new(hip_x, 0.905 * s, 0.005 * s),
                Joint::ShinL | Joint::SkirtL => Vec3::new(-hip_x, 0.487 * s, -0.004 * s),
                Joint::ShinR | Joint::SkirtR => Vec3::new(hip_x, 0.487 * s, -0.004 * s),
                Joint::FootL => Vec3::new(-hip_x, 0.085 * s, 0.012 * s),
                Joint::FootR => Vec3::new(hip_x, 0.085 * s, 0.012 * s),
                Joint::ToesL => Vec3::new(-hip_x, 0.022 * s, -0.115 * s),
                Joint::ToesR => Vec3::new(hip_x, 0.022 * s, -0.115 * s),
            };
        }
    }
}

/// The line of the mouth, in head heights above the chin.
pub const MOUTH_Y: f32 = 0.205;

impl Face {
    fn new(curve: f32, build: f32, seed: u64) -> Self {
        // −1..1, leaning to the middle.
        let vary = |purpose: u32| unit(seed, purpose) + unit(seed, purpose + 100) - 1.0;
        Self {
            eye_x: 0.142 + 0.008 * vary(1),
            eye_y: 0.46 + 0.01 * vary(2),
            eye_radius: 0.080 + 0.004 * curve + 0.003 * vary(3),
            eye_tilt: 0.05 + 0.06 * vary(4),
            brow_y: 0.585 + 0.012 * curve + 0.008 * vary(5),
            brow_thick: 0.02 - 0.006 * curve + 0.004 * vary(6),
            nose_length: 0.175 + 0.02 * vary(7),
            nose_width: 0.05 - 0.006 * curve + 0.010 * vary(8),
            nose_out: 0.105 - 0.015 * curve + 0.025 * vary(9),
            nose_hump: 0.008 + 0.014 * vary(10),
            mouth_width: 0.104 + 0.012 * vary(11),
            lips: 1.0 + 0.35 * curve + 0.3 * vary(12),
            jaw: 1.04 - 0.10 * curve + 0.06 * build + 0.06 * vary(13),
            chin: 0.022 - 0.008 * curve + 0.014 * vary(14),
            cheeks: 0.018 + 0.022 * build + 0.008 * vary(15),
            ears: 1.0 + 0.18 * vary(16),
        }
    }
}

/// How the silhouette leans. Looks have no word for it: hair, beard and dress hint at it, the seed decides the rest.
fn curve(looks: &Looks, seed: u64) -> f32 {
    if looks.beard != looks::Beard::None {
        return 0.05;
    }
    let mut lean = match looks.hair {
        looks::Hair::Bald => 0.0,
        looks::Hair::Short => 0.2,
        looks::Hair::Curly => 0.45,
        looks::Hair::Ponytail => 0.65,
        _ => 0.8,
    };
    if looks.top == looks::Top::Dress || looks.legs == looks::Legs::Skirt {
        lean = 0.95;
    }
    if looks.extras.contains(&looks::Extra::Earrings) {
        lean += 0.35;
    }
    (lean + 0.2 * (unit(seed, 40) - 0.5)).clamp(0.0, 1.0)
}

/// A reproducible number in 0..1 for `purpose`.
pub fn unit(seed: u64, purpose: u32) -> f32 {
    (mix(seed ^ mix(u64::from(purpose))) >> 40) as f32 / (1u64 << 24) as f32
}

fn within(value: f32, low: f32, high: f32, middle: f32) -> f32 {
    if value.is_finite() {
        value.clamp(low, high)
    } else {
        middle
    }
}
