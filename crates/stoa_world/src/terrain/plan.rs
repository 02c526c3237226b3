//! The cells of a terrain, and how many of them may be looked at.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{REACH_M, TerrainError};
use crate::nav::CELL_M;

/// Cells of [`CELL_M`] over the ground plan, row by row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plan {
    pub origin: Vec2,
    pub columns: usize,
    pub rows: usize,
}

impl Plan {
    /// Cells around all corners, as far as they are near the spawn; `None` when none is.
    pub fn around(corners: &[Vec3], spawn: Vec3) -> Option<Self> {
        let flat = || corners.iter().map(|corner| corner.xz());
        let low = flat().reduce(Vec2::min)?.max(spawn.xz() - REACH_M);
        let high = flat().reduce(Vec2::max)?.min(spawn.xz() + REACH_M);
        if !low.is_finite() || !high.is_finite() || high.cmplt(low).any() {
            return None;
        }
        let origin = (low / CELL_M).floor() * CELL_M;
        let size = ((high - origin) / CELL_M).ceil().max(Vec2::ONE);
        Some(Self {
            origin,
            columns: size.x as usize,
            rows: size.y as usize,
        })
    }

    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    pub fn cell(&self, point: Vec2) -> Option<usize> {
        let at = ((point - self.origin) / CELL_M).floor();
        let inside =
            at.x >= 0.0 && at.y >= 0.0 && at.x < self.columns as f32 && at.y < self.rows as f32;
        inside.then(|| at.y as usize * self.columns + at.x as usize)
    }

    /// A cell's corner with the smallest coordinates.
    pub fn corner(&self, cell: usize) -> Vec2 {
        let at = Vec2::new((cell % self.columns) as f32, (cell / self.columns) as f32);
        self.origin + at * CELL_M
    }

    pub fn middle(&self, cell: usize) -> Vec2 {
        self.corner(cell) + CELL_M / 2.0
    }

    /// The cells of the box around some points.
    pub fn over(&self, points: &[Vec3]) -> impl Iterator<Item = usize> + use<> {
        let columns = self.columns;
        let flat = || points.iter().map(|p| (p.xz() - self.origin) / CELL_M);
        let low = flat()
            .fold(Vec2::INFINITY, Vec2::min)
            .floor()
            .max(Vec2::ZERO);
        let last = Vec2::new(columns as f32, self.rows as f32) - 1.0;
        let high = flat().fold(Vec2::NEG_INFINITY, Vec2::max).floor().min(last);
        // Beside the plan: no rows at all.
        let span = |low: f32, high: f32| {
            if low <= high {
                low as usize..high as usize + 1
            } else {
                0..0
            }
        };
        let (across, down) = (span(low.x, high.x), span(low.y, high.y));
        down.flat_map(move |row| across.clone().map(move |column| row * columns + column))
    }

    /// The cells at most `around` columns and rows away, the cell itself among them.
    pub fn near(&self, cell: usize, around: usize) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let span = |at: usize, n: usize| at.saturating_sub(around)..(at + around + 1).min(n);
        let (across, down) = (span(cell % columns, columns), span(cell / columns, rows));
        down.flat_map(move |row| across.clone().map(move |column| row * columns + column))
    }

    /// The up to four cells beside a cell.
    pub fn beside(&self, cell: usize) -> impl Iterator<Item = usize> + use<> {
        let (column, row, columns, rows) = (
            cell % self.columns,
            cell / self.columns,
            self.columns,
            self.rows,
        );
        [
            (row > 0).then(|| cell - columns),
            (column > 0).then(|| cell - 1),
            (column + 1 < columns).then_some(cell + 1),
            (row + 1 < rows).then_some(cell + columns),
        ]
        .into_iter()
        .flatten()
    }
}

/// How many cells may still be looked at.
pub(super) struct Budget<'g> {
    left: u64,
    spent: u64,
    goes_on: &'g dyn Fn() -> bool,
}

impl<'g> Budget<'g> {
    pub fn new(cells: u64, goes_on: &'g dyn Fn() -> bool) -> Self {
        Self {
            left: cells,
            spent: 0,
            goes_on,
        }
    }

    pub fn spend(&mut self) -> Result<(), TerrainError> {
        self.left = self.left.checked_sub(1).ok_or(TerrainError::TooDense)?;
        self.spent += 1;
        if self.spent.is_multiple_of(65_536) && !(self.goes_on)() {
            return Err(TerrainError::Cancelled);
        }
        Ok(())
    }
}
