//! What an inhabitant does next when nobody asks anything of them.
//!
//! Three needs grow with time: rest, company and curiosity. The daily round draws to its place, curiosity to places not
//! seen lately, company to somebody near and free. Choices are reproducible: they depend on the seed, the id, the tick
//! and what is there, in whole numbers only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    persona::{Pastime, Round},
    words::roll,
};

/// One simulated second.
const SECOND: u64 = 30;
/// A stay lasts at least this long.
pub const STAY_MIN_TICKS: u64 = 40 * SECOND;
/// A stay lasts at most this long.
pub const STAY_MAX_TICKS: u64 = 150 * SECOND;
/// After a talk the same two leave each other alone for this long.
pub const PAIR_COOLDOWN_TICKS: u64 = 240 * SECOND;
/// After a talk with anybody one wants to be alone for this long.
const ALONE_TICKS: u64 = 45 * SECOND;
/// Nobody walks farther than this for company.
const COMPANY_RANGE_M: f32 = 45.0;
/// A need that is full.
const FULL: i32 = 1_000;

/// What somebody can choose from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanView<'a> {
    /// The world's seed.
    pub seed: u64,
    /// My stable id.
    pub me: u32,
    /// 1/30 s.
    pub now_tick: u64,
    /// The slot of my daily round.
    pub round: Option<&'a Round>,
    /// The id of the place I am at.
    pub at: Option<&'a str>,
    pub places: Vec<PlaceOption>,
    /// People in reach, the unfree among them left out by their flag.
    pub people: Vec<PersonOption>,
    /// What I could talk about.
    pub topics: Vec<String>,
}

/// A place one could go to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlaceOption {
    pub id: String,
    pub kind: String,
    pub seats_free: u32,
    /// Walking distance.
    pub distance_m: f32,
}

/// Somebody one could approach.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonOption {
    pub id: u32,
    /// How I stand to them, -100 to 100.
    pub warmth: i8,
    pub distance_m: f32,
    /// Neither talking nor walking with a purpose.
    pub free: bool,
    /// When our last talk ended.
    pub last_talk_tick: Option<u64>,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Walk to a place and stay there.
    GoTo {
        place: String,
        stay_ticks: u64,
        sit: bool,
    },
    /// Walk up to somebody and begin a talk.
    Approach { who: u32, topic: Option<String> },
    /// Walk about for a while: there is nowhere to go.
    Wander { stay_ticks: u64 },
}

/// The needs and habits of one inhabitant.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Planner {
    /// 0 (content) to 1,000.
    pub rest: i32,
    pub company: i32,
    pub curiosity: i32,
    /// The tick up to which the needs have grown.
    since_tick: Option<u64>,
    /// Places chosen lately, the last one last.
    recent: Vec<String>,
    /// When I last walked up to whom.
    approached: BTreeMap<u32, u64>,
    /// When my last talk ended.
    last_talk_tick: Option<u64>,
    /// Choices made.
    turns: u32,
}

impl Planner {
    /// Chooses what to do next. Call it when a stay or talk is over or has failed.
    pub fn next(&mut self, view: &PlanView) -> Activity {
        self.grow(view);
        self.turns = self.turns.saturating_add(1);
        if let Some(who) = self.company_in(view) {
            self.approached.insert(who, view.now_tick);
            self.company = FULL / 4;
            let n = view.topics.len() as u64;
            let topic = (n > 0)
                .then(|| self.roll(view, "topic") % n)
                .and_then(|i| view.topics.get(i as usize))
                .cloned();
            return Activity::Approach { who, topic };
        }
        let stay_ticks =
            STAY_MIN_TICKS + self.roll(view, "stay") % (STAY_MAX_TICKS - STAY_MIN_TICKS + 1);
        let Some(place) = self.place_in(view) else {
            return Activity::Wander { stay_ticks };
        };
        let sit = place.seats_free > 0 && self.sits(view, place);
        if sit {
            self.rest = 0;
        }
        self.curiosity = 0;
        self.recent.retain(|p| *p != place.id);
        self.recent.push(place.id.clone());
        if self.recent.len() > 8 {
            self.recent.remove(0);
        }
        Activity::GoTo {
            place: place.id.clone(),
            stay_ticks,
            sit,
        }
    }

    /// A talk ended: company is stilled for a while.
    pub fn talked(&mut self, tick: u64) {
        self.company = 0;
        self.last_talk_tick = Some(tick);
    }

    fn grow(&mut self, view: &PlanView) {
        let since = self.since_tick.replace(view.now_tick).unwrap_or_else(|| {
            // Nobody begins the day like anybody else.
            let start = |what| i32::try_from(self.roll(view, what) % 700).unwrap_or(0);
            (self.rest, self.company, self.curiosity) =
                (start("rest"), start("company"), start("curiosity"));
            view.now_tick
        });
        let seconds = i32::try_from(view.now_tick.saturating_sub(since) / SECOND)
            .unwrap_or(FULL)
            .min(FULL);
        let after = |need: i32, a_second: i32| {
            need.saturating_add(seconds.saturating_mul(a_second))
                .min(FULL)
        };
        (self.rest, self.company, self.curiosity) = (
            after(self.rest, 4),
            after(self.company, 6),
            after(self.curiosity, 5),
        );
    }

    /// Somebody worth walking up to, if company is wanted.
    fn company_in(&self, view: &PlanView) -> Option<u32> {
        let now = view.now_tick;
        let cooling =
            |then: Option<&u64>, ticks| then.is_some_and(|t| now.saturating_sub(*t) < ticks);
        if cooling(self.last_talk_tick.as_ref(), ALONE_TICKS) {
            return None;
        }
        let chatty = view.round.is_some_and(|r| r.activity == Pastime::Chat);
        let wanted = self.company + if chatty { 250 } else { 0 };
        view.people
            .iter()
            .filter(|p| {
                p.free && p.id != view.me && p.distance_m <= COMPANY_RANGE_M && p.warmth > -60
            })
            .filter(|p| !cooling(p.last_talk_tick.as_ref(), PAIR_COOLDOWN_TICKS))
            .filter(|p| !cooling(self.approached.get(&p.id), PAIR_COOLDOWN_TICKS / 2))
            .map(|p| {
                // Somebody I have not talked with draws a little more: acquaintances spread.
                let new = if p.last_talk_tick.is_none() { 120 } else { 0 };
                let jitter = (roll(view.seed, view.me, now ^ (u64::from(p.id) << 32), "person")
                    % 200) as i32;
                (
                    wanted + i32::from(p.warmth) * 2 + new + jitter - decimetres(p.distance_m),
                    p.id,
                )
            })
            .filter(|(score, _)| *score >= 450)
            .max_by_key(|(score, id)| (*score, std::cmp::Reverse(*id)))
            .map(|(_, id)| id)
    }

    fn place_in<'v>(&self, view: &'v PlanView) -> Option<&'v PlaceOption> {
        let worth = |p: &PlaceOption| {
            let age = self.recent.iter().rev().position(|r| *r == p.id);
            let seen = match age {
                None => 0,
                Some(n) => 900 - 130 * i32::try_from(n).unwrap_or(6).min(6),
            };
            let due = view.round.is_some_and(|r| r.place == p.id) && age.is_none_or(|n| n >= 3);
            let seat = if p.seats_free > 0 { self.rest / 3 } else { 0 };
            let jitter = (roll(view.seed, view.me, view.now_tick, &p.id) % 320) as i32;
            500 + if due { 400 } else { 0 } + self.curiosity / 5 + seat + jitter
                - seen
                - decimetres(p.distance_m) / 2
        };
        view.places
            .iter()
            .filter(|p| view.at != Some(p.id.as_str()))
            .max_by_key(|p| (worth(p), std::cmp::Reverse(&p.id)))
            .or_else(|| view.places.first())
    }

    fn sits(&self, view: &PlanView, place: &PlaceOption) -> bool {
        let due = view.round.is_some_and(|r| {
            r.place == place.id && matches!(r.activity, Pastime::Sit | Pastime::Rest)
        });
        due || self.rest >= 350 || self.roll(view, "sit") % 100 < 40
    }

    fn roll(&self, view: &PlanView, what: &str) -> u64 {
        roll(
            view.seed,
            view.me,
            view.now_tick ^ (u64::from(self.turns) << 40),
            what,
        )
    }
}

/// Whole decimetres; 0 for what is no distance.
fn decimetres(m: f32) -> i32 {
    (m.clamp(0.0, 10_000.0) * 10.0) as i32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places() -> Vec<PlaceOption> {
        [
            "fountain",
            "garden",
            "portico",
            "steps",
            "olive_tree",
            "market",
            "gate",
            "well",
        ]
        .iter()
        .enumerate()
        .map(|(i, id)| PlaceOption {
            id: (*id).into(),
            kind: "spot".into(),
            seats_free: (i % 2) as u32,
            distance_m: 5.0 + 4.0 * i as f32,
        })
        .collect()
    }

    /// Lives 20 simulated minutes with everybody always free, each walk taking 12 s and each talk 40 s.
    fn live(me: u32, seed: u64, round: Option<&Round>) -> (Vec<Activity>, Planner) {
        let mut planner = Planner::default();
        let mut talks: BTreeMap<u32, u64> = BTreeMap::new();
        let (mut tick, mut at, mut did) = (0, None::<String>, Vec::new());
        while tick < 36_000 {
            let view = PlanView {
                seed,
                me,
                now_tick: tick,
                round,
                at: at.as_deref(),
                places: places(),
                people: (1..=12)
                    .filter(|i| *i != me)
                    .map(|id| PersonOption {
                        id,
                        warmth: (id as i8) * 5 - 30,
                        distance_m: (id * 3) as f32,
                        free: true,
                        last_talk_tick: talks.get(&id).copied(),
                    })
                    .collect(),
                topics: vec!["bread".into()],
            };
            let activity = planner.next(&view);
            tick += 12 * SECOND;
            match &activity {
                Activity::GoTo {
                    place, stay_ticks, ..
                } => {
                    at = Some(place.clone());
                    tick += stay_ticks;
                }
                Activity::Approach { who, .. } => {
                    tick += 40 * SECOND;
                    talks.insert(*who, tick);
                    planner.talked(tick);
                }
                Activity::Wander { stay_ticks } => tick += stay_ticks,
            }
            did.push(activity);
        }
        (did, planner)
    }

    #[test]
    fn a_day_is_dull_or_cannot_be_repeated() {
        let round = Round {
            from_minute: 0,
            place: "market".into(),
            activity: Pastime::Work,
            says: String::new(),
            spot: Default::default(),
        };
        for me in 1..=12 {
            for round in [None, Some(&round)] {
                let (did, _) = live(me, 7, round);
                let goes: Vec<(&String, u64, bool)> = did
                    .iter()
                    .filter_map(|a| match a {
                        Activity::GoTo {
                            place,
                            stay_ticks,
                            sit,
                        } => Some((place, *stay_ticks, *sit)),
                        _ => None,
                    })
                    .collect();
                let different: BTreeSet<&String> = goes.iter().map(|g| g.0).collect();
                assert!(different.len() >= 4, "{me}: {goes:?}");
                assert!(goes.iter().any(|g| g.2), "{me} never sits");
                assert!(
                    goes.iter()
                        .all(|g| (STAY_MIN_TICKS..=STAY_MAX_TICKS).contains(&g.1))
                );
                assert!(
                    goes.windows(2).all(|w| w[0].0 != w[1].0),
                    "{me} goes where they are"
                );
                let whom: Vec<u32> = did
                    .iter()
                    .filter_map(|a| match a {
                        Activity::Approach { who, .. } => Some(*who),
                        _ => None,
                    })
                    .collect();
                let others: BTreeSet<&u32> = whom.iter().collect();
                assert!(
                    whom.len() >= 3 && others.len() >= 2,
                    "{me} keeps alone: {whom:?}"
                );
                assert!(!whom.contains(&me));
                if round.is_some() {
                    assert!(
                        different.contains(&"market".to_owned()),
                        "{me} shirks the daily round"
                    );
                }
                assert_eq!(did, live(me, 7, round).0);
            }
        }
        assert_ne!(
            live(1, 7, None).0,
            live(1, 8, None).0,
            "the seed decides nothing"
        );
        assert_ne!(
            live(1, 7, None).0,
            live(2, 7, None).0,
            "everybody does the same"
        );
    }

    #[test]
    fn an_empty_world_or_a_crowd_of_busy_people_stops_the_planner() {
        let mut planner = Planner::default();
        let view = PlanView {
            now_tick: 9,
            ..PlanView::default()
        };
        assert!(matches!(planner.next(&view), Activity::Wander { .. }));
        let busy = PersonOption {
            id: 2,
            free: false,
            ..PersonOption::default()
        };
        let enemy = PersonOption {
            id: 3,
            free: true,
            warmth: -90,
            ..PersonOption::default()
        };
        planner.company = FULL;
        let view = PlanView {
            now_tick: 90,
            people: vec![busy, enemy],
            places: places(),
            ..PlanView::default()
        };
        assert!(matches!(planner.next(&view), Activity::GoTo { .. }));
        let odd = PlaceOption {
            id: "x".into(),
            distance_m: f32::NAN,
            ..PlaceOption::default()
        };
        let view = PlanView {
            now_tick: u64::MAX,
            places: vec![odd],
            ..PlanView::default()
        };
        assert!(matches!(planner.next(&view), Activity::GoTo { .. }));
    }

    #[test]
    fn a_saved_planner_goes_another_way() {
        let (_, planner) = live(3, 7, None);
        let json = serde_json::to_string(&planner).expect("plain data");
        let mut back: Planner = serde_json::from_str(&json).expect("as written");
        let mut planner = planner;
        let view = PlanView {
            me: 3,
            seed: 7,
            now_tick: 40_000,
            places: places(),
            ..PlanView::default()
        };
        assert_eq!(back.next(&view), planner.next(&view));
    }
}
