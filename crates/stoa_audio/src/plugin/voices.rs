//! Voices without words: what an inhabitant says sounds while it is being said.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;
use stoa_world::{
    Attention, Blocked, Body, Controller, LookAt, Looks, Muted, Pose, Posture, SayTo, SimClock,
    StableId, TICKS_PER_SECOND, Tick, Voice, Volume,
    sim::{Mouth, Walls, hides, range_m},
};

use super::{Audibles, Manners, SoundListener, Sounding, Stage};
use crate::{
    mixer::{Group, Placing, PlayingId},
    studio::Line,
    synth::voice::Timbre,
};

/// Beyond the range of its words a voice is a murmur, up to this many times as far.
const MURMUR: f32 = 2.0;
/// Behind a wall a voice is softer, in decibels.
const WALL_DB: f32 = -8.0;
/// Seconds in which a voice that is met in the middle of a line comes in.
const MET_S: f32 = 0.08;

/// A line that is being made or heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Speaking {
    order: u64,
    since: Tick,
    until: Tick,
    playing: Option<PlayingId>,
}

/// What is said now, and by whom.
#[derive(Default)]
pub(super) struct Lines {
    speaking: BTreeMap<StableId, Speaking>,
    ordered: u64,
}

type Speaker<'w> = (
    &'w StableId,
    &'w Controller,
    &'w Voice,
    &'w Mouth,
    &'w Attention,
    &'w Pose,
    &'w Posture,
    &'w Looks,
    &'w Blocked,
);

pub(super) fn speak(
    clock: Res<SimClock>,
    listener: Res<SoundListener>,
    manners: Res<Manners>,
    walls: Option<Res<Walls>>,
    owners: Query<(&StableId, &Muted, &Blocked), With<Body>>,
    bodies: Query<Speaker<'static>, With<Body>>,
    mut stage: ResMut<Stage>,
    mut audibles: ResMut<Audibles>,
    mut lines: Local<Lines>,
) {
    let me = listener.who;
    let mine = owners.iter().find(|(id, ..)| me == Some(**id));
    let made = stage.studio.collect();
    let mut heard = BTreeMap::new();
    let mut to_me = false;
    for (id, controller, voice, mouth, attention, pose, posture, looks, theirs) in &bodies {
        let before = lines.speaking.get(id).copied();
        let hidden = mine.is_some_and(|(me, muted, blocked)| {
            muted.0.contains(id) || hides(*me, blocked, *id, theirs)
        });
        // People have voices of their own.
        let said = voice
            .utterance
            .as_ref()
            .filter(|said| clock.tick < said.until && *controller == Controller::Agent && !hidden);
        let (Some(said), Some(head)) = (said, listener.head) else {
            let cut = before.filter(|before| hidden || clock.tick < before.until);
            silence(cut, &mut stage);
            continue;
        };
        let (to, volume) = match &mouth.current {
            Some(line) => (line.to, line.volume),
            None => (SayTo::Anyone, Volume::Say),
        };
        let mouth_at = mouth_of(pose, *posture, looks);
        let range = range_m(volume);
        let distance = head.distance_m(mouth_at);
        if distance > range * MURMUR {
            silence(before, &mut stage);
            continue;
        }
        let meant = me.is_some_and(|me| {
            to == SayTo::Body(me)
                || (to == SayTo::Anyone && attention.target == Some(LookAt::Body(me)))
        });
        to_me |= meant && distance <= range;
        if distance <= range {
            audibles.tell(Sounding::Voice, Some(*id), mouth_at);
        }
        if !stage.open {
            continue;
        }
        let mut now = match before.filter(|before| before.since == said.since) {
            Some(before) => before,
            None => {
                silence(before, &mut stage);
                lines.ordered += 1;
                let line = Line {
                    id: lines.ordered,
                    text: said.text.clone(),
                    timbre: Timbre::new(id.0.into(), manners.0.get(id).copied(), looks.height_m),
                    duration_s: seconds(said.until.since(said.since)),
                };
                if !stage.studio.say(line) {
                    continue;
                }
                Speaking {
                    order: lines.ordered,
                    since: said.since,
                    until: said.until,
                    playing: None,
                }
            }
        };
        let ready = made.iter().find(|(order, _)| *order == now.order);
        if let Some((_, sound)) = ready {
            let behind = walls
                .as_ref()
                .is_some_and(|walls| walls.between(mouth_at.into(), head.at.into()));
            let from_s = seconds(clock.tick.since(now.since));
            let placing = Placing {
                gain_db: loudness_db(volume) + if behind { WALL_DB } else { 0.0 },
                from_s,
                rise_s: if from_s > 0.2 { MET_S } else { 0.01 },
                ..Placing::new(Group::Voices, mouth_at, range * MURMUR)
            };
            now.playing = stage.desk().play(sound, placing);
        }
        if let Some(playing) = now.playing {
            stage.desk().carry(playing, mouth_at);
        }
        heard.insert(*id, now);
    }
    // Those who are gone in the middle of a line.
    for (id, before) in &lines.speaking {
        if !bodies.iter().any(|body| body.0 == id) {
            silence(Some(*before), &mut stage);
        }
    }
    lines.speaking = heard;
    stage.desk().duck(to_me);
}

fn silence(cut: Option<Speaking>, stage: &mut Stage) {
    if let Some(playing) = cut.and_then(|cut| cut.playing) {
        stage.desk().stop(playing);
    }
}

fn seconds(ticks: u64) -> f32 {
    ticks as f32 / TICKS_PER_SECOND as f32
}

/// As loud beside the fountain as a voice is.
fn loudness_db(volume: Volume) -> f32 {
    match volume {
        Volume::Whisper => -4.0,
        Volume::Say => 6.0,
        Volume::Shout => 12.0,
    }
}

/// Where somebody's mouth is.
fn mouth_of(pose: &Pose, posture: Posture, looks: &Looks) -> [f32; 3] {
    let high = match posture {
        Posture::Sitting => 0.70,
        Posture::Crouching => 0.66,
        Posture::Standing | Posture::Falling => 0.91,
    };
    let ahead = pose.forward() * 0.1;
    let mut at = (pose.position() + ahead).to_array();
    at[1] += looks.height_m * high;
    at
}
