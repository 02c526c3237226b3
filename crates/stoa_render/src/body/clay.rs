//! The sculpting kit: bodies are made of bent sheets of points with colours, finishes and joint weights.

use std::collections::HashMap;

use bevy::math::Vec3;
use stoa_world::looks::Rgb;

use super::rig::Joint;

/// How a surface takes light; each is one texel of the shared material (see `material.rs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Finish {
    Cloth,
    Skin,
    Hair,
    Leather,
    Eye,
    Metal,
    Straw,
    Glint,
}

/// Up to four joints and their shares, which add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(pub [(Joint, f32); 4]);

impl Weights {
    pub fn one(joint: Joint) -> Self {
        Self::of([(joint, 1.0), (joint, 0.0), (joint, 0.0), (joint, 0.0)])
    }

    /// From `a` (0) to `b` (1).
    pub fn two(a: Joint, b: Joint, t: f32) -> Self {
        Self::of([(a, 1.0 - t), (b, t), (a, 0.0), (a, 0.0)])
    }

    /// Shares are brought to a sum of 1.
    pub fn of(mut shares: [(Joint, f32); 4]) -> Self {
        let sum: f32 = shares.iter().map(|s| s.1.max(0.0)).sum();
        for share in &mut shares {
            share.1 = if sum > 1e-6 {
                share.1.max(0.0) / sum
            } else {
                0.25
            };
        }
        Self(shares)
    }
}

/// What one point of a sheet carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dab {
    /// Linear RGB.
    pub colour: Vec3,
    pub finish: Finish,
    pub weights: Weights,
}

/// Points and triangles of one body in its bind pose.
#[derive(Debug, Clone, Default)]
pub struct Clay {
    pub points: Vec<Vec3>,
    pub normals: Vec<Vec3>,
    pub dabs: Vec<Dab>,
    pub triangles: Vec<[u32; 3]>,
    /// 1 for close-ups, less for the distance: factor on the numbers of rows and columns.
    pub detail: f32,
}

/// The grid of a sheet: `columns` × `rows` points; `closed` joins the last column to the first.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    pub columns: usize,
    pub rows: usize,
    pub closed: bool,
}

impl Grid {
    pub fn tube(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            closed: true,
        }
    }

    pub fn patch(columns: usize, rows: usize) -> Self {
        Self {
            columns,
            rows,
            closed: false,
        }
    }
}

impl Clay {
    pub fn new(detail: f32) -> Self {
        Self {
            detail,
            ..Self::default()
        }
    }

    /// A number of rows or columns at this clay's detail.
    pub fn fine(&self, count: usize) -> usize {
        ((count as f32 * self.detail).round() as usize).max(4)
    }

    /// Bends a grid: `bend(u, v)` gives the point, `dab` what it carries; u across the columns and v along the rows, both
    /// in 0..=1 (u stays below 1 in a closed sheet). Normals are smooth within the sheet.
    pub fn sheet(
        &mut self,
        grid: Grid,
        bend: impl Fn(f32, f32) -> Vec3,
        dab: impl Fn(f32, f32, Vec3) -> Dab,
    ) {
        let (columns, rows) = (grid.columns.max(2), grid.rows.max(2));
        let first = self.mark();
        let across = if grid.closed { columns } else { columns - 1 } as f32;
        for row in 0..rows {
            let v = row as f32 / (rows - 1) as f32;
            for column in 0..columns {
                let u = column as f32 / across;
                let point = bend(u, v);
                self.points.push(point);
                self.normals.push(Vec3::Y);
                self.dabs.push(dab(u, v, point));
            }
        }
        let index = |row: usize, column: usize| (first.0 + row * columns + column % columns) as u32;
        let spans = if grid.closed { columns } else { columns - 1 };
        for row in 0..rows - 1 {
            for column in 0..spans {
                let (a, b) = (index(row, column), index(row, column + 1));
                let (c, d) = (index(row + 1, column), index(row + 1, column + 1));
                self.triangles.push([a, b, c]);
                self.triangles.push([b, d, c]);
            }
        }
        self.smooth(first);
    }

    /// A smooth ball with half axes `radii` about `centre`.
    pub fn ball(
        &mut self,
        centre: Vec3,
        radii: Vec3,
        size: (usize, usize),
        dab: impl Fn(f32, f32, Vec3) -> Dab,
    ) {
        let grid = Grid::tube(self.fine(size.0), self.fine(size.1));
        self.sheet(
            grid,
            |u, v| {
                let (turn, rise) = (u * std::f32::consts::TAU, v * std::f32::consts::PI);
                centre
                    + Vec3::new(
                        turn.sin() * rise.sin(),
                        rise.cos(),
                        -turn.cos() * rise.sin(),
                    ) * radii
            },
            dab,
        );
    }

    /// A round tube along `path(v)` of radius `radius(v)`, closed at both ends by rounding the radius to nothing is the
    /// caller's choice.
    pub fn tube(
        &mut self,
        size: (usize, usize),
        path: impl Fn(f32) -> Vec3,
        radius: impl Fn(f32) -> f32,
        dab: impl Fn(f32, f32, Vec3) -> Dab,
    ) {
        let grid = Grid::tube(self.fine(size.0), self.fine(size.1));
        self.sheet(
            grid,
            |u, v| {
                let ahead = path((v + 0.01).min(1.0)) - path((v - 0.01).max(0.0));
                let ahead = ahead.normalize_or(Vec3::NEG_Y);
                let hint = if ahead.x.abs() > 0.8 {
                    Vec3::Y
                } else {
                    Vec3::X
                };
                let side = ahead.cross(hint).normalize_or(Vec3::Z);
                let up = side.cross(ahead);
                let turn = u * std::f32::consts::TAU;
                path(v) + (side * turn.cos() + up * turn.sin()) * radius(v)
            },
            dab,
        );
    }

    /// Where the next sheet will begin, for [`Self::smooth`].
    pub fn mark(&self) -> (usize, usize) {
        (self.points.len(), self.triangles.len())
    }

    /// Makes the normals smooth over everything added since `first`: points at the same place share one normal.
    pub fn smooth(&mut self, first: (usize, usize)) {
        let key = |p: Vec3| (p * 20_000.0).round().as_ivec3().to_array();
        let mut places: HashMap<[i32; 3], usize> = HashMap::new();
        let mut sums: Vec<Vec3> = Vec::new();
        let place: Vec<usize> = self.points[first.0..]
            .iter()
            .map(|p| {
                let next = sums.len();
                let at = *places.entry(key(*p)).or_insert(next);
                if at == next {
                    sums.push(Vec3::ZERO);
                }
                at
            })
            .collect();
        for [a, b, c] in &self.triangles[first.1..] {
            let corner = |i: u32| self.points[i as usize];
            let face = (corner(*b) - corner(*a)).cross(corner(*c) - corner(*a));
            for i in [a, b, c] {
                sums[place[*i as usize - first.0]] += face;
            }
        }
        for (normal, at) in self.normals[first.0..].iter_mut().zip(place) {
            *normal = sums[at].normalize_or(Vec3::Y);
        }
    }
}

/// One cross-section of a [`Profile`], at height `y`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    pub y: f32,
    /// Half the width.
    pub w: f32,
    /// From the middle to the front (−z) and to the back.
    pub front: f32,
    pub back: f32,
    /// Where the middle is.
    pub z: f32,
    /// Exponent of the superellipse: 2 round, more is boxier.
    pub n: f32,
}

/// A smooth solid given by a few rings from low to high.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile(Vec<Ring>);

impl Profile {
    /// From `[y, w, front, back, z]` rows, low to high.
    pub fn new(n: f32, rows: &[[f32; 5]]) -> Self {
        Self(
            rows.iter()
                .map(|&[y, w, front, back, z]| Ring {
                    y,
                    w,
                    front,
                    back,
                    z,
                    n,
                })
                .collect(),
        )
    }

    /// The same, larger by `by` all round.
    pub fn grown(&self, by: f32) -> Self {
        let grow = |r: &Ring| Ring {
            w: r.w + by,
            front: r.front + by,
            back: r.back + by,
            ..*r
        };
        Self(self.0.iter().map(grow).collect())
    }

    /// The cross-section at a height, between its neighbours by cubic curves that do not overshoot (Fritsch, Carlson
    /// 1980, with zero slope at extremes); beyond the ends, the last ring.
    pub fn ring(&self, y: f32) -> Ring {
        let rings = &self.0;
        let last = rings.len() - 1;
        if y <= rings[0].y {
            return Ring { y, ..rings[0] };
        }
        if y >= rings[last].y {
            return Ring { y, ..rings[last] };
        }
        let upper = rings.partition_point(|r| r.y <= y).clamp(1, last);
        let (a, b) = (rings[upper - 1], rings[upper]);
        let before = rings[upper.saturating_sub(2)];
        let after = rings[(upper + 1).min(last)];
        let t = (y - a.y) / (b.y - a.y).max(1e-6);
        let curve = |of: fn(&Ring) -> f32| {
            let slope = |p: &Ring, q: &Ring| (of(q) - of(p)) / (q.y - p.y).max(1e-6);
            let middle = slope(&a, &b);
            let tangent = |other: f32| {
                if other * middle <= 0.0 {
                    0.0
                } else {
                    2.0 * other * middle / (other + middle)
                }
            };
            let m0 = if upper >= 2 {
                tangent(slope(&before, &a))
            } else {
                middle
            };
            let m1 = if upper < last {
                tangent(slope(&b, &after))
            } else {
                middle
            };
            let h = b.y - a.y;
            let (t2, t3) = (t * t, t * t * t);
            of(&a) * (2.0 * t3 - 3.0 * t2 + 1.0)
                + m0 * h * (t3 - 2.0 * t2 + t)
                + of(&b) * (3.0 * t2 - 2.0 * t3)
                + m1 * h * (t3 - t2)
        };
        Ring {
            y,
            w: curve(|r| r.w),
            front: curve(|r| r.front),
            back: curve(|r| r.back),
            z: curve(|r| r.z),
            n: a.n,
        }
    }

    /// The point at a height and a turn in radians: 0 is the front, a quarter turn the right.
    pub fn point(&self, y: f32, turn: f32) -> Vec3 {
        self.ring(y).point(turn)
    }
}

impl Ring {
    pub fn point(&self, turn: f32) -> Vec3 {
        let power = 2.0 / self.n;
        let bent = |c: f32| c.signum() * c.abs().powf(power);
        let (s, c) = turn.sin_cos();
        let deep = if c >= 0.0 { self.front } else { self.back };
        Vec3::new(self.w * bent(s), self.y, self.z - deep * bent(c))
    }

    /// The z of the front at `x`, where there is one.
    pub fn front_at(&self, x: f32) -> f32 {
        let across = (x / self.w.max(1e-4)).abs().min(1.0).powf(self.n);
        self.z - self.front * (1.0 - across).powf(1.0 / self.n)
    }
}

/// sRGB to linear.
pub fn linear(colour: Rgb) -> Vec3 {
    let channel = |c: u8| {
        let c = f32::from(c) / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    Vec3::new(channel(colour.0), channel(colour.1), channel(colour.2))
}

/// 0 below `low`, 1 above `high`, smooth between; `low` may be the greater one.
pub fn smooth(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A bump of height 1 at 0, about `width` wide.
pub fn bump(x: f32, width: f32) -> f32 {
    (-(x * x) / (2.0 * width * width)).exp()
}

/// Piecewise linear through `(x, y)` points of rising x.
pub fn through(points: &[(f32, f32)], x: f32) -> f32 {
    let upper = points.partition_point(|p| p.0 <= x);
    if upper == 0 {
        return points[0].1;
    }
    if upper >= points.len() {
        return points[points.len() - 1].1;
    }
    let (a, b) = (points[upper - 1], points[upper]);
    let t = (x - a.0) / (b.0 - a.0).max(1e-6);
    a.1 + (b.1 - a.1) * t * t * (3.0 - 2.0 * t)
}
