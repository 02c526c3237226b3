//! Daily life: when nothing else is going on, the planner chooses what to do next.

use bevy_ecs::prelude::*;
use stoa_mind::plan::{Activity, PersonOption, PlaceOption, PlanView};
use stoa_world::{
    Body, Deed, Following, Goal, Intent, PlaceId, Pose, Posture, StableId,
    sim::{Leading, is_crowd},
};

use crate::{
    act::nearest_seat,
    chats::Chats,
    inhabitant::{Conduct, Errand, Inhabitant},
    scene::Scene,
};

/// Walking up to somebody is given up after this long, in seconds.
const APPROACH_S: u64 = 45;
/// A walk to a place is thought to have failed after this long, in seconds.
const WALK_S: u64 = 120;
/// Company is sought among those this near, in metres.
const COMPANY_M: f32 = 30.0;
/// Whoever is led and has fallen this far behind, without a word, has gone another way, in metres.
const LOST_M: f32 = 12.0;

pub(crate) fn live(
    scene: Scene,
    chats: Res<Chats>,
    bodies: Query<(&Pose, &Posture, Option<&Following>, Option<&Leading>), With<Body>>,
    mut minds: Query<(&mut Inhabitant, &mut Conduct)>,
    mut intents: MessageWriter<Intent>,
) {
    let now = scene.clock.tick;
    let free: Vec<StableId> = scene
        .cast
        .iter()
        .map(|(id, _)| id)
        .filter(|id| !is_crowd(*id))
        .filter(|id| {
            let state = scene
                .index
                .get(*id)
                .and_then(|e| Some((minds.get(e).ok()?, bodies.get(e).ok()?)));
            state.is_some_and(|((mind, conduct), (_, _, following, leading))| {
                mind.0.talk.is_none()
                    && conduct.turn.is_none()
                    && !matches!(
                        conduct.errand,
                        Errand::Approach { .. } | Errand::Introduce { .. }
                    )
                    && following.is_none()
                    && leading.is_none()
                    && chats.of(*id).is_none()
            })
        })
        .collect();
    let mut approached: Vec<StableId> = scene
        .cast
        .iter()
        .filter_map(|(id, _)| minds.get(scene.index.get(id)?).ok())
        .filter_map(|(_, conduct)| match conduct.errand {
            Errand::Approach { whom, .. } => Some(whom),
            _ => None,
        })
        .collect();
    // Those of the crowd live by their needs, in the tick.
    for (me, persona) in scene.cast.iter().filter(|(id, _)| !is_crowd(*id)) {
        let Some(entity) = scene.index.get(me) else {
            continue;
        };
        let (Ok((mut mind, mut conduct)), Ok((pose, posture, following, leading))) =
            (minds.get_mut(entity), bodies.get(entity))
        else {
            continue;
        };
        if let Errand::Approach { until, .. } = conduct.errand
            && now >= until
        {
            conduct.errand = Errand::None;
            conduct.next_plan = now;
            intents.write(Intent {
                who: me,
                deed: Deed::Stop,
            });
        }
        if let Some(Leading(led)) = leading
            && mind.0.talk.is_none()
            && now >= conduct.next_plan
            && scene
                .pose(*led)
                .is_none_or(|led| led.distance(pose) > LOST_M)
        {
            intents.write(Intent {
                who: me,
                deed: Deed::Stop,
            });
        }
        let busy = mind.0.talk.is_some()
            || conduct.turn.is_some()
            || following.is_some()
            || leading.is_some()
            || matches!(
                conduct.errand,
                Errand::Approach { .. } | Errand::Introduce { .. }
            );
        // Everybody thinks once a second at most, each in a tick of their own.
        if busy || now < conduct.next_plan || !(now.0 + u64::from(me.0)).is_multiple_of(30) {
            continue;
        }
        let nobody = *posture == Posture::Sitting && approached.contains(&me);
        let view = PlanView {
            seed: scene.clock.seed,
            me: me.0,
            now_tick: now.0,
            round: persona.round_at(scene.clock.minute()),
            at: scene
                .places
                .at(pose.position())
                .map(|place| place.id.0.as_str()),
            places: places(&scene, pose),
            people: if nobody {
                Vec::new()
            } else {
                people(&scene, &mind, me, pose, &free, &approached)
            },
            topics: Vec::new(),
        };
        let activity = mind.0.planner.next(&view);
        match activity {
            Activity::GoTo {
                place,
                stay_ticks,
                sit,
            } => {
                let seat = if sit {
                    nearest_seat(Some(&place), pose, &scene.places)
                } else {
                    None
                };
                let deed = match seat {
                    Some(seat) => Deed::Sit { seat: Some(seat) },
                    None => Deed::Go {
                        to: Goal::Place(PlaceId(place)),
                    },
                };
                intents.write(Intent { who: me, deed });
                conduct.errand = Errand::Visit { stay: stay_ticks };
                conduct.next_plan = now.plus_seconds(WALK_S);
            }
            Activity::Approach { who, .. } => {
                let whom = StableId(who);
                approached.push(whom);
                intents.write(Intent {
                    who: me,
                    deed: Deed::Go {
                        to: Goal::Body(whom),
                    },
                });
                conduct.errand = Errand::Approach {
                    whom,
                    until: now.plus_seconds(APPROACH_S),
                };
            }
            Activity::Wander { stay_ticks } => {
                conduct.errand = Errand::None;
                conduct.next_plan = stoa_world::Tick(now.0 + stay_ticks);
            }
        }
    }
}

fn places(scene: &Scene, pose: &Pose) -> Vec<PlaceOption> {
    let here = pose.position();
    let free_seats = |id: &PlaceId| {
        let seats = scene.places.seats.values();
        seats
            .filter(|seat| seat.taken_by.is_none() && seat.place.as_ref() == Some(id))
            .count()
    };
    let options = scene.places.places.values().map(|place| PlaceOption {
        id: place.id.0.clone(),
        kind: place.kind.clone(),
        seats_free: u32::try_from(free_seats(&place.id)).unwrap_or(u32::MAX),
        distance_m: place.at.distance(here),
    });
    options.collect()
}

fn people(
    scene: &Scene,
    mind: &Inhabitant,
    me: StableId,
    pose: &Pose,
    free: &[StableId],
    approached: &[StableId],
) -> Vec<PersonOption> {
    scene
        .cast
        .iter()
        .filter(|(id, _)| *id != me && !is_crowd(*id))
        .filter_map(|(id, _)| {
            let distance_m = scene.pose(id)?.distance(pose);
            let known = mind.0.known.get(id.0);
            (distance_m <= COMPANY_M).then(|| PersonOption {
                id: id.0,
                warmth: known.map_or(0, |known| known.warmth),
                distance_m,
                free: free.contains(&id) && !approached.contains(&id),
                last_talk_tick: known.and_then(|known| known.last_tick),
            })
        })
        .collect()
}
