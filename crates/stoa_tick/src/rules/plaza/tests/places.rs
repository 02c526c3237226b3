//! A plaza for minutes and a day.

use std::collections::HashMap;

use super::*;
use crate::rules::plaza::{
    town::{crowd, town},
    turn,
    words::{GROUP, PERSON, QUEUE, STAND, WALK},
};

#[test]
fn five_minutes_of_three_hundred() {
    let place = town(300, 0.08).unwrap();
    let mut watched = Watched::new(&place, Params::default(), crowd(&place, 300, 7), 7);
    let mut seen: HashMap<u32, usize> = HashMap::new();
    let mut sitting_most = 0;
    for t in 0..9_000 {
        watched.run(&[]);
        assert_eq!(
            watched.in_walls(),
            Vec::<u32>::new(),
            "in a wall in tick {t}"
        );
        let agents = watched.agents();
        let mut seats: HashMap<u32, u32> = HashMap::new();
        for (a, s) in &agents {
            *seen.entry(s.activity).or_default() += 1;
            if s.activity == SIT || s.activity == SIT_DOWN {
                let before = seats.insert(s.slot(), a.id);
                assert_eq!(before, None, "two on seat {} in tick {t}", s.slot());
            }
        }
        sitting_most = sitting_most.max(seats.len());
    }
    let share =
        |activity: u32| seen.get(&activity).copied().unwrap_or(0) as f64 / (9_000.0 * 300.0);
    eprintln!(
        "walk {:.2} stand {:.2} queue {:.2} group {:.2} sit {:.2} most sitting {sitting_most}",
        share(WALK),
        share(STAND),
        share(QUEUE),
        share(GROUP),
        share(SIT)
    );
    eprintln!(
        "arrived {} sat {} met {}",
        watched.count(turn::ARRIVED),
        watched.count(turn::SAT),
        watched.count(turn::MET)
    );
    assert_eq!(sitting_most, 16, "every seat is taken at some time");
    assert!(watched.count(turn::MET) > 50 && watched.count(turn::SAT) > 30);
    let _ = (PERSON, AWAY);
}
