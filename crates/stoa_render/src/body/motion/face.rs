//! Mouth and eyes: visemes from what is being said, blinks from the body's seed.

use bevy::math::{Quat, Vec3};

use super::puppet::Puppet;
use crate::body::rig::{BROW, EYE, Joint, LID, LIP, sign, unit};

/// The shape of a mouth.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mouth {
    /// 0 shut … 1 wide open.
    pub open: f32,
    /// −1 drawn wide … 1 rounded.
    pub round: f32,
}

impl Mouth {
    /// Moves toward `other` by the share `t`.
    pub fn toward(self, other: Self, t: f32) -> Self {
        Self {
            open: self.open + (other.open - self.open) * t,
            round: self.round + (other.round - self.round) * t,
        }
    }
}

/// The mouth while the letter at `letters` (a fraction of letters counts) of `text` is spoken. Vowels open it, `m`, `b`
/// and `p` shut it, pauses rest it; letters of other scripts open it by their code, so that every language moves.
pub fn viseme(text: &str, letters: f32) -> Mouth {
    if !letters.is_finite() || letters < 0.0 {
        return Mouth::default();
    }
    let first = letters as usize;
    let mut rest = text.chars().skip(first);
    let (now, next) = (rest.next(), rest.next());
    let shape = |c: Option<char>| c.map_or(Mouth::default(), letter);
    let t = letters.fract();
    shape(now).toward(shape(next), t * t * (3.0 - 2.0 * t))
}

fn letter(c: char) -> Mouth {
    let (open, round) = match c.to_ascii_lowercase() {
        'a' | 'à' | 'á' | 'â' | 'ä' => (0.95, 0.0),
        'e' | 'é' | 'è' | 'ê' => (0.55, -0.5),
        'i' | 'y' | 'í' | 'ï' => (0.32, -0.8),
        'o' | 'ó' | 'ô' | 'ö' => (0.70, 0.8),
        'u' | 'w' | 'ú' | 'ü' => (0.38, 1.0),
        'm' | 'b' | 'p' => (0.0, 0.0),
        'f' | 'v' => (0.10, -0.2),
        'l' | 'r' | 'h' => (0.35, 0.0),
        'a'..='z' => (0.22, -0.1),
        c if c.is_alphabetic() => (
            0.2 + 0.5 * (c as u32 % 7) as f32 / 6.0,
            (c as u32 % 3) as f32 - 1.0,
        ),
        c if c.is_numeric() => (0.4, 0.0),
        _ => (0.03, 0.0),
    };
    Mouth { open, round }
}

/// How far the lids are shut (0..1) at a time: a blink of 0.16 s at seeded times, about every four seconds.
pub fn blink(seed: u64, time_s: f32) -> f32 {
    const SLOT_S: f32 = 3.7;
    let slot = (time_s / SLOT_S).floor();
    let at = 0.3 + 2.6 * unit(seed ^ slot.to_bits() as u64, 77);
    let since = time_s - slot * SLOT_S - at;
    let once = |t: f32| (1.0 - (t / 0.08 - 1.0).abs()).clamp(0.0, 1.0);
    // Now and then twice.
    let again = if unit(seed ^ slot.to_bits() as u64, 78) > 0.8 {
        once(since - 0.28)
    } else {
        0.0
    };
    once(since).max(again)
}

/// What a face shows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Expression {
    pub mouth: Mouth,
    /// −1 downcast … 1 a broad smile.
    pub smile: f32,
    /// 0..1.
    pub blink: f32,
    /// −1 drawn together … 1 raised.
    pub brows: f32,
    /// Eyes against the head in radians: left and up are positive.
    pub gaze: (f32, f32),
}

/// Sets the joints of the face.
pub fn wear(puppet: &mut Puppet, e: &Expression) {
    let head = puppet.frame.head_m;
    let laugh = e.smile.max(0.0) * e.mouth.open;
    puppet.set(
        Joint::Jaw,
        Quat::from_rotation_x(-0.25 * e.mouth.open.clamp(0.0, 1.2)),
    );
    for side in 0..2 {
        let s = sign(side);
        let wide =
            0.020 * e.smile - 0.030 * e.mouth.round.max(0.0) + 0.010 * (-e.mouth.round).max(0.0);
        let up = 0.026 * e.smile - 0.020 * e.mouth.open;
        let back = 0.020 * e.smile.max(0.0) - 0.012 * e.mouth.round.max(0.0);
        puppet.shift[LIP[side] as usize] = Vec3::new(s * wide, up, back) * head;
        let (yaw, pitch) = (e.gaze.0.clamp(-0.55, 0.55), e.gaze.1.clamp(-0.4, 0.4));
        puppet.set(
            EYE[side],
            Quat::from_rotation_y(yaw) * Quat::from_rotation_x(pitch),
        );
        let shut = (e.blink + 0.30 * laugh + 0.10 * e.smile.max(0.0)).clamp(0.0, 1.0);
        puppet.set(
            LID[side],
            Quat::from_rotation_x(0.7 * pitch * (1.0 - shut) - 0.92 * shut),
        );
        let brow = 0.022 * e.brows + 0.008 * e.smile.max(0.0) - 0.006 * e.blink;
        puppet.shift[BROW[side] as usize] =
            Vec3::new(-s * 0.010 * (-e.brows).max(0.0), brow, 0.0) * head;
        puppet.set(
            BROW[side],
            Quat::from_rotation_z(s * 0.16 * e.brows.min(0.0)),
        );
    }
}
