//! The bounded world and its uniform grid of cells.

use crate::error::ConfigError;

/// 1/65536 m in a metre.
pub const METRE: i32 = 65_536;

/// The world's rectangle `0..width` × `0..height`, in 1/65536 m.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub width: i32,
    pub height: i32,
}

impl Bounds {
    #[must_use]
    pub fn holds(&self, x: i32, y: i32) -> bool {
        (0..self.width).contains(&x) && (0..self.height).contains(&y)
    }
}

/// Square cells over the bounds, in rows along x. An agent looks at the cells up to `reach` around its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    pub bounds: Bounds,
    /// Interaction radius in 1/65536 m.
    pub radius: i32,
    /// Side of a cell in 1/65536 m.
    pub cell: u32,
    pub columns: u32,
    pub rows: u32,
    pub reach: u32,
    /// 1 / cell.
    per_cell: f64,
}

impl Grid {
    /// Longest side of a world: 16,384 m.
    pub const MAX_SIDE: i32 = 1 << 30;

    /// Most cells a grid may have.
    pub const MAX_CELLS: u64 = 1 << 26;

    /// The grid whose cells are `radius / divisor` wide. Every divisor gives the same simulation; it decides speed only.
    ///
    /// # Errors
    /// When a side isn't 1 m to [`Grid::MAX_SIDE`], the radius isn't within 1/64 m to 15 m, or there were more than
    /// [`Grid::MAX_CELLS`] cells.
    pub fn new(bounds: Bounds, radius: i32, divisor: u32) -> Result<Self, ConfigError> {
        let side = METRE..=Self::MAX_SIDE;
        if !side.contains(&bounds.width) || !side.contains(&bounds.height) {
            return Err(ConfigError::Bounds(bounds.width, bounds.height));
        }
        if !(METRE / 64..=15 * METRE).contains(&radius) {
            return Err(ConfigError::Radius(f64::from(radius) / f64::from(METRE)));
        }
        if !(1..=4).contains(&divisor) {
            return Err(ConfigError::Divisor(divisor));
        }
        // Two places whose 1/1024 m differ by at most the radius are less than the radius and 64 apart, so `divisor`
        // cells of this width always reach. (divisor + 1) · cell ≤ 30 m + 128 + …, below the 32 m of a packed place.
        let cell = (radius as u32 + 64).div_ceil(divisor);
        let columns = (bounds.width as u32).div_ceil(cell);
        let rows = (bounds.height as u32).div_ceil(cell);
        let cells = u64::from(columns) * u64::from(rows);
        if cells > Self::MAX_CELLS {
            return Err(ConfigError::Cells(cells));
        }
        Ok(Self {
            bounds,
            radius,
            cell,
            columns,
            rows,
            reach: divisor,
            per_cell: 1.0 / f64::from(cell),
        })
    }

    #[must_use]
    pub fn cells(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    /// Index of the cell that holds a place within the bounds.
    #[must_use]
    #[inline(always)]
    pub fn cell_of(&self, x: i32, y: i32) -> u32 {
        crate::bound!(self.bounds.holds(x, y));
        // Faster than two divisions, and exact: halves lie at least 1/(2 cell) ≥ 2⁻²¹ from the next integer, and a
        // product below 2³⁰ is off by at most 2⁻²².
        let part = |place: i32| ((f64::from(place) + 0.5) * self.per_cell) as u32;
        part(y) * self.columns + part(x)
    }

    /// First and last column, first and last row that an agent in `cell` looks at: clamped at the edges.
    #[must_use]
    #[inline]
    pub fn around(&self, cell: u32) -> (u32, u32, u32, u32) {
        let (column, row) = (cell % self.columns, cell / self.columns);
        (
            column.saturating_sub(self.reach),
            (column + self.reach).min(self.columns - 1),
            row.saturating_sub(self.reach),
            (row + self.reach).min(self.rows - 1),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_at_the_edge_of_a_cell_falls_into_the_right_one() {
        let bounds = Bounds {
            width: Grid::MAX_SIDE,
            height: METRE,
        };
        for (radius, divisor) in [
            (10 * METRE, 1),
            (10 * METRE, 3),
            (15 * METRE, 2),
            (700_001, 4),
        ] {
            let grid = Grid::new(bounds, radius, divisor).unwrap();
            let cell = grid.cell as i32;
            for column in (0..grid.columns as i32)
                .step_by(97)
                .chain([grid.columns as i32 - 1])
            {
                for x in [column * cell - 1, column * cell, column * cell + 1] {
                    let x = x.clamp(0, bounds.width - 1);
                    assert_eq!(
                        grid.cell_of(x, 0),
                        x as u32 / grid.cell,
                        "{x} with cells of {cell}"
                    );
                }
            }
        }
    }
}
