//! Way-finding: a grid of cells over the walkable ground, made from the world's regions and solids.

mod build;
mod edges;
mod path;
mod places;
#[cfg(test)]
mod tests;
mod words;

use std::{ops::Deref, sync::Arc};

use bevy_ecs::prelude::*;
use bevy_math::{Vec2, Vec3, Vec3Swizzles};

pub use build::walkable_bounds;

use crate::{WorldDef, geometry::MAX_STEP_M};

/// Side of a cell in metres.
pub const CELL_M: f32 = 0.25;
/// [`Grid::nearest_free`] looks this far, in metres.
const NEAREST_M: f32 = 8.0;
/// Cells farther than this from anything in the way cost nothing extra.
const WIDE: u8 = 4;

/// The eight ways (columns, rows) from a cell to its neighbours: first the straight ones, then the diagonals.
const AROUND: [(isize, isize); 8] = [
    (0, -1),
    (-1, 0),
    (1, 0),
    (0, 1),
    (-1, -1),
    (1, -1),
    (-1, 1),
    (1, 1),
];
const STRAIGHT_WAYS: usize = 4;

/// The grid of the loaded world. Built once per world; when the world's file changes, another takes its place. Clones
/// share one grid, so that a thread may look for ways while the world goes on.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct NavGrid(Arc<Grid>);

impl NavGrid {
    /// Makes the grid of a world. A world without walkable ground has an empty one.
    pub fn build(def: &WorldDef) -> Self {
        Self(Arc::new(Grid::build(def)))
    }
}

impl Deref for NavGrid {
    type Target = Grid;

    fn deref(&self) -> &Grid {
        &self.0
    }
}

/// Where a body can stand and walk: one height per cell of [`CELL_M`], with obstacles grown by a body's radius.
///
/// Only what can be reached from a spawn counts as free.
#[derive(Debug, PartialEq, Default)]
pub struct Grid {
    /// The corner of cell (0, 0), in metres (x, z).
    origin: Vec2,
    columns: usize,
    rows: usize,
    /// Height of the ground in metres; NaN where there is none.
    ground: Vec<f32>,
    /// Which island of connected free cells a cell belongs to; 0: not free.
    island: Vec<u16>,
    /// A bit for each way in [`AROUND`] that one can walk from the cell.
    links: Vec<u8>,
    /// Cells to the nearest that is not free, 0 to [`WIDE`].
    room: Vec<u8>,
    /// Whether something taller than eye level and wider than a pillar stands here.
    wall: Vec<bool>,
}

impl Grid {
    /// The height at which a body can stand at (x, z), or `None` if it cannot: something is in the way, there is no
    /// ground, or nobody can get there.
    pub fn floor(&self, x: f32, z: f32) -> Option<f32> {
        let cell = self.cell(Vec2::new(x, z))?;
        self.is_free(cell).then(|| self.ground[cell])
    }

    /// The height of the walkable ground at (x, z), whether or not something stands on it.
    pub fn ground(&self, x: f32, z: f32) -> Option<f32> {
        let cell = self.cell(Vec2::new(x, z))?;
        Some(self.ground[cell]).filter(|h| h.is_finite())
    }

    /// The free point nearest to `point` within 8 m, on the floor; `point` itself (on the floor) if it is free.
    ///
    /// Elsewhere a metre of height counts as two of distance, so that what is upstairs stays upstairs.
    pub fn nearest_free(&self, point: Vec3) -> Option<Vec3> {
        self.nearest(point, |_| true)
    }

    /// As [`Self::nearest_free`], among the points from which `good` holds.
    pub(crate) fn nearest(&self, point: Vec3, good: impl Fn(Vec3) -> bool) -> Option<Vec3> {
        if !point.is_finite() {
            return None;
        }
        if let Some(y) = self.floor(point.x, point.z) {
            let here = point.with_y(y);
            if good(here) {
                return Some(here);
            }
        }
        let low = self.clamped(point.xz() - NEAREST_M);
        let high = self.clamped(point.xz() + NEAREST_M);
        let mut best: Option<(f32, Vec3)> = None;
        for row in low.1..=high.1 {
            for column in low.0..=high.0 {
                let cell = row * self.columns + column;
                if self.island.get(cell).is_none_or(|i| *i == 0) {
                    continue;
                }
                let at = self.middle(cell);
                let flat = (at - point).xz().length();
                let far = flat + 2.0 * (at.y - point.y).abs();
                if flat <= NEAREST_M && best.is_none_or(|(b, _)| far < b) && good(at) {
                    best = Some((far, at));
                }
            }
        }
        best.map(|(_, at)| at)
    }

    /// Some free point of the largest piece of ground.
    pub(crate) fn any_free(&self) -> Option<Vec3> {
        let mut sizes = std::collections::BTreeMap::<u16, (usize, usize)>::new();
        for (cell, island) in self.island.iter().enumerate().filter(|(_, i)| **i != 0) {
            let (size, first) = sizes.entry(*island).or_insert((0, cell));
            *size += 1;
            // The one with the most room around it.
            if self.room[cell] > self.room[*first] {
                *first = cell;
            }
        }
        let largest = sizes.into_values().max_by_key(|(size, _)| *size);
        largest.map(|(_, cell)| self.middle(cell))
    }

    /// Whether one can walk from `a` to `b` in a straight line.
    pub fn line_clear(&self, a: Vec3, b: Vec3) -> bool {
        let mut last = f32::NAN;
        self.on_line(a.xz(), b.xz(), |cell| {
            let height = self.ground[cell];
            // The first comparison is with NaN and holds.
            let level = (height - last).abs() > MAX_STEP_M;
            last = height;
            self.is_free(cell) && !level
        })
    }

    /// Whether no wall, house or the like stands between two points (for eyes and voices). Ground off the grid is open.
    pub fn sight_clear(&self, a: Vec3, b: Vec3) -> bool {
        let length = (b - a).xz().length();
        if !length.is_finite() {
            return false;
        }
        let steps = (length / (CELL_M * 0.5)).ceil().clamp(1.0, 4096.0) as u32;
        (0..=steps).all(|i| {
            let point = a.xz().lerp(b.xz(), i as f32 / steps as f32);
            self.cell(point).is_none_or(|cell| !self.wall[cell])
        })
    }

    /// Whether there is a way from `a` to `b`; both must be free.
    pub fn connected(&self, a: Vec3, b: Vec3) -> bool {
        let island = |p: Vec3| self.cell(p.xz()).map_or(0, |c| self.island[c]);
        island(a) != 0 && island(a) == island(b)
    }

    /// Metres to walk from `a` to `b`, `None` if there is no way.
    pub fn walk_m(&self, a: Vec3, b: Vec3) -> Option<f32> {
        let path = self.path(a, b, |_| false)?;
        Some(path.windows(2).map(|leg| leg[0].distance(leg[1])).sum())
    }

    /// The corners of the grid (x, z) in metres.
    pub fn bounds(&self) -> (Vec2, Vec2) {
        let size = Vec2::new(self.columns as f32, self.rows as f32) * CELL_M;
        (self.origin, self.origin + size)
    }

    /// Columns and rows of the grid.
    pub fn size(&self) -> (usize, usize) {
        (self.columns, self.rows)
    }

    /// The height of the ground in metres, row by row; NaN where there is none.
    pub fn heights(&self) -> &[f32] {
        &self.ground
    }

    /// Whether a body can stand in a cell; cells off the grid are not free.
    pub fn is_free_cell(&self, column: usize, row: usize) -> bool {
        column < self.columns && row < self.rows && self.is_free(row * self.columns + column)
    }

    fn is_free(&self, cell: usize) -> bool {
        self.island[cell] != 0
    }

    fn cell(&self, point: Vec2) -> Option<usize> {
        let at = ((point - self.origin) / CELL_M).floor();
        let inside =
            at.x >= 0.0 && at.y >= 0.0 && at.x < self.columns as f32 && at.y < self.rows as f32;
        inside.then(|| at.y as usize * self.columns + at.x as usize)
    }

    /// The cell (column, row) nearest to a point.
    fn clamped(&self, point: Vec2) -> (usize, usize) {
        let at = ((point - self.origin) / CELL_M).floor();
        let clamp = |v: f32, n: usize| v.clamp(0.0, n.saturating_sub(1) as f32) as usize;
        (clamp(at.x, self.columns), clamp(at.y, self.rows))
    }

    /// A cell's middle, on the ground.
    fn middle(&self, cell: usize) -> Vec3 {
        let (column, row) = (cell % self.columns, cell / self.columns);
        let at = self.origin + (Vec2::new(column as f32, row as f32) + 0.5) * CELL_M;
        Vec3::new(at.x, self.ground[cell], at.y)
    }

    /// Visits the cells under a line in order until `visit` says no. False if it did, or if the line leaves the grid.
    ///
    /// Amanatides and Woo, "A Fast Voxel Traversal Algorithm for Ray Tracing" (1987), in two dimensions.
    fn on_line(&self, a: Vec2, b: Vec2, mut visit: impl FnMut(usize) -> bool) -> bool {
        let (Some(first), Some(last)) = (self.cell(a), self.cell(b)) else {
            return false;
        };
        let run = b - a;
        let start = (a - self.origin) / CELL_M;
        let to_border = |start: f32, run: f32| {
            let gap = if run > 0.0 {
                start.floor() + 1.0 - start
            } else {
                start - start.floor()
            };
            if run == 0.0 {
                f32::INFINITY
            } else {
                gap * CELL_M / run.abs()
            }
        };
        let mut next = Vec2::new(to_border(start.x, run.x), to_border(start.y, run.y));
        let step = CELL_M / run.abs();
        let (mut column, mut row) = (first % self.columns, first / self.columns);
        let (to_column, to_row) = (last % self.columns, last / self.columns);
        if !visit(first) {
            return false;
        }
        let most = column.abs_diff(to_column) + row.abs_diff(to_row);
        for _ in 0..most {
            // Rounding must not carry the walk past the last column or row.
            let along_x = row == to_row || (column != to_column && next.x < next.y);
            if along_x {
                column = if to_column > column {
                    column + 1
                } else {
                    column - 1
                };
                next.x += step.x;
            } else {
                row = if to_row > row { row + 1 } else { row - 1 };
                next.y += step.y;
            }
            if !visit(row * self.columns + column) {
                return false;
            }
        }
        true
    }
}
