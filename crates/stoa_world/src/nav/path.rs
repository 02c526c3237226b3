//! Shortest ways over the grid.

use std::{cmp::Reverse, collections::BinaryHeap};

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{NavGrid, WIDE};
use crate::geometry::MAX_STEP_M;

/// Cost of a step to the side, and of a diagonal one (≈ √2), in the open.
const STRAIGHT: u32 = 20;
const DIAGONAL: u32 = 28;
/// What a step costs by the room around its cell, in quarters: the middle of a way is preferred to the wall.
const CROWDED: [u32; WIDE as usize + 1] = [16, 10, 6, 5, 4];

/// A search's view of the cells: asks `blocked` once per cell.
struct Open<'g, F> {
    grid: &'g NavGrid,
    blocked: F,
    /// 0: not asked, 1: open, 2: blocked.
    asked: Vec<u8>,
}

impl<F: Fn(Vec2) -> bool> Open<'_, F> {
    fn is_open(&mut self, cell: usize) -> bool {
        if self.asked[cell] == 0 {
            let blocked = (self.blocked)(self.grid.middle(cell).xz());
            self.asked[cell] = if blocked { 2 } else { 1 };
        }
        self.asked[cell] == 1
    }
}

impl NavGrid {
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
            asked: vec![0; self.ground.len()],
        };
        open.asked[start] = 1;
        open.asked[goal] = 1;
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
        let mut cost = vec![u32::MAX; self.ground.len()];
        let mut came_from = vec![u32::MAX; self.ground.len()];
        let mut queue = BinaryHeap::new();
        cost[start] = 0;
        queue.push((Reverse(estimate(start)), 0_u32, start as u32));
        while let Some((_, so_far, cell)) = queue.pop() {
            let cell = cell as usize;
            if cell == goal {
                return Some(trace(&came_from, start, goal));
            }
            if so_far > cost[cell] {
                continue;
            }
            for (next, diagonal) in self.neighbours(cell) {
                let step = if diagonal { DIAGONAL } else { STRAIGHT };
                let to_next = so_far + step * CROWDED[usize::from(self.room[next])] / 4;
                if to_next < cost[next] && self.joined(cell, next, diagonal) && open.is_open(next) {
                    cost[next] = to_next;
                    came_from[next] = cell as u32;
                    let total = to_next + estimate(next);
                    queue.push((Reverse(total), to_next, next as u32));
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

fn trace(came_from: &[u32], start: usize, goal: usize) -> Vec<usize> {
    let mut cells = vec![goal];
    let mut at = goal;
    while at != start {
        at = came_from[at] as usize;
        cells.push(at);
    }
    cells.reverse();
    cells
}
