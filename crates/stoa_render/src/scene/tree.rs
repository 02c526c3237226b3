//! Trees grown from a seed: a trunk that forks by rule, and leaves on clouds around its twigs.

use bevy::math::{Affine3A, Quat, Vec3};
use stoa_world::Species;

use super::Canvas;
use super::garden::{any_direction, leaf, leaf_paint};
use super::surface::Kind;

/// Leaf clouds of trees stay above this, in metres.
const HEAD_ROOM_M: f32 = 2.25;

/// How a species grows. Lengths are parts of the tree's height.
struct Habit {
    /// Where the trunk first forks, and how thick it is there.
    fork: f32,
    thick: f32,
    /// How often it forks, into how many, at what angle (radians).
    forks: u32,
    arms: u32,
    spread: f32,
    /// A bough's length over the one it grows from.
    shorter: f32,
    /// How crooked everything grows, 0–1, and how much boughs seek the light.
    crooked: f32,
    rise: f32,
    /// Radius of a leaf cloud, a leaf's length and width in metres, leaves in each cloud.
    cloud: f32,
    leaf: (f32, f32),
    leaves: f32,
    bark: [f32; 3],
    /// Two greens between which leaves vary.
    green: [[f32; 3]; 2],
}

fn habit(species: Species) -> Habit {
    match species {
        Species::Olive => Habit {
            fork: 0.26,
            thick: 0.052,
            forks: 2,
            arms: 4,
            spread: 0.72,
            shorter: 0.72,
            crooked: 0.9,
            rise: 0.25,
            cloud: 0.165,
            leaf: (0.17, 0.046),
            leaves: 520.0,
            bark: [0.24, 0.195, 0.145],
            green: [[0.125, 0.155, 0.085], [0.20, 0.225, 0.145]],
        },
        Species::Plane => Habit {
            fork: 0.34,
            thick: 0.032,
            forks: 3,
            arms: 3,
            spread: 0.62,
            shorter: 0.7,
            crooked: 0.4,
            rise: 0.35,
            cloud: 0.145,
            leaf: (0.23, 0.2),
            leaves: 230.0,
            bark: [0.42, 0.37, 0.28],
            green: [[0.055, 0.115, 0.022], [0.12, 0.19, 0.035]],
        },
        Species::Orange => Habit {
            fork: 0.3,
            thick: 0.03,
            forks: 2,
            arms: 4,
            spread: 0.7,
            shorter: 0.62,
            crooked: 0.35,
            rise: 0.3,
            cloud: 0.21,
            leaf: (0.13, 0.062),
            leaves: 250.0,
            bark: [0.2, 0.15, 0.1],
            green: [[0.03, 0.075, 0.012], [0.065, 0.13, 0.022]],
        },
        Species::Cypress => Habit {
            fork: 0.1,
            thick: 0.022,
            forks: 0,
            arms: 0,
            spread: 0.0,
            shorter: 0.0,
            crooked: 0.1,
            rise: 1.0,
            cloud: 0.0,
            leaf: (0.3, 0.1),
            leaves: 0.0,
            bark: [0.2, 0.14, 0.09],
            green: [[0.018, 0.042, 0.014], [0.045, 0.08, 0.026]],
        },
    }
}

/// A tree of `species`, `height` metres tall.
pub fn tree(canvas: &mut Canvas, species: Species, height: f32) {
    let habit = habit(species);
    if species == Species::Cypress {
        cypress(canvas, &habit, height);
        return;
    }
    let turn = canvas.dice.between(0.0, std::f32::consts::TAU);
    let before = (canvas.solid.place, canvas.leaf.place);
    let spin = Affine3A::from_rotation_y(turn);
    canvas.solid.place = before.0 * spin;
    canvas.leaf.place = before.1 * spin;

    let mut grown = Grown::default();
    let lean = any_direction(&mut canvas.dice) * Vec3::new(1.0, 0.0, 1.0) * 0.12 * habit.crooked;
    let up = (Vec3::Y + lean).normalize_or(Vec3::Y);
    trunk_flare(canvas, &habit, height);
    grow(
        canvas,
        &habit,
        height,
        Bough {
            from: Vec3::Y * -0.1,
            toward: up,
            length: height * habit.fork + 0.1,
            thick: height * habit.thick,
            level: 0,
        },
        &mut grown,
    );
    crown(canvas, &habit, species, height, &grown);
    (canvas.solid.place, canvas.leaf.place) = before;
}

struct Bough {
    from: Vec3,
    toward: Vec3,
    length: f32,
    thick: f32,
    level: u32,
}

#[derive(Default)]
struct Grown {
    /// Where leaf clouds sit.
    twigs: Vec<Vec3>,
}

/// Roots that run out into the ground.
fn trunk_flare(canvas: &mut Canvas, habit: &Habit, height: f32) {
    let r = height * habit.thick;
    let s = &mut *canvas.solid;
    s.paint = Kind::Bark.paint(habit.bark).open(0.8);
    let roots = 5;
    for k in 0..roots {
        let angle =
            std::f32::consts::TAU * (k as f32 + canvas.dice.between(-0.25, 0.25)) / roots as f32;
        let out = Vec3::new(angle.sin(), 0.0, angle.cos());
        let reach = r * canvas.dice.between(1.5, 2.1);
        s.tube(
            &[
                out * r * 0.45 + Vec3::Y * r * 2.6,
                out * r * 0.75 + Vec3::Y * r * 0.9,
                out * reach + Vec3::Y * r * 0.12,
                out * reach * 1.25 - Vec3::Y * r * 0.3,
            ],
            &[r * 0.4, r * 0.5, r * 0.3, r * 0.1],
            7,
        );
    }
}

fn grow(canvas: &mut Canvas, habit: &Habit, height: f32, bough: Bough, grown: &mut Grown) {
    const PIECES: usize = 4;
    let thinner = if bough.level == habit.forks {
        0.35
    } else {
        0.66
    };
    let mut points = vec![bough.from];
    let mut radii = vec![bough.thick * if bough.level == 0 { 1.25 } else { 1.0 }];
    let mut toward = bough.toward;
    let bend = habit.crooked * 0.42;
    for piece in 1..=PIECES {
        let wander = any_direction(&mut canvas.dice) * bend;
        toward = (toward + wander + Vec3::Y * habit.rise * 0.25).normalize_or(Vec3::Y);
        let last = points[piece - 1];
        points.push(last + toward * bough.length / PIECES as f32);
        let t = piece as f32 / PIECES as f32;
        let knot = 1.0 + habit.crooked * 0.16 * canvas.dice.between(-1.0, 1.0);
        radii.push(bough.thick * (1.0 + (thinner - 1.0) * t) * knot);
    }
    let sides = match bough.level {
        0 => 12,
        1 => 8,
        _ => 5,
    };
    let s = &mut *canvas.solid;
    s.paint = Kind::Bark
        .paint(habit.bark)
        .open(if bough.level == 0 { 0.85 } else { 0.6 });
    s.tube(&points, &radii, sides);
    let end = points[PIECES];
    if bough.level == habit.forks {
        grown.twigs.push(end);
        return;
    }
    let start = canvas.dice.between(0.0, std::f32::consts::TAU);
    for arm in 0..habit.arms {
        let angle = start
            + std::f32::consts::TAU * (arm as f32 + canvas.dice.between(-0.2, 0.2))
                / habit.arms as f32;
        let side = toward.any_orthonormal_vector();
        let side = Quat::from_axis_angle(toward, angle) * side;
        let spread = habit.spread * canvas.dice.between(0.75, 1.25);
        let next = (toward * spread.cos() + side * spread.sin()).normalize_or(toward);
        let length = match bough.level {
            0 => height * 0.24,
            _ => bough.length * habit.shorter,
        } * canvas.dice.between(0.8, 1.2);
        let from = if bough.level > 0 && arm == 0 {
            points[PIECES - 1]
        } else {
            end
        };
        grow(
            canvas,
            habit,
            height,
            Bough {
                from,
                toward: next,
                length,
                thick: bough.thick * thinner * 0.74,
                level: bough.level + 1,
            },
            grown,
        );
    }
    if bough.level + 1 == habit.forks {
        grown.twigs.push(end);
    }
}

/// Clouds of leaves around the twigs, lit as one crown.
fn crown(canvas: &mut Canvas, habit: &Habit, species: Species, height: f32, grown: &Grown) {
    let count = grown.twigs.len().max(1) as f32;
    let middle = grown.twigs.iter().sum::<Vec3>() / count;
    let reach = grown
        .twigs
        .iter()
        .map(|t| t.distance(middle))
        .fold(0.1f32, f32::max)
        + height * habit.cloud;
    let (low, high) = grown
        .twigs
        .iter()
        .fold((f32::MAX, f32::MIN), |(low, high), t| {
            (low.min(t.y), high.max(t.y))
        });
    // Fewer leaves are larger, so that a crown stays full.
    let bigger = canvas.detail.max(0.3).powf(-0.62);
    for twig in &grown.twigs {
        let size = height * habit.cloud * canvas.dice.between(0.78, 1.2);
        let radii = Vec3::new(size, size * 0.72, size);
        let phase = canvas.dice.unit();
        // People walk below: nothing hangs into their faces.
        let clear = if height > 3.2 {
            HEAD_ROOM_M + radii.y
        } else {
            0.0
        };
        let twig = &twig.with_y(twig.y.max(clear));
        // A heart of foliage, so that one does not see through.
        let s = &mut *canvas.solid;
        let [dark, light] = habit.green;
        let up = ((twig.y - low) / (high - low).max(0.1)).clamp(0.0, 1.0);
        let green = [0, 1, 2].map(|c| dark[c] * 0.62 + light[c] * 0.1);
        s.paint = Kind::Leaves.paint(green).open(0.42 + 0.3 * up);
        s.paint.seed = phase;
        let wob = canvas.dice.between(0.0, 9.0);
        s.blob(*twig, radii * 0.66, 5, |d| {
            0.86 + 0.2 * ((d.x * 4.0 + wob).sin() * (d.z * 5.0 - wob).cos())
        });
        let leaves = canvas
            .count(habit.leaves * (size * size) / 0.5 * canvas.detail)
            .clamp(30, 620);
        let s = &mut *canvas.leaf;
        for _ in 0..leaves {
            let d = any_direction(&mut canvas.dice);
            let far = canvas.dice.between(0.6, 1.06).powf(0.7);
            let at = *twig + d * radii * far;
            let from_middle = (at - middle) / reach;
            let outward = (from_middle.normalize_or(Vec3::Y) * 0.75 + d * 0.5 + Vec3::Y * 0.25)
                .normalize_or(Vec3::Y);
            // Deep inside and underneath less light arrives.
            let depth = from_middle.length().clamp(0.0, 1.0);
            let up = ((at.y - low) / (high - low + size).max(0.1)).clamp(0.0, 1.0);
            let open = (0.22 + 0.5 * depth * depth * far + 0.4 * up).clamp(0.15, 1.0);
            let t = canvas.dice.unit();
            let tone = canvas.dice.between(0.8, 1.2);
            let [a, b] = habit.green;
            let colour = [0, 1, 2].map(|c| (a[c] + (b[c] - a[c]) * t * t) * tone);
            s.paint = leaf_paint(colour, phase, 0.035).open(open);
            let along = (any_direction(&mut canvas.dice) + d * 0.7 - Vec3::Y * 0.25)
                .normalize_or(d)
                * habit.leaf.0
                * canvas.dice.between(0.75, 1.25)
                * bigger;
            leaf(s, at, along, habit.leaf.1 * bigger, outward);
        }
        if species == Species::Orange {
            fruit(canvas, *twig, radii);
        }
    }
}

/// Oranges hang at the outside of a leaf cloud.
fn fruit(canvas: &mut Canvas, twig: Vec3, radii: Vec3) {
    for _ in 0..canvas.count(4.0) {
        let d = any_direction(&mut canvas.dice);
        let at = twig + d * radii * 0.98 - Vec3::Y * 0.04;
        let tone = canvas.dice.between(0.85, 1.1);
        let s = &mut *canvas.solid;
        s.paint = Kind::Glaze.paint([0.78 * tone, 0.27 * tone, 0.02]);
        s.blob(at, Vec3::splat(0.048), 4, |_| 1.0);
    }
}

/// A cypress: a flame of dark scales.
fn cypress(canvas: &mut Canvas, habit: &Habit, height: f32) {
    let r = height * habit.thick;
    let s = &mut *canvas.solid;
    s.paint = Kind::Bark.paint(habit.bark);
    s.tube(
        &[
            Vec3::Y * -0.1,
            Vec3::Y * height * 0.12,
            Vec3::Y * height * 0.9,
        ],
        &[r * 1.5, r, r * 0.2],
        9,
    );
    let phase = canvas.dice.unit();
    let widest = height * canvas.dice.between(0.088, 0.105);
    let outline = |t: f32| widest * (t * 6.0).min(1.0).sqrt() * (1.0 - t).powf(0.62) * 1.25;
    let s = &mut *canvas.solid;
    s.paint = Kind::Leaves
        .paint(habit.green[0].map(|c| c * 1.15))
        .open(0.7);
    let foot = height * 0.07;
    let tall = height - foot;
    let profile: Vec<bevy::math::Vec2> = (0..=10)
        .map(|i| {
            let t = i as f32 / 10.0;
            bevy::math::Vec2::new(outline(t.max(0.001)) * 0.82, foot + tall * t)
        })
        .collect();
    s.lathe(&profile, 12);
    let tufts = canvas.count(height * 150.0).min(2600);
    for _ in 0..tufts {
        let t = canvas.dice.unit().powf(1.25) * 0.985;
        let angle = canvas.dice.between(0.0, std::f32::consts::TAU);
        // Upright fingers bulge out of the outline.
        let finger = 0.88 + 0.16 * (angle * 7.0 + t * 9.0 + phase * 20.0).sin();
        let r = outline(t) * finger * canvas.dice.between(0.86, 1.06);
        let out = Vec3::new(angle.sin(), 0.0, angle.cos());
        let at = out * r + Vec3::Y * (foot + tall * t);
        let tone = canvas.dice.between(0.7, 1.25);
        let mixed = canvas.dice.unit().powi(2);
        let [a, b] = habit.green;
        let colour = [0, 1, 2].map(|c| (a[c] + (b[c] - a[c]) * mixed) * tone);
        let s = &mut *canvas.leaf;
        s.paint = leaf_paint(colour, phase, 0.05 * t).open(0.45 + 0.5 * (finger - 0.72) / 0.32);
        let up =
            (Vec3::Y * 2.2 + out + any_direction(&mut canvas.dice) * 0.5).normalize_or(Vec3::Y);
        let long = habit.leaf.0 * canvas.dice.between(0.7, 1.2);
        let normal = (out + Vec3::Y * 0.35).normalize_or(out);
        leaf(s, at, up * long, habit.leaf.1, normal);
    }
}

/// A ball of small leaves around the origin, for clipped shrubs.
pub fn leafy_ball(canvas: &mut Canvas, radii: Vec3, green: [f32; 3], leaves: f32) {
    let phase = canvas.dice.unit();
    let s = &mut *canvas.solid;
    let before = s.place;
    s.place = canvas.leaf.place;
    s.paint = Kind::Leaves.paint(green).open(0.8);
    s.blob(Vec3::ZERO, radii * 0.93, 9, |_| 1.0);
    s.place = before;
    for _ in 0..canvas.count(leaves * radii.length_squared().max(0.1)) {
        let d = any_direction(&mut canvas.dice);
        let tone = canvas.dice.between(0.7, 1.35);
        let s = &mut *canvas.leaf;
        s.paint = leaf_paint(green.map(|c| c * tone), phase, 0.01).open(0.65 + 0.35 * d.y);
        let along = (d + any_direction(&mut canvas.dice) * 0.8).normalize_or(d) * 0.075;
        leaf(s, d * radii * 0.93, along, 0.045, d);
    }
}
