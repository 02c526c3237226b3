//! Intents are gathered, sorted and validated; what passes becomes goals and deeds.

mod movement;
mod seating;
mod social;
mod talk;

use bevy_app::prelude::*;
use bevy_ecs::{prelude::*, query::QueryData, system::SystemParam};
use bevy_math::Vec3;

use crate::{
    Attention, Blocked, Body, Controller, Deed, DisplayName, Following, Gesturing, Intent,
    LogEvent, Mover, Muted, Places, Pose, Posture, Refused, Seated, SimClock, SimSystems, StableId,
    Tick,
    nav::NavGrid,
    sim::{
        Notice,
        bodies::BodyIndex,
        crowd::Crowd,
        hearing::hides,
        log::{deed_fields, deed_name},
        routes::{Route, Spots},
        seats::Settling,
        speech::Mouth,
        tick::{BodyTick, Minded, Mirrored, SeatWish},
    },
};

/// Deeds of one body in one tick at most; the rest is refused.
const MAX_DEEDS_A_TICK: usize = 16;

pub(super) fn plugin(app: &mut App) {
    app.add_message::<Accepted>()
        .add_systems(FixedUpdate, apply_intents.in_set(SimSystems::Intents));
}

/// An intent that was found possible and is being done. Minds learn from it who hails, waves at or leaves them.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct Accepted {
    pub tick: Tick,
    pub who: StableId,
    pub deed: Deed,
}

/// What a body is and does, as far as intents change it.
#[derive(QueryData)]
#[query_data(mutable)]
struct Actor {
    entity: Entity,
    id: &'static StableId,
    controller: &'static Controller,
    /// Who is seen from afar only has none.
    name: Option<&'static mut DisplayName>,
    pose: &'static Pose,
    mover: &'static mut Mover,
    route: &'static mut Route,
    posture: &'static Posture,
    attention: &'static mut Attention,
    mouth: &'static mut Mouth,
    muted: &'static mut Muted,
    blocked: &'static mut Blocked,
    seated: Option<&'static Seated>,
    settling: Option<&'static Settling>,
    following: Option<&'static Following>,
    gesturing: Option<&'static Gesturing>,
    /// One of the crowd, and whether its mind leads it.
    mirrored: Has<Mirrored>,
    minded: Has<Minded>,
    wish: Option<&'static SeatWish>,
}

/// Everything that deeds look at or change besides their actor.
#[derive(SystemParam)]
struct Scene<'w, 's> {
    commands: Commands<'w, 's>,
    clock: Res<'w, SimClock>,
    index: Res<'w, BodyIndex>,
    nav: Res<'w, NavGrid>,
    places: ResMut<'w, Places>,
    spots: ResMut<'w, Spots>,
    /// As the last tick left it.
    crowd: Res<'w, Crowd>,
    /// What seats the crowd.
    tick: Option<Res<'w, BodyTick>>,
    notices: MessageWriter<'w, Notice>,
}

/// Why a deed is not possible, in words that can be spoken.
type Refusal = String;
type Outcome = Result<(), Refusal>;

fn apply_intents(
    mut intents: MessageReader<Intent>,
    mut scene: Scene,
    mut actors: Query<Actor, With<Body>>,
    mut accepted: MessageWriter<Accepted>,
    mut refused: MessageWriter<Refused>,
    mut log: MessageWriter<LogEvent>,
    mut sorted: Local<Vec<Intent>>,
) {
    let tick = scene.clock.tick;
    sorted.extend(intents.read().cloned());
    // Stable: the intents of one body keep the order in which they were written.
    sorted.sort_by_key(|intent| intent.who);
    rest_steering(&mut actors, tick);
    let mut last = None;
    let mut count = 0;
    for intent in sorted.drain(..) {
        count = if last == Some(intent.who) {
            count + 1
        } else {
            1
        };
        last = Some(intent.who);
        let result = if count > MAX_DEEDS_A_TICK {
            Err("one thing after another".to_owned())
        } else {
            apply(&mut scene, &mut actors, &intent)
        };
        let Intent { who, deed } = intent;
        match result {
            Ok(()) => {
                if !is_steering(&deed) {
                    log.write(LogEvent {
                        fields: deed_fields(&deed),
                        ..LogEvent::new(tick, "intent", who)
                    });
                }
                accepted.write(Accepted { tick, who, deed });
            }
            Err(cause) => {
                log.write(
                    LogEvent::new(tick, "refused", who)
                        .with("do", deed_name(&deed))
                        .with("cause", cause.clone()),
                );
                refused.write(Refused {
                    tick,
                    who,
                    deed,
                    cause,
                });
            }
        }
    }
}

/// Steering and looking about come with every frame: they are not worth a line of the log.
fn is_steering(deed: &Deed) -> bool {
    matches!(
        deed,
        Deed::Move { .. } | Deed::Turn { .. } | Deed::Track { .. } | Deed::Look { .. }
    )
}

/// Steering lasts a moment longer than its tick, so that a slow frame with several ticks does not stumble.
fn rest_steering(actors: &mut Query<Actor, With<Body>>, tick: Tick) {
    for mut actor in actors.iter_mut() {
        if actor.mover.jump {
            actor.mover.jump = false;
        }
        if tick > actor.route.steer_until && actor.mover.steer != Vec3::ZERO {
            actor.mover.steer = Vec3::ZERO;
        }
    }
}

fn apply(scene: &mut Scene, actors: &mut Query<Actor, With<Body>>, intent: &Intent) -> Outcome {
    let missing = || "there is nobody by that number here".to_owned();
    let entity = scene.index.get(intent.who).ok_or_else(missing)?;
    if !intent.deed.is_within_bounds() {
        return Err("there is no such point".to_owned());
    }
    let other = other_of(scene, actors, intent)?;
    let mut actor = actors.get_mut(entity).map_err(|_| missing())?;
    let actor = &mut actor;
    match &intent.deed {
        Deed::Move {
            right,
            ahead,
            run,
            jump,
            crouch,
        } => {
            actor.mover.crouch = *crouch;
            movement::steer(scene, actor, *right, *ahead, *run, *jump)
        }
        Deed::Turn { yaw, pitch } => movement::turn(actor, *yaw, *pitch),
        Deed::Track { to } => movement::track(scene, actor, *to),
        Deed::Look { at } => {
            actor.attention.target = *at;
            Ok(())
        }
        Deed::Go { to } => movement::go(scene, actor, to, other),
        Deed::Follow { whom } => movement::follow(scene, actor, *whom, other),
        Deed::Lead { whom, to } => movement::lead(scene, actor, *whom, to),
        Deed::Teleport { to, yaw } => movement::teleport(scene, actor, *to, *yaw),
        Deed::Stop => movement::stop(scene, actor),
        Deed::Say {
            text,
            to,
            volume,
            source,
        } => talk::say(scene, actor, text, *to, *volume, source.as_deref()),
        Deed::Hush => talk::hush(scene, actor),
        Deed::Gesture { gesture, at } => social::gesture(scene, actor, *gesture, *at, other),
        Deed::Sit { seat } => seating::sit(scene, actor, seat.as_ref()),
        Deed::Stand => seating::stand(scene, actor),
        // Only who could be spoken to can be asked.
        Deed::Hail { .. } | Deed::AskAgain { .. } => social::hail(actor, other),
        Deed::Leave { .. } => Ok(()),
        Deed::Mute { whom, on } => social::mute(actor, *whom, *on),
        Deed::Block { whom, on } => social::block(scene, actor, *whom, *on),
        Deed::Rename { name } => social::rename(actor, name),
    }
}

/// The body a deed is about, as the actor perceives it.
#[derive(Debug, Clone, Copy)]
struct Other {
    at: Vec3,
    following: Option<StableId>,
}

/// Finds the body that a deed names. It must be here and not hidden from the actor, but for muting, blocking and
/// parting; who is gone can still be taken off the lists.
fn other_of(
    scene: &Scene,
    actors: &Query<Actor, With<Body>>,
    intent: &Intent,
) -> Result<Option<Other>, Refusal> {
    use crate::{Goal, LookAt, SayTo};
    let (whom, may_be_self) = match &intent.deed {
        Deed::Follow { whom } | Deed::Lead { whom, .. } | Deed::Hail { whom } => (*whom, false),
        Deed::Leave { whom } | Deed::AskAgain { whom } => (*whom, false),
        Deed::Mute { whom, .. } | Deed::Block { whom, .. } => (*whom, false),
        Deed::Go {
            to: Goal::Body(whom),
        } => (*whom, false),
        Deed::Say {
            to: SayTo::Body(whom),
            ..
        } => (*whom, false),
        Deed::Look {
            at: Some(LookAt::Body(whom)),
        } => (*whom, true),
        Deed::Gesture {
            at: Some(LookAt::Body(whom)),
            ..
        } => (*whom, true),
        _ => return Ok(None),
    };
    let (mut needs_body, mut may_be_hidden) = (true, false);
    match intent.deed {
        Deed::Mute { on, .. } | Deed::Block { on, .. } => (needs_body, may_be_hidden) = (on, true),
        Deed::Leave { .. } => may_be_hidden = true,
        _ => {}
    }
    if whom == intent.who && !may_be_self {
        return Err("that is me".to_owned());
    }
    let gone = || "they are not here".to_owned();
    let other = scene.index.get(whom).and_then(|e| actors.get(e).ok());
    let Some(other) = other else {
        return if needs_body { Err(gone()) } else { Ok(None) };
    };
    let me = scene.index.get(intent.who).and_then(|e| actors.get(e).ok());
    let hidden = me.is_some_and(|me| hides(intent.who, me.blocked, whom, other.blocked));
    if hidden && !may_be_hidden {
        return Err(gone());
    }
    Ok(Some(Other {
        at: other.pose.position(),
        following: other.following.map(|f| f.0),
    }))
}
