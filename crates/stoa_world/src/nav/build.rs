//! Making the grid from a world.

use bevy_math::Vec2;

use super::{AROUND, CELL_M, Grid, STRAIGHT_WAYS, WIDE};
use crate::{
    Region, WorldDef,
    geometry::{BODY_HEIGHT_M, BODY_RADIUS_M, MAX_STEP_M, Solid, SolidShape, solids},
    terrain::Terrain,
};

/// What rises less than this over the ground is no obstacle, in metres.
const TRIFLE_M: f32 = 0.05;
/// What rises this far over the ground and is at least this wide hides and muffles, in metres.
const WALL_HEIGHT_M: f32 = 1.6;
const WALL_WIDTH_M: f32 = 1.0;
/// Cells along a side at most; a loaded world stays within.
const MAX_SIDE: f32 = 4096.0;

/// The corners (x, z) of the box around all walkable ground, in metres; `None` if there are none.
pub fn walkable_bounds(def: &WorldDef) -> Option<(Vec2, Vec2)> {
    if let Some(terrain) = &def.terrain {
        let (origin, columns, rows) = terrain.cells();
        return Some((
            origin,
            origin + Vec2::new(columns as f32, rows as f32) * CELL_M,
        ));
    }
    let corners = || {
        let walkable = def.regions.iter().filter(|r| r.walkable);
        walkable.flat_map(|r| r.polygon.iter().copied())
    };
    let min = corners().reduce(Vec2::min)?;
    let max = corners().reduce(Vec2::max)?;
    (min.is_finite() && max.is_finite()).then_some((min, max))
}

impl Grid {
    pub(super) fn build(def: &WorldDef) -> Self {
        let mut grid = Self::empty(def);
        for region in &def.regions {
            grid.lay(region);
        }
        let solids: Vec<Solid> = def.parts.iter().flat_map(solids).collect();
        for solid in solids.iter().filter(|s| s.floor) {
            grid.raise(solid);
        }
        let mut free: Vec<bool> = grid.ground.iter().map(|h| h.is_finite()).collect();
        if let Some(terrain) = &def.terrain {
            let (_, blocked, _) = terrain.layers();
            for (free, blocked) in free.iter_mut().zip(blocked) {
                *free &= !blocked;
            }
        }
        for solid in solids.iter().filter(|s| !s.floor) {
            grid.obstruct(solid, &mut free);
        }
        grid.keep_off_ledges(&mut free);
        grid.find_islands(&free);
        grid.keep_reachable(def);
        grid.link();
        grid.measure_room();
        grid
    }

    fn empty(def: &WorldDef) -> Self {
        if let Some(terrain) = &def.terrain {
            return Self::on(terrain);
        }
        let Some((min, max)) = walkable_bounds(def) else {
            return Self::default();
        };
        let origin = (min / CELL_M).floor() * CELL_M;
        let size = ((max - origin) / CELL_M)
            .ceil()
            .clamp(Vec2::ONE, Vec2::splat(MAX_SIDE));
        let (columns, rows) = (size.x as usize, size.y as usize);
        let cells = columns * rows;
        Self {
            origin,
            columns,
            rows,
            ground: vec![f32::NAN; cells],
            island: vec![0; cells],
            links: vec![0; cells],
            room: vec![0; cells],
            wall: vec![false; cells],
        }
    }

    /// The cells of a terrain, with its ground and walls.
    fn on(terrain: &Terrain) -> Self {
        let (origin, columns, rows) = terrain.cells();
        let (ground, blocked, wall) = terrain.layers();
        Self {
            origin,
            columns,
            rows,
            ground: ground.to_vec(),
            island: vec![0; blocked.len()],
            links: vec![0; blocked.len()],
            room: vec![0; blocked.len()],
            wall: wall.to_vec(),
        }
    }

    /// Lays a region upon what is there: row by row, between the polygon's edges.
    fn lay(&mut self, region: &Region) {
        let height = if region.walkable {
            region.height
        } else {
            f32::NAN
        };
        let mut crossings = Vec::new();
        for row in 0..self.rows {
            let z = self.origin.y + (row as f32 + 0.5) * CELL_M;
            crossings.clear();
            let corners = region.polygon.iter();
            let edges = corners.zip(region.polygon.iter().cycle().skip(1));
            for (a, b) in edges.filter(|(a, b)| (a.y > z) != (b.y > z)) {
                crossings.push(a.x + (z - a.y) / (b.y - a.y) * (b.x - a.x));
            }
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                // Columns whose middles lie between the two edges.
                let column = |x: f32| {
                    let at = ((x - self.origin.x) / CELL_M - 0.5).ceil();
                    at.clamp(0.0, self.columns as f32) as usize
                };
                let (from, to) = (column(pair[0]), column(pair[1]));
                let start = row * self.columns;
                self.ground[start + from..start + to.max(from)].fill(height);
            }
        }
    }

    /// Raises the ground to the top of a podium or step.
    fn raise(&mut self, solid: &Solid) {
        let (bottom, top) = (solid.bottom(), solid.top());
        self.around(solid, 0.0, |grid, cell, distance| {
            let ground = grid.ground[cell];
            let roof = ground.is_finite() && bottom > ground + BODY_HEIGHT_M;
            if distance == 0.0 && !roof && (ground.is_nan() || top > ground) {
                grid.ground[cell] = top;
            }
        });
    }

    /// Blocks the cells where a body would touch the solid.
    fn obstruct(&mut self, solid: &Solid, free: &mut [bool]) {
        let (bottom, top) = (solid.bottom(), solid.top());
        let wide = matches!(solid.shape, SolidShape::Box(half) if half.x.max(half.z) * 2.0 >= WALL_WIDTH_M);
        self.around(solid, BODY_RADIUS_M, |grid, cell, distance| {
            let ground = grid.ground[cell];
            let base = if ground.is_finite() { ground } else { bottom };
            let in_the_way = top > base + TRIFLE_M && bottom < base + BODY_HEIGHT_M;
            if in_the_way && distance < BODY_RADIUS_M {
                free[cell] = false;
            }
            let tall = wide && top > base + WALL_HEIGHT_M && bottom < base + WALL_HEIGHT_M;
            // Half a cell, so that thin walls have no gaps.
            if tall && distance <= CELL_M / 2.0 {
                grid.wall[cell] = true;
            }
        });
    }

    /// Calls `visit` with the cells around a solid and their middles' distance to it in metres.
    fn around(&mut self, solid: &Solid, margin: f32, mut visit: impl FnMut(&mut Self, usize, f32)) {
        if self.ground.is_empty() {
            return;
        }
        let middle = Vec2::new(solid.at.x, solid.at.z);
        let reach = solid.reach() + margin + CELL_M;
        let (low, high) = (self.clamped(middle - reach), self.clamped(middle + reach));
        for row in low.1..=high.1 {
            for column in low.0..=high.0 {
                let point = self.origin + (Vec2::new(column as f32, row as f32) + 0.5) * CELL_M;
                visit(self, row * self.columns + column, solid.distance(point));
            }
        }
    }

    /// A body next to a ledge that it cannot step up would stick in its face.
    fn keep_off_ledges(&self, free: &mut [bool]) {
        for (cell, free) in free.iter_mut().enumerate() {
            let height = self.ground[cell];
            if *free
                && self
                    .neighbours(cell)
                    .any(|(n, _)| self.ground[n] > height + MAX_STEP_M)
            {
                *free = false;
            }
        }
    }

    /// The up to eight cells around a cell, with their numbers in [`AROUND`].
    fn neighbours(&self, cell: usize) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (column, row) = (cell % self.columns, cell / self.columns);
        let (columns, rows) = (self.columns, self.rows);
        AROUND
            .into_iter()
            .enumerate()
            .filter_map(move |(i, (dx, dz))| {
                let column = column.checked_add_signed(dx).filter(|c| *c < columns)?;
                let row = row.checked_add_signed(dz).filter(|r| *r < rows)?;
                Some((row * columns + column, i))
            })
    }

    /// Whether a body can walk between two neighbouring free cells. Diagonals need both cells beside them.
    fn joined(&self, a: usize, b: usize, diagonal: bool) -> bool {
        let level = |p: usize, q: usize| (self.ground[p] - self.ground[q]).abs() <= MAX_STEP_M;
        if !self.is_free(b) || !level(a, b) {
            return false;
        }
        if !diagonal {
            return true;
        }
        let corner = |row_of: usize, column_of: usize| {
            row_of / self.columns * self.columns + column_of % self.columns
        };
        [corner(a, b), corner(b, a)]
            .into_iter()
            .all(|c| self.is_free(c) && level(a, c) && level(c, b))
    }

    /// Numbers the islands of connected free cells from 1; what does not fit a `u16` is left out.
    fn find_islands(&mut self, free: &[bool]) {
        let unnumbered = u16::MAX;
        for (island, free) in self.island.iter_mut().zip(free) {
            *island = if *free { unnumbered } else { 0 };
        }
        let mut number = 0;
        let mut open = Vec::new();
        for cell in 0..free.len() {
            if self.island[cell] != unnumbered {
                continue;
            }
            number = if number + 1 < unnumbered {
                number + 1
            } else {
                0
            };
            self.island[cell] = number;
            open.push(cell);
            while let Some(at) = open.pop() {
                for (next, way) in self.neighbours(at) {
                    if way < STRAIGHT_WAYS
                        && self.island[next] == unnumbered
                        && self.joined(at, next, false)
                    {
                        self.island[next] = number;
                        open.push(next);
                    }
                }
            }
        }
    }

    /// Keeps only the islands on which somebody can arrive, if there is one.
    fn keep_reachable(&mut self, def: &WorldDef) {
        let spawns = def.spawns.iter().filter_map(|s| self.cell(s.at));
        let islands: Vec<u16> = spawns.map(|c| self.island[c]).filter(|i| *i != 0).collect();
        if islands.is_empty() {
            return;
        }
        for island in &mut self.island {
            if !islands.contains(island) {
                *island = 0;
            }
        }
    }

    /// Notes to which of its neighbours one can walk from each cell.
    fn link(&mut self) {
        for cell in 0..self.island.len() {
            if !self.is_free(cell) {
                continue;
            }
            let ways = self
                .neighbours(cell)
                .filter(|(n, way)| self.joined(cell, *n, *way >= STRAIGHT_WAYS));
            self.links[cell] = ways.fold(0, |links, (_, way)| links | 1 << way);
        }
    }

    fn measure_room(&mut self) {
        let mut edge: Vec<usize> = Vec::new();
        for cell in 0..self.island.len() {
            let free = self.is_free(cell);
            self.room[cell] = match (free, self.links[cell]) {
                (false, _) => 0,
                (true, u8::MAX) => WIDE,
                (true, _) => {
                    edge.push(cell);
                    1
                }
            };
        }
        for room in 2..WIDE {
            let mut next = Vec::new();
            for cell in edge {
                for (n, _) in self.neighbours(cell) {
                    if self.room[n] > room {
                        self.room[n] = room;
                        next.push(n);
                    }
                }
            }
            edge = next;
        }
    }
}
