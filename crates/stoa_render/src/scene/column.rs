//! Columns after the Ionic order made plain: attic base, fluted shaft with entasis, moulded capital.

use bevy::math::{Vec2, Vec3};

use super::Canvas;
use super::surface::{Kind, tint};

/// Flutes around a shaft.
const FLUTES: f32 = 20.0;

/// A column standing alone.
pub fn column(canvas: &mut Canvas, height: f32, radius: f32) {
    at(canvas, Vec3::ZERO, height, radius);
}

/// A column whose foot is at `foot`. Its widest parts stay within `radius` × 1.35.
pub fn at(canvas: &mut Canvas, foot: Vec3, height: f32, radius: f32) {
    let around = canvas.sides(28, 14);
    // A multiple of the flutes' edges and bottoms.
    let fluting = if canvas.detail > 0.6 { 100 } else { 40 };
    let tone = canvas.dice.between(0.94, 1.05);
    let seed = canvas.dice.unit();
    let s = &mut *canvas.solid;
    let place = s.place;
    s.place = place * bevy::math::Affine3A::from_translation(foot);
    s.paint = Kind::Dressed.paint(tint::MARBLE).shaded(tone);
    s.paint.seed = seed;
    let r = radius;

    // Base: square plinth, two rolls with a hollow between.
    let plinth = r * 0.22;
    s.block(
        Vec3::new(-r * 1.32, 0.0, -r * 1.32),
        Vec3::new(r * 1.32, plinth, r * 1.32),
        0.012,
    );
    let mut base = roll(1.32 * r, plinth, r * 0.30, 5);
    base.extend([
        Vec2::new(1.14 * r, plinth + r * 0.31),
        Vec2::new(1.09 * r, plinth + r * 0.38),
        Vec2::new(1.14 * r, plinth + r * 0.44),
    ]);
    base.extend(roll(1.2 * r, plinth + r * 0.45, r * 0.2, 5));
    base.push(Vec2::new(1.04 * r, plinth + r * 0.66));
    let foot_of_shaft = plinth + r * 0.72;
    base.push(Vec2::new(r, foot_of_shaft));
    s.lathe(&base, around);

    // Shaft: slender above, fullest a third of the way up.
    let capital = r * 0.95;
    let neck = height - capital;
    let rows = 8;
    let shaft: Vec<Vec2> = (0..=rows)
        .map(|i| {
            let t = i as f32 / rows as f32;
            let swell = 1.0 - 0.17 * t.powf(1.9) + 0.012 * (t * std::f32::consts::PI).sin();
            Vec2::new(r * swell, foot_of_shaft + (neck - foot_of_shaft) * t)
        })
        .collect();
    let span = neck - foot_of_shaft;
    s.lathe_shaped(&shaft, fluting, |angle, own, y| {
        // Flutes end in round heads above and below.
        let t = ((y - foot_of_shaft) / span).clamp(0.0, 1.0);
        let depth = (t * 24.0).min((1.0 - t) * 24.0).min(1.0);
        own * (1.0 - 0.062 * depth * (angle * FLUTES * 0.5).sin().abs().powf(0.8))
    });

    // Capital: astragal, echinus, abacus.
    let top = r * 0.84;
    let mut head = roll(top * 1.08, neck, r * 0.1, 4);
    head.extend([
        Vec2::new(top, neck + r * 0.12),
        Vec2::new(top, neck + r * 0.3),
        Vec2::new(top * 1.1, neck + r * 0.4),
        Vec2::new(top * 1.34, neck + r * 0.56),
        Vec2::new(top * 1.44, neck + r * 0.66),
        Vec2::new(top * 1.4, neck + r * 0.7),
    ]);
    s.lathe(&head, around);
    s.block(
        Vec3::new(-r * 1.3, neck + r * 0.68, -r * 1.3),
        Vec3::new(r * 1.3, height, r * 1.3),
        0.014,
    );
    s.place = place;
}

/// A half-round moulding: `thick` high from `bottom`, its belly at radius `out`.
fn roll(out: f32, bottom: f32, thick: f32, steps: u32) -> Vec<Vec2> {
    let half = thick * 0.5;
    (0..=steps)
        .map(|i| {
            let angle = std::f32::consts::PI * (i as f32 / steps as f32 - 0.5);
            Vec2::new(
                out - half + half * angle.cos(),
                bottom + half + half * angle.sin(),
            )
        })
        .collect()
}
