//! Two streams of five hundred, crossing at right angles in a square of 30 m.

use super::*;
use crate::random::draw;

/// The square lies from 40 m to 70 m in x and in y of the ground; each stream starts in a square of 30 m beside it.
const FROM: i32 = 40;
const TO: i32 = 70;
const STREAM: u32 = 500;

/// Both streams at random spots at least 0.6 m from each other, in 1/65536 m of the world.
fn streams(seed: u32, margin: i32) -> Vec<Agent> {
    let mut agents: Vec<Agent> = Vec::new();
    for id in 0..2 * STREAM {
        let eastward = id < STREAM;
        let spot = (0..).find_map(|attempt| {
            let part = |purpose: u32| {
                (draw(seed, id, attempt, purpose) % (28 * 1_024)) as i32 * 64 + METRE
            };
            let (along, across) = (part(1) + (FROM - 30) * METRE, part(2) + FROM * METRE);
            let (x, y) = if eastward {
                (along, across)
            } else {
                (across, along)
            };
            let agent = body(
                x + margin,
                y + margin,
                id,
                if eastward { 0 } else { 16_384 },
            );
            agents
                .iter()
                .all(|other| metres(other, &agent) > 0.6)
                .then_some(agent)
        });
        agents.push(spot.unwrap());
    }
    agents
}

/// How deep any two who touch penetrate each other, in metres.
fn depths(mut inside: Vec<Agent>, depths: &mut Vec<f64>) {
    inside.sort_by_key(|a| a.x);
    for (i, a) in inside.iter().enumerate() {
        let near = inside[i + 1..].iter().take_while(|b| b.x - a.x < METRE / 2);
        depths.extend(
            near.map(|b| 0.5 - metres(a, b))
                .filter(|depth| *depth > 0.0),
        );
    }
}

/// Lets two streams cross: after how many seconds all are out, if they are within 180, and how deep all that touched in
/// some tick penetrated each other then, in metres, sorted.
fn cross(seed: u32) -> (Option<f64>, Vec<f64>) {
    let place = open_place(110).build().unwrap();
    let mut watched = Watched::new(&place, Params::default(), streams(seed, MARGIN), seed);
    // Straight on to beyond the square.
    let goal = |agent: &Agent| {
        let far = 100 * METRE + MARGIN;
        if agent.id < STREAM {
            Order::GoTo { x: far, y: agent.y }
        } else {
            Order::GoTo { x: agent.x, y: far }
        }
    };
    let mut orders: Vec<(u32, Order)> = watched
        .tick
        .agents()
        .iter()
        .map(|a| (a.id, goal(a)))
        .collect();
    let mut out = vec![false; 2 * STREAM as usize];
    let mut penetration = Vec::new();
    let mut done_s = None;
    for tick in 0..180 * 30_u32 {
        watched.run(&orders);
        orders.clear();
        let inside: Vec<Agent> = watched
            .tick
            .agents()
            .iter()
            .filter(|a| !out[a.id as usize])
            .copied()
            .collect();
        for agent in &inside {
            let passed = if agent.id < STREAM { agent.x } else { agent.y };
            if passed > TO * METRE + MARGIN {
                out[agent.id as usize] = true;
                // Out of the way, each to its own spot.
                let (column, row) = ((agent.id % 100) as i32, (agent.id / 100) as i32);
                let (x, y) = (2 * METRE + column * METRE, 2 * METRE + row * METRE / 2);
                orders.push((
                    agent.id,
                    Order::Place {
                        x: x + MARGIN,
                        y: y + MARGIN,
                        heading: 0,
                    },
                ));
            }
        }
        if out.iter().all(|out| *out) {
            done_s = Some(f64::from(tick) / 30.0);
            break;
        }
        depths(inside, &mut penetration);
    }
    penetration.sort_by(f64::total_cmp);
    (done_s, penetration)
}

#[test]
fn two_streams_cross() {
    for seed in [3, 17, 2_026] {
        let (done_s, penetration) = cross(seed);
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(|q| quantile(&penetration, q));
        eprintln!(
            "seed {seed}: out after {done_s:?} s; of {} touching pairs in all ticks the median penetrates {p50:.3} m, the 99th percentile {p99:.3} m, the deepest {most:.3} m",
            penetration.len()
        );
        assert!(done_s.is_some(), "seed {seed}: some are still inside");
        assert!(penetration.len() > 1_000, "they do not even meet");
        assert!(p99 < 0.05, "of all pairs that touch at all: {p99} m");
    }
}
