//! Five minutes of a plaza.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::{
    math,
    rules::plaza::{
        tables,
        town::{crowd, town},
        turn::{MET, SAT},
        words::{GROUP, QUEUE, STAND},
    },
};

/// Checks a tick of everybody's doings: nobody in a wall, no seat and no place taken twice.
fn check(watched: &Watched, tick: u32) -> HashMap<u32, usize> {
    assert_eq!(
        watched.in_walls(),
        Vec::<u32>::new(),
        "in a wall in tick {tick}"
    );
    let mut doing: HashMap<u32, usize> = HashMap::new();
    let mut taken: HashMap<u32, u32> = HashMap::new();
    for (a, s) in watched.agents() {
        *doing.entry(s.activity).or_default() += 1;
        if matches!(s.activity, SIT | SIT_DOWN | QUEUE | GROUP) {
            let before = taken.insert(s.slot(), a.id);
            assert_eq!(before, None, "two in {} in tick {tick}", s.slot());
        }
    }
    doing
}

/// The groups of those who stand in one: destination and circle, with the members.
fn groups(watched: &Watched) -> Vec<Vec<(Agent, State)>> {
    let tables = Tables(&watched.words);
    let mut groups: HashMap<u32, Vec<(Agent, State)>> = HashMap::new();
    for (a, s) in watched.agents() {
        if s.activity == GROUP {
            let first = tables.word(tables.destination(s.destination()) + tables::FIRST_CLAIM);
            let circle = first + (s.slot() - first) / tables::GROUP_SLOTS * tables::GROUP_SLOTS;
            groups.entry(circle).or_default().push((a, s));
        }
    }
    groups.into_values().collect()
}

/// How far a member's heading is from the middle of the others, in degrees.
fn looks_away(member: &(Agent, State), group: &[(Agent, State)]) -> f64 {
    let others = group.iter().filter(|(a, _)| a.id != member.0.id);
    let (x, y) = others.fold((0, 0), |(x, y), (a, _)| {
        (x + (a.x - member.0.x) / 64, y + (a.y - member.0.y) / 64)
    });
    let off = math::angle(x, y).wrapping_sub(member.1.heading) as u16 as i16;
    f64::from(off).abs() * 360.0 / 65_536.0
}

fn is_settled(group: &[(Agent, State)]) -> bool {
    group.len() >= 2 && group.iter().all(|(a, s)| a.velocity == 0 && s.mark == 1)
}

fn ids(group: &[(Agent, State)]) -> Vec<u32> {
    let mut ids: Vec<u32> = group.iter().map(|(a, _)| a.id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn five_minutes_of_three_hundred() {
    let place = town(300, 0.08).unwrap();
    let mut watched = Watched::new(&place, Params::default(), crowd(&place, 300, 7), 7);
    let mut sat_on = HashSet::new();
    let mut sizes = [0; 6];
    let mut stood: Vec<Vec<u32>> = Vec::new();
    let (mut watched_groups, mut members, mut away) = (0, 0, 0);
    let mut all = HashMap::new();
    for tick in 0..9_000 {
        watched.run(&[]);
        let doing = check(&watched, tick);
        let sitting = watched
            .agents()
            .into_iter()
            .filter(|(_, s)| s.activity == SIT);
        sat_on.extend(sitting.map(|(_, s)| s.slot()));
        for (activity, count) in doing {
            *all.entry(activity).or_insert(0) += count;
        }
        for group in groups(&watched).iter().filter(|_| tick % 100 == 0) {
            sizes[group.len()] += 1;
        }
        if tick % 100 == 70 {
            stood = groups(&watched)
                .into_iter()
                .filter(|group| is_settled(group))
                .map(|g| ids(&g))
                .collect();
        }
        if tick % 100 == 0 {
            let same = groups(&watched)
                .into_iter()
                .filter(|g| is_settled(g) && stood.contains(&ids(g)));
            for group in same {
                watched_groups += 1;
                members += group.len();
                away += group
                    .iter()
                    .filter(|m| looks_away(m, &group) > 40.0)
                    .count();
            }
        }
    }
    eprintln!("of {members} who stood in {watched_groups} groups, {away} looked elsewhere");
    assert!(away * 50 < members, "{away} of {members}");
    assert!(watched_groups > 50, "{watched_groups}");
    let share =
        |activity: u32| f64::from(all.get(&activity).copied().unwrap_or(0) as u32) / 2_700_000.0;
    eprintln!(
        "walking {:.2}, looking {:.2}, in line {:.2}, in groups {:.2}, sitting {:.2}; groups by size {sizes:?}",
        share(0),
        share(STAND),
        share(QUEUE),
        share(GROUP),
        share(SIT),
    );
    assert_eq!(sat_on.len(), 16, "every seat is taken at some time");
    assert!(
        sizes[2..].iter().all(|count| *count > 10),
        "groups by size: {sizes:?}"
    );
    assert!(watched.count(MET) > 100 && watched.count(SAT) > 30);
    assert!(share(STAND) > 0.1 && share(QUEUE) > 0.01 && share(GROUP) > 0.05);
}
