//! Who of the crowd is near enough to a person to be an entity, and who is asked next where they are.
//!
//! The tick tells only of those whom it is asked about. Everybody is asked once, and again when they could have come
//! near since, at the speed of two who run toward each other: so the tick of a large crowd is asked about few at a time.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::*;
use stoa_tick::rules::{
    Command,
    plaza::{Order, Seen, words::AWAY},
};

use crate::pose::UNITS_PER_METRE;

use super::super::HOSTED;

/// Who comes nearer than this to a person becomes an entity while there is room, in metres.
const REACH_M: f32 = 26.0;
/// Where a crowd is dense, the reach shrinks to this at least.
const LEAST_REACH_M: f32 = 7.0;
/// And ceases to be one so much farther away, in metres.
const BORDER_M: f32 = 4.0;
/// So many are wished for at most, and there are never more than so many.
const MOST: usize = 200;
const LIMIT: usize = 300;
/// Faces are seen from here, in metres; and so much farther once they are.
const NEAR_M: f32 = 5.0;
const NEAR_BORDER_M: f32 = 1.0;
/// Two run toward each other, in metres a tick.
const CLOSING_M: f32 = 6.0 / 30.0;
/// Nobody is asked twice within so many ticks; whoever is away, after so many.
const PAUSE: u32 = 30;
const AWAY_PAUSE: u32 = 300;
/// So many are asked in a tick at most, of so many that are looked at.
const ASKED_A_TICK: usize = 128;
const LOOKED_AT: usize = 4_096;
/// A person who moves farther than this in a tick was carried away, in metres.
const CARRIED_M: f32 = 2.0;

/// What the tick was told last about one of the crowd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Told {
    #[default]
    Nothing,
    Watch,
    /// No longer: what it still tells is of the ticks before.
    Enough,
}

#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// The tick from which on it may be asked again.
    due: u32,
    told: Told,
}

/// What becomes of one of whom the tick has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// An entity; and whether a person is near enough to see its face.
    Near(bool),
    Far,
    /// Told already that it is enough.
    Known,
}

/// Who is an entity, and what the tick was asked. Numbers are those among the crowd, from 0.
#[derive(Debug, Default)]
pub(in super::super) struct Mirror {
    asked: Vec<Asked>,
    /// Whom to look at next.
    cursor: usize,
    present: BTreeMap<u32, Entity>,
    /// The tick is to tell no more of these.
    enough: BTreeSet<u32>,
    /// How much nearer than [`REACH_M`] one has to be, in metres.
    shrunk_m: f32,
    near: BTreeSet<u32>,
    people: Vec<(i32, i32)>,
    now: u32,
}

impl Mirror {
    /// Where people are now, in the tick's units, in the order of their ids. `number` is the tick that comes next.
    pub(in super::super) fn look_around(
        &mut self,
        people: Vec<(i32, i32)>,
        crowd: u32,
        number: u32,
    ) {
        self.now = number;
        self.asked.resize_with(crowd as usize, Asked::default);
        let same = self.people.len() == people.len();
        let mut pairs = self.people.iter().zip(&people);
        if !same || pairs.any(|(old, new)| metres(*old, *new) > CARRIED_M) {
            for asked in &mut self.asked {
                asked.due = asked.due.min(number);
            }
            self.cursor = 0;
        }
        self.people = people;
    }

    /// What to tell the tick, `room` orders at most, but to nobody who is `told` something else in this tick.
    pub(in super::super) fn orders(
        &mut self,
        room: usize,
        told: impl Fn(u32) -> bool,
    ) -> Vec<Command> {
        let order = |index: u32, watched: bool| Command {
            id: HOSTED + index,
            words: Order::Watch { watched }.words(),
        };
        let enough: Vec<u32> = self.enough.iter().copied().collect();
        let enough = enough.into_iter().filter(|index| !told(HOSTED + index));
        let mut orders: Vec<Command> = enough.take(room).map(|i| order(i, false)).collect();
        for command in &orders {
            self.enough.remove(&(command.id - HOSTED));
        }
        if self.people.is_empty() || self.asked.is_empty() {
            return orders;
        }
        let room = room.saturating_sub(orders.len()).min(ASKED_A_TICK);
        let mut left = room;
        for _ in 0..LOOKED_AT.min(self.asked.len()) {
            if left == 0 {
                break;
            }
            let index = self.cursor as u32;
            self.cursor = (self.cursor + 1) % self.asked.len();
            let known = self.present.contains_key(&index) || self.enough.contains(&index);
            let asked = &mut self.asked[index as usize];
            if asked.due > self.now || known || told(HOSTED + index) {
                continue;
            }
            *asked = Asked {
                due: self.now + AWAY_PAUSE,
                told: Told::Watch,
            };
            orders.push(order(index, true));
            left -= 1;
        }
        orders
    }

    /// It came in just now.
    pub(super) fn ask_soon(&mut self, index: u32) {
        if let Some(asked) = self.asked.get_mut(index as usize) {
            asked.due = asked.due.min(self.now);
        }
    }

    pub(super) fn entity(&self, index: u32) -> Option<Entity> {
        self.present.get(&index).copied()
    }

    /// It is an entity from now on.
    pub(super) fn put(&mut self, index: u32, entity: Entity) {
        self.present.insert(index, entity);
    }

    /// It is none any more.
    pub(super) fn take(&mut self, index: u32) -> Option<Entity> {
        self.near.remove(&index);
        self.present.remove(&index)
    }

    /// What becomes of one who is there. Whoever has a mind stays.
    pub(super) fn judge(&mut self, index: u32, place: &Seen, minded: bool) -> Verdict {
        let Some(asked) = self.asked.get_mut(index as usize) else {
            return Verdict::Known;
        };
        let is_one = self.present.contains_key(&index);
        if asked.told == Told::Enough && !is_one {
            return Verdict::Known;
        }
        let away = place.activity == AWAY;
        let here = (place.x, place.y);
        let distances = self.people.iter().map(|at| metres(*at, here));
        let distance = distances.fold(f32::INFINITY, f32::min);
        let reach = REACH_M - self.shrunk_m + if is_one { BORDER_M } else { 0.0 };
        let room = is_one || self.present.len() < LIMIT;
        if minded || (!away && distance <= reach && room) {
            asked.told = Told::Watch;
            return Verdict::Near(self.is_near(index, distance));
        }
        let pause = if away {
            AWAY_PAUSE
        } else {
            ((distance - REACH_M).max(0.0) / CLOSING_M).min(9_000.0) as u32
        };
        *asked = Asked {
            due: self.now + pause.max(PAUSE),
            told: Told::Enough,
        };
        self.enough.insert(index);
        Verdict::Far
    }

    fn is_near(&mut self, index: u32, distance: f32) -> bool {
        let was = self.near.contains(&index);
        let is = distance <= NEAR_M + if was { NEAR_BORDER_M } else { 0.0 };
        if is != was {
            if is {
                self.near.insert(index);
            } else {
                self.near.remove(&index);
            }
        }
        is
    }

    /// The nearest are kept where there are too many.
    pub(super) fn adapt(&mut self) {
        if !self.now.is_multiple_of(15) {
            return;
        }
        let count = self.present.len();
        if count > MOST {
            self.shrunk_m = (self.shrunk_m + 1.0).min(REACH_M - LEAST_REACH_M);
        } else if count < MOST * 3 / 4 {
            self.shrunk_m = (self.shrunk_m - 0.5).max(0.0);
        }
    }
}

fn metres(a: (i32, i32), b: (i32, i32)) -> f32 {
    let part = |a: i32, b: i32| a.wrapping_sub(b) as f32 / UNITS_PER_METRE;
    let (dx, dy) = (part(a.0, b.0), part(a.1, b.1));
    (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
mod tests {
    use stoa_tick::rules::plaza::words::WALK;

    use super::*;

    fn at(index: u32, metres: f32, activity: u32) -> Seen {
        Seen {
            id: HOSTED + index,
            x: (metres * UNITS_PER_METRE) as i32,
            y: 0,
            heading: 0,
            activity,
        }
    }

    fn mirror(crowd: u32) -> Mirror {
        let mut mirror = Mirror::default();
        mirror.look_around(vec![(0, 0)], crowd, 0);
        mirror
    }

    #[test]
    fn the_tick_would_be_asked_about_everybody_at_once_or_about_somebody_never() {
        let mut mirror = mirror(1_000);
        let mut asked = BTreeSet::new();
        for number in 0..8 {
            mirror.look_around(vec![(0, 0)], 1_000, number);
            let orders = mirror.orders(1_024, |_| false);
            assert!(orders.len() <= ASKED_A_TICK);
            for order in orders {
                assert!(asked.insert(order.id), "{} twice", order.id);
            }
        }
        assert_eq!(asked.len(), 1_000);
        // Whoever is 200 m away can't be here in ten seconds; whoever came in is asked at once.
        assert_eq!(mirror.judge(7, &at(7, 200.0, WALK), false), Verdict::Far);
        assert_eq!(mirror.judge(8, &at(8, 200.0, AWAY), false), Verdict::Far);
        let told = mirror.orders(1_024, |_| false);
        assert_eq!(told.len(), 2, "no more of these two");
        mirror.look_around(vec![(0, 0)], 1_000, 290);
        mirror.ask_soon(8);
        let orders = mirror.orders(1_024, |_| false);
        assert_eq!(
            orders.iter().map(|o| o.id).collect::<Vec<_>>(),
            [HOSTED + 8]
        );
        // A person who was carried away is among others.
        mirror.look_around(vec![(400 << 16, 0)], 1_000, 291);
        assert_eq!(mirror.orders(1_024, |_| false).len(), ASKED_A_TICK);
    }

    #[test]
    fn somebody_at_the_border_would_come_and_go_with_every_step() {
        let mut mirror = mirror(4);
        let near = |metres: f32| metres <= NEAR_M;
        for (metres, there) in [
            (27.0, false),
            (25.0, true),
            (28.0, true),
            (31.0, false),
            (28.0, false),
        ] {
            mirror.asked[1].told = Told::Watch;
            let verdict = mirror.judge(1, &at(1, metres, WALK), false);
            let expected = if there {
                Verdict::Near(near(metres))
            } else {
                Verdict::Far
            };
            assert_eq!(verdict, expected, "{metres} m");
            if there {
                mirror.put(1, Entity::PLACEHOLDER);
            } else {
                mirror.take(1);
            }
        }
        // Whoever talks stays.
        assert_eq!(
            mirror.judge(2, &at(2, 90.0, WALK), true),
            Verdict::Near(false)
        );
    }

    #[test]
    fn a_dense_crowd_would_all_become_entities() {
        let mut mirror = mirror(2_000);
        let mut most = 0;
        for number in 0..1_200 {
            mirror.look_around(vec![(0, 0)], 2_000, number);
            for index in 0..2_000 {
                let metres = index as f32 / 100.0;
                mirror.asked[index as usize].told = Told::Watch;
                match mirror.judge(index, &at(index, metres, WALK), false) {
                    Verdict::Near(_) => mirror.put(index, Entity::PLACEHOLDER),
                    _ => _ = mirror.take(index),
                }
            }
            most = most.max(mirror.present.len());
            mirror.adapt();
        }
        assert!(most <= LIMIT, "{most}");
        let there = mirror.present.len();
        assert!((MOST / 2..=LIMIT).contains(&there), "{there}");
    }
}
