//! From nothing to an OpenXR instance: the loader, the runtime's manifest, the instance, and a probe of all three.
//!
//! Every failure is a [`Trouble`]: what had been found, which call failed with which code, and what a person can do.

mod advice;
mod environment;
#[cfg(test)]
pub(crate) mod fake;
mod instance;
mod loader;
mod manifest;
mod probe;
mod trouble;

pub use self::{
    environment::{Environment, Os},
    instance::{Opened, WANTED, open},
    loader::{LOADER_VARIABLE, Loader},
    manifest::{Fault, Looked, RuntimeFile, Search, search},
    probe::{Headset, Probed, Report, probe, probe_within},
    trouble::{Found, Step, Trouble},
};
