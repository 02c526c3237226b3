//! The edge of where one can walk.

use bevy_math::{Vec2, Vec3};

use super::{CELL_M, Grid};

/// Cells whose heights differ by less than this have one straight edge, in metres.
const LEVEL_M: f32 = 0.05;

impl Grid {
    /// Where one can walk ends at these lines, in metres; each lies as high as the walkable side.
    pub fn edges(&self) -> Vec<[Vec3; 2]> {
        let mut edges = Vec::new();
        // Between rows, then between columns.
        self.edges_along(
            self.columns,
            self.rows,
            |along, across| (along, across),
            &mut edges,
        );
        self.edges_along(
            self.rows,
            self.columns,
            |along, across| (across, along),
            &mut edges,
        );
        edges
    }

    /// Edges along one axis of the grid; `cell` gives (column, row) of so many cells along and across it.
    fn edges_along(
        &self,
        length: usize,
        width: usize,
        cell: impl Fn(usize, usize) -> (usize, usize),
        edges: &mut Vec<[Vec3; 2]>,
    ) {
        // The height of what can be walked on beside an edge, where only one side can.
        let height = |along: usize, across: usize| {
            let side = |across: Option<usize>| {
                let (column, row) = cell(along, across?);
                let free = self.is_free_cell(column, row);
                free.then(|| self.ground[row * self.columns + column])
            };
            match (side(across.checked_sub(1)), side(Some(across))) {
                (Some(height), None) | (None, Some(height)) => Some(height),
                _ => None,
            }
        };
        let corner = |along: usize, across: usize, height: f32| {
            let (column, row) = cell(along, across);
            let at = self.origin + Vec2::new(column as f32, row as f32) * CELL_M;
            Vec3::new(at.x, height, at.y)
        };
        for across in 0..=width {
            let mut begun: Option<(usize, f32)> = None;
            for along in 0..=length {
                let here = (along < length).then(|| height(along, across)).flatten();
                let goes_on = |(_, level): (usize, f32)| {
                    here.is_some_and(|height| (height - level).abs() < LEVEL_M)
                };
                if begun.is_some_and(goes_on) {
                    continue;
                }
                if let Some((from, level)) = begun {
                    edges.push([corner(from, across, level), corner(along, across, level)]);
                }
                begun = here.map(|height| (along, height));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Region, SpawnDef, Surface, WorldDef, nav::NavGrid};

    #[test]
    fn an_edge_would_lie_elsewhere_than_where_walking_ends() {
        let corners = [(0.0, 0.0), (6.0, 0.0), (6.0, 4.0), (0.0, 4.0)];
        let def = WorldDef {
            regions: vec![Region {
                id: "floor".into(),
                polygon: corners.map(Vec2::from).to_vec(),
                height: 0.5,
                surface: Surface::Paving,
                walkable: true,
            }],
            spawns: vec![SpawnDef {
                id: "door".into(),
                at: Vec2::new(3.0, 2.0),
                turn_deg: 0.0,
            }],
            ..WorldDef::default()
        };
        let grid = NavGrid::build(&def);
        let edges = grid.edges();
        assert_eq!(
            edges.len(),
            4,
            "a floor without obstacles is one rectangle: {edges:?}"
        );
        for [from, to] in &edges {
            assert!(from.y == 0.5 && to.y == 0.5);
            let middle = from.midpoint(*to);
            let way = (*to - *from).normalize();
            let side = Vec3::new(way.z, 0.0, -way.x) * CELL_M * 0.5;
            let free = |at: Vec3| grid.floor(at.x, at.z).is_some();
            assert_ne!(free(middle + side), free(middle - side), "{from} to {to}");
        }
    }
}
