//! The seat that the person looks at.

use bevy::prelude::*;
use stoa_ui::{LocalPerson, SeatInView, ViewCamera};
use stoa_world::{Places, Pose, Posture, Seat, SeatId, StableId};

use super::DesktopSystems;
use crate::headset;

/// How near a seat must be to be offered, in metres.
const REACH_M: f32 = 2.5;
/// How far from the middle of the view it may be, in radians.
const CONE_RAD: f32 = 0.28;

pub fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        look.in_set(DesktopSystems::Talk).run_if(not(headset::worn)),
    );
}

fn look(
    person: Option<Res<LocalPerson>>,
    bodies: Query<(&StableId, &Pose, &Posture)>,
    places: Option<Res<Places>>,
    camera: Single<&GlobalTransform, With<ViewCamera>>,
    mut seen: ResMut<SeatInView>,
) {
    let own = person.and_then(|person| bodies.iter().find(|(id, ..)| **id == person.0));
    let standing = own.filter(|(.., posture)| **posture != Posture::Sitting);
    let seat = standing.zip(places).and_then(|((_, pose, _), places)| {
        let seats = places.seats.values();
        nearest_in_view(
            seats,
            pose.position(),
            camera.translation(),
            camera.forward(),
        )
    });
    seen.set_if_neq(SeatInView(seat));
}

/// The free seat nearest to the middle of the view, of those within reach of `feet`.
fn nearest_in_view<'a>(
    seats: impl Iterator<Item = &'a Seat>,
    feet: Vec3,
    eye: Vec3,
    ahead: Dir3,
) -> Option<SeatId> {
    let free = seats.filter(|seat| seat.taken_by.is_none());
    let near = free.filter(|seat| seat.at.distance(feet) <= REACH_M);
    near.map(|seat| ((seat.at - eye).angle_between(*ahead), &seat.id))
        .filter(|(angle, _)| *angle <= CONE_RAD)
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, id)| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(id: &str, at: Vec3, taken: bool) -> Seat {
        Seat {
            id: SeatId(id.to_owned()),
            place: None,
            at,
            yaw_rad: 0.0,
            approach: at,
            taken_by: taken.then_some(StableId(1000)),
        }
    }

    #[test]
    fn a_seat_would_be_offered_that_is_taken_far_away_or_not_looked_at() {
        let left = Vec3::new(-0.4, 0.45, -1.5);
        let right = Vec3::new(0.4, 0.45, -1.5);
        let far = Vec3::new(0.4, 0.45, -4.0);
        let eye = Vec3::Y * 1.65;
        for (taken, look_at, offered) in [
            (false, left, Some("left")),
            (false, right, Some("right")),
            (true, right, None),
            (false, far, None),
            (false, -left, None),
        ] {
            let seats = [
                seat("left", left, false),
                seat("right", right, taken),
                seat("far", far, false),
            ];
            let ahead = Dir3::new(look_at - eye).unwrap();
            let seen = nearest_in_view(seats.iter(), Vec3::ZERO, eye, ahead);
            let seen = seen.as_ref().map(|seat| seat.0.as_str());
            assert_eq!(seen, offered, "{look_at}, taken: {taken}");
        }
    }
}
