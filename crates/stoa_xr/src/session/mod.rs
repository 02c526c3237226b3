//! The session in the main world: it is made, begun, ended and destroyed here, and every frame begins here.
//!
//! Nothing here panics: a call that fails ends the session, and the desktop goes on.

pub mod state;

use std::sync::Arc;

use bevy::{
    app::MainScheduleOrder,
    ecs::schedule::{ScheduleLabel, SingleThreadedExecutor},
    prelude::*,
    render::{renderer::RenderDevice, texture::ManualTextureViews},
};
use bevy_mod_openxr::{
    graphics::{GraphicsExt, GraphicsWrap},
    session::OxrSessionCreateNextChain,
};
use openxr::{
    EventDataBuffer, ReferenceSpaceType, SwapchainUsageFlags, ViewConfigurationType, ViewStateFlags,
};

use self::state::{Duty, SessionState};
use crate::{
    actions::Input,
    bindings::Side,
    device::Device,
    eyes::{self, Eye, EyeCamera, EyeProjection},
    hand_input::XrHands,
    hands::Hands,
    present::{Picture, Presenter},
    rig::Placement,
    runtime::{Step, Trouble},
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
                look_for_failures,
                begin_when_wanted,
                poll,
                end_when_due,
                wait,
                find_head,
                read_hands,
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
    match create(world) {
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

type Failed = (&'static str, openxr::sys::Result);

/// Why there is no session.
enum NotMade {
    Call(&'static str, openxr::sys::Result),
    Trouble(Trouble),
}

impl From<Failed> for NotMade {
    fn from((call, code): Failed) -> Self {
        Self::Call(call, code)
    }
}

impl From<Trouble> for NotMade {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

fn create(world: &mut World) -> Result<(Session, Picture, Presenter), NotMade> {
    let device = world.resource::<Device>().clone();
    let named = |call: &'static str| move |code| (call, code);
    let mut chain = OxrSessionCreateNextChain::default();
    // SAFETY: the handles are those of the device that the engine draws with; it outlives every session.
    #[expect(
        unsafe_code,
        reason = "the wrapper can't know where the handles come from"
    )]
    let created = unsafe {
        device
            .instance
            .create_session(device.system, device.graphics.0.clone(), &mut chain)
    };
    let (session, waiter, stream) = created.map_err(|error| ("xrCreateSession", code_of(error)))?;
    let GraphicsWrap::Vulkan(handle) = session.typed_session().clone();
    let GraphicsWrap::Vulkan(stream) = stream.0;
    let (space, has_floor) = tracking_space(&device, &handle)?;
    let view = handle
        .create_reference_space(ReferenceSpaceType::VIEW, openxr::Posef::IDENTITY)
        .map_err(named("xrCreateReferenceSpace"))?;
    let input = device.actions.attach(&handle)?;
    let size = device
        .instance
        .enumerate_view_configuration_views(device.system, STEREO)
        .map_err(named("xrEnumerateViewConfigurationViews"))?
        .first()
        .map(|view| {
            UVec2::new(
                view.recommended_image_rect_width,
                view.recommended_image_rect_height,
            )
        })
        .ok_or((
            "xrEnumerateViewConfigurationViews",
            openxr::sys::Result::ERROR_VIEW_CONFIGURATION_TYPE_UNSUPPORTED,
        ))?;
    let formats = handle
        .enumerate_swapchain_formats()
        .map_err(named("xrEnumerateSwapchainFormats"))?;
    let format = [
        wgpu::TextureFormat::Rgba8UnormSrgb,
        wgpu::TextureFormat::Bgra8UnormSrgb,
    ]
    .into_iter()
    .find(|format| {
        openxr::Vulkan::from_wgpu_format(*format).is_some_and(|raw| formats.contains(&raw))
    })
    .ok_or((
        "xrEnumerateSwapchainFormats",
        openxr::sys::Result::ERROR_SWAPCHAIN_FORMAT_UNSUPPORTED,
    ))?;
    let swapchain = handle
        .create_swapchain(&openxr::SwapchainCreateInfo {
            create_flags: openxr::SwapchainCreateFlags::EMPTY,
            usage_flags: SwapchainUsageFlags::COLOR_ATTACHMENT
                | SwapchainUsageFlags::SAMPLED
                | SwapchainUsageFlags::TRANSFER_SRC
                | SwapchainUsageFlags::TRANSFER_DST,
            format: openxr::Vulkan::from_wgpu_format(format).unwrap_or_default(),
            sample_count: 1,
            width: size.x,
            height: size.y,
            face_count: 1,
            array_size: 2,
            mip_count: 1,
        })
        .map_err(named("xrCreateSwapchain"))?;
    let blend = device
        .instance
        .enumerate_environment_blend_modes(device.system, STEREO)
        .map_err(named("xrEnumerateEnvironmentBlendModes"))?
        .first()
        .copied()
        .unwrap_or(openxr::EnvironmentBlendMode::OPAQUE);
    let engine = world.resource::<RenderDevice>().wgpu_device();
    let picture = Picture::new(&swapchain, engine, format, size)?;
    let failed = crate::present::Failure::default();
    let presenter = Presenter::new(
        handle.clone(),
        stream,
        swapchain,
        picture.clone(),
        space.clone(),
        blend,
        failed.clone(),
    );
    let session = Session {
        handle,
        waiter: waiter.0,
        space,
        view,
        input,
        has_floor,
        running: false,
        ending: false,
        frames: 0,
        failed,
    };
    Ok((session, picture, presenter))
}

fn code_of(error: bevy_mod_openxr::error::OxrError) -> openxr::sys::Result {
    match error {
        bevy_mod_openxr::error::OxrError::OpenXrError(code) => code,
        other => {
            error!("{other}");
            openxr::sys::Result::ERROR_GRAPHICS_DEVICE_INVALID
        }
    }
}

/// STAGE where the runtime knows the room, else the floor under where one is, else where the head was; and whether it
/// has its zero on the floor.
fn tracking_space(
    device: &Device,
    session: &openxr::Session<openxr::Vulkan>,
) -> Result<(Arc<openxr::Space>, bool), Failed> {
    let offered = session
        .enumerate_reference_spaces()
        .map_err(|code| ("xrEnumerateReferenceSpaces", code))?;
    let has_local_floor = device.extensions.ext_local_floor;
    let (kind, has_floor) = if offered.contains(&ReferenceSpaceType::STAGE) {
        (ReferenceSpaceType::STAGE, true)
    } else if has_local_floor && offered.contains(&ReferenceSpaceType::LOCAL_FLOOR) {
        (ReferenceSpaceType::LOCAL_FLOOR, true)
    } else {
        (ReferenceSpaceType::LOCAL, false)
    };
    session
        .create_reference_space(kind, openxr::Posef::IDENTITY)
        .map(|space| (Arc::new(space), has_floor))
        .map_err(|code| ("xrCreateReferenceSpace", code))
}

/// What the runtime tells between two frames.
fn poll(world: &mut World) {
    let Some(device) = world.get_resource::<Device>().cloned() else {
        return;
    };
    if world.resource::<Headset>().lost {
        return;
    }
    let mut buffer = EventDataBuffer::default();
    loop {
        let event = match device.instance.poll_event(&mut buffer) {
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
fn end_when_due(world: &mut World, mut waited: Local<bool>) {
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

fn destroy(world: &mut World) {
    world.remove_resource::<Session>();
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

/// Blocks until the runtime wants the next frame.
fn wait(world: &mut World) {
    world.resource_mut::<XrFrame>().0 = None;
    let Some(mut session) = world.get_resource_mut::<Session>() else {
        return;
    };
    if !session.running {
        return;
    }
    match session.waiter.wait() {
        Ok(state) => {
            let frame = Frame {
                number: session.frames,
                display_time: state.predicted_display_time,
                period_s: state.predicted_display_period.as_nanos() as f32 * 1e-9,
                draw: state.should_render,
            };
            session.frames += 1;
            world.resource_mut::<XrFrame>().0 = Some(frame);
        }
        Err(code) => fail(world, "xrWaitFrame", code),
    }
}

/// Where head and eyes will be when the frame is seen.
fn find_head(world: &mut World) {
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
fn read_hands(world: &mut World) {
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
        fov: eyes::Fov {
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

/// The eyes' cameras stand where the eyes are, and draw while anything is seen of it.
pub(crate) fn place_eyes(
    frame: Res<XrFrame>,
    tracking: Res<Tracking>,
    placement: Res<Placement>,
    mut cameras: Query<(&EyeCamera, &mut Transform, &mut Projection, &mut Camera)>,
) {
    for (eye, mut transform, mut projection, mut camera) in &mut cameras {
        let seen = tracking.eyes.map(|eyes| eyes[eye.0.min(1)]);
        let draws = seen.is_some() && frame.0.is_some_and(|frame| frame.draw);
        if camera.is_active != draws {
            camera.is_active = draws;
        }
        let Some(seen) = seen else { continue };
        *transform = placement.world_from(seen.pose);
        if let Projection::Custom(custom) = &*projection
            && custom
                .get::<EyeProjection>()
                .is_some_and(|own| own.fov == seen.fov)
        {
            continue;
        }
        *projection = Projection::custom(EyeProjection {
            fov: seen.fov,
            ..default()
        });
    }
}
