//! The session in the main world: it is made, begun, ended and destroyed here, and every frame begins here.
//!
//! Nothing here panics: a call that fails ends the session, and the desktop goes on.

mod events;
mod frame;
mod make;
mod rate;
mod scale;
pub mod space;
pub mod state;

use std::sync::Arc;

use bevy::{
    app::MainScheduleOrder,
    ecs::schedule::{ScheduleLabel, SingleThreadedExecutor},
    prelude::*,
    render::texture::ManualTextureViews,
};
use openxr::ViewConfigurationType;

pub(crate) use self::frame::{isometry, locate};
use self::{make::NotMade, scale::Sharpness, state::SessionState};
use crate::{
    actions::Input,
    bindings::Side,
    device::Device,
    eyes::{self, Eye, EyeCamera},
    hand_input::XrHands,
    present::{Failed, Presenter},
    runtime::{Step, Trouble},
    stats::{self, Timing},
};

const STEREO: ViewConfigurationType = ViewConfigurationType::PRIMARY_STEREO;

/// What the person wants, and where the session stands.
#[derive(Resource, Debug, Default)]
pub struct Headset {
    /// Whether the person wants to be in the headset. Set by the composition; unset when they leave by the runtime's
    /// menu, or when the headset is lost.
    pub wanted: bool,
    /// The state of the session that there is.
    pub state: Option<SessionState>,
    /// Why there is no session although one was wanted.
    pub trouble: Option<Trouble>,
    /// The runtime is gone for good: only a new start of the program can enter again.
    pub lost: bool,
}

impl Headset {
    /// Whether frames go to the headset.
    pub fn is_worn(&self) -> bool {
        use SessionState::{Focused, Synchronized, Visible};
        matches!(self.state, Some(Synchronized | Visible | Focused))
    }
}

/// The session came into a state, or (`None`) is gone.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionChanged(pub Option<SessionState>);

/// The controllers that the hands hold are others now: the paths of their interaction profiles, left first.
#[derive(Message, Debug, Clone, PartialEq, Eq)]
pub struct ProfileChanged(pub [Option<String>; 2]);

/// A hand is to feel something: for `seconds`, with a strength from 0 to 1.
#[derive(Message, Debug, Clone, Copy, PartialEq)]
pub struct Pulse {
    pub side: Side,
    pub seconds: f32,
    pub strength: f32,
}

/// Something to be told to the person and the log: a call failed, or the runtime is gone.
#[derive(Message, Debug, Clone)]
pub struct XrTrouble(pub Trouble);

/// A frame that the runtime waits for, from `xrWaitFrame` to `xrEndFrame`.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Counted from the session's beginning.
    pub number: u64,
    pub(crate) display_time: openxr::Time,
    /// Seconds from one picture to the next.
    pub period_s: f32,
    /// Whether anything will be seen of it.
    pub draw: bool,
    /// The display showed nothing new before it.
    pub missed: bool,
    /// The share of each side's pixels that is drawn.
    pub scale_percent: u8,
    /// So many pixels are drawn, from the image's upper left corner.
    pub(crate) size: UVec2,
}

/// The frame that is being made; `None` while the headset asks for none.
#[derive(Resource, Debug, Clone, Copy, Default)]
pub struct XrFrame(pub Option<Frame>);

/// Head and eyes in the tracking space, in metres, as the runtime foresees them for [`XrFrame`].
#[derive(Resource, Debug, Clone, Copy, Default)]
pub struct Tracking {
    /// From the head to the tracking space.
    pub head: Option<Isometry3d>,
    pub eyes: Option<[Eye; 2]>,
}

/// Runs before everything else of a frame.
#[derive(ScheduleLabel, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct XrFrameStart;

/// What a session is made of in the main world. Gone with the session.
#[derive(Resource)]
pub struct Session {
    pub(crate) handle: openxr::Session<openxr::Vulkan>,
    waiter: openxr::FrameWaiter,
    /// The tracking space.
    pub(crate) space: Arc<openxr::Space>,
    /// The head.
    view: openxr::Space,
    input: Input<openxr::Vulkan>,
    /// Whether the tracking space has its zero on the floor.
    pub(crate) has_floor: bool,
    running: bool,
    /// `xrEndSession` is due when the frame that is on its way is through.
    ending: bool,
    frames: u64,
    /// The last frame's display time, in the runtime's nanoseconds.
    displayed: Option<i64>,
    sharpness: Sharpness,
    /// Where the runtime says that a call in the render world failed.
    failed: crate::present::Failure,
}

pub fn plugin(app: &mut App) {
    let mut schedule = Schedule::new(XrFrameStart);
    // The runtime's calls are made by one thread, in order.
    schedule.set_executor(SingleThreadedExecutor::new());
    app.init_resource::<Headset>()
        .init_resource::<XrFrame>()
        .init_resource::<Tracking>()
        .init_resource::<Timing>()
        .add_message::<SessionChanged>()
        .add_message::<XrTrouble>()
        .add_message::<ProfileChanged>()
        .add_message::<Pulse>()
        .add_systems(Last, shake)
        .init_resource::<XrHands>()
        .add_schedule(schedule)
        .add_systems(
            XrFrameStart,
            (
                stats::close,
                look_for_failures,
                begin_when_wanted,
                events::poll,
                events::end_when_due,
                frame::wait,
                frame::find_head,
                frame::read_hands,
            )
                .chain(),
        );
    app.world_mut()
        .resource_mut::<MainScheduleOrder>()
        .labels
        .insert(0, XrFrameStart.intern());
}

/// A failed call: the session is over, and is told why.
fn fail(world: &mut World, call: &'static str, code: openxr::sys::Result) {
    let step = match call {
        "xrWaitFrame" | "xrBeginFrame" | "xrEndFrame" => Step::Frame,
        _ => Step::Session,
    };
    let trouble = world.resource::<Device>().trouble(step, call, code);
    give_up(world, trouble);
}

/// There is no session any more, and `trouble` says why.
fn give_up(world: &mut World, trouble: Trouble) {
    use openxr::sys::Result as R;
    let gone = matches!(
        trouble.code,
        Some(R::ERROR_INSTANCE_LOST | R::ERROR_RUNTIME_FAILURE | R::ERROR_RUNTIME_UNAVAILABLE)
    );
    let mut headset = world.resource_mut::<Headset>();
    headset.wanted = false;
    headset.lost |= gone;
    headset.trouble = Some(trouble.clone());
    world.write_message(XrTrouble(trouble));
    destroy(world);
}

fn change(world: &mut World, state: Option<SessionState>) {
    let mut headset = world.resource_mut::<Headset>();
    if headset.state != state {
        headset.state = state;
        world.write_message(SessionChanged(state));
    }
}

/// A call in the render world can fail, too.
fn look_for_failures(world: &mut World) {
    let failed = world
        .get_resource::<Session>()
        .and_then(|session| session.failed.take());
    if let Some((call, code)) = failed {
        fail(world, call, code);
    }
}

fn begin_when_wanted(world: &mut World) {
    let headset = world.resource::<Headset>();
    if !headset.wanted || headset.lost {
        if !headset.wanted
            && let Some(session) = world.get_resource::<Session>()
        {
            ask_to_leave(session);
        }
        return;
    }
    if world.contains_resource::<Session>() {
        return;
    }
    match make::create(world) {
        Ok((session, picture, presenter)) => {
            world.insert_resource(session);
            let mut views = world.resource_mut::<ManualTextureViews>();
            picture.show(&mut views, 0);
            world.insert_resource(presenter);
            eyes::spawn(&mut world.commands());
            world.flush();
            world.resource_mut::<Headset>().trouble = None;
        }
        Err(NotMade::Call(call, code)) => fail(world, call, code),
        Err(NotMade::Trouble(trouble)) => give_up(world, trouble),
    }
}

/// The person wants out: the runtime is asked to end the session in its own time. Asked again each frame, it says no
/// each time but the first.
fn ask_to_leave(session: &Session) {
    if session.running
        && !session.ending
        && let Err(code) = session.handle.request_exit()
        && code != openxr::sys::Result::ERROR_SESSION_NOT_RUNNING
    {
        session.failed.note("xrRequestExitSession", code);
    }
}

fn destroy(world: &mut World) {
    let lost = world.resource::<Headset>().lost;
    if let Some(session) = world.remove_resource::<Session>()
        && lost
    {
        session.failed.lose_runtime();
        std::mem::forget(session);
    }
    world.remove_resource::<Presenter>();
    world.resource_mut::<XrFrame>().0 = None;
    *world.resource_mut::<Tracking>() = Tracking::default();
    let cameras: Vec<Entity> = world
        .query_filtered::<Entity, With<EyeCamera>>()
        .iter(world)
        .collect();
    for camera in cameras {
        world.despawn(camera);
    }
    let mut views = world.resource_mut::<ManualTextureViews>();
    for eye in 0..2 {
        views.remove(&eyes::target(eye));
    }
    change(world, None);
}

fn shake(session: Option<Res<Session>>, mut pulses: MessageReader<Pulse>) {
    let Some(session) = session else {
        pulses.clear();
        return;
    };
    for pulse in pulses.read() {
        let shaken = session
            .input
            .pulse(pulse.side, pulse.seconds, pulse.strength);
        if let Err(trouble) = shaken {
            // A hand that is not felt is no reason to leave; a lost session shows in the next frame.
            warn!("{trouble}");
        }
    }
}
