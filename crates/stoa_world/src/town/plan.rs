//! The ground as the tick has it: free and blocked cells of one size, what hangs together, and how much room there is.

use bevy_math::Vec2;
use stoa_tick::rules::plaza::ground::Ground;

use super::grounds::FINE_SHIFT;
use crate::{
    nav::{CELL_M, NavGrid},
    pose::UNITS_PER_METRE,
};

/// The tick's ground, with what is asked about it while destinations are made. Points are in metres of the world (x, z).
pub(super) struct Plan {
    pub ground: Ground,
    /// The corner of cell (0, 0).
    origin: Vec2,
    cell_m: f32,
    /// For each cell the number of the piece of connected free cells that it belongs to; 0: blocked.
    pieces: Vec<u32>,
    /// For each cell the distance to the nearest blocked one, in thirds of a cell.
    room: Vec<u16>,
}

impl Plan {
    pub fn of(nav: &NavGrid, ground: Ground) -> Self {
        let mut plan = Self {
            origin: nav.bounds().0,
            cell_m: CELL_M * (1 << (ground.shift() - FINE_SHIFT)) as f32,
            pieces: Vec::new(),
            room: Vec::new(),
            ground,
        };
        plan.find_pieces();
        plan.measure_room();
        plan
    }

    pub fn cell_m(&self) -> f32 {
        self.cell_m
    }

    /// The longer side in metres.
    pub fn side_m(&self) -> f32 {
        self.ground.columns().max(self.ground.rows()) as f32 * self.cell_m
    }

    /// A point in the ground's 1/65536 m.
    pub fn units(&self, at: Vec2) -> (i32, i32) {
        let units = ((at - self.origin) * UNITS_PER_METRE).round();
        (units.x as i32, units.y as i32)
    }

    /// The middle of the cell at a point.
    fn middle(&self, column: i32, row: i32) -> Vec2 {
        self.origin + (Vec2::new(column as f32, row as f32) + 0.5) * self.cell_m
    }

    fn cell(&self, at: Vec2) -> (i32, i32) {
        let cell = ((at - self.origin) / self.cell_m).floor();
        (cell.x as i32, cell.y as i32)
    }

    fn index(&self, column: i32, row: i32) -> Option<usize> {
        let (columns, rows) = (self.ground.columns() as i32, self.ground.rows() as i32);
        let inside = column >= 0 && row >= 0 && column < columns && row < rows;
        inside.then_some((row * columns + column) as usize)
    }

    pub fn holds(&self, at: Vec2) -> bool {
        let (column, row) = self.cell(at);
        self.index(column, row).is_some()
    }

    /// The piece of ground at a point; 0: blocked.
    pub fn piece(&self, at: Vec2) -> u32 {
        let (column, row) = self.cell(at);
        self.index(column, row).map_or(0, |i| self.pieces[i])
    }

    /// Cells of a piece.
    pub fn cells_of(&self, piece: u32) -> usize {
        self.pieces.iter().filter(|p| **p == piece).count()
    }

    /// About how far the nearest blocked cell is, in metres.
    pub fn room_m(&self, at: Vec2) -> f32 {
        let (column, row) = self.cell(at);
        let thirds = self.index(column, row).map_or(0, |i| self.room[i]);
        f32::from(thirds) / 3.0 * self.cell_m
    }

    /// Whether a straight line leads over free cells only.
    pub fn is_clear(&self, a: Vec2, b: Vec2) -> bool {
        let steps = (a.distance(b) / (self.cell_m / 4.0)).ceil().max(1.0) as u32;
        (0..=steps).all(|i| self.piece(a.lerp(b, i as f32 / steps as f32)) != 0)
    }

    /// The middles of the cells within `radius_m` of a point that belong to a piece.
    pub fn around(&self, at: Vec2, radius_m: f32, piece: u32) -> impl Iterator<Item = Vec2> {
        let (low, high) = (self.cell(at - radius_m), self.cell(at + radius_m));
        let rows = low.1.max(0)..=high.1.min(self.ground.rows() as i32 - 1);
        rows.flat_map(move |row| {
            let columns = low.0.max(0)..=high.0.min(self.ground.columns() as i32 - 1);
            columns.map(move |column| (column, row))
        })
        .filter(move |(column, row)| {
            self.index(*column, *row)
                .is_some_and(|i| self.pieces[i] == piece)
        })
        .map(|(column, row)| self.middle(column, row))
        .filter(move |middle| middle.distance(at) <= radius_m)
    }

    /// Whether nothing stands between a point and another, or the ground around it that is blocked.
    pub fn is_seen(&self, at: Vec2, from: Vec2) -> bool {
        let steps = (from.distance(at) / (self.cell_m / 2.0)).ceil().max(1.0) as u32;
        let free = (0..=steps).map(|i| self.piece(from.lerp(at, i as f32 / steps as f32)) != 0);
        let mut blocked = false;
        for free in free {
            if blocked && free {
                return false;
            }
            blocked |= !free;
        }
        true
    }

    fn find_pieces(&mut self) {
        let (columns, rows) = (self.ground.columns() as i32, self.ground.rows() as i32);
        self.pieces = vec![0; (columns * rows) as usize];
        let mut number = 0;
        let mut open = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                if !self.ground.is_free(column, row)
                    || self.pieces[(row * columns + column) as usize] != 0
                {
                    continue;
                }
                number += 1;
                open.push((column, row));
                self.pieces[(row * columns + column) as usize] = number;
                while let Some((c, r)) = open.pop() {
                    for (c, r) in [(c - 1, r), (c + 1, r), (c, r - 1), (c, r + 1)] {
                        if let Some(i) = self.index(c, r)
                            && self.pieces[i] == 0
                            && self.ground.is_free(c, r)
                        {
                            self.pieces[i] = number;
                            open.push((c, r));
                        }
                    }
                }
            }
        }
    }

    /// Chamfer distances of 3 and 4 (Borgefors, "Distance transformations in digital images", 1986), in two passes.
    fn measure_room(&mut self) {
        let (columns, rows) = (self.ground.columns() as i32, self.ground.rows() as i32);
        self.room = vec![0; self.pieces.len()];
        let before = [(-1, 0, 3), (-1, -1, 4), (0, -1, 3), (1, -1, 4)];
        for backward in [false, true] {
            for i in 0..columns * rows {
                let i = if backward { columns * rows - 1 - i } else { i };
                let here = i as usize;
                if self.pieces[here] == 0 {
                    continue;
                }
                let mut least = if backward { self.room[here] } else { u16::MAX };
                for (dx, dy, cost) in before {
                    let sign = if backward { -1 } else { 1 };
                    let (c, r) = (i % columns + sign * dx, i / columns + sign * dy);
                    // Off the grid nobody can be.
                    let there = self.index(c, r).map_or(0, |n| self.room[n]);
                    least = least.min(there.saturating_add(cost));
                }
                self.room[here] = least;
            }
        }
    }
}
