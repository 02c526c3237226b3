//! Where those come from who come.

use std::collections::HashMap;

use super::*;
use crate::rules::plaza::{bodies::people, turn::CAME};

#[test]
fn somebody_comes_from_elsewhere_than_the_entrance() {
    // The only way in, at metres; the same world with it elsewhere.
    for (x, y) in [(5, 30), (52, 8)] {
        let mut builder = PlaceBuilder::new(Ground::open(240, 240, 14));
        builder.add(destination(Use::Look, 30, 30, 14, Vec::new()));
        let spots = [-8, 0, 8].map(|d| point(10 * x, 10 * y + d, 0)).to_vec();
        let entrance = builder.add(destination(Use::Entrance, x, y, 3, spots));
        let place = builder.build().unwrap();
        // Three minutes of the day in a second; all come within the 20 s from 8:00 on.
        let params = Params {
            start_minute: 475,
            rate: 180,
            dawn: 480,
            dusk: 1_000,
            spread: 60,
            ..Params::default()
        };
        let agents = people(&place, &params, 0..120, 12);
        assert!(agents.iter().all(|a| State::of(a).activity == AWAY));
        let mut watched = Watched::new(&place, params, agents, 12);
        let mut here = [false; 120];
        let mut farthest: f64 = 0.0;
        let door = body(world(x, y).0, world(x, y).1, 0, 0);
        for _ in 0..1_500 {
            watched.run(&[]);
            for (a, s) in watched.agents() {
                let come = s.activity != AWAY;
                if come && !here[a.id as usize] {
                    farthest = farthest.max(metres(&a, &door));
                }
                here[a.id as usize] = come;
            }
        }
        let came: HashMap<u32, u32> = watched
            .events
            .iter()
            .filter(|(_, event)| event.kind == CAME)
            .map(|(_, event)| (event.id, event.argument))
            .collect();
        eprintln!(
            "{} came, at most {farthest:.2} m from the entrance",
            came.len()
        );
        assert_eq!(came.len(), 120);
        assert!(came.values().all(|by| *by == entrance));
        assert!(farthest < 4.0, "{farthest} m");
    }
}
