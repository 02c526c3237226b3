//! Which destinations fit into a world, and how far their ways reach: a district of the ground knows 63 at most, and
//! flow fields take memory.

use stoa_tick::rules::plaza::{
    build::MAX_CHOICES, flow::Window, ground::Ground, tables::Use, words::NOWHERE,
};

use super::{plan::Plan, site::Candidate};

/// In a world whose longer side is at most this, ways lead to everything from everywhere; in metres.
const SMALL_M: f32 = 128.0;
/// In larger ones from so far around a destination, as memory allows; in metres.
const REACHES_M: [f32; 4] = [80.0, 64.0, 48.0, 36.0];
/// All flow fields together stay within this many bytes, one for a cell.
const MOST_BYTES: usize = 24 << 20;
/// Ways to entrances lead from everywhere and stay within this many bytes.
const ENTRANCE_BYTES: usize = 8 << 20;
const MOST_ENTRANCES: usize = 16;

/// How many entrances a world has at most: a way leads to each from everywhere.
pub(super) fn most_entrances(plan: &Plan) -> usize {
    let cells = plan.ground.columns() as usize * plan.ground.rows() as usize;
    (ENTRANCE_BYTES / cells.max(1)).clamp(2, MOST_ENTRANCES)
}

/// Those that fit, by rank, with their reach. What does not is named with the reason.
pub(super) fn fit(
    plan: &Plan,
    mut candidates: Vec<Candidate>,
    left_out: &mut Vec<String>,
) -> Vec<Candidate> {
    // Stable: those of a rank stay in the file's order.
    candidates.sort_by_key(|candidate| candidate.rank);
    let widest = widest_reach(plan, &candidates);
    let mut districts = Districts::of(&plan.ground);
    let mut bytes = 0;
    let mut kept: Vec<Candidate> = Vec::new();
    for mut candidate in candidates {
        let everywhere = plan.side_m() <= SMALL_M || candidate.destination.purpose == Use::Entrance;
        let reaches = REACHES_M.iter().filter(|reach| **reach <= widest);
        let mut reaches: Vec<Option<u32>> = reaches
            .map(|reach| Some((reach / plan.cell_m()) as u32))
            .collect();
        if everywhere {
            reaches.insert(0, None);
        }
        let windows = reaches
            .iter()
            .map(|reach| (*reach, window(plan, &candidate, *reach)));
        let found = windows
            .into_iter()
            .find(|(_, window)| districts.has_room(window));
        let Some((reach, window)) = found else {
            left_out.push(format!(
                "{}: more than {MAX_CHOICES} things to do lie near each other",
                candidate.name
            ));
            continue;
        };
        bytes += (window.columns * window.rows) as usize;
        if bytes > MOST_BYTES || kept.len() + 1 >= NOWHERE as usize {
            left_out.push(format!(
                "{}: ways to all destinations would take too much memory",
                candidate.name
            ));
            break;
        }
        districts.count(&window);
        candidate.destination.reach = reach;
        kept.push(candidate);
    }
    kept
}

/// The widest reach with which everything stays within memory; the least if none does.
fn widest_reach(plan: &Plan, candidates: &[Candidate]) -> f32 {
    let bytes = |reach: f32| -> usize {
        let cells = (2.0 * reach / plan.cell_m()) as usize;
        candidates.len() * cells.pow(2)
    };
    let fits = |reach: &f32| bytes(*reach) + ENTRANCE_BYTES <= MOST_BYTES;
    let widest = REACHES_M.into_iter().find(fits);
    widest.unwrap_or(REACHES_M[REACHES_M.len() - 1])
}

/// The cells that know the way to a destination.
fn window(plan: &Plan, candidate: &Candidate, reach: Option<u32>) -> Window {
    let Some(reach) = reach else {
        return Window::whole(&plan.ground);
    };
    let cell = |v: i32| (v >> plan.ground.shift()).max(0) as u32;
    let (column, row) = (cell(candidate.destination.x), cell(candidate.destination.y));
    let (left, top) = (column.saturating_sub(reach), row.saturating_sub(reach));
    Window {
        column: left,
        row: top,
        columns: (column + reach).min(plan.ground.columns()) - left,
        rows: (row + reach).min(plan.ground.rows()) - top,
    }
}

/// How many destinations each district knows: those whose window holds all of it, as the place's builder counts.
struct Districts {
    columns: u32,
    rows: u32,
    /// Cells along a side.
    side: u32,
    /// Of the ground.
    size: (u32, u32),
    known: Vec<usize>,
}

impl Districts {
    fn of(ground: &Ground) -> Self {
        let size = (ground.columns(), ground.rows());
        let least = size.0.max(size.1).div_ceil(64).next_power_of_two();
        let side = least.max(1 << 21_u32.saturating_sub(ground.shift()));
        let (columns, rows) = (size.0.div_ceil(side), size.1.div_ceil(side));
        Self {
            columns,
            rows,
            side,
            size,
            known: vec![0; (columns * rows) as usize],
        }
    }

    /// The districts within a window.
    fn within(&self, window: &Window) -> Vec<usize> {
        let all = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (column, row)));
        let held = all.filter(|(column, row)| {
            let (left, top) = (column * self.side, row * self.side);
            let right = (left + self.side).min(self.size.0) - 1;
            let low = (top + self.side).min(self.size.1) - 1;
            window.holds(left as i32, top as i32) && window.holds(right as i32, low as i32)
        });
        held.map(|(column, row)| (row * self.columns + column) as usize)
            .collect()
    }

    /// Whether the districts of a window, at least one, can know one more.
    fn has_room(&self, window: &Window) -> bool {
        let within = self.within(window);
        !within.is_empty() && within.iter().all(|i| self.known[*i] < MAX_CHOICES)
    }

    fn count(&mut self, window: &Window) {
        for i in self.within(window) {
            self.known[i] += 1;
        }
    }
}
