//! The grounds of a world in the tick: the one that ways are made on, whose cells are wide where the world is, and the
//! navigation grid's own cells for those whom hosts steer by it.

use stoa_tick::rules::plaza::{Layout, PlaceBuilder, flow::Window, ground::Ground};

use crate::nav::NavGrid;

/// Fine cells are 2^this / 65536 m wide, as [`crate::nav::CELL_M`].
pub(super) const FINE_SHIFT: u32 = 14;
/// Along a side of more fine cells than this (256 m), cells get twice as wide, so that flow fields stay small.
const MOST_CELLS: usize = 1_024;
/// A ground has at least this many cells each way.
const LEAST_CELLS: usize = 3;

/// The grounds of a navigation grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds {
    /// Of ways: a cell is free if all its fine ones are.
    pub(super) ways: Ground,
    /// `None` where that has fine cells itself.
    fine: Option<Ground>,
}

impl Grounds {
    pub fn of(nav: &NavGrid) -> Self {
        let (columns, rows) = nav.size();
        let doublings = (0..4).find(|d| columns.max(rows) <= MOST_CELLS << d);
        let doublings = doublings.unwrap_or(4);
        let cells = |cells: usize| cells.max(LEAST_CELLS << doublings) as u32;
        let mut fine = Ground::blocked(cells(columns), cells(rows), FINE_SHIFT);
        for row in 0..rows {
            for column in 0..columns {
                if nav.is_free_cell(column, row) {
                    fine.set(column as u32, row as u32, true);
                }
            }
        }
        let ways = fine.coarser(doublings);
        let fine = (doublings > 0).then_some(fine);
        Self { ways, fine }
    }

    /// A place with these grounds and nothing on them.
    pub(super) fn place(&self) -> PlaceBuilder {
        let mut builder = PlaceBuilder::new(self.ways.clone());
        if let Some(fine) = &self.fine {
            builder.fine_ground(fine.clone());
        }
        builder
    }

    /// Whether others are as large and have cells as wide.
    pub fn have_size_of(&self, others: &Self) -> bool {
        let size = |ground: &Ground| (ground.columns(), ground.rows(), ground.shift());
        size(&self.ways) == size(&others.ways)
            && self.fine.as_ref().map(size) == others.fine.as_ref().map(size)
    }

    /// The smallest window of the ways' cells that holds all in which others of the same size differ.
    pub fn difference(&self, others: &Self) -> Option<Window> {
        // A wide cell differs only where a fine one does.
        let (Some(fine), Some(other)) = (&self.fine, &others.fine) else {
            return self.ways.difference(&others.ways);
        };
        let doublings = self.ways.shift() - fine.shift();
        Some(fine.difference(other)?.coarser(doublings))
    }

    /// The words of a place that change with these grounds: see [`Layout::change_ground`].
    pub fn change(&self, layout: &Layout, changed: &Window) -> Vec<(usize, Vec<u32>)> {
        layout.change_ground(&self.ways, self.fine.as_ref(), changed)
    }
}
