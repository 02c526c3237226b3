//! The table against the registry's lists, and the rule that every controller reaches every deed.

use std::collections::HashSet;

use super::*;

/// The inputs the OpenXR 1.1 registry gives each profile that we use. `L:` and `R:` are on one hand only.
const REGISTRY: &[(&str, &[&str])] = &[
    (
        "/interaction_profiles/khr/simple_controller",
        &[
            "/input/select/click",
            "/input/menu/click",
            "/input/grip/pose",
            "/input/aim/pose",
            "/output/haptic",
        ],
    ),
    (
        "/interaction_profiles/oculus/touch_controller",
        &[
            "L:/input/x/click",
            "L:/input/y/click",
            "L:/input/menu/click",
            "R:/input/a/click",
            "R:/input/b/click",
            "/input/squeeze/value",
            "/input/trigger/value",
            "/input/trigger/touch",
            "/input/thumbstick",
            "/input/thumbstick/click",
            "/input/thumbstick/touch",
            "/input/grip/pose",
            "/input/aim/pose",
            "/output/haptic",
        ],
    ),
    (
        "/interaction_profiles/valve/index_controller",
        &[
            "/input/a/click",
            "/input/b/click",
            "/input/squeeze/value",
            "/input/squeeze/force",
            "/input/trigger/click",
            "/input/trigger/value",
            "/input/thumbstick",
            "/input/thumbstick/click",
            "/input/trackpad",
            "/input/trackpad/force",
            "/input/grip/pose",
            "/input/aim/pose",
            "/output/haptic",
        ],
    ),
    (
        "/interaction_profiles/htc/vive_controller",
        &[
            "/input/squeeze/click",
            "/input/menu/click",
            "/input/trigger/click",
            "/input/trigger/value",
            "/input/trackpad",
            "/input/trackpad/click",
            "/input/trackpad/touch",
            "/input/grip/pose",
            "/input/aim/pose",
            "/output/haptic",
        ],
    ),
    (
        "/interaction_profiles/microsoft/motion_controller",
        &[
            "/input/menu/click",
            "/input/squeeze/click",
            "/input/trigger/value",
            "/input/thumbstick",
            "/input/thumbstick/click",
            "/input/trackpad",
            "/input/trackpad/click",
            "/input/grip/pose",
            "/input/aim/pose",
            "/output/haptic",
        ],
    ),
    (
        "/interaction_profiles/ext/hand_interaction_ext",
        &[
            "/input/pinch_ext/value",
            "/input/grasp_ext/value",
            "/input/aim_activate_ext/value",
            "/input/grip/pose",
            "/input/aim/pose",
        ],
    ),
];

/// A path is folders of lower-case letters, digits and `-_.`.
fn well_formed(path: &str) -> bool {
    path.starts_with('/')
        && !path.ends_with('/')
        && path[1..].split('/').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
        })
}

#[test]
fn every_path_is_well_formed_and_suggested_once() {
    let mut profiles = HashSet::new();
    for profile in PROFILES {
        assert!(well_formed(profile.path), "{}", profile.path);
        assert!(profiles.insert(profile.path), "{} twice", profile.path);
        let mut seen = HashSet::new();
        for (action, side, path) in profile.suggestions() {
            assert!(well_formed(&path), "{path}");
            assert!(path.starts_with(side.path()), "{path}");
            assert!(seen.insert((action, path.clone())), "{path} twice");
        }
    }
}

#[test]
fn every_input_is_one_the_registry_gives_that_profile_on_that_hand() {
    for profile in PROFILES {
        let (_, known) = REGISTRY
            .iter()
            .find(|(path, _)| *path == profile.path)
            .expect("a profile of the registry");
        for binding in profile.bindings {
            for side in Side::BOTH.into_iter().filter(|side| binding.is_on(*side)) {
                let hand = if side == Side::Left { "L:" } else { "R:" };
                let here = format!("{hand}{}", binding.input);
                assert!(
                    known.contains(&binding.input) || known.contains(&here.as_str()),
                    "{}: {here}",
                    profile.path
                );
            }
        }
    }
}

#[test]
fn inputs_fit_the_type_of_their_action() {
    for profile in PROFILES {
        for binding in profile.bindings {
            let last = binding.input.rsplit('/').next().unwrap_or_default();
            let fits: &[&str] = match binding.action {
                Action::GripPose | Action::AimPose => &["pose"],
                Action::Select => &["click", "value"],
                Action::Menu | Action::PadPress => &["click"],
                Action::Stick => &["thumbstick", "trackpad"],
                Action::Grab => &["click", "value", "force"],
                Action::Haptic => &["haptic"],
            };
            assert!(
                fits.contains(&last),
                "{:?}: {}",
                binding.action,
                binding.input
            );
        }
    }
}

#[test]
fn every_controller_reaches_every_deed_with_either_hand() {
    for profile in PROFILES {
        for deed in Deed::ALL {
            assert!(can(profile, deed), "{}: {deed:?}", profile.path);
        }
    }
}

#[test]
fn one_button_and_the_gaze_are_enough() {
    for deed in Deed::ALL {
        let ways = ways_with(|action| action == Action::Select, deed);
        assert_eq!(ways.len(), 1, "{deed:?}: {ways:?}");
    }
    for deed in Deed::ALL {
        let ways = ways_with(|action| action != Action::Select, deed);
        let without = matches!(deed, Deed::Move | Deed::Turn | Deed::Menu);
        assert_eq!(!ways.is_empty(), without, "{deed:?} without select");
    }
}

#[test]
fn the_shortest_way_is_the_one_the_hand_has_a_control_for() {
    let first = |path: &str, deed| {
        let profile = Profile::of_path(path).expect("in the table");
        ways(profile, Side::Right, deed).first().copied()
    };
    let simple = "/interaction_profiles/khr/simple_controller";
    let touch = "/interaction_profiles/oculus/touch_controller";
    let hands = "/interaction_profiles/ext/hand_interaction_ext";
    for (path, deed, way) in [
        (simple, Deed::Move, Way::HoldOnGround),
        (simple, Deed::Turn, Way::Belt),
        (simple, Deed::Talk, Way::Press),
        (simple, Deed::Menu, Way::MenuButton),
        (touch, Deed::Move, Way::Stick),
        (touch, Deed::Turn, Way::Stick),
        (touch, Deed::Menu, Way::MenuButton),
        (hands, Deed::Move, Way::HoldOnGround),
        (hands, Deed::Menu, Way::Belt),
    ] {
        assert_eq!(first(path, deed), Some(way), "{path} {deed:?}");
    }
}

#[test]
fn left_handed_mode_mirrors_and_loses_nothing() {
    let right = Roles::new(false);
    let left = Roles::new(true);
    assert_eq!((right.main, right.other), (Side::Right, Side::Left));
    assert_eq!((left.main, left.other), (right.other, right.main));
    for profile in PROFILES {
        for deed in Deed::ALL {
            let a = ways(profile, right.main, deed);
            let b = ways(profile, left.main, deed);
            assert_eq!(a, b, "{} {deed:?}", profile.path);
        }
    }
}

#[test]
fn a_trackpad_moves_nobody_unless_it_is_pressed() {
    for profile in PROFILES {
        for binding in profile.bindings {
            if binding.action == Action::Stick {
                let pad = binding.input.ends_with("/trackpad");
                let gated = Side::BOTH
                    .into_iter()
                    .all(|side| profile.has(side, Action::PadPress));
                assert_eq!(pad, gated, "{}", profile.path);
            }
        }
    }
}

#[test]
fn names_are_what_openxr_allows_and_differ() {
    let mut seen = HashSet::new();
    for action in Action::ALL {
        let (name, shown) = action.names();
        assert!(well_formed(&format!("/{name}")), "{name}");
        assert!(seen.insert(name) && seen.insert(shown), "{name} twice");
        assert!(shown.len() < 128 && name.len() < 64);
    }
}
