//! Fountains and wells.

use bevy::math::{Vec2, Vec3};
use stoa_world::geometry::{SEAT_HEIGHT_M, measures as m};

use super::Canvas;
use super::sculpt::Sculpt;
use super::surface::{Kind, tint};

/// A round basin with a broad rim to sit on, a pillar with two bowls, falling water, and a ring of paving around.
pub fn fountain(canvas: &mut Canvas, radius: f32, height: f32) {
    let around = canvas.sides(72, 36);
    let rim = m::FOUNTAIN_RIM_HEIGHT.max(SEAT_HEIGHT_M * 0.9);
    let inner = radius - m::FOUNTAIN_RIM_WIDTH;
    apron(canvas.solid, radius, around);
    let s = &mut *canvas.solid;

    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.lathe(
        &[
            Vec2::new(radius + 0.02, -0.1),
            Vec2::new(radius + 0.02, 0.07),
            Vec2::new(radius - 0.03, 0.1),
            Vec2::new(radius - 0.09, 0.14),
            Vec2::new(radius - 0.11, 0.24),
            Vec2::new(radius - 0.09, rim - 0.12),
            Vec2::new(radius - 0.03, rim - 0.08),
        ],
        around,
    );
    s.paint = Kind::Marble.paint(tint::MARBLE);
    s.lathe(
        &[
            Vec2::new(radius - 0.03, rim - 0.085),
            Vec2::new(radius, rim - 0.07),
            Vec2::new(radius, rim - 0.025),
            Vec2::new(radius - 0.03, rim),
            Vec2::new(inner + 0.04, rim),
            Vec2::new(inner, rim - 0.03),
            Vec2::new(inner, rim - 0.09),
            Vec2::new(inner + 0.05, rim - 0.11),
        ],
        around,
    );
    // Inside of the basin, down to its floor, tiled in blue.
    s.paint = Kind::Glaze.paint([0.10, 0.27, 0.29]).open(0.6);
    s.lathe(
        &[
            Vec2::new(inner + 0.04, rim - 0.1),
            Vec2::new(inner + 0.04, 0.04),
            Vec2::new(0.0, 0.04),
        ],
        around,
    );

    pillar(canvas, radius, height, around);
    let level = rim - 0.09;
    still_water(canvas.water, inner + 0.04, level, around, 1.0);
    falls(canvas, radius, height, level);
}

/// A round band of paving that sets the fountain off from the square.
fn apron(s: &mut Sculpt, radius: f32, around: u32) {
    for (from, to, kind, colour, y) in [
        (
            radius - 0.1,
            radius + 0.5,
            Kind::Limestone,
            [0.57, 0.47, 0.34],
            0.052,
        ),
        (
            radius + 0.5,
            radius + 0.66,
            Kind::Marble,
            tint::MARBLE,
            0.054,
        ),
    ] {
        s.paint = kind.paint(colour);
        let mut last: Option<[u32; 2]> = None;
        for k in 0..=around {
            let angle = std::f32::consts::TAU * k as f32 / around as f32;
            let pair = [from, to].map(|r| {
                let at = Vec3::new(angle.sin() * r, y, angle.cos() * r);
                s.vertex(at, Vec3::Y, Vec2::new(r, angle * radius))
            });
            if let Some([near, far]) = last {
                s.quad_of(near, far, pair[1], pair[0]);
            }
            last = Some(pair);
        }
    }
}

/// Radius and height of the lower and the upper bowl's rim.
fn bowls(radius: f32, height: f32) -> [(f32, f32); 2] {
    [
        (radius * 0.42, height * 0.56),
        (radius * 0.21, height * 0.86),
    ]
}

fn pillar(canvas: &mut Canvas, radius: f32, height: f32, around: u32) {
    let s = &mut *canvas.solid;
    let stem = radius * m::FOUNTAIN_PILLAR * 0.62;
    let [(low_r, low_y), (high_r, high_y)] = bowls(radius, height);
    s.paint = Kind::Marble.paint(tint::MARBLE).shaded(0.94);
    s.lathe(
        &[
            Vec2::new(stem * 1.55, 0.0),
            Vec2::new(stem * 1.55, 0.42),
            Vec2::new(stem * 1.3, 0.5),
            Vec2::new(stem * 0.8, 0.62),
            Vec2::new(stem * 0.72, low_y * 0.66),
            Vec2::new(stem * 1.0, low_y * 0.78),
            Vec2::new(stem * 1.1, low_y - 0.2),
        ],
        around / 2,
    );
    let bowl = |s: &mut Sculpt, r: f32, y: f32, foot: f32, flutes: f32| {
        let deep = r * 0.34;
        s.lathe_shaped(
            &[
                Vec2::new(foot, y - deep),
                Vec2::new(r * 0.45, y - deep * 0.92),
                Vec2::new(r * 0.78, y - deep * 0.55),
                Vec2::new(r * 0.95, y - deep * 0.16),
                Vec2::new(r, y - 0.02),
                Vec2::new(r * 0.985, y),
                Vec2::new(r * 0.93, y - 0.012),
                Vec2::new(r * 0.85, y - deep * 0.3),
                Vec2::new(0.0, y - deep * 0.55),
            ],
            around,
            |angle, own, at| {
                let outside = if at < y - 0.03 { 1.0 } else { 0.25 };
                own * (1.0 + 0.022 * outside * (angle * flutes).cos())
            },
        );
    };
    bowl(s, low_r, low_y, stem * 1.1, 20.0);
    s.lathe(
        &[
            Vec2::new(stem * 0.9, low_y - 0.15),
            Vec2::new(stem * 0.62, low_y + 0.08),
            Vec2::new(stem * 0.5, high_y * 0.8),
            Vec2::new(stem * 0.75, high_y - 0.12),
        ],
        around / 2,
    );
    bowl(s, high_r, high_y, stem * 0.7, 14.0);
    // A pine cone on top, as Romans liked them.
    s.paint = Kind::Bronze.paint(tint::BRONZE);
    let cone = (height - high_y).max(0.12);
    s.blob(
        Vec3::new(0.0, high_y + cone * 0.45, 0.0),
        Vec3::new(cone * 0.34, cone * 0.55, cone * 0.34),
        12,
        |d| 1.0 + 0.06 * (d.y * 22.0 + d.x.atan2(d.z) * 5.0).sin(),
    );
}

/// A disc of still water whose vertices know their distance from its middle; `rings` is how strongly it ripples.
fn still_water(s: &mut Sculpt, radius: f32, y: f32, around: u32, rings: f32) {
    s.paint = Kind::Paving.paint(tint::WATER);
    s.paint.kind = 0.0;
    s.paint.seed = rings;
    let steps = 6;
    let mut last: Vec<u32> = Vec::new();
    for k in 0..=around {
        let angle = std::f32::consts::TAU * k as f32 / around as f32;
        let row: Vec<u32> = (0..=steps)
            .map(|i| {
                let r = radius * i as f32 / steps as f32;
                s.paint.open = r;
                let at = Vec3::new(angle.sin() * r, y, angle.cos() * r);
                s.vertex(at, Vec3::Y, Vec2::new(at.x, at.z))
            })
            .collect();
        for i in 0..last.len().saturating_sub(1) {
            s.quad_of(last[i], last[i + 1], row[i + 1], row[i]);
        }
        last = row;
    }
}

/// Water over the bowls' rims, in strands, and the jets between.
fn falls(canvas: &mut Canvas, radius: f32, height: f32, level: f32) {
    let [(low_r, low_y), (high_r, high_y)] = bowls(radius, height);
    let s = &mut *canvas.water;
    for (r, y) in [(low_r * 0.93, low_y - 0.03), (high_r * 0.93, high_y - 0.02)] {
        still_water(s, r, y, 28, 0.5);
    }
    let strands = if canvas.detail > 0.6 { 20 } else { 12 };
    curtain(s, low_r * 0.99, low_y - 0.01, level, strands, 0.2);
    curtain(
        s,
        high_r * 0.99,
        high_y - 0.005,
        low_y - 0.03,
        strands / 2 + 2,
        0.1,
    );
}

/// Strands falling from a rim of radius `r` at height `from` down to `to`, each `wide` metres.
fn curtain(s: &mut Sculpt, r: f32, from: f32, to: f32, strands: u32, wide: f32) {
    const STEPS: u32 = 9;
    s.paint = Kind::Paving.paint([0.72, 0.83, 0.86]);
    s.paint.kind = 1.0;
    s.paint.seed = 0.0;
    let fall = (from - to).max(0.01);
    for k in 0..strands {
        let angle = std::f32::consts::TAU * (k as f32 + 0.5) / strands as f32;
        let out = Vec3::new(angle.sin(), 0.0, angle.cos());
        let side = Vec3::new(angle.cos(), 0.0, -angle.sin());
        let mut last: Option<[u32; 2]> = None;
        for i in 0..=STEPS {
            let t = i as f32 / STEPS as f32;
            // A falling body that left the rim slowly.
            let drop = fall * t;
            let reach = 0.26 * (drop / 4.9).sqrt() + 0.015;
            let half = wide * 0.5 * (1.0 - 0.45 * t);
            let middle = out * (r + reach) + Vec3::Y * (from - drop);
            s.paint.open = 0.9 * (1.0 - 0.25 * t);
            let pair = [-1.0f32, 1.0].map(|edge| {
                let normal = (out + side * edge * 0.7).normalize_or(out);
                let uv = Vec2::new(k as f32 * 0.37 + edge * half * 3.0, drop);
                s.vertex(middle + side * edge * half, normal, uv)
            });
            if let Some([a, b]) = last {
                s.quad_of(pair[0], pair[1], b, a);
            }
            last = Some(pair);
        }
    }
}

/// A well: stone ring, two posts, beam with rope and bucket, dark water below.
pub fn well(canvas: &mut Canvas, radius: f32) {
    let around = canvas.sides(40, 20);
    let s = &mut *canvas.solid;
    let top = m::WELL_HEIGHT;
    s.paint = Kind::Limestone.paint(tint::LIMESTONE);
    s.lathe(
        &[
            Vec2::new(radius + 0.02, -0.1),
            Vec2::new(radius + 0.02, 0.12),
            Vec2::new(radius - 0.05, 0.16),
            Vec2::new(radius - 0.06, top - 0.16),
        ],
        around,
    );
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.lathe(
        &[
            Vec2::new(radius - 0.06, top - 0.16),
            Vec2::new(radius, top - 0.12),
            Vec2::new(radius, top - 0.03),
            Vec2::new(radius - 0.03, top),
            Vec2::new(radius - 0.3, top),
            Vec2::new(radius - 0.33, top - 0.03),
        ],
        around,
    );
    s.paint = Kind::Limestone.paint(tint::LIMESTONE).shaded(0.5).open(0.3);
    s.lathe(
        &[
            Vec2::new(radius - 0.33, top - 0.03),
            Vec2::new(radius - 0.33, 0.02),
            Vec2::new(0.0, 0.02),
        ],
        around,
    );
    s.paint = Kind::Wood.paint(tint::WOOD);
    let post = radius - 0.16;
    for side in [-1.0f32, 1.0] {
        s.block(
            Vec3::new(side * post - 0.06, top - 0.02, -0.06),
            Vec3::new(side * post + 0.06, top + 1.25, 0.06),
            0.012,
        );
    }
    s.tube(
        &[
            Vec3::new(-post, top + 1.02, 0.0),
            Vec3::new(post, top + 1.02, 0.0),
        ],
        &[0.07, 0.07],
        10,
    );
    s.block(
        Vec3::new(-post - 0.14, top + 1.22, -0.08),
        Vec3::new(post + 0.14, top + 1.34, 0.08),
        0.015,
    );
    s.paint = Kind::Plain.paint([0.42, 0.33, 0.2]);
    s.tube(
        &[
            Vec3::new(0.0, top + 1.0, 0.05),
            Vec3::new(0.0, top + 0.34, 0.05),
        ],
        &[0.014, 0.014],
        5,
    );
    s.tube(
        &[
            Vec3::new(-0.07, top + 1.02, 0.0),
            Vec3::new(0.07, top + 1.02, 0.0),
        ],
        &[0.1, 0.1],
        10,
    );
    s.paint = Kind::Wood.paint(tint::DARK_WOOD);
    s.lathe(
        &[
            Vec2::new(0.0, top + 0.03),
            Vec2::new(0.11, top + 0.03),
            Vec2::new(0.14, top + 0.3),
            Vec2::new(0.125, top + 0.3),
            Vec2::new(0.1, top + 0.1),
        ],
        14,
    );
    still_water(canvas.water, radius - 0.32, 0.3, around, 0.15);
}
