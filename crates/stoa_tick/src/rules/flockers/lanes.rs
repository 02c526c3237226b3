//! Flockers' moves for many agents at once: one array a word, and a loop that compilers turn into vectors.

use crate::math::divide;
use crate::rules::{Agent, Context};

use super::{Sums, fly};

/// Agents in one go.
const LANES: usize = 64;

/// The same as `finish` for each.
#[inline(always)]
pub(super) fn finish(context: &Context, agents: &mut [Agent], sums: &[Sums]) {
    for (agents, sums) in agents.chunks_mut(LANES).zip(sums.chunks(LANES)) {
        finish_lanes(context, agents, sums);
    }
}

#[inline(always)]
fn finish_lanes(context: &Context, agents: &mut [Agent], sums: &[Sums]) {
    let [mut x, mut y, mut velocity, mut count] = [[0_i32; LANES]; 4];
    let [
        mut way_x,
        mut way_y,
        mut speed_x,
        mut speed_y,
        mut push_x,
        mut push_y,
    ] = [[0_i32; LANES]; 6];
    let mut id = [0_u32; LANES];
    for (i, (me, sums)) in agents.iter().zip(sums).enumerate().take(LANES) {
        (x[i], y[i], velocity[i], id[i]) = (me.x, me.y, me.velocity as i32, me.id);
        count[i] = sums.count;
        [way_x[i], way_y[i]] = sums.way;
        [speed_x[i], speed_y[i]] = sums.velocity;
        [push_x[i], push_y[i]] = sums.push;
    }
    for i in 0..LANES {
        let sums = Sums {
            count: count[i],
            way: [way_x[i], way_y[i]],
            velocity: [speed_x[i], speed_y[i]],
            push: [push_x[i], push_y[i]],
        };
        let seen = [x[i], y[i], velocity[i]];
        [x[i], y[i], velocity[i]] = fly(context, seen, id[i], &sums, divide);
    }
    for (i, me) in agents.iter_mut().enumerate().take(LANES) {
        (me.x, me.y, me.velocity) = (x[i], y[i], velocity[i] as u32);
    }
}
