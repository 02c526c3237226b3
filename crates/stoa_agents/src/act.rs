//! A mind's actions become intents; the world decides what comes of them.

use bevy_math::Vec3;
use stoa_mind::actions::{Action, GestureKind, Target};
use stoa_world::{Deed, Gesture, Goal, LookAt, PlaceId, Places, Pose, SeatId, StableId};

/// The deeds that carry out `action` for a body that stands at `pose`. Introductions and farewells take more than one
/// tick: they are the errands of `introduce` and the leaving of `part`, and have no deeds here.
pub fn deeds(action: &Action, pose: &Pose, places: &Places) -> Vec<Deed> {
    let body = |id: u32| StableId(id);
    match action {
        Action::Follow { who } => vec![Deed::Follow { whom: body(*who) }],
        Action::LeadTo { who, place } => vec![Deed::Lead {
            whom: body(*who),
            to: PlaceId(place.clone()),
        }],
        Action::GoTo { place } => vec![Deed::Go {
            to: Goal::Place(PlaceId(place.clone())),
        }],
        Action::ComeHere { to } => vec![Deed::Go {
            to: Goal::Body(body(*to)),
        }],
        Action::Stop => vec![Deed::Stop],
        Action::Sit { place } => vec![Deed::Sit {
            seat: nearest_seat(place.as_deref(), pose, places),
        }],
        Action::Stand => vec![Deed::Stand],
        Action::Wave { at } => {
            vec![Deed::Gesture {
                gesture: Gesture::Wave,
                at: at.map(|id| LookAt::Body(body(id))),
            }]
        }
        Action::PointAt { target } => {
            let at = match target {
                Target::Person(id) => Some(LookAt::Body(body(*id))),
                Target::Place(id) => {
                    let place = places.places.get(&PlaceId(id.clone()));
                    place.map(|place| LookAt::Point(place.at + Vec3::Y))
                }
            };
            vec![Deed::Gesture {
                gesture: Gesture::Point,
                at,
            }]
        }
        Action::Gesture { kind } => {
            let gesture = match kind {
                GestureKind::Nod => Gesture::Nod,
                GestureKind::Shake => Gesture::Shake,
                GestureKind::Laugh => Gesture::Laugh,
                GestureKind::Bow => Gesture::Bow,
                GestureKind::Shrug => Gesture::Shrug,
                GestureKind::Think => Gesture::Think,
            };
            vec![Deed::Gesture { gesture, at: None }]
        }
        Action::Introduce { .. } | Action::EndTalk { .. } => Vec::new(),
    }
}

/// The nearest free seat at a place; `None` lets the world choose.
pub fn nearest_seat(place: Option<&str>, pose: &Pose, places: &Places) -> Option<SeatId> {
    let place = place?;
    let here = pose.position();
    let free = places.seats.values().filter(|seat| {
        seat.taken_by.is_none() && seat.place.as_ref().is_some_and(|of| of.0 == place)
    });
    free.min_by(|a, b| {
        a.at.distance(here)
            .total_cmp(&b.at.distance(here))
            .then_with(|| a.id.cmp(&b.id))
    })
    .map(|seat| seat.id.clone())
}
