//! A draped marble figure on a plinth.

use bevy::math::{Vec2, Vec3};
use stoa_world::geometry::measures as m;

use super::Canvas;
use super::sculpt::Sculpt;
use super::surface::{Kind, tint};

/// One cross-section of the figure: height (part of the figure), half width, half depth, shift to the side and back.
type Ring = (f32, f32, f32, f32, f32);

/// From the hem to the neck, weight on one leg.
const DRAPERY: [Ring; 13] = [
    (0.00, 0.150, 0.120, 0.000, 0.000),
    (0.05, 0.138, 0.112, 0.000, 0.000),
    (0.18, 0.112, 0.098, 0.006, 0.002),
    (0.32, 0.106, 0.098, 0.016, 0.006),
    (0.44, 0.112, 0.098, 0.024, 0.008),
    (0.50, 0.116, 0.096, 0.024, 0.006),
    (0.57, 0.100, 0.082, 0.014, 0.000),
    (0.62, 0.092, 0.074, 0.006, -0.002),
    (0.68, 0.100, 0.080, 0.000, -0.004),
    (0.74, 0.118, 0.084, -0.006, 0.000),
    (0.79, 0.124, 0.070, -0.008, 0.004),
    (0.825, 0.090, 0.052, -0.006, 0.006),
    (0.85, 0.036, 0.036, -0.004, 0.004),
];

pub fn statue(canvas: &mut Canvas, height: f32) {
    let side = height * m::STATUE_PLINTH_SIDE * 0.5;
    let base = height * m::STATUE_PLINTH_HEIGHT;
    let s = &mut *canvas.solid;
    plinth(s, side, base);
    let tall = height - base;
    s.paint = Kind::Marble.paint(tint::MARBLE).shaded(0.95);
    let y = |t: f32| base + tall * t;

    // The robe, with folds that deepen toward the hem.
    let sides = 72u32;
    let section = |i: usize, angle: f32| {
        let (t, half_w, half_d, dx, dz) = DRAPERY[i];
        let deep = 0.085 * (1.0 - t / 0.7).clamp(0.12, 1.0);
        let wave = (angle * 9.0 + t * 5.0).sin() * 0.6 + (angle * 15.0 - t * 3.0).sin() * 0.4;
        // A mantle across the chest from shoulder to hip.
        let mantle =
            0.03 * (1.0 + ((angle * 2.0 + t * 26.0).sin())) * f32::from(t > 0.45 && t < 0.78);
        let k = tall * (1.0 + deep * wave + mantle);
        Vec3::new(
            angle.sin() * half_w * k + dx * tall,
            y(t),
            angle.cos() * half_d * k + dz * tall,
        )
    };
    let step = std::f32::consts::TAU / sides as f32;
    let mut last: Vec<u32> = Vec::new();
    for i in 0..DRAPERY.len() {
        let row: Vec<u32> = (0..=sides)
            .map(|k| {
                let angle = step * k as f32;
                let at = section(i, angle);
                let around = section(i, angle + step * 0.3) - section(i, angle - step * 0.3);
                let along = section((i + 1).min(DRAPERY.len() - 1), angle)
                    - section(i.saturating_sub(1), angle);
                let normal = around.cross(along).normalize_or(Vec3::Y);
                s.vertex(at, normal, Vec2::new(angle * 0.2, at.y))
            })
            .collect();
        for k in 0..last.len().saturating_sub(1) {
            s.quad_of(last[k], last[k + 1], row[k + 1], row[k]);
        }
        last = row;
    }
    head(s, tall, y(0.845));
    arms(s, tall, y(0.79));
}

/// A square plinth with base and cap mouldings.
fn plinth(s: &mut Sculpt, side: f32, base: f32) {
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.block(
        Vec3::new(-side, -0.2, -side),
        Vec3::new(side, base * 0.14, side),
        0.02,
    );
    let body = side * 0.84;
    s.block(
        Vec3::new(-body - 0.03, 0.0, -body - 0.03),
        Vec3::new(body + 0.03, base * 0.22, body + 0.03),
        0.025,
    );
    s.block(
        Vec3::new(-body, 0.0, -body),
        Vec3::new(body, base - 0.06, body),
        0.012,
    );
    s.paint = Kind::Marble.paint(tint::MARBLE);
    let panel = body * 0.72;
    s.block(
        Vec3::new(-panel, base * 0.34, -body - 0.015),
        Vec3::new(panel, base * 0.78, -body + 0.02),
        0.012,
    );
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.block(
        Vec3::new(-body - 0.05, base - 0.13, -body - 0.05),
        Vec3::new(body + 0.05, base - 0.05, body + 0.05),
        0.025,
    );
    s.block(
        Vec3::new(-side * 0.96, base - 0.06, -side * 0.96),
        Vec3::new(side * 0.96, base, side * 0.96),
        0.018,
    );
}

fn head(s: &mut Sculpt, tall: f32, neck: f32) {
    let r = tall * 0.052;
    let at = Vec3::new(-0.008 * tall, neck + r * 1.25, -0.006 * tall);
    s.tube(
        &[
            Vec3::new(-0.004 * tall, neck - r * 0.7, 0.004 * tall),
            at - Vec3::Y * r * 0.5,
        ],
        &[r * 0.62, r * 0.56],
        14,
    );
    // Skull and face: a chin below, brow and nose in front (−z).
    s.blob(at, Vec3::new(r * 0.86, r * 1.14, r * 0.98), 16, |d| {
        let front = (-d.z).max(0.0);
        let chin = (-d.y - 0.35).max(0.0) * front * 0.22;
        let nose =
            front.powi(14) * (1.0 - (d.x * 5.0).abs()).max(0.0) * f32::from(d.y.abs() < 0.3) * 0.16;
        let eyes = front.powi(4) * (1.0 - ((d.y - 0.12) * 7.0).abs()).max(0.0) * 0.05;
        1.0 + chin + nose - eyes
    });
    // Hair in waves, gathered behind.
    s.blob(
        at + Vec3::new(0.0, r * 0.28, r * 0.2),
        Vec3::new(r * 0.98, r * 0.98, r * 0.96),
        16,
        |d| 1.0 + 0.045 * (d.y * 16.0 + (d.x * 7.0).sin() * 1.2).sin(),
    );
    s.blob(
        at + Vec3::new(0.0, r * 0.1, r * 1.15),
        Vec3::splat(r * 0.42),
        9,
        |d| 1.0 + 0.08 * (d.y * 12.0).sin(),
    );
}

/// One arm at the side holding the mantle, the other raised with a bowl.
fn arms(s: &mut Sculpt, tall: f32, shoulder: f32) {
    let r = tall * 0.030;
    let point = |x: f32, y: f32, z: f32| Vec3::new(x * tall, shoulder + y * tall, z * tall);
    s.tube(
        &[
            point(0.10, 0.0, 0.0),
            point(0.142, -0.09, -0.005),
            point(0.15, -0.18, -0.02),
            point(0.12, -0.27, -0.07),
            point(0.085, -0.31, -0.105),
        ],
        &[r * 1.25, r * 1.1, r * 0.95, r * 0.8, r * 0.62],
        12,
    );
    s.blob(
        point(0.075, -0.325, -0.115),
        Vec3::new(r, r * 0.7, r * 1.1),
        8,
        |_| 1.0,
    );
    s.tube(
        &[
            point(-0.11, 0.0, 0.0),
            point(-0.158, -0.06, -0.04),
            point(-0.17, -0.10, -0.11),
            point(-0.155, -0.02, -0.19),
            point(-0.145, 0.02, -0.215),
        ],
        &[r * 1.25, r * 1.1, r * 0.95, r * 0.78, r * 0.6],
        12,
    );
    let bowl = point(-0.142, 0.055, -0.225);
    s.within(bevy::math::Affine3A::from_translation(bowl), |s| {
        s.lathe(
            &[
                Vec2::new(r * 0.5, -r * 0.9),
                Vec2::new(r * 1.5, -r * 0.4),
                Vec2::new(r * 2.0, r * 0.35),
                Vec2::new(r * 1.85, r * 0.35),
                Vec2::new(0.0, -r * 0.2),
            ],
            20,
        );
    });
}
