//! What a crowd sounds like: its murmur from four directions, and the patter of its feet from four places at most, by who
//! is where around the ears. However many there are, it takes no more sounds and no more work.

#[cfg(test)]
mod tests;

use std::f32::consts::TAU;

use bevy_ecs::prelude::*;
use stoa_world::{
    Blocked, Body, Mover, Pose, Posture, SimClock, StableId, TICKS_PER_SECOND, Tick, WorldDef,
    sim::{CrowdDensity, Gathering, Mirrored, crowd_index, hides},
};

use super::{
    Audibles, SoundListener, Sounding, Stage,
    ground::{Floors, ground},
    steps::{OwnSteps, RUN_M_S, STAND_M_S, VARIANTS, step_m},
};
use crate::{
    mixer::{Group, Placing, PlayingId, attenuation},
    studio::Kept,
    synth::{
        level::decibels,
        noise::Rng,
        steps::{Gait, Ground},
    },
};

/// How far a murmur and a patter carry, in metres.
pub const MURMUR_M: f32 = 60.0;
pub const PATTER_M: f32 = 36.0;
/// Directions from which a murmur comes, each in a quarter of the circle, and patters at once.
pub const CORNERS: usize = 4;
pub const PATTERS: usize = 4;
/// Ticks between two looks at the crowd: 0.1 s.
const LOOK_TICKS: u64 = 3;
/// Passers-by nearer than this have voices of their own, in metres.
const VOICE_M: f32 = 8.0;
/// Nearer than this nobody murmurs louder, in metres.
const NEAREST_M: f32 = 2.0;
/// How much of their time people talk: in company, on a seat, on their own feet.
const TALK_GATHERED: f32 = 0.3;
const TALK_SITTING: f32 = 0.12;
const TALK_ALONE: f32 = 0.04;
/// Of the power of one who talks a metre away: less is silence, and more a crowd does not make.
const SILENCE: f32 = 2e-5;
const MOST: f32 = 6.3;
/// From this on a murmur is more than a trace, 30 dB below that one.
const CLEAR: f32 = 1e-3;
/// Seconds in which a murmur comes in.
const RISE_S: f32 = 0.8;
/// What a look takes of the way of a murmur to where it is now; farther than this it was put there, in metres.
const FOLLOW: f32 = 0.35;
const JUMP_M: f32 = 8.0;
/// Changes of a murmur's loudness that are worth a word, in decibels.
const WORTH_DB: f32 = 0.2;
/// Murmurs that differ.
const MURMURS: usize = 2;
/// Patters a second, at most; steps in each, and how many differ.
const PATTERS_HZ: f32 = 2.4;
const STEPS: [u8; 4] = [1, 4, 14, 50];
const PATTER_VARIANTS: u8 = 3;
/// A patter stands for more feet than are in it by so much, at most, in decibels.
const MOST_STEPS_DB: f32 = 12.0;
/// A square's feet are within this of its middle, in metres.
const SPREAD_M: f32 = 1.5;

/// People of the crowd who are in one spot.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cluster {
    /// x and z in metres.
    at: [f32; 2],
    /// How many of them talk, on average.
    talking: f32,
    /// Their steps in a second, and how fast they go, in m/s.
    steps_hz: f32,
    pace_m_s: f32,
}

/// Where a murmur comes from, and its power over that of one who talks a metre away.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Corner {
    at: [f32; 2],
    power: f32,
}

/// What is heard of the crowd now.
pub(super) struct Throng {
    last: Tick,
    murmurs: [Option<Murmur>; CORNERS],
    patters: Vec<PlayingId>,
    /// Patters that are due, and how many must be before the next one sounds.
    due: f32,
    wait: f32,
    rng: Rng,
}

#[derive(Debug, Clone, Copy)]
struct Murmur {
    id: PlayingId,
    at: [f32; 2],
    gain_db: f32,
}

impl Default for Throng {
    fn default() -> Self {
        Self {
            last: Tick(0),
            murmurs: [None; CORNERS],
            patters: Vec::new(),
            due: 0.0,
            wait: 0.5,
            rng: Rng::new(53),
        }
    }
}

pub(super) fn throng(
    clock: Res<SimClock>,
    def: Option<Res<WorldDef>>,
    listener: Res<SoundListener>,
    density: Option<Res<CrowdDensity>>,
    floors: Res<Floors>,
    own_steps: Res<OwnSteps>,
    owners: Query<(&StableId, &Blocked), With<Body>>,
    near: Query<(&StableId, &Mirrored, &Pose, &Posture, &Mover, &Blocked), With<Body>>,
    mut stage: ResMut<Stage>,
    mut audibles: ResMut<Audibles>,
    mut throng: Local<Throng>,
) {
    let (Some(def), Some(head), Some(density)) = (def, listener.head, density) else {
        throng.murmur(&[None; CORNERS], [0.0; 3], &mut stage);
        return;
    };
    let since = clock.tick.since(throng.last);
    if since < LOOK_TICKS && clock.tick >= throng.last {
        return;
    }
    throng.last = clock.tick;
    let own = owners.iter().find(|(id, _)| listener.who == Some(**id));
    let blocked: Vec<u32> = own
        .iter()
        .flat_map(|(_, blocked)| &blocked.0)
        .filter_map(|id| crowd_index(*id))
        .collect();
    let [x, _, z] = head.at;
    let squares = density.around([x, z], MURMUR_M, &blocked);
    let mut all: Vec<Cluster> = squares.iter().map(Cluster::of).collect();
    for (id, mirrored, pose, posture, mover, theirs) in &near {
        let far_m = head.distance_m(pose.position().to_array());
        let hidden = own.is_some_and(|(me, blocked)| hides(*me, blocked, *id, theirs));
        if !hidden {
            let one = (mirrored, pose, *posture, mover.speed);
            all.push(Cluster::one(one, far_m, own_steps.reach_m));
        }
    }
    let corners = corners([x, z], &all);
    let loudest = corners
        .iter()
        .flatten()
        .max_by(|a, b| a.power.total_cmp(&b.power));
    if let Some(corner) = loudest.filter(|corner| corner.power >= CLEAR) {
        let at = [corner.at[0], head.at[1], corner.at[1]];
        audibles.tell(Sounding::Crowd, None, at);
    }
    throng.murmur(&corners, head.at, &mut stage);
    let seconds = since.min(3 * LOOK_TICKS) as f32 / TICKS_PER_SECOND as f32;
    throng.tread(
        &all,
        head.at,
        seconds,
        |at| floors.under(&def, at).map(ground),
        &mut stage,
    );
}

impl Cluster {
    /// Those in a square who are not entities.
    fn of(there: &Gathering) -> Self {
        let (walking, standing) = (there.walking as f32, there.standing as f32);
        let pace_m_s = there.pace_m_s();
        Self {
            at: there.middle(),
            talking: there.gathered as f32 * TALK_GATHERED
                + there.sitting as f32 * TALK_SITTING
                + (walking + standing) * TALK_ALONE,
            steps_hz: walking * steps_hz(pace_m_s),
            pace_m_s,
        }
    }

    /// One who is an entity, so far away; nearer than `own_m` each of their steps is heard by itself.
    fn one(
        (mirrored, pose, posture, speed): (&Mirrored, &Pose, Posture, f32),
        far_m: f32,
        own_m: f32,
    ) -> Self {
        let at = pose.position();
        let talking = match posture {
            _ if far_m < VOICE_M => 0.0,
            _ if mirrored.in_company => TALK_GATHERED,
            Posture::Sitting => TALK_SITTING,
            _ => TALK_ALONE,
        };
        let treads = posture == Posture::Standing && far_m > own_m;
        Self {
            at: [at.x, at.z],
            talking,
            steps_hz: if treads { steps_hz(speed) } else { 0.0 },
            pace_m_s: speed,
        }
    }
}

/// Steps a second of one who goes so fast, in m/s.
fn steps_hz(pace_m_s: f32) -> f32 {
    if pace_m_s < STAND_M_S {
        return 0.0;
    }
    pace_m_s / step_m(1.72, pace_m_s)
}

fn far_m(from: [f32; 2], to: [f32; 2]) -> f32 {
    (to[0] - from[0]).hypot(to[1] - from[1]).max(NEAREST_M)
}

/// The murmur of each direction: as loud there as all of them are who are heard in it. Who is between two directions is
/// heard in both, so that nothing leaps when they or the ears move.
fn corners(ears: [f32; 2], all: &[Cluster]) -> [Option<Corner>; CORNERS] {
    // Power, and sums over it of direction and distance.
    let mut sums = [[0.0f32; 4]; CORNERS];
    for cluster in all.iter().filter(|one| one.talking > 0.0) {
        let far = far_m(ears, cluster.at);
        let power = cluster.talking * attenuation(far, MURMUR_M).powi(2);
        let (x, z) = (cluster.at[0] - ears[0], cluster.at[1] - ears[1]);
        let length = x.hypot(z).max(f32::EPSILON);
        let turn = (x.atan2(-z) / TAU).rem_euclid(1.0) * CORNERS as f32;
        let (first, part) = (turn as usize % CORNERS, turn.fract());
        for (corner, share) in [(first, 1.0 - part), ((first + 1) % CORNERS, part)] {
            let here = power * share;
            let of = [here, here * x / length, here * z / length, here * far];
            for (sum, x) in sums[corner].iter_mut().zip(of) {
                *sum += x;
            }
        }
    }
    let whole: f32 = sums.iter().map(|sum| sum[0]).sum();
    let bearable = (MOST / whole.max(f32::EPSILON)).min(1.0);
    sums.map(|[power, x, z, far]| {
        let reach = far / power.max(f32::EPSILON) / x.hypot(z).max(f32::EPSILON);
        let at = [ears[0] + x * reach, ears[1] + z * reach];
        let power = power * bearable;
        (power >= SILENCE).then_some(Corner { at, power })
    })
}

impl Corner {
    /// How loud a murmur at `at` has to be, in decibels, to be heard with this power by ears there.
    fn gain_db(&self, at: [f32; 2], ears: [f32; 2]) -> f32 {
        let heard = attenuation(far_m(ears, at), MURMUR_M);
        0.5 * decibels(self.power) - decibels(heard.max(1e-3))
    }
}

impl Throng {
    /// Has the murmurs sound like this from now on.
    fn murmur(&mut self, corners: &[Option<Corner>; CORNERS], ears: [f32; 3], stage: &mut Stage) {
        let [x, y, z] = ears;
        for (way, (playing, corner)) in self.murmurs.iter_mut().zip(corners).enumerate() {
            let before = playing.filter(|one| stage.desk().is_playing(one.id));
            *playing = match (before, corner) {
                (None, None) => None,
                (Some(one), None) => {
                    stage.desk().stop(one.id);
                    None
                }
                (Some(one), Some(corner)) => Some(one.follow(corner, [x, z], y, stage)),
                (None, Some(corner)) => begin(way, corner, ears, stage),
            };
        }
    }

    /// Lets feet sound, `seconds` after the last time; `ground` says what lies under a point.
    fn tread(
        &mut self,
        all: &[Cluster],
        ears: [f32; 3],
        seconds: f32,
        ground: impl Fn([f32; 3]) -> Option<Ground>,
        stage: &mut Stage,
    ) {
        let [x, y, z] = ears;
        let heard = |cluster: &Cluster| attenuation(far_m([x, z], cluster.at), PATTER_M);
        let near: Vec<(&Cluster, f32)> = all
            .iter()
            .filter(|cluster| cluster.steps_hz > 0.0)
            .map(|cluster| (cluster, heard(cluster)))
            .filter(|(_, heard)| *heard > 0.0)
            .collect();
        let sum = |power: i32| -> f32 {
            let all = near
                .iter()
                .map(|(one, heard)| one.steps_hz * heard.powi(power));
            all.sum()
        };
        let (steps, loud) = (sum(1), sum(2));
        if loud <= 0.0 {
            self.due = 0.0;
            return;
        }
        // As many as if all were as near as the loud ones are.
        let steps_hz = steps * steps / loud;
        let (count, patters_hz) = patters(steps_hz);
        self.due = (self.due + patters_hz * seconds).min(2.0);
        self.patters.retain(|id| stage.desk().is_playing(*id));
        while self.due >= self.wait {
            self.due -= self.wait;
            self.wait = self.rng.range(0.6, 1.4);
            if self.patters.len() >= PATTERS {
                continue;
            }
            // The louder they are heard, the more often, so that the few that sound are those that matter.
            let mut left = self.rng.unit() * steps;
            let chosen = near.iter().find(|(one, heard)| {
                left -= one.steps_hz * heard;
                left <= 0.0
            });
            let Some((cluster, heard)) = chosen.or(near.last()) else {
                return;
            };
            let spread = |rng: &mut Rng| rng.range(-SPREAD_M, SPREAD_M);
            let at = [
                cluster.at[0] + spread(&mut self.rng),
                y,
                cluster.at[1] + spread(&mut self.rng),
            ];
            let Some(ground) = ground(at) else { continue };
            let kept = self.kept(ground, cluster.pace_m_s, count);
            let Some(sound) = stage.made(kept) else {
                continue;
            };
            let stands_for = steps / (heard * patters_hz * f32::from(count));
            let placing = Placing {
                gain_db: (0.5 * decibels(stands_for)).min(MOST_STEPS_DB),
                ..Placing::new(Group::Steps, at, PATTER_M)
            };
            self.patters.extend(stage.desk().play(&sound, placing));
        }
    }

    fn kept(&mut self, ground: Ground, pace_m_s: f32, count: u8) -> Kept {
        let gait = if pace_m_s > RUN_M_S {
            Gait::Run
        } else {
            Gait::Walk
        };
        let of = |rng: &mut Rng, variants: u8| rng.below(variants.into()) as u8;
        if count == 1 {
            return Kept::Step(ground, gait, of(&mut self.rng, VARIANTS));
        }
        Kept::Patter(ground, gait, count, of(&mut self.rng, PATTER_VARIANTS))
    }
}

/// How many steps each patter has, and how many patters there are a second, when so many steps a second are heard.
fn patters(steps_hz: f32) -> (u8, f32) {
    let enough = |count: &u8| steps_hz <= PATTERS_HZ * f32::from(*count);
    let count = STEPS.into_iter().find(enough);
    let count = count.unwrap_or(STEPS[STEPS.len() - 1]);
    (count, (steps_hz / f32::from(count)).min(PATTERS_HZ))
}

/// The murmur of a direction comes in.
fn begin(way: usize, corner: &Corner, ears: [f32; 3], stage: &mut Stage) -> Option<Murmur> {
    let sound = stage.made(Kept::Murmur((way % MURMURS) as u8))?;
    let [x, y, z] = ears;
    let gain_db = corner.gain_db(corner.at, [x, z]);
    let placing = Placing {
        gain_db,
        // No two are heard saying the same.
        from_s: 2.3 * way as f32,
        rise_s: RISE_S,
        ..Placing::new(Group::Ambience, [corner.at[0], y, corner.at[1]], MURMUR_M)
    };
    let id = stage.desk().play(&sound, placing)?;
    Some(Murmur {
        id,
        at: corner.at,
        gain_db,
    })
}

impl Murmur {
    /// Goes where the murmur of its direction is now.
    fn follow(mut self, corner: &Corner, ears: [f32; 2], y: f32, stage: &mut Stage) -> Self {
        let way = [0, 1].map(|axis| corner.at[axis] - self.at[axis]);
        let share = if way[0].hypot(way[1]) > JUMP_M {
            1.0
        } else {
            FOLLOW
        };
        self.at = [0, 1].map(|axis| self.at[axis] + share * way[axis]);
        stage.desk().carry(self.id, [self.at[0], y, self.at[1]]);
        let gain_db = corner.gain_db(self.at, ears);
        if (gain_db - self.gain_db).abs() > WORTH_DB {
            self.gain_db = gain_db;
            stage.desk().level(self.id, gain_db);
        }
        self
    }
}
