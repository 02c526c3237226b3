//! Asks the runtime everything that can be asked without starting a session. `stoa doctor` shows the answer.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use openxr as xr;
use serde::Serialize;

use super::{
    Environment, Found, Search, Step, Trouble, advice,
    instance::{self, Opened, WANTED},
};

/// A loader, a runtime and a headset that work, as far as can be told without a session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The loader and by which rule it was found.
    pub loader: String,
    /// Where the runtime's manifest was sought and found.
    pub search: Search,
    /// The name and version the runtime gives itself.
    pub runtime: String,
    /// Extensions that would be enabled, sorted.
    pub enabled: Vec<String>,
    /// Extensions we would make use of and the runtime lacks, sorted.
    pub missing: Vec<String>,
    /// Everything the runtime and the loader offer, sorted.
    pub available: Vec<String>,
    pub headset: Headset,
}

/// The headset as the runtime describes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headset {
    pub name: String,
    pub orientation_tracked: bool,
    pub position_tracked: bool,
    /// The picture asked for, `[width, height]` in pixels, for each eye, left first.
    pub eyes: Vec<[u32; 2]>,
    /// The largest picture the runtime takes, `[width, height]` in pixels.
    pub largest: [u32; 2],
    /// Ways of showing the world behind the picture, the runtime's favourite first: `OPAQUE`, `ADDITIVE`, …
    pub blend_modes: Vec<String>,
}

impl Headset {
    /// It tracks nothing: a stand-in, such as Monado shows when it has found no headset.
    pub fn is_stand_in(&self) -> bool {
        !self.orientation_tracked
    }
}

/// What a probe came to.
pub type Probed = Result<Report, Trouble>;

const VIEW: xr::ViewConfigurationType = xr::ViewConfigurationType::PRIMARY_STEREO;

/// Probes on this thread. Opens an instance and closes it again: not while another is open in this process. May block
/// for as long as a runtime's service does; see [`probe_within`].
///
/// # Errors
/// The first step that fails, up to and with [`Step::Headset`].
pub fn probe(environment: &Environment) -> Probed {
    let (loader, found) = instance::find(environment)?;
    report(instance::open_with(&loader.entry, found, &|_| {})?, &|_| {})
}

/// Probes on a thread of its own and gives up after `limit`.
///
/// # Errors
/// As [`probe`]; and when the runtime does not answer in time. The thread then stays behind inside the runtime and
/// holds the loader's lock: this process can't use a headset any more.
pub fn probe_within(limit: Duration, environment: &Environment) -> Probed {
    let (loader, found) = instance::find(environment)?;
    let so_far = found.clone();
    within(limit, &so_far, move |note| {
        report(instance::open_with(&loader.entry, found, note)?, note)
    })
}

/// Runs `work` on a thread and waits for it for `limit`. `work` names each call before it makes it.
fn within<T: Send + 'static>(
    limit: Duration,
    found: &Found,
    work: impl FnOnce(&dyn Fn(&'static str)) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let last = Arc::new(Mutex::new("the runtime"));
    let noted = Arc::clone(&last);
    let (answer, answered) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new()
        .name("xr probe".to_owned())
        .spawn(move || {
            let result = work(&|call| {
                *noted.lock().unwrap_or_else(PoisonError::into_inner) = call;
            });
            // Nobody waits any more when the limit has passed.
            drop(answer.send(result));
        });
    let failed = |cause: String| Trouble::other(Step::Runtime, found, cause, advice::hangs(found));
    if let Err(error) = spawned {
        return Err(failed(format!("no thread could be started ({error})")));
    }
    let answer = answered.recv_timeout(limit);
    let call = *last.lock().unwrap_or_else(PoisonError::into_inner);
    answer.unwrap_or_else(|why| {
        Err(failed(match why {
            mpsc::RecvTimeoutError::Timeout => {
                format!("{call} did not answer within {} s", limit.as_secs_f32())
            }
            mpsc::RecvTimeoutError::Disconnected => format!("{call} broke off"),
        }))
    })
}

/// Asks an open instance, and closes it.
pub(super) fn report(opened: Opened, note: &dyn Fn(&'static str)) -> Probed {
    let headset = headset(&opened, note)?;
    let available = instance::names(&opened.available);
    let missing = WANTED
        .into_iter()
        .filter(|wanted| !available.iter().any(|name| name == wanted))
        .map(str::to_owned)
        .collect();
    let Found {
        loader,
        search,
        runtime,
    } = opened.found;
    Ok(Report {
        loader: loader.unwrap_or_default(),
        search: search.unwrap_or_default(),
        runtime: runtime.unwrap_or_default(),
        enabled: instance::names(&opened.enabled),
        missing,
        available,
        headset,
    })
}

fn headset(opened: &Opened, note: &dyn Fn(&'static str)) -> Result<Headset, Trouble> {
    let instance = &opened.instance;
    let failed = |call| {
        note(call);
        move |code| Trouble::call(Step::Headset, &opened.found, call, code)
    };
    let at = failed("xrGetSystem");
    let system = instance
        .system(xr::FormFactor::HEAD_MOUNTED_DISPLAY)
        .map_err(at)?;
    let at = failed("xrGetSystemProperties");
    let properties = instance.system_properties(system).map_err(at)?;
    let at = failed("xrEnumerateViewConfigurationViews");
    let views = instance
        .enumerate_view_configuration_views(system, VIEW)
        .map_err(at)?;
    let at = failed("xrEnumerateEnvironmentBlendModes");
    let modes = instance
        .enumerate_environment_blend_modes(system, VIEW)
        .map_err(at)?;
    let largest = |size: fn(&xr::ViewConfigurationView) -> u32| {
        views.iter().map(size).min().unwrap_or_default()
    };
    Ok(Headset {
        name: properties.system_name,
        orientation_tracked: properties.tracking_properties.orientation_tracking,
        position_tracked: properties.tracking_properties.position_tracking,
        eyes: views
            .iter()
            .map(|view| {
                [
                    view.recommended_image_rect_width,
                    view.recommended_image_rect_height,
                ]
            })
            .collect(),
        largest: [
            largest(|view| view.max_image_rect_width),
            largest(|view| view.max_image_rect_height),
        ],
        blend_modes: modes.iter().map(|mode| format!("{mode:?}")).collect(),
    })
}

#[cfg(test)]
#[path = "probe_tests.rs"]
mod tests;
