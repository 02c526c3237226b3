//! Which button does what on which controller: the one table of suggested bindings, and the rule by which every
//! controller, down to one with a single button, reaches every deed.
//!
//! The names of profiles and inputs are those of the OpenXR 1.1 registry (`xr.xml`, interaction profiles).
//!
//! # How deeds come from actions
//!
//! *The ray* starts at the hand whose aim is tracked, else at the head along the gaze: no deed needs an aim.
//!
//! *The select button*, alone:
//! - pressed for less than [`HOLD_S`]: acts on what the ray meets. A person within reach: begin to talk. A button of any
//!   panel: press it; so quick replies are picked, on the other hand's wrist or, where that hand isn't tracked, on the
//!   same panel in front of the body.
//! - held for [`HOLD_S`] or longer with the ray on open ground: shows the arc; letting go teleports there. The ray taken
//!   off the ground before letting go: nothing happens.
//!
//! *The belt* is a row of buttons that hangs below the eyes and in front of the body: turn left, turn right, step back,
//! menu. It comes, seated or standing, when the head looks down by more than [`BELT_DEG`]; then it turns with the body,
//! not with the head, and goes when the head looks up. Select works on it as on any panel, by hand or by gaze. So whatever a
//! controller has no control for is one look down and one press away.
//!
//! *Where a controller has more*, it is the shorter way: a stick pushed forward aims a teleport (or walks, by choice),
//! pushed sideways turns, pulled back steps back; a menu button opens the menu. A trackpad counts as a stick only while
//! it is pressed down, since a resting thumb must move nobody.
//!
//! *Either hand alone* is enough for everything, so left-handed mode changes only [`Roles`]: nothing here asks which
//! hand is whose.

/// Select held for this long, in seconds, is a hold and not a press.
pub const HOLD_S: f32 = 0.35;

/// The belt is shown while the head looks this far below the horizon, in degrees.
pub const BELT_DEG: f32 = 40.0;

/// One of the two hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Left, Self::Right];

    /// 0 for left, 1 for right.
    pub const fn index(self) -> usize {
        self as usize
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }

    /// The hand's path in OpenXR.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Left => "/user/hand/left",
            Self::Right => "/user/hand/right",
        }
    }
}

/// Which hand does what. The main hand points, selects and turns; the other carries the wrist panel and walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    pub main: Side,
    pub other: Side,
}

impl Roles {
    pub const fn new(left_handed: bool) -> Self {
        let main = if left_handed { Side::Left } else { Side::Right };
        Self {
            main,
            other: main.other(),
        }
    }
}

/// What a hand's device tells us or is told. Each is one OpenXR action with a subaction path for each hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Where the hand holds something: its body is drawn here.
    GripPose,
    /// Where the hand points from, and whither.
    AimPose,
    /// The one button that every device has: press and hold.
    Select,
    /// Opens and closes the menu.
    Menu,
    /// A thumbstick or trackpad: x to the right, y forward, each from -1 to 1.
    Stick,
    /// The trackpad under the thumb is pressed down. Bound only where [`Action::Stick`] is a trackpad.
    PadPress,
    /// How firmly the hand is closed: 0 to 1.
    Grab,
    /// The device shakes.
    Haptic,
}

impl Action {
    pub const ALL: [Self; 8] = [
        Self::GripPose,
        Self::AimPose,
        Self::Select,
        Self::Menu,
        Self::Stick,
        Self::PadPress,
        Self::Grab,
        Self::Haptic,
    ];

    /// The name OpenXR gets, and the one that a runtime's own binding page shows.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::GripPose => ("grip_pose", "Hand"),
            Self::AimPose => ("aim_pose", "Pointing"),
            Self::Select => ("select", "Select, hold to teleport"),
            Self::Menu => ("menu", "Menu"),
            Self::Stick => ("stick", "Move and turn"),
            Self::PadPress => ("pad_press", "Trackpad pressed"),
            Self::Grab => ("grab", "Grab"),
            Self::Haptic => ("haptic", "Vibration"),
        }
    }
}

/// Which hands' devices have an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Both,
    Only(Side),
}

/// One line of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    pub action: Action,
    pub on: On,
    /// Below the hand's path, for example `/input/grip/pose`.
    pub input: &'static str,
}

/// One kind of controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Its interaction profile's path.
    pub path: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The extension that defines it, unless it is in OpenXR 1.0.
    pub extension: Option<&'static str>,
    pub bindings: &'static [Binding],
}

impl Profile {
    /// The profile with this path, if it is in the table.
    pub fn of_path(path: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.path == path)
    }

    /// Every suggested binding with its full path, for example `/user/hand/left/input/grip/pose`.
    pub fn suggestions(&self) -> impl Iterator<Item = (Action, Side, String)> + '_ {
        self.bindings.iter().flat_map(|binding| {
            Side::BOTH
                .into_iter()
                .filter(|side| binding.is_on(*side))
                .map(|side| {
                    let path = format!("{}{}", side.path(), binding.input);
                    (binding.action, side, path)
                })
        })
    }

    /// The hand's device has a control for this action.
    pub fn has(&self, side: Side, action: Action) -> bool {
        self.bindings
            .iter()
            .any(|binding| binding.action == action && binding.is_on(side))
    }
}

impl Binding {
    fn is_on(&self, side: Side) -> bool {
        self.on == On::Both || self.on == On::Only(side)
    }
}

const fn both(action: Action, input: &'static str) -> Binding {
    Binding {
        action,
        on: On::Both,
        input,
    }
}

const fn only(side: Side, action: Action, input: &'static str) -> Binding {
    Binding {
        action,
        on: On::Only(side),
        input,
    }
}

/// Every controller we suggest bindings for. A runtime maps any other onto the one most like it.
pub const PROFILES: &[Profile] = &[
    Profile {
        path: "/interaction_profiles/khr/simple_controller",
        name: "simple controller",
        extension: None,
        bindings: &[
            both(Action::GripPose, "/input/grip/pose"),
            both(Action::AimPose, "/input/aim/pose"),
            both(Action::Select, "/input/select/click"),
            both(Action::Menu, "/input/menu/click"),
            both(Action::Haptic, "/output/haptic"),
        ],
    },
    Profile {
        path: "/interaction_profiles/oculus/touch_controller",
        name: "Touch controller",
        extension: None,
        bindings: &[
            both(Action::GripPose, "/input/grip/pose"),
            both(Action::AimPose, "/input/aim/pose"),
            both(Action::Select, "/input/trigger/value"),
            // The right hand's menu button belongs to the system, and the left hand's is hard to find by touch.
            only(Side::Left, Action::Menu, "/input/menu/click"),
            only(Side::Left, Action::Menu, "/input/y/click"),
            only(Side::Right, Action::Menu, "/input/b/click"),
            both(Action::Stick, "/input/thumbstick"),
            both(Action::Grab, "/input/squeeze/value"),
            both(Action::Haptic, "/output/haptic"),
        ],
    },
    Profile {
        path: "/interaction_profiles/valve/index_controller",
        name: "Index controller",
        extension: None,
        bindings: &[
            both(Action::GripPose, "/input/grip/pose"),
            both(Action::AimPose, "/input/aim/pose"),
            both(Action::Select, "/input/trigger/value"),
            both(Action::Menu, "/input/b/click"),
            both(Action::Stick, "/input/thumbstick"),
            // Its `value` is high already when the hand only holds the controller.
            both(Action::Grab, "/input/squeeze/force"),
            both(Action::Haptic, "/output/haptic"),
        ],
    },
    Profile {
        path: "/interaction_profiles/htc/vive_controller",
        name: "Vive controller",
        extension: None,
        bindings: &[
            both(Action::GripPose, "/input/grip/pose"),
            both(Action::AimPose, "/input/aim/pose"),
            both(Action::Select, "/input/trigger/value"),
            both(Action::Menu, "/input/menu/click"),
            both(Action::Stick, "/input/trackpad"),
            both(Action::PadPress, "/input/trackpad/click"),
            both(Action::Grab, "/input/squeeze/click"),
            both(Action::Haptic, "/output/haptic"),
        ],
    },
    Profile {
        path: "/interaction_profiles/microsoft/motion_controller",
        name: "mixed-reality controller",
        extension: None,
        bindings: &[
            both(Action::GripPose, "/input/grip/pose"),
            both(Action::AimPose, "/input/aim/pose"),
            both(Action::Select, "/input/trigger/value"),
            both(Action::Menu, "/input/menu/click"),
            both(Action::Stick, "/input/thumbstick"),
            both(Action::Grab, "/input/squeeze/click"),
            both(Action::Haptic, "/output/haptic"),
        ],
    },
    Profile {
        path: "/interaction_profiles/ext/hand_interaction_ext",
        name: "hands",
        extension: Some("XR_EXT_hand_interaction"),
        bindings: &[
            both(Action::GripPose, "/input/grip/pose"),
            both(Action::AimPose, "/input/aim/pose"),
            both(Action::Select, "/input/aim_activate_ext/value"),
            both(Action::Grab, "/input/grasp_ext/value"),
        ],
    },
];

/// What a person must be able to do with any controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Get somewhere else: walk or teleport.
    Move,
    /// Face another way without turning one's own body.
    Turn,
    /// Press a button of a panel, pick a quick reply.
    Select,
    /// Begin to talk to someone, and go on.
    Talk,
    /// Open the menu: comfort settings, people, leave.
    Menu,
}

impl Deed {
    pub const ALL: [Self; 5] = [Self::Move, Self::Turn, Self::Select, Self::Talk, Self::Menu];
}

/// How a deed is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The stick forward, back or sideways.
    Stick,
    /// The menu button.
    MenuButton,
    /// A short press of select on what the ray meets.
    Press,
    /// Select held with the ray on open ground.
    HoldOnGround,
    /// A short press of select on a button of the belt.
    Belt,
}

/// Every way in which one hand alone can do `deed`, the shortest first. `has` tells which actions that hand's device
/// has; the ray may be the gaze. This is the rule at the top of this file.
pub fn ways_with(has: impl Fn(Action) -> bool, deed: Deed) -> Vec<Way> {
    let (select, stick, menu) = (has(Action::Select), has(Action::Stick), has(Action::Menu));
    let ways: &[(bool, Way)] = match deed {
        Deed::Move => &[(stick, Way::Stick), (select, Way::HoldOnGround)],
        Deed::Turn => &[(stick, Way::Stick), (select, Way::Belt)],
        Deed::Select | Deed::Talk => &[(select, Way::Press)],
        Deed::Menu => &[(menu, Way::MenuButton), (select, Way::Belt)],
    };
    ways.iter()
        .filter(|(possible, _)| *possible)
        .map(|(_, way)| *way)
        .collect()
}

/// As [`ways_with`], for one hand of a profile.
pub fn ways(profile: &Profile, side: Side, deed: Deed) -> Vec<Way> {
    ways_with(|action| profile.has(side, action), deed)
}

/// Either hand alone can do `deed` with this controller.
pub fn can(profile: &Profile, deed: Deed) -> bool {
    Side::BOTH
        .into_iter()
        .all(|side| !ways(profile, side, deed).is_empty())
}

#[cfg(test)]
#[path = "bindings_tests.rs"]
mod tests;
