//! Benches, tables, stools, lamps, bookcases, easels.

use bevy::math::{Affine3A, Quat, Vec2, Vec3};
use stoa_world::Surface;
use stoa_world::geometry::{SEAT_HEIGHT_M, measures as m};

use super::Canvas;
use super::surface::{Kind, paint_of, tint};

/// A bench: of stone on scrolled feet, or of wood with slats. Sitters face −z.
pub fn bench(canvas: &mut Canvas, width: f32, back: bool, surface: Surface) {
    let seed = canvas.dice.unit();
    let s = &mut *canvas.solid;
    let (w, d) = (width * 0.5, m::BENCH_DEPTH * 0.5);
    let seat = SEAT_HEIGHT_M;
    if surface == Surface::Wood {
        s.paint = Kind::Wood.paint(tint::WOOD);
        s.paint.seed = seed;
        let slats = 4;
        let each = m::BENCH_DEPTH / slats as f32;
        for i in 0..slats {
            let z = -d + each * i as f32;
            s.block(
                Vec3::new(-w, seat - 0.04, z + 0.008),
                Vec3::new(w, seat, z + each - 0.008),
                0.008,
            );
        }
        if back {
            for (low, high) in [(0.58, 0.68), (0.74, m::BENCH_BACK_HEIGHT)] {
                s.block(
                    Vec3::new(-w, low, d - 0.05),
                    Vec3::new(w, high, d - 0.01),
                    0.01,
                );
            }
        }
        s.paint = Kind::Bronze.paint(tint::IRON);
        for x in [-w + 0.12, w - 0.12] {
            s.block(
                Vec3::new(x - 0.025, 0.0, -d + 0.03),
                Vec3::new(x + 0.025, seat - 0.04, -d + 0.08),
                0.008,
            );
            let tall = if back {
                m::BENCH_BACK_HEIGHT - 0.03
            } else {
                seat - 0.04
            };
            s.block(
                Vec3::new(x - 0.025, 0.0, d - 0.09),
                Vec3::new(x + 0.025, tall, d - 0.04),
                0.008,
            );
            s.block(
                Vec3::new(x - 0.025, seat - 0.09, -d + 0.03),
                Vec3::new(x + 0.025, seat - 0.04, d - 0.04),
                0.008,
            );
        }
        return;
    }
    s.paint = match surface {
        Surface::Marble => Kind::Marble.paint(tint::MARBLE),
        Surface::Limestone | Surface::Paving => Kind::Dressed.paint(tint::DRESSED),
        other => paint_of(other),
    };
    s.paint.seed = seed;
    s.block(Vec3::new(-w, seat - 0.1, -d), Vec3::new(w, seat, d), 0.022);
    let feet = if width > 2.4 {
        vec![-w + 0.28, 0.0, w - 0.28]
    } else {
        vec![-w + 0.28, w - 0.28]
    };
    for x in feet {
        s.block(
            Vec3::new(x - 0.12, 0.0, -d + 0.05),
            Vec3::new(x + 0.12, 0.07, d - 0.05),
            0.015,
        );
        s.block(
            Vec3::new(x - 0.09, 0.05, -d + 0.08),
            Vec3::new(x + 0.09, seat - 0.09, d - 0.08),
            0.02,
        );
        s.block(
            Vec3::new(x - 0.12, seat - 0.15, -d + 0.05),
            Vec3::new(x + 0.12, seat - 0.09, d - 0.05),
            0.015,
        );
    }
    if back {
        s.block(
            Vec3::new(-w, seat - 0.02, d - 0.09),
            Vec3::new(w, m::BENCH_BACK_HEIGHT - 0.06, d - 0.01),
            0.02,
        );
        s.block(
            Vec3::new(-w - 0.02, m::BENCH_BACK_HEIGHT - 0.08, d - 0.11),
            Vec3::new(w + 0.02, m::BENCH_BACK_HEIGHT, d + 0.01),
            0.022,
        );
    }
}

/// A café table: marble top, iron foot, sometimes a cup and a carafe.
pub fn table(canvas: &mut Canvas, radius: f32, height: f32) {
    let laid = canvas.dice.unit();
    let turn = canvas.dice.between(0.0, std::f32::consts::TAU);
    let s = &mut *canvas.solid;
    let h = height;
    s.paint = Kind::Marble.paint(tint::MARBLE);
    s.lathe(
        &[
            Vec2::new(0.0, h - 0.035),
            Vec2::new(radius - 0.02, h - 0.035),
            Vec2::new(radius, h - 0.02),
            Vec2::new(radius, h - 0.008),
            Vec2::new(radius - 0.012, h),
            Vec2::new(0.0, h),
        ],
        36,
    );
    s.paint = Kind::Bronze.paint(tint::IRON);
    s.lathe(
        &[
            Vec2::new(radius * 0.55, 0.0),
            Vec2::new(radius * 0.55, 0.025),
            Vec2::new(radius * 0.2, 0.06),
            Vec2::new(0.035, 0.14),
            Vec2::new(0.03, h * 0.55),
            Vec2::new(0.05, h * 0.6),
            Vec2::new(0.03, h * 0.65),
            Vec2::new(0.035, h - 0.1),
            Vec2::new(radius * 0.4, h - 0.036),
        ],
        20,
    );
    if laid < 0.75 {
        let at =
            |angle: f32, r: f32| Vec3::new((turn + angle).sin() * r, h, (turn + angle).cos() * r);
        s.paint = Kind::Glaze.paint([0.75, 0.72, 0.66]);
        for angle in [0.0f32, 2.4] {
            s.within(Affine3A::from_translation(at(angle, radius * 0.55)), |s| {
                s.lathe(
                    &[
                        Vec2::new(0.0, 0.004),
                        Vec2::new(0.07, 0.008),
                        Vec2::new(0.075, 0.016),
                        Vec2::new(0.0, 0.012),
                    ],
                    16,
                );
                s.lathe(
                    &[
                        Vec2::new(0.022, 0.012),
                        Vec2::new(0.036, 0.03),
                        Vec2::new(0.04, 0.07),
                        Vec2::new(0.036, 0.07),
                        Vec2::new(0.03, 0.03),
                        Vec2::new(0.0, 0.025),
                    ],
                    14,
                );
            });
        }
        s.paint = Kind::Glaze.paint([0.12, 0.26, 0.34]);
        s.within(Affine3A::from_translation(at(4.4, radius * 0.25)), |s| {
            s.lathe(
                &[
                    Vec2::new(0.05, 0.0),
                    Vec2::new(0.075, 0.05),
                    Vec2::new(0.07, 0.12),
                    Vec2::new(0.03, 0.18),
                    Vec2::new(0.04, 0.24),
                    Vec2::new(0.034, 0.24),
                    Vec2::new(0.02, 0.18),
                ],
                16,
            );
        });
    }
}

/// A wooden stool with a woven seat.
pub fn stool(canvas: &mut Canvas) {
    let tone = canvas.dice.between(0.85, 1.2);
    let s = &mut *canvas.solid;
    let (r, top) = (m::STOOL_RADIUS, SEAT_HEIGHT_M);
    s.paint = Kind::Wood.paint(tint::WOOD).shaded(tone);
    for k in 0..4 {
        let angle = std::f32::consts::FRAC_PI_4 + std::f32::consts::FRAC_PI_2 * k as f32;
        let (sin, cos) = angle.sin_cos();
        s.tube(
            &[
                Vec3::new(sin * r, 0.0, cos * r),
                Vec3::new(sin * r * 0.8, top - 0.03, cos * r * 0.8),
            ],
            &[0.018, 0.022],
            7,
        );
        let next = angle + std::f32::consts::FRAC_PI_2;
        let foot = r * 0.93;
        s.tube(
            &[
                Vec3::new(sin * foot, 0.16, cos * foot),
                Vec3::new(next.sin() * foot, 0.16, next.cos() * foot),
            ],
            &[0.011, 0.011],
            5,
        );
    }
    s.paint = Kind::Plain.paint([0.52, 0.38, 0.19]);
    s.lathe(
        &[
            Vec2::new(0.0, top - 0.045),
            Vec2::new(r * 0.9, top - 0.045),
            Vec2::new(r, top - 0.025),
            Vec2::new(r * 0.96, top),
            Vec2::new(0.0, top - 0.008),
        ],
        20,
    );
}

/// A lamp post: cast iron, a lantern of four panes under a little roof.
pub fn lamp(canvas: &mut Canvas, height: f32) {
    let s = &mut *canvas.solid;
    let glass = (height * 0.13).clamp(0.28, 0.46);
    let post = height - glass - 0.22;
    let r = m::LAMP_RADIUS;
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.block(
        Vec3::new(-r - 0.06, -0.1, -r - 0.06),
        Vec3::new(r + 0.06, 0.12, r + 0.06),
        0.02,
    );
    s.paint = Kind::Bronze.paint(tint::IRON);
    s.lathe(
        &[
            Vec2::new(r, 0.12),
            Vec2::new(r, 0.2),
            Vec2::new(r * 0.72, 0.26),
            Vec2::new(r * 0.6, 0.62),
            Vec2::new(r * 0.74, 0.68),
            Vec2::new(r * 0.42, 0.76),
            Vec2::new(r * 0.3, post * 0.8),
            Vec2::new(r * 0.44, post * 0.83),
            Vec2::new(r * 0.3, post * 0.86),
            Vec2::new(r * 0.26, post - 0.1),
            Vec2::new(r * 0.8, post - 0.02),
            Vec2::new(r * 0.8, post),
        ],
        16,
    );
    let half = glass * 0.42;
    s.paint = Kind::Glow.paint([1.0, 0.72, 0.36]);
    s.block(
        Vec3::new(-half * 0.8, post + 0.02, -half * 0.8),
        Vec3::new(half * 0.8, post + glass, half * 0.8),
        0.01,
    );
    s.paint = Kind::Bronze.paint(tint::IRON);
    for (x, z) in [(-1.0f32, -1.0f32), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
        s.tube(
            &[
                Vec3::new(x * half * 0.78, post, z * half * 0.78),
                Vec3::new(x * half, post + glass, z * half),
            ],
            &[0.016, 0.016],
            6,
        );
    }
    let roof = Quat::from_rotation_y(std::f32::consts::FRAC_PI_4);
    s.within(Affine3A::from_quat(roof), |s| {
        s.lathe(
            &[
                Vec2::new(half * 1.2, post + glass),
                Vec2::new(half * 1.5, post + glass + 0.01),
                Vec2::new(half * 0.5, post + glass + 0.13),
                Vec2::new(half * 0.2, post + glass + 0.16),
                Vec2::new(0.0, height),
            ],
            4,
        );
    });
}

/// A bookcase whose front faces −z, full of books and rolls.
pub fn bookcase(canvas: &mut Canvas, width: f32, height: f32) {
    const SPINES: [[f32; 3]; 7] = [
        [0.28, 0.07, 0.05],
        [0.08, 0.15, 0.12],
        [0.07, 0.10, 0.20],
        [0.36, 0.25, 0.12],
        [0.16, 0.09, 0.05],
        [0.45, 0.38, 0.27],
        [0.22, 0.05, 0.10],
    ];
    let (w, d) = (width * 0.5, m::BOOKCASE_DEPTH * 0.5);
    let s = &mut *canvas.solid;
    s.paint = Kind::Wood.paint(tint::DARK_WOOD);
    s.block(Vec3::new(-w, 0.0, d - 0.03), Vec3::new(w, height, d), 0.0);
    for x in [-w, w - 0.05] {
        s.block(Vec3::new(x, 0.0, -d), Vec3::new(x + 0.05, height, d), 0.008);
    }
    s.block(
        Vec3::new(-w - 0.03, height - 0.08, -d - 0.03),
        Vec3::new(w + 0.03, height, d),
        0.015,
    );
    s.block(
        Vec3::new(-w - 0.01, 0.0, -d - 0.01),
        Vec3::new(w + 0.01, 0.12, d),
        0.01,
    );
    let shelves = ((height - 0.2) / 0.38).floor().max(1.0) as u32;
    let pitch = (height - 0.2) / shelves as f32;
    for shelf in 0..shelves {
        let y = 0.12 + pitch * shelf as f32;
        s.paint = Kind::Wood.paint(tint::DARK_WOOD);
        s.block(
            Vec3::new(-w + 0.04, y - 0.02, -d + 0.01),
            Vec3::new(w - 0.04, y + 0.015, d),
            0.004,
        );
        let mut x = -w + 0.07;
        while x < w - 0.1 {
            let thick = canvas.dice.between(0.03, 0.075);
            let tall = pitch * canvas.dice.between(0.58, 0.86);
            let colour = canvas.dice.pick(&SPINES).unwrap_or(tint::WOOD);
            let gap = canvas.dice.unit();
            if gap < 0.07 {
                // A stack of rolls instead.
                s.paint = Kind::Plain.paint([0.62, 0.52, 0.36]).open(0.8);
                for k in 0..3 {
                    let at = Vec3::new(x + 0.06, y + 0.05 + 0.075 * k as f32, 0.0);
                    s.tube(
                        &[at - Vec3::Z * d * 0.8, at + Vec3::Z * d * 0.7],
                        &[0.036, 0.036],
                        8,
                    );
                }
                x += 0.15;
                continue;
            }
            s.paint = Kind::Plain.paint(colour).open(0.85);
            s.block(
                Vec3::new(x, y + 0.015, -d + 0.05 + gap * 0.05),
                Vec3::new(x + thick - 0.004, y + 0.015 + tall, d - 0.04),
                0.006,
            );
            x += thick;
        }
    }
}

/// An easel with a picture in the making, seen from −z.
pub fn easel(canvas: &mut Canvas) {
    let hue = canvas.dice.unit();
    let [_, height, depth] = m::EASEL;
    let s = &mut *canvas.solid;
    s.paint = Kind::Wood.paint(tint::WOOD).shaded(1.25);
    for x in [-0.28f32, 0.28] {
        s.tube(
            &[
                Vec3::new(x, 0.0, -depth * 0.3),
                Vec3::new(x * 0.25, height, 0.06),
            ],
            &[0.02, 0.018],
            6,
        );
    }
    s.tube(
        &[
            Vec3::new(0.0, 0.0, depth * 0.45),
            Vec3::new(0.0, height * 0.95, 0.06),
        ],
        &[0.02, 0.018],
        6,
    );
    let lean = Quat::from_rotation_x(0.16);
    let at = Vec3::new(0.0, 0.72, -0.11);
    s.within(Affine3A::from_rotation_translation(lean, at), |s| {
        s.block(
            Vec3::new(-0.36, -0.03, -0.05),
            Vec3::new(0.36, 0.0, 0.03),
            0.006,
        );
        s.paint = Kind::Plain.paint([0.74, 0.70, 0.60]);
        s.block(
            Vec3::new(-0.34, 0.0, 0.0),
            Vec3::new(0.34, 0.78, 0.025),
            0.005,
        );
        // A landscape: sky, hills, field, a tree.
        let mut patch = |x0: f32, x1: f32, y0: f32, y1: f32, colour: [f32; 3], out: f32| {
            s.paint = Kind::Plain.paint(colour);
            let z = -0.002 - out;
            s.quad([
                Vec3::new(x1, y0, z),
                Vec3::new(x0, y0, z),
                Vec3::new(x0, y1, z),
                Vec3::new(x1, y1, z),
            ]);
        };
        patch(-0.3, 0.3, 0.4, 0.74, [0.30 + 0.3 * hue, 0.46, 0.62], 0.0);
        patch(-0.3, 0.12, 0.36, 0.5, [0.22, 0.30, 0.38], 0.001);
        patch(-0.05, 0.3, 0.34, 0.46, [0.30, 0.36, 0.30], 0.002);
        patch(-0.3, 0.3, 0.05, 0.37, [0.50, 0.42 - 0.2 * hue, 0.14], 0.003);
        patch(0.1, 0.14, 0.22, 0.42, [0.12, 0.07, 0.04], 0.004);
        patch(0.03, 0.21, 0.38, 0.58, [0.10, 0.20, 0.06], 0.005);
    });
}
