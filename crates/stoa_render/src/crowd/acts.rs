//! What those near by do besides walking and sitting: heads turn to what they look at, lips move while they speak.

use bevy::prelude::*;
use stoa_world::{
    Attention, BodyIndex, LookAt, Looks, Pose, Posture, PreviousPose, SimClock, TICKS_PER_SECOND,
    Voice, sim::Mirrored,
};

use crate::body::{Anchors, drive::spoken};

/// So many at once; to others nothing happens.
pub(super) const ACTS: usize = 64;
/// Seconds in which a head turns, and a mouth opens.
const TURN_S: f32 = 0.2;
const MOUTH_S: f32 = 0.04;
/// As far as a head turns to the side and up or down, in radians; what lies farther behind is not looked at.
const MOST_ASIDE: f32 = 1.15;
const MOST_UP: f32 = 0.6;
const BEHIND: f32 = 2.4;
/// Eyes are so far up, as a part of the height; who sits has them lower.
const EYES: f32 = 0.92;
const EYES_SITTING: f32 = 0.69;
/// Turned and opened less than this, one does nothing.
const STILL: f32 = 0.01;

/// One at a moment: how far the head turns to the left and up (radians), how far the mouth is open (0 to 1), and nothing.
pub(super) type Act = [f32; 4];

/// Those who act, by slot; numbers are those among the crowd, from 0.
#[derive(Resource, Debug, Clone, PartialEq)]
pub(super) struct Acts {
    pub(super) who: Vec<Option<u32>>,
    pub(super) acts: Vec<Act>,
}

impl Default for Acts {
    fn default() -> Self {
        Self {
            who: vec![None; ACTS],
            acts: vec![[0.0; 4]; ACTS],
        }
    }
}

impl Acts {
    pub(super) fn slot(&self, index: u32) -> Option<usize> {
        self.who.iter().position(|who| *who == Some(index))
    }

    /// Goes on toward an act, in so many seconds. Who does nothing any more makes room.
    fn follow(&mut self, index: u32, wish: Act, seconds: f32) {
        let still = |act: &Act| act.iter().all(|part| part.abs() < STILL);
        let slot = match self.slot(index) {
            Some(slot) => slot,
            None if still(&wish) => return,
            None => {
                let Some(free) = self.who.iter().position(Option::is_none) else {
                    return;
                };
                self.who[free] = Some(index);
                self.acts[free] = [0.0; 4];
                free
            }
        };
        let share = |over: f32| 1.0 - (-seconds / over).exp();
        let shares = [share(TURN_S), share(TURN_S), share(MOUTH_S), 0.0];
        for ((part, wish), share) in self.acts[slot].iter_mut().zip(wish).zip(shares) {
            *part += share * (wish - *part);
        }
        if still(&wish) && still(&self.acts[slot]) {
            self.who[slot] = None;
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Acts>().add_systems(PostUpdate, act);
}

type Passer<'w> = (
    &'w Mirrored,
    &'w Pose,
    &'w PreviousPose,
    &'w Posture,
    &'w Attention,
    &'w Voice,
    &'w Looks,
);

fn act(
    clock: Option<Res<SimClock>>,
    fixed: Res<Time<Fixed>>,
    index: Option<Res<BodyIndex>>,
    passers: Query<Passer>,
    eyes: Query<(&Pose, Option<&Anchors>)>,
    mut acts: ResMut<Acts>,
    mut last_s: Local<f64>,
) {
    let part = fixed.overstep_fraction();
    let tick = clock.map_or(0, |clock| clock.tick.0);
    // Between the last tick and this one, as positions are.
    let now_s = (tick as f64 - 1.0 + f64::from(part)).max(0.0) / TICKS_PER_SECOND as f64;
    let seconds = (now_s - *last_s).clamp(0.0, 0.2) as f32;
    *last_s = now_s;
    let seen = |target: LookAt| match target {
        LookAt::Point(point) => Some(point),
        LookAt::Body(id) => {
            let (pose, anchors) = eyes.get(index.as_ref()?.get(id)?).ok()?;
            Some(anchors.map_or(pose.position() + Vec3::Y * 1.6, |anchors| anchors.eyes))
        }
    };
    let mut here = [false; ACTS];
    for (mirrored, pose, previous, posture, attention, voice, looks) in &passers {
        let high = match posture {
            Posture::Sitting => EYES_SITTING,
            Posture::Standing | Posture::Falling | Posture::Crouching => EYES,
        };
        let at =
            previous.0.position().lerp(pose.position(), part) + Vec3::Y * high * looks.height_m;
        let way = attention.target.and_then(seen);
        let way = way.map(|target| pose.rotation().inverse() * (target - at));
        let [aside, up] = way.map_or([0.0; 2], toward);
        let mouth = spoken(voice, tick, now_s).map_or(0.0, |mouth| mouth.open);
        acts.follow(mirrored.index, [aside, up, mouth, 0.0], seconds);
        if let Some(slot) = acts.slot(mirrored.index) {
            here[slot] = true;
        }
    }
    for (who, _) in acts.who.iter_mut().zip(here).filter(|(_, here)| !here) {
        *who = None;
    }
}

/// How far a head turns to the left and up, in radians, to look along a way that goes right, up and back.
fn toward(way: Vec3) -> [f32; 2] {
    let flat = way.x.hypot(way.z);
    let aside = (-way.x).atan2(-way.z);
    if aside.abs() > BEHIND || flat < 0.05 {
        return [0.0; 2];
    }
    let up = way.y.atan2(flat);
    [
        aside.clamp(-MOST_ASIDE, MOST_ASIDE),
        up.clamp(-MOST_UP, MOST_UP),
    ]
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_4;

    use super::*;

    #[test]
    fn a_head_would_turn_to_the_wrong_side_or_right_round() {
        let close = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).abs() + (a[1] - b[1]).abs() < 1e-5;
        assert!(close(toward(Vec3::NEG_Z), [0.0, 0.0]));
        assert!(close(toward(Vec3::new(-1.0, 0.0, -1.0)), [FRAC_PI_4, 0.0]));
        assert!(close(toward(Vec3::new(1.0, 0.0, -1.0)), [-FRAC_PI_4, 0.0]));
        assert!(close(toward(Vec3::new(0.0, 0.2, -1.0)), [0.0, 0.197_396]));
        assert!(close(toward(Vec3::X), [-MOST_ASIDE, 0.0]));
        assert!(close(toward(Vec3::new(0.1, 0.0, 1.0)), [0.0; 2]));
    }

    #[test]
    fn a_head_would_jerk_or_those_who_do_nothing_keep_others_from_acting() {
        let mut acts = Acts::default();
        acts.follow(7, [0.0; 4], 0.016);
        assert_eq!(acts.slot(7), None);
        acts.follow(7, [1.0, 0.2, 0.8, 0.0], 0.016);
        let slot = acts.slot(7).expect("a slot");
        assert!(
            (0.02..0.2).contains(&acts.acts[slot][0]),
            "{:?}",
            acts.acts[slot]
        );
        assert!(acts.acts[slot][2] > 0.2, "lips are quicker");
        for other in 0..2 * ACTS as u32 {
            acts.follow(100 + other, [1.0, 0.0, 0.0, 0.0], 0.016);
        }
        assert_eq!(acts.slot(7), Some(slot));
        let full = acts.who.iter().flatten().count();
        assert_eq!(full, ACTS);
        for _ in 0..200 {
            acts.follow(7, [0.0; 4], 0.016);
        }
        assert_eq!(acts.slot(7), None);
    }
}
