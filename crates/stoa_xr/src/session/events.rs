//! What the runtime tells between two frames, and what has to be done about it.

use bevy::prelude::*;
use openxr::EventDataBuffer;

use super::{
    Headset, ProfileChanged, STEREO, Session, change, destroy, fail, give_up, rate,
    state::{Duty, SessionState},
};
use crate::{bindings::Side, device::Device, rig::Placement};

/// What the runtime tells between two frames.
pub fn poll(world: &mut World) {
    let Some(instance) = world
        .get_resource::<Device>()
        .map(|device| device.instance.clone())
    else {
        return;
    };
    if world.resource::<Headset>().lost {
        return;
    }
    let mut buffer = EventDataBuffer::default();
    loop {
        let event = match instance.poll_event(&mut buffer) {
            Ok(Some(event)) => event,
            Ok(None) => return,
            Err(code) => return fail(world, "xrPollEvent", code),
        };
        use openxr::Event as E;
        match event {
            E::SessionStateChanged(change) => {
                if let Some(state) = SessionState::from_raw(change.state()) {
                    enter(world, state);
                }
            }
            E::InstanceLossPending(_) => {
                return fail(
                    world,
                    "xrPollEvent",
                    openxr::sys::Result::ERROR_INSTANCE_LOST,
                );
            }
            E::ReferenceSpaceChangePending(_) => {
                // The person asked the runtime to recentre.
                world.resource_mut::<Placement>().recentre = true;
            }
            E::InteractionProfileChanged(_) => read_profiles(world),
            E::EventsLost(lost) => warn!(
                "{} events of the headset were lost",
                lost.lost_event_count()
            ),
            _ => {}
        }
    }
}

fn read_profiles(world: &mut World) {
    let Some(mut session) = world.get_resource_mut::<Session>() else {
        return;
    };
    match session.input.read_profiles() {
        Ok(changed) => {
            let name = |side| session.input.profile(side).map(|now| now.path.clone());
            let profiles = Side::BOTH.map(name);
            if changed {
                world.write_message(ProfileChanged(profiles));
            }
        }
        Err(trouble) => give_up(world, trouble),
    }
}

fn enter(world: &mut World, state: SessionState) {
    change(world, Some(state));
    match state.duty() {
        Duty::Nothing => {}
        Duty::Begin => {
            let Some(session) = world.get_resource::<Session>() else {
                return;
            };
            match session.handle.begin(STEREO) {
                Ok(_) => {
                    rate::choose(world.resource::<Device>(), &session.handle);
                    let mut session = world.resource_mut::<Session>();
                    session.running = true;
                    session.ending = false;
                    world.resource_mut::<Placement>().recentre = true;
                }
                Err(code) => fail(world, "xrBeginSession", code),
            }
        }
        // The last frame is still being drawn; it is through when this frame is handed over.
        Duty::End => {
            if let Some(mut session) = world.get_resource_mut::<Session>() {
                session.running = false;
                session.ending = true;
            }
        }
        Duty::Leave => {
            world.resource_mut::<Headset>().wanted = false;
            destroy(world);
        }
        Duty::Lose => fail(
            world,
            "xrPollEvent",
            openxr::sys::Result::ERROR_SESSION_LOST,
        ),
    }
}

/// One frame later than the runtime asked, when no frame is on its way.
pub fn end_when_due(world: &mut World, mut waited: Local<bool>) {
    let due = world
        .get_resource::<Session>()
        .is_some_and(|session| session.ending);
    if !due || !std::mem::replace(&mut *waited, due) {
        return;
    }
    *waited = false;
    let mut session = world.resource_mut::<Session>();
    session.ending = false;
    if let Err(code) = session.handle.end() {
        fail(world, "xrEndSession", code);
    }
}
