//! Houses at the edge of the place, and the tiled roofs that houses and porticos share.

use bevy::math::{Affine3A, Quat, Vec2, Vec3};
use stoa_world::Surface;

use super::Canvas;
use super::sculpt::Sculpt;
use super::surface::{Kind, paint_of, tint};

/// Washes of the south, linear.
const WASHES: [[f32; 3]; 6] = [
    [0.80, 0.64, 0.42],
    [0.78, 0.50, 0.29],
    [0.82, 0.72, 0.56],
    [0.72, 0.40, 0.27],
    [0.84, 0.66, 0.34],
    [0.80, 0.73, 0.64],
];
/// Shutters and doors, linear.
const SHUTTERS: [[f32; 3]; 4] = [
    [0.055, 0.165, 0.14],
    [0.07, 0.15, 0.26],
    [0.20, 0.085, 0.045],
    [0.16, 0.22, 0.15],
];

/// Height of a roof's ridge over its eaves.
pub fn roof_rise(depth: f32) -> f32 {
    (depth * 0.21).clamp(0.5, 2.2)
}

/// A house seen from outside: base course, washed walls with windows and shutters on all sides, string course,
/// cornice, tiled roof.
pub fn house(canvas: &mut Canvas, width: f32, depth: f32, height: f32, surface: Surface) {
    let rise = roof_rise(depth.min(width));
    let eaves = (height - rise).max(height * 0.7);
    let wash = canvas.dice.pick(&WASHES).unwrap_or(tint::PLASTER);
    let shutter = canvas.dice.pick(&SHUTTERS).unwrap_or(tint::DARK_WOOD);
    let seed = canvas.dice.unit();
    let (w, d) = (width * 0.5, depth * 0.5);
    let s = &mut *canvas.solid;
    s.paint = match surface {
        Surface::Plaster => Kind::Plaster.paint(wash),
        other => paint_of(other),
    };
    s.paint.seed = seed;
    s.block(Vec3::new(-w, -0.4, -d), Vec3::new(w, eaves, d), 0.03);
    s.paint = Kind::Limestone.paint(tint::LIMESTONE).shaded(0.9);
    s.paint.seed = seed;
    s.block(
        Vec3::new(-w - 0.05, -0.4, -d - 0.05),
        Vec3::new(w + 0.05, 0.55, d + 0.05),
        0.03,
    );
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    for (from, to, out) in [
        (eaves - 0.22, eaves - 0.1, 0.06),
        (eaves - 0.1, eaves, 0.14),
    ] {
        s.block(
            Vec3::new(-w - out, from, -d - out),
            Vec3::new(w + out, to, d + out),
            0.02,
        );
    }
    let detail = canvas.detail;
    let floors = ((eaves / 2.9).round() as u32).clamp(1, 4);
    let storey = eaves / floors as f32;
    for floor in 1..floors {
        let y = storey * floor as f32;
        s.block(
            Vec3::new(-w - 0.04, y - 0.07, -d - 0.04),
            Vec3::new(w + 0.04, y + 0.05, d + 0.04),
            0.02,
        );
    }
    // Fronts: local −z, +z, then the two ends.
    for (turn, span, out) in [
        (0.0f32, width, d),
        (180.0, width, d),
        (90.0, depth, w),
        (270.0, depth, w),
    ] {
        let place = Affine3A::from_rotation_y(turn.to_radians());
        let dice = &mut canvas.dice;
        let solid = &mut *canvas.solid;
        let leaf = &mut *canvas.leaf;
        let main = turn == 0.0;
        let bays = ((span - 1.0) / 2.4).floor().max(1.0) as u32;
        let door = if main {
            Some((dice.unit() * bays as f32) as u32)
        } else {
            None
        };
        for floor in 0..floors {
            for bay in 0..bays {
                let x = (bay as f32 - (bays as f32 - 1.0) * 0.5) * (span / bays as f32);
                let y = storey * floor as f32;
                let at = place * Affine3A::from_translation(Vec3::new(x, y, -out));
                if floor == 0 && door == Some(bay) {
                    solid.within(at, |s| front_door(s, shutter, storey));
                    continue;
                }
                if dice.unit() < 0.12 {
                    continue;
                }
                let open = dice.unit();
                let flowers = floor > 0 && dice.unit() < 0.4;
                solid.within(at, |s| window(s, shutter, storey, open));
                if flowers {
                    let sill = storey * 0.32;
                    let before = leaf.place;
                    leaf.place = before * at;
                    super::garden::window_box(leaf, dice, Vec3::new(0.0, sill, -0.16), 0.9, detail);
                    leaf.place = before;
                    solid.within(at, |s| {
                        s.paint = Kind::Plain.paint(tint::TILE).shaded(0.8);
                        s.block(
                            Vec3::new(-0.48, sill - 0.02, -0.28),
                            Vec3::new(0.48, sill + 0.16, -0.06),
                            0.02,
                        );
                    });
                }
            }
        }
    }
    canvas.solid.paint = Kind::Plaster.paint(wash);
    gable_roof(canvas, width + 0.7, depth + 0.7, eaves, rise, false);
}

/// A shuttered window in a wall whose face is z = 0, its storey `storey` high from y = 0.
fn window(s: &mut Sculpt, shutter: [f32; 3], storey: f32, open: f32) {
    let (low, high, half) = (storey * 0.32, storey * 0.80, 0.44);
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    let frame = 0.12;
    s.block(
        Vec3::new(-half - frame, low - 0.1, -0.10),
        Vec3::new(half + frame, low, 0.05),
        0.02,
    );
    s.block(
        Vec3::new(-half - frame, high, -0.06),
        Vec3::new(half + frame, high + 0.14, 0.05),
        0.02,
    );
    for side in [-1.0f32, 1.0] {
        let (a, b) = (side * half, side * (half + frame));
        s.block(
            Vec3::new(a.min(b), low, -0.04),
            Vec3::new(a.max(b), high, 0.05),
            0.015,
        );
    }
    // Dark room behind glass, with a cross of wood.
    s.paint = Kind::Glaze.paint([0.02, 0.026, 0.032]);
    s.quad([
        Vec3::new(half, low, -0.008),
        Vec3::new(-half, low, -0.008),
        Vec3::new(-half, high, -0.008),
        Vec3::new(half, high, -0.008),
    ]);
    s.paint = Kind::Wood.paint([0.55, 0.48, 0.38]);
    s.block(
        Vec3::new(-0.02, low, -0.03),
        Vec3::new(0.02, high, 0.0),
        0.0,
    );
    let bar = low + (high - low) * 0.62;
    s.block(
        Vec3::new(-half, bar - 0.02, -0.028),
        Vec3::new(half, bar + 0.02, 0.0),
        0.0,
    );
    // Shutters: folded back, half open, or closed.
    s.paint = Kind::Wood.paint(shutter);
    for side in [-1.0f32, 1.0] {
        let angle = if open < 0.62 {
            172.0
        } else if open < 0.85 {
            130.0
        } else {
            4.0f32
        };
        let hinge = Vec3::new(side * half, 0.0, -0.05);
        let turn = Quat::from_rotation_y(side * -angle.to_radians());
        s.within(Affine3A::from_rotation_translation(turn, hinge), |s| {
            let (a, b) = (0.0f32, -side * (half - 0.01));
            let (x0, x1) = (a.min(b), a.max(b));
            s.block(Vec3::new(x0, low, -0.02), Vec3::new(x1, high, 0.02), 0.006);
            let slats = if s.least_bevel > 0.01 { 0 } else { 8 };
            for i in 0..slats {
                let y = low + 0.07 + (high - low - 0.14) * i as f32 / slats as f32;
                s.block(
                    Vec3::new(x0 + 0.05, y, -0.035),
                    Vec3::new(x1 - 0.05, y + 0.3 * (high - low) / slats as f32, 0.035),
                    0.004,
                );
            }
        });
    }
}

/// A panelled door under a stone lintel.
fn front_door(s: &mut Sculpt, colour: [f32; 3], storey: f32) {
    let (half, high) = (0.58, (storey * 0.82).min(2.5));
    s.paint = Kind::Dressed.paint(tint::DRESSED);
    for side in [-1.0f32, 1.0] {
        let (a, b) = (side * half, side * (half + 0.2));
        s.block(
            Vec3::new(a.min(b), -0.1, -0.12),
            Vec3::new(a.max(b), high, 0.05),
            0.02,
        );
    }
    s.block(
        Vec3::new(-half - 0.28, high, -0.16),
        Vec3::new(half + 0.28, high + 0.24, 0.05),
        0.03,
    );
    s.block(
        Vec3::new(-half - 0.25, -0.1, -0.45),
        Vec3::new(half + 0.25, 0.06, 0.05),
        0.02,
    );
    s.paint = Kind::Wood.paint(colour);
    s.block(
        Vec3::new(-half, 0.05, -0.03),
        Vec3::new(half, high, 0.0),
        0.0,
    );
    for side in [-0.5f32, 0.5] {
        for (low, top) in [(0.2, 0.42), (0.48, 0.92)] {
            s.block(
                Vec3::new(side * half - 0.2, high * low, -0.055),
                Vec3::new(side * half + 0.2, high * top, 0.0),
                0.02,
            );
        }
    }
    s.paint = Kind::Bronze.paint(tint::BRONZE);
    s.blob(
        Vec3::new(0.09, high * 0.45, -0.09),
        Vec3::splat(0.04),
        5,
        |_| 1.0,
    );
}

/// A tiled gable roof along x over `width` × `depth`, from height `eaves` rising by `rise`. The gables take the paint
/// set before; `moulded` adds a pediment's frame and a lion-less gutter.
pub fn gable_roof(
    canvas: &mut Canvas,
    width: f32,
    depth: f32,
    eaves: f32,
    rise: f32,
    moulded: bool,
) {
    let seed = canvas.dice.unit();
    let fine = canvas.detail > 0.6;
    let s = &mut *canvas.solid;
    let gable = s.paint;
    let (w, d) = (width * 0.5, depth * 0.5);
    let slope = Vec2::new(d, rise).length();

    // Gables, set in from the tiles' edge.
    let set_in = if moulded { 0.22 } else { 0.3 };
    for side in [-1.0f32, 1.0] {
        let x = side * (w - set_in);
        let (a, b, top) = (
            Vec3::new(x, eaves, d * side),
            Vec3::new(x, eaves, -d * side),
            Vec3::new(x, eaves + rise, 0.0),
        );
        let n = Vec3::X * side;
        s.paint = gable;
        let ids = [a, b, top].map(|at| s.vertex(at, n, Vec2::new(at.z, at.y)));
        s.triangle(ids[0], ids[1], ids[2]);
        if moulded {
            s.paint = Kind::Dressed.paint(tint::MARBLE);
            for face in [-1.0f32, 1.0] {
                let pitch = (rise / d).atan() * face;
                let at = Vec3::new(side * (w - 0.14), eaves, face * d);
                let turn = Quat::from_rotation_x(pitch);
                s.within(Affine3A::from_rotation_translation(turn, at), |s| {
                    let (z0, z1) = if face > 0.0 {
                        (-slope, 0.0)
                    } else {
                        (0.0, slope)
                    };
                    s.block(Vec3::new(-0.14, -0.06, z0), Vec3::new(0.14, 0.16, z1), 0.02);
                });
            }
        }
    }

    // The two tiled faces: flat pans with round cover tiles running down.
    let pitch = if fine { 0.22 } else { 0.44 };
    let columns = (width / pitch).round().max(2.0) as u32;
    let pitch = width / columns as f32;
    let bump = if canvas.detail > 0.4 { 4 } else { 2 };
    for face in [-1.0f32, 1.0] {
        s.paint = Kind::Tile.paint(tint::TILE);
        s.paint.seed = seed;
        let down = Vec3::new(0.0, -rise, d * face).normalize_or(Vec3::NEG_Y);
        let up_normal = Vec3::new(0.0, d, rise * face).normalize_or(Vec3::Y);
        let ridge = Vec3::new(0.0, eaves + rise + 0.05, 0.0);
        let mut last: Option<[u32; 2]> = None;
        for i in 0..=columns * bump {
            let along = pitch * i as f32 / bump as f32;
            let phase = i as f32 / bump as f32 * std::f32::consts::TAU;
            // A wave: covers above, pans below.
            let lift = 0.045 * (1.0 - phase.cos()) * 0.5;
            let lean = 0.045 * 0.5 * phase.sin() * std::f32::consts::TAU / pitch;
            let normal = (up_normal - Vec3::X * lean).normalize_or(up_normal);
            let x = -w + along;
            let uv_x = along / pitch * 0.22;
            let pair = [0.0, slope + 0.12].map(|far| {
                let at = ridge + Vec3::X * x + down * far + up_normal * lift;
                s.vertex(at, normal, Vec2::new(uv_x, slope - far))
            });
            if let Some([top, low]) = last {
                if face > 0.0 {
                    s.quad_of(low, pair[1], pair[0], top);
                } else {
                    s.quad_of(top, pair[0], pair[1], low);
                }
            }
            last = Some(pair);
        }
        // The eaves' underside and edge.
        s.paint = Kind::Wood.paint(tint::WOOD).open(0.5);
        let edge = Vec3::new(0.0, eaves - 0.02, face * (d + 0.02));
        s.block(
            edge - Vec3::new(w, 0.05, 0.1),
            edge + Vec3::new(w, 0.03, 0.06),
            0.01,
        );
    }
    s.paint = Kind::Wood.paint(tint::DARK_WOOD).open(0.4);
    s.quad([
        Vec3::new(-w, eaves - 0.02, -d),
        Vec3::new(w, eaves - 0.02, -d),
        Vec3::new(w, eaves - 0.02, d),
        Vec3::new(-w, eaves - 0.02, d),
    ]);
    // The ridge.
    s.paint = Kind::Tile.paint(tint::TILE);
    s.tube(
        &[
            Vec3::new(-w, eaves + rise + 0.06, 0.0),
            Vec3::new(w, eaves + rise + 0.06, 0.0),
        ],
        &[0.11, 0.11],
        7,
    );
}
