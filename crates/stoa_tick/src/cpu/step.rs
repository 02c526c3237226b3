//! The step pass on the CPU: every agent senses, decides, moves and is counted into its new cell.

use std::cell::RefCell;
use std::sync::Mutex;

use crate::board::Board;
use crate::cells::Grid;
use crate::commands::CommandTable;
use crate::neighbours::{MAX_ROWS, Near, Runs, View};
use crate::rules::{Agent, Context, Event, Rules};
use crate::simd::Simd;

use super::{BLOCK, CpuTick};

/// Agents whose sums are gathered before they move: few enough for the first cache.
const BATCH: usize = 64;

/// What every thread of a step reads.
struct Shared<'a, R> {
    rules: &'a R,
    grid: &'a Grid,
    seed: u32,
    tick: u32,
    place: &'a [u32],
    board: &'a Board,
    commands: &'a CommandTable,
    sorted: &'a [Agent],
    near: Near<'a>,
    starts: &'a [u32],
    simd: Simd,
}

/// One block of agents, and where its results go.
struct Block<'a> {
    first: usize,
    agents: &'a mut [Agent],
    cell_of: &'a mut [u32],
    span: &'a mut (u32, u32),
}

impl<R: Rules> CpuTick<R> {
    /// Last pass: steps all agents, which must be sorted, and counts them for the next tick.
    pub fn step(&mut self, commands: &CommandTable) {
        self.board.turn(self.tick);
        let shared = Shared {
            rules: &self.rules,
            grid: &self.grid,
            seed: self.seed,
            tick: self.tick,
            place: &self.place.words,
            board: &self.board,
            commands,
            sorted: &self.sorted.agents,
            near: self.sorted.near(),
            starts: &self.sorted.starts,
            simd: self.simd,
        };
        let blocks = self
            .agents
            .chunks_mut(BLOCK)
            .zip(self.cell_of.chunks_mut(BLOCK))
            .zip(&mut self.spans);
        let blocks = blocks
            .enumerate()
            .map(|(i, ((agents, cell_of), span))| Block {
                first: i * BLOCK,
                agents,
                cell_of,
                span,
            });
        // A thread takes the next block when it is done with its last: nobody waits for a crowded corner.
        let (blocks, shared) = (&Mutex::new(blocks), &shared);
        let work = move |counts: &mut Vec<u32>| {
            let events = RefCell::new(Vec::new());
            loop {
                let next = blocks.lock().ok().and_then(|mut blocks| blocks.next());
                let Some(block) = next else { break };
                dispatch(shared, block, counts, &events);
            }
            events.into_inner()
        };
        let mut events = Vec::new();
        std::thread::scope(|scope| {
            let mut counts = self.counts.iter_mut();
            let own = counts.next();
            let others: Vec<_> = counts
                .map(|counts| scope.spawn(move || work(counts)))
                .collect();
            events = own.map(work).unwrap_or_default();
            for other in others {
                match other.join() {
                    Ok(more) => events.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        self.events.push_back(events);
        self.tick += 1;
    }
}

/// Runs a block compiled for the vector instructions chosen.
fn dispatch<R: Rules>(
    shared: &Shared<R>,
    block: Block,
    counts: &mut [u32],
    events: &RefCell<Vec<Event>>,
) {
    match shared.simd {
        Simd::Baseline | Simd::Portable => step_block(shared, block, counts, events),
        #[cfg(target_arch = "x86_64")]
        #[expect(
            unsafe_code,
            reason = "vector instructions are called where they were detected"
        )]
        // SAFETY: `Simd::Avx2` is only ever set after it was detected.
        Simd::Avx2 => unsafe { step_block_avx2(shared, block, counts, events) },
        #[cfg(target_arch = "x86_64")]
        #[expect(
            unsafe_code,
            reason = "vector instructions are called where they were detected"
        )]
        // SAFETY: `Simd::Avx512` is only ever set after it was detected.
        Simd::Avx512 => unsafe { step_block_avx512(shared, block, counts, events) },
        #[cfg(not(target_arch = "x86_64"))]
        Simd::Avx2 | Simd::Avx512 => step_block(shared, block, counts, events),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn step_block_avx2<R: Rules>(
    shared: &Shared<R>,
    block: Block,
    counts: &mut [u32],
    events: &RefCell<Vec<Event>>,
) {
    step_block(shared, block, counts, events);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(
    enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt"
)]
fn step_block_avx512<R: Rules>(
    shared: &Shared<R>,
    block: Block,
    counts: &mut [u32],
    events: &RefCell<Vec<Event>>,
) {
    step_block(shared, block, counts, events);
}

#[inline(always)]
fn step_block<R: Rules>(
    shared: &Shared<R>,
    block: Block,
    counts: &mut [u32],
    events: &RefCell<Vec<Event>>,
) {
    let context = Context {
        tick: shared.tick,
        seed: shared.seed,
        bounds: shared.grid.bounds,
        place: shared.place,
        board: shared.board,
        events,
    };
    // The last cell that begins at or before the first slot; empty cells before it begin there too.
    let mut cell = shared
        .starts
        .partition_point(|&start| start as usize <= block.first)
        - 1;
    let mut runs = runs_around(shared.grid, shared.starts, cell as u32);
    let mut span = (u32::MAX, 0);
    let mut slot = block.first;
    let mut sums = Vec::with_capacity(BATCH);
    let cells = block.cell_of.chunks_mut(BATCH);
    for (agents, cells) in block.agents.chunks_mut(BATCH).zip(cells) {
        sums.clear();
        for out in agents.iter_mut() {
            if slot >= shared.starts[cell + 1] as usize {
                while slot >= shared.starts[cell + 1] as usize {
                    cell += 1;
                }
                runs = runs_around(shared.grid, shared.starts, cell as u32);
            }
            let mut me = shared.sorted[slot];
            if let Some(words) = shared.commands.get(me.id) {
                shared.rules.command(&context, &mut me, words);
            }
            let view = View {
                near: shared.near,
                runs: &runs,
                me: slot as u32,
            };
            sums.push(shared.rules.gather(&context, &me, &view, shared.simd));
            *out = me;
            slot += 1;
        }
        let emitted = events.borrow().len();
        shared
            .rules
            .finish_all(&context, agents, &sums, shared.simd);
        crate::bound!(events.borrow().len() - emitted <= R::MAX_EVENTS as usize * agents.len());
        for (me, cell_of) in agents.iter().zip(cells) {
            let cell = shared.grid.cell_of(me.x, me.y);
            counts[cell as usize] += 1;
            *cell_of = cell;
            span = (span.0.min(cell), span.1.max(cell));
        }
    }
    *block.span = span;
}

/// The runs of agents that those in `cell` look at.
fn runs_around(grid: &Grid, starts: &[u32], cell: u32) -> Runs {
    let (left, right, top, bottom) = grid.around(cell);
    let mut runs = Runs {
        rows: [(0, 0); MAX_ROWS],
        count: 0,
    };
    for row in top..=bottom {
        let base = row * grid.columns;
        let run = (
            starts[(base + left) as usize],
            starts[(base + right) as usize + 1],
        );
        if run.0 < run.1 {
            runs.rows[runs.count] = run;
            runs.count += 1;
        }
    }
    runs
}
