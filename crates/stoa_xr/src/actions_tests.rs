//! Actions against a runtime made for tests.
#![expect(
    unsafe_code,
    reason = "a session without graphics is made from raw parts"
)]

use std::collections::HashSet;

use xr::sys::Result as Code;

use super::*;
use crate::runtime::fake;

const LEFT: &str = "/user/hand/left";
const RIGHT: &str = "/user/hand/right";

fn instance(extensions: &[&'static str]) -> (xr::Instance, xr::ExtensionSet) {
    let entry = fake::entry(extensions);
    let enabled = entry.enumerate_extensions().expect("extensions");
    let application = xr::ApplicationInfo::default();
    let instance = entry.create_instance(&application, &enabled, &[]);
    (instance.expect("an instance"), enabled)
}

fn actions(extensions: &[&'static str]) -> (xr::Instance, Result<Arc<Actions>, Trouble>) {
    let (instance, enabled) = instance(extensions);
    let actions = Actions::new(&instance, &enabled, None, &Found::default());
    (instance, actions.map(Arc::new))
}

fn session(instance: &xr::Instance) -> (xr::Session<xr::headless::Headless>, xr::Space) {
    let info = xr::headless::SessionCreateInfo {};
    // SAFETY: the fake runtime has no graphics to be set up.
    let made = unsafe {
        instance.create_session::<xr::headless::Headless>(xr::SystemId::from_raw(1), &info)
    };
    let (session, _, _) = made.expect("a session");
    let space = session.create_reference_space(xr::ReferenceSpaceType::LOCAL, xr::Posef::IDENTITY);
    (session, space.expect("a space"))
}

#[test]
fn every_line_of_the_table_is_suggested() {
    let (_instance, actions) = actions(&["XR_EXT_hand_interaction"]);
    assert_eq!(actions.expect("actions").refused(), []);
    let suggested: HashSet<_> = fake::with(|state| state.suggested.iter().cloned().collect());
    let wanted: HashSet<_> = PROFILES
        .iter()
        .flat_map(|profile| {
            profile.suggestions().map(|(action, _, path)| {
                let (name, _) = action.names();
                (profile.path.to_owned(), name.to_owned(), path)
            })
        })
        .collect();
    assert_eq!(suggested, wanted);
}

#[test]
fn a_profile_of_an_extension_that_is_not_enabled_is_not_suggested() {
    let (_instance, actions) = actions(&[]);
    assert_eq!(actions.expect("actions").refused(), []);
    assert_eq!(fake::count(SUGGEST), PROFILES.len() - 1);
}

#[test]
fn another_profile_than_the_wanted_one_would_be_suggested() {
    let (instance, enabled) = instance(&["XR_EXT_hand_interaction"]);
    let simple = Profile::of_path("/interaction_profiles/khr/simple_controller");
    let actions = Actions::new(&instance, &enabled, simple, &Found::default());
    assert_eq!(actions.expect("actions").refused(), []);
    let profiles: HashSet<_> =
        fake::with(|state| state.suggested.iter().map(|line| line.0.clone()).collect());
    assert_eq!(
        profiles.into_iter().collect::<Vec<_>>(),
        [simple.expect("it").path]
    );
}

#[test]
fn a_wish_that_the_runtime_cannot_grant_would_leave_no_controls() {
    let (instance, enabled) = instance(&[]);
    let hands = Profile::of_path("/interaction_profiles/ext/hand_interaction_ext");
    assert!(hands.is_some());
    Actions::new(&instance, &enabled, hands, &Found::default()).expect("actions");
    assert_eq!(fake::count(SUGGEST), PROFILES.len() - 1);
}

#[test]
fn a_refused_profile_is_told_and_the_others_still_work() {
    let (instance, enabled) = instance(&[]);
    let vive = "/interaction_profiles/htc/vive_controller";
    fake::with(|state| state.refused.insert(vive, Code::ERROR_PATH_UNSUPPORTED));
    let actions = Actions::new(&instance, &enabled, None, &Found::default()).expect("actions");
    let [refused] = actions.refused() else {
        panic!("one refusal: {:?}", actions.refused());
    };
    assert_eq!(refused.profile.path, vive);
    assert_eq!(refused.code, Code::ERROR_PATH_UNSUPPORTED);
    let others: HashSet<_> = fake::with(|state| {
        let profiles = state
            .suggested
            .iter()
            .map(|(profile, _, _)| profile.clone());
        profiles.collect()
    });
    assert_eq!(others.len(), PROFILES.len() - 2);
}

#[test]
fn a_runtime_that_takes_no_profile_or_is_gone_is_a_trouble() {
    for code in [Code::ERROR_PATH_UNSUPPORTED, Code::ERROR_INSTANCE_LOST] {
        let (instance, enabled) = instance(&[]);
        fake::with(|state| state.answers.insert(SUGGEST, code));
        let trouble = Actions::new(&instance, &enabled, None, &Found::default())
            .map(|_| ())
            .expect_err("a failure");
        assert_eq!((trouble.step, trouble.code), (Step::Input, Some(code)));
    }
    let (instance, enabled) = instance(&[]);
    let gone = Code::ERROR_INSTANCE_LOST;
    fake::with(|state| state.refused.insert(PROFILES[2].path, gone));
    let trouble = Actions::new(&instance, &enabled, None, &Found::default())
        .map(|_| ())
        .expect_err("a loss is no refusal, whichever profile meets it");
    assert_eq!(trouble.code, Some(gone));
}

#[test]
fn a_second_session_is_only_attached() {
    let (instance, actions) = actions(&[]);
    let actions = actions.expect("actions");
    for _ in 0..2 {
        let (session, _space) = session(&instance);
        let input = actions.attach(&session).expect("attached");
        input.sync().expect("synced");
    }
    assert_eq!(fake::count(SUGGEST), PROFILES.len() - 1, "suggested once");
    assert_eq!(fake::count(CREATE), Action::ALL.len(), "made once");
    assert_eq!(fake::count("xrAttachSessionActionSets"), 2);
    assert_eq!(
        fake::count("xrDestroySession"),
        2,
        "nothing keeps an ended session"
    );
    assert_eq!(fake::count("xrDestroySpace"), 2 * 5);
    assert_eq!(fake::count("xrDestroyAction"), 0);
}

#[test]
fn hands_are_read_as_the_devices_have_them() {
    let (instance, actions) = actions(&[]);
    let (session, base) = session(&instance);
    let input = actions
        .expect("actions")
        .attach(&session)
        .expect("attached");
    let time = xr::Time::from_nanos(1);
    assert_eq!(
        input.read(&base, time),
        Ok(Hands::default()),
        "no devices, no focus"
    );

    fake::with(|state| {
        for (name, hand, value) in [
            ("grip_pose", LEFT, [1.0, 0.0]),
            ("aim_pose", LEFT, [1.0, 0.0]),
            ("select", LEFT, [1.0, 0.0]),
            ("stick", LEFT, [0.25, -2.0]),
            ("grab", LEFT, [7.0, 0.0]),
            ("select", RIGHT, [0.0, 0.0]),
            ("menu", RIGHT, [1.0, 0.0]),
            ("stick", RIGHT, [0.5, 0.5]),
            ("pad_press", RIGHT, [0.0, 0.0]),
        ] {
            state.values.insert((name, hand), value);
        }
    });
    let hands = input.read(&base, time).expect("hands");
    let left = hands.of(Side::Left);
    assert!(left.active && left.tracked && left.select && !left.menu);
    assert_eq!((left.stick, left.grab), ([0.25, -1.0], 1.0));
    let at = |pose: Option<hands::Pose>| pose.expect("a pose").position;
    assert_eq!(at(left.grip), [1.0, 3.0, 0.0], "the left grip's own space");
    assert_eq!(at(left.aim), [2.0, 3.0, 0.0], "the left aim's own space");
    let right = hands.of(Side::Right);
    assert!(right.active && !right.tracked && !right.select && right.menu);
    assert_eq!(
        (right.grip, right.aim, right.stick),
        (None, None, [0.0, 0.0])
    );
}

#[test]
fn the_controller_may_be_none_may_come_late_and_may_be_unknown() {
    let (instance, actions) = actions(&[]);
    let (session, _base) = session(&instance);
    let mut input = actions
        .expect("actions")
        .attach(&session)
        .expect("attached");
    for (path, changed, known) in [
        (None, false, None),
        (Some(PROFILES[1].path), true, Some(&PROFILES[1])),
        (Some(PROFILES[1].path), false, Some(&PROFILES[1])),
        (Some("/interaction_profiles/pico/other"), true, None),
        (None, true, None),
    ] {
        fake::with(|state| state.left_profile = path);
        assert_eq!(input.read_profiles(), Ok(changed), "{path:?}");
        let now = input.profile(Side::Left);
        assert_eq!(now.map(|profile| profile.path.as_str()), path);
        assert_eq!(now.and_then(|profile| profile.known), known);
        assert_eq!(input.profile(Side::Right), None);
    }
}

#[test]
fn a_pulse_reaches_its_hand_and_nothing_is_sent_for_nothing() {
    let (instance, actions) = actions(&[]);
    let (session, _base) = session(&instance);
    let input = actions
        .expect("actions")
        .attach(&session)
        .expect("attached");
    input.pulse(Side::Right, 0.0, 1.0).expect("nothing");
    assert_eq!(fake::with(|state| state.pulse.clone()), None);
    input.pulse(Side::Right, 0.25, 0.5).expect("a pulse");
    let felt = fake::with(|state| state.pulse.clone());
    assert_eq!(felt, Some((RIGHT.to_owned(), 250_000_000, 0.5)));
}

#[test]
fn a_lost_session_is_a_trouble_that_names_its_call() {
    let (instance, actions) = actions(&[]);
    let (session, base) = session(&instance);
    let mut input = actions
        .expect("actions")
        .attach(&session)
        .expect("attached");
    let lost = Code::ERROR_SESSION_LOST;
    for call in [
        "xrSyncActions",
        "xrGetActionStatePose",
        "xrGetActionStateFloat",
        "xrGetCurrentInteractionProfile",
        "xrApplyHapticFeedback",
    ] {
        fake::with(|state| state.answers = [(call, lost)].into());
        let time = xr::Time::from_nanos(1);
        let answers = [
            input.sync(),
            input.read(&base, time).map(|_| ()),
            input.read_profiles().map(|_| ()),
            input.pulse(Side::Left, 0.1, 1.0),
        ];
        let troubles: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
        let [trouble] = troubles.as_slice() else {
            panic!("{call}: {troubles:?}");
        };
        assert_eq!((trouble.call, trouble.code), (Some(call), Some(lost)));
    }
    fake::with(|state| state.answers.clear());
    let again = Code::ERROR_ACTIONSETS_ALREADY_ATTACHED;
    fake::with(|state| state.answers.insert("xrAttachSessionActionSets", again));
    let trouble = input
        .actions
        .attach(&session)
        .map(|_| ())
        .expect_err("twice");
    assert_eq!(trouble.code, Some(again));
}
