//! How many others an agent has around it: without it no two engines can be compared.

use crate::cells::{Grid, METRE};
use crate::rules::Agent;

/// Most agents whose surroundings are counted.
const SAMPLES: usize = 200_000;

/// Means over agents.
#[derive(Clone, Copy, Debug)]
pub struct Crowding {
    pub radius_m: f64,
    /// Others within the interaction radius.
    pub neighbours: f64,
    /// Others in the cells that are looked at.
    pub candidates: f64,
}

/// Counts around at most 200,000 agents, evenly picked.
#[must_use]
pub fn crowding(agents: &[Agent], grid: &Grid) -> Crowding {
    let mut starts = vec![0_u32; grid.cells() + 1];
    for agent in agents {
        starts[grid.cell_of(agent.x, agent.y) as usize + 1] += 1;
    }
    for cell in 1..starts.len() {
        starts[cell] += starts[cell - 1];
    }
    let mut cursors = starts.clone();
    let mut sorted = vec![(0, 0); agents.len()];
    for agent in agents {
        let cursor = &mut cursors[grid.cell_of(agent.x, agent.y) as usize];
        sorted[*cursor as usize] = (agent.x >> 6, agent.y >> 6);
        *cursor += 1;
    }
    let square = i64::from(grid.radius >> 6).pow(2);
    let step = agents.len().div_ceil(SAMPLES).max(1);
    let (mut samples, mut neighbours, mut candidates) = (0_u64, 0_u64, 0_u64);
    for agent in agents.iter().step_by(step) {
        let (x, y) = (agent.x >> 6, agent.y >> 6);
        let cell = grid.cell_of(agent.x, agent.y);
        let (left, right, top, bottom) = grid.around(cell);
        for row in top..=bottom {
            let base = row * grid.columns;
            let run = starts[(base + left) as usize] as usize
                ..starts[(base + right) as usize + 1] as usize;
            let near = |&&(ox, oy): &&(i32, i32)| {
                i64::from(ox - x).pow(2) + i64::from(oy - y).pow(2) <= square
            };
            candidates += run.len() as u64;
            neighbours += sorted[run].iter().filter(near).count() as u64;
        }
        // Itself.
        candidates -= 1;
        neighbours -= 1;
        samples += 1;
    }
    Crowding {
        radius_m: f64::from(grid.radius) / f64::from(METRE),
        neighbours: neighbours as f64 / samples as f64,
        candidates: candidates as f64 / samples as f64,
    }
}
