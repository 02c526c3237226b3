//! What an agent can see from where it stands, in the words and numbers that a mind uses.

use bevy_ecs::{prelude::*, system::SystemParam};
use bevy_math::Vec3;
use stoa_model::{Fact, PersonView, PlaceView};
use stoa_world::{
    Blocked, Body, Controller, DisplayName, Following, Goal, Mover, Place, Places, Pose, Posture,
    Seated, SimClock, StableId, WorldDef, nav::NavGrid, sim::BodyIndex,
};

use crate::cast::Cast;

/// How far an agent sees somebody, in metres.
pub const SIGHT_M: f32 = 18.0;

/// Everything that is looked at to describe a scene. Reads, never writes.
#[derive(SystemParam)]
pub struct Scene<'w, 's> {
    pub clock: Res<'w, SimClock>,
    pub def: Res<'w, WorldDef>,
    pub nav: Res<'w, NavGrid>,
    pub places: Res<'w, Places>,
    pub cast: Res<'w, Cast>,
    pub index: Res<'w, BodyIndex>,
    pub bodies: Query<'w, 's, BodyView, With<Body>>,
}

/// What can be seen of a body.
type BodyView = (
    &'static StableId,
    &'static Controller,
    &'static DisplayName,
    &'static Pose,
    &'static Posture,
    &'static Mover,
    &'static Blocked,
    Option<&'static Seated>,
    Option<&'static Following>,
);

impl Scene<'_, '_> {
    /// Where somebody stands.
    pub fn pose(&self, id: StableId) -> Option<Pose> {
        let entity = self.index.get(id)?;
        self.bodies.get(entity).ok().map(|body| *body.3)
    }

    /// Whether this body is a person's.
    pub fn is_person(&self, id: StableId) -> bool {
        let body = self
            .index
            .get(id)
            .and_then(|entity| self.bodies.get(entity).ok());
        body.is_some_and(|body| *body.1 == Controller::Person)
    }

    /// Everyone `me` can see, nearest first. Names and roles are put in by the mind.
    pub fn present(&self, me: StableId) -> Vec<PersonView> {
        let Some(own) = self.pose(me) else {
            return Vec::new();
        };
        let mut seen: Vec<PersonView> = self
            .index
            .iter()
            .filter(|(id, _)| *id != me)
            .filter_map(|(id, entity)| {
                let body = self.bodies.get(entity).ok()?;
                let distance = own.distance(body.3);
                (distance <= SIGHT_M && !body.6.0.contains(&me)).then(|| PersonView {
                    distance_m: Some((distance * 10.0).round() / 10.0),
                    ..self.person(id)
                })
            })
            .collect();
        seen.sort_by(|a, b| {
            let metres = |view: &PersonView| view.distance_m.unwrap_or(f32::INFINITY);
            metres(a).total_cmp(&metres(b)).then(a.id.cmp(&b.id))
        });
        seen
    }

    /// Every inhabitant that `me` knows and does not see now.
    pub fn absent(&self, me: StableId) -> Vec<PersonView> {
        let present = self.present(me);
        let out_of_sight = |id: StableId| id != me && !present.iter().any(|view| view.id == id.0);
        self.cast
            .iter()
            .filter(|(id, _)| out_of_sight(*id))
            .map(|(id, _)| PersonView {
                doing: None,
                ..self.person(id)
            })
            .collect()
    }

    /// One body as anybody sees it.
    pub fn person(&self, id: StableId) -> PersonView {
        let place = self
            .pose(id)
            .and_then(|pose| self.places.at(pose.position()));
        PersonView {
            id: id.0,
            agent: self.cast.is_agent(id),
            doing: Some(self.doing(id)),
            at: place.map(|place| place.name.clone()),
            ..PersonView::default()
        }
    }

    /// What a body does, as one sees it: `sitting at the fountain`.
    pub fn doing(&self, id: StableId) -> String {
        let Some(body) = self
            .index
            .get(id)
            .and_then(|entity| self.bodies.get(entity).ok())
        else {
            return "away".to_owned();
        };
        let (_, _, _, pose, posture, mover, _, _, following) = body;
        let at = self
            .places
            .at(pose.position())
            .map_or_else(String::new, |place| format!(" at {}", place.name));
        if *posture == Posture::Sitting {
            return format!("sitting{at}");
        }
        if following.is_some() {
            return "walking along with somebody".to_owned();
        }
        if mover.speed > 0.2 {
            return match &mover.goal {
                Some(Goal::Place(to)) => match self.places.places.get(to) {
                    Some(place) => format!("walking to {}", place.name),
                    None => "walking".to_owned(),
                },
                Some(Goal::Seat(_)) => "walking to a seat".to_owned(),
                _ => "walking".to_owned(),
            };
        }
        format!("standing{at}")
    }

    /// Where a body is.
    pub fn here(&self, id: StableId) -> Option<PlaceView> {
        let place = self.places.at(self.pose(id)?.position())?;
        Some(self.view(place, 0.0, String::new()))
    }

    /// Every place, nearest first, with the way there in words if `ways` are asked for (half a millisecond each).
    pub fn places_from(&self, id: StableId, ways: bool) -> Vec<PlaceView> {
        let Some(from) = self.pose(id).map(|pose| pose.position()) else {
            return Vec::new();
        };
        let mut views: Vec<PlaceView> = self
            .places
            .places
            .values()
            .map(|place| {
                if !ways {
                    return self.view(place, from.distance(place.at).round(), String::new());
                }
                let metres = self.walk_m(from, place.at);
                self.view(
                    place,
                    metres,
                    self.nav.way_in_words(from, place.at, &self.places),
                )
            })
            .collect();
        views.sort_by(|a, b| {
            a.distance_m
                .total_cmp(&b.distance_m)
                .then_with(|| a.id.cmp(&b.id))
        });
        views
    }

    fn walk_m(&self, from: Vec3, to: Vec3) -> f32 {
        let straight = from.distance(to);
        let path = self.nav.path(from, to, |_| false);
        path.map_or(straight, |path| {
            path.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
        })
        .round()
    }

    fn view(&self, place: &Place, distance_m: f32, way: String) -> PlaceView {
        PlaceView {
            id: place.id.0.clone(),
            name: place.name.clone(),
            kind: place.kind.clone(),
            about: place.about.clone(),
            distance_m,
            way,
        }
    }

    /// What everyone here knows.
    pub fn lore(&self) -> Vec<Fact> {
        let facts = self.def.lore.iter();
        facts
            .map(|(about, says)| Fact {
                about: about.clone(),
                says: says.clone(),
            })
            .collect()
    }
}
