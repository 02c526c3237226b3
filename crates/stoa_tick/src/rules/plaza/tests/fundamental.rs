//! Speed by density in one direction, against the fundamental diagram of U. Weidmann, "Transporttechnik der
//! Fussgänger" (1993): v = 1.34 m/s · (1 − exp(−1.913 (1/ρ − 1/5.4))), a fit to 25 studies; single studies, like
//! A. Seyfried et al., "The fundamental diagram of pedestrian movement revisited" (2005) and J. Zhang et al.,
//! "Transitions in pedestrian fundamental diagrams" (2011), lie up to a third around it at 1 to 3 per square metre.

use super::*;
use crate::{
    random::{draw, mix},
    rules::plaza::{
        sense::{self, ALONE, Me},
        walk::{self, Walker, Wish},
    },
};

/// A strip without ends, in 1/65536 m.
const LENGTH: i32 = 20 * METRE;
const WIDTH: i32 = 5 * METRE;

struct Body {
    x: i32,
    y: i32,
    walker: Walker,
    pace: i32,
}

/// The offset the short way round.
fn around(d: i32, whole: i32) -> i32 {
    (d + whole / 2).rem_euclid(whole) - whole / 2
}

fn gather(bodies: &[Body], i: usize) -> sense::Sums {
    let me = &bodies[i];
    let walker = me.walker;
    let eyes = Me::new(
        walker.vx,
        walker.vy,
        walker.heading,
        walker.stuck,
        mix(i as u32),
    );
    let mut sums = ALONE;
    for (j, other) in bodies.iter().enumerate() {
        let dx = around((other.x >> 6) - (me.x >> 6), LENGTH >> 6);
        let dy = around((other.y >> 6) - (me.y >> 6), WIDTH >> 6);
        if j != i && dx.abs() < 3_100 {
            sense::meet(
                &mut sums,
                &eyes,
                dx,
                dy,
                other.walker.vx,
                other.walker.vy,
                0,
            );
        }
    }
    sums
}

/// Mean speed along the strip in m/s. With `counter` every other one walks the other way.
fn speed(density: f64, counter: bool) -> f64 {
    let count = (density * 100.0).round() as u32;
    let mut bodies: Vec<Body> = Vec::new();
    for id in 0..count {
        let free = (0..).find_map(|attempt| {
            let x = (draw(5, id, attempt, 1) % LENGTH as u32) as i32;
            let y = (draw(5, id, attempt, 2) % WIDTH as u32) as i32;
            let room = 0.55 - f64::from(attempt) * 0.00002;
            let far = |b: &Body| {
                let (dx, dy) = (around(b.x - x, LENGTH), around(b.y - y, WIDTH));
                f64::from(dx).hypot(f64::from(dy)) / f64::from(METRE) > room
            };
            bodies.iter().all(far).then_some((x, y))
        });
        let (x, y) = free.unwrap();
        let heading = if counter && id % 2 == 1 { 32_768 } else { 0 };
        let walker = Walker {
            vx: 0,
            vy: 0,
            heading,
            stuck: 0,
        };
        bodies.push(Body {
            x,
            y,
            walker,
            pace: 2_415 + (draw(5, id, 0, 3) & 1_023) as i32,
        });
    }
    let (mut sum, mut samples) = (0.0, 0.0);
    for tick in 0..900_u32 {
        let sums: Vec<sense::Sums> = (0..bodies.len()).map(|i| gather(&bodies, i)).collect();
        for (i, (body, sums)) in bodies.iter_mut().zip(&sums).enumerate() {
            let way = if counter && i % 2 == 1 { -1 } else { 1 };
            let wish = Wish {
                ex: 1_024 * way,
                ey: 0,
                speed: body.pace,
            };
            walk::steer(
                &mut body.walker,
                &wish,
                sums,
                mix(i as u32 ^ mix(tick >> 6)),
            );
            let (px, py) = walk::press(sums, body.walker.stuck);
            body.x = (body.x + body.walker.vx + px).rem_euclid(LENGTH);
            body.y = (body.y + body.walker.vy + py).rem_euclid(WIDTH);
            if tick >= 300 {
                sum += f64::from(body.walker.vx * way) * 30.0 / f64::from(METRE);
                samples += 1.0;
            }
        }
    }
    sum / samples
}

#[test]
fn speeds_fall_with_density_as_measured() {
    for density in [0.1, 0.5, 1.0, 2.0, 3.0] {
        let measured = 1.34 * (1.0 - (-1.913_f64 * (1.0 / density - 1.0 / 5.4)).exp());
        let ours = speed(density, false);
        eprintln!("{density} per square metre: {ours:.3} m/s, Weidmann {measured:.3}");
        let range = if density < 0.9 { 0.9..1.1 } else { 0.67..1.33 };
        assert!(
            range.contains(&(ours / measured)),
            "{density} per square metre: {ours} m/s for {measured}"
        );
    }
}

#[test]
fn who_meet_in_a_street_pass_each_other() {
    let ours = speed(1.0, true);
    eprintln!("1 per square metre, both ways: {ours:.3} m/s");
    assert!(ours > 0.6, "{ours} m/s");
}
