//! The head: one skin with nose, sockets, cheeks, lips and chin raised from it, split along the mouth so that it opens.

use std::f32::consts::PI;

use bevy::math::Vec3;
use stoa_world::{Looks, looks::Beard};

use super::{
    clay::{Clay, Dab, Finish, Grid, Profile, Weights, bump, linear, smooth},
    features::{brow, ear, eye, mouth_inside},
    rig::{Frame, Joint, LIP, MOUTH_Y, sign},
};

/// The shape of a head without hair, in head heights: x right, y from the chin (0) to the crown (1), z back.
pub struct Skull {
    profile: Profile,
    pub frame: Frame,
    beard: Beard,
}

impl Skull {
    pub fn new(frame: &Frame, looks: &Looks) -> Self {
        let j = frame.face.jaw;
        let profile = Profile::new(
            2.15,
            &[
                [-0.02, 0.0, 0.0, 0.0, -0.25],
                [-0.012, 0.055 * j, 0.06, 0.09, -0.25],
                [0.01, 0.115 * j, 0.115, 0.16, -0.235],
                [0.05, 0.178 * j, 0.19, 0.22, -0.175],
                [0.11, 0.232 * j, 0.27, 0.27, -0.11],
                [0.2, 0.278 * j, 0.335, 0.33, -0.055],
                [0.3, 0.305 * (0.5 + 0.5 * j), 0.372, 0.375, -0.02],
                [0.42, 0.330, 0.385, 0.415, 0.0],
                [0.56, 0.345, 0.392, 0.445, 0.0],
                [0.68, 0.348, 0.392, 0.450, 0.005],
                [0.8, 0.325, 0.355, 0.410, 0.01],
                [0.89, 0.265, 0.285, 0.325, 0.015],
                [0.955, 0.180, 0.190, 0.215, 0.02],
                [0.99, 0.085, 0.090, 0.100, 0.025],
                [1.0, 0.0, 0.0, 0.0, 0.025],
            ],
        );
        Self {
            profile,
            frame: frame.clone(),
            beard: looks.beard,
        }
    }

    /// The skull without features, grown by `by`, in head heights.
    pub fn bare(&self, y: f32, turn: f32, by: f32) -> Vec3 {
        let mut ring = self.profile.ring(y.min(1.0));
        ring.w += by;
        ring.front += by;
        ring.back += by;
        let mut point = ring.point(turn);
        point.y += by * smooth(0.7, 1.0, y);
        point
    }

    /// Body space of a point in head heights.
    pub fn place(&self, local: Vec3) -> Vec3 {
        self.frame.on_head(local.x, local.y, local.z)
    }

    /// A point of the face in front of (x, y), `out` head heights above the skin.
    pub fn front(&self, x: f32, y: f32, out: f32) -> Vec3 {
        let z = self.profile.ring(y).front_at(x) - self.relief(x, y);
        Vec3::new(x, y, z - out)
    }

    /// The middle of an eyeball in body space; its front just leaves the socket.
    pub fn eye_centre(&self, side: usize) -> Vec3 {
        let f = &self.frame.face;
        let mut p = self.front(sign(side) * f.eye_x, f.eye_y, 0.0);
        p.z += f.eye_radius * 0.50;
        self.place(p)
    }

    /// How far the features of the face stand out, in head heights.
    fn relief(&self, x: f32, y: f32) -> f32 {
        let f = &self.frame.face;
        let side = x.abs();
        let (bridge, tip) = (f.eye_y + 0.03, f.eye_y + 0.03 - f.nose_length);
        let along = ((bridge - y) / f.nose_length).clamp(-0.3, 1.3);
        let ridge = f.nose_out * smooth(-0.15, 1.0, along).powf(1.15) * smooth(1.26, 0.98, along)
            + f.nose_hump * bump(along - 0.35, 0.25);
        let wide = f.nose_width * (0.55 + 0.45 * along.clamp(0.0, 1.0));
        let nose = ridge * bump(side, wide * 0.75).powf(0.9)
            + 0.034 * bump(side - f.nose_width * 0.95, 0.021) * bump(y - tip - 0.018, 0.020);
        let socket = -0.040 * bump(side - f.eye_x, 0.075) * bump(y - f.eye_y, 0.052);
        let brow = 0.016 * bump(side - f.eye_x * 0.9, 0.1) * bump(y - f.brow_y, 0.035);
        let cheek = f.cheeks * bump(side - 0.195, 0.075) * bump(y - 0.345, 0.07);
        let mouth = (1.0 - (side / f.mouth_width).powi(2)).max(0.0).sqrt();
        let lips = f.lips
            * mouth
            * (0.011 * bump(y - MOUTH_Y - 0.019, 0.014) + 0.014 * bump(y - MOUTH_Y + 0.024, 0.017));
        let muzzle = 0.016 * bump(side, 0.1) * bump(y - MOUTH_Y, 0.06);
        let line = -0.013
            * smooth(f.mouth_width * 1.02, f.mouth_width * 0.8, side)
            * bump(y - MOUTH_Y, 0.008);
        let chin = f.chin * bump(side, 0.07) * bump(y - 0.06, 0.035);
        let under_lip = -0.010 * bump(side, 0.07) * bump(y - 0.125, 0.02);
        nose + socket + brow + cheek + lips + muzzle + line + chin + under_lip
    }

    /// Where a beard grows: 0..1.
    fn beard_mask(&self, x: f32, y: f32, z: f32) -> f32 {
        let side = x.abs();
        let cheek_line = 0.15 + 0.14 * smooth(0.10, 0.24, side) + 0.22 * smooth(0.255, 0.30, side);
        let lip = smooth(0.140, 0.115, y) + smooth(0.05, 0.10, side);
        let full = smooth(cheek_line + 0.02, cheek_line - 0.02, y)
            * lip.min(1.0)
            * smooth(-0.02, -0.07, z);
        let moustache = bump(y - MOUTH_Y - 0.052, 0.016).powf(0.7) * smooth(0.15, 0.10, side);
        match self.beard {
            Beard::None => 0.0,
            Beard::Moustache => moustache,
            Beard::Stubble | Beard::Short | Beard::Full => full.max(moustache).min(1.0),
        }
    }

    /// The skin with all features, and the share of beard at that point.
    fn skin(&self, y: f32, turn: f32) -> (Vec3, f32) {
        let mut p = self.profile.point(y, turn);
        let ahead = smooth(0.15, 0.55, turn.cos());
        p.z -= self.relief(p.x, y) * ahead;
        let beard = self.beard_mask(p.x, y, p.z);
        let thick = match self.beard {
            Beard::None | Beard::Stubble => 0.0,
            Beard::Moustache => 0.028,
            Beard::Short => 0.022,
            Beard::Full => 0.055,
        };
        let lobes = 1.0 + 0.16 * (p.x * 90.0).sin() * (y * 60.0 + p.x * 30.0).cos();
        let out = Vec3::new(p.x, 0.0, p.z + 0.05).normalize_or(Vec3::NEG_Z);
        let thick = thick * (0.3 + 0.7 * smooth(0.36, 0.16, y));
        p += out * beard * thick * lobes;
        if self.beard == Beard::Full {
            p.y -= beard * 0.10 * smooth(0.16, 0.0, y);
        }
        (p, beard)
    }
}

/// Denser columns toward the face: u in 0..1 to a turn of −π..π.
fn face_turn(u: f32) -> f32 {
    let s = 2.0 * u - 1.0;
    PI * (0.42 * s + 0.58 * s * s * s)
}

/// Builds the whole head.
pub fn build(clay: &mut Clay, frame: &Frame, looks: &Looks) {
    let skull = Skull::new(frame, looks);
    face(clay, &skull, looks);
    mouth_inside(clay, &skull);
    for side in 0..2 {
        eye(clay, &skull, looks, side);
        brow(clay, &skull, looks, side);
        ear(clay, &skull, looks, side);
    }
}

fn face(clay: &mut Clay, skull: &Skull, looks: &Looks) {
    let first = clay.mark();
    let columns = clay.fine(60);
    let detail = clay.detail;
    let rows = |from: f32, to: f32, step: f32| {
        let count = (((to - from) / step * detail).round() as usize).max(2);
        (0..count).map(move |i| from + (to - from) * i as f32 / count as f32)
    };
    let upper: Vec<f32> = rows(MOUTH_Y, 0.62, 0.0135)
        .chain(rows(0.62, 0.86, 0.03))
        .chain([0.86, 0.91, 0.95, 0.98, 0.995, 1.0])
        .collect();
    let lower: Vec<f32> = rows(-0.02, 0.04, 0.01)
        .chain(rows(0.04, MOUTH_Y, 0.0135))
        .chain([MOUTH_Y])
        .collect();
    for (part, is_lower) in [(upper, false), (lower, true)] {
        let height =
            |v: f32| part[((v * (part.len() - 1) as f32).round() as usize).min(part.len() - 1)];
        clay.sheet(
            Grid::tube(columns, part.len()),
            |u, v| skull.place(skull.skin(height(v), face_turn(u)).0),
            |u, v, _| {
                let (local, beard) = skull.skin(height(v), face_turn(u));
                Dab {
                    colour: face_colour(skull, looks, local, height(v), beard),
                    finish: if beard > 0.5 {
                        Finish::Hair
                    } else {
                        Finish::Skin
                    },
                    weights: face_weights(skull, local, height(v), is_lower),
                }
            },
        );
    }
    clay.smooth(first);
}

fn face_colour(skull: &Skull, looks: &Looks, p: Vec3, y: f32, beard: f32) -> Vec3 {
    let f = &skull.frame.face;
    let skin = linear(looks.skin);
    let side = p.x.abs();
    let ahead = smooth(0.1, -0.15, p.z);
    // Blood shows in cheeks, nose and ears; shade gathers in sockets, under the nose and under the jaw.
    let blush = (0.30 * bump(side - 0.2, 0.075) * bump(y - 0.33, 0.07)
        + 0.26 * bump(side, 0.05) * bump(y - (f.eye_y + 0.04 - f.nose_length), 0.035))
        * ahead;
    let mut colour = skin * (Vec3::ONE - blush * Vec3::new(0.0, 0.42, 0.36));
    let shade = 0.30 * bump(side - f.eye_x, 0.085) * bump(y - f.eye_y, 0.05) * ahead
        + 0.28 * bump(side, 0.05) * bump(y - (f.eye_y + 0.006 - f.nose_length), 0.012) * ahead
        + 0.35 * smooth(0.05, -0.02, y);
    colour *= Vec3::ONE - shade.min(0.6) * Vec3::new(0.7, 0.85, 0.9);
    // Lips: full in the middle, to a point at the corners.
    let reach = (1.0 - (side / (f.mouth_width * 1.02)).powi(2))
        .max(0.0)
        .sqrt();
    let (above, below) = (0.034 * f.lips.sqrt() * reach, 0.044 * f.lips.sqrt() * reach);
    let dy = y - MOUTH_Y;
    let lip = if dy >= 0.0 {
        smooth(above + 0.008, above - 0.006, dy)
    } else {
        smooth(-below - 0.008, -below + 0.006, dy)
    } * ahead
        * smooth(0.02, 0.12, reach);
    let lip_colour = skin * Vec3::new(0.80, 0.46, 0.47) + Vec3::new(0.035, 0.0, 0.004);
    colour = colour.lerp(lip_colour, lip * (0.45 + 0.35 * skull.frame.curve));
    let line = bump(dy, 0.006) * smooth(f.mouth_width * 1.02, f.mouth_width * 0.86, side) * ahead;
    colour *= 1.0 - 0.55 * line;
    let cover = match looks.beard {
        Beard::Stubble => 0.42,
        Beard::Short => 0.86,
        _ => 1.0,
    };
    let streak = 0.88 + 0.12 * (p.x * 120.0 + y * 40.0).sin();
    colour.lerp(linear(looks.hair_colour) * streak, (beard * cover).min(1.0))
}

fn face_weights(skull: &Skull, p: Vec3, y: f32, lower: bool) -> Weights {
    let f = &skull.frame.face;
    let side = p.x.abs();
    let corner =
        bump(side - f.mouth_width, 0.05) * bump(y - MOUTH_Y, 0.05) * smooth(0.0, -0.2, p.z);
    let lip = LIP[usize::from(p.x > 0.0)];
    let jaw = if lower {
        let on_line = (1.0 - (side / f.mouth_width).powi(2)).max(0.0).sqrt();
        let down = smooth(0.0, 0.10, MOUTH_Y - y);
        let ahead = smooth(0.16, -0.12, p.z);
        (on_line.max(down) * ahead).min(1.0)
    } else {
        0.0
    };
    let corner = corner * 0.85;
    let neck = smooth(0.03, -0.03, y) * smooth(-0.15, -0.02, p.z) * 0.4;
    Weights::of([
        (Joint::Head, (1.0 - jaw) * (1.0 - corner) * (1.0 - neck)),
        (Joint::Jaw, jaw * (1.0 - corner) * (1.0 - neck)),
        (lip, corner * (1.0 - neck)),
        (Joint::Neck, neck),
    ])
}
