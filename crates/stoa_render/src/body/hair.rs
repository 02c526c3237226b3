//! Hair: a cap that grows out of the skull from the hairline, and what hangs or is tied from it.

use std::f32::consts::{PI, TAU};

use bevy::math::Vec3;
use stoa_world::{
    Looks,
    looks::{Hair, Hat},
};

use super::{
    clay::{Clay, Dab, Finish, Grid, Weights, bump, linear, smooth},
    head::Skull,
    rig::{Frame, Joint},
};

/// Builds the hair of a body; a hat flattens what is under it.
pub fn build(clay: &mut Clay, frame: &Frame, looks: &Looks) {
    if looks.hair == Hair::Bald {
        return;
    }
    let lock = Lock {
        skull: Skull::new(frame, looks),
        frame,
        looks,
        colour: linear(looks.hair_colour),
    };
    // A headscarf leaves only the hair at the brow.
    lock.cap(clay);
    match looks.hair {
        Hair::Long if looks.hat != Hat::Headscarf => lock.curtain(clay, -0.62, 0.075),
        Hair::Bob if looks.hat != Hat::Headscarf => lock.curtain(clay, 0.02, 0.10),
        Hair::Bun => lock.bun(clay),
        Hair::Curly => lock.curls(clay),
        Hair::Ponytail => lock.ponytail(clay),
        Hair::Braid => lock.braid(clay),
        _ => {}
    }
}

struct Lock<'a> {
    skull: Skull,
    frame: &'a Frame,
    looks: &'a Looks,
    colour: Vec3,
}

impl Lock<'_> {
    /// Strands: lighter and darker streaks along the fall of the hair.
    fn dab(&self, streak: f32, shade: f32, weights: Weights) -> Dab {
        let tone = 0.86 + 0.22 * (streak * 7.0).sin() * (streak * 2.3 + 1.0).sin();
        Dab {
            colour: self.colour * tone * shade,
            finish: Finish::Hair,
            weights,
        }
    }

    /// Where the hair begins at a turn (0 front, ±π back), in head heights above the chin.
    fn hairline(&self, turn: f32) -> f32 {
        let t = turn.abs();
        let high = 0.80 + 0.02 * (self.frame.trait_of(60) - 0.5);
        let front = match self.looks.hair {
            Hair::Bob => 0.66 + 0.02 * (t * 9.0).cos(),
            _ => high - 0.035 * bump(t, 0.12) * self.frame.curve - 0.03 * smooth(0.35, 0.7, t),
        };
        let temple = 0.60;
        let sideburn = if self.frame.curve < 0.4 { 0.34 } else { 0.44 };
        let nape = match self.looks.hair {
            Hair::Short | Hair::Curly => 0.13,
            _ => 0.10,
        };
        let y = front + (temple - front) * smooth(0.62, 0.98, t);
        let y = y + (sideburn - y) * smooth(1.12, 1.30, t);
        let behind_ear = y + (0.44 - y) * smooth(1.42, 1.62, t);
        behind_ear + (nape - behind_ear) * smooth(1.85, 2.35, t)
    }

    fn under_hat(&self, y: f32) -> f32 {
        match self.looks.hat {
            Hat::None => 1.0,
            Hat::Headscarf => 0.25,
            Hat::Beret => 1.0 - 0.75 * smooth(0.76, 0.86, y),
            _ => 1.0 - 0.8 * smooth(0.66, 0.76, y),
        }
    }

    fn thickness(&self, turn: f32, y: f32, s: f32) -> f32 {
        let rise = smooth(0.0, 0.24, s).sqrt();
        let top = smooth(0.7, 1.0, y);
        let back = smooth(1.2, 2.4, turn.abs());
        let base = match self.looks.hair {
            Hair::Bald => 0.0,
            Hair::Short => 0.030 + 0.045 * top + 0.035 * bump(turn, 0.7) * smooth(0.74, 0.92, y),
            Hair::Curly => 0.055 + 0.05 * top,
            Hair::Long => 0.045 + 0.035 * top,
            Hair::Bob => 0.060 + 0.035 * top + 0.02 * back,
            Hair::Bun | Hair::Ponytail | Hair::Braid => {
                0.024 + 0.022 * top + 0.02 * bump(turn, 0.5) * top
            }
        };
        let groove = match self.looks.hair {
            Hair::Short => {
                0.010 * ((turn * 16.0 + y * 6.0).sin() + 0.5 * (turn * 29.0 + 1.0).sin())
            }
            Hair::Curly => 0.0,
            _ => 0.005 * (turn * 22.0).sin(),
        };
        // A parting, a little aside from the middle.
        let side = if self.frame.trait_of(61) > 0.5 {
            0.22
        } else {
            -0.22
        };
        let parting = match self.looks.hair {
            Hair::Long | Hair::Braid | Hair::Bob => {
                0.03 * bump(turn - side * (1.0 - smooth(0.9, 1.0, y)), 0.08) * smooth(0.8, 0.9, y)
            }
            _ => 0.0,
        };
        (base + groove - parting) * rise * self.under_hat(y) - 0.006 * (1.0 - rise)
    }

    fn cap_point(&self, turn: f32, s: f32) -> Vec3 {
        let low = self.hairline(turn);
        // More rows near the hairline and the crown.
        let y = low + (1.0 - low) * (s * PI / 2.0).sin().powf(0.92);
        self.skull.bare(y, turn, self.thickness(turn, y, s))
    }

    fn cap(&self, clay: &mut Clay) {
        let (columns, rows) = (clay.fine(56), clay.fine(20));
        clay.sheet(
            Grid::tube(columns, rows),
            |u, v| self.skull.place(self.cap_point((u * 2.0 - 1.0) * PI, v)),
            |u, v, _| {
                let turn = (u * 2.0 - 1.0) * PI;
                let root = if matches!(self.looks.hair, Hair::Long | Hair::Bob) {
                    0.94
                } else {
                    0.72
                };
                let shade = root + (1.0 - root) * smooth(0.0, 0.5, v);
                self.dab(turn * 6.0 + v * 1.5, shade, Weights::one(Joint::Head))
            },
        );
    }

    /// Falling hair round the back and the sides, down to `low` (head heights).
    fn curtain(&self, clay: &mut Clay, low: f32, thick: f32) {
        let (columns, rows) = (clay.fine(44), clay.fine(18));
        let front = if self.looks.hair == Hair::Bob {
            1.02
        } else {
            1.28
        };
        clay.sheet(
            Grid::patch(columns, rows),
            |u, v| {
                let turn = PI + (u * 2.0 - 1.0) * (PI - front);
                let y = 0.86 + (low - 0.86) * v;
                let end = smooth(0.8, 1.0, v);
                let lip = (1.0 - (u * 2.0 - 1.0).abs().powi(6)) * (1.0 - 0.55 * end);
                let wave = 0.014 * (turn * 11.0 + v * 5.0).sin() * smooth(0.1, 0.5, v);
                // It leaves the cap without a step.
                let signed = if turn > PI { turn - TAU } else { turn };
                let line = self.hairline(signed);
                let over = (y - line) / (1.0 - line);
                let cap = self.thickness(signed, y, (over.clamp(0.0, 1.0) * 0.9).max(0.3));
                let leave = smooth(0.06, 0.45, v);
                let start = cap + 0.020 * smooth(0.0, 0.12, v) - 0.012;
                let free = (thick + wave) * self.under_hat(y);
                let out = (start + (free - start) * leave) * lip;
                let mut p = self.skull.bare(y.max(0.47), turn, out);
                p.y = y + 0.02 * (turn * 9.0).sin() * end;
                let fall = smooth(0.4, -0.3, y);
                // Long hair draws together behind the shoulders.
                p.x *= 1.0 - 0.22 * fall;
                if self.looks.hair == Hair::Long {
                    p.z += 0.10 * fall * smooth(1.9, 1.3, turn.min(TAU - turn));
                    p.z += 0.02 * fall;
                }
                self.skull.place(p)
            },
            |u, v, p| {
                let turn = u * 30.0 + (v * 4.0).sin();
                let local = (p.y - self.frame.chin.y) / self.frame.head_m;
                let hang = smooth(0.15, -0.35, local);
                let weights = Weights::of([
                    (Joint::Head, 1.0 - hang),
                    (Joint::Chest, hang * 0.75),
                    (Joint::Neck, hang * 0.25),
                    (Joint::Head, 0.0),
                ]);
                self.dab(turn, 1.0 - 0.18 * v, weights)
            },
        );
    }

    fn bun(&self, clay: &mut Clay) {
        let low = matches!(self.looks.hat, Hat::None | Hat::Headscarf);
        let at = if low {
            Vec3::new(0.0, 0.86, 0.44)
        } else {
            Vec3::new(0.0, 0.42, 0.52)
        };
        let centre = self.skull.place(at);
        let r = 0.135 * self.frame.head_m;
        let (columns, rows) = (clay.fine(26), clay.fine(14));
        clay.sheet(
            Grid::tube(columns, rows),
            |u, v| {
                let (a, e) = (u * TAU, v * PI);
                let coil = 1.0 + 0.055 * (a * 3.0 + e * 5.0).sin();
                let d = Vec3::new(a.cos() * e.sin(), a.sin() * e.sin(), e.cos() * 0.82);
                centre + d * r * coil
            },
            |u, v, _| {
                let coil = 0.82 + 0.18 * (u * TAU * 3.0 + v * PI * 5.0).sin();
                self.dab(u * 8.0, coil, Weights::one(Joint::Head))
            },
        );
    }

    fn curls(&self, clay: &mut Clay) {
        let count = if clay.detail > 0.7 { 120 } else { 60 };
        let golden = PI * (3.0 - 5.0f32.sqrt());
        for i in 0..count {
            // A golden spiral over the cap, low rows left to the short hair at the nape.
            let s = (i as f32 + 0.5) / count as f32;
            let turn = (i as f32 * golden).rem_euclid(TAU) - PI;
            let low = self.hairline(turn).max(0.2);
            let rise = 0.06 + 0.94 * (1.0 - (1.0 - s).sqrt() * 0.98);
            let y = low + (1.0 - low) * (rise * PI / 2.0).sin();
            let noise = self.frame.trait_of(200 + i as u32);
            let size = 0.070 + 0.028 * noise;
            let flat = self.under_hat(y);
            if flat < 0.6 {
                continue;
            }
            let centre = self
                .skull
                .place(self.skull.bare(y, turn, 0.04 * flat + 0.025 * noise));
            let tone = 0.8 + 0.35 * noise;
            let r = size * self.frame.head_m * (0.4 + 0.6 * flat);
            clay.ball(centre, Vec3::splat(r), (8, 6), |u, v, _| {
                self.dab(
                    u * 6.0 + v * 9.0,
                    tone * (1.05 - 0.35 * v),
                    Weights::one(Joint::Head),
                )
            });
        }
    }

    fn tail_weights(&self, v: f32) -> Weights {
        Weights::of([
            (Joint::Head, smooth(0.12, 0.0, v)),
            (Joint::TailTop, smooth(0.0, 0.12, v) * smooth(0.75, 0.4, v)),
            (Joint::TailEnd, smooth(0.4, 0.75, v)),
            (Joint::Head, 0.0),
        ])
    }

    fn tie(&self, clay: &mut Clay, at: Vec3, r: f32) {
        let colour = linear(self.looks.accent);
        clay.ball(
            self.skull.place(at),
            Vec3::new(r, r * 0.8, r) * self.frame.head_m,
            (12, 8),
            |_, _, _| Dab {
                colour,
                finish: Finish::Cloth,
                weights: Weights::one(Joint::Head),
            },
        );
    }

    fn tail_root(&self) -> Vec3 {
        let hat = !matches!(self.looks.hat, Hat::None);
        Vec3::new(
            0.0,
            if hat { 0.40 } else { 0.72 },
            if hat { 0.46 } else { 0.48 },
        )
    }

    fn ponytail(&self, clay: &mut Clay) {
        let root = self.tail_root();
        let path = |v: f32| {
            root + Vec3::new(
                0.0,
                0.05 * (v * PI).sin() - 0.80 * v * v.sqrt(),
                0.20 * (v * 2.2).sin() - 0.05 * v,
            )
        };
        clay.tube(
            (18, 18),
            |v| self.skull.place(path(v)),
            |v| {
                let full = 0.045 + 0.075 * (v * PI).sin().max(0.0).powf(0.7);
                full * smooth(1.0, 0.82, v).max(0.02) * self.frame.head_m
            },
            |u, v, _| self.dab(u * 20.0 + v * 2.0, 1.0 - 0.15 * v, self.tail_weights(v)),
        );
        self.tie(clay, root + Vec3::new(0.0, 0.0, 0.01), 0.062);
    }

    fn braid(&self, clay: &mut Clay) {
        let root = Vec3::new(0.0, 0.30, 0.40);
        let path = |v: f32| root + Vec3::new(0.0, -1.02 * v, 0.11 * smooth(0.0, 0.3, v) + 0.04 * v);
        clay.tube(
            (16, 40),
            |v| {
                let sway = 0.028 * (v * 46.0).sin();
                self.skull
                    .place(path(v) + Vec3::new(sway, 0.0, 0.012 * (v * 92.0).sin()))
            },
            |v| {
                (0.062 - 0.022 * v)
                    * (1.0 + 0.16 * (v * 92.0).cos())
                    * smooth(1.0, 0.95, v).max(0.05)
                    * self.frame.head_m
            },
            |u, v, _| {
                let plait = 0.80 + 0.24 * (v * 92.0 + u * TAU).sin();
                let hang = smooth(0.1, 0.7, v);
                let weights = Weights::of([
                    (Joint::Head, 1.0 - hang),
                    (Joint::TailEnd, hang * 0.5),
                    (Joint::Chest, hang * 0.5),
                    (Joint::Head, 0.0),
                ]);
                self.dab(u * 3.0, plait, weights)
            },
        );
    }
}
