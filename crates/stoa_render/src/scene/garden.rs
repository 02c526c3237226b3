//! Hedges, flower beds, planters, pots: leaves, blossoms and grass blades that several builders share.

use bevy::math::{Affine3A, Vec2, Vec3};
use stoa_world::geometry::measures as m;

use super::Canvas;
use super::dice::Dice;
use super::sculpt::{Paint, Sculpt};
use super::surface::{Kind, tint};

/// Blossoms, linear: poppy, lavender, marigold, white, rose, cornflower.
pub const BLOSSOMS: [[f32; 3]; 6] = [
    [0.62, 0.035, 0.02],
    [0.26, 0.16, 0.52],
    [0.80, 0.36, 0.02],
    [0.82, 0.79, 0.70],
    [0.66, 0.14, 0.26],
    [0.07, 0.13, 0.55],
];

/// The paint of leaves that belong to one plant: its phase in the wind, and how far it sways in metres.
pub fn leaf_paint(colour: [f32; 3], phase: f32, sway: f32) -> Paint {
    Paint {
        kind: phase,
        seed: sway,
        tint: colour,
        open: 1.0,
    }
}

/// One leaf: a pointed, slightly folded blade from `root` along `along` (its length), `wide` across. Its normals lean
/// toward `outward`, so that a crown of leaves is lit like one soft body.
pub fn leaf(s: &mut Sculpt, root: Vec3, along: Vec3, wide: f32, outward: Vec3) {
    let up = outward.normalize_or(Vec3::Y);
    let across = along.cross(up).normalize_or(along.any_orthonormal_vector()) * wide * 0.5;
    let fold = up * wide * 0.16;
    let middle = root + along * 0.45;
    let normal = |lean: Vec3| (up * 1.4 + lean).normalize_or(up);
    let free = |f: f32| Vec2::new(0.0, f);
    let side = across.normalize_or(Vec3::X) * 0.35;
    let a = s.vertex(root, normal(Vec3::ZERO), free(0.75));
    let b = s.vertex(middle - across + fold, normal(-side), free(0.9));
    let c = s.vertex(
        root + along,
        normal(along.normalize_or(up) * 0.3),
        free(1.0),
    );
    let d = s.vertex(middle + across + fold, normal(side), free(0.9));
    s.quad_of(a, b, c, d);
}

/// A blossom of five petals facing `up`.
pub fn blossom(s: &mut Sculpt, at: Vec3, up: Vec3, radius: f32) {
    let x = up.any_orthonormal_vector();
    let z = up.cross(x);
    let heart = s.vertex(at - up * radius * 0.15, up, Vec2::new(0.0, 1.0));
    let ring: Vec<u32> = (0..10)
        .map(|k| {
            let angle = std::f32::consts::TAU * k as f32 / 10.0;
            let r = if k % 2 == 0 { radius } else { radius * 0.5 };
            let out = x * angle.cos() + z * angle.sin();
            let lift = up * radius * 0.22;
            s.vertex(
                at + out * r + lift,
                (up + out * 0.4).normalize_or(up),
                Vec2::new(0.0, 1.0),
            )
        })
        .collect();
    for k in 0..10 {
        s.triangle(heart, ring[k], ring[(k + 1) % 10]);
    }
}

/// A direction anywhere on the sphere.
pub fn any_direction(dice: &mut Dice) -> Vec3 {
    let y = dice.between(-1.0, 1.0);
    let angle = dice.between(0.0, std::f32::consts::TAU);
    let r = (1.0 - y * y).max(0.0).sqrt();
    Vec3::new(r * angle.cos(), y, r * angle.sin())
}

/// Leaves over the surface of a box with round edges, dense and clipped.
pub fn hedge(canvas: &mut Canvas, width: f32, depth: f32, height: f32) {
    let phase = canvas.dice.unit();
    let half = Vec3::new(width, height, depth) * 0.5;
    let s = &mut *canvas.solid;
    s.paint = Kind::Leaves.paint([0.05, 0.094, 0.024]).open(0.85);
    let shrink = Vec3::splat(0.03);
    s.block(
        Vec3::new(-half.x, 0.0, -half.z) + shrink,
        Vec3::new(half.x, height, half.z) - shrink,
        0.08,
    );
    let area = 2.0 * (width + depth) * height + width * depth;
    let count = canvas.count(area * 250.0).min(16_000);
    let bigger = canvas.detail.max(0.3).sqrt().recip();
    let s = &mut *canvas.leaf;
    for _ in 0..count {
        let d = any_direction(&mut canvas.dice);
        // A point on the box's skin, more where there is more of it.
        let mut p = Vec3::new(
            canvas.dice.between(-1.0, 1.0),
            canvas.dice.between(-1.0, 1.0),
            canvas.dice.between(-1.0, 1.0),
        );
        let roll = canvas.dice.unit() * area;
        let n = if roll < width * depth {
            Vec3::Y
        } else if roll < width * depth + 2.0 * width * height {
            Vec3::Z * if d.z < 0.0 { -1.0 } else { 1.0 }
        } else {
            Vec3::X * if d.x < 0.0 { -1.0 } else { 1.0 }
        };
        p = p * (Vec3::ONE - n.abs()) + n;
        let at = p * half + Vec3::Y * half.y - n * canvas.dice.between(-0.01, 0.04);
        let round = (p * p * p * 0.5 + n).normalize_or(n);
        let low = (at.y / height).clamp(0.0, 1.0);
        let tone = canvas.dice.between(0.75, 1.3);
        let young = if canvas.dice.unit() < 0.12 { 1.5 } else { 1.0 };
        s.paint = leaf_paint(
            [0.05 * tone * young, 0.098 * tone * young, 0.022 * tone],
            phase,
            0.012,
        )
        .open(0.4 + 0.6 * low);
        // Clipped leaves lie along the face rather than stick out of it.
        let flat = d - n * d.dot(n);
        let along = (flat + n * 0.35).normalize_or(round) * canvas.dice.between(0.06, 0.1) * bigger;
        leaf(s, at, along, 0.05 * bigger, round);
    }
}

/// A stone trough with shrubs and flowers.
pub fn planter(canvas: &mut Canvas, width: f32, depth: f32) {
    let s = &mut *canvas.solid;
    let (w, d, top) = (width * 0.5, depth * 0.5, m::PLANTER_HEIGHT);
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.block(Vec3::new(-w, -0.1, -d), Vec3::new(w, 0.09, d), 0.02);
    s.block(
        Vec3::new(-w + 0.04, 0.05, -d + 0.04),
        Vec3::new(w - 0.04, top - 0.1, d - 0.04),
        0.015,
    );
    rim(s, w, d, 0.1, top - 0.11, top);
    s.paint = Kind::Earth.paint(tint::EARTH).open(0.7);
    sheet(s, w - 0.08, d - 0.08, top - 0.035);
    plants(canvas, w - 0.12, d - 0.12, top - 0.03, 0.42);
}

/// A bed of flowers within a low stone border.
pub fn flowerbed(canvas: &mut Canvas, width: f32, depth: f32) {
    let s = &mut *canvas.solid;
    let (w, d) = (width * 0.5, depth * 0.5);
    let top = m::FLOWERBED_HEIGHT;
    s.paint = Kind::Dressed.paint(tint::DRESSED).shaded(0.95);
    rim(s, w, d, 0.13, -0.1, top * 0.75);
    s.paint = Kind::Earth.paint(tint::EARTH);
    sheet(s, w - 0.1, d - 0.1, top * 0.62);
    plants(canvas, w - 0.14, d - 0.14, top * 0.62, 0.3);
}

/// A stone border around ±(w, d), `thick` wide.
fn rim(s: &mut Sculpt, w: f32, d: f32, thick: f32, low: f32, high: f32) {
    for z in [-d, d - thick] {
        s.block(Vec3::new(-w, low, z), Vec3::new(w, high, z + thick), 0.018);
    }
    for x in [-w, w - thick] {
        s.block(
            Vec3::new(x, low, -d + thick - 0.01),
            Vec3::new(x + thick, high, d - thick + 0.01),
            0.018,
        );
    }
}

/// A flat sheet facing up.
fn sheet(s: &mut Sculpt, w: f32, d: f32, y: f32) {
    s.quad([
        Vec3::new(-w, y, d),
        Vec3::new(w, y, d),
        Vec3::new(w, y, -d),
        Vec3::new(-w, y, -d),
    ]);
}

/// Fills a rectangle of earth with drifts of flowers about `tall` metres high.
fn plants(canvas: &mut Canvas, w: f32, d: f32, ground: f32, tall: f32) {
    let clumps = canvas.count(w * d * 4.0 * 34.0).min(900);
    let colours = [
        canvas.dice.pick(&BLOSSOMS).unwrap_or(BLOSSOMS[0]),
        canvas.dice.pick(&BLOSSOMS).unwrap_or(BLOSSOMS[1]),
        canvas.dice.pick(&BLOSSOMS).unwrap_or(BLOSSOMS[3]),
    ];
    for _ in 0..clumps {
        let at = Vec3::new(
            canvas.dice.between(-w, w),
            ground,
            canvas.dice.between(-d, d),
        );
        // Drifts: neighbours share their colour.
        let drift = crate::pattern::value_noise(Vec2::new(at.x, at.z) * 1.3 + 40.0, 7);
        let colour = colours[((drift * 3.0) as usize).min(2)];
        let size = tall * canvas.dice.between(0.65, 1.25);
        clump(
            canvas.leaf,
            &mut canvas.dice,
            at,
            size,
            Some(colour),
            canvas.detail,
        );
    }
}

/// A clump: narrow leaves from one root and, if `colour` says so, blossoms over them.
pub fn clump(
    s: &mut Sculpt,
    dice: &mut Dice,
    at: Vec3,
    tall: f32,
    colour: Option<[f32; 3]>,
    detail: f32,
) {
    let phase = dice.unit();
    let leaves = (11.0 * detail.max(0.5)) as u32;
    for _ in 0..leaves {
        let angle = dice.between(0.0, std::f32::consts::TAU);
        let lean = dice.between(0.15, 0.75);
        let out = Vec3::new(angle.sin() * lean, 1.0, angle.cos() * lean).normalize_or(Vec3::Y);
        let tone = dice.between(0.7, 1.3);
        s.paint = leaf_paint([0.055 * tone, 0.105 * tone, 0.028 * tone], phase, 0.03).open(0.75);
        let root = at + Vec3::new(angle.sin(), 0.0, angle.cos()) * 0.03;
        leaf(
            s,
            root,
            out * tall * dice.between(0.5, 0.95),
            tall * 0.19,
            (out + Vec3::Y).normalize_or(Vec3::Y),
        );
    }
    let Some(colour) = colour else { return };
    let heads = (5.0 * detail.max(0.6)) as u32;
    for _ in 0..heads {
        let angle = dice.between(0.0, std::f32::consts::TAU);
        let lean = dice.between(0.05, 0.5);
        let out = Vec3::new(angle.sin() * lean, 1.0, angle.cos() * lean);
        let tip = at + out * tall * dice.between(0.75, 1.1);
        let tone = dice.between(0.75, 1.25);
        s.paint = leaf_paint(colour.map(|c| (c * tone).min(0.9)), phase, 0.035);
        let up = (out + Vec3::Y * 0.4).normalize_or(Vec3::Y);
        blossom(s, tip, up, tall * dice.between(0.11, 0.17));
    }
}

/// Geraniums over a window sill, `wide` metres.
pub fn window_box(s: &mut Sculpt, dice: &mut Dice, at: Vec3, wide: f32, detail: f32) {
    let colour = dice.pick(&BLOSSOMS).unwrap_or(BLOSSOMS[0]);
    let clumps = if detail > 0.6 { 7 } else { 4 };
    for k in 0..clumps {
        let x = ((k as f32 + 0.5) / clumps as f32 - 0.5) * wide;
        clump(
            s,
            dice,
            at + Vec3::new(x, 0.12, 0.0),
            0.3,
            Some(colour),
            detail * 0.8,
        );
    }
}

/// A terracotta pot with a plant.
pub fn pot(canvas: &mut Canvas, height: f32) {
    let kind = canvas.dice.unit();
    let around = canvas.sides(28, 14);
    let s = &mut *canvas.solid;
    let r = height * m::POT_RADIUS;
    let tone = 0.85 + 0.3 * kind;
    s.paint = Kind::Plain.paint([0.47 * tone, 0.2 * tone, 0.1 * tone]);
    s.lathe(
        &[
            Vec2::new(r * 0.6, 0.0),
            Vec2::new(r * 0.62, height * 0.06),
            Vec2::new(r * 0.9, height * 0.5),
            Vec2::new(r * 0.95, height * 0.72),
            Vec2::new(r * 0.88, height * 0.84),
            Vec2::new(r * 0.92, height * 0.87),
            Vec2::new(r, height * 0.89),
            Vec2::new(r, height * 0.98),
            Vec2::new(r * 0.96, height),
            Vec2::new(r * 0.86, height),
            Vec2::new(r * 0.82, height * 0.9),
        ],
        around,
    );
    s.paint = Kind::Earth.paint(tint::EARTH).open(0.6);
    s.lathe(
        &[
            Vec2::new(r * 0.84, height * 0.91),
            Vec2::new(0.0, height * 0.92),
        ],
        16,
    );
    let at = Vec3::Y * height * 0.9;
    if kind < 0.4 {
        // A clipped ball of box.
        let ball = r * 1.15;
        let before = canvas.leaf.place;
        canvas.leaf.place = before * Affine3A::from_translation(at + Vec3::Y * ball * 0.85);
        super::tree::leafy_ball(canvas, Vec3::splat(ball), [0.05, 0.10, 0.022], 700.0);
        canvas.leaf.place = before;
        return;
    }
    let colour = canvas.dice.pick(&BLOSSOMS);
    for _ in 0..canvas.count(12.0).max(6) {
        let angle = canvas.dice.between(0.0, std::f32::consts::TAU);
        let far = canvas.dice.unit().sqrt() * r * 0.7;
        let root = at + Vec3::new(angle.sin() * far, 0.0, angle.cos() * far);
        clump(
            canvas.leaf,
            &mut canvas.dice,
            root,
            height * 0.62,
            colour,
            canvas.detail,
        );
    }
}
