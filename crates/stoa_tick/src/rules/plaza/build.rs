//! Making the place's words from a ground and what is on it.

use super::{
    flow::{FlowField, Window},
    ground::{Ground, MAX_SIDE},
    tables::{self, Use},
    words::NOWHERE,
};
use crate::{
    math::{cosine, sine},
    rules::pack,
};

/// Metres around the ground where nobody walks: those who are away are parked there, out of everybody's sight.
pub const MARGIN: i32 = 8 << 16;
/// Most claims of a place.
pub const MAX_CLAIMS: u32 = super::words::NO_SLOT;
/// Most words of a place: 128 MiB.
pub const MAX_WORDS: usize = 1 << 25;
/// Most destinations that matter at one spot.
pub const MAX_CHOICES: usize = 63;
/// Most places in a line, seats or middles of groups at one destination.
pub const MAX_POINTS: usize = 32;

/// A point of a destination, in the ground's 1/65536 m.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub x: i32,
    pub y: i32,
    /// Where one who is there looks; 0..65536, 0 east, a quarter south.
    pub heading: u32,
}

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub purpose: Use,
    /// Its middle, in the ground's 1/65536 m.
    pub x: i32,
    pub y: i32,
    /// Within this of the middle one has come there; 1/65536 m, at most 16 m.
    pub radius: i32,
    /// What it offers for company, rest, curiosity and food, 0..=15 each.
    pub offers: [u32; 4],
    /// Least stay and the spread of stays, in seconds of 30 ticks, at most 2,000 each.
    pub dwell: (u32, u32),
    pub points: Vec<Point>,
    /// Its flow field covers this many cells around; `None`: the whole ground.
    pub reach: Option<u32>,
}

impl Destination {
    /// How many find room: one a seat or a place in line, three a group, one in four square metres to look.
    fn room(&self) -> u32 {
        let points = self.points.len() as u32;
        let metres = self.radius as u32 >> 16;
        match self.purpose {
            Use::Look => metres.pow(2).max(2) * 3 / 4,
            Use::Groups => 3 * points,
            _ => points,
        }
    }
}

/// Why a place cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    #[error("the ground has {0} × {1} cells; it needs 3 to {MAX_SIDE} each way")]
    Size(u32, u32),
    #[error("cells of 2^{0}/65536 m; between 2^13 (an eighth metre) and 2^18 (4 m) are possible")]
    Shift(u32),
    #[error("{0} destinations; between 1 and {max} are possible", max = NOWHERE - 1)]
    Destinations(usize),
    #[error("destination {0}: {1}")]
    Destination(usize, &'static str),
    #[error("destination {destination}, point {point}: {what}")]
    Point {
        destination: usize,
        point: usize,
        what: &'static str,
    },
    #[error("no way leads from destination {0} to an entrance")]
    Unreachable(usize),
    #[error(
        "around cell ({column}, {row}) {found} destinations matter; at most {MAX_CHOICES} may: shorten their reach"
    )]
    Choices { column: u32, row: u32, found: usize },
    #[error("{0} claims; at most {MAX_CLAIMS} are possible")]
    Claims(u32),
    #[error(
        "the place takes {0} words; at most {MAX_WORDS} are possible: shorten reaches or widen cells"
    )]
    Words(usize),
}

/// A place's words, with what its changes need.
#[derive(Clone, Debug)]
pub struct BuiltPlace {
    pub words: Vec<u32>,
    /// Claims that the board must have.
    pub claims: u32,
    pub destinations: u32,
    /// Width and height of the world that the place fills, in 1/65536 m: the ground and [`MARGIN`] around it.
    pub bounds: (i32, i32),
    fields: Vec<FlowField>,
    shift: u32,
}

/// Collects what a place is made of.
#[derive(Clone, Debug)]
pub struct PlaceBuilder {
    ground: Ground,
    destinations: Vec<Destination>,
}

impl PlaceBuilder {
    pub fn new(ground: Ground) -> Self {
        Self {
            ground,
            destinations: Vec::new(),
        }
    }

    /// Adds a destination and gives its number.
    pub fn add(&mut self, destination: Destination) -> u32 {
        self.destinations.push(destination);
        self.destinations.len() as u32 - 1
    }

    /// Makes the words.
    ///
    /// # Errors
    /// When something lies where nobody can stand or get to, or a table would be too large; the error says what.
    pub fn build(self) -> Result<BuiltPlace, PlaceError> {
        self.check()?;
        let ground = &self.ground;
        let mut claims = 0;
        let mut points = Vec::new();
        let mut records = Vec::new();
        let mut fields = Vec::new();
        for (number, destination) in self.destinations.iter().enumerate() {
            let field = self.field(destination);
            let first_point = points.len() as u32 / tables::POINT_WORDS as u32;
            for (index, point) in destination.points.iter().enumerate() {
                points.extend(self.point(number, index, destination.purpose, point)?);
            }
            let count = destination.points.len() as u32;
            let offers = destination
                .offers
                .iter()
                .rev()
                .fold(0, |word, offer| word << 4 | offer);
            let ticks = |seconds: u32| seconds * 30 / 4;
            records.push([
                destination.purpose as u32 | offers << 4,
                (destination.x + MARGIN) as u32,
                (destination.y + MARGIN) as u32,
                destination.radius as u32,
                0,
                field.window.column | field.window.row << 16,
                field.window.columns | field.window.rows << 16,
                first_point,
                count,
                claims,
                ticks(destination.dwell.0) | ticks(destination.dwell.1).max(1) << 16,
                destination.room(),
            ]);
            fields.push(field);
            claims += if destination.purpose == Use::Groups {
                count * tables::GROUP_SLOTS
            } else {
                count
            };
        }
        if claims > MAX_CLAIMS {
            return Err(PlaceError::Claims(claims));
        }
        self.check_ways(&fields)?;
        let words = self.lay_out(claims, &points, records, &fields)?;
        let side = |cells: u32| (cells << ground.shift()) as i32 + 2 * MARGIN;
        Ok(BuiltPlace {
            words,
            claims,
            destinations: fields.len() as u32,
            bounds: (side(ground.columns()), side(ground.rows())),
            fields,
            shift: ground.shift(),
        })
    }

    fn lay_out(
        &self,
        claims: u32,
        points: &[u32],
        mut records: Vec<[u32; tables::DESTINATION_WORDS]>,
        fields: &[FlowField],
    ) -> Result<Vec<u32>, PlaceError> {
        let ground = &self.ground;
        let mut words = vec![0; tables::HEADER];
        for turn in 0..128_u32 {
            words[tables::UNIT + turn as usize] = pack(cosine(turn << 9), sine(turn << 9));
        }
        words[tables::COLUMNS] = ground.columns();
        words[tables::ROWS] = ground.rows();
        words[tables::SHIFT] = ground.shift();
        words[tables::ORIGIN_X] = MARGIN as u32;
        words[tables::ORIGIN_Y] = MARGIN as u32;
        words[tables::STRIDE] = ground.stride();
        words[tables::CLAIMS] = claims;
        words[tables::GROUND] = words.len() as u32;
        words.extend(ground.words());
        words[tables::ESCAPE] = words.len() as u32;
        words.extend(FlowField::escape(ground).pack());
        words[tables::DISTRICTS] = words.len() as u32;
        self.lay_out_districts(&mut words, fields)?;
        let entrances = self
            .destinations
            .iter()
            .enumerate()
            .filter(|(_, d)| d.purpose == Use::Entrance);
        let entrances: Vec<u32> = entrances.map(|(number, _)| number as u32).collect();
        words[tables::ENTRANCES] = words.len() as u32;
        words[tables::ENTRANCE_COUNT] = entrances.len() as u32;
        words.extend(entrances);
        words[tables::POINTS] = words.len() as u32;
        words.extend(points);
        words[tables::DESTINATIONS] = words.len() as u32;
        words[tables::DESTINATION_COUNT] = records.len() as u32;
        let mut next = words.len() + records.len() * tables::DESTINATION_WORDS;
        for (record, field) in records.iter_mut().zip(fields) {
            record[tables::FIELD] = next as u32;
            next += FlowField::packed_len(&field.window);
        }
        if next > MAX_WORDS {
            return Err(PlaceError::Words(next));
        }
        words.extend(records.iter().flatten());
        for field in fields {
            words.extend(field.pack());
        }
        Ok(words)
    }

    /// One word a district, then the lists.
    fn lay_out_districts(
        &self,
        words: &mut Vec<u32>,
        fields: &[FlowField],
    ) -> Result<(), PlaceError> {
        // Districts of about 32 m, at most 64 each way.
        let longest = self.ground.columns().max(self.ground.rows());
        let least = longest.div_ceil(64).next_power_of_two().trailing_zeros();
        let shift = least.max(21_u32.saturating_sub(self.ground.shift()));
        let (columns, rows) = (
            self.ground.columns().div_ceil(1 << shift),
            self.ground.rows().div_ceil(1 << shift),
        );
        words[tables::DISTRICT_SHIFT] = shift;
        words[tables::DISTRICT_COLUMNS] = columns;
        words[tables::DISTRICT_ROWS] = rows;
        let table = words.len();
        words.resize(table + (columns * rows) as usize, 0);
        for row in 0..rows {
            for column in 0..columns {
                let side = 1 << shift;
                let district = Window {
                    column: column * side,
                    row: row * side,
                    columns: side,
                    rows: side,
                };
                let covers = |field: &FlowField| {
                    let right = (district.column + side).min(self.ground.columns());
                    let low = (district.row + side).min(self.ground.rows());
                    field
                        .window
                        .holds(district.column as i32, district.row as i32)
                        && field.window.holds(right as i32 - 1, low as i32 - 1)
                };
                let list: Vec<u32> = (0..fields.len() as u32)
                    .filter(|i| covers(&fields[*i as usize]))
                    .collect();
                if list.len() > MAX_CHOICES {
                    let found = list.len();
                    return Err(PlaceError::Choices {
                        column: district.column,
                        row: district.row,
                        found,
                    });
                }
                let at = table + (row * columns + column) as usize;
                words[at] = words.len() as u32 | (list.len() as u32) << 24;
                words.extend(list);
            }
        }
        if words.len() > 1 << 24 {
            return Err(PlaceError::Words(words.len()));
        }
        Ok(())
    }

    fn field(&self, destination: &Destination) -> FlowField {
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
        FlowField::build(&self.ground, window, self.seeds(destination))
    }

    /// The cells that a destination's ways lead to: those of its points, or those within half its radius.
    fn seeds(&self, destination: &Destination) -> Vec<(u32, u32)> {
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
    fn approach(&self, seat: &Point) -> Option<(i32, u32, i32, i32)> {
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
            let mut ways = (1..=40).flat_map(|step| (0..16).map(move |side| (step, side)));
            ways.find_map(|(step, side)| {
                inside(seat.heading.wrapping_add(side << 12) & 0xffff, step)
            })
        })
    }

    fn point(
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
            Use::Seats => {
                let found = self
                    .approach(point)
                    .ok_or(error("no free ground within 2 m of the seat"))?;
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

    fn check(&self) -> Result<(), PlaceError> {
        let (columns, rows) = (self.ground.columns(), self.ground.rows());
        let sides = 3..=MAX_SIDE;
        // A world is at most 16 km wide.
        let wide =
            |cells: u32| (u64::from(cells) << self.ground.shift()) + 2 * MARGIN as u64 <= 1 << 30;
        if !(13..=18).contains(&self.ground.shift()) {
            return Err(PlaceError::Shift(self.ground.shift()));
        }
        if !sides.contains(&columns) || !sides.contains(&rows) || !wide(columns) || !wide(rows) {
            return Err(PlaceError::Size(columns, rows));
        }
        let count = self.destinations.len();
        if count == 0 || count >= NOWHERE as usize {
            return Err(PlaceError::Destinations(count));
        }
        for (number, destination) in self.destinations.iter().enumerate() {
            if let Some(what) = self.fault(destination) {
                return Err(PlaceError::Destination(number, what));
            }
        }
        Ok(())
    }

    fn fault(&self, destination: &Destination) -> Option<&'static str> {
        let inside = |v: i32, cells: u32| v >= 0 && v >> self.ground.shift() < cells as i32;
        let faults = [
            (
                !inside(destination.x, self.ground.columns())
                    || !inside(destination.y, self.ground.rows()),
                "its middle is off the ground",
            ),
            (
                !(32_768..=16 << 16).contains(&destination.radius),
                "its radius is not between half a metre and 16 m",
            ),
            (
                destination.offers.iter().any(|o| *o > 15),
                "an offer is above 15",
            ),
            (
                destination.dwell.0 > 2_000 || destination.dwell.1 > 2_000,
                "a stay is above 2,000 s",
            ),
            (
                destination.points.len() > MAX_POINTS,
                "it has more than 32 points",
            ),
            (
                destination.purpose != Use::Look && destination.points.is_empty(),
                "it needs a point: a seat, a place in line, a middle of a group or a spot to appear at",
            ),
            (self.seeds(destination).is_empty(), "nobody can stand there"),
        ];
        faults
            .into_iter()
            .find_map(|(wrong, what)| wrong.then_some(what))
    }

    /// From everywhere one may be sent, a way leads to some entrance (if there is one).
    fn check_ways(&self, fields: &[FlowField]) -> Result<(), PlaceError> {
        let entrances = |i: &usize| self.destinations[*i].purpose == Use::Entrance;
        let ways_out: Vec<&FlowField> = (0..fields.len())
            .filter(entrances)
            .map(|i| &fields[i])
            .collect();
        for (number, destination) in self.destinations.iter().enumerate() {
            let leads = |(column, row): (u32, u32)| {
                ways_out
                    .iter()
                    .any(|f| f.way(column as i32, row as i32) != 0)
            };
            if !ways_out.is_empty() && !self.seeds(destination).into_iter().any(leads) {
                return Err(PlaceError::Unreachable(number));
            }
        }
        Ok(())
    }
}

impl BuiltPlace {
    /// The claim of a destination's point: a seat, or a place in line.
    pub fn slot(&self, destination: u32, point: u32) -> Option<u32> {
        let record = self.record(destination)?;
        (point < record[tables::POINT_COUNT]).then(|| record[tables::FIRST_CLAIM] + point)
    }

    /// The words of a destination.
    pub fn record(&self, destination: u32) -> Option<&[u32]> {
        let first = self.words[tables::DESTINATIONS] as usize
            + destination as usize * tables::DESTINATION_WORDS;
        let known = destination < self.words[tables::DESTINATION_COUNT];
        known.then(|| &self.words[first..first + tables::DESTINATION_WORDS])
    }

    /// Makes anew what a change of the ground within `changed` touches: (first word, words) to be written over the
    /// engine's copy. The ground must be of the same size.
    pub fn change_ground(&mut self, ground: &Ground, changed: &Window) -> Vec<(usize, Vec<u32>)> {
        if ground.columns() != self.words[tables::COLUMNS]
            || ground.rows() != self.words[tables::ROWS]
            || ground.shift() != self.shift
        {
            return Vec::new();
        }
        let mut parts = vec![
            (self.words[tables::GROUND] as usize, ground.words().to_vec()),
            (
                self.words[tables::ESCAPE] as usize,
                FlowField::escape(ground).pack(),
            ),
        ];
        let first = self.words[tables::DESTINATIONS] as usize;
        for (number, field) in self.fields.iter_mut().enumerate() {
            if field.remake(ground, changed) {
                let at =
                    self.words[first + number * tables::DESTINATION_WORDS + tables::FIELD] as usize;
                parts.push((at, field.pack()));
            }
        }
        for (at, part) in &parts {
            self.words[*at..*at + part.len()].copy_from_slice(part);
        }
        parts
    }
}
