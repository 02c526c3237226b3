//! Shapes made of numbers: balls, rounded limbs, flat rings. Every point has a normal and a colour.

use bevy_math::{Quat, Vec3};
use core::f32::consts::{FRAC_PI_2, PI, TAU};

/// Linear red, green, blue and how opaque.
pub type Tint = [f32; 4];

/// `tint`, `by` times as opaque.
pub fn faint(tint: Tint, by: f32) -> Tint {
    let [r, g, b, a] = tint;
    [r, g, b, a * by]
}

/// Points and triangles, in metres; the triangles counter-clockwise from outside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    pub points: Vec<Vec3>,
    pub normals: Vec<Vec3>,
    pub tints: Vec<Tint>,
    pub triangles: Vec<[u32; 3]>,
}

/// Columns around and rows along of everything round.
const ROUND: (usize, usize) = (10, 6);

impl Shape {
    fn point(&mut self, at: Vec3, normal: Vec3, tint: Tint) -> u32 {
        let number = self.points.len() as u32;
        self.points.push(at);
        self.normals.push(normal.normalize_or(Vec3::Y));
        self.tints.push(tint);
        number
    }

    /// A sheet bent round to a tube: `bend(around, along)` gives point and normal, `around` from 0 to 2π and
    /// counter-clockwise when seen from where `along` comes to 1.
    fn tube(
        &mut self,
        (columns, rows): (usize, usize),
        tint: impl Fn(f32) -> Tint,
        bend: impl Fn(f32, f32) -> (Vec3, Vec3),
    ) {
        let first = self.points.len();
        for row in 0..=rows {
            let along = row as f32 / rows as f32;
            for column in 0..columns {
                let (at, normal) = bend(column as f32 / columns as f32 * TAU, along);
                self.point(at, normal, tint(along));
            }
        }
        self.join(first, columns, rows);
    }

    fn join(&mut self, first: usize, columns: usize, rows: usize) {
        let index = |row: usize, column: usize| (first + row * columns + column % columns) as u32;
        for row in 0..rows {
            for column in 0..columns {
                let (a, b) = (index(row, column), index(row, column + 1));
                let (c, d) = (index(row + 1, column), index(row + 1, column + 1));
                self.triangles.extend([[a, b, c], [b, d, c]]);
            }
        }
    }

    /// A ball with half axes `radii`. `square` is 1 for an ellipsoid; less makes it a box with rounded edges.
    pub fn ball(&mut self, centre: Vec3, radii: Vec3, square: f32, tint: Tint) {
        self.globe((ROUND.0 + 4, ROUND.1 + 2), centre, radii, square, |_| tint);
    }

    /// A ball of so many columns and rows, whose tint goes by the height: 0 below, 1 above.
    pub fn globe(
        &mut self,
        size: (usize, usize),
        centre: Vec3,
        radii: Vec3,
        square: f32,
        tint: impl Fn(f32) -> Tint,
    ) {
        let bent = |x: f32, by: f32| x.signum() * x.abs().powf(by);
        self.tube(size, tint, |around, along| {
            let (sin, cos) = ((along - 0.5) * PI).sin_cos();
            let (cos, (east, south)) = (cos.max(0.0), around.sin_cos());
            let with = |by: f32| {
                Vec3::new(
                    bent(east, by) * bent(cos, by),
                    bent(sin, by),
                    bent(south, by) * bent(cos, by),
                )
            };
            (centre + radii * with(square), with(2.0 - square) / radii)
        });
    }

    /// A limb along joints, so thick at each (radius), with rounded ends. There must be two joints or more, no two in
    /// one place.
    pub fn limb(&mut self, joints: &[(Vec3, f32)], tint: Tint) {
        let way = |joint: usize| {
            let joint = joint.min(joints.len().saturating_sub(2));
            (joints[joint + 1].0 - joints[joint].0).normalize_or(Vec3::Y)
        };
        let first = self.points.len();
        let mut side = way(0).any_orthonormal_vector();
        let mut before = way(0);
        let mut rows = 0;
        let cap = ROUND.1 / 2;
        for (joint, (at, radius)) in joints.iter().enumerate() {
            let is_last = joint + 1 == joints.len();
            // Half a ball at the ends; between them, as many rings as a bend needs to be round.
            for ring in 0..=cap {
                let share = ring as f32 / cap as f32;
                let (axis, latitude) = if joint == 0 {
                    (way(0), (share - 1.0) * FRAC_PI_2)
                } else if is_last {
                    (way(joint), share * FRAC_PI_2)
                } else {
                    let axis = way(joint - 1).lerp(way(joint), share);
                    (axis.normalize_or(before), 0.0)
                };
                // The columns follow the bend without turning about it.
                side = Quat::from_rotation_arc(before, axis) * side;
                before = axis;
                let other = axis.cross(side);
                for column in 0..ROUND.0 {
                    let (sin, cos) = (column as f32 / ROUND.0 as f32 * TAU).sin_cos();
                    let out = (side * cos + other * sin) * latitude.cos();
                    let normal = out + axis * latitude.sin();
                    self.point(at + normal * *radius, normal, tint);
                }
                rows += 1;
            }
        }
        self.join(first, ROUND.0, rows - 1);
    }

    /// Rings about the z axis, facing +z: from one radius and tint to the next. The first radius may be 0.
    pub fn ring(&mut self, stops: &[(f32, Tint)], segments: usize) {
        let first = self.points.len();
        for (radius, tint) in stops {
            for segment in 0..segments {
                let (sin, cos) = (segment as f32 / segments as f32 * TAU).sin_cos();
                // Clockwise, since the rows go outwards.
                self.point(Vec3::new(cos, -sin, 0.0) * radius, Vec3::Z, *tint);
            }
        }
        self.join(first, segments, stops.len().saturating_sub(1));
    }

    /// A flat polygon that bulges everywhere, its corners counter-clockwise seen from +z.
    pub fn polygon(&mut self, corners: &[Vec3], tint: Tint) {
        let numbers: Vec<u32> = corners
            .iter()
            .map(|corner| self.point(*corner, Vec3::Z, tint))
            .collect();
        for pair in numbers.windows(2).skip(1) {
            self.triangles.push([numbers[0], pair[0], pair[1]]);
        }
    }

    /// A tapering tube from the origin along −z, one metre long, so thick at either end (radius), ever fainter.
    pub fn beam(&mut self, thick: (f32, f32), tints: (Tint, Tint)) {
        let mixed =
            |along: f32| core::array::from_fn(|i| tints.0[i] + (tints.1[i] - tints.0[i]) * along);
        self.tube((6, 1), mixed, |around, along| {
            let radius = thick.0 + (thick.1 - thick.0) * along;
            let out = Vec3::new(around.cos(), -around.sin(), 0.0);
            (out * radius - Vec3::Z * along, out)
        });
    }

    /// What was added from point `first` on is moved by `change`; normals stay.
    pub fn reshape(&mut self, first: usize, change: impl Fn(Vec3) -> Vec3) {
        for point in self.points.iter_mut().skip(first) {
            *point = change(*point);
        }
    }

    #[must_use]
    pub fn turned(mut self, by: Quat) -> Self {
        for direction in self.points.iter_mut().chain(&mut self.normals) {
            *direction = by * *direction;
        }
        self
    }

    /// As in a mirror that stands across x.
    #[must_use]
    pub fn mirrored(mut self) -> Self {
        for direction in self.points.iter_mut().chain(&mut self.normals) {
            direction.x = -direction.x;
        }
        for triangle in &mut self.triangles {
            triangle.swap(1, 2);
        }
        self
    }
}

#[cfg(test)]
impl Shape {
    /// What it encloses, in m³; negative when turned inside out.
    pub fn volume(&self) -> f32 {
        let at = |number: u32| self.points[number as usize];
        self.triangles
            .iter()
            .map(|[a, b, c]| at(*a).dot(at(*b).cross(at(*c))) / 6.0)
            .sum()
    }

    /// The lowest and the highest of each coordinate.
    pub fn bounds(&self) -> (Vec3, Vec3) {
        let (low, high) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
        self.points
            .iter()
            .fold((low, high), |(low, high), p| (low.min(*p), high.max(*p)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: Tint = [1.0; 4];

    fn made(make: impl FnOnce(&mut Shape)) -> Shape {
        let mut shape = Shape::default();
        make(&mut shape);
        shape
    }

    #[test]
    fn something_round_would_be_turned_inside_out_or_have_another_size() {
        let (x, y) = (Vec3::X, Vec3::Y);
        let radii = Vec3::new(1.0, 2.0, 0.5);
        for (name, shape, volume, high) in [
            (
                "ball",
                made(|s| s.ball(Vec3::ZERO, radii, 1.0, WHITE)),
                4.19,
                radii,
            ),
            (
                "box",
                made(|s| s.ball(Vec3::ZERO, radii, 0.3, WHITE)),
                7.3,
                radii,
            ),
            (
                "limb",
                made(|s| s.limb(&[(-y, 0.5), (Vec3::ZERO, 0.5), (y, 0.5)], WHITE)),
                2.09,
                Vec3::new(0.5, 1.5, 0.5),
            ),
            (
                "cone",
                made(|s| s.limb(&[(-x, 0.6), (x, 0.3)], WHITE)),
                1.7,
                Vec3::new(1.3, 0.59, 0.59),
            ),
        ] {
            // Flat faces leave out a little of what is round.
            let got = shape.volume();
            assert!((0.8..1.02).contains(&(got / volume)), "{name}: {got} m³");
            let top = shape.bounds().1;
            assert!((top - high).abs().max_element() < 0.06, "{name}: {top}");
            let outward = shape.points.iter().zip(&shape.normals);
            assert!(outward.clone().all(|(_, n)| n.is_normalized()), "{name}");
            assert!(outward.clone().all(|(p, n)| p.dot(*n) > -1e-4), "{name}");
            let mirrored = shape.clone().mirrored();
            assert!(
                (mirrored.volume() - got).abs() < 1e-4,
                "{name} in the mirror"
            );
        }
    }

    #[test]
    fn something_flat_would_show_its_back() {
        let square = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
        let square = square.map(|(x, y)| Vec3::new(x, y, 0.0));
        for (name, shape, area) in [
            (
                "ring",
                made(|s| s.ring(&[(1.0, WHITE), (2.0, WHITE)], 64)),
                3.0 * PI,
            ),
            (
                "disc",
                made(|s| s.ring(&[(0.0, WHITE), (1.0, WHITE)], 64)),
                PI,
            ),
            ("square", made(|s| s.polygon(&square, WHITE)), 4.0),
        ] {
            let at = |number: u32| shape.points[number as usize];
            let doubled: Vec3 = shape
                .triangles
                .iter()
                .map(|[a, b, c]| (at(*b) - at(*a)).cross(at(*c) - at(*a)))
                .sum();
            assert!((doubled.z / 2.0 - area).abs() < 0.02, "{name}: {doubled}");
            assert!(shape.normals.iter().all(|n| *n == Vec3::Z), "{name}");
        }
    }

    #[test]
    fn a_beam_would_point_elsewhere_or_not_fade() {
        let shape = made(|s| s.beam((0.002, 0.001), (WHITE, faint(WHITE, 0.25))));
        let (low, high) = shape.bounds();
        assert!((low.z + 1.0).abs() < 1e-6 && high.z.abs() < 1e-6);
        assert!((high.x - 0.002).abs() < 1e-6);
        assert!(shape.volume() >= 0.0);
        assert_eq!(shape.tints.first().map(|t| t[3]), Some(1.0));
        assert_eq!(shape.tints.last().map(|t| t[3]), Some(0.25));
    }
}
