//! The probe against a runtime made for tests, and its time limit.

use std::{path::PathBuf, time::Instant};

use xr::sys::Result as Code;

use super::*;
use crate::runtime::{RuntimeFile, fake};

const VULKAN: &str = "XR_KHR_vulkan_enable2";

fn found() -> Found {
    Found {
        loader: Some("libopenxr_loader.so.1 (the system's)".to_owned()),
        search: Some(Search {
            active: Some(RuntimeFile {
                file: PathBuf::from("/etc/fake.json"),
                name: Some("Fake".to_owned()),
                library: PathBuf::from("libfake.so"),
            }),
            ..Search::default()
        }),
        runtime: None,
    }
}

/// Probes a fresh fake runtime in which one call fails.
fn probed(extensions: &[&'static str], failing: Option<(&'static str, Code)>) -> Probed {
    let entry = fake::entry(extensions);
    fake::with(|state| state.answers.extend(failing));
    report(instance::open_with(&entry, found(), &|_| {})?, &|_| {})
}

#[test]
fn a_working_headset_is_described_without_a_session() {
    let report = probed(&[VULKAN, "XR_EXT_local_floor"], None).expect("a report");
    assert_eq!(report.runtime, "Fake 1.2.3");
    assert_eq!(report.enabled, ["XR_EXT_local_floor", VULKAN]);
    assert_eq!(
        report.missing,
        [
            "XR_FB_display_refresh_rate",
            "XR_EXT_hand_interaction",
            "XR_EXT_user_presence"
        ]
    );
    assert_eq!(
        report.headset,
        Headset {
            name: "Fake headset".to_owned(),
            orientation_tracked: true,
            position_tracked: true,
            eyes: vec![[896, 1007]; 2],
            largest: [2048, 4096],
            blend_modes: vec!["OPAQUE".to_owned()],
        }
    );
    assert!(!report.headset.is_stand_in());
    assert_eq!(fake::count("xrCreateSession"), 0);
    assert_eq!(
        fake::count("xrDestroyInstance"),
        1,
        "the instance is closed again"
    );
    let json = serde_json::to_value(&report).expect("JSON");
    assert_eq!(json["headset"]["eyes"][0][0], 896);
    assert_eq!(json["search"]["active"]["name"], "Fake");
}

#[test]
fn each_failing_call_is_named_with_its_code_and_closes_the_instance() {
    for (call, code, step) in [
        (
            "xrEnumerateInstanceExtensionProperties",
            Code::ERROR_RUNTIME_UNAVAILABLE,
            Step::Runtime,
        ),
        (
            "xrCreateInstance",
            Code::ERROR_RUNTIME_FAILURE,
            Step::Runtime,
        ),
        ("xrCreateInstance", Code::ERROR_LIMIT_REACHED, Step::Runtime),
        (
            "xrCreateInstance",
            Code::ERROR_API_VERSION_UNSUPPORTED,
            Step::Runtime,
        ),
        (
            "xrGetInstanceProperties",
            Code::ERROR_INSTANCE_LOST,
            Step::Runtime,
        ),
        (
            "xrGetSystem",
            Code::ERROR_FORM_FACTOR_UNAVAILABLE,
            Step::Headset,
        ),
        (
            "xrGetSystem",
            Code::ERROR_FORM_FACTOR_UNSUPPORTED,
            Step::Headset,
        ),
        (
            "xrGetSystemProperties",
            Code::ERROR_INSTANCE_LOST,
            Step::Headset,
        ),
        (
            "xrEnumerateViewConfigurationViews",
            Code::ERROR_VIEW_CONFIGURATION_TYPE_UNSUPPORTED,
            Step::Headset,
        ),
        (
            "xrEnumerateEnvironmentBlendModes",
            Code::ERROR_RUNTIME_FAILURE,
            Step::Headset,
        ),
    ] {
        let trouble = probed(&[VULKAN], Some((call, code))).expect_err("a failing call");
        assert_eq!(
            (trouble.step, trouble.call, trouble.code),
            (step, Some(call), Some(code))
        );
        assert!(trouble.cause().starts_with(call), "{trouble}");
        let opened = fake::with(|state| {
            let made = |name| state.calls.iter().filter(|call| *call == name).count();
            let failed = usize::from(call == "xrCreateInstance");
            made("xrCreateInstance") - failed == made("xrDestroyInstance")
        });
        assert!(opened, "{call}: the instance is closed");
    }
}

#[test]
fn a_trouble_after_the_instance_names_the_runtime_as_it_names_itself() {
    let failing = ("xrGetSystem", Code::ERROR_FORM_FACTOR_UNAVAILABLE);
    let trouble = probed(&[VULKAN], Some(failing)).expect_err("no headset");
    let said = trouble.to_string();
    assert!(
        said.starts_with("Found: the runtime Fake 1.2.3, from /etc/fake.json;"),
        "{said}"
    );
}

#[test]
fn a_runtime_without_vulkan_opens_nothing() {
    let trouble = probed(&["XR_KHR_opengl_enable"], None).expect_err("no Vulkan");
    assert!(trouble.cause().contains(VULKAN), "{trouble}");
    assert_eq!(fake::count("xrCreateInstance"), 0);
}

#[test]
fn a_call_that_hangs_is_given_up_and_named() {
    let (release, held) = mpsc::channel::<()>();
    let began = Instant::now();
    let trouble = within(Duration::from_millis(50), &found(), move |note| {
        note("xrEnumerateInstanceExtensionProperties");
        note("xrCreateInstance");
        let _ = held.recv();
        Ok(())
    })
    .expect_err("it hangs");
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(
        trouble.cause(),
        "xrCreateInstance did not answer within 0.05 s"
    );
    assert!(trouble.remedy().contains("Fake"), "{trouble}");
    drop(release);
}

#[test]
fn an_answer_in_time_comes_through_and_a_broken_thread_is_a_trouble() {
    let limit = Duration::from_secs(60);
    assert_eq!(within(limit, &found(), |_| Ok(7)), Ok(7));
    let trouble = within(limit, &found(), |note| -> Result<(), Trouble> {
        note("xrGetSystem");
        std::panic::resume_unwind(Box::new(()));
    })
    .expect_err("it broke");
    assert_eq!(trouble.cause(), "xrGetSystem broke off");
}

#[test]
fn without_a_loader_the_search_for_the_runtime_is_still_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut environment = Environment::from_variables(|_| None, None);
    environment.root = folder.path().to_owned();
    environment.loader = Some(folder.path().join("none.so"));
    environment.runtime_json = Some(folder.path().join("none.json"));
    for trouble in [
        probe(&environment).expect_err("no loader"),
        probe_within(Duration::from_secs(60), &environment).expect_err("no loader"),
    ] {
        assert_eq!(trouble.step, Step::Loader);
        let search = trouble.found.search.as_ref().expect("a search");
        assert!(search.fault.is_some() && search.looked.len() == 1);
    }
}
