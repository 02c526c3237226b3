//! The ways to all places, found beside the world: in a town of many squares that takes longer than a frame.

use bevy_math::Vec3;
use stoa_model::PlaceView;
use stoa_world::{PlaceId, Places, nav::NavGrid};

/// Knows all that is needed to tell the ways from one point, on whichever thread.
pub(crate) struct Ways {
    nav: NavGrid,
    places: Places,
    from: Vec3,
}

impl Ways {
    pub(crate) fn new(nav: &NavGrid, places: &Places, from: Vec3) -> Self {
        Self {
            nav: nav.clone(),
            places: Places {
                places: places.places.clone(),
                ..Places::default()
            },
            from,
        }
    }

    /// Puts in the way to each place and the metres to walk there, and sorts the places by them.
    pub(crate) fn tell(&self, views: &mut [PlaceView]) {
        for view in &mut *views {
            let Some(place) = self.places.places.get(&PlaceId(view.id.clone())) else {
                continue;
            };
            let (way, metres) = self.nav.way_in_words(self.from, place.at, &self.places);
            view.way = way;
            view.distance_m = metres.map_or(view.distance_m, f32::round);
        }
        nearest_first(views);
    }
}

pub(crate) fn nearest_first(views: &mut [PlaceView]) {
    views.sort_by(|a, b| {
        let metres = a.distance_m.total_cmp(&b.distance_m);
        metres.then_with(|| a.id.cmp(&b.id))
    });
}
