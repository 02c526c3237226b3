//! What head, hands and feet have come to, as intents of the tick.

use bevy::prelude::*;
use stoa_world::{Deed, Held, Intent, Pose, Posture, Tracked, pose::turn, sim::BodyIndex};

use super::{Gait, Gaze, PITCH_MAX, XrPerson};
use crate::{
    Placement, SessionChanged,
    hand_input::{XrHands, in_world},
    motion::{heading::yaw_of, steer::Steer},
};

pub(super) fn write_intents(
    person: Option<Res<XrPerson>>,
    gaze: Res<Gaze>,
    hands: Res<XrHands>,
    placement: Res<Placement>,
    index: Res<BodyIndex>,
    poses: Query<(&Pose, &Posture)>,
    mut gait: ResMut<Gait>,
    mut intents: MessageWriter<Intent>,
) {
    let (Some(person), Some(head)) = (person, gaze.0) else {
        return;
    };
    let who = person.0;
    let mut tell = |deed| {
        intents.write(Intent { who, deed });
    };
    let body = index.get(who).and_then(|body| poses.get(body).ok());
    // Who sits gets up before they go anywhere.
    let sits = body.is_some_and(|(_, posture)| *posture == Posture::Sitting);
    let goes = gait.moved || !gait.deeds.is_empty();
    if sits {
        gait.deeds.clear();
        gait.hop = None;
        gait.steer = Steer::default();
        if goes {
            tell(Deed::Stand);
        }
    }
    for deed in std::mem::take(&mut gait.deeds) {
        tell(deed);
    }
    let forward = *head.forward();
    // One who teleports faces as they land, not as they looked before, and has head and hands there with the rig.
    let is_here = gait.hop.is_none();
    if is_here {
        let yaw = yaw_of(forward).unwrap_or_default();
        let pitch = forward
            .y
            .clamp(-1.0, 1.0)
            .asin()
            .clamp(-PITCH_MAX, PITCH_MAX);
        let now = (
            turn(yaw),
            (pitch / core::f32::consts::TAU * 65_536.0) as i16,
        );
        if gait.last_turn != Some(now) {
            gait.last_turn = Some(now);
            tell(Deed::Turn {
                yaw: now.0,
                pitch: now.1,
            });
        }
    }
    if let Some((pose, _)) = body.filter(|_| is_here) {
        let held = |place: Transform| Held::new(pose, place.to_isometry());
        let now = Tracked {
            head: held(head),
            hands: hands
                .0
                .hand
                .map(|hand| hand.grip.map(|grip| held(in_world(&placement, &grip)))),
        };
        // A head that went through a wall leaves its body behind.
        let within = now.head.is_within_reach();
        if within && gait.last_tracked.is_none_or(|last| moved(&last, &now)) {
            gait.last_tracked = Some(now);
            tell(Deed::Track { to: Some(now) });
        }
    }
    let Steer { right, ahead, run } = gait.steer;
    if right != 0 || ahead != 0 {
        tell(Deed::Move {
            right,
            ahead,
            run,
            jump: false,
            crouch: false,
        });
    }
}

/// Without the headset the body holds itself again.
pub(super) fn take_off(
    person: Option<Res<XrPerson>>,
    mut changes: MessageReader<SessionChanged>,
    mut gait: ResMut<Gait>,
    mut intents: MessageWriter<Intent>,
) {
    let over = changes.read().any(|change| change.0.is_none());
    if let Some(person) = person.filter(|_| over && gait.last_tracked.take().is_some()) {
        intents.write(Intent {
            who: person.0,
            deed: Deed::Track { to: None },
        });
    }
}

/// Head or a hand moved by more than a centimetre, or turned by more than a degree, or a hand came or went.
fn moved(last: &Tracked, now: &Tracked) -> bool {
    let far = |a: &Held, b: &Held| {
        a.local().distance(b.local()) > 0.01
            || a.rotation().angle_between(b.rotation()) > 1.0_f32.to_radians()
    };
    let hand = |side: usize| match (&last.hands[side], &now.hands[side]) {
        (Some(a), Some(b)) => far(a, b),
        (None, None) => false,
        _ => true,
    };
    far(&last.head, &now.head) || hand(0) || hand(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trembling_head_would_fill_the_record() {
        let held = |x: i16| Held {
            at: [x, 1650, 0],
            turn: [0, 0, 0, 32_767],
        };
        let tracked = |x: i16, hand: Option<i16>| Tracked {
            head: held(x),
            hands: [None, hand.map(held)],
        };
        let last = tracked(0, Some(300));
        for (now, told) in [
            (tracked(5, Some(304)), false),
            (tracked(20, Some(300)), true),
            (tracked(0, Some(320)), true),
            (tracked(0, None), true),
        ] {
            assert_eq!(moved(&last, &now), told, "{now:?}");
        }
    }
}
