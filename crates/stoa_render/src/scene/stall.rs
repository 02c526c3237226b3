//! Market stalls: posts, a striped awning, a counter with goods. The keeper stands on the +z side.

use bevy::math::{Affine3A, Quat, Vec2, Vec3};
use stoa_world::Goods;
use stoa_world::geometry::measures as m;

use super::Canvas;
use super::garden;
use super::surface::{Kind, tint};

pub fn stall(canvas: &mut Canvas, width: f32, goods: Goods) {
    let w = width * 0.5;
    let s = &mut *canvas.solid;
    let [front, back] = m::STALL_POSTS_Z;
    let high = m::STALL_HEIGHT;
    s.paint = Kind::Wood.paint(tint::WOOD);
    for x in [-w + 0.05, w - 0.05] {
        for z in [front, back] {
            s.block(
                Vec3::new(x - 0.045, 0.0, z - 0.045),
                Vec3::new(x + 0.045, high - 0.1, z + 0.045),
                0.01,
            );
        }
        s.block(
            Vec3::new(x - 0.035, high - 0.5, front),
            Vec3::new(x + 0.035, high - 0.42, back),
            0.008,
        );
    }
    s.block(
        Vec3::new(-w, high - 0.42, back - 0.04),
        Vec3::new(w, high - 0.34, back + 0.04),
        0.008,
    );
    counter(canvas, w);
    awning(canvas, w, goods);
    laid_out(canvas, w, goods);
}

fn counter(canvas: &mut Canvas, w: f32) {
    let s = &mut *canvas.solid;
    let top = m::STALL_COUNTER_HEIGHT;
    let (z, d) = (m::STALL_COUNTER_Z, m::STALL_COUNTER_DEPTH * 0.5);
    s.paint = Kind::Wood.paint(tint::WOOD).shaded(1.15);
    s.block(
        Vec3::new(-w, top - 0.06, z - d),
        Vec3::new(w, top, z + d),
        0.012,
    );
    s.paint = Kind::Wood.paint(tint::WOOD).shaded(0.85);
    let boards = (2.0 * w / 0.22) as u32;
    for i in 0..boards {
        let x = -w + 2.0 * w * i as f32 / boards as f32;
        s.block(
            Vec3::new(x + 0.008, 0.05, z - d + 0.03),
            Vec3::new(
                x + 2.0 * w / boards as f32 - 0.008,
                top - 0.06,
                z - d + 0.06,
            ),
            0.006,
        );
    }
    s.paint = Kind::Wood.paint(tint::DARK_WOOD).open(0.5);
    s.block(
        Vec3::new(-w + 0.03, 0.06, z - d + 0.06),
        Vec3::new(w - 0.03, top - 0.06, z - d + 0.07),
        0.0,
    );
    s.paint = Kind::Wood.paint(tint::WOOD).shaded(0.85);
    for x in [-w + 0.02, w - 0.06] {
        s.block(
            Vec3::new(x, 0.0, z - d + 0.04),
            Vec3::new(x + 0.04, top - 0.06, z + d - 0.03),
            0.006,
        );
    }
}

/// Canvas in stripes that hangs in a gentle curve and ends in scallops over the customers.
fn awning(canvas: &mut Canvas, w: f32, goods: Goods) {
    let stripe = match goods {
        Goods::Bread => [0.55, 0.23, 0.05],
        Goods::Fruit => [0.12, 0.29, 0.09],
        Goods::Flowers => [0.50, 0.09, 0.17],
        Goods::Pottery => [0.07, 0.20, 0.36],
        Goods::Books => [0.33, 0.06, 0.05],
        Goods::Cloth => [0.27, 0.10, 0.36],
    };
    let cream = [0.80, 0.74, 0.62];
    let s = &mut *canvas.solid;
    let high = m::STALL_HEIGHT;
    let [front, back] = m::STALL_POSTS_Z;
    let (z0, z1) = (front - 0.45, back + 0.15);
    let stripes = ((2.0 * w + 0.3) / 0.26).round().max(3.0) as u32 | 1;
    let rows = 8;
    let line = |t: f32| {
        let sag = (t * std::f32::consts::PI).sin() * 0.1;
        Vec2::new(z0 + (z1 - z0) * t, high - 0.52 + 0.62 * t.powf(0.8) - sag)
    };
    let span = 2.0 * w + 0.3;
    for i in 0..stripes {
        let (x0, x1) = (
            -span * 0.5 + span * i as f32 / stripes as f32,
            -span * 0.5 + span * (i + 1) as f32 / stripes as f32,
        );
        let colour = if i % 2 == 0 { stripe } else { cream };
        for (under, open) in [(false, 1.0f32), (true, 0.75)] {
            s.paint = Kind::Plain
                .paint(colour)
                .shaded(if under { 0.8 } else { 1.0 })
                .open(open);
            for row in 0..rows {
                let (a, b) = (
                    line(row as f32 / rows as f32),
                    line((row + 1) as f32 / rows as f32),
                );
                let lift = if under { -0.006 } else { 0.0 };
                let corners = [
                    Vec3::new(x0, a.y + lift, a.x),
                    Vec3::new(x1, a.y + lift, a.x),
                    Vec3::new(x1, b.y + lift, b.x),
                    Vec3::new(x0, b.y + lift, b.x),
                ];
                // From the front (−z) to the back, x to the right seen from behind.
                if under {
                    s.quad(corners);
                } else {
                    s.quad([corners[3], corners[2], corners[1], corners[0]]);
                }
            }
            // A scallop hanging from the front edge.
            let edge = line(0.0);
            let middle = (x0 + x1) * 0.5;
            let lip = [
                Vec3::new(x0, edge.y, edge.x),
                Vec3::new(x1, edge.y, edge.x),
                Vec3::new(x1 - 0.02, edge.y - 0.13, edge.x - 0.01),
                Vec3::new(middle, edge.y - 0.2, edge.x - 0.012),
                Vec3::new(x0 + 0.02, edge.y - 0.13, edge.x - 0.01),
            ];
            let n = if under { Vec3::Z } else { Vec3::NEG_Z };
            let offset = n * 0.004;
            let ids = lip.map(|at| s.vertex(at + offset, n, Vec2::new(at.x, at.y)));
            for k in 1..4 {
                if under {
                    s.triangle(ids[0], ids[k + 1], ids[k]);
                } else {
                    s.triangle(ids[0], ids[k], ids[k + 1]);
                }
            }
        }
    }
}

/// Goods in baskets and rows on the counter.
fn laid_out(canvas: &mut Canvas, w: f32, goods: Goods) {
    let top = m::STALL_COUNTER_HEIGHT;
    let (z, d) = (m::STALL_COUNTER_Z, m::STALL_COUNTER_DEPTH * 0.5);
    let places = ((2.0 * w - 0.2) / 0.52).floor().max(1.0) as u32;
    for i in 0..places {
        let x = (i as f32 - (places as f32 - 1.0) * 0.5) * 0.52;
        for row in 0..2 {
            let at = Vec3::new(x, top, z - d * 0.45 + row as f32 * d * 0.9);
            match goods {
                Goods::Bread => bread(canvas, at),
                Goods::Fruit => fruit(canvas, at, i * 2 + row),
                Goods::Flowers => flowers(canvas, at),
                Goods::Pottery => pottery(canvas, at),
                Goods::Books => books(canvas, at),
                Goods::Cloth => cloth(canvas, at),
            }
        }
    }
}

fn basket(canvas: &mut Canvas, at: Vec3) {
    let s = &mut *canvas.solid;
    s.paint = Kind::Plain.paint([0.42, 0.28, 0.13]);
    s.within(Affine3A::from_translation(at), |s| {
        s.lathe_shaped(
            &[
                Vec2::new(0.15, 0.0),
                Vec2::new(0.2, 0.1),
                Vec2::new(0.21, 0.12),
                Vec2::new(0.19, 0.12),
                Vec2::new(0.0, 0.06),
            ],
            24,
            |angle, r, y| r * (1.0 + 0.02 * (angle * 12.0).sin() * f32::from(y < 0.11)),
        );
    });
}

fn bread(canvas: &mut Canvas, at: Vec3) {
    basket(canvas, at);
    for k in 0..5 {
        let angle = canvas.dice.between(0.0, std::f32::consts::TAU);
        let far = canvas.dice.between(0.02, 0.11);
        let tone = canvas.dice.between(0.75, 1.2);
        let long = canvas.dice.unit() < 0.5;
        let spot = at + Vec3::new(angle.sin() * far, 0.1 + 0.035 * k as f32, angle.cos() * far);
        let s = &mut *canvas.solid;
        s.paint = Kind::Plain.paint([0.50 * tone, 0.25 * tone, 0.085 * tone]);
        let radii = if long {
            Vec3::new(0.17, 0.045, 0.055)
        } else {
            Vec3::new(0.1, 0.06, 0.1)
        };
        s.within(
            Affine3A::from_rotation_translation(Quat::from_rotation_y(angle), spot),
            |s| {
                s.blob(Vec3::ZERO, radii, 8, |d| {
                    1.0 - 0.05 * ((d.x * 14.0).sin().max(0.0) * d.y.max(0.0))
                })
            },
        );
    }
}

fn fruit(canvas: &mut Canvas, at: Vec3, which: u32) {
    const COLOURS: [([f32; 3], f32); 5] = [
        ([0.70, 0.24, 0.02], 0.045),
        ([0.52, 0.03, 0.025], 0.042),
        ([0.66, 0.52, 0.05], 0.046),
        ([0.20, 0.30, 0.04], 0.042),
        ([0.14, 0.03, 0.10], 0.03),
    ];
    basket(canvas, at);
    let (colour, r) = COLOURS[which as usize % COLOURS.len()];
    for k in 0..26 {
        let ring = (k as f32 / 26.0).sqrt();
        let angle = k as f32 * 2.4;
        let far = (1.0 - ring) * 0.15;
        let spot = at + Vec3::new(angle.sin() * far, 0.085 + ring * 0.1, angle.cos() * far);
        let tone = canvas.dice.between(0.8, 1.2);
        let s = &mut *canvas.solid;
        s.paint = Kind::Glaze.paint(colour.map(|c| c * tone));
        s.blob(spot, Vec3::splat(r), 4, |_| 1.0);
    }
}

fn flowers(canvas: &mut Canvas, at: Vec3) {
    let s = &mut *canvas.solid;
    s.paint = Kind::Bronze.paint([0.30, 0.33, 0.34]);
    s.within(Affine3A::from_translation(at), |s| {
        s.lathe(
            &[
                Vec2::new(0.09, 0.0),
                Vec2::new(0.13, 0.24),
                Vec2::new(0.12, 0.24),
                Vec2::new(0.0, 0.2),
            ],
            16,
        );
    });
    let colour = canvas.dice.pick(&garden::BLOSSOMS);
    for _ in 0..6 {
        let spot = at
            + Vec3::new(
                canvas.dice.between(-0.08, 0.08),
                0.2,
                canvas.dice.between(-0.08, 0.08),
            );
        garden::clump(
            canvas.leaf,
            &mut canvas.dice,
            spot,
            0.32,
            colour,
            canvas.detail,
        );
    }
}

fn pottery(canvas: &mut Canvas, at: Vec3) {
    let tall = canvas.dice.between(0.16, 0.36);
    let belly = canvas.dice.between(0.09, 0.15);
    let tone = canvas.dice.between(0.8, 1.2);
    let glazed = canvas.dice.unit();
    let s = &mut *canvas.solid;
    s.paint = if glazed < 0.3 {
        Kind::Glaze.paint([0.06, 0.17, 0.30])
    } else if glazed < 0.5 {
        Kind::Glaze.paint([0.62, 0.56, 0.44])
    } else {
        Kind::Plain.paint([0.46 * tone, 0.2 * tone, 0.1 * tone])
    };
    s.within(Affine3A::from_translation(at), |s| {
        s.lathe(
            &[
                Vec2::new(belly * 0.5, 0.0),
                Vec2::new(belly * 0.95, tall * 0.3),
                Vec2::new(belly, tall * 0.5),
                Vec2::new(belly * 0.8, tall * 0.72),
                Vec2::new(belly * 0.42, tall * 0.86),
                Vec2::new(belly * 0.5, tall),
                Vec2::new(belly * 0.42, tall),
                Vec2::new(belly * 0.34, tall * 0.86),
            ],
            24,
        );
        for side in [-1.0f32, 1.0] {
            s.tube(
                &[
                    Vec3::new(side * belly * 0.45, tall * 0.9, 0.0),
                    Vec3::new(side * belly * 1.05, tall * 0.88, 0.0),
                    Vec3::new(side * belly * 0.95, tall * 0.6, 0.0),
                ],
                &[0.012, 0.012, 0.012],
                6,
            );
        }
    });
}

fn books(canvas: &mut Canvas, at: Vec3) {
    for k in 0..4 {
        let turn = canvas.dice.between(-0.4, 0.4);
        let tone = canvas.dice.unit();
        let s = &mut *canvas.solid;
        s.within(
            Affine3A::from_rotation_translation(
                Quat::from_rotation_y(turn),
                at + Vec3::Y * 0.05 * k as f32,
            ),
            |s| {
                s.paint = Kind::Plain.paint([0.1 + 0.3 * tone, 0.08, 0.28 - 0.22 * tone]);
                s.block(
                    Vec3::new(-0.13, 0.0, -0.09),
                    Vec3::new(0.13, 0.048, 0.09),
                    0.006,
                );
                s.paint = Kind::Plain.paint([0.70, 0.64, 0.50]);
                s.block(
                    Vec3::new(-0.12, 0.006, -0.095),
                    Vec3::new(0.135, 0.042, 0.085),
                    0.002,
                );
            },
        );
    }
}

fn cloth(canvas: &mut Canvas, at: Vec3) {
    for k in 0..3 {
        let colour = canvas.dice.pick(&garden::BLOSSOMS).unwrap_or([0.5; 3]);
        let s = &mut *canvas.solid;
        s.paint = Kind::Plain.paint(colour.map(|c| c * 0.75 + 0.03));
        let spot = at
            + Vec3::new(
                0.0,
                0.07 + 0.1 * f32::from(k == 2),
                (k % 2) as f32 * 0.13 - 0.06,
            );
        s.tube(
            &[spot - Vec3::X * 0.22, spot + Vec3::X * 0.22],
            &[0.062, 0.062],
            12,
        );
    }
}
