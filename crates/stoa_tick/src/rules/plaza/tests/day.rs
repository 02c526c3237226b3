//! Coming in the morning, leaving at dusk.

use std::collections::HashMap;

use super::*;
use crate::rules::plaza::{
    town::{crowd, town},
    turn::{CAME, LEFT},
    words::{CROWD, NAMED},
};

#[test]
fn morning_fills_and_dusk_empties() {
    let place = town(300, 0.08).unwrap();
    // Three minutes of the day in a second; dawn soon after the start, and a short day.
    let params = Params {
        start_minute: 470,
        rate: 180,
        dawn: 480,
        dusk: 780,
        spread: 60,
        ..Params::default()
    };
    let mut agents = crowd(&place, 300, 5);
    for agent in &mut agents {
        let mut state = State::of(agent);
        state.activity = AWAY;
        state.store(agent);
    }
    let mut watched = Watched::new(&place, params, agents, 5);
    let here = |watched: &Watched| {
        watched
            .agents()
            .iter()
            .filter(|(_, s)| s.activity != AWAY)
            .count()
    };
    let at = |watched: &mut Watched, minute: u32| {
        while watched.tick.ticks() < (minute - 470) * 10 {
            watched.run(&[]);
        }
        here(watched)
    };
    assert_eq!(at(&mut watched, 480), 0);
    let first = at(&mut watched, 510);
    assert!(
        (20..280).contains(&first),
        "{first} came in the first half hour"
    );
    assert_eq!(at(&mut watched, 720), 300, "all are here");
    assert_eq!(at(&mut watched, 779), 300, "all stay until dusk");
    assert_eq!(at(&mut watched, 1_000), 0, "all have left");
    assert_eq!((watched.count(CAME), watched.count(LEFT)), (300, 300));
    assert_eq!(watched.in_walls(), Vec::<u32>::new());
}

#[test]
fn those_who_come_at_once_part_at_once() {
    let place = town(300, 0.08).unwrap();
    let mut agents = crowd(&place, 300, 6);
    for agent in &mut agents {
        let mut state = State::of(agent);
        state.activity = AWAY;
        state.store(agent);
    }
    let mut watched = Watched::new(&place, Params::default(), agents, 6);
    // Somebody may pass where another appears: they must part within a second.
    let mut deep: HashMap<(u32, u32), u32> = HashMap::new();
    let mut longest = 0;
    for _ in 0..2_400 {
        watched.run(&[]);
        let here = watched.agents();
        let here: Vec<&Agent> = here
            .iter()
            .filter(|(_, s)| s.activity != AWAY)
            .map(|(a, _)| a)
            .collect();
        let mut now = HashMap::new();
        for (i, a) in here.iter().enumerate() {
            for b in here[..i].iter().filter(|b| metres(a, b) < 0.4) {
                let pair = (a.id.min(b.id), a.id.max(b.id));
                let ticks = deep.get(&pair).copied().unwrap_or(0) + 1;
                longest = longest.max(ticks);
                now.insert(pair, ticks);
            }
        }
        deep = now;
    }
    eprintln!("for {longest} ticks at most somebody stood in another");
    assert!(longest < 30, "{longest} ticks");
}

#[test]
fn the_named_and_those_told_to_stay_away_come_only_when_called() {
    let place = town(300, 0.08).unwrap();
    let mut agents = crowd(&place, 4, 6);
    for agent in &mut agents {
        let mut state = State::of(agent);
        state.activity = AWAY;
        state.kind = if agent.id < 2 { NAMED } else { CROWD };
        state.store(agent);
    }
    let mut watched = Watched::new(&place, Params::default(), agents, 6);
    let look = Order::Visit { destination: 0 };
    watched.run(&[(1, look), (2, Order::Stay)]);
    for _ in 0..600 {
        watched.run(&[]);
    }
    let away = |id: u32| watched.agent(id).1.activity == AWAY;
    assert_eq!([0, 1, 2, 3].map(away), [true, false, true, false]);
    assert_eq!(watched.agent(1).1.destination(), 0);
}
