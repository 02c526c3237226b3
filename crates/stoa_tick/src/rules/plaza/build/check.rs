//! What a builder refuses.

use super::{
    Destination, MARGIN, MAX_CHOICES, MAX_CLAIMS, MAX_POINTS, MAX_ROLES, MAX_WORDS, PlaceBuilder,
};
use crate::rules::plaza::{
    flow::FieldPlan,
    ground::MAX_SIDE,
    tables::{Tables, Use},
    words::NOWHERE,
};

/// Most that a need grows, in quarters of what habit says.
const MOST_WEIGHT: u8 = 16;

/// Why a place cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    #[error("the ground has {0} × {1} cells; it needs 3 to {MAX_SIDE} each way")]
    Size(u32, u32),
    #[error("cells of 2^{0}/65536 m; between 2^13 (an eighth metre) and 2^18 (4 m) are possible")]
    Shift(u32),
    #[error(
        "the fine ground, {0} × {1} cells of 2^{2}/65536 m, is not the ground with narrower cells"
    )]
    Fine(u32, u32, u32),
    #[error("{0} destinations; at most {max} are possible", max = NOWHERE - 1)]
    Destinations(usize),
    #[error("{0} roles; at most {MAX_ROLES} are possible")]
    Roles(usize),
    #[error("role {0}: {1}")]
    Role(usize, &'static str),
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

impl PlaceBuilder {
    pub(super) fn check(&self) -> Result<(), PlaceError> {
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
        if let Some(fine) = &self.fine {
            let size = (fine.columns(), fine.rows());
            let finer = (13..=self.ground.shift()).contains(&fine.shift());
            let doublings = self.ground.shift().saturating_sub(fine.shift());
            let coarse = |cells: u32| cells.div_ceil(1 << doublings);
            if !finer || (coarse(size.0), coarse(size.1)) != (columns, rows) {
                return Err(PlaceError::Fine(size.0, size.1, fine.shift()));
            }
        }
        let count = self.destinations.len();
        if count >= NOWHERE as usize {
            return Err(PlaceError::Destinations(count));
        }
        for (number, destination) in self.destinations.iter().enumerate() {
            if let Some(what) = self.fault(destination) {
                return Err(PlaceError::Destination(number, what));
            }
        }
        self.check_roles()
    }

    fn check_roles(&self) -> Result<(), PlaceError> {
        if self.roles.len() > MAX_ROLES {
            return Err(PlaceError::Roles(self.roles.len()));
        }
        let mut least = 0;
        for (number, role) in self.roles.iter().enumerate() {
            if role.ends <= least {
                return Err(PlaceError::Role(number, "no id is left for it"));
            }
            if role.weights.iter().any(|weight| *weight > MOST_WEIGHT) {
                return Err(PlaceError::Role(number, "a weight is above 16"));
            }
            least = role.ends;
        }
        Ok(())
    }

    pub(super) fn fault(&self, destination: &Destination) -> Option<&'static str> {
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
                // What a timer holds is not much more.
                destination.dwell.0.saturating_add(destination.dwell.1) > 2_000,
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
    pub(super) fn check_ways(&self, fields: &[FieldPlan], words: &[u32]) -> Result<(), PlaceError> {
        let tables = Tables(words);
        let numbered = (0_u32..).zip(&self.destinations);
        let entrances = numbered.filter(|(_, one)| one.purpose == Use::Entrance);
        let ways_out: Vec<u32> = entrances.map(|(number, _)| number).collect();
        for (number, field) in fields.iter().enumerate() {
            let leads = |&(column, row): &(u32, u32)| {
                ways_out
                    .iter()
                    .any(|entrance| tables.leads(*entrance, column, row))
            };
            if !ways_out.is_empty() && !field.seeds.iter().any(leads) {
                return Err(PlaceError::Unreachable(number));
            }
        }
        Ok(())
    }
}
