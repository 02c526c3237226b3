//! What OpenXR's codes mean for a person, and what to do about each, on each system and for each runtime.

use openxr::sys::Result as Code;

use super::{Fault, Found, Os, RuntimeFile, Step};

/// Runtimes whose remedies differ, recognised by their manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Monado,
    Wivrn,
    SteamVr,
    Meta,
    Other,
}

impl Family {
    fn of(found: &Found) -> Self {
        let mut words = found.runtime.clone().unwrap_or_default();
        if let Some(RuntimeFile {
            file,
            name,
            library,
        }) = found.file()
        {
            let name = name.as_deref().unwrap_or_default();
            words += &format!(" {name} {} {}", file.display(), library.display());
        }
        let words = words.to_lowercase();
        // WiVRn is built from Monado and may name it: it goes first.
        [
            ("wivrn", Self::Wivrn),
            ("monado", Self::Monado),
            ("steam", Self::SteamVr),
            ("oculus", Self::Meta),
        ]
        .into_iter()
        .find(|(word, _)| words.contains(word))
        .map_or(Self::Other, |(_, family)| family)
    }

    /// How this runtime is started, without a final full stop.
    fn start(self) -> &'static str {
        match self {
            Self::Monado => "start Monado's service (is monado-service running, as this user?)",
            Self::Wivrn => "start WiVRn's server and connect the headset to it",
            Self::SteamVr => "start SteamVR",
            Self::Meta => "open Meta Quest Link and connect the headset",
            Self::Other => "start the headset's runtime or its app",
        }
    }
}

/// Why `code` came back at `step`, in words that go after a colon.
pub(super) fn cause(step: Step, code: Code, found: &Found) -> String {
    let fault = found
        .search
        .as_ref()
        .and_then(|search| search.fault.as_ref());
    let words = match code {
        Code::ERROR_RUNTIME_UNAVAILABLE => match (fault, found.file()) {
            (Some(fault), _) => return fault.to_string(),
            (None, Some(file)) => {
                return format!(
                    "the library {} could not be loaded as an OpenXR runtime",
                    file.library.display()
                );
            }
            (None, None) => "no usable runtime is set as the active one",
        },
        Code::ERROR_RUNTIME_FAILURE | Code::ERROR_INITIALIZATION_FAILED
            if step == Step::Runtime =>
        {
            "the runtime's library was loaded, but the runtime does not answer"
        }
        Code::ERROR_RUNTIME_FAILURE => "something inside the runtime failed",
        Code::ERROR_INITIALIZATION_FAILED => "the runtime could not set this up",
        Code::ERROR_FORM_FACTOR_UNAVAILABLE => "no headset is connected, or it is asleep",
        Code::ERROR_FORM_FACTOR_UNSUPPORTED => "this runtime serves no headsets",
        Code::ERROR_EXTENSION_NOT_PRESENT => "the runtime lacks an extension that was asked for",
        Code::ERROR_API_VERSION_UNSUPPORTED => {
            "the loader or the runtime is for another version of OpenXR"
        }
        Code::ERROR_GRAPHICS_DEVICE_INVALID => {
            "the headset can't be driven by the GPU that was chosen"
        }
        Code::ERROR_LIMIT_REACHED => "no more programs or sessions are allowed at once",
        Code::ERROR_OUT_OF_MEMORY => "there is not enough memory",
        Code::ERROR_INSTANCE_LOST => "the runtime went away",
        Code::ERROR_SESSION_LOST => "the session was lost",
        Code::ERROR_API_LAYER_NOT_PRESENT
        | Code::ERROR_FILE_ACCESS_ERROR
        | Code::ERROR_FILE_CONTENTS_INVALID => "an OpenXR API layer could not be loaded",
        // The number again, for a code that was not known when this was built.
        _ if code.to_string() == code.into_raw().to_string() => "a code that is not known here",
        _ => return code.to_string(),
    };
    words.to_owned()
}

/// What to do, without a final full stop.
pub(super) fn remedy(os: Os, step: Step, code: Code, found: &Found) -> String {
    let name = found.runtime_name();
    let family = Family::of(found);
    match code {
        Code::ERROR_RUNTIME_UNAVAILABLE => no_runtime(os, found),
        Code::ERROR_RUNTIME_FAILURE | Code::ERROR_INITIALIZATION_FAILED
            if step == Step::Runtime =>
        {
            format!("{}, then try again", sentence(family.start()))
        }
        Code::ERROR_FORM_FACTOR_UNAVAILABLE => match family {
            Family::Wivrn => "Connect the headset to WiVRn's server, then try again".to_owned(),
            _ => format!(
                "Connect the headset, switch it on and put it on, check that {name} shows it, then try again"
            ),
        },
        Code::ERROR_FORM_FACTOR_UNSUPPORTED => format!(
            "{name} can't show a headset's picture: make another runtime the active one{}",
            choose(os, found)
        ),
        Code::ERROR_EXTENSION_NOT_PRESENT => format!("Update {name}, or {}", another(os, found)),
        Code::ERROR_API_VERSION_UNSUPPORTED => {
            format!("Update {name} and the OpenXR loader{}", loader_package(os))
        }
        Code::ERROR_GRAPHICS_DEVICE_INVALID => {
            "Plug the headset into the GPU that Stoa draws with, or make that the only one \
             in use, and update its driver"
                .to_owned()
        }
        Code::ERROR_LIMIT_REACHED => {
            "Close the other program that uses the headset, then try again; if there is none, \
             start Stoa anew"
                .to_owned()
        }
        Code::ERROR_OUT_OF_MEMORY => "Close other programs, then try again".to_owned(),
        Code::ERROR_INSTANCE_LOST => format!("{}, then enter again", sentence(family.start())),
        Code::ERROR_API_LAYER_NOT_PRESENT
        | Code::ERROR_FILE_ACCESS_ERROR
        | Code::ERROR_FILE_CONTENTS_INVALID => {
            "Unset XR_ENABLE_API_LAYERS, or remove the layer that was uninstalled".to_owned()
        }
        _ => format!("Restart {name} and try again; if it stays, report this code"),
    }
}

/// The loader itself is not there.
pub(super) fn no_loader(os: Os) -> String {
    match os {
        Os::Linux => {
            "Install the OpenXR loader (Debian and Ubuntu: libopenxr-loader1, Fedora: openxr-libs, \
                      Arch: openxr), or let STOA_OPENXR_LOADER name its file"
                .to_owned()
        }
        Os::Windows => "Install SteamVR or the headset's own app, and keep openxr_loader.dll \
                        beside this program, or let STOA_OPENXR_LOADER name its file"
            .to_owned(),
    }
}

/// The call did not come back in time.
pub(super) fn hangs(found: &Found) -> String {
    let name = found.runtime_name();
    format!("Restart {name} (or its service), then start Stoa anew")
}

/// The loader found no runtime it could load.
fn no_runtime(os: Os, found: &Found) -> String {
    let another = another(os, found);
    let fault = found
        .search
        .as_ref()
        .and_then(|search| search.fault.as_ref());
    match fault {
        Some(Fault::NoSuchFile(_)) => {
            let other = installed(found).map_or_else(String::new, |other| {
                format!(" (installed here: {})", other.file.display())
            });
            format!("Correct XR_RUNTIME_JSON{other}, or unset it")
        }
        Some(Fault::NoneActive) => match os {
            Os::Linux => format!(
                "Start SteamVR, Monado or WiVRn and make it the active runtime{}",
                choose(os, found)
            ),
            Os::Windows => {
                "Start SteamVR or the headset's app and make it the active OpenXR runtime \
                 in its settings"
                    .to_owned()
            }
        },
        Some(Fault::NoLibrary { .. } | Fault::Broken { .. } | Fault::Unreadable { .. }) => {
            format!("Reinstall {}, or {another}", found.runtime_name())
        }
        None => format!(
            "Run again with XR_LOADER_DEBUG=all to see why, reinstall {}, or {another}",
            found.runtime_name()
        ),
    }
}

/// How another runtime is chosen, after "or".
fn another(os: Os, found: &Found) -> String {
    format!("make another runtime the active one{}", choose(os, found))
}

/// By which setting, with a runtime that is installed here where there is one.
fn choose(os: Os, found: &Found) -> String {
    if os == Os::Windows {
        return " in SteamVR's or the headset's app's settings".to_owned();
    }
    match installed(found) {
        Some(other) => format!(
            ", for example with XR_RUNTIME_JSON={}",
            other.file.display()
        ),
        None => ", or let XR_RUNTIME_JSON name its manifest".to_owned(),
    }
}

/// The first runtime that is installed and not the active one.
fn installed(found: &Found) -> Option<&RuntimeFile> {
    found.search.as_ref()?.installed.first()
}

fn loader_package(os: Os) -> &'static str {
    match os {
        Os::Linux => " (libopenxr-loader1, openxr-libs or openxr)",
        Os::Windows => "",
    }
}

/// The same words at the beginning of a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
