//! Making the place's words from a ground and what is on it.

mod built;
mod check;
mod fields;
mod spots;

pub use self::{
    built::{BuiltPlace, Layout},
    check::PlaceError,
};

use super::{
    flow::{FieldPlan, FlowField, Window},
    ground::Ground,
    tables::{self, Use},
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
/// Most roles of a place.
pub const MAX_ROLES: usize = 16;
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
    /// Least stay and the spread of stays, in seconds of 30 ticks, together at most 2,000.
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

/// How much the needs of some agents grow: of those with ids from the role before on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// The first id beyond.
    pub ends: u32,
    /// For company, rest, curiosity and food, 0..=16 each: 4 as habit says, 8 twice as much, 0 never.
    pub weights: [u8; 4],
}

/// Collects what a place is made of.
#[derive(Clone, Debug)]
pub struct PlaceBuilder {
    ground: Ground,
    fine: Option<Ground>,
    destinations: Vec<Destination>,
    roles: Vec<Role>,
}

impl PlaceBuilder {
    pub fn new(ground: Ground) -> Self {
        Self {
            ground,
            fine: None,
            destinations: Vec::new(),
            roles: Vec::new(),
        }
    }

    /// Adds a destination and gives its number.
    pub fn add(&mut self, destination: Destination) -> u32 {
        self.destinations.push(destination);
        self.destinations.len() as u32 - 1
    }

    /// Sets the ground that holds whom hosts steer: the same with narrower cells, so that they pass where no cell of the
    /// ground is free. Without it they walk on the ground itself.
    pub fn fine_ground(&mut self, fine: Ground) {
        self.fine = Some(fine);
    }

    /// Sets the roles, by rising ids, at most [`MAX_ROLES`]. Ids beyond the last grow as habit says.
    pub fn roles(&mut self, roles: Vec<Role>) {
        self.roles = roles;
    }

    /// Makes the words. A place without destinations is one in which the crowd has nothing to do.
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
        let words = self.lay_out(claims, &points, records, &fields)?;
        self.check_ways(&fields, &words)?;
        let side = |cells: u32| (cells << ground.shift()) as i32 + 2 * MARGIN;
        Ok(BuiltPlace {
            claims,
            destinations: fields.len() as u32,
            bounds: (side(ground.columns()), side(ground.rows())),
            layout: Layout::new(&words, fields),
            words,
        })
    }

    fn lay_out(
        &self,
        claims: u32,
        points: &[u32],
        mut records: Vec<[u32; tables::DESTINATION_WORDS]>,
        fields: &[FieldPlan],
    ) -> Result<Vec<u32>, PlaceError> {
        let ground = &self.ground;
        let mut words = vec![0; tables::HEADER];
        for turn in 0..128_u32 {
            words[tables::UNIT + turn as usize] = pack(cosine(turn << 9), sine(turn << 9));
        }
        words[tables::CLAIMS] = claims;
        lay_out_ground(&mut words, 0, ground);
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
        self.lay_out_roles(&mut words);
        if let Some(fine) = &self.fine {
            lay_out_ground(&mut words, tables::FINE, fine);
        }
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
        // Fields are most of it all: each goes to its place as soon as it is made.
        words.reserve_exact(next - words.len());
        words.extend(records.iter().flatten());
        let first = words.len();
        words.resize(next, 0);
        fields::make_all(ground, fields, &mut words[first..]);
        Ok(words)
    }

    /// Two words a role. Without roles nothing is laid out.
    fn lay_out_roles(&self, words: &mut Vec<u32>) {
        if self.roles.is_empty() {
            return;
        }
        words[tables::ROLES] = words.len() as u32;
        words[tables::ROLE_COUNT] = self.roles.len() as u32;
        let role = |role: &Role| [role.ends, u32::from_le_bytes(role.weights)];
        words.extend(self.roles.iter().flat_map(role));
    }

    /// One word a district, then the lists.
    fn lay_out_districts(
        &self,
        words: &mut Vec<u32>,
        fields: &[FieldPlan],
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
                let covers = |field: &FieldPlan| {
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
}

/// A ground's bits, and its header from `header` on.
fn lay_out_ground(words: &mut Vec<u32>, header: usize, ground: &Ground) {
    words[header + tables::COLUMNS] = ground.columns();
    words[header + tables::ROWS] = ground.rows();
    words[header + tables::SHIFT] = ground.shift();
    words[header + tables::ORIGIN_X] = MARGIN as u32;
    words[header + tables::ORIGIN_Y] = MARGIN as u32;
    words[header + tables::STRIDE] = ground.stride();
    words[header + tables::GROUND] = words.len() as u32;
    words.extend(ground.words());
}
