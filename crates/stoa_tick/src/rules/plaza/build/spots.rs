//! Where a destination's points are, and the fields that lead to them.

use super::{Destination, MARGIN, PlaceBuilder, PlaceError, Point};
use crate::{
    math::{cosine, sine},
    rules::plaza::{
        flow::{FieldPlan, Window},
        tables::Use,
    },
};

impl PlaceBuilder {
    pub(super) fn field(&self, destination: &Destination) -> FieldPlan {
        let cell = |v: i32| v >> self.ground.shift();
        let (column, row) = (cell(destination.x), cell(destination.y));
        let window = match destination.reach {
            None => Window::whole(&self.ground),
            Some(reach) => {
                let from = |v: i32| v.saturating_sub(reach as i32).max(0) as u32;
                let to = |v: i32, side: u32| (v as u32).saturating_add(reach).min(side);
                let (left, top) = (from(column), from(row));
                let (right, low) = (
                    to(column, self.ground.columns()),
                    to(row, self.ground.rows()),
                );
                Window {
                    column: left,
                    row: top,
                    columns: right - left,
                    rows: low - top,
                }
            }
        };
        FieldPlan {
            window,
            seeds: self.seeds(destination).into(),
        }
    }

    /// The cells that a destination's ways lead to: those of its points, or those within half its radius.
    pub(super) fn seeds(&self, destination: &Destination) -> Vec<(u32, u32)> {
        let shift = self.ground.shift();
        let cell = |x: i32, y: i32| ((x >> shift) as u32, (y >> shift) as u32);
        match destination.purpose {
            Use::Seats => {
                let ahead = destination.points.iter().filter_map(|p| self.approach(p));
                ahead.map(|(_, _, x, y)| cell(x, y)).collect()
            }
            Use::Look => {
                let reach = (destination.radius >> shift).max(1);
                let (column, row) = (destination.x >> shift, destination.y >> shift);
                let mut seeds = Vec::new();
                for j in -reach..=reach {
                    for i in -reach..=reach {
                        if i * i + j * j <= reach * reach
                            && self.ground.is_free(column + i, row + j)
                        {
                            seeds.push(((column + i) as u32, (row + j) as u32));
                        }
                    }
                }
                seeds
            }
            _ => destination.points.iter().map(|p| cell(p.x, p.y)).collect(),
        }
    }

    /// Where one stands before a seat: a tenth metre inside the first free cell, straight ahead if it is within 1.2 m,
    /// else on any side. (how far, which way, x, y)
    pub(super) fn approach(&self, seat: &Point) -> Option<(i32, u32, i32, i32)> {
        let shift = self.ground.shift();
        let free = |turn: u32, far: i32| {
            let x = seat.x + ((cosine(turn) * (far >> 2)) >> 12);
            let y = seat.y + ((sine(turn) * (far >> 2)) >> 12);
            self.ground
                .is_free(x >> shift, y >> shift)
                .then_some((far, turn, x, y))
        };
        let inside = |turn: u32, step: i32| {
            free(turn, step * 3_277)?;
            free(turn, step * 3_277 + 6_554)
        };
        let ahead = (1..=24).find_map(|step| inside(seat.heading, step));
        ahead.or_else(|| {
            let mut ways = (1..=100).flat_map(|step| (0..16).map(move |side| (step, side)));
            ways.find_map(|(step, side)| {
                inside(seat.heading.wrapping_add(side << 12) & 0xffff, step)
            })
        })
    }

    pub(super) fn point(
        &self,
        destination: usize,
        index: usize,
        purpose: Use,
        point: &Point,
    ) -> Result<[u32; 4], PlaceError> {
        let error = |what| PlaceError::Point {
            destination,
            point: index,
            what,
        };
        if point.heading > 0xffff {
            return Err(error("its heading is not below 65536"));
        }
        let shift = self.ground.shift();
        let free = |x: i32, y: i32| self.ground.is_free(x >> shift, y >> shift);
        let ahead = match purpose {
            Use::Seats if free(point.x, point.y) => {
                return Err(error(
                    "nothing stands there to sit on: others would walk through whoever sits",
                ));
            }
            Use::Seats => {
                let found = self
                    .approach(point)
                    .ok_or(error("no free ground within 5 m of the seat"))?;
                (found.0 as u32 >> 4) | found.1 << 16
            }
            Use::Groups => {
                let round = (0..16_u32).all(|i| {
                    let (c, s) = (cosine(i << 12), sine(i << 12));
                    free(
                        point.x + ((c * 60_000) >> 14),
                        point.y + ((s * 60_000) >> 14),
                    )
                });
                if !round {
                    return Err(error(
                        "a group needs 0.9 m of free ground around its middle",
                    ));
                }
                0
            }
            _ if !free(point.x, point.y) => return Err(error("it is not on free ground")),
            _ => 0,
        };
        Ok([
            (point.x + MARGIN) as u32,
            (point.y + MARGIN) as u32,
            point.heading,
            ahead,
        ])
    }
}
