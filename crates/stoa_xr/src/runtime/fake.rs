//! A runtime made of a few functions, for tests: it answers with planned codes and remembers what it was asked.
//!
//! Its state belongs to the thread, so tests that run side by side don't meet. Handles are numbers that count up, and
//! an action's number leads to its name.
#![expect(unsafe_code, reason = "OpenXR's functions take and fill raw pointers")]

use std::{
    cell::RefCell,
    collections::HashMap,
    ffi::{CStr, c_char},
    mem::transmute,
};

use openxr as xr;
use xr::sys::{self, Handle as _, Result as Code};

/// What the runtime does and has seen.
#[derive(Default)]
pub(crate) struct State {
    /// Calls that answer with something other than success, by name.
    pub answers: HashMap<&'static str, Code>,
    pub extensions: Vec<&'static str>,
    /// Profiles that are refused, and with which code.
    pub refused: HashMap<&'static str, Code>,
    /// Every call by name, in order.
    pub calls: Vec<String>,
    /// Suggested: profile, action's name, path.
    pub suggested: Vec<(String, String, String)>,
    /// The values of actions, by name and hand: x, y. What isn't here is inactive.
    pub values: HashMap<(&'static str, &'static str), [f32; 2]>,
    /// The controller in the left hand.
    pub left_profile: Option<&'static str>,
    /// The last pulse: hand, nanoseconds, amplitude.
    pub pulse: Option<(String, i64, f32)>,
    paths: Vec<String>,
    /// Each action space's action and hand.
    spaces: HashMap<u64, (String, String)>,
    actions: HashMap<u64, String>,
    handles: u64,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Changes or reads the state.
pub(crate) fn with<R>(act: impl FnOnce(&mut State) -> R) -> R {
    STATE.with(|state| act(&mut state.borrow_mut()))
}

/// How often a call was made.
pub(crate) fn count(call: &str) -> usize {
    with(|state| state.calls.iter().filter(|made| *made == call).count())
}

/// An entry to a fresh runtime with these extensions.
pub(crate) fn entry(extensions: &[&'static str]) -> xr::Entry {
    with(|state| {
        *state = State {
            extensions: extensions.to_vec(),
            ..State::default()
        };
    });
    // SAFETY: every function it yields is either one of those below, with the signature of its name, or never called.
    unsafe { xr::Entry::from_get_instance_proc_addr(get_proc) }.expect("an entry")
}

impl State {
    fn answer(&mut self, call: &'static str) -> Code {
        self.calls.push(call.to_owned());
        self.answers.get(call).copied().unwrap_or(Code::SUCCESS)
    }

    fn handle(&mut self) -> u64 {
        self.handles += 1;
        self.handles
    }

    fn path(&mut self, text: &str) -> sys::Path {
        let index = self.paths.iter().position(|known| known == text);
        let index = index.unwrap_or_else(|| {
            self.paths.push(text.to_owned());
            self.paths.len() - 1
        });
        sys::Path::from_raw(index as u64 + 1)
    }

    fn text(&self, path: sys::Path) -> String {
        self.paths[path.into_raw() as usize - 1].clone()
    }

    fn value(&mut self, info: &sys::ActionStateGetInfo) -> Option<[f32; 2]> {
        let action = self.actions[&info.action.into_raw()].clone();
        let hand = self.text(info.subaction_path);
        self.values
            .iter()
            .find(|((name, side), _)| *name == action && *side == hand)
            .map(|(_, value)| *value)
    }
}

fn text_of(letters: &[c_char]) -> String {
    let bytes = letters.iter().take_while(|c| **c != 0);
    bytes.map(|c| *c as u8 as char).collect()
}

/// Writes a text and the zero that ends it.
fn write(text: &str, letters: &mut [c_char]) {
    for (from, to) in text.bytes().chain([0]).zip(letters) {
        *to = from as c_char;
    }
}

/// Fills a list the way OpenXR does: the count always, the elements when there is room.
unsafe fn list<T>(
    room: u32,
    count: *mut u32,
    out: *mut T,
    all: usize,
    fill: impl Fn(usize, *mut T),
) {
    // SAFETY: the caller gives a count to write and as many elements as it says.
    unsafe {
        *count = all as u32;
        for index in 0..all.min(room as usize) {
            fill(index, out.add(index));
        }
    }
}

/// Defines functions that first note their call and, when another code than success is planned, answer with it.
macro_rules! functions {
    ($( $call:literal $name:ident($state:ident $(, $arg:ident: $ty:ty)*) $body:block )*) => {
        $( unsafe extern "system" fn $name($($arg: $ty),*) -> Code {
            with(|$state| {
                let code = $state.answer($call);
                if code.into_raw() < 0 { return code; }
                // SAFETY: the `openxr` crate passes pointers that are valid for the call.
                #[allow(unused_unsafe, reason = "some of the bodies call nothing unsafe")]
                unsafe { $body }
                code
            })
        } )*

        fn known(name: &str) -> Option<sys::pfn::VoidFunction> {
            match name {
                // SAFETY: a function pointer is only stored here; it is called with the signature of its name.
                $( $call => Some(unsafe {
                    transmute::<unsafe extern "system" fn($($ty),*) -> Code, sys::pfn::VoidFunction>($name)
                }), )*
                _ => None,
            }
        }
    };
}

functions! {
    "xrEnumerateInstanceExtensionProperties" extensions(
        state, _layer: *const c_char, room: u32, count: *mut u32, out: *mut sys::ExtensionProperties
    ) {
        let all = &state.extensions;
        list(room, count, out, all.len(), |index, out| write(all[index], &mut (*out).extension_name));
    }
    "xrCreateInstance" create_instance(
        state, _info: *const sys::InstanceCreateInfo, out: *mut sys::Instance
    ) { *out = sys::Instance::from_raw(state.handle()); }
    "xrDestroyInstance" destroy_instance(state, _handle: sys::Instance) {}
    "xrDestroySession" destroy_session(state, _handle: sys::Session) {}
    "xrDestroySpace" destroy_space(state, _handle: sys::Space) {}
    "xrDestroyActionSet" destroy_action_set(state, _handle: sys::ActionSet) {}
    "xrDestroyAction" destroy_action(state, _handle: sys::Action) {}
    "xrGetInstanceProperties" instance_properties(
        state, _instance: sys::Instance, out: *mut sys::InstanceProperties
    ) {
        (*out).runtime_version = sys::Version::new(1, 2, 3);
        write("Fake", &mut (*out).runtime_name);
    }
    "xrGetSystem" system(
        state, _instance: sys::Instance, _info: *const sys::SystemGetInfo, out: *mut sys::SystemId
    ) { *out = sys::SystemId::from_raw(1); }
    "xrGetSystemProperties" system_properties(
        state, _instance: sys::Instance, _system: sys::SystemId, out: *mut sys::SystemProperties
    ) {
        write("Fake headset", &mut (*out).system_name);
        (*out).tracking_properties.orientation_tracking = true.into();
        (*out).tracking_properties.position_tracking = true.into();
    }
    "xrEnumerateViewConfigurationViews" views(
        state, _instance: sys::Instance, _system: sys::SystemId, _kind: sys::ViewConfigurationType,
        room: u32, count: *mut u32, out: *mut sys::ViewConfigurationView
    ) {
        list(room, count, out, 2, |_, out| {
            (*out).recommended_image_rect_width = 896;
            (*out).recommended_image_rect_height = 1007;
            (*out).max_image_rect_width = 2048;
            (*out).max_image_rect_height = 4096;
        });
    }
    "xrEnumerateEnvironmentBlendModes" blend_modes(
        state, _instance: sys::Instance, _system: sys::SystemId, _kind: sys::ViewConfigurationType,
        room: u32, count: *mut u32, out: *mut sys::EnvironmentBlendMode
    ) { list(room, count, out, 1, |_, out| *out = sys::EnvironmentBlendMode::OPAQUE); }
    "xrStringToPath" string_to_path(
        state, _instance: sys::Instance, text: *const c_char, out: *mut sys::Path
    ) {
        let text = CStr::from_ptr(text).to_string_lossy();
        *out = state.path(&text);
    }
    "xrPathToString" path_to_string(
        state, _instance: sys::Instance, path: sys::Path, room: u32, count: *mut u32, out: *mut c_char
    ) {
        let text = state.text(path) + "\0";
        list(room, count, out, text.len(), |index, out| *out = text.as_bytes()[index] as c_char);
    }
    "xrCreateSession" create_session(
        state, _instance: sys::Instance, _info: *const sys::SessionCreateInfo, out: *mut sys::Session
    ) { *out = sys::Session::from_raw(state.handle()); }
    "xrCreateReferenceSpace" reference_space(
        state, _session: sys::Session, _info: *const sys::ReferenceSpaceCreateInfo, out: *mut sys::Space
    ) { *out = sys::Space::from_raw(state.handle()); }
    "xrCreateActionSpace" action_space(
        state, _session: sys::Session, info: *const sys::ActionSpaceCreateInfo, out: *mut sys::Space
    ) {
        let handle = state.handle();
        let action = state.actions[&(*info).action.into_raw()].clone();
        let hand = state.text((*info).subaction_path);
        state.spaces.insert(handle, (action, hand));
        *out = sys::Space::from_raw(handle);
    }
    "xrLocateSpace" locate_space(
        state, space: sys::Space, _base: sys::Space, _time: sys::Time, out: *mut sys::SpaceLocation
    ) {
        use sys::SpaceLocationFlags as Flags;
        (*out).location_flags = Flags::POSITION_VALID | Flags::ORIENTATION_VALID
            | Flags::POSITION_TRACKED | Flags::ORIENTATION_TRACKED;
        (*out).pose = sys::Posef::IDENTITY;
        let (action, hand) = &state.spaces[&space.into_raw()];
        (*out).pose.position.x = if action == "grip_pose" { 1.0 } else { 2.0 };
        (*out).pose.position.y = if hand.ends_with("left") { 3.0 } else { 4.0 };
    }
    "xrCreateActionSet" create_action_set(
        state, _instance: sys::Instance, _info: *const sys::ActionSetCreateInfo, out: *mut sys::ActionSet
    ) { *out = sys::ActionSet::from_raw(state.handle()); }
    "xrCreateAction" create_action(
        state, _set: sys::ActionSet, info: *const sys::ActionCreateInfo, out: *mut sys::Action
    ) {
        let handle = state.handle();
        state.actions.insert(handle, text_of(&(*info).action_name));
        *out = sys::Action::from_raw(handle);
    }
    "xrSuggestInteractionProfileBindings" suggest(
        state, _instance: sys::Instance, info: *const sys::InteractionProfileSuggestedBinding
    ) {
        let profile = state.text((*info).interaction_profile);
        if let Some(code) = state.refused.get(profile.as_str()) { return *code; }
        let all = std::slice::from_raw_parts((*info).suggested_bindings, (*info).count_suggested_bindings as usize);
        for line in all {
            let action = state.actions[&line.action.into_raw()].clone();
            let path = state.text(line.binding);
            state.suggested.push((profile.clone(), action, path));
        }
    }
    "xrAttachSessionActionSets" attach(
        state, _session: sys::Session, _info: *const sys::SessionActionSetsAttachInfo
    ) {}
    "xrSyncActions" sync(state, _session: sys::Session, _info: *const sys::ActionsSyncInfo) {}
    "xrGetCurrentInteractionProfile" current_profile(
        state, _session: sys::Session, hand: sys::Path, out: *mut sys::InteractionProfileState
    ) {
        let left = state.text(hand).ends_with("left");
        (*out).interaction_profile = match state.left_profile {
            Some(profile) if left => state.path(profile),
            _ => sys::Path::NULL,
        };
    }
    "xrGetActionStateBoolean" boolean(
        state, _session: sys::Session, info: *const sys::ActionStateGetInfo, out: *mut sys::ActionStateBoolean
    ) {
        let value = state.value(&*info);
        (*out).is_active = value.is_some().into();
        (*out).current_state = value.is_some_and(|value| value[0] > 0.5).into();
        (*out).changed_since_last_sync = false.into();
    }
    "xrGetActionStateFloat" float(
        state, _session: sys::Session, info: *const sys::ActionStateGetInfo, out: *mut sys::ActionStateFloat
    ) {
        let value = state.value(&*info);
        (*out).is_active = value.is_some().into();
        (*out).current_state = value.unwrap_or_default()[0];
        (*out).changed_since_last_sync = false.into();
    }
    "xrGetActionStateVector2f" vector(
        state, _session: sys::Session, info: *const sys::ActionStateGetInfo, out: *mut sys::ActionStateVector2f
    ) {
        let value = state.value(&*info);
        let [x, y] = value.unwrap_or_default();
        (*out).is_active = value.is_some().into();
        (*out).current_state = sys::Vector2f { x, y };
        (*out).changed_since_last_sync = false.into();
    }
    "xrGetActionStatePose" pose(
        state, _session: sys::Session, info: *const sys::ActionStateGetInfo, out: *mut sys::ActionStatePose
    ) { (*out).is_active = state.value(&*info).is_some().into(); }
    "xrApplyHapticFeedback" haptic(
        state, _session: sys::Session, info: *const sys::HapticActionInfo, base: *const sys::HapticBaseHeader
    ) {
        let vibration = &*base.cast::<sys::HapticVibration>();
        let hand = state.text((*info).subaction_path);
        state.pulse = Some((hand, vibration.duration.as_nanos(), vibration.amplitude));
    }
}

/// Stands for every function that no test calls.
unsafe extern "system" fn absent() {}

unsafe extern "system" fn get_proc(
    _instance: sys::Instance,
    name: *const c_char,
    out: *mut Option<sys::pfn::VoidFunction>,
) -> Code {
    // SAFETY: the `openxr` crate passes a name that ends in zero and a place for the answer.
    unsafe {
        let name = CStr::from_ptr(name).to_string_lossy();
        *out = Some(match name.as_ref() {
            "xrGetInstanceProcAddr" => {
                transmute::<sys::pfn::GetInstanceProcAddr, sys::pfn::VoidFunction>(get_proc)
            }
            other => known(other).unwrap_or(absent),
        });
    }
    Code::SUCCESS
}
