//! Which of the surfaces over each other one walks on.

use std::collections::VecDeque;

use bevy_math::Vec3Swizzles;

use super::{
    Arrival, MAX_SAMPLES, MAX_SLOPE_DEG, TerrainError, Triangles,
    plan::{Budget, Plan},
};
use crate::geometry::{BODY_HEIGHT_M, MAX_STEP_M};

/// Surfaces nearer to each other than this are one, in metres.
const SAME_M: f32 = 0.01;
/// A named spawn has ground within this distance, in metres.
const NEAR_M: f32 = 8.0;
/// What is higher over the spawn than this is over its head rather than under its feet, in metres.
const UNDERFOOT_M: f32 = 0.5;
/// Where no node says where to arrive, a level of fewer cells is left for the largest one (25 m²).
const SMALL: usize = 400;

/// A surface over the middle of a cell.
#[derive(Clone, Copy)]
struct Sample {
    cell: u32,
    y: f32,
    /// Whether a body has room over it.
    stands: bool,
    /// Whether it belongs to a level that was walked over already.
    seen: bool,
}

struct Samples<'p> {
    plan: &'p Plan,
    /// By cell, then from below.
    list: Vec<Sample>,
    /// Where each cell's begin; one more than there are cells.
    first: Vec<u32>,
}

/// The height of the level that one walks on from the spawn, cell by cell; NaN elsewhere.
pub(super) fn level(
    mesh: &Triangles,
    plan: &Plan,
    arrival: &Arrival,
    budget: &mut Budget,
) -> Result<Vec<f32>, TerrainError> {
    let mut samples = Samples::of(mesh, plan, budget)?;
    let start = samples.nearest(arrival).ok_or(if arrival.named {
        TerrainError::NoRoom
    } else {
        TerrainError::NoGround
    })?;
    let mut claimed = vec![0; plan.len()];
    let mut best = samples.flood(start, &mut claimed, 1, budget)?;
    if !arrival.named && best.len() < SMALL {
        let mut round = 1;
        for number in 0..samples.list.len() {
            if samples.list[number].stands && !samples.list[number].seen {
                round += 1;
                let other = samples.flood(number, &mut claimed, round, budget)?;
                if other.len() > best.len() {
                    best = other;
                }
            }
        }
    }
    let mut ground = vec![f32::NAN; plan.len()];
    for number in best {
        let sample = samples.list[number];
        ground[sample.cell as usize] = sample.y;
    }
    Ok(ground)
}

impl<'p> Samples<'p> {
    fn of(mesh: &Triangles, plan: &'p Plan, budget: &mut Budget) -> Result<Self, TerrainError> {
        let least = MAX_SLOPE_DEG.to_radians().cos() - 1e-3;
        let mut list = Vec::new();
        for triangle in &mesh.triangles {
            let corners = mesh.get(*triangle);
            let [a, b, c] = corners;
            let up = (b - a).cross(c - a);
            // Either side: many scenes have a floor that faces down.
            if up.y.abs() < least * up.length() || up.y == 0.0 {
                continue;
            }
            for cell in plan.over(&corners) {
                budget.spend()?;
                let point = plan.middle(cell);
                let within = [(a, b), (b, c), (c, a)].into_iter().all(|(p, q)| {
                    let side = (q - p).xz().perp_dot(point - p.xz());
                    side * -up.y.signum() >= -1e-4 * (q - p).xz().length()
                });
                if within {
                    if list.len() == MAX_SAMPLES {
                        return Err(TerrainError::TooDense);
                    }
                    let run = point - a.xz();
                    list.push(Sample {
                        cell: cell as u32,
                        y: a.y - (up.x * run.x + up.z * run.y) / up.y,
                        stands: false,
                        seen: false,
                    });
                }
            }
        }
        list.sort_unstable_by(|a, b| (a.cell.cmp(&b.cell)).then(a.y.total_cmp(&b.y)));
        list.dedup_by(|above, kept| {
            let same = above.cell == kept.cell && above.y - kept.y < SAME_M;
            if same {
                kept.y = above.y;
            }
            same
        });
        let mut first = vec![0; plan.len() + 1];
        for sample in &list {
            first[sample.cell as usize + 1] += 1;
        }
        for cell in 0..plan.len() {
            first[cell + 1] += first[cell];
        }
        let mut samples = Self { plan, list, first };
        samples.find_room();
        Ok(samples)
    }

    /// A body stands where the next surface beyond a step is over its head.
    fn find_room(&mut self) {
        for number in 0..self.list.len() {
            let here = self.list[number];
            let above = self.list[number + 1..]
                .iter()
                .take_while(|s| s.cell == here.cell);
            let mut over = above
                .map(|s| s.y - here.y)
                .filter(|rise| *rise > MAX_STEP_M);
            self.list[number].stands = over.next().is_none_or(|rise| rise >= BODY_HEIGHT_M);
        }
    }

    /// Where one who arrives gets to stand.
    fn nearest(&self, arrival: &Arrival) -> Option<usize> {
        let at = arrival.at;
        let cost = |sample: &Sample| {
            let flat = self.plan.middle(sample.cell as usize).distance(at.xz());
            let above = (sample.y - at.y - UNDERFOOT_M).max(0.0);
            let below = (at.y - sample.y).max(0.0);
            (flat, flat + 2.0 * above + below)
        };
        let standing = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, sample)| sample.stands);
        let costs = standing.map(|(number, sample)| (number, cost(sample)));
        let near = costs.filter(|(_, (flat, _))| !arrival.named || *flat <= NEAR_M);
        let best = near.min_by(|a, b| a.1.1.total_cmp(&b.1.1));
        best.map(|(number, _)| number)
    }

    /// What one can walk to: in each cell the highest surface within a step, and only the first that is reached.
    fn flood(
        &mut self,
        start: usize,
        claimed: &mut [u32],
        round: u32,
        budget: &mut Budget,
    ) -> Result<Vec<usize>, TerrainError> {
        let mut reached = Vec::new();
        let mut open = VecDeque::from([start]);
        self.list[start].seen = true;
        claimed[self.list[start].cell as usize] = round;
        while let Some(number) = open.pop_front() {
            reached.push(number);
            let here = self.list[number];
            for cell in self.plan.beside(here.cell as usize) {
                budget.spend()?;
                if claimed[cell] == round {
                    continue;
                }
                let own = self.first[cell] as usize..self.first[cell + 1] as usize;
                let mut from_above = own.rev().filter(|next| {
                    let next = &self.list[*next];
                    next.stands && !next.seen && (next.y - here.y).abs() <= MAX_STEP_M
                });
                if let Some(next) = from_above.next() {
                    claimed[cell] = round;
                    self.list[next].seen = true;
                    open.push_back(next);
                }
            }
        }
        Ok(reached)
    }
}
