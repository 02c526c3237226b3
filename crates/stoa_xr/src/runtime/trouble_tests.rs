//! What a person reads when there is no headset.

use std::path::PathBuf;

use openxr::sys::Result as Code;

use super::*;
use crate::runtime::{Fault, Looked};

fn runtime(name: &str) -> RuntimeFile {
    RuntimeFile {
        file: PathBuf::from("/etc/xdg/openxr/1/active_runtime.json"),
        name: Some(name.to_owned()),
        library: PathBuf::from("/usr/lib/runtime.so"),
    }
}

fn found(active: Option<RuntimeFile>, fault: Option<Fault>) -> Found {
    Found {
        loader: Some("libopenxr_loader.so.1 (the system's)".to_owned()),
        search: Some(Search {
            looked: vec![Looked {
                file: PathBuf::from("/etc/xdg/openxr/1/active_runtime.json"),
                rule: "the system's settings",
                exists: active.is_some(),
            }],
            active,
            fault,
            installed: Vec::new(),
        }),
        runtime: None,
    }
}

fn trouble(os: Os, step: Step, found: &Found, code: Code) -> Trouble {
    Trouble::call_on(os, step, found, "xrCall", code)
}

#[test]
fn three_lines_say_what_was_found_what_failed_and_what_to_do() {
    let found = found(Some(runtime("Monado")), None);
    let trouble = Trouble::call_on(
        Os::Linux,
        Step::Runtime,
        &found,
        "xrCreateInstance",
        Code::ERROR_RUNTIME_FAILURE,
    );
    assert_eq!(
        trouble.to_string(),
        "Found: the runtime Monado (/etc/xdg/openxr/1/active_runtime.json); \
         the OpenXR loader libopenxr_loader.so.1 (the system's).\n\
         Failed: xrCreateInstance answered XR_ERROR_RUNTIME_FAILURE (-2) while connecting to the runtime: \
         the runtime's library was loaded, but the runtime does not answer.\n\
         To do: Start Monado's service (is monado-service running, as this user?), then try again."
    );
}

#[test]
fn each_code_has_a_remedy_that_fits_the_system_and_the_runtime() {
    let monado = found(Some(runtime("Monado")), None);
    let steam = found(Some(runtime("SteamVR")), None);
    let wivrn = found(Some(runtime("WiVRn")), None);
    let none = found(None, Some(Fault::NoneActive));
    let gone = found(None, Some(Fault::NoSuchFile("/x.json".into())));
    let no_library = found(
        Some(runtime("SteamVR")),
        Some(Fault::NoLibrary {
            runtime: runtime("SteamVR"),
        }),
    );
    use Code as C;
    use Os::{Linux, Windows};
    use Step::{Graphics, Headset, Runtime, Session};
    for (os, step, found, code, words) in [
        (
            Linux,
            Runtime,
            &none,
            C::ERROR_RUNTIME_UNAVAILABLE,
            "XR_RUNTIME_JSON",
        ),
        (
            Linux,
            Runtime,
            &none,
            C::ERROR_RUNTIME_UNAVAILABLE,
            "Monado or WiVRn",
        ),
        (
            Windows,
            Runtime,
            &none,
            C::ERROR_RUNTIME_UNAVAILABLE,
            "active OpenXR runtime",
        ),
        (
            Linux,
            Runtime,
            &gone,
            C::ERROR_RUNTIME_UNAVAILABLE,
            "Correct XR_RUNTIME_JSON",
        ),
        (
            Linux,
            Runtime,
            &no_library,
            C::ERROR_RUNTIME_UNAVAILABLE,
            "Reinstall SteamVR",
        ),
        (
            Linux,
            Runtime,
            &steam,
            C::ERROR_RUNTIME_UNAVAILABLE,
            "XR_LOADER_DEBUG=all",
        ),
        (
            Linux,
            Runtime,
            &monado,
            C::ERROR_RUNTIME_FAILURE,
            "monado-service",
        ),
        (
            Linux,
            Runtime,
            &steam,
            C::ERROR_RUNTIME_FAILURE,
            "Start SteamVR",
        ),
        (
            Linux,
            Runtime,
            &wivrn,
            C::ERROR_INITIALIZATION_FAILED,
            "WiVRn's server",
        ),
        (
            Linux,
            Session,
            &monado,
            C::ERROR_RUNTIME_FAILURE,
            "Restart Monado",
        ),
        (
            Linux,
            Headset,
            &steam,
            C::ERROR_FORM_FACTOR_UNAVAILABLE,
            "switch it on",
        ),
        (
            Linux,
            Headset,
            &wivrn,
            C::ERROR_FORM_FACTOR_UNAVAILABLE,
            "WiVRn's server",
        ),
        (
            Linux,
            Headset,
            &steam,
            C::ERROR_FORM_FACTOR_UNSUPPORTED,
            "another runtime",
        ),
        (
            Linux,
            Runtime,
            &steam,
            C::ERROR_EXTENSION_NOT_PRESENT,
            "Update SteamVR",
        ),
        (
            Linux,
            Runtime,
            &steam,
            C::ERROR_API_VERSION_UNSUPPORTED,
            "libopenxr-loader1",
        ),
        (
            Windows,
            Runtime,
            &steam,
            C::ERROR_API_VERSION_UNSUPPORTED,
            "OpenXR loader",
        ),
        (
            Linux,
            Graphics,
            &steam,
            C::ERROR_GRAPHICS_DEVICE_INVALID,
            "GPU",
        ),
        (
            Linux,
            Runtime,
            &steam,
            C::ERROR_LIMIT_REACHED,
            "Close the other program",
        ),
        (
            Linux,
            Session,
            &steam,
            C::ERROR_INSTANCE_LOST,
            "then enter again",
        ),
        (
            Linux,
            Runtime,
            &steam,
            C::ERROR_FILE_ACCESS_ERROR,
            "XR_ENABLE_API_LAYERS",
        ),
        (
            Linux,
            Session,
            &steam,
            C::ERROR_TIME_INVALID,
            "Restart SteamVR",
        ),
        (
            Linux,
            Session,
            &steam,
            C::from_raw(-424_242),
            "Restart SteamVR",
        ),
    ] {
        let trouble = trouble(os, step, found, code);
        let said = trouble.remedy();
        assert!(said.contains(words), "{code:?}: {said:?} lacks {words:?}");
    }
}

#[test]
fn every_text_is_three_lines_of_whole_sentences() {
    let found = found(Some(runtime("Monado")), None);
    for raw in (-51..0).chain([-1_000_710_001, -424_242]) {
        for os in [Os::Linux, Os::Windows] {
            for step in [Step::Runtime, Step::Headset, Step::Session, Step::Input] {
                let trouble = trouble(os, step, &found, Code::from_raw(raw));
                let text = trouble.to_string();
                assert_eq!(text.lines().count(), 3, "{text}");
                for line in text.lines() {
                    assert!(line.ends_with('.') && !line.ends_with(".."), "{line}");
                    assert!(!line.contains("  ") && line.len() < 320, "{line}");
                }
                assert!(trouble.cause().contains(&raw.to_string()), "{text}");
            }
        }
    }
}

#[test]
fn a_runtime_that_is_installed_but_not_active_is_offered() {
    let mut found = found(None, Some(Fault::NoneActive));
    let search = found.search.as_mut().expect("a search");
    search.installed = vec![RuntimeFile {
        file: PathBuf::from("/usr/share/openxr/1/openxr_monado.json"),
        ..runtime("Monado")
    }];
    let trouble = trouble(
        Os::Linux,
        Step::Runtime,
        &found,
        Code::ERROR_RUNTIME_UNAVAILABLE,
    );
    let wanted = "XR_RUNTIME_JSON=/usr/share/openxr/1/openxr_monado.json";
    assert!(trouble.remedy().contains(wanted), "{trouble}");
    assert!(
        trouble
            .to_string()
            .starts_with("Found: no runtime (sought: /etc/xdg/openxr/1/active_runtime.json); "),
        "{trouble}"
    );
}

#[test]
fn codes_are_written_as_the_documents_write_them() {
    assert_eq!(
        code_name(Code::ERROR_FORM_FACTOR_UNAVAILABLE),
        "XR_ERROR_FORM_FACTOR_UNAVAILABLE (-35)"
    );
    assert_eq!(code_name(Code::from_raw(-424_242)), "the code -424242");
    let json = serde_json::to_value(trouble(
        Os::Linux,
        Step::Headset,
        &Found::default(),
        Code::ERROR_FORM_FACTOR_UNAVAILABLE,
    ))
    .expect("JSON");
    assert_eq!(json["code"], "XR_ERROR_FORM_FACTOR_UNAVAILABLE (-35)");
    assert_eq!(json["step"], "headset");
    assert_eq!(json["call"], "xrCall");
    assert!(json["remedy"].is_string());
}
