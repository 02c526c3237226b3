//! From the world's components to joints: reads what a body does, eases it, poses the figure.

use std::collections::BTreeMap;

use bevy::prelude::*;
use stoa_world::{
    Attention, Body, Gesturing, LookAt, Mover, Places, Pose, Posture, PreviousPose, Seated,
    SimClock, StableId, TICKS_PER_SECOND, Tracked, Voice,
};

use super::{
    figure::Figure,
    mark::{self, AiMark, RADIUS_M},
    motion::{
        Doing, Making, duration_s,
        face::{Mouth, blink, viseme},
        gait::stride_m,
        pose,
    },
    rig::{EYE, Joint},
};
use crate::body::clay::smooth;

/// On a body: where parts of its figure are, in metres of the world, for bubbles, tags and voices.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Anchors {
    /// Between the eyes.
    pub eyes: Vec3,
    /// Over the head, and over the AI mark where there is one.
    pub above: Vec3,
}

/// The eased state of one figure.
#[derive(Component, Debug, Default)]
pub struct Motion {
    begun: bool,
    time_s: f32,
    velocity: Vec2,
    phase: f32,
    sitting: f32,
    seat_m: f32,
    falling: f32,
    crouching: f32,
    look: Vec2,
    talking: f32,
    listening: f32,
    thinking: f32,
    glad: f32,
    mouth: Mouth,
    making: Option<Making>,
    target: Option<LookAt>,
}

/// Where everybody's eyes are, and who speaks.
#[derive(Resource, Debug, Default)]
struct Seen(BTreeMap<StableId, (Vec3, bool)>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Seen>().add_systems(
        PostUpdate,
        (see, animate).chain().before(TransformSystems::Propagate),
    );
}

type Deeds<'a> = (
    &'a StableId,
    &'a Pose,
    &'a PreviousPose,
    &'a Posture,
    &'a Attention,
    &'a Voice,
    &'a Mover,
    Option<&'a Seated>,
    Option<&'a Gesturing>,
);

fn see(
    mut seen: ResMut<Seen>,
    clock: Option<Res<SimClock>>,
    bodies: Query<(&StableId, &Pose, &Voice, Option<&Anchors>, Option<&Tracked>), With<Body>>,
) {
    let tick = clock.map_or(0, |c| c.tick.0);
    seen.0.clear();
    for (id, pose, voice, anchors, tracked) in &bodies {
        // Who wears a headset is looked at where their head really is.
        let head = tracked.map(|t| pose.position() + pose.rotation() * t.head.local());
        let eyes =
            head.unwrap_or_else(|| anchors.map_or(pose.position() + Vec3::Y * 1.6, |a| a.eyes));
        let speaks = voice.utterance.as_ref().is_some_and(|u| u.until.0 > tick);
        seen.0.insert(*id, (eyes, speaks));
    }
}

fn animate(
    mut commands: Commands,
    clock: Option<Res<SimClock>>,
    fixed: Res<Time<Fixed>>,
    places: Option<Res<Places>>,
    seen: Res<Seen>,
    bodies: Query<Deeds, With<Body>>,
    cameras: Query<&GlobalTransform, With<Camera3d>>,
    mut figures: Query<(&Figure, &mut Motion, &mut Transform), Without<AiMark>>,
    mut parts: Query<&mut Transform, Without<Figure>>,
    mut anchored: Query<&mut Anchors>,
) {
    let part = fixed.overstep_fraction();
    let tick = clock.map_or(0, |c| c.tick.0);
    // Between the last tick and this one, as positions are.
    let now_s = (tick as f64 - 1.0 + f64::from(part)).max(0.0) / TICKS_PER_SECOND as f64;
    let eye = cameras.iter().next().map(GlobalTransform::translation);
    for (figure, mut motion, mut root) in &mut figures {
        let Ok(deeds) = bodies.get(figure.body) else {
            continue;
        };
        let place = place_of(&deeds, part);
        let doing = motion.follow(
            figure,
            &deeds,
            &place,
            now_s,
            tick,
            places.as_deref(),
            &seen,
        );
        *root = place;
        let placed = pose(&figure.frame, &doing);
        for (joint, entity) in placed.iter().zip(&figure.joints) {
            if let Ok(mut transform) = parts.get_mut(*entity) {
                *transform = Transform {
                    translation: joint.at,
                    rotation: joint.turn,
                    scale: joint.scale,
                };
            }
        }
        let head = placed[Joint::Head as usize];
        let crown = head.at
            + head.turn * (figure.frame.on_head(0.0, 1.12, 0.0) - figure.frame.bind(Joint::Head));
        let eyes = (placed[EYE[0] as usize].at + placed[EYE[1] as usize].at) * 0.5;
        let mut above = place.transform_point(crown) + Vec3::Y * 0.06;
        if let Some(mark) = figure.mark
            && let Ok(mut transform) = parts.get_mut(mark)
        {
            let float = 0.012 * (now_s as f32 * 1.6 + figure.frame.trait_of(95) * 6.0).sin();
            let at = crown + Vec3::Y * (0.16 + float);
            transform.translation = at;
            above = place.transform_point(at) + Vec3::Y * (RADIUS_M + 0.05);
            if let Some(eye) = eye {
                let way = eye - place.transform_point(at);
                transform.rotation =
                    place.rotation.inverse() * Quat::from_rotation_y(way.x.atan2(way.z));
                transform.scale = Vec3::splat(mark::scale(way.length()));
            }
        }
        let anchors = Anchors {
            eyes: place.transform_point(eyes),
            above,
        };
        if let Ok(mut old) = anchored.get_mut(figure.body) {
            old.set_if_neq(anchors);
        } else {
            commands.entity(figure.body).insert(anchors);
        }
    }
}

/// Where the body is at this frame: between its last two ticks.
fn place_of(deeds: &<Deeds as bevy::ecs::query::QueryData>::Item<'_, '_>, part: f32) -> Transform {
    let (_, pose, previous, ..) = deeds;
    let (from, to) = (previous.0.position(), pose.position());
    // A body that was carried away is not drawn on the way.
    let at = if from.distance_squared(to) > 1.0 {
        to
    } else {
        from.lerp(to, part)
    };
    let turn = previous.0.rotation().slerp(pose.rotation(), part);
    Transform::from_translation(at).with_rotation(turn)
}

impl Motion {
    fn follow(
        &mut self,
        figure: &Figure,
        deeds: &<Deeds as bevy::ecs::query::QueryData>::Item<'_, '_>,
        place: &Transform,
        now_s: f64,
        tick: u64,
        places: Option<&Places>,
        seen: &Seen,
    ) -> Doing {
        let (_, pose, previous, posture, attention, voice, mover, seated, gesturing) = *deeds;
        let now = (now_s % 86_400.0) as f32;
        let dt = (now - self.time_s).clamp(0.0, 0.2);
        self.time_s = now;
        let first = !self.begun;
        self.begun = true;
        // The share of the way to go in this frame, for an ease of `seconds`; all of it at first sight.
        let share = |seconds: f32| {
            if first {
                1.0
            } else {
                1.0 - (-dt / seconds).exp()
            }
        };
        let step = |from: f32, to: f32, seconds: f32| {
            if first {
                to
            } else {
                from + (to - from).clamp(-dt / seconds, dt / seconds)
            }
        };

        let rate = TICKS_PER_SECOND as f32;
        let moved = pose.position() - previous.0.position();
        let local = if moved.length_squared() > 0.25 {
            Vec3::ZERO
        } else {
            pose.rotation().inverse() * moved * rate
        };
        let crouches = *posture == Posture::Crouching;
        let goes = crouches || *posture == Posture::Standing;
        let velocity = if goes {
            Vec2::new(local.x, -local.z)
        } else {
            Vec2::ZERO
        };
        self.velocity = self.velocity.lerp(velocity, share(0.09));
        let speed = self.velocity.length();
        let going = smooth(0.06, 0.30, speed);
        if speed > 0.05 {
            self.phase = (self.phase + speed * dt / stride_m(&figure.frame, speed)).rem_euclid(1.0);
        }
        let turned = f32::from(pose.yaw.wrapping_sub(previous.0.yaw) as i16) / 65_536.0
            * core::f32::consts::TAU;

        let sits = f32::from(*posture == Posture::Sitting);
        self.sitting = step(self.sitting, sits, 0.55);
        let seat = seated.map(|s| &s.0).or(mover.claim.as_ref());
        let seat = seat
            .zip(places)
            .and_then(|(id, places)| places.seats.get(id));
        if let Some(seat) = seat.filter(|_| sits > 0.5) {
            self.seat_m = seat.at.y - place.translation.y;
        } else if self.seat_m == 0.0 {
            self.seat_m = 0.45;
        }
        self.falling = step(self.falling, f32::from(*posture == Posture::Falling), 0.2);

        self.crouching = step(self.crouching, f32::from(crouches), 0.25);

        self.look_at(attention, figure, place, seen, share(0.16));
        let listens = matches!(attention.target, Some(LookAt::Body(id)) if seen.0.get(&id).is_some_and(|s| s.1));
        self.listening = step(self.listening, f32::from(listens), 0.4);
        self.thinking = step(self.thinking, f32::from(voice.thinking), 0.4);
        let mouth = spoken(voice, tick, now_s);
        self.talking = step(self.talking, f32::from(mouth.is_some()), 0.35);
        self.mouth = self.mouth.toward(mouth.unwrap_or_default(), share(0.035));
        if attention.target != self.target {
            self.target = attention.target;
            if matches!(self.target, Some(LookAt::Body(_))) {
                self.glad = 1.0;
            }
        }
        self.glad = (self.glad - dt / 3.5).max(0.0);

        let mut doing = Doing {
            time_s: now,
            velocity: self.velocity.into(),
            phase: self.phase,
            going,
            turn_rate: turned * rate * (1.0 - going),
            sitting: smooth(0.0, 1.0, self.sitting),
            seat_m: self.seat_m,
            falling: self.falling,
            crouching: smooth(0.0, 1.0, self.crouching),
            gesture: self.gesture(gesturing, place, now_s, step(0.0, 1.0, 0.25)),
            look: self.look.into(),
            talking: self.talking,
            listening: self.listening,
            thinking: self.thinking,
            ..default()
        };
        doing.face.mouth = self.mouth;
        doing.face.smile = 0.5 * smooth(0.0, 0.5, self.glad) + 0.12 * self.listening;
        doing.face.blink = blink(figure.frame.seed, now);
        doing
    }

    fn look_at(
        &mut self,
        attention: &Attention,
        figure: &Figure,
        place: &Transform,
        seen: &Seen,
        share: f32,
    ) {
        let target = match attention.target {
            Some(LookAt::Body(id)) => seen.0.get(&id).map(|s| s.0),
            Some(LookAt::Point(point)) => Some(point),
            None => None,
        };
        let wish = target.map_or(Vec2::new(0.0, attention.pitch_rad), |target| {
            let eyes = figure.frame.on_head(0.0, 0.46, 0.0).y * (1.0 - 0.25 * self.sitting);
            let way = place.rotation.inverse() * (target - place.translation) - Vec3::Y * eyes;
            let flat = way.x.hypot(way.z);
            let yaw = (-way.x).atan2(-way.z);
            // Nobody looks behind through their own neck.
            if yaw.abs() > 2.4 || flat < 0.05 {
                Vec2::ZERO
            } else {
                Vec2::new(yaw, way.y.atan2(flat))
            }
        });
        self.look = self.look.lerp(wish, share);
    }

    /// The gesture under way; one that was broken off fades by `fade`.
    fn gesture(
        &mut self,
        gesturing: Option<&Gesturing>,
        place: &Transform,
        now_s: f64,
        fade: f32,
    ) -> Option<Making> {
        if let Some(g) = gesturing {
            let since_s = (now_s - g.since.0 as f64 / TICKS_PER_SECOND as f64).max(0.0) as f32;
            let toward = g
                .toward
                .map(|p| place.rotation.inverse() * (p - place.translation));
            self.making = Some(Making {
                gesture: g.gesture,
                since_s,
                weight: 1.0,
                toward,
            });
        } else if let Some(making) = &mut self.making {
            making.weight -= fade.max(0.02);
            if making.weight <= 0.0 || making.since_s >= duration_s(making.gesture) {
                self.making = None;
            }
        }
        self.making
    }
}

/// The mouth of one who speaks now; `None` when silent. People's lines are out at once, so theirs is paced by length.
pub(crate) fn spoken(voice: &Voice, tick: u64, now_s: f64) -> Option<Mouth> {
    let said = voice.utterance.as_ref()?;
    let letters = said.text.chars().count() as f32;
    let begun = said.since.0 as f64 / TICKS_PER_SECOND as f64;
    let whole =
        (said.until.0.saturating_sub(said.since.0) as f32 / TICKS_PER_SECOND as f32).max(0.2);
    let (whole, over) = if said.source.is_some() {
        (whole, tick >= said.until.0)
    } else {
        let paced = (letters / 16.0).max(0.4);
        (paced, now_s - begun > f64::from(paced))
    };
    let since = (now_s - begun).max(0.0) as f32;
    (!over).then(|| viseme(&said.text, letters * (since / whole).min(1.0)))
}
