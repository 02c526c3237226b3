//! Where the middle of a body may be: a bit for each square cell.

use super::flow::Window;

/// A grid of free and blocked cells, with obstacles grown by a body's radius, so that it is asked for middles only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    columns: u32,
    rows: u32,
    shift: u32,
    /// A row's bits fill whole words; a set bit is free.
    bits: Vec<u32>,
}

/// Radius of a body, in 1/65536 m.
pub const BODY_RADIUS: i32 = 16_384;
/// Most cells along a side.
pub const MAX_SIDE: u32 = 16_384;

impl Ground {
    /// A grid of blocked cells, 2^`shift` / 65536 m wide (14: a quarter metre).
    pub fn blocked(columns: u32, rows: u32, shift: u32) -> Self {
        let stride = columns.div_ceil(32);
        Self {
            columns,
            rows,
            shift,
            bits: vec![0; (stride * rows) as usize],
        }
    }

    /// A grid of free cells within a border of one blocked cell.
    pub fn open(columns: u32, rows: u32, shift: u32) -> Self {
        let mut ground = Self::blocked(columns, rows, shift);
        for row in 1..rows.saturating_sub(1) {
            for column in 1..columns.saturating_sub(1) {
                ground.set(column, row, true);
            }
        }
        ground
    }

    pub fn columns(&self) -> u32 {
        self.columns
    }

    pub fn rows(&self) -> u32 {
        self.rows
    }

    pub fn shift(&self) -> u32 {
        self.shift
    }

    /// Words in a row.
    pub fn stride(&self) -> u32 {
        self.columns.div_ceil(32)
    }

    pub fn words(&self) -> &[u32] {
        &self.bits
    }

    /// Whether a cell is free; cells off the grid are not.
    pub fn is_free(&self, column: i32, row: i32) -> bool {
        let inside =
            column >= 0 && row >= 0 && column < self.columns as i32 && row < self.rows as i32;
        inside
            && self.bits[row as usize * self.stride() as usize + column as usize / 32]
                >> (column % 32)
                & 1
                == 1
    }

    pub fn set(&mut self, column: u32, row: u32, free: bool) {
        if column >= self.columns || row >= self.rows {
            return;
        }
        let word = &mut self.bits[(row * self.columns.div_ceil(32) + column / 32) as usize];
        let bit = 1 << (column % 32);
        *word = if free { *word | bit } else { *word & !bit };
    }

    /// The same with cells 2^`doublings` times as wide, 32 times at most: one is free if all that it covers is.
    pub fn coarser(&self, doublings: u32) -> Self {
        let doublings = doublings.min(5);
        let side = 1 << doublings;
        let (columns, rows) = (self.columns.div_ceil(side), self.rows.div_ceil(side));
        let mut coarse = Self::blocked(columns, rows, self.shift + doublings);
        let stride = self.stride() as usize;
        let all = u32::MAX >> (32 - side);
        for row in 0..self.rows / side {
            let first = (row * side) as usize * stride;
            let mut free = self.bits[first..first + stride].to_vec();
            for below in 1..side as usize {
                let first = first + below * stride;
                let bits = &self.bits[first..first + stride];
                free.iter_mut()
                    .zip(bits)
                    .for_each(|(free, bits)| *free &= bits);
            }
            for column in 0..columns {
                let from = column * side;
                if free[from as usize / 32] >> (from % 32) & all == all {
                    coarse.set(column, row, true);
                }
            }
        }
        coarse
    }

    /// The smallest window that holds all cells in which two grounds of one size differ; `None` where none does.
    pub fn difference(&self, other: &Self) -> Option<Window> {
        let stride = self.stride().max(1) as usize;
        let rows = self.bits.chunks(stride).zip(other.bits.chunks(stride));
        let mut found: Option<(u32, u32, u32, u32)> = None;
        for (row, (mine, others)) in (0..).zip(rows).filter(|(_, (a, b))| a != b) {
            for (column, (mine, others)) in (0..).step_by(32).zip(mine.iter().zip(others)) {
                let bits = mine ^ others;
                if bits != 0 {
                    let first = column + bits.trailing_zeros();
                    let last = column + bits.ilog2();
                    let (left, top, right, _) = found.unwrap_or((first, row, last, row));
                    found = Some((left.min(first), top, right.max(last), row));
                }
            }
        }
        found.map(|(left, top, right, low)| Window {
            column: left,
            row: top,
            columns: right - left + 1,
            rows: low - top + 1,
        })
    }

    /// Blocks every cell that has a point nearer than a body's radius to a rectangle (1/65536 m from the grid's corner).
    pub fn block_rectangle(&mut self, x: i32, y: i32, width: i32, height: i32) {
        self.block(
            x - BODY_RADIUS,
            y - BODY_RADIUS,
            x + width + BODY_RADIUS,
            y + height + BODY_RADIUS,
            |cx, cy| {
                let dx = i64::from((x - cx.1).max(cx.0 - x - width).max(0));
                let dy = i64::from((y - cy.1).max(cy.0 - y - height).max(0));
                dx * dx + dy * dy < i64::from(BODY_RADIUS).pow(2)
            },
        );
    }

    /// Blocks every cell that has a point nearer than a body's radius to a disc (1/65536 m from the grid's corner).
    pub fn block_disc(&mut self, x: i32, y: i32, radius: i32) {
        let far = radius + BODY_RADIUS;
        self.block(x - far, y - far, x + far, y + far, |cx, cy| {
            let dx = i64::from((cx.0 - x).max(x - cx.1).max(0));
            let dy = i64::from((cy.0 - y).max(y - cy.1).max(0));
            dx * dx + dy * dy < i64::from(far).pow(2)
        });
    }

    /// Blocks cells of a box for which `hit` holds, given the cell's ends in x and in y.
    fn block(
        &mut self,
        x0: i32,
        y0: i32,
        x1: i32,
        y1: i32,
        hit: impl Fn((i32, i32), (i32, i32)) -> bool,
    ) {
        let side = 1 << self.shift;
        for row in (y0 >> self.shift).max(0)..=(y1 >> self.shift).min(self.rows as i32 - 1) {
            for column in
                (x0 >> self.shift).max(0)..=(x1 >> self.shift).min(self.columns as i32 - 1)
            {
                let (cx, cy) = (column * side, row * side);
                if hit((cx, cx + side), (cy, cy + side)) {
                    self.set(column as u32, row as u32, false);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::mix;

    #[test]
    fn a_body_in_a_free_cell_does_not_touch_what_stands_there() {
        let mut ground = Ground::open(40, 40, 14);
        let (x, y, width, height) = (200_000, 150_000, 90_000, 20_000);
        ground.block_rectangle(x, y, width, height);
        ground.block_disc(500_000, 500_000, 50_000);
        for column in 0..40 {
            for row in 0..40 {
                let (cx, cy) = (column * 16_384 + 8_192, row * 16_384 + 8_192);
                let dx = (x - cx).max(cx - x - width).max(0);
                let dy = (y - cy).max(cy - y - height).max(0);
                let to_table = f64::from(dx).hypot(f64::from(dy));
                let to_disc = f64::from(cx - 500_000).hypot(f64::from(cy - 500_000)) - 50_000.0;
                if ground.is_free(column, row) {
                    assert!(
                        to_table >= 16_384.0 && to_disc >= 16_384.0,
                        "{column} {row}"
                    );
                } else {
                    let border = column == 0 || row == 0 || column == 39 || row == 39;
                    assert!(
                        border || to_table < 30_000.0 || to_disc < 30_000.0,
                        "{column} {row}"
                    );
                }
            }
        }
        assert!(!ground.is_free(-1, 3) && !ground.is_free(3, 40));
    }
    #[test]
    fn a_coarse_cell_is_free_where_a_fine_one_is_not() {
        for (columns, rows) in [(83, 70), (64, 32), (5, 97)] {
            let mut ground = Ground::open(columns, rows, 14);
            for i in 0..60 {
                ground.set(mix(i) % columns, mix(i + 99) % rows, false);
            }
            for doublings in 0..=5 {
                let coarse = ground.coarser(doublings);
                assert_eq!(coarse.shift(), 14 + doublings);
                let side = 1 << doublings;
                for column in 0..columns.div_ceil(side) as i32 {
                    for row in 0..rows.div_ceil(side) as i32 {
                        let (x, y, side) = (column * side as i32, row * side as i32, side as i32);
                        let free =
                            (x..x + side).all(|c| (y..y + side).all(|r| ground.is_free(c, r)));
                        assert_eq!(coarse.is_free(column, row), free, "{column} {row}");
                    }
                }
                assert!(!coarse.is_free(columns.div_ceil(side) as i32, 1));
            }
        }
        let ground = Ground::open(83, 70, 14);
        assert_eq!(ground.coarser(0), ground);
    }

    #[test]
    fn a_change_is_missed() {
        let ground = Ground::open(120, 90, 14);
        assert_eq!(ground.difference(&ground), None);
        let mut other = ground.clone();
        for (column, row) in [(70, 20), (31, 40), (64, 33), (100, 40)] {
            other.set(column, row, false);
        }
        let window = |column, row, columns, rows| Window {
            column,
            row,
            columns,
            rows,
        };
        let found = Some(window(31, 20, 70, 21));
        assert_eq!(ground.difference(&other), found);
        assert_eq!(other.difference(&ground), found);
        assert_eq!(window(31, 20, 70, 21).coarser(2), window(7, 5, 19, 6));
        assert_eq!(window(32, 20, 4, 4).coarser(2), window(8, 5, 1, 1));
    }
}
