//! One of the crowd at a tick, as it is drawn: the twin of `shaders/crowd/advance.wgsl`.

use bevy::math::{IVec2, Vec2};
use bytemuck::{Pod, Zeroable};
use stoa_tick::rules::{
    Agent,
    plaza::words::{AWAY, SIT, SIT_DOWN, State},
};

use super::turned;
use crate::crowd::feed::Heights;

const TICKS_PER_SECOND: f32 = stoa_world::TICKS_PER_SECOND as f32;
const UNITS_PER_METRE: f32 = 65_536.0;
const CELL_M: f32 = 0.25;
/// Lower means "nothing here".
const NOTHING_M: f32 = -1e8;
/// What one tick takes of the way to a new speed and to a new heading.
const SPEED_SHARE: f32 = 0.31;
const HEADING_SHARE: f32 = 0.34;
const SIT_STEP: f32 = 0.058_823_53;
const STEP_M: f32 = 0.45;
const SEAT_OVER_GROUND_M: f32 = 0.45;
/// Nobody moves so far in a tick: it was carried away.
pub(super) const CARRIED_M: f32 = 1.0;
const KNOWN: u32 = 16;

/// `Body` of `shaders/crowd/scene.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Pod, Zeroable)]
#[repr(C)]
pub(in crate::crowd) struct Body {
    /// x and z in metres.
    pub(super) at: [f32; 2],
    /// In turns, from +x toward +z.
    pub(super) heading: f32,
    /// Of the gait, in cycles.
    pub(super) phase: f32,
    /// Eased, in m/s.
    pub(super) speed: f32,
    /// 0 on foot, 1 on the seat.
    pub(super) sitting: f32,
    /// Heights in metres: the ground, and the seat it sits on or sat on last.
    pub(super) ground: f32,
    pub(super) seat: f32,
    /// Activity, and [`KNOWN`].
    pub(super) state: u32,
    pub(super) unused: [u32; 3],
}

impl Body {
    pub(in crate::crowd) fn is_here(&self) -> bool {
        self.state & KNOWN != 0 && self.state & 15 != AWAY
    }

    pub(super) fn place(&self) -> Vec2 {
        Vec2::from_array(self.at)
    }

    /// What an agent's body is at a tick: `self` is what it was at the tick before, `scale` its height over that of
    /// figures; without one it is hidden.
    #[must_use]
    pub(in crate::crowd) fn advance(
        &self,
        agent: &Agent,
        origin: Vec2,
        heights: &Heights,
        scale: f32,
    ) -> Self {
        if scale <= 0.0 {
            return Self::default();
        }
        let state = State::of(agent);
        let heading = state.heading as f32 / UNITS_PER_METRE;
        let at = origin + IVec2::new(agent.x, agent.y).as_vec2() / UNITS_PER_METRE;
        let way = at - self.place();
        let far = way.length();
        let seated = matches!(state.activity, SIT | SIT_DOWN);
        let mut body = Self {
            at: at.to_array(),
            state: state.activity | KNOWN,
            ..*self
        };
        if !self.is_here() || far > CARRIED_M {
            body.heading = heading;
            body.phase = start_phase(agent.id);
            body.speed = if seated {
                0.0
            } else {
                velocity(agent).length()
            };
            body.sitting = f32::from(u8::from(seated));
            body.ground = ground_at(heights, at, 0.0);
            body.seat = body.ground + SEAT_OVER_GROUND_M;
        } else {
            body.heading = self.heading + HEADING_SHARE * turned(heading - self.heading);
            let on_foot = !seated && self.sitting <= 0.0;
            let moved = if on_foot { far } else { 0.0 };
            body.speed = self.speed + SPEED_SHARE * (moved * TICKS_PER_SECOND - self.speed);
            let ahead = Vec2::from_angle(body.heading * std::f32::consts::TAU);
            let ahead = if way.dot(ahead) >= 0.0 { 1.0 } else { -1.0 };
            let stride = scale * (0.60 + 0.46 * body.speed);
            let phase = self.phase + ahead * moved / stride;
            body.phase = phase - phase.floor();
            let goal = f32::from(u8::from(seated));
            body.sitting = self.sitting + (goal - self.sitting).clamp(-SIT_STEP, SIT_STEP);
            body.ground = ground_at(heights, at, self.ground);
        }
        if seated {
            let claim = (agent.own[1] >> 12) as usize;
            let seat = heights.seats.get(claim).copied();
            body.seat = seat.filter(|seat| *seat > NOTHING_M).unwrap_or(body.seat);
        }
        body
    }
}

/// In m/s.
fn velocity(agent: &Agent) -> Vec2 {
    let (x, y) = agent.velocity();
    Vec2::new(x as f32, y as f32) / UNITS_PER_METRE * TICKS_PER_SECOND
}

fn start_phase(id: u32) -> f32 {
    (id.wrapping_mul(2_654_435_769) >> 8) as f32 / 16_777_216.0
}

fn cell_height(heights: &Heights, cell: IVec2) -> f32 {
    let size = heights.size.as_ivec2();
    if cell.cmplt(IVec2::ZERO).any() || cell.cmpge(size).any() {
        return 2.0 * NOTHING_M;
    }
    let at = (cell.y * size.x + cell.x) as usize;
    heights.ground.get(at).copied().unwrap_or(2.0 * NOTHING_M)
}

/// The height of the ground between the middles of cells; `old` where there is none.
fn ground_at(heights: &Heights, at: Vec2, old: f32) -> f32 {
    let place = (at - heights.corner) / CELL_M;
    let here = cell_height(heights, place.floor().as_ivec2());
    let low = (place - 0.5).floor();
    let share = place - 0.5 - low;
    let (mut sum, mut weight) = (0.0, 0.0);
    for corner in [IVec2::ZERO, IVec2::X, IVec2::Y, IVec2::ONE] {
        let height = cell_height(heights, low.as_ivec2() + corner);
        let is_near = here < NOTHING_M || (height - here).abs() < STEP_M;
        if height > NOTHING_M && is_near {
            let far = Vec2::select(corner.cmpeq(IVec2::ONE), share, 1.0 - share);
            sum += height * far.x * far.y;
            weight += far.x * far.y;
        }
    }
    if weight > 1e-4 { sum / weight } else { old }
}
