//! A frame in the main world: waited for, and head and hands read for it.

use std::time::Instant;

use bevy::prelude::*;
use openxr::ViewStateFlags;

use super::{Frame, Headset, STEREO, Session, SessionState, Tracking, XrFrame, fail, give_up};
use crate::{
    eyes::{Eye, Fov},
    governor,
    hand_input::XrHands,
    hands::Hands,
    stats::{self, Timing, XrStats},
};

/// Blocks until the runtime wants the next frame.
pub fn wait(world: &mut World) {
    world.resource_mut::<XrFrame>().0 = None;
    let drawn = world.resource::<Timing>().drawn;
    let Some(mut session) = world.get_resource_mut::<Session>() else {
        return;
    };
    if !session.running {
        return;
    }
    let begun = Instant::now();
    match session.waiter.wait() {
        Ok(state) => {
            let waited = begun.elapsed();
            let frame = session.next_frame(&state, stats::ms(drawn));
            world.resource_mut::<XrFrame>().0 = Some(frame);
            if let Some(now) = world.get_resource::<XrStats>().map(XrStats::now) {
                world.resource_mut::<Timing>().open(frame, waited, now);
            }
        }
        Err(code) => fail(world, "xrWaitFrame", code),
    }
}

impl Session {
    /// The frame after the last one, `drawn_ms` being what the last one took to draw that is through.
    fn next_frame(&mut self, state: &openxr::FrameState, drawn_ms: f32) -> Frame {
        let display = state.predicted_display_time.as_nanos();
        let period = state.predicted_display_period.as_nanos();
        let missed = stats::missed(self.displayed.replace(display), display, period);
        if state.should_render {
            self.sharpness.observe(governor::Frame {
                missed,
                cost_ms: drawn_ms,
                budget_ms: period as f32 * 1e-6,
            });
        }
        let frame = Frame {
            number: self.frames,
            display_time: state.predicted_display_time,
            period_s: period as f32 * 1e-9,
            draw: state.should_render,
            missed,
            scale_percent: self.sharpness.percent(),
            size: self.sharpness.size(),
        };
        self.frames += 1;
        frame
    }
}

/// Where head and eyes will be when the frame is seen.
pub fn find_head(world: &mut World) {
    let Some(frame) = world.resource::<XrFrame>().0 else {
        return;
    };
    let Some(session) = world.get_resource::<Session>() else {
        return;
    };
    let head = session.view.locate(&session.space, frame.display_time);
    let eyes = locate(&session.handle, &session.space, frame.display_time);
    match (head, eyes) {
        (Ok(head), Ok(eyes)) => {
            let flags = head.location_flags;
            use openxr::SpaceLocationFlags as F;
            let mut tracking = world.resource_mut::<Tracking>();
            // What is not tracked now stays where it was seen last.
            if flags.contains(F::ORIENTATION_VALID | F::POSITION_VALID) {
                tracking.head = Some(isometry(head.pose));
            }
            if let Some([left, right, ..]) = eyes.as_deref() {
                tracking.eyes = Some([eye(left), eye(right)]);
            }
        }
        (Err(code), _) => fail(world, "xrLocateSpace", code),
        (_, Err(code)) => fail(world, "xrLocateViews", code),
    }
}

/// Where the hands are and what they press; nothing without focus.
pub fn read_hands(world: &mut World) {
    let read = (|| {
        let frame = world.resource::<XrFrame>().0?;
        let session = world.get_resource::<Session>()?;
        Some(
            session
                .input
                .sync()
                .and_then(|()| session.input.read(&session.space, frame.display_time)),
        )
    })();
    let focused = world
        .resource::<Headset>()
        .state
        .is_some_and(SessionState::has_input);
    let hands = match read {
        Some(Ok(hands)) if focused => hands,
        Some(Err(trouble)) => {
            give_up(world, trouble);
            Hands::default()
        }
        _ => Hands::default(),
    };
    world.resource_mut::<XrHands>().0 = hands;
}

/// Both eyes' views, or `None` while the headset does not know where it is.
pub(crate) fn locate(
    session: &openxr::Session<openxr::Vulkan>,
    space: &openxr::Space,
    time: openxr::Time,
) -> Result<Option<Vec<openxr::View>>, openxr::sys::Result> {
    let (flags, views) = session.locate_views(STEREO, time, space)?;
    let known = ViewStateFlags::ORIENTATION_VALID | ViewStateFlags::POSITION_VALID;
    Ok((flags.contains(known) && views.len() >= 2).then_some(views))
}

fn eye(view: &openxr::View) -> Eye {
    Eye {
        pose: isometry(view.pose),
        fov: Fov {
            left: view.fov.angle_left,
            right: view.fov.angle_right,
            up: view.fov.angle_up,
            down: view.fov.angle_down,
        },
    }
}

/// OpenXR's axes are Bevy's: x right, y up, −z ahead.
pub(crate) fn isometry(pose: openxr::Posef) -> Isometry3d {
    let (p, o) = (pose.position, pose.orientation);
    Isometry3d::new(
        Vec3::new(p.x, p.y, p.z),
        Quat::from_xyzw(o.x, o.y, o.z, o.w).normalize(),
    )
}
