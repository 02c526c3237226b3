//! The stoa itself: a colonnade before a back wall, architrave, frieze and cornice above, coffers inside, a tiled
//! roof with a pediment at each end.

use bevy::math::{Vec2, Vec3};
use stoa_world::geometry::{measures as m, portico_columns};

use super::Canvas;
use super::column;
use super::house::{gable_roof, roof_rise};
use super::surface::{Kind, tint};

pub fn portico(canvas: &mut Canvas, width: f32, depth: f32, height: f32, columns: u32) {
    let (feet, radius) = portico_columns(width, depth, height, columns);
    for foot in &feet {
        column::at(canvas, *foot, height, radius);
    }
    back_wall(canvas, width, depth, height);
    entablature(canvas, width, depth, height, radius);
    ceiling(canvas, width, depth, height, &feet);
    let eaves = height + m::PORTICO_ENTABLATURE;
    let rise = roof_rise(depth);
    canvas.solid.paint = Kind::Plaster.paint(tint::PLASTER);
    gable_roof(canvas, width + 0.5, depth + 0.5, eaves, rise, true);
}

/// The wall behind: dado, painted plaster field, pilasters opposite the columns, antae at the ends.
fn back_wall(canvas: &mut Canvas, width: f32, depth: f32, height: f32) {
    let s = &mut *canvas.solid;
    let back = depth * 0.5;
    let front = back - m::PORTICO_WALL;
    let w = width * 0.5;
    // Pompeian: red dado, ochre field, seen only in the shade.
    s.paint = Kind::Plaster.paint([0.62, 0.41, 0.20]).open(0.42);
    s.block(Vec3::new(-w, 1.0, front), Vec3::new(w, height, back), 0.01);
    s.paint = Kind::Plaster.paint([0.31, 0.06, 0.04]).open(0.42);
    s.block(
        Vec3::new(-w, 0.2, front - 0.012),
        Vec3::new(w, 1.0, back),
        0.0,
    );
    s.paint = Kind::Dressed.paint(tint::DRESSED).open(0.45);
    s.block(
        Vec3::new(-w, -0.02, front - 0.05),
        Vec3::new(w, 0.2, back),
        0.012,
    );
    s.block(
        Vec3::new(-w, 0.98, front - 0.035),
        Vec3::new(w, 1.05, back),
        0.01,
    );
    s.block(
        Vec3::new(-w, height - 0.34, front - 0.05),
        Vec3::new(w, height - 0.24, back),
        0.015,
    );
    // Outside of the wall.
    s.paint = Kind::Limestone.paint(tint::LIMESTONE);
    s.block(
        Vec3::new(-w - 0.01, -0.02, back - 0.06),
        Vec3::new(w + 0.01, height, back + 0.01),
        0.01,
    );
    // Antae: the wall's ends come forward a little, dressed as pillars.
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    for x in [-w, w - 0.5] {
        s.block(
            Vec3::new(x - 0.03, 0.0, front - 0.22),
            Vec3::new(x + 0.53, height, back + 0.03),
            0.02,
        );
        s.block(
            Vec3::new(x - 0.09, height - 0.26, front - 0.28),
            Vec3::new(x + 0.59, height, back + 0.05),
            0.03,
        );
    }
}

/// Architrave in three bands, frieze with round shields, dentils, cornice: all around.
fn entablature(canvas: &mut Canvas, width: f32, depth: f32, height: f32, radius: f32) {
    let s = &mut *canvas.solid;
    let all = m::PORTICO_ENTABLATURE;
    let front = -depth * 0.5 + m::PORTICO_COLUMN_INSET - radius * 0.95;
    let (w, back) = (
        width * 0.5 - m::PORTICO_COLUMN_INSET + radius * 0.95,
        depth * 0.5,
    );
    let w = w.max(width * 0.5 - 0.25);
    let mut band = |from: f32, to: f32, out: f32, kind: Kind, colour: [f32; 3]| {
        s.paint = kind.paint(colour);
        let (y0, y1) = (height + from * all, height + to * all);
        // Front, back and ends as beams, so that the ceiling stays free.
        let beam = 0.62;
        s.block(
            Vec3::new(-w - out, y0, front - out),
            Vec3::new(w + out, y1, front + beam),
            0.008,
        );
        // Its inner face sees little sky.
        s.paint = s.paint.open(0.4);
        s.block(
            Vec3::new(-w - out, y0, back - m::PORTICO_WALL),
            Vec3::new(w + out, y1, back + out),
            0.008,
        );
        s.paint = s.paint.open(0.9);
        for side in [-1.0f32, 1.0] {
            let (a, b) = (side * (w + out), side * (w - beam));
            s.block(
                Vec3::new(a.min(b), y0, front - out),
                Vec3::new(a.max(b), y1, back + out),
                0.008,
            );
        }
    };
    band(0.0, 0.15, 0.0, Kind::Dressed, tint::MARBLE);
    band(0.15, 0.32, 0.02, Kind::Dressed, tint::MARBLE);
    band(0.32, 0.4, 0.05, Kind::Dressed, tint::MARBLE);
    band(0.4, 0.7, 0.005, Kind::Plaster, [0.16, 0.235, 0.33]);
    band(0.7, 0.76, 0.05, Kind::Dressed, tint::MARBLE);
    band(0.84, 0.93, 0.2, Kind::Dressed, tint::MARBLE);
    band(0.93, 1.0, 0.26, Kind::Dressed, tint::MARBLE);
    ornaments(canvas, w, front, back, height);
}

/// Dentils under the cornice and gilded rosettes on the frieze.
fn ornaments(canvas: &mut Canvas, w: f32, front: f32, back: f32, height: f32) {
    let all = m::PORTICO_ENTABLATURE;
    let fine = canvas.detail > 0.6;
    let s = &mut *canvas.solid;
    let (y0, y1) = (height + 0.76 * all, height + 0.84 * all);
    s.paint = Kind::Dressed.paint(tint::MARBLE);
    s.block(Vec3::new(-w, y0, front - 0.03), Vec3::new(w, y1, back), 0.0);
    let pitch = if fine { 0.2 } else { 0.3 };
    let count = (2.0 * w / pitch) as u32;
    for i in 0..count {
        let x = -w + pitch * (i as f32 + 0.5);
        s.block(
            Vec3::new(x - pitch * 0.3, y0, front - 0.13),
            Vec3::new(x + pitch * 0.3, y1 + 0.01, front - 0.02),
            0.006,
        );
    }
    s.paint = Kind::Glaze.paint([0.62, 0.42, 0.12]);
    let step = 1.15;
    let rosettes = (2.0 * w / step) as u32;
    for i in 0..rosettes {
        let x = (i as f32 - (rosettes as f32 - 1.0) * 0.5) * step;
        let turn = bevy::math::Quat::from_rotation_x(-std::f32::consts::FRAC_PI_2);
        let at = Vec3::new(x, height + 0.55 * all, front - 0.003);
        s.within(
            bevy::math::Affine3A::from_rotation_translation(turn, at),
            |s| {
                s.lathe_shaped(
                    &[
                        Vec2::new(0.09, 0.0),
                        Vec2::new(0.085, 0.02),
                        Vec2::new(0.05, 0.022),
                        Vec2::new(0.035, 0.04),
                        Vec2::new(0.0, 0.045),
                    ],
                    16,
                    |angle, r, _| r * (0.86 + 0.14 * (angle * 4.0).cos().abs()),
                );
            },
        );
    }
}

/// Beams from the columns to the wall and coffers between them.
fn ceiling(canvas: &mut Canvas, width: f32, depth: f32, height: f32, feet: &[Vec3]) {
    let s = &mut *canvas.solid;
    let (w, back) = (width * 0.5 - 0.3, depth * 0.5 - m::PORTICO_WALL);
    let front = -depth * 0.5 + m::PORTICO_COLUMN_INSET;
    let top = height + 0.34;
    s.paint = Kind::Plaster.paint([0.17, 0.25, 0.36]).open(0.34);
    s.quad([
        Vec3::new(-w, top, front),
        Vec3::new(w, top, front),
        Vec3::new(w, top, back),
        Vec3::new(-w, top, back),
    ]);
    s.paint = Kind::Wood.paint(tint::WOOD).open(0.36);
    let xs = feet.iter().map(|foot| foot.x);
    for x in xs {
        s.block(
            Vec3::new(x - 0.15, height + 0.02, front),
            Vec3::new(x + 0.15, top, back),
            0.015,
        );
    }
    let (Some(first), Some(second)) = (feet.first(), feet.get(1)) else {
        return;
    };
    let bay = second.x - first.x;
    let along = ((back - front) / bay.max(0.8)).round().max(1.0) as u32 * 2;
    for i in 1..along {
        let z = front + (back - front) * i as f32 / along as f32;
        s.block(
            Vec3::new(-w, height + 0.14, z - 0.07),
            Vec3::new(w, top, z + 0.07),
            0.012,
        );
    }
    for foot in &feet[..feet.len() - 1] {
        let x = foot.x + bay * 0.5;
        s.block(
            Vec3::new(x - 0.07, height + 0.14, front),
            Vec3::new(x + 0.07, top, back),
            0.012,
        );
    }
}
