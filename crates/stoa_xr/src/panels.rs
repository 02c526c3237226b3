//! Where the panels hang: in reach, facing the head, never in a wall; and the ray that presses them.

use avian3d::prelude::{SpatialQuery, SpatialQueryFilter};
use bevy::prelude::*;
use stoa_world::{
    panel::{PanelAnchors, PanelHit, PanelPressed, PanelRay, PanelsOpen},
    sim::BodyCollider,
};

use crate::{
    Headset, Placement, Tracking,
    bindings::{BELT_DEG, Roles, Side},
    hand_input::{Pointer, XrHands, in_world},
    session::Pulse,
    walk::{WalkSystems, XrComfort},
};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<PanelAnchors>()
        .init_resource::<PanelRay>()
        .init_resource::<PanelHit>()
        .init_resource::<PanelsOpen>()
        .init_resource::<Opened>()
        .add_message::<PanelPressed>()
        .add_systems(
            Update,
            (hang, lend_ray, shake)
                .chain()
                .after(crate::hand_input::point)
                // What is asked for there hangs in the same frame.
                .after(WalkSystems),
        );
}

/// Metres from the eye to a panel that stands before one, and how far below the eye its middle is.
const MENU_M: f32 = 0.85;
const MENU_BELOW_M: f32 = 0.12;
const KEYBOARD_M: f32 = 0.65;
const KEYBOARD_BELOW_M: f32 = 0.5;
/// Quick replies where no hand carries them.
const CHEST_M: f32 = 0.6;
const CHEST_BELOW_M: f32 = 0.32;
/// So far to the left of a keyboard, which it would cover.
const CHEST_ASIDE_M: f32 = 0.52;
const BELT_M: f32 = 0.5;
const BELT_BELOW_M: f32 = 0.65;
/// It goes when the head is so much higher than it was when it came, in degrees.
const BELT_SLACK_DEG: f32 = 8.0;
/// A panel keeps so far from a wall, in metres.
const CLEAR_M: f32 = 0.06;
/// Who walks so far away from a panel that was opened has it before them again, in metres.
const FOLLOW_M: f32 = 1.2;
/// And who has turned so far away from it, in degrees.
const BEHIND_DEG: f32 = 80.0;

/// Where what was opened was put.
#[derive(Resource, Debug, Clone, Copy, Default)]
struct Opened {
    menu: Option<(Isometry3d, Vec3)>,
    keyboard: Option<(Isometry3d, Vec3)>,
    chest: Option<(Isometry3d, Vec3)>,
    chest_aside: bool,
    /// In the tracking space: it turns with the body, not with the head.
    belt: Option<Isometry3d>,
    menu_was_pressed: bool,
}

fn hang(
    headset: Res<Headset>,
    tracking: Res<Tracking>,
    placement: Res<Placement>,
    hands: Res<XrHands>,
    comfort: Res<XrComfort>,
    space: SpatialQuery,
    bodies: Query<Entity, With<BodyCollider>>,
    mut opened: ResMut<Opened>,
    mut open: ResMut<PanelsOpen>,
    mut anchors: ResMut<PanelAnchors>,
) {
    let worn = headset.is_worn();
    let Some(tracked) = tracking.head.filter(|_| worn) else {
        if *anchors != PanelAnchors::default() {
            *anchors = PanelAnchors::default();
            *opened = Opened::default();
        }
        return;
    };
    let head = placement.world_from(tracked);
    let roles = Roles::new(comfort.0.left_handed);
    let menu = Side::BOTH.iter().any(|side| hands.0.of(*side).menu);
    if menu && !opened.menu_was_pressed {
        open.menu = !open.menu;
    }
    opened.menu_was_pressed = menu;

    let free_m = |to: Vec3| {
        let way = to - head.translation;
        let filter = SpatialQueryFilter::from_excluded_entities(bodies);
        Dir3::new(way)
            .ok()
            .and_then(|way_to| {
                space.cast_ray(
                    head.translation,
                    way_to,
                    way.length() + CLEAR_M,
                    true,
                    &filter,
                )
            })
            .map_or(way.length(), |hit| (hit.distance - CLEAR_M).max(0.25))
    };
    let before =
        |kept: &mut Option<(Isometry3d, Vec3)>, wanted: bool, ahead: f32, below: f32, left: f32| {
            if !wanted {
                *kept = None;
                return None;
            }
            let stays = kept.filter(|(at, from)| stays(&head, at, *from));
            let (at, from) = stays.unwrap_or_else(|| {
                let level = ahead_of(&head, 1.0, 0.0) - head.translation;
                let point = ahead_of(&head, ahead, below) + Vec3::Y.cross(level) * left;
                let way = point - head.translation;
                let point = head.translation + way.normalize_or_zero() * free_m(point);
                (facing(point, head.translation), head.translation)
            });
            *kept = Some((at, from));
            Some(at)
        };
    let carried = hands
        .0
        .of(roles.other)
        .grip
        .filter(|_| !comfort.0.by_gaze && hands.0.of(roles.main).aim.is_some())
        .map(|grip| on_wrist(in_world(&placement, &grip).translation, head.translation));
    let aside = open.keyboard;
    if std::mem::replace(&mut opened.chest_aside, aside) != aside {
        opened.chest = None;
    }
    let chest = before(
        &mut opened.chest,
        carried.is_none(),
        CHEST_M,
        CHEST_BELOW_M,
        if aside { CHEST_ASIDE_M } else { 0.0 },
    );
    let eye = head.to_isometry();
    *anchors = PanelAnchors {
        eye: Some(eye),
        wrist: carried.or(chest),
        menu: before(&mut opened.menu, open.menu, MENU_M, MENU_BELOW_M, 0.0),
        keyboard: before(
            &mut opened.keyboard,
            open.keyboard,
            KEYBOARD_M,
            KEYBOARD_BELOW_M,
            0.0,
        ),
        belt: belt(&mut opened.belt, &Transform::from_isometry(tracked))
            .map(|belt| placement.world_from(belt).to_isometry()),
    };
}

/// A panel stays where it was opened until one has walked away from it or turned one's back on it.
fn stays(head: &Transform, at: &Isometry3d, from: Vec3) -> bool {
    let way = (Vec3::from(at.translation) - head.translation).with_y(0.0);
    let level = ahead_of(head, 1.0, 0.0) - head.translation;
    let aside_deg = way.angle_between(level).to_degrees();
    from.distance(head.translation) < FOLLOW_M && (aside_deg < BEHIND_DEG || way.length() < 0.1)
}

/// Hangs the belt where the head looks down, and keeps it there until it looks up again.
fn belt(kept: &mut Option<Isometry3d>, head: &Transform) -> Option<Isometry3d> {
    let down_deg = -pitch_deg(head);
    if down_deg < BELT_DEG - BELT_SLACK_DEG {
        *kept = None;
    } else if kept.is_none() && down_deg > BELT_DEG {
        *kept = Some(facing(
            ahead_of(head, BELT_M, BELT_BELOW_M),
            head.translation,
        ));
    }
    *kept
}

fn pitch_deg(head: &Transform) -> f32 {
    head.forward().y.clamp(-1.0, 1.0).asin().to_degrees()
}

/// Ahead of the head's heading, level, and so far below the eye.
fn ahead_of(head: &Transform, ahead_m: f32, below_m: f32) -> Vec3 {
    let forward = head.forward();
    // Who looks straight down faces where the crown points.
    let level = if forward.y.abs() > 0.95 {
        *head.up() * -forward.y.signum()
    } else {
        *forward
    };
    let level = level.with_y(0.0).normalize_or(Vec3::NEG_Z);
    head.translation + level * ahead_m - Vec3::Y * below_m
}

/// At `at`, its face toward the eye.
fn facing(at: Vec3, eye: Vec3) -> Isometry3d {
    let turned = Transform::from_translation(at).looking_at(at + (at - eye), Vec3::Y);
    turned.to_isometry()
}

/// Above the hand, a little toward the middle, so that the hand itself does not cover it.
fn on_wrist(hand: Vec3, eye: Vec3) -> Isometry3d {
    facing(hand + Vec3::Y * 0.22, eye)
}

fn lend_ray(
    pointer: Res<Pointer>,
    hit: Res<PanelHit>,
    headset: Res<Headset>,
    hands: Res<XrHands>,
    mut ray: ResMut<PanelRay>,
) {
    let wanted = if headset.is_worn() {
        PanelRay {
            ray: pointer.ray,
            down: pointer.down,
            dwells: hit.0.is_some() && !hands.0.have_buttons(),
        }
    } else {
        PanelRay::default()
    };
    ray.set_if_neq(wanted);
}

/// The pointing hand feels what it presses.
fn shake(
    mut presses: MessageReader<PanelPressed>,
    pointer: Res<Pointer>,
    mut met: Local<bool>,
    mut pulses: MessageWriter<Pulse>,
) {
    let meets = pointer.on_panel || pointer.whom.is_some();
    let hovered = meets && !std::mem::replace(&mut *met, meets);
    *met = meets;
    let pressed = presses.read().count() > 0;
    let Some(side) = pointer.from else { return };
    if pressed {
        pulses.write(Pulse {
            side,
            seconds: 0.03,
            strength: 0.6,
        });
    } else if hovered {
        pulses.write(Pulse {
            side,
            seconds: 0.015,
            strength: 0.25,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_belt_would_run_from_the_eye_that_looks_at_its_end() {
        let mut kept = None;
        let mut look = |yaw_deg: f32, down_deg: f32| {
            let (yaw, pitch) = (yaw_deg.to_radians(), -down_deg.to_radians());
            let turn = Quat::from_euler(EulerRot::YXZ, yaw, pitch, 0.0);
            let head = Transform::from_xyz(0.0, 1.6, 0.0).with_rotation(turn);
            belt(&mut kept, &head)
        };
        assert_eq!(look(0.0, 38.0), None);
        let came = look(0.0, 42.0);
        assert!(came.is_some());
        // To its ends and back, and a little up.
        for (yaw, down) in [(-15.0, 50.0), (15.0, 55.0), (0.0, 34.0)] {
            assert_eq!(look(yaw, down), came, "{yaw} {down}");
        }
        assert_eq!(look(0.0, 30.0), None);
        let again = look(90.0, 50.0).expect("it is there again");
        assert!((again.translation.x + BELT_M).abs() < 1e-3, "{again:?}");
    }

    #[test]
    fn a_panel_would_follow_every_glance_or_be_left_behind() {
        let eye = Vec3::new(3.0, 1.6, -2.0);
        let straight = Transform::from_translation(eye);
        let at = facing(ahead_of(&straight, CHEST_M, CHEST_BELOW_M), eye);
        for (step, yaw_deg, pitch_deg, wanted) in [
            (Vec3::ZERO, 0.0_f32, 0.0_f32, true),
            (Vec3::ZERO, 60.0, -20.0, true),
            (Vec3::ZERO, -60.0, -70.0, true),
            (Vec3::ZERO, 100.0, 0.0, false),
            (Vec3::ZERO, 180.0, 0.0, false),
            (Vec3::new(0.0, 0.0, 0.4), 0.0, 0.0, true),
            (Vec3::new(0.0, 0.0, 1.3), 0.0, 0.0, false),
            // Right over it no side is behind one.
            (Vec3::new(0.0, 0.0, -CHEST_M), 180.0, 0.0, true),
        ] {
            let (yaw, pitch) = (yaw_deg.to_radians(), pitch_deg.to_radians());
            let turn = Quat::from_euler(EulerRot::YXZ, yaw, pitch, 0.0);
            let head = Transform::from_translation(eye + step).with_rotation(turn);
            assert_eq!(
                stays(&head, &at, eye),
                wanted,
                "{step} {yaw_deg} {pitch_deg}"
            );
        }
    }

    #[test]
    fn a_panel_would_hang_out_of_reach_or_turn_its_back() {
        for (yaw, pitch) in [(0.0, 0.0), (2.0, -0.7), (-1.0, 0.6), (0.5, -1.5)] {
            let head = Transform::from_xyz(3.0, 1.6, -2.0).with_rotation(Quat::from_euler(
                EulerRot::YXZ,
                yaw,
                pitch,
                0.0,
            ));
            for (ahead, below) in [
                (MENU_M, MENU_BELOW_M),
                (KEYBOARD_M, KEYBOARD_BELOW_M),
                (CHEST_M, CHEST_BELOW_M),
                (BELT_M, BELT_BELOW_M),
            ] {
                let at = ahead_of(&head, ahead, below);
                let panel = facing(at, head.translation);
                let way = head.translation - at;
                assert!(way.length() < 0.9, "{way} is out of reach");
                // Its face looks at the eye, its upper edge is up.
                assert!((panel.rotation * Vec3::Z).dot(way.normalize()) > 0.999);
                assert!((panel.rotation * Vec3::Y).y > 0.2);
                // Ahead of where the head faces, also when it looks down at its own feet.
                let level = Quat::from_rotation_y(yaw) * Vec3::NEG_Z;
                assert!((at - head.translation).with_y(0.0).normalize().dot(level) > 0.99);
            }
        }
    }
}
