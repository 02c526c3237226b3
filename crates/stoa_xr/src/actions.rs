//! Hands through OpenXR: one action set made once per instance from the table of bindings, attached to each session.

use std::sync::Arc;

use openxr as xr;

use crate::{
    bindings::{Action, PROFILES, Profile, Side},
    hands::{self, Hand, Hands},
    runtime::{Found, Step, Trouble},
};

/// A profile whose bindings the runtime would not take. It is passed over; the others still work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub profile: &'static Profile,
    pub code: xr::sys::Result,
}

/// The action set, with its bindings suggested. Bindings can be suggested only before the first session is attached,
/// so this is made once for an instance and kept for all its sessions.
pub struct Actions {
    set: xr::ActionSet,
    grip: xr::Action<xr::Posef>,
    aim: xr::Action<xr::Posef>,
    select: xr::Action<bool>,
    menu: xr::Action<bool>,
    stick: xr::Action<xr::Vector2f>,
    pad_press: xr::Action<bool>,
    grab: xr::Action<f32>,
    haptic: xr::Action<xr::Haptic>,
    /// The hands' paths, left first.
    paths: [xr::Path; 2],
    refused: Vec<Refused>,
    found: Found,
}

impl Actions {
    /// Makes the actions and suggests the bindings of the profile that is `wanted`, if its extension is in `enabled`,
    /// else of every one that is.
    ///
    /// # Errors
    /// [`Step::Input`] when the runtime fails at anything but a single profile.
    pub fn new(
        instance: &xr::Instance,
        enabled: &xr::ExtensionSet,
        wanted: Option<&Profile>,
        found: &Found,
    ) -> Result<Self, Trouble> {
        let at = |call| move |code| Trouble::call(Step::Input, found, call, code);
        let path = |text: &str| instance.string_to_path(text).map_err(at("xrStringToPath"));
        let paths = [path(Side::Left.path())?, path(Side::Right.path())?];
        let set = instance
            .create_action_set("stoa", "Stoa", 0)
            .map_err(at("xrCreateActionSet"))?;
        let make = Make { set: &set, paths };
        let mut actions = Self {
            grip: make.action(Action::GripPose).map_err(at(CREATE))?,
            aim: make.action(Action::AimPose).map_err(at(CREATE))?,
            select: make.action(Action::Select).map_err(at(CREATE))?,
            menu: make.action(Action::Menu).map_err(at(CREATE))?,
            stick: make.action(Action::Stick).map_err(at(CREATE))?,
            pad_press: make.action(Action::PadPress).map_err(at(CREATE))?,
            grab: make.action(Action::Grab).map_err(at(CREATE))?,
            haptic: make.action(Action::Haptic).map_err(at(CREATE))?,
            set,
            paths,
            refused: Vec::new(),
            found: found.clone(),
        };
        let mut taken = 0;
        let wanted = wanted.filter(|wanted| offered(wanted, enabled));
        let offered = PROFILES.iter().filter(|profile| offered(profile, enabled));
        for profile in offered.filter(|profile| wanted.is_none_or(|wanted| wanted == *profile)) {
            match actions.suggest(instance, profile) {
                Ok(()) => taken += 1,
                Err(code) if is_fatal(code) => return Err(at(SUGGEST)(code)),
                Err(code) => actions.refused.push(Refused { profile, code }),
            }
        }
        match actions.refused.last() {
            Some(last) if taken == 0 => Err(at(SUGGEST)(last.code)),
            _ => Ok(actions),
        }
    }

    /// Profiles the runtime would not take, for the log.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Attaches the actions to a session, the first or any later one. Once per session.
    ///
    /// # Errors
    /// [`Step::Input`], for example when the session has action sets already.
    pub fn attach<G>(self: &Arc<Self>, session: &xr::Session<G>) -> Result<Input<G>, Trouble> {
        session
            .attach_action_sets(&[&self.set])
            .map_err(self.at("xrAttachSessionActionSets"))?;
        let spaces = |action: &xr::Action<xr::Posef>| {
            let space = |side: Side| {
                action
                    .create_space(session, self.paths[side.index()], xr::Posef::IDENTITY)
                    .map_err(self.at("xrCreateActionSpace"))
            };
            Ok::<_, Trouble>([space(Side::Left)?, space(Side::Right)?])
        };
        Ok(Input {
            grip: spaces(&self.grip)?,
            aim: spaces(&self.aim)?,
            profiles: [None, None],
            session: session.clone(),
            actions: Arc::clone(self),
        })
    }

    fn suggest(&self, instance: &xr::Instance, profile: &Profile) -> xr::Result<()> {
        let mut bindings = Vec::new();
        for (action, _, path) in profile.suggestions() {
            let path = instance.string_to_path(&path)?;
            bindings.push(match action {
                Action::GripPose => xr::Binding::new(&self.grip, path),
                Action::AimPose => xr::Binding::new(&self.aim, path),
                Action::Select => xr::Binding::new(&self.select, path),
                Action::Menu => xr::Binding::new(&self.menu, path),
                Action::Stick => xr::Binding::new(&self.stick, path),
                Action::PadPress => xr::Binding::new(&self.pad_press, path),
                Action::Grab => xr::Binding::new(&self.grab, path),
                Action::Haptic => xr::Binding::new(&self.haptic, path),
            });
        }
        let profile = instance.string_to_path(profile.path)?;
        instance.suggest_interaction_profile_bindings(profile, &bindings)
    }

    fn at(&self, call: &'static str) -> impl Fn(xr::sys::Result) -> Trouble + '_ {
        move |code| Trouble::call(Step::Input, &self.found, call, code)
    }
}

const CREATE: &str = "xrCreateAction";
const SUGGEST: &str = "xrSuggestInteractionProfileBindings";

/// Makes actions that tell the two hands apart.
struct Make<'a> {
    set: &'a xr::ActionSet,
    paths: [xr::Path; 2],
}

impl Make<'_> {
    fn action<T: xr::ActionTy>(&self, action: Action) -> xr::Result<xr::Action<T>> {
        let (name, shown) = action.names();
        self.set.create_action(name, shown, &self.paths)
    }
}

/// The profile is in OpenXR 1.0, or its extension was enabled.
pub(crate) fn offered(profile: &Profile, enabled: &xr::ExtensionSet) -> bool {
    profile.extension.is_none_or(|extension| {
        enabled
            .names()
            .iter()
            .any(|name| name.strip_suffix(b"\0") == Some(extension.as_bytes()))
    })
}

/// The runtime is gone, or the order of calls is ours to mend: not one profile's matter.
fn is_fatal(code: xr::sys::Result) -> bool {
    matches!(
        code,
        xr::sys::Result::ERROR_INSTANCE_LOST
            | xr::sys::Result::ERROR_RUNTIME_FAILURE
            | xr::sys::Result::ERROR_OUT_OF_MEMORY
            | xr::sys::Result::ERROR_ACTIONSETS_ALREADY_ATTACHED
    )
}

/// The controller a hand holds, as the runtime sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveProfile {
    pub path: String,
    /// In our table. `None`: one the runtime mapped our bindings onto.
    pub known: Option<&'static Profile>,
}

/// The actions in one session. It holds the session: drop it to let the session end.
pub struct Input<G> {
    grip: [xr::Space; 2],
    aim: [xr::Space; 2],
    profiles: [Option<ActiveProfile>; 2],
    session: xr::Session<G>,
    actions: Arc<Actions>,
}

impl<G> Input<G> {
    /// Fetches the devices' state; once a frame, before [`Self::read`]. Without focus every hand reads as inactive.
    ///
    /// # Errors
    /// [`Step::Input`], for example on a lost session.
    pub fn sync(&self) -> Result<(), Trouble> {
        self.session
            .sync_actions(&[xr::ActiveActionSet::new(&self.actions.set)])
            .map_err(self.actions.at("xrSyncActions"))
    }

    /// Reads which controller each hand holds: after an `InteractionProfileChanged` event. True when it changed.
    ///
    /// # Errors
    /// [`Step::Input`], for example on a lost session.
    pub fn read_profiles(&mut self) -> Result<bool, Trouble> {
        let now = [
            self.read_profile(Side::Left)?,
            self.read_profile(Side::Right)?,
        ];
        let changed = now != self.profiles;
        self.profiles = now;
        Ok(changed)
    }

    /// The controller a hand held when [`Self::read_profiles`] last read it. It may be none for a while.
    pub fn profile(&self, side: Side) -> Option<&ActiveProfile> {
        self.profiles[side.index()].as_ref()
    }

    /// Both hands as of the last [`Self::sync`], located in `base` at `time` (the frame's predicted display time).
    /// `base` must be a space of this session.
    ///
    /// # Errors
    /// [`Step::Input`], for example on a lost session.
    pub fn read(&self, base: &xr::Space, time: xr::Time) -> Result<Hands, Trouble> {
        Ok(Hands {
            hand: [
                self.read_hand(Side::Left, base, time)?,
                self.read_hand(Side::Right, base, time)?,
            ],
        })
    }

    /// Shakes a hand's device for `seconds` (at most two) with `amplitude` from 0 to 1. One that can't shake ignores it.
    ///
    /// # Errors
    /// [`Step::Input`], for example on a lost session.
    pub fn pulse(&self, side: Side, seconds: f32, amplitude: f32) -> Result<(), Trouble> {
        let Some((nanos, amplitude)) = hands::pulse(seconds, amplitude) else {
            return Ok(());
        };
        let vibration = xr::HapticVibration::new()
            .duration(xr::Duration::from_nanos(nanos))
            .frequency(xr::FREQUENCY_UNSPECIFIED)
            .amplitude(amplitude);
        let path = self.actions.paths[side.index()];
        self.actions
            .haptic
            .apply_feedback(&self.session, path, &vibration)
            .map_err(self.actions.at("xrApplyHapticFeedback"))
    }

    fn read_profile(&self, side: Side) -> Result<Option<ActiveProfile>, Trouble> {
        let path = self
            .session
            .current_interaction_profile(self.actions.paths[side.index()])
            .map_err(self.actions.at("xrGetCurrentInteractionProfile"))?;
        if path == xr::Path::NULL {
            return Ok(None);
        }
        let path = self
            .session
            .instance()
            .path_to_string(path)
            .map_err(self.actions.at("xrPathToString"))?;
        let known = Profile::of_path(&path);
        Ok(Some(ActiveProfile { path, known }))
    }

    fn read_hand(&self, side: Side, base: &xr::Space, time: xr::Time) -> Result<Hand, Trouble> {
        let actions = &self.actions;
        let (grip, grip_on) = self.locate(&actions.grip, &self.grip, side, base, time)?;
        let (aim, aim_on) = self.locate(&actions.aim, &self.aim, side, base, time)?;
        let select = self.state(&actions.select, side, "xrGetActionStateBoolean")?;
        let menu = self.state(&actions.menu, side, "xrGetActionStateBoolean")?;
        let press = self.state(&actions.pad_press, side, "xrGetActionStateBoolean")?;
        let stick = self.state(&actions.stick, side, "xrGetActionStateVector2f")?;
        let grab = self.state(&actions.grab, side, "xrGetActionStateFloat")?;
        let thumb = stick.map_or([0.0; 2], |value| [value.x, value.y]);
        Ok(Hand {
            active: grip_on || aim_on || select.is_some(),
            grip: grip.map(|(pose, _)| pose),
            aim: aim.map(|(pose, _)| pose),
            tracked: grip.is_some_and(|(_, tracked)| tracked),
            select: select.unwrap_or_default(),
            menu: menu.unwrap_or_default(),
            stick: hands::stick(thumb, press),
            grab: grab
                .filter(|value| value.is_finite())
                .map_or(0.0, |value| value.clamp(0.0, 1.0)),
        })
    }

    /// A hand's pose with whether it is tracked, and whether a device gives it.
    fn locate(
        &self,
        action: &xr::Action<xr::Posef>,
        spaces: &[xr::Space; 2],
        side: Side,
        base: &xr::Space,
        time: xr::Time,
    ) -> Result<(Option<(hands::Pose, bool)>, bool), Trouble> {
        let active = action
            .is_active(&self.session, self.actions.paths[side.index()])
            .map_err(self.actions.at("xrGetActionStatePose"))?;
        if !active {
            return Ok((None, false));
        }
        let location = spaces[side.index()]
            .locate(base, time)
            .map_err(self.actions.at("xrLocateSpace"))?;
        Ok((hands::located(location.location_flags, location.pose), true))
    }

    /// An action's value, or `None` while nothing gives it.
    fn state<T: xr::ActionInput>(
        &self,
        action: &xr::Action<T>,
        side: Side,
        call: &'static str,
    ) -> Result<Option<T>, Trouble> {
        let state = action
            .state(&self.session, self.actions.paths[side.index()])
            .map_err(self.actions.at(call))?;
        Ok(state.is_active.then_some(state.current_state))
    }
}

#[cfg(test)]
#[path = "actions_tests.rs"]
mod tests;
