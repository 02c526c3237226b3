//! A town of square plazas, for benchmarks and tests: as many as it takes for a number of agents at a density.

use super::{
    bodies,
    build::{BuiltPlace, Destination, PlaceBuilder, PlaceError, Point, Role},
    ground::Ground,
    tables::Use,
};
use crate::rules::Agent;

const METRE: i32 = 1 << 16;
/// Least side of a plaza in metres.
const LEAST_SIDE: i32 = 64;
/// Most plazas, so that their destinations can be numbered.
const MOST_PLAZAS: i32 = 256;
/// Most bytes of all flow fields.
const MOST_FIELD_BYTES: i64 = 96 << 20;
/// Destinations of a plaza.
const PER_PLAZA: i64 = 15;

/// How many plazas a side, how wide each in metres, and the cells' shift.
fn size(agents: u32, per_square_metre: f64) -> (i32, i32, u32) {
    let area = f64::from(agents.max(1)) / per_square_metre.clamp(0.001, 8.0);
    let plazas = (area / f64::from(LEAST_SIDE).powi(2))
        .round()
        .clamp(1.0, f64::from(MOST_PLAZAS));
    let across = (plazas.sqrt().floor() as i32).max(1);
    let side = ((area.sqrt() / f64::from(across)).ceil() as i32).clamp(LEAST_SIDE, 4 * LEAST_SIDE);
    let fields = |shift: u32| {
        let cells = i64::from(reach(side, across, shift)) * 2;
        cells * cells * PER_PLAZA * i64::from(across * across)
    };
    // Quarter metres in a single plaza, else at least half metres.
    let finest = if across == 1 { 14 } else { 15 };
    let fits = |shift: &u32| {
        fields(*shift) <= MOST_FIELD_BYTES && (side * across) << (16 - *shift) < 8_192
    };
    let shift = (finest..18).find(fits);
    (across, side, shift.unwrap_or(18))
}

/// How far flow fields reach, in cells.
fn reach(side: i32, across: i32, shift: u32) -> u32 {
    let metres = if across == 1 { side } else { side * 3 / 4 };
    ((metres * METRE) >> shift) as u32
}

/// A town for so many agents. Each plaza has a fountain, four benches, two café tables, a counter with a line, two
/// places to stand together and two entrances. It grows to 16 km² at most: more agents than fit stand closer.
///
/// # Errors
/// None of its own: what [`PlaceBuilder::build`] finds wrong.
pub fn town(agents: u32, per_square_metre: f64) -> Result<BuiltPlace, PlaceError> {
    town_of(agents, per_square_metre, Vec::new())
}

/// As [`town`], with roles for some of the agents.
///
/// # Errors
/// As [`PlaceBuilder::build`]: when a role is not possible.
pub fn town_of(
    agents: u32,
    per_square_metre: f64,
    roles: Vec<Role>,
) -> Result<BuiltPlace, PlaceError> {
    let (across, side, shift) = size(agents, per_square_metre);
    plazas(across, side, shift, roles)
}

/// So many plazas a side, each so many metres wide.
fn plazas(across: i32, side: i32, shift: u32, roles: Vec<Role>) -> Result<BuiltPlace, PlaceError> {
    let cells = ((across * side * METRE) >> shift) as u32;
    let mut ground = Ground::open(cells, cells, shift);
    for corner in corners(across, side) {
        obstruct(&mut ground, corner, side);
    }
    let reach = (across > 1).then(|| reach(side, across, shift));
    let mut builder = PlaceBuilder::new(ground);
    builder.roles(roles);
    for corner in corners(across, side) {
        furnish(&mut builder, corner, side, reach, shift);
    }
    builder.build()
}

fn corners(across: i32, side: i32) -> impl Iterator<Item = (i32, i32)> {
    let step = side * METRE;
    (0..across).flat_map(move |row| (0..across).map(move |column| (column * step, row * step)))
}

/// Benches: offset of the middle from the fountain in metres, and where one who sits looks.
const BENCHES: [(i32, i32, u32); 4] = [
    (-11, 0, 0),
    (11, 0, 32_768),
    (0, -11, 16_384),
    (0, 11, 49_152),
];
/// Café tables, offset from the fountain in metres.
const TABLES: [(i32, i32); 2] = [(-16, 15), (-21, 19)];
/// The counter's front, offset from the fountain in metres; the line goes south.
const COUNTER: (i32, i32) = (17, 9);
const LINE: i32 = 10;

fn obstruct(ground: &mut Ground, (x, y): (i32, i32), side: i32) {
    let (cx, cy) = (x + side * METRE / 2, y + side * METRE / 2);
    ground.block_disc(cx, cy, 3 * METRE);
    for (i, j, heading) in BENCHES {
        let (w, h) = if heading % 32_768 == 0 {
            (METRE / 2, 2 * METRE)
        } else {
            (2 * METRE, METRE / 2)
        };
        ground.block_rectangle(cx + i * METRE - w / 2, cy + j * METRE - h / 2, w, h);
    }
    for (i, j) in TABLES {
        ground.block_disc(cx + i * METRE, cy + j * METRE, METRE * 2 / 5);
        // Its stools.
        for (dx, dy) in [(9, 0), (0, 9), (-9, 0), (0, -9)] {
            let (x, y) = (
                cx + (10 * i + dx) * (METRE / 10),
                cy + (10 * j + dy) * (METRE / 10),
            );
            ground.block_disc(x, y, METRE / 5);
        }
    }
    // The stall behind the counter.
    ground.block_rectangle(
        cx + (COUNTER.0 - 2) * METRE,
        cy + (COUNTER.1 - 2) * METRE,
        4 * METRE,
        2 * METRE - METRE / 2,
    );
    // A wall with a gap, so that some ways are not straight.
    for part in [-24, -12] {
        ground.block_rectangle(cx + part * METRE, cy - 18 * METRE, 8 * METRE, METRE / 4);
    }
}

fn furnish(
    builder: &mut PlaceBuilder,
    (x, y): (i32, i32),
    side: i32,
    reach: Option<u32>,
    shift: u32,
) {
    let (cx, cy) = (x + side * METRE / 2, y + side * METRE / 2);
    let mut add =
        |purpose, i: i32, j: i32, radius: i32, offers, dwell, points: Vec<(i32, i32, u32)>| {
            let at = |v: i32, decimetres: i32| v + decimetres * (METRE / 10);
            let points = points.into_iter().map(|(px, py, heading)| Point {
                x: at(cx, px),
                y: at(cy, py),
                heading,
            });
            builder.add(Destination {
                purpose,
                x: cx + i * METRE,
                y: cy + j * METRE,
                radius: radius * METRE,
                offers,
                dwell,
                points: points.collect(),
                reach,
            });
        };
    add(Use::Look, 0, 0, 8, [2, 0, 12, 0], (10, 30), Vec::new());
    for (i, j, radius) in [(-20, -9, 10), (20, 21, 9), (0, -24, 7)] {
        add(Use::Look, i, j, radius, [2, 0, 8, 0], (5, 20), Vec::new());
    }
    for (i, j, heading) in BENCHES {
        let seats = [-5, 5].map(|along| {
            let across = heading % 32_768 == 0;
            if across {
                (10 * i, 10 * j + along, heading)
            } else {
                (10 * i + along, 10 * j, heading)
            }
        });
        add(Use::Seats, i, j, 4, [3, 15, 0, 0], (40, 60), seats.to_vec());
    }
    for (i, j) in TABLES {
        let seats = [(9, 0, 32_768), (0, 9, 49_152), (-9, 0, 0), (0, -9, 16_384)];
        let seats = seats.map(|(dx, dy, heading)| (10 * i + dx, 10 * j + dy, heading));
        add(Use::Seats, i, j, 4, [6, 9, 0, 9], (60, 90), seats.to_vec());
    }
    // Coarse cells block more before the counter.
    let first = 5 + if shift > 15 { 10 << (shift - 16) } else { 0 };
    let line = (0..LINE).map(|place| (10 * COUNTER.0, 10 * COUNTER.1 + first + 8 * place, 49_152));
    add(
        Use::Queue,
        COUNTER.0,
        COUNTER.1 + 5,
        7,
        [1, 0, 2, 15],
        (4, 6),
        line.collect(),
    );
    for (i, j) in [(17, -17), (-4, 22)] {
        let circles = [(-3, -2), (0, -2), (3, -2), (-3, 2), (0, 2), (3, 2)];
        let circles = circles
            .map(|(dx, dy)| (10 * (i + dx), 10 * (j + dy), 0))
            .to_vec();
        add(Use::Groups, i, j, 6, [15, 0, 4, 0], (20, 60), circles);
    }
    let edge = side / 2 - 2 - (1 << shift >> 16);
    for (i, heading) in [(-edge, 0), (edge, 32_768)] {
        let doors = [-15, -5, 5, 15].map(|dy| (10 * i, dy, heading)).to_vec();
        add(Use::Entrance, i, 0, 3, [0; 4], (0, 0), doors);
    }
}

/// So many of the crowd, on free ground by chance (some may touch at first), with nothing to do yet.
pub fn crowd(place: &BuiltPlace, agents: u32, seed: u32) -> Vec<Agent> {
    bodies::crowd(place, agents, seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_of_every_grain_can_be_built() {
        for shift in 14..=18 {
            let place = plazas(2, LEAST_SIDE, shift, Vec::new()).map(|place| place.destinations);
            assert_eq!(place, Ok(4 * PER_PLAZA as u32), "cells of 2^{shift}");
        }
        let (across, side, _) = size(10_000_000, 0.3);
        assert!(across * across <= MOST_PLAZAS && side <= 256);
    }
}
