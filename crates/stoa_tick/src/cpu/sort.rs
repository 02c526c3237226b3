//! Counting sort of agents by cell. Every thread fills one stretch of the sorted arrays, so it needs no locks, and the
//! order within a cell is that of the source whatever the number of threads.

use crate::neighbours::{Near, PADDING, pack_place};
use crate::rules::{Agent, Rules};

use super::{BLOCK, CpuTick};

/// The agents in order of cells.
pub(super) struct Sorted {
    pub agents: Vec<Agent>,
    place: Vec<u32>,
    velocity: Vec<u32>,
    word: Vec<u32>,
    /// Where each cell begins, and the number of agents last.
    pub starts: Vec<u32>,
    /// Where the next agent of each cell goes, while sorting.
    cursors: Vec<u32>,
}

impl Sorted {
    pub fn new(agents: usize, cells: usize) -> Self {
        let words = || vec![0; agents + PADDING];
        Self {
            agents: vec![Agent::default(); agents],
            place: words(),
            velocity: words(),
            word: words(),
            starts: vec![0; cells + 1],
            cursors: vec![0; cells],
        }
    }

    pub fn near(&self) -> Near<'_> {
        Near {
            place: &self.place,
            velocity: &self.velocity,
            word: &self.word,
        }
    }

    pub fn bytes(&self) -> usize {
        self.agents.len() * size_of::<Agent>()
            + 4 * (self.place.len() * 3 + self.starts.len() + self.cursors.len())
    }
}

/// A stretch of cells and of the sorted arrays that one thread fills.
struct Stretch<'a> {
    first_cell: u32,
    end_cell: u32,
    first_slot: u32,
    cursors: &'a mut [u32],
    agents: &'a mut [Agent],
    place: &'a mut [u32],
    velocity: &'a mut [u32],
    word: &'a mut [u32],
}

impl<R: Rules> CpuTick<R> {
    /// First pass: counts all agents into cells. Only where no step counted before: each counts for the next
    /// one.
    pub fn count(&mut self) {
        for counts in &mut self.counts {
            counts.fill(0);
        }
        for (i, block) in self.agents.chunks(BLOCK).enumerate() {
            let mut span = (u32::MAX, 0);
            for (j, agent) in block.iter().enumerate() {
                let cell = self.grid.cell_of(agent.x, agent.y);
                self.cell_of[i * BLOCK + j] = cell;
                self.counts[0][cell as usize] += 1;
                span = (span.0.min(cell), span.1.max(cell));
            }
            self.spans[i] = span;
        }
    }

    /// Second pass: turns counts into starts, and clears the counts for the step.
    pub fn scan(&mut self) {
        let sorted = &mut self.sorted;
        let mut sum = 0;
        let (first, others) = self.counts.split_at_mut(1);
        for (cell, count) in first[0].iter_mut().enumerate() {
            sorted.starts[cell] = sum;
            sorted.cursors[cell] = sum;
            sum += std::mem::take(count);
            for counts in others.iter_mut() {
                sum += std::mem::take(&mut counts[cell]);
            }
        }
        sorted.starts[self.grid.cells()] = sum;
        debug_assert_eq!(sum as usize, self.agents.len());
    }

    /// Third pass: moves every agent to its place in the sorted arrays.
    pub fn scatter(&mut self) {
        let (agents, cell_of, spans) = (&self.agents, &self.cell_of, &self.spans);
        let stretches = stretches(&mut self.sorted, self.threads);
        std::thread::scope(|scope| {
            let mut stretches = stretches.into_iter();
            let own = stretches.next();
            for stretch in stretches {
                scope.spawn(move || stretch.fill(agents, cell_of, spans));
            }
            if let Some(stretch) = own {
                stretch.fill(agents, cell_of, spans);
            }
        });
    }
}

/// Cuts the sorted arrays at borders of cells into at most `count` stretches of about as many agents each.
fn stretches(sorted: &mut Sorted, count: usize) -> Vec<Stretch<'_>> {
    let total = sorted.agents.len();
    let (mut agents, mut cursors) = (&mut sorted.agents[..], &mut sorted.cursors[..]);
    let (mut place, mut velocity, mut word) = (
        &mut sorted.place[..],
        &mut sorted.velocity[..],
        &mut sorted.word[..],
    );
    let cells = cursors.len();
    let (mut first_cell, mut first_slot) = (0, 0);
    let mut stretches = Vec::with_capacity(count);
    for i in 1..=count {
        let end_cell = if i == count {
            cells
        } else {
            sorted
                .starts
                .partition_point(|&start| (start as usize) < total * i / count)
                .clamp(first_cell, cells)
        };
        let end_slot = sorted.starts[end_cell] as usize;
        let slots = end_slot - first_slot;
        stretches.push(Stretch {
            first_cell: first_cell as u32,
            end_cell: end_cell as u32,
            first_slot: first_slot as u32,
            cursors: take(&mut cursors, end_cell - first_cell),
            agents: take(&mut agents, slots),
            place: take(&mut place, slots),
            velocity: take(&mut velocity, slots),
            word: take(&mut word, slots),
        });
        (first_cell, first_slot) = (end_cell, end_slot);
    }
    stretches
}

/// Cuts the first `count` items off a slice.
fn take<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (head, tail) = std::mem::take(rest).split_at_mut(count);
    *rest = tail;
    head
}

impl Stretch<'_> {
    fn fill(self, agents: &[Agent], cell_of: &[u32], spans: &[(u32, u32)]) {
        let cells = self.first_cell..self.end_cell;
        for (block, &(low, high)) in spans.iter().enumerate() {
            if high < cells.start || low >= cells.end {
                continue;
            }
            let slots = block * BLOCK..((block + 1) * BLOCK).min(agents.len());
            for (agent, cell) in agents[slots.clone()].iter().zip(&cell_of[slots]) {
                if !cells.contains(cell) {
                    continue;
                }
                let cursor = &mut self.cursors[(cell - cells.start) as usize];
                let slot = (*cursor - self.first_slot) as usize;
                *cursor += 1;
                self.agents[slot] = *agent;
                self.place[slot] = pack_place(agent.x, agent.y);
                self.velocity[slot] = agent.velocity;
                self.word[slot] = agent.word;
            }
        }
    }
}
