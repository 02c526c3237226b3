//! A small kit for making meshes in code: bevelled blocks, lathes, tubes, prisms and blobs, with normals, texture
//! coordinates in metres, a surface number and a tint in every vertex, so that a whole scene needs few materials.

use bevy::asset::RenderAssetUsages;
use bevy::math::{Affine3A, Vec2, Vec3, Vec3A};
use bevy::mesh::{Indices, Mesh, PrimitiveTopology};

/// What the next vertices are painted with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// Which pattern the shader draws (see `surface::kind`); for leaves the wind's phase.
    pub kind: f32,
    /// Shifts the pattern, 0–1, so that equal things differ; for leaves how far the wind moves them, in metres.
    pub seed: f32,
    /// Linear colour that tints the pattern.
    pub tint: [f32; 3],
    /// How much of the sky's light arrives, 0–1.
    pub open: f32,
}

impl Paint {
    /// The same paint with its tint multiplied by `by`.
    pub fn shaded(self, by: f32) -> Self {
        Self {
            tint: self.tint.map(|c| c * by),
            ..self
        }
    }

    /// The same paint in another linear colour.
    pub fn tinted(self, tint: [f32; 3]) -> Self {
        Self { tint, ..self }
    }

    /// The same paint where only `open` of the sky's light arrives.
    pub fn open(self, open: f32) -> Self {
        Self { open, ..self }
    }
}

/// A mesh in the making. Points go through `place` on their way in.
#[derive(Debug, Clone)]
pub struct Sculpt {
    pub place: Affine3A,
    pub paint: Paint,
    /// Bevels thinner than this are left out: nobody sees them, and they cost four times the triangles.
    pub least_bevel: f32,
    /// Part of the sides that round things have in full, 0–1.
    pub roundness: f32,
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    kinds: Vec<[f32; 2]>,
    colours: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

impl Default for Sculpt {
    fn default() -> Self {
        Self {
            place: Affine3A::IDENTITY,
            paint: Paint {
                kind: 0.0,
                seed: 0.0,
                tint: [1.0; 3],
                open: 1.0,
            },
            least_bevel: 0.0075,
            roundness: 1.0,
            positions: Vec::new(),
            normals: Vec::new(),
            uvs: Vec::new(),
            kinds: Vec::new(),
            colours: Vec::new(),
            indices: Vec::new(),
        }
    }
}

impl Sculpt {
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Number of triangles so far.
    pub fn triangles(&self) -> usize {
        self.indices.len() / 3
    }

    /// Positions of all vertices so far, in world space.
    pub fn positions(&self) -> &[[f32; 3]] {
        &self.positions
    }

    /// Runs `build` with points placed by `local` within the present placing.
    pub fn within(&mut self, local: Affine3A, build: impl FnOnce(&mut Self)) {
        let before = self.place;
        self.place = before * local;
        build(self);
        self.place = before;
    }

    /// Adds a vertex (local space) and returns its number.
    pub fn vertex(&mut self, at: Vec3, normal: Vec3, uv: Vec2) -> u32 {
        let number = self.positions.len() as u32;
        let normal =
            (self.place.matrix3.inverse().transpose() * Vec3A::from(normal)).normalize_or(Vec3A::Y);
        self.positions
            .push(self.place.transform_point3(at).to_array());
        self.normals.push(normal.to_array());
        self.uvs.push(uv.to_array());
        self.kinds.push([self.paint.kind, self.paint.seed]);
        let [r, g, b] = self.paint.tint;
        self.colours.push([r, g, b, self.paint.open]);
        number
    }

    /// Adds a triangle, counter-clockwise from outside.
    pub fn triangle(&mut self, a: u32, b: u32, c: u32) {
        self.indices.extend([a, b, c]);
    }

    /// Adds a quad `a b c d`, counter-clockwise from outside.
    pub fn quad_of(&mut self, a: u32, b: u32, c: u32, d: u32) {
        self.indices.extend([a, b, c, a, c, d]);
    }

    /// A flat quad, counter-clockwise from outside, patterned in metres.
    pub fn quad(&mut self, corners: [Vec3; 4]) {
        let normal = (corners[1] - corners[0])
            .cross(corners[3] - corners[0])
            .normalize_or(Vec3::Y);
        let [a, b, c, d] = corners.map(|at| self.vertex(at, normal, flat_uv(at, normal)));
        self.quad_of(a, b, c, d);
    }

    /// A block from `low` to `high` whose edges are bevelled by `bevel` metres, so that they catch the light.
    pub fn block(&mut self, low: Vec3, high: Vec3, bevel: f32) {
        let bevel = if bevel < self.least_bevel { 0.0 } else { bevel };
        let bevel = bevel.min((high - low).min_element() * 0.49).max(0.0);
        let middle = (low + high) * 0.5;
        let half = (high - low) * 0.5;
        let mut numbers = [[0u32; 3]; 8];
        for (corner, of_corner) in numbers.iter_mut().enumerate() {
            let sign = Vec3::new(
                if corner & 1 == 0 { -1.0 } else { 1.0 },
                if corner & 2 == 0 { -1.0 } else { 1.0 },
                if corner & 4 == 0 { -1.0 } else { 1.0 },
            );
            for (axis, number) in of_corner.iter_mut().enumerate() {
                let mut at = half - Vec3::splat(bevel);
                at[axis] = half[axis];
                let at = middle + at * sign;
                let mut normal = Vec3::ZERO;
                normal[axis] = sign[axis];
                *number = self.vertex(at, normal, flat_uv(at, normal));
            }
        }
        let n = &numbers;
        // Faces: the four corners of each side, counter-clockwise from outside.
        for (axis, corners) in [
            (0, [1, 3, 7, 5]),
            (0, [0, 4, 6, 2]),
            (1, [2, 6, 7, 3]),
            (1, [0, 1, 5, 4]),
            (2, [4, 5, 7, 6]),
            (2, [0, 2, 3, 1]),
        ] {
            let [a, b, c, d] = corners.map(|corner: usize| n[corner][axis]);
            self.quad_of(a, b, c, d);
        }
        if bevel <= 0.0 {
            return;
        }
        let outward = |sculpt: &mut Self, ring: &[u32]| sculpt.facing_out(ring, middle);
        for axis in 0..3 {
            let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
            for corner in 0..8usize {
                if corner & (1 << axis) == 0 {
                    let other = corner | (1 << axis);
                    outward(
                        self,
                        &[n[corner][u], n[other][u], n[other][v], n[corner][v]],
                    );
                }
            }
        }
        for corner in n {
            outward(self, corner);
        }
    }

    /// A convex ring of vertices turned so that it faces away from `middle` (local space).
    fn facing_out(&mut self, ring: &[u32], middle: Vec3) {
        let at = |number: u32| Vec3::from(self.positions[number as usize]);
        let (a, b, c) = (at(ring[0]), at(ring[1]), at(ring[2]));
        let out = (a + c) * 0.5 - self.place.transform_point3(middle);
        let turned = (b - a).cross(c - a).dot(out) < 0.0;
        for i in 1..ring.len() - 1 {
            if turned {
                self.triangle(ring[0], ring[i + 1], ring[i]);
            } else {
                self.triangle(ring[0], ring[i], ring[i + 1]);
            }
        }
    }

    /// How many sides a round thing of `full` gets, no fewer than `least` where it has as many.
    fn round(&self, full: u32, least: u32) -> u32 {
        ((full as f32 * self.roundness) as u32)
            .max(least.min(full))
            .max(3)
    }

    /// Turns a profile of (radius, height) points, from bottom to top along its outside, around the y axis. Corners
    /// sharper than 35° stay sharp.
    pub fn lathe(&mut self, profile: &[Vec2], sides: u32) {
        self.lathe_shaped(profile, self.round(sides, 6), |_, radius, _| radius);
    }

    /// A lathe whose radius `shape(angle, radius, height)` changes around the turn, for flutes and folds. Normals
    /// follow the shape.
    pub fn lathe_shaped(
        &mut self,
        profile: &[Vec2],
        sides: u32,
        shape: impl Fn(f32, f32, f32) -> f32,
    ) {
        let sides = sides.max(3);
        let along: Vec<f32> = profile
            .iter()
            .scan((0.0, None::<Vec2>), |(sum, last), p| {
                *sum += last.map_or(0.0, |l: Vec2| l.distance(*p));
                *last = Some(*p);
                Some(*sum)
            })
            .collect();
        let widest = profile.iter().fold(0.0f32, |w, p| w.max(p.x));
        let step = std::f32::consts::TAU / sides as f32;
        let point = |i: usize, angle: f32| {
            let p = profile[i];
            let r = shape(angle, p.x, p.y);
            Vec3::new(r * angle.sin(), p.y, r * angle.cos())
        };
        for i in 0..profile.len().saturating_sub(1) {
            let slope = |k: usize| (profile[k + 1] - profile[k]).normalize_or(Vec2::Y);
            let own = slope(i);
            let blend = |other: Option<usize>| match other.map(slope) {
                Some(o) if o.dot(own) > 0.82 => (o + own).normalize_or(own),
                _ => own,
            };
            let ends = [
                blend(i.checked_sub(1)),
                blend((i + 2 < profile.len()).then_some(i + 1)),
            ];
            let mut last: Option<[u32; 2]> = None;
            for side in 0..=sides {
                let angle = step * side as f32;
                let ring = [0, 1].map(|end| {
                    let at = point(i + end, angle);
                    let ahead = point(i + end, angle + step * 0.25);
                    let behind = point(i + end, angle - step * 0.25);
                    let around =
                        (ahead - behind).normalize_or(Vec3::new(angle.cos(), 0.0, -angle.sin()));
                    let up = Vec3::new(
                        ends[end].x * angle.sin(),
                        ends[end].y,
                        ends[end].x * angle.cos(),
                    );
                    let normal = up.cross(around) * -1.0;
                    self.vertex(at, normal, Vec2::new(angle * widest, along[i + end]))
                });
                if let Some([low, high]) = last {
                    self.quad_of(low, ring[0], ring[1], high);
                }
                last = Some(ring);
            }
        }
    }

    /// A tube through `points`, `radii` thick at each, closed at its end.
    pub fn tube(&mut self, points: &[Vec3], radii: &[f32], sides: u32) {
        let sides = self.round(sides, 4);
        let count = points.len().min(radii.len());
        if count < 2 {
            return;
        }
        let mut side = (points[1] - points[0]).any_orthogonal_vector().normalize();
        let mut along = 0.0;
        let mut last: Vec<u32> = Vec::new();
        for i in 0..count {
            let ahead = points[(i + 1).min(count - 1)] - points[i.saturating_sub(1)];
            let ahead = ahead.normalize_or(Vec3::Y);
            side = (side - ahead * ahead.dot(side)).normalize_or(ahead.any_orthonormal_vector());
            let other = ahead.cross(side);
            if i > 0 {
                along += points[i].distance(points[i - 1]);
            }
            let ring: Vec<u32> = (0..=sides)
                .map(|k| {
                    let angle = std::f32::consts::TAU * k as f32 / sides as f32;
                    let out = side * angle.cos() + other * angle.sin();
                    let uv = Vec2::new(angle * radii[0].max(0.02), along);
                    self.vertex(points[i] + out * radii[i], out, uv)
                })
                .collect();
            for k in 0..last.len().saturating_sub(1) {
                self.quad_of(last[k], last[k + 1], ring[k + 1], ring[k]);
            }
            last = ring;
        }
    }

    /// A rounded lump: a sphere stretched to `radii` whose surface `swell(direction)` moves in and out (1 is none).
    pub fn blob(&mut self, middle: Vec3, radii: Vec3, rings: u32, swell: impl Fn(Vec3) -> f32) {
        let rings = self.round(rings, 3);
        let sides = rings * 2;
        let point = |pitch: f32, turn: f32| {
            let d = Vec3::new(
                pitch.sin() * turn.sin(),
                -pitch.cos(),
                pitch.sin() * turn.cos(),
            );
            (d, middle + d * radii * swell(d))
        };
        let mut last: Vec<u32> = Vec::new();
        for ring in 0..=rings {
            let pitch = std::f32::consts::PI * ring as f32 / rings as f32;
            let row: Vec<u32> = (0..=sides)
                .map(|side| {
                    let turn = std::f32::consts::TAU * side as f32 / sides as f32;
                    let (d, at) = point(pitch, turn);
                    let (_, up) = point(pitch + 0.05, turn);
                    let (_, down) = point(pitch - 0.05, turn);
                    let (_, left) = point(pitch, turn - 0.05);
                    let (_, right) = point(pitch, turn + 0.05);
                    let normal = (right - left).cross(up - down).normalize_or(d);
                    let normal = if normal.dot(d) < 0.0 { -normal } else { normal };
                    self.vertex(at, normal, Vec2::new(turn, pitch) * radii.max_element())
                })
                .collect();
            for k in 0..last.len().saturating_sub(1) {
                self.quad_of(last[k], last[k + 1], row[k + 1], row[k]);
            }
            last = row;
        }
    }

    /// A flat polygon of (x, z) corners at height `y`, seen from above.
    pub fn polygon(&mut self, corners: &[Vec2], y: f32) {
        let numbers: Vec<u32> = corners
            .iter()
            .map(|c| self.vertex(Vec3::new(c.x, y, c.y), Vec3::Y, *c))
            .collect();
        for triangle in stoa_world::geometry::triangulate(corners) {
            let [a, b, c] = triangle.map(|corner| numbers[corner as usize]);
            self.triangle(a, b, c);
        }
    }

    /// The finished mesh; none if nothing was made.
    pub fn into_mesh(self) -> Option<Mesh> {
        if self.is_empty() {
            return None;
        }
        let mut mesh = Mesh::new(
            PrimitiveTopology::TriangleList,
            RenderAssetUsages::RENDER_WORLD,
        );
        mesh.insert_attribute(Mesh::ATTRIBUTE_POSITION, self.positions);
        mesh.insert_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals);
        mesh.insert_attribute(Mesh::ATTRIBUTE_UV_0, self.uvs);
        mesh.insert_attribute(Mesh::ATTRIBUTE_UV_1, self.kinds);
        mesh.insert_attribute(Mesh::ATTRIBUTE_COLOR, self.colours);
        mesh.insert_indices(Indices::U32(self.indices));
        Some(mesh)
    }
}

/// Coordinates in metres on a flat surface: along the ground for floors, along the wall and upward for walls.
fn flat_uv(at: Vec3, normal: Vec3) -> Vec2 {
    if normal.y.abs() > 0.7 {
        return Vec2::new(at.x, at.z);
    }
    let along = Vec3::Y.cross(normal).normalize_or(Vec3::X);
    Vec2::new(at.dot(along), at.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every triangle of a closed convex shape must face away from its middle, along with its normals.
    fn check(name: &str, build: impl FnOnce(&mut Sculpt), middle: Vec3) {
        let mut sculpt = Sculpt::default();
        build(&mut sculpt);
        assert!(sculpt.triangles() > 0, "{name}: nothing was made");
        for t in sculpt.indices.chunks(3) {
            let [a, b, c] = [0, 1, 2].map(|k| Vec3::from(sculpt.positions[t[k] as usize]));
            let face = (b - a).cross(c - a);
            if face.length() < 1e-6 {
                continue;
            }
            let out = (a + b + c) / 3.0 - middle;
            assert!(face.dot(out) > 0.0, "{name}: a triangle faces inward");
            let normal = Vec3::from(sculpt.normals[t[0] as usize]);
            assert!(normal.dot(out) > -1e-3, "{name}: a normal points inward");
        }
    }

    #[test]
    fn shapes_face_outward() {
        check(
            "block",
            |s| s.block(Vec3::ZERO, Vec3::new(2.0, 1.0, 3.0), 0.05),
            Vec3::new(1.0, 0.5, 1.5),
        );
        check(
            "sharp block",
            |s| s.block(Vec3::ZERO, Vec3::ONE, 0.0),
            Vec3::splat(0.5),
        );
        check(
            "lathe",
            |s| {
                s.lathe(
                    &[
                        Vec2::new(1.0, 0.0),
                        Vec2::new(1.2, 0.5),
                        Vec2::new(0.9, 1.0),
                    ],
                    12,
                )
            },
            Vec3::new(0.0, 0.5, 0.0),
        );
        check("blob", |s| s.blob(Vec3::Y, Vec3::ONE, 6, |_| 1.0), Vec3::Y);
        check(
            "tube",
            |s| s.tube(&[Vec3::ZERO, Vec3::Y], &[0.2, 0.1], 6),
            Vec3::new(0.0, 0.5, 0.0),
        );
    }

    #[test]
    fn a_ground_polygon_faces_up_whichever_way_it_is_written() {
        let square = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)].map(Vec2::from);
        let mut reversed = square;
        reversed.reverse();
        for corners in [square, reversed] {
            let mut sculpt = Sculpt::default();
            sculpt.polygon(&corners, 0.0);
            for t in sculpt.indices.chunks(3) {
                let [a, b, c] = [0, 1, 2].map(|k| Vec3::from(sculpt.positions[t[k] as usize]));
                assert!((b - a).cross(c - a).y > 0.0);
            }
        }
    }
}
