//! krABMaga's flockers at its best, for `cargo xtask bench peers`: larger cells than the half metre of its test model,
//! and nothing else changed. Prints one JSON object.
//!
//! Its search goes `floor(radius / cell)` cells far and skips cells with all corners out of reach, so with cells of
//! radius/1.5 it misses a tenth of the neighbours; with whole parts of the radius only slivers, below one in a hundred.
//!
//! Usage: peer_krabmaga AGENTS WARM_UP TICKS CELLS [DENSITY RADIUS], with cells of RADIUS/CELLS

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use krabmaga::engine::agent::Agent;
use krabmaga::engine::fields::field::Field;
use krabmaga::engine::fields::field_2d::{
    Field2D, Location2D, toroidal_distance, toroidal_transform,
};
use krabmaga::engine::location::Real2D;
use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;
use krabmaga::rand::{self, Rng};

#[derive(Clone, Copy)]
struct Bird {
    id: u32,
    place: Real2D,
    last: Real2D,
}

struct Flock {
    field: Field2D<Bird>,
    side: f32,
    radius: f32,
    count: u32,
    step: u64,
    /// Neighbours found in the current step, by all birds together.
    seen: AtomicU64,
    /// The same of the step before.
    seen_before: u64,
}

impl Flock {
    fn new(count: u32, density: f32, radius: f32, cells: f32) -> Self {
        let side = (count as f32 / density).sqrt();
        Self {
            field: Field2D::new(side, side, radius / cells, true),
            side,
            radius,
            count,
            step: 0,
            seen: AtomicU64::new(0),
            seen_before: 0,
        }
    }
}

fn flock_of(state: &dyn State) -> &Flock {
    state
        .as_any()
        .downcast_ref()
        .expect("the only state there is")
}

impl Agent for Bird {
    fn step(&mut self, state: &mut dyn State) {
        let flock = flock_of(state);
        let found = flock
            .field
            .get_neighbors_within_distance(self.place, flock.radius);
        flock
            .seen
            .fetch_add(found.len() as u64 - 1, Ordering::Relaxed);
        let [mut away, mut toward, mut along] = [Real2D { x: 0.0, y: 0.0 }; 3];
        let mut others = 0.0;
        for other in found.iter().filter(|other| other.id != self.id) {
            let dx = toroidal_distance(self.place.x, other.place.x, flock.side);
            let dy = toroidal_distance(self.place.y, other.place.y, flock.side);
            let square = dx * dx + dy * dy;
            let weight = 1.0 / (square * square + 1.0);
            away.x += dx * weight;
            away.y += dy * weight;
            toward.x -= dx;
            toward.y -= dy;
            along.x += other.last.x;
            along.y += other.last.y;
            others += 1.0;
        }
        let (rx, ry) = (
            rand::rng().random::<f32>() * 2.0 - 1.0,
            rand::rng().random::<f32>() * 2.0 - 1.0,
        );
        let length = (rx * rx + ry * ry).sqrt();
        let mut way = Real2D {
            x: self.last.x + 0.05 * rx / length,
            y: self.last.y + 0.05 * ry / length,
        };
        if others > 0.0 {
            // Consistency is divided by the count twice, as in krABMaga's own model.
            way.x += 400.0 * away.x / others + toward.x / others / 10.0 + along.x / others / others;
            way.y += 400.0 * away.y / others + toward.y / others / 10.0 + along.y / others / others;
        }
        let length = (way.x * way.x + way.y * way.y).sqrt();
        if length > 0.0 {
            way = Real2D {
                x: way.x / length * 0.7,
                y: way.y / length * 0.7,
            };
        }
        self.last = way;
        self.place = Real2D {
            x: toroidal_transform(self.place.x + way.x, flock.side),
            y: toroidal_transform(self.place.y + way.y, flock.side),
        };
        flock.field.set_object_location(*self, self.place);
    }
}

impl State for Flock {
    fn init(&mut self, schedule: &mut Schedule) {
        let mut random = rand::rng();
        for id in 0..self.count {
            let place = Real2D {
                x: self.side * random.random::<f32>(),
                y: self.side * random.random::<f32>(),
            };
            let bird = Bird {
                id,
                place,
                last: Real2D { x: 0.0, y: 0.0 },
            };
            self.field.set_object_location(bird, place);
            schedule.schedule_repeating(Box::new(bird), 0.0, 0);
        }
    }

    fn update(&mut self, step: u64) {
        self.step = step;
        self.seen_before = std::mem::take(self.seen.get_mut());
        self.field.lazy_update();
    }

    fn reset(&mut self) {}

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn as_state(&self) -> &dyn State {
        self
    }

    fn as_state_mut(&mut self) -> &mut dyn State {
        self
    }
}

impl Location2D<Real2D> for Bird {
    fn get_location(self) -> Real2D {
        self.place
    }

    fn set_location(&mut self, place: Real2D) {
        self.place = place;
    }
}

impl PartialEq for Bird {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Bird {}

impl Hash for Bird {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.id.hash(hasher);
    }
}

impl fmt::Display for Bird {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.id)
    }
}

fn main() {
    let numbers: Vec<f32> = std::env::args()
        .skip(1)
        .map(|arg| arg.parse().expect("a number"))
        .collect();
    let [agents, warm_up, ticks, cells, rest @ ..] = &numbers[..] else {
        panic!("peer_krabmaga AGENTS WARM_UP TICKS CELLS [DENSITY RADIUS]")
    };
    let [density, radius] = rest else {
        return measure(*agents, *warm_up, *ticks, *cells, 0.1, 10.0);
    };
    measure(*agents, *warm_up, *ticks, *cells, *density, *radius);
}

/// The parallel schedule would read the command line itself to learn how many threads to use.
fn schedule() -> Schedule {
    #[cfg(feature = "parallel")]
    return Schedule::with_threads(std::thread::available_parallelism().map_or(1, usize::from));
    #[cfg(not(feature = "parallel"))]
    Schedule::new()
}

fn measure(agents: f32, warm_up: f32, ticks: f32, cells: f32, density: f32, radius: f32) {
    let mut flock = Flock::new(agents as u32, density, radius, cells);
    let mut schedule = schedule();
    flock.init(&mut schedule);
    for _ in 0..warm_up as u32 {
        schedule.step(&mut flock);
    }
    let mut times: Vec<f64> = (0..ticks as u32)
        .map(|_| {
            let start = Instant::now();
            schedule.step(&mut flock);
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    // Both schedules update the state at the end of each step.
    let seen = flock.seen_before;
    println!(
        "{{\"engine\":\"krabmaga\",\"parallel\":{},\"cells\":{cells},\"agents\":{agents},\"density\":{density},\"radius_m\":{radius},\
         \"tick_ms_p50\":{},\"updates_per_second\":{},\"mean_neighbours\":{}}}",
        cfg!(feature = "parallel"),
        median * 1e3,
        f64::from(agents) / median,
        seen as f64 / f64::from(agents),
    );
}
