//! What sits in the face: eyes with lids, brows, ears, the inside of the mouth.

use std::f32::consts::{PI, TAU};

use bevy::math::{Quat, Vec2, Vec3};
use stoa_world::Looks;

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, linear, smooth},
    head::Skull,
    rig::{BROW, EYE, Joint, LID, MOUTH_Y, sign},
};

/// A dark hollow, a tongue's hint and a row of teeth.
pub fn mouth_inside(clay: &mut Clay, skull: &Skull) {
    let wide = skull.frame.face.mouth_width * 0.98;
    let back = |x: f32, y: f32, deep: f32| {
        let mut p = skull.front(x, MOUTH_Y, -deep);
        p.y = y;
        skull.place(p)
    };
    clay.sheet(
        Grid::patch(7, 7),
        |u, v| {
            let (x, y) = ((u * 2.0 - 1.0) * wide, MOUTH_Y + (v - 0.5) * 0.11);
            back(
                x,
                y,
                0.014 + 0.05 * (1.0 - (v * 2.0 - 1.0).powi(2)) * (1.0 - (u * 2.0 - 1.0).powi(2)),
            )
        },
        |_, v, _| Dab {
            colour: Vec3::new(0.055, 0.012, 0.012),
            finish: Finish::Skin,
            weights: Weights::two(Joint::Jaw, Joint::Head, smooth(0.3, 0.7, v)),
        },
    );
    clay.sheet(
        Grid::patch(7, 3),
        |u, v| {
            back(
                (u * 2.0 - 1.0) * wide * 0.72,
                MOUTH_Y - 0.004 + 0.034 * v,
                0.016,
            )
        },
        |_, _, _| Dab {
            colour: Vec3::new(0.80, 0.76, 0.68),
            finish: Finish::Eye,
            weights: Weights::one(Joint::Head),
        },
    );
}

pub fn eye(clay: &mut Clay, skull: &Skull, looks: &Looks, side: usize) {
    let f = skull.frame.face;
    let centre = skull.frame.bind(EYE[side]);
    let r = f.eye_radius * skull.frame.head_m;
    let iris = linear(looks.eyes);
    // Rings from the front pole: pupil, iris, dark rim, white. Doubled rings make crisp borders.
    let rings: [(f32, Vec3); 9] = [
        (0.0, Vec3::splat(0.004)),
        (0.17, Vec3::splat(0.004)),
        (0.19, iris * 1.5 + Vec3::splat(0.03)),
        (0.36, iris),
        (0.44, iris * 0.35),
        (0.455, Vec3::new(0.50, 0.47, 0.45)),
        (0.55, Vec3::new(0.78, 0.75, 0.72)),
        (1.1, Vec3::new(0.76, 0.70, 0.66)),
        (1.9, Vec3::new(0.62, 0.45, 0.40)),
    ];
    let at = |v: f32| rings[((v * 8.0).round() as usize).min(8)];
    clay.sheet(
        Grid::tube(clay.fine(18), 9),
        |u, v| {
            let (turn, open) = (u * TAU, at(v).0);
            centre
                + Vec3::new(
                    turn.cos() * open.sin(),
                    turn.sin() * open.sin(),
                    -open.cos(),
                ) * r
        },
        |_, v, p| {
            // The upper lid's shadow on the ball.
            let lid = smooth(0.15, 0.55, (p.y - centre.y) / r);
            Dab {
                colour: at(v).1 * (1.0 - 0.55 * lid),
                finish: Finish::Eye,
                weights: Weights::one(EYE[side]),
            }
        },
    );
    // A spark in the eye that stays where the light is.
    let spark = Vec2::new(0.20, 0.22);
    clay.sheet(
        Grid::tube(6, 2),
        |u, v| {
            let a = u * TAU;
            let d = spark + Vec2::new(a.cos(), a.sin()) * 0.075 * v;
            centre + Vec3::new(d.x, d.y, -(1.03 - d.length_squared()).sqrt()) * r
        },
        |_, _, _| Dab {
            colour: Vec3::ONE,
            finish: Finish::Glint,
            weights: Weights::one(Joint::Head),
        },
    );
    lids(clay, skull, looks, side, centre, r);
}

fn lids(clay: &mut Clay, skull: &Skull, looks: &Looks, side: usize, centre: Vec3, r: f32) {
    let f = skull.frame.face;
    let skin = linear(looks.skin);
    let tilt = Quat::from_rotation_z(f.eye_tilt * sign(side));
    let lash = Vec3::new(0.02, 0.014, 0.01);
    // Half shells about the eye: `edge` is how far their rim is opened from the middle line.
    for (upper, edge) in [(true, 0.46f32), (false, 0.40)] {
        let open = if upper { edge } else { -edge };
        let lean = Quat::from_rotation_x(open);
        clay.sheet(
            Grid::patch(clay.fine(13), 7),
            |u, v| {
                // u from one corner to the other, v from the rim over the ball; the rim is a little thicker.
                let turn = (u - 0.5) * PI * 0.98;
                let rise: f32 =
                    [0.0, 0.05, 0.12, 0.3, 0.6, 0.9, 1.3][((v * 6.0).round() as usize).min(6)];
                let rise = if upper { rise } else { -rise };
                let ring = Vec3::new(turn.sin(), 0.0, -turn.cos());
                let up = Vec3::new(0.0, rise.sin(), 0.0) + ring * rise.cos();
                let shell = if v < 0.1 { 1.01 } else { 1.085 };
                centre + tilt * (lean * up) * r * shell
            },
            |_, v, _| {
                let rim = v < 0.2;
                let colour = if rim && upper {
                    lash
                } else if rim {
                    skin * Vec3::new(0.55, 0.40, 0.38)
                } else {
                    skin * Vec3::new(0.90, 0.80, 0.78)
                };
                let joint = if upper { LID[side] } else { Joint::Head };
                Dab {
                    colour,
                    finish: Finish::Skin,
                    weights: Weights::one(joint),
                }
            },
        );
    }
}

pub fn brow(clay: &mut Clay, skull: &Skull, looks: &Looks, side: usize) {
    let f = skull.frame.face;
    let s = sign(side);
    let colour = linear(looks.hair_colour) * 0.8 + linear(looks.skin) * 0.05;
    clay.sheet(
        Grid::patch(clay.fine(10), 4),
        |u, v| {
            let x = f.eye_x - 0.085 + 0.18 * u;
            let arch = 0.022 * (1.0 - ((u - 0.6) / 0.6).powi(2));
            let thick = f.brow_thick * (1.0 - 0.65 * u) * smooth(-0.05, 0.12, u);
            let y = f.brow_y - 0.012 + arch + (v - 0.5) * 2.0 * thick;
            let proud = if v > 0.2 && v < 0.8 { 0.014 } else { -0.002 };
            skull.place(skull.front(s * x, y, proud))
        },
        |_, _, _| Dab {
            colour,
            finish: Finish::Hair,
            weights: Weights::one(BROW[side]),
        },
    );
}

pub fn ear(clay: &mut Clay, skull: &Skull, looks: &Looks, side: usize) {
    let s = sign(side);
    let size = skull.frame.face.ears;
    let skin = linear(looks.skin);
    let root = skull.bare(0.41, s * PI * 0.53, 0.004);
    clay.sheet(
        Grid::tube(clay.fine(16), 5),
        |u, v| {
            // From the hollow in the middle out over the rim and back to the skull.
            let a = u * TAU;
            let lobe = 1.0 - 0.28 * smooth(0.2, -1.0, a.sin());
            let (reach, out) = [
                (0.0, 0.010),
                (0.55, 0.008),
                (0.92, 0.030),
                (1.0, 0.018),
                (0.72, -0.02),
            ][((v * 4.0).round() as usize).min(4)];
            let y = a.sin() * 0.098 * reach * size;
            let z = a.cos() * 0.056 * reach * lobe * size;
            skull.place(root + Vec3::new(s * (out + 0.30 * (z + 0.03).max(0.0)), y, z + 0.22 * y))
        },
        |_, v, _| {
            let hollow = if v < 0.4 {
                Vec3::new(0.66, 0.48, 0.46)
            } else {
                Vec3::new(0.97, 0.86, 0.84)
            };
            Dab {
                colour: skin * hollow,
                finish: Finish::Skin,
                weights: Weights::one(Joint::Head),
            }
        },
    );
}
