//! The hands of this frame, and the one ray that points: from the main hand, else the other, else the eyes (or always
//! from the eyes, by choice).

use avian3d::prelude::{SpatialQuery, SpatialQueryFilter};
use bevy::prelude::*;
use stoa_world::{
    Body, Pose, StableId,
    panel::{DWELL, PanelHit},
    sim::BodyCollider,
};

use crate::{
    Placement, Tracking, XrPerson,
    bindings::{HOLD_S, Roles, Side},
    hands::{self, Hands},
    walk::XrComfort,
};

/// Both hands as the runtime gave them for this frame; inactive without focus.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct XrHands(pub Hands);

/// What the person points with, and at what.
#[derive(Resource, Debug, Clone, Copy, Default)]
pub struct Pointer {
    /// In the world.
    pub ray: Option<Ray3d>,
    /// The hand it comes from; `None`: the eyes.
    pub from: Option<Side>,
    /// Who is pointed at, within reach.
    pub whom: Option<StableId>,
    /// Where the ray ends, in metres.
    pub length_m: f32,
    /// Select was pressed and let go within [`HOLD_S`], in this frame; or there is no button, and the ray came to rest on
    /// somebody.
    pub clicked: bool,
    /// Select went down in this frame.
    pub pressed: bool,
    /// Select is down.
    pub down: bool,
    /// Select is held since it went down over open ground.
    pub held_on_ground: bool,
    /// The ray meets a panel.
    pub on_panel: bool,
    pressed_for_s: f32,
    began_on_ground: bool,
    rest: Rest,
}

/// On whom the ray rests, and for how long.
#[derive(Debug, Clone, Copy, Default)]
struct Rest {
    whom: Option<StableId>,
    for_s: f32,
}

impl Rest {
    /// Whether the ray has just rested on `whom` for [`DWELL`]; once, until it goes elsewhere.
    fn ends(&mut self, whom: Option<StableId>, seconds: f32) -> bool {
        let before_s = if whom == self.whom { self.for_s } else { 0.0 };
        self.whom = whom;
        self.for_s = before_s + seconds;
        let enough_s = DWELL.as_secs_f32();
        whom.is_some() && before_s < enough_s && self.for_s >= enough_s
    }
}

/// Within this distance somebody can be spoken to, in metres.
pub const REACH_M: f32 = 5.0;
/// How far the ray is drawn when it meets nothing, in metres.
const FAR_M: f32 = 8.0;

/// A pose of the tracking space in the world.
pub fn in_world(placement: &Placement, pose: &hands::Pose) -> Transform {
    placement.world_from(Isometry3d::new(
        Vec3::from(pose.position),
        Quat::from_array(pose.orientation),
    ))
}

pub(crate) fn point(
    hands: Res<XrHands>,
    comfort: Res<XrComfort>,
    placement: Res<Placement>,
    tracking: Res<Tracking>,
    time: Res<Time>,
    space: SpatialQuery,
    colliders: Query<Entity, With<BodyCollider>>,
    bodies: Query<(&StableId, &Pose), With<Body>>,
    person: Option<Res<XrPerson>>,
    panel: Res<PanelHit>,
    mut pointer: ResMut<Pointer>,
) {
    pointer.on_panel = panel.0.is_some();
    let roles = Roles::new(comfort.0.left_handed);
    let from = [roles.main, roles.other]
        .into_iter()
        .filter(|_| !comfort.0.by_gaze)
        .find(|side| hands.0.of(*side).aim.is_some());
    let pose = match from.and_then(|side| hands.0.of(side).aim) {
        Some(aim) => Some(in_world(&placement, &aim)),
        None => tracking.head.map(|head| placement.world_from(head)),
    };
    let down = Side::BOTH.iter().any(|side| hands.0.of(*side).select);
    let ray = pose.map(|pose| Ray3d::new(pose.translation, pose.forward()));
    let filter = SpatialQueryFilter::from_excluded_entities(colliders);
    let wall_m = ray
        .and_then(|ray| space.cast_ray(ray.origin, ray.direction, FAR_M, true, &filter))
        .map_or(FAR_M, |hit| hit.distance);
    let me = person.map(|person| person.0);
    let whom = ray.and_then(|ray| {
        bodies
            .iter()
            .filter(|(id, _)| Some(**id) != me)
            .filter_map(|(id, pose)| Some((meets(ray, pose.position())?, *id)))
            .filter(|(distance, _)| *distance <= REACH_M.min(wall_m + 0.3))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|_| panel.0.is_none())
    });
    let pressed = down && !pointer.down;
    let let_go = !down && pointer.down;
    if pressed {
        pointer.pressed_for_s = 0.0;
        pointer.began_on_ground = whom.is_none() && !pointer.on_panel;
    } else if down {
        pointer.pressed_for_s += time.delta_secs();
    }
    let pointer = pointer.into_inner();
    let rested = pointer.rest.ends(whom.map(|(_, id)| id), time.delta_secs());
    pointer.clicked = if hands.0.have_buttons() {
        let_go && pointer.pressed_for_s < HOLD_S
    } else {
        rested
    };
    pointer.pressed = pressed;
    pointer.down = down;
    pointer.held_on_ground = down && pointer.began_on_ground;
    pointer.ray = ray;
    pointer.from = from;
    pointer.whom = whom.map(|(_, id)| id);
    pointer.length_m = panel
        .0
        .or(whom.map(|(distance, _)| distance))
        .unwrap_or(wall_m);
}

/// How far along the ray a standing body comes within reach of it, in metres; `None` if it does not.
fn meets(ray: Ray3d, feet: Vec3) -> Option<f32> {
    // The nearest a ray comes to a vertical line, from knees to crown.
    let heights = [0.4, 0.8, 1.2, 1.6];
    heights
        .into_iter()
        .filter_map(|height| {
            let to = feet + Vec3::Y * height - ray.origin;
            let along = to.dot(*ray.direction);
            let aside = (to - *ray.direction * along).length();
            // Nobody points exactly: a hand's breadth more than the body, and more with the distance.
            (along > 0.1 && aside < 0.3 + along * 0.05).then_some(along)
        })
        .min_by(f32::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glance_would_begin_a_talk_or_a_look_begin_it_again_and_again() {
        let (mara, theo) = (Some(StableId(1000)), Some(StableId(1001)));
        let mut rest = Rest::default();
        for (whom, seconds, ends) in [
            (mara, 1.0, false),
            (theo, 1.0, false),
            (mara, 1.0, false),
            (mara, 0.3, true),
            (mara, 5.0, false),
            (None, 9.0, false),
            // However long a frame takes.
            (theo, 2.0, true),
        ] {
            assert_eq!(rest.ends(whom, seconds), ends, "{whom:?} {seconds}");
        }
    }

    #[test]
    fn somebody_would_be_missed_or_met_behind_ones_back() {
        let eye = Vec3::new(0.0, 1.6, 0.0);
        for (feet, toward, met) in [
            (Vec3::new(0.0, 0.0, -3.0), Vec3::new(0.0, -0.1, -1.0), true),
            (Vec3::new(0.0, 0.0, 3.0), Vec3::new(0.0, -0.1, -1.0), false),
            (Vec3::new(1.5, 0.0, -3.0), Vec3::new(0.0, 0.0, -1.0), false),
            (Vec3::new(0.35, 0.0, -3.0), Vec3::new(0.0, 0.0, -1.0), true),
            (Vec3::new(0.0, 0.0, -3.0), Vec3::new(0.0, 1.0, -1.0), false),
        ] {
            let ray = Ray3d::new(eye, Dir3::new(toward).expect("a direction"));
            assert_eq!(meets(ray, feet).is_some(), met, "{feet} along {toward}");
        }
    }
}
