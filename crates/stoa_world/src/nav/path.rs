//! Shortest ways over the grid.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{AROUND, Grid, STRAIGHT_WAYS, WIDE};
use crate::geometry::MAX_STEP_M;

/// Cost of a step to the side, and of a diagonal one (≈ √2), in the open.
const STRAIGHT: u32 = 20;
const DIAGONAL: u32 = 28;
/// What a step costs by the room around its cell, in quarters: the middle of a way is preferred to the wall.
const CROWDED: [u32; WIDE as usize + 1] = [16, 10, 6, 5, 4];

/// A search's view of the cells: asks `blocked` once per cell.
struct Open<'g, F> {
    grid: &'g Grid,
    blocked: F,
    met: Met,
}

impl<F: Fn(Vec2) -> bool> Open<'_, F> {
    fn is_open(&mut self, cell: usize) -> bool {
        let met = self.met.at(cell);
        if met.is_open.is_none() {
            met.is_open = Some(!(self.blocked)(self.grid.middle(cell).xz()));
        }
        met.is_open == Some(true)
    }
}

/// What a search knows of the cells that it has met. Only stretches of a row that it comes to take memory: a way
/// across the yard costs the same in a town of a million cells.
struct Met(Vec<Option<Box<[MetCell; Self::STRETCH]>>>);

#[derive(Clone, Copy)]
struct MetCell {
    /// So far from the start.
    cost: u32,
    /// The way in [`AROUND`] that the cell was come to by.
    way: u8,
    /// `None` until it was asked.
    is_open: Option<bool>,
}

impl Met {
    const STRETCH: usize = 256;

    fn none_of(cells: usize) -> Self {
        let stretches = cells.div_ceil(Self::STRETCH);
        Self((0..stretches).map(|_| None).collect())
    }

    fn at(&mut self, cell: usize) -> &mut MetCell {
        const UNMET: MetCell = MetCell {
            cost: u32::MAX,
            way: 0,
            is_open: None,
        };
        let stretch =
            self.0[cell / Self::STRETCH].get_or_insert_with(|| Box::new([UNMET; Self::STRETCH]));
        &mut stretch[cell % Self::STRETCH]
    }
}

impl Grid {
    /// The way from `from` to `to`, in metres: the first point is `from` (or the nearest free point), the last is `to`
    /// (or the nearest free point), with a corner wherever one has to turn. `None` if there is no way.
    ///
    /// `blocked` says which points (x, z) to go around besides the world's own obstacles, for example those where
    /// somebody stands. It is not asked about the two ends.
    ///
    /// A* over the cells (Hart, Nilsson, Raphael 1968) on flat arrays, then string pulling: points that can be skipped
    /// without leaving free ground or getting closer to walls are. The same question always has the same answer.
    pub fn path(&self, from: Vec3, to: Vec3, blocked: impl Fn(Vec2) -> bool) -> Option<Vec<Vec3>> {
        let from = self.nearest_free(from)?;
        let to = self.nearest_free(to)?;
        if !self.connected(from, to) {
            return None;
        }
        let (start, goal) = (self.cell(from.xz())?, self.cell(to.xz())?);
        let mut open = Open {
            grid: self,
            blocked,
            met: Met::none_of(self.ground.len()),
        };
        for end in [start, goal] {
            open.met.at(end).is_open = Some(true);
        }
        let cells = self.search(start, goal, &mut open)?;
        let mut points: Vec<Vec3> = cells.iter().map(|c| self.middle(*c)).collect();
        if points.len() < 2 {
            return Some(vec![from, to]);
        }
        let last = points.len() - 1;
        points[0] = from;
        points[last] = to;
        Some(self.pull(&points, &cells, &mut open))
    }

    fn search<F: Fn(Vec2) -> bool>(
        &self,
        start: usize,
        goal: usize,
        open: &mut Open<F>,
    ) -> Option<Vec<usize>> {
        let (goal_column, goal_row) = (goal % self.columns, goal / self.columns);
        let estimate = |cell: usize| {
            let dx = (cell % self.columns).abs_diff(goal_column) as u32;
            let dz = (cell / self.columns).abs_diff(goal_row) as u32;
            STRAIGHT * dx.max(dz) + (DIAGONAL - STRAIGHT) * dx.min(dz)
        };
        let columns = self.columns.cast_signed();
        let offsets = AROUND.map(|(dx, dz)| dz * columns + dx);
        let mut queue = Queue::new(estimate(start));
        open.met.at(start).cost = 0;
        queue.push(estimate(start), 0, start);
        while let Some((so_far, cell)) = queue.pop() {
            if cell == goal {
                return Some(trace(&mut open.met, &offsets, start, goal));
            }
            if so_far > open.met.at(cell).cost {
                continue;
            }
            let links = self.links[cell];
            for (way, offset) in offsets.iter().enumerate() {
                if links & (1 << way) == 0 {
                    continue;
                }
                let next = cell.wrapping_add_signed(*offset);
                let step = if way < STRAIGHT_WAYS {
                    STRAIGHT
                } else {
                    DIAGONAL
                };
                let to_next = so_far + step * CROWDED[usize::from(self.room[next])] / 4;
                if to_next < open.met.at(next).cost && open.is_open(next) {
                    let met = open.met.at(next);
                    met.cost = to_next;
                    met.way = way as u8;
                    queue.push(to_next + estimate(next), to_next, next);
                }
            }
        }
        None
    }

    /// Leaves out the points that a straight line can skip.
    fn pull<F: Fn(Vec2) -> bool>(
        &self,
        points: &[Vec3],
        cells: &[usize],
        open: &mut Open<F>,
    ) -> Vec<Vec3> {
        let mut pulled = vec![points[0]];
        let mut anchor = 0;
        while anchor + 1 < points.len() {
            let mut reach = anchor + 1;
            // The least room on the way so far: a shortcut must not be tighter.
            let mut room = self.room[cells[anchor]].min(self.room[cells[reach]]);
            for end in anchor + 2..points.len() {
                room = room.min(self.room[cells[end]]);
                if self.passes(points[anchor], points[end], room, open) {
                    reach = end;
                } else if end > reach + 24 {
                    break;
                }
            }
            pulled.push(points[reach]);
            anchor = reach;
        }
        pulled
    }

    fn passes<F: Fn(Vec2) -> bool>(&self, a: Vec3, b: Vec3, room: u8, open: &mut Open<F>) -> bool {
        let mut last = f32::NAN;
        self.on_line(a.xz(), b.xz(), |cell| {
            let ledge = (self.ground[cell] - last).abs() > MAX_STEP_M;
            last = self.ground[cell];
            self.is_free(cell) && !ledge && self.room[cell] >= room && open.is_open(cell)
        })
    }
}

/// What is still to be looked at, the smallest total first, the latest among equals: buckets by total (Dial 1969).
///
/// Totals never fall along a way, and one step raises them by less than [`Queue::BUCKETS`].
struct Queue {
    buckets: Vec<Vec<(u32, u32)>>,
    total: u32,
    held: usize,
}

impl Queue {
    const BUCKETS: u32 = 128;

    fn new(total: u32) -> Self {
        Self {
            buckets: vec![Vec::new(); Self::BUCKETS as usize],
            total,
            held: 0,
        }
    }

    fn push(&mut self, total: u32, cost: u32, cell: usize) {
        self.buckets[(total % Self::BUCKETS) as usize].push((cost, cell as u32));
        self.held += 1;
    }

    /// The cost so far, and the cell.
    fn pop(&mut self) -> Option<(u32, usize)> {
        while self.held > 0 {
            if let Some((cost, cell)) = self.buckets[(self.total % Self::BUCKETS) as usize].pop() {
                self.held -= 1;
                return Some((cost, cell as usize));
            }
            self.total += 1;
        }
        None
    }
}

// The dearest step, and the most that the estimate can rise with it, stay within the buckets.
const _: () = assert!(DIAGONAL * CROWDED[1] / 4 + DIAGONAL < Queue::BUCKETS);

fn trace(met: &mut Met, offsets: &[isize], start: usize, goal: usize) -> Vec<usize> {
    let mut cells = vec![goal];
    let mut at = goal;
    while at != start {
        at = at.wrapping_add_signed(-offsets[usize::from(met.at(at).way)]);
        cells.push(at);
    }
    cells.reverse();
    cells
}
