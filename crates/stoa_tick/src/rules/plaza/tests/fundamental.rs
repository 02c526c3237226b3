//! Speed and flow by density in one direction, through the whole tick, against the fundamental diagram of U. Weidmann,
//! "Transporttechnik der Fussgänger" (1993): v = 1.34 m/s · (1 − exp(−1.913 (1/ρ − 1/5.4))), a fit to 25 studies. Single
//! studies, like A. Seyfried et al., "The fundamental diagram of pedestrian movement revisited" (2005) and J. Zhang et
//! al., "Transitions in pedestrian fundamental diagrams of straight corridors and T-junctions" (2011), lie up to a third
//! around it at 1 to 3 per square metre. Its flow is greatest at 1.75 per square metre, with 1.22 persons a metre and
//! second; that of others from there on, with 1.2 to 1.8 (A. Seyfried et al., "Enhanced empirical data for the
//! fundamental diagram and the flow through bottlenecks", 2008).

use super::*;
use crate::random::draw;

/// Width of the corridor in metres, from wall to wall.
const WIDTH: f64 = 5.0;
/// Those who walk fill so much of it at first, in metres.
const FILLED: f64 = 80.0;
/// Where they are watched: between these metres.
const FROM: f64 = 40.0;
const TO: f64 = 55.0;
/// And when: between these ticks.
const SETTLED: u32 = 240;
const END: u32 = 720;

/// Bodies by chance in an even density: one after the other along the corridor, each where, of some spots across it, it is
/// farthest from those before.
fn stream(density: f64, seed: u32) -> Vec<Agent> {
    let count = (density * WIDTH * FILLED) as u32;
    let mut agents: Vec<Agent> = Vec::new();
    for id in 0..count {
        let part = |purpose: u32| f64::from(draw(seed, id, 0, purpose) % 1_024) / 1_024.0;
        let x = 1.0 + (f64::from(id) + part(0)) / (density * WIDTH);
        let unit = |v: f64| (v * f64::from(METRE)) as i32 + MARGIN;
        let spots = (1..=12).map(|i| 0.3 + part(i) * (WIDTH - 0.6));
        let spots = spots.map(|y| body(unit(x), unit(y), id, 0));
        let room = |spot: &Agent| {
            let before = agents.iter().rev().take(40);
            before.map(|other| metres(spot, other)).fold(9.0, f64::min)
        };
        agents.extend(spots.max_by(|a, b| room(a).total_cmp(&room(b))));
    }
    agents
}

/// What was measured, by the definitions of L. C. Edie (1963): time spent and way gone in an area.
#[derive(Clone, Copy, Debug)]
struct Flow {
    /// Per square metre.
    density: f64,
    /// In m/s.
    speed: f64,
}

impl Flow {
    /// In 1/(m s).
    fn flow(&self) -> f64 {
        self.density * self.speed
    }
}

/// In a corridor, all in one direction.
fn measure(density: f64, seed: u32) -> Flow {
    // Free for middles: a quarter metre less on both sides.
    let place = PlaceBuilder::new(Ground::open(4 * 160, 4 * WIDTH as u32, 14))
        .build()
        .unwrap();
    let agents = stream(density, seed);
    let goals: Vec<(u32, Order)> = agents
        .iter()
        .map(|a| {
            let (x, y) = (158 * METRE + MARGIN, a.y);
            (a.id, Order::GoTo { x, y })
        })
        .collect();
    let mut before: Vec<i32> = agents.iter().map(|a| a.x).collect();
    let mut watched = Watched::new(&place, Params::default(), agents, seed);
    for some in goals.chunks(1_000) {
        watched.run(some);
    }
    let inside = |a: &Agent| {
        let x = f64::from(a.x - MARGIN) / f64::from(METRE);
        (FROM..TO).contains(&x)
    };
    let (mut seconds, mut metres) = (0.0, 0.0);
    for tick in 0..END {
        watched.run(&[]);
        for a in watched.tick.agents() {
            if tick >= SETTLED && inside(a) {
                seconds += 1.0 / 30.0;
                metres += f64::from(a.x - before[a.id as usize]) / f64::from(METRE);
            }
            before[a.id as usize] = a.x;
        }
    }
    let area = WIDTH * (TO - FROM) * f64::from(END - SETTLED) / 30.0;
    Flow {
        density: seconds / area,
        speed: metres / seconds,
    }
}

fn weidmann(density: f64) -> f64 {
    1.34 * (1.0 - (-1.913_f64 * (1.0 / density - 1.0 / 5.4)).exp())
}

#[test]
fn speeds_and_flows_are_not_those_of_people() {
    let densities = [0.3, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0];
    let all = densities.map(|density| measure(density, 5));
    for found in &all {
        let Flow { density, speed } = *found;
        let published = weidmann(density);
        eprintln!(
            "{density:.2} per square metre: {speed:.3} m/s, {:.2} persons a metre and second; Weidmann {published:.3} and {:.2}",
            found.flow(),
            published * density,
        );
        // Where there is room, nearer to it than single studies are.
        let range = if density < 1.1 {
            0.85..1.15
        } else {
            0.75..1.25
        };
        assert!(
            range.contains(&(speed / published)),
            "{density} per square metre: {speed} m/s for {published}"
        );
    }
    assert!(
        all.windows(2).all(|pair| pair[1].speed < pair[0].speed),
        "speeds fall"
    );
    let greatest = all.iter().max_by(|a, b| a.flow().total_cmp(&b.flow()));
    let greatest = greatest.unwrap();
    assert!((1.2..2.5).contains(&greatest.density), "{greatest:?}");
    assert!((1.1..1.8).contains(&greatest.flow()), "{greatest:?}");
    // On both sides of it the flow is clearly less.
    let (first, last) = (all[0].flow(), all[9].flow());
    assert!(first < 0.5 * greatest.flow(), "{first}");
    assert!(last < 0.9 * greatest.flow(), "{last}");
}
