//! Opens the OpenXR instance, with the extensions the headset path needs and those it makes use of.

use openxr as xr;

use super::{Environment, Found, Loader, Step, Trouble, search};

/// Extensions that are enabled where the runtime has them. Without them: an asked eye height, the display's own rate,
/// hands only by controllers, and no notice when the headset is taken off.
pub const WANTED: [&str; 4] = [
    "XR_EXT_local_floor",
    "XR_FB_display_refresh_rate",
    "XR_EXT_hand_interaction",
    "XR_EXT_user_presence",
];

/// Without this one nothing can be drawn.
const REQUIRED: &str = "XR_KHR_vulkan_enable2";

/// The version asked for: any 1.0 runtime has it.
const API_VERSION: xr::Version = xr::Version::new(1, 0, 34);

/// An open instance. A process can hold one at a time; dropping the last clone of `instance` closes it.
pub struct Opened {
    pub instance: xr::Instance,
    /// What was enabled.
    pub enabled: xr::ExtensionSet,
    /// What the runtime and the loader have.
    pub available: xr::ExtensionSet,
    /// With the runtime's own name.
    pub found: Found,
}

/// The search for the runtime's manifest and the loader, before anything is asked of them.
pub(super) fn find(environment: &Environment) -> Result<(Loader, Found), Trouble> {
    let mut found = Found {
        search: Some(search(environment)),
        ..Found::default()
    };
    let loader = Loader::find(environment, &found)?;
    found.loader = Some(loader.from.clone());
    Ok((loader, found))
}

/// Finds the loader and opens an instance. May block for as long as a runtime's service does.
///
/// # Errors
/// Any [`Trouble`] at [`Step::Loader`] or [`Step::Runtime`].
pub fn open(environment: &Environment) -> Result<Opened, Trouble> {
    let (loader, found) = find(environment)?;
    open_with(&loader.entry, found, &|_| {})
}

/// Opens an instance through `entry`. `note` hears each call's name before it is made.
pub(super) fn open_with(
    entry: &xr::Entry,
    mut found: Found,
    note: &dyn Fn(&'static str),
) -> Result<Opened, Trouble> {
    let at = |found: &Found, call, code| Trouble::call(Step::Runtime, found, call, code);
    let call = "xrEnumerateInstanceExtensionProperties";
    note(call);
    let available = entry
        .enumerate_extensions()
        .map_err(|code| at(&found, call, code))?;
    let enabled = choose(&available, &found)?;
    let application = xr::ApplicationInfo {
        application_name: "Stoa",
        application_version: 1,
        engine_name: "Bevy",
        engine_version: 1,
        api_version: API_VERSION,
    };
    let call = "xrCreateInstance";
    note(call);
    let instance = entry
        .create_instance(&application, &enabled, &[])
        .map_err(|code| at(&found, call, code))?;
    let call = "xrGetInstanceProperties";
    note(call);
    let properties = instance
        .properties()
        .map_err(|code| at(&found, call, code))?;
    found.runtime = Some(named(&properties));
    Ok(Opened {
        instance,
        enabled,
        available,
        found,
    })
}

/// The runtime's name, with its version where the name doesn't hold it already.
fn named(properties: &xr::InstanceProperties) -> String {
    let name = properties.runtime_name.trim();
    let version = properties.runtime_version.to_string();
    if name.contains(&version) {
        name.to_owned()
    } else {
        format!("{name} {version}")
    }
}

/// What to enable of what there is.
fn choose(available: &xr::ExtensionSet, found: &Found) -> Result<xr::ExtensionSet, Trouble> {
    if !available.khr_vulkan_enable2 {
        return Err(Trouble::other(
            Step::Runtime,
            found,
            format!(
                "{} lacks {REQUIRED}, by which Stoa draws",
                found.runtime_name()
            ),
            format!(
                "Update {}, or make a runtime with Vulkan support the active one",
                found.runtime_name()
            ),
        ));
    }
    let mut enabled = xr::ExtensionSet::default();
    enabled.khr_vulkan_enable2 = true;
    enabled.ext_local_floor = available.ext_local_floor;
    enabled.fb_display_refresh_rate = available.fb_display_refresh_rate;
    enabled.ext_hand_interaction = available.ext_hand_interaction;
    enabled.ext_user_presence = available.ext_user_presence;
    Ok(enabled)
}

/// A set's names, sorted.
pub(super) fn names(set: &xr::ExtensionSet) -> Vec<String> {
    let mut names: Vec<String> = set
        .names()
        .into_iter()
        .map(|name| {
            String::from_utf8_lossy(name)
                .trim_end_matches('\0')
                .to_owned()
        })
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_is_enabled_and_wanted_lists_it() {
        let mut available = xr::ExtensionSet::default();
        available.khr_vulkan_enable2 = true;
        available.khr_opengl_enable = true;
        available.ext_local_floor = true;
        let enabled = choose(&available, &Found::default()).expect("enough");
        assert_eq!(names(&enabled), ["XR_EXT_local_floor", REQUIRED]);

        available.fb_display_refresh_rate = true;
        available.ext_hand_interaction = true;
        available.ext_user_presence = true;
        let enabled = choose(&available, &Found::default()).expect("enough");
        let mut all: Vec<&str> = WANTED.into_iter().chain([REQUIRED]).collect();
        all.sort_unstable();
        assert_eq!(names(&enabled), all);
    }

    #[test]
    fn a_runtime_without_vulkan_is_refused_by_name() {
        let mut available = xr::ExtensionSet::default();
        available.khr_opengl_enable = true;
        let trouble = choose(&available, &Found::default()).expect_err("no Vulkan");
        assert!(
            trouble.cause().contains("XR_KHR_vulkan_enable2"),
            "{trouble}"
        );
    }

    #[test]
    fn a_runtimes_name_is_not_followed_by_its_version_twice() {
        for (name, said) in [
            ("SteamVR/OpenXR", "SteamVR/OpenXR 2.7.4"),
            ("Monado '2.7.4'", "Monado '2.7.4'"),
        ] {
            let properties = xr::InstanceProperties {
                runtime_name: name.to_owned(),
                runtime_version: xr::Version::new(2, 7, 4),
            };
            assert_eq!(named(&properties), said);
        }
    }
}
