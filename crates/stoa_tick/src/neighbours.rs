//! What one agent sees of the others on the CPU.

use crate::rules::Neighbour;

/// Most rows of cells in a view: twice the largest reach, and one's own.
pub const MAX_ROWS: usize = 9;

/// Agents that follow the last one in every sorted array, so that a vector may be loaded past a run's end.
pub const PADDING: usize = 32;

/// What neighbours may read of every agent, in order of cells: one array a word.
#[derive(Clone, Copy)]
pub struct Near<'a> {
    /// Places in 1/1024 m modulo 2¹⁶: low half x, high half y. Differences within a view fit an i16.
    pub place: &'a [u32],
    pub velocity: &'a [u32],
    pub word: &'a [u32],
}

/// The runs of agents in the cells around one cell: one a row of cells, each contiguous in the sorted arrays.
#[derive(Clone, Copy)]
pub struct Runs {
    /// (first, one past the last).
    pub rows: [(u32, u32); MAX_ROWS],
    pub count: usize,
}

/// What one agent sees.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub near: Near<'a>,
    pub runs: &'a Runs,
    /// Where the agent itself lies in the sorted arrays; it is part of one run.
    pub me: u32,
}

/// A place as [`Near::place`] holds it.
#[must_use]
#[inline(always)]
pub fn pack_place(x: i32, y: i32) -> u32 {
    (((x >> 6) as u32) & 0xffff) | (((y >> 6) as u32) << 16)
}

impl<'a> View<'a> {
    /// The runs, as ranges of the sorted arrays.
    #[inline(always)]
    pub fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + use<'a> {
        self.runs.rows[..self.runs.count]
            .iter()
            .map(|&(first, end)| first as usize..end as usize)
    }

    /// Every candidate but oneself.
    #[inline(always)]
    pub fn others(&self) -> impl Iterator<Item = Neighbour> + use<'a> {
        let (near, me) = (self.near, self.me as usize);
        let here = near.place[me];
        let (x, y) = (here as i16, (here >> 16) as i16);
        self.ranges()
            .flatten()
            .filter(move |&slot| slot != me)
            .map(move |slot| {
                let there = near.place[slot];
                Neighbour {
                    dx: i32::from((there as i16).wrapping_sub(x)),
                    dy: i32::from(((there >> 16) as i16).wrapping_sub(y)),
                    velocity: near.velocity[slot],
                    word: near.word[slot],
                }
            })
    }

    /// How many candidates there are, oneself included.
    #[must_use]
    pub fn candidates(&self) -> u32 {
        self.runs.rows[..self.runs.count]
            .iter()
            .map(|(first, end)| end - first)
            .sum()
    }
}
