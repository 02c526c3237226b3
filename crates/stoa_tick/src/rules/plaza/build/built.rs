//! A place's words once they are made, and what a change of its ground changes.

use std::sync::Arc;

use super::fields;
use crate::rules::plaza::{
    flow::{FieldPlan, FlowField, Window},
    ground::Ground,
    tables,
};

/// A place's words, with what its changes need.
#[derive(Clone, Debug)]
pub struct BuiltPlace {
    pub words: Vec<u32>,
    /// Claims that the board must have.
    pub claims: u32,
    pub destinations: u32,
    /// Width and height of the world that the place fills, in 1/65536 m: the ground and [`super::MARGIN`] around it.
    pub bounds: (i32, i32),
    /// What is needed of the place once an engine has its words.
    pub layout: Layout,
}

impl BuiltPlace {
    /// The claim of a destination's point: a seat, or a place in line.
    pub fn slot(&self, destination: u32, point: u32) -> Option<u32> {
        self.layout.slot(destination, point)
    }

    /// The words of a destination.
    pub fn record(&self, destination: u32) -> Option<&[u32]> {
        let first = self.words[tables::DESTINATIONS] as usize
            + destination as usize * tables::DESTINATION_WORDS;
        let known = destination < self.words[tables::DESTINATION_COUNT];
        known.then(|| &self.words[first..first + tables::DESTINATION_WORDS])
    }
}

/// Where the parts of a place's words lie, and how its fields are made: without the words themselves, so that a thread
/// may make fields anew from a clone while the world goes on. Clones share what they hold.
#[derive(Clone, Debug)]
pub struct Layout {
    ground: Grid,
    /// The fine ground's, if there is one.
    fine: Option<Grid>,
    /// Where the ways out of blocked cells begin.
    escape: usize,
    destinations: Arc<[Known]>,
}

/// What is kept of a ground.
#[derive(Clone, Copy, Debug)]
struct Grid {
    columns: u32,
    rows: u32,
    shift: u32,
    /// Where its bits begin.
    at: usize,
}

impl Grid {
    /// Of the header from `header` on.
    fn of(words: &[u32], header: usize) -> Self {
        Self {
            columns: words[header + tables::COLUMNS],
            rows: words[header + tables::ROWS],
            shift: words[header + tables::SHIFT],
            at: words[header + tables::GROUND] as usize,
        }
    }

    fn has_size_of(&self, ground: &Ground) -> bool {
        let size = (ground.columns(), ground.rows(), ground.shift());
        size == (self.columns, self.rows, self.shift)
    }

    /// The words of the rows of this ground that a window of a ground with cells of 2^`shift` covers.
    fn rows_in(&self, new: &Ground, window: &Window, shift: u32) -> (usize, Vec<u32>) {
        let row = |row: u32| (row << (shift - self.shift)).min(self.rows) as usize;
        let stride = new.stride() as usize;
        let first = row(window.row) * stride;
        let end = row(window.row + window.rows) * stride;
        (self.at + first, new.words()[first..end].to_vec())
    }
}

/// What is kept of a destination.
#[derive(Clone, Debug)]
struct Known {
    /// Where its field begins, and how it is made.
    at: usize,
    plan: FieldPlan,
    first_claim: u32,
    points: u32,
}

impl Layout {
    pub(super) fn new(words: &[u32], plans: Vec<FieldPlan>) -> Self {
        let first = words[tables::DESTINATIONS] as usize;
        let records = words[first..].chunks(tables::DESTINATION_WORDS);
        let known = records.zip(plans).map(|(record, plan)| Known {
            at: record[tables::FIELD] as usize,
            plan,
            first_claim: record[tables::FIRST_CLAIM],
            points: record[tables::POINT_COUNT],
        });
        Self {
            ground: Grid::of(words, 0),
            fine: (words[tables::FINE + tables::COLUMNS] != 0)
                .then(|| Grid::of(words, tables::FINE)),
            escape: words[tables::ESCAPE] as usize,
            destinations: known.collect(),
        }
    }

    /// The claim of a destination's point: a seat, or a place in line.
    pub fn slot(&self, destination: u32, point: u32) -> Option<u32> {
        let known = self.destinations.get(destination as usize)?;
        (point < known.points).then(|| known.first_claim + point)
    }

    /// Makes anew what a change of the ground within `changed` touches: (first word, words) to be written over the
    /// engine's copy, together and before the same tick. A place with a fine ground needs its new one, and all its
    /// changes lie within `changed`, which counts the ground's cells. Nothing for grounds of other sizes, or for one
    /// too many or too few: they are no change of this place.
    pub fn change_ground(
        &self,
        ground: &Ground,
        fine: Option<&Ground>,
        changed: &Window,
    ) -> Vec<(usize, Vec<u32>)> {
        let known = match (&self.fine, fine) {
            (None, None) => true,
            (Some(grid), Some(fine)) => grid.has_size_of(fine),
            _ => false,
        };
        if !known || !self.ground.has_size_of(ground) {
            return Vec::new();
        }
        let mut parts = vec![(self.ground.at, ground.words().to_vec())];
        if let (Some(grid), Some(fine)) = (&self.fine, fine) {
            parts.push(grid.rows_in(fine, changed, ground.shift()));
        }
        parts.extend(self.remake(ground, changed));
        parts
    }

    /// The ways that a change touches, made side by side as they were at first.
    fn remake(&self, ground: &Ground, changed: &Window) -> Vec<(usize, Vec<u32>)> {
        let known = self.destinations.iter();
        let mut ways: Vec<_> = known
            .map(|known| (known.at, Some(&known.plan), None))
            .collect();
        // The most work, and so the first to be taken.
        ways.push((self.escape, None, None));
        fields::side_by_side(ways.iter_mut().collect(), |(_, plan, words)| {
            let way = plan.map_or_else(
                || Some(FlowField::escape(ground)),
                |plan| plan.remake(ground, changed),
            );
            *words = way.map(|way| way.pack());
        });
        let made = ways.into_iter();
        made.filter_map(|(at, _, words)| Some((at, words?)))
            .collect()
    }
}
