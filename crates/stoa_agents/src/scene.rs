//! What an agent can see from where it stands, in the words and numbers that a mind uses.

use bevy_ecs::{prelude::*, system::SystemParam};
use bevy_math::Vec3;
use stoa_mind::sight::Sightings;
use stoa_model::{Fact, PersonView, PlaceView};
use stoa_world::{
    Blocked, Body, Controller, DisplayName, Following, Goal, Mover, Place, PlaceId, Places, Pose,
    Posture, Seated, SimClock, StableId, WorldDef,
    nav::NavGrid,
    sim::{BodyIndex, Mirrored, is_crowd},
};

use crate::{
    cast::Cast,
    inhabitant::Inhabitant,
    ways::{Ways, nearest_first},
};

/// How far an agent sees somebody, in metres.
pub const SIGHT_M: f32 = 18.0;
/// Steps and breath of somebody this near are heard, wall or no wall, in metres.
pub const EARSHOT_M: f32 = 4.0;

/// Whether somebody who stands at `own` notices somebody who stands at `theirs`: in a clear line, or close by.
pub(crate) fn notices(nav: &NavGrid, own: &Pose, theirs: &Pose) -> bool {
    let distance = own.distance(theirs);
    distance <= EARSHOT_M
        || (distance <= SIGHT_M && nav.sight_clear(own.position(), theirs.position()))
}

/// Everything that is looked at to describe a scene. Reads, never writes.
#[derive(SystemParam)]
pub struct Scene<'w, 's> {
    pub clock: Res<'w, SimClock>,
    pub def: Res<'w, WorldDef>,
    pub nav: Res<'w, NavGrid>,
    pub places: Res<'w, Places>,
    pub cast: Res<'w, Cast>,
    pub index: Res<'w, BodyIndex>,
    /// Of the crowd, only those who have a mind just now are somebody.
    pub bodies: Query<'w, 's, BodyView, (With<Body>, Or<(Without<Mirrored>, With<Inhabitant>)>)>,
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

    /// Everyone `me` notices, with the distance in metres, nearest first.
    fn noticed(&self, me: StableId) -> Vec<(StableId, f32)> {
        let Some(own) = self.pose(me) else {
            return Vec::new();
        };
        let others = self.index.iter().filter(|(id, _)| *id != me);
        let mut seen: Vec<(StableId, f32)> = others
            .filter_map(|(id, entity)| {
                let body = self.bodies.get(entity).ok()?;
                let hidden = body.6.0.contains(&me);
                (!hidden && notices(&self.nav, &own, body.3)).then(|| (id, own.distance(body.3)))
            })
            .collect();
        seen.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        seen
    }

    /// Everyone `me` notices, nearest first. Names and roles are put in by the mind.
    pub fn present(&self, me: StableId) -> Vec<PersonView> {
        let seen = self.noticed(me).into_iter();
        seen.map(|(id, distance)| PersonView {
            distance_m: Some((distance * 10.0).round() / 10.0),
            ..self.person(id)
        })
        .collect()
    }

    /// Everyone `me` notices, with the place each is at or near.
    pub fn glimpses(&self, me: StableId) -> Vec<(StableId, &PlaceId)> {
        let seen = self.noticed(me).into_iter();
        seen.filter_map(|(id, _)| {
            let place = self.place_near(self.pose(id)?.position())?;
            Some((id, &place.id))
        })
        .collect()
    }

    /// Every inhabitant that `me` does not notice now, where it has seen them last.
    pub fn absent(&self, me: StableId, seen: &Sightings) -> Vec<PersonView> {
        let present = self.noticed(me);
        let out_of_sight = |id: StableId| id != me && !present.iter().any(|(seen, _)| *seen == id);
        let place = |id: StableId| {
            let last = seen.last(id.0)?;
            self.places.places.get(&PlaceId(last.place.clone()))
        };
        let others = self.cast.iter().map(|(id, _)| id);
        others
            .filter(|id| !is_crowd(*id) && out_of_sight(*id))
            .map(|id| PersonView {
                id: id.0,
                agent: true,
                at: place(id).map(|place| place.name.clone()),
                ..PersonView::default()
            })
            .collect()
    }

    /// The place that somebody at `point` (metres) is said to be at: the one they are in, else the nearest.
    fn place_near(&self, point: Vec3) -> Option<&Place> {
        let beyond = |place: &Place| place.at.distance(point) - place.radius_m;
        self.places.at(point).or_else(|| {
            let all = self.places.places.values();
            all.min_by(|a, b| beyond(a).total_cmp(&beyond(b)))
        })
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

    /// Every place, nearest first, without the way there: [`Self::ways_from`].
    pub fn places_from(&self, id: StableId) -> Vec<PlaceView> {
        let Some(from) = self.pose(id).map(|pose| pose.position()) else {
            return Vec::new();
        };
        let all = self.places.places.values();
        let mut views: Vec<PlaceView> = all
            .map(|place| self.view(place, from.distance(place.at).round(), String::new()))
            .collect();
        nearest_first(&mut views);
        views
    }

    /// The ways from where somebody stands to all places.
    pub(crate) fn ways_from(&self, id: StableId) -> Option<Ways> {
        let from = self.pose(id)?.position();
        Some(Ways::new(&self.nav, &self.places, from))
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
