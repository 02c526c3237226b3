//! A way told in words.

use bevy_math::{Vec2, Vec3, Vec3Swizzles};

use super::Grid;
use crate::{Place, Places};

/// Legs shorter than this are joined with the next, in metres.
const SHORT_M: f32 = 2.5;
/// Bends smaller than this are not worth a word, in degrees.
const BEND_DEG: f32 = 35.0;
/// Going up or down by this much is, in metres.
const CLIMB_M: f32 = 0.4;
/// A place that the way passes within its radius, or this near, can serve as a mark, in metres.
const MARK_M: f32 = 4.0;

const SLIGHT: [&str; 2] = ["bear left", "bear right"];

/// A straight piece of a way.
struct Leg {
    from: Vec3,
    to: Vec3,
}

impl Leg {
    fn run(&self) -> Vec2 {
        (self.to - self.from).xz()
    }
}

impl Grid {
    /// The way from `from` to `to` as one would tell it: `head north past the fountain, then up the steps; it is about
    /// 30 metres`, and the metres to walk. Says so when one is there already, or when there is no way.
    pub fn way_in_words(&self, from: Vec3, to: Vec3, places: &Places) -> (String, Option<f32>) {
        let Some(path) = self.path(from, to, |_| false) else {
            return ("there is no way there from here".to_owned(), None);
        };
        let length: f32 = path.windows(2).map(|p| p[0].distance(p[1])).sum();
        if length < 3.0 {
            return ("it is right here".to_owned(), Some(length));
        }
        let legs = legs(&self.climbs(&path));
        let goal = places.at(to).map(|p| &p.id);
        let start = places.at(from).map(|p| &p.id);
        let mut told: Vec<&Place> = Vec::new();
        let mut parts: Vec<String> = Vec::new();
        for (i, leg) in legs.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|b| legs.get(b));
            let mut words = match before.and_then(|b| turn_word(b.run(), leg.run())) {
                Some(turn) => turn.to_owned(),
                None if i == 0 => format!("head {}", compass(leg.run())),
                None => String::new(),
            };
            if let Some(steps) = climb_word(leg) {
                words = join(&words, steps);
            }
            let known = |p: &Place| Some(&p.id) == goal || Some(&p.id) == start;
            let mark =
                mark_of(leg, places).filter(|p| !known(p) && told.iter().all(|t| t.id != p.id));
            if let Some(place) = mark {
                told.push(place);
                words = join(&words, &format!("past {}", place.name));
            }
            // A slight bend with nothing to know it by is no help.
            if !words.is_empty() && !SLIGHT.contains(&words.as_str()) {
                parts.push(words);
            }
        }
        parts.truncate(5);
        let metres = (length / 5.0).round().max(1.0) * 5.0;
        let told = format!("{}; it is about {metres} metres", parts.join(", then "));
        (told, Some(length))
    }

    /// The path with a point wherever the ground begins or ends to rise or fall, so that steps are legs of their own.
    fn climbs(&self, path: &[Vec3]) -> Vec<Vec3> {
        let mut points = Vec::new();
        for pair in path.windows(2) {
            points.push(pair[0]);
            let length = pair[0].distance(pair[1]);
            let pieces = (length / 0.5).ceil().max(1.0) as u32;
            let height = |i: u32| {
                let p = pair[0].lerp(pair[1], i as f32 / pieces as f32);
                p.with_y(self.ground(p.x, p.z).unwrap_or(p.y))
            };
            let mut climbing = false;
            for i in 1..pieces {
                let (here, next) = (height(i), height(i + 1));
                let steep = (next.y - here.y).abs() > 0.1;
                if steep != climbing {
                    points.push(here);
                    climbing = steep;
                }
            }
        }
        points.extend(path.last());
        points
    }
}

fn legs(points: &[Vec3]) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    for pair in points.windows(2) {
        let new = Leg {
            from: pair[0],
            to: pair[1],
        };
        match legs.last_mut() {
            Some(last) if joins(last, &new) => last.to = new.to,
            _ => legs.push(new),
        }
    }
    legs
}

/// Whether `next` is told together with the leg before it.
fn joins(last: &Leg, next: &Leg) -> bool {
    let climbs = |leg: &Leg| (leg.to.y - leg.from.y).abs() > 0.1;
    if climbs(last) != climbs(next) {
        return false;
    }
    let short = next.run().length() < SHORT_M || last.run().length() < SHORT_M;
    short || bend_deg(last.run(), next.run()).abs() < BEND_DEG
}

/// Degrees from one direction (x, z) to another, positive to the left.
fn bend_deg(a: Vec2, b: Vec2) -> f32 {
    -a.angle_to(b).to_degrees()
}

fn turn_word(a: Vec2, b: Vec2) -> Option<&'static str> {
    let bend = bend_deg(a, b);
    match bend.abs() {
        size if size < BEND_DEG || !size.is_finite() => None,
        size if size > 135.0 => Some("turn back"),
        size if size < 60.0 && bend > 0.0 => Some(SLIGHT[0]),
        size if size < 60.0 => Some(SLIGHT[1]),
        _ if bend > 0.0 => Some("turn left"),
        _ => Some("turn right"),
    }
}

fn climb_word(leg: &Leg) -> Option<&'static str> {
    match leg.to.y - leg.from.y {
        rise if rise >= CLIMB_M => Some("up the steps"),
        rise if rise <= -CLIMB_M => Some("down the steps"),
        _ => None,
    }
}

pub(super) fn compass(run: Vec2) -> &'static str {
    const WORDS: [&str; 8] = [
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
    ];
    let eighth = (run.x.atan2(-run.y) / core::f32::consts::FRAC_PI_4).round();
    WORDS[(eighth as i32).rem_euclid(8) as usize]
}

/// The place that the leg passes most closely.
fn mark_of<'p>(leg: &Leg, places: &'p Places) -> Option<&'p Place> {
    let run = leg.run();
    let off = |place: &Place| {
        let along = (place.at - leg.from).xz().dot(run) / run.length_squared().max(0.01);
        let nearest = leg.from.lerp(leg.to, along.clamp(0.0, 1.0));
        let beside = (0.1..=0.9).contains(&along) && (nearest.y - place.at.y).abs() < 1.0;
        beside.then(|| (nearest - place.at).xz().length())
    };
    let near = places.places.values().filter_map(|p| Some((off(p)?, p)));
    near.filter(|(d, p)| *d <= p.radius_m.clamp(MARK_M, 2.0 * MARK_M))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, p)| p)
}

fn join(a: &str, b: &str) -> String {
    if a.is_empty() {
        b.to_owned()
    } else {
        format!("{a} {b}")
    }
}
