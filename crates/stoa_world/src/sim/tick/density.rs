//! How many of the crowd are where, for the ear: by what the tick tells of those it is asked about (see `mirror`). Who is
//! an entity is left out. Nothing in the world depends on it.

use std::{collections::BTreeMap, ops::Bound::Included};

use bevy_ecs::prelude::*;
use stoa_tick::rules::plaza::{
    Seen,
    words::{AWAY, GET_UP, GROUP, QUEUE, SIT, SIT_DOWN, WALK},
};

use crate::{TICKS_PER_SECOND, pose::UNITS_PER_METRE};

/// Sides of a square are 2 to this in 1/65536 m: 4 m.
const SIDE_SHIFT: u32 = 18;
/// A pace is measured over so many ticks.
const MEASURED: std::ops::RangeInclusive<u32> = 3..=8;
/// The pace of one who is under way and was seen once, in metres a second.
const USUAL_M_S: f32 = 1.2;
/// Slower than this one stands.
const STANDS_M_S: f32 = 0.1;

/// What people of the crowd do, as far as one hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Walks,
    /// Stands with others: in a group, or in line.
    Gathers,
    Sits,
    Stands,
}

/// Those of the crowd who are not entities, by squares of 4 m.
#[derive(Resource, Debug, Default)]
pub struct CrowdDensity {
    known: Vec<Option<Known>>,
    squares: BTreeMap<(i32, i32), Gathering>,
}

/// Some who are together in one square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gathering {
    pub walking: u32,
    pub gathered: u32,
    pub sitting: u32,
    pub standing: u32,
    /// Sum of the walkers' paces, in centimetres a second.
    pace_cm_s: u32,
    /// Sums of x and z, in 1/65536 m.
    x: i64,
    z: i64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Known {
    at: (i32, i32),
    tick: u32,
    doing: Doing,
    pace_cm_s: u32,
}

impl Gathering {
    pub fn count(&self) -> u32 {
        self.walking + self.gathered + self.sitting + self.standing
    }

    /// Their middle: x and z in metres.
    pub fn middle(&self) -> [f32; 2] {
        let count = f64::from(self.count().max(1)) * f64::from(UNITS_PER_METRE);
        [self.x, self.z].map(|sum| (sum as f64 / count) as f32)
    }

    /// How fast those who walk go, in metres a second.
    pub fn pace_m_s(&self) -> f32 {
        self.pace_cm_s as f32 / self.walking.max(1) as f32 / 100.0
    }

    fn add(&mut self, one: &Known, sign: i32) {
        let count = match one.doing {
            Doing::Walks => &mut self.walking,
            Doing::Gathers => &mut self.gathered,
            Doing::Sits => &mut self.sitting,
            Doing::Stands => &mut self.standing,
        };
        *count = count.wrapping_add_signed(sign);
        let pace = one.pace_cm_s as i32 * sign;
        self.pace_cm_s = self.pace_cm_s.wrapping_add_signed(pace);
        self.x += i64::from(one.at.0) * i64::from(sign);
        self.z += i64::from(one.at.1) * i64::from(sign);
    }
}

impl CrowdDensity {
    /// One of the crowd (by number from 0) was seen in a tick: where, as a pose has it, and doing what.
    pub fn note(&mut self, index: u32, at: (i32, i32), doing: Doing, tick: u32) {
        let before = self.known.get(index as usize).copied().flatten();
        let since = before.map(|before| tick.wrapping_sub(before.tick));
        if since.is_some_and(|since| since < *MEASURED.start()) {
            return;
        }
        let pace_m_s = match (before, since) {
            _ if doing != Doing::Walks => 0.0,
            (Some(before), Some(since)) if MEASURED.contains(&since) => {
                metres(before.at, at) * TICKS_PER_SECOND as f32 / since as f32
            }
            (Some(before), _) if before.doing == Doing::Walks => before.pace_cm_s as f32 / 100.0,
            _ => USUAL_M_S,
        };
        let doing = if doing == Doing::Walks && pace_m_s < STANDS_M_S {
            Doing::Stands
        } else {
            doing
        };
        let now = Known {
            at,
            tick,
            doing,
            pace_cm_s: (pace_m_s.min(8.0) * 100.0).round() as u32,
        };
        self.forget(index);
        let index = index as usize;
        if self.known.len() <= index {
            self.known.resize(index + 1, None);
        }
        self.known[index] = Some(now);
        self.squares.entry(square(at)).or_default().add(&now, 1);
    }

    /// One of the crowd is an entity now, or away.
    pub fn forget(&mut self, index: u32) {
        let known = self.known.get_mut(index as usize);
        let Some(one) = known.and_then(Option::take) else {
            return;
        };
        let at = square(one.at);
        if let Some(there) = self.squares.get_mut(&at) {
            there.add(&one, -1);
            if there.count() == 0 {
                self.squares.remove(&at);
            }
        }
    }

    /// Those in squares that a circle about a point (x, z; metres) touches, without some of the crowd by number.
    pub fn around(&self, at: [f32; 2], reach_m: f32, without: &[u32]) -> Vec<Gathering> {
        let side_m = (1u32 << SIDE_SHIFT) as f32 / UNITS_PER_METRE;
        let [x, z] = at.map(|middle| {
            let to = |metres: f32| (metres / side_m).floor() as i32;
            (to(middle - reach_m), to(middle + reach_m))
        });
        let left_out = without.iter().filter_map(|index| {
            let one = self.known.get(*index as usize)?.as_ref()?;
            Some((square(one.at), one))
        });
        let left_out: Vec<_> = left_out.collect();
        let columns = (x.0..=x.1).flat_map(|column| {
            let rows = (Included((column, z.0)), Included((column, z.1)));
            self.squares.range(rows)
        });
        let heard = columns.map(|(at, there)| {
            let mut there = *there;
            for (_, one) in left_out.iter().filter(|(from, _)| from == at) {
                there.add(one, -1);
            }
            there
        });
        heard.filter(|there| there.count() > 0).collect()
    }
}

/// What one hears somebody do; `None` of those who are away.
pub(super) fn doing(place: &Seen) -> Option<Doing> {
    match place.activity {
        AWAY => None,
        WALK => Some(Doing::Walks),
        GROUP | QUEUE => Some(Doing::Gathers),
        SIT | SIT_DOWN | GET_UP => Some(Doing::Sits),
        _ => Some(Doing::Stands),
    }
}

fn square((x, z): (i32, i32)) -> (i32, i32) {
    (x >> SIDE_SHIFT, z >> SIDE_SHIFT)
}

fn metres(a: (i32, i32), b: (i32, i32)) -> f32 {
    let part = |a: i32, b: i32| a.wrapping_sub(b) as f32 / UNITS_PER_METRE;
    part(a.0, b.0).hypot(part(a.1, b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, z: f32) -> (i32, i32) {
        let units = |metres: f32| (metres * UNITS_PER_METRE) as i32;
        (units(x), units(z))
    }

    #[test]
    fn somebody_would_be_counted_twice_or_after_they_went() {
        let mut crowd = CrowdDensity::default();
        let all = |crowd: &CrowdDensity| {
            let there = crowd.around([0.0; 2], 200.0, &[]);
            there.iter().map(Gathering::count).sum::<u32>()
        };
        for index in 0..50 {
            let x = index as f32 - 25.0;
            crowd.note(index, at(x, -3.0), Doing::Gathers, 10);
        }
        assert_eq!(all(&crowd), 50);
        for index in 0..50 {
            crowd.note(index, at(90.0, index as f32), Doing::Sits, 40);
        }
        assert_eq!(all(&crowd), 50);
        assert!(crowd.around([-20.0, 0.0], 30.0, &[]).is_empty());
        // Who is left out is not there, and everybody else is where they are.
        let there = crowd.around([90.0, 0.0], 1.0, &[0, 1, 2, 70]);
        let middles: Vec<_> = there.iter().map(|g| (g.count(), g.middle())).collect();
        assert_eq!(middles, [(1, [90.0, 3.0])]);
        for index in 0..50 {
            crowd.forget(index);
            crowd.forget(index);
        }
        assert_eq!(all(&crowd), 0);
        assert_eq!(crowd.squares, BTreeMap::new());
    }

    #[test]
    fn a_pace_would_be_another_than_what_is_walked() {
        let mut crowd = CrowdDensity::default();
        let pace = |crowd: &CrowdDensity| crowd.around([0.0; 2], 9.0, &[])[0];
        crowd.note(3, at(1.0, 1.0), Doing::Walks, 100);
        assert_eq!(pace(&crowd).pace_m_s(), 1.2);
        // 0.2 m in four ticks: 1.5 m/s.
        crowd.note(3, at(1.2, 1.0), Doing::Walks, 104);
        assert!((pace(&crowd).pace_m_s() - 1.5).abs() < 0.011);
        // Long after, it is still what was measured; who stands in the throng does not tread.
        crowd.note(3, at(2.0, 2.0), Doing::Walks, 204);
        assert!((pace(&crowd).pace_m_s() - 1.5).abs() < 0.011);
        crowd.note(3, at(2.0, 2.0), Doing::Walks, 209);
        assert_eq!((pace(&crowd).walking, pace(&crowd).standing), (0, 1));
        assert_eq!(pace(&crowd).pace_m_s(), 0.0);
    }
}
