//! Flockers' sums as a loop without branches, for compilers to turn into whatever vectors the target always has.
//!
//! As in `simd.rs` the agent itself is summed too, and taken off again.

use crate::neighbours::View;
use crate::rules::unpack;

use super::{Sums, weight};

/// The sums of `Rules::gather` for flockers.
#[inline(always)]
pub(super) fn gather(square: u32, view: &View) -> Sums {
    let near = view.near;
    let here = near.place[view.me as usize];
    let (x, y) = (here as i16, (here >> 16) as i16);
    let mut count = 0;
    let [
        mut way_x,
        mut way_y,
        mut speed_x,
        mut speed_y,
        mut push_x,
        mut push_y,
    ] = [0; 6];
    for run in view.ranges() {
        for (place, velocity) in near.place[run.clone()].iter().zip(&near.velocity[run]) {
            let dx = i32::from((*place as i16).wrapping_sub(x));
            let dy = i32::from(((*place >> 16) as i16).wrapping_sub(y));
            let distance = (dx * dx + dy * dy) as u32;
            let inside = -i32::from(distance <= square);
            let (dx, dy) = (dx & inside, dy & inside);
            let (vx, vy) = unpack(*velocity & inside as u32);
            let weight = weight(distance);
            count -= inside;
            way_x += dx;
            way_y += dy;
            speed_x += vx;
            speed_y += vy;
            push_x += (weight * dx) >> 6;
            push_y += (weight * dy) >> 6;
        }
    }
    let own = unpack(near.velocity[view.me as usize]);
    Sums {
        count: count - 1,
        way: [way_x, way_y],
        velocity: [speed_x - own.0, speed_y - own.1],
        push: [push_x, push_y],
    }
}
