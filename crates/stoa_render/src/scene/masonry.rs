//! Cut stone: podiums, flights of steps, walls, gateways.

use bevy::math::{Vec2, Vec3};
use stoa_world::Surface;
use stoa_world::geometry::measures as m;

use super::Canvas;
use super::sculpt::Paint;
use super::surface::{Kind, ground_paint, paint_of, tint};

/// The paint of what is seen from the side, where the top is of `surface`.
fn side_paint(surface: Surface) -> Paint {
    match surface {
        Surface::Paving | Surface::Gravel | Surface::Grass | Surface::Earth | Surface::Water => {
            Kind::Limestone.paint(tint::LIMESTONE)
        }
        other => paint_of(other),
    }
}

/// A solid block with a moulded edge around its top.
pub fn slab(canvas: &mut Canvas, width: f32, depth: f32, height: f32, surface: Surface) {
    let s = &mut *canvas.solid;
    let half = Vec3::new(width, 0.0, depth) * 0.5;
    let lip = (height * 0.3).min(0.12);
    s.paint = side_paint(surface);
    if height > 0.3 {
        // A plinth course, the wall set back a little, and the lip above.
        let back = Vec3::new(0.035, 0.0, 0.035);
        s.block(
            -half - Vec3::Y * 0.4,
            half + Vec3::Y * (0.12f32).min(height * 0.3),
            0.015,
        );
        s.block(back - half, half - back + Vec3::Y * (height - lip), 0.0);
        s.paint = Kind::Dressed.paint(tint::DRESSED);
        s.block(
            Vec3::new(-half.x, height - lip, -half.z),
            Vec3::new(half.x, height - 0.002, half.z),
            0.018,
        );
    } else {
        s.paint = Kind::Dressed.paint(tint::DRESSED);
        s.block(
            -half - Vec3::Y * 0.4,
            half + Vec3::Y * (height - 0.002),
            0.015,
        );
    }
    // The floor itself, in world-wide pattern: a sheet just above the block.
    s.paint = ground_paint(surface);
    let border = 0.32f32.min(width * 0.2).min(depth * 0.2);
    let inner = half - Vec3::new(border, 0.0, border);
    let y = height + 0.001;
    s.quad([
        Vec3::new(-inner.x, y, inner.z),
        Vec3::new(inner.x, y, inner.z),
        Vec3::new(inner.x, y, -inner.z),
        Vec3::new(-inner.x, y, -inner.z),
    ]);
}

/// A flight of steps, each a worn tread over a slightly undercut riser.
pub fn steps(canvas: &mut Canvas, width: f32, count: u32, rise: f32, run: f32, surface: Surface) {
    let start = -run * count as f32 * 0.5;
    for i in 0..count {
        let seed = canvas.dice.unit();
        let s = &mut *canvas.solid;
        s.paint = match surface {
            Surface::Paving | Surface::Limestone => Kind::Dressed.paint(tint::DRESSED),
            other => side_paint(other),
        };
        s.paint.seed = seed;
        let (near, far) = (start + run * i as f32, start + run * count as f32);
        let top = rise * (i + 1) as f32;
        let thick = rise.min(0.07);
        let half = width * 0.5;
        // The tread overhangs by 2 cm; the riser stands back.
        s.block(
            Vec3::new(-half, top - thick, near - 0.02),
            Vec3::new(half, top, near + run + 0.02),
            0.014,
        );
        s.paint = s.paint.shaded(0.86).open(0.75);
        s.block(
            Vec3::new(
                -half + 0.02,
                top - rise - if i == 0 { 0.3 } else { 0.0 },
                near + 0.012,
            ),
            Vec3::new(half - 0.02, top - thick, far),
            0.0,
        );
    }
}

/// A wall with a footing and a coping.
pub fn wall(canvas: &mut Canvas, width: f32, height: f32, depth: f32, surface: Surface) {
    let seed = canvas.dice.unit();
    let s = &mut *canvas.solid;
    let (w, d) = (width * 0.5, depth * 0.5);
    let coping = if height > 0.5 {
        (height * 0.12).min(0.14)
    } else {
        0.0
    };
    s.paint = side_paint(surface);
    s.paint.seed = seed;
    s.block(
        Vec3::new(-w, -0.4, -d + 0.02),
        Vec3::new(w, height - coping, d - 0.02),
        0.01,
    );
    if height > 1.4 {
        s.paint = Kind::Limestone.paint(tint::LIMESTONE).shaded(0.92);
        s.block(Vec3::new(-w, -0.4, -d), Vec3::new(w, 0.34, d), 0.02);
    }
    if coping > 0.0 {
        s.paint = Kind::Dressed.paint(tint::DRESSED);
        let over = 0.05;
        s.block(
            Vec3::new(-w - 0.01, height - coping, -d - over),
            Vec3::new(w + 0.01, height, d + over),
            0.025,
        );
    }
}

/// A round gateway: two piers, imposts, an arch of wedge stones, spandrels, a cornice.
pub fn arch(canvas: &mut Canvas, width: f32, height: f32, depth: f32) {
    let sides = canvas.sides(26, 12);
    let s = &mut *canvas.solid;
    let pier = width * m::ARCH_PIER;
    let crown = height * m::ARCH_CROWN;
    let open = width * 0.5 - pier;
    let spring = (crown - open).max(height * 0.3);
    let rise = crown - spring;
    let (w, d) = (width * 0.5, depth * 0.5);

    for side in [-1.0f32, 1.0] {
        let (near, far) = (side * open, side * w);
        let (low, high) = (near.min(far), near.max(far));
        s.paint = Kind::Limestone.paint(tint::LIMESTONE);
        s.block(Vec3::new(low, -0.4, -d), Vec3::new(high, height, d), 0.02);
        s.paint = Kind::Dressed.paint(tint::DRESSED);
        s.block(
            Vec3::new(low - 0.05, -0.4, -d - 0.05),
            Vec3::new(high + 0.05, 0.42, d + 0.05),
            0.025,
        );
        s.block(
            Vec3::new(low - 0.05, spring - 0.16, -d - 0.05),
            Vec3::new(high + 0.05, spring, d + 0.05),
            0.025,
        );
    }
    // The vault and the wall above it, in strips.
    let point = |k: u32| {
        let angle = std::f32::consts::PI * (1.0 - k as f32 / sides as f32);
        Vec2::new(angle.cos() * open, spring + angle.sin() * rise)
    };
    for k in 0..sides {
        let (a, b) = (point(k), point(k + 1));
        s.paint = Kind::Limestone.paint(tint::LIMESTONE).shaded(0.9).open(0.6);
        s.quad([
            Vec3::new(a.x, a.y, d),
            Vec3::new(a.x, a.y, -d),
            Vec3::new(b.x, b.y, -d),
            Vec3::new(b.x, b.y, d),
        ]);
        s.paint = Kind::Limestone.paint(tint::LIMESTONE);
        for (face, z) in [(1.0f32, d), (-1.0, -d)] {
            let corners = [
                Vec3::new(a.x, a.y, z),
                Vec3::new(b.x, b.y, z),
                Vec3::new(b.x, height, z),
                Vec3::new(a.x, height, z),
            ];
            if face > 0.0 {
                s.quad(corners);
            } else {
                s.quad([corners[1], corners[0], corners[3], corners[2]]);
            }
        }
    }
    voussoirs(canvas, open, spring, rise, d);
    let s = &mut *canvas.solid;
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    s.block(
        Vec3::new(-w - 0.08, height - 0.02, -d - 0.08),
        Vec3::new(w + 0.08, height + 0.14, d + 0.08),
        0.02,
    );
    s.block(
        Vec3::new(-w - 0.16, height + 0.14, -d - 0.16),
        Vec3::new(w + 0.16, height + 0.26, d + 0.16),
        0.03,
    );
}

/// The ring of wedge stones around an opening, standing out a little.
fn voussoirs(canvas: &mut Canvas, open: f32, spring: f32, rise: f32, half_depth: f32) {
    const STONES: u32 = 13;
    let thick = (open * 0.3).clamp(0.2, 0.45);
    for k in 0..STONES {
        let tone = canvas.dice.between(0.9, 1.08);
        let seed = canvas.dice.unit();
        let s = &mut *canvas.solid;
        s.paint = Kind::Dressed.paint(tint::DRESSED).shaded(tone);
        s.paint.seed = seed;
        let gap = 0.012;
        let angle = |part: f32| std::f32::consts::PI * (1.0 - part / STONES as f32);
        let (from, to) = (angle(k as f32 + gap), angle(k as f32 + 1.0 - gap));
        let stone = if k == STONES / 2 { thick * 1.25 } else { thick };
        let at = |angle: f32, out: f32, z: f32| {
            Vec3::new(
                angle.cos() * (open + out),
                spring + angle.sin() * (rise + out),
                z,
            )
        };
        let out = half_depth + 0.04;
        for z in [out, -out] {
            let mut ring = [
                at(from, 0.0, z),
                at(to, 0.0, z),
                at(to, stone, z),
                at(from, stone, z),
            ];
            if z < 0.0 {
                ring.swap(0, 1);
                ring.swap(2, 3);
            }
            s.quad(ring);
            // Its edge, back to the wall's face.
            let back = z - 0.04 * z.signum();
            let outer = [
                at(from, stone, z),
                at(to, stone, z),
                at(to, stone, back),
                at(from, stone, back),
            ];
            if z > 0.0 {
                s.quad(outer);
            } else {
                s.quad([outer[1], outer[0], outer[3], outer[2]]);
            }
        }
    }
}
