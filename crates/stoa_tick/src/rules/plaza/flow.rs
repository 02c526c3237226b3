//! Flow fields: from every cell, the way to a destination.
//!
//! Distances by fast marching (Sethian, "A fast marching level set method for monotonically advancing fronts", 1996)
//! in integers, so that ways bend smoothly instead of following eight directions; the direction of a cell is downhill
//! between its nearer neighbours in x and in y and is kept in 1/128 turn.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::ground::Ground;
use crate::math;

/// A field's byte: this bit says that there is a way, the lower seven are its direction in 1/128 turn.
pub const HAS_WAY: u8 = 0x80;
/// Cells along a side of a packed tile, and its words.
const TILE: u32 = 8;
const TILE_WORDS: usize = 16;
/// Distance across a cell.
const CELL: u16 = 256;
/// A cell beside a wall takes this much longer, so that ways keep off walls where there is room.
const BESIDE_WALL: u16 = 160;
/// No distance; what is as far counts as out of reach (some four million cells).
const FAR: u32 = 1 << 30;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub column: u32,
    pub row: u32,
    pub columns: u32,
    pub rows: u32,
}

impl Window {
    /// The whole of a ground.
    pub fn whole(ground: &Ground) -> Self {
        Self {
            column: 0,
            row: 0,
            columns: ground.columns(),
            rows: ground.rows(),
        }
    }

    /// The window of cells 2^`doublings` times as wide that covers this one.
    pub fn coarser(&self, doublings: u32) -> Self {
        let part = |first: u32, cells: u32| {
            let end = (first + cells).div_ceil(1 << doublings);
            (first >> doublings, end - (first >> doublings))
        };
        let (column, columns) = part(self.column, self.columns);
        let (row, rows) = part(self.row, self.rows);
        Self {
            column,
            row,
            columns,
            rows,
        }
    }

    pub fn holds(&self, column: i32, row: i32) -> bool {
        let (column, row) = (column - self.column as i32, row - self.row as i32);
        column >= 0 && row >= 0 && column < self.columns as i32 && row < self.rows as i32
    }

    /// Whether the two share a cell, or lie side by side.
    pub fn touches(&self, other: &Self) -> bool {
        self.column <= other.column + other.columns
            && other.column <= self.column + self.columns
            && self.row <= other.row + other.rows
            && other.row <= self.row + self.rows
    }
}

/// What a field is made of, and made anew when the ground changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPlan {
    pub window: Window,
    /// The cells (column, row) that the ways lead to.
    pub seeds: Box<[(u32, u32)]>,
}

impl FieldPlan {
    pub fn make(&self, ground: &Ground) -> FlowField {
        FlowField::build(ground, self.window, &self.seeds)
    }

    /// Makes the field anew if cells in `changed` have changed and could matter.
    pub fn remake(&self, ground: &Ground, changed: &Window) -> Option<FlowField> {
        self.window.touches(changed).then(|| self.make(ground))
    }
}

/// The ways to one destination from the cells of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowField {
    pub window: Window,
    /// A byte a cell, row by row.
    ways: Vec<u8>,
}

impl FlowField {
    /// The ways within `window` to the nearest of `seeds`. Seeds that are blocked or outside lead nowhere.
    pub fn build(ground: &Ground, window: Window, seeds: &[(u32, u32)]) -> Self {
        let march = March::run(ground, window, seeds);
        let cells = 0..window.columns * window.rows;
        Self {
            window,
            ways: cells.map(|cell| march.way(cell)).collect(),
        }
    }

    /// The ways out of blocked cells to the nearest free one.
    pub fn escape(ground: &Ground) -> Self {
        let mut inverse = Ground::blocked(ground.columns(), ground.rows(), ground.shift());
        let mut seeds = Vec::new();
        for row in 0..ground.rows() {
            for column in 0..ground.columns() {
                let around = |c: i32, r: i32| {
                    (-1..=1).any(|i| (-1..=1).any(|j| !ground.is_free(c + i, r + j)))
                };
                let free = ground.is_free(column as i32, row as i32);
                let edge = free && around(column as i32, row as i32);
                inverse.set(column, row, !free || edge);
                if edge {
                    seeds.push((column, row));
                }
            }
        }
        Self::build(&inverse, Window::whole(ground), &seeds)
    }

    /// The byte of a cell; 0 outside the window.
    pub fn way(&self, column: i32, row: i32) -> u8 {
        if !self.window.holds(column, row) {
            return 0;
        }
        let (c, r) = (
            column as u32 - self.window.column,
            row as u32 - self.window.row,
        );
        self.ways[(r * self.window.columns + c) as usize]
    }

    /// Words that [`Self::pack`] makes of a window.
    pub fn packed_len(window: &Window) -> usize {
        let tiles = window.columns.div_ceil(TILE) * window.rows.div_ceil(TILE);
        tiles as usize * TILE_WORDS
    }

    /// Tiles of 8 × 8 cells, row by row, so that neighbours in both directions lie in one line of a cache; in a tile a
    /// byte a cell, row by row, four to a word. `Tables` and the shader read it.
    pub fn pack(&self) -> Vec<u32> {
        let mut words = vec![0; Self::packed_len(&self.window)];
        let across = self.window.columns.div_ceil(TILE);
        for (index, way) in (0_u32..).zip(&self.ways) {
            let (column, row) = (index % self.window.columns, index / self.window.columns);
            let tile = (row / TILE * across + column / TILE) as usize;
            let word = tile * TILE_WORDS + (row % TILE * 2 + column % TILE / 4) as usize;
            words[word] |= u32::from(*way) << (column % 4 * 8);
        }
        words
    }
}

/// Distances while they are made, in rows with a border of one cell around the window, so that every cell has four
/// neighbours.
struct March {
    /// Cells in a row with its border.
    stride: usize,
    columns: u32,
    /// What a step across a cell costs; 0: blocked.
    cost: Vec<u16>,
    distance: Vec<u32>,
}

impl March {
    fn run(ground: &Ground, window: Window, seeds: &[(u32, u32)]) -> Self {
        let stride = window.columns as usize + 2;
        let cells = stride * (window.rows as usize + 2);
        let mut march = Self {
            stride,
            columns: window.columns,
            cost: vec![0; cells],
            distance: vec![FAR; cells],
        };
        let at = |column: u32, row: u32| {
            (row - window.row + 1) as usize * stride + (column - window.column + 1) as usize
        };
        for row in window.row..window.row + window.rows {
            for column in window.column..window.column + window.columns {
                let free = ground.is_free(column as i32, row as i32);
                march.cost[at(column, row)] = if free { CELL } else { 0 };
            }
        }
        march.keep_off_walls();
        let mut open = BinaryHeap::new();
        for &(column, row) in seeds {
            let inside = window.holds(column as i32, row as i32);
            if inside && march.cost[at(column, row)] > 0 {
                march.distance[at(column, row)] = 0;
                open.push(Reverse((0, at(column, row) as u32)));
            }
        }
        march.spread(&mut open);
        march
    }

    fn keep_off_walls(&mut self) {
        for cell in 0..self.cost.len() {
            if self.cost[cell] > 0 && self.around(cell).iter().any(|n| self.cost[*n] == 0) {
                self.cost[cell] = CELL + BESIDE_WALL;
            }
        }
    }

    fn spread(&mut self, open: &mut BinaryHeap<Reverse<(u32, u32)>>) {
        while let Some(Reverse((distance, cell))) = open.pop() {
            if distance > self.distance[cell as usize] {
                continue;
            }
            for next in self.around(cell as usize) {
                if self.cost[next] == 0 {
                    continue;
                }
                let better = self.solve(next);
                if better < self.distance[next] {
                    self.distance[next] = better;
                    open.push(Reverse((better, next as u32)));
                }
            }
        }
    }

    /// The neighbours west, east, north, south of a cell inside the border.
    #[inline]
    fn around(&self, cell: usize) -> [usize; 4] {
        [cell - 1, cell + 1, cell - self.stride, cell + self.stride]
    }

    /// First-order solution of |∇d| = cost in a free cell that has a neighbour with a distance.
    #[inline]
    fn solve(&self, cell: usize) -> u32 {
        let [west, east, north, south] = self.around(cell);
        let a = self.distance[west].min(self.distance[east]);
        let b = self.distance[north].min(self.distance[south]);
        let (near, far) = (a.min(b), a.max(b));
        let cost = u32::from(self.cost[cell]);
        let gap = far - near;
        if gap >= cost {
            return near.saturating_add(cost).min(FAR);
        }
        let root = (2 * cost * cost - gap * gap).isqrt();
        (near + far + root) / 2
    }

    /// The byte of a cell, counted without the border.
    fn way(&self, index: u32) -> u8 {
        let (column, row) = (index % self.columns, index / self.columns);
        let cell = (row as usize + 1) * self.stride + column as usize + 1;
        let here = self.distance[cell];
        if here == FAR {
            return 0;
        }
        let [west, east, north, south] = self.around(cell).map(|n| self.distance[n]);
        let downhill = |low: u32, high: u32| {
            let drop = here.saturating_sub(low.min(high)).min(100_000) as i32;
            if low < high { -drop } else { drop }
        };
        let (x, y) = (downhill(west, east), downhill(north, south));
        if x == 0 && y == 0 && here != 0 {
            return 0;
        }
        HAS_WAY | (((math::angle(x, y) + 256) >> 9) & 0x7f) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(
        field: &FlowField,
        seeds: &[(u32, u32)],
        ground: &Ground,
        x: f64,
        y: f64,
    ) -> (f64, f64, f64) {
        let (mut x, mut y, mut length) = (x, y, 0.0);
        for _ in 0..2_000 {
            let way = field.way(x as i32, y as i32);
            assert_ne!(way & HAS_WAY, 0, "no way at {x} {y}");
            let turn = f64::from(way & 0x7f) / 128.0 * std::f64::consts::TAU;
            let (nx, ny) = (x + 0.2 * turn.cos(), y + 0.2 * turn.sin());
            let free = |x: f64, y: f64| ground.is_free(x as i32, y as i32);
            (x, y) = if free(nx, ny) {
                (nx, ny)
            } else if free(nx, y) {
                (nx, y)
            } else {
                (x, ny)
            };
            length += 0.2;
            if seeds.contains(&(x as u32, y as u32)) {
                break;
            }
        }
        (x, y, length)
    }

    #[test]
    fn ways_are_straight_where_nothing_stands() {
        let ground = Ground::open(100, 100, 14);
        let seeds = [(80, 50)];
        let field = FlowField::build(&ground, Window::whole(&ground), &seeds);
        for (x, y) in [(10.5, 20.5), (50.5, 90.5), (95.5, 3.5), (20.5, 50.5)] {
            let (_, _, length) = follow(&field, &seeds, &ground, x, y);
            let straight = f64::hypot(80.5 - x, 50.5 - y);
            assert!(length < straight * 1.04 + 1.0, "{length} for {straight}");
        }
    }

    #[test]
    fn a_field_leads_round_walls_and_is_remade_when_a_door_shuts() {
        let mut ground = Ground::open(60, 60, 14);
        for row in 1..59 {
            ground.set(30, row, row == 10 || row == 50);
        }
        let plan = FieldPlan {
            window: Window::whole(&ground),
            seeds: [(50, 10)].into(),
        };
        let field = plan.make(&ground);
        let (_, _, before) = follow(&field, &plan.seeds, &ground, 10.5, 10.5);
        let far = Window {
            column: 200,
            row: 200,
            columns: 4,
            rows: 4,
        };
        assert_eq!(plan.remake(&ground, &far), None);
        ground.set(30, 10, false);
        let door = Window {
            column: 30,
            row: 10,
            columns: 1,
            rows: 1,
        };
        let field = plan.remake(&ground, &door).unwrap();
        let (_, _, after) = follow(&field, &plan.seeds, &ground, 10.5, 10.5);
        assert!(before < 50.0 && after > 80.0, "{before} then {after}");
        ground.set(30, 50, false);
        let field = plan.remake(&ground, &Window::whole(&ground)).unwrap();
        assert_eq!(field.way(10, 10), 0, "no way is no way");
    }

    #[test]
    fn packed_bytes_are_where_the_shader_looks() {
        let ground = Ground::open(30, 30, 14);
        let window = Window {
            column: 2,
            row: 1,
            columns: 17,
            rows: 12,
        };
        let field = FlowField::build(&ground, window, &[(4, 3)]);
        let packed = field.pack();
        assert_eq!(packed.len(), FlowField::packed_len(&window));
        assert_eq!(packed.len(), 6 * 16);
        // (column, row) in the window, word, byte in it.
        for (column, row, word, byte) in
            [(0, 0, 0, 0), (5, 3, 7, 1), (9, 0, 16, 1), (16, 11, 86, 0)]
        {
            let found = (packed[word] >> (8 * byte)) as u8;
            assert_eq!(found, field.way(column + 2, row + 1), "{column} {row}");
            assert_ne!(found, 0);
        }
    }

    #[test]
    fn who_stands_in_a_wall_finds_out_of_it() {
        let mut ground = Ground::open(30, 30, 14);
        ground.block_rectangle(150_000, 150_000, 100_000, 100_000);
        let field = FlowField::escape(&ground);
        for row in 1..29 {
            for column in 1..29 {
                if !ground.is_free(column, row) {
                    assert_ne!(field.way(column, row), 0);
                }
            }
        }
    }
}
