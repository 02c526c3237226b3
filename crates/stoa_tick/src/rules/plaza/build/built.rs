//! A place's words once they are made, and what a change of its ground changes.

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
    /// How each destination's field is made; the fields themselves are among the words.
    pub(super) fields: Vec<FieldPlan>,
    pub(super) shift: u32,
}

impl BuiltPlace {
    /// The claim of a destination's point: a seat, or a place in line.
    pub fn slot(&self, destination: u32, point: u32) -> Option<u32> {
        let record = self.record(destination)?;
        (point < record[tables::POINT_COUNT]).then(|| record[tables::FIRST_CLAIM] + point)
    }

    /// The words of a destination.
    pub fn record(&self, destination: u32) -> Option<&[u32]> {
        let first = self.words[tables::DESTINATIONS] as usize
            + destination as usize * tables::DESTINATION_WORDS;
        let known = destination < self.words[tables::DESTINATION_COUNT];
        known.then(|| &self.words[first..first + tables::DESTINATION_WORDS])
    }

    /// Makes anew what a change of the ground within `changed` touches: (first word, words) to be written over the
    /// engine's copy. The ground must be of the same size.
    pub fn change_ground(&mut self, ground: &Ground, changed: &Window) -> Vec<(usize, Vec<u32>)> {
        if ground.columns() != self.words[tables::COLUMNS]
            || ground.rows() != self.words[tables::ROWS]
            || ground.shift() != self.shift
        {
            return Vec::new();
        }
        let mut parts = vec![
            (self.words[tables::GROUND] as usize, ground.words().to_vec()),
            (
                self.words[tables::ESCAPE] as usize,
                FlowField::escape(ground).pack(),
            ),
        ];
        let first = self.words[tables::DESTINATIONS] as usize;
        for (number, plan) in self.fields.iter().enumerate() {
            if let Some(field) = plan.remake(ground, changed) {
                let at =
                    self.words[first + number * tables::DESTINATION_WORDS + tables::FIELD] as usize;
                parts.push((at, field.pack()));
            }
        }
        for (at, part) in &parts {
            self.words[*at..*at + part.len()].copy_from_slice(part);
        }
        parts
    }
}
