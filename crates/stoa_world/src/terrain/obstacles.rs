//! What stands in a body's way on the ground, and what hides.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::{
    TerrainError, Triangles,
    plan::{Budget, Plan},
};
use crate::{
    geometry::{BODY_HEIGHT_M, BODY_RADIUS_M, MAX_STEP_M},
    nav::CELL_M,
};

/// What rises past this height over the ground hides and muffles, in metres.
const EYES_M: f32 = 1.6;
/// A wall's triangles face up or down by less than this.
const STEEP: f32 = 0.5;
/// So many cells away a body may still touch what is in a cell.
const AROUND: usize = 2;

/// Cells in which a body would touch something, and cells with a wall.
pub(super) fn find(
    mesh: &Triangles,
    plan: &Plan,
    ground: &[f32],
    budget: &mut Budget,
) -> Result<(Vec<bool>, Vec<bool>), TerrainError> {
    let (mut blocked, mut wall) = (vec![false; plan.len()], vec![false; plan.len()]);
    let mut knife = Knife::default();
    for triangle in &mesh.triangles {
        let corners = mesh.get(*triangle);
        let [a, b, c] = corners;
        let up = (b - a).cross(c - a);
        let steep = up.y.abs() < STEEP * up.length();
        for cell in plan.over(&corners) {
            budget.spend()?;
            if !in_the_way(ground[cell], heights_near(&corners, up, plan.middle(cell))) {
                continue;
            }
            let piece = knife.cut(&corners, plan.corner(cell));
            let Some(heights) = heights(piece) else {
                continue;
            };
            if !in_the_way(ground[cell], heights) {
                continue;
            }
            for body in plan.near(cell, AROUND) {
                let stands = ground[body].is_finite() && in_the_way(ground[body], heights);
                if stands && !blocked[body] {
                    blocked[body] = distance(piece, plan.middle(body)) < BODY_RADIUS_M;
                }
            }
            wall[cell] |= steep && rises_past_eyes(plan, ground, cell, heights);
        }
    }
    Ok((blocked, wall))
}

/// Whether something from the first to the second height is in the way of a body on this floor. Where there is no floor,
/// it may be in the way of those beside it.
fn in_the_way(floor: f32, (low, high): (f32, f32)) -> bool {
    floor.is_nan() || (high > floor + MAX_STEP_M && low < floor + BODY_HEIGHT_M)
}

fn rises_past_eyes(plan: &Plan, ground: &[f32], cell: usize, (low, high): (f32, f32)) -> bool {
    let mut floors = std::iter::once(cell)
        .chain(plan.near(cell, 1))
        .map(|c| ground[c]);
    let floor = floors.find(|floor| floor.is_finite());
    floor.is_some_and(|floor| low < floor + EYES_M && high > floor + EYES_M)
}

/// Heights between which a triangle lies within a cell around `middle`: never too narrow.
fn heights_near(corners: &[Vec3; 3], up: Vec3, middle: Vec2) -> (f32, f32) {
    let low = corners.iter().map(|p| p.y).fold(f32::INFINITY, f32::min);
    let high = corners
        .iter()
        .map(|p| p.y)
        .fold(f32::NEG_INFINITY, f32::max);
    if up.y.abs() < 0.3 * up.length() {
        return (low, high);
    }
    let (rise_x, rise_z) = (-up.x / up.y, -up.z / up.y);
    let run = middle - corners[0].xz();
    let at = corners[0].y + rise_x * run.x + rise_z * run.y;
    let spread = CELL_M / 2.0 * (rise_x.abs() + rise_z.abs()) + 1e-3;
    (low.max(at - spread), high.min(at + spread))
}

fn heights(piece: &[Vec3]) -> Option<(f32, f32)> {
    let low = piece.iter().map(|p| p.y).reduce(f32::min)?;
    let high = piece.iter().map(|p| p.y).reduce(f32::max)?;
    Some((low, high))
}

/// Cuts triangles to cells: Sutherland and Hodgman, "Reentrant Polygon Clipping" (1974).
#[derive(Default)]
struct Knife {
    piece: Vec<Vec3>,
    next: Vec<Vec3>,
}

impl Knife {
    /// What of a triangle lies over the cell with this corner; nothing, if none does.
    fn cut(&mut self, corners: &[Vec3; 3], corner: Vec2) -> &[Vec3] {
        self.piece.clear();
        self.piece.extend(corners);
        let far = corner + CELL_M;
        let inside: [&dyn Fn(Vec3) -> f32; 4] = [
            &|p| p.x - corner.x,
            &|p| far.x - p.x,
            &|p| p.z - corner.y,
            &|p| far.y - p.z,
        ];
        for inside in inside {
            self.next.clear();
            for (i, p) in self.piece.iter().enumerate() {
                let q = self.piece[(i + 1) % self.piece.len()];
                let (from, to) = (inside(*p), inside(q));
                if from >= 0.0 {
                    self.next.push(*p);
                }
                if (from < 0.0) != (to < 0.0) {
                    self.next.push(p.lerp(q, from / (from - to)));
                }
            }
            std::mem::swap(&mut self.piece, &mut self.next);
        }
        &self.piece
    }
}

/// Metres on the ground plan from a point to a convex piece; 0 within.
fn distance(piece: &[Vec3], point: Vec2) -> f32 {
    let edges = || {
        let next = piece.iter().cycle().skip(1);
        piece.iter().zip(next).map(|(p, q)| (p.xz(), q.xz()))
    };
    let area: f32 = edges().map(|(p, q)| p.perp_dot(q)).sum();
    // Upright pieces have no inside.
    let within = area.abs() > 1e-6
        && edges().all(|(p, q)| (q - p).perp_dot(point - p) * area.signum() >= 0.0);
    if within {
        return 0.0;
    }
    let to_edge = |(p, q): (Vec2, Vec2)| {
        let run = q - p;
        let along = (point - p).dot(run) / run.length_squared().max(1e-12);
        point.distance(p + run * along.clamp(0.0, 1.0))
    };
    edges().map(to_edge).fold(f32::INFINITY, f32::min)
}
